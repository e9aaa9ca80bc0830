//! The watchdog: notices a partition that makes no progress although it could.
//!
//! Time counts against a partition only while work was possible: nothing holds the outputs, the brokers acknowledge,
//! the breaker is closed, no rebalance is under way. The first limit is reported; at twice the limit the instance gives
//! up, because a stuck partition is a defect, and a restart is the recovery. Pure: time and positions are given.

use super::TopicPartition;
use std::collections::HashMap;
use std::time::Duration;

/// Where a partition stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Below it everything is done; `None` before the first record.
    pub frontier: Option<i64>,
    /// There is something to do: records in flight, or unread ones that may be read.
    pub waiting: bool,
}

/// What the watchdog has to say of a partition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Alarm {
    /// No progress for the limit.
    Stalled(TopicPartition, Duration),
    /// No progress for twice the limit.
    GiveUp(TopicPartition, Duration),
    /// It goes on.
    Recovered(TopicPartition),
}

#[derive(Debug)]
struct Watch {
    frontier: Option<i64>,
    idle: Duration,
    told: bool,
}

/// Watches the assigned partitions.
#[derive(Debug)]
pub struct Watchdog {
    limit: Duration,
    last: Option<Duration>,
    watches: HashMap<TopicPartition, Watch>,
}

impl Watchdog {
    /// `limit`: possible time without progress that is reported.
    pub fn new(limit: Duration) -> Self {
        Self {
            limit,
            last: None,
            watches: HashMap::new(),
        }
    }

    /// Looks at all assigned partitions at `now`. `possible`: work could go on since the last look.
    pub fn look(
        &mut self,
        now: Duration,
        possible: bool,
        partitions: impl Iterator<Item = (TopicPartition, Standing)>,
    ) -> Vec<Alarm> {
        let since = self.last.replace(now).map_or(Duration::ZERO, |last| {
            // A pause of the whole process (suspended machine, stopped container) is nobody's stall.
            now.saturating_sub(last).min(LONGEST_LOOK)
        });
        let mut alarms = Vec::new();
        let mut before = std::mem::take(&mut self.watches);
        for (partition, standing) in partitions {
            let mut watch = before.remove(&partition).unwrap_or(Watch {
                frontier: standing.frontier,
                idle: Duration::ZERO,
                told: false,
            });
            if watch.frontier != standing.frontier || !standing.waiting {
                if watch.told {
                    alarms.push(Alarm::Recovered(partition.clone()));
                }
                watch = Watch {
                    frontier: standing.frontier,
                    idle: Duration::ZERO,
                    told: false,
                };
            } else if possible {
                watch.idle += since;
                if watch.idle >= self.limit * 2 {
                    alarms.push(Alarm::GiveUp(partition.clone(), watch.idle));
                } else if watch.idle >= self.limit && !watch.told {
                    watch.told = true;
                    alarms.push(Alarm::Stalled(partition.clone(), watch.idle));
                }
            }
            self.watches.insert(partition, watch);
        }
        alarms
    }

    /// Partitions reported and not recovered.
    pub fn stalled(&self) -> usize {
        self.watches.values().filter(|w| w.told).count()
    }
}

/// Looks come every second or so; what is missing between two was not ours to use.
const LONGEST_LOOK: Duration = Duration::from_secs(5);

#[cfg(test)]
mod tests {
    use super::*;

    fn partition() -> TopicPartition {
        TopicPartition::new("raw", 3)
    }

    fn look(
        dog: &mut Watchdog,
        now: u64,
        possible: bool,
        frontier: i64,
        waiting: bool,
    ) -> Vec<Alarm> {
        let standing = Standing {
            frontier: Some(frontier),
            waiting,
        };
        let now = Duration::from_secs(now);
        dog.look(now, possible, std::iter::once((partition(), standing)))
    }

    fn seconds(n: u64) -> Duration {
        Duration::from_secs(n)
    }

    #[test]
    fn a_partition_without_progress_is_told_once_and_given_up_at_twice_the_limit() {
        let mut dog = Watchdog::new(seconds(10));
        for now in 0..10 {
            assert_eq!(look(&mut dog, now, true, 5, true), [], "{now} s");
        }
        assert_eq!(
            look(&mut dog, 10, true, 5, true),
            [Alarm::Stalled(partition(), seconds(10))]
        );
        assert_eq!(dog.stalled(), 1);
        for now in 11..20 {
            assert_eq!(look(&mut dog, now, true, 5, true), [], "{now} s");
        }
        assert_eq!(
            look(&mut dog, 20, true, 5, true),
            [Alarm::GiveUp(partition(), seconds(20))]
        );
    }

    #[test]
    fn progress_idleness_and_time_that_could_not_be_used_are_no_stall() {
        let mut dog = Watchdog::new(seconds(10));
        for now in 0..100 {
            assert_eq!(
                look(&mut dog, now, true, now as i64 / 9, true),
                [],
                "progress"
            );
        }
        for now in 100..200 {
            assert_eq!(look(&mut dog, now, true, 11, false), [], "nothing to do");
        }
        for now in 200..300 {
            assert_eq!(
                look(&mut dog, now, false, 11, true),
                [],
                "held, or brokers away"
            );
        }
        assert_eq!(
            look(&mut dog, 9_000, true, 11, true),
            [],
            "the machine slept"
        );
    }

    #[test]
    fn a_partition_that_goes_on_or_goes_away_is_forgotten() {
        let mut dog = Watchdog::new(seconds(3));
        for now in 0..4 {
            look(&mut dog, now, true, 5, true);
        }
        assert_eq!(dog.stalled(), 1);
        assert_eq!(
            look(&mut dog, 4, true, 6, true),
            [Alarm::Recovered(partition())]
        );
        assert_eq!(dog.stalled(), 0);
        for now in 5..8 {
            look(&mut dog, now, true, 6, true);
        }
        dog.look(seconds(9), true, std::iter::empty());
        assert_eq!(look(&mut dog, 10, true, 6, true), [], "another assignment");
    }
}
