//! Golden records, read by eye; each one valid by our schema and by IPTC's.

use super::samples::{self, NOW_MS};
use super::validators::{enriched_errors, facts_errors, nulls, reference_errors};
use super::{Emission, Encoder, TopicSubject};
use serde_json::Value;

fn written(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap()
}

#[test]
fn golden_records_are_as_they_were_and_valid() {
    let encoder = Encoder::new(TopicSubject::defaults());
    for (name, record, enriched) in samples::all() {
        let emission = Emission::new(&record, &enriched, NOW_MS);
        let whole = written(&encoder.enriched(&emission).unwrap());
        assert_eq!(enriched_errors(&whole), [""; 0], "{name}");
        assert_eq!(nulls(&whole), 0, "{name}");
        insta::assert_json_snapshot!(format!("enriched_{name}"), whole);

        let facts = written(&Encoder::facts(&emission).unwrap());
        assert_eq!(facts_errors(&facts), [""; 0], "{name}");
        insta::assert_json_snapshot!(format!("facts_{name}"), facts);

        let reference = Encoder::reference(&emission, Some("stories.enriched")).unwrap();
        let reference = written(&reference);
        assert_eq!(reference_errors(&reference), [""; 0], "{name}");
        insta::assert_json_snapshot!(format!("reference_{name}"), reference);
    }
}

#[test]
fn a_schema_that_lets_anything_pass_would_be_noticed() {
    let encoder = Encoder::new(TopicSubject::defaults());
    let (record, enriched) = (samples::record(1), samples::summit());
    let emission = Emission::new(&record, &enriched, NOW_MS);
    let whole = written(&encoder.enriched(&emission).unwrap());
    let spoilt = |pointer: &str, value: Value| {
        let mut spoilt = whole.clone();
        *spoilt.pointer_mut(pointer).unwrap() = value;
        enriched_errors(&spoilt)
    };
    for (pointer, value) in [
        ("/uri", "no uri".into()),
        ("/urgency", 0.into()),
        ("/versionCreated", "yesterday".into()),
        ("/subjects/0/confidence", 0.9.into()),
        ("/copytaster/processed_at", "2026-08-09T08:31:04Z".into()),
        ("/copytaster/topics/0/score", 1.5.into()),
        ("/copytaster/topics/0/verdict", "perhaps".into()),
        ("/copytaster/dateline/place", Value::Null),
        ("/copytaster/topics", Value::Null),
    ] {
        assert!(!spoilt(pointer, value).is_empty(), "{pointer}");
    }
}

#[test]
fn the_example_in_the_docs_is_what_is_written() {
    let (record, enriched) = (samples::record(39), samples::example());
    let emission = Emission::new(&record, &enriched, NOW_MS);
    let encoder = Encoder::new(TopicSubject::defaults());
    let whole = written(&encoder.enriched(&emission).unwrap());
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/records.md");
    let docs = std::fs::read_to_string(path).unwrap();
    let example = docs.split("```json after\n").nth(1).unwrap();
    let example = example.split("```").next().unwrap();
    let shown = serde_json::from_str::<Value>(example).unwrap_or_default();
    let expected = serde_json::to_string_pretty(&whole).unwrap();
    assert_eq!(
        shown, whole,
        "docs/records.md is not current; it should show {expected}"
    );
}
