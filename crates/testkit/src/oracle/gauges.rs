//! What the instances' metrics pages tell: sentinels, and what was felt of the faults.

use std::collections::BTreeMap;

/// A counter, summed over all instances and all their lives.
struct Counter {
    /// In the report.
    name: &'static str,
    /// What its lines on the page begin with.
    series: &'static str,
    /// Faults that can't happen again and again without moving it.
    moved_by: &'static [&'static str],
}

/// Sentinels: they must stay 0.
pub const SENTINELS: [&str; 3] = [
    "copytaster_commit_violations_total",
    "copytaster_order_violations_total",
    "copytaster_panics_total",
];

const EFFECTS: [Counter; 8] = [
    Counter {
        name: "assignments",
        series: "copytaster_rebalances_total{event=\"assign\"}",
        moved_by: &["kill-instance", "stop-instance", "scale"],
    },
    Counter {
        name: "assignments lost",
        series: "copytaster_rebalances_total{event=\"lost\"}",
        moved_by: &["freeze-instance"],
    },
    Counter {
        name: "brokers gone",
        series: "copytaster_rdkafka_errors_total{client=\"consumer\",code=\"BrokerTransportFailure\"}",
        moved_by: &["kill-broker", "move-coordinator"],
    },
    Counter {
        name: "reads refused",
        series: "copytaster_rdkafka_errors_total{client=\"consumer\",code=\"TopicAuthorizationFailed\"}",
        moved_by: &["input-denied"],
    },
    Counter {
        name: "outputs failed",
        series: "copytaster_produce_errors_total",
        moved_by: &["facts-denied"],
    },
    Counter {
        name: "dead letters failed",
        series: "copytaster_dead_letter_errors_total",
        moved_by: &["dead-letters-denied", "dead-letters-away"],
    },
    Counter {
        name: "transactions aborted",
        series: "copytaster_transactions_total{result=\"aborted\"}",
        moved_by: &[],
    },
    Counter {
        name: "producers renewed",
        series: "copytaster_transactions_total{result=\"renewed\"}",
        moved_by: &[],
    },
];

/// So often a kind of fault must have been injected before it must have been felt: one alone may meet an instance that
/// is about to be killed.
const OFTEN: u64 = 3;

/// One reading of a page, or a sum of readings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Gauges {
    sentinels: [u64; SENTINELS.len()],
    effects: [u64; EFFECTS.len()],
}

impl Gauges {
    /// Reads a page in the Prometheus text format.
    pub fn read(page: &str) -> Self {
        Self {
            sentinels: SENTINELS.map(|series| sum(page, series)),
            effects: EFFECTS.map(|counter| sum(page, counter.series)),
        }
    }

    pub fn add(&mut self, other: Self) {
        let pairs = self.sentinels.iter_mut().zip(other.sentinels);
        for (sum, more) in pairs.chain(self.effects.iter_mut().zip(other.effects)) {
            *sum += more;
        }
    }

    /// Sentinels that are not 0, in words.
    pub fn violations(&self) -> Vec<String> {
        let told = SENTINELS.into_iter().zip(self.sentinels);
        told.filter(|(_, count)| *count > 0)
            .map(|(name, count)| format!("{name} is {count}"))
            .collect()
    }

    /// What was felt, by name.
    pub fn effects(&self) -> impl Iterator<Item = (&'static str, u64)> {
        EFFECTS.iter().map(|c| c.name).zip(self.effects)
    }

    /// How often one of them was felt.
    pub fn effect(&self, name: &str) -> u64 {
        self.effects().find(|(n, _)| *n == name).map_or(0, |e| e.1)
    }

    /// Kinds of faults that were injected and that no instance felt, in words: a run that proves nothing of them.
    pub fn unfelt(&self, faults: &BTreeMap<&'static str, u64>) -> Vec<String> {
        let still = EFFECTS.iter().zip(self.effects).filter(|(_, n)| *n == 0);
        still
            .flat_map(|(counter, _)| counter.moved_by.iter().map(move |f| (f, counter.name)))
            .filter_map(|(fault, effect)| {
                let count = faults.get(fault).filter(|count| **count >= OFTEN)?;
                Some(format!("{count} times {fault}, but no {effect}"))
            })
            .collect()
    }
}

fn sum(page: &str, series: &str) -> u64 {
    let values = page
        .lines()
        .filter(|line| {
            line.strip_prefix(series)
                .is_some_and(|rest| rest.starts_with([' ', '{']))
        })
        .filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok());
    values.sum::<f64>() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "# HELP copytaster_panics_total x
copytaster_rebalances_total{event=\"assign\"} 3
copytaster_rebalances_total{event=\"lost\"} 1
copytaster_produce_errors_total{reason=\"A\",topic=\"x\"} 4
copytaster_produce_errors_total{reason=\"B\",topic=\"y\"} 5
copytaster_panics_total 2
copytaster_panics_total_of_others 7
";

    #[test]
    fn counters_are_summed_over_labels_and_over_instances() {
        let mut all = Gauges::read(PAGE);
        all.add(Gauges::read(PAGE));
        assert_eq!(all.violations(), ["copytaster_panics_total is 4"]);
        assert_eq!(all.effect("assignments"), 6);
        assert_eq!(all.effect("assignments lost"), 2);
        assert_eq!(all.effect("outputs failed"), 18);
    }

    #[test]
    fn a_fault_injected_again_and_again_that_nobody_felt_is_told() {
        let felt = Gauges::read(PAGE);
        let faults = |name, count| BTreeMap::from([(name, count)]);
        assert_eq!(
            felt.unfelt(&faults("input-denied", 3)),
            ["3 times input-denied, but no reads refused"]
        );
        assert!(felt.unfelt(&faults("input-denied", 2)).is_empty());
        assert!(felt.unfelt(&faults("freeze-instance", 3)).is_empty());
    }
}
