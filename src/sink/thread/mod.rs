//! The sink's loop: it alone owns the producer.
//!
//! A record stays *pending* until every message it became is acknowledged; then, and only then, its receipt goes back
//! to the source. A message the broker refuses for good turns its record into a dead letter; one that fails for a
//! passing reason is sent again behind a hold on its topic, in order. Encoded bytes in flight are bounded: above the
//! limit nothing more is taken from the workers, which stops them, which closes the source's gate.

use super::dead_letter::DeadLetters;
use super::failure::{Failure, classify};
use super::hold::Hold;
use super::order::OrderSentinel;
use super::outlet::{Delivery, Outlet, SendError};
use super::silence::Silence;
use crate::clock::Clock;
use crate::delivery::{Charged, Completed, Finished, Output, Report, Sabotage};
use crate::observe::{Metrics, State};
use crate::story::{Reject, RejectReason, Stage};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TryRecvError};
use rdkafka::types::RDKafkaErrorCode as Code;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

/// What can be set of the sink.
#[derive(Debug, Clone)]
pub struct SinkSettings {
    /// Encoded bytes in flight above which no more work is taken.
    pub encoded_bytes: u64,
    /// How long a topic that is away is left alone before its messages are sent again.
    pub hold: Duration,
    /// How long messages may still take when the workers have ended.
    pub drain_timeout: Duration,
    /// Set by tests of the tests alone.
    pub sabotage: Option<Sabotage>,
}

impl Default for SinkSettings {
    fn default() -> Self {
        Self {
            encoded_bytes: 32 * 1024 * 1024,
            hold: Duration::from_secs(1),
            drain_timeout: Duration::from_secs(5),
            sabotage: None,
        }
    }
}

/// The sink's ends of the channels, and what it reports to.
pub struct SinkWiring {
    pub finished: Receiver<Vec<Finished>>,
    pub reports: Sender<Report>,
    pub state: Arc<State>,
    pub metrics: Metrics,
    pub clock: Clock,
}

/// Why the sink ended before its work was done.
#[derive(Debug, thiserror::Error)]
pub enum SinkError {
    #[error("the Kafka producer can't go on: {0}; restart the process")]
    Fatal(String),
    #[error(
        "this login may not use transactions: {0}; allow Write and Describe on the transactional id, as `copytaster topics acls` prints, \
         or set delivery.guarantee to \"at-least-once\""
    )]
    NotAuthorised(String),
}

/// What a message of a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Leg {
    Story,
    DeadLetter,
    /// A dead letter the topic took only without its value.
    BareDeadLetter,
}

struct Message {
    leg: Leg,
    /// In the order of the first sending, over all records.
    number: u64,
    output: Output,
}

/// A record with messages not yet acknowledged.
struct Pending {
    charged: Charged,
    messages: Vec<Message>,
    /// Messages not yet acknowledged.
    open: usize,
    reject: Option<Reject>,
    refused_topic: Option<Arc<str>>,
}

/// A tag names a message: the pending record's slot above, the message's ordinal below.
/// Half a word each: a record of tens of thousands of stories becomes more messages than fit into 16 bits.
const ORDINAL_BITS: u32 = 32;
const _: () = assert!(usize::BITS >= 64, "tags need 64 bits");

fn tag(slot: usize, ordinal: usize) -> usize {
    (slot << ORDINAL_BITS) | ordinal
}

fn untag(tag: usize) -> (usize, usize) {
    (tag >> ORDINAL_BITS, tag & ((1 << ORDINAL_BITS) - 1))
}

struct TopicCounters {
    records: prometheus::IntCounter,
    bytes: prometheus::IntCounter,
}

/// The loop.
pub struct Sink<O> {
    outlet: O,
    letters: DeadLetters,
    settings: SinkSettings,
    wiring: SinkWiring,
    pending: Vec<Option<Pending>>,
    free: Vec<usize>,
    /// Messages the client's queue had no room for, in order.
    backlog: VecDeque<usize>,
    holds: HashMap<Arc<str>, Hold>,
    next_number: u64,
    encoded: u64,
    in_flight: usize,
    /// The same by topic.
    flying: HashMap<Arc<str>, usize>,
    completed: Vec<Completed>,
    order: OrderSentinel,
    counters: HashMap<Arc<str>, TopicCounters>,
    encoded_gauge: prometheus::IntGauge,
    silence: Silence,
}

