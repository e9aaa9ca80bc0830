//! `config show`: every setting with its value in effect and the layer it comes from. Secrets are hidden.

use super::Loaded;
use super::origin::Origin;
use super::schema;
use super::secret::{HIDDEN, is_secret_property};
use super::tree::{Node, Value};
use serde_json::{Value as Json, json};

/// One setting in effect.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    pub key: String,
    /// As TOML would write it; `None` where nothing is set and there is no default.
    pub value: Option<String>,
    pub origin: Origin,
}

/// All settings, in the order of the reference.
pub fn settings(loaded: &Loaded) -> Vec<Shown> {
    let mut shown = Vec::new();
    for setting in schema::settings() {
        let node = find(&loaded.tree, &setting.key);
        match node {
            Some(Node {
                value: Value::Table(entries),
                ..
            }) => tables(&setting.key, entries, &mut shown),
            Some(node) => shown.push(Shown {
                key: setting.key,
                value: Some(if schema::is_secret(setting.schema) {
                    HIDDEN.to_owned()
                } else {
                    literal(&node.value)
                }),
                origin: node.origin.clone(),
            }),
            None => shown.push(Shown {
                key: setting.key,
                value: None,
                origin: Origin::Default,
            }),
        }
    }
    shown
}

fn tables(key: &str, entries: &std::collections::BTreeMap<String, Node>, shown: &mut Vec<Shown>) {
    for (name, node) in entries {
        let quoted = if name.contains('.') {
            format!("{key}.\"{name}\"")
        } else {
            format!("{key}.{name}")
        };
        match &node.value {
            Value::Table(inner) => tables(&quoted, inner, shown),
            value => shown.push(Shown {
                key: quoted,
                value: Some(if is_secret_property(name) {
                    HIDDEN.to_owned()
                } else {
                    literal(value)
                }),
                origin: node.origin.clone(),
            }),
        }
    }
}

fn find<'t>(tree: &'t Node, key: &str) -> Option<&'t Node> {
    key.split('.')
        .try_fold(tree, |node, part| match &node.value {
            Value::Table(entries) => entries.get(part),
            _ => None,
        })
}

/// A value as TOML.
pub(super) fn literal(value: &Value) -> String {
    match value {
        // A TOML basic string is a JSON string.
        Value::Text(text) | Value::Raw(text) => Json::from(text.as_str()).to_string(),
        Value::Integer(n) => n.to_string(),
        Value::Float(n) => n.to_string(),
        Value::Boolean(b) => b.to_string(),
        Value::Time => "\"…\"".into(),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(|i| literal(&i.value)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Table(entries) => {
            let entries: Vec<String> = entries
                .iter()
                .map(|(k, v)| format!("{k} = {}", literal(&v.value)))
                .collect();
            format!("{{ {} }}", entries.join(", "))
        }
    }
}

/// For people: aligned, one setting a line.
pub fn text(settings: &[Shown]) -> String {
    let lines: Vec<(String, String)> = settings
        .iter()
        .map(|s| {
            let line = match &s.value {
                Some(value) => format!("{} = {value}", s.key),
                None => format!("# {} (not set)", s.key),
            };
            (line, s.origin.to_string())
        })
        .collect();
    let width = lines
        .iter()
        .map(|(line, _)| line.chars().count())
        .filter(|w| *w <= 64)
        .max()
        .unwrap_or(0);
    lines
        .iter()
        .fold(String::new(), |mut text, (line, origin)| {
            let pad = width.saturating_sub(line.chars().count());
            text.push_str(line);
            text.push_str(&" ".repeat(pad));
            text.push_str("  # ");
            text.push_str(origin);
            text.push('\n');
            text
        })
}

/// For programs: a list of `{key, value, origin}`, values as TOML literals.
pub fn json(settings: &[Shown]) -> Json {
    settings
        .iter()
        .map(|s| json!({ "key": s.key, "value": s.value, "origin": s.origin.to_string() }))
        .collect()
}

/// Settings that differ between two configurations, by key.
pub fn changed(before: &Loaded, after: &Loaded) -> Vec<String> {
    // Secrets are compared by their trees: what is shown of them is always the same.
    let flat = |loaded: &Loaded| {
        let mut found = std::collections::BTreeMap::new();
        flatten(&loaded.tree, String::new(), &mut found);
        found
    };
    let (before, after) = (flat(before), flat(after));
    let mut keys: Vec<String> = before
        .keys()
        .chain(after.keys())
        .filter(|k| before.get(*k) != after.get(*k))
        .cloned()
        .collect();
    keys.sort();
    keys.dedup();
    keys
}

fn flatten(node: &Node, key: String, found: &mut std::collections::BTreeMap<String, String>) {
    match &node.value {
        Value::Table(entries) => {
            for (name, node) in entries {
                let key = if key.is_empty() {
                    name.clone()
                } else {
                    format!("{key}.{name}")
                };
                flatten(node, key, found);
            }
        }
        value => {
            found.insert(key, literal(value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Environment, Layers, load};
    use super::*;

    fn loaded(pairs: &[(&str, &str)], sets: &[&str]) -> Loaded {
        let layers = Layers {
            files: vec!["/dev/null".into()],
            sets: sets.iter().map(ToString::to_string).collect(),
            flags: vec![("--group", "source.group", "desk".into())],
        };
        load(&layers, &Environment::of(pairs.iter().copied())).unwrap()
    }

    #[test]
    fn every_value_is_shown_with_its_layer() {
        let loaded = loaded(
            &[("COPYTASTER__SOURCE__TOPICS", "wire.a, wire.b")],
            &["delivery.workers=2"],
        );
        let text = text(&settings(&loaded));
        let line = |key: &str| {
            text.lines()
                .find(|l| l.contains(key))
                .unwrap_or_else(|| panic!("{key} in {text}"))
        };
        assert!(line("source.topics").contains("[\"wire.a\", \"wire.b\"]"));
        assert!(line("source.topics").ends_with("environment variable COPYTASTER__SOURCE__TOPICS"));
        assert!(
            line("delivery.workers").contains("= 2 ")
                && line("delivery.workers").ends_with("--set delivery.workers")
        );
        assert!(line("source.group =").ends_with("# --group"));
        assert!(line("kafka.client_id").ends_with("# default"));
        assert!(line("kafka.username").contains("(not set)"));
    }

    #[test]
    fn secrets_are_hidden_in_either_form() {
        let loaded = loaded(
            &[
                ("COPYTASTER__KAFKA__KEY_PASSWORD", "hunter2"),
                (
                    "COPYTASTER__KAFKA__PROPERTIES__SSL_KEYSTORE_PASSWORD",
                    "hunter3",
                ),
            ],
            &[],
        );
        let settings = settings(&loaded);
        let shown = text(&settings) + &json(&settings).to_string();
        assert!(!shown.contains("hunter"), "{shown}");
        assert_eq!(shown.matches(HIDDEN).count(), 4, "{shown}");
    }

    #[test]
    fn changed_settings_are_named_also_secret_ones() {
        let before = loaded(&[("COPYTASTER__KAFKA__KEY_PASSWORD", "a")], &[]);
        let after = loaded(
            &[
                ("COPYTASTER__KAFKA__KEY_PASSWORD", "b"),
                ("RUST_LOG", "debug"),
            ],
            &[],
        );
        assert_eq!(
            changed(&before, &after),
            ["kafka.key_password", "log.level"]
        );
        assert!(changed(&after, &after).is_empty());
    }
}
