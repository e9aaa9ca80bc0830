//! Whether a tree has the shape of a configuration: known keys, right kinds, values within bounds.
//!
//! Walks a merged tree along the schema, finds everything that is wrong in one pass, and leaves what is right as plain
//! JSON for the types. Text of the environment and of flags gets its kind here, from its key. A value is named in a
//! message only where its key is known and not secret.

use super::origin::Origin;
use super::problem::Problem;
use super::properties::{self, Scope};
use super::scalar::scalar;
use super::schema;
use super::secret::is_secret_property;
use super::tree::{Node, Value};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

/// Checks the tree, which is put in order on the way (raw text typed, names of properties flattened), and returns what
/// could be used of it.
pub fn check(tree: &mut Node, problems: &mut Vec<Problem>) -> Json {
    let mut walk = Walk {
        whole: "a configuration",
        known: schema::settings().into_iter().map(|s| s.key).collect(),
        problems,
    };
    walk.value(schema::schema(), tree, "")
        .unwrap_or_else(|| json!({}))
}

/// The same for another kind of file; `whole` is what an error calls it.
pub(super) fn check_file(
    schema: &Json,
    whole: &'static str,
    tree: &mut Node,
    problems: &mut Vec<Problem>,
) -> Json {
    let mut walk = Walk {
        whole,
        known: Vec::new(),
        problems,
    };
    walk.value(schema, tree, "").unwrap_or_else(|| json!({}))
}

struct Walk<'p> {
    whole: &'static str,
    /// Every setting there is, for suggestions.
    known: Vec<String>,
    problems: &'p mut Vec<Problem>,
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() {
        key.to_owned()
    } else {
        format!("{path}.{key}")
    }
}

impl Walk<'_> {
    fn value(&mut self, schema: &Json, node: &mut Node, path: &str) -> Option<Json> {
        if let Value::Raw(raw) = &node.value {
            node.value = typed(schema, raw, &node.origin);
        }
        let kind = schema.get("x-kind").and_then(Json::as_str);
        if kind == Some("librdkafka") {
            return self.properties(node, path);
        }
        if let Some(properties) = schema.get("properties").and_then(Json::as_object) {
            return self.section(properties, node, path);
        }
        if let Some(items) = schema.get("additionalProperties").filter(|a| a.is_object()) {
            return self.map(items, node, path);
        }
        if let Some(items) = schema.get("items") {
            return self.list(schema, items, node, path);
        }
        match scalar(schema, kind, &node.value) {
            Ok(json) => Some(json),
            Err(message) => {
                let problem =
                    Problem::new(path, node.origin.clone(), format!("`{path}`: {message}"));
                self.problems.push(if schema::is_secret(schema) {
                    problem
                } else {
                    problem.shown()
                });
                None
            }
        }
    }

    fn not_a(&mut self, what: &str, node: &Node, path: &str) -> Option<Json> {
        let name = if path.is_empty() { self.whole } else { path };
        let message = format!("`{name}`: expected {what}, found {}", node.value.kind());
        self.problems
            .push(Problem::new(path, node.origin.clone(), message));
        None
    }

    fn section(
        &mut self,
        properties: &serde_json::Map<String, Json>,
        node: &mut Node,
        path: &str,
    ) -> Option<Json> {
        let Value::Table(entries) = &mut node.value else {
            return self.not_a("a table", node, path);
        };
        let mut found = serde_json::Map::new();
        for (key, entry) in entries.iter_mut() {
            let Some(schema) = properties.get(key) else {
                let problem = unknown(properties, &self.known, path, key, entry);
                self.problems.push(problem);
                continue;
            };
            if let Some(json) = self.value(schema, entry, &join(path, key)) {
                found.insert(key.clone(), json);
            }
        }
        Some(Json::Object(found))
    }

    fn map(&mut self, items: &Json, node: &mut Node, path: &str) -> Option<Json> {
        let Value::Table(entries) = &mut node.value else {
            return self.not_a("a table", node, path);
        };
        let mut found = serde_json::Map::new();
        for (key, entry) in entries.iter_mut() {
            if let Some(json) = self.value(items, entry, &join(path, key)) {
                found.insert(key.clone(), json);
            }
        }
        Some(Json::Object(found))
    }

    fn list(&mut self, schema: &Json, items: &Json, node: &mut Node, path: &str) -> Option<Json> {
        let Value::List(entries) = &mut node.value else {
            let example = "a list, such as [\"a\", \"b\"]";
            let _ = self.not_a(example, node, path);
            if let Some(last) = self.problems.last_mut() {
                *last = last.clone().shown();
            }
            return None;
        };
        let least = schema.get("minItems").and_then(Json::as_u64).unwrap_or(0);
        if (entries.len() as u64) < least {
            self.problems.push(
                Problem::new(
                    path,
                    node.origin.clone(),
                    format!("`{path}`: needs at least {least} entry"),
                )
                .shown(),
            );
            return None;
        }
        let mut found = Vec::new();
        for entry in entries.iter_mut() {
            found.push(self.value(items, entry, path)?);
        }
        Some(Json::Array(found))
    }

    /// A map of librdkafka's properties. `ssl.ca.pem = …` without quotes is a table in a table to TOML: joined here.
    fn properties(&mut self, node: &mut Node, path: &str) -> Option<Json> {
        if !matches!(node.value, Value::Table(_)) {
            return self.not_a("a table of librdkafka properties", node, path);
        }
        let mut flat = BTreeMap::new();
        flatten(
            std::mem::replace(&mut node.value, Value::Time),
            "",
            &node.origin,
            &mut flat,
        );
        let scope = Scope::of_section(path);
        let mut found = serde_json::Map::new();
        for (name, entry) in &mut flat {
            let key = join(path, name);
            let secret = is_secret_property(name);
            let text = match &entry.value {
                Value::Text(text) | Value::Raw(text) => text.clone(),
                Value::Integer(n) => n.to_string(),
                Value::Float(n) => n.to_string(),
                Value::Boolean(b) => b.to_string(),
                other => {
                    let message = format!("`{key}`: expected a value, found {}", other.kind());
                    self.problems
                        .push(Problem::new(key, entry.origin.clone(), message));
                    continue;
                }
            };
            entry.value = Value::Text(text.clone());
            match properties::judge(scope, name, &text) {
                Ok(()) => {
                    found.insert(name.clone(), Json::String(text));
                }
                Err(refusal) => {
                    let mut problem = Problem::new(
                        key.clone(),
                        entry.origin.clone(),
                        format!("`{key}`: {}", refusal.message),
                    );
                    problem.help = refusal.help;
                    if refusal.about_value && !secret {
                        problem = problem.shown();
                    }
                    self.problems.push(problem);
                }
            }
        }
        node.value = Value::Table(flat);
        Some(Json::Object(found))
    }
}