impl<O: Outlet> Sink<O> {
    pub fn new(
        outlet: O,
        letters: DeadLetters,
        settings: SinkSettings,
        wiring: SinkWiring,
    ) -> Self {
        let capacity = wiring
            .metrics
            .budget_capacity_bytes
            .with_label_values(&["encoded"]);
        capacity.set(i64::try_from(settings.encoded_bytes).unwrap_or(i64::MAX));
        let encoded_gauge = wiring
            .metrics
            .budget_used_bytes
            .with_label_values(&["encoded"]);
        Self {
            outlet,
            letters,
            settings,
            wiring,
            pending: Vec::new(),
            free: Vec::new(),
            backlog: VecDeque::new(),
            holds: HashMap::new(),
            next_number: 0,
            encoded: 0,
            in_flight: 0,
            flying: HashMap::new(),
            completed: Vec::new(),
            order: OrderSentinel::new(),
            counters: HashMap::new(),
            encoded_gauge,
            silence: Silence::default(),
        }
    }

    /// Runs until the workers have ended and everything is acknowledged, or the producer can't go on.
    pub fn run(mut self) -> Result<(), SinkError> {
        let mut deliveries = Vec::new();
        let mut ended_at = None;
        loop {
            let took = self.take(&mut ended_at)?;
            // With nothing at all to do `take` has waited already.
            let idle = self.in_flight == 0 && self.holds.is_empty() && ended_at.is_none();
            let wait = if took || idle {
                Duration::ZERO
            } else {
                POLL_STEP
            };
            self.outlet.poll(wait, &mut deliveries);
            for delivery in deliveries.drain(..) {
                self.delivered(delivery)?;
            }
            if let Some(reason) = self.outlet.fatal_error() {
                return Err(SinkError::Fatal(reason));
            }
            self.send_backlog()?;
            self.retry_holds()?;
            self.report();
            if let Some(since) = ended_at {
                let open = self.pending.len() - self.free.len();
                if open == 0 {
                    return Ok(());
                }
                if self.wiring.clock.monotonic().saturating_sub(since) > self.settings.drain_timeout
                {
                    tracing::warn!(
                        open,
                        "not all outputs were acknowledged in time; their records will be processed again"
                    );
                    return Ok(());
                }
            }
        }
    }

    /// Takes one chunk from the workers if there is room for what it may become.
    fn take(&mut self, ended_at: &mut Option<Duration>) -> Result<bool, SinkError> {
        if ended_at.is_none() && self.wiring.state.source_has_ended() {
            // Nobody is left to commit what comes now: sending it would only repeat it. And workers that stand before
            // a sink that takes nothing would never end.
            *ended_at = Some(self.wiring.clock.monotonic());
        }
        if ended_at.is_some()
            || self.encoded >= self.settings.encoded_bytes
            || !self.backlog.is_empty()
        {
            return Ok(false);
        }
        let idle = self.in_flight == 0 && self.holds.is_empty();
        let received = if idle {
            self.wiring
                .finished
                .recv_timeout(IDLE_WAIT)
                .map_err(|e| e == RecvTimeoutError::Disconnected)
        } else {
            self.wiring
                .finished
                .try_recv()
                .map_err(|e| e == TryRecvError::Disconnected)
        };
        match received {
            Ok(chunk) => {
                for finished in chunk {
                    self.accept(finished)?;
                }
                Ok(true)
            }
            Err(disconnected) => {
                if disconnected {
                    *ended_at = Some(self.wiring.clock.monotonic());
                }
                Ok(false)
            }
        }
    }

    fn accept(&mut self, finished: Finished) -> Result<(), SinkError> {
        let Finished { charged, worked } = finished;
        if let Some(key) = charged.record.key.as_deref()
            && !self.order.observe(charged.receipt, key)
        {
            self.wiring.metrics.order_violations.inc();
            tracing::error!(
                partition = charged.record.origin.partition,
                offset = charged.record.origin.offset,
                "sentinel: records of one key left out of order"
            );
        }
        let reject = worked.rejects.into_iter().next();
        let skip = self.settings.sabotage == Some(Sabotage::SkipDeadLetter);
        let letter = reject.as_ref().filter(|_| !skip).map(|reject| {
            let output = self.letters.write(&charged.record, reject, None);
            (Leg::DeadLetter, output)
        });
        let stories = worked.outputs.into_iter().map(|o| (Leg::Story, o));
        let messages: Vec<Message> = stories
            .chain(letter)
            .zip(self.next_number..)
            .map(|((leg, output), number)| Message {
                leg,
                number,
                output,
            })
            .collect();
        self.next_number += messages.len() as u64;
        let open = messages.len();
        self.encoded += messages.iter().map(|m| m.output.size() as u64).sum::<u64>();
        let pending = Pending {
            charged,
            messages,
            open,
            reject,
            refused_topic: None,
        };
        let slot = self.free.pop().unwrap_or_else(|| {
            self.pending.push(None);
            self.pending.len() - 1
        });
        self.pending[slot] = Some(pending);
        if open == 0 {
            self.complete(slot);
        }
        for ordinal in 0..open {
            self.send(tag(slot, ordinal))?;
        }
        if open > 0 && self.settings.sabotage == Some(Sabotage::CompleteOnEnqueue) {
            self.complete(slot);
        }
        Ok(())
    }

