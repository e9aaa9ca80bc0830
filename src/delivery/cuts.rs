//! The cuts of exactly-once delivery: which records belong together in one transaction.
//!
//! At most two cuts live at a time: one that is *closed* (nothing more is handed out into it, its transaction is under
//! way) and one that is *open* (what is read now goes into it). A cut is due when its first record has waited for the
//! interval, when it is full, or when somebody is in a hurry because partitions must be given back.
//!
//! How much a cut may hold follows from how long cuts take: a transaction must end long before its time is up, and
//! partitions can only be given back when what was read of them has ended. So cuts begin small, grow while they are
//! quick and shrink when they are slow, up to half of the budget. Pure bookkeeping: no client, no clock of its own.

use super::budget::Charge;
use super::{Generation, Receipt};
use rustc_hash::FxHashMap;
use std::time::Duration;

/// Ordinal of a cut, unique in the process and rising.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CutNumber(pub u64);

impl CutNumber {
    /// The first cut of a process; also what every record carries where there are no cuts.
    pub const FIRST: Self = Self(1);

    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// When a cut is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CutLimits {
    /// Longest wait of its first record.
    pub interval: Duration,
    /// Most records and raw bytes; about half of the budget, so that two cuts fit into it.
    pub size: Charge,
}

/// A closed cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosedCut {
    pub number: CutNumber,
    /// Records handed out into it.
    pub records: u64,
    /// By assignment, one above the last offset.
    pub ends: FxHashMap<Generation, i64>,
    /// When its first record was entered.
    since: Duration,
}

/// The open and the closed cut.
#[derive(Debug)]
pub struct Cuts {
    limits: CutLimits,
    /// Most records of a cut now.
    most_records: u64,
    failures: u32,
    number: CutNumber,
    size: Charge,
    ends: FxHashMap<Generation, i64>,
    since: Option<Duration>,
    closed: Option<ClosedCut>,
}

impl Cuts {
    pub fn new(limits: CutLimits) -> Self {
        Self {
            limits,
            most_records: FIRST_SIZE.min(limits.size.records).max(1),
            failures: 0,
            number: CutNumber::FIRST,
            size: Charge::default(),
            ends: FxHashMap::default(),
            since: None,
            closed: None,
        }
    }

    /// Enters a record that was charged at `now` into the open cut.
    pub fn enter(&mut self, receipt: Receipt, bytes: u64, now: Duration) -> CutNumber {
        self.size.records += 1;
        self.size.bytes += bytes;
        self.ends.insert(receipt.generation, receipt.offset + 1);
        self.since.get_or_insert(now);
        self.number
    }

    /// Whether the open cut should be closed now.
    pub fn due(&self, now: Duration, hurry: bool) -> bool {
        let Some(since) = self.since else {
            return false;
        };
        self.closed.is_none()
            && (hurry || now.saturating_sub(since) >= self.limits.interval || self.full())
    }

    /// Whether nothing more may be read into the open cut now.
    pub fn full_for_now(&self) -> bool {
        self.closed.is_some() && self.full()
    }

    fn full(&self) -> bool {
        self.size.records >= self.most_records || self.size.bytes >= self.limits.size.bytes
    }

    /// Closes the open cut and begins the next. `None`: it is empty, or another is still under way.
    pub fn close(&mut self) -> Option<&ClosedCut> {
        if self.closed.is_some() {
            return None;
        }
        let since = self.since?;
        let closed = ClosedCut {
            number: self.number,
            records: self.size.records,
            ends: std::mem::take(&mut self.ends),
            since,
        };
        self.begin_next();
        Some(self.closed.insert(closed))
    }

    /// The cut under way.
    pub fn closed(&self) -> Option<&ClosedCut> {
        self.closed.as_ref()
    }

    /// The cut under way is committed at `now`.
    pub fn committed(&mut self, number: CutNumber, now: Duration) -> Option<ClosedCut> {
        let closed = self.closed.take_if(|closed| closed.number == number)?;
        self.failures = 0;
        let took = now.saturating_sub(closed.since);
        let goal = (self.limits.interval * 2).max(LEAST_GOAL);
        if took > goal {
            let share = goal.as_secs_f64() / took.as_secs_f64();
            self.most_records = ((closed.records as f64 * share) as u64).max(LEAST_SIZE);
        } else if closed.records >= self.most_records {
            self.most_records += self.most_records / 2 + 1;
        }
        self.most_records = self.most_records.min(self.limits.size.records).max(1);
        Some(closed)
    }

    /// Both cuts are void. Returns the number of the first cut that counts again. Cuts that keep failing get smaller,
    /// so that one bad record holds up fewer and fewer others.
    pub fn void(&mut self) -> CutNumber {
        self.closed = None;
        self.failures = self.failures.saturating_add(1);
        if self.failures >= HALVE_AFTER {
            self.most_records = (self.most_records / 2).max(1);
        }
        self.begin_next();
        self.number
    }

    fn begin_next(&mut self) {
        self.number = self.number.next();
        self.size = Charge::default();
        self.ends.clear();
        self.since = None;
    }
}

