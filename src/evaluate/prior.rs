//! The prior of an installation: how much rarer or commoner a topic is on its wires than among the stories that the model's
//! numbers were fitted on.
//!
//! Owns the shift of a topic's log-odds that makes its scores probabilities again. With labels it is the shift of least
//! log-loss; without, the share of the topic is found by the expectation-maximisation of Saerens, Latinne and Decaestecker
//! (Neural Computation 14, 2002), which asks only that words mean on these wires what they meant to the model. Promises
//! the same shift for the same sample. Never moves a threshold.

/// What was found of one topic.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Prior {
    /// Stories that were looked at, and how many of them had a label.
    pub stories: usize,
    pub labelled: usize,
    /// Share of stories about the topic, 0-1.
    pub share: f64,
    /// To be added to its log-odds.
    pub shift: f64,
}

/// Fewer stories say nothing of a share.
pub const LEAST_STORIES: usize = 50;
/// What configurations take.
const MOST: f64 = 8.0;
/// Steps after which the shift has long stood still.
const STEPS: usize = 500;

fn probability(logit: f64) -> f64 {
    1.0 / (1.0 + (-logit).exp())
}

fn logit(p: f64) -> f64 {
    (p / (1.0 - p)).ln()
}

/// The prior of a topic with this `share` among the stories of the model, from the log-odds of a sample and, as far as
/// they are known, its labels. Labels count alone where at least [`LEAST_STORIES`] have one. `None`: too few stories.
pub fn fit_prior(sample: &[(f64, Option<bool>)], share: f64) -> Option<Prior> {
    let known: Vec<(f64, bool)> = sample
        .iter()
        .filter_map(|(z, label)| label.map(|label| (*z, label)))
        .collect();
    let (share, shift, stories) = if known.len() >= LEAST_STORIES {
        let about = known.iter().filter(|(_, about)| *about).count();
        // Half a story on either side: a sample without any story about a topic doesn't forbid it.
        let share = (about as f64 + 0.5) / (known.len() as f64 + 1.0);
        (share, labelled_shift(&known, share), known.len())
    } else if sample.len() >= LEAST_STORIES {
        let (found, shift) = unlabelled_shift(sample, share);
        (found, shift, sample.len())
    } else {
        return None;
    };
    Some(Prior {
        stories,
        labelled: known.len(),
        share,
        shift: shift.clamp(-MOST, MOST),
    })
}

/// The shift with which the mean score is the share: where the derivative of the log-loss is zero. Found by halving,
/// because the mean grows with the shift.
fn labelled_shift(known: &[(f64, bool)], share: f64) -> f64 {
    let mean = |shift: f64| {
        let sum: f64 = known.iter().map(|(z, _)| probability(z + shift)).sum();
        sum / known.len() as f64
    };
    let (mut low, mut high) = (-MOST, MOST);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if mean(middle) < share {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

fn unlabelled_shift(sample: &[(f64, Option<bool>)], share: f64) -> (f64, f64) {
    let mut found = share;
    for _ in 0..STEPS {
        let shift = logit(found) - logit(share);
        let sum: f64 = sample.iter().map(|(z, _)| probability(z + shift)).sum();
        found = (sum + 0.5) / (sample.len() as f64 + 1.0);
    }
    (found, logit(found) - logit(share))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Calibrated log-odds at a share of one half, of which the labels are drawn again with another share: every
    /// positive counts `often` times as much.
    fn sample(often: usize, labels: bool) -> Vec<(f64, Option<bool>)> {
        let mut out = Vec::new();
        for step in -30..=30 {
            let z = f64::from(step) / 6.0;
            let about = (probability(z) * 100.0).round() as usize;
            out.extend(std::iter::repeat_n((z, labels.then_some(true)), about));
            let rest = (100 - about) * often;
            out.extend(std::iter::repeat_n((z, labels.then_some(false)), rest));
        }
        out
    }

    #[test]
    fn a_topic_that_is_rarer_than_in_the_model_is_shifted_down_by_the_ratio_of_the_odds() {
        for labels in [true, false] {
            let prior = fit_prior(&sample(5, labels), 0.5).unwrap();
            assert!((prior.shift + 5_f64.ln()).abs() < 0.05, "{prior:?}");
            assert!((prior.share - 1.0 / 6.0).abs() < 0.01, "{prior:?}");
        }
        let same = fit_prior(&sample(1, false), 0.5).unwrap();
        assert!(same.shift.abs() < 0.05, "{same:?}");
    }

    #[test]
    fn a_handful_of_stories_says_nothing_and_none_about_a_topic_does_not_forbid_it() {
        assert_eq!(fit_prior(&[(0.0, Some(true)); 49], 0.2), None);
        let prior = fit_prior(&[(-2.0, Some(false)); 200], 0.2).unwrap();
        assert!(prior.shift > -8.0 && prior.shift < -2.0, "{prior:?}");
    }
}
