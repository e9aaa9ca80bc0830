//! The ledger of one partition assignment: which records were read, which are complete, and so how far it is safe to
//! commit.
//!
//! Slots stand in offset order. A record is charged once when it is polled and completed once when everything it
//! produced is acknowledged; completions come in any order. The *frontier* is the offset below which every record is
//! complete, the only offset that may ever be committed. Offsets that never come (control records of transactions,
//! compaction) need no filler: slots carry their offset, so a gap of any size costs nothing.

use super::budget::Charge;
use std::collections::VecDeque;

/// Wrong use of a ledger. Each is a sentinel: its counter must stay 0 in production.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    #[error("offset {offset} was charged after offset {last}: the client went backwards")]
    ChargedBackwards { offset: i64, last: i64 },
    #[error(
        "offset {offset} was completed but never charged, or is already below the frontier {frontier}"
    )]
    NotCharged { offset: i64, frontier: i64 },
    #[error("offset {offset} was completed twice")]
    CompletedTwice { offset: i64 },
    #[error("offset {offset} was to be committed but the frontier is {frontier}")]
    CommitBeyondFrontier { offset: i64, frontier: i64 },
    #[error("offset {offset} was to be committed after {committed}: commits must not go back")]
    CommitBackwards { offset: i64, committed: i64 },
    #[error(
        "offset {offset} was completed for assignment {generation}, of which nothing is under way"
    )]
    UnknownGeneration { generation: u64, offset: i64 },
    #[error("{what} were given back to the budget beyond what was charged")]
    Overdrawn { what: &'static str },
}

impl LedgerError {
    /// Stable metric label.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::ChargedBackwards { .. } => "charged_backwards",
            Self::NotCharged { .. } => "not_charged",
            Self::CompletedTwice { .. } => "completed_twice",
            Self::CommitBeyondFrontier { .. } => "commit_beyond_frontier",
            Self::CommitBackwards { .. } => "commit_backwards",
            Self::UnknownGeneration { .. } => "unknown_generation",
            Self::Overdrawn { .. } => "budget_overdrawn",
        }
    }

    /// All labels, so that the series exist before they are needed.
    pub const KINDS: [&'static str; 7] = [
        "charged_backwards",
        "not_charged",
        "completed_twice",
        "commit_beyond_frontier",
        "commit_backwards",
        "unknown_generation",
        "budget_overdrawn",
    ];
}

#[derive(Debug, Clone, Copy)]
struct Slot {
    offset: i64,
    bytes: u64,
    timestamp_ms: Option<i64>,
    complete: bool,
}

/// Slots of one partition assignment, in offset order.
#[derive(Debug, Default)]
pub struct Ledger {
    slots: VecDeque<Slot>,
    /// The first offset ever charged.
    first: Option<i64>,
    /// One above the highest offset ever charged.
    next: Option<i64>,
    committed: Option<i64>,
    open: u64,
}

impl Ledger {
    /// Enters a record. Offsets must rise; gaps are allowed.
    pub fn charge(
        &mut self,
        offset: i64,
        bytes: u64,
        timestamp_ms: Option<i64>,
    ) -> Result<(), LedgerError> {
        if let Some(next) = self.next
            && offset < next
        {
            return Err(LedgerError::ChargedBackwards {
                offset,
                last: next - 1,
            });
        }
        self.slots.push_back(Slot {
            offset,
            bytes,
            timestamp_ms,
            complete: false,
        });
        self.first.get_or_insert(offset);
        self.next = Some(offset + 1);
        self.open += 1;
        Ok(())
    }

    /// Marks a record as complete and moves the frontier if it can move. Gives back what may leave the budget: slots
    /// that the frontier passed, and this record's raw bytes.
    pub(super) fn complete(&mut self, offset: i64) -> Result<Charge, LedgerError> {
        let index = self.index_of(offset).ok_or(LedgerError::NotCharged {
            offset,
            frontier: self.frontier().unwrap_or(-1),
        })?;
        let slot = &mut self.slots[index];
        if slot.complete {
            return Err(LedgerError::CompletedTwice { offset });
        }
        slot.complete = true;
        self.open -= 1;
        let bytes = slot.bytes;
        let mut records = 0;
        while self.slots.front().is_some_and(|s| s.complete) {
            self.slots.pop_front();
            records += 1;
        }
        Ok(Charge { records, bytes })
    }

    /// The offset below which every charged record is complete; `None` before the first charge.
    pub fn frontier(&self) -> Option<i64> {
        self.slots.front().map(|s| s.offset).or(self.next)
    }

    /// One above the highest offset ever charged.
    pub fn read_up_to(&self) -> Option<i64> {
        self.next
    }

    /// The first offset ever charged.
    pub fn began_at(&self) -> Option<i64> {
        self.first
    }

    /// The frontier, when committing it would tell the broker something new.
    pub fn committable(&self) -> Option<i64> {
        // Before anything completed the frontier is the first offset read, where the group already stands.
        let known = self.committed.or(self.first)?;
        self.frontier().filter(|frontier| *frontier > known)
    }

    /// The frontier, when this assignment has completed anything at all; also when it was handed over before.
    pub fn reached(&self) -> Option<i64> {
        let first = self.first?;
        self.frontier().filter(|frontier| *frontier > first)
    }

    /// Notes that `offset` was handed to the broker as the group's position.
    pub fn note_commit(&mut self, offset: i64) -> Result<(), LedgerError> {
        let frontier = self.frontier().unwrap_or(-1);
        if offset > frontier {
            return Err(LedgerError::CommitBeyondFrontier { offset, frontier });
        }
        if let Some(committed) = self.committed
            && offset < committed
        {
            return Err(LedgerError::CommitBackwards { offset, committed });
        }
        self.committed = Some(offset);
        Ok(())
    }

    /// What was last handed to the broker.
    pub fn committed(&self) -> Option<i64> {
        self.committed
    }

    /// Kafka timestamp of the oldest record not yet complete.
    pub fn oldest_timestamp_ms(&self) -> Option<i64> {
        self.slots.front().and_then(|slot| slot.timestamp_ms)
    }

    /// Records charged and not complete.
    pub fn open(&self) -> u64 {
        self.open
    }

    /// Records a crash now would repeat: charged above what was committed.
    pub fn uncommitted(&self) -> u64 {
        let Some(next) = self.next else { return 0 };
        let from = self.committed.or(self.first).unwrap_or(next);
        u64::try_from(next - from).unwrap_or(0)
    }

    /// Where the slot of `offset` stands: exact when there are no gaps, else by bisection.
    fn index_of(&self, offset: i64) -> Option<usize> {
        let base = self.slots.front()?.offset;
        let guess = usize::try_from(offset.checked_sub(base)?).ok()?;
        if self.slots.get(guess).is_some_and(|s| s.offset == offset) {
            return Some(guess);
        }
        self.slots.binary_search_by_key(&offset, |s| s.offset).ok()
    }
}
