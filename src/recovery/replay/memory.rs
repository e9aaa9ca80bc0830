//! What this instance decided of each story, remembered until it is compared with what was decided before.

use crate::compare::Judged;
use crate::sink::encode::record_id;
use crate::story::{Enriched, Origin, Outcome, RawRecord};
use std::collections::BTreeMap;

/// A record id without its hexadecimal digits.
pub(super) type Id = [u8; 16];

/// The id that this text is.
pub(super) fn id(text: &str) -> Option<Id> {
    u128::from_str_radix(text, 16)
        .ok()
        .filter(|_| text.len() == 32)
        .map(u128::to_be_bytes)
}

/// The text of an id.
pub(super) fn id_text(id: Id) -> String {
    format!("{:032x}", u128::from_be_bytes(id))
}

/// How a story ended now.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Now {
    Judged(Judged),
    /// The reason of a drop or reject.
    Ended(&'static str),
}

/// One story of this run.
#[derive(Debug, Clone)]
pub(super) struct Remembered {
    pub now: Now,
    /// Code of the language, `und` if unknown.
    pub language: &'static str,
    pub origin: Origin,
    pub before: Option<Before>,
}

/// What was decided before, and where that record lies.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Before {
    pub judged: Judged,
    /// When it was decided; of several, the newest holds. RFC 3339 in UTC sorts as text.
    pub processed_at: String,
    pub partition: i32,
    pub offset: i64,
}

/// Stories by id, so many and no more.
#[derive(Debug)]
pub(super) struct Memory {
    limit: usize,
    pub stories: BTreeMap<Id, Remembered>,
    /// Stories there was no room for.
    pub left_out: u64,
    /// Earliest Kafka timestamp of what is remembered, in milliseconds.
    pub earliest_ms: Option<i64>,
    /// Some record had no timestamp.
    pub untimed: bool,
}

impl Memory {
    pub fn new(limit: usize) -> Self {
        Self {
            limit,
            stories: BTreeMap::new(),
            left_out: 0,
            earliest_ms: None,
            untimed: false,
        }
    }

    /// Remembers how the stories of a record ended. A record worked on again replaces what it was.
    pub fn keep(&mut self, record: &RawRecord, ended: Vec<(u32, &'static str, Now)>) {
        match record.timestamp_ms {
            Some(ms) => self.earliest_ms = Some(self.earliest_ms.map_or(ms, |e| e.min(ms))),
            None => self.untimed = true,
        }
        for (ordinal, language, now) in ended {
            let Some(id) = id(&record_id(record, ordinal)) else {
                continue;
            };
            if self.stories.len() >= self.limit && !self.stories.contains_key(&id) {
                self.left_out += 1;
                continue;
            }
            let story = Remembered {
                now,
                language,
                origin: record.origin.clone(),
                before: None,
            };
            self.stories.insert(id, story);
        }
    }
}

/// What is remembered of the outcomes of a record: ordinal, language, how it ended.
pub(super) fn endings(outcomes: &[Outcome<Enriched>]) -> Vec<(u32, &'static str, Now)> {
    (0..)
        .zip(outcomes)
        .map(|(ordinal, outcome)| match outcome {
            Outcome::Emit(enriched) => {
                let language = enriched.language.language;
                let language = language.map_or("und", crate::story::Language::code);
                (ordinal, language, Now::Judged(Judged::of(enriched)))
            }
            Outcome::Drop(drop) => (ordinal, "und", Now::Ended(drop.reason.code())),
            Outcome::Reject(reject) => (ordinal, "und", Now::Ended(reject.reason.code())),
        })
        .collect()
}
