//! Figures: precision, recall, F1, average precision, calibration error, with bootstrap intervals.

use serde::Serialize;

/// One decision with its label.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// The story is about the topic.
    pub gold: bool,
    /// The program said so.
    pub said: bool,
    /// With this probability.
    pub score: f64,
}

/// What a set of decisions is worth.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Figures {
    pub stories: usize,
    /// True and false positives, false negatives.
    pub hits: usize,
    pub false_alarms: usize,
    pub misses: usize,
    /// 1 where nothing was said.
    pub precision: f64,
    /// 1 where there was nothing to find.
    pub recall: f64,
    pub f1: f64,
    /// Area under precision by recall, over the ranking by score; 0 where there was nothing to find.
    pub average_precision: f64,
}

/// A figure between two percentiles of its bootstrap distribution (2.5 and 97.5).
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Interval {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

/// One bin of the reliability diagram.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Bin {
    pub stories: usize,
    pub mean_score: f64,
    /// Share that was about the topic.
    pub share: f64,
}

/// How well scores are probabilities: expected calibration error over bins of equal mass.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Calibration {
    pub error: Interval,
    pub bins: Vec<Bin>,
}

/// Bins of equal mass.
const BINS: usize = 10;
/// Draws of a bootstrap.
const DRAWS: usize = 400;

fn ratio(a: usize, b: usize) -> f64 {
    if b == 0 { 1.0 } else { a as f64 / b as f64 }
}

impl Figures {
    /// Figures of these decisions.
    pub fn of(pairs: &[Pair]) -> Self {
        let count = |gold, said| {
            pairs
                .iter()
                .filter(|p| (p.gold, p.said) == (gold, said))
                .count()
        };
        let (hits, false_alarms, misses) =
            (count(true, true), count(false, true), count(true, false));
        Self {
            stories: pairs.len(),
            hits,
            false_alarms,
            misses,
            precision: ratio(hits, hits + false_alarms),
            recall: ratio(hits, hits + misses),
            f1: ratio(2 * hits, 2 * hits + false_alarms + misses),
            average_precision: average_precision(pairs),
        }
    }
}

/// Mean of the precision at each positive, ties ranked as one.
fn average_precision(pairs: &[Pair]) -> f64 {
    let mut ranked: Vec<&Pair> = pairs.iter().collect();
    ranked.sort_by(|a, b| b.score.total_cmp(&a.score));
    let positives = ranked.iter().filter(|p| p.gold).count();
    if positives == 0 {
        return 0.0;
    }
    let (mut seen, mut found, mut sum) = (0, 0, 0.0);
    for tied in ranked.chunk_by(|a, b| a.score.total_cmp(&b.score).is_eq()) {
        let new = tied.iter().filter(|p| p.gold).count();
        seen += tied.len();
        found += new;
        sum += new as f64 * found as f64 / seen as f64;
    }
    sum / positives as f64
}

fn bins(pairs: &[Pair]) -> Vec<Bin> {
    let mut ranked: Vec<&Pair> = pairs.iter().collect();
    ranked.sort_by(|a, b| a.score.total_cmp(&b.score));
    (0..BINS)
        .map(|i| &ranked[i * ranked.len() / BINS..(i + 1) * ranked.len() / BINS])
        .filter(|bin| !bin.is_empty())
        .map(|bin| Bin {
            stories: bin.len(),
            mean_score: bin.iter().map(|p| p.score).sum::<f64>() / bin.len() as f64,
            share: bin.iter().filter(|p| p.gold).count() as f64 / bin.len() as f64,
        })
        .collect()
}

pub(super) fn calibration_error(pairs: &[Pair]) -> f64 {
    let weighted = bins(pairs)
        .iter()
        .map(|b| b.stories as f64 * (b.mean_score - b.share).abs())
        .sum::<f64>();
    weighted / pairs.len().max(1) as f64
}

impl Calibration {
    /// Calibration of these decisions.
    pub fn of(pairs: &[Pair]) -> Self {
        Self {
            error: bootstrap(pairs.len(), |draw| {
                let drawn: Vec<Pair> = draw.iter().map(|i| pairs[*i]).collect();
                calibration_error(&drawn)
            }),
            bins: bins(pairs),
        }
    }
}

/// The figure of all `count` items and its interval over resamples, which are given as indices. Always the same draws.
pub fn bootstrap(count: usize, figure: impl Fn(&[usize]) -> f64) -> Interval {
    let all: Vec<usize> = (0..count).collect();
    let value = figure(&all);
    if count == 0 {
        return Interval {
            value,
            low: value,
            high: value,
        };
    }
    // SplitMix64 (Steele, Lea, Flood 2014): small, and good enough to draw stories.
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    };
    let mut values: Vec<f64> = (0..DRAWS)
        .map(|_| {
            let draw: Vec<usize> = (0..count)
                .map(|_| (next() % count as u64) as usize)
                .collect();
            figure(&draw)
        })
        .collect();
    values.sort_by(f64::total_cmp);
    Interval {
        value,
        low: values[DRAWS / 40],
        high: values[DRAWS - 1 - DRAWS / 40],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(gold: bool, score: f64) -> Pair {
        Pair {
            gold,
            said: score >= 0.5,
            score,
        }
    }

    #[test]
    fn figures_of_a_small_set_are_those_worked_out_by_hand() {
        let pairs = [
            pair(true, 0.9),
            pair(false, 0.8),
            pair(true, 0.7),
            pair(true, 0.2),
            pair(false, 0.1),
        ];
        let f = Figures::of(&pairs);
        assert_eq!((f.hits, f.false_alarms, f.misses), (2, 1, 1));
        assert!((f.f1 - 2.0 / 3.0).abs() < 1e-12);
        assert!((f.average_precision - (1.0 + 2.0 / 3.0 + 3.0 / 4.0) / 3.0).abs() < 1e-12);
    }

    #[test]
    fn honest_scores_are_calibrated_and_boasting_ones_are_not() {
        let honest: Vec<Pair> = (0..100).map(|i| pair(i % 10 < 8, 0.8)).collect();
        let boasting: Vec<Pair> = (0..100).map(|i| pair(i % 2 == 0, 0.99)).collect();
        assert!(Calibration::of(&honest).error.value < 0.05);
        let error = Calibration::of(&boasting).error;
        assert!(error.value > 0.4 && error.low <= error.value && error.value <= error.high);
    }

    #[test]
    fn nothing_to_measure_is_no_panic() {
        assert_eq!(Figures::of(&[]).stories, 0);
        assert!(Calibration::of(&[]).bins.is_empty());
    }
}
