//! Promise 3 on a real broker: readers of committed records see what each record became exactly once.

use crate::instance::Desk;
use crate::support::{Engine, Place, SOON};
use copytaster::delivery::{Charge, CutLimits, Work, Worked};
use copytaster::service::{PassThrough, ServiceSettings};
use copytaster::sink::ExactlySettings;
use copytaster::story::{RawRecord, Reject, RejectReason, Stage};
use rdkafka::producer::{BaseProducer, Producer};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use testkit::{Record, Signal, Topic, eventually};

fn numbered(from: usize, to: usize) -> Vec<Record> {
    (from..to)
        .map(|n| Record::new(Some(&format!("key-{}", n % 53)), n.to_string()))
        .collect()
}

/// The settings of a place, with transactions under this id.
pub fn exactly(place: &Place, id: &str) -> ServiceSettings {
    let mut settings = place.settings();
    settings
        .producer
        .set("transactional.id", format!("{}-{id}", place.group))
        .set("transaction.timeout.ms", "5000")
        .set("message.timeout.ms", "5000");
    settings.exactly = Some(ExactlySettings {
        transaction_timeout: Duration::from_secs(5),
        ..ExactlySettings::default()
    });
    settings.pump.cuts = Some(CutLimits {
        interval: Duration::from_millis(100),
        size: Charge {
            records: settings.pump.budget.records / 2,
            bytes: settings.pump.budget.bytes / 2,
        },
    });
    settings
}

fn number(record: &Record) -> usize {
    let text = std::str::from_utf8(record.value.as_deref().unwrap()).unwrap();
    text.parse().unwrap()
}

