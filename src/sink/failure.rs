//! What a failed delivery means. One table, in code here and in docs/delivery.md.

use crate::story::RejectReason;
use rdkafka::types::RDKafkaErrorCode as Code;

/// What to do about a failed delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The broker will never take this message: the record goes to the dead letters under this reason.
    Permanent(RejectReason),
    /// It may take it later: the message is sent again, in order.
    Passing,
    /// The producer can't go on.
    Fatal,
}

/// Sorts an error code of a delivery report or of `send`.
pub fn classify(code: Code) -> Failure {
    match code {
        Code::MessageSizeTooLarge | Code::InvalidMessageSize | Code::MessageBatchTooLarge => {
            Failure::Permanent(RejectReason::OutputTooLarge)
        }
        Code::TopicAuthorizationFailed => Failure::Permanent(RejectReason::OutputNotAuthorised),
        Code::InvalidTimestamp
        | Code::InvalidRecord
        | Code::PolicyViolation
        | Code::InvalidTopic => Failure::Permanent(RejectReason::OutputRefused),
        Code::Fatal
        | Code::Fenced
        | Code::InvalidProducerEpoch
        | Code::OutOfOrderSequenceNumber
        | Code::UnknownProducerId
        | Code::ClusterAuthorizationFailed
        | Code::UnsupportedForMessageFormat => Failure::Fatal,
        // Time-outs, brokers away, topics not (yet) there, leaders moving, replicas short, purged queues.
        _ => Failure::Passing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_no_retry_can_mend_goes_to_the_dead_letters() {
        assert_eq!(
            classify(Code::MessageSizeTooLarge),
            Failure::Permanent(RejectReason::OutputTooLarge)
        );
        assert_eq!(
            classify(Code::TopicAuthorizationFailed),
            Failure::Permanent(RejectReason::OutputNotAuthorised)
        );
        for passing in [
            Code::MessageTimedOut,
            Code::BrokerTransportFailure,
            Code::NotLeaderForPartition,
            Code::NotEnoughReplicas,
            Code::UnknownTopicOrPartition,
            Code::UnknownTopic,
            Code::PurgeQueue,
        ] {
            assert_eq!(classify(passing), Failure::Passing, "{passing:?}");
        }
        assert_eq!(classify(Code::Fenced), Failure::Fatal);
    }
}
