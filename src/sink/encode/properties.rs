//! What holds for every story there can be.

use super::arbitrary::enriched;
use super::samples::{NOW_MS, record};
use super::validators::{enriched_errors, facts_errors, nulls, reference_errors};
use super::{Emission, Encoder, TopicSubject};
use crate::story::Enriched;
use proptest::prelude::*;
use serde_json::Value;

fn encoder() -> Encoder {
    Encoder::new(TopicSubject::defaults())
}

fn whole(enriched: &Enriched, now_ms: i64) -> Vec<u8> {
    let record = record(1);
    let emission = Emission::new(&record, enriched, now_ms);
    encoder().enriched(&emission).unwrap()
}

fn read(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap()
}

/// Every object that has offsets.
fn places<'a>(value: &'a Value, found: &mut Vec<&'a Value>) {
    match value {
        Value::Object(object) => {
            if object.contains_key("start_utf16") {
                found.push(value);
            }
            object.values().for_each(|value| places(value, found));
        }
        Value::Array(values) => values.iter().for_each(|value| places(value, found)),
        _ => {}
    }
}

fn chars_of(text: &str, start: usize, end: usize) -> String {
    text.chars().skip(start).take(end - start).collect()
}

fn utf16_of(text: &str, start: usize, end: usize) -> String {
    let units: Vec<u16> = text.encode_utf16().collect();
    String::from_utf16(&units[start..end]).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn every_story_becomes_records_that_keep_their_schemas(enriched in enriched()) {
        let record = record(1);
        let emission = Emission::new(&record, &enriched, NOW_MS);
        let whole = read(&encoder().enriched(&emission).unwrap());
        prop_assert_eq!(enriched_errors(&whole), Vec::<String>::new());
        let facts = read(&Encoder::facts(&emission).unwrap());
        prop_assert_eq!(facts_errors(&facts), Vec::<String>::new());
        let reference = read(&Encoder::reference(&emission, None).unwrap());
        prop_assert_eq!(reference_errors(&reference), Vec::<String>::new());
        prop_assert_eq!(nulls(&whole) + nulls(&facts) + nulls(&reference), 0);
    }

    #[test]
    fn the_three_units_of_an_offset_cut_the_same_text(enriched in enriched()) {
        let whole = read(&whole(&enriched, NOW_MS));
        let mut found = Vec::new();
        places(&whole, &mut found);
        for place in found {
            let field = place.get("field").map_or("body", |field| field.as_str().unwrap());
            let lines = || whole["headlines"].as_array().into_iter().flatten();
            let text = match field {
                "body" => whole.pointer("/bodies/0/value"),
                "headline" => whole.pointer("/headlines/0/value"),
                _ => lines().find(|line| line["role"] == "sub").map(|line| &line["value"]),
            };
            let text = text.map_or("", |text| text.as_str().unwrap());
            let at = |name: &str| place[name].as_u64().unwrap() as usize;
            let cut = &text[at("start")..at("end")];
            prop_assert_eq!(&chars_of(text, at("start_char"), at("end_char")), cut);
            prop_assert_eq!(&utf16_of(text, at("start_utf16"), at("end_utf16")), cut);
        }
    }

    #[test]
    fn evidence_that_stands_in_the_text_is_shown_with_its_place(enriched in enriched()) {
        let whole = read(&whole(&enriched, NOW_MS));
        for (topic, verdict) in enriched.topics.iter().enumerate() {
            for (index, evidence) in verdict.evidence.iter().enumerate() {
                let shown = &whole["copytaster"]["topics"][topic]["evidence"][index];
                let Some(span) = evidence.span else {
                    prop_assert_eq!(shown.get("start"), None);
                    continue;
                };
                let text = match span.field {
                    crate::story::Field::Headline => &enriched.story.headline,
                    crate::story::Field::Subheadline => &enriched.story.subheadline,
                    crate::story::Field::Body => &enriched.story.body,
                };
                let stands = text.get(span.start as usize..span.end as usize).is_some();
                prop_assert_eq!(shown.get("start").is_some(), stands);
            }
        }
    }

    #[test]
    fn weights_as_written_add_up_to_the_logit_as_written(enriched in enriched()) {
        let whole = read(&whole(&enriched, NOW_MS));
        for topic in whole["copytaster"]["topics"].as_array().unwrap() {
            let weights = topic["evidence"].as_array().unwrap().iter();
            let sum: f64 = weights.map(|e| e["weight"].as_f64().unwrap()).sum();
            let logit = topic["logit"].as_f64().unwrap();
            let intercept = topic["intercept"].as_f64().unwrap();
            prop_assert!((intercept + sum - logit).abs() < 1e-6);
        }
    }

    #[test]
    fn nothing_but_the_time_of_processing_differs_when_a_record_comes_again(enriched in enriched()) {
        let first = String::from_utf8(whole(&enriched, NOW_MS)).unwrap();
        let again = String::from_utf8(whole(&enriched.clone(), NOW_MS + 86_400_000)).unwrap();
        let (before, after) = ("\"processed_at\":\"2026-08-09T", "\"processed_at\":\"2026-08-10T");
        prop_assert_ne!(&first, &again);
        prop_assert_eq!(first.replacen(before, after, 1), again);
    }
}
