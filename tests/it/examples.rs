//! The examples end as the labels beside them say.

use copytaster::observe::Metrics;
use copytaster::stages::topics::Taxonomy;
use copytaster::stages::{Gazetteer, Languages, Normaliser, Pipeline, StageTimes};
use copytaster::story::{Enriched, Origin, Outcome, RawRecord, Verdict};
use copytaster::wire::{Decoder, Hints, Limits};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

fn pipeline() -> Pipeline {
    Pipeline {
        decoder: Decoder::new(Limits::default(), Hints::default()),
        normaliser: Normaliser::default(),
        languages: Arc::new(Languages::builtin()),
        gazetteer: Arc::new(Gazetteer::builtin()),
        taxonomy: Arc::new(Taxonomy::builtin().unwrap()),
        times: StageTimes::new(&Metrics::new().unwrap()),
    }
}

fn record(bytes: Vec<u8>) -> RawRecord {
    RawRecord {
        timestamp_ms: Some(1_790_000_000_000),
        ..RawRecord::new(Origin::new("test", "stories.raw", 0, 0), Some(bytes))
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

/// What is wrong of one labelled story: language or status first, then decisions that differ from the label.
struct Differences {
    facts: Vec<String>,
    decisions: Vec<String>,
}

fn compare(file: &str, label: &[&str], story: Option<&Outcome<Enriched>>) -> Differences {
    let mut found = Differences {
        facts: Vec::new(),
        decisions: Vec::new(),
    };
    let place = format!("{file}#{}", label[1]);
    let Some(Outcome::Emit(story)) = story else {
        found.facts.push(format!("{place}: {story:?}"));
        return found;
    };
    let language = story
        .language
        .language
        .map_or("und", copytaster::story::Language::code);
    if language != label[2] {
        found
            .facts
            .push(format!("{place}: language {language}, not {}", label[2]));
    }
    let status = story.story.pub_status.code();
    if status != label[6] {
        found
            .facts
            .push(format!("{place}: status {status}, not {}", label[6]));
    }
    for (topic, expected) in ["diplomacy", "climate", "energy"].iter().zip(&label[3..6]) {
        let verdict = story.topics.iter().find(|t| &*t.topic == *topic).unwrap();
        if (verdict.verdict == Verdict::About) != (*expected == "about") {
            let evidence: Vec<_> = verdict
                .evidence
                .iter()
                .map(|e| (&*e.term, e.weight))
                .collect();
            found.decisions.push(format!(
                "{place}: {topic} {}, not {expected} ({:.2}) {evidence:?}",
                verdict.verdict.code(),
                verdict.score
            ));
        }
    }
    found
}

/// All labelled stories with what differs.
fn differences() -> Vec<(String, Differences)> {
    let pipeline = pipeline();
    let labels = std::fs::read_to_string(examples().join("labels.tsv")).unwrap();
    let mut files: BTreeMap<&str, Vec<Vec<&str>>> = BTreeMap::new();
    for line in labels.lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        files.entry(fields[0]).or_default().push(fields);
    }
    let mut all = Vec::new();
    for (file, labels) in files {
        let stories = stories(&pipeline, file);
        for label in labels {
            let ordinal: usize = label[1].parse().unwrap();
            all.push((file.to_owned(), compare(file, &label, stories.get(ordinal))));
        }
    }
    all
}

#[test]
fn every_example_story_has_the_language_and_the_status_of_its_label() {
    let all = differences();
    assert!(all.len() >= 110, "{} labelled stories", all.len());
    let wrong: Vec<_> = all.iter().flat_map(|(_, d)| d.facts.clone()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn hard_negatives_and_summits_among_the_examples_have_exactly_the_topics_of_their_labels() {
    let strict = |file: &str| {
        let names = [
            "-neg-", "summit", "sommet", "zirve", "gipfel", "fenghui", "cumbre", "qimma",
            "cimeira", "leaders",
        ];
        names.iter().any(|name| file.contains(name))
    };
    let all = differences();
    let judged: Vec<_> = all.iter().filter(|(file, _)| strict(file)).collect();
    assert!(judged.len() >= 30, "{} of them", judged.len());
    let wrong: Vec<_> = judged
        .iter()
        .flat_map(|(_, d)| d.decisions.clone())
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The labels are a reader's, not the program's: a few doubtful ones may differ, and they are told.
#[test]
fn at_most_two_in_a_hundred_decisions_on_the_examples_differ_from_the_labels() {
    let all = differences();
    let wrong: Vec<_> = all.iter().flat_map(|(_, d)| d.decisions.clone()).collect();
    assert!(
        wrong.len() * 50 <= all.len() * 3,
        "{} of {}:\n{}",
        wrong.len(),
        all.len() * 3,
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
