//! What each error code of Kafka and of its client means to us: the one table.
//!
//! A code can reach us at five places: in a delivery report, in a call of a transaction, while reading, in a commit,
//! and when a cluster is looked at (at start, by `check` and `topics`). A row says for its codes what is done at each.
//! Every code that the linked client knows stands in exactly one row; one that a later client brings is treated as
//! [`UNLISTED`] says. docs/delivery.md shows [`markdown`], and a test compares them.

mod table;

use crate::story::RejectReason;
use rdkafka::types::RDKafkaErrorCode as Code;
use std::fmt::Write as _;
pub use table::TABLE;

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
