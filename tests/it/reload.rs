//! A running service takes over changed files, by signal and by itself, and refuses what has a mistake.

use crate::instance::{Desk, Instance};
use crate::support::SOON;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;
use testkit::{Record, Signal, Topic, eventually};

/// A topic of the user's own; `word` is the only term.
pub fn chess(word: &str) -> String {
    format!(
        "topic = \"chess\"\n[definition]\nlabel = \"Chess\"\n[en.match]\nstrong = [\"{word}\"]\n"
    )
}

const STORY: &str = "Open ends\n\nThe grandmaster won the final with a queen sacrifice in London.";

/// A desk with a taxonomy folder that holds the chess topic.
fn desk(interval: &str) -> (Desk, PathBuf) {
    let desk = Desk::new(3);
    desk.client.create(&[Topic::new(&desk.routed("chess"), 1)]);
    let folder = desk.folder().join("terms");
    std::fs::create_dir(&folder).unwrap();
    let file = folder.join("chess.toml");
    std::fs::write(&file, chess("zugzwang")).unwrap();
    let desk = desk
        .with("taxonomy.folders=[\"terms\"]")
        .with(&format!("taxonomy.reload_interval=\"{interval}\""));
    (desk, file)
}

fn produce(desk: &Desk, from: usize, count: usize) {
    let records = (from..from + count).map(|n| Record::new(Some(&format!("k{n}")), STORY));
    desk.client.produce(&desk.raw, records);
}

/// Verdicts on chess by taxonomy version, over all enriched stories.
fn verdicts(desk: &Desk) -> BTreeMap<String, BTreeMap<String, usize>> {
    let mut found: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for record in desk.client.read(&desk.enriched) {
        let value: Value = serde_json::from_slice(record.value.as_deref().unwrap()).unwrap();
        let own = &value["copytaster"];
        let topics = own["topics"].as_array().unwrap();
        let chess = topics.iter().find(|t| t["key"] == "chess").unwrap();
        let version = own["taxonomy_version"].as_str().unwrap().to_owned();
        let verdict = chess["verdict"].as_str().unwrap().to_owned();
        *found
            .entry(version)
            .or_default()
            .entry(verdict)
            .or_default() += 1;
    }
    found
}

fn reloads(instance: &mut Instance, result: &str) -> f64 {
    let series = format!("copytaster_reloads_total{{result=\"{result}\"}}");
    let (_, page) = instance.get("/metrics").unwrap();
    page.lines()
        .find_map(|line| line.strip_prefix(&series)?.trim().parse().ok())
        .unwrap_or(0.0)
}

pub fn await_reload(instance: &mut Instance, result: &str, count: f64) {
    eventually(&format!("{count} reloads {result}"), SOON, || {
        (reloads(instance, result) >= count).then_some(())
    });
}

#[test]
fn a_changed_file_is_used_without_a_restart_and_each_story_carries_the_version_that_judged_it() {
    let (desk, file) = desk("100ms");
    let mut instance = desk.start();
    produce(&desk, 0, 300);
    desk.await_enriched(300);
    // While stories flow: none is lost, and none is judged by half of each version.
    produce(&desk, 300, 3000);
    std::fs::write(&file, chess("queen sacrifice*")).unwrap();
    await_reload(&mut instance, "applied", 1.0);
    produce(&desk, 3300, 300);
    desk.await_enriched(3600);

    let found = verdicts(&desk);
    assert_eq!(found.len(), 2, "{found:?}");
    for verdicts in found.values() {
        assert_eq!(verdicts.len(), 1, "one version, one verdict: {found:?}");
    }
    let count = |verdict: &str| -> usize { found.values().filter_map(|v| v.get(verdict)).sum() };
    assert!(count("no") >= 300 && count("about") >= 300, "{found:?}");
    assert_eq!(count("no") + count("about"), 3600);
    assert_eq!(
        desk.client.read(&desk.routed("chess")).len(),
        count("about")
    );
    let (_, page) = instance.get("/metrics").unwrap();
    let told: Vec<&str> = page
        .lines()
        .filter(|line| line.starts_with("copytaster_taxonomy_info{"))
        .collect();
    assert_eq!(told.len(), 1, "{told:?}");
    let about = found.iter().find(|(_, v)| v.contains_key("about")).unwrap();
    assert!(told[0].contains(about.0.as_str()), "{told:?}");
    instance.process.signal(Signal::TERM);
    assert_eq!(instance.process.ended(SOON), Some(0));
}

#[test]
fn a_file_with_a_mistake_is_refused_with_its_line_and_the_one_in_use_stays() {
    let (desk, file) = desk("0s");
    let mut instance = desk.start();
    std::fs::write(&file, chess("queen sacrifice*")).unwrap();
    instance.process.signal(Signal::HUP);
    await_reload(&mut instance, "applied", 1.0);
    std::fs::write(&file, chess(" * ")).unwrap();
    instance.process.signal(Signal::HUP);
    await_reload(&mut instance, "refused", 1.0);
    assert_eq!(instance.metric("copytaster_reload_successful"), 0.0);
    let log = instance.process.log();
    assert!(
        log.contains("chess.toml:5: the term ` * ` has no letters or digits"),
        "{log}"
    );
    produce(&desk, 0, 20);
    desk.await_enriched(20);
    let found = verdicts(&desk);
    assert_eq!(
        found.into_values().collect::<Vec<_>>(),
        [BTreeMap::from([("about".to_owned(), 20)])]
    );
    // The same file again, mended.
    std::fs::write(&file, chess("queen sacrifice*")).unwrap();
    instance.process.signal(Signal::HUP);
    await_reload(&mut instance, "unchanged", 1.0);
    assert_eq!(instance.metric("copytaster_reload_successful"), 1.0);
}

