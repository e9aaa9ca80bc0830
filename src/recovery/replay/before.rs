//! What was decided before: the records of `stories.enriched`, and the difference to now.

use super::memory::{Before, Id, Memory, Now, Remembered, id, id_text};
use super::{Progress, Replay, ReplayError};
use crate::compare::{Comparison, EvidenceShift, Example, Judged, inner};
use crate::recovery::original::Originals;
use crate::recovery::snapshot::Snapshot;
use crate::story::{Outcome, RawRecord, TopicVerdict};
use serde_json::Value;
use std::sync::atomic::{AtomicBool, Ordering};

/// `CloudEvents` id of a record: its `record_id`.
const ID_HEADER: &str = "ce_id";
/// A record of then has the timestamp of its input, or of its processing if the input's lay ahead of the clock: so far
/// ahead is allowed for.
const AHEAD_MS: i64 = 3_600_000;
/// Records between two words of progress.
const TELL: u64 = 512;

impl Replay {
    /// Reads what was decided then of the stories remembered, and says what differs. `None`: nothing is to be compared.
    pub(super) fn compare(
        &mut self,
        stop: &AtomicBool,
        progress: &mut impl FnMut(Progress),
    ) -> Result<Option<Comparison>, ReplayError> {
        let Some(topic) = self.settings.enriched.clone() else {
            return Ok(None);
        };
        let settings = &self.settings;
        let since = self.memory.earliest_ms.filter(|_| !self.memory.untimed);
        let mut records = Snapshot::open(
            &settings.consumer,
            &settings.group,
            &settings.cluster,
            &topic,
            since.map(|ms| ms.saturating_sub(AHEAD_MS)),
        )?;
        let (mut looked_at, total) = (0, records.total());
        while let Some(record) = records.next_record()? {
            if stop.load(Ordering::Acquire) {
                self.report.stopped = true;
                return Ok(None);
            }
            look_at(&record, &mut self.memory);
            looked_at += 1;
            if looked_at % TELL == 0 {
                progress(Progress::Comparing(looked_at, total));
            }
        }
        Ok(Some(self.difference(&topic)))
    }

    fn difference(&self, enriched: &str) -> Comparison {
        let settings = &self.settings;
        let (client, group) = (&settings.consumer, &settings.group);
        let mut originals = Originals::new(client, group, &settings.cluster);
        let mut all = Comparison {
            left_out: self.memory.left_out,
            ..Comparison::default()
        };
        for (id, story) in &self.memory.stories {
            match (&story.now, &story.before) {
                (Now::Judged(now), Some(before)) => {
                    let changes = all.add(story.language, &before.judged, now);
                    let room = settings.examples.saturating_sub(all.examples.len());
                    if changes.is_empty() || room == 0 {
                        continue;
                    }
                    let texts = self.texts(&mut originals, enriched, *id, story, before);
                    for change in changes.into_iter().take(room) {
                        all.examples.push(Example {
                            story: id_text(*id),
                            headline: texts.headline.clone(),
                            evidence: texts.evidence(&change.topic),
                            change,
                        });
                    }
                }
                (Now::Judged(_), None) => all.only_after += 1,
                (Now::Ended(reason), Some(_)) => {
                    *all.only_before.entry((*reason).to_owned()).or_default() += 1;
                }
                (Now::Ended(_), None) => {}
            }
        }
        all
    }

    /// Reads both sides of a changed story again, for the example. What can't be read any more is left out.
    fn texts(
        &self,
        originals: &mut Originals,
        enriched: &str,
        story_id: Id,
        story: &Remembered,
        before: &Before,
    ) -> Texts {
        let record = originals.at(enriched, before.partition, before.offset).ok();
        let before = record.as_ref().and_then(json).unwrap_or_default();
        let headline = inner(&before)
            .pointer("/headlines/0/value")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let origin = &story.origin;
        let raw = originals
            .at(&origin.topic, origin.partition, origin.offset)
            .ok();
        let now = raw.map_or_else(Vec::new, |raw| self.verdicts(&raw, story_id));
        Texts {
            headline: headline.to_owned(),
            before,
            now,
        }
    }

