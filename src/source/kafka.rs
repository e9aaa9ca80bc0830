//! The real feed: rdkafka's `BaseConsumer`.
//!
//! Rules that keep it from hanging or lying (docs/delivery.md): lists that the client gave out are turned into plain
//! values at once, because a live one makes closing hang for ever; the rebalance callback only reports, because it
//! runs inside `poll`; a change of the assignment is answered exactly once and always incrementally.

use super::context::{FeedContext, list_of};
use super::feed::{Feed, FeedError, Polled, RebalanceEvent};
use crate::delivery::{Cut, TopicPartition};
use crate::kafka_errors::{Reading, meaning};
use crate::observe::Metrics;
use crate::story::{Header, Origin, RawRecord};
use crossbeam_channel::RecvTimeoutError;
use rdkafka::Offset;
use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer, ConsumerGroupMetadata};
use rdkafka::error::KafkaError;
use rdkafka::message::{BorrowedMessage, Headers, Message};
use rdkafka::topic_partition_list::TopicPartitionList;
use rustc_hash::FxHashMap;
use std::sync::Arc;
use std::time::Duration;

/// A subscribed member of the group.
pub struct KafkaFeed {
    /// `None` once closed.
    consumer: Option<BaseConsumer<FeedContext>>,
    context: Arc<FeedContext>,
    cluster: Arc<str>,
    topics: FxHashMap<String, Arc<str>>,
    subscription: Vec<String>,
    /// Changes of the assignment taken and not answered.
    unanswered: usize,
    /// The reset policy is to stop.
    stops: bool,
    /// Under KIP-848 a member that gets nothing hears of no assignment either.
    silent_when_empty: bool,
}

impl KafkaFeed {
    /// Creates the client and subscribes. `topics` holds names or, beginning with `^`, patterns.
    ///
    /// # Errors
    /// The client refuses its configuration or a pattern.
    pub fn subscribe(
        config: &ClientConfig,
        cluster: Arc<str>,
        topics: &[String],
        metrics: Metrics,
    ) -> Result<Self, FeedError> {
        let consumer: BaseConsumer<FeedContext> = config
            .create_with_context(FeedContext::new(metrics))
            .map_err(|e| call("creating the consumer", &e))?;
        let names: Vec<&str> = topics.iter().map(String::as_str).collect();
        consumer
            .subscribe(&names)
            .map_err(|e| call("subscribe", &e))?;
        let context = Arc::clone(consumer.context());
        Ok(Self {
            consumer: Some(consumer),
            context,
            cluster,
            topics: FxHashMap::default(),
            subscription: topics.to_vec(),
            unanswered: 0,
            stops: config.get("auto.offset.reset") == Some("error"),
            silent_when_empty: config.get("group.protocol") == Some("consumer"),
        })
    }

    fn consumer(&self) -> Result<&BaseConsumer<FeedContext>, FeedError> {
        self.consumer
            .as_ref()
            .ok_or(FeedError::Fatal("the consumer is closed".into()))
    }

    /// Whether the group has an offset in any partition of the topic.
    fn group_has_read(&mut self, topic: &Arc<str>, timeout: Duration) -> Result<bool, FeedError> {
        let found = self
            .consumer()?
            .fetch_metadata(Some(topic), timeout)
            .map_err(|e| call("looking at an input", &e))?;
        let count = found.topics().first().map_or(0, |t| t.partitions().len());
        let all: Vec<_> = (0..i32::try_from(count).unwrap_or(i32::MAX))
            .map(|n| TopicPartition::new(Arc::clone(topic), n))
            .collect();
        let stored = self.committed(&all, timeout)?;
        Ok(stored.iter().any(|(_, offset)| offset.is_some()))
    }
}

fn intern(topics: &mut FxHashMap<String, Arc<str>>, topic: &str) -> Arc<str> {
    if let Some(known) = topics.get(topic) {
        return Arc::clone(known);
    }
    let shared: Arc<str> = Arc::from(topic);
    topics.insert(topic.to_owned(), Arc::clone(&shared));
    shared
}

/// Copies a message out of the client's buffers (a borrowed one would pin its whole fetch response), as the record it is of `topic`.
pub fn own(message: &BorrowedMessage<'_>, cluster: &Arc<str>, topic: Arc<str>) -> RawRecord {
    RawRecord {
        origin: Origin {
            cluster: Arc::clone(cluster),
            topic,
            partition: message.partition(),
            offset: message.offset(),
        },
        key: message.key().map(<[u8]>::to_vec),
        value: message.payload().map(<[u8]>::to_vec),
        headers: headers_of(message),
        timestamp_ms: message.timestamp().to_millis().filter(|ms| *ms >= 0),
    }
}

