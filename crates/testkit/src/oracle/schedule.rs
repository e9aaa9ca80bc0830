//! Which fault comes when: a pure function of the seed.
//!
//! Three lanes run side by side, each in order: what is done to instances, to brokers, to topics. So at most one broker
//! is away at a time, and faults of different lanes meet. Each lane deals its kinds like cards: all come before one
//! comes again.

use super::evidence::FACTS;
use std::fmt;
use std::time::Duration;

/// Session timeout of the instances. A freeze lasts longer.
pub const SESSION: Duration = Duration::from_secs(6);

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    /// SIGKILL; started again after a while.
    KillInstance { instance: usize, down: Duration },
    /// SIGTERM, waited for; started again.
    StopInstance { instance: usize },
    /// SIGSTOP for longer than the session timeout, then SIGCONT.
    FreezeInstance { instance: usize, frozen: Duration },
    /// So many instances run from now on.
    Scale { instances: usize },
    /// SIGKILL of a broker, and its restart.
    KillBroker { broker: usize, down: Duration },
    /// SIGSTOP and SIGCONT of a broker.
    FreezeBroker { broker: usize, frozen: Duration },
    /// The broker that coordinates the group is killed and started again.
    MoveCoordinator { down: Duration },
    /// A broker that stands still most of the time.
    SlowBroker { broker: usize, lasting: Duration },
    /// The dead-letter topic is deleted and made anew.
    DeadLettersAway { away: Duration },
    /// The instances may not read the input.
    InputDenied { lasting: Duration },
    /// The instances may not write dead letters.
    DeadLettersDenied { lasting: Duration },
    /// The instances may not write facts: a story is refused for good and becomes a dead letter.
    FactsDenied { lasting: Duration },
}

impl Fault {
    /// Name of its kind, as on the command line and in the report.
    pub fn name(self) -> &'static str {
        match self {
            Self::KillInstance { .. } => "kill-instance",
            Self::StopInstance { .. } => "stop-instance",
            Self::FreezeInstance { .. } => "freeze-instance",
            Self::Scale { .. } => "scale",
            Self::KillBroker { .. } => "kill-broker",
            Self::FreezeBroker { .. } => "freeze-broker",
            Self::MoveCoordinator { .. } => "move-coordinator",
            Self::SlowBroker { .. } => "slow-broker",
            Self::DeadLettersAway { .. } => "dead-letters-away",
            Self::InputDenied { .. } => "input-denied",
            Self::DeadLettersDenied { .. } => "dead-letters-denied",
            Self::FactsDenied { .. } => "facts-denied",
        }
    }

    /// Whether instances end by it in good order, so that alone it repeats nothing.
    pub fn is_graceful(self) -> bool {
        matches!(self, Self::StopInstance { .. } | Self::Scale { .. })
    }

    /// Whether instances may lose their partitions by it and not know.
    pub fn cuts_off(self) -> bool {
        matches!(self, Self::FreezeInstance { .. }) || self.lane() == Lane::Brokers
    }

    /// The output topic that may not be written meanwhile.
    pub fn denied(self) -> Option<usize> {
        matches!(self, Self::FactsDenied { .. }).then_some(FACTS)
    }

    /// Which lane it belongs to.
    pub fn lane(self) -> Lane {
        match self {
            Self::KillInstance { .. }
            | Self::StopInstance { .. }
            | Self::FreezeInstance { .. }
            | Self::Scale { .. } => Lane::Instances,
            Self::KillBroker { .. }
            | Self::FreezeBroker { .. }
            | Self::MoveCoordinator { .. }
            | Self::SlowBroker { .. } => Lane::Brokers,
            Self::DeadLettersAway { .. }
            | Self::InputDenied { .. }
            | Self::DeadLettersDenied { .. }
            | Self::FactsDenied { .. } => Lane::Topics,
        }
    }

    /// How long it lasts, about.
    fn length(self) -> Duration {
        match self {
            Self::KillInstance { down, .. }
            | Self::KillBroker { down, .. }
            | Self::MoveCoordinator { down } => down,
            Self::FreezeInstance { frozen, .. } | Self::FreezeBroker { frozen, .. } => frozen,
            Self::SlowBroker { lasting, .. }
            | Self::InputDenied { lasting }
            | Self::DeadLettersDenied { lasting }
            | Self::FactsDenied { lasting } => lasting,
            Self::DeadLettersAway { away } => away,
            Self::StopInstance { .. } | Self::Scale { .. } => Duration::from_secs(1),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.name();
        match self {
            Self::KillInstance { instance, down } => {
                write!(f, "{name} {instance}, back after {down:.1?}")
            }
            Self::StopInstance { instance } => write!(f, "{name} {instance}"),
            Self::FreezeInstance { instance, frozen } => {
                write!(f, "{name} {instance} for {frozen:.1?}")
            }
            Self::Scale { instances } => write!(f, "{name} to {instances}"),
            Self::KillBroker { broker, down } => {
                write!(f, "{name} {broker}, back after {down:.1?}")
            }
            Self::FreezeBroker { broker, frozen } => write!(f, "{name} {broker} for {frozen:.1?}"),
            Self::SlowBroker { broker, lasting } => write!(f, "{name} {broker} for {lasting:.1?}"),
            _ => write!(f, "{name} for {:.1?}", self.length()),
        }
    }
}

