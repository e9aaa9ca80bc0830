//! The same stories judged twice, and where the judgements differ: what `replay` and `taxonomy diff` report.
//!
//! Owns counting and showing of differences. Promises that what it keeps is bounded, whatever the number of stories:
//! counts by topic and language, and so many examples. Knows no Kafka and no files, never judges by itself.

mod show;

use crate::story::{Enriched, TopicKey, TopicVerdict, Verdict};
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub use show::text;

/// One judgement of a story: what a comparison needs of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    pub decided: Vec<Decided>,
}

/// What was decided of one topic.
#[derive(Debug, Clone, PartialEq)]
pub struct Decided {
    pub topic: TopicKey,
    pub verdict: Verdict,
    /// 0–1.
    pub score: f64,
}

impl Judged {
    pub fn of(enriched: &Enriched) -> Self {
        Self::of_verdicts(&enriched.topics)
    }

    pub fn of_verdicts(verdicts: &[TopicVerdict]) -> Self {
        Self {
            decided: verdicts.iter().map(Decided::of).collect(),
        }
    }

    /// What a record of `stories.enriched` says was decided; `None` if it is none. Takes structured events as well.
    pub fn of_record(record: &Value) -> Option<Self> {
        let topics = inner(record).pointer("/copytaster/topics")?.as_array()?;
        let decided = topics.iter().map(|topic| {
            Some(Decided {
                topic: topic.get("key")?.as_str()?.into(),
                verdict: Verdict::from_code(topic.get("verdict")?.as_str()?)?,
                score: topic.get("score")?.as_f64()?,
            })
        });
        Some(Self {
            decided: decided.collect::<Option<_>>()?,
        })
    }

    pub fn get(&self, topic: &str) -> Option<&Decided> {
        self.decided.iter().find(|d| *d.topic == *topic)
    }
}

/// The ninjs item of a record, also inside a structured event.
pub fn inner(record: &Value) -> &Value {
    record
        .get("data")
        .filter(|data| data.is_object())
        .unwrap_or(record)
}

impl Decided {
    pub fn of(verdict: &TopicVerdict) -> Self {
        Self {
            topic: verdict.topic.clone(),
            verdict: verdict.verdict,
            score: verdict.score,
        }
    }
}

/// One topic of one story that was decided otherwise. A side is `None` where the topic was not judged at all.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    pub topic: TopicKey,
    pub before: Option<(Verdict, f64)>,
    pub after: Option<(Verdict, f64)>,
}

/// The topics whose verdict differs.
pub fn changes(before: &Judged, after: &Judged) -> Vec<Change> {
    let side = |judged: &Judged, topic: &str| judged.get(topic).map(|d| (d.verdict, d.score));
    let gone = before
        .decided
        .iter()
        .filter(|d| after.get(&d.topic).is_none());
    let topics = after.decided.iter().chain(gone).map(|d| &d.topic);
    topics
        .map(|topic| Change {
            topic: topic.clone(),
            before: side(before, topic),
            after: side(after, topic),
        })
        .filter(|change| change.before.map(|(v, _)| v) != change.after.map(|(v, _)| v))
        .collect()
}

/// Evidence that only one side has: the term and what it adds to the log-odds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EvidenceShift {
    pub only_before: Vec<(String, f64)>,
    pub only_after: Vec<(String, f64)>,
}

impl EvidenceShift {
    pub fn between(before: &TopicVerdict, after: &TopicVerdict) -> Self {
        Self::of(&sums(before), &sums(after))
    }

    /// The same, from a record of `stories.enriched` to a verdict of now.
    pub fn since(record: &Value, after: &TopicVerdict) -> Self {
        let topics = inner(record).pointer("/copytaster/topics");
        let topic = topics.and_then(Value::as_array).and_then(|topics| {
            let key = |t: &&Value| t.get("key").and_then(Value::as_str) == Some(&*after.topic);
            topics.iter().find(key)
        });
        let mut before: Sums = BTreeMap::new();
        let evidence = topic
            .and_then(|t| t.get("evidence"))
            .and_then(Value::as_array);
        for evidence in evidence.into_iter().flatten() {
            let (term, weight) = (evidence.get("term"), evidence.get("weight"));
            if let (Some(term), Some(weight)) =
                (term.and_then(Value::as_str), weight.and_then(Value::as_f64))
            {
                *before.entry(term.to_owned()).or_default() += weight;
            }
        }
        Self::of(&before, &sums(after))
    }

