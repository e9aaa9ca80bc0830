//! What exactly-once mode needs of a producer beside sending: transactions. One real implementation, one fake in the
//! sink's tests.
//!
//! The client sorts its errors into three kinds, and two of its answers lie (docs/delivery.md): `_CONFLICT` says
//! retriable, but the same call never succeeds; a commit that timed out may only be followed by the same commit. Both
//! are told apart here, so that the sink's loop sees only what it can act on.
//!
//! One of its calls may never return, whatever its timeout: offsets are sent through the group's coordinator, and while
//! that broker is gone the client waits for it without end (librdkafka issues 5456 and 5511). That call is made on a
//! thread of its own and left alone when its time is up; the next producer of the same id ends what it left open.

use crate::delivery::{Cut, Output};
use crate::kafka_errors::{Step, meaning};
use crate::observe::Metrics;
use crate::sink::outlet::{Delivery, KafkaOutlet, Outlet, SendError};
use crate::sink::sizes::TopicLimit;
use rdkafka::Offset;
use rdkafka::config::ClientConfig;
use rdkafka::consumer::ConsumerGroupMetadata;
use rdkafka::error::{KafkaError, RDKafkaErrorCode as Code};
use rdkafka::producer::{Producer, PurgeConfig};
use rdkafka::topic_partition_list::TopicPartitionList;
use std::sync::Arc;
use std::time::Duration;

/// Why a step of a transaction failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TransactionError {
    /// The same call may succeed later, and no other call may be made before it has.
    #[error("{0}")]
    Again(String),
    /// The transaction must be aborted; the producer goes on.
    #[error("{0}")]
    Abort(String),
    /// The producer must be made anew.
    #[error("{0}")]
    Renew(String),
    /// This login may not use transactions under this id: nothing that we can do helps.
    #[error("{0}")]
    NotAuthorised(String),
    /// The brokers refuse a setting.
    #[error("{0}")]
    Setting(String),
}

impl TransactionError {
    /// Label of the metric.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Again(_) => "again",
            Self::Abort(_) => "abort",
            Self::Renew(_) => "renew",
            Self::NotAuthorised(_) => "not_authorised",
            Self::Setting(_) => "setting",
        }
    }
}

/// A producer with transactions.
pub trait Transactions: Outlet {
    /// Proof of the source's membership, as it hands it over.
    type Group: Send + 'static;

    /// Makes the producer's id known and ends what an earlier producer of the same id left open. Before anything else,
    /// and again after `renew`.
    fn init(&mut self, timeout: Duration) -> Result<(), TransactionError>;
    fn begin(&mut self) -> Result<(), TransactionError>;
    fn send_offsets(
        &mut self,
        offsets: &Cut,
        group: &Self::Group,
        timeout: Duration,
    ) -> Result<(), TransactionError>;
    fn commit(&mut self, timeout: Duration) -> Result<(), TransactionError>;
    fn abort(&mut self, timeout: Duration) -> Result<(), TransactionError>;
    /// Throws the producer away, with all it holds, and makes another; `init` follows.
    fn renew(&mut self) -> Result<(), TransactionError>;
}

/// rdkafka's producer with a transactional id.
pub struct KafkaTransactions {
    outlet: KafkaOutlet,
}

impl KafkaTransactions {
    /// # Errors
    /// The client refuses its configuration.
    pub fn new(config: &ClientConfig, metrics: Metrics) -> Result<Self, KafkaError> {
        Ok(Self {
            outlet: KafkaOutlet::new(config, metrics)?,
        })
    }
}

impl Outlet for KafkaTransactions {
    fn send(&mut self, output: &Output, tag: usize) -> Result<(), SendError> {
        self.outlet.send(output, tag)
    }

    fn poll(&mut self, wait: Duration, deliveries: &mut Vec<Delivery>) {
        self.outlet.poll(wait, deliveries);
    }

    fn fatal_error(&self) -> Option<String> {
        self.outlet.fatal_error()
    }

    fn batch_bytes(&self) -> u64 {
        self.outlet.batch_bytes()
    }

    fn limits(&mut self, topics: &[Arc<str>]) -> Vec<TopicLimit> {
        self.outlet.limits(topics)
    }

    fn shrink(&mut self, batch_bytes: u64) -> Result<(), KafkaError> {
        self.outlet.shrink(batch_bytes)
    }
}

impl Transactions for KafkaTransactions {
    type Group = Arc<ConsumerGroupMetadata>;

    fn init(&mut self, timeout: Duration) -> Result<(), TransactionError> {
        sort(self.outlet.producer().init_transactions(timeout))
    }

    fn begin(&mut self) -> Result<(), TransactionError> {
        sort(self.outlet.producer().begin_transaction())
    }

    fn send_offsets(
        &mut self,
        offsets: &Cut,
        group: &Arc<ConsumerGroupMetadata>,
        timeout: Duration,
    ) -> Result<(), TransactionError> {
        let mut list = TopicPartitionList::with_capacity(offsets.offsets.len());
        for (partition, offset) in &offsets.offsets {
            sort(list.add_partition_offset(
                &partition.topic,
                partition.partition,
                Offset::Offset(*offset),
            ))?;
        }
        let (producer, group) = (Arc::clone(self.outlet.producer()), Arc::clone(group));
        let (answer, answered) = crossbeam_channel::bounded(1);
        std::thread::Builder::new()
            .name("offsets".into())
            .spawn(move || {
                let sent = producer.send_offsets_to_transaction(&list, &group, timeout);
                // Nobody listens any more when it comes too late.
                let _ = answer.send(sent);
            })
            .map_err(|e| TransactionError::Renew(format!("no thread to send offsets: {e}")))?;
        if let Ok(sent) = answered.recv_timeout(timeout + OVERTIME) {
            return sort(sent);
        }
        // It keeps its producer for as long as it waits, but not what that holds.
        let all = PurgeConfig::default().queue().inflight();
        self.outlet.producer().purge(all);
        Err(TransactionError::Renew(
            "sending offsets: the client waits for the group's coordinator without end".into(),
        ))
    }

