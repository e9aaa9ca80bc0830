//! The company of what is said: how much else of the story speaks of a topic, or of another.
//!
//! Owns the count of sentences that speak of a topic, and what too little company takes off: a topic that one sentence of a
//! long story touches is mostly named in passing, more so in a story that is about no other topic. Promises that a text of
//! one passage is judged by its words alone. Never looks at what a word means.

use super::model::TopicNumbers;
use super::read::ReadStory;
use super::terms::Strength;

/// What a whole story has of one topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Company {
    /// Words of the topic, weak ones too.
    pub hits: u32,
    /// Sentences with a strong or medium one.
    pub sentences: u32,
}

impl ReadStory {
    /// The company of each topic.
    pub fn company(&self, topics: usize) -> Vec<Company> {
        let mut out = vec![Company::default(); topics];
        let mut last = vec![None; topics];
        let stops = self.folded.stops();
        for segment in &self.segments {
            let (low, high) = (segment.words.start as u32, segment.words.end as u32);
            for hit in &self.hits[segment.hits.clone()] {
                let topic = usize::from(hit.topic);
                out[topic].hits += 1;
                if hit.strength == Strength::Weak {
                    continue;
                }
                let begins = Some(stops.sentence(hit.first, low, high).0);
                if last[topic] != begins {
                    last[topic] = begins;
                    out[topic].sentences += 1;
                }
            }
        }
        out
    }
}

impl TopicNumbers {
    /// What is taken off a topic with this company in a story of so many passages: `thin` where it has fewer words than
    /// `company`, and of `sparse` the more the fewer sentences a passage speak of it; nothing where one a passage does.
    pub(super) fn in_passing(&self, company: Company, passages: usize) -> f64 {
        if company.hits == 0 || passages < 2 {
            return 0.0;
        }
        let share = f64::from(company.sentences) / passages as f64;
        let sparse = if company.sentences > 0 {
            self.sparse * (1.0 - share.min(1.0).sqrt())
        } else {
            0.0
        };
        let is_thin = company.hits < u32::from(self.company);
        sparse + if is_thin { self.thin } else { 0.0 }
    }

    /// What is taken off topic number `topic` for having a story of so many passages to itself: all of `alone` where no
    /// other topic has a score (0–1, in the order of topics), the less the surer another is. Most of what a wire sends is
    /// about none of the topics, while stories about one are often about a second.
    pub(super) fn for_itself(&self, scores: &[f64], topic: usize, passages: usize) -> f64 {
        if passages < 2 {
            return 0.0;
        }
        let others = scores.iter().enumerate().filter(|(t, _)| *t != topic);
        let surest = others.map(|(_, score)| *score).fold(0.0, f64::max);
        self.alone * (1.0 - surest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stages::topics::load::builtin_model;

    #[test]
    fn the_less_of_a_story_speaks_of_a_topic_the_more_is_taken_off() {
        let numbers = TopicNumbers {
            company: 2,
            thin: 0.5,
            sparse: 2.0,
            ..builtin_model().unwrap().default
        };
        let off =
            |hits, sentences, passages| numbers.in_passing(Company { hits, sentences }, passages);
        assert!(off(3, 1, 9) > off(3, 2, 9) && off(3, 2, 9) > off(4, 4, 9));
        assert!((off(1, 1, 9) - off(2, 1, 9) - 0.5).abs() < 1e-12);
        let nothing = [off(1, 1, 1), off(9, 9, 9), off(12, 12, 9), off(0, 0, 9)];
        assert!(nothing.iter().all(|weight| weight.abs() < 1e-12));
    }
    #[test]
    fn a_topic_that_has_a_long_story_to_itself_stands_back_the_less_the_surer_another_is() {
        let numbers = TopicNumbers {
            alone: 2.0,
            ..builtin_model().unwrap().default
        };
        let off = |scores: &[f64], passages| numbers.for_itself(scores, 0, passages);
        assert!((off(&[0.9, 0.0, 0.0], 4) - 2.0).abs() < 1e-12);
        assert!((off(&[0.0, 0.25, 0.75], 4) - 0.5).abs() < 1e-12);
        assert!((off(&[0.9], 4) - 2.0).abs() < 1e-12);
        assert!(off(&[0.9, 0.0, 0.0], 1).abs() < 1e-12);
    }
}
