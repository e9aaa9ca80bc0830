//! Where each field of a story came from, found by trying: one value of the record is changed at a time, the record is read
//! again, and the fields that come out differently came from that value.
//!
//! Promises to tell what the parsers did and not what a table says they do, for every format alike, and to cost the record's
//! way nothing: no parser knows of it. A field that holds the changed word came from that value; where none does, the values
//! on which it depends are told. Large records are tried in part.

use super::fields::{self, Shown};
use super::leaves::{self, Leaf, Shape};
use crate::stages::Normaliser;
use crate::story::{RawRecord, WireFormat, WireStory};
use crate::wire::Decoder;
use std::ops::Range;

/// Words tried of one value: the first hold headline, dateline and byline, the last signatures.
const FIRST_WORDS: usize = 64;
const LAST_WORDS: usize = 8;
/// Bytes read again in all.
const MOST_BYTES: usize = 256 << 20;
/// Places named for one field.
const MOST_PLACES: usize = 4;

/// A field, its value, and where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldOrigin {
    pub field: String,
    pub value: String,
    /// Places in the record, in its order; empty where no single value decides.
    pub from: Vec<String>,
}

/// What one story of a record was made of.
#[derive(Debug, Clone, Default)]
pub struct Origins {
    pub decoded: Vec<FieldOrigin>,
    /// Empty where the story ended before.
    pub normalised: Vec<FieldOrigin>,
}

/// A story read twice.
struct Both {
    format: Option<WireFormat>,
    format_version: Option<String>,
    decoded: Vec<Shown>,
    /// `None` where the story ended before.
    normalised: Option<Vec<Shown>>,
}

/// Every story of a record; `None` where one could not be read.
type Reading = Vec<Option<Both>>;

/// Reads a record and finds the origin of every field of every story in it.
pub fn find(
    decoder: &Decoder,
    normaliser: &Normaliser,
    record: &RawRecord,
) -> Vec<Option<Origins>> {
    let Some(plain) = read(decoder, normaliser, record) else {
        return Vec::new();
    };
    let mut seen: Vec<Option<Seen>> = plain.iter().map(|s| s.as_ref().map(Seen::new)).collect();
    if let Some(opened) = decoder.opened(record) {
        let mut bytes_left = MOST_BYTES;
        for leaf in leaves::of(&opened) {
            for word in words(&opened.text, &leaf) {
                if bytes_left < opened.text.len() {
                    break;
                }
                bytes_left -= opened.text.len();
                let Some((text, new)) = changed(&opened.text, &word, leaf.shape) else {
                    continue;
                };
                let changed = RawRecord {
                    value: Some(text.into_bytes()),
                    headers: without_encoding(record),
                    ..record.clone()
                };
                let Some(now) = read(decoder, normaliser, &changed) else {
                    continue;
                };
                // A changed number of stories says nothing of any of them.
                if now.len() != plain.len() {
                    continue;
                }
                for (seen, now) in seen.iter_mut().zip(&now) {
                    if let (Some(seen), Some(now)) = (seen, now) {
                        seen.compare(now, &leaf, &new);
                    }
                }
            }
        }
    }
    let told = seen.into_iter().map(|seen| seen.map(Seen::told));
    told.collect()
}

fn without_encoding(record: &RawRecord) -> Vec<crate::story::Header> {
    let headers = record.headers.iter();
    let kept = headers.filter(|h| !h.name.eq_ignore_ascii_case("content-encoding"));
    kept.cloned().collect()
}

fn read(decoder: &Decoder, normaliser: &Normaliser, record: &RawRecord) -> Option<Reading> {
    let stories = decoder.decode(record).ok()?;
    let both = |(n, story): (usize, WireStory)| {
        let (format, format_version) = (story.format, story.format_version.clone());
        let as_sent = fields::of_wire(&story);
        let normal = normaliser.normalise_hashed(story, record, n as u32, "");
        Both {
            format,
            format_version,
            decoded: as_sent,
            normalised: normal.as_ref().ok().map(fields::of_story),
        }
    };
    let all = stories.into_iter().enumerate();
    Some(
        all.map(|(n, story)| story.ok().map(|s| both((n, s))))
            .collect(),
    )
}

