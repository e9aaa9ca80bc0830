//! The examples end as the labels beside them say.

use copytaster::observe::Metrics;
use copytaster::stages::topics::Taxonomy;
use copytaster::stages::{Gazetteer, Languages, NormaliseConfig, Normaliser, Pipeline, StageTimes};
use copytaster::story::{Enriched, Origin, Outcome, RawRecord, Verdict};
use copytaster::wire::{Decoder, Hints, Limits};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

fn pipeline() -> Pipeline {
    Pipeline {
        decoder: Decoder::new(Limits::default(), Hints::default()),
        normaliser: Normaliser::new(&NormaliseConfig::default()).unwrap(),
        languages: Languages::builtin(),
        gazetteer: Gazetteer::builtin(),
        taxonomy: Arc::new(Taxonomy::builtin().unwrap()),
        times: StageTimes::new(&Metrics::new().unwrap()),
    }
}

fn record(bytes: Vec<u8>) -> RawRecord {
    RawRecord {
        origin: Origin {
            cluster: "test".into(),
            topic: "stories.raw".into(),
            partition: 0,
            offset: 0,
        },
        key: None,
        value: Some(bytes),
        headers: Vec::new(),
        timestamp_ms: Some(1_790_000_000_000),
    }
}

fn examples() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/examples"))
}

fn stories(pipeline: &Pipeline, file: &str) -> Vec<Outcome<Enriched>> {
    let bytes = std::fs::read(examples().join(file)).unwrap();
    if file.ends_with(".ndjson") {
        let lines = bytes.split(|b| *b == b'\n').filter(|l| !l.is_empty());
        return lines
            .flat_map(|line| pipeline.taste(&record(line.to_vec())))
            .collect();
    }
    pipeline.taste(&record(bytes))
}

#[test]
fn every_example_story_has_the_language_the_status_and_the_topics_of_its_label() {
    let pipeline = pipeline();
    let labels = std::fs::read_to_string(examples().join("labels.tsv")).unwrap();
    let mut files: BTreeMap<&str, Vec<Vec<&str>>> = BTreeMap::new();
    for line in labels.lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        files.entry(fields[0]).or_default().push(fields);
    }
    let mut wrong = Vec::new();
    let mut decisions = 0;
    for (file, labels) in files {
        let stories = stories(&pipeline, file);
        for label in labels {
            let ordinal: usize = label[1].parse().unwrap();
            let Some(Outcome::Emit(story)) = stories.get(ordinal) else {
                wrong.push(format!("{file}#{ordinal}: {:?}", stories.get(ordinal)));
                continue;
            };
            let language = story
                .language
                .language
                .map_or("und", copytaster::story::Language::code);
            if language != label[2] {
                wrong.push(format!(
                    "{file}#{ordinal}: language {language}, not {}",
                    label[2]
                ));
            }
            if story.story.pub_status.code() != label[6] {
                wrong.push(format!(
                    "{file}#{ordinal}: status {}, not {}",
                    story.story.pub_status.code(),
                    label[6]
                ));
            }
            for (topic, expected) in ["diplomacy", "climate", "energy"].iter().zip(&label[3..6]) {
                decisions += 1;
                let found = story.topics.iter().find(|t| &*t.topic == *topic).unwrap();
                if (found.verdict == Verdict::About) != (*expected == "about") {
                    let evidence: Vec<_> = found
                        .evidence
                        .iter()
                        .map(|e| (&*e.term, e.weight))
                        .collect();
                    wrong.push(format!(
                        "{file}#{ordinal}: {topic} {}, not {expected} ({:.2}) {evidence:?}",
                        found.verdict.code(),
                        found.score
                    ));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {decisions} decisions and the rest:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn every_broken_example_ends_under_the_reason_beside_it() {
    let pipeline = pipeline();
    let expected = std::fs::read_to_string(examples().join("broken/expected.tsv")).unwrap();
    let mut wrong = Vec::new();
    for line in expected.lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        let outcomes = stories(&pipeline, &format!("broken/{}", fields[0]));
        let ended = match outcomes.as_slice() {
            [Outcome::Reject(reject)] => ("reject", reject.reason.code()),
            [Outcome::Drop(drop)] => ("drop", drop.reason.code()),
            other => {
                wrong.push(format!(
                    "{}: {} stories, not {} {}",
                    fields[0],
                    other.len(),
                    fields[1],
                    fields[2]
                ));
                continue;
            }
        };
        if ended != (fields[1], fields[2]) {
            wrong.push(format!(
                "{}: {ended:?}, not {} {}",
                fields[0], fields[1], fields[2]
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
