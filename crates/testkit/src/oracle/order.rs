//! Whether the stories of a key came in order, repeats among them.
//!
//! A lane is what one key has in one partition of one output. In order, its first appearances go up by offset. A repeat
//! begins further back, as often as there are faults, and from there takes every story of the lane again: a step
//! forward that leaves one out leaves a reader with an older version on top of a newer one.

use super::evidence::{Disturbance, Evidence, Input, Origin, Output};
use super::judge::AFTER_MS;
use std::collections::{BTreeSet, HashMap, HashSet};

/// How an output stands to those of its lane that came before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// The next new one, the next of a repeat, or the beginning of a repeat.
    InOrder,
    /// For the first time, behind a later one.
    Overtaken,
    /// Forward, past others that the repeat has not taken yet.
    Skips,
}

/// Offsets of the input seen in one lane.
#[derive(Debug, Default)]
struct Lane {
    seen: BTreeSet<i64>,
    last: Option<i64>,
}

impl Lane {
    fn take(&mut self, offset: i64) -> Step {
        let highest = self.seen.last().copied();
        let is_new = self.seen.insert(offset);
        if is_new && highest.is_some_and(|highest| offset < highest) {
            // Those after it go on from where the lane was.
            return Step::Overtaken;
        }
        match self.last.replace(offset) {
            Some(last) if last < offset && self.seen.range(last + 1..offset).next().is_some() => {
                Step::Skips
            }
            _ => Step::InOrder,
        }
    }
}

/// What stands out of order, of all that was seen.
#[derive(Debug, Default)]
pub(super) struct Disorder {
    /// Where nothing excuses it, with words for an example.
    pub(super) stories: Vec<(Origin, String)>,
    /// New stories at a topic that was denied meanwhile: once it is allowed, what waited comes behind what did not.
    pub(super) beside: u64,
    /// Repeats in which an instance that was cut off may still have written what it had in flight.
    pub(super) mixed: u64,
}

/// Looks at every output. A story that a topic refused is behind those that came after it when it comes again.
pub(super) fn disorder(
    evidence: &Evidence,
    inputs: &HashMap<Origin, &Input>,
    refused: &HashSet<Origin>,
) -> Disorder {
    let mut lanes: HashMap<(usize, i32, u64), Lane> = HashMap::new();
    let mut found = Disorder::default();
    for output in &evidence.outputs {
        let Some(input) = inputs.get(&output.origin) else {
            continue;
        };
        if refused.contains(&output.origin) {
            continue;
        }
        let lane = (output.topic, output.place.0, input.key);
        let step = lanes.entry(lane).or_default().take(output.origin.1);
        let meanwhile = |excuses: &dyn Fn(&Disturbance) -> bool| {
            let at =
                |d: &&Disturbance| d.from_ms <= output.at_ms && output.at_ms <= d.to_ms + AFTER_MS;
            evidence.disturbances.iter().filter(at).any(excuses)
        };
        match step {
            Step::InOrder => {}
            _ if meanwhile(&|d| d.denied == Some(output.topic)) => found.beside += 1,
            Step::Skips if meanwhile(&|d| d.cuts_off) => found.mixed += 1,
            Step::Overtaken | Step::Skips => {
                found.stories.push((output.origin, told(step, output)));
            }
        }
    }
    found
}

fn told(step: Step, output: &Output) -> String {
    let (partition, offset) = output.place;
    let how = match step {
        Step::Skips => "ahead of others that its repeat leaves out",
        _ => "behind a later one",
    };
    format!("in topic {}, {how}, at {partition}/{offset}", output.topic)
}
