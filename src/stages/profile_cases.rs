//! Runs the cases that stand in supplier profiles, and finds the entries that no case guards.
//!
//! A case is a record and what must come of it; it goes the way of every record, from its bytes to the normalised story. An
//! entry is guarded when taking it out of its file makes a case of that file fail: what nobody would miss is either not
//! tested or not needed. Never looks at topics.

use super::Normaliser;
use crate::story::{Ended, Header, Origin, RawRecord, Sign, Story};
use crate::wire::profile::file::{Case, Expect};
use crate::wire::profile::{DEFAULT, ProfileFile, Profiles, Written, compile};
use crate::wire::{Decoder, Limits};
use encoding_rs::Encoding;
use jiff::Timestamp;
use serde_json::Value as Json;
use std::sync::Arc;

/// A case that went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongCase {
    /// Its ordinal in the file, from 0.
    pub case: usize,
    /// What it expected and what came, one sentence a field.
    pub differences: Vec<String>,
}

/// The way of a record with these profiles.
struct Way {
    decoder: Decoder,
    normaliser: Normaliser,
}

impl Way {
    fn new(profiles: Profiles) -> Self {
        Self {
            decoder: Decoder::new(Limits::default(), profiles.hints()),
            normaliser: Normaliser::new(Arc::new(profiles)),
        }
    }

    fn story(&self, case: &Case) -> Result<Story, String> {
        let record = record(case)?;
        let stories = self.decoder.decode(&record);
        let mut stories = stories.map_err(|r| format!("rejected: {}: {}", r.reason, r.message))?;
        if stories.len() != 1 {
            return Err(format!("{} stories came; a case holds one", stories.len()));
        }
        let first = stories.swap_remove(0);
        let ended = first
            .map_err(Ended::Reject)
            .and_then(|wire| self.normaliser.normalise(wire, &record, 0));
        ended.map_err(|ended| match ended {
            Ended::Drop(drop) => format!("dropped: {}", drop.reason),
            Ended::Reject(reject) => format!("rejected: {}: {}", reject.reason, reject.message),
        })
    }

    fn wrong(&self, cases: &[Case]) -> Vec<WrongCase> {
        let wrong = cases.iter().enumerate().filter_map(|(ordinal, case)| {
            let differences = match self.story(case) {
                Ok(story) => differences(&case.expect, &story),
                Err(reason) => vec![reason],
            };
            (!differences.is_empty()).then_some(WrongCase {
                case: ordinal,
                differences,
            })
        });
        wrong.collect()
    }
}

/// The cases of a file that go wrong with these profiles.
pub fn wrong_cases(profiles: Profiles, file: &ProfileFile) -> Vec<WrongCase> {
    Way::new(profiles).wrong(&file.case)
}

/// Entries of the profile `key` whose removal no case of its file notices, as dotted keys.
pub fn unguarded(written: &[Written], key: &str) -> Vec<String> {
    let Some(at) = written.iter().position(|one| one.key == key) else {
        return Vec::new();
    };
    let cases = &written[at].file.case;
    let Ok(whole) = serde_json::to_value(&written[at].file) else {
        return Vec::new();
    };
    let mut entries = Vec::new();
    leaves(&whole, &mut Vec::new(), &mut entries);
    // Titles and cases decide nothing, and everybody without a name has that of the default.
    let is_idle_by_nature = |path: &[String]| match path {
        [first, ..] if first == "title" || first == "case" => true,
        [first] => first == "name" && key == DEFAULT,
        _ => false,
    };
    entries.retain(|path| !is_idle_by_nature(path));
    let mut written = written.to_vec();
    let mut idle = Vec::new();
    for path in entries {
        let mut less = whole.clone();
        remove(&mut less, &path);
        let Ok(file) = serde_json::from_value::<ProfileFile>(less) else {
            // It can't be left out.
            continue;
        };
        written[at].file = file;
        let noticed = match compile(&written) {
            Ok(profiles) => !Way::new(profiles).wrong(cases).is_empty(),
            Err(_) => true,
        };
        if !noticed {
            idle.push(path.join("."));
        }
    }
    idle
}

/// Paths of all values that can be taken out by themselves: rules count as one.
fn leaves(value: &Json, path: &mut Vec<String>, out: &mut Vec<Vec<String>>) {
    match value {
        Json::Object(members) if path.first().is_none_or(|p| p != "version") => {
            for (key, value) in members {
                path.push(key.clone());
                leaves(value, path, out);
                path.pop();
            }
        }
        Json::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                path.push(at.to_string());
                leaves(item, path, out);
                path.pop();
            }
        }
        Json::Null => {}
        _ => out.push(path.clone()),
    }
}

fn remove(value: &mut Json, path: &[String]) {
    let Some((key, rest)) = path.split_first() else {
        return;
    };
    match value {
        Json::Object(members) if rest.is_empty() => drop(members.remove(key)),
        Json::Array(items) if rest.is_empty() => {
            if let Some(at) = key.parse().ok().filter(|at| *at < items.len()) {
                items.remove(at);
            }
        }
        Json::Object(members) => {
            if let Some(inner) = members.get_mut(key) {
                remove(inner, rest);
            }
        }
        Json::Array(items) => {
            let at: Option<usize> = key.parse().ok();
            if let Some(inner) = at.and_then(|at| items.get_mut(at)) {
                remove(inner, rest);
            }
        }
        _ => {}
    }
}

