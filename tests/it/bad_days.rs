//! Bad days of the built program: topics missing or deleted, brokers away, frozen or killed, little memory.

use crate::instance::Desk;
use crate::support::SOON;
use std::net::TcpListener;
use std::time::Duration;
use testkit::{Kafka, Layout, Record, Signal, Topic, eventually};

#[test]
fn an_output_topic_missing_at_start_ends_with_78_and_is_named() {
    let desk = Desk::new(1);
    desk.client.delete(&desk.facts);
    let mut instance = desk.launch();
    assert_eq!(instance.process.ended(SOON), Some(78));
    let log = instance.process.log();
    assert!(log.contains(&desk.facts), "{log}");
}

#[test]
fn no_broker_at_start_ends_with_69() {
    // Bound and let go again: nobody listens there.
    let address = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let desk = Desk::at(&address.to_string()).with("kafka.connect_timeout = \"1s\"");
    let mut instance = desk.launch();
    assert_eq!(instance.process.ended(Duration::from_secs(20)), Some(69));
    let log = instance.process.log();
    assert!(log.contains(&address.to_string()), "{log}");
}

#[test]
fn an_output_topic_deleted_while_running_is_waited_for_and_everything_arrives() {
    let desk = Desk::new(3);
    desk.generate(300, 0);
    let mut instance = desk.start();
    desk.await_enriched(300);
    desk.client.delete(&desk.facts);
    desk.generate(300, 0);
    instance.await_metric("copytaster_held", |held| held == 1.0);
    let (status, body) = instance.get("/readyz").unwrap();
    assert_eq!(status, 200, "a fix must be able to roll out");
    assert!(body.contains("\"status\":\"degraded\""), "{body}");
    desk.client.create(&[Topic::new(&desk.facts, 1)]);
    eventually("all that waited has arrived", SOON, || {
        (desk.committed() == 600).then_some(())
    });
    instance.await_metric("copytaster_held", |held| held == 0.0);
    assert_eq!(desk.client.ends(&desk.facts), [300]);
    assert!(desk.verify(0).holds());
}

#[test]
fn a_second_sigterm_ends_a_drain_that_can_not_finish_at_once() {
    let desk = Desk::new(3);
    let mut instance = desk.start();
    desk.client.delete(&desk.facts);
    desk.generate(300, 0);
    instance.await_metric("copytaster_held", |held| held == 1.0);
    instance.process.signal(Signal::TERM);
    eventually("it drains", SOON, || {
        let (status, body) = instance.get("/readyz")?;
        (status == 503 && body.contains("draining")).then_some(())
    });
    // Signals within a moment of the first count as one wish, so the second is sent until it is heard.
    eventually("a second signal ends it", Duration::from_secs(5), || {
        instance.process.signal(Signal::TERM);
        (!instance.process.runs()).then_some(())
    });
    assert_eq!(instance.process.ended(Duration::from_secs(1)), Some(143));
    // Nothing was lost: the next instance does it all.
    desk.client.create(&[Topic::new(&desk.facts, 1)]);
    let _next = desk.start();
    let report = desk.verify(0);
    assert!(report.holds() && report.sent == 300, "{report}");
    eventually("all is committed", SOON, || {
        (desk.committed() == 300).then_some(())
    });
}

#[test]
fn a_drain_that_can_not_finish_ends_by_itself_within_its_time() {
    // So little may be encoded that the workers stand before a sink that takes nothing more.
    let desk = Desk::new(3)
        .with("delivery.drain_timeout = \"1s\"")
        .with("delivery.ack_timeout = \"1s\"")
        .with("delivery.encoded_bytes = \"64 KiB\"");
    let mut instance = desk.start();
    desk.client.delete(&desk.facts);
    desk.generate(3_000, 0);
    instance.await_metric("copytaster_held", |held| held == 1.0);
    instance.process.signal(Signal::TERM);
    assert_eq!(instance.process.ended(Duration::from_secs(15)), Some(0));
}

#[test]
fn a_broker_that_freezes_and_dies_under_load_costs_no_story_and_no_process() {
    let mut kafka = Kafka::start(Layout::One).unwrap();
    // A budget's worth a linger: work that lasts.
    let desk = Desk::at(&kafka.bootstrap())
        .with("delivery.budget_records = 300")
        // A pause would throw away what is fetched: a frozen broker brings nothing that could close the gate.
        .with("delivery.pause_after = \"1m\"")
        .with("outputs.linger = \"200ms\"");
    desk.create(6);
    desk.generate(8_000, 400);
    let mut instance = desk.start();
    desk.await_enriched(500);

    kafka.freeze(1, true).unwrap();
    instance.await_metric("copytaster_gate_closed", |closed| closed == 1.0);
    assert_eq!(instance.get("/livez").unwrap().0, 200);
    kafka.freeze(1, false).unwrap();
    let before = desk.enriched();
    desk.await_enriched(before + 500);

    kafka.kill(1).unwrap();
    instance.await_metric("copytaster_rdkafka_errors_total", |errors| errors > 0.0);
    assert_eq!(instance.get("/livez").unwrap().0, 200);
    kafka.restart(1).unwrap();
    let report = desk.verify(400);
    assert!(report.holds(), "{report}");
    assert!(instance.process.runs());
    assert_eq!(instance.metric("copytaster_commit_violations_total"), 0.0);
}

