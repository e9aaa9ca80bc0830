//! What the evidence proves. Pure: the same evidence gives the same findings.
//!
//! A story is there when it is in the enriched topic, in the facts, and in each routed topic its enriched record names.
//! It is refused when it is a dead letter because a topic might not be written. Anything else is lost.

use super::evidence::{Disturbance, ENRICHED, Evidence, FACTS, Input, Origin};
use super::order::disorder;
use std::collections::{HashMap, HashSet};
use std::time::Duration;

/// Code of dead letters of stories that a topic refused, which a denied topic makes.
const REFUSED: &str = "output_not_authorised";

/// What follows a fault may still be its consequence: a session that runs out, a rebalance, a retry after its time.
pub(super) const AFTER_MS: i64 = 30_000;

/// What the judge must know of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// Nothing may come twice.
    pub exactly_once: bool,
    /// Every so many numbers one is poison; 0: none.
    pub poison_every: u64,
    /// Records one instance has in flight, at most: what it may still write after others have taken over.
    pub budget: u64,
}

/// What became of everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    pub stories: u64,
    pub poison: u64,
    /// Stories in all topics they belong to.
    pub came: u64,
    pub letters: u64,
    /// Stories that are dead letters because a topic might not be written.
    pub refused: u64,
    pub lost: u64,
    /// Outputs and dead letters that came once more.
    pub repeated: u64,
    /// Repeats that the faults explain, at most: what was out and not committed at each.
    pub repeats_allowed: u64,
    /// Repeats written after their offset was committed.
    pub late: u64,
    /// Late repeats that instances cut off from their partitions may have had in flight, at most.
    pub late_allowed: u64,
    /// Repeats without any fault that could be their cause.
    pub unexplained: u64,
    /// Stories behind a later one of their key, and repeats that leave stories of it out.
    pub out_of_order: u64,
    /// The same where the topic was denied at the time, which at least once does not promise.
    pub out_of_order_beside: u64,
    /// Repeats that leave stories out, where an instance that was cut off may have written what it had in flight.
    pub repeats_mixed: u64,
    /// Poison that is not among the dead letters.
    pub poison_lost: u64,
    /// Dead letters whose bytes are not the input's.
    pub changed: u64,
    /// Good stories among the dead letters that no topic refused.
    pub wrongly_dead: u64,
    /// Records that are no record of the input.
    pub strangers: u64,
    /// For each input partition the longest time in which a record waited and none came out.
    pub silence: Vec<Duration>,
    /// A few examples of what is wrong.
    pub examples: Vec<String>,
}

impl Findings {
    /// What breaks the promises, in words; empty when they hold.
    pub fn violations(&self, terms: Terms) -> Vec<String> {
        let mut broken = Vec::new();
        let mut none = |count: u64, what: &str| {
            if count > 0 {
                broken.push(format!("{count} {what}"));
            }
        };
        none(self.lost, "stories lost");
        none(self.out_of_order, "stories out of order");
        none(self.poison_lost, "poison records without dead letter");
        none(self.changed, "dead letters with other bytes");
        none(self.wrongly_dead, "good stories among the dead letters");
        none(self.strangers, "outputs of no input");
        if terms.exactly_once {
            none(self.repeated, "repeated");
            none(self.out_of_order_beside, "stories out of order");
        } else {
            let beyond = self.repeated.saturating_sub(self.repeats_allowed);
            none(beyond, "repeats more than were uncommitted");
            let late = self.late.saturating_sub(self.late_allowed);
            none(late, "repeats of what was committed");
            none(self.unexplained, "repeats without a cause");
        }
        broken
    }
}

/// Judges a run.
pub fn judge(evidence: &Evidence, terms: Terms) -> Findings {
    let mut findings = Findings::default();
    let inputs: HashMap<Origin, &Input> = evidence.inputs.iter().map(|i| (i.origin, i)).collect();
    let mut times: HashMap<(usize, Origin), u64> = HashMap::new();
    let mut routed: HashMap<Origin, &[usize]> = HashMap::new();
    for output in &evidence.outputs {
        *times.entry((output.topic, output.origin)).or_default() += 1;
        if output.topic == ENRICHED {
            routed.insert(output.origin, &output.routed);
        }
        findings.strangers += u64::from(!inputs.contains_key(&output.origin));
    }
    let mut letters: HashMap<Origin, u64> = HashMap::new();
    let mut refused: HashSet<Origin> = HashSet::new();
    for letter in &evidence.letters {
        findings.letters += 1;
        *letters.entry(letter.origin).or_default() += 1;
        if letter.code == REFUSED {
            refused.insert(letter.origin);
        }
        match inputs.get(&letter.origin) {
            Some(input) => findings.changed += u64::from(input.bytes != letter.bytes),
            None => findings.strangers += 1,
        }
    }
    for input in &evidence.inputs {
        let origin = input.origin;
        let came = |topic: usize| times.contains_key(&(topic, origin));
        let died = letters.contains_key(&origin);
        if terms.poison_every > 0 && input.number % terms.poison_every == terms.poison_every - 1 {
            findings.poison += 1;
            findings.poison_lost += u64::from(!died);
            if !died {
                example(&mut findings, "poison without dead letter", input);
            }
            continue;
        }
        findings.stories += 1;
        let targets = routed.get(&origin).copied().unwrap_or_default();
        if came(ENRICHED) && came(FACTS) && targets.iter().all(|topic| came(*topic)) {
            findings.came += 1;
            if died && !refused.contains(&origin) {
                findings.wrongly_dead += 1;
                example(&mut findings, "wrongly dead", input);
            }
        } else if refused.contains(&origin) {
            findings.refused += 1;
        } else if died {
            findings.wrongly_dead += 1;
            example(&mut findings, "wrongly dead", input);
        } else {
            findings.lost += 1;
            example(&mut findings, "lost", input);
        }
    }
    findings.repeated = times.values().chain(letters.values()).map(|n| n - 1).sum();
    let disorder = disorder(evidence, &inputs, &refused);
    findings.out_of_order = disorder.stories.len() as u64;
    findings.out_of_order_beside = disorder.beside;
    findings.repeats_mixed = disorder.mixed;
    for (origin, what) in disorder.stories {
        if let Some(input) = inputs.get(&origin) {
            example(&mut findings, &what, input);
        }
    }
    late(evidence, terms, &mut findings);
    findings.repeats_allowed = allowed(evidence, terms);
    findings.silence = silence(evidence);
    findings
}

