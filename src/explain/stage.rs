//! One stage of one record: what it found, what was repaired, and where each field came from.
//!
//! Owns the two forms, for people and for programs, in which `explain --stage` shows it. Decode and normalise are shown with
//! the origins of their fields ([`origins`](super::origins)); the stages after them as the records have them.

use super::origins::{self, FieldOrigin, Origins};
use crate::stages::{Pipeline, names_its_zone};
use crate::story::{Ended, Outcome, RawRecord, Reject, Stage, Story, WireStory};
use serde_json::{Value as Json, json};
use std::fmt::Write as _;

/// Characters of a value that are shown to people; programs get it whole.
const SHOWN: usize = 72;

/// Said of a field that stays when any one value is changed: others say the same.
const UNDECIDED: &str = "several values of the record say so";

/// What one stage made of one story.
#[derive(Debug)]
pub struct StagePart {
    stage: Stage,
    ordinal: usize,
    /// What holds for the story as a whole, in the order it is shown.
    facts: Vec<(&'static str, Json)>,
    fields: Vec<Told>,
    ended: Option<(&'static str, String)>,
}

/// A field with what is to be said of its origin.
#[derive(Debug)]
struct Told {
    origin: FieldOrigin,
    note: Option<String>,
}

/// What decode or normalise made of each story of a record.
pub fn of_record(pipeline: &Pipeline, record: &RawRecord, stage: Stage) -> Vec<StagePart> {
    let (decoder, normaliser) = (&pipeline.decoder, &pipeline.normaliser);
    let stories = match decoder.decode(record) {
        Ok(stories) => stories,
        Err(reject) => return vec![refused(stage, 0, &reject)],
    };
    let mut origins = origins::find(decoder, normaliser, record);
    origins.resize_with(stories.len(), || None);
    let raw_sha256 = crate::stages::Normaliser::raw_sha256(record);
    let all = stories.into_iter().zip(origins).enumerate();
    all.map(|(ordinal, (wire, origins))| {
        let wire = match wire {
            Ok(wire) => wire,
            Err(reject) => return refused(stage, ordinal, &reject),
        };
        let origins = origins.unwrap_or_default();
        let sent = wire.clone();
        let ended = normaliser.normalise_hashed(wire, record, ordinal as u32, &raw_sha256);
        let mut part = match (stage, &ended) {
            (Stage::Decode, _) => decoded(&sent, origins),
            (_, Ok(story)) => normalised(&sent, story, origins, pipeline),
            (_, Err(_)) => StagePart::new(stage),
        };
        part.ordinal = ordinal;
        part.ended = match ended {
            Ok(_) => None,
            Err(Ended::Drop(drop)) => Some(("drop", drop.reason.to_string())),
            Err(Ended::Reject(reject)) => Some(("reject", told(&reject))),
        };
        part
    })
    .collect()
}

fn told(reject: &Reject) -> String {
    format!("{}: {}", reject.reason, reject.message)
}

fn refused(stage: Stage, ordinal: usize, reject: &Reject) -> StagePart {
    StagePart {
        ordinal,
        ended: Some(("reject", told(reject))),
        ..StagePart::new(stage)
    }
}

fn decoded(wire: &WireStory, origins: Origins) -> StagePart {
    let mut part = StagePart::new(Stage::Decode);
    part.fact("format", wire.format.map(|f| json!(f.code())));
    part.fact(
        "format_version",
        wire.format_version.as_ref().map(|v| json!(v)),
    );
    part.fact("charset_used", Some(json!(wire.charset_used)));
    part.fact(
        "charset_declared",
        wire.charset_declared.as_ref().map(|c| json!(c)),
    );
    part.fact("lossy", Some(json!(wire.lossy)));
    let repairs = wire.repairs.iter();
    let repairs: Vec<Json> = repairs
        .map(|r| json!({ "code": r.code, "count": r.count }))
        .collect();
    part.fact("repairs", Some(json!(repairs)));
    let fields = origins.decoded.into_iter();
    part.fields = fields
        .map(|origin| Told {
            note: origin.from.is_empty().then(|| UNDECIDED.to_owned()),
            origin,
        })
        .collect();
    part
}

fn normalised(wire: &WireStory, story: &Story, origins: Origins, pipeline: &Pipeline) -> StagePart {
    let mut part = StagePart::new(Stage::Normalise);
    let found = &story.supplier_found;
    part.fact("profile", Some(json!(&*found.profile)));
    part.fact("recognised_by", Some(json!(found.by.code())));
    part.fact(
        "sign",
        Some(&found.sign)
            .filter(|s| !s.is_empty())
            .map(|s| json!(s)),
    );
    part.fact("paragraphs", Some(json!(story.paragraphs.len())));
    part.fact("words", Some(json!(story.word_count())));
    let repairs = story.decode.repairs.iter();
    let repairs: Vec<Json> = repairs
        .map(|r| json!({ "code": r.code, "count": r.count }))
        .collect();
    part.fact("repairs", Some(json!(repairs)));
    let profiles = pipeline.normaliser.profiles().all();
    let zone = profiles
        .iter()
        .find(|p| p.key == found.profile)
        .map_or("UTC", |p| &*p.zone_name);
    part.fields = origins
        .normalised
        .into_iter()
        .map(|mut origin| {
            let note = note(&mut origin, wire, story, zone);
            Told { origin, note }
        })
        .collect();
    part
}

/// What was done beside copying.
fn note(origin: &mut FieldOrigin, wire: &WireStory, story: &Story, zone: &str) -> Option<String> {
    let profile = &story.supplier_found.profile;
    let assumed = |sent: &Option<String>| {
        let names_it = names_its_zone(sent.as_deref()?)?;
        (!names_it).then(|| format!("zone of profile {profile} ({zone})"))
    };
    match origin.field.as_str() {
        "id" if story.id.starts_with("urn:copytaster:sha256:") => {
            // Every word is part of it: naming all places would say nothing.
            origin.from.clear();
            Some("hash of headline and body: the record names no id".to_owned())
        }
        "first_created" => assumed(&wire.first_created),
        "version_created" => assumed(&wire.version_created),
        "content_created" => assumed(&wire.content_created),
        "embargoed_until" => assumed(&wire.embargoed_until),
        "supplier" => {
            let found = &story.supplier_found;
            Some(if found.sign.is_empty() {
                format!("profile {profile}: no sign of an agency")
            } else {
                format!("profile {profile}, by {} “{}”", found.by.code(), found.sign)
            })
        }
        "urgency" => story
            .urgency_raw
            .as_ref()
            .map(|raw| format!("sent as “{raw}”")),
        field => {
            let at = field.strip_prefix("mapped_codes[")?.strip_suffix(']')?;
            let mapped = story.mapped_codes.get(at.parse::<usize>().ok()?)?;
            Some(format!("{} by profile {profile}", mapped.from))
        }
    }
}

impl StagePart {
    fn new(stage: Stage) -> Self {
        Self {
            stage,
            ordinal: 0,
            facts: Vec::new(),
            fields: Vec::new(),
            ended: None,
        }
    }

    fn fact(&mut self, name: &'static str, value: Option<Json>) {
        self.facts.extend(value.map(|value| (name, value)));
    }

    /// Whether the story was refused.
    pub fn is_rejected(&self) -> bool {
        matches!(self.ended, Some(("reject", _)))
    }

    /// For programs.
    pub fn json(&self) -> Json {
        let mut out = json!({ "stage": self.stage.code(), "story_index": self.ordinal });
        for (name, value) in &self.facts {
            out[*name] = value.clone();
        }
        if let Some((outcome, reason)) = &self.ended {
            out["outcome"] = json!(outcome);
            out["reason"] = json!(reason);
        }
        let fields = self.fields.iter().map(|told| {
            let mut field = json!({ "field": told.origin.field, "value": told.origin.value, "from": told.origin.from });
            if let Some(note) = &told.note {
                field["note"] = json!(note);
            }
            field
        });
        out["fields"] = fields.collect();
        out
    }

    /// For people.
    pub fn text(&self) -> String {
        let mut out = String::new();
        let facts: Vec<String> = self
            .facts
            .iter()
            .filter(|(name, _)| *name != "repairs")
            .map(|(name, value)| format!("{name} {}", plain(value)))
            .collect();
        // Writing to a string can't fail.
        let _ = writeln!(out, "{:<10} {}", self.stage.code(), facts.join(", "));
        for (_, repairs) in self.facts.iter().filter(|(name, _)| *name == "repairs") {
            for repair in repairs.as_array().into_iter().flatten() {
                let (code, count) = (plain(&repair["code"]), plain(&repair["count"]));
                let _ = writeln!(out, "           repaired: {code} × {count}");
            }
        }
        if let Some((outcome, reason)) = &self.ended {
            let _ = writeln!(out, "           ends as {outcome}: {reason}");
        }
        let width = self.fields.iter().map(|t| t.origin.field.len()).max();
        let width = width.unwrap_or(0);
        for told in &self.fields {
            let origin = &told.origin;
            let parts = [
                (!origin.from.is_empty()).then(|| origin.from.join(", ")),
                told.note.clone(),
            ];
            let parts: Vec<String> = parts.into_iter().flatten().collect();
            let from = if parts.is_empty() {
                String::new()
            } else {
                format!(" ← {}", parts.join("; "))
            };
            let _ = writeln!(
                out,
                "  {:<width$}  {}{}",
                origin.field,
                short(&origin.value),
                without_controls(&from)
            );
        }
        out
    }
}

/// What a later stage found, as the records have it.
pub fn of_outcome(outcome: &Outcome<crate::story::Enriched>, stage: Stage, record: &Json) -> Json {
    match outcome {
        Outcome::Drop(drop) => {
            json!({ "stage": stage.code(), "outcome": "drop", "reason": drop.reason.to_string() })
        }
        Outcome::Reject(reject) => {
            json!({ "stage": stage.code(), "outcome": "reject", "reason": told(reject) })
        }
        Outcome::Emit(_) => {
            let own = &record["copytaster"];
            let mut out = json!({ "stage": stage.code(), "story_index": own["story_index"] });
            match stage {
                Stage::Language => out["language"] = own["language"].clone(),
                Stage::Entities => out["entities"] = own["entities"].clone(),
                _ => {
                    for key in ["primary_topic", "topic_keys", "topics"] {
                        out[key] = own[key].clone();
                    }
                }
            }
            out
        }
    }
}

fn plain(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// One line of a value; no story can command a terminal.
fn short(value: &str) -> String {
    let line = without_controls(value);
    if line.chars().count() <= SHOWN {
        return line;
    }
    let head: String = line.chars().take(SHOWN).collect();
    format!("{}… ({} bytes)", head.trim_end(), value.len())
}

fn without_controls(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

#[cfg(test)]
#[path = "stage_tests.rs"]
mod tests;
