//! What the offline recipe fits the model's numbers on: hits counted by concept and strength, for each passage.
//!
//! Owns the bridge between the engine and `taxonomy/recipe/`; the recipe never reimplements matching.

use super::Taxonomy;
use super::lexicon::Hit;
use super::terms::Strength;
use crate::story::{Entity, LanguageFound, Story};
use serde::Serialize;
use std::collections::BTreeMap;

/// Hits of one concept: strong, medium, weak.
pub type Counts = BTreeMap<String, [u32; 3]>;

/// Counts of one stretch of text, by topic and concept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub struct PassageFeatures {
    pub words: usize,
    pub topics: BTreeMap<String, Counts>,
    /// Topics that have a word in a sentence that names two states; not counted for the whole.
    pub pairs: Vec<String>,
}

/// A story as the recipe sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoryFeatures {
    pub whole: PassageFeatures,
    pub passages: Vec<PassageFeatures>,
    /// Sentences with a strong or medium word, by topic.
    pub sentences: BTreeMap<String, u32>,
    /// Name of the genre guard that was raised.
    pub guard: Option<&'static str>,
    /// Words of its subject beyond those that raised it.
    pub further: usize,
    /// The language was guessed from the terms.
    pub guessed: bool,
}

impl Taxonomy {
    /// Counts the hits of a story as [`Taxonomy::judge`] would weigh them.
    pub fn features(
        &self,
        story: &Story,
        language: &LanguageFound,
        entities: &[Entity],
    ) -> StoryFeatures {
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
        let pairs = read.pairs(entities);
        let pairs_of = |passage: usize| -> Vec<String> {
            let spoken = |topic: usize| {
                let mut here = pairs.iter().filter(|p| p.passage == passage);
                here.any(|p| read.speaks_of(p, topic))
            };
            let topics = self.definitions.iter().enumerate();
            topics
                .filter(|(topic, _)| spoken(*topic))
                .map(|(_, d)| d.topic.to_string())
                .collect()
        };
        let passages = read.passages.iter().enumerate();
        StoryFeatures {
            whole: of(&read.hits, read.folded.words().len()),
            passages: passages
                .map(|(index, p)| PassageFeatures {
                    pairs: pairs_of(index),
                    ..of(read.hits_of(p), words(p))
                })
                .collect(),
            sentences: self
                .definitions
                .iter()
                .zip(read.company(self.definitions.len()))
                .map(|(d, company)| (d.topic.to_string(), company.sentences))
                .collect(),
            guard: read.genre.map(|found| found.genre.term()),
            further: read.genre.map_or(0, |found| found.further),
            guessed: read.guessed,
        }
    }
}
