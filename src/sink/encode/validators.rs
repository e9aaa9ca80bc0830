//! Validators of our schemas and of IPTC's, for tests.

use super::schemas;
use jsonschema::{Registry, Validator};
use serde_json::{Value, json};
use std::sync::LazyLock;

static NINJS: LazyLock<Value> = LazyLock::new(|| {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/schemas/ninjs/ninjs-schema_3.1.json"
    );
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
});

static REGISTRY: LazyLock<Registry<'static>> = LazyLock::new(|| {
    Registry::new()
        .add(
            "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json",
            &*NINJS,
        )
        .unwrap()
        // IPTC's refers to it; no record of ours holds GeoJSON.
        .add(
            "https://geojson.org/schema/GeoJSON.json",
            json!({ "not": {} }),
        )
        .unwrap()
        .prepare()
        .unwrap()
});

fn validator(schema: &Value) -> Validator {
    jsonschema::options()
        .with_registry(&REGISTRY)
        .should_validate_formats(true)
        .build(schema)
        .unwrap()
}

/// Ours of that name, with every object of ours closed: a field that no schema names is an error here, though readers
/// must let it pass.
fn ours(name: &str) -> Validator {
    let mut schema = schemas()
        .into_iter()
        .find_map(|(known, schema)| (known == name).then_some(schema))
        .unwrap();
    close(&mut schema);
    validator(&schema)
}

fn close(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            let is_object = object.get("type") == Some(&json!("object"));
            if is_object && !object.contains_key("unevaluatedProperties") {
                object.insert("additionalProperties".into(), false.into());
            }
            object.values_mut().for_each(close);
        }
        Value::Array(values) => values.iter_mut().for_each(close),
        _ => {}
    }
}

static STRICT: LazyLock<[Validator; 3]> =
    LazyLock::new(|| ["enriched", "reference", "facts"].map(ours));
static STANDARD: LazyLock<Validator> = LazyLock::new(|| validator(&NINJS));

/// What is wrong with an enriched record, by our schema and, without `copytaster`, by IPTC's.
pub(in crate::sink) fn enriched_errors(record: &Value) -> Vec<String> {
    let mut standard = record.clone();
    standard
        .as_object_mut()
        .unwrap()
        .shift_remove("copytaster")
        .unwrap();
    let mut errors = errors(&STRICT[0], record);
    errors.extend(self::errors(&STANDARD, &standard));
    errors
}

pub(in crate::sink) fn reference_errors(record: &Value) -> Vec<String> {
    errors(&STRICT[1], record)
}

pub(in crate::sink) fn facts_errors(record: &Value) -> Vec<String> {
    errors(&STRICT[2], record)
}

fn errors(validator: &Validator, record: &Value) -> Vec<String> {
    validator
        .iter_errors(record)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

/// Where a record holds `null`, which it must not.
pub(in crate::sink) fn nulls(value: &Value) -> usize {
    match value {
        Value::Null => 1,
        Value::Array(values) => values.iter().map(nulls).sum(),
        Value::Object(object) => object.values().map(nulls).sum(),
        _ => 0,
    }
}
