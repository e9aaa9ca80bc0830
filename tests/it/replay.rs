//! A past range judged again, by the built program on real Kafka.

use crate::instance::Desk;
use crate::support::SOON;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::time::{SystemTime, UNIX_EPOCH};
use testkit::{Record, Signal, Topic, eventually};

/// Long before any record of a test, and behind all that were written by now.
const LONG_AGO: &str = "2020-01-01";

fn now() -> String {
    let ms = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    jiff::Timestamp::from_millisecond(ms.as_millis() as i64 + 1)
        .unwrap()
        .to_string()
}

/// A desk with a topic for replays, and the name of that.
fn desk(partitions: i32) -> (Desk, String) {
    let desk = Desk::new(partitions);
    let into = format!("{}.replayed", desk.name);
    desk.client.create(&[Topic::new(&into, 3)]);
    (desk, into)
}

fn replay(desk: &Desk, arguments: &[&str]) -> (i32, Value) {
    let mut all = vec!["replay", "--format", "json"];
    all.extend(arguments);
    let (code, out, err) = desk.run(&all);
    let report = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{code} {out} {err}"));
    (code, report)
}

/// The group of a replay.
fn group(desk: &Desk, id: &str) -> String {
    format!("{}-replay-{id}", desk.name)
}

fn ids(records: &[Record]) -> BTreeSet<String> {
    let id = |r: &Record| r.header("ce_id").unwrap().to_owned();
    records.iter().map(id).collect()
}

#[test]
fn instances_share_a_replay_and_one_that_is_killed_leaves_its_part_to_the_others() {
    let (desk, into) = desk(6);
    desk.generate(3_000, 0);
    let until = now();
    let arguments = [
        "replay",
        "--from",
        LONG_AGO,
        "--to",
        &until,
        "--into",
        &into,
        "--id",
        "shared",
        "--compare",
        "0",
        "--rate",
        "400",
        "--format",
        "json",
    ];
    let mut killed = desk.spawn(&arguments);
    let group = group(&desk, "shared");
    let (code, out, err) = std::thread::scope(|scope| {
        let other = scope.spawn(|| desk.run(&arguments));
        eventually("all partitions have begun", SOON, || {
            let committed = desk.client.committed(&group, &desk.raw);
            let begun = committed.iter().flatten().filter(|offset| **offset > 0);
            (begun.count() == 6).then_some(())
        });
        killed.kill();
        other.join().unwrap()
    });
    assert_eq!(code, 0, "{err}");
    let report: Value = serde_json::from_str(&out).unwrap();
    let records = report["records"].as_u64().unwrap();
    assert!((1..3_000).contains(&records), "it was shared: {report}");
    let replayed = desk.client.read(&into);
    assert_eq!(ids(&replayed).len(), 3_000, "none is lost");
    // What the killed one had under way, and had not yet stored: a second of its work.
    assert!(replayed.len() < 4_500, "{}", replayed.len());

    // The range is done: one that comes late has nothing to do.
    let (code, late) = replay(
        &desk,
        &[
            "--from",
            LONG_AGO,
            "--to",
            &until,
            "--into",
            &into,
            "--id",
            "shared",
            "--compare",
            "0",
        ],
    );
    assert_eq!((code, &late["records"]), (0, &0.into()), "{late}");
    let untouched = desk.client.committed(&desk.name, &desk.raw);
    assert!(untouched.iter().all(Option::is_none), "the service's group");
}

#[test]
fn a_replay_that_is_interrupted_goes_on_where_it_stood_and_repeats_nothing() {
    let (desk, into) = desk(3);
    desk.generate(1_500, 0);
    let until = now();
    let range = ["--from", LONG_AGO, "--to", &until, "--into", &into];
    let mut arguments = vec!["replay", "--rate", "300", "--compare", "0"];
    arguments.extend(range);
    let mut first = desk.spawn(&arguments);
    eventually("some are written", SOON, || {
        (desk.client.ends(&into).iter().sum::<i64>() > 300).then_some(())
    });
    first.signal(Signal::INT);
    assert_eq!(first.ended(SOON), Some(75), "{}", first.log());
    let mut again = vec!["--compare", "0"];
    again.extend(range);
    let (code, report) = replay(&desk, &again);
    assert_eq!(code, 0, "{report}");
    assert!(report["records"].as_u64().unwrap() < 1_500, "{report}");
    let replayed = desk.client.read(&into);
    assert_eq!((replayed.len(), ids(&replayed).len()), (1_500, 1_500));

    // The same name for another range would skip what it should read.
    let named = report["id"].as_str().unwrap();
    let offsets = format!("{}/0:0-5", desk.raw);
    let (code, _, err) = desk.run(&[
        "replay",
        "--offsets",
        &offsets,
        "--into",
        &into,
        "--id",
        named,
    ]);
    assert_eq!(code, 64, "{err}");
    assert!(err.contains("another --id"), "{err}");
}

