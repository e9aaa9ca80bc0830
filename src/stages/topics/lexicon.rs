//! One language's terms of all topics, and the rules that decide which hits count.
//!
//! Owns the rules around a hit: neighbours required and forbidden, phrases that hide, longer hits that hide shorter ones.
//! `compile` makes one of the term files. Promises hits in the order of the text, at most one for each topic and stretch of words.
//! Never weighs them.

use super::fold::{Folded, Reading};
use super::pattern::WordPattern;
use super::terms::Strength;
use super::trie::{Found, Trie};
use crate::story::Language;
use std::ops::Range;
use std::sync::Arc;

/// Particles that Arabic and Hebrew write before a word without a space, folded, longest first
/// (conjunctions, prepositions, article, and what they become together).
const ARABIC: [&str; 12] = [
    "وال", "فال", "بال", "کال", "ولل", "لل", "ال", "و", "ف", "ب", "ل", "ک",
];
const HEBREW: [&str; 17] = [
    "ושה", "וכש", "מה", "שה", "וה", "ול", "וב", "ומ", "וש", "כש", "ב", "ל", "מ", "ה", "ו", "ש", "כ",
];

/// How a language is cut into words.
pub fn reading(language: Language) -> Reading {
    match language {
        Language::Zh | Language::Ja => Reading::Characters,
        _ => Reading::Words,
    }
}

fn written_particles(language: Language) -> &'static [&'static str] {
    match language {
        Language::Ar => &ARABIC,
        Language::He => &HEBREW,
        _ => &[],
    }
}

/// The particles of a language as [`Trie::find`] takes them.
pub(super) fn particles(language: Language) -> Vec<Box<[u8]>> {
    let written = written_particles(language).iter();
    written.map(|p| p.as_bytes().into()).collect()
}

/// Whether a language writes particles before a word without a space.
pub fn has_particles(language: Language) -> bool {
    !written_particles(language).is_empty()
}

/// A compiled term.
#[derive(Debug, Clone)]
pub struct LexiconTerm {
    /// Index of the topic in the taxonomy.
    pub topic: u8,
    /// Index of the concept in its topic.
    pub concept: u8,
    pub strength: Strength,
    /// As written in the file.
    pub text: Arc<str>,
    pub(super) require: Option<Near>,
    pub(super) also: Option<Near>,
    pub(super) block: Option<Near>,
    pub(super) exact: Option<Box<[WordPattern]>>,
}

/// A set of neighbours and how far they may stand.
#[derive(Debug, Clone)]
pub(super) struct Near {
    pub(super) set: u32,
    pub(super) within: u8,
}

/// A term found in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// Words covered: `first..end` of the folded text.
    pub first: u32,
    pub end: u32,
    /// Index into [`Lexicon::terms`].
    pub term: u32,
    /// Copies of the term's fields that scoring reads for every hit.
    pub topic: u8,
    pub concept: u8,
    pub strength: Strength,
}

/// What an output of the trie means.
#[derive(Debug, Clone, Copy)]
pub(super) enum Meaning {
    Term(u32),
    /// Hides the terms of a topic inside it.
    Hide(u8),
    /// A neighbour.
    Marker(u32),
}

/// Everything of one language.
#[derive(Debug, Clone)]
pub struct Lexicon {
    pub language: Language,
    pub terms: Vec<LexiconTerm>,
    pub(super) trie: Trie,
    pub(super) meanings: Vec<Meaning>,
    /// Sets of markers as bits, 64 a word.
    pub(super) sets: Vec<Box<[u64]>>,
    /// Patterns of case-sensitive neighbours and hiding phrases, beside `meanings`.
    pub(super) exact: Vec<Option<Box<[WordPattern]>>>,
    pub(super) particles: Vec<Box<[u8]>>,
}

/// Buffers that one story's searches share.
#[derive(Debug, Default)]
pub struct Scratch {
    found: Vec<Found>,
    markers: Vec<(u32, u32, u32)>,
    hidden: Vec<(u32, u32, u8)>,
    terms: Vec<Hit>,
}

impl Lexicon {
    /// Number of nodes of the trie, for reports of memory.
    pub fn nodes(&self) -> usize {
        self.trie.len()
    }

