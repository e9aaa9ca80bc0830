//! How far the group is behind, in records and in seconds.

use super::positions::Position;
use crate::delivery::TopicPartition;
use std::collections::{HashMap, HashSet};

/// What must be remembered of partitions to tell their lag.
pub(super) struct Lag {
    /// A partition for which the group has no offset is read from its end.
    from_end: bool,
    /// Where such partitions ended when they were first seen, as long as nothing is committed there.
    first_ends: HashMap<TopicPartition, i64>,
    /// Since when a partition is behind of whose next record nothing is known yet, in Unix milliseconds.
    behind: HashMap<TopicPartition, i64>,
}

impl Lag {
    pub(super) fn new(from_end: bool) -> Self {
        Self {
            from_end,
            first_ends: HashMap::new(),
            behind: HashMap::new(),
        }
    }

    /// Forgets all other partitions.
    pub(super) fn retain(&mut self, present: &HashSet<TopicPartition>) {
        self.behind.retain(|p, _| present.contains(p));
        self.first_ends.retain(|p, _| present.contains(p));
    }

    /// Records and seconds; `ends`: the first offset there and the next to be written.
    pub(super) fn of(
        &mut self,
        partition: &TopicPartition,
        position: Option<&Position>,
        committed: Option<i64>,
        ends: (i64, i64),
        now_ms: i64,
    ) -> (i64, f64) {
        let (low, high) = ends;
        // Markers of transactions behind the last record are nothing to read, and are never committed.
        let read = position.and_then(|p| p.end).unwrap_or(low);
        let began = position.and_then(|p| p.began);
        let start = self.start(partition, committed, began, ends);
        let records = (high - start.max(read)).max(0);
        if records == 0 {
            self.behind.remove(partition);
            return (0, 0.0);
        }
        let oldest = position.and_then(|p| p.oldest_timestamp_ms);
        // Of what is not read yet the age is not known; how long we have known of it is.
        let since =
            oldest.unwrap_or_else(|| *self.behind.entry(partition.clone()).or_insert(now_ms));
        (records, (now_ms - since).max(0) as f64 / 1000.0)
    }

    /// Up to where the group has nothing more to read: what is committed, or else where reading begins. What a start
    /// at the end passes over is no lag.
    fn start(
        &mut self,
        partition: &TopicPartition,
        committed: Option<i64>,
        began: Option<i64>,
        (low, high): (i64, i64),
    ) -> i64 {
        if let Some(committed) = committed.filter(|c| (low..=high).contains(c)) {
            self.first_ends.remove(partition);
            return committed;
        }
        // The group has no offset here, or one outside of the partition.
        let assumed = if self.from_end {
            *self.first_ends.entry(partition.clone()).or_insert(high)
        } else {
            low
        };
        began.unwrap_or(assumed).max(low)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lag_counts_from_what_is_committed_or_else_from_where_reading_begins() {
        let partition = TopicPartition::new("t", 0);
        // Committed, first read, ends of the partition; one look after the other.
        let looks = [
            (None, None, (10, 200)),
            (None, None, (10, 230)),
            (None, Some(205), (10, 230)),
            (Some(220), Some(205), (10, 230)),
            // Retention has passed it.
            (Some(5), None, (10, 240)),
            // The topic ends below it.
            (Some(500), None, (10, 250)),
        ];
        let start = |reset: &str| -> Vec<i64> {
            let mut lag = Lag::new(reset == "latest");
            looks
                .iter()
                .map(|&(committed, began, ends)| lag.start(&partition, committed, began, ends))
                .collect()
        };
        assert_eq!(start("latest"), [200, 200, 205, 220, 240, 240]);
        assert_eq!(start("earliest"), [10, 10, 205, 220, 10, 10]);
    }

    #[test]
    fn seconds_count_from_the_oldest_record_read_or_from_when_the_lag_was_first_seen() {
        let partition = TopicPartition::new("t", 0);
        let mut lag = Lag::new(false);
        let mut position = Position {
            partition: partition.clone(),
            handed: None,
            began: None,
            oldest_timestamp_ms: None,
            end: None,
        };
        let mut at = |position: &Position, committed, now_ms| {
            lag.of(&partition, Some(position), Some(committed), (0, 10), now_ms)
        };
        assert_eq!(at(&position, 4, 50_000), (6, 0.0));
        assert_eq!(at(&position, 4, 53_000), (6, 3.0));
        position.oldest_timestamp_ms = Some(46_000);
        assert_eq!(at(&position, 4, 54_000), (6, 8.0));
        assert_eq!(at(&position, 10, 55_000), (0, 0.0));
        position.oldest_timestamp_ms = None;
        assert_eq!(at(&position, 4, 60_000), (6, 0.0), "it is a lag of its own");
        // Behind the last record only the marker of a transaction.
        position.end = Some(10);
        assert_eq!(at(&position, 9, 61_000), (0, 0.0));
    }
}
