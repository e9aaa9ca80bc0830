//! Partitions that no member of the group reads, and who puts that right.
//!
//! Under the classic protocol a moving partition is free between two rebalances: its owner gives it back in the first,
//! the second hands it on. The owner asks for the second by joining again. A static member that dies between the two and
//! comes back is given its place without a rebalance, so nobody asks, and what it gave back belongs to nobody as long as
//! the group stays as it is. Each static member therefore looks at what the group has given to whom. When the same
//! partitions are without an owner twice in a row, one member leaves and joins, which makes the group share out anew.

use crate::delivery::TopicPartition;
use rdkafka::client::ClientContext;
use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer, ConsumerContext};
use rdkafka::error::KafkaResult;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

/// What the members of a group that is at rest have been given.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Shares {
    /// Ids of the members, sorted.
    members: BTreeSet<String>,
    given: BTreeSet<TopicPartition>,
}

/// One member's watch for partitions that nobody reads.
#[derive(Debug)]
pub(super) struct Unread {
    group: String,
    /// `group.instance.id`.
    instance: String,
    /// Names; inputs that are patterns are watched as far as some member reads of them.
    topics: BTreeSet<String>,
    before: BTreeSet<TopicPartition>,
    /// Looks in a row that found the same.
    times: usize,
}

/// What a look found.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub partitions: BTreeSet<TopicPartition>,
    /// It is this member's turn to leave and join.
    pub rejoin: bool,
}

impl Unread {
    /// `None` where it can't happen: members without names, or the `consumer` protocol, whose broker shares out by itself.
    pub fn new(config: &ClientConfig, topics: &[String]) -> Option<Self> {
        if config.get("group.protocol") == Some("consumer") {
            return None;
        }
        let names = topics.iter().filter(|t| !t.starts_with('^'));
        Some(Self {
            group: config.get("group.id")?.to_owned(),
            instance: config.get("group.instance.id")?.to_owned(),
            topics: names.cloned().collect(),
            before: BTreeSet::new(),
            times: 0,
        })
    }

    /// Asks the brokers; `None` while the group is not at rest.
    ///
    /// # Errors
    /// A broker does not answer in time, or may not be asked.
    pub fn look<C: ClientContext + ConsumerContext>(
        &mut self,
        client: &BaseConsumer<C>,
        timeout: Duration,
    ) -> KafkaResult<Option<Found>> {
        let groups = client.fetch_group_list(Some(&self.group), timeout)?;
        let group = groups.groups().iter().find(|g| g.name() == self.group);
        let Some(group) = group.filter(|g| g.state() == "Stable") else {
            self.times = 0;
            return Ok(None);
        };
        let mut shares = Shares::default();
        for member in group.members() {
            shares.members.insert(member.id().to_owned());
            match given(member.assignment().unwrap_or_default()) {
                Some(given) => shares.given.extend(given),
                // Of another kind of client: what it reads is not known.
                None => return Ok(None),
            }
        }
        let read = shares.given.iter().map(|p| p.topic.to_string());
        let topics: BTreeSet<String> = read.chain(self.topics.iter().cloned()).collect();
        let mut all = BTreeMap::new();
        for topic in topics {
            let metadata = client.fetch_metadata(Some(&topic), timeout)?;
            let partitions = metadata
                .topics()
                .first()
                .map_or(0, |t| t.partitions().len());
            all.insert(topic, i32::try_from(partitions).unwrap_or(i32::MAX));
        }
        Ok(Some(self.judge(&shares, &all)))
    }

    /// Each member in turn is the one, beginning with the first at the second look: should one not do it, the next will.
    fn judge(&mut self, shares: &Shares, all: &BTreeMap<String, i32>) -> Found {
        let partitions: BTreeSet<TopicPartition> = all
            .iter()
            .flat_map(|(topic, count)| {
                let topic: Arc<str> = topic.as_str().into();
                (0..*count).map(move |partition| TopicPartition {
                    topic: Arc::clone(&topic),
                    partition,
                })
            })
            .filter(|partition| !shares.given.contains(partition))
            .collect();
        self.times = match partitions.is_empty() {
            true => 0,
            false if partitions == self.before => self.times + 1,
            false => 1,
        };
        self.before.clone_from(&partitions);
        let turn = self.times.checked_sub(2).and_then(|late| {
            let count = shares.members.len().max(1);
            shares.members.iter().nth(late % count)
        });
        Found {
            partitions,
            rejoin: turn.is_some_and(|member| self.is_me(member)),
        }
    }

