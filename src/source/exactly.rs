//! What exactly-once mode adds to the source's loop.
//!
//! The source decides what belongs to a cut, when it is closed, and whether it may be committed: it alone knows which
//! assignments are alive. It never commits by itself. After an abort, whatever its cause, nothing is replayed from
//! memory: the partitions go back to what the broker says is committed, and are read again from there.

use super::feed::{Feed, FeedError};
use super::pump::{Pump, sink_ended};
use super::rebalances::names;
use crate::delivery::{CutLimits, CutNumber, Cuts, Ledger, Order, Sabotage, TopicPartition};
use std::collections::HashMap;
use std::time::Duration;

/// State of the mode.
pub(super) struct Exactly {
    pub(super) cuts: Cuts,
    rewind: Option<Rewind>,
}

/// Partitions on their way back to what is committed.
struct Rewind {
    partitions: Vec<TopicPartition>,
    /// Where a partition was first read, for those of which nothing was ever committed.
    starts: HashMap<TopicPartition, i64>,
    not_before: Duration,
}

impl Exactly {
    pub(super) fn new(limits: CutLimits) -> Self {
        Self {
            cuts: Cuts::new(limits),
            rewind: None,
        }
    }

    /// Whether nothing may be read into the open cut now.
    pub(super) fn full(&self) -> bool {
        self.cuts.full_for_now()
    }

    /// Whether a record is left aside because its partition is on its way back.
    pub(super) fn passes_over(&mut self, partition: &TopicPartition, offset: i64) -> bool {
        let Some(rewind) = &mut self.rewind else {
            return false;
        };
        if !rewind.partitions.contains(partition) {
            return false;
        }
        if !rewind.starts.contains_key(partition) {
            rewind.starts.insert(partition.clone(), offset);
        }
        true
    }
}

impl<F: Feed> Pump<F> {
    /// Closes the open cut when it is due, and goes back to what is committed after an abort.
    pub(super) fn tend_cuts(&mut self, now: Duration) -> Result<(), FeedError> {
        if self.exactly.is_none() {
            return Ok(());
        }
        self.settle_rewind(now)?;
        let hurry = self.revocation.is_some() || self.draining_since.is_some();
        let Some(exactly) = &mut self.exactly else {
            return Ok(());
        };
        if !exactly.cuts.due(now, hurry) {
            return Ok(());
        }
        let Some(closed) = exactly.cuts.close() else {
            return Ok(());
        };
        let order = Order::Close {
            cut: closed.number,
            records: closed.records,
        };
        // Its last records may still be in a chunk that is not handed over.
        self.hand_over()?;
        self.order(order)
    }

    /// The sink has everything of a cut: commit it, unless an assignment it rests on has ended meanwhile.
    pub(super) fn commit_cut(&mut self, cut: CutNumber) -> Result<(), FeedError> {
        let Some(closed) = self.exactly.as_ref().and_then(|e| e.cuts.closed()) else {
            return Ok(());
        };
        if closed.number != cut {
            return Ok(());
        }
        let offsets = match self.book.cut_of(&closed.ends) {
            None if self.settings.sabotage == Some(Sabotage::NoAbortOnRevoke) => {
                Some(self.book.present_part_of(&closed.ends))
            }
            offsets => offsets,
        };
        let Some(offsets) = offsets else {
            return self.order(Order::Abort {
                why: "a partition was given away",
            });
        };
        // Kafka accepts offsets from somebody who was never a member: the metadata must be there and be ours.
        match self.feed.group() {
            Some(group) if self.book.partitions().next().is_some() => self.order(Order::Commit {
                cut,
                offsets,
                group,
            }),
            _ => self.order(Order::Abort {
                why: "not a member of the group",
            }),
        }
    }

    pub(super) fn cut_committed(&mut self, cut: CutNumber) {
        let now = self.wiring.clock.monotonic();
        let exactly = self.exactly.as_mut();
        let Some(closed) = exactly.and_then(|e| e.cuts.committed(cut, now)) else {
            return;
        };
        self.wiring
            .metrics
            .offset_commits
            .with_label_values(&["ok"])
            .inc();
        if let Err(error) = self.book.note_ends(&closed.ends) {
            self.sentinel(&error);
        }
    }

