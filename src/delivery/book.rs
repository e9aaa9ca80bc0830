//! The book: all ledgers of this instance, the budget they share, and the generations that tell an assignment's work
//! from that of the assignment before.
//!
//! Invariants, property-tested over schedules of poll, complete, revoke, reassign and gap: frontiers never go back
//! within a generation, a frontier never passes an incomplete record, nothing completes twice, work of an old
//! generation changes nothing, and the budget is back at zero when nothing is in flight.

use super::budget::{Budget, Charge, Gate};
use super::cut::Cut;
use super::ledger::{Ledger, LedgerError};
use super::voided::Voided;
use rustc_hash::FxHashMap;
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
    assigned: FxHashMap<TopicPartition, Generation>,
    ledgers: FxHashMap<Generation, (TopicPartition, Ledger)>,
    /// Ledgers of ended assignments with records still in memory somewhere: they hold their budget until they come
    /// back, and change nothing else.
    ended: FxHashMap<Generation, (TopicPartition, Ledger)>,
    voided: Voided,
    budget: Budget,
    next_generation: u64,
}

impl Book {
    pub fn new(cap: Charge) -> Self {
        Self {
            assigned: FxHashMap::default(),
            ledgers: FxHashMap::default(),
            ended: FxHashMap::default(),
            voided: Voided::default(),
            budget: Budget::new(cap),
            next_generation: 1,
        }
    }

    /// The same book, which tells of assignments that end with work under way.
    #[must_use]
    pub fn telling(mut self, voided: Voided) -> Self {
        self.voided = voided;
        self
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

    /// Ends an assignment: completions of what is still in flight for it only give its budget back. Returns how many
    /// records that are.
    pub fn drop_partition(&mut self, partition: &TopicPartition) -> u64 {
        let Some(generation) = self.assigned.remove(partition) else {
            return 0;
        };
        let Some((partition, ledger)) = self.ledgers.remove(&generation) else {
            return 0;
        };
        let open = ledger.open();
        if open > 0 {
            self.voided.add(generation);
            self.ended.insert(generation, (partition, ledger));
        }
        open
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
        if let Some((_, ledger)) = self.ledgers.get_mut(&receipt.generation) {
            let refund = ledger.complete(receipt.offset)?;
            return Ok(Completion::Done(self.budget.refund(refund)?));
        }
        let Some((_, ledger)) = self.ended.get_mut(&receipt.generation) else {
            return Err(LedgerError::UnknownGeneration {
                generation: receipt.generation.0,
                offset: receipt.offset,
            });
        };
        let refund = ledger.complete(receipt.offset)?;
        if ledger.open() == 0 {
            self.ended.remove(&receipt.generation);
            self.voided.remove(receipt.generation);
        }
        self.budget.refund(refund)?;
        Ok(Completion::OldGeneration)
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

    /// Sabotage: what is left of a set when the assignments that have ended are left out.
    pub fn present_part_of(&self, ends: &FxHashMap<Generation, i64>) -> Cut {
        let mut offsets: Vec<_> = ends
            .iter()
            .filter_map(|(g, end)| Some((self.ledgers.get(g)?.0.clone(), *end)))
            .collect();
        offsets.sort();
        Cut { offsets }
    }

    /// Sabotage: what was read, complete or not.
    pub fn cut_of_all_read(&self) -> Cut {
        let mut offsets: Vec<_> = self
            .ledgers
            .values()
            .filter_map(|(partition, ledger)| Some((partition.clone(), ledger.read_up_to()?)))
            .collect();
        offsets.sort();
        Cut { offsets }
    }

    /// Sabotage: the same offset in the present assignment of its partition.
    pub fn as_if_present(&self, receipt: Receipt) -> Receipt {
        let present = self
            .ended
            .get(&receipt.generation)
            .and_then(|(partition, _)| self.assigned.get(partition));
        Receipt {
            generation: present.copied().unwrap_or(receipt.generation),
            ..receipt
        }
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

    /// The partitions of these assignments, with the offsets that go with them. `None`: one of them has ended, and
    /// nothing of the set may be committed.
    pub fn cut_of(&self, ends: &FxHashMap<Generation, i64>) -> Option<Cut> {
        let mut offsets = Vec::with_capacity(ends.len());
        for (generation, end) in ends {
            let (partition, _) = self.ledgers.get(generation)?;
            offsets.push((partition.clone(), *end));
        }
        offsets.sort();
        Some(Cut { offsets })
    }

    /// Notes what a transaction has committed. Assignments that have ended since are passed over.
    pub fn note_ends(&mut self, ends: &FxHashMap<Generation, i64>) -> Result<(), LedgerError> {
        for (generation, end) in ends {
            if let Some((_, ledger)) = self.ledgers.get_mut(generation) {
                ledger.note_commit(*end)?;
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
