//! A member of the group that sends letters back: a consumer of one topic that is told where to begin, and whose
//! commits carry metadata.
//!
//! Keeps the same rules as the service's own feed (docs/delivery.md): the rebalance callback only reports, lists the
//! client gave out become plain values at once, each change is answered once and incrementally. Unlike the service it
//! commits synchronously, because it can wait.

use super::hold_back::Order;
use crate::source::own;
use crate::story::RawRecord;
use rdkafka::config::{ClientConfig, RDKafkaLogLevel};
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer, ConsumerContext};
use rdkafka::error::{KafkaError, KafkaResult, RDKafkaErrorCode};
use rdkafka::topic_partition_list::{TopicPartitionList, TopicPartitionListElem};
use rdkafka::types::RDKafkaRespErr;
use rdkafka::{ClientContext, Offset};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long the group's offsets may take to be read.
const WITHIN: Duration = Duration::from_secs(30);
/// Before a coordinator that moves is asked again.
const AGAIN: Duration = Duration::from_millis(100);
/// How long leaving may take; brokers that hang would hold it for a minute.
const LEAVE: Duration = Duration::from_secs(3);

/// A change of the assignment: partitions of the one topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Change {
    Assigned(Vec<i32>),
    Revoked(Vec<i32>),
    Lost(Vec<i32>),
}

/// What a poll gave.
#[derive(Debug)]
pub(super) enum Polled {
    Record(Box<RawRecord>),
    /// A partition has nothing more now.
    End(i32),
    Nothing,
}

/// What the group stores of a partition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stored {
    pub partition: i32,
    pub offset: Option<i64>,
    pub metadata: String,
}

struct MemberContext {
    changes: Mutex<VecDeque<Change>>,
    /// The group may not be used, in the client's words: it would try for ever.
    refused: Mutex<Option<String>>,
    closing: AtomicBool,
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl ClientContext for MemberContext {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        tracing::debug!(target: "copytaster::kafka", client = "recovery", ?level, facility, "{message}");
    }

    fn error(&self, error: KafkaError, reason: &str) {
        tracing::debug!(target: "copytaster::kafka", client = "recovery", %error, "{reason}");
        if error.rdkafka_error_code() == Some(RDKafkaErrorCode::GroupAuthorizationFailed) {
            *lock(&self.refused) = Some(reason.to_owned());
        }
    }
}

impl ConsumerContext for MemberContext {
    fn rebalance(
        &self,
        consumer: &BaseConsumer<Self>,
        event: RDKafkaRespErr,
        partitions: &mut TopicPartitionList,
    ) {
        let assigned = event == RDKafkaRespErr::RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS;
        if self.closing.load(Ordering::Acquire) {
            // Nobody settles any more: answered at once, or closing would wait for ever.
            let answered = if assigned {
                consumer.incremental_assign(partitions)
            } else {
                consumer.incremental_unassign(partitions)
            };
            if let Err(error) = answered {
                tracing::debug!(%error, "rebalance while closing");
            }
            return;
        }
        let plain = partitions
            .elements()
            .iter()
            .map(TopicPartitionListElem::partition)
            .collect();
        lock(&self.changes).push_back(if assigned {
            Change::Assigned(plain)
        } else if consumer.assignment_lost() {
            Change::Lost(plain)
        } else {
            Change::Revoked(plain)
        });
    }
}

/// A subscribed member.
pub(super) struct Member {
    /// `None` once closed.
    consumer: Option<BaseConsumer<MemberContext>>,
    cluster: Arc<str>,
    topic: Arc<str>,
}

impl Member {
    /// Joins `group` with a service's member settings, for one topic.
    ///
    /// # Errors
    /// The client refuses its settings.
    pub fn join(
        client: &ClientConfig,
        group: &str,
        cluster: &str,
        topic: &str,
    ) -> KafkaResult<Self> {
        let mut client = client.clone();
        client.remove("group.instance.id");
        client
            .set("group.id", group)
            .set("statistics.interval.ms", "0")
            .set("enable.partition.eof", "true")
            .set("auto.offset.reset", "earliest");
        let consumer: BaseConsumer<MemberContext> = client.create_with_context(MemberContext {
            changes: Mutex::default(),
            refused: Mutex::default(),
            closing: AtomicBool::new(false),
        })?;
        consumer.subscribe(&[topic])?;
        Ok(Self {
            consumer: Some(consumer),
            cluster: Arc::from(cluster),
            topic: Arc::from(topic),
        })
    }

    fn consumer(&self) -> KafkaResult<&BaseConsumer<MemberContext>> {
        self.consumer.as_ref().ok_or(KafkaError::Canceled)
    }

    /// # Errors
    /// The client can't go on, or may not use the group.
    pub fn poll(&self, timeout: Duration) -> KafkaResult<Polled> {
        let consumer = self.consumer()?;
        if lock(&consumer.context().refused).is_some() {
            return Err(KafkaError::ConsumerCommit(
                RDKafkaErrorCode::GroupAuthorizationFailed,
            ));
        }
        match consumer.poll(timeout) {
            Some(Ok(message)) => Ok(Polled::Record(Box::new(own(
                &message,
                &self.cluster,
                Arc::clone(&self.topic),
            )))),
            Some(Err(KafkaError::PartitionEOF(partition))) => Ok(Polled::End(partition)),
            Some(Err(error)) if consumer.client().fatal_error().is_some() => Err(error),
            // The client recovers by itself.
            Some(Err(_)) | None => Ok(Polled::Nothing),
        }
    }