    /// Finds the terms that count among the words `range` of `folded`, which were folded from `text`, and appends them.
    pub fn find(
        &self,
        text: &str,
        folded: &Folded,
        range: Range<usize>,
        scratch: &mut Scratch,
        hits: &mut Vec<Hit>,
    ) {
        scratch.found.clear();
        scratch.markers.clear();
        scratch.hidden.clear();
        scratch.terms.clear();
        self.trie
            .find(folded, range.clone(), &self.particles, &mut scratch.found);
        let (low, high) = (range.start as u32, range.end as u32);
        let stops = folded.stops();
        for found in &scratch.found {
            if found.end - found.first > 1 && !stops.is_one_phrase(found.first, found.end) {
                continue;
            }
            match self.meanings[found.output as usize] {
                Meaning::Term(index) => {
                    let term = &self.terms[index as usize];
                    if agrees(term.exact.as_deref(), text, folded, *found) {
                        scratch.terms.push(Hit {
                            first: found.first,
                            end: found.end,
                            term: index,
                            topic: term.topic,
                            concept: term.concept,
                            strength: term.strength,
                        });
                    }
                }
                Meaning::Hide(topic) => {
                    if self.agrees(text, folded, *found) {
                        scratch.hidden.push((found.first, found.end, topic));
                    }
                }
                Meaning::Marker(marker) => {
                    if self.agrees(text, folded, *found) {
                        scratch.markers.push((found.first, found.end, marker));
                    }
                }
            }
        }
        let Scratch {
            markers,
            hidden,
            terms,
            ..
        } = scratch;
        terms.retain(|hit| {
            let term = &self.terms[hit.term as usize];
            // A phrase hides whatever it touches: `palm oil` hides `oil price`.
            let masked = hidden
                .iter()
                .take_while(|(first, ..)| *first < hit.end)
                .any(|(_, end, topic)| *topic == hit.topic && hit.first < *end);
            if masked {
                return false;
            }
            if term.require.is_none() && term.also.is_none() && term.block.is_none() {
                return true;
            }
            let sentence = stops.sentence(hit.first, low, high);
            let is_near = |near: &Near| self.stands_near(near, hit, sentence, markers);
            let mut required = term.require.iter().chain(&term.also);
            required.all(is_near) && !term.block.as_ref().is_some_and(is_near)
        });
        keep_longest(terms, hits);
    }

    fn agrees(&self, text: &str, folded: &Folded, found: Found) -> bool {
        agrees(
            self.exact[found.output as usize].as_deref(),
            text,
            folded,
            found,
        )
    }

    /// Whether one of the set's neighbours stands within reach of the hit, in its sentence and outside it. Markers are in
    /// the order of their first word.
    fn stands_near(
        &self,
        near: &Near,
        hit: &Hit,
        sentence: (u32, u32),
        markers: &[(u32, u32, u32)],
    ) -> bool {
        let within = u32::from(near.within);
        let low = hit.first.saturating_sub(within).max(sentence.0);
        let high = (hit.end + within).min(sentence.1);
        let set = &self.sets[near.set as usize];
        let from = markers.partition_point(|(first, ..)| *first < low);
        markers[from..]
            .iter()
            .take_while(|(first, ..)| *first < high)
            .any(|(first, end, marker)| {
                *end <= high
                    && (*end <= hit.first || *first >= hit.end)
                    && set[*marker as usize / 64] >> (marker % 64) & 1 == 1
            })
    }
}

/// Whether the words as they stand in the text agree with patterns that ask for it.
fn agrees(patterns: Option<&[WordPattern]>, text: &str, folded: &Folded, found: Found) -> bool {
    patterns.is_none_or(|patterns| {
        let words = &folded.words()[found.first as usize..found.end as usize];
        words.iter().zip(patterns).all(|(word, pattern)| {
            text.get(word.start as usize..word.end as usize)
                .is_some_and(|original| pattern.agrees(original))
        })
    })
}

/// Appends the hits that no longer hit of their topic contains; of several for the same words the strongest. Where hits
/// overlap ("low carbon emissions" as `low carbon` and `carbon emission*`) the strongest stays too: a word is evidence
/// once.
fn keep_longest(terms: &mut [Hit], hits: &mut Vec<Hit>) {
    terms.sort_unstable_by_key(|h| {
        (
            h.topic,
            h.first,
            std::cmp::Reverse(h.end),
            std::cmp::Reverse(h.strength),
            h.term,
        )
    });
    let from = hits.len();
    let (mut topic, mut reach) = (None, 0);
    for hit in terms.iter() {
        if topic != Some(hit.topic) || hit.first >= reach {
            (topic, reach) = (Some(hit.topic), hit.end);
            hits.push(*hit);
            continue;
        }
        // Sorted by start, so only the hit kept last can reach into this one. What loses takes with it what it contains.
        if hit.end > reach {
            reach = hit.end;
            if let Some(last) = hits.last_mut().filter(|last| hit.strength > last.strength) {
                *last = *hit;
            }
        }
    }
    hits[from..].sort_unstable_by_key(|h| (h.first, h.end, h.topic));
}
