//! What the source does when its assignment changes: take in, drain and give back, or drop what is lost.

use super::feed::{Feed, FeedError, RebalanceEvent};
use super::pump::Pump;
use crate::delivery::{Order, Sabotage, TopicPartition};
use crate::observe::Phase;
use std::time::Duration;

/// Partitions on their way out.
pub(super) struct Revocation {
    pub(super) partitions: Vec<TopicPartition>,
    pub(super) started: Duration,
    /// Its time was up and the sink was told to abort what holds it up.
    aborting: bool,
}

/// Partitions that were given to us, of which it is not known yet where to begin.
pub(super) struct Assigning {
    partitions: Vec<TopicPartition>,
    not_before: Duration,
    waited: Waited,
}

/// Since when, and whether it was told.
#[derive(Clone, Copy)]
struct Waited {
    since: Duration,
    told: bool,
}

impl Assigning {
    fn again(
        partitions: Vec<TopicPartition>,
        waited: Option<Waited>,
        now: Duration,
        error: &FeedError,
    ) -> Self {
        let mut waited = waited.unwrap_or(Waited {
            since: now,
            told: false,
        });
        let long = now.saturating_sub(waited.since) >= TELL_AFTER;
        if long && !waited.told {
            waited.told = true;
            tracing::warn!(%error, partitions = %names(&partitions),
                "where to begin is not known yet: nothing is read until the brokers say what the group has committed");
        }
        Self {
            partitions,
            not_before: now + BETWEEN_TRIES,
            waited,
        }
    }
}

impl<F: Feed> Pump<F> {
    pub(super) fn settle_rebalances(&mut self, now: Duration) -> Result<(), FeedError> {
        loop {
            if self.revocation.is_some() && !self.try_finish_revoke(now)? {
                // The client queues the next change until this one is answered.
                return Ok(());
            }
            match self.assigning.take() {
                Some(waiting) if now < waiting.not_before => {
                    self.assigning = Some(waiting);
                    return Ok(());
                }
                Some(waiting) => {
                    self.assigned(waiting.partitions, Some(waiting.waited), now)?;
                    continue;
                }
                None => {}
            }
            match self.feed.next_rebalance() {
                None => return Ok(()),
                Some(RebalanceEvent::Assigned(partitions)) => {
                    self.assigned(partitions, None, now)?;
                }
                Some(RebalanceEvent::Revoked(partitions)) => self.begin_revoke(partitions, now)?,
                Some(RebalanceEvent::Lost(partitions)) => self.lost(&partitions)?,
            }
        }
    }

    fn assigned(
        &mut self,
        partitions: Vec<TopicPartition>,
        waited: Option<Waited>,
        now: Duration,
    ) -> Result<(), FeedError> {
        let reads = !partitions.is_empty() && self.draining_since.is_none();
        if reads {
            // Not left to the client: one that meets an open transaction (its own, or one left by a member that works
            // exactly once) while its assignment changes takes the group for one without offsets, and begins anew.
            match self.feed.starts(&partitions, START_TIMEOUT) {
                Ok(starts) => self.feed.assign_at(&starts)?,
                Err(error) => {
                    self.assigning = Some(Assigning::again(partitions, waited, now, &error));
                    return Ok(());
                }
            }
        } else {
            // Also with no partitions: the client delivers nothing until it is answered.
            self.feed.assign(&partitions)?;
        }
        let partitions = partitions.as_slice();
        if self.draining_since.is_some() {
            // Not entered in the book: what comes of them is left to the next owner.
            return self.pause(partitions);
        }
        for partition in partitions {
            self.book.assign(partition.clone());
        }
        if self.paused {
            self.pause(partitions)?;
        } else if !partitions.is_empty() {
            // The client keeps a pause over unassign and assign: one that left paused would never be read again.
            self.feed.resume(partitions)?;
        }
        if self.wiring.state.phase() == Phase::Joining {
            self.wiring.state.enter(Phase::Running);
        }
        if !partitions.is_empty() {
            tracing::info!(partitions = %names(partitions), "assigned");
        }
        self.count_assigned();
        Ok(())
    }