    pub fn next_change(&self) -> Option<Change> {
        let consumer = self.consumer.as_ref()?;
        lock(&consumer.context().changes).pop_front()
    }

    /// Answers an assignment: each partition with the offset to begin at. None of them is paused.
    pub fn assign(&self, partitions: &[(i32, i64)]) -> KafkaResult<()> {
        let mut list = TopicPartitionList::with_capacity(partitions.len());
        for (partition, offset) in partitions {
            list.add_partition_offset(&self.topic, *partition, Offset::Offset(*offset))?;
        }
        let consumer = self.consumer()?;
        consumer.incremental_assign(&list)?;
        // The client keeps a pause from an earlier assignment: such a partition would stand still for good.
        consumer.resume(&list)
    }

    /// Answers a revoke.
    pub fn unassign(&self, partitions: &[i32]) -> KafkaResult<()> {
        self.consumer()?
            .incremental_unassign(&self.list(partitions))
    }

    /// Stops or goes on reading partitions.
    pub fn carry_out(&self, order: &Order) -> KafkaResult<()> {
        match order {
            Order::Pause(partitions) => self.consumer()?.pause(&self.list(partitions)),
            Order::Resume(partitions) => self.consumer()?.resume(&self.list(partitions)),
        }
    }

    fn list(&self, partitions: &[i32]) -> TopicPartitionList {
        let mut list = TopicPartitionList::with_capacity(partitions.len());
        for partition in partitions {
            list.add_partition(&self.topic, *partition);
        }
        list
    }

    /// Stores offsets with their metadata and waits for the broker's answer.
    pub fn commit(&self, offsets: &[(i32, i64, String)]) -> KafkaResult<()> {
        self.consumer()?
            .commit(&stored_list(&self.topic, offsets)?, CommitMode::Sync)
    }

    /// What the group stores.
    pub fn stored(&self, partitions: &[i32]) -> KafkaResult<Vec<Stored>> {
        stored(self.consumer()?, &self.topic, partitions)
    }

    /// Leaves the group.
    pub fn close(&mut self) {
        let Some(consumer) = self.consumer.take() else {
            return;
        };
        consumer.context().closing.store(true, Ordering::Release);
        // What was reported and not answered is answered by giving everything back.
        if let Err(error) = consumer.unassign() {
            tracing::debug!(%error, "unassign at closing");
        }
        let (done, closed) = crossbeam_channel::bounded::<()>(0);
        let spawned = std::thread::Builder::new()
            .name("leave".into())
            .spawn(move || {
                let _done = done;
                drop(consumer);
            });
        if let Err(error) = spawned {
            tracing::debug!(%error, "no thread for leaving the group");
        }
        // Disconnected when it has left; past the deadline the broker puts the member out by its session timeout.
        let _ = closed.recv_timeout(LEAVE);
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        self.close();
    }
}

/// The group's coordinator is on its way to another broker.
fn moves(error: &KafkaError) -> bool {
    matches!(
        error.rdkafka_error_code(),
        Some(
            RDKafkaErrorCode::NotCoordinator
                | RDKafkaErrorCode::CoordinatorNotAvailable
                | RDKafkaErrorCode::CoordinatorLoadInProgress
        )
    )
}

/// What the consumer's group stores of a topic's partitions.
pub(super) fn stored<C: ConsumerContext>(
    consumer: &BaseConsumer<C>,
    topic: &str,
    partitions: &[i32],
) -> KafkaResult<Vec<Stored>> {
    let mut list = TopicPartitionList::with_capacity(partitions.len());
    for partition in partitions {
        list.add_partition(topic, *partition);
    }
    let started = Instant::now();
    let found = loop {
        match consumer.committed_offsets(list.clone(), WITHIN) {
            Ok(found) => break found,
            // A coordinator that has just moved says so once; the next call finds the new one.
            Err(error) if moves(&error) && started.elapsed() < WITHIN => {
                std::thread::sleep(AGAIN);
            }
            Err(error) => return Err(error),
        }
    };
    Ok(found
        .elements()
        .iter()
        .map(|e| {
            let offset = match e.offset() {
                Offset::Offset(offset) => Some(offset),
                _ => None,
            };
            // Metadata that is not UTF-8 makes the client library panic; where nothing is stored there is none.
            let metadata = offset.and_then(|_| {
                let read = || e.metadata().to_owned();
                std::panic::catch_unwind(std::panic::AssertUnwindSafe(read)).ok()
            });
            Stored {
                partition: e.partition(),
                offset,
                metadata: metadata.unwrap_or_default(),
            }
        })
        .collect())
}

/// Offsets with metadata as the client takes them.
pub(super) fn stored_list(
    topic: &str,
    offsets: &[(i32, i64, String)],
) -> KafkaResult<TopicPartitionList> {
    let mut list = TopicPartitionList::with_capacity(offsets.len());
    for (partition, offset, metadata) in offsets {
        let mut element = list.add_partition(topic, *partition);
        element.set_offset(Offset::Offset(*offset))?;
        if !metadata.is_empty() {
            element.set_metadata(metadata);
        }
    }
    Ok(list)
}