/// Gives text its kind. Text that doesn't fit stays text, and the check says what was expected.
fn typed(schema: &Json, raw: &str, origin: &Origin) -> Value {
    let node = |value| Node {
        value,
        origin: origin.clone(),
    };
    let kind = schema.get("type").and_then(Json::as_str);
    let trimmed = raw.trim();
    match kind {
        Some("integer") => trimmed
            .parse()
            .map_or_else(|_| Value::Text(raw.to_owned()), Value::Integer),
        Some("number") => trimmed
            .parse()
            .map_or_else(|_| Value::Text(raw.to_owned()), Value::Float),
        Some("boolean") => trimmed
            .parse()
            .map_or_else(|_| Value::Text(raw.to_owned()), Value::Boolean),
        Some("array") if !trimmed.starts_with('[') => Value::List(
            trimmed
                .split(',')
                .map(|item| node(Value::Text(item.trim().to_owned())))
                .collect(),
        ),
        Some("array" | "object") => {
            toml_value(trimmed, origin).unwrap_or(Value::Raw(raw.to_owned()))
        }
        _ if trimmed.len() > 1 && trimmed.starts_with('"') && trimmed.ends_with('"') => {
            toml_value(trimmed, origin).unwrap_or_else(|| Value::Text(raw.to_owned()))
        }
        _ => Value::Text(raw.to_owned()),
    }
}

fn toml_value(text: &str, origin: &Origin) -> Option<Value> {
    let table: toml::Table = toml::from_str(&format!("v = {text}")).ok()?;
    let json = serde_json::to_value(table.get("v")?).ok()?;
    Node::of_json(&json, origin).map(|n| n.value)
}

fn flatten(value: Value, prefix: &str, origin: &Origin, flat: &mut BTreeMap<String, Node>) {
    match value {
        Value::Table(entries) => {
            for (key, node) in entries {
                flatten(node.value, &join(prefix, &key), &node.origin, flat);
            }
        }
        value => {
            flat.insert(
                prefix.to_owned(),
                Node {
                    value,
                    origin: origin.clone(),
                },
            );
        }
    }
}

fn unknown(
    properties: &serde_json::Map<String, Json>,
    settings: &[String],
    path: &str,
    key: &str,
    entry: &Node,
) -> Problem {
    let full = join(path, key);
    let what = if path.is_empty() && matches!(entry.value, Value::Table(_)) {
        "unknown section"
    } else {
        "unknown key"
    };
    let problem = Problem::new(
        full.clone(),
        entry.origin.clone(),
        format!("{what} `{full}`"),
    );
    // The same key of another section is the likelier mistake; then a misspelt one of this section; then of any.
    let elsewhere = settings
        .iter()
        .find(|k| k.rsplit('.').next() == Some(key))
        .cloned();
    let near = nearest(key, properties.keys().map(String::as_str)).map(|k| join(path, k));
    let help = match near.or(elsewhere) {
        Some(known) => format!("did you mean `{known}`?"),
        None if path.is_empty() => format!(
            "sections are {}",
            properties.keys().cloned().collect::<Vec<_>>().join(", ")
        ),
        None => format!(
            "keys of `{path}` are {}",
            properties.keys().cloned().collect::<Vec<_>>().join(", ")
        ),
    };
    problem.help(help)
}

/// The known word that a misspelt one is nearest to, if any is near.
pub(super) fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let most = (word.chars().count() / 3).clamp(1, 4);
    known
        .map(|k| (strsim::damerau_levenshtein(word, k), k))
        .filter(|(distance, _)| *distance <= most)
        .min()
        .map(|(_, k)| k)
}

#[cfg(test)]
#[path = "shape_tests.rs"]
mod tests;
