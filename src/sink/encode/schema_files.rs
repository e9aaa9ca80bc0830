//! The files in `schemas/` are what the types give.

use super::schemas;
use crate::clock::Clock;
use crate::sink::{DeadLetterNames, DeadLetters};
use crate::story::{Reject, RejectReason, Stage};
use serde_json::{Map, Value};

#[test]
fn the_schema_files_are_current() {
    for (name, schema) in schemas() {
        let path = format!("{}/schemas/{name}.json", env!("CARGO_MANIFEST_DIR"));
        let expected = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        if std::env::var_os("WRITE_SCHEMAS").is_some() {
            std::fs::write(&path, &expected).unwrap();
        }
        let found = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            found == expected,
            "schemas/{name}.json is not current: WRITE_SCHEMAS=1 cargo test --lib schema_files"
        );
    }
}

#[test]
fn no_schema_of_ours_lets_null_pass() {
    for (name, schema) in schemas() {
        assert!(!schema.to_string().contains("\"null\""), "{name}");
    }
}

#[test]
fn every_schema_is_valid_by_its_dialect() {
    for (name, schema) in schemas() {
        assert!(jsonschema::meta::is_valid(&schema), "{name}");
    }
}

#[test]
fn dead_letters_carry_the_headers_their_schema_names() {
    let letters = DeadLetters {
        topic: "stories.dead".into(),
        names: DeadLetterNames::Native,
        clock: Clock::manual(1_786_264_264_250),
    };
    let mut reject = Reject::new(Stage::Decode, RejectReason::TooLarge, "9 bytes");
    reject.story_index = Some(2);
    let record = super::samples::record(5);
    let letter = letters.write_without_value(&record, &reject, Some("stories.enriched"));
    let full = letters.write(&record, &reject, None);
    let (_, mut schema) = schemas().pop().unwrap();
    schema["additionalProperties"] = false.into();
    for letter in [full, letter] {
        let headers: Map<String, Value> = letter
            .headers
            .iter()
            .map(|h| {
                let value = String::from_utf8(h.value.clone().unwrap()).unwrap();
                (h.name.clone(), Value::String(value))
            })
            .collect();
        let headers = Value::Object(headers);
        let validator = jsonschema::options()
            .should_validate_formats(true)
            .build(&schema)
            .unwrap();
        let errors: Vec<_> = validator.iter_errors(&headers).collect();
        assert!(errors.is_empty(), "{errors:?}");
    }
}
