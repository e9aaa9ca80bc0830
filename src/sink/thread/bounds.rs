//! What bounds the sink: no hang, no spinning, no recursion, no reordering, no slow lane for good.

use super::refusals::{Script, Scripted, around, completed, finished};
use super::*;
use crate::delivery::{Book, Charge, Generation, Receipt, TopicPartition};
use crossbeam_channel::unbounded;
use rdkafka::types::RDKafkaErrorCode as Code;
use std::cell::RefCell;
use std::rc::Rc;

/// A sink before an outlet with a script, and what the outside sees of it.
struct Bench {
    script: Rc<RefCell<Script>>,
    to_sink: Option<Sender<Vec<Finished>>>,
    from_workers: Receiver<Vec<Finished>>,
    state: Arc<State>,
    metrics: Metrics,
    voided: Voided,
}

impl Bench {
    fn new() -> Self {
        let (to_sink, from_workers) = unbounded();
        Self {
            script: Rc::default(),
            to_sink: Some(to_sink),
            from_workers,
            state: Arc::default(),
            metrics: Metrics::new().unwrap(),
            voided: Voided::default(),
        }
    }

    fn answers(&self, topic: &str, codes: impl IntoIterator<Item = Option<Code>>) {
        let answers = codes.into_iter().collect();
        let mut script = self.script.borrow_mut();
        script.answers.insert(topic.to_owned(), answers);
    }

    fn give(&self, records: Vec<Finished>) {
        self.to_sink.as_ref().unwrap().send(records).unwrap();
    }

    /// Runs to the end and gives the offsets completed.
    fn run(mut self, settings: SinkSettings) -> (Vec<i64>, Rc<RefCell<Script>>) {
        // While the source lives the workers do; without it they stand and wait.
        if !self.state.source_has_ended() {
            self.to_sink = None;
        }
        let clock = Clock::manual(1_000_000);
        self.script.borrow_mut().clock = Some(clock.clone());
        let (to_source, completions) = unbounded();
        let (letters, wiring) = around(self.from_workers, to_source, &clock);
        let wiring = SinkWiring {
            voided: self.voided,
            state: self.state,
            metrics: self.metrics,
            ..wiring
        };
        let outlet = Scripted(Rc::clone(&self.script));
        Sink::new(outlet, letters, settings, wiring).run().unwrap();
        (completed(&completions), self.script)
    }
}

fn of(offsets: std::ops::Range<i64>) -> Vec<Finished> {
    offsets
        .map(|o| finished(o, &["enriched"], Vec::new()))
        .collect()
}

fn delivered(script: &Rc<RefCell<Script>>) -> Vec<String> {
    let script = script.borrow();
    let taken = script.sent.iter().filter(|(_, _, ok)| *ok);
    taken
        .map(|(_, key, _)| String::from_utf8(key.clone().unwrap()).unwrap())
        .collect()
}

#[test]
fn a_sink_that_takes_nothing_more_ends_when_the_source_has_ended() {
    let bench = Bench::new();
    bench.answers("enriched", vec![Some(Code::UnknownTopic); 10_000]);
    bench.give(of(0..5));
    // Stands in the channel, as before workers that are blocked: the channel never disconnects.
    bench.give(of(5..10));
    bench.state.end_source();
    let settings = SinkSettings {
        encoded_bytes: 1,
        ..SinkSettings::default()
    };
    let (done, _) = bench.run(settings);
    assert!(done.is_empty());
}

#[test]
fn a_held_sink_waits_between_its_rounds() {
    let bench = Bench::new();
    bench.answers("enriched", vec![Some(Code::UnknownTopic); 20]);
    bench.give(of(0..1));
    let (done, script) = bench.run(SinkSettings::default());
    assert!(done.is_empty(), "held to the end");
    let polls = &script.borrow().polls;
    let spinning = polls.iter().filter(|(wait, _)| wait.is_zero()).count();
    assert!(
        polls.len() > 20 && spinning < 5,
        "{spinning} of {}",
        polls.len()
    );
}

#[test]
fn refusals_that_come_one_by_one_change_no_order() {
    let bench = Bench::new();
    bench.script.borrow_mut().at_once = Some(1);
    bench.answers("enriched", vec![Some(Code::UnknownTopic); 3]);
    // The second chunk queues behind the first refusal, before the others of the first chunk have come back.
    bench.give(of(0..3));
    bench.give(of(3..6));
    let (_, script) = bench.run(SinkSettings::default());
    assert_eq!(delivered(&script), ["k0", "k1", "k2", "k3", "k4", "k5"]);
}

