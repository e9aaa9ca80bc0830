//! The sink against an outlet that refuses on command.

use super::*;
use crate::delivery::{Charged, CutNumber, Generation, Output, Receipt, Worked};
use crate::sink::outlet::SendError;
use crate::sink::{DeadLetterNames, Delivery, TopicLimit};
use crate::story::{Origin, RawRecord, Reject, RejectReason, Stage};
use crossbeam_channel::unbounded;
use rdkafka::error::KafkaError;
use rdkafka::types::RDKafkaErrorCode as Code;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// What was sent, and what the next messages for a topic are answered with.
#[derive(Default)]
pub(super) struct Script {
    pub sent: Vec<(Arc<str>, Option<Vec<u8>>, bool)>,
    pub answers: HashMap<String, VecDeque<Option<Code>>>,
    unanswered: Vec<Delivery>,
    /// Deliveries reported by one poll at most.
    pub at_once: Option<usize>,
    /// Refusals are given by `send` itself.
    pub at_send: bool,
    /// How long each poll was allowed to wait, and how many messages were unanswered then.
    pub polls: Vec<(Duration, usize)>,
    /// Advanced at every poll, so that holds end.
    pub clock: Option<Clock>,
    /// How far the wall clock jumps at every poll.
    pub jump_ms: i64,
    /// What the producer's batches are kept to.
    pub batch_bytes: Option<u64>,
    /// `max.message.bytes` by topic.
    pub limits: HashMap<String, u64>,
    /// Topics whose limit was asked for.
    pub asked: Vec<String>,
    /// Done at every poll.
    pub at_poll: Option<Box<dyn FnMut()>>,
}

pub(super) struct Scripted(pub Rc<RefCell<Script>>);

impl Outlet for Scripted {
    fn send(&mut self, output: &Output, tag: usize) -> Result<(), SendError> {
        let mut script = self.0.borrow_mut();
        let refusal = script
            .answers
            .get_mut(&*output.topic)
            .and_then(VecDeque::pop_front)
            .flatten();
        if refusal == Some(Code::QueueFull) {
            return Err(SendError::QueueFull);
        }
        if let Some(code) = refusal.filter(|_| script.at_send) {
            return Err(SendError::Refused(code));
        }
        let ok = refusal.is_none();
        script.sent.push((
            Arc::clone(&output.topic),
            output.key.as_deref().map(<[u8]>::to_vec),
            ok,
        ));
        script.unanswered.push(Delivery {
            tag,
            result: refusal.map_or(Ok(()), Err),
        });
        Ok(())
    }

    fn poll(&mut self, wait: Duration, deliveries: &mut Vec<Delivery>) {
        let mut script = self.0.borrow_mut();
        if let Some(act) = &mut script.at_poll {
            act();
        }
        let unanswered = script.unanswered.len();
        script.polls.push((wait, unanswered));
        if let Some(clock) = &script.clock {
            clock.advance(Duration::from_millis(100));
            clock.jump(script.jump_ms);
        }
        let count = script.at_once.unwrap_or(unanswered).min(unanswered);
        deliveries.extend(script.unanswered.drain(..count));
    }

    fn fatal_error(&self) -> Option<String> {
        None
    }

    fn batch_bytes(&self) -> u64 {
        self.0.borrow().batch_bytes.unwrap_or(DEFAULT_BATCH)
    }

    fn limits(&mut self, topics: &[Arc<str>]) -> Vec<TopicLimit> {
        let mut script = self.0.borrow_mut();
        script.asked.push(topics.join(" "));
        let limit = |topic: &Arc<str>| script.limits.get(&**topic).copied();
        topics
            .iter()
            .map(|topic| TopicLimit::Bytes(limit(topic).unwrap_or(DEFAULT_BATCH)))
            .collect()
    }

    fn shrink(&mut self, batch_bytes: u64) -> Result<(), KafkaError> {
        let mut script = self.0.borrow_mut();
        assert!(script.unanswered.is_empty(), "what is in flight is lost");
        script.batch_bytes = Some(batch_bytes);
        Ok(())
    }
}

/// Batches of a script that sets none, and the limit of its topics.
const DEFAULT_BATCH: u64 = 1_000_000;

pub(super) fn finished(offset: i64, topics: &[&str], rejects: Vec<Reject>) -> Finished {
    let key: Arc<[u8]> = format!("k{offset}").into_bytes().into();
    let outputs = topics
        .iter()
        .map(|topic| Output {
            topic: (*topic).into(),
            key: Some(Arc::clone(&key)),
            value: Some(b"v".to_vec().into()),
            headers: Arc::new([]),
            timestamp_ms: None,
        })
        .collect();
    Finished {
        charged: Charged {
            record: RawRecord {
                key: Some(key.to_vec()),
                ..RawRecord::new(Origin::new("c", "in", 0, offset), Some(b"raw".to_vec()))
            },
            receipt: Receipt {
                generation: Generation(1),
                offset,
            },
            cut: CutNumber::FIRST,
            polled_at: Duration::ZERO,
        },
        worked: Worked { outputs, rejects },
    }
}