#[test]
fn the_report_shows_exactly_the_stories_that_are_decided_otherwise_now() {
    let (mut desk, into) = desk(3);
    desk.generate(400, 0);
    let mut live = desk.start();
    desk.await_enriched(400);
    live.process.signal(Signal::TERM);
    assert_eq!(live.process.ended(SOON), Some(0));
    let before = desk.client.read(&desk.enriched);
    let outputs = [
        &desk.enriched,
        &desk.facts,
        &desk.dead,
        &desk.routed("energy"),
    ];
    let ends = || outputs.map(|topic| desk.client.ends(topic));
    let ends_before = ends();
    let verdicts = |record: &Record| -> BTreeMap<String, (String, f64)> {
        let json: Value = serde_json::from_slice(record.value.as_ref().unwrap()).unwrap();
        let topics = json["copytaster"]["topics"].as_array().unwrap();
        let read = |t: &Value| {
            let text = |name: &str| t[name].as_str().unwrap().to_owned();
            (text("key"), (text("verdict"), t["score"].as_f64().unwrap()))
        };
        topics.iter().map(read).collect()
    };
    let strict = 0.97;
    let lost: BTreeSet<String> = before
        .iter()
        .filter(|record| {
            let energy = &verdicts(record)["energy"];
            energy.0 == "about" && energy.1 < strict
        })
        .map(|record| record.header("ce_id").unwrap().to_owned())
        .collect();
    assert!((5..400).contains(&lost.len()), "{}", lost.len());

    drop(live);
    desk.settings
        .push(format!("taxonomy.topics.energy.threshold = {strict}"));
    let began = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_millis() as i64;
    let examples = ["--examples", "1000"];
    let mut arguments = vec!["--from", LONG_AGO, "--into", &into];
    arguments.extend(examples);
    let (code, report) = replay(&desk, &arguments);
    assert_eq!(code, 1, "{report}");
    let difference = &report["comparison"];
    assert_eq!(difference["compared"], 400, "{difference}");
    assert_eq!(difference["changed"], lost.len());
    assert_eq!(difference["only_after"], 0);
    let topics = difference["topics"].as_object().unwrap();
    assert_eq!(topics.keys().collect::<Vec<_>>(), ["energy"]);
    assert_eq!(topics["energy"]["lost"], lost.len());
    assert_eq!(topics["energy"]["gained"], 0);
    let shown = difference["examples"].as_array().unwrap();
    let shown_ids: BTreeSet<String> = shown
        .iter()
        .map(|e| e["story"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(shown_ids, lost);
    let none = serde_json::json!({ "only_before": [], "only_after": [] });
    for example in shown {
        assert_eq!(example["before"]["verdict"], "about", "{example}");
        assert!(!example["headline"].as_str().unwrap().is_empty());
        assert_eq!(example["evidence"], none, "the words are the same");
    }

    let after = desk.client.read(&into);
    assert_eq!(ids(&after), ids(&before), "the same record ids");
    assert_eq!(after.len(), 400);
    let raw = desk.client.read(&desk.raw);
    let written: BTreeSet<i64> = raw.iter().filter_map(|r| r.timestamp_ms).collect();
    for record in &after {
        let original = record.header("copytaster.replay.timestamp").unwrap();
        assert!(written.contains(&original.parse().unwrap()), "{original}");
        assert!(record.timestamp_ms.unwrap() >= began, "written now");
        assert_eq!(record.header("copytaster.replay.id"), report["id"].as_str());
    }
    assert_eq!(ends(), ends_before, "the service's topics are as they were");
}

#[test]
fn the_borders_of_a_range_are_exact_and_what_is_gone_is_told() {
    let (desk, into) = desk(1);
    // Old ones would be deleted by the broker's retention.
    let hour_ago = jiff::Timestamp::now().as_second() - 3_600;
    let story = |n: i64| Record {
        timestamp_ms: Some((hour_ago + n) * 1_000),
        ..Record::new(
            None,
            format!(r#"{{"headline": "Story {n}", "body": "A text of story {n}."}}"#),
        )
    };
    desk.client.produce(&desk.raw, (0..10).map(story));
    let time = |n: i64| {
        jiff::Timestamp::from_second(hour_ago + n)
            .unwrap()
            .to_string()
    };
    let numbers = |topic: &str| -> Vec<String> {
        let headline = |record: &Record| {
            let json: Value = serde_json::from_slice(record.value.as_ref().unwrap()).unwrap();
            json["headlines"][0]["value"]
                .as_str()
                .unwrap()
                .replace("Story ", "")
        };
        let mut numbers: Vec<String> = desk.client.read(topic).iter().map(headline).collect();
        numbers.sort();
        numbers
    };
    let (_, report) = replay(
        &desk,
        &[
            "--from",
            &time(3),
            "--to",
            &time(7),
            "--into",
            &into,
            "--compare",
            "0",
        ],
    );
    assert_eq!(report["written"], 4, "{report}");
    assert_eq!(numbers(&into), ["3", "4", "5", "6"]);

    let by_offset = format!("{}.by-offset", desk.name);
    desk.client.create(&[Topic::new(&by_offset, 1)]);
    let offsets = [
        format!("{}/0:2-4", desk.raw),
        format!("{}/0:8-20", desk.raw),
    ];
    let (code, report) = replay(
        &desk,
        &[
            "--offsets",
            &offsets[0],
            "--into",
            &by_offset,
            "--compare",
            "0",
        ],
    );
    assert_eq!(
        (code, numbers(&by_offset)),
        (0, vec!["2".into(), "3".into()]),
        "{report}"
    );
    let (code, report) = replay(
        &desk,
        &[
            "--offsets",
            &offsets[1],
            "--into",
            &into,
            "--compare",
            "0",
            "--dry-run",
        ],
    );
    assert_eq!(
        (code, &report["missing"], &report["written"]),
        (1, &10.into(), &2.into())
    );
    assert_eq!(numbers(&into).len(), 4, "a dry run writes nothing");
}

#[test]
fn what_was_a_dead_letter_then_and_is_a_story_now_is_told_and_the_reverse() {
    let sentences = "A long text. ".repeat(400);
    let long = format!(r#"{{"headline": "Long", "body": "{sentences}"}}"#);
    let short = r#"{"headline": "Short", "body": "A short text of one sentence."}"#;
    let limit = ["wire.max_payload_bytes = \"4KiB\"".to_owned()];
    for (then, now, side, expected) in [
        (&limit[..], &[][..], "/only_after", Value::from(1)),
        (
            &[][..],
            &limit[..],
            "/only_before/too_large",
            Value::from(1),
        ),
    ] {
        let (mut desk, _) = desk(1);
        let texts = [long.as_str(), short];
        desk.client
            .produce(&desk.raw, texts.map(|text| Record::new(None, text)));
        desk.settings.extend_from_slice(then);
        let mut live = desk.start();
        eventually("both have ended", SOON, || {
            (desk.committed() == 2).then_some(())
        });
        live.process.signal(Signal::TERM);
        assert_eq!(live.process.ended(SOON), Some(0));

        desk.settings.retain(|setting| !then.contains(setting));
        desk.settings.extend_from_slice(now);
        let (code, report) = replay(&desk, &["--from", LONG_AGO, "--dry-run"]);
        assert_eq!(code, 1, "{report}");
        let difference = &report["comparison"];
        assert_eq!(difference["compared"], 1, "{difference}");
        assert_eq!(difference.pointer(side), Some(&expected), "{difference}");
    }
}

#[test]
fn a_target_that_is_one_of_the_services_own_topics_or_not_there_is_refused() {
    let (desk, _) = desk(1);
    for (into, code, words) in [
        (desk.enriched.clone(), 64, "one of the service's own topics"),
        (desk.raw.clone(), 64, "one of the service's own topics"),
        (
            desk.routed("climate"),
            64,
            "one of the service's own topics",
        ),
        (format!("{}.nowhere", desk.name), 78, "create it first"),
    ] {
        let (exit, _, err) = desk.run(&["replay", "--from", "1h", "--into", &into]);
        assert_eq!(exit, code, "{err}");
        assert!(err.contains(words), "{err}");
    }
    let (exit, _, err) = desk.run(&["replay", "--from", "1h", "--to", "2h", "--dry-run"]);
    assert_eq!(exit, 64, "{err}");
    let (exit, _, err) = desk.run(&[
        "replay",
        "--from",
        "1h",
        "--dry-run",
        "--topics",
        "elsewhere",
    ]);
    assert_eq!(exit, 64, "{err}");
    assert!(err.contains(&desk.raw), "{err}");
}