    fn of(before: &Sums, after: &Sums) -> Self {
        let only = |one: &Sums, other: &Sums| {
            let mut only: Vec<(String, f64)> = one
                .iter()
                .filter(|(term, _)| !other.contains_key(*term))
                .map(|(term, weight)| (term.clone(), *weight))
                .collect();
            only.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
            only
        };
        Self {
            only_before: only(before, after),
            only_after: only(after, before),
        }
    }

    fn json(&self) -> Value {
        let list = |side: &[(String, f64)]| -> Vec<Value> {
            side.iter()
                .map(|(term, weight)| json!({ "term": term, "weight": rounded(*weight) }))
                .collect()
        };
        json!({ "only_before": list(&self.only_before), "only_after": list(&self.only_after) })
    }
}

/// What each term adds in all.
type Sums = BTreeMap<String, f64>;

fn sums(verdict: &TopicVerdict) -> Sums {
    let mut sums = BTreeMap::new();
    for evidence in &verdict.evidence {
        *sums.entry(evidence.term.to_string()).or_default() += evidence.weight;
    }
    sums
}

/// A story whose verdict on a topic changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// `record_id`, or file and line.
    pub story: String,
    pub headline: String,
    pub change: Change,
    /// Absent where the text could not be judged again.
    pub evidence: Option<EvidenceShift>,
}

/// Counts of one language.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ByLanguage {
    pub compared: u64,
    pub changed: u64,
}

/// Verdicts that moved: from what to what; `None` is a topic that was not judged.
pub type Moves = BTreeMap<(Option<Verdict>, Option<Verdict>), u64>;

/// All differences so far.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Comparison {
    /// Stories judged on both sides.
    pub compared: u64,
    /// Of those, with another verdict on some topic.
    pub changed: u64,
    /// Stories of now that were not there before.
    pub only_after: u64,
    /// Stories there before that end as a drop or reject now, by its reason.
    pub only_before: BTreeMap<String, u64>,
    /// Not compared: there was no room to remember them.
    pub left_out: u64,
    pub topics: BTreeMap<TopicKey, Moves>,
    pub languages: BTreeMap<String, ByLanguage>,
    pub examples: Vec<Example>,
}

impl Comparison {
    /// Counts a story that was judged twice; gives what changed.
    pub fn add(&mut self, language: &str, before: &Judged, after: &Judged) -> Vec<Change> {
        let changes = changes(before, after);
        self.compared += 1;
        let by = self.languages.entry(language.to_owned()).or_default();
        by.compared += 1;
        if !changes.is_empty() {
            self.changed += 1;
            by.changed += 1;
        }
        for change in &changes {
            let moves = self.topics.entry(change.topic.clone()).or_default();
            let of = |side: Option<(Verdict, f64)>| side.map(|(verdict, _)| verdict);
            *moves
                .entry((of(change.before), of(change.after)))
                .or_default() += 1;
        }
        changes
    }

    /// Whether anything differs.
    pub fn differs(&self) -> bool {
        self.changed > 0 || self.only_after > 0 || !self.only_before.is_empty()
    }

    /// The report for programs.
    pub fn json(&self) -> Value {
        let topics: serde_json::Map<String, Value> = self
            .topics
            .iter()
            .map(|(topic, moves)| {
                let (gained, lost) = gained_and_lost(moves);
                let moves: Vec<Value> = moves
                    .iter()
                    .map(|((before, after), n)| {
                        json!({ "before": code(*before), "after": code(*after), "stories": n })
                    })
                    .collect();
                let json = json!({ "gained": gained, "lost": lost, "moves": moves });
                (topic.to_string(), json)
            })
            .collect();
        let languages: serde_json::Map<String, Value> = self
            .languages
            .iter()
            .map(|(language, by)| {
                let json = json!({ "compared": by.compared, "changed": by.changed });
                (language.clone(), json)
            })
            .collect();
        let examples: Vec<Value> = self.examples.iter().map(Example::json).collect();
        json!({
            "compared": self.compared,
            "changed": self.changed,
            "only_after": self.only_after,
            "only_before": self.only_before,
            "left_out": self.left_out,
            "topics": topics,
            "languages": languages,
            "examples": examples,
        })
    }
}

