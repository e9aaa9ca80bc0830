//! Which worker a record goes to.
//!
//! Records with one Kafka key in one partition always share a lane, and a lane works in order: that is all there is to
//! keeping order. Records without a key owe no order and go to the shortest lane.

use super::tally::Tally;
use std::hash::Hasher;
use xxhash_rust::xxh3::Xxh3Default;

/// Ordinal of a lane, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LaneId(pub u16);

/// How many records wait in each lane, their work not begun.
#[derive(Debug)]
pub struct Lanes {
    entered: Vec<u64>,
    tally: Tally,
}

impl Lanes {
    /// The lanes whose work is counted there.
    pub fn new(tally: Tally) -> Self {
        Self {
            entered: vec![0; usize::from(tally.lanes())],
            tally,
        }
    }

    pub fn count(&self) -> usize {
        self.entered.len()
    }

    /// Chooses the lane of a record and counts it in.
    pub fn enter(&mut self, partition: i32, key: Option<&[u8]>) -> LaneId {
        let index = match key {
            Some(key) => {
                let mut hash = Xxh3Default::new();
                hash.write_i32(partition);
                hash.write(key);
                (hash.finish() % self.entered.len() as u64) as usize
            }
            None => self.shortest(),
        };
        self.entered[index] += 1;
        LaneId(index as u16)
    }

    /// Records that wait in all lanes.
    pub fn waiting(&self) -> u64 {
        (0..self.count()).map(|lane| self.waiting_in(lane)).sum()
    }

    /// Records that wait in the lane with the most.
    pub fn longest(&self) -> u64 {
        let lanes = 0..self.count();
        lanes.map(|lane| self.waiting_in(lane)).max().unwrap_or(0)
    }

    fn waiting_in(&self, lane: usize) -> u64 {
        self.entered[lane].saturating_sub(self.tally.begun(lane))
    }

    fn shortest(&self) -> usize {
        (0..self.count())
            .min_by_key(|lane| self.waiting_in(*lane))
            .unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn records_without_key_go_to_the_lane_with_the_fewest_that_wait() {
        let tally = Tally::new(3);
        let mut lanes = Lanes::new(tally.clone());
        let first: Vec<_> = (0..3).map(|_| lanes.enter(0, None)).collect();
        assert_eq!(first, [LaneId(0), LaneId(1), LaneId(2)]);
        tally.begin(LaneId(1));
        assert_eq!(lanes.waiting(), 2);
        assert_eq!(lanes.enter(0, None), LaneId(1));
        tally.begin(LaneId(2));
        lanes.enter(0, None);
        lanes.enter(0, None);
        assert_eq!((lanes.waiting(), lanes.longest()), (4, 2));
    }

    proptest! {
        #[test]
        fn one_key_of_one_partition_has_one_lane_whatever_else_waits(
            key in proptest::collection::vec(any::<u8>(), 0..20),
            partition in 0..64i32,
            others in proptest::collection::vec(any::<Option<u8>>(), 0..40),
            count in 1..9u16,
        ) {
            let mut lanes = Lanes::new(Tally::new(count));
            let lane = lanes.enter(partition, Some(&key));
            for other in others {
                let other = other.map(|b| [b]);
                lanes.enter(1, other.as_ref().map(<[u8; 1]>::as_slice));
                prop_assert_eq!(lanes.enter(partition, Some(&key)), lane);
            }
        }
    }
}