    /// Brokers name a static member by its instance id and a UUID.
    fn is_me(&self, member: &str) -> bool {
        let rest = member.strip_prefix(&self.instance);
        rest.and_then(|rest| rest.strip_prefix('-'))
            .is_some_and(|uuid| uuid.len() == UUID)
    }
}

/// Characters of a UUID as text.
const UUID: usize = 36;

/// The partitions of a member's assignment as the classic protocol writes it: version, then topics, each a name and its
/// partitions (`ConsumerProtocolAssignment` of Kafka's message definitions). `None`: something else.
fn given(bytes: &[u8]) -> Option<Vec<TopicPartition>> {
    if bytes.is_empty() {
        return Some(Vec::new());
    }
    let mut rest = bytes;
    let mut take = |count: usize| {
        let (taken, left) = rest.split_at_checked(count)?;
        rest = left;
        Some(taken)
    };
    let _version = take(2)?;
    let count = |bytes: &[u8]| Some(i32::from_be_bytes(bytes.try_into().ok()?));
    let mut out = Vec::new();
    for _ in 0..count(take(4)?)?.max(0) {
        let length = i16::from_be_bytes(take(2)?.try_into().ok()?);
        let name = std::str::from_utf8(take(usize::try_from(length).ok()?)?).ok()?;
        let topic: Arc<str> = name.into();
        for _ in 0..count(take(4)?)?.max(0) {
            out.push(TopicPartition {
                topic: Arc::clone(&topic),
                partition: count(take(4)?)?,
            });
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "taster-a-0f8fad5b-d9cb-469f-a165-70867728950e";
    const B: &str = "taster-b-7c9e6679-7425-40de-944b-e07fc1f90ae7";

    fn watch(instance: &str) -> Unread {
        let mut config = ClientConfig::new();
        config.set("group.id", "g");
        config.set("group.instance.id", instance);
        Unread::new(&config, &["raw".into(), "^wire.*".into()]).unwrap()
    }

    fn shares(given: &[i32]) -> Shares {
        Shares {
            members: [A, B].map(ToOwned::to_owned).into(),
            given: given
                .iter()
                .map(|p| TopicPartition::new("raw", *p))
                .collect(),
        }
    }

    fn all() -> BTreeMap<String, i32> {
        [("raw".to_owned(), 3)].into()
    }

    #[test]
    fn partitions_without_owner_twice_in_a_row_make_one_member_after_the_other_join_again() {
        let (mut a, mut b) = (watch("taster-a"), watch("taster-b"));
        let mut turns = Vec::new();
        for _ in 0..4 {
            let (a, b) = (
                a.judge(&shares(&[0]), &all()),
                b.judge(&shares(&[0]), &all()),
            );
            assert_eq!(a.partitions.len(), 2);
            turns.push((a.rejoin, b.rejoin));
        }
        assert_eq!(
            turns,
            [(false, false), (true, false), (false, true), (true, false)]
        );
    }

    #[test]
    fn what_changes_between_two_looks_is_a_rebalance_and_no_reason() {
        let mut a = watch("taster-a");
        for given in [&[0][..], &[1], &[0], &[0, 1, 2], &[0]] {
            assert!(!a.judge(&shares(given), &all()).rejoin);
        }
        assert!(a.judge(&shares(&[0]), &all()).rejoin);
    }

    #[test]
    fn members_without_names_and_of_the_new_protocol_do_not_watch() {
        let mut config = ClientConfig::new();
        config.set("group.id", "g");
        assert!(Unread::new(&config, &[]).is_none());
        config.set("group.instance.id", "a");
        assert!(Unread::new(&config, &[]).is_some());
        config.set("group.protocol", "consumer");
        assert!(Unread::new(&config, &[]).is_none());
    }

    #[test]
    fn an_assignment_is_read_as_the_protocol_writes_it_and_anything_else_is_not_guessed() {
        let mut bytes = vec![0, 1, 0, 0, 0, 1, 0, 3];
        bytes.extend(b"raw");
        bytes.extend([0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0]);
        let read = given(&bytes).unwrap();
        assert_eq!(
            read,
            [TopicPartition::new("raw", 0), TopicPartition::new("raw", 2)]
        );
        assert_eq!(given(&[]), Some(Vec::new()));
        for length in 1..bytes.len() - 4 {
            assert_eq!(given(&bytes[..length]), None, "{length}");
        }
        assert_eq!(given(&[0, 1, 127, 255, 255, 255]), None);
    }
}
