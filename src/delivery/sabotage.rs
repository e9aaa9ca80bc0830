//! Deliberate breaks, so that the tests that prove the promises can be seen to fail.
//!
//! No configuration reaches them: only a program that builds `ServiceSettings` itself can set one. Each names the
//! mechanism that is left out.

use std::fmt;
use std::str::FromStr;

/// One mechanism left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sabotage {
    /// Commits what was read, not what is complete.
    CommitEarly,
    /// A record is complete when its messages are handed to the client, not when they are acknowledged.
    CompleteOnEnqueue,
    /// Rejected records are completed without their dead letter.
    SkipDeadLetter,
    /// Completions of an assignment that has ended count for the present one.
    IgnoreGeneration,
    /// Revoked partitions are given back while their records are in flight.
    UnassignBeforeDrain,
    /// Exactly once: records of partitions given away stay in the open transaction and are committed with it.
    NoAbortOnRevoke,
}

impl Sabotage {
    pub const ALL: [Self; 6] = [
        Self::CommitEarly,
        Self::CompleteOnEnqueue,
        Self::SkipDeadLetter,
        Self::IgnoreGeneration,
        Self::UnassignBeforeDrain,
        Self::NoAbortOnRevoke,
    ];

    /// Name on the command line of a test program.
    pub fn code(self) -> &'static str {
        match self {
            Self::CommitEarly => "commit-early",
            Self::CompleteOnEnqueue => "complete-on-enqueue",
            Self::SkipDeadLetter => "skip-dead-letter",
            Self::IgnoreGeneration => "ignore-generation",
            Self::UnassignBeforeDrain => "unassign-before-drain",
            Self::NoAbortOnRevoke => "no-abort-on-revoke",
        }
    }
}

impl fmt::Display for Sabotage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Sabotage {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|s| s.code() == name)
            .ok_or_else(|| format!("no such break: {name}"))
    }
}