type Sent = Vec<(Arc<str>, Option<Vec<u8>>, bool)>;

/// Runs the sink over these records; the first messages of a topic get these refusals, all later ones are taken.
fn run(records: Vec<Finished>, refusals: &[(&str, &[Code])]) -> (Sent, Vec<i64>, Metrics) {
    let answers: Vec<(&str, Vec<Option<Code>>)> = refusals
        .iter()
        .map(|(topic, codes)| (*topic, codes.iter().copied().map(Some).collect()))
        .collect();
    let answers: Vec<(&str, &[Option<Code>])> =
        answers.iter().map(|(t, a)| (*t, a.as_slice())).collect();
    run_answers(records, &answers)
}

/// The same with answers of both kinds: what was sent, and the offsets completed in order.
fn run_answers(
    records: Vec<Finished>,
    answers: &[(&str, &[Option<Code>])],
) -> (Sent, Vec<i64>, Metrics) {
    let clock = Clock::manual(1_000_000);
    let script = Rc::new(RefCell::new(Script {
        clock: Some(clock.clone()),
        ..Script::default()
    }));
    for (topic, codes) in answers {
        script
            .borrow_mut()
            .answers
            .insert((*topic).to_owned(), codes.iter().copied().collect());
    }
    let (to_sink, from_workers) = unbounded();
    let (to_source, completions) = unbounded();
    to_sink.send(records).unwrap();
    drop(to_sink);
    let (letters, wiring) = around(from_workers, to_source, &clock);
    let metrics = wiring.metrics.clone();
    Sink::new(
        Scripted(Rc::clone(&script)),
        letters,
        SinkSettings::default(),
        wiring,
    )
    .run()
    .unwrap();
    let done = completed(&completions);
    let sent = std::mem::take(&mut script.borrow_mut().sent);
    (sent, done, metrics)
}

/// What stands around a sink: dead letters in a topic `dead`, everything else fresh.
pub(super) fn around(
    finished: Receiver<Vec<Finished>>,
    reports: Sender<Report>,
    clock: &Clock,
) -> (DeadLetters, SinkWiring) {
    let letters = DeadLetters {
        topic: "dead".into(),
        names: DeadLetterNames::Native,
        clock: clock.clone(),
    };
    let wiring = SinkWiring {
        voided: Voided::default(),
        finished,
        reports,
        state: Arc::new(State::default()),
        metrics: Metrics::new().unwrap(),
        clock: clock.clone(),
    };
    (letters, wiring)
}

/// Offsets completed, in order.
pub(super) fn completed(reports: &Receiver<Report>) -> Vec<i64> {
    let completed = reports.try_iter().flat_map(|report| match report {
        Report::Completed(completed) => completed,
        other => panic!("at least once has no {other:?}"),
    });
    completed.map(|c| c.receipt.offset).collect()
}

fn topics(sent: &Sent) -> Vec<&str> {
    sent.iter().map(|(topic, _, _)| &**topic).collect()
}

#[test]
fn a_record_completes_only_when_all_its_messages_are_acknowledged() {
    let (sent, done, _) = run(vec![finished(7, &["enriched", "climate"], Vec::new())], &[]);
    assert_eq!(topics(&sent), ["enriched", "climate"]);
    assert_eq!(done, [7]);
}

#[test]
fn a_record_with_nothing_to_send_completes_too() {
    let (sent, done, _) = run(vec![finished(7, &[], Vec::new())], &[]);
    assert!(sent.is_empty());
    assert_eq!(done, [7]);
}

#[test]
fn an_output_refused_for_good_makes_one_dead_letter_and_the_record_completes_after_it() {
    let records = vec![finished(7, &["enriched", "climate", "energy"], Vec::new())];
    let refusals: &[(&str, &[Code])] = &[
        ("climate", &[Code::MessageSizeTooLarge; 2]),
        ("energy", &[Code::TopicAuthorizationFailed]),
    ];
    let (sent, done, metrics) = run(records, refusals);
    assert_eq!(
        topics(&sent),
        ["enriched", "climate", "energy", "dead", "climate"]
    );
    assert_eq!(done, [7]);
    assert_eq!(
        metrics
            .dead_letters
            .with_label_values(&["sink", RejectReason::OutputNotAuthorised.code()])
            .get(),
        1
    );
}

#[test]
fn a_topic_that_is_away_holds_its_messages_in_order_and_loses_none() {
    let records = (0..4)
        .map(|o| finished(o, &["enriched"], Vec::new()))
        .collect();
    let away: &[Code] = &[Code::UnknownTopicOrPartition; 6];
    let (sent, mut done, metrics) = run(records, &[("enriched", away)]);
    let delivered: Vec<_> = sent
        .iter()
        .filter(|(_, _, ok)| *ok)
        .filter_map(|(_, key, _)| key.clone())
        .collect();
    assert_eq!(delivered, [b"k0", b"k1", b"k2", b"k3"]);
    done.sort_unstable();
    assert_eq!(done, [0, 1, 2, 3]);
    assert_eq!(metrics.held.get(), 0);
}

