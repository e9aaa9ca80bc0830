//! The sink's loop in exactly-once mode: one transaction a cut.
//!
//! Outputs of the cut under work are produced as they come; those of the next one wait until it is committed. When all
//! records of a closed cut have ended and every message is acknowledged, the source is asked for its offsets and the
//! proof of its membership, and both go into the transaction with the commit. A message that fails aborts the
//! transaction: everything in flight is void, and the source reads it again.
//!
//! The loop drains by polling, never by `flush`, which takes a tenth of a second whatever there is to do. After a
//! commit that took suspiciously long the producer is made anew: a late request of its could end the next transaction.

mod cut_work;
mod marks;
mod transactions;

pub use transactions::{KafkaTransactions, TransactionError, Transactions};

use super::dead_letter::DeadLetters;
use super::failure::{Failure, classify};
use super::order::OrderSentinel;
use super::outlet::{Delivery, SendError};
use super::silence::Silence;
use super::thread::{SinkError, SinkSettings};
use crate::clock::Clock;
use crate::delivery::{Completed, Cut, CutNumber, Finished, Order, Output, Report, Sabotage};
use crate::observe::{Metrics, State};
use crate::story::{Reject, RejectReason, Stage};
use crossbeam_channel::{Receiver, Sender, TryRecvError, never, select};
use cut_work::{CutWork, Leg, Place};
use marks::Marks;
use rdkafka::types::RDKafkaErrorCode as Code;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

/// What can be set of the mode.
#[derive(Debug, Clone)]
pub struct ExactlySettings {
    /// The brokers abort a transaction that is open for longer.
    pub transaction_timeout: Duration,
    /// A commit that takes this long leaves doubt: the producer is made anew after it.
    pub doubt: Duration,
}

impl Default for ExactlySettings {
    fn default() -> Self {
        Self {
            transaction_timeout: Duration::from_secs(10),
            doubt: Duration::from_secs(2),
        }
    }
}

/// The loop's ends of the channels, and what it reports to.
pub struct ExactlyWiring<G> {
    pub finished: Receiver<Vec<Finished>>,
    pub orders: Receiver<Order<G>>,
    pub reports: Sender<Report>,
    pub state: Arc<State>,
    pub metrics: Metrics,
    pub clock: Clock,
}

/// Why the transaction can't be committed, and what to do before the next.
#[derive(Debug)]
struct Failed {
    why: String,
    /// The producer can't go on.
    renew: bool,
    /// Nothing is gained by trying again at once.
    wait: bool,
}

/// The loop.
pub struct ExactlySink<O: Transactions> {
    outlet: O,
    letters: DeadLetters,
    settings: SinkSettings,
    exactly: ExactlySettings,
    wiring: ExactlyWiring<O::Group>,
    cut: CutWork,
    /// Of the next cut.
    later: VecDeque<Finished>,
    later_encoded: u64,
    /// Aborted; what still comes is void until the source says where to begin again.
    voided: bool,
    failed: Option<Failed>,
    marks: Marks,
    order: OrderSentinel,
    silence: Silence,
    deliveries: Vec<Delivery>,
    /// Longest wait for work when nothing is in flight; client events are served in between.
    pub(crate) idle_wait: Duration,
    encoded_gauge: prometheus::IntGauge,
}

impl<O: Transactions> ExactlySink<O> {
    pub fn new(
        outlet: O,
        letters: DeadLetters,
        settings: SinkSettings,
        exactly: ExactlySettings,
        wiring: ExactlyWiring<O::Group>,
    ) -> Self {
        let metrics = &wiring.metrics;
        metrics
            .budget_capacity_bytes
            .with_label_values(&["encoded"])
            .set(i64::try_from(settings.encoded_bytes).unwrap_or(i64::MAX));
        Self {
            encoded_gauge: metrics.budget_used_bytes.with_label_values(&["encoded"]),
            outlet,
            letters,
            settings,
            exactly,
            wiring,
            cut: CutWork::new(CutNumber::FIRST),
            later: VecDeque::new(),
            later_encoded: 0,
            voided: false,
            failed: None,
            marks: Marks::default(),
            order: OrderSentinel::new(),
            silence: Silence::default(),
            deliveries: Vec::new(),
            idle_wait: IDLE_WAIT,
        }
    }

