//! Dead letters listed, shown and sent back, by the built program on real Kafka.

use crate::instance::Desk;
use crate::support::SOON;
use rdkafka::admin::{AdminClient, AdminOptions};
use rdkafka::client::DefaultClientContext;
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use testkit::{Record, Signal, Topic, eventually};

/// A dead letter as the service writes it.
fn letter(desk: &Desk, n: usize, reason: &str, attempt: u32) -> Record {
    let texts = [
        ("code", reason.to_owned()),
        ("stage", "decode".to_owned()),
        ("message", "expected a value".to_owned()),
        ("topic", desk.raw.clone()),
        ("partition", (n % 3).to_string()),
        ("offset", n.to_string()),
        ("attempt", attempt.to_string()),
        ("first_failed_at", "2026-11-24T02:33:57.583Z".to_owned()),
        ("version", "0.1.0".to_owned()),
    ];
    let mut headers = vec![("x".to_owned(), Some(vec![0xff, n as u8]))];
    headers.extend(
        texts.map(|(name, value)| (format!("copytaster.error.{name}"), Some(value.into_bytes()))),
    );
    let origin = format!("c/{}/{}/{n}", desk.raw, n % 3);
    headers.push(("copytaster.origin".to_owned(), Some(origin.into_bytes())));
    Record {
        headers,
        ..Record::new(Some(&format!("key-{}", n % 7)), format!("{{{n}"))
    }
}

fn json(desk: &Desk, arguments: &[&str]) -> (i32, Value) {
    let mut all = vec!["dlq"];
    all.extend(arguments);
    all.extend(["--format", "json"]);
    let (code, out, err) = desk.run(&all);
    (
        code,
        serde_json::from_str(&out).unwrap_or_else(|_| panic!("{code} {out} {err}")),
    )
}

/// How often each value stands in the input.
fn times(desk: &Desk) -> BTreeMap<Vec<u8>, usize> {
    let mut times = BTreeMap::new();
    for record in desk.client.read(&desk.raw) {
        *times.entry(record.value.unwrap_or_default()).or_default() += 1;
    }
    times
}