/// Records of the first cut of a process.
const FIRST_SIZE: u64 = 256;
/// No cut is made smaller than this for being slow.
const LEAST_SIZE: u64 = 16;
/// However short the interval, a cut may take this long.
const LEAST_GOAL: Duration = Duration::from_millis(100);
/// Failures in a row from which cuts are halved: one refusal of a record costs up to two (the client fails once more
/// after it), and a passing one a third.
const HALVE_AFTER: u32 = 4;

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: CutLimits = CutLimits {
        interval: Duration::from_millis(500),
        size: Charge {
            records: 4,
            bytes: 1000,
        },
    };

    fn at(generation: u64, offset: i64) -> Receipt {
        Receipt {
            generation: Generation(generation),
            offset,
        }
    }

    fn ms(n: u64) -> Duration {
        Duration::from_millis(n)
    }

    #[test]
    fn a_cut_is_due_by_time_by_records_by_bytes_or_in_a_hurry_and_never_when_empty() {
        let mut cuts = Cuts::new(LIMITS);
        assert!(!cuts.due(ms(10_000), true), "nothing to commit");
        cuts.enter(at(1, 7), 10, ms(100));
        assert!(!cuts.due(ms(599), false));
        assert!(cuts.due(ms(600), false), "its first record has waited");
        assert!(cuts.due(ms(101), true), "partitions must be given back");
        cuts.enter(at(1, 8), 990, ms(101));
        assert!(cuts.due(ms(101), false), "half of the bytes");
        let mut cuts = Cuts::new(LIMITS);
        for offset in 0..4 {
            assert!(!cuts.due(ms(0), false));
            cuts.enter(at(1, offset), 1, ms(0));
        }
        assert!(cuts.due(ms(0), false), "half of the records");
    }

    #[test]
    fn what_is_read_while_a_cut_is_under_way_belongs_to_the_next() {
        let mut cuts = Cuts::new(LIMITS);
        let first = cuts.enter(at(1, 7), 1, ms(0));
        cuts.enter(at(2, 3), 1, ms(0));
        cuts.enter(at(1, 9), 1, ms(0));
        let closed = cuts.close().unwrap().clone();
        assert_eq!((closed.number, closed.records), (first, 3));
        assert_eq!(closed.ends[&Generation(1)], 10);
        assert_eq!(closed.ends[&Generation(2)], 4);
        let second = cuts.enter(at(1, 10), 1, ms(1));
        assert!(second > first);
        assert!(!cuts.due(ms(5000), true), "one under way at a time");
        assert!(cuts.close().is_none());
        assert_eq!(cuts.committed(second, ms(1)), None, "not the one under way");
        assert_eq!(cuts.committed(first, ms(1)).unwrap().records, 3);
        assert_eq!(cuts.close().unwrap().number, second);
    }

    #[test]
    fn cuts_that_keep_failing_get_smaller_and_a_success_ends_that() {
        let mut cuts = Cuts::new(LIMITS);
        let mut last = CutNumber::FIRST;
        let mut sizes = Vec::new();
        for _ in 0..6 {
            let from = cuts.void();
            assert!(from > last, "numbers are never used again");
            last = from;
            let mut size = 0;
            while !cuts.due(ms(0), false) {
                cuts.enter(at(1, size), 1, ms(0));
                size += 1;
            }
            sizes.push(size);
        }
        assert_eq!(sizes, [4, 4, 4, 2, 1, 1]);
        let number = cuts.close().unwrap().number;
        cuts.committed(number, ms(0)).unwrap();
        cuts.enter(at(1, 50), 1, ms(0));
        assert!(!cuts.due(ms(0), false));
    }

    #[test]
    fn quick_cuts_grow_to_half_the_budget_and_slow_ones_shrink_to_what_fits_their_time() {
        let mut cuts = Cuts::new(CutLimits {
            interval: ms(500),
            size: Charge {
                records: 5_000,
                bytes: 1 << 30,
            },
        });
        let mut offset = 0;
        let mut run = |cuts: &mut Cuts, took: u64| {
            let mut size = 0;
            while !cuts.due(ms(0), false) {
                cuts.enter(at(1, offset), 1, ms(0));
                offset += 1;
                size += 1;
            }
            let number = cuts.close().unwrap().number;
            cuts.committed(number, ms(took)).unwrap();
            size
        };
        let sizes: Vec<u64> = (0..10).map(|_| run(&mut cuts, 50)).collect();
        assert_eq!((sizes[0], sizes[9]), (256, 5_000), "{sizes:?}");
        run(&mut cuts, 4_000);
        assert_eq!(
            run(&mut cuts, 1_000),
            1_250,
            "a quarter fits into twice the interval"
        );
    }

    #[test]
    fn while_a_cut_is_under_way_the_next_takes_no_more_than_its_size() {
        let mut cuts = Cuts::new(LIMITS);
        for offset in 0..4 {
            cuts.enter(at(1, offset), 1, ms(0));
        }
        assert!(!cuts.full_for_now(), "it is about to be closed");
        let number = cuts.close().unwrap().number;
        for offset in 4..8 {
            assert!(!cuts.full_for_now());
            cuts.enter(at(1, offset), 1, ms(0));
        }
        assert!(cuts.full_for_now());
        cuts.committed(number, ms(1)).unwrap();
        assert!(!cuts.full_for_now());
    }
}
