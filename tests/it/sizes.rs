//! No batch is refused for its size: topics that take little, records that are too large, and limits that change.

use crate::exactly_once::exactly;
use crate::support::{Engine, Place, SOON};
use copytaster::delivery::{Work, Worked};
use copytaster::service::{PassThrough, ServiceSettings};
use copytaster::story::RawRecord;
use rdkafka::admin::{AdminClient, AdminOptions, AlterConfig, ResourceSpecifier};
use rdkafka::client::DefaultClientContext;
use rdkafka::config::ClientConfig;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;
use testkit::{Record, Topic, eventually};

/// Bytes of a batch that the small topic takes.
const LIMIT: &str = "20000";
/// Every so many records become an output that is too large by itself.
const LARGE: usize = 100;

/// A place whose output topic takes little, and the settings of an engine that would send more at once.
fn small() -> Place {
    let mut place = Place::new(2);
    place.out = format!("{}-small", place.out);
    place.client.create(&[Topic {
        config: vec![("max.message.bytes", LIMIT)],
        ..Topic::new(&place.out, 2)
    }]);
    place
}

fn slow(mut settings: ServiceSettings) -> ServiceSettings {
    // Long enough for a batch far above the limit.
    settings.producer.set("linger.ms", "100");
    settings
}

/// Writes the number and as much noise as makes a batch of some dozens too large.
struct Long {
    out: PassThrough,
}

impl Work for Long {
    fn run(&self, record: &RawRecord) -> Worked {
        let n = number(record.value.as_deref());
        let mut worked = self.out.run(record);
        let size = if n % LARGE == 7 { 30_000 } else { 900 };
        let mut value = format!("{n} ");
        let mut noise = n as u64 + 1;
        while value.len() < size {
            noise = noise
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            write!(value, "{noise:x}").unwrap();
        }
        worked.outputs[0].value = Some(value.into_bytes().into());
        worked
    }
}

fn number(value: Option<&[u8]>) -> usize {
    let text = std::str::from_utf8(value.unwrap()).unwrap();
    text.split(' ').next().unwrap().parse().unwrap()
}

fn numbered(from: usize, to: usize) -> Vec<Record> {
    (from..to)
        .map(|n| Record::new(Some(&format!("key-{}", n % 53)), n.to_string()))
        .collect()
}

fn committed(place: &Place, count: i64) {
    eventually("everything is committed", SOON, || {
        let stored = place.client.committed(&place.group, &place.raw);
        (stored.into_iter().flatten().sum::<i64>() == count).then_some(())
    });
}

fn refused(engine: &Engine, place: &Place) -> u64 {
    let of = &engine.metrics.produce_errors;
    of.with_label_values(&[&*place.out, "MessageSizeTooLarge"])
        .get()
}

fn only_the_large_are_refused(place: &Place, settings: ServiceSettings) {
    let count = 3_000;
    place.client.produce(&place.raw, numbered(0, count));
    let long = Long {
        out: PassThrough::new(&place.out),
    };
    let engine = Engine::start(slow(settings), long);
    committed(place, count as i64);
    let large = count / LARGE;
    assert_eq!(
        refused(&engine, place),
        large as u64,
        "each once, and none beside them"
    );
    let letters = place.client.read(&place.dead);
    assert_eq!(letters.len(), large);
    assert!(
        letters
            .iter()
            .all(|l| number(l.value.as_deref()) % LARGE == 7)
    );
    let out = place.client.read(&place.out);
    assert_eq!(out.len(), count - large);
    let mut last = BTreeMap::new();
    for record in &out {
        let n = number(record.value.as_deref());
        if let Some(before) = last.insert(record.key.clone(), n) {
            assert!(before < n, "record {n} of one key came after {before}");
        }
    }
    engine.stop().unwrap();
}

#[test]
fn no_batch_is_refused_for_its_size_and_the_order_of_keys_is_kept() {
    let place = small();
    only_the_large_are_refused(&place, place.settings());
}

#[test]
fn no_transaction_is_lost_to_a_batch_that_is_too_large() {
    let place = small();
    only_the_large_are_refused(&place, exactly(&place, "a"));
}

#[test]
fn a_limit_lowered_while_running_costs_no_record_and_the_batches_follow_it() {
    for exact in [false, true] {
        let place = Place::new(2);
        let settings = if exact {
            exactly(&place, "a")
        } else {
            place.settings()
        };
        let long = Long {
            out: PassThrough::new(&place.out),
        };
        place.client.produce(&place.raw, numbered(0, 1_000));
        let engine = Engine::start(slow(settings), long);
        committed(&place, 1_000);
        assert_eq!(refused(&engine, &place), 0);
        lower(&place);
        place.client.produce(&place.raw, numbered(1_000, 3_000));
        committed(&place, 3_000);
        let first = refused(&engine, &place);
        assert!(
            first > 20,
            "{first}: batches are refused until the limit is known"
        );
        place.client.produce(&place.raw, numbered(3_000, 5_000));
        committed(&place, 5_000);
        assert_eq!(
            refused(&engine, &place) - first,
            20,
            "exactly once {exact}: only what is too large by itself"
        );
        assert_eq!(place.client.read(&place.dead).len(), 40);
        engine.stop().unwrap();
    }
}

fn lower(place: &Place) {
    let admin: AdminClient<DefaultClientContext> = ClientConfig::new()
        .set("bootstrap.servers", &place.bootstrap)
        .create()
        .unwrap();
    let smaller =
        AlterConfig::new(ResourceSpecifier::Topic(&place.out)).set("max.message.bytes", LIMIT);
    let options = AdminOptions::new().operation_timeout(Some(Duration::from_secs(10)));
    let altered = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap()
        .block_on(admin.alter_configs([&smaller], &options))
        .unwrap();
    assert!(altered.iter().all(Result::is_ok), "{altered:?}");
}
