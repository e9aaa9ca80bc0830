//! What each error code of Kafka and of its client means to us: the one table.
//!
//! A code can reach us at five places: in a delivery report, in a call of a transaction, while reading, in a commit,
//! and when a cluster is looked at (at start, by `check` and `topics`). A row says for its codes what is done at each.
//! Every code that the linked client knows stands in exactly one row; one that a later client brings is treated as
//! [`UNLISTED`] says. docs/delivery.md shows [`markdown`], and a test compares them.

use crate::story::RejectReason;
use rdkafka::types::RDKafkaErrorCode as Code;
use std::fmt::Write as _;

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

/// What to do about a failed call of a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// What the client says of the error: fatal, abort, or the same call again. When it says nothing, as `Renew`.
    AsTold,
    /// The producer is made anew, whatever the client says.
    Renew,
    /// This login may not use transactions.
    NotAuthorised,
    /// The brokers refuse a setting: no start succeeds until it is changed.
    Setting,
}

/// What to do about an error event of the consumer that the client does not call fatal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// The client goes on by itself.
    Passing,
    /// Nothing more comes until somebody gives the right back: the client asks again, and people are told.
    NotAuthorised,
    /// The group's offset is outside the partition, and nobody has decided where to read on.
    OutOfRange,
}

/// What to do about a refused commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Commit {
    /// The frontiers are handed over again.
    Again,
    /// There was nothing to commit.
    Nothing,
}

/// What a look at the cluster ends with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Tried again until `kafka.connect_timeout` is over.
    Again,
    /// The login is refused.
    Login,
    /// No secure connection.
    Tls,
    /// The login lacks a right.
    NotAuthorised,
    Failed,
}

/// What some codes mean.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    pub codes: &'static [Code],
    /// For people.
    pub means: &'static str,
    /// What helps when an output topic answers so.
    pub help: &'static str,
    pub delivery: Failure,
    pub transaction: Step,
    pub reading: Reading,
    pub commit: Commit,
    pub look: Look,
}

/// What is done about a code that no row names.
pub const UNLISTED: Row = Row {
    codes: &[],
    means: "a code of a later client",
    help: "look at the brokers",
    delivery: Failure::Passing,
    transaction: Step::AsTold,
    reading: Reading::Passing,
    commit: Commit::Again,
    look: Look::Failed,
};

/// The row of a code.
pub fn meaning(code: Code) -> &'static Row {
    const OTHER: &Row = &UNLISTED;
    TABLE
        .iter()
        .find(|row| row.codes.contains(&code))
        .unwrap_or(OTHER)
}

