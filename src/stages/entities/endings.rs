//! How names change in a sentence: `Франция`, `Франции`, `Францией`.
//!
//! Owns the rules of `data/endings.tsv`: by the end of a word, the endings that may stand in its place. They say what may
//! be met, not what is right: a wrong case is read as well.

use super::fold::folded;
use super::load::{lines, slot};
use super::names::{Case, Word};
use std::sync::Arc;

pub(super) const TABLE: &str = include_str!("data/endings.tsv");

/// Endings by the end of the word that they replace: a few letters, or a set of last letters that stay.
#[derive(Debug)]
pub(super) struct Ending {
    end: WordEnd,
    endings: Arc<[Box<[char]>]>,
}

#[derive(Debug)]
enum WordEnd {
    Letters(Vec<char>),
    OneOf(Vec<char>),
    Anything,
}

/// A set of letters is written as one word longer than any ending.
const LONGEST_ENDING: usize = 4;
/// Shorter words do not change: too much would look like them.
const SHORTEST_STEM: usize = 3;

/// The rules of each language, by slot.
pub(super) fn read(slots: usize) -> Vec<Vec<Ending>> {
    let mut table: Vec<Vec<Ending>> = (0..slots).map(|_| Vec::new()).collect();
    for line in lines(TABLE) {
        let [language, end, endings] = line[..] else {
            continue;
        };
        let Some(slot) = slot(language) else { continue };
        let letters = folded(end);
        let end = if end == "*" {
            WordEnd::Anything
        } else if letters.len() > LONGEST_ENDING {
            WordEnd::OneOf(letters)
        } else {
            WordEnd::Letters(letters)
        };
        let mut endings: Vec<Box<[char]>> = endings
            .split(' ')
            .map(|ending| {
                if ending == "-" {
                    Box::default()
                } else {
                    folded(ending).into()
                }
            })
            .collect();
        endings.sort_by_key(|ending| std::cmp::Reverse(ending.len()));
        table[slot].push(Ending {
            end,
            endings: endings.into(),
        });
    }
    table
}

/// A word of a form, with the endings that it takes by these rules. Acronyms take none.
pub(super) fn word(rules: &[Ending], word: &str, case: Case) -> Word {
    let letters = folded(word);
    if case != Case::Acronym {
        for ending in rules {
            let stem = match &ending.end {
                WordEnd::Letters(end) => letters.strip_suffix(end.as_slice()),
                WordEnd::OneOf(set) => letters
                    .last()
                    .filter(|c| set.contains(c))
                    .map(|_| letters.as_slice()),
                WordEnd::Anything => Some(letters.as_slice()),
            };
            let shortest = if matches!(ending.end, WordEnd::Anything) {
                2
            } else {
                SHORTEST_STEM
            };
            if let Some(stem) = stem.filter(|stem| stem.len() >= shortest) {
                return Word {
                    stem: stem.into(),
                    endings: Arc::clone(&ending.endings),
                };
            }
        }
    }
    Word {
        stem: letters.into(),
        endings: Arc::from([]),
    }
}
