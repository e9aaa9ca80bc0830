//! From hits to log-odds: what each hit of a passage contributes.
//!
//! Owns the arithmetic of the score. Promises that the contributions of a passage's hits sum to its evidence, exactly but
//! for rounding, and that the sum found quickly for every passage ([`Tally`]) equals the sum of the contributions
//! worked out for the one that decides ([`contributions`]).

use super::lexicon::Hit;
use super::model::Model;
use super::terms::Strength;

/// Counts hits by concept and strength. One for all topics, emptied between passages without touching what is empty.
#[derive(Debug, Default)]
pub struct Tally {
    counts: Vec<[u16; 3]>,
    touched: Vec<u32>,
}

/// Where each topic's concepts lie in the tally, and the factor of each.
#[derive(Debug, Clone, Default)]
pub struct ConceptWeights {
    starts: Vec<u32>,
    weights: Vec<f64>,
    topics: Vec<u8>,
}

impl ConceptWeights {
    /// Appends a topic with its concepts' factors.
    pub fn push_topic(&mut self, weights: impl IntoIterator<Item = f64>) {
        let topic = self.starts.len() as u8;
        self.starts.push(self.weights.len() as u32);
        for weight in weights {
            self.weights.push(weight);
            self.topics.push(topic);
        }
    }

    fn slot(&self, topic: u8, concept: u8) -> usize {
        self.starts[usize::from(topic)] as usize + usize::from(concept)
    }

    fn weight(&self, topic: u8, concept: u8) -> f64 {
        self.weights[self.slot(topic, concept)]
    }
}

fn rank_of(strength: Strength) -> usize {
    match strength {
        Strength::Strong => 0,
        Strength::Medium => 1,
        Strength::Weak => 2,
    }
}

impl Tally {
    /// Adds up the evidence of each topic for a passage's hits into `sums` (one a topic, log-odds before calibration).
    pub fn sums(
        &mut self,
        hits: &[Hit],
        concepts: &ConceptWeights,
        model: &Model,
        sums: &mut [f64],
    ) {
        self.counts.resize(concepts.weights.len(), [0; 3]);
        for hit in hits {
            let slot = concepts.slot(hit.topic, hit.concept);
            let counts = &mut self.counts[slot];
            if *counts == [0; 3] {
                self.touched.push(slot as u32);
            }
            let count = &mut counts[rank_of(hit.strength)];
            *count = count.saturating_add(1);
        }
        sums.fill(0.0);
        // Slots of a topic are neighbours; weak terms are capped a topic, so they are summed apart.
        self.touched.sort_unstable();
        let mut weak = 0.0;
        for (at, slot) in self.touched.iter().enumerate() {
            let slot = *slot as usize;
            let topic = concepts.topics[slot];
            let counts = std::mem::take(&mut self.counts[slot]);
            let mut rank = 0;
            for (strength, count) in Strength::ALL.into_iter().zip(counts) {
                for _ in 0..usize::from(count).min(model.damping.len()) {
                    let value =
                        model.strength(strength) * model.damped(rank) * concepts.weights[slot];
                    if strength == Strength::Weak {
                        weak += value;
                    } else {
                        sums[usize::from(topic)] += value;
                    }
                    rank += 1;
                }
            }
            let last = self
                .touched
                .get(at + 1)
                .is_none_or(|next| concepts.topics[*next as usize] != topic);
            if last {
                sums[usize::from(topic)] += f64::min(weak, model.weak_cap);
                weak = 0.0;
            }
        }
        self.touched.clear();
    }
}

/// What each hit of one topic contributes, as `(index in hits, log-odds before calibration)`, zeros left out, in the
/// order of the hits.
pub fn contributions(
    hits: &[Hit],
    topic: u8,
    concepts: &ConceptWeights,
    model: &Model,
) -> Vec<(usize, f64)> {
    let mut ranked: Vec<usize> = (0..hits.len())
        .filter(|i| hits[*i].topic == topic)
        .collect();
    // The last key makes the order total, so that the faster sort keeps it.
    ranked.sort_unstable_by_key(|i| (hits[*i].concept, std::cmp::Reverse(hits[*i].strength), *i));
    let mut out = Vec::with_capacity(ranked.len());
    let (mut concept, mut rank, mut weak) = (None, 0, 0.0);
    for index in ranked {
        let hit = &hits[index];
        if concept != Some(hit.concept) {
            (concept, rank) = (Some(hit.concept), 0);
        }
        let value =
            model.strength(hit.strength) * model.damped(rank) * concepts.weight(topic, hit.concept);
        rank += 1;
        if value > 0.0 {
            if hit.strength == Strength::Weak {
                weak += value;
            }
            out.push((index, value));
        }
    }
    if weak > model.weak_cap {
        for (index, value) in &mut out {
            if hits[*index].strength == Strength::Weak {
                *value *= model.weak_cap / weak;
            }
        }
    }
    out.sort_unstable_by_key(|(index, _)| *index);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stages::topics::load::builtin_model;
    use proptest::prelude::*;

    fn hit(topic: u8, concept: u8, strength: Strength) -> Hit {
        Hit {
            first: 0,
            end: 1,
            term: 0,
            topic,
            concept,
            strength,
        }
    }

    fn concepts() -> ConceptWeights {
        let mut concepts = ConceptWeights::default();
        concepts.push_topic([1.0, 0.5, 1.2]);
        concepts.push_topic([1.0, 1.0]);
        concepts
    }

    #[test]
    fn repeats_of_a_concept_count_less_than_another_concept() {
        let (model, concepts) = (builtin_model().unwrap(), concepts());
        let mut tally = Tally::default();
        let (mut same, mut other) = ([0.0; 2], [0.0; 2]);
        tally.sums(
            &[hit(1, 0, Strength::Medium); 2],
            &concepts,
            &model,
            &mut same,
        );
        let two = [hit(1, 0, Strength::Medium), hit(1, 1, Strength::Medium)];
        tally.sums(&two, &concepts, &model, &mut other);
        assert!(same[1] > model.medium && same[1] < other[1]);
        assert!(same[0].abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn contributions_add_up_to_the_sum(picks in proptest::collection::vec((0_u8..5, 0_usize..3), 0..40)) {
            let (model, concepts) = (builtin_model().unwrap(), concepts());
            let hits: Vec<Hit> = picks
                .iter()
                .map(|(c, s)| if *c < 3 { hit(0, *c, Strength::ALL[*s]) } else { hit(1, c - 3, Strength::ALL[*s]) })
                .collect();
            let mut sums = [0.0; 2];
            Tally::default().sums(&hits, &concepts, &model, &mut sums);
            for topic in 0..2_u8 {
                let parts: f64 = contributions(&hits, topic, &concepts, &model).iter().map(|(_, v)| v).sum();
                prop_assert!((parts - sums[usize::from(topic)]).abs() < 1e-9);
            }
        }
    }
}