/// Headers of a message as plain values, null values kept.
pub fn headers_of<M: Message>(message: &M) -> Vec<Header> {
    message.headers().map_or_else(Vec::new, |headers| {
        headers
            .iter()
            .map(|h| Header {
                name: h.key.to_owned(),
                value: h.value.map(<[u8]>::to_vec),
            })
            .collect()
    })
}

fn call(call: &'static str, error: &KafkaError) -> FeedError {
    FeedError::Call {
        call,
        reason: error.to_string(),
    }
}

impl Feed for KafkaFeed {
    type Group = Arc<ConsumerGroupMetadata>;

    fn poll(&mut self, timeout: Duration) -> Result<Polled, FeedError> {
        let Some(consumer) = self.consumer.as_ref() else {
            return Err(FeedError::Fatal("the consumer is closed".into()));
        };
        match consumer.poll(timeout) {
            None => Ok(Polled::Nothing),
            Some(Ok(message)) => {
                let topic = intern(&mut self.topics, message.topic());
                Ok(Polled::Record(Box::new(own(
                    &message,
                    &self.cluster,
                    topic,
                ))))
            }
            Some(Err(KafkaError::MessageConsumptionFatal(code))) => {
                Err(FeedError::Fatal(code.to_string()))
            }
            Some(Err(error)) => match consumer.client().fatal_error() {
                Some((code, reason)) => Err(FeedError::Fatal(format!("{code}: {reason}"))),
                None => match error.rdkafka_error_code().map(|c| meaning(c).reading) {
                    Some(Reading::OutOfRange) => Err(FeedError::OutOfRange(error.to_string())),
                    Some(Reading::NotAuthorised) => Ok(Polled::NotAuthorised(error.to_string())),
                    Some(Reading::Passing) | None => Ok(Polled::Passing(error.to_string())),
                },
            },
        }
    }

    fn next_rebalance(&mut self) -> Option<RebalanceEvent> {
        let mut waiting = self.context.waiting();
        let event = waiting.pop_front()?;
        drop(waiting);
        self.unanswered += 1;
        Some(event)
    }

    fn assign(&mut self, partitions: &[TopicPartition]) -> Result<(), FeedError> {
        self.unanswered = self.unanswered.saturating_sub(1);
        self.consumer()?
            .incremental_assign(&list_of(partitions))
            .map_err(|e| call("assign", &e))
    }

    fn assign_at(&mut self, starts: &[(TopicPartition, Option<i64>)]) -> Result<(), FeedError> {
        self.unanswered = self.unanswered.saturating_sub(1);
        let mut list = TopicPartitionList::with_capacity(starts.len());
        for (partition, start) in starts {
            match start {
                Some(offset) => list
                    .add_partition_offset(
                        &partition.topic,
                        partition.partition,
                        Offset::Offset(*offset),
                    )
                    .map_err(|e| call("assign", &e))?,
                None => {
                    list.add_partition(&partition.topic, partition.partition);
                }
            }
        }
        self.consumer()?
            .incremental_assign(&list)
            .map_err(|e| call("assign", &e))
    }

    fn rejoin(&mut self) -> Result<(), FeedError> {
        let names: Vec<&str> = self.subscription.iter().map(String::as_str).collect();
        let consumer = self.consumer()?;
        // Leaves also where the member is static: only closing keeps its place.
        consumer.unsubscribe();
        // Kept by the client until the partitions are given back.
        consumer
            .subscribe(&names)
            .map_err(|e| call("subscribe", &e))
    }

    fn unassign(&mut self, partitions: &[TopicPartition]) -> Result<(), FeedError> {
        self.unanswered = self.unanswered.saturating_sub(1);
        self.consumer()?
            .incremental_unassign(&list_of(partitions))
            .map_err(|e| call("unassign", &e))
    }

    fn pause(&mut self, partitions: &[TopicPartition]) -> Result<(), FeedError> {
        self.consumer()?
            .pause(&list_of(partitions))
            .map_err(|e| call("pause", &e))
    }

    fn resume(&mut self, partitions: &[TopicPartition]) -> Result<(), FeedError> {
        self.consumer()?
            .resume(&list_of(partitions))
            .map_err(|e| call("resume", &e))
    }

    fn commit(&mut self, cut: &Cut) -> Result<(), FeedError> {
        let mut list = TopicPartitionList::with_capacity(cut.offsets.len());
        for (partition, offset) in &cut.offsets {
            list.add_partition_offset(
                &partition.topic,
                partition.partition,
                Offset::Offset(*offset),
            )
            .map_err(|e| call("commit", &e))?;
        }
        self.consumer()?
            .commit(&list, CommitMode::Async)
            .map_err(|e| call("commit", &e))
    }