    /// Runs until the source has ended, or the producer can't go on.
    pub fn run(mut self) -> Result<(), SinkError> {
        self.init()?;
        while self.round()? {}
        if self.cut.begun && !self.abort_transaction(self.settings.drain_timeout) {
            tracing::warn!(
                "the last transaction could not be aborted: the brokers do so when its time is up"
            );
        }
        Ok(())
    }

    /// One round of duties. `false`: the source or the workers are gone.
    pub(crate) fn round(&mut self) -> Result<bool, SinkError> {
        if self.ended() || !self.take()? {
            return Ok(false);
        }
        let wait = if self.cut.in_flight == 0 {
            Duration::ZERO
        } else {
            POLL_STEP
        };
        let mut deliveries = std::mem::take(&mut self.deliveries);
        self.outlet.poll(wait, &mut deliveries);
        for delivery in deliveries.drain(..) {
            self.delivered(delivery);
        }
        self.deliveries = deliveries;
        if let Some(reason) = self.outlet.fatal_error() {
            self.fail(reason, true, false);
        }
        self.send_unsent();
        if let Some(failed) = self.failed.take() {
            self.abort(&failed)?;
        }
        self.announce();
        let encoded = self.cut.encoded + self.later_encoded;
        self.encoded_gauge.set(encoded as i64);
        let in_flight = self.cut.in_flight > 0;
        self.look_for_silence(in_flight);
        Ok(true)
    }

    fn ended(&self) -> bool {
        self.wiring.state.source_has_ended()
    }

    /// Takes orders, and one chunk from the workers if there is room. `false`: the source or the workers are gone.
    fn take(&mut self) -> Result<bool, SinkError> {
        if !self.take_orders()? {
            return Ok(false);
        }
        let busy = self.cut.in_flight > 0 || !self.cut.unsent.is_empty();
        let nothing = never();
        let finished = if self.full() {
            &nothing
        } else {
            &self.wiring.finished
        };
        let chunk = if busy {
            match finished.try_recv() {
                Ok(chunk) => chunk,
                Err(TryRecvError::Empty) => return Ok(true),
                Err(TryRecvError::Disconnected) => return Ok(false),
            }
        } else {
            select! {
                recv(self.wiring.orders) -> order => match order {
                    Ok(order) => return self.obey(order).map(|()| true),
                    Err(_) => return Ok(false),
                },
                recv(finished) -> chunk => match chunk {
                    Ok(chunk) => chunk,
                    Err(_) => return Ok(false),
                },
                default(self.idle_wait) => return Ok(true),
            }
        };
        // The source says where it begins again before it hands out what counts again, so its word is here by now.
        if !self.take_orders()? {
            return Ok(false);
        }
        for finished in chunk {
            self.enter(finished);
        }
        Ok(true)
    }

    /// No room for more outputs. What waits for the next cut must not keep out what this one still needs.
    fn full(&self) -> bool {
        let limit = self.settings.encoded_bytes;
        self.cut.encoded >= limit || (self.later_encoded >= limit && self.cut.all_here())
    }

    fn take_orders(&mut self) -> Result<bool, SinkError> {
        loop {
            match self.wiring.orders.try_recv() {
                Ok(order) => self.obey(order)?,
                Err(TryRecvError::Empty) => return Ok(true),
                Err(TryRecvError::Disconnected) => return Ok(false),
            }
        }
    }

    fn obey(&mut self, order: Order<O::Group>) -> Result<(), SinkError> {
        match order {
            Order::Close { cut, records } if cut == self.cut.number && !self.voided => {
                self.cut.expected = Some(records);
                Ok(())
            }
            Order::Commit {
                cut,
                offsets,
                group,
            } if cut == self.cut.number && self.cut.ready => self.commit(&offsets, &group),
            // Void already, and the source is about to hear it.
            Order::Abort { .. } if self.voided => Ok(()),
            Order::Abort { why } => {
                self.fail(why.to_owned(), false, false);
                self.failed
                    .take()
                    .map_or(Ok(()), |failed| self.abort(&failed))
            }
            Order::Restart { from } => {
                self.voided = false;
                self.cut = CutWork::new(from);
                Ok(())
            }
            // Of a cut that is void since.
            Order::Close { .. } | Order::Commit { .. } => Ok(()),
        }
    }

