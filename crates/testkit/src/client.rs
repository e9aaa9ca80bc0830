//! What tests do with a broker themselves.

use crate::wait::eventually;
use anyhow::{Result, bail};
use rdkafka::Offset;
use rdkafka::admin::{AdminClient, AdminOptions, NewPartitions, NewTopic, TopicReplication};
use rdkafka::client::DefaultClientContext;
use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::{Header, Headers, Message, OwnedHeaders};
use rdkafka::producer::{BaseProducer, BaseRecord, Producer};
use rdkafka::topic_partition_list::TopicPartitionList;
use std::time::{Duration, Instant};

/// A topic to be created.
#[derive(Debug, Clone)]
pub struct Topic<'a> {
    pub name: &'a str,
    pub partitions: i32,
    pub config: Vec<(&'a str, &'a str)>,
}

impl<'a> Topic<'a> {
    pub fn new(name: &'a str, partitions: i32) -> Self {
        Self {
            name,
            partitions,
            config: Vec::new(),
        }
    }
}

/// A record read back, or to be produced.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Record {
    pub partition: Option<i32>,
    pub offset: i64,
    pub key: Option<Vec<u8>>,
    pub value: Option<Vec<u8>>,
    pub headers: Vec<(String, Option<Vec<u8>>)>,
    pub timestamp_ms: Option<i64>,
}

impl Record {
    pub fn new(key: Option<&str>, value: impl Into<Vec<u8>>) -> Self {
        Self {
            key: key.map(|k| k.as_bytes().to_vec()),
            value: Some(value.into()),
            ..Self::default()
        }
    }

    /// The header's value as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(n, _)| n == name)
            .and_then(|(_, v)| v.as_deref())
            .and_then(|v| std::str::from_utf8(v).ok())
    }
}

/// A client for tests; methods without a result panic with what went wrong.
#[derive(Debug, Clone)]
pub struct Client {
    bootstrap: String,
}

pub(crate) const LONG: Duration = Duration::from_secs(30);

impl Client {
    pub fn new(bootstrap: &str) -> Self {
        Self {
            bootstrap: bootstrap.to_owned(),
        }
    }

    pub(crate) fn config(&self) -> ClientConfig {
        let mut config = ClientConfig::new();
        config.set("bootstrap.servers", &self.bootstrap);
        config
    }