    fn committed(
        &mut self,
        partitions: &[TopicPartition],
        timeout: Duration,
    ) -> Result<Vec<(TopicPartition, Option<i64>)>, FeedError> {
        let stored = self
            .consumer()?
            .committed_offsets(list_of(partitions), timeout)
            .map_err(|e| call("reading committed offsets", &e))?;
        // A partition whose offset could not be read is not one without.
        let failed = stored.elements().iter().find_map(|e| e.error().err());
        failed.map_or_else(
            || Ok(plain_offsets(&stored)),
            |e| Err(call("reading committed offsets", &e)),
        )
    }

    /// A policy that stops where the group has no offset is for groups that have none at all. Where it has read other
    /// partitions of the topic, one that still holds its first record was added since, or had nothing to read yet.
    fn starts(
        &mut self,
        partitions: &[TopicPartition],
        timeout: Duration,
    ) -> Result<Vec<(TopicPartition, Option<i64>)>, FeedError> {
        let mut starts = self.committed(partitions, timeout)?;
        if !self.stops {
            return Ok(starts);
        }
        let mut known: FxHashMap<Arc<str>, bool> = FxHashMap::default();
        for (partition, start) in starts.iter_mut().filter(|(_, start)| start.is_none()) {
            let reads = match known.get(&partition.topic) {
                Some(reads) => *reads,
                None => self.group_has_read(&partition.topic, timeout)?,
            };
            known.insert(Arc::clone(&partition.topic), reads);
            if !reads {
                continue;
            }
            let (low, _) = self
                .consumer()?
                .fetch_watermarks(&partition.topic, partition.partition, timeout)
                .map_err(|e| call("looking at an input", &e))?;
            *start = (low == 0).then_some(0);
        }
        Ok(starts)
    }

    fn joined(&self) -> bool {
        self.silent_when_empty && self.context.stats.member_settled()
    }

    fn end_reached(&self, partition: &TopicPartition) -> Option<i64> {
        let stats = &self.context.stats;
        stats.end_reached(&partition.topic, partition.partition)
    }

    fn group(&self) -> Option<Arc<ConsumerGroupMetadata>> {
        let consumer = self.consumer.as_ref()?;
        let group = consumer.group_metadata();
        // Asked after it: metadata of a member that has just been put out may be empty, and Kafka accepts that.
        if consumer.assignment_lost() {
            return None;
        }
        group.map(Arc::new)
    }

    fn seek(
        &mut self,
        offsets: &[(TopicPartition, i64)],
        timeout: Duration,
    ) -> Result<(), FeedError> {
        let mut list = TopicPartitionList::with_capacity(offsets.len());
        for (partition, offset) in offsets {
            list.add_partition_offset(
                &partition.topic,
                partition.partition,
                Offset::Offset(*offset),
            )
            .map_err(|e| call("seek", &e))?;
        }
        let sought = self
            .consumer()?
            .seek_partitions(list, timeout)
            .map_err(|e| call("seek", &e))?;
        let refused = sought.elements().iter().find_map(|e| e.error().err());
        refused.map_or(Ok(()), |e| Err(call("seek", &e)))
    }

    fn close(&mut self) {
        self.context.close();
        let Some(consumer) = self.consumer.take() else {
            return;
        };
        // After an error: closing would wait for the answer to a change that was taken and not answered.
        let owed = self.unanswered > 0 || !self.context.waiting().is_empty();
        if owed && let Err(error) = consumer.unassign() {
            tracing::debug!(%error, "unassign at closing");
        }
        // Closing waits for the answers to what is under way: with a broker that hangs, a minute.
        let (done, closed) = crossbeam_channel::bounded::<()>(0);
        let leaving = std::thread::Builder::new().name("leave".into());
        let spawned = leaving.spawn(move || {
            let _done = done;
            drop(consumer);
        });
        if let Err(error) = spawned {
            // The closure, and the consumer with it, is gone already.
            tracing::debug!(%error, "no thread for leaving the group");
        }
        if closed.recv_timeout(CLOSE_TIMEOUT) == Err(RecvTimeoutError::Timeout) {
            tracing::warn!("the brokers don't answer: left the group without their word");
        }
    }
}

/// How long leaving the group may take; a member that does not come through is put out by its session timeout.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(3);

/// Offsets of a list as plain values, so that the list can be dropped.
pub(super) fn plain_offsets(list: &TopicPartitionList) -> Vec<(TopicPartition, Option<i64>)> {
    list.elements()
        .iter()
        .map(|e| {
            let offset = match e.offset() {
                Offset::Offset(offset) => Some(offset),
                _ => None,
            };
            (TopicPartition::new(e.topic(), e.partition()), offset)
        })
        .collect()
}
