//! Words that may be missing from a taxonomy: what tells stories about a topic from the rest and is no term yet.
//!
//! Owns the counting and the ranking. Words and pairs of words are ranked by the log-likelihood ratio of the number of
//! stories that have them (Dunning, Computational Linguistics 19, 1993). Promises the same list for the same stories, and
//! no word that already counts for the topic. Never decides: a list is for a person to prune.

use super::Taxonomy;
use super::fold::Reading;
use super::lexicon::reading;
use super::read::text_of;
use crate::story::{Language, LanguageFound, Story};
use std::collections::{HashMap, HashSet};

/// A story to learn words from.
#[derive(Debug, Clone)]
pub struct Sample {
    pub story: Story,
    pub language: LanguageFound,
    /// Whether it is about the topic.
    pub about: bool,
}

/// A word, or two in a row, that may become a term.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Suggestion {
    pub language: &'static str,
    /// As it stands in the first story that has it.
    pub text: String,
    /// Stories about the topic that have it, and other ones.
    pub about: usize,
    pub other: usize,
    /// Log-likelihood ratio; 10.8 comes by chance once in a thousand words.
    pub score: f64,
}

/// Stories about the topic that a word must stand in: less is a name or a chance.
const LEAST_STORIES: usize = 3;
/// Letters of a word, where letters are not words.
const LEAST_LETTERS: usize = 3;

/// Where a word was seen.
#[derive(Default)]
struct Seen {
    text: String,
    about: usize,
    other: usize,
}

impl Taxonomy {
    /// Words of these stories that may be missing from the terms of a topic, best first, at most `limit` a language.
    pub fn suggest(&self, topic: &str, samples: &[Sample], limit: usize) -> Vec<Suggestion> {
        let Some(topic) = self.definitions.iter().position(|d| &*d.topic == topic) else {
            return Vec::new();
        };
        let mut out = Vec::new();
        for language in Language::ALL.iter().copied() {
            let here = |s: &&Sample| s.language.language == Some(language);
            let samples: Vec<&Sample> = samples.iter().filter(here).collect();
            let mut seen: HashMap<Vec<u8>, Seen> = HashMap::new();
            for sample in &samples {
                self.count(topic, sample, language, &mut seen);
            }
            let about = samples.iter().filter(|s| s.about).count();
            let other = samples.len() - about;
            let mut ranked: Vec<Suggestion> = seen
                .into_values()
                .filter(|s| s.about >= LEAST_STORIES && s.about * other > s.other * about)
                .map(|s| Suggestion {
                    language: language.code(),
                    score: likelihood_ratio(s.about, about, s.other, other),
                    text: s.text,
                    about: s.about,
                    other: s.other,
                })
                .collect();
            ranked.sort_by(|a, b| {
                b.score
                    .total_cmp(&a.score)
                    .then_with(|| a.text.cmp(&b.text))
            });
            ranked.truncate(limit);
            out.extend(ranked);
        }
        out
    }

    /// Enters the words of a story that don't count for the topic yet, each once.
    fn count(
        &self,
        topic: usize,
        sample: &Sample,
        language: Language,
        seen: &mut HashMap<Vec<u8>, Seen>,
    ) {
        let read = self.read(&sample.story, &sample.language);
        let words = read.folded.words();
        let mut free = vec![true; words.len()];
        for hit in read.hits.iter().filter(|h| usize::from(h.topic) == topic) {
            free[hit.first as usize..hit.end as usize].fill(false);
        }
        let unspaced = reading(language) == Reading::Characters;
        let is_word = |at: usize| {
            let bytes = read.folded.bytes(&words[at]);
            let letters = bytes.iter().filter(|b| **b & 0xc0 != 0x80).count();
            free[at]
                && !bytes.iter().any(u8::is_ascii_digit)
                && (unspaced || letters >= LEAST_LETTERS)
        };
        let mut entered = HashSet::new();
        for segment in read
            .segments
            .iter()
            .filter(|s| s.segment.language == language)
        {
            let text = text_of(&sample.story, segment.segment.field);
            for first in segment.words.clone() {
                // A single character of Chinese or Japanese says too little.
                for last in first + usize::from(unspaced)..=first + 1 {
                    let whole = last < segment.words.end
                        && (first..=last).all(is_word)
                        && read
                            .folded
                            .stops()
                            .is_one_phrase(first as u32, last as u32 + 1);
                    if !whole {
                        continue;
                    }
                    let mut key = Vec::new();
                    for word in &words[first..=last] {
                        key.extend_from_slice(read.folded.bytes(word));
                        key.push(b' ');
                    }
                    if !entered.insert(key.clone()) {
                        continue;
                    }
                    let bytes = words[first].start as usize..words[last].end as usize;
                    let entry = seen.entry(key).or_default();
                    if entry.text.is_empty() {
                        text.get(bytes).unwrap_or("").clone_into(&mut entry.text);
                    }
                    if sample.about {
                        entry.about += 1;
                    } else {
                        entry.other += 1;
                    }
                }
            }
        }
    }
}

/// Twice the logarithm of how much likelier the counts are with a rate for either side than with one for both.
fn likelihood_ratio(with_a: usize, a: usize, with_b: usize, b: usize) -> f64 {
    let part = |seen: usize, of: usize, with: usize, all: usize| {
        let expected = of as f64 * with as f64 / all as f64;
        if seen == 0 {
            0.0
        } else {
            seen as f64 * (seen as f64 / expected).ln()
        }
    };
    let (with, all) = (with_a + with_b, a + b);
    let without = all - with;
    2.0 * (part(with_a, a, with, all)
        + part(with_b, b, with, all)
        + part(a - with_a, a, without, all)
        + part(b - with_b, b, without, all))
}

#[cfg(test)]
mod tests {
    use super::super::check::sure;
    use super::*;

    fn sample(text: &str, about: bool) -> Sample {
        Sample {
            story: Story::from_text("", text),
            language: sure(Language::En),
            about,
        }
    }

    #[test]
    fn words_that_tell_a_topic_s_stories_from_the_rest_and_are_no_terms_are_suggested() {
        let taxonomy = Taxonomy::builtin().unwrap();
        let mut samples = Vec::new();
        for _ in 0..6 {
            samples.push(sample(
                "Oil prices rose as the zorgdale flow stopped.",
                true,
            ));
            samples.push(sample(
                "The choir sang as the flow of guests stopped.",
                false,
            ));
        }
        let found = taxonomy.suggest("energy", &samples, 50);
        let texts: Vec<&str> = found.iter().map(|s| s.text.as_str()).collect();
        assert!(
            texts.contains(&"zorgdale") && texts.contains(&"zorgdale flow"),
            "{texts:?}"
        );
        assert!(
            !texts
                .iter()
                .any(|t| t.contains("Oil") || t.contains("choir")),
            "{texts:?}"
        );
        assert_eq!((found[0].about, found[0].other), (6, 0));
        assert!(found.windows(2).all(|w| w[0].score >= w[1].score));
        assert_eq!(taxonomy.suggest("energy", &samples, 1).len(), 1);
    }

    #[test]
    fn the_ratio_is_the_one_worked_out_by_hand() {
        assert!((likelihood_ratio(10, 10, 0, 10) - 40.0 * 2_f64.ln()).abs() < 1e-9);
        assert!(likelihood_ratio(5, 10, 5, 10).abs() < 1e-9);
    }
}