    /// Creates topics with the brokers' default replication and waits until they have leaders.
    ///
    /// # Panics
    /// The broker refuses.
    pub fn create(&self, topics: &[Topic<'_>]) {
        self.try_create(topics)
            .unwrap_or_else(|error| panic!("creating topics: {error:#}"));
        let consumer: BaseConsumer = self.config().create().expect("a consumer");
        for topic in topics {
            eventually("a new topic has leaders", LONG, || {
                let metadata = consumer.fetch_metadata(Some(topic.name), LONG).ok()?;
                let partitions = metadata.topics().first()?.partitions();
                (partitions.len() == topic.partitions as usize
                    && partitions.iter().all(|p| p.leader() >= 0))
                .then_some(())
            });
        }
    }

    /// Creates topics with the brokers' default replication; those that are there stay.
    ///
    /// # Errors
    /// The brokers refuse, or none answers for 30 seconds.
    pub fn try_create(&self, topics: &[Topic<'_>]) -> Result<()> {
        let admin: AdminClient<DefaultClientContext> = self.config().create()?;
        let new: Vec<NewTopic<'_>> = topics
            .iter()
            .map(|topic| {
                let mut new =
                    NewTopic::new(topic.name, topic.partitions, TopicReplication::Fixed(-1));
                for (name, value) in &topic.config {
                    new = new.set(name, value);
                }
                new
            })
            .collect();
        let options = AdminOptions::new().operation_timeout(Some(LONG));
        for result in runtime()?.block_on(admin.create_topics(&new, &options))? {
            match result {
                Ok(_) | Err((_, RDKafkaErrorCode::TopicAlreadyExists)) => {}
                Err((name, error)) => bail!("{name}: {error}"),
            }
        }
        Ok(())
    }

    /// Deletes a topic.
    ///
    /// # Panics
    /// The broker refuses.
    pub fn delete(&self, topic: &str) {
        self.try_delete(topic)
            .unwrap_or_else(|error| panic!("deleting {topic}: {error:#}"));
    }

    /// Deletes a topic; one that is not there is as good.
    ///
    /// # Errors
    /// The brokers refuse, or none answers for 30 seconds.
    pub fn try_delete(&self, topic: &str) -> Result<()> {
        let admin: AdminClient<DefaultClientContext> = self.config().create()?;
        let options = AdminOptions::new().operation_timeout(Some(LONG));
        for result in runtime()?.block_on(admin.delete_topics(&[topic], &options))? {
            match result {
                Ok(_) | Err((_, RDKafkaErrorCode::UnknownTopicOrPartition)) => {}
                Err((name, error)) => bail!("{name}: {error}"),
            }
        }
        Ok(())
    }

    /// Produces records in order and waits until all are acknowledged.
    ///
    /// # Panics
    /// The broker refuses, or takes longer than 30 seconds.
    pub fn produce(&self, topic: &str, records: impl IntoIterator<Item = Record>) {
        let producer: BaseProducer = self
            .config()
            .set("enable.idempotence", "true")
            .set("message.max.bytes", "20000000")
            .set("linger.ms", "2")
            .create()
            .expect("a producer");
        for record in records {
            let mut headers = OwnedHeaders::new();
            for (name, value) in &record.headers {
                headers = headers.insert(Header {
                    key: name,
                    value: value.as_deref(),
                });
            }
            let mut message: BaseRecord<'_, [u8], [u8]> = BaseRecord::to(topic).headers(headers);
            if let Some(key) = &record.key {
                message = message.key(key);
            }
            if let Some(value) = &record.value {
                message = message.payload(value);
            }
            if let Some(partition) = record.partition {
                message = message.partition(partition);
            }
            if let Some(timestamp) = record.timestamp_ms {
                message = message.timestamp(timestamp);
            }
            while let Err((error, back)) = producer.send(message) {
                assert_eq!(
                    error.rdkafka_error_code(),
                    Some(RDKafkaErrorCode::QueueFull),
                    "{error}"
                );
                producer.poll(Duration::from_millis(10));
                message = back;
            }
        }
        producer.flush(LONG).expect("all records acknowledged");
    }

    /// End offsets of a topic's partitions.
    ///
    /// # Panics
    /// The broker does not answer.
    pub fn ends(&self, topic: &str) -> Vec<i64> {
        self.try_ends(topic)
            .unwrap_or_else(|error| panic!("end offsets of {topic}: {error:#}"))
    }

    /// End offsets of a topic's partitions.
    ///
    /// # Errors
    /// A broker does not answer.
    pub fn try_ends(&self, topic: &str) -> Result<Vec<i64>> {
        ends_of(&self.config(), topic)
    }

    /// Everything that is in a topic now, partition by partition, at `read_committed`.
    ///
    /// # Panics
    /// The broker does not answer within 30 seconds.
    pub fn read(&self, topic: &str) -> Vec<Record> {
        let ends = self.ends(topic);
        let consumer: BaseConsumer = self
            .config()
            .set("group.id", "testkit-reader")
            .set("enable.auto.commit", "false")
            .set("isolation.level", "read_committed")
            .set("enable.partition.eof", "true")
            .set("fetch.queue.backoff.ms", "5")
            .create()
            .expect("a consumer");
        let mut list = TopicPartitionList::new();
        for partition in 0..ends.len() {
            list.add_partition_offset(topic, partition as i32, Offset::Beginning)
                .expect("an offset");
        }
        consumer.assign(&list).expect("assign");
        let mut left = ends.len();
        let mut records = Vec::new();
        let started = Instant::now();
        while left > 0 {
            assert!(started.elapsed() < LONG, "reading {topic} takes too long");
            match consumer.poll(Duration::from_millis(100)) {
                Some(Ok(message)) => records.push(own(&message)),
                Some(Err(KafkaError::PartitionEOF(_))) => left -= 1,
                Some(Err(error)) => panic!("reading {topic}: {error}"),
                None => {}
            }
        }
        records.sort_by_key(|r| (r.partition, r.offset));
        records
    }

    /// Deletes what is below an offset of a partition, as retention would.
    ///
    /// # Panics
    /// The broker refuses.
    pub fn delete_records(&self, topic: &str, partition: i32, before: i64) {
        let admin: AdminClient<DefaultClientContext> =
            self.config().create().expect("an admin client");
        let mut list = TopicPartitionList::new();
        list.add_partition_offset(topic, partition, Offset::Offset(before))
            .expect("an offset");
        let options = AdminOptions::new().operation_timeout(Some(LONG));
        let deleted = runtime()
            .expect("a runtime")
            .block_on(admin.delete_records(&list, &options))
            .expect("records deleted");
        for element in deleted.elements() {
            element.error().expect("the partition's records deleted");
        }
    }

    /// Gives a topic more partitions, so many in all.
    ///
    /// # Panics
    /// The broker refuses.
    pub fn add_partitions(&self, topic: &str, count: usize) {
        let admin: AdminClient<DefaultClientContext> =
            self.config().create().expect("an admin client");
        let options = AdminOptions::new().operation_timeout(Some(LONG));
        let added = runtime()
            .expect("a runtime")
            .block_on(admin.create_partitions(&[NewPartitions::new(topic, count)], &options))
            .expect("partitions added");
        for result in added {
            result.expect("the topic's partitions added");
        }
    }

    /// Stores an offset for a group that has no members.
    ///
    /// # Panics
    /// The broker refuses.
    pub fn store(&self, group: &str, topic: &str, partition: i32, offset: i64) {
        let consumer: BaseConsumer = self
            .config()
            .set("group.id", group)
            .create()
            .expect("a consumer");
        let mut list = TopicPartitionList::new();
        list.add_partition_offset(topic, partition, Offset::Offset(offset))
            .expect("an offset");
        consumer
            .commit(&list, CommitMode::Sync)
            .expect("the offset is stored");
    }

    /// Committed offsets of a group; `None` where nothing is stored.
    ///
    /// # Panics
    /// The broker does not answer.
    pub fn committed(&self, group: &str, topic: &str) -> Vec<Option<i64>> {
        let partitions = self.ends(topic).len();
        let consumer: BaseConsumer = self
            .config()
            .set("group.id", group)
            .set("isolation.level", "read_uncommitted")
            .create()
            .expect("a consumer");
        let mut list = TopicPartitionList::new();
        for partition in 0..partitions {
            list.add_partition(topic, partition as i32);
        }
        // A coordinator that has just moved says so; the next call finds the new one.
        let stored = eventually("committed offsets", LONG, || {
            consumer.committed_offsets(list.clone(), LONG).ok()
        });
        let mut offsets = vec![None; partitions];
        for element in stored.elements() {
            if let Offset::Offset(offset) = element.offset() {
                offsets[element.partition() as usize] = Some(offset);
            }
        }
        offsets
    }
}

pub(crate) fn ends_of(config: &ClientConfig, topic: &str) -> Result<Vec<i64>> {
    let consumer: BaseConsumer = config.create()?;
    let metadata = consumer.fetch_metadata(Some(topic), LONG)?;
    let partitions = metadata
        .topics()
        .first()
        .map_or(0, |t| t.partitions().len());
    (0..partitions as i32)
        .map(|p| Ok(consumer.fetch_watermarks(topic, p, LONG)?.1))
        .collect()
}

fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
}

pub(crate) fn own<M: Message>(message: &M) -> Record {
    let headers = message.headers().map_or_else(Vec::new, |headers| {
        headers
            .iter()
            .map(|h| (h.key.to_owned(), h.value.map(<[u8]>::to_vec)))
            .collect()
    });
    Record {
        partition: Some(message.partition()),
        offset: message.offset(),
        key: message.key().map(<[u8]>::to_vec),
        value: message.payload().map(<[u8]>::to_vec),
        headers,
        timestamp_ms: message.timestamp().to_millis(),
    }
}
