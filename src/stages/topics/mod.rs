//! The topic engine: decides for each topic whether a story is about it, and shows by what.
//!
//! The way of a story, module by module:
//!
//! 1. [`passage`] cuts it into passages (headline with lead, paragraphs, groups of short lines, windows of sentences);
//! 2. [`fold`] turns text into plain words that know their original bytes, [`stops`] notes where sentences end;
//! 3. [`lexicon`] finds the terms of the story's language ([`trie`], [`pattern`]) and applies their rules: neighbours that
//!    are required or forbidden, phrases that hide, longer hits before shorter ones;
//!    `pairs` finds sentences that name two states;
//! 4. [`score`] adds up what the hits say for each passage and for the whole, with the numbers of [`model`];
//! 5. [`judge`](Taxonomy::judge) takes the whole or the best passage, adds agency codes ([`codes`]) genre guards
//!    ([`guards`], by the words of `genre` and `subjects`) and what too little `company` takes off, and writes down verdict and evidence.
//!
//! [`load`] makes a [`Taxonomy`] of the files under `taxonomy/` ([`terms`], [`neighbours`], [`definition`], `compile`) and a user's own, [`adjust`]
//! puts an installation's thresholds into it; [`check`] runs
//! the cases that stand beside the terms, [`lint`] looks for what can never match, [`suggest`] for words that are missing. Promises: pure, linear in the text, no panic on any text; contributions sum to
//! the log-odds; spans are exact bytes on character borders. Never learns, never reaches out, never reads a clock.

pub mod adjust;
mod begins;
pub mod check;
pub mod codes;
mod company;
mod compile;
pub mod definition;
mod diary;
pub mod features;
pub mod fold;
mod genre;
#[cfg(test)]
mod genre_promises;
pub mod guards;
mod judge;
pub mod lexicon;
pub mod lint;
pub mod load;
pub mod model;
pub mod neighbours;
#[cfg(test)]
mod own_files;
mod pairs;
pub mod passage;
pub mod pattern;
pub mod problem;
#[cfg(test)]
mod promises;
mod read;
pub mod score;
pub mod stops;
mod subjects;
pub mod suggest;
pub mod terms;
pub mod trie;

use crate::story::{Language, TopicKey};
use std::sync::Arc;

pub use adjust::Adjustment;
pub use check::{CaseResult, TestReport};
pub use load::Source;
pub use problem::{Fault, Problem, TaxonomyError};

/// Everything that decides topics, loaded and compiled; immutable, shared by all workers.
#[derive(Debug, Clone)]
pub struct Taxonomy {
    definitions: Vec<definition::Definition>,
    /// By `Language as usize`.
    lexicons: Vec<Option<Arc<lexicon::Lexicon>>>,
    concepts: score::ConceptWeights,
    numbers: Vec<model::TopicNumbers>,
    model: model::Model,
    codes: codes::Codes,
    guards: guards::GenreGuards,
    files: Vec<Arc<terms::TermFile>>,
    version: Arc<str>,
}

/// What `taxonomy list` shows of a topic.
#[derive(Debug, Clone, PartialEq)]
pub struct TopicSummary {
    pub key: TopicKey,
    pub label: Arc<str>,
    pub threshold: f64,
    /// Core agency codes.
    pub codes: Vec<Arc<str>>,
    /// Terms and cases by language, in the order of [`Language::ALL`].
    pub languages: Vec<LanguageSummary>,
}

/// Terms of one topic in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LanguageSummary {
    pub language: Language,
    pub file: Arc<str>,
    pub terms: usize,
    pub concepts: usize,
    pub cases: usize,
}

impl Taxonomy {
    /// Twelve hex digits of the hash of all files: the same files give the same version on every machine.
    pub fn version(&self) -> Arc<str> {
        self.version.clone()
    }

    /// Keys of all topics in the order of verdicts.
    pub fn topics(&self) -> impl Iterator<Item = &TopicKey> {
        self.definitions.iter().map(|d| &d.topic)
    }

    /// Definitions of all topics, in the same order.
    pub fn definitions(&self) -> &[definition::Definition] {
        &self.definitions
    }

    /// Share of each topic among the stories that its numbers were fitted on, in the same order.
    pub fn shares(&self) -> impl Iterator<Item = f64> {
        self.numbers.iter().map(|n| n.share)
    }

    /// All topics with their languages.
    pub fn summaries(&self) -> Vec<TopicSummary> {
        let summary = |(definition, numbers): (&definition::Definition, &model::TopicNumbers)| {
            let mut languages: Vec<LanguageSummary> = self
                .files
                .iter()
                .filter(|f| f.topic.text == definition.topic)
                .map(|f| {
                    let mut concepts: Vec<_> = f.terms.iter().map(|t| &t.concept).collect();
                    concepts.sort();
                    concepts.dedup();
                    LanguageSummary {
                        language: f.language,
                        file: f.file.clone(),
                        terms: f.terms.len(),
                        concepts: concepts.len(),
                        cases: f.cases.len(),
                    }
                })
                .collect();
            languages.sort_by_key(|l| l.language);
            TopicSummary {
                key: definition.topic.clone(),
                label: definition.label.clone(),
                threshold: numbers.threshold,
                codes: definition.core.clone(),
                languages,
            }
        };
        self.definitions
            .iter()
            .zip(&self.numbers)
            .map(summary)
            .collect()
    }
}
