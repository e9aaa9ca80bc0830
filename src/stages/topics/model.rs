//! The numbers of the score: what a strength adds, how repeats are damped, where a topic's threshold lies.
//!
//! Read from `taxonomy/model.toml`, which the offline recipe writes. Few on purpose: the judgement is in the terms.

use super::genre::Genre;
use super::guards::Recognised;
use super::problem::{Fault, Notes, Problem};
use super::terms::Strength;
use serde::Deserialize;
use std::collections::BTreeMap;

/// All numbers. Weights are log-odds.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// What the first hit of a concept adds, by strength.
    pub strong: f64,
    pub medium: f64,
    pub weak: f64,
    /// Factor for the first, second … hit of a concept, strongest first; later ones add nothing.
    pub damping: Vec<f64>,
    /// Most that all weak terms add together.
    pub weak_cap: f64,
    /// What an agency code adds, and the most that all codes of a topic add.
    pub core_code: f64,
    pub related_code: f64,
    pub codes_cap: f64,
    /// Evidence (log-odds added by text) from which on a topic is mentioned.
    pub mention_bar: f64,
    /// Added when the language isn't known and the best fitting terms were used.
    pub unknown_language: f64,
    /// What genres add to topics that have no weight of their own for them; nothing where none is given.
    pub guards: Guards,
    /// What each word of a subject beyond those it takes adds to its genre's weight, as a share of it, and how many times
    /// the weight it becomes at most.
    #[serde(default)]
    pub guard_growth: f64,
    #[serde(default = "once")]
    pub guard_most: f64,
    /// For topics without numbers of their own.
    pub default: TopicNumbers,
    /// By topic key.
    #[serde(default)]
    pub topic: BTreeMap<String, TopicNumbers>,
}

/// What genres add to log-odds, by genre; not positive.
#[derive(Debug, Clone, Copy, PartialEq, Default, Deserialize)]
#[serde(try_from = "BTreeMap<String, f64>")]
pub struct Guards([Option<f64>; Genre::ALL.len()]);

impl TryFrom<BTreeMap<String, f64>> for Guards {
    type Error = String;

    fn try_from(written: BTreeMap<String, f64>) -> Result<Self, String> {
        let mut guards = Self::default();
        for (name, weight) in written {
            let Some(genre) = Genre::of_code(&name) else {
                let known: Vec<_> = Genre::ALL.iter().map(|g| g.code()).collect();
                return Err(format!(
                    "`{name}` is no genre; there are {}",
                    known.join(" ")
                ));
            };
            guards.0[genre as usize] = Some(weight);
        }
        Ok(guards)
    }
}

/// Numbers of one topic.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TopicNumbers {
    /// Intercept of a paragraph (or group of short lines).
    pub paragraph: f64,
    /// Taken off a passage's intercept for each natural logarithm of the number of passages: the best of many is more
    /// often a passing word than the best of one.
    pub passages: f64,
    /// Intercept of the whole text at 100 words.
    pub whole: f64,
    /// Taken off the whole's intercept for each natural logarithm of its length over 100 words: long texts gather
    /// passing words.
    pub whole_length: f64,
    /// Added to a passage with other evidence that names two states.
    #[serde(default)]
    pub country_pair: f64,
    /// Words of the topic that a story of several passages has when it is about it, and what is taken off where it has
    /// fewer: what is named once or twice in a whole story is mostly named in passing.
    #[serde(default)]
    pub company: u8,
    #[serde(default)]
    pub thin: f64,
    /// Most that is taken off a topic that few sentences of a story speak of.
    #[serde(default)]
    pub sparse: f64,
    /// Most that is taken off in a story of several passages that is about no other topic.
    #[serde(default)]
    pub alone: f64,
    /// What genres add to this topic, where that differs from what they add to all: a report of a theft is seldom about
    /// energy, whatever was stolen.
    #[serde(default)]
    pub guards: Guards,
    /// Calibration: log-odds = slope × sum + offset.
    pub slope: f64,
    pub offset: f64,
    /// Share of stories about the topic among those the numbers were fitted on, 0–1.
    #[serde(default = "some")]
    pub share: f64,
    /// Score from which on the verdict is *about*, 0–1.
    pub threshold: f64,
}

/// Nothing grows.
fn once() -> f64 {
    1.0
}

/// The share of a topic that nothing was fitted on.
fn some() -> f64 {
    0.2
}

impl Model {
    /// Reads `model.toml`, noting what can't be right.
    pub fn parse(file: &str, text: &str) -> Result<Self, Vec<Problem>> {
        let mut notes = Notes::new(file, text);
        match toml::from_str::<Self>(text) {
            Ok(model) => {
                model.check(&mut notes);
                if notes.problems.is_empty() {
                    return Ok(model);
                }
            }
            Err(error) => {
                let line = error.span().map_or(0, |s| notes.line(s.start));
                notes.add(line, Fault::Syntax(error.message().to_owned()));
            }
        }
        Err(notes.problems)
    }

