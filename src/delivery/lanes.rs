//! Which worker a record goes to.
//!
//! Records with one Kafka key in one partition always share a lane, and a lane works in order: that is all there is to
//! keeping order. Records without a key owe no order and go to the shortest lane.

use std::hash::Hasher;
use xxhash_rust::xxh3::Xxh3Default;

/// Ordinal of a lane, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LaneId(pub u16);

/// How many records wait in each lane.
#[derive(Debug)]
pub struct Lanes {
    waiting: Vec<u64>,
}

impl Lanes {
    /// At least one lane.
    pub fn new(count: u16) -> Self {
        Self {
            waiting: vec![0; usize::from(count.max(1))],
        }
    }

    pub fn count(&self) -> usize {
        self.waiting.len()
    }

    /// Chooses the lane of a record and counts it in.
    pub fn enter(&mut self, partition: i32, key: Option<&[u8]>) -> LaneId {
        let index = match key {
            Some(key) => {
                let mut hash = Xxh3Default::new();
                hash.write_i32(partition);
                hash.write(key);
                (hash.finish() % self.waiting.len() as u64) as usize
            }
            None => self.shortest(),
        };
        self.waiting[index] += 1;
        LaneId(index as u16)
    }

    /// Counts a record out again.
    pub fn leave(&mut self, lane: LaneId) {
        if let Some(waiting) = self.waiting.get_mut(usize::from(lane.0)) {
            *waiting = waiting.saturating_sub(1);
        }
    }

    fn shortest(&self) -> usize {
        self.waiting
            .iter()
            .enumerate()
            .min_by_key(|(_, n)| **n)
            .map_or(0, |(i, _)| i)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn records_without_key_go_to_the_shortest_lane() {
        let mut lanes = Lanes::new(3);
        let first: Vec<_> = (0..3).map(|_| lanes.enter(0, None)).collect();
        assert_eq!(first, [LaneId(0), LaneId(1), LaneId(2)]);
        lanes.leave(LaneId(1));
        assert_eq!(lanes.enter(0, None), LaneId(1));
    }

    proptest! {
        #[test]
        fn one_key_of_one_partition_has_one_lane_whatever_else_waits(
            key in proptest::collection::vec(any::<u8>(), 0..20),
            partition in 0..64i32,
            others in proptest::collection::vec(any::<Option<u8>>(), 0..40),
            count in 1..9u16,
        ) {
            let mut lanes = Lanes::new(count);
            let lane = lanes.enter(partition, Some(&key));
            for other in others {
                let other = other.map(|b| [b]);
                lanes.enter(1, other.as_ref().map(<[u8; 1]>::as_slice));
                prop_assert_eq!(lanes.enter(partition, Some(&key)), lane);
            }
        }
    }
}