fn example(findings: &mut Findings, what: &str, input: &Input) {
    if findings.examples.len() < 10 {
        let (partition, offset) = input.origin;
        let text = format!("{what}: number {} at {partition}/{offset}", input.number);
        findings.examples.push(text);
    }
}

/// Every writing of an origin by topic, dead letters as one more topic: which, and when.
fn writings(evidence: &Evidence) -> Vec<((usize, Origin), i64)> {
    let outputs = evidence.outputs.iter();
    let letters = evidence.letters.iter();
    outputs
        .map(|o| ((o.topic, o.origin), o.at_ms))
        .chain(letters.map(|l| ((usize::MAX, l.origin), l.at_ms)))
        .collect()
}

/// A record is read again only from what is committed, so its repeat is written before its offset is committed — unless
/// by an instance that was cut off and still had it in flight.
fn late(evidence: &Evidence, terms: Terms, findings: &mut Findings) {
    let mut seen = HashSet::new();
    let mut writings = writings(evidence);
    writings.sort_by_key(|(_, at_ms)| *at_ms);
    let topics = writings.iter().map(|((topic, _), _)| *topic);
    let topics = topics.collect::<HashSet<_>>().len() as u64;
    for (which, at_ms) in writings {
        if !seen.insert(which)
            && let Some(stored) = before(evidence, at_ms)
        {
            let (partition, offset) = which.1;
            findings.late += u64::from(offset_of(stored, partition) > offset);
            let explains = |d: &Disturbance| {
                is_rough(evidence, d) && d.from_ms <= at_ms && at_ms <= d.to_ms + AFTER_MS
            };
            findings.unexplained += u64::from(!evidence.disturbances.iter().any(explains));
        }
    }
    let cut_off = evidence.disturbances.iter().filter(|d| d.cuts_off).count() as u64;
    findings.late_allowed = cut_off * terms.budget * topics;
}

/// The last answer that was there before a time.
fn before(evidence: &Evidence, at_ms: i64) -> Option<&[i64]> {
    let answered = evidence.stored.partition_point(|s| s.at_ms < at_ms);
    let last = answered.checked_sub(1)?;
    Some(&evidence.stored[last].offsets)
}

fn offset_of(stored: &[i64], partition: i32) -> i64 {
    let index = usize::try_from(partition).unwrap_or(usize::MAX);
    stored.get(index).copied().unwrap_or(0)
}

/// Whether the disturbance may make repeats: one in good order only when another keeps it from draining.
fn is_rough(evidence: &Evidence, d: &Disturbance) -> bool {
    let meets = |other: &Disturbance| {
        !other.graceful && other.from_ms <= d.to_ms && d.from_ms <= other.to_ms + AFTER_MS
    };
    !d.graceful || evidence.disturbances.iter().any(meets)
}

/// Outputs that the disturbances may repeat: for each, what was written until it was over and not committed when it
/// began; and what instances that it cut off had in flight.
fn allowed(evidence: &Evidence, terms: Terms) -> u64 {
    let mut first: HashMap<(usize, Origin), i64> = HashMap::new();
    for (which, at_ms) in writings(evidence) {
        let written = first.entry(which).or_insert(at_ms);
        *written = (*written).min(at_ms);
    }
    let mut allowed = 0;
    for d in evidence
        .disturbances
        .iter()
        .filter(|d| is_rough(evidence, d))
    {
        let stored = before(evidence, d.from_ms).unwrap_or_default();
        let open = first.iter().filter(|((_, (partition, offset)), at_ms)| {
            **at_ms <= d.to_ms && *offset >= offset_of(stored, *partition)
        });
        allowed += open.count() as u64;
        if d.cuts_off {
            allowed += terms.budget;
        }
    }
    allowed
}

fn silence(evidence: &Evidence) -> Vec<Duration> {
    let arrived: HashMap<Origin, i64> = evidence
        .inputs
        .iter()
        .map(|i| (i.origin, i.at_ms))
        .collect();
    let partitions = evidence.inputs.iter().map(|i| i.origin.0 + 1).max();
    let mut ends: Vec<Vec<(i64, i64)>> = vec![Vec::new(); partitions.unwrap_or(0) as usize];
    let mut seen = HashSet::new();
    let mut written = writings(evidence);
    written.retain(|((topic, _), _)| *topic == ENRICHED || *topic == usize::MAX);
    written.sort_by_key(|(_, at_ms)| *at_ms);
    for ((_, origin), at_ms) in written {
        if let Some(arrived) = arrived.get(&origin)
            && seen.insert(origin)
            && let Some(ends) = ends.get_mut(origin.0 as usize)
        {
            ends.push((at_ms, *arrived));
        }
    }
    ends.iter()
        .map(|ends| {
            let mut last = i64::MIN;
            let mut longest = 0;
            for (at_ms, arrived) in ends {
                longest = longest.max(at_ms - last.max(*arrived));
                last = *at_ms;
            }
            Duration::from_millis(longest.max(0) as u64)
        })
        .collect()
}
