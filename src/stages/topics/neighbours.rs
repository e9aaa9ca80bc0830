//! Neighbours as written: the words that must, or must not, stand near a term.
//!
//! Owns the keys `require`, `also`, `block` and `within` and where they may stand: in a term's own table, or in its concept's, where
//! they hold for all terms of the concept. What a term says itself replaces what its concept says, key by key, so that
//! `require = []` sets a term free. Never looks at a text.

use super::problem::Notes;
use super::terms::{Written, number, strings, wrong};
use std::sync::Arc;
use toml::de::DeTable;

/// One list of neighbours, with the term or `[concept]` that it is written for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeighbourList {
    pub owner: Arc<str>,
    pub words: Arc<[Written]>,
}

impl NeighbourList {
    /// The words without their lines: lists of the same words are one rule.
    pub fn texts(&self) -> Vec<Arc<str>> {
        self.words.iter().map(|w| w.text.clone()).collect()
    }
}

impl Default for NeighbourList {
    fn default() -> Self {
        Self {
            owner: "".into(),
            words: Arc::new([]),
        }
    }
}

/// What must and must not stand near a term, and how near.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Neighbours {
    /// At least one of these must stand near, if any are given.
    pub require: NeighbourList,
    /// At least one of these as well, if any are given.
    pub also: NeighbourList,
    /// None of these may stand near.
    pub block: NeighbourList,
    /// Words to either side that count as near, 1-60, where the file says so.
    pub within: Option<u8>,
}

impl Neighbours {
    /// Whether nothing need or must not stand near.
    pub fn are_none(&self) -> bool {
        let lists = [&self.require, &self.also, &self.block];
        lists.iter().all(|list| list.words.is_empty())
    }

    /// Whether a key of a term's or concept's table is one of these.
    pub fn has_key(key: &str) -> bool {
        matches!(key, "require" | "also" | "block" | "within")
    }

    /// What a concept's table says for all its terms.
    pub(super) fn of_concept(concept: &str, table: &DeTable<'_>, notes: &mut Notes<'_>) -> Self {
        let mut shared = Self::default();
        shared.replace(&format!("[{concept}]").into(), table, notes);
        shared
    }

    /// Replaces what the table says itself.
    pub(super) fn replace(&mut self, owner: &Arc<str>, table: &DeTable<'_>, notes: &mut Notes<'_>) {
        for (key, value) in table {
            let list = |notes: &mut Notes<'_>| NeighbourList {
                owner: owner.clone(),
                words: strings(key.get_ref(), value, notes).into(),
            };
            match key.get_ref().as_ref() {
                "require" => self.require = list(notes),
                "also" => self.also = list(notes),
                "block" => self.block = list(notes),
                "within" => {
                    let words = number(value).filter(|n| (1.0..=60.0).contains(n));
                    if words.is_none() {
                        let line = notes.line(key.span().start);
                        notes.add(line, wrong("within", "a number of words from 1 to 60"));
                    }
                    self.within = words.map(|words| words as u8);
                }
                _ => {}
            }
        }
    }
}
