//! How a transaction ends: committed, aborted, or with its producer thrown away.

use super::cut_work::{self, CutWork, Leg};
use super::transactions::{TransactionError, Transactions};
use super::{ExactlySink, Failed, POLL_STEP};
use crate::delivery::{Completed, Cut, Report};
use crate::sink::thread::SinkError;
use std::time::Duration;

impl<O: Transactions> ExactlySink<O> {
    pub(super) fn commit(&mut self, offsets: &Cut, group: &O::Group) -> Result<(), SinkError> {
        let started = self.wiring.clock.monotonic();
        if let Err((error, renew)) = self.try_commit(offsets, group) {
            // The first one is tried again at once; what fails again is left alone for a while.
            let again = self.failed_commits > 0;
            self.failed_commits += 1;
            self.fail(format!("commit: {error}"), renew, again);
            return self
                .failed
                .take()
                .map_or(Ok(()), |failed| self.abort(&failed));
        }
        let took = self.wiring.clock.monotonic().saturating_sub(started);
        self.failed_commits = 0;
        self.count_committed(took);
        let number = self.cut.number;
        let done = self.cut.completions();
        let records = self.cut.records.iter();
        self.marks
            .committed(records.map(|p| &p.charged.record.origin));
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
    pub(super) fn abort(&mut self, failed: &Failed) -> Result<(), SinkError> {
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
            dead: false,
        }));
        self.later_encoded = 0;
        self.cut = CutWork::new(self.cut.number);
        self.voided = true;
        self.failed = None;
        self.hold(failed.wait);
        // First: what comes back void must not count as an outcome.
        self.report(Report::Aborted {
            retry_after: if failed.wait {
                self.settings.hold * self.failed_commits.clamp(1, MOST_HOLDS)
            } else {
                Duration::ZERO
            },
        });
        self.report(Report::Completed(void));
        Ok(())
    }

    /// `false`: the producer must be made anew.
    pub(super) fn abort_transaction(&mut self, limit: Duration) -> bool {
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
            // A source that has ended waits for this no longer than for the last acknowledgements.
            let limit = if self.ended() {
                limit.min(self.settings.drain_timeout)
            } else {
                limit
            };
            if self.wiring.clock.monotonic().saturating_sub(started) >= limit {
                return false;
            }
        }
    }

    pub(super) fn renew(&mut self) -> Result<(), SinkError> {
        self.wiring
            .metrics
            .transactions
            .with_label_values(&["renewed"])
            .inc();
        let smaller = self.shrink_to.take();
        let made = |outlet: &mut O| match smaller {
            Some(bytes) => outlet.shrink(bytes).map_err(|e| e.to_string()),
            None => outlet.renew().map_err(|e| e.to_string()),
        };
        while let Err(error) = made(&mut self.outlet) {
            if self.ended() {
                return Ok(());
            }
            tracing::warn!(%error, "no new producer");
            self.outlet.poll(BETWEEN_TRIES, &mut Vec::new());
        }
        self.init()
    }

    /// Makes the producer known. Waits for brokers that are away; ends when the source does.
    pub(super) fn init(&mut self) -> Result<(), SinkError> {
        while !self.ended() {
            match self.outlet.init(CALL) {
                Ok(()) => return Ok(()),
                Err(TransactionError::NotAuthorised(reason)) => {
                    return Err(SinkError::NotAuthorised(reason));
                }
                Err(TransactionError::Setting(reason)) => {
                    return Err(SinkError::Setting(reason));
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
}

/// One call to the transaction coordinator.
const CALL: Duration = Duration::from_secs(1);
/// One try to abort while reports are still to be served.
const ABORT_STEP: Duration = Duration::from_millis(100);
/// So many times the hold is the longest time between two commits that fail.
const MOST_HOLDS: u32 = 30;
const BETWEEN_TRIES: Duration = Duration::from_millis(200);