    fn begin_revoke(
        &mut self,
        partitions: Vec<TopicPartition>,
        now: Duration,
    ) -> Result<(), FeedError> {
        if !partitions.is_empty() {
            tracing::info!(partitions = %names(&partitions), in_flight = self.book.open_in(&partitions), "revoked: draining them");
        }
        self.pause(&partitions)?;
        self.revocation = Some(Revocation {
            partitions,
            started: now,
            aborting: false,
        });
        Ok(())
    }

    /// Gives revoked partitions back if they have drained, their time is up, or they are lost anyway.
    fn try_finish_revoke(&mut self, now: Duration) -> Result<bool, FeedError> {
        let Some(mut revocation) = self.revocation.take() else {
            return Ok(true);
        };
        let open = self.book.open_in(&revocation.partitions);
        let took = now.saturating_sub(revocation.started);
        if open > 0 && !self.gives_back_early() {
            if took < self.settings.revoke_timeout {
                self.revocation = Some(revocation);
                return Ok(false);
            }
            if self.exactly.is_some() && took < self.settings.revoke_timeout + ABORT_GRACE {
                if !revocation.aborting {
                    revocation.aborting = true;
                    self.order(Order::Abort { why: "revoke" })?;
                }
                self.revocation = Some(revocation);
                return Ok(false);
            }
        }
        if open > 0 {
            tracing::warn!(
                open,
                "revoke timeout: the new owner will process these records again"
            );
        }
        // Put back for the while: what still comes of these partitions must not be charged.
        let partitions = revocation.partitions.clone();
        self.revocation = Some(revocation);
        self.final_commit("revoke", &partitions);
        let Some(revocation) = self.revocation.take() else {
            return Ok(true);
        };
        for partition in &revocation.partitions {
            let open = self.book.drop_partition(partition);
            self.guards.breaker.dropped(open);
        }
        self.forget_rewind(&revocation.partitions);
        self.feed.unassign(&revocation.partitions)?;
        // With the last commit, which the rebalance waits for as well.
        let took = self
            .wiring
            .clock
            .monotonic()
            .saturating_sub(revocation.started);
        self.wiring
            .metrics
            .rebalance_drain
            .observe(took.as_secs_f64());
        self.count_assigned();
        Ok(true)
    }

    /// Sabotage alone gives back what is not drained.
    fn gives_back_early(&self) -> bool {
        matches!(
            self.settings.sabotage,
            Some(Sabotage::UnassignBeforeDrain | Sabotage::NoAbortOnRevoke)
        )
    }

    fn lost(&mut self, partitions: &[TopicPartition]) -> Result<(), FeedError> {
        let open: u64 = partitions.iter().map(|p| self.book.drop_partition(p)).sum();
        self.guards.breaker.dropped(open);
        self.feed.unassign(partitions)?;
        tracing::warn!(partitions = %names(partitions), in_flight = open,
            "lost: another member owns these partitions now and will process what is in flight again");
        self.forget_rewind(partitions);
        if open > 0 && self.exactly.is_some() {
            self.order(Order::Abort { why: "lost" })?;
        }
        self.count_assigned();
        Ok(())
    }
}

/// One look for where to begin.
const START_TIMEOUT: Duration = Duration::from_secs(1);
/// How long that may last without a word.
const TELL_AFTER: Duration = Duration::from_secs(5);
const BETWEEN_TRIES: Duration = Duration::from_millis(100);
/// How long a revoke whose time is up waits for the sink to abort the transaction. Past it the partitions are given
/// back all the same: the generation in the group metadata fences what could still be committed.
const ABORT_GRACE: Duration = Duration::from_secs(2);

pub(super) fn names(partitions: &[TopicPartition]) -> String {
    partitions
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(",")
}