fn record(case: &Case) -> Result<RawRecord, String> {
    let value = match &case.charset {
        None => case.wire.as_bytes().to_vec(),
        Some(label) => {
            let charset = Encoding::for_label(label.as_bytes());
            let charset = charset.ok_or_else(|| format!("charset: {label} is none"))?;
            let (bytes, _, lossy) = charset.encode(&case.wire);
            if lossy {
                return Err(format!("charset: the text can't be written in {label}"));
            }
            bytes.into_owned()
        }
    };
    let received = case.received.as_deref().map(|text| {
        let at: Result<Timestamp, _> = text.parse();
        at.map(Timestamp::as_millisecond)
            .map_err(|error| format!("received: {error}"))
    });
    Ok(RawRecord {
        origin: Origin::new(
            "cases",
            case.topic.as_deref().unwrap_or("stories.raw"),
            0,
            0,
        ),
        key: None,
        value: Some(value),
        headers: case
            .headers
            .iter()
            .map(|(name, value)| Header {
                name: name.clone(),
                value: Some(value.clone().into_bytes()),
            })
            .collect(),
        timestamp_ms: received.transpose()?,
    })
}

fn differences(expect: &Expect, story: &Story) -> Vec<String> {
    let mut out = Vec::new();
    let time = |at: Option<Timestamp>| at.map(|at| at.to_string());
    let codes: Vec<String> = story
        .mapped_codes
        .iter()
        .map(|m| m.to.to_string())
        .collect();
    let signals: Vec<String> = story
        .signals
        .iter()
        .map(|s| s.kind.code().to_owned())
        .collect();
    let repairs = story.decode.repairs.iter();
    let repairs: Vec<String> = repairs.map(|r| r.code.to_owned()).collect();
    let words = [
        ("supplier", &expect.supplier, Some(story.supplier.clone())),
        (
            "by",
            &expect.by,
            Some(story.supplier_found.by.code().to_owned()),
        ),
        ("id", &expect.id, Some(story.id.clone())),
        ("version", &expect.version, story.version.clone()),
        (
            "first_created",
            &expect.first_created,
            time(story.first_created),
        ),
        (
            "version_created",
            &expect.version_created,
            time(story.version_created),
        ),
        (
            "content_created",
            &expect.content_created,
            time(story.content_created),
        ),
        (
            "embargoed_until",
            &expect.embargoed_until,
            time(story.embargoed_until),
        ),
        (
            "status",
            &expect.status,
            Some(story.pub_status.code().to_owned()),
        ),
        ("headline", &expect.headline, Some(story.headline.clone())),
        ("byline", &expect.byline, story.byline.clone()),
    ];
    for (field, expected, got) in words {
        if let Some(expected) = expected
            && got.as_ref() != Some(expected)
        {
            let got = got.map_or_else(|| "nothing".to_owned(), |got| format!("`{got}`"));
            out.push(format!("{field}: expected `{expected}`, got {got}"));
        }
    }
    // A dateline names its agency without a profile, too.
    let found = &story.supplier_found;
    if expect.by.as_deref() == Some(Sign::Dateline.code()) && &*found.profile == DEFAULT {
        out.push(
            "by: expected the datelines of a profile, got a dateline that no profile knows".into(),
        );
    }
    let numbers = [
        ("urgency", expect.urgency, story.urgency.map(i64::from)),
        ("take", expect.take, story.take.map(i64::from)),
    ];
    for (field, expected, got) in numbers {
        if let Some(expected) = expected
            && got != Some(expected)
        {
            let got = got.map_or_else(|| "nothing".to_owned(), |got| got.to_string());
            out.push(format!("{field}: expected {expected}, got {got}"));
        }
    }
    let lists = [
        ("codes", &expect.codes, codes),
        ("genres", &expect.genres, story.genres.clone()),
        ("signals", &expect.signals, signals),
        ("repairs", &expect.repairs, repairs),
    ];
    for (field, expected, mut got) in lists {
        if let Some(expected) = expected {
            let mut expected = expected.clone();
            expected.sort();
            got.sort();
            if expected != got {
                out.push(format!(
                    "{field}: expected {}, got {}",
                    expected.join(" "),
                    got.join(" ")
                ));
            }
        }
    }
    let note = story.ed_note.as_deref().unwrap_or_default();
    for line in expect.notes.iter().flatten() {
        if !note.lines().any(|l| l == line) {
            out.push(format!("notes: `{line}` is not among them"));
        }
        if story.body.contains(line.as_str()) {
            out.push(format!("notes: `{line}` is still in the body"));
        }
    }
    if let Some(words) = &expect.body
        && !story.body.contains(words.as_str())
    {
        out.push(format!("body: `{words}` is not in it"));
    }
    out
}