#[test]
fn sigterm_while_the_broker_is_frozen_ends_within_the_drain_time() {
    let kafka = &mut Kafka::start(Layout::One).unwrap();
    let desk = Desk::at(&kafka.bootstrap())
        .with("delivery.budget_records = 300")
        // A pause would throw away what is fetched: a frozen broker brings nothing that could close the gate.
        .with("delivery.pause_after = \"1m\"")
        .with("outputs.linger = \"200ms\"")
        .with("delivery.drain_timeout = \"2s\"")
        .with("delivery.ack_timeout = \"1s\"");
    desk.create(6);
    desk.generate(8_000, 0);
    let mut instance = desk.start();
    desk.await_enriched(300);
    kafka.freeze(1, true).unwrap();
    instance.await_metric("copytaster_gate_closed", |closed| closed == 1.0);
    instance.process.signal(Signal::TERM);
    // Drain, the last commit's deadline, leaving the group, the last acknowledgements.
    let ended = instance.process.ended(Duration::from_secs(25));
    kafka.freeze(1, false).unwrap();
    assert_eq!(ended, Some(0));
}

#[test]
fn memory_stays_bounded_while_20_000_long_stories_wait_for_a_frozen_broker() {
    let mut kafka = Kafka::start(Layout::One).unwrap();
    let desk = Desk::at(&kafka.bootstrap());
    desk.create(64);
    let paragraph = "The ministers met again on the gas pipeline and the emissions of the region. ";
    let body = paragraph.repeat(10_000 / paragraph.len());
    let stories = (0..20_000).map(|n| {
        let story = serde_json::json!({"uri": format!("urn:long:{n}"), "headline": "Long talks", "body_text": body});
        Record {
            partition: Some(n % 64),
            ..Record::new(Some(&format!("k{n}")), story.to_string())
        }
    });
    desk.client.produce(&desk.raw, stories);
    let mut instance = desk.start();
    desk.await_enriched(200);
    kafka.freeze(1, true).unwrap();
    instance.await_metric("copytaster_gate_closed", |closed| closed == 1.0);
    let frozen = instance.process.peak_memory().unwrap();
    kafka.freeze(1, false).unwrap();
    desk.await_enriched(4_000);
    let peak = instance.process.peak_memory().unwrap();
    println!(
        "peak memory: {} MB frozen, {} MB after 4,000 stories",
        frozen / 1_000_000,
        peak / 1_000_000
    );
    assert!(peak < 250_000_000, "{peak} bytes");
}

#[test]
fn a_flood_of_poison_opens_the_breaker_and_a_signal_closes_it() {
    let desk = Desk::new(2)
        .with("delivery.breaker_run = 40")
        .with("delivery.breaker_pause = \"1h\"")
        .with("delivery.budget_records = 100")
        .with("delivery.chunk_records = 20");
    desk.generate(600, 1);
    let mut instance = desk.start();
    instance.await_metric("copytaster_breaker_state", |state| state == 1.0);
    let (status, body) = instance.get("/readyz").unwrap();
    assert_eq!(status, 200, "a fix can still be rolled out");
    assert!(body.contains("degraded"), "{body}");
    eventually("what was in flight has ended", SOON, || {
        (instance.metric("copytaster_in_flight_records") == 0.0).then_some(())
    });
    let letters = instance.metric("copytaster_dead_letters_total");
    assert!(
        (40.0..400.0).contains(&letters),
        "{letters} of 600 before it stopped"
    );
    // The next instance begins with a closed breaker: so it goes where no signal can be sent.
    instance.process.signal(Signal::TERM);
    assert_eq!(instance.process.ended(SOON), Some(0));
    let written = || -> i64 { desk.client.ends(&desk.dead).iter().sum() };
    let before = written();
    let mut instance = desk.start();
    eventually("a restart reads on", SOON, || {
        (written() > before).then_some(())
    });
    instance.await_metric("copytaster_breaker_state", |state| state == 1.0);
    // Each signal lets it run into the next flood, until the flood is over.
    eventually("all poison is in the dead letters", SOON, || {
        instance.process.signal(Signal::USR1);
        (desk.committed() == 600).then_some(())
    });
    let report = desk.verify(1);
    assert!(report.holds() && report.poison == 600, "{report}");
}
