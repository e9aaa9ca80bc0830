//! What the pump needs of a consumer. One real implementation, one fake in the pump's tests.

use crate::delivery::{Cut, TopicPartition};
use crate::story::RawRecord;
use std::time::Duration;

/// What one poll gave.
#[derive(Debug)]
pub enum Polled {
    Record(Box<RawRecord>),
    /// Nothing within the timeout, or an event was served that is no record.
    Nothing,
    /// The client reported an error it recovers from by itself.
    Passing(String),
    /// The brokers refuse this login what it reads from; the client asks again.
    NotAuthorised(String),
}

/// A change of the assignment, as plain values. It waits until the pump answers with `assign` or `unassign`; until
/// then the client delivers nothing from any partition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RebalanceEvent {
    Assigned(Vec<TopicPartition>),
    Revoked(Vec<TopicPartition>),
    /// The broker has already given the partitions away: nothing of theirs can be committed any more.
    Lost(Vec<TopicPartition>),
}

/// Errors that end the feed.
#[derive(Debug, thiserror::Error)]
pub enum FeedError {
    #[error("the Kafka consumer can't go on: {0}; restart the process")]
    Fatal(String),
    #[error(
        "{0}: a stored offset is outside its partition (retention passed, or the topic was cut) or the group has none, and \
         source.on_out_of_range is \"stop\"; set the group's offsets, or set it to \"reset\""
    )]
    OutOfRange(String),
    #[error(
        "{partition} made no progress for {seconds} s although it could: a defect; this instance has drained what it could, \
         restart it and report the log"
    )]
    Stalled {
        partition: TopicPartition,
        seconds: u64,
    },
    #[error("{call} failed: {reason}")]
    Call { call: &'static str, reason: String },
}

/// A group member's side of Kafka. Not one method blocks longer than the timeout it is given.
pub trait Feed {
    /// Proof of membership that goes with the offsets of a transaction.
    type Group: Send + 'static;

    fn poll(&mut self, timeout: Duration) -> Result<Polled, FeedError>;
    /// The next change of the assignment, in the order they came.
    fn next_rebalance(&mut self) -> Option<RebalanceEvent>;
    fn assign(&mut self, partitions: &[TopicPartition]) -> Result<(), FeedError>;
    /// The same, with where each is to be read from; `None` leaves it to the reset policy.
    fn assign_at(&mut self, starts: &[(TopicPartition, Option<i64>)]) -> Result<(), FeedError> {
        let partitions: Vec<_> = starts.iter().map(|(p, _)| p.clone()).collect();
        self.assign(&partitions)
    }
    /// Leaves the group and joins it again; the partitions are revoked in between, which the pump answers as always.
    fn rejoin(&mut self) -> Result<(), FeedError>;
    fn unassign(&mut self, partitions: &[TopicPartition]) -> Result<(), FeedError>;
    fn pause(&mut self, partitions: &[TopicPartition]) -> Result<(), FeedError>;
    fn resume(&mut self, partitions: &[TopicPartition]) -> Result<(), FeedError>;
    /// Hands a cut to the client and returns. Its result never reaches us: read back with `committed`.
    fn commit(&mut self, cut: &Cut) -> Result<(), FeedError>;
    /// What the broker stores for these partitions; `None` where it stores nothing.
    fn committed(
        &mut self,
        partitions: &[TopicPartition],
        timeout: Duration,
    ) -> Result<Vec<(TopicPartition, Option<i64>)>, FeedError>;
    /// Where reading begins in these partitions; `None` leaves it to the reset policy.
    fn starts(
        &mut self,
        partitions: &[TopicPartition],
        timeout: Duration,
    ) -> Result<Vec<(TopicPartition, Option<i64>)>, FeedError> {
        self.committed(partitions, timeout)
    }
    /// Whether the member belongs to the group for certain although no assignment has come.
    fn joined(&self) -> bool {
        false
    }
    /// The end of a partition that was reached with nothing left to read before it, as far as the client has told.
    fn end_reached(&self, _: &TopicPartition) -> Option<i64> {
        None
    }
    /// The member's present metadata, to be fetched for every transaction. `None`: it is no member now.
    fn group(&self) -> Option<Self::Group>;
    /// Goes on reading at these offsets.
    fn seek(
        &mut self,
        offsets: &[(TopicPartition, i64)],
        timeout: Duration,
    ) -> Result<(), FeedError>;
    /// Leaves the group. Events that come up meanwhile are answered without us.
    fn close(&mut self);
}