#[test]
fn what_arrives_while_a_topic_is_away_queues_behind_what_waits() {
    // Five refusals: the four first sent, and the first probe. The other records must not overtake it.
    let records = (0..4)
        .map(|o| finished(o, &["enriched"], Vec::new()))
        .collect();
    let (sent, _, _) = run(records, &[("enriched", &[Code::UnknownTopic; 5])]);
    let tries: Vec<_> = sent
        .iter()
        .map(|(_, key, ok)| (key.clone().unwrap(), *ok))
        .collect();
    assert_eq!(
        tries[4],
        (b"k0".to_vec(), false),
        "the first alone is tried"
    );
    assert_eq!(tries[5], (b"k0".to_vec(), true));
    assert_eq!(tries[6..].len(), 3);
}

#[test]
fn a_topic_that_comes_back_refusing_the_first_message_still_takes_the_others() {
    let records = (0..3)
        .map(|o| finished(o, &["enriched"], Vec::new()))
        .collect();
    let codes: &[Code] = &[
        Code::UnknownTopic,
        Code::UnknownTopic,
        Code::UnknownTopic,
        Code::MessageSizeTooLarge,
    ];
    let (sent, mut done, _) = run(records, &[("enriched", codes)]);
    done.sort_unstable();
    assert_eq!(done, [0, 1, 2]);
    assert_eq!(
        topics(&sent)[3..],
        ["enriched", "enriched", "enriched", "dead"]
    );
}

#[test]
fn a_batch_refused_for_its_size_costs_only_the_message_that_is_too_large_alone() {
    let records = (0..3)
        .map(|o| finished(o, &["enriched"], Vec::new()))
        .collect();
    let large = Some(Code::MessageSizeTooLarge);
    let answers = [large, large, large, None, large, None];
    let (sent, mut done, metrics) = run_answers(records, &[("enriched", &answers)]);
    let delivered: Vec<_> = sent
        .iter()
        .filter(|(_, _, ok)| *ok)
        .map(|(topic, key, _)| (&**topic, key.clone()))
        .collect();
    let key = |k: &[u8]| Some(k.to_vec());
    let expected = [
        ("enriched", key(b"k0")),
        ("dead", key(b"k1")),
        ("enriched", key(b"k2")),
    ];
    assert_eq!(delivered, expected);
    done.sort_unstable();
    assert_eq!(done, [0, 1, 2]);
    assert_eq!(metrics.held.get(), 0);
}

#[test]
fn a_full_queue_delays_messages_and_keeps_their_order() {
    let records = (0..3)
        .map(|o| finished(o, &["enriched"], Vec::new()))
        .collect();
    let (sent, done, _) = run(
        records,
        &[("enriched", &[Code::QueueFull, Code::QueueFull])],
    );
    let keys: Vec<_> = sent.iter().filter_map(|(_, key, _)| key.clone()).collect();
    assert_eq!(keys, [b"k0", b"k1", b"k2"]);
    assert_eq!(done, [0, 1, 2]);
}

#[test]
fn a_dead_letter_too_large_for_its_topic_is_written_without_its_value() {
    let reject = Reject::new(Stage::Decode, RejectReason::TooLarge, "large");
    let (sent, done, metrics) = run(
        vec![finished(7, &[], vec![reject])],
        &[("dead", &[Code::MessageSizeTooLarge; 2])],
    );
    assert_eq!(
        topics(&sent),
        ["dead", "dead", "dead"],
        "whole, alone, bare"
    );
    assert_eq!(done, [7]);
    assert_eq!(metrics.dead_letters_without_value.get(), 1);
}

#[test]
fn a_dead_letter_that_may_not_be_written_holds_the_record() {
    let reject = Reject::new(Stage::Decode, RejectReason::TooLarge, "large");
    let refused: &[Code] = &[Code::TopicAuthorizationFailed; 3];
    let (sent, done, metrics) = run(vec![finished(7, &[], vec![reject])], &[("dead", refused)]);
    assert_eq!(sent.len(), 4, "sent again until it was taken");
    assert_eq!(done, [7]);
    assert_eq!(
        metrics
            .dead_letter_errors
            .with_label_values(&["TopicAuthorizationFailed"])
            .get(),
        3
    );
}

#[test]
fn a_producer_that_was_fenced_ends_the_sink_and_completes_nothing() {
    let clock = Clock::manual(0);
    let script = Rc::new(RefCell::new(Script::default()));
    script
        .borrow_mut()
        .answers
        .insert("enriched".into(), [Some(Code::Fenced)].into());
    let (to_sink, from_workers) = unbounded();
    let (to_source, completions) = unbounded();
    to_sink
        .send(vec![finished(7, &["enriched"], Vec::new())])
        .unwrap();
    let (letters, wiring) = around(from_workers, to_source, &clock);
    let ended = Sink::new(Scripted(script), letters, SinkSettings::default(), wiring).run();
    assert!(matches!(ended, Err(SinkError::Fatal(_))));
    assert!(completions.try_recv().is_err());
}
