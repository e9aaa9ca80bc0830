//! A topic read from here to there: without joining a group, and to an end that is fixed when it begins.

use super::member::{Stored, stored};
use crate::observe::Quiet;
use crate::source::own;
use crate::story::RawRecord;
use rdkafka::Offset;
use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::{KafkaError, KafkaResult};
use rdkafka::message::Message;
use rdkafka::metadata::MetadataPartition;
use rdkafka::topic_partition_list::TopicPartitionList;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long brokers may say nothing before a reader gives up.
pub(super) const SILENCE: Duration = Duration::from_secs(30);
/// Context of every reader here.
pub(super) const QUIET: Quiet = Quiet("recovery");
/// How long one look waits.
pub(super) const LOOK_ONE: Duration = Duration::from_millis(200);

/// Why a topic can't be read.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    #[error("{call} of {topic} failed: {reason}")]
    Call {
        call: &'static str,
        topic: String,
        reason: String,
    },
    #[error("the topic {0} is not there, or this login may not see it")]
    Missing(String),
    #[error("{0}: no answer for {1:?}; the brokers are away, or this login may not read it")]
    Silent(String, Duration),
}

/// Offsets of one partition: `from` the first, `until` the one behind the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub partition: i32,
    pub from: i64,
    pub until: i64,
}

/// Settings of a reader that is no member of a group, made of a member's.
pub(super) fn reader(member: &ClientConfig, group: &str) -> ClientConfig {
    let mut client = member.clone();
    client.remove("group.instance.id");
    client
        .set("group.id", group)
        .set("group.protocol", "classic")
        .set("statistics.interval.ms", "0")
        .set("enable.partition.eof", "true")
        .set("auto.offset.reset", "earliest");
    client
}

/// What is in a topic now, or of it from some time on.
pub struct Snapshot {
    consumer: BaseConsumer<Quiet>,
    cluster: Arc<str>,
    topic: Arc<str>,
    spans: Vec<Span>,
    /// Partitions that are not at their end, with it.
    open: BTreeMap<i32, i64>,
}

impl Snapshot {
    /// Fixes the ends and begins at the first record, or at the first with a Kafka timestamp of `since_ms` or later.
    /// `client` are a member's settings, `group` a group this login may use; it is not joined.
    ///
    /// # Errors
    /// The topic is not there or can't be read.
    pub fn open(
        client: &ClientConfig,
        group: &str,
        cluster: &str,
        topic: &str,
        since_ms: Option<i64>,
    ) -> Result<Self, SnapshotError> {
        let consumer: BaseConsumer<Quiet> = reader(client, group)
            .create_with_context(QUIET)
            .map_err(|e| failed("a reader", topic, &e))?;
        let mut spans = spans(&consumer, topic)?;
        if let Some(ms) = since_ms {
            let starts = offsets_at(&consumer, topic, &spans, ms)?;
            for span in &mut spans {
                let start = starts.get(&span.partition).copied().unwrap_or(span.until);
                span.from = start.clamp(span.from, span.until);
            }
        }
        Self::of(consumer, cluster, topic, spans)
    }

    /// Reads these spans of a topic.
    ///
    /// # Errors
    /// The topic can't be read.
    pub(super) fn of_spans(
        client: &ClientConfig,
        group: &str,
        cluster: &str,
        topic: &str,
        spans: Vec<Span>,
    ) -> Result<Self, SnapshotError> {
        let consumer: BaseConsumer<Quiet> = reader(client, group)
            .create_with_context(QUIET)
            .map_err(|e| failed("a reader", topic, &e))?;
        Self::of(consumer, cluster, topic, spans)
    }

    fn of(
        consumer: BaseConsumer<Quiet>,
        cluster: &str,
        topic: &str,
        spans: Vec<Span>,
    ) -> Result<Self, SnapshotError> {
        let open: BTreeMap<i32, i64> = spans
            .iter()
            .filter(|s| s.from < s.until)
            .map(|s| (s.partition, s.until))
            .collect();
        let mut list = TopicPartitionList::with_capacity(open.len());
        for span in spans.iter().filter(|s| s.from < s.until) {
            list.add_partition_offset(topic, span.partition, Offset::Offset(span.from))
                .map_err(|e| failed("an offset", topic, &e))?;
        }
        if !open.is_empty() {
            consumer
                .assign(&list)
                .map_err(|e| failed("reading", topic, &e))?;
        }
        Ok(Self {
            consumer,
            cluster: Arc::from(cluster),
            topic: Arc::from(topic),
            spans,
            open,
        })
    }

