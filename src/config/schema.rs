//! The JSON Schema of the configuration, made from the types.
//!
//! It is the one list of keys, kinds and bounds: [`shape`](super::shape) checks files with it, `config example`, the
//! reference page and editors read it. Beside the standard words it holds `x-kind` (`period`, `bytes`, `address`,
//! `log-filter`, `librdkafka`) and, for the first two, `x-min` and `x-max`; `writeOnly` marks a secret.

use super::Config;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use schemars::transform::{Transform, transform_subschemas};
use serde_json::{Value, json};
use std::sync::OnceLock;

/// The schema, JSON Schema 2020-12, all parts in place.
pub fn schema() -> &'static Value {
    static SCHEMA: OnceLock<Value> = OnceLock::new();
    SCHEMA.get_or_init(build)
}

/// The schema of a type that stands in a TOML file, all parts in place and nothing null.
pub(super) fn of<T: JsonSchema>() -> Value {
    let mut settings = SchemaSettings::draft2020_12();
    settings.inline_subschemas = true;
    let mut generator = settings.into_generator();
    let mut schema = generator.root_schema_for::<T>();
    WithoutNull.transform(&mut schema);
    schema.to_value()
}

fn build() -> Value {
    let mut schema = of::<Config>();
    // A section's defaults depend on where it stands; those of the type alone would be wrong.
    let defaults = serde_json::to_value(Config::default()).unwrap_or_default();
    set_defaults(&mut schema, &defaults);
    schema["title"] = json!("copytaster configuration");
    schema
}

/// TOML has no null: an optional setting is left out, so the schema must not offer it.
#[derive(Clone)]
struct WithoutNull;

impl Transform for WithoutNull {
    fn transform(&mut self, schema: &mut schemars::Schema) {
        if let Some(object) = schema.as_object_mut() {
            if let Some(Value::Array(types)) = object.get_mut("type") {
                types.retain(|t| t != "null");
                if let [only] = types.as_slice() {
                    let only = only.clone();
                    object.insert("type".into(), only);
                }
            }
            if let Some(Value::Array(values)) = object.get_mut("enum") {
                values.retain(|v| !v.is_null());
            }
            if let Some(Value::Array(any)) = object.get_mut("anyOf") {
                any.retain(|s| s.get("type").is_none_or(|t| t != "null"));
                if let [Value::Object(only)] = any.as_slice() {
                    let only = only.clone();
                    object.remove("anyOf");
                    for (key, value) in only {
                        object.entry(key).or_insert(value);
                    }
                }
            }
        }
        transform_subschemas(self, schema);
    }
}

fn set_defaults(schema: &mut Value, defaults: &Value) {
    let Some(object) = schema.as_object_mut() else {
        return;
    };
    if let Some(Value::Object(properties)) = object.get_mut("properties") {
        for (key, property) in properties {
            set_defaults(property, defaults.get(key).unwrap_or(&Value::Null));
        }
        object.remove("default");
        return;
    }
    if let Some(entries) = object.get_mut("additionalProperties") {
        set_defaults(entries, &Value::Null);
    }
    if defaults.is_null() {
        object.remove("default");
    } else {
        object.insert("default".into(), defaults.clone());
    }
}

/// The words an enumeration allows, each with its description if it has one.
pub(super) fn words(schema: &Value) -> Option<Vec<(&str, Option<&str>)>> {
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        return Some(
            values
                .iter()
                .filter_map(|v| Some((v.as_str()?, None)))
                .collect(),
        );
    }
    let variants = schema.get("oneOf")?.as_array()?;
    Some(
        variants
            .iter()
            .flat_map(|variant| {
                let about = variant.get("description").and_then(Value::as_str);
                let many = variant.get("enum").and_then(Value::as_array);
                let one = variant.get("const").and_then(Value::as_str);
                many.into_iter()
                    .flatten()
                    .filter_map(Value::as_str)
                    .chain(one)
                    .map(move |word| (word, about))
            })
            .collect(),
    )
}

/// A setting of the schema: dotted key and its part of the schema.
pub(super) struct Setting<'a> {
    pub key: String,
    pub schema: &'a Value,
}

/// Every setting in the order of the types. Maps (`kafka.properties`, `suppliers`) count as one.
pub(super) fn settings() -> Vec<Setting<'static>> {
    let mut found = Vec::new();
    collect(schema(), String::new(), &mut found);
    found
}

fn collect(schema: &'static Value, key: String, found: &mut Vec<Setting<'static>>) {
    match schema.get("properties").and_then(Value::as_object) {
        Some(properties) => {
            for (name, property) in properties {
                let key = if key.is_empty() {
                    name.clone()
                } else {
                    format!("{key}.{name}")
                };
                collect(property, key, found);
            }
        }
        None => found.push(Setting { key, schema }),
    }
}

/// Whether the setting holds a secret.
pub(super) fn is_secret(schema: &Value) -> bool {
    schema.get("writeOnly") == Some(&Value::Bool(true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_says_what_it_is_for() {
        for setting in settings() {
            let about = setting.schema.get("description").and_then(Value::as_str);
            assert!(
                about.is_some_and(|a| a.len() > 10),
                "{} has no description: {}",
                setting.key,
                setting.schema
            );
        }
    }

    #[test]
    fn no_setting_may_be_null() {
        let text = schema().to_string();
        assert!(!text.contains("null"), "{text}");
    }

    #[test]
    fn secrets_are_marked_and_have_a_file_beside_them() {
        let settings = settings();
        let secrets: Vec<&str> = settings
            .iter()
            .filter(|s| is_secret(s.schema))
            .map(|s| s.key.as_str())
            .collect();
        assert_eq!(
            secrets,
            ["kafka.password", "kafka.key_pem", "kafka.key_password"]
        );
        for secret in secrets {
            let stem = secret.trim_end_matches("_pem");
            assert!(
                settings.iter().any(|s| s.key == format!("{stem}_file")),
                "{secret}"
            );
        }
    }
}
