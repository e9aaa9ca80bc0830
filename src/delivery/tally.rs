//! What the workers have done so far: they count, the source reads.

use super::lanes::LaneId;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Counters since the start. Clones share them.
#[derive(Debug, Clone)]
pub struct Tally(Arc<Counters>);

#[derive(Debug)]
struct Counters {
    /// Records begun, by lane.
    begun: Box<[AtomicU64]>,
    worked: AtomicU64,
    busy_ns: AtomicU64,
}

impl Tally {
    /// At least one lane.
    pub fn new(lanes: u16) -> Self {
        Self(Arc::new(Counters {
            begun: (0..lanes.max(1)).map(|_| AtomicU64::new(0)).collect(),
            worked: AtomicU64::new(0),
            busy_ns: AtomicU64::new(0),
        }))
    }

    pub fn lanes(&self) -> u16 {
        // Made of a `u16`.
        self.0.begun.len() as u16
    }

    /// The next record of a lane is taken up.
    pub fn begin(&self, lane: LaneId) {
        if let Some(begun) = self.0.begun.get(usize::from(lane.0)) {
            begun.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// So many records took a worker so long; waiting for the next or for the sink does not count.
    pub fn worked(&self, records: u64, busy: Duration) {
        let busy = u64::try_from(busy.as_nanos()).unwrap_or(u64::MAX);
        self.0.worked.fetch_add(records, Ordering::Relaxed);
        self.0.busy_ns.fetch_add(busy, Ordering::Relaxed);
    }

    /// Records begun in the lane at this index.
    pub(super) fn begun(&self, lane: usize) -> u64 {
        self.0
            .begun
            .get(lane)
            .map_or(0, |begun| begun.load(Ordering::Relaxed))
    }

    /// Records worked, and the time of all workers together that went into them.
    pub(super) fn work(&self) -> (u64, Duration) {
        let worked = self.0.worked.load(Ordering::Relaxed);
        let busy = self.0.busy_ns.load(Ordering::Relaxed);
        (worked, Duration::from_nanos(busy))
    }
}
