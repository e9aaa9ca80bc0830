//! What exactly-once mode needs of a producer beside sending: transactions. One real implementation, one fake in the
//! sink's tests.
//!
//! The client sorts its errors into three kinds, and two of its answers lie (docs/delivery.md): `_CONFLICT` says
//! retriable, but the same call never succeeds; a commit that timed out may only be followed by the same commit. Both
//! are told apart here, so that the sink's loop sees only what it can act on.

use crate::delivery::{Cut, Output};
use crate::observe::Metrics;
use crate::sink::outlet::{Delivery, KafkaOutlet, Outlet, SendError};
use rdkafka::Offset;
use rdkafka::config::ClientConfig;
use rdkafka::consumer::ConsumerGroupMetadata;
use rdkafka::error::{KafkaError, RDKafkaErrorCode as Code};
use rdkafka::producer::Producer;
use rdkafka::topic_partition_list::TopicPartitionList;
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
}

impl TransactionError {
    /// Label of the metric.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Again(_) => "again",
            Self::Abort(_) => "abort",
            Self::Renew(_) => "renew",
            Self::NotAuthorised(_) => "not_authorised",
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
    config: ClientConfig,
    metrics: Metrics,
    outlet: KafkaOutlet,
}

impl KafkaTransactions {
    /// # Errors
    /// The client refuses its configuration.
    pub fn new(config: &ClientConfig, metrics: Metrics) -> Result<Self, KafkaError> {
        Ok(Self {
            config: config.clone(),
            outlet: KafkaOutlet::new(config, metrics.clone())?,
            metrics,
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
}

impl Transactions for KafkaTransactions {
    type Group = ConsumerGroupMetadata;

    fn init(&mut self, timeout: Duration) -> Result<(), TransactionError> {
        sort(self.outlet.producer().init_transactions(timeout))
    }

    fn begin(&mut self) -> Result<(), TransactionError> {
        sort(self.outlet.producer().begin_transaction())
    }

    fn send_offsets(
        &mut self,
        offsets: &Cut,
        group: &ConsumerGroupMetadata,
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
        sort(
            self.outlet
                .producer()
                .send_offsets_to_transaction(&list, group, timeout),
        )
    }

    fn commit(&mut self, timeout: Duration) -> Result<(), TransactionError> {
        sort(self.outlet.producer().commit_transaction(timeout))
    }

    fn abort(&mut self, timeout: Duration) -> Result<(), TransactionError> {
        sort(self.outlet.producer().abort_transaction(timeout))
    }

    fn renew(&mut self) -> Result<(), TransactionError> {
        self.outlet = KafkaOutlet::new(&self.config, self.metrics.clone())
            .map_err(|e| TransactionError::Renew(e.to_string()))?;
        Ok(())
    }
}

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
    match code {
        Code::TransactionalIdAuthorizationFailed => TransactionError::NotAuthorised(reason),
        // Says retriable; the same call never succeeds.
        Code::Conflict => TransactionError::Renew(reason),
        _ if fatal => TransactionError::Renew(reason),
        _ if requires_abort => TransactionError::Abort(reason),
        _ if retriable => TransactionError::Again(reason),
        _ => TransactionError::Renew(reason),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