    fn check(&self, notes: &mut Notes<'_>) {
        let mut within = |key: String, value: f64, low: f64, high: f64, expected| {
            if !(low..=high).contains(&value) {
                let value = value.to_string();
                notes.add(
                    0,
                    Fault::OutOfRange {
                        key,
                        value,
                        expected,
                    },
                );
            }
        };
        let positive = "a number from 0 to 10";
        for (key, value) in [
            ("strong", self.strong),
            ("medium", self.medium),
            ("weak", self.weak),
            ("weak_cap", self.weak_cap),
            ("core_code", self.core_code),
            ("related_code", self.related_code),
            ("codes_cap", self.codes_cap),
            ("mention_bar", self.mention_bar),
        ] {
            within(key.to_owned(), value, 0.0, 10.0, positive);
        }
        for value in &self.damping {
            within(
                "damping".to_owned(),
                *value,
                0.0,
                1.0,
                "numbers from 0 to 1",
            );
        }
        let own = self.topic.values().flat_map(|n| n.guards.0);
        let weights = self
            .guards
            .0
            .into_iter()
            .chain(self.default.guards.0)
            .chain(own);
        for value in weights.flatten().chain([self.unknown_language]) {
            within(
                "guards".to_owned(),
                value,
                -10.0,
                0.0,
                "numbers from -10 to 0",
            );
        }
        within(
            "guard_growth".to_owned(),
            self.guard_growth,
            0.0,
            1.0,
            "a number from 0 to 1",
        );
        within(
            "guard_most".to_owned(),
            self.guard_most,
            1.0,
            5.0,
            "a number from 1 to 5",
        );
        let named = self.topic.iter().map(|(k, n)| (k.as_str(), n));
        for (key, n) in named.chain([("default", &self.default)]) {
            let key = |field: &str| format!("{key}.{field}");
            within(
                key("paragraph"),
                n.paragraph,
                -10.0,
                0.0,
                "a number from -10 to 0",
            );
            within(key("passages"), n.passages, 0.0, 10.0, positive);
            within(key("whole"), n.whole, -10.0, 0.0, "a number from -10 to 0");
            within(key("whole_length"), n.whole_length, 0.0, 10.0, positive);
            within(key("country_pair"), n.country_pair, 0.0, 10.0, positive);
            within(key("company"), f64::from(n.company), 0.0, 10.0, positive);
            within(key("thin"), n.thin, 0.0, 10.0, positive);
            within(key("sparse"), n.sparse, 0.0, 10.0, positive);
            within(key("alone"), n.alone, 0.0, 10.0, positive);
            within(key("slope"), n.slope, 0.05, 5.0, "a number from 0.05 to 5");
            within(key("offset"), n.offset, -5.0, 5.0, "a number from -5 to 5");
            within(
                key("share"),
                n.share,
                0.01,
                0.99,
                "a number between 0 and 1",
            );
            within(
                key("threshold"),
                n.threshold,
                0.01,
                0.99,
                "a number between 0 and 1",
            );
        }
    }

    /// What the first hit of a strength adds.
    pub fn strength(&self, strength: Strength) -> f64 {
        match strength {
            Strength::Strong => self.strong,
            Strength::Medium => self.medium,
            Strength::Weak => self.weak,
        }
    }

    /// Factor for the hit of this rank in its concept, from 0.
    pub fn damped(&self, rank: usize) -> f64 {
        self.damping.get(rank).copied().unwrap_or(0.0)
    }

    /// What a genre adds to a topic with these numbers.
    pub fn guard(&self, numbers: &TopicNumbers, found: Recognised) -> f64 {
        let at = found.genre as usize;
        let weight = numbers.guards.0[at].or(self.guards.0[at]).unwrap_or(0.0);
        weight * (1.0 + self.guard_growth * found.further as f64).min(self.guard_most)
    }

    /// Numbers of a topic.
    pub fn numbers(&self, topic: &str) -> TopicNumbers {
        self.topic.get(topic).copied().unwrap_or(self.default)
    }
}

impl TopicNumbers {
    /// Intercept of one of so many passages.
    pub fn passage_intercept(&self, passages: usize) -> f64 {
        self.paragraph - self.passages * (passages.max(1) as f64).ln()
    }

    /// Intercept of a whole text of so many words.
    pub fn whole_intercept(&self, words: usize) -> f64 {
        self.whole - self.whole_length * (words as f64 / 100.0).max(1.0).ln()
    }
}

#[cfg(test)]
mod tests {
    use super::super::load::builtin_model;
    use super::*;

    #[test]
    fn a_topic_s_own_weight_for_a_genre_goes_before_that_for_all_and_grows_with_its_words() {
        let mut model = builtin_model().unwrap();
        let crime = |further| Recognised {
            genre: Genre::Crime,
            further,
        };
        let mut plain = model.default;
        plain.guards = Guards::default();
        model.guards.0[Genre::Crime as usize] = Some(-1.0);
        (model.guard_growth, model.guard_most) = (0.25, 2.0);
        assert!((model.guard(&plain, crime(0)) + 1.0).abs() < 1e-12);
        let mut own = plain;
        own.guards.0[Genre::Crime as usize] = Some(-2.0);
        assert!((model.guard(&own, crime(0)) + 2.0).abs() < 1e-12);
        assert!((model.guard(&own, crime(2)) + 3.0).abs() < 1e-12);
        assert!((model.guard(&own, crime(40)) + 4.0).abs() < 1e-12);
        model.guards = Guards::default();
        assert!(model.guard(&plain, crime(3)).abs() < 1e-12);
    }

    #[test]
    fn a_genre_that_is_none_is_refused_with_those_there_are() {
        let wrong = BTreeMap::from([("crimes".to_owned(), -1.0)]);
        let told = Guards::try_from(wrong).unwrap_err();
        assert!(
            told.contains("`crimes`") && told.contains("crime accident war"),
            "{told}"
        );
    }
}
