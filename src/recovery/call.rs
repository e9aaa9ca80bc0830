//! What a call to Kafka that failed means to a run of recovery.

use rdkafka::error::{KafkaError, RDKafkaErrorCode};

/// A call that failed, and which.
#[derive(Debug, thiserror::Error)]
#[error("{call} failed: {error}")]
pub struct CallError {
    call: &'static str,
    error: KafkaError,
}

impl CallError {
    /// The login may not do this.
    pub fn not_authorised(&self) -> bool {
        matches!(
            self.error.rdkafka_error_code(),
            Some(
                RDKafkaErrorCode::GroupAuthorizationFailed
                    | RDKafkaErrorCode::TopicAuthorizationFailed
            )
        )
    }
}

/// Names the call whose error it is given.
pub(super) fn failed(call: &'static str) -> impl Fn(KafkaError) -> CallError {
    move |error| CallError { call, error }
}

/// A commit met a rebalance: nothing is stored, and the change is on its way.
pub(super) fn rebalancing(error: &KafkaError) -> bool {
    matches!(
        error.rdkafka_error_code(),
        Some(
            RDKafkaErrorCode::RebalanceInProgress
                | RDKafkaErrorCode::IllegalGeneration
                | RDKafkaErrorCode::UnknownMemberId
                | RDKafkaErrorCode::StaleMemberEpoch
                | RDKafkaErrorCode::NoOffset
        )
    )
}