/// All rows.
pub const TABLE: &[Row] = &[
    Row {
        codes: &[
            Code::MessageSizeTooLarge,
            Code::InvalidMessageSize,
            Code::MessageBatchTooLarge,
        ],
        means: "larger than the topic takes; permanent once refused alone",
        help: "raise max.message.bytes of the topic",
        delivery: Failure::Permanent(RejectReason::OutputTooLarge),
        ..UNLISTED
    },
    Row {
        codes: &[
            Code::InvalidTimestamp,
            Code::InvalidRecord,
            Code::PolicyViolation,
            Code::InvalidTopic,
        ],
        means: "not what the topic takes, or no name of a topic",
        help: "look at the topic's settings: kafka-configs.sh --describe --entity-type topics",
        delivery: Failure::Permanent(RejectReason::OutputRefused),
        ..UNLISTED
    },
    Row {
        codes: &[Code::TopicAuthorizationFailed],
        means: "the login may not use the topic",
        help: "allow this login Write on the topic, as `copytaster topics acls` prints",
        delivery: Failure::Permanent(RejectReason::OutputNotAuthorised),
        reading: Reading::NotAuthorised,
        look: Look::NotAuthorised,
        ..UNLISTED
    },
    Row {
        codes: &[Code::ClusterAuthorizationFailed],
        means: "the login may not write idempotently",
        delivery: Failure::Fatal,
        look: Look::NotAuthorised,
        ..UNLISTED
    },
    Row {
        codes: &[Code::TransactionalIdAuthorizationFailed],
        means: "the login may not use transactions",
        transaction: Step::NotAuthorised,
        ..UNLISTED
    },
    Row {
        codes: &[Code::GroupAuthorizationFailed],
        means: "the login may not use the group",
        reading: Reading::NotAuthorised,
        look: Look::NotAuthorised,
        ..UNLISTED
    },
    Row {
        codes: &[
            Code::Fatal,
            Code::Fenced,
            Code::ProducerFenced,
            Code::InvalidProducerEpoch,
            Code::OutOfOrderSequenceNumber,
            Code::UnknownProducerId,
            Code::UnsupportedForMessageFormat,
            Code::GaplessGuarantee,
            Code::Inconsistent,
        ],
        means: "the producer is fenced, or its sequence is broken",
        delivery: Failure::Fatal,
        ..UNLISTED
    },
    Row {
        codes: &[Code::InvalidTransactionTimeout],
        means: "`delivery.transaction_timeout` is above the brokers' `transaction.max.timeout.ms`",
        transaction: Step::Setting,
        ..UNLISTED
    },
    Row {
        codes: &[Code::Conflict],
        means: "the client says retriable, but the same call never succeeds",
        transaction: Step::Renew,
        ..UNLISTED
    },
    Row {
        codes: &[
            Code::ConcurrentTransactions,
            Code::DuplicateSequenceNumber,
            Code::InvalidProducerIdMapping,
            Code::InvalidTransactionalState,
            Code::State,
            Code::TransactionCoordinatorFenced,
        ],
        means: "about the transaction or the sequence, told apart by the client",
        ..UNLISTED
    },
    Row {
        codes: &[
            Code::FencedInstanceId,
            Code::FencedMemberEpoch,
            Code::IllegalGeneration,
            Code::MemberIdRequired,
            Code::RebalanceInProgress,
            Code::StaleMemberEpoch,
            Code::UnknownMemberId,
            Code::UnreleasedInstanceId,
            Code::UnstableOffsetCommit,
            Code::AssignmentLost,
            Code::PollExceeded,
        ],
        means: "about the membership in the group; the client joins again, or calls it fatal",
        ..UNLISTED
    },
    Row {
        codes: &[
            Code::GroupIdNotFound,
            Code::GroupMaxSizeReached,
            Code::GroupSubscribedToTopic,
            Code::InconsistentGroupProtocol,
            Code::InvalidCommitOffsetSize,
            Code::InvalidGroupId,
            Code::InvalidSessionTimeout,
            Code::NonEmptyGroup,
            Code::OffsetMetadataTooLarge,
            Code::UnknownGroup,
            Code::UnknownProtocol,
            Code::UnsupportedAssignor,
        ],
        means: "the group can't be joined with these settings",
        ..UNLISTED
    },
    Row {
        codes: &[Code::AutoOffsetReset],
        means: "the group's offset is outside its partition, and `source.on_out_of_range` is `stop`",
        reading: Reading::OutOfRange,
        ..UNLISTED
    },
    Row {
        codes: &[
            Code::LogTruncation,
            Code::OffsetNotAvailable,
            Code::OffsetOutOfRange,
        ],
        means: "the offset is not there now; the client looks or resets by itself",
        ..UNLISTED
    },
    Row {
        codes: &[Code::NoOffset],
        means: "nothing to commit",
        commit: Commit::Nothing,
        ..UNLISTED
    },
    Row {
        codes: &[
            Code::CoordinatorLoadInProgress,
            Code::CoordinatorNotAvailable,
            Code::NotCoordinator,
            Code::OperationTimedOut,
            Code::WaitingForCoordinator,
        ],
        means: "the coordinator moves, or is slow",
        look: Look::Again,
        ..UNLISTED
    },
    Row {
        codes: &[
            Code::AllBrokersDown,
            Code::BrokerNotAvailable,
            Code::BrokerTransportFailure,
            Code::DestroyBroker,
            Code::EligibleLeadersNotAvailable,
            Code::FencedLeaderEpoch,
            Code::ISRInsufficient,
            Code::KafkaStorageError,
            Code::LeaderNotAvailable,
            Code::ListenerNotFound,
            Code::LogDirNotFound,
            Code::MessageTimedOut,
            Code::NetworkException,
            Code::NotController,
            Code::NotEnoughReplicas,
            Code::NotEnoughReplicasAfterAppend,
            Code::NotLeaderForPartition,
            Code::PreferredLeaderNotAvailable,
            Code::ReassignmentInProgress,
            Code::RebootstrapRequired,
            Code::ReplicaNotAvailable,
            Code::RequestTimedOut,
            Code::Resolve,
            Code::StaleBrokerEpoch,
            Code::StaleControllerEpoch,
            Code::ThrottlingQuotaExceeded,
            Code::TimedOutQueue,
            Code::UnknownBroker,
            Code::UnknownLeaderEpoch,
        ],
        means: "a broker is away, full, slow, or leads no more",
        ..UNLISTED
    },
    Row {
        codes: &[
            Code::UnknownPartition,
            Code::UnknownTopic,
            Code::UnknownTopicId,
            Code::UnknownTopicOrPartition,
        ],
        means: "the topic or partition is not there, or not yet",
        help: "create what is missing: `copytaster topics apply`",
        ..UNLISTED
    },
    Row {
        codes: &[
            Code::Authentication,
            Code::IllegalSASLState,
            Code::SaslAuthenticationFailed,
            Code::SecurityDisabled,
            Code::UnacceptableCredential,
            Code::UnsupportedSASLMechanism,
        ],
        means: "the login is refused; a running instance tries on",
        look: Look::Login,
        ..UNLISTED
    },
    Row {
        codes: &[Code::SSL],
        means: "no secure connection; a running instance tries on",
        look: Look::Tls,
        ..UNLISTED
    },
    Row {
        codes: &[Code::PurgeInflight, Code::PurgeQueue],
        means: "thrown away with its producer or transaction",
        ..UNLISTED
    },
    Row {
        codes: &[Code::QueueFull],
        means: "the client has no room: the message waits for it",
        ..UNLISTED
    },
    Row {
        codes: &[
            Code::BadCompression,
            Code::BadMessage,
            Code::InvalidMessage,
            Code::UnsupportedCompressionType,
        ],
        means: "damaged on the way, or in a form that the other side does not know",
        ..UNLISTED
    },
    Row {
        codes: &[
            Code::Begin,
            Code::CriticalSystemResource,
            Code::End,
            Code::Fail,
            Code::FileSystem,
            Code::Interrupted,
            Code::InvalidArgument,
            Code::InvalidConfig,
            Code::InvalidRequest,
            Code::InvalidRequiredAcks,
            Code::InvalidType,
            Code::NotConfigured,
            Code::NotImplemented,
            Code::ReadOnly,
            Code::Unknown,
            Code::UnsupportedFeature,
            Code::UnsupportedVersion,
        ],
        means: "a defect, a setting, or a machine without room; tried on, and seen as held or unacknowledged",
        ..UNLISTED
    },
    Row {
        codes: &[
            Code::InvalidPartitions,
            Code::InvalidReplicaAssignment,
            Code::InvalidReplicationFactor,
            Code::TopicAlreadyExists,
            Code::TopicDeletionDisabled,
        ],
        means: "a topic can't be made as it is planned",
        ..UNLISTED
    },
    Row {
        codes: &[
            Code::Application,
            Code::AssignPartitions,
            Code::BrokerDestroy,
            Code::DelegationTokenAuthDisabled,
            Code::DelegationTokenAuthorizationFailed,
            Code::DelegationTokenExpired,
            Code::DelegationTokenNotFound,
            Code::DelegationTokenOwnerMismatch,
            Code::DelegationTokenRequestNotAllowed,
            Code::DuplicateResource,
            Code::ElectionNotNeeded,
            Code::EndAll,
            Code::ExistingSubscription,
            Code::FeatureUpdateFailed,
            Code::FetchSessionIdNotFound,
            Code::InProgress,
            Code::InconsistentVoterSet,
            Code::InvalidDifferentRecord,
            Code::InvalidFetchSessionEpoch,
            Code::InvalidPrincipalType,
            Code::InvalidUpdateVersion,
            Code::KeyDeserialization,
            Code::KeySerialization,
            Code::NoEnt,
            Code::NoError,
            Code::NoReassignmentInProgress,
            Code::NodeUpdate,
            Code::Noop,
            Code::OperationNotAttempted,
            Code::Outdated,
            Code::Partial,
            Code::PartitionEOF,
            Code::PreviousInProgress,
            Code::PrincipalDeserializationFailure,
            Code::ResourceNotFound,
            Code::Retry,
            Code::RevokePartitions,
            Code::TelemetryTooLarge,
            Code::Underflow,
            Code::UnknownSubscriptionId,
            Code::ValueDeserialization,
            Code::ValueSerialization,
            Code::WaitCache,
        ],
        means: "of calls that are not made, or of the client's inside",
        ..UNLISTED
    },
];

