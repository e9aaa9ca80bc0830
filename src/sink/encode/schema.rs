//! JSON Schemas (2020-12) of what goes out, made from the types that are written.
//!
//! The enriched record extends IPTC's ninjs 3.1 in the way IPTC provides for: its own schema by reference, one more
//! property, everything else closed. `schemas/` holds what [`schemas`] gives; a test keeps the two equal.

use super::extension::Extension;
use super::facts::{FACTS_SCHEMA, Facts};
use super::ninjs::ENRICHED_SCHEMA;
use super::reference::{REFERENCE_SCHEMA, Reference};
use crate::sink::ORIGIN_HEADER;
use crate::story::{RejectReason, Stage};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";
/// What IPTC's schema calls the type of an item; the schema itself is in `schemas/ninjs/`.
const NINJS_TYPE: &str = "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#/$defs/ninjsType";
/// Identifier of the schema for headers of dead letters.
const DEAD_LETTER_SCHEMA: &str = "urn:copytaster:schema:dead-letter-headers:1";

/// Name and schema of every kind of record, in the order of the flow. The name is that of the file in `schemas/`,
/// without `.json`.
pub fn schemas() -> Vec<(&'static str, Value)> {
    vec![
        ("enriched", enriched()),
        (
            "reference",
            of::<Reference<'_>>(
                REFERENCE_SCHEMA,
                "Reference to an enriched story, on routed topics when configured",
            ),
        ),
        (
            "facts",
            of::<Facts<'_>>(FACTS_SCHEMA, "Facts row of a story, on stories.facts"),
        ),
        ("dead-letter-headers", dead_letter_headers()),
    ]
}

fn of<T: JsonSchema>(id: &str, title: &str) -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let schema = settings.into_generator().into_root_schema_for::<T>();
    let mut generated = match schema.to_value() {
        Value::Object(generated) => generated,
        other => return other,
    };
    generated.values_mut().for_each(tidy);
    generated.shift_remove("$schema");
    let mut object = Map::new();
    object.insert("$schema".into(), DIALECT.into());
    object.insert("$id".into(), id.into());
    object.insert("title".into(), title.into());
    generated.shift_remove("title");
    object.extend(generated);
    Value::Object(object)
}

/// What is unknown is left out, so no value may be `null`, though the type it is made of could be; and the names of
/// Rust's integers are no formats of JSON Schema.
fn tidy(schema: &mut Value) {
    let null = json!({ "type": "null" });
    match schema {
        Value::Object(object) => {
            if let Some(Value::Array(types)) = object.get_mut("type") {
                types.retain(|name| name != "null");
                if let [only] = types.as_slice() {
                    let only = only.clone();
                    object.insert("type".into(), only);
                }
            }
            if let Some(Value::Array(choices)) = object.get_mut("anyOf") {
                choices.retain(|choice| *choice != null);
                if let [Value::Object(only)] = choices.as_slice() {
                    let only = only.clone();
                    object.shift_remove("anyOf");
                    object.extend(only);
                }
            }
            let is_width = |f: &str| f.trim_start_matches('u').starts_with("int");
            if object
                .get("format")
                .and_then(Value::as_str)
                .is_some_and(is_width)
            {
                object.shift_remove("format");
            }
            object.values_mut().for_each(tidy);
        }
        Value::Array(values) => values.iter_mut().for_each(tidy),
        _ => {}
    }
}

fn enriched() -> Value {
    let mut extension = of::<Extension<'_>>("", "");
    let mut definitions = Value::Object(Map::new());
    if let Value::Object(extension) = &mut extension {
        for name in ["$schema", "$id", "title"] {
            extension.shift_remove(name);
        }
        if let Some(found) = extension.shift_remove("$defs") {
            definitions = found;
        }
    }
    json!({
        "$schema": DIALECT,
        "$id": ENRICHED_SCHEMA,
        "title": "Enriched story: ninjs 3.1 with what copytaster found out",
        "description": "On stories.enriched and, unless references are configured, on the routed topics.",
        "type": "object",
        "allOf": [{ "$ref": NINJS_TYPE }],
        "properties": { "copytaster": extension },
        "required": [
            "uri", "type", "representationType", "profile", "standard", "pubStatus", "copytaster",
        ],
        "unevaluatedProperties": false,
        "$defs": definitions,
    })
}

/// Kafka headers of a dead letter as an object of strings. The record's own headers stand beside them.
fn dead_letter_headers() -> Value {
    let number = json!({ "type": "string", "pattern": "^\\d+$" });
    let text = |description: &str| json!({ "type": "string", "description": description });
    let stages: Vec<&str> = Stage::ALL.iter().map(|stage| stage.code()).collect();
    let reasons: Vec<&str> = RejectReason::ALL
        .iter()
        .map(|reason| reason.code())
        .collect();
    json!({
        "$schema": DIALECT,
        "$id": DEAD_LETTER_SCHEMA,
        "title": "Headers of a dead letter, on stories.dead",
        "description": "Key, value and headers of the record are kept byte for byte; these are added.",
        "type": "object",
        "properties": {
            "copytaster.error.code": { "type": "string", "enum": reasons, "description": "Why it was refused." },
            "copytaster.error.stage": { "type": "string", "enum": stages, "description": "Where it was refused." },
            "copytaster.error.message": {
                "type": "string",
                "maxLength": 1024,
                "description": "One line for people; never story text.",
            },
            "copytaster.error.topic": text("Topic the record was read from."),
            "copytaster.error.partition": number,
            "copytaster.error.offset": number,
            "copytaster.error.attempt": number,
            "copytaster.error.first_failed_at": { "type": "string", "format": "date-time" },
            "copytaster.error.version": text("Version of copytaster that refused it."),
            "copytaster.error.timestamp": {
                "type": "string",
                "pattern": "^-?\\d+$",
                "description": "Kafka timestamp of the record, milliseconds since 1970.",
            },
            "copytaster.error.story_index": number,
            "copytaster.error.refused_topic": text("Output topic that refused what the record became."),
            "copytaster.error.value_length": number,
            "copytaster.error.value_sha256": { "type": "string", "pattern": "^[0-9a-f]{64}$" },
            ORIGIN_HEADER: text("Where the record first came from: cluster/topic/partition/offset. It keeps its record_id by it."),
        },
        "required": [
            "copytaster.error.code",
            "copytaster.error.stage",
            "copytaster.error.message",
            "copytaster.error.topic",
            "copytaster.error.partition",
            "copytaster.error.offset",
            "copytaster.error.attempt",
            "copytaster.error.first_failed_at",
            "copytaster.error.version",
        ],
    })
}