#[test]
fn thresholds_are_taken_over_and_what_needs_a_restart_is_named() {
    let (mut desk, file) = desk("100ms");
    std::fs::write(&file, chess("queen sacrifice*")).unwrap();
    let mut instance = desk.start();
    produce(&desk, 0, 1);
    desk.await_enriched(1);
    desk.settings
        .push("taxonomy.topics.chess.prior_shift=-6.0".into());
    desk.settings.push("delivery.hold=\"77ms\"".into());
    desk.settings.push("log.level=\"debug\"".into());
    desk.configure();
    await_reload(&mut instance, "applied", 1.0);
    produce(&desk, 1, 1);
    desk.await_enriched(2);
    let all: Vec<_> = verdicts(&desk)
        .into_values()
        .flat_map(BTreeMap::into_keys)
        .collect();
    assert!(
        all.len() == 2 && all.contains(&"about".into()) && all.contains(&"mentions".into()),
        "{all:?}"
    );
    let log = instance.process.log();
    assert!(log.contains("log level changed"), "{log}");
    let restart = log
        .lines()
        .find(|line| line.contains("these need a restart"))
        .unwrap();
    assert!(
        restart.contains("delivery.hold") && !restart.contains("taxonomy"),
        "{restart}"
    );
}

#[test]
fn a_new_topic_is_taken_once_its_output_topic_is_there() {
    let desk = Desk::new(1);
    let folder = desk.folder().join("terms");
    std::fs::create_dir(&folder).unwrap();
    let desk = desk
        .with("taxonomy.folders=[\"terms\"]")
        .with("taxonomy.reload_interval=\"1s\"");
    let mut instance = desk.start();
    std::fs::write(folder.join("chess.toml"), chess("queen sacrifice*")).unwrap();
    await_reload(&mut instance, "refused", 1.0);
    let log = instance.process.log();
    assert!(
        log.contains("output topics that are not there") && log.contains(&desk.routed("chess")),
        "{log}"
    );
    desk.client.create(&[Topic::new(&desk.routed("chess"), 1)]);
    await_reload(&mut instance, "applied", 1.0);
    produce(&desk, 0, 5);
    eventually("stories are routed to the new topic", SOON, || {
        (desk.client.ends(&desk.routed("chess")) == [5]).then_some(())
    });
}

/// Stories by the supplier their records name.
fn suppliers(desk: &Desk) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for record in desk.client.read(&desk.enriched) {
        let value: Value = serde_json::from_slice(record.value.as_deref().unwrap()).unwrap();
        let supplier = value["infoSources"][0]["name"].as_str().unwrap().to_owned();
        assert_eq!(value["copytaster"]["supplier"]["profile"], "cranes");
        assert_eq!(value["copytaster"]["supplier"]["recognised_by"], "name");
        *found.entry(supplier).or_default() += 1;
    }
    found
}

#[test]
fn a_changed_profile_is_used_without_a_restart_and_one_with_a_mistake_is_refused() {
    let desk = Desk::new(1);
    let folder = desk.folder().join("agencies");
    std::fs::create_dir(&folder).unwrap();
    let file = folder.join("cranes.toml");
    let profile = |name: &str, zone: &str| {
        let text = format!(
            "name = \"{name}\"\n[recognise]\nnames = [\"Crane Wire\"]\n[defaults]\ntime_zone = \"{zone}\"\n"
        );
        std::fs::write(&file, text).unwrap();
    };
    profile("First", "Europe/Oslo");
    let desk = desk
        .with("wire.profiles=\"agencies\"")
        .with("taxonomy.reload_interval=\"0s\"");
    let mut instance = desk.start();
    let story = r#"{"source":"Crane Wire","headline":"Two ports share a crane","body_text":"The ports agreed on Sunday."}"#;
    let produce = |from: usize| {
        let records = (from..from + 10).map(|n| Record::new(Some(&format!("k{n}")), story));
        desk.client.produce(&desk.raw, records);
    };
    produce(0);
    desk.await_enriched(10);
    profile("Second", "Europe/Oslo");
    instance.process.signal(Signal::HUP);
    await_reload(&mut instance, "applied", 1.0);
    produce(10);
    desk.await_enriched(20);
    profile("Third", "Mars/North");
    instance.process.signal(Signal::HUP);
    await_reload(&mut instance, "refused", 1.0);
    let log = instance.process.log();
    assert!(
        log.contains("cranes.toml:5:13: `Mars/North` is no zone"),
        "{log}"
    );
    produce(20);
    desk.await_enriched(30);
    assert_eq!(
        suppliers(&desk),
        BTreeMap::from([("First".to_owned(), 10), ("Second".to_owned(), 20)])
    );
    profile("Second", "Europe/Oslo");
    instance.process.signal(Signal::HUP);
    await_reload(&mut instance, "unchanged", 1.0);
}
