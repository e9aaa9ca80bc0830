//! What the offline recipe fits the model's numbers on: hits counted by concept and strength, for each passage.
//!
//! Owns the bridge between the engine and `taxonomy/recipe/`; the recipe never reimplements matching.

use super::Taxonomy;
use super::lexicon::Hit;
use super::terms::Strength;
use crate::story::{LanguageFound, Story};
use serde::Serialize;
use std::collections::BTreeMap;

/// Hits of one concept: strong, medium, weak.
pub type Counts = BTreeMap<String, [u32; 3]>;

/// Counts of one stretch of text, by topic and concept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub struct PassageFeatures {
    pub words: usize,
    pub topics: BTreeMap<String, Counts>,
}

/// A story as the recipe sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoryFeatures {
    pub whole: PassageFeatures,
    pub passages: Vec<PassageFeatures>,
    /// Name of the genre guard that was raised.
    pub guard: Option<&'static str>,
    /// The language was guessed from the terms.
    pub guessed: bool,
}

impl Taxonomy {
    /// Counts the hits of a story as [`Taxonomy::judge`] would weigh them.
    pub fn features(&self, story: &Story, language: &LanguageFound) -> StoryFeatures {
        let read = self.read(story, language);
        let of = |hits: &[Hit], words| {
            let mut out = PassageFeatures {
                words,
                ..PassageFeatures::default()
            };
            for hit in hits {
                let definition = &self.definitions[usize::from(hit.topic)];
                let concept = &definition.concepts[usize::from(hit.concept)].name;
                let counts = out.topics.entry(definition.topic.to_string()).or_default();
                let at = Strength::ALL
                    .iter()
                    .position(|s| *s == hit.strength)
                    .unwrap_or(0);
                counts.entry(concept.to_string()).or_default()[at] += 1;
            }
            out
        };
        let words = |p: &std::ops::Range<usize>| {
            let segments = &read.segments[p.clone()];
            segments.iter().map(|s| s.words.len()).sum()
        };
        let passages = read.passages.iter();
        StoryFeatures {
            whole: of(&read.hits, read.folded.words().len()),
            passages: passages.map(|p| of(read.hits_of(p), words(p))).collect(),
            guard: read.genre.map(super::guards::Genre::term),
            guessed: read.guessed,
        }
    }
}