#[test]
fn a_probe_that_meets_a_full_queue_is_sent_when_there_is_room() {
    let bench = Bench::new();
    bench.answers(
        "enriched",
        [Some(Code::UnknownTopic), Some(Code::QueueFull), None],
    );
    bench.give(of(7..8));
    let (done, _) = bench.run(SinkSettings::default());
    assert_eq!(done, [7]);
}

#[test]
fn what_was_never_refused_follows_together_once_the_suspects_are_tried() {
    let bench = Bench::new();
    let large = Some(Code::MessageSizeTooLarge);
    bench.answers("enriched", [large, large, None, None]);
    bench.script.borrow_mut().at_once = Some(2);
    bench.give(of(0..2));
    bench.give(of(2..60));
    let (done, script) = bench.run(SinkSettings::default());
    assert_eq!(done.len(), 60);
    let together = script.borrow().polls.iter().map(|(_, n)| *n).max();
    assert!(together >= Some(58), "{together:?}: sent one by one");
}

#[test]
fn ten_thousand_messages_the_client_refuses_in_a_row_need_no_deep_stack() {
    let bench = Bench::new();
    bench.script.borrow_mut().at_send = true;
    bench.answers("enriched", vec![Some(Code::MessageSizeTooLarge); 20_000]);
    bench.give(of(0..10_000));
    let (done, _) = bench.run(SinkSettings {
        drain_timeout: Duration::from_hours(1),
        ..SinkSettings::default()
    });
    assert_eq!(done.len(), 10_000);
}

#[test]
fn a_record_of_seventy_thousand_messages_completes_alone() {
    let bench = Bench::new();
    let topics = vec!["enriched"; 70_000];
    bench.give(vec![
        finished(0, &topics, Vec::new()),
        finished(1, &["enriched"], Vec::new()),
    ]);
    let (done, script) = bench.run(SinkSettings::default());
    assert_eq!((done.len(), script.borrow().sent.len()), (2, 70_001));
}

#[test]
fn batches_are_kept_to_what_the_least_of_the_topics_takes() {
    let bench = Bench::new();
    bench.script.borrow_mut().limits = [("dead".into(), 5_000), ("climate".into(), 300)].into();
    bench.give(of(0..20));
    bench.give(vec![finished(20, &["enriched", "climate"], Vec::new())]);
    bench.give(of(21..40));
    let (done, script) = bench.run(SinkSettings::default());
    assert_eq!(done.len(), 40);
    assert_eq!(script.borrow().batch_bytes, Some(300));
    let keys: Vec<String> = (0..40).map(|n| format!("k{n}")).collect();
    let mut sent = delivered(&script);
    sent.dedup();
    assert_eq!(sent, keys, "what waited for smaller batches kept its place");
}

#[test]
fn a_message_as_large_as_a_batch_was_alone_in_it_when_it_is_refused() {
    let bench = Bench::new();
    // Keys of two bytes and a value of one.
    bench.script.borrow_mut().limits = [("enriched".into(), 3)].into();
    bench.answers("enriched", [None, Some(Code::MessageSizeTooLarge), None]);
    bench.give(of(0..3));
    let (mut done, script) = bench.run(SinkSettings::default());
    done.sort_unstable();
    assert_eq!(done, [0, 1, 2]);
    let script = script.borrow();
    let topics: Vec<&str> = script.sent.iter().map(|(topic, _, _)| &**topic).collect();
    assert_eq!(
        topics,
        ["enriched", "enriched", "enriched", "dead"],
        "tried once, and nobody else again"
    );
}

#[test]
fn a_topic_that_refuses_what_it_should_take_is_asked_again() {
    let bench = Bench::new();
    bench.answers("enriched", [Some(Code::MessageSizeTooLarge)]);
    bench.give(of(0..3));
    let (done, script) = bench.run(SinkSettings::default());
    assert_eq!(done.len(), 3);
    assert_eq!(script.borrow().asked, ["dead", "enriched", "enriched"]);
}

#[test]
fn what_the_known_outputs_take_is_asked_at_once_and_not_when_their_first_story_comes() {
    let bench = Bench::new();
    bench.give(of(0..3));
    let settings = SinkSettings {
        outputs: vec!["enriched".into(), "facts".into()],
        ..SinkSettings::default()
    };
    let (done, script) = bench.run(settings);
    assert_eq!(done.len(), 3);
    assert_eq!(script.borrow().asked, ["enriched facts dead"]);
}