    fn verdicts(&self, raw: &RawRecord, story: Id) -> Vec<TopicVerdict> {
        let outcomes = self.settings.pipeline.taste(raw);
        let of_story = (0..).zip(outcomes).find_map(|(ordinal, outcome)| {
            let ours = id(&crate::sink::encode::record_id(raw, ordinal)) == Some(story);
            match outcome {
                Outcome::Emit(enriched) if ours => Some(enriched.topics),
                _ => None,
            }
        });
        of_story.unwrap_or_default()
    }
}

/// Both sides of a changed story.
struct Texts {
    headline: String,
    before: Value,
    now: Vec<TopicVerdict>,
}

impl Texts {
    fn evidence(&self, topic: &str) -> Option<EvidenceShift> {
        let now = self.now.iter().find(|v| *v.topic == *topic)?;
        Some(EvidenceShift::since(&self.before, now))
    }
}

fn json(record: &RawRecord) -> Option<Value> {
    serde_json::from_slice(record.value.as_deref()?).ok()
}

/// Notes what a record of then says of a story that is remembered.
fn look_at(record: &RawRecord, memory: &mut Memory) {
    // With the header most records need not be opened.
    let named = record.header_str(ID_HEADER).and_then(id);
    if named.is_some_and(|id| !memory.stories.contains_key(&id)) {
        return;
    }
    let Some(json) = json(record) else {
        return;
    };
    let text = |name: &str| inner(&json).pointer(name).and_then(Value::as_str);
    let Some(story) = text("/copytaster/record_id")
        .and_then(id)
        .and_then(|id| memory.stories.get_mut(&id))
    else {
        return;
    };
    let Some(judged) = Judged::of_record(&json) else {
        return;
    };
    let before = Before {
        judged,
        processed_at: text("/copytaster/processed_at").unwrap_or_default().into(),
        partition: record.origin.partition,
        offset: record.origin.offset,
    };
    let newer = |known: &Before| known.processed_at <= before.processed_at;
    if story.before.as_ref().is_none_or(newer) {
        story.before = Some(before);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sink::encode::record_id;
    use crate::story::{Header, Origin, Verdict};
    use serde_json::json;

    fn record(topic: &str, offset: i64, value: &Value, id: Option<&str>) -> RawRecord {
        let header = |id: &str| Header {
            name: ID_HEADER.into(),
            value: Some(id.as_bytes().to_vec()),
        };
        RawRecord {
            headers: id.map(header).into_iter().collect(),
            timestamp_ms: Some(5),
            ..RawRecord::new(
                Origin::new("c", topic, 0, offset),
                Some(value.to_string().into_bytes()),
            )
        }
    }

    fn enriched(id: &str, at: &str, verdict: &str) -> Value {
        json!({ "copytaster": { "record_id": id, "processed_at": at,
            "topics": [{ "key": "energy", "verdict": verdict, "score": 0.5 }] } })
    }

    #[test]
    fn of_several_records_of_a_story_the_newest_holds_and_others_are_ignored() {
        let raw = record("raw", 3, &json!({}), None);
        let name = record_id(&raw, 0);
        let mut memory = Memory::new(10);
        memory.keep(&raw, vec![(0, "fr", Now::Ended("no_text"))]);
        let stranger = record_id(&raw, 1);
        for (offset, at, verdict, header) in [
            (7, "2026-11-24T02:00:00.000Z", "no", Some(&name)),
            (8, "2026-11-24T03:00:00.000Z", "about", None),
            (9, "2026-11-24T01:00:00.000Z", "mentions", Some(&name)),
            (10, "2026-11-24T09:00:00.000Z", "no", Some(&stranger)),
        ] {
            let value = enriched(&name, at, verdict);
            let header = header.map(String::as_str);
            look_at(&record("enriched", offset, &value, header), &mut memory);
        }
        look_at(&record("enriched", 11, &json!("text"), None), &mut memory);
        let story = memory.stories.into_values().next().unwrap();
        let before = story.before.unwrap();
        assert_eq!(before.offset, 8);
        assert_eq!(before.judged.decided[0].verdict, Verdict::About);
    }
}
