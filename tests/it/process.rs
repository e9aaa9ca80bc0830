//! The built program on a real broker: the main job, and promises 1, 2, 4, 6, 7, 9 as an operator meets them.

use crate::instance::{Desk, TOPICS};
use crate::support::SOON;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;
use testkit::{Record, Signal, eventually};

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

fn examples(folder: &str) -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("examples")
        .join(folder);
    let mut files: Vec<_> = std::fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|e| e != "tsv" && e != "ndjson")
        })
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read(path).unwrap())
        })
        .collect();
    files.sort();
    files
}

fn schema(name: &str) -> jsonschema::Validator {
    let read = |name: &str| -> Value {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
        serde_json::from_slice(&std::fs::read(folder.join(name)).unwrap()).unwrap()
    };
    let ninjs = "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json";
    // IPTC's schema refers to it; no record of ours holds GeoJSON.
    let geo = "https://geojson.org/schema/GeoJSON.json";
    let registry = jsonschema::Registry::new()
        .add(ninjs, read("ninjs/ninjs-schema_3.1.json"))
        .and_then(|r| r.add(geo, serde_json::json!({"not": {}})))
        .and_then(jsonschema::RegistryBuilder::prepare)
        .unwrap();
    jsonschema::options()
        .with_registry(&registry)
        .build(&read(name))
        .unwrap()
}

fn json(record: &Record) -> Value {
    serde_json::from_slice(record.value.as_deref().unwrap()).unwrap()
}

fn assert_valid(schema: &jsonschema::Validator, record: &Record) -> Value {
    let value = json(record);
    let errors: Vec<String> = schema.iter_errors(&value).map(|e| e.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}\n{value}");
    value
}

#[test]
fn example_stories_come_out_enriched_routed_and_as_facts_and_broken_ones_as_dead_letters() {
    let desk = Desk::new(3);
    let (good, broken) = (examples("stories"), examples("broken"));
    let reasons = std::fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/broken/expected.tsv"),
    )
    .unwrap();
    let rejected: BTreeMap<&str, &str> = reasons
        .lines()
        .filter_map(|line| {
            let mut fields = line.split('\t');
            let (file, outcome, reason) = (fields.next()?, fields.next()?, fields.next()?);
            (outcome == "reject").then_some((file, reason))
        })
        .collect();
    let parent = format!("00-{TRACE}-00f067aa0ba902b7-01");
    let sent = good.iter().chain(&broken).map(|(name, bytes)| Record {
        headers: vec![
            ("traceparent".into(), Some(parent.clone().into_bytes())),
            ("odd".into(), Some(vec![0xff, 0x00])),
        ],
        ..Record::new(Some(name), bytes.clone())
    });
    desk.client.produce(&desk.raw, sent);
    let total = (good.len() + broken.len()) as i64;

    let mut instance = desk.start();
    eventually("all records are committed", SOON, || {
        (desk.committed() == total).then_some(())
    });
    assert_eq!(instance.get("/livez").unwrap().0, 200);
    assert!(
        instance
            .get("/readyz")
            .unwrap()
            .1
            .contains("\"status\":\"ok\"")
    );
    assert_eq!(
        instance.metric("copytaster_consumed_records_total") as i64,
        total
    );
    assert_eq!(instance.metric("copytaster_commit_violations_total"), 0.0);
    assert_eq!(instance.metric("copytaster_order_violations_total"), 0.0);
    assert_eq!(instance.metric("copytaster_panics_total"), 0.0);

    let enriched = desk.client.read(&desk.enriched);
    let (whole, facts) = (schema("enriched.json"), schema("facts.json"));
    let mut about: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for record in &enriched {
        let value = assert_valid(&whole, record);
        let id = record.header("ce_id").unwrap().to_owned();
        assert_eq!(value["copytaster"]["record_id"], id.as_str());
        assert_eq!(
            record.key.as_deref(),
            value["copytaster"]["story_id"].as_str().map(str::as_bytes),
            "the key is the story's id"
        );
        assert_eq!(record.header("ce_specversion"), Some("1.0"));
        assert_eq!(record.header("content-type"), Some("application/json"));
        assert!(record.header("ct-status").is_some() && record.header("ce_type").is_some());
        let trace = record.header("traceparent").unwrap();
        assert!(trace.contains(TRACE), "the trace goes on: {trace}");
        for topic in record.header("ct-topics").unwrap_or_default().split(',') {
            if let Some(topic) = TOPICS.iter().find(|t| **t == topic) {
                about.entry(topic).or_default().insert(id.clone());
            }
        }
    }
    assert!(enriched.len() >= good.len() - 3, "{}", enriched.len());
    for topic in TOPICS {
        let routed: BTreeSet<String> = desk
            .client
            .read(&desk.routed(topic))
            .iter()
            .map(|record| {
                assert_valid(&whole, record)["copytaster"]["record_id"]
                    .as_str()
                    .unwrap()
                    .to_owned()
            })
            .collect();
        assert!(!routed.is_empty());
        assert_eq!(Some(&routed), about.get(topic), "{topic}");
    }
    let rows = desk.client.read(&desk.facts);
    assert_eq!(rows.len(), enriched.len());
    for row in &rows {
        assert_valid(&facts, row);
    }

    let letters = desk.client.read(&desk.dead);
    let originals: BTreeMap<&str, &[u8]> = broken
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    let mut found = BTreeMap::new();
    for letter in &letters {
        let name = std::str::from_utf8(letter.key.as_deref().unwrap()).unwrap();
        assert_eq!(
            letter.value.as_deref().unwrap_or_default(),
            originals[name],
            "{name}"
        );
        assert!(
            letter
                .headers
                .contains(&("odd".into(), Some(vec![0xff, 0x00])))
        );
        found.insert(name, letter.header("copytaster.error.code").unwrap());
    }
    assert_eq!(found, rejected);
    instance.process.signal(Signal::TERM);
    assert_eq!(instance.process.ended(SOON), Some(0));
}

