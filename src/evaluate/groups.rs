//! Calibration by topic, language, class of story and verdict: whether scores mean the same everywhere.

use super::measure::{Pair, calibration_error};
use serde::Serialize;
use std::collections::BTreeMap;

/// What decisions are grouped by, in the order they are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum By {
    Topic,
    Language,
    /// As the gold file says: report, flash, agenda …
    Class,
    /// That the program gave.
    Verdict,
}

impl By {
    /// The word in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Topic => "topic",
            Self::Language => "language",
            Self::Class => "class",
            Self::Verdict => "verdict",
        }
    }
}

/// Scores of one group against what the stories are about.
#[derive(Debug, Clone, Serialize)]
pub struct Group {
    pub by: By,
    pub name: String,
    /// One decision a story and topic.
    pub decisions: usize,
    /// Mean score, 0–1.
    pub mean_score: f64,
    /// Share of decisions whose story is about the topic, 0–1: the mean score of a calibrated program.
    pub share: f64,
    /// Expected calibration error over ten bins of equal mass, 0–1. Of few decisions it is large by chance alone.
    pub error: f64,
}

/// Collects decisions by what they are grouped by.
#[derive(Debug, Default)]
pub(super) struct Groups(BTreeMap<(By, String), Vec<Pair>>);

impl Groups {
    pub(super) fn add(&mut self, by: By, name: &str, pair: Pair) {
        if !name.is_empty() {
            self.0.entry((by, name.to_owned())).or_default().push(pair);
        }
    }

    pub(super) fn figures(self) -> Vec<Group> {
        self.0
            .into_iter()
            .map(|((by, name), pairs)| {
                let count = pairs.len().max(1) as f64;
                Group {
                    by,
                    name,
                    decisions: pairs.len(),
                    mean_score: pairs.iter().map(|p| p.score).sum::<f64>() / count,
                    share: pairs.iter().filter(|p| p.gold).count() as f64 / count,
                    error: calibration_error(&pairs),
                }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_group_tells_its_mean_score_its_share_and_their_distance() {
        let pair = |gold, score| Pair {
            gold,
            said: score >= 0.5,
            score,
        };
        let mut groups = Groups::default();
        for (language, gold, score) in [("fr", true, 0.9), ("fr", true, 0.7), ("de", false, 0.2)] {
            groups.add(By::Language, language, pair(gold, score));
            groups.add(By::Class, "", pair(gold, score));
        }
        let figures = groups.figures();
        let names: Vec<&str> = figures.iter().map(|g| g.name.as_str()).collect();
        assert_eq!(names, ["de", "fr"], "what has no class is in none");
        let fr = &figures[1];
        assert_eq!((fr.by, fr.decisions), (By::Language, 2));
        assert!((fr.mean_score - 0.8).abs() < 1e-12 && (fr.share - 1.0).abs() < 1e-12);
        assert!((fr.error - 0.2).abs() < 1e-12, "{}", fr.error);
    }
}
