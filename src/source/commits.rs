//! How the source commits at least once: the frontiers as they move, and the last ones before partitions are given back.

use super::feed::{Feed, Polled};
use super::pump::Pump;
use crate::delivery::{Cut, TopicPartition};
use std::time::Duration;

impl<F: Feed> Pump<F> {
    /// Hands a cut to the client and notes it. A cut that the client refuses is offered again at the next tick.
    pub(super) fn commit(&mut self, cut: &Cut) -> bool {
        if cut.is_empty() {
            return false;
        }
        match self.feed.commit(cut) {
            Ok(()) => {
                self.wiring
                    .metrics
                    .offset_commits
                    .with_label_values(&["ok"])
                    .inc();
                if let Err(error) = self.book.note_commit(cut) {
                    self.sentinel(&error);
                }
                true
            }
            Err(error) => {
                self.wiring
                    .metrics
                    .offset_commits
                    .with_label_values(&["error"])
                    .inc();
                tracing::warn!(%error, "commit not accepted; it is offered again");
                false
            }
        }
    }

    /// The last commit before partitions are given back: repeated until the broker is seen to have stored it, because
    /// results of commits don't reach us and one that meets a rebalance is refused.
    pub(super) fn final_commit(&mut self, why: &'static str, partitions: &[TopicPartition]) {
        if self.exactly.is_some() {
            return;
        }
        let reached = self.book.reached(partitions);
        if reached.is_empty() {
            return;
        }
        let names: Vec<_> = reached.offsets.iter().map(|(p, _)| p.clone()).collect();
        let started = self.wiring.clock.monotonic();
        loop {
            self.commit(&reached);
            let missing = match self.feed.committed(&names, READ_BACK_TIMEOUT) {
                Ok(stored) => {
                    let short = |(p, stored): &&(TopicPartition, Option<i64>)| {
                        *stored < reached.offset_of(p)
                    };
                    stored
                        .iter()
                        .filter(short)
                        .map(|(p, _)| p.to_string())
                        .collect::<Vec<_>>()
                        .join(",")
                }
                Err(error) => error.to_string(),
            };
            if missing.is_empty() {
                return;
            }
            if self.wiring.clock.monotonic().saturating_sub(started) >= FINAL_COMMIT_TIMEOUT {
                tracing::warn!(why, %missing,
                    "the last commit could not be confirmed: what it covers may be processed again");
                return;
            }
            // Serves the client; what it brings is of partitions that are being given back, or is charged as usual.
            if let Ok(Polled::Record(record)) = self.feed.poll(Duration::from_millis(10)) {
                self.enter(*record);
            }
        }
    }
}

/// How long the last commit is repeated; a rebalance under way waits for it.
const FINAL_COMMIT_TIMEOUT: Duration = Duration::from_secs(5);
/// Long enough for a round trip to a busy broker, short enough to keep a rebalance quick.
const READ_BACK_TIMEOUT: Duration = Duration::from_secs(2);
