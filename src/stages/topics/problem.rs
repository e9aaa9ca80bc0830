//! What can be wrong with taxonomy files: every problem found at once, each with file, line and reason.

use std::fmt;

/// One thing wrong in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Path as given, or the name under `taxonomy/` for files of the program.
    pub file: String,
    /// Line, from 1; 0 when the whole file is meant.
    pub line: u32,
    pub fault: Fault,
}

/// The kinds of fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("cannot be read: {0}")]
    Unreadable(String),
    #[error("is not valid TOML: {0}")]
    Syntax(String),
    #[error("`{key}` is missing")]
    Missing { key: &'static str },
    #[error("`{key}` must be {expected}")]
    WrongType { key: String, expected: &'static str },
    #[error("unknown key `{0}`")]
    UnknownKey(String),
    #[error("topic key `{0}` must be lower-case letters, digits and `_`, starting with a letter")]
    BadTopic(String),
    #[error("unknown language `{0}`; known are {known}", known = known_languages())]
    UnknownLanguage(String),
    #[error("unknown topic `{topic}`; known are {known}")]
    UnknownTopic { topic: String, known: String },
    #[error("unknown concept `{concept}`; the topic's definition names {known}")]
    UnknownConcept { concept: String, known: String },
    #[error("the term `{0}` has no letters or digits")]
    EmptyTerm(String),
    #[error("the term `{0}` is too short: it would fire on everything")]
    TooShort(String),
    #[error("the term `{0}` has more than {MAX_WORDS} words")]
    TooLong(String),
    #[error("a star may stand only at the start or end of a word: `{0}`")]
    InnerStar(String),
    #[error("the term `{term}` stands already in line {first}")]
    Duplicate { term: String, first: u32 },
    #[error("the neighbour `{neighbour}` of `{term}` can never match: {why}")]
    DeadNeighbour {
        term: String,
        neighbour: String,
        why: &'static str,
    },
    #[error("the term `{0}` can never match: a `not` phrase hides exactly it")]
    HiddenTerm(String),
    #[error("the term `{0}` can never match: a sentence or a comma ends inside it")]
    TornTerm(String),
    #[error("`{0}` has no terms in any language")]
    NoTerms(String),
    #[error("the topic `{topic}` is defined twice; first in {first}")]
    DefinedTwice { topic: String, first: String },
    #[error("{key} = {value} must be {expected}")]
    OutOfRange {
        key: String,
        value: String,
        expected: &'static str,
    },
}

/// Longest phrase, in words; in Chinese and Japanese every character is a word.
pub const MAX_WORDS: usize = 24;

fn known_languages() -> String {
    let codes: Vec<_> = crate::story::Language::ALL
        .iter()
        .map(|l| l.code())
        .collect();
    codes.join(" ")
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line == 0 {
            write!(f, "{}: {}", self.file, self.fault)
        } else {
            write!(f, "{}:{}: {}", self.file, self.line, self.fault)
        }
    }
}

/// The taxonomy was refused; the one in use stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaxonomyError {
    /// Never empty; in the order of files and lines.
    pub problems: Vec<Problem>,
}

impl fmt::Display for TaxonomyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "taxonomy refused, {} problem(s)", self.problems.len())?;
        for problem in &self.problems {
            write!(f, "\n  {problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for TaxonomyError {}

/// Collects the problems of one file and turns byte offsets into lines.
#[derive(Debug)]
pub struct Notes<'a> {
    file: &'a str,
    line_starts: Vec<usize>,
    pub problems: Vec<Problem>,
}

impl<'a> Notes<'a> {
    /// For a file with this name and text.
    pub fn new(file: &'a str, text: &str) -> Self {
        let line_starts = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        Self {
            file,
            line_starts,
            problems: Vec::new(),
        }
    }

    /// The line of a byte offset, from 1.
    pub fn line(&self, offset: usize) -> u32 {
        self.line_starts.partition_point(|start| *start <= offset) as u32
    }

    /// Notes a fault at a line.
    pub fn add(&mut self, line: u32, fault: Fault) {
        self.problems.push(Problem {
            file: self.file.to_owned(),
            line,
            fault,
        });
    }
}
