//! Which records a replay reads: a stretch of time of all inputs, or offsets of some partitions.

use crate::observe::Quiet;
use crate::recovery::original::hex;
use crate::recovery::snapshot::{QUIET, SnapshotError, Span, failed, offsets_at, reader, spans};
use rdkafka::config::ClientConfig;
use rdkafka::consumer::BaseConsumer;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Range {
    /// Records with a Kafka timestamp from `from_ms` on and below `until_ms`, as the brokers find them: from the first
    /// such record of a partition up to the first at or behind the end. Milliseconds since 1970.
    Times { from_ms: i64, until_ms: i64 },
    /// Offsets of single partitions.
    Offsets(Vec<Stretch>),
}

/// Offsets of one partition: `from` the first, `until` the one behind the last.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stretch {
    pub topic: String,
    pub partition: i32,
    pub from: i64,
    pub until: i64,
}

impl FromStr for Stretch {
    type Err = String;

    /// Reads `topic/partition:from-until`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let read = || {
            let (place, offsets) = text.rsplit_once(':')?;
            let (topic, partition) = place.rsplit_once('/')?;
            let (from, until) = offsets.split_once('-')?;
            Some(Self {
                topic: topic.to_owned(),
                partition: partition.parse().ok()?,
                from: from.parse().ok()?,
                until: until.parse().ok()?,
            })
        };
        let stretch = read().ok_or_else(|| {
            format!("{text}: write TOPIC/PARTITION:FROM-UNTIL, as in wire.afp/3:1000-2000; UNTIL is not read")
        })?;
        if stretch.topic.is_empty() || stretch.partition < 0 || stretch.from >= stretch.until {
            return Err(format!("{text}: nothing lies in that range"));
        }
        Ok(stretch)
    }
}

impl fmt::Display for Range {
    /// The same for the same range: progress is stored under it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Times { from_ms, until_ms } => write!(f, "{from_ms}..{until_ms}"),
            Self::Offsets(stretches) => {
                let mut sorted: Vec<&Stretch> = stretches.iter().collect();
                sorted.sort();
                for (n, stretch) in sorted.into_iter().enumerate() {
                    let Stretch {
                        topic,
                        partition,
                        from,
                        until,
                    } = stretch;
                    let comma = if n == 0 { "" } else { "," };
                    write!(f, "{comma}{topic}/{partition}:{from}-{until}")?;
                }
                Ok(())
            }
        }
    }
}

/// The range as it lies in a topic now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// Partitions with something of the range in them.
    pub spans: Vec<Span>,
    /// Offsets asked for that are not there: deleted, or not written yet.
    pub missing: u64,
}

impl Found {
    pub fn total(&self) -> u64 {
        self.spans.iter().map(|s| s.until.abs_diff(s.from)).sum()
    }
}

/// Longest name stored beside offsets as it is; brokers take 4,096 bytes by default.
const NAME: usize = 512;

impl Range {
    /// What progress is stored under: the range itself, or its hash where that is too long.
    pub(super) fn name(&self) -> String {
        let name = self.to_string();
        if name.len() <= NAME {
            return name;
        }
        format!("sha256:{}", hex(&Sha256::digest(name.as_bytes())))
    }

    /// Looks up where the range lies in a topic. `client` are a member's settings, `group` a group this login may use;
    /// it is not joined.
    ///
    /// # Errors
    /// The topic is not there or can't be read.
    pub(super) fn find(
        &self,
        client: &ClientConfig,
        group: &str,
        topic: &str,
    ) -> Result<Found, SnapshotError> {
        let consumer: BaseConsumer<Quiet> = reader(client, group)
            .create_with_context(QUIET)
            .map_err(|e| failed("a reader", topic, &e))?;
        let whole = spans(&consumer, topic)?;
        match self {
            Self::Times { from_ms, until_ms } => {
                let starts = offsets_at(&consumer, topic, &whole, *from_ms)?;
                let ends = offsets_at(&consumer, topic, &whole, *until_ms)?;
                Ok(between(&whole, &starts, &ends))
            }
            Self::Offsets(stretches) => Ok(cut(&whole, topic, stretches)),
        }
    }
}