/// What is known of a story's fields so far.
struct Seen {
    format: (Option<WireFormat>, Option<String>),
    decoded: Vec<Traced>,
    normalised: Vec<Traced>,
}

struct Traced {
    shown: Shown,
    /// Where the value is carried from.
    carried: Vec<String>,
    /// On what it depends.
    depends: Vec<String>,
}

impl Traced {
    fn new(shown: &Shown) -> Self {
        Self {
            shown: shown.clone(),
            carried: Vec::new(),
            depends: Vec::new(),
        }
    }
}

impl Seen {
    fn new(both: &Both) -> Self {
        Self {
            format: (both.format, both.format_version.clone()),
            decoded: both.decoded.iter().map(Traced::new).collect(),
            normalised: both.normalised.iter().flatten().map(Traced::new).collect(),
        }
    }

    fn compare(&mut self, now: &Both, leaf: &Leaf, new: &str) {
        // Read as another format all fields come from elsewhere; that says nothing of any of them.
        if self.format != (now.format, now.format_version.clone()) {
            return;
        }
        note(&mut self.decoded, &now.decoded, leaf, new);
        if let Some(normalised) = &now.normalised {
            note(&mut self.normalised, normalised, leaf, new);
        }
    }

    fn told(self) -> Origins {
        let told = |all: Vec<Traced>| {
            all.into_iter()
                .map(|traced| FieldOrigin {
                    from: places(if traced.carried.is_empty() {
                        &traced.depends
                    } else {
                        &traced.carried
                    }),
                    field: traced.shown.0,
                    value: traced.shown.1,
                })
                .collect()
        };
        Origins {
            decoded: told(self.decoded),
            normalised: told(self.normalised),
        }
    }
}

fn note(traced: &mut [Traced], now: &[Shown], leaf: &Leaf, new: &str) {
    for field in traced {
        let (name, shown) = &field.shown;
        let value = now.iter().find(|(n, _)| n == name).map(|(_, value)| value);
        // Of several values of a field one may have gone, and the others moved up.
        let moved = || {
            let all = name.split_once('[').map(|(all, _)| all);
            all.is_some_and(|all| {
                let mut others = now.iter().filter(|(n, _)| n.starts_with(all));
                others.any(|(_, value)| value == shown)
            })
        };
        if value == Some(shown) || moved() {
            continue;
        }
        // Signs of telex formats stand in the middle of words; the changed word is looked for without them.
        let is_carried = value.is_some_and(|value| value.contains(new));
        let list = if is_carried {
            &mut field.carried
        } else {
            &mut field.depends
        };
        if list.last() != Some(&leaf.path) && !list.contains(&leaf.path) {
            list.push(leaf.path.clone());
        }
    }
}

/// Few places as they are; lines in a row as one; of many others the element or member around them.
fn places(all: &[String]) -> Vec<String> {
    let number = |path: &String| path.strip_prefix("line ")?.parse::<usize>().ok();
    let mut lines: Vec<usize> = all.iter().filter_map(number).collect();
    lines.sort_unstable();
    let mut told: Vec<String> = all
        .iter()
        .filter(|p| number(p).is_none())
        .cloned()
        .collect();
    if told.len() > MOST_PLACES {
        told = vec![around(&told)];
    }
    let mut rows: Vec<Range<usize>> = Vec::new();
    for line in lines {
        match rows.last_mut() {
            // Blank lines have no words to change.
            Some(row) if line <= row.end + 3 => row.end = line,
            _ => rows.push(line..line),
        }
    }
    let shown = rows.into_iter().map(|row| {
        if row.start == row.end {
            format!("line {}", row.start)
        } else {
            format!("lines {}–{}", row.start, row.end)
        }
    });
    told.extend(shown);
    told.truncate(MOST_PLACES + 1);
    told
}

