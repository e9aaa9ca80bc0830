//! Every wire format gives the story it holds, or a closed reason.
//!
//! The files in `tests/fixtures/wire` were written for this project in the habits of agencies; the snapshots beside this file are what each of them
//! has to give, reviewed by eye.

use copytaster::stages::{NormaliseConfig, Normaliser};
use copytaster::story::{Ended, Header, Origin, PubStatus, RawRecord, Story};
use copytaster::wire::{Decoder, Hints, Limits};
use std::fmt::Write;
use std::path::PathBuf;

fn fixtures() -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/wire");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
}

/// A record as Kafka would hand it over, received on 9 August 2026 at 20:00 UTC.
fn record(value: Vec<u8>) -> RawRecord {
    RawRecord {
        origin: Origin {
            cluster: "test".into(),
            topic: "stories.raw".into(),
            partition: 0,
            offset: 0,
        },
        key: None,
        value: Some(value),
        headers: Vec::new(),
        timestamp_ms: Some(1_786_305_600_000),
    }
}

fn normaliser() -> Normaliser {
    Normaliser::new(&NormaliseConfig::default()).unwrap()
}

fn shown(story: &Story, out: &mut String) {
    let mut line = |name: &str, value: String| {
        if !value.is_empty() {
            writeln!(out, "  {name}: {value}").unwrap();
        }
    };
    line("id", story.id.clone());
    if story.uri != story.id {
        line("uri", story.uri.clone());
    }
    line("version", story.version.clone().unwrap_or_default());
    line("supplier", story.supplier.clone());
    line(
        "language",
        story.declared_language.clone().unwrap_or_default(),
    );
    let times = [
        ("first", story.first_created),
        ("version", story.version_created),
        ("content", story.content_created),
        ("embargo", story.embargoed_until),
    ];
    let times: Vec<String> = times
        .iter()
        .filter_map(|(name, at)| at.map(|at| format!("{name} {at}")))
        .collect();
    line("times", times.join(", "));
    line(
        "zone assumed",
        if story.zone_assumed {
            "yes".into()
        } else {
            String::new()
        },
    );
    line(
        "status",
        format!("{} / {}", story.pub_status.code(), story.event.code()),
    );
    let signals: Vec<String> = story
        .signals
        .iter()
        .map(|s| format!("{} ({})", s.kind.code(), s.matched))
        .collect();
    line("signals", signals.join(", "));
    let urgency = story.urgency.map(|u| u.to_string()).unwrap_or_default();
    line(
        "urgency",
        format!(
            "{urgency} [{}]",
            story.urgency_raw.clone().unwrap_or_default()
        ),
    );
    line("genres", story.genres.join(", "));
    line("slug line", story.slugline.clone().unwrap_or_default());
    line("byline", story.byline.clone().unwrap_or_default());
    if let Some(d) = &story.dateline {
        line(
            "dateline",
            format!("{:?} {:?} {:?} raw {:?}", d.place, d.date, d.agency, d.raw),
        );
    }
    line("located", story.located.clone().unwrap_or_default());
    line("credit", story.credit.clone().unwrap_or_default());
    line(
        "ed note",
        story
            .ed_note
            .clone()
            .unwrap_or_default()
            .replace('\n', " ¶ "),
    );
    line("copyright", story.copyright.clone().unwrap_or_default());
    line("keywords", story.keywords.join(", "));
    let subjects: Vec<String> = story
        .subjects
        .iter()
        .map(|s| s.code.clone().or(s.name.clone()).unwrap_or_default())
        .collect();
    line("subjects", subjects.join(", "));
    let places: Vec<String> = story.places.iter().filter_map(|p| p.name.clone()).collect();
    line("places", places.join(", "));
    let d = &story.decode;
    let repairs: Vec<String> = d
        .repairs
        .iter()
        .map(|r| format!("{} {}", r.code, r.count))
        .collect();
    line(
        "decode",
        format!(
            "{} {} {:?}→{}",
            d.format.code(),
            d.format_version.clone().unwrap_or_default(),
            d.charset_declared,
            d.charset_used
        ),
    );
    line("repairs", repairs.join(", "));
    line("headline", story.headline.clone());
    line(
        "headline raw",
        story.headline_raw.clone().unwrap_or_default(),
    );
    for paragraph in story.paragraph_texts() {
        writeln!(out, "  | {paragraph}").unwrap();
    }
}

fn outcome(value: Vec<u8>) -> String {
    let record = record(value);
    let mut out = String::new();
    match Decoder::new(Limits::default(), Hints::default()).decode(&record) {
        Err(reject) => writeln!(
            out,
            "record rejected: {} — {}",
            reject.reason, reject.message
        )
        .unwrap(),
        Ok(stories) => {
            let normaliser = normaliser();
            for (ordinal, story) in stories.into_iter().enumerate() {
                let ended = match story {
                    Ok(wire) => normaliser.normalise(wire, &record, ordinal as u32),
                    Err(reject) => Err(Ended::Reject(reject)),
                };
                match ended {
                    Ok(story) => {
                        writeln!(out, "story {ordinal}").unwrap();
                        shown(&story, &mut out);
                    }
                    Err(Ended::Drop(drop)) => {
                        writeln!(out, "story {ordinal} dropped: {}", drop.reason).unwrap()
                    }
                    Err(Ended::Reject(reject)) => {
                        writeln!(
                            out,
                            "story {ordinal} rejected: {} — {}",
                            reject.reason, reject.message
                        )
                        .unwrap();
                    }
                }
            }
        }
    }
    out
}

#[test]
fn every_fixture_gives_its_stories_or_a_closed_reason() {
    for file in fixtures() {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let shown = outcome(std::fs::read(&file).unwrap());
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true, snapshot_path => "snapshots/wire" }, {
            insta::assert_snapshot!(name, shown);
        });
    }
}
