//! Promises 1, 2, 4, 6, 7, 9 with the null pipeline on a real broker.

use crate::support::{Engine, Place, SOON};
use copytaster::delivery::{Work, Worked};
use copytaster::service::PassThrough;
use copytaster::story::{RawRecord, Reject, RejectReason, Stage};
use std::collections::HashMap;
use testkit::{Record, eventually};

fn numbered(count: usize, keys: usize) -> Vec<Record> {
    (0..count)
        .map(|n| Record::new(Some(&format!("key-{}", n % keys)), n.to_string()))
        .collect()
}

fn values(records: &[Record]) -> Vec<usize> {
    records
        .iter()
        .map(|r| {
            std::str::from_utf8(r.value.as_deref().unwrap())
                .unwrap()
                .parse()
                .unwrap()
        })
        .collect()
}

/// Each of `0..count` came out once.
fn assert_exactly(place: &Place, count: usize) {
    let mut times = vec![0_u32; count];
    for n in values(&place.client.read(&place.out)) {
        times[n] += 1;
    }
    let of = |wanted: fn(u32) -> bool| times.iter().filter(|t| wanted(**t)).count();
    assert_eq!(
        (of(|t| t == 0), of(|t| t > 1)),
        (0, 0),
        "(lost, repeated) of {count}"
    );
}

fn identity(place: &Place) -> PassThrough {
    PassThrough::new(&place.out)
}

fn all_out(place: &Place, count: usize) {
    eventually("all records are out", SOON, || {
        (place.client.ends(&place.out).iter().sum::<i64>() >= count as i64).then_some(())
    });
}

#[test]
fn every_record_comes_out_once_in_key_order_and_its_offset_is_committed_at_the_drain() {
    let place = Place::new(4);
    place.client.produce(&place.raw, numbered(5_000, 37));
    let engine = Engine::start(place.settings(), identity(&place));
    all_out(&place, 5_000);
    let metrics = engine.metrics.clone();
    engine.stop().unwrap();

    let out = place.client.read(&place.out);
    let seen = values(&out);
    let mut last: HashMap<Vec<u8>, usize> = HashMap::new();
    for (record, n) in out.iter().zip(&seen) {
        if let Some(before) = last.insert(record.key.clone().unwrap(), *n) {
            assert!(before < *n, "record {n} of one key came after {before}");
        }
    }
    assert_exactly(&place, 5_000);
    let committed: Vec<_> = place.client.committed(&place.group, &place.raw);
    let ends: Vec<_> = place
        .client
        .ends(&place.raw)
        .into_iter()
        .map(Some)
        .collect();
    assert_eq!(committed, ends);
    assert_eq!(metrics.order_violations.get(), 0);
    assert_eq!(
        metrics.offset_commits.with_label_values(&["error"]).get(),
        0
    );
}

#[test]
fn a_drain_repeats_nothing() {
    let place = Place::new(4);
    place.client.produce(&place.raw, numbered(20_000, 101));
    // Stopped again and again in the middle of its work.
    for _ in 0..4 {
        let engine = Engine::start(place.settings(), identity(&place));
        let before = place.client.ends(&place.out).iter().sum::<i64>();
        eventually("some records are out", SOON, || {
            let now = place.client.ends(&place.out).iter().sum::<i64>();
            (now > before || now >= 20_000).then_some(())
        });
        engine.stop().unwrap();
    }
    let engine = Engine::start(place.settings(), identity(&place));
    all_out(&place, 20_000);
    engine.stop().unwrap();
    assert_exactly(&place, 20_000);
}

#[test]
fn members_that_join_and_leave_lose_nothing_and_repeat_nothing() {
    let place = Place::new(6);
    let first = Engine::start(place.settings(), identity(&place));
    place.client.produce(&place.raw, numbered(4_000, 53));
    let second = Engine::start(place.settings(), identity(&place));
    place
        .client
        .produce(&place.raw, numbered(8_000, 53).into_iter().skip(4_000));
    let third = Engine::start(place.settings(), identity(&place));
    let assigned = |e: &Engine| {
        e.metrics
            .assigned_partitions
            .with_label_values(&[&place.raw])
            .get()
    };
    eventually("three members share six partitions", SOON, || {
        (assigned(&first) == 2 && assigned(&second) == 2 && assigned(&third) == 2).then_some(())
    });
    place
        .client
        .produce(&place.raw, numbered(12_000, 53).into_iter().skip(8_000));
    first.stop().unwrap();
    eventually("two members share six partitions", SOON, || {
        (assigned(&second) == 3 && assigned(&third) == 3).then_some(())
    });
    place
        .client
        .produce(&place.raw, numbered(16_000, 53).into_iter().skip(12_000));
    third.stop().unwrap();
    all_out(&place, 16_000);
    second.stop().unwrap();
    assert_exactly(&place, 16_000);
}

