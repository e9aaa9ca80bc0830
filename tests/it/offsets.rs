//! Offsets that are not where they were: records deleted before they were read, topics made anew, partitions added.

use crate::instance::Desk;
use crate::support::SOON;
use rdkafka::producer::{BaseProducer, BaseRecord, Producer};
use testkit::{Signal, Topic, eventually};

/// What is configured for a stored offset that is outside its partition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Policy {
    Earliest,
    Latest,
    Stop,
}

/// What the stored offset meets at the next start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Loss {
    /// Retention has passed it.
    Below,
    /// The topic was cut or made anew, and does not reach as far.
    Above,
}

/// A desk whose group stands where its one partition, with 50 records in it, has none.
fn outside(loss: Loss, policy: Policy) -> Desk {
    let desk = Desk::new(1);
    let desk = match policy {
        Policy::Earliest => desk.with("source.offset_reset = \"earliest\""),
        Policy::Latest => desk.with("source.offset_reset = \"latest\""),
        Policy::Stop => desk.with("source.on_out_of_range = \"stop\""),
    };
    match loss {
        Loss::Below => {
            desk.generate(150, 0);
            desk.client.store(&desk.name, &desk.raw, 0, 20);
            desk.client.delete_records(&desk.raw, 0, 100);
        }
        Loss::Above => {
            desk.generate(50, 0);
            desk.client.store(&desk.name, &desk.raw, 0, 100);
        }
    }
    desk
}

#[test]
fn an_offset_outside_its_partition_is_reset_or_ends_the_process_as_configured_and_is_counted() {
    for loss in [Loss::Below, Loss::Above] {
        for policy in [Policy::Earliest, Policy::Latest, Policy::Stop] {
            let desk = outside(loss, policy);
            if policy == Policy::Stop {
                let mut instance = desk.launch();
                assert_eq!(instance.process.ended(SOON), Some(78), "{loss:?}");
                let log = instance.process.log();
                assert!(log.contains("source.on_out_of_range"), "{log}");
                continue;
            }
            let mut instance = desk.start();
            instance.await_metric("copytaster_offset_resets_total", |resets| resets >= 1.0);
            if policy == Policy::Earliest {
                eventually("what is there is read", SOON, || {
                    (desk.enriched() == 50).then_some(())
                });
            } else {
                // What is there is passed over, what comes once the end is known is read.
                let mut later = 0;
                eventually("what comes is read", SOON, || {
                    desk.generate(1, 0);
                    later += 1;
                    (desk.enriched() > 0).then_some(())
                });
                assert!(desk.enriched() <= later);
            }
            assert!(
                instance.process.log().contains("offset reset"),
                "{loss:?} {policy:?}"
            );
            assert_eq!(instance.metric("copytaster_commit_violations_total"), 0.0);
            instance.process.signal(Signal::TERM);
            assert_eq!(instance.process.ended(SOON), Some(0));
        }
    }
}

#[test]
fn an_offset_outside_its_partition_ends_a_process_that_is_to_stop_only_when_the_rest_is_done() {
    let desk = Desk::new(2).with("source.on_out_of_range = \"stop\"");
    desk.generate(400, 0);
    desk.client.store(&desk.name, &desk.raw, 0, 0);
    desk.client.store(&desk.name, &desk.raw, 1, 10_000);
    let mut ends = Vec::new();
    for _ in 0..3 {
        let mut instance = desk.launch();
        assert_eq!(instance.process.ended(SOON), Some(78));
        // What was written is committed: the next start does not write it again.
        let first = desk.client.committed(&desk.name, &desk.raw)[0].unwrap();
        assert_eq!(desk.enriched(), first);
        ends.push(first);
    }
    assert!(ends.is_sorted(), "{ends:?}");
}

#[test]
fn partitions_added_later_do_not_end_a_process_that_is_to_stop_out_of_range() {
    let desk = Desk::new(1)
        .with("source.on_out_of_range = \"stop\"")
        .with("kafka.properties.\"topic.metadata.refresh.interval.ms\" = \"500\"");
    desk.generate(100, 0);
    // A group without any offset in the topic is another matter.
    let mut instance = desk.launch();
    assert_eq!(instance.process.ended(SOON), Some(78));
    desk.client.store(&desk.name, &desk.raw, 0, 0);
    let mut instance = desk.start();
    desk.await_enriched(100);
    desk.client.add_partitions(&desk.raw, 3);
    desk.generate_run("more", 200, 0);
    let report = desk.verify_run("more", 0);
    assert!(report.holds() && report.repeated == 0, "{report}");
    assert!(instance.process.runs());
}