/// What several paths have in common.
fn around(paths: &[String]) -> String {
    let Some((first, others)) = paths.split_first() else {
        return String::new();
    };
    let common = others.iter().fold(first.len(), |length, other| {
        let same = first.bytes().zip(other.bytes()).take_while(|(a, b)| a == b);
        length.min(same.count())
    });
    let common = first.get(..common).unwrap_or_default();
    let cut = common.rfind(['/', '.', '[']).unwrap_or(common.len());
    let head = common.get(..cut).unwrap_or_default();
    if head.is_empty() {
        format!("{} places", paths.len())
    } else {
        format!("{head} ({} places)", paths.len())
    }
}

/// Words of a value that are worth changing: letters and digits outside of escapes, entities and tags.
fn words(text: &str, leaf: &Leaf) -> Vec<Range<usize>> {
    let inside = text.get(leaf.span.clone()).unwrap_or_default();
    let mut all: Vec<Range<usize>> = Vec::new();
    let mut word: Option<Range<usize>> = None;
    let mut skip = 0;
    let mut in_tag = false;
    for (at, c) in inside.char_indices() {
        let is_escape = leaf.shape == Shape::JsonText && c == '\\' && skip == 0;
        let is_entity = c == '&' && leaf.shape != Shape::JsonBare;
        if is_escape {
            let is_long = inside.get(at + 1..).is_some_and(|r| r.starts_with('u'));
            skip = if is_long { 6 } else { 2 };
        } else if is_entity && let Some(end) = entity(inside.get(at..).unwrap_or_default()) {
            skip = end;
        }
        // Lines of telex formats end in such signs, and hold no markup.
        match c {
            '<' if leaf.shape != Shape::Plain => in_tag = true,
            '>' => in_tag = false,
            _ => {}
        }
        if skip == 0 && !in_tag && c.is_alphanumeric() {
            let end = at + c.len_utf8();
            match &mut word {
                Some(word) => word.end = end,
                None => word = Some(at..end),
            }
        } else {
            all.extend(word.take());
        }
        skip = skip.saturating_sub(1);
    }
    all.extend(word);
    if all.len() > FIRST_WORDS + LAST_WORDS {
        all.drain(FIRST_WORDS..all.len() - LAST_WORDS);
    }
    let start = leaf.span.start;
    let placed = all.into_iter().map(|w| start + w.start..start + w.end);
    placed.collect()
}

/// Characters of the entity that a text begins with.
fn entity(text: &str) -> Option<usize> {
    let end = text.get(..text.len().min(12))?.find(';')?;
    let name = text.get(1..end)?;
    let fits = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#');
    (fits && !name.is_empty()).then_some(end + 1)
}

/// The text with the last letter of a word changed, and the word as it is then.
fn changed(text: &str, word: &Range<usize>, shape: Shape) -> Option<(String, String)> {
    let old = text.get(word.clone())?;
    let new = match (shape, old) {
        (Shape::JsonBare, "true") => "false".to_owned(),
        (Shape::JsonBare, "false") => "true".to_owned(),
        (Shape::JsonBare, _) if !old.bytes().all(|b| b.is_ascii_digit()) => return None,
        _ => {
            let last = old.chars().next_back()?;
            let stem = old.get(..old.len() - last.len_utf8())?;
            let next = match last {
                '9' => "1".to_owned(),
                'z' => "a".to_owned(),
                'Z' => "A".to_owned(),
                c if c.is_ascii() => char::from_u32(c as u32 + 1)?.to_string(),
                c => format!("{c}{c}"),
            };
            format!("{stem}{next}")
        }
    };
    let mut out = String::with_capacity(text.len() + 4);
    out.push_str(text.get(..word.start)?);
    out.push_str(&new);
    out.push_str(text.get(word.end..)?);
    Some((out, new))
}
