//! What an installation sets of topics: thresholds, and the shift of its prior.
//!
//! Owns how settings change the numbers of a loaded taxonomy. Promises that contributions still sum to the log-odds
//! (the shift is part of the intercept), and that a taxonomy that judges otherwise has another version. Never touches
//! terms.

use super::Taxonomy;
use super::problem::{Fault, Problem, TaxonomyError};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::sync::Arc;

/// Settings of one topic.
#[derive(Debug, Clone, PartialEq)]
pub struct Adjustment {
    pub topic: Arc<str>,
    /// Score from which on a story is about the topic, between 0 and 1.
    pub threshold: Option<f64>,
    /// Added to the calibrated log-odds.
    pub shift: f64,
}

impl Adjustment {
    fn changes_nothing(&self) -> bool {
        self.threshold.is_none() && self.shift == 0.0
    }
}

impl Taxonomy {
    /// This taxonomy with these settings. Ones that change nothing leave the version as it is.
    ///
    /// # Errors
    /// A topic is unknown, or a number is out of bounds.
    pub fn adjusted(
        mut self,
        adjustments: impl IntoIterator<Item = Adjustment>,
    ) -> Result<Self, TaxonomyError> {
        let mut problems = Vec::new();
        let mut hash = Sha256::new();
        hash.update(self.version.as_bytes());
        let mut changed = false;
        for adjustment in adjustments {
            let key = &adjustment.topic;
            let mut problem = |fault| {
                problems.push(Problem {
                    file: format!("taxonomy.topics.{key}"),
                    line: 0,
                    fault,
                });
            };
            let Some(at) = self.definitions.iter().position(|d| d.topic == *key) else {
                let known: Vec<&str> = self.definitions.iter().map(|d| &*d.topic).collect();
                problem(Fault::UnknownTopic {
                    topic: key.to_string(),
                    known: known.join(" "),
                });
                continue;
            };
            let threshold = adjustment.threshold.unwrap_or(self.numbers[at].threshold);
            if !(threshold > 0.0 && threshold < 1.0 && adjustment.shift.is_finite()) {
                problem(Fault::OutOfRange {
                    key: "threshold or prior_shift".to_owned(),
                    value: format!("{threshold} or {}", adjustment.shift),
                    expected: "a score between 0 and 1, and a finite number",
                });
                continue;
            }
            self.numbers[at].threshold = threshold;
            self.numbers[at].offset += adjustment.shift;
            if !adjustment.changes_nothing() {
                changed = true;
                hash.update((key.len() as u64).to_le_bytes());
                hash.update(key.as_bytes());
                hash.update(threshold.to_le_bytes());
                hash.update(adjustment.shift.to_le_bytes());
            }
        }
        if !problems.is_empty() {
            return Err(TaxonomyError { problems });
        }
        if changed {
            self.version = version_of(hash);
        }
        Ok(self)
    }
}

/// The first 12 hex digits of a hash.
pub(super) fn version_of(hash: Sha256) -> Arc<str> {
    let mut version = String::with_capacity(12);
    for byte in hash.finalize().iter().take(6) {
        // Writing to a string can't fail.
        let _ = write!(version, "{byte:02x}");
    }
    version.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::{Language, LanguageFound, Story, TopicVerdict, Verdict};

    fn adjusted(threshold: Option<f64>, shift: f64) -> Taxonomy {
        let adjustment = Adjustment {
            topic: "energy".into(),
            threshold,
            shift,
        };
        Taxonomy::builtin().unwrap().adjusted([adjustment]).unwrap()
    }

    fn energy(taxonomy: &Taxonomy) -> TopicVerdict {
        let story = Story::from_text(
            "Oil output rises",
            "Crude oil production rose in May, the ministry said.",
        );
        let language = LanguageFound {
            other: None,
            language: Some(Language::En),
            confidence: 1.0,
            declared: None,
            detected: None,
            conflict: false,
        };
        let verdicts = taxonomy.judge(&story, &language, &[]);
        verdicts
            .into_iter()
            .find(|v| &*v.topic == "energy")
            .unwrap()
    }

    #[test]
    fn a_shift_moves_the_log_odds_and_the_contributions_still_sum_to_them() {
        let (before, after) = (energy(&adjusted(None, 0.0)), energy(&adjusted(None, -0.75)));
        assert!((before.logit - 0.75 - after.logit).abs() < 1e-9);
        let sum: f64 = after.evidence.iter().map(|e| e.weight).sum();
        assert!((sum + after.intercept - after.logit).abs() < 1e-6);
    }

    #[test]
    fn a_threshold_decides_and_is_told() {
        let plain = energy(&adjusted(None, 0.0));
        assert_eq!(plain.verdict, Verdict::About);
        let strict = energy(&adjusted(Some(0.99), -3.0));
        assert_eq!(strict.verdict, Verdict::Mentions);
        assert!((strict.threshold - 0.99).abs() < 1e-12);
    }

    #[test]
    fn what_judges_otherwise_has_another_version_and_what_does_not_has_the_same() {
        let builtin = Taxonomy::builtin().unwrap().version();
        assert_eq!(adjusted(None, 0.0).version(), builtin);
        let strict = adjusted(Some(0.9), 0.0).version();
        assert_ne!(strict, builtin);
        assert_ne!(strict, adjusted(Some(0.8), 0.0).version());
        assert_eq!(strict, adjusted(Some(0.9), 0.0).version());
    }

    #[test]
    fn settings_of_a_topic_that_is_not_there_are_refused_with_those_that_are() {
        let adjustment = Adjustment {
            topic: "enrgy".into(),
            threshold: Some(0.5),
            shift: 0.0,
        };
        let refused = Taxonomy::builtin().unwrap().adjusted([adjustment]);
        let told = refused.unwrap_err().to_string();
        assert!(
            told.contains("taxonomy.topics.enrgy") && told.contains("climate diplomacy energy"),
            "{told}"
        );
    }
}