/// What readers of committed records see, once so many are there: each of `0..count` once, keys in order.
fn assert_exactly(place: &Place, count: usize) {
    let out = eventually("all records are committed", SOON, || {
        let out = place.client.read(&place.out);
        (out.len() >= count).then_some(out)
    });
    let mut times = vec![0_u32; count];
    let mut last = BTreeMap::new();
    for record in &out {
        let n = number(record);
        times[n] += 1;
        if let Some(before) = last.insert(record.key.clone(), n) {
            assert!(before < n, "record {n} of one key came after {before}");
        }
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

fn transactions(engine: &Engine, result: &str) -> u64 {
    let of = &engine.metrics.transactions;
    of.with_label_values(&[result]).get()
}

#[test]
fn committed_readers_see_each_record_once_and_the_offsets_go_with_the_transactions() {
    let place = Place::new(4);
    place.client.produce(&place.raw, numbered(0, 5_000));
    let engine = Engine::start(exactly(&place, "a"), identity(&place));
    assert_exactly(&place, 5_000);
    let committed = transactions(&engine, "committed");
    assert!(committed >= 2, "{committed} transactions for 5,000 records");
    assert_eq!(transactions(&engine, "aborted"), 0);
    let metrics = engine.metrics.clone();
    engine.stop().unwrap();
    // The drain leaves nothing uncommitted.
    let stored = place.client.committed(&place.group, &place.raw);
    let ends = place.client.ends(&place.raw).into_iter().map(Some);
    assert_eq!(stored, ends.collect::<Vec<_>>());
    assert_eq!(metrics.order_violations.get(), 0);
}

#[test]
fn members_that_join_and_leave_repeat_nothing_for_committed_readers() {
    let place = Place::new(6);
    let first = Engine::start(exactly(&place, "a"), identity(&place));
    place.client.produce(&place.raw, numbered(0, 4_000));
    let second = Engine::start(exactly(&place, "b"), identity(&place));
    place.client.produce(&place.raw, numbered(4_000, 8_000));
    let third = Engine::start(exactly(&place, "c"), identity(&place));
    let assigned = |e: &Engine| {
        let of = &e.metrics.assigned_partitions;
        of.with_label_values(&[&place.raw]).get()
    };
    eventually("three members share six partitions", SOON, || {
        (assigned(&first) == 2 && assigned(&second) == 2 && assigned(&third) == 2).then_some(())
    });
    place.client.produce(&place.raw, numbered(8_000, 12_000));
    first.stop().unwrap();
    place.client.produce(&place.raw, numbered(12_000, 16_000));
    third.stop().unwrap();
    assert_exactly(&place, 16_000);
    second.stop().unwrap();
}

#[test]
fn kill_9_again_and_again_repeats_nothing_for_committed_readers() {
    let desk = Desk::new(4)
        .with(r#"delivery.guarantee = "exactly-once""#)
        .with(r#"delivery.transaction_interval = "100ms""#)
        .with(r#"delivery.transaction_timeout = "2s""#);
    let mut standing = desk.start();
    let rounds = ["first", "second", "third"];
    for round in rounds {
        let before = desk.committed();
        let mut victim = desk.start();
        // Of each round some are left to do, however fast the machine.
        desk.generate_run(round, 4_000, 100);
        eventually("the group gets on", SOON, || {
            (desk.committed() > before).then_some(())
        });
        victim.process.kill();
    }
    for round in rounds {
        let report = desk.verify_run(round, 100);
        let repeated = report.repeated + report.poison_repeated;
        assert!(
            report.holds() && repeated == 0,
            "{round}: {report}{}",
            standing.process.log()
        );
    }
    assert_eq!(standing.metric("copytaster_commit_violations_total"), 0.0);
    assert_eq!(standing.metric("copytaster_order_violations_total"), 0.0);
    standing.process.signal(Signal::TERM);
    let ended = standing.process.ended(SOON);
    assert_eq!(ended, Some(0), "{}", standing.process.log());
}

#[test]
fn a_producer_that_is_fenced_is_made_anew_and_goes_on_from_what_is_committed() {
    let place = Place::new(2);
    let engine = Engine::start(exactly(&place, "a"), identity(&place));
    place.client.produce(&place.raw, numbered(0, 2_000));
    eventually("a transaction is committed", SOON, || {
        (transactions(&engine, "committed") > 0).then_some(())
    });
    for round in 1..=2_u64 {
        let thief: BaseProducer = exactly(&place, "a").producer.create().unwrap();
        thief.init_transactions(SOON).unwrap();
        let committed = transactions(&engine, "committed");
        let (from, to) = (2_000 * round as usize, 2_000 * (round as usize + 1));
        place.client.produce(&place.raw, numbered(from, to));
        eventually("the producer is made anew", SOON, || {
            (transactions(&engine, "renewed") >= round).then_some(())
        });
        // Only then is the new producer the last that the brokers know.
        eventually("it commits", SOON, || {
            (transactions(&engine, "committed") > committed).then_some(())
        });
    }
    assert_exactly(&place, 6_000);
    engine.stop().unwrap();
}

/// Every hundredth record becomes something its topic does not take, every 70th is rejected.
struct Mixed {
    out: PassThrough,
}

const TOO_LARGE: usize = 100;
const POISON: usize = 70;

impl Work for Mixed {
    fn run(&self, record: &RawRecord) -> Worked {
        let text = String::from_utf8_lossy(record.value.as_deref().unwrap_or_default());
        let n: usize = text.parse().unwrap_or_default();
        let mut worked = self.out.run(record);
        if n % POISON == 1 {
            let reason = RejectReason::UnknownFormat;
            worked.outputs.clear();
            worked
                .rejects
                .push(Reject::new(Stage::Decode, reason, "poison"));
        } else if n % TOO_LARGE == 2 {
            worked.outputs[0].value = Some(vec![b'x'; 30_000].into());
        }
        worked
    }
}

#[test]
fn refused_and_rejected_records_are_in_the_dead_letters_once_and_the_others_are_out_once() {
    let mut place = Place::new(2);
    place.out = format!("{}-small", place.out);
    place.client.create(&[Topic {
        config: vec![("max.message.bytes", "20000")],
        ..Topic::new(&place.out, 2)
    }]);
    place.client.produce(&place.raw, numbered(0, 1_000));
    let mixed = Mixed {
        out: identity(&place),
    };
    let engine = Engine::start(exactly(&place, "a"), mixed);
    let dead: BTreeSet<usize> = (0..1_000)
        .filter(|n| n % POISON == 1 || n % TOO_LARGE == 2)
        .collect();
    eventually("everything is committed", SOON, || {
        let stored = place.client.committed(&place.group, &place.raw);
        (stored.into_iter().flatten().sum::<i64>() == 1_000).then_some(())
    });
    let letters = place.client.read(&place.dead);
    let numbers: Vec<usize> = letters.iter().map(number).collect();
    assert_eq!(
        numbers.iter().copied().collect::<BTreeSet<_>>(),
        dead,
        "dead letters"
    );
    assert_eq!(numbers.len(), dead.len(), "each once");
    let out: Vec<usize> = place.client.read(&place.out).iter().map(number).collect();
    assert_eq!(out.len(), 1_000 - dead.len());
    assert!(out.iter().all(|n| !dead.contains(n)));
    engine.stop().unwrap();
}