/// The table as the manual shows it. What is done everywhere unless said otherwise is left out.
pub fn markdown() -> String {
    let mut text = String::from("| codes | mean | what is done |\n| --- | --- | --- |\n");
    for row in TABLE {
        let codes: Vec<String> = row.codes.iter().map(|c| format!("`{c:?}`")).collect();
        let done = row.done();
        let done = if done.is_empty() {
            "–"
        } else {
            done.as_str()
        };
        // Writing to a string can't fail.
        let _ = writeln!(text, "| {} | {} | {done} |", codes.join(", "), row.means);
    }
    text
}

impl Row {
    /// What is done otherwise than about any code.
    fn done(&self) -> String {
        let delivery = match self.delivery {
            Failure::Passing => String::new(),
            Failure::Permanent(reason) => format!("delivery: dead letter `{}`", reason.code()),
            Failure::Fatal => {
                "delivery: ends with 75; exactly once: the producer is made anew".into()
            }
        };
        let transaction = match self.transaction {
            Step::AsTold => "",
            Step::Renew => "transaction: the producer is made anew",
            Step::NotAuthorised => "transaction: ends with 77",
            Step::Setting => "transaction: ends with 78",
        };
        let reading = match self.reading {
            Reading::Passing => "",
            Reading::NotAuthorised => "reading: a warning, the client asks again",
            Reading::OutOfRange => "reading: ends with 78",
        };
        let commit = match self.commit {
            Commit::Again => "",
            Commit::Nothing => "commit: not counted as refused",
        };
        let look = match self.look {
            Look::Failed => "",
            Look::Again => "start: tried until `kafka.connect_timeout`",
            Look::Login | Look::Tls | Look::NotAuthorised => "start: ends with 77",
        };
        [&delivery, transaction, reading, commit, look]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join("; ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rdkafka::types::RDKafkaRespErr;

    /// Every code that the linked client knows.
    fn all() -> impl Iterator<Item = Code> {
        (-300..1_000)
            .filter_map(|number| RDKafkaRespErr::try_from(number).ok())
            .map(Code::from)
    }

    #[test]
    fn every_code_of_the_client_stands_in_one_row() {
        let rows = |code: Code| TABLE.iter().filter(|r| r.codes.contains(&code)).count();
        let wrong: Vec<(Code, usize)> = all()
            .map(|code| (code, rows(code)))
            .filter(|(_, rows)| *rows != 1)
            .collect();
        assert!(wrong.is_empty(), "{wrong:?}");
        assert!(all().count() > 150);
    }

    #[test]
    fn only_what_no_retry_can_mend_goes_to_the_dead_letters() {
        let delivery = |code| meaning(code).delivery;
        assert_eq!(
            delivery(Code::MessageSizeTooLarge),
            Failure::Permanent(RejectReason::OutputTooLarge)
        );
        assert_eq!(
            delivery(Code::TopicAuthorizationFailed),
            Failure::Permanent(RejectReason::OutputNotAuthorised)
        );
        for passing in [
            Code::MessageTimedOut,
            Code::BrokerTransportFailure,
            Code::KafkaStorageError,
            Code::NotLeaderForPartition,
            Code::NotEnoughReplicas,
            Code::UnknownTopicOrPartition,
            Code::UnknownTopic,
            Code::PurgeQueue,
        ] {
            assert_eq!(delivery(passing), Failure::Passing, "{passing:?}");
        }
        assert_eq!(delivery(Code::Fenced), Failure::Fatal);
    }
}