impl Example {
    fn json(&self) -> Value {
        let side = |side: Option<(Verdict, f64)>| {
            side.map(
                |(verdict, score)| json!({ "verdict": verdict.code(), "score": rounded(score) }),
            )
        };
        json!({
            "story": self.story,
            "headline": self.headline,
            "topic": &*self.change.topic,
            "before": side(self.change.before),
            "after": side(self.change.after),
            "evidence": self.evidence.as_ref().map(EvidenceShift::json),
        })
    }
}

/// Stories that became *about* a topic, and that no longer are.
pub(crate) fn gained_and_lost(moves: &Moves) -> (u64, u64) {
    let about = Some(Verdict::About);
    let sum = |wanted: &dyn Fn(Option<Verdict>, Option<Verdict>) -> bool| {
        let wanted = moves.iter().filter(|((from, to), _)| wanted(*from, *to));
        wanted.map(|(_, n)| n).sum()
    };
    (sum(&|_, to| to == about), sum(&|from, _| from == about))
}

fn code(verdict: Option<Verdict>) -> &'static str {
    verdict.map_or("none", Verdict::code)
}

/// Four decimals, as in records.
fn rounded(number: f64) -> f64 {
    (number * 1e4).round() / 1e4
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(topics: &[(&str, Verdict)]) -> Judged {
        let decided = topics.iter().map(|(topic, verdict)| Decided {
            topic: (*topic).into(),
            verdict: *verdict,
            score: 0.5,
        });
        Judged {
            decided: decided.collect(),
        }
    }

    #[test]
    fn only_verdicts_that_moved_are_counted_and_topics_that_came_or_went_are() {
        let before = judged(&[
            ("climate", Verdict::No),
            ("energy", Verdict::About),
            ("sport", Verdict::About),
        ]);
        let after = judged(&[
            ("climate", Verdict::About),
            ("energy", Verdict::About),
            ("health", Verdict::No),
        ]);
        let mut all = Comparison::default();
        let topics: Vec<TopicKey> = all
            .add("fr", &before, &after)
            .into_iter()
            .map(|c| c.topic)
            .collect();
        assert_eq!(
            topics.iter().map(|t| &**t).collect::<Vec<_>>(),
            ["climate", "health", "sport"]
        );
        all.add("fr", &after, &after);
        assert_eq!((all.compared, all.changed), (2, 1));
        assert_eq!(gained_and_lost(&all.topics["climate"]), (1, 0));
        assert_eq!(gained_and_lost(&all.topics["sport"]), (0, 1));
        assert_eq!(gained_and_lost(&all.topics["health"]), (0, 0));
        assert!(!all.topics.contains_key("energy"));
        assert_eq!(
            all.languages["fr"],
            ByLanguage {
                compared: 2,
                changed: 1
            }
        );
        let json = all.json();
        assert_eq!(json["topics"]["climate"]["gained"], 1);
        assert_eq!(json["topics"]["sport"]["moves"][0]["after"], "none");
    }

    #[test]
    fn what_a_record_says_is_read_plain_and_in_an_event_and_nothing_else_is() {
        let item = json!({ "copytaster": { "topics": [
            { "key": "energy", "verdict": "mentions", "score": 0.25 },
        ] } });
        let expected = Judged {
            decided: vec![Decided {
                topic: "energy".into(),
                verdict: Verdict::Mentions,
                score: 0.25,
            }],
        };
        assert_eq!(Judged::of_record(&item), Some(expected.clone()));
        assert_eq!(Judged::of_record(&json!({ "data": item })), Some(expected));
        for other in [
            json!({}),
            json!({ "copytaster": { "topics": [{ "key": "energy", "verdict": "perhaps", "score": 1 }] } }),
        ] {
            assert_eq!(Judged::of_record(&other), None, "{other}");
        }
    }
}
