//! What a report is about when it is none of the topics: sport, crime, accidents, war, markets.
//!
//! Owns the table `data/subjects.tsv`, the vocabulary that such reports are known by in each language, and the count of
//! its different words near the beginning of a text. Promises that a text is looked through for the words of its own
//! language only, once, and not beyond its beginning. Never weighs what it finds; [`guards`](super::guards) does.

use super::fold::Folded;
use super::genre::Genre;
use super::lexicon::{particles, reading};
use super::pattern::parse;
use super::trie::{Builder, Found, Trie};
use crate::story::Language;

const TABLE: &str = include_str!("data/subjects.tsv");

/// Words of a text that are looked at: what a report is about shows there.
const REACH: usize = 250;

/// A report has so many different words of its subject there: two may be a figure of speech.
pub(super) const ENOUGH: usize = 4;

/// Different words of each genre's vocabulary, by `Genre as usize`.
pub(super) type Counts = [usize; Genre::ALL.len()];

/// The recognisers, built once.
#[derive(Debug, Clone)]
pub(super) struct Subjects {
    /// By `Language as usize`, with the particles that may stand before a word.
    tries: Vec<(Trie, Vec<Box<[u8]>>)>,
    /// Genre of each term.
    genres: Vec<Genre>,
}

impl Default for Subjects {
    fn default() -> Self {
        let mut tries: Vec<Builder> = Language::ALL.iter().map(|_| Builder::default()).collect();
        let mut genres = Vec::new();
        for row in rows() {
            for term in row.terms() {
                if let Ok(patterns) = parse(term, reading(row.language)) {
                    tries[row.language as usize].insert(&patterns, genres.len() as u32);
                    genres.push(row.genre);
                }
            }
        }
        Self {
            tries: Language::ALL
                .iter()
                .zip(tries)
                .map(|(language, trie)| (trie.build(), particles(*language)))
                .collect(),
            genres,
        }
    }
}

impl Subjects {
    /// Counts the different words of each vocabulary at the beginning of a text read in its language; a text that has not
    /// [`ENOUGH`] of all of them together isn't looked at any closer.
    pub fn counts(&self, folded: &Folded, language: Language) -> Counts {
        let mut found: Vec<Found> = Vec::new();
        let end = folded.words().len().min(REACH);
        let (trie, particles) = &self.tries[language as usize];
        trie.find(folded, 0..end, particles, &mut found);
        if found.len() < ENOUGH {
            return Counts::default();
        }
        let genre = |f: &Found| self.genres[f.output as usize];
        // Each term once, then by where they stand: `penalti` may be found as `penalt*` too.
        found.sort_unstable_by_key(|f| (f.output, f.first));
        found.dedup_by_key(|f| f.output);
        found.sort_unstable_by_key(|f| (genre(f), f.first));
        found.dedup_by_key(|f| (genre(f), f.first));
        let mut counts = Counts::default();
        for one in &found {
            counts[genre(one) as usize] += 1;
        }
        counts
    }
}

/// A line of the table.
struct Row {
    genre: Genre,
    language: Language,
    terms: &'static str,
}

impl Row {
    fn terms(&self) -> impl Iterator<Item = &'static str> {
        self.terms.split(',').map(str::trim)
    }
}

fn rows() -> impl Iterator<Item = Row> {
    lines().filter_map(read)
}

fn lines() -> impl Iterator<Item = &'static str> {
    TABLE.lines().filter(|line| !line.starts_with('#'))
}

fn read(line: &'static str) -> Option<Row> {
    let mut columns = line.split('\t');
    let genre = Genre::of_code(columns.next()?)?;
    let code = columns.next()?;
    Some(Row {
        genre,
        language: *Language::ALL.iter().find(|l| l.code() == code)?,
        terms: columns.next()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_line_of_the_table_has_terms_that_can_be_found_and_each_once() {
        for line in lines() {
            let row = read(line).unwrap_or_else(|| panic!("{line}"));
            let mut seen = HashSet::new();
            for term in row.terms() {
                assert!(parse(term, reading(row.language)).is_ok(), "{term}: {line}");
                assert!(seen.insert(term), "{term} twice: {line}");
            }
        }
    }

    #[test]
    fn words_are_found_behind_the_particles_of_arabic_and_hebrew() {
        let count = |text: &str, language| {
            let mut folded = Folded::default();
            folded.push(text, 0..text.len(), reading(language));
            Subjects::default().counts(&folded, language)[Genre::Crime as usize]
        };
        assert_eq!(count("قضت المحكمة بالسجن للمتهمين بتهريب", Language::Ar), 5);
        assert_eq!(count("המשטרה: השוטרים והחשודים בשוד", Language::He), 4);
    }

    #[test]
    fn every_language_has_a_vocabulary_for_each_subject() {
        let known: HashSet<_> = rows().map(|r| (r.genre, r.language)).collect();
        let genres: HashSet<_> = known.iter().map(|(genre, _)| *genre).collect();
        assert_eq!(rows().count(), known.len(), "a line stands twice");
        assert_eq!(known.len(), genres.len() * Language::ALL.len());
    }
}
