//! What the brokers' answers do to messages and their records: acknowledged, held, or turned into a dead letter.

use super::pending::{Leg, tag, untag};
use super::{Sink, SinkError, TopicCounters};
use crate::delivery::{Charged, Completed};
use crate::kafka_errors::{Failure, meaning};
use crate::sink::hold::Hold;
use crate::sink::outlet::{Delivery, Outlet};
use crate::story::{Reject, RejectReason, Stage};
use rdkafka::types::RDKafkaErrorCode as Code;
use std::sync::Arc;

impl<O: Outlet> Sink<O> {
    pub(super) fn delivered(&mut self, delivery: Delivery) -> Result<(), SinkError> {
        self.answered(delivery.tag, delivery.result, false)
    }

    /// A message sent has ended. `alone`: it can't have been refused for what shared its batch. One as large as a batch
    /// has none to share.
    pub(super) fn answered(
        &mut self,
        sent: usize,
        result: Result<(), Code>,
        alone: bool,
    ) -> Result<(), SinkError> {
        self.in_flight = self.in_flight.saturating_sub(1);
        let (slot, ordinal) = untag(sent);
        let Some(pending) = self.pending.get_mut(slot).and_then(Option::as_mut) else {
            return Ok(());
        };
        let Some(message) = pending.messages.get(ordinal) else {
            return Ok(());
        };
        self.unanswered.answered(message.sent);
        let (leg, topic) = (message.leg, Arc::clone(&message.output.topic));
        let alone = alone || message.output.wire_size() >= self.outlet.batch_bytes();
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
        let failure = meaning(code).delivery;
        if failure == Failure::Permanent(RejectReason::OutputTooLarge)
            && !alone
            && !self.is_probe(sent, &topic)
        {
            if !self.holds.contains_key(&topic) {
                // It takes less than was thought.
                self.sizes.forget(&topic);
                self.batches_fit(std::slice::from_ref(&topic))?;
            }
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
                tracing::warn!(%topic, %code, help = meaning(code).help, "an output was refused for good; its record goes to the dead letters");
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

    pub(super) fn is_probe(&self, tag: usize, topic: &str) -> bool {
        self.holds.get(topic).is_some_and(|hold| hold.is_probe(tag))
    }

    fn release_after_probe(&mut self, tag: usize, topic: &str) -> Result<(), SinkError> {
        if self.is_probe(tag, topic) {
            return self.release(topic);
        }
        Ok(())
    }

    /// Keeps a message for later; what follows for the same topic queues behind it.
    pub(super) fn hold(&mut self, tag: usize, topic: Arc<str>, code: Code, one_by_one: bool) {
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
                    max.message.bytes of the topic was lowered, or this login may not read it");
            } else {
                tracing::warn!(%topic, %code, help = meaning(code).help, "messages for this topic wait and are sent again");
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
    pub(super) fn settle(&mut self, slot: usize, ordinal: usize) {
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

    pub(super) fn complete(&mut self, slot: usize) {
        let Some(pending) = self.pending.get_mut(slot).and_then(Option::take) else {
            return;
        };
        self.free.push(slot);
        let dead = pending.reject.is_some();
        let Charged {
            receipt,
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
        self.completed.push(Completed { receipt, dead });
    }
}