/// What runs side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lane {
    Instances,
    Brokers,
    Topics,
}

impl Lane {
    pub const ALL: [Self; 3] = [Self::Instances, Self::Brokers, Self::Topics];
}

/// A fault and its time since the start; later when the one before it in its lane took longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Item {
    pub at: Duration,
    pub fault: Fault,
}

/// The schedule of a run with so many instances and three brokers.
pub fn schedule(seed: u64, length: Duration, instances: usize) -> Vec<Item> {
    let mut items: Vec<Item> = Lane::ALL
        .iter()
        .enumerate()
        .flat_map(|(n, lane)| {
            // Each lane draws from numbers of its own, so that none depends on the others' lengths.
            let random = Random(seed.wrapping_add((n as u64 + 1) << 56));
            deal(*lane, random, length, instances)
        })
        .collect();
    items.sort_by_key(|item| item.at);
    items
}

fn deal(lane: Lane, mut random: Random, length: Duration, instances: usize) -> Vec<Item> {
    let mut items = Vec::new();
    let mut at = random.between(2_000, 6_000);
    let mut cards: Vec<usize> = Vec::new();
    while at < length {
        let Some(card) = cards.pop() else {
            cards = (0..4).collect();
            for last in (1..cards.len()).rev() {
                cards.swap(last, random.below(last as u64 + 1) as usize);
            }
            continue;
        };
        let fault = draw(lane, card, &mut random, instances);
        items.push(Item { at, fault });
        // Long enough for work to go on between two: only what is done can be lost.
        at += fault.length() + random.between(4_000, 10_000);
    }
    items
}

fn draw(lane: Lane, card: usize, random: &mut Random, instances: usize) -> Fault {
    let instance = random.below(instances as u64) as usize;
    let broker = random.below(3) as usize + 1;
    let short = random.between(1_500, 5_000);
    match (lane, card) {
        (Lane::Instances, 0) => Fault::KillInstance {
            instance,
            down: random.between(200, 3_000),
        },
        (Lane::Instances, 1) => Fault::StopInstance { instance },
        (Lane::Instances, 2) => Fault::FreezeInstance {
            instance,
            frozen: SESSION + random.between(1_000, 3_000),
        },
        (Lane::Instances, _) => Fault::Scale {
            instances: random.below(instances as u64) as usize + 1,
        },
        (Lane::Brokers, 0) => Fault::KillBroker {
            broker,
            down: short,
        },
        (Lane::Brokers, 1) => Fault::FreezeBroker {
            broker,
            frozen: short,
        },
        (Lane::Brokers, 2) => Fault::MoveCoordinator { down: short },
        (Lane::Brokers, _) => Fault::SlowBroker {
            broker,
            lasting: short,
        },
        (Lane::Topics, 0) => Fault::DeadLettersAway { away: short },
        (Lane::Topics, 1) => Fault::InputDenied { lasting: short },
        (Lane::Topics, 2) => Fault::DeadLettersDenied { lasting: short },
        (Lane::Topics, _) => Fault::FactsDenied { lasting: short },
    }
}

/// `SplitMix64` (Steele, Lea, Flood 2014): small, and the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below `bound`; even enough for bounds this small.
    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound.max(1)
    }

    fn between(&mut self, low_ms: u64, high_ms: u64) -> Duration {
        Duration::from_millis(low_ms + self.below(high_ms - low_ms))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn the_same_seed_gives_the_same_schedule_and_another_seed_another() {
        let length = Duration::from_mins(3);
        for seed in 0..50 {
            assert_eq!(schedule(seed, length, 3), schedule(seed, length, 3));
            assert_ne!(schedule(seed, length, 3), schedule(seed + 1, length, 3));
        }
        let known: Vec<String> = schedule(7, Duration::from_secs(12), 3)
            .iter()
            .map(|item| format!("{:?} {}", item.at, item.fault))
            .collect();
        assert_eq!(
            known,
            [
                "2.494s freeze-instance 2 for 8.7s",
                "3.089s facts-denied for 1.6s",
                "5.963s freeze-broker 1 for 4.8s"
            ]
        );
    }

    #[test]
    fn three_minutes_hold_every_kind_of_fault_and_a_longer_run_begins_like_a_shorter() {
        for seed in 0..200 {
            let short = schedule(seed, Duration::from_mins(3), 3);
            let kinds: HashSet<&str> = short.iter().map(|item| item.fault.name()).collect();
            assert_eq!(kinds.len(), 12, "seed {seed}: {kinds:?}");
            let long = schedule(seed, Duration::from_mins(30), 3);
            assert_eq!(long[..short.len()], short);
        }
    }

    #[test]
    fn within_a_lane_one_fault_ends_before_the_next_begins() {
        for seed in 0..200 {
            let items = schedule(seed, Duration::from_mins(10), 3);
            for lane in Lane::ALL {
                let lane: Vec<_> = items.iter().filter(|i| i.fault.lane() == lane).collect();
                for pair in lane.windows(2) {
                    assert!(pair[0].at + pair[0].fault.length() < pair[1].at);
                }
            }
        }
    }
}