/// A partition without a record at or behind a time has none from it on.
fn between(whole: &[Span], starts: &BTreeMap<i32, i64>, ends: &BTreeMap<i32, i64>) -> Found {
    let spans = whole.iter().map(|span| {
        let at = |offsets: &BTreeMap<i32, i64>| {
            let offset = offsets.get(&span.partition).copied();
            offset.unwrap_or(span.until).clamp(span.from, span.until)
        };
        Span {
            partition: span.partition,
            from: at(starts),
            until: at(ends),
        }
    });
    Found {
        spans: spans.filter(|s| s.from < s.until).collect(),
        missing: 0,
    }
}

fn cut(whole: &[Span], topic: &str, stretches: &[Stretch]) -> Found {
    let mut found = Found::default();
    for stretch in stretches.iter().filter(|s| s.topic == topic) {
        let there = whole.iter().find(|s| s.partition == stretch.partition);
        let (from, until) = there.map_or((stretch.from, stretch.from), |s| {
            (
                stretch.from.clamp(s.from, s.until),
                stretch.until.clamp(s.from, s.until),
            )
        });
        found.missing += stretch.until.abs_diff(stretch.from) - until.abs_diff(from);
        if from < until {
            found.spans.push(Span {
                partition: stretch.partition,
                from,
                until,
            });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: [Span; 2] = [
        Span {
            partition: 0,
            from: 10,
            until: 50,
        },
        Span {
            partition: 1,
            from: 0,
            until: 5,
        },
    ];

    #[test]
    fn a_stretch_is_read_with_slashes_in_no_topic_and_refused_when_empty() {
        let stretch: Stretch = "wire.afp/3:1000-2000".parse().unwrap();
        assert_eq!(
            (
                stretch.topic.as_str(),
                stretch.partition,
                stretch.from,
                stretch.until
            ),
            ("wire.afp", 3, 1_000, 2_000)
        );
        for wrong in [
            "", "a", "a/1", "a/1:5", "a/x:1-2", "a/1:2-2", "a/1:3-2", "/1:1-2", "a/-1:1-2",
        ] {
            assert!(wrong.parse::<Stretch>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_name_of_a_range_does_not_depend_on_the_order_of_its_stretches() {
        let read = |texts: [&str; 2]| Range::Offsets(texts.map(|t| t.parse().unwrap()).to_vec());
        let (one, other) = (read(["b/1:0-9", "a/0:3-4"]), read(["a/0:3-4", "b/1:0-9"]));
        assert_eq!(one.to_string(), "a/0:3-4,b/1:0-9");
        assert_eq!(one.to_string(), other.to_string());
    }

    #[test]
    fn times_without_a_record_behind_them_end_where_the_partition_ends() {
        let found = between(
            &WHOLE,
            &BTreeMap::from([(0, 12), (1, 0)]),
            &BTreeMap::from([(0, 20)]),
        );
        assert_eq!(
            found.spans,
            [
                Span {
                    partition: 0,
                    from: 12,
                    until: 20
                },
                Span {
                    partition: 1,
                    from: 0,
                    until: 5
                },
            ]
        );
        let none = between(&WHOLE, &BTreeMap::new(), &BTreeMap::new());
        assert_eq!((none.spans.len(), none.total()), (0, 0));
    }

    #[test]
    fn offsets_that_are_gone_or_not_there_yet_are_counted_as_missing() {
        let read = |text: &str| vec![text.parse::<Stretch>().unwrap()];
        let found = cut(&WHOLE, "t", &read("t/0:5-60"));
        assert_eq!((found.total(), found.missing), (40, 15));
        assert_eq!(cut(&WHOLE, "t", &read("t/7:0-4")).missing, 4);
        assert_eq!(cut(&WHOLE, "t", &read("u/0:0-4")), Found::default());
    }
}
