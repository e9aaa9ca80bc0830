//! How the source stops reading when nothing more fits, and never stops polling.
//!
//! While the budget is used up the loop waits for completions for a moment, and if that is not enough pauses all
//! partitions and polls on, so that rebalances are served. (Pausing at once would throw away what is already fetched.)

use super::exactly::Exactly;
use super::feed::{Feed, FeedError, Polled};
use super::pump::{Pump, sink_ended};
use crate::delivery::{Gate, TopicPartition};
use crossbeam_channel::RecvTimeoutError;
use std::time::Duration;

impl<F: Feed> Pump<F> {
    /// How many records may be read now.
    pub(super) fn room(&self) -> u64 {
        if self.book.budget().gate() == Gate::Closed
            || self.exactly.as_ref().is_some_and(Exactly::full)
        {
            return 0;
        }
        self.guards.breaker.allows().unwrap_or(u64::MAX)
    }

    pub(super) fn wait_for_room(&mut self, now: Duration) -> Result<(), FeedError> {
        // What came during a last commit may be what uses up the budget.
        self.hand_over()?;
        if self.draining_since.is_none() && self.gate_closed_since.is_none() {
            self.gate_closed_since = Some(now);
            if self.book.budget().gate() == Gate::Closed {
                self.tell_closed();
            }
        }
        let closed_for = self
            .gate_closed_since
            .map_or(Duration::MAX, |since| now.saturating_sub(since));
        if closed_for >= self.settings.pause_after {
            if !self.paused {
                self.pause_all()?;
                // The breaker has a metric of its own.
                if self.guards.breaker.allows() != Some(0) {
                    self.tell_closed();
                }
            }
            // Paused partitions give no records; what slipped through before the pause must not be skipped.
            if let Polled::Record(record) = self.poll(Duration::from_millis(1))? {
                self.enter(*record);
                self.hand_over()?;
            }
            return Ok(());
        }
        match self.wiring.reports.recv_timeout(self.settings.poll_wait) {
            Ok(report) => self.enter_report(report)?,
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Err(sink_ended()),
        }
        Ok(())
    }

    /// Not told of a backlog that the workers are busy with: that gate opens and closes all the time.
    fn tell_closed(&self) {
        let metrics = &self.wiring.metrics;
        if metrics.gate_closed.get() == 0 {
            metrics.gate_closed.set(1);
            metrics.gate_closings.inc();
        }
    }

    pub(super) fn pause(&mut self, partitions: &[TopicPartition]) -> Result<(), FeedError> {
        if partitions.is_empty() {
            Ok(())
        } else {
            self.feed.pause(partitions)
        }
    }

    pub(super) fn pause_all(&mut self) -> Result<(), FeedError> {
        let all: Vec<_> = self.book.partitions().cloned().collect();
        self.paused = true;
        self.wiring.metrics.paused_partitions.set(all.len() as i64);
        self.pause(&all)
    }

    pub(super) fn resume_all(&mut self) -> Result<(), FeedError> {
        let leaving = self.revocation.as_ref().map_or(&[][..], |r| &r.partitions);
        let all: Vec<_> = self
            .book
            .partitions()
            .filter(|p| !leaving.contains(p))
            .cloned()
            .collect();
        self.paused = false;
        self.wiring.metrics.paused_partitions.set(0);
        if all.is_empty() {
            Ok(())
        } else {
            self.feed.resume(&all)
        }
    }
}
