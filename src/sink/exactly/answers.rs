//! What the brokers' answers do to the messages of a cut.

use super::ExactlySink;
use super::cut_work::{Leg, Place};
use super::transactions::Transactions;
use crate::kafka_errors::{Failure, meaning};
use crate::sink::outlet::Delivery;
use crate::story::{Reject, RejectReason, Stage};
use rdkafka::types::RDKafkaErrorCode as Code;
use std::sync::Arc;

impl<O: Transactions> ExactlySink<O> {
    pub(super) fn delivered(&mut self, delivery: Delivery) {
        self.cut.in_flight = self.cut.in_flight.saturating_sub(1);
        self.unanswered_since = None;
        let alone = std::mem::take(&mut self.cut.alone);
        let place = Place::of_tag(delivery.tag);
        match delivery.result {
            Ok(()) => self.cut.acknowledge(place),
            Err(code) => self.refused(place, code, alone),
        }
    }

    /// A message failed, and the transaction with it. What is learnt of its record is kept for the next run.
    pub(super) fn refused(&mut self, place: Place, code: Code, alone: bool) {
        let Some((pending, message)) = self.cut.message(place) else {
            return;
        };
        let Some(output) = &message.output else {
            return;
        };
        let (leg, topic) = (message.leg, Arc::clone(&output.topic));
        // One as large as a batch has none to share.
        let alone = alone || output.wire_size() >= self.outlet.batch_bytes();
        let origin = pending.charged.record.origin.clone();
        let label = format!("{code:?}");
        let metrics = &self.wiring.metrics;
        metrics
            .produce_errors
            .with_label_values(&[&*topic, &label])
            .inc();
        let failure = meaning(code).delivery;
        let mut wait = false;
        match (failure, leg) {
            (Failure::Permanent(RejectReason::OutputTooLarge), leg)
                if !alone && leg != Leg::BareDeadLetter =>
            {
                if self.failed.is_none() {
                    // It takes less than was thought.
                    self.sizes.forget(&topic);
                    let topic = std::slice::from_ref(&topic);
                    self.shrink_to = self.sizes.smaller_batches(&mut self.outlet, topic);
                }
                if self.shrink_to.is_none() {
                    self.marks.suspect(&origin);
                }
            }
            (Failure::Permanent(reason), Leg::Story) => {
                tracing::warn!(%topic, %code, help = meaning(code).help, "an output was refused for good; its record goes to the dead letters");
                let message = format!("{topic} refused the output: {code}");
                let reject = Reject::new(Stage::Sink, reason, message);
                self.marks.refuse(&origin, reject, Some(Arc::clone(&topic)));
            }
            (Failure::Permanent(RejectReason::OutputTooLarge), Leg::DeadLetter) => {
                metrics
                    .dead_letter_errors
                    .with_label_values(&[&label])
                    .inc();
                tracing::error!(%topic, "the dead letters take no record of this size: written without its value; raise max.message.bytes of that topic");
                if let Some(reject) = pending.reject.clone() {
                    let refused = pending.refused_topic.clone();
                    self.marks.bare(&origin, reject, refused);
                }
            }
            (failure, leg) => {
                // What was thrown out with the transaction is not to blame; what is away needs a while.
                let bystander = matches!(code, Code::PurgeQueue | Code::PurgeInflight);
                // A sequence that broke with an earlier abort is whole again at once.
                wait = !bystander && (failure == Failure::Passing || leg != Leg::Story);
                if leg != Leg::Story && !bystander {
                    let errors = &metrics.dead_letter_errors;
                    errors.with_label_values(&[&label]).inc();
                }
            }
        }
        self.fail(format!("{topic}: {code}"), self.shrink_to.is_some(), wait);
    }
}
