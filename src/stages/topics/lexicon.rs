//! One language's terms of all topics, compiled, and the rules that decide which hits count.
//!
//! Owns the trie of a language and the rules around a hit: neighbours required and forbidden, phrases that hide, longer
//! hits that hide shorter ones. Promises hits in the order of the text, at most one for each topic and stretch of words.
//! Never weighs them.

use super::fold::{Folded, Reading};
use super::neighbours::{NeighbourList, Neighbours};
use super::pattern::{self, WordPattern};
use super::problem::{Fault, Problem};
use super::terms::{Strength, TermFile};
use super::trie::{Builder, Found, Trie};
use crate::story::Language;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

/// Words that `require` and `block` look at on either side, where the file gives none; doubled where characters are words.
const REQUIRE_WITHIN: u8 = 6;
const BLOCK_WITHIN: u8 = 3;

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
    require: Option<Near>,
    also: Option<Near>,
    block: Option<Near>,
    exact: Option<Box<[WordPattern]>>,
}

/// A set of neighbours and how far they may stand.
#[derive(Debug, Clone)]
struct Near {
    set: u32,
    within: u8,
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
enum Meaning {
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
    trie: Trie,
    meanings: Vec<Meaning>,
    /// Sets of markers as bits, 64 a word.
    sets: Vec<Box<[u64]>>,
    /// Patterns of case-sensitive neighbours and hiding phrases, beside `meanings`.
    exact: Vec<Option<Box<[WordPattern]>>>,
    particles: Vec<Box<[u8]>>,
}

/// Buffers that one story's searches share.
#[derive(Debug, Default)]
pub struct Scratch {
    found: Vec<Found>,
    markers: Vec<(u32, u32, u32)>,
    hidden: Vec<(u32, u32, u8)>,
    terms: Vec<Hit>,
}

/// Compiles the files of one language. Topics and concepts are given as indices by the caller.
pub struct Compiler<'a> {
    pub language: Language,
    /// Index of a topic's key.
    pub topic: &'a dyn Fn(&str) -> Option<u8>,
    /// Index of a concept in a topic.
    pub concept: &'a dyn Fn(u8, &str) -> Option<u8>,
}

impl Compiler<'_> {
    /// Compiles, or says everything that is wrong with the files.
    pub fn compile(&self, files: &[&TermFile]) -> Result<Lexicon, Vec<Problem>> {
        let mut draft = Draft {
            reading: reading(self.language),
            builder: Builder::default(),
            meanings: Vec::new(),
            exact: Vec::new(),
            markers: HashMap::new(),
            sets: HashMap::new(),
            problems: Vec::new(),
        };
        let mut terms = Vec::new();
        for file in files {
            let Some(topic) = (self.topic)(&file.topic.text) else {
                continue;
            };
            let mut hides: HashSet<Vec<WordPattern>> = HashSet::new();
            for phrase in &file.hide {
                match pattern::parse(&phrase.text, draft.reading) {
                    Ok(patterns) => {
                        draft.insert(&patterns, Meaning::Hide(topic));
                        hides.insert(patterns);
                    }
                    Err(fault) => draft.note(file, phrase.line, fault),
                }
            }
            let mut seen = HashMap::new();
            for term in &file.terms {
                let patterns = match pattern::parse(&term.text, draft.reading) {
                    Ok(patterns) => patterns,
                    Err(fault) => {
                        draft.note(file, term.line, fault);
                        continue;
                    }
                };
                let text = term.text.to_string();
                if pattern::fires_on_everything(&patterns, draft.reading) {
                    draft.note(file, term.line, Fault::TooShort(text));
                    continue;
                }
                if !pattern::is_one_phrase(&term.text, draft.reading) {
                    draft.note(file, term.line, Fault::TornTerm(text));
                    continue;
                }
                if hides.contains(&patterns) {
                    draft.note(file, term.line, Fault::HiddenTerm(text));
                    continue;
                }
                let Neighbours {
                    require,
                    also,
                    block,
                    within,
                } = &term.neighbours;
                let lists = [require, also, block].map(NeighbourList::texts);
                let key = (patterns.clone(), lists);
                if let Some(first) = seen.insert(key, term.line) {
                    draft.note(file, term.line, Fault::Duplicate { term: text, first });
                    continue;
                }
                // A concept unknown to the definition is noted by the loader.
                let Some(concept) = (self.concept)(topic, &term.concept) else {
                    continue;
                };
                let wide = if draft.reading == Reading::Characters {
                    2
                } else {
                    1
                };
                let within = |default: u8| within.unwrap_or(default * wide);
                let (required, blocked) = (within(REQUIRE_WITHIN), within(BLOCK_WITHIN));
                let blocks = block.texts();
                for list in [require, also] {
                    let both = list.words.iter().filter(|n| blocks.contains(&n.text));
                    for neighbour in both.filter(|_| blocked >= required) {
                        let fault = Fault::DeadNeighbour {
                            term: list.owner.to_string(),
                            neighbour: neighbour.text.to_string(),
                            why: "it is blocked as well",
                        };
                        draft.note(file, neighbour.line, fault);
                    }
                }
                let require = draft.near(file, require, required);
                let also = draft.near(file, also, required);
                let block = draft.near(file, block, blocked);
                draft.insert(&patterns, Meaning::Term(terms.len() as u32));
                terms.push(LexiconTerm {
                    topic,
                    concept,
                    strength: term.strength,
                    text: term.text.clone(),
                    require,
                    also,
                    block,
                    exact: patterns
                        .iter()
                        .any(|p| p.exact.is_some())
                        .then(|| patterns.into_boxed_slice()),
                });
            }
        }
        if !draft.problems.is_empty() {
            return Err(draft.problems);
        }
        Ok(draft.finish(self.language, terms))
    }
}