#[test]
fn kill_9_in_the_middle_loses_nothing_and_repeats_at_most_what_was_not_committed() {
    let desk = Desk::new(6);
    desk.generate(20_000, 500);
    let mut first = desk.start();
    desk.await_enriched(3_000);
    first.process.kill();
    let done = desk.enriched() + desk.client.ends(&desk.dead)[0];
    let uncommitted = done - desk.committed();
    let _second = desk.start();
    let report = desk.verify(500);
    assert_eq!((report.sent, report.poison), (20_000, 40));
    assert!(report.holds(), "{report}");
    let repeated = (report.repeated + report.poison_repeated) as i64;
    assert!(
        repeated <= uncommitted,
        "{repeated} repeated, {uncommitted} were out and not committed\n{report}"
    );
}

#[test]
fn sigterm_in_the_middle_drains_commits_ends_with_0_and_the_next_start_repeats_nothing() {
    let desk = Desk::new(6).with("delivery.budget_records = 300");
    desk.generate(20_000, 400);
    for part in [1_500, 6_000] {
        let mut instance = desk.start();
        desk.await_enriched(part);
        instance.process.signal(Signal::TERM);
        assert_eq!(instance.process.ended(Duration::from_secs(20)), Some(0));
        let done = desk.enriched() + desk.client.ends(&desk.dead)[0];
        assert_eq!(
            done,
            desk.committed(),
            "all that is out is committed and the reverse"
        );
        assert!(done < 20_000, "stopped in the middle");
    }
    let _last = desk.start();
    let report = desk.verify(400);
    assert!(report.holds(), "{report}");
    assert_eq!(
        (report.repeated, report.poison_repeated),
        (0, 0),
        "{report}"
    );
}

#[test]
fn members_that_join_leave_and_die_under_load_lose_nothing() {
    let desk = Desk::new(6);
    desk.generate(12_000, 600);
    let owned = "copytaster_consumer_assigned_partitions";
    let mut first = desk.start();
    desk.await_enriched(500);
    let mut second = desk.start();
    let mut third = desk.start();
    for instance in [&mut first, &mut second, &mut third] {
        instance.await_metric(owned, |n| n == 2.0);
    }
    desk.await_enriched(2_500);
    first.process.signal(Signal::TERM);
    assert_eq!(first.process.ended(Duration::from_secs(20)), Some(0));
    second.process.kill();
    third.await_metric(owned, |n| n == 6.0);
    let mut fourth = desk.start();
    fourth.await_metric(owned, |n| n == 3.0);
    let report = desk.verify(600);
    assert!(report.holds(), "{report}");
    for instance in [&mut third, &mut fourth] {
        assert_eq!(instance.metric("copytaster_commit_violations_total"), 0.0);
        assert_eq!(instance.metric("copytaster_order_violations_total"), 0.0);
    }
}

#[test]
fn the_new_group_protocol_shares_the_work_and_loses_and_repeats_nothing() {
    let desk = Desk::new(6)
        .with("source.group_protocol = \"consumer\"")
        .with("delivery.budget_records = 300");
    desk.generate(6_000, 300);
    let owned = "copytaster_consumer_assigned_partitions";
    let mut first = desk.start();
    let mut second = desk.start();
    for instance in [&mut first, &mut second] {
        instance.await_metric(owned, |n| n == 3.0);
    }
    second.process.signal(Signal::TERM);
    assert_eq!(second.process.ended(Duration::from_secs(20)), Some(0));
    first.await_metric(owned, |n| n == 6.0);
    desk.client
        .produce(&desk.raw, [Record::new(None, "{not json")]);
    let report = desk.verify(300);
    assert!(report.holds(), "{report}");
    assert_eq!(
        (report.repeated, report.poison_repeated),
        (0, 0),
        "{report}"
    );
    eventually("what came last is a dead letter too", SOON, || {
        (desk.client.ends(&desk.dead) == [21]).then_some(())
    });
}

#[test]
fn a_static_member_that_reads_topics_by_pattern_comes_back_and_goes_on() {
    let desk = Desk::new(3);
    let pattern = format!("source.topics = [\"^{}[.]raw$\"]", desk.name);
    let desk = desk.with(&pattern).with("source.instance_id = \"desk-a\"");
    desk.generate(1_000, 0);
    let mut first = desk.start();
    desk.await_enriched(1_000);
    first.process.signal(Signal::TERM);
    assert_eq!(first.process.ended(Duration::from_secs(20)), Some(0));
    assert_eq!(desk.committed(), 1_000);
    let _second = desk.start();
    desk.client.produce(
        &desk.raw,
        [Record::new(
            None,
            r#"{"headline":"One more","body_text":"A story."}"#,
        )],
    );
    desk.await_enriched(1_001);
    let report = desk.verify(0);
    assert!(report.holds() && report.repeated == 0, "{report}");
}