    /// What the group this reader was given stores.
    pub(super) fn stored(&self, partitions: &[i32]) -> KafkaResult<Vec<Stored>> {
        stored(&self.consumer, &self.topic, partitions)
    }

    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// Offsets to be looked at; control records and compacted ones count, so it is at least the number of records.
    pub fn total(&self) -> u64 {
        self.spans.iter().map(|s| s.until.abs_diff(s.from)).sum()
    }

    /// The next record, partition by partition in order; `None` at the end.
    ///
    /// # Errors
    /// Reading fails, or brokers say nothing for half a minute.
    pub fn next_record(&mut self) -> Result<Option<RawRecord>, SnapshotError> {
        let mut waited = Instant::now();
        while !self.open.is_empty() {
            match self.consumer.poll(LOOK_ONE) {
                Some(Ok(message)) => {
                    let (partition, offset) = (message.partition(), message.offset());
                    let Some(until) = self.open.get(&partition).copied() else {
                        waited = Instant::now();
                        continue;
                    };
                    if offset + 1 >= until {
                        self.open.remove(&partition);
                    }
                    if offset < until {
                        return Ok(Some(own(&message, &self.cluster, Arc::clone(&self.topic))));
                    }
                }
                Some(Err(KafkaError::PartitionEOF(partition))) => {
                    self.open.remove(&partition);
                }
                Some(Err(error)) if waited.elapsed() >= SILENCE => {
                    return Err(failed("reading", &self.topic, &error));
                }
                None if waited.elapsed() >= SILENCE => {
                    return Err(SnapshotError::Silent(self.topic.to_string(), SILENCE));
                }
                // The client recovers from its errors by itself.
                Some(Err(_)) | None => {}
            }
        }
        Ok(None)
    }
}

/// First and last offsets of all partitions.
pub(super) fn spans(
    consumer: &BaseConsumer<Quiet>,
    topic: &str,
) -> Result<Vec<Span>, SnapshotError> {
    let metadata = consumer
        .fetch_metadata(Some(topic), SILENCE)
        .map_err(|e| failed("looking up the partitions", topic, &e))?;
    let partitions: Vec<i32> = metadata
        .topics()
        .first()
        .filter(|t| t.error().is_none())
        .map_or_else(Vec::new, |t| {
            t.partitions().iter().map(MetadataPartition::id).collect()
        });
    if partitions.is_empty() {
        return Err(SnapshotError::Missing(topic.to_owned()));
    }
    partitions
        .into_iter()
        .map(|partition| {
            let (from, until) = consumer
                .fetch_watermarks(topic, partition, SILENCE)
                .map_err(|e| failed("looking up the ends", topic, &e))?;
            Ok(Span {
                partition,
                from,
                until,
            })
        })
        .collect()
}

/// Offsets of the first records with this Kafka timestamp or a later one; partitions without any are left out.
pub(super) fn offsets_at(
    consumer: &BaseConsumer<Quiet>,
    topic: &str,
    spans: &[Span],
    ms: i64,
) -> Result<BTreeMap<i32, i64>, SnapshotError> {
    let mut times = TopicPartitionList::with_capacity(spans.len());
    for span in spans {
        // Times before 1970 stand for special offsets in the protocol.
        times
            .add_partition_offset(topic, span.partition, Offset::Offset(ms.max(0)))
            .map_err(|e| failed("a time", topic, &e))?;
    }
    let found = consumer
        .offsets_for_times(times, SILENCE)
        .map_err(|e| failed("looking up a time", topic, &e))?;
    Ok(found
        .elements()
        .iter()
        .filter_map(|e| match e.offset() {
            Offset::Offset(offset) => Some((e.partition(), offset)),
            _ => None,
        })
        .collect())
}

pub(super) fn failed(call: &'static str, topic: &str, error: &KafkaError) -> SnapshotError {
    SnapshotError::Call {
        call,
        topic: topic.to_owned(),
        reason: error.to_string(),
    }
}
