//! The book: all ledgers of this instance, the budget they share, and the generations that tell an assignment's work
//! from that of the assignment before.
//!
//! Invariants, property-tested over schedules of poll, complete, revoke, reassign and gap: frontiers never go back
//! within a generation, a frontier never passes an incomplete record, nothing completes twice, work of an old
//! generation changes nothing, and the budget is back at zero when nothing is in flight.

use super::budget::{Budget, Charge, Gate};
use super::cut::Cut;
use super::ledger::{Ledger, LedgerError};
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

/// A partition of a topic.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TopicPartition {
    pub topic: Arc<str>,
    pub partition: i32,
}

impl TopicPartition {
    pub fn new(topic: impl Into<Arc<str>>, partition: i32) -> Self {
        Self {
            topic: topic.into(),
            partition,
        }
    }
}

impl fmt::Display for TopicPartition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.topic, self.partition)
    }
}

/// Number of an assignment of a partition, unique in the process. Never used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Generation(pub u64);

/// What a record carries through workers and sink, so that its completion finds its slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Receipt {
    pub generation: Generation,
    pub offset: i64,
}

/// What a completion did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Completion {
    /// Entered.
    Done(Gate),
    /// Of an assignment that has ended: ignored.
    OldGeneration,
}

/// Ledgers by assignment, and the budget.
#[derive(Debug)]
pub struct Book {
    assigned: HashMap<TopicPartition, Generation>,
    ledgers: HashMap<Generation, (TopicPartition, Ledger)>,
    budget: Budget,
    next_generation: u64,
}

impl Book {
    pub fn new(cap: Charge) -> Self {
        Self {
            assigned: HashMap::new(),
            ledgers: HashMap::new(),
            budget: Budget::new(cap),
            next_generation: 1,
        }
    }

    /// Opens a ledger for a partition. One that was still open (the end of its assignment was never reported) is
    /// dropped: its work belongs to an old generation.
    pub fn assign(&mut self, partition: TopicPartition) -> Generation {
        self.drop_partition(&partition);
        let generation = Generation(self.next_generation);
        self.next_generation += 1;
        self.assigned.insert(partition.clone(), generation);
        self.ledgers
            .insert(generation, (partition, Ledger::default()));
        generation
    }

    /// Ends an assignment: what is still in flight for it will be ignored. Returns how many records that were.
    pub fn drop_partition(&mut self, partition: &TopicPartition) -> u64 {
        let Some(generation) = self.assigned.remove(partition) else {
            return 0;
        };
        let Some((_, ledger)) = self.ledgers.remove(&generation) else {
            return 0;
        };
        let rest = ledger.remainder();
        self.budget.refund(Charge {
            records: rest.records,
            bytes: rest.bytes,
        });
        ledger.open()
    }

    /// Enters a record. `None`: the partition is not assigned (the record is discarded and will be read by its owner).
    pub fn charge(
        &mut self,
        partition: &TopicPartition,
        offset: i64,
        bytes: u64,
        timestamp_ms: Option<i64>,
    ) -> Result<Option<Receipt>, LedgerError> {
        let Some(&generation) = self.assigned.get(partition) else {
            return Ok(None);
        };
        let Some((_, ledger)) = self.ledgers.get_mut(&generation) else {
            return Ok(None);
        };
        ledger.charge(offset, bytes, timestamp_ms)?;
        self.budget.charge(Charge { records: 1, bytes });
        Ok(Some(Receipt { generation, offset }))
    }

    /// Marks a record as complete.
    pub fn complete(&mut self, receipt: Receipt) -> Result<Completion, LedgerError> {
        let Some((_, ledger)) = self.ledgers.get_mut(&receipt.generation) else {
            return Ok(Completion::OldGeneration);
        };
        let refund = ledger.complete(receipt.offset)?;
        let gate = self.budget.refund(Charge {
            records: refund.records,
            bytes: refund.bytes,
        });
        Ok(Completion::Done(gate))
    }

    /// The cut that could be committed now: every frontier that moved.
    pub fn cut(&self) -> Cut {
        let mut offsets: Vec<_> = self
            .ledgers
            .values()
            .filter_map(|(partition, ledger)| Some((partition.clone(), ledger.committable()?)))
            .collect();
        offsets.sort();
        Cut { offsets }
    }

    /// Every frontier of these partitions that lies above where the assignment began, handed over before or not: what
    /// the broker must have stored when they are given back.
    pub fn reached(&self, partitions: &[TopicPartition]) -> Cut {
        let mut offsets: Vec<_> = partitions
            .iter()
            .filter_map(|p| Some((p.clone(), self.ledger(p)?.reached()?)))
            .collect();
        offsets.sort();
        Cut { offsets }
    }

    /// Notes that a cut was handed to the broker. Errors are sentinels; the offsets before the bad one are noted.
    pub fn note_commit(&mut self, cut: &Cut) -> Result<(), LedgerError> {
        for (partition, offset) in &cut.offsets {
            if let Some(ledger) = self.ledger_mut(partition) {
                ledger.note_commit(*offset)?;
            }
        }
        Ok(())
    }

    /// Records in flight (charged, not complete) of these partitions.
    pub fn open_in(&self, partitions: &[TopicPartition]) -> u64 {
        partitions
            .iter()
            .filter_map(|p| self.ledger(p))
            .map(Ledger::open)
            .sum()
    }

    /// Records in flight in all partitions.
    pub fn open(&self) -> u64 {
        self.ledgers.values().map(|(_, ledger)| ledger.open()).sum()
    }

    /// Records a crash now would process again.
    pub fn uncommitted(&self) -> u64 {
        self.ledgers
            .values()
            .map(|(_, ledger)| ledger.uncommitted())
            .sum()
    }

    pub fn budget(&self) -> &Budget {
        &self.budget
    }

    pub fn ledger(&self, partition: &TopicPartition) -> Option<&Ledger> {
        self.assigned
            .get(partition)
            .and_then(|g| self.ledgers.get(g))
            .map(|(_, ledger)| ledger)
    }

    fn ledger_mut(&mut self, partition: &TopicPartition) -> Option<&mut Ledger> {
        let generation = self.assigned.get(partition)?;
        self.ledgers.get_mut(generation).map(|(_, ledger)| ledger)
    }

    /// Assigned partitions, in no order.
    pub fn partitions(&self) -> impl Iterator<Item = &TopicPartition> {
        self.assigned.keys()
    }

    pub fn is_assigned(&self, partition: &TopicPartition) -> bool {
        self.assigned.contains_key(partition)
    }
}

#[cfg(test)]
#[path = "book_properties.rs"]
mod properties;
