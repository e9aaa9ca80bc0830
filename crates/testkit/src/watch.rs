//! What is watched while a run goes on: topics as they grow, offsets as they are committed, who leads.

use crate::client::{Client, LONG, Record, ends_of, own};
use crate::wait::within;
use anyhow::{Context, Result};
use rdkafka::Offset;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::KafkaError;
use rdkafka::message::Message;
use rdkafka::topic_partition_list::TopicPartitionList;
use std::collections::HashSet;
use std::time::Duration;

impl Client {
    /// The broker that coordinates a group: the leader of its partition of `__consumer_offsets`. `None` while there is
    /// none, or nobody knows.
    pub fn coordinator(&self, group: &str) -> Option<usize> {
        let consumer: BaseConsumer = self.config().create().ok()?;
        let metadata = consumer
            .fetch_metadata(Some("__consumer_offsets"), LONG)
            .ok()?;
        let partitions = metadata.topics().first()?.partitions();
        // Java's hash of a string, its sign bit taken off, is how brokers choose the partition.
        let hash = group.encode_utf16().fold(0_i32, |hash, unit| {
            hash.wrapping_mul(31).wrapping_add(i32::from(unit))
        });
        let chosen = (hash & i32::MAX).checked_rem(partitions.len() as i32)?;
        let chosen = partitions.iter().find(|p| p.id() == chosen)?;
        usize::try_from(chosen.leader()).ok()
    }

    /// Reads a topic from its beginning and goes on as it grows. `seen` gets each record, and `None` whenever all ends
    /// are reached and nothing comes; it says whether to go on. Brokers that go away are waited for.
    ///
    /// # Errors
    /// The topic is not there within 30 seconds.
    pub fn follow(
        &self,
        topic: &str,
        committed: bool,
        mut seen: impl FnMut(Option<Record>) -> bool,
    ) -> Result<()> {
        let isolation = if committed {
            "read_committed"
        } else {
            "read_uncommitted"
        };
        let consumer: BaseConsumer = self
            .config()
            .set("group.id", "testkit-follower")
            .set("enable.auto.commit", "false")
            .set("isolation.level", isolation)
            .set("enable.partition.eof", "true")
            .set("auto.offset.reset", "earliest")
            .set("fetch.wait.max.ms", "100")
            .create()?;
        let partitions = within(LONG, || {
            let metadata = consumer.fetch_metadata(Some(topic), LONG).ok()?;
            let partitions = metadata.topics().first()?.partitions().len();
            (partitions > 0).then_some(partitions as i32)
        });
        let partitions = partitions.with_context(|| format!("{topic} has no partitions"))?;
        let mut list = TopicPartitionList::new();
        for partition in 0..partitions {
            list.add_partition_offset(topic, partition, Offset::Beginning)?;
        }
        consumer.assign(&list)?;
        // Partitions whose end has not been reached since their last record.
        let mut reading: HashSet<i32> = (0..partitions).collect();
        loop {
            let go_on = match consumer.poll(Duration::from_millis(300)) {
                Some(Ok(message)) => {
                    reading.insert(message.partition());
                    seen(Some(own(&message)))
                }
                Some(Err(KafkaError::PartitionEOF(partition))) => {
                    reading.remove(&partition);
                    true
                }
                None if reading.is_empty() => seen(None),
                Some(Err(_)) | None => true,
            };
            if !go_on {
                return Ok(());
            }
        }
    }

    /// Whether no transaction is open that has written to the topic: readers of committed records get as far as all
    /// others. `false` also when the brokers do not answer.
    pub fn is_settled(&self, topic: &str) -> bool {
        let ends = |isolation: &str| {
            let mut config = self.config();
            config.set("isolation.level", isolation);
            ends_of(&config, topic).ok()
        };
        let all = ends("read_uncommitted");
        all.is_some() && all == ends("read_committed")
    }

    /// Asks for a group's committed offsets (0 where there is none) again and again, until `seen` says that it is
    /// enough; it gets `None` when the brokers did not answer.
    pub fn watch_committed(
        &self,
        group: &str,
        topic: &str,
        partitions: i32,
        mut seen: impl FnMut(Option<Vec<i64>>) -> bool,
    ) {
        // One that waits for stable offsets would not be answered while a transaction is open.
        let made = self
            .config()
            .set("group.id", group)
            .set("isolation.level", "read_uncommitted")
            .create::<BaseConsumer>();
        loop {
            let mut list = TopicPartitionList::new();
            for partition in 0..partitions {
                list.add_partition(topic, partition);
            }
            let stored = made.as_ref().ok().and_then(|consumer| {
                let stored = consumer.committed_offsets(list, Duration::from_secs(3));
                // Plain values at once: a list that lives on keeps the client from ending.
                let mut offsets = vec![0; partitions as usize];
                for element in stored.ok()?.elements() {
                    if let Offset::Offset(offset) = element.offset() {
                        offsets[element.partition() as usize] = offset;
                    }
                }
                Some(offsets)
            });
            if !seen(stored) {
                return;
            }
        }
    }
}
