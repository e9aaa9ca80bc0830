//! Long outages: brokers away for longer than any timeout, a broker that can write no more, work and processes that
//! stand still for longer than the group waits.

use crate::instance::Desk;
use crate::support::{Engine, Place, SOON};
use copytaster::delivery::{Work, Worked};
use copytaster::service::PassThrough;
use copytaster::story::RawRecord;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;
use testkit::{Kafka, Layout, Record, Signal, eventually, within};

#[test]
fn brokers_away_for_longer_than_every_timeout_cost_no_story_and_no_process() {
    let mut kafka = Kafka::start(Layout::One).unwrap();
    let desks = ["at-least-once", "exactly-once"].map(|guarantee| {
        let desk = Desk::at(&kafka.bootstrap())
            .with(&format!("delivery.guarantee = \"{guarantee}\""))
            .with("delivery.transaction_timeout = \"5s\"")
            .with("delivery.stall_timeout = \"15s\"")
            .with("source.max_poll_interval = \"12s\"")
            .with("kafka.properties.\"socket.timeout.ms\" = \"2000\"");
        desk.create(3);
        desk.generate(3_000, 100);
        let mut instance = desk.start();
        desk.await_enriched(300);
        assert!(instance.process.runs());
        (desk, instance)
    });
    let mut desks = desks;
    let stalls = "copytaster_stalls_total";
    let before: Vec<f64> = desks.iter_mut().map(|(_, i)| i.metric(stalls)).collect();
    kafka.kill(1).unwrap();
    let ended = within(Duration::from_secs(35), || {
        desks
            .iter_mut()
            .any(|(_, instance)| !instance.process.runs())
            .then_some(())
    });
    assert!(
        ended.is_none(),
        "an instance ended while the broker was away"
    );
    for ((_, instance), before) in desks.iter_mut().zip(before) {
        assert_eq!(instance.get("/livez").unwrap().0, 200);
        assert_eq!(instance.metric(stalls), before, "waiting is no stall");
    }
    kafka.restart(1).unwrap();
    for (desk, mut instance) in desks {
        desk.generate_run("after", 1_000, 100);
        eventually("all is done", SOON * 3, || {
            (desk.committed() == 4_000).then_some(())
        });
        let exactly = desk.settings[0].contains("exactly");
        for run in [&desk.name, "after"] {
            let report = desk.verify_run(run, 100);
            assert!(report.holds(), "{report}\n{}", instance.process.log());
            assert!(
                !exactly || report.repeated == 0,
                "{report}\n{}",
                instance.process.log()
            );
        }
        assert!(instance.process.runs());
        assert_eq!(instance.metric("copytaster_commit_violations_total"), 0.0);
    }
}

#[test]
fn a_broker_that_can_write_no_more_is_waited_for_until_there_is_room() {
    let mut kafka = Kafka::start(Layout::One).unwrap();
    let desk = Desk::at(&kafka.bootstrap());
    desk.create(3);
    desk.generate(6_000, 0);
    let mut instance = desk.start();
    desk.await_enriched(500);
    // What a full disk does: writes fail, and a broker whose only log folder fails gives up.
    kafka.forbid_writes(1).unwrap();
    eventually("the broker has given up", SOON, || {
        (!kafka.serves(1).unwrap()).then_some(())
    });
    instance.await_metric("copytaster_rdkafka_errors_total", |errors| errors > 0.0);
    assert_eq!(instance.get("/livez").unwrap().0, 200);
    kafka.restart(1).unwrap();
    let report = desk.verify(0);
    assert!(report.holds(), "{report}\n{}", instance.process.log());
    assert!(instance.process.runs());
}

/// Work that stands still until it is let go.
#[derive(Clone)]
struct Stuck {
    out: PassThrough,
    gate: Arc<(Mutex<bool>, Condvar)>,
}

impl Work for Stuck {
    fn run(&self, record: &RawRecord) -> Worked {
        let (open, opened) = &*self.gate;
        let mut open = open.lock().unwrap();
        while !*open {
            open = opened.wait(open).unwrap();
        }
        self.out.run(record)
    }
}

#[test]
fn work_that_blocks_for_longer_than_max_poll_interval_loses_and_repeats_nothing() {
    let place = Place::new(3);
    let mut settings = place.settings();
    settings.consumer.set("max.poll.interval.ms", "6000");
    settings.pump.budget.records = 100;
    let records = (0..500).map(|n| Record::new(Some(&format!("key-{}", n % 53)), n.to_string()));
    place.client.produce(&place.raw, records);
    let stuck = Stuck {
        out: PassThrough::new(&place.out),
        gate: Arc::default(),
    };
    let engine = Engine::start(settings, stuck.clone());
    let count = |event: &str| engine.metrics.rebalances.with_label_values(&[event]).get();
    eventually("the budget is used up", SOON, || {
        (engine.metrics.gate_closed.get() == 1).then_some(())
    });
    let put_out = within(Duration::from_secs(10), || {
        (count("lost") + count("revoke") > 0).then_some(())
    });
    assert!(put_out.is_none(), "the group took it for dead");
    *stuck.gate.0.lock().unwrap() = true;
    stuck.gate.1.notify_all();
    eventually("all is out", SOON, || {
        (place.client.ends(&place.out).iter().sum::<i64>() == 500).then_some(())
    });
    engine.stop().unwrap();
    assert_eq!(place.client.read(&place.out).len(), 500, "nothing twice");
}

#[test]
fn work_that_never_ends_does_not_keep_the_process_from_ending() {
    let place = Place::new(1);
    let mut settings = place.settings();
    settings.pump.drain_timeout = Duration::from_secs(1);
    settings.sink.drain_timeout = Duration::from_secs(1);
    place
        .client
        .produce(&place.raw, [Record::new(None, "never done")]);
    let stuck = Stuck {
        out: PassThrough::new(&place.out),
        gate: Arc::default(),
    };
    let engine = Engine::start(settings, stuck);
    eventually("the record is under work", SOON, || {
        (engine.metrics.in_flight_records.get() == 1).then_some(())
    });
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || tell.send(engine.stop().map_err(|e| e.to_string())));
    let ended = told.recv_timeout(SOON).unwrap();
    assert!(ended.unwrap_err().contains("worker thread does not end"));
    let stored = place.client.committed(&place.group, &place.raw);
    assert_eq!(stored, [None], "it comes again");
}

#[test]
fn a_process_that_is_stopped_for_longer_than_its_session_comes_back_and_loses_nothing() {
    let desk = Desk::new(4);
    desk.generate_run("before", 2_000, 0);
    let mut sleeper = desk.start();
    let mut other = desk.start();
    let assigned = "copytaster_consumer_assigned_partitions";
    other.await_metric(assigned, |count| count == 2.0);
    sleeper.process.signal(Signal::STOP);
    other.await_metric(assigned, |count| count == 4.0);
    desk.generate_run("during", 2_000, 0);
    eventually("the other does it all", SOON, || {
        (desk.committed() == 4_000).then_some(())
    });
    sleeper.process.signal(Signal::CONT);
    other.await_metric(assigned, |count| count == 2.0);
    desk.generate_run("after", 2_000, 0);
    for run in ["before", "during", "after"] {
        let report = desk.verify_run(run, 0);
        assert!(report.holds() && report.sent == 2_000, "{run}: {report}");
    }
    for mut instance in [sleeper, other] {
        assert!(instance.process.runs());
        assert_eq!(instance.metric("copytaster_commit_violations_total"), 0.0);
    }
}
