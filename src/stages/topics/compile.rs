//! Term files of one language become a [`Lexicon`].
//!
//! Owns what a file may say of a term, and the defaults of `within`. Promises that everything wrong with the files is told
//! at once, with file and line. Never looks at a text.

use super::fold::Reading;
use super::lexicon::{Lexicon, LexiconTerm, Meaning, Near, particles, reading};
use super::neighbours::{NeighbourList, Neighbours};
use super::pattern::{self, WordPattern};
use super::problem::{Fault, Problem};
use super::terms::TermFile;
use super::trie::Builder;
use crate::story::Language;
use std::collections::{HashMap, HashSet};

/// Words that `require` and `block` look at on either side, where the file gives none; doubled where characters are words.
const REQUIRE_WITHIN: u8 = 6;
const BLOCK_WITHIN: u8 = 3;

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
