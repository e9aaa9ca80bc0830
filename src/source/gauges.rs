//! What the source tells of itself: gauges, the positions the monitor compares, what a sentinel saw.

use super::feed::Feed;
use super::positions::Position;
use super::pump::Pump;
use crate::delivery::{Ledger, LedgerError};
use std::collections::HashMap;

impl<F: Feed> Pump<F> {
    pub(super) fn sentinel(&self, error: &LedgerError) {
        self.wiring
            .metrics
            .commit_violations
            .with_label_values(&[error.kind()])
            .inc();
        tracing::error!(%error, "sentinel: the ledger was used wrongly");
    }

    pub(super) fn count_assigned(&self) {
        let mut counts: HashMap<&str, i64> = HashMap::new();
        for partition in self.book.partitions() {
            *counts.entry(&partition.topic).or_default() += 1;
            // At 0 before the first record: a rate needs two points.
            let consumed = &self.wiring.metrics.consumed_records;
            consumed.with_label_values(&[&*partition.topic]);
        }
        self.wiring.metrics.assigned_partitions.reset();
        for (topic, count) in counts {
            self.wiring
                .metrics
                .assigned_partitions
                .with_label_values(&[topic])
                .set(count);
        }
        self.publish();
    }

    /// Gauges, and the positions the monitor compares with what the broker stores.
    pub(super) fn publish(&self) {
        let metrics = &self.wiring.metrics;
        metrics.in_flight_records.set(self.book.open() as i64);
        metrics.waiting_records.set(self.lanes.waiting() as i64);
        metrics
            .uncommitted_records
            .set(self.book.uncommitted() as i64);
        metrics
            .budget_used_bytes
            .with_label_values(&["raw"])
            .set(self.book.budget().used().bytes as i64);
        metrics
            .last_poll
            .set(self.wiring.clock.now_ms() as f64 / 1000.0);
        let positions = self.book.partitions().map(|partition| {
            let ledger = self.book.ledger(partition);
            let idle = !self.paused && ledger.is_some_and(|ledger| ledger.open() == 0);
            Position {
                partition: partition.clone(),
                handed: ledger.and_then(Ledger::committed),
                began: ledger.and_then(Ledger::began_at),
                oldest_timestamp_ms: ledger.and_then(Ledger::oldest_timestamp_ms),
                end: idle.then(|| self.feed.end_reached(partition)).flatten(),
            }
        });
        self.wiring.positions.publish(positions.collect());
    }
}