/// A compilation under way.
struct Draft {
    reading: Reading,
    builder: Builder,
    meanings: Vec<Meaning>,
    exact: Vec<Option<Box<[WordPattern]>>>,
    markers: HashMap<Vec<WordPattern>, u32>,
    sets: HashMap<Vec<u32>, u32>,
    problems: Vec<Problem>,
}

impl Draft {
    fn note(&mut self, file: &TermFile, line: u32, fault: Fault) {
        let problem = Problem {
            file: file.file.to_string(),
            line,
            fault,
        };
        // A list that a concept's terms share is wrong once, not for each of them.
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }

    fn insert(&mut self, patterns: &[WordPattern], meaning: Meaning) {
        let output = self.meanings.len() as u32;
        self.builder.insert(patterns, output);
        let checked =
            !matches!(meaning, Meaning::Term(_)) && patterns.iter().any(|p| p.exact.is_some());
        self.exact.push(checked.then(|| patterns.into()));
        self.meanings.push(meaning);
    }

    fn near(&mut self, file: &TermFile, list: &NeighbourList, within: u8) -> Option<Near> {
        if list.words.is_empty() {
            return None;
        }
        let mut set = Vec::with_capacity(list.words.len());
        for neighbour in list.words.iter() {
            let why = match pattern::parse(&neighbour.text, self.reading) {
                Ok(patterns) if patterns.len() <= usize::from(within) => {
                    let next = self.markers.len() as u32;
                    let marker = *self.markers.entry(patterns.clone()).or_insert(next);
                    if marker == next {
                        self.insert(&patterns, Meaning::Marker(marker));
                    }
                    set.push(marker);
                    continue;
                }
                Ok(_) => "it has more words than `within` allows",
                Err(Fault::EmptyTerm(_)) => "it has no letters or digits",
                Err(_) => "it is not a valid term",
            };
            let fault = Fault::DeadNeighbour {
                term: list.owner.to_string(),
                neighbour: neighbour.text.to_string(),
                why,
            };
            self.note(file, neighbour.line, fault);
        }
        set.sort_unstable();
        set.dedup();
        let next = self.sets.len() as u32;
        let set = *self.sets.entry(set).or_insert(next);
        Some(Near { set, within })
    }

    fn finish(self, language: Language, terms: Vec<LexiconTerm>) -> Lexicon {
        let words = self.markers.len().div_ceil(64);
        let mut sets = vec![vec![0_u64; words].into_boxed_slice(); self.sets.len()];
        for (markers, index) in self.sets {
            for marker in markers {
                sets[index as usize][marker as usize / 64] |= 1 << (marker % 64);
            }
        }
        Lexicon {
            language,
            terms,
            trie: self.builder.build(),
            meanings: self.meanings,
            sets,
            exact: self.exact,
            particles: particles(language),
        }
    }
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
