//! How a command ends: the one list of exit codes, and the error that carries one.
//!
//! The codes are those of `sysexits.h` where one fits. 0 to 2 belong to findings and shells, signals end with 128 and
//! their number.

use std::fmt;
use std::process::ExitCode;

/// Exit codes, documented in docs/operation.md.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done,
    /// Done, and something was found that should be looked at.
    Findings,
    /// The command line is wrong (`EX_USAGE`).
    Usage,
    /// Input data can't be read (`EX_DATAERR`).
    Data,
    /// Kafka, or what else was asked, is away (`EX_UNAVAILABLE`).
    Unavailable,
    /// A defect of this program (`EX_SOFTWARE`).
    Defect,
    /// Start it again: another took over, or a client can't go on (`EX_TEMPFAIL`).
    TryAgain,
    /// Login or rights are wrong (`EX_NOPERM`).
    NotAuthorised,
    /// The configuration is wrong, or what it names is not there (`EX_CONFIG`).
    Config,
    /// Ended at once by a second SIGINT.
    Interrupted,
    /// Ended at once by a second SIGTERM.
    Terminated,
}

impl Exit {
    pub const ALL: [Self; 11] = [
        Self::Done,
        Self::Findings,
        Self::Usage,
        Self::Data,
        Self::Unavailable,
        Self::Defect,
        Self::TryAgain,
        Self::NotAuthorised,
        Self::Config,
        Self::Interrupted,
        Self::Terminated,
    ];

    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Findings => 1,
            Self::Usage => 64,
            Self::Data => 65,
            Self::Unavailable => 69,
            Self::Defect => 70,
            Self::TryAgain => 75,
            Self::NotAuthorised => 77,
            Self::Config => 78,
            Self::Interrupted => 130,
            Self::Terminated => 143,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// Why a command ended early, and with which code.
#[derive(Debug)]
pub struct Failure {
    pub exit: Exit,
    pub error: anyhow::Error,
}

impl Failure {
    pub fn new(exit: Exit, error: impl Into<anyhow::Error>) -> Self {
        Self {
            exit,
            error: error.into(),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#}", self.error)
    }
}

/// What every command returns.
pub type Ended = Result<Exit, Failure>;

/// Gives an error its exit code.
pub trait OrExit<T> {
    fn or_exit(self, exit: Exit) -> Result<T, Failure>;
}

impl<T, E: Into<anyhow::Error>> OrExit<T> for Result<T, E> {
    fn or_exit(self, exit: Exit) -> Result<T, Failure> {
        self.map_err(|error| Failure::new(exit, error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_exit_code_is_documented_once_and_stands_for_one_thing() {
        let page =
            std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/operation.md"))
                .unwrap();
        let codes: Vec<u8> = Exit::ALL.iter().map(|e| e.code()).collect();
        assert!(codes.is_sorted_by(|a, b| a < b), "{codes:?}");
        for code in codes {
            let row = format!("\n| {code} |");
            assert_eq!(page.matches(&row).count(), 1, "exit code {code}");
        }
    }
}