    /// Nothing in flight counts any more. The sink is told at once from which cut on records count again, so that it
    /// can't mistake old ones for new.
    pub(super) fn cut_aborted(&mut self, retry_after: Duration) -> Result<(), FeedError> {
        let now = self.wiring.clock.monotonic();
        let Some(exactly) = &mut self.exactly else {
            return Ok(());
        };
        let mut rewind = exactly.rewind.take().unwrap_or_else(|| Rewind {
            partitions: Vec::new(),
            starts: HashMap::new(),
            not_before: Duration::ZERO,
        });
        rewind.not_before = rewind.not_before.max(now + retry_after);
        let partitions: Vec<TopicPartition> = self.book.partitions().cloned().collect();
        for partition in partitions {
            let start = self.book.ledger(&partition).and_then(Ledger::began_at);
            if let Some(start) = start {
                rewind.starts.entry(partition.clone()).or_insert(start);
            }
            let open = self.book.drop_partition(&partition);
            self.guards.breaker.dropped(open);
            rewind.partitions.push(partition);
        }
        let from = exactly.cuts.void();
        // What comes of them until they have gone back would be read to be thrown away.
        let leaving = rewind.partitions.clone();
        exactly.rewind = Some(rewind);
        self.pause(&leaving)?;
        self.wiring.metrics.rewinds.inc();
        self.order(Order::Restart { from })
    }

    /// Partitions that are given away or lost need not go back.
    pub(super) fn forget_rewind(&mut self, partitions: &[TopicPartition]) {
        if let Some(rewind) = self.exactly.as_mut().and_then(|e| e.rewind.as_mut()) {
            rewind.partitions.retain(|p| !partitions.contains(p));
        }
    }

    fn settle_rewind(&mut self, now: Duration) -> Result<(), FeedError> {
        let Some(exactly) = &mut self.exactly else {
            return Ok(());
        };
        let Some(rewind) = exactly.rewind.take_if(|r| r.not_before <= now) else {
            return Ok(());
        };
        if rewind.partitions.is_empty() {
            // Other members have them by now, and what held them up.
            self.wiring.state.set_held(false);
            self.wiring.metrics.held.set(0);
            return Ok(());
        }
        if let Err(error) = self.go_back(&rewind) {
            tracing::warn!(%error, "reading on from what is committed: tried again");
            let again = now + BETWEEN_REWINDS;
            if let Some(exactly) = &mut self.exactly {
                exactly.rewind = Some(Rewind {
                    not_before: again,
                    ..rewind
                });
            }
            return Ok(());
        }
        for partition in &rewind.partitions {
            self.book.assign(partition.clone());
        }
        // The gate may have opened or closed while they were on their way.
        if self.paused || self.draining_since.is_some() {
            self.pause(&rewind.partitions)?;
        } else {
            self.feed.resume(&rewind.partitions)?;
        }
        tracing::info!(partitions = %names(&rewind.partitions), "reading on from what is committed");
        self.count_assigned();
        Ok(())
    }

    fn go_back(&mut self, rewind: &Rewind) -> Result<(), FeedError> {
        let stored = self.feed.committed(&rewind.partitions, REWIND_TIMEOUT)?;
        let offsets: Vec<(TopicPartition, i64)> = stored
            .into_iter()
            .filter_map(|(partition, committed)| {
                // Of one that was never read nothing was missed.
                let start = committed.or_else(|| rewind.starts.get(&partition).copied())?;
                Some((partition, start))
            })
            .collect();
        if offsets.is_empty() {
            return Ok(());
        }
        self.feed.seek(&offsets, REWIND_TIMEOUT)
    }

    pub(super) fn order(&mut self, order: Order<F::Group>) -> Result<(), FeedError> {
        self.wiring.orders.send(order).map_err(|_| sink_ended())
    }
}

/// One call to the brokers; polling waits for it.
const REWIND_TIMEOUT: Duration = Duration::from_secs(1);
const BETWEEN_REWINDS: Duration = Duration::from_millis(200);
