//! The rows.

use super::{Commit, Failure, Look, Reading, Row, Step, UNLISTED};
use crate::story::RejectReason;
use rdkafka::types::RDKafkaErrorCode as Code;

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