#[test]
fn an_input_topic_made_anew_while_running_is_read_from_its_beginning() {
    let desk =
        Desk::new(1).with("kafka.properties.\"topic.metadata.refresh.interval.ms\" = \"500\"");
    desk.generate(200, 0);
    let mut instance = desk.start();
    eventually("all is committed", SOON, || {
        (desk.committed() == 200).then_some(())
    });
    desk.client.delete(&desk.raw);
    desk.client.create(&[Topic::new(&desk.raw, 1)]);
    desk.generate(80, 0);
    eventually("the new topic is read to its end", SOON, || {
        (desk.enriched() == 280).then_some(())
    });
    eventually("and committed", SOON, || {
        (desk.committed() == 80).then_some(())
    });
    assert!(instance.process.runs());
    instance.process.signal(Signal::TERM);
    assert_eq!(instance.process.ended(SOON), Some(0));
}

#[test]
fn partitions_added_while_running_are_read_from_their_beginning_and_counted() {
    let desk =
        Desk::new(1).with("kafka.properties.\"topic.metadata.refresh.interval.ms\" = \"500\"");
    desk.generate(200, 0);
    let mut instance = desk.start();
    desk.await_enriched(200);
    instance.await_metric("copytaster_source_partitions", |count| count == 1.0);
    desk.client.add_partitions(&desk.raw, 4);
    // Some of it before the group has seen them.
    desk.generate_run("more", 400, 0);
    instance.await_metric("copytaster_consumer_assigned_partitions", |count| {
        count == 4.0
    });
    for run in [&desk.name, "more"] {
        let report = desk.verify_run(run, 0);
        assert!(report.holds() && report.repeated == 0, "{report}");
    }
    instance.await_metric("copytaster_source_partitions_added_total", |added| {
        added == 3.0
    });
    assert!(instance.process.log().contains("partitions were added"));
}

#[test]
fn what_a_start_at_the_end_passes_over_is_no_lag_and_what_comes_then_is() {
    let desk = Desk::new(1).with("source.offset_reset = \"latest\"");
    desk.generate(200, 0);
    let mut instance = desk.start();
    let end = "copytaster_consumer_high_watermark_offset";
    instance.await_metric(end, |offset| offset == 200.0);
    assert_eq!(instance.metric("copytaster_consumer_lag_records"), 0.0);
    assert_eq!(instance.metric("copytaster_consumer_lag_seconds"), 0.0);
    // What comes then waits for a topic that is away: lag, although nothing is committed yet.
    desk.client.delete(&desk.enriched);
    desk.generate(30, 0);
    instance.await_metric(end, |offset| offset == 230.0);
    instance.await_metric("copytaster_consumer_lag_records", |lag| lag == 30.0);
    desk.client.create(&[Topic::new(&desk.enriched, 3)]);
    instance.await_metric("copytaster_consumer_lag_records", |lag| lag == 0.0);
    assert_eq!(desk.committed(), 230);
}

#[test]
fn the_marker_behind_the_last_transaction_of_a_producer_is_no_lag() {
    let desk = Desk::new(1).with("kafka.consumer.\"statistics.interval.ms\" = \"200\"");
    let mut client = desk.load_client();
    client.set("transactional.id", &desk.name);
    let producer: BaseProducer = client.create().unwrap();
    producer.init_transactions(SOON).unwrap();
    producer.begin_transaction().unwrap();
    for n in 0..20 {
        let story = format!(r#"{{"uri":"urn:x:{n}","headline":"Talks","body_text":"They met."}}"#);
        producer
            .send(BaseRecord::<(), _>::to(&desk.raw).payload(&story))
            .unwrap();
    }
    producer.commit_transaction(SOON).unwrap();
    let mut instance = desk.start();
    instance.await_metric("copytaster_consumer_committed_offset", |offset| {
        offset == 20.0
    });
    let end = "copytaster_consumer_high_watermark_offset";
    instance.await_metric(end, |offset| offset == 21.0);
    instance.await_metric("copytaster_consumer_lag_records", |lag| lag == 0.0);
    assert_eq!(instance.metric("copytaster_consumer_lag_seconds"), 0.0);
    // What comes next is lag again until it is read.
    desk.generate(30, 0);
    desk.await_enriched(50);
    instance.await_metric(end, |offset| offset == 51.0);
    instance.await_metric("copytaster_consumer_lag_records", |lag| lag == 0.0);
}