    fn commit(&mut self, timeout: Duration) -> Result<(), TransactionError> {
        sort(self.outlet.producer().commit_transaction(timeout))
    }

    fn abort(&mut self, timeout: Duration) -> Result<(), TransactionError> {
        sort(self.outlet.producer().abort_transaction(timeout))
    }

    fn renew(&mut self) -> Result<(), TransactionError> {
        self.outlet
            .renew()
            .map_err(|e| TransactionError::Renew(e.to_string()))
    }
}

/// How much longer than its timeout a call may take before it counts as one that never returns.
const OVERTIME: Duration = Duration::from_secs(2);

fn sort(result: Result<(), KafkaError>) -> Result<(), TransactionError> {
    let error = match result {
        Ok(()) => return Ok(()),
        Err(error) => error,
    };
    let reason = error.to_string();
    Err(match &error {
        KafkaError::Transaction(inner) => judge(
            inner.code(),
            inner.is_fatal(),
            inner.txn_requires_abort(),
            inner.is_retriable(),
            reason,
        ),
        // `commit` flushes first; its time may be up before the transaction's own call is made.
        KafkaError::Flush(_) => TransactionError::Again(reason),
        _ => TransactionError::Renew(reason),
    })
}

fn judge(
    code: Code,
    fatal: bool,
    requires_abort: bool,
    retriable: bool,
    reason: String,
) -> TransactionError {
    match meaning(code).transaction {
        Step::NotAuthorised => TransactionError::NotAuthorised(reason),
        Step::Setting => TransactionError::Setting(reason),
        Step::AsTold if fatal => TransactionError::Renew(reason),
        Step::AsTold if requires_abort => TransactionError::Abort(reason),
        Step::AsTold if retriable => TransactionError::Again(reason),
        Step::Renew | Step::AsTold => TransactionError::Renew(reason),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::TopicPartition;
    use rdkafka::consumer::{BaseConsumer, Consumer};
    use rdkafka::mocking::{MockCluster, MockCoordinator};

    const SOON: Duration = Duration::from_secs(30);

    #[test]
    fn a_call_that_waits_without_end_for_the_groups_coordinator_is_left_alone() {
        let cluster = MockCluster::new(2).unwrap();
        cluster.create_topic("raw", 1, 2).unwrap();
        let transaction = MockCoordinator::Transaction("desk-1".into());
        cluster.coordinator(transaction, 1).unwrap();
        cluster
            .coordinator(MockCoordinator::Group("desk".into()), 2)
            .unwrap();
        let mut config = ClientConfig::new();
        config.set("bootstrap.servers", cluster.bootstrap_servers());
        let member: BaseConsumer = config.clone().set("group.id", "desk").create().unwrap();
        let group = Arc::new(member.group_metadata().unwrap());
        config.set("transactional.id", "desk-1");
        let mut outlet = KafkaTransactions::new(&config, Metrics::new().unwrap()).unwrap();
        outlet.init(SOON).unwrap();
        outlet.begin().unwrap();
        cluster.broker_down(2).unwrap();

        let offsets = Cut {
            offsets: vec![(TopicPartition::new("raw", 0), 7)],
        };
        // On a thread of its own, or this test would wait as long as the call.
        let (done, result) = crossbeam_channel::bounded(1);
        let (theirs, of) = (offsets.clone(), Arc::clone(&group));
        std::thread::spawn(move || {
            let lost = outlet.send_offsets(&theirs, &of, Duration::from_millis(500));
            let _ = done.send((lost, outlet));
        });
        let (lost, mut outlet) = result.recv_timeout(SOON).expect("the call is left alone");
        assert_eq!(lost.unwrap_err().code(), "renew");

        cluster.broker_up(2).unwrap();
        outlet.renew().unwrap();
        outlet.init(SOON).unwrap();
        outlet.begin().unwrap();
        outlet.send_offsets(&offsets, &group, SOON).unwrap();
        outlet.commit(SOON).unwrap();
    }

    /// The answers that were seen on Kafka 4.1 (docs/delivery.md), each with what it means.
    #[test]
    fn each_answer_of_the_client_is_sorted_by_what_can_be_done_about_it() {
        let judge =
            |code, fatal, abort, again| judge(code, fatal, abort, again, String::new()).code();
        assert_eq!(judge(Code::OperationTimedOut, false, false, true), "again");
        assert_eq!(judge(Code::Conflict, false, false, true), "renew");
        assert_eq!(judge(Code::Fenced, true, false, false), "renew");
        assert_eq!(judge(Code::IllegalGeneration, false, true, false), "abort");
        assert_eq!(judge(Code::UnknownMemberId, false, true, false), "abort");
        assert_eq!(
            judge(Code::MessageSizeTooLarge, false, true, false),
            "abort"
        );
        assert_eq!(
            judge(Code::OutOfOrderSequenceNumber, false, true, false),
            "abort"
        );
        assert_eq!(
            judge(Code::InvalidTransactionalState, false, true, false),
            "abort"
        );
        assert_eq!(
            judge(Code::InvalidTransactionalState, true, false, false),
            "renew"
        );
        assert_eq!(judge(Code::State, false, false, false), "renew");
        assert_eq!(
            judge(Code::TransactionalIdAuthorizationFailed, true, false, false),
            "not_authorised"
        );
        assert_eq!(
            judge(Code::GroupAuthorizationFailed, false, true, false),
            "abort"
        );
    }
}