    fn enter(&mut self, finished: Finished) {
        let number = finished.charged.cut;
        if self.voided || number < self.cut.number {
            self.report(Report::Completed(vec![Completed {
                receipt: finished.charged.receipt,
                lane: finished.charged.lane,
                dead: false,
            }]));
            return;
        }
        if number > self.cut.number {
            self.later_encoded += encoded(&finished);
            self.later.push_back(finished);
        } else {
            self.accept(finished);
        }
    }

    fn accept(&mut self, finished: Finished) {
        let record = &finished.charged.record;
        if let Some(key) = record.key.as_deref()
            && !self.order.observe(finished.charged.receipt, key)
        {
            self.wiring.metrics.order_violations.inc();
            tracing::error!(
                partition = record.origin.partition,
                offset = record.origin.offset,
                "sentinel: records of one key left out of order"
            );
        }
        let mark = self.marks.of(&record.origin);
        let skip = self.settings.sabotage == Some(Sabotage::SkipDeadLetter);
        self.cut.accept(finished, mark, &self.letters, skip);
    }

    /// Hands messages to the client in order. A suspect goes alone: nothing before it in flight, nothing after it sent.
    fn send_unsent(&mut self) {
        while let Some(place) = self.cut.unsent.front().copied() {
            if self.failed.is_some() || self.cut.alone {
                return;
            }
            if !self.cut.begun {
                if let Err(error) = self.outlet.begin() {
                    return self.fail(format!("begin: {error}"), true, true);
                }
                self.cut.begun = true;
            }
            let Some((_, message)) = self.cut.message(place) else {
                self.cut.unsent.pop_front();
                continue;
            };
            let alone = message.alone;
            if alone && self.cut.in_flight > 0 {
                return;
            }
            let Some(output) = &message.output else {
                self.cut.unsent.pop_front();
                continue;
            };
            match self.outlet.send(output, place.tag()) {
                Ok(()) => {
                    self.cut.unsent.pop_front();
                    self.cut.in_flight += 1;
                    self.cut.alone = alone;
                }
                Err(SendError::QueueFull) => return,
                // The client judges each message for itself.
                Err(SendError::Refused(code)) => return self.refused(place, code, true),
            }
        }
    }

    fn delivered(&mut self, delivery: Delivery) {
        self.cut.in_flight = self.cut.in_flight.saturating_sub(1);
        self.silence.answered();
        let alone = std::mem::take(&mut self.cut.alone);
        let place = Place::of_tag(delivery.tag);
        match delivery.result {
            Ok(()) => self.cut.acknowledge(place),
            Err(code) => self.refused(place, code, alone),
        }
    }