    /// Sends a message, or puts it behind those that wait for the client's queue or for its topic.
    fn send(&mut self, tag: usize) -> Result<(), SinkError> {
        let (slot, ordinal) = untag(tag);
        let Some(pending) = self.pending.get(slot).and_then(Option::as_ref) else {
            return Ok(());
        };
        let Some(message) = pending.messages.get(ordinal) else {
            return Ok(());
        };
        if let Some(hold) = self.holds.get_mut(&message.output.topic) {
            hold.queue(message.number, tag);
            return Ok(());
        }
        self.send_now(tag)
    }

    /// Sends a message past the holds; only the client's full queue still comes before it.
    fn send_now(&mut self, tag: usize) -> Result<(), SinkError> {
        let (slot, ordinal) = untag(tag);
        let Some(pending) = self.pending.get(slot).and_then(Option::as_ref) else {
            return Ok(());
        };
        let Some(message) = pending.messages.get(ordinal) else {
            return Ok(());
        };
        if !self.backlog.is_empty() {
            self.backlog.push_back(tag);
            return Ok(());
        }
        match self.outlet.send(&message.output, tag) {
            Ok(()) => {
                self.in_flight += 1;
                *self
                    .flying
                    .entry(Arc::clone(&message.output.topic))
                    .or_default() += 1;
                Ok(())
            }
            Err(SendError::QueueFull) => {
                self.backlog.push_back(tag);
                Ok(())
            }
            Err(SendError::Refused(code)) => {
                self.in_flight += 1;
                *self
                    .flying
                    .entry(Arc::clone(&message.output.topic))
                    .or_default() += 1;
                // The client judges each message for itself.
                self.answered(tag, Err(code), true)
            }
        }
    }

    fn send_backlog(&mut self) -> Result<(), SinkError> {
        let mut waiting = std::mem::take(&mut self.backlog);
        while let Some(tag) = waiting.pop_front() {
            // A probe passes its own hold: queued behind it, it would wait for itself.
            if self.holds.values().any(|hold| hold.is_probe(tag)) {
                self.send_now(tag)?;
            } else {
                self.send(tag)?;
            }
            if !self.backlog.is_empty() {
                // Still full: the rest stays behind, in order.
                self.backlog.append(&mut waiting);
            }
        }
        Ok(())
    }

    fn retry_holds(&mut self) -> Result<(), SinkError> {
        if self.holds.is_empty() {
            return Ok(());
        }
        let now = self.wiring.clock.monotonic();
        let probes: Vec<usize> = self
            .holds
            .iter_mut()
            .filter(|(topic, _)| {
                // Alone means alone: what was sent before the hold could share its batch.
                self.flying.get(*topic).is_none_or(|n| *n == 0)
            })
            .filter_map(|(_, hold)| hold.next_probe(now))
            .collect();
        for tag in probes {
            self.send_now(tag)?;
        }
        Ok(())
    }

    /// The topic has answered its probe: what waited follows in order, or the next suspect alone. That one is left to
    /// the next round, because a refusal by the client itself comes back here at once.
    fn release(&mut self, topic: &str) -> Result<(), SinkError> {
        if !self.holds.get_mut(topic).is_some_and(Hold::answered) {
            return Ok(());
        }
        let Some(hold) = self.holds.remove(topic) else {
            return Ok(());
        };
        if hold.was_away() {
            tracing::info!(%topic, waiting = hold.len(), "the topic takes messages again");
        }
        self.wiring.state.set_held(!self.holds.is_empty());
        self.wiring
            .metrics
            .held
            .set(i64::from(!self.holds.is_empty()));
        for tag in hold.into_tags() {
            self.send(tag)?;
        }
        Ok(())
    }

    fn delivered(&mut self, delivery: Delivery) -> Result<(), SinkError> {
        self.answered(delivery.tag, delivery.result, false)
    }

