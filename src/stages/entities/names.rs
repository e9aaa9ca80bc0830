//! What the gazetteer knows: things, and the forms that name them.
//!
//! Owns the shapes that `load` fills from the tables and `matcher` compares with a text. A form is compared word by word;
//! each word may end in several ways.

use crate::story::EntityKind;
use std::sync::Arc;

/// What a name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Thing {
    pub(super) kind: EntityKind,
    pub(super) name: Arc<str>,
    pub(super) id: Option<Arc<str>>,
}

/// What a matched form says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// Index among the things.
    Thing(u16),
    /// A title; the name of a person may follow, after an adjective where the language puts it there.
    Title { adjective: bool },
}

/// How the letters must be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    Any,
    /// The first letter is a capital.
    Capital,
    /// All are: `US`, `ONU`.
    Acronym,
}

/// One word of a form: letters that stay, then one of the endings.
#[derive(Debug, Clone)]
pub(super) struct Word {
    pub(super) stem: Box<[char]>,
    /// Longest first; empty: the word ends with its stem.
    pub(super) endings: Arc<[Box<[char]>]>,
}

/// A form of a name.
#[derive(Debug, Clone)]
pub(super) struct Form {
    pub(super) words: Box<[Word]>,
    pub(super) target: Target,
    pub(super) case: Case,
    /// Counts only away from other capitalised words.
    pub(super) ambiguous: bool,
    /// Characters that may not stand right before and right after.
    pub(super) not_after: Box<[char]>,
    pub(super) not_before: Box<[char]>,
}

impl Form {
    /// Letters that every mention of it has.
    pub(super) fn letters(&self) -> usize {
        self.words.iter().map(|word| word.stem.len()).sum()
    }
}

/// Everything known, by language.
#[derive(Debug)]
pub(super) struct Names {
    pub(super) things: Vec<Thing>,
    /// By `Language as usize`; the last entry holds the forms used in every language with Latin letters.
    pub(super) forms: Vec<Vec<Form>>,
}