    /// A message failed, and the transaction with it. What is learnt of its record is kept for the next run.
    fn refused(&mut self, place: Place, code: Code, alone: bool) {
        let Some((pending, message)) = self.cut.message(place) else {
            return;
        };
        let Some(output) = &message.output else {
            return;
        };
        let (leg, topic) = (message.leg, Arc::clone(&output.topic));
        let origin = pending.charged.record.origin.clone();
        let label = format!("{code:?}");
        let metrics = &self.wiring.metrics;
        metrics
            .produce_errors
            .with_label_values(&[&*topic, &label])
            .inc();
        let failure = classify(code);
        let mut wait = false;
        match (failure, leg) {
            (Failure::Permanent(RejectReason::OutputTooLarge), leg)
                if !alone && leg != Leg::BareDeadLetter =>
            {
                self.marks.suspect(&origin);
            }
            (Failure::Permanent(reason), Leg::Story) => {
                tracing::warn!(%topic, %code, "an output was refused for good; its record goes to the dead letters");
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
        self.fail(format!("{topic}: {code}"), false, wait);
    }

    fn fail(&mut self, why: String, renew: bool, wait: bool) {
        match &mut self.failed {
            Some(failed) => {
                failed.renew |= renew;
                failed.wait |= wait;
            }
            None => self.failed = Some(Failed { why, renew, wait }),
        }
    }

    /// Asks the source to have a complete cut committed.
    fn announce(&mut self) {
        if self.voided || self.cut.ready || !self.cut.complete() {
            return;
        }
        self.cut.ready = true;
        self.report(Report::Ready {
            cut: self.cut.number,
        });
    }

    fn commit(&mut self, offsets: &Cut, group: &O::Group) -> Result<(), SinkError> {
        let started = self.wiring.clock.monotonic();
        if let Err((error, renew)) = self.try_commit(offsets, group) {
            self.fail(format!("commit: {error}"), renew, false);
            return self
                .failed
                .take()
                .map_or(Ok(()), |failed| self.abort(&failed));
        }
        let took = self.wiring.clock.monotonic().saturating_sub(started);
        self.count_committed(took);
        let number = self.cut.number;
        let done = self.cut.completions();
        for pending in &self.cut.records {
            self.marks.clear(&pending.charged.record.origin);
        }
        self.cut = CutWork::new(number.next());
        self.report(Report::Completed(done));
        self.report(Report::Committed { cut: number });
        self.hold(false);
        if took >= self.exactly.doubt {
            tracing::warn!(
                seconds = took.as_secs_f64(),
                "a slow commit: the producer is made anew, so that nothing late can end the next transaction"
            );
            self.renew()?;
        }
        self.later_encoded = 0;
        for finished in std::mem::take(&mut self.later) {
            self.enter(finished);
        }
        Ok(())
    }

    /// The error, and whether the producer must be made anew.
    fn try_commit(
        &mut self,
        offsets: &Cut,
        group: &O::Group,
    ) -> Result<(), (TransactionError, bool)> {
        if !self.cut.begun {
            // All its records were left out on purpose: their offsets still move.
            self.outlet.begin().map_err(|e| (e, true))?;
            self.cut.begun = true;
        }
        self.insist(|outlet| outlet.send_offsets(offsets, group, CALL))?;
        self.insist(|outlet| outlet.commit(CALL))
    }

    /// Repeats a call as long as the same call may still succeed and the transaction may still be open.
    fn insist(
        &mut self,
        mut call: impl FnMut(&mut O) -> Result<(), TransactionError>,
    ) -> Result<(), (TransactionError, bool)> {
        let started = self.wiring.clock.monotonic();
        loop {
            match call(&mut self.outlet) {
                Ok(()) => return Ok(()),
                Err(error @ TransactionError::Again(_)) => {
                    self.look_for_silence(true);
                    let spent = self.wiring.clock.monotonic().saturating_sub(started);
                    if spent >= self.exactly.transaction_timeout || self.ended() {
                        // Whether it was committed is known only after the next producer has begun.
                        return Err((error, true));
                    }
                }
                Err(error @ TransactionError::Abort(_)) => return Err((error, false)),
                Err(error) => return Err((error, true)),
            }
        }
    }

    fn count_committed(&self, took: Duration) {
        let metrics = &self.wiring.metrics;
        metrics.transactions.with_label_values(&["committed"]).inc();
        metrics.transaction_commit.observe(took.as_secs_f64());
        for (topic, tally) in &self.cut.tally {
            metrics
                .produced_records
                .with_label_values(&[topic])
                .inc_by(tally.records);
            metrics
                .produced_bytes
                .with_label_values(&[topic])
                .inc_by(tally.bytes);
        }
        let (monotonic, now_ms) = (self.wiring.clock.monotonic(), self.wiring.clock.now_ms());
        for pending in &self.cut.records {
            let took = monotonic.saturating_sub(pending.charged.polled_at);
            metrics.processing_duration.observe(took.as_secs_f64());
            if let Some(timestamp) = pending.charged.record.timestamp_ms {
                let age = (now_ms - timestamp).max(0);
                metrics.record_latency.observe(age as f64 / 1000.0);
            }
            let Some(reject) = &pending.reject else {
                continue;
            };
            let bare = |m: &cut_work::Message| m.leg == Leg::BareDeadLetter;
            metrics
                .dead_letters
                .with_label_values(&[reject.stage.code(), reject.reason.code()])
                .inc();
            if pending.messages.iter().any(bare) {
                metrics.dead_letters_without_value.inc();
            }
        }
    }

    /// Ends the transaction without its records, for certain, and tells the source that nothing in flight counts.
    fn abort(&mut self, failed: &Failed) -> Result<(), SinkError> {
        tracing::warn!(why = %failed.why, records = self.cut.records.len(), "transaction aborted; its records are read again");
        self.wiring
            .metrics
            .transactions
            .with_label_values(&["aborted"])
            .inc();
        let aborted = !self.cut.begun
            || (!failed.renew && self.abort_transaction(self.exactly.transaction_timeout));
        if failed.renew || !aborted {
            self.renew()?;
        }
        let mut void = self.cut.completions();
        void.extend(self.later.drain(..).map(|f| Completed {
            receipt: f.charged.receipt,
            lane: f.charged.lane,
            dead: false,
        }));
        self.later_encoded = 0;
        self.cut = CutWork::new(self.cut.number);
        self.voided = true;
        self.failed = None;
        self.report(Report::Completed(void));
        self.hold(failed.wait);
        self.report(Report::Aborted {
            retry_after: if failed.wait {
                self.settings.hold
            } else {
                Duration::ZERO
            },
        });
        Ok(())
    }

    /// `false`: the producer must be made anew.
    fn abort_transaction(&mut self, limit: Duration) -> bool {
        let started = self.wiring.clock.monotonic();
        let mut deliveries = Vec::new();
        let mut aborted = false;
        loop {
            if !aborted {
                match self.outlet.abort(ABORT_STEP) {
                    Ok(()) => aborted = true,
                    // Its reports must be served before it can end.
                    Err(TransactionError::Again(_)) => {}
                    Err(error) => {
                        tracing::debug!(%error, "abort refused");
                        return false;
                    }
                }
            }
            self.outlet.poll(POLL_STEP, &mut deliveries);
            self.cut.in_flight = self.cut.in_flight.saturating_sub(deliveries.len());
            deliveries.clear();
            if aborted && self.cut.in_flight == 0 {
                self.cut.begun = false;
                return true;
            }
            if self.wiring.clock.monotonic().saturating_sub(started) >= limit {
                return false;
            }
        }
    }

    fn renew(&mut self) -> Result<(), SinkError> {
        self.wiring
            .metrics
            .transactions
            .with_label_values(&["renewed"])
            .inc();
        while let Err(error) = self.outlet.renew() {
            if self.ended() {
                return Ok(());
            }
            tracing::warn!(%error, "no new producer");
            self.outlet.poll(BETWEEN_TRIES, &mut Vec::new());
        }
        self.init()
    }

    /// Makes the producer known. Waits for brokers that are away; ends when the source does.
    fn init(&mut self) -> Result<(), SinkError> {
        while !self.ended() {
            match self.outlet.init(CALL) {
                Ok(()) => return Ok(()),
                Err(TransactionError::NotAuthorised(reason)) => {
                    return Err(SinkError::NotAuthorised(reason));
                }
                Err(error) => {
                    self.look_for_silence(true);
                    tracing::warn!(%error, "the transaction coordinator does not answer yet");
                    self.outlet.poll(BETWEEN_TRIES, &mut Vec::new());
                    if !matches!(error, TransactionError::Again(_))
                        && let Err(error) = self.outlet.renew()
                    {
                        tracing::warn!(%error, "no new producer");
                    }
                }
            }
        }
        Ok(())
    }

    fn look_for_silence(&mut self, unanswered: bool) {
        let now = self.wiring.clock.monotonic();
        if let Some(silent) = self.silence.look(now, unanswered) {
            self.wiring.state.set_unacknowledged(silent);
            self.wiring.metrics.unacknowledged.set(i64::from(silent));
        }
    }

    fn hold(&self, held: bool) {
        self.wiring.state.set_held(held);
        self.wiring.metrics.held.set(i64::from(held));
    }

    /// Fails only when the source has ended: then nobody is left to commit.
    fn report(&self, report: Report) {
        let _ = self.wiring.reports.send(report);
    }
}

fn encoded(finished: &Finished) -> u64 {
    let size = |o: &Output| o.size() as u64;
    finished.worked.outputs.iter().map(size).sum()
}

/// Longest wait for delivery reports in one round while messages are in flight.
const POLL_STEP: Duration = Duration::from_millis(1);
const IDLE_WAIT: Duration = Duration::from_millis(50);
/// One call to the transaction coordinator.
const CALL: Duration = Duration::from_secs(1);
/// One try to abort while reports are still to be served.
const ABORT_STEP: Duration = Duration::from_millis(100);
const BETWEEN_TRIES: Duration = Duration::from_millis(200);

#[cfg(test)]
#[path = "refusals.rs"]
mod refusals;