    /// A message sent has ended. `alone`: it can't have been refused for what shared its batch.
    fn answered(
        &mut self,
        sent: usize,
        result: Result<(), Code>,
        alone: bool,
    ) -> Result<(), SinkError> {
        self.in_flight = self.in_flight.saturating_sub(1);
        self.silence.answered();
        let (slot, ordinal) = untag(sent);
        let Some(pending) = self.pending.get_mut(slot).and_then(Option::as_mut) else {
            return Ok(());
        };
        let Some(message) = pending.messages.get(ordinal) else {
            return Ok(());
        };
        let (leg, topic) = (message.leg, Arc::clone(&message.output.topic));
        if let Some(flying) = self.flying.get_mut(&topic) {
            *flying = flying.saturating_sub(1);
        }
        let code = match result {
            Ok(()) => {
                self.acknowledged(slot, ordinal);
                return self.release_after_probe(sent, &topic);
            }
            Err(code) => code,
        };
        let label: &str = &format!("{code:?}");
        self.wiring
            .metrics
            .produce_errors
            .with_label_values(&[&*topic, label])
            .inc();
        let failure = classify(code);
        if failure == Failure::Permanent(RejectReason::OutputTooLarge)
            && !alone
            && !self.is_probe(sent, &topic)
        {
            self.hold(sent, topic, code, true);
            return Ok(());
        }
        if matches!(failure, Failure::Permanent(_)) && !Self::waits(leg, failure) {
            // An answer, though a refusal: the topic is there.
            self.release_after_probe(sent, &topic)?;
        }
        let Some(pending) = self.pending.get_mut(slot).and_then(Option::as_mut) else {
            return Ok(());
        };
        match (failure, leg) {
            (Failure::Fatal, _) => return Err(SinkError::Fatal(code.to_string())),
            (Failure::Permanent(reason), Leg::Story) => {
                let message = format!("{topic} refused the output: {code}");
                tracing::warn!(%topic, %code, "an output was refused for good; its record goes to the dead letters");
                if pending.reject.is_some() {
                    // One dead letter a record: it is on its way already.
                    self.settle(slot, ordinal);
                } else {
                    pending.reject = Some(Reject::new(Stage::Sink, reason, message));
                    pending.refused_topic = Some(topic);
                    self.replace_by_dead_letter(slot, ordinal, Leg::DeadLetter)?;
                }
            }
            (Failure::Permanent(RejectReason::OutputTooLarge), Leg::DeadLetter) => {
                self.wiring
                    .metrics
                    .dead_letter_errors
                    .with_label_values(&[label])
                    .inc();
                tracing::error!(%topic, "the dead letters take no record of this size: written without its value; raise max.message.bytes of that topic");
                self.replace_by_dead_letter(slot, ordinal, Leg::BareDeadLetter)?;
            }
            (_, leg) => {
                if leg != Leg::Story {
                    self.wiring
                        .metrics
                        .dead_letter_errors
                        .with_label_values(&[label])
                        .inc();
                }
                self.hold(sent, topic, code, false);
            }
        }
        Ok(())
    }

    /// A dead letter refused for anything but its size waits until somebody mends the topic.
    fn waits(leg: Leg, failure: Failure) -> bool {
        match leg {
            Leg::Story => false,
            Leg::DeadLetter => failure != Failure::Permanent(RejectReason::OutputTooLarge),
            Leg::BareDeadLetter => true,
        }
    }

    fn is_probe(&self, tag: usize, topic: &str) -> bool {
        self.holds.get(topic).is_some_and(|hold| hold.is_probe(tag))
    }

    fn release_after_probe(&mut self, tag: usize, topic: &str) -> Result<(), SinkError> {
        if self.is_probe(tag, topic) {
            return self.release(topic);
        }
        Ok(())
    }

    /// Keeps a message for later; what follows for the same topic queues behind it.
    fn hold(&mut self, tag: usize, topic: Arc<str>, code: Code, one_by_one: bool) {
        let now = self.wiring.clock.monotonic();
        let (slot, ordinal) = untag(tag);
        let Some(message) = self
            .pending
            .get(slot)
            .and_then(Option::as_ref)
            .and_then(|p| p.messages.get(ordinal))
        else {
            return;
        };
        let until = if one_by_one {
            now
        } else {
            now + self.settings.hold
        };
        let hold = self.holds.entry(topic).or_insert_with_key(|topic| {
            if one_by_one {
                tracing::warn!(%topic, "a batch was refused for its size: its messages are sent one by one; \
                    raise max.message.bytes of the topic or lower the producer's batch.size");
            } else {
                tracing::warn!(%topic, %code, "messages for this topic wait and are sent again");
            }
            Hold::new(until)
        });
        if one_by_one {
            hold.suspect(message.number, tag);
        } else {
            hold.away(message.number, tag, until);
        }
        self.wiring.state.set_held(true);
        self.wiring.metrics.held.set(1);
    }

