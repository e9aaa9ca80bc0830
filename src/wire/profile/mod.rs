//! Supplier profiles: how one agency fills its formats, as data.
//!
//! A profile is a file ([`file`]): by which signs the agency is recognised, which zone its times are in, what its codes stand
//! for, where it hides its versions, which paragraphs are notes. [`compile`] checks files and makes [`Profiles`] of them,
//! [`recognise`] finds the profile of a story, [`apply`] uses it. Files are read by `config::profiles`, and
//! `stages::profile_cases` runs the cases that stand in them.
//!
//! Promises: a story has exactly one profile, `default` where no sign of another is found; what the record says of itself
//! wins over what a profile assumes; recognising costs a few look-ups and never searches a whole text.

pub mod apply;
mod claims;
pub mod compile;
pub mod file;
pub mod pattern;
pub mod recognise;

use super::hints::{Hint, Hints};
use file::VersionField;
use jiff::tz::TimeZone;
use pattern::{NotePatterns, NumberPattern};
use std::collections::HashMap;
use std::sync::Arc;

pub use compile::{DEFAULT, Fault, Written, compile};
pub use file::ProfileFile;

/// All profiles in use; immutable, shared by all workers.
#[derive(Debug, Clone)]
pub struct Profiles {
    /// `default` first.
    all: Vec<Arc<Profile>>,
    index: recognise::Index,
    version: Arc<str>,
}

/// One profile, ready for use; what `default` says is part of it.
#[derive(Debug, Clone)]
pub struct Profile {
    /// Name of its file without the ending.
    pub key: Arc<str>,
    /// The supplier's name in records.
    pub name: Arc<str>,
    pub title: Arc<str>,
    /// Zone of times that name none.
    pub zone: TimeZone,
    /// As it is written.
    pub zone_name: Arc<str>,
    charset: Option<String>,
    /// JSON's description is the first paragraph, where the text does not repeat it.
    pub lead_in_description: bool,
    versions: Vec<VersionReader>,
    urgency: HashMap<String, u8>,
    genres: HashMap<String, Arc<str>>,
    /// By `scheme:code` in lower case.
    codes: HashMap<String, Vec<Target>>,
    pub notes: NotePatterns,
}

#[derive(Debug, Clone)]
struct VersionReader {
    field: VersionField,
    pattern: NumberPattern,
}

/// What a code stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// `medtop:` or `subj:`.
    Code(Arc<str>),
    Genre(Arc<str>),
    Urgency(u8),
}

impl Profile {
    fn empty() -> Self {
        Self {
            key: DEFAULT.into(),
            name: "unknown".into(),
            title: "".into(),
            zone: TimeZone::UTC,
            zone_name: "UTC".into(),
            charset: None,
            lead_in_description: false,
            versions: Vec::new(),
            urgency: HashMap::new(),
            genres: HashMap::new(),
            codes: HashMap::new(),
            notes: NotePatterns::default(),
        }
    }
}

impl Default for Profiles {
    /// None but an empty `default`: UTC, and the supplier `unknown`.
    fn default() -> Self {
        Self {
            all: vec![Arc::new(Profile::empty())],
            index: recognise::Index::default(),
            version: "".into(),
        }
    }
}

impl Profiles {
    /// All of them, `default` first.
    pub fn all(&self) -> &[Arc<Profile>] {
        &self.all
    }

    /// Twelve hex digits of the hash of all files.
    pub fn version(&self) -> Arc<str> {
        Arc::clone(&self.version)
    }

    /// What the topic of a record says before the record is opened.
    pub fn hints(&self) -> Hints {
        let hint = |ordinal: usize| {
            let profile = self.all.get(ordinal);
            Hint {
                supplier: profile.map(|p| p.name.to_string()),
                charset: profile.and_then(|p| p.charset.clone()),
            }
        };
        Hints {
            default: Hint::default(),
            topics: self
                .index
                .topics()
                .map(|(topic, ordinal)| (topic.to_owned(), hint(ordinal)))
                .collect(),
            patterns: self
                .index
                .topic_patterns()
                .map(|(pattern, ordinal)| (pattern.clone(), hint(ordinal)))
                .collect(),
        }
    }
}
