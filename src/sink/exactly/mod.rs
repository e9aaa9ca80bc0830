//! The sink's loop in exactly-once mode: one transaction a cut.
//!
//! Outputs of the cut under work are produced as they come; those of the next one wait until it is committed. When all
//! records of a closed cut have ended and every message is acknowledged, the source is asked for its offsets and the
//! proof of its membership, and both go into the transaction with the commit. A message that fails aborts the
//! transaction: everything in flight is void, and the source reads it again.
//!
//! The loop drains by polling, never by `flush`, which takes a tenth of a second whatever there is to do. After a
//! commit that took suspiciously long the producer is made anew: a late request of its could end the next transaction.

mod answers;
mod cut_work;
mod ending;
#[cfg(test)]
mod injected;
mod marks;
mod transactions;

pub use transactions::{KafkaTransactions, TransactionError, Transactions};

use super::dead_letter::DeadLetters;
use super::order::OrderSentinel;
use super::outlet::{Delivery, SendError};
use super::silence::Silence;
use super::sizes::Sizes;
use super::thread::{SinkError, SinkSettings};
use crate::clock::Clock;
use crate::delivery::{Completed, CutNumber, Finished, Order, Output, Report, Sabotage};
use crate::observe::{Metrics, State};
use crossbeam_channel::{Receiver, Sender, TryRecvError, never, select};
use cut_work::CutWork;
use marks::Marks;
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
    /// Commits in a row that failed.
    failed_commits: u32,
    marks: Marks,
    order: OrderSentinel,
    silence: Silence,
    /// Since when messages or a call wait, and nothing was answered.
    unanswered_since: Option<Duration>,
    sizes: Sizes,
    /// What batches are to be kept to by the next producer.
    shrink_to: Option<u64>,
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
            failed_commits: 0,
            marks: Marks::default(),
            order: OrderSentinel::new(),
            silence: Silence::default(),
            unanswered_since: None,
            sizes: Sizes::default(),
            shrink_to: None,
            deliveries: Vec::new(),
            idle_wait: IDLE_WAIT,
        }
    }

    /// Runs until the source has ended, or the producer can't go on.
    pub fn run(mut self) -> Result<(), SinkError> {
        let mut known = std::mem::take(&mut self.settings.outputs);
        known.push(Arc::clone(&self.letters.topic));
        if let Some(bytes) = self.sizes.smaller_batches(&mut self.outlet, &known) {
            self.shrink_to = Some(bytes);
            self.renew()?;
        } else {
            self.init()?;
        }
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
        let mut deliveries = std::mem::take(&mut self.deliveries);
        // Looking for work has been the waiting already.
        self.outlet.poll(Duration::ZERO, &mut deliveries);
        for delivery in deliveries.drain(..) {
            self.delivered(delivery);
        }
        self.deliveries = deliveries;
        if let Some(reason) = self.outlet.fatal_error() {
            self.fail(reason, true, false);
        }
        self.send_unsent()?;
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

    /// Takes orders, and one chunk from the workers if there is room, or waits for either a little. `false`: the source
    /// or the workers are gone.
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
        let wait = if busy {
            self.idle_wait.min(POLL_STEP)
        } else {
            self.idle_wait
        };
        let chunk = select! {
            recv(self.wiring.orders) -> order => match order {
                Ok(order) => return self.obey(order).map(|()| true),
                Err(_) => return Ok(false),
            },
            recv(finished) -> chunk => match chunk {
                Ok(chunk) => chunk,
                Err(_) => return Ok(false),
            },
            default(wait) => return Ok(true),
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
    fn send_unsent(&mut self) -> Result<(), SinkError> {
        while let Some(place) = self.cut.unsent.front().copied() {
            if self.failed.is_some() || self.cut.alone {
                return Ok(());
            }
            let Some((_, message)) = self.cut.message(place) else {
                self.cut.unsent.pop_front();
                continue;
            };
            let alone = message.alone;
            if alone && self.cut.in_flight > 0 {
                return Ok(());
            }
            let Some(topic) = message.output.as_ref().map(|o| Arc::clone(&o.topic)) else {
                self.cut.unsent.pop_front();
                continue;
            };
            let topics = std::slice::from_ref(&topic);
            if let Some(bytes) = self.sizes.smaller_batches(&mut self.outlet, topics) {
                self.shrink_to = Some(bytes);
                if self.cut.begun {
                    self.fail(format!("batches are too large for {topic}"), true, false);
                    return Ok(());
                }
                self.renew()?;
            }
            if !self.cut.begun {
                if let Err(error) = self.outlet.begin() {
                    self.fail(format!("begin: {error}"), true, true);
                    return Ok(());
                }
                self.cut.begun = true;
            }
            let Some((_, message)) = self.cut.message(place) else {
                continue;
            };
            let Some(output) = &message.output else {
                continue;
            };
            match self.outlet.send(output, place.tag()) {
                Ok(()) => {
                    self.cut.unsent.pop_front();
                    self.cut.in_flight += 1;
                    self.cut.alone = alone;
                }
                Err(SendError::QueueFull) => return Ok(()),
                // The client judges each message for itself.
                Err(SendError::Refused(code)) => {
                    self.refused(place, code, true);
                    return Ok(());
                }
            }
        }
        Ok(())
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

    fn look_for_silence(&mut self, unanswered: bool) {
        let now = self.wiring.clock.monotonic();
        self.unanswered_since = unanswered.then(|| self.unanswered_since.unwrap_or(now));
        if let Some(silent) = self.silence.look(now, self.unanswered_since) {
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