    fn replace_by_dead_letter(
        &mut self,
        slot: usize,
        ordinal: usize,
        leg: Leg,
    ) -> Result<(), SinkError> {
        let Some(pending) = self.pending.get_mut(slot).and_then(Option::as_mut) else {
            return Ok(());
        };
        let (Some(reject), Some(message)) = (&pending.reject, pending.messages.get_mut(ordinal))
        else {
            return Ok(());
        };
        let refused = pending.refused_topic.as_deref();
        self.encoded = self.encoded.saturating_sub(message.output.size() as u64);
        message.leg = leg;
        message.output = if leg == Leg::BareDeadLetter {
            self.letters
                .write_without_value(&pending.charged.record, reject, refused)
        } else {
            self.letters.write(&pending.charged.record, reject, refused)
        };
        self.encoded += message.output.size() as u64;
        self.send(tag(slot, ordinal))
    }

    fn acknowledged(&mut self, slot: usize, ordinal: usize) {
        let Some(pending) = self.pending.get(slot).and_then(Option::as_ref) else {
            return;
        };
        let Some(message) = pending.messages.get(ordinal) else {
            return;
        };
        let metrics = &self.wiring.metrics;
        if message.leg == Leg::Story {
            let topic = &message.output.topic;
            let counters =
                self.counters
                    .entry(Arc::clone(topic))
                    .or_insert_with(|| TopicCounters {
                        records: metrics.produced_records.with_label_values(&[topic]),
                        bytes: metrics.produced_bytes.with_label_values(&[topic]),
                    });
            counters.records.inc();
            counters
                .bytes
                .inc_by(message.output.value.as_ref().map_or(0, |v| v.len() as u64));
        } else if let Some(reject) = &pending.reject {
            metrics
                .dead_letters
                .with_label_values(&[reject.stage.code(), reject.reason.code()])
                .inc();
            if message.leg == Leg::BareDeadLetter {
                metrics.dead_letters_without_value.inc();
            }
        }
        self.settle(slot, ordinal);
    }

    /// One message of a record has ended.
    fn settle(&mut self, slot: usize, ordinal: usize) {
        let Some(pending) = self.pending.get_mut(slot).and_then(Option::as_mut) else {
            return;
        };
        if let Some(message) = pending.messages.get(ordinal) {
            self.encoded = self.encoded.saturating_sub(message.output.size() as u64);
        }
        pending.open = pending.open.saturating_sub(1);
        if pending.open == 0 {
            self.complete(slot);
        }
    }

    fn complete(&mut self, slot: usize) {
        let Some(pending) = self.pending.get_mut(slot).and_then(Option::take) else {
            return;
        };
        self.free.push(slot);
        let dead = pending.reject.is_some();
        let Charged {
            receipt,
            lane,
            polled_at,
            record,
            cut: _,
        } = pending.charged;
        let metrics = &self.wiring.metrics;
        let took = self.wiring.clock.monotonic().saturating_sub(polled_at);
        metrics.processing_duration.observe(took.as_secs_f64());
        if let Some(timestamp) = record.timestamp_ms {
            let age = (self.wiring.clock.now_ms() - timestamp).max(0);
            metrics.record_latency.observe(age as f64 / 1000.0);
        }
        self.completed.push(Completed {
            receipt,
            lane,
            dead,
        });
    }

    /// Completions go back to the source once a round.
    fn report(&mut self) {
        self.encoded_gauge.set(self.encoded as i64);
        let now = self.wiring.clock.monotonic();
        if let Some(silent) = self.silence.look(now, self.in_flight > 0) {
            self.wiring.state.set_unacknowledged(silent);
            self.wiring.metrics.unacknowledged.set(i64::from(silent));
        }
        if !self.completed.is_empty() {
            // Fails only when the source has ended already: nobody is left to commit.
            let _ = self
                .wiring
                .reports
                .send(Report::Completed(std::mem::take(&mut self.completed)));
        }
    }
}

/// Longest wait for delivery reports in one round while messages are in flight.
const POLL_STEP: Duration = Duration::from_millis(1);
/// Longest wait for work when nothing is in flight; client events are served in between.
const IDLE_WAIT: Duration = Duration::from_millis(50);

#[cfg(test)]
#[path = "thread_refusals.rs"]
mod refusals;

#[cfg(test)]
#[path = "thread_bounds.rs"]
mod bounds;