/// Rejects every third record.
struct Picky(PassThrough);

impl Work for Picky {
    fn run(&self, record: &RawRecord) -> Worked {
        if record.origin.offset % 3 == 0 {
            let reject = Reject::new(Stage::Decode, RejectReason::MalformedJson, "every third");
            return Worked {
                outputs: Vec::new(),
                rejects: vec![reject],
            };
        }
        self.0.run(record)
    }
}

#[test]
fn rejected_records_are_in_the_dead_letters_byte_for_byte_and_the_others_pass() {
    let place = Place::new(1);
    let sent: Vec<Record> = (0..300)
        .map(|n| Record {
            headers: vec![("x".into(), Some(vec![0xff, n as u8])), ("n".into(), None)],
            ..Record::new(Some("k"), vec![0xfe, n as u8])
        })
        .collect();
    place.client.produce(&place.raw, sent.clone());
    let engine = Engine::start(place.settings(), Picky(identity(&place)));
    eventually("dead letters are written", SOON, || {
        (place.client.ends(&place.dead)[0] >= 100).then_some(())
    });
    all_out(&place, 200);
    engine.stop().unwrap();
    let dead = place.client.read(&place.dead);
    assert_eq!(dead.len(), 100);
    for (letter, original) in dead.iter().zip(sent.iter().step_by(3)) {
        assert_eq!(
            (&letter.key, &letter.value),
            (&original.key, &original.value)
        );
        assert_eq!(letter.headers[..2], original.headers[..]);
        assert_eq!(
            letter.header("copytaster.error.code"),
            Some("malformed_json")
        );
    }
}

#[test]
fn an_output_its_topic_does_not_take_becomes_a_dead_letter_and_nothing_else_waits() {
    let place = Place::new(1);
    place.client.produce(
        &place.raw,
        (0..9).map(|_| Record::new(None, vec![b'x'; 100])),
    );
    let mut settings = place.settings();
    let small = format!("small-{}", place.out);
    place.client.create(&[testkit::Topic {
        config: vec![("max.message.bytes", "2000")],
        ..testkit::Topic::new(&small, 1)
    }]);
    place
        .client
        .produce(&place.raw, [Record::new(None, vec![b'y'; 5_000])]);
    settings.pump.commit_interval = std::time::Duration::from_millis(100);
    let engine = Engine::start(settings, PassThrough::new(&small));
    eventually("the refused record is a dead letter", SOON, || {
        (place.client.ends(&place.dead)[0] == 1).then_some(())
    });
    engine.stop().unwrap();
    let dead = place.client.read(&place.dead);
    assert_eq!(dead[0].value.as_ref().map(Vec::len), Some(5_000));
    assert_eq!(
        dead[0].header("copytaster.error.code"),
        Some("output_too_large")
    );
    assert_eq!(
        dead[0].header("copytaster.error.refused_topic"),
        Some(small.as_str())
    );
    assert_eq!(place.client.ends(&small), [9]);
    assert_eq!(place.client.committed(&place.group, &place.raw), [Some(10)]);
}

#[test]
fn a_partition_given_away_and_got_back_is_read_again() {
    let place = Place::new(4);
    let first = Engine::start(place.settings(), identity(&place));
    let assigned = |e: &Engine| {
        e.metrics
            .assigned_partitions
            .with_label_values(&[&place.raw])
            .get()
    };
    place.client.produce(&place.raw, numbered(1_000, 53));
    all_out(&place, 1_000);
    let second = Engine::start(place.settings(), identity(&place));
    eventually("two members share four partitions", SOON, || {
        (assigned(&first) == 2 && assigned(&second) == 2).then_some(())
    });
    second.stop().unwrap();
    eventually("the first owns all again", SOON, || {
        (assigned(&first) == 4).then_some(())
    });
    place
        .client
        .produce(&place.raw, numbered(2_000, 53).into_iter().skip(1_000));
    all_out(&place, 2_000);
    first.stop().unwrap();
    assert_exactly(&place, 2_000);
}