#[test]
fn dead_letters_are_listed_counted_and_shown() {
    let mut desk = Desk::new(3);
    desk.settings
        .push(format!("suppliers.ANN.topics = [\"{}\"]", desk.raw));
    let mut letters: Vec<Record> = (0..6)
        .map(|n| letter(&desk, n, "malformed_json", 1))
        .collect();
    letters.extend((6..10).map(|n| letter(&desk, n, "no_text", 2)));
    letters.push(Record::new(None, vec![0xff, 0x00, 0x01]));
    desk.client.produce(&desk.dead, letters);

    let (code, all) = json(&desk, &["list"]);
    assert_eq!(code, 0);
    assert_eq!(all["counts"]["letters"], 11);
    assert_eq!(all["counts"]["by_reason"]["malformed_json"], 6);
    assert_eq!(all["counts"]["by_reason"]["unknown"], 1, "{all}");
    assert_eq!(all["counts"]["by_supplier"]["ANN"], 10);
    let (_, some) = json(
        &desk,
        &[
            "list",
            "--reason",
            "no_text",
            "--supplier",
            "ANN",
            "--since",
            "1h",
            "--limit",
            "2",
        ],
    );
    assert_eq!(some["counts"]["letters"], 4);
    let offsets: Vec<i64> = some["letters"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| l["offset"].as_i64().unwrap())
        .collect();
    assert_eq!(offsets, [8, 9], "the newest");
    let (_, none) = json(&desk, &["list", "--until", "1h"]);
    assert_eq!(none["counts"]["letters"], 0);
    let (_, text, _) = desk.run(&["dlq", "list"]);
    assert!(
        text.contains("11 letters") && text.contains(&format!("{}/0/9", desk.raw)),
        "{text}"
    );

    let (code, page, _) = desk.run(&["dlq", "show", "--partition", "0", "--offset", "9"]);
    assert_eq!(code, 0);
    for part in [
        "no_text (stage decode)",
        "expected a value",
        "attempt         2",
        "key-2",
        "x: 0xff09",
        "{9",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let (code, _, err) = desk.run(&["dlq", "show", "--partition", "0", "--offset", "99"]);
    assert_eq!(code, 65, "{err}");
}

#[test]
fn a_letter_goes_back_byte_for_byte_where_it_came_from_and_never_twice() {
    let desk = Desk::new(3);
    let letters: Vec<Record> = (0..40)
        .map(|n| {
            letter(
                &desk,
                n,
                if n % 4 == 0 {
                    "no_text"
                } else {
                    "malformed_json"
                },
                1,
            )
        })
        .collect();
    desk.client.produce(&desk.dead, letters.clone());

    let (code, dry) = json(&desk, &["redrive", "--reason", "no_text", "--dry-run"]);
    assert_eq!(
        (code, &dry["sent"], &dry["not_chosen"]),
        (0, &10.into(), &30.into())
    );
    assert_eq!(
        desk.client.ends(&desk.raw),
        [0, 0, 0],
        "a dry run sends nothing"
    );

    let (code, first) = json(&desk, &["redrive", "--reason", "no_text"]);
    assert_eq!(
        (code, &first["sent"], &first["not_chosen"]),
        (0, &10.into(), &30.into())
    );
    let (_, again) = json(&desk, &["redrive", "--reason", "no_text"]);
    assert_eq!(
        (&again["sent"], &again["not_chosen"]),
        (&0.into(), &30.into()),
        "{again}"
    );
    let (_, others) = json(&desk, &["redrive"]);
    assert_eq!(
        others["sent"], 30,
        "letters between those that went are not forgotten: {others}"
    );
    assert_eq!(json(&desk, &["redrive"]).1["sent"], 0);

    let back = desk.client.read(&desk.raw);
    assert_eq!(back.len(), 40);
    for record in &back {
        let n: usize = std::str::from_utf8(&record.value.as_ref().unwrap()[1..])
            .unwrap()
            .parse()
            .unwrap();
        assert_eq!(
            (&record.key, &record.value),
            (&letters[n].key, &letters[n].value)
        );
        assert_eq!(record.partition, Some((n % 3) as i32));
        let names: Vec<&str> = record
            .headers
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        assert_eq!(
            names,
            [
                "x",
                "copytaster.origin",
                "copytaster.error.attempt",
                "copytaster.error.first_failed_at"
            ]
        );
        assert_eq!(record.headers[0], letters[n].headers[0]);
    }
}

#[test]
fn what_fails_again_keeps_its_identity_counts_its_attempt_and_stays_at_the_guard() {
    let desk = Desk::new(3);
    desk.generate(60, 10);
    let _instance = desk.start();
    let dead = |n: i64| {
        eventually("dead letters are written", SOON, || {
            (desk.client.ends(&desk.dead)[0] == n).then_some(())
        });
    };
    dead(6);
    let (code, report) = json(&desk, &["redrive", "--max-attempts", "2"]);
    assert_eq!((code, &report["sent"]), (0, &6.into()));
    dead(12);
    let letters = desk.client.read(&desk.dead);
    let of = |records: &[Record], name: &str| -> Vec<String> {
        let mut all: Vec<String> = records
            .iter()
            .map(|r| r.header(name).unwrap().to_owned())
            .collect();
        all.sort();
        all
    };
    assert_eq!(
        of(&letters[..6], "copytaster.origin"),
        of(&letters[6..], "copytaster.origin")
    );
    assert_eq!(
        of(&letters[..6], "copytaster.error.first_failed_at"),
        of(&letters[6..], "copytaster.error.first_failed_at")
    );
    assert!(
        letters[6..]
            .iter()
            .all(|l| l.header("copytaster.error.attempt") == Some("2"))
    );
    let (code, report) = json(&desk, &["redrive", "--max-attempts", "2"]);
    assert_eq!(
        (code, &report["sent"], &report["used_up"]),
        (1, &0.into(), &6.into()),
        "{report}"
    );
    assert_eq!(desk.client.ends(&desk.dead), [12]);
}

#[test]
fn a_letter_without_value_goes_back_with_its_original_or_stays_and_says_why() {
    let desk = Desk::new(3);
    let stories: Vec<Record> = (0..2)
        .map(|n| Record {
            partition: Some(0),
            ..Record::new(Some("k"), format!("{{large {n}"))
        })
        .collect();
    desk.client.produce(&desk.raw, stories);
    let without = |offset: usize, value: &str| {
        let mut record = letter(&desk, 0, "too_large", 1);
        record.value = None;
        for (name, text) in &mut record.headers {
            if name == "copytaster.error.offset" {
                *text = Some(offset.to_string().into_bytes());
            }
        }
        let hash = Sha256::digest(value)
            .iter()
            .fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        record.headers.push((
            "copytaster.error.value_sha256".into(),
            Some(hash.into_bytes()),
        ));
        record.headers.push((
            "copytaster.error.value_length".into(),
            Some(value.len().to_string().into_bytes()),
        ));
        record
    };
    desk.client.produce(
        &desk.dead,
        [
            without(0, "{large 0"),
            without(1, "{large 1"),
            without(1, "another"),
            without(9, "x"),
        ],
    );
    let (_, page, _) = desk.run(&["dlq", "show", "--partition", "0", "--offset", "1"]);
    assert!(
        page.contains("fetched from") && page.contains("{large 1"),
        "{page}"
    );

    // The first is deleted, as retention would.
    let admin: AdminClient<DefaultClientContext> = desk.load_client().create().unwrap();
    let mut list = TopicPartitionList::new();
    list.add_partition_offset(&desk.raw, 0, Offset::Offset(1))
        .unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime
        .block_on(admin.delete_records(&list, &AdminOptions::new()))
        .unwrap();

    let (code, report) = json(&desk, &["redrive"]);
    assert_eq!(
        (code, &report["sent"], &report["fetched"]),
        (1, &1.into(), &1.into()),
        "{report}"
    );
    assert_eq!(
        report["left"],
        serde_json::json!({"original_changed": 1, "original_gone": 2})
    );
    let newest = desk.client.read(&desk.raw).pop().unwrap();
    assert_eq!(
        (
            newest.offset,
            newest.value.as_deref(),
            newest.key.as_deref()
        ),
        (2, Some(&b"{large 1"[..]), Some(&b"k"[..]))
    );
    let (_, page, _) = desk.run(&["dlq", "show", "--partition", "0", "--offset", "0"]);
    assert!(
        page.contains("is not there") && page.contains("kafka-console-consumer.sh"),
        "{page}"
    );
}

#[test]
fn headers_can_not_send_a_letter_to_a_topic_that_is_no_input() {
    let desk = Desk::new(1);
    let mut forged = letter(&desk, 0, "no_text", 1);
    for (name, value) in &mut forged.headers {
        if name == "copytaster.error.topic" {
            *value = Some(desk.enriched.clone().into_bytes());
        }
    }
    desk.client.produce(&desk.dead, [forged]);
    let (code, report) = json(&desk, &["redrive"]);
    assert_eq!(
        (code, &report["left"]),
        (1, &serde_json::json!({"not_an_input": 1}))
    );
    assert_eq!(desk.enriched(), 0);
    let (code, report) = json(&desk, &["redrive", "--to", &desk.facts]);
    assert_eq!(
        (code, &report["sent"]),
        (0, &1.into()),
        "named by hand it may go anywhere"
    );
    let (code, _, err) = desk.run(&["dlq", "redrive", "--to", &desk.dead]);
    assert_eq!(code, 64, "{err}");
}

#[test]
fn a_redrive_that_is_stopped_or_killed_goes_on_where_it_was() {
    let desk = Desk::new(3);
    desk.client.produce(
        &desk.dead,
        (0..3_000).map(|n| letter(&desk, n, "no_text", 1)),
    );
    let sent = |desk: &Desk| desk.client.ends(&desk.raw).iter().sum::<i64>();
    let until = |n: i64| eventually("letters go back", SOON, || (sent(&desk) >= n).then_some(()));

    let mut run = desk.spawn(&["dlq", "redrive", "--rate", "400"]);
    until(200);
    run.signal(Signal::INT);
    assert_eq!(run.ended(SOON), Some(75), "{}", run.log());
    let stopped = times(&desk);
    assert!(stopped.values().all(|n| *n == 1), "a stop repeats nothing");
    assert!(stopped.len() < 3_000);

    let mut run = desk.spawn(&["dlq", "redrive", "--rate", "400"]);
    until(stopped.len() as i64 + 600);
    run.kill();
    let (code, report) = json(&desk, &["redrive"]);
    assert_eq!(code, 0, "{report}");
    let times = times(&desk);
    assert_eq!(times.len(), 3_000, "none is lost");
    let repeated = times.values().filter(|n| **n > 1).count();
    // Progress is stored every second: 400 letters, and those under way.
    assert!(repeated <= 1_200, "{repeated}");
}

#[test]
fn runs_at_the_same_time_share_the_letters_and_send_each_once() {
    let desk = Desk::at(&crate::support::broker().bootstrap());
    let topics = [desk.enriched.as_str(), &desk.facts];
    let mut all: Vec<Topic<'_>> = topics.iter().map(|t| Topic::new(t, 1)).collect();
    all.push(Topic::new(&desk.raw, 3));
    all.push(Topic::new(&desk.dead, 4));
    desk.client.create(&all);
    desk.client.produce(
        &desk.dead,
        (0..2_000).map(|n| Record {
            partition: Some((n % 4) as i32),
            ..letter(&desk, n, "no_text", 1)
        }),
    );
    let mut runs: Vec<_> = (0..2)
        .map(|_| desk.spawn(&["dlq", "redrive", "--rate", "300"]))
        .collect();
    for run in &mut runs {
        let code = run.ended(SOON);
        assert_eq!(code, Some(0), "{}", run.log());
    }
    let times = times(&desk);
    assert_eq!((times.len(), times.values().max()), (2_000, Some(&1)));
}