#[test]
fn a_wall_clock_that_goes_back_a_day_ends_no_hold_early_and_gives_no_latency_below_nothing() {
    let bench = Bench::new();
    bench.answers(
        "enriched",
        [Some(Code::UnknownTopic), Some(Code::UnknownTopic), None],
    );
    bench.script.borrow_mut().jump_ms = -86_400_000;
    let mut records = of(0..3);
    for record in &mut records {
        record.charged.record.timestamp_ms = Some(1_000_000);
    }
    bench.give(records);
    let metrics = bench.metrics.clone();
    let (mut done, _) = bench.run(SinkSettings::default());
    done.sort_unstable();
    assert_eq!(done, [0, 1, 2]);
    assert_eq!(metrics.record_latency.get_sample_count(), 3);
    assert!(metrics.record_latency.get_sample_sum() >= 0.0);
    assert_eq!(metrics.held.get(), 0);
}

/// A book in which the records of [`finished`] are charged.
fn charged_in_a_book(offsets: std::ops::Range<i64>, voided: &Voided) -> (Book, TopicPartition) {
    let cap = Charge {
        records: 100,
        bytes: 1_000,
    };
    let mut book = Book::new(cap).telling(voided.clone());
    let partition = TopicPartition::new("in", 0);
    assert_eq!(book.assign(partition.clone()), Generation(1));
    for offset in offsets {
        book.charge(&partition, offset, 1, None).unwrap();
    }
    (book, partition)
}

#[test]
fn what_waits_for_a_topic_is_not_written_once_its_partition_is_another_members() {
    let bench = Bench::new();
    // The topic is away for a while and would take all that waits after it.
    bench.answers("enriched", vec![Some(Code::UnknownTopic); 8]);
    let (mut book, partition) = charged_in_a_book(0..3, &bench.voided);
    bench.give(of(0..3));
    let mut polls = 0;
    bench.script.borrow_mut().at_poll = Some(Box::new(move || {
        polls += 1;
        if polls == 5 {
            assert_eq!(book.drop_partition(&partition), 3);
        }
    }));
    let (metrics, state) = (bench.metrics.clone(), Arc::clone(&bench.state));
    let (done, script) = bench.run(SinkSettings::default());
    assert_eq!(delivered(&script), Vec::<String>::new());
    assert_eq!(done, [0, 1, 2], "each gives its budget back");
    assert_eq!(metrics.voided_messages.get(), 3);
    assert_eq!((metrics.held.get(), state.held()), (0, false));
}

#[test]
fn a_probe_that_waits_for_the_clients_queue_is_not_written_once_its_partition_is_another_members() {
    let bench = Bench::new();
    let refusals = [Some(Code::UnknownTopic); 3];
    let full = [Some(Code::QueueFull); 40];
    bench.answers("enriched", refusals.into_iter().chain(full));
    let (mut book, partition) = charged_in_a_book(0..3, &bench.voided);
    bench.give(of(0..3));
    let mut polls = 0;
    bench.script.borrow_mut().at_poll = Some(Box::new(move || {
        polls += 1;
        if polls == 25 {
            assert_eq!(book.drop_partition(&partition), 3);
        }
    }));
    let (metrics, state) = (bench.metrics.clone(), Arc::clone(&bench.state));
    let (mut done, script) = bench.run(SinkSettings::default());
    assert_eq!(delivered(&script), Vec::<String>::new());
    done.sort_unstable();
    assert_eq!(done, [0, 1, 2], "each gives its budget back");
    assert_eq!((metrics.held.get(), state.held()), (0, false));
}

#[test]
fn what_workers_finish_of_a_partition_that_is_gone_is_not_sent() {
    let bench = Bench::new();
    let voided = bench.voided.clone();
    let (mut book, partition) = charged_in_a_book(0..3, &voided);
    book.drop_partition(&partition);
    bench.give(of(0..3));
    let (done, script) = bench.run(SinkSettings::default());
    assert!(script.borrow().sent.is_empty());
    assert_eq!(done, [0, 1, 2]);
    for offset in done {
        let generation = Generation(1);
        book.complete(Receipt { generation, offset }).unwrap();
    }
    assert!(!voided.any(), "its last record is back");
}
