//! One story about to be written: what is worked out once and shown in several records.

use super::identity::record_id;
use super::position::Positions;
use super::time::Time;
use crate::story::{Enriched, Field, Language, Origin, RawRecord};
use std::borrow::Cow;

/// A story, its record, and the moment it is written.
///
/// Borrows both; holds the identity, the counts of its texts and nothing that depends on where it is sent.
#[derive(Debug)]
pub struct Emission<'a> {
    pub(in crate::sink) enriched: &'a Enriched,
    pub(super) origin: &'a Origin,
    /// Set for a redriven record: where it first came from.
    pub(super) first_origin: Option<String>,
    pub(in crate::sink) ingested_at: Option<Time>,
    pub(super) processed_at: Time,
    pub(in crate::sink) record_id: String,
    pub(super) headline: Positions<'a>,
    pub(super) subheadline: Positions<'a>,
    pub(super) body: Positions<'a>,
    pub(super) words: usize,
}

impl<'a> Emission<'a> {
    /// `processed_at_ms`: wall time in milliseconds since 1970, the only thing that differs when the same record is
    /// processed again.
    pub fn new(record: &'a RawRecord, enriched: &'a Enriched, processed_at_ms: i64) -> Self {
        let story = &enriched.story;
        Self {
            enriched,
            origin: &record.origin,
            first_origin: super::identity::first_origin(record),
            ingested_at: record
                .timestamp_ms
                .filter(|ms| *ms >= 0)
                .and_then(Time::from_millis),
            processed_at: Time::from_millis(processed_at_ms).unwrap_or_else(Time::epoch),
            record_id: record_id(record, story.ordinal),
            headline: Positions::new(&story.headline),
            subheadline: Positions::new(&story.subheadline),
            body: Positions::new(&story.body),
            words: super::words::count(story),
        }
    }

    /// Identity of this story of this record (see [`record_id`]).
    pub fn record_id(&self) -> &str {
        &self.record_id
    }

    /// Bytes that the enriched record is likely to need, so that its buffer is allocated once.
    pub(super) fn likely_size(&self) -> usize {
        let evidence: usize = self.enriched.topics.iter().map(|t| t.evidence.len()).sum();
        let story = &self.enriched.story;
        story.body.len()
            + story.body.len() / 8
            + 2 * (story.headline.len() + story.subheadline.len())
            + 3072
            + 512 * self.enriched.topics.len()
            + 224 * (evidence + self.enriched.entities.len())
    }

    pub(super) fn text(&self, field: Field) -> &Positions<'a> {
        match field {
            Field::Headline => &self.headline,
            Field::Subheadline => &self.subheadline,
            Field::Body => &self.body,
        }
    }

    /// The language the story is read in; failing that, another that the text shows, or the one declared, where it is a tag at all.
    pub(in crate::sink) fn language(&self) -> Option<Cow<'a, str>> {
        let found = &self.enriched.language;
        if let Some(language) = found.language {
            return Some(Cow::Borrowed(language.code()));
        }
        if let Some(other) = found.other {
            return Some(Cow::Borrowed(other));
        }
        let declared = found.declared.as_deref()?;
        is_language_tag(declared).then(|| Cow::Owned(as_tag(declared)))
    }

    /// On ninjs' scale, 1 to 9; anything else is no urgency.
    pub(in crate::sink) fn urgency(&self) -> Option<u8> {
        self.enriched.story.urgency.filter(|u| (1..=9).contains(u))
    }

    /// Keys of the topics the story is about, in the taxonomy's order.
    pub(in crate::sink) fn topic_keys(&self) -> Vec<&'a str> {
        self.enriched.about().map(|t| &*t.topic).collect()
    }

    /// When the story says it was published.
    pub(in crate::sink) fn published_at(&self) -> Option<Time> {
        self.enriched.story.published_at().and_then(Time::new)
    }
}

/// `FR`, `fre` and `fr_CA` as BCP 47 writes them.
fn as_tag(declared: &str) -> String {
    let (primary, rest) = declared.split_at(declared.find(['-', '_']).unwrap_or(declared.len()));
    let own = primary.to_ascii_lowercase();
    let code = Language::from_tag(&own).map_or(own, |known| known.code().to_string());
    format!("{code}{}", rest.replace('_', "-"))
}

/// Subtags of one to eight letters and digits, the first of two or three letters (BCP 47, without its registry).
fn is_language_tag(tag: &str) -> bool {
    let mut parts = tag.split(['-', '_']);
    let primary = parts.next().unwrap_or_default();
    tag.len() <= 35
        && (2..=3).contains(&primary.len())
        && primary.bytes().all(|b| b.is_ascii_alphabetic())
        && parts.all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_declared_language_is_written_as_a_tag() {
        for (declared, tag) in [
            ("FR", "fr"),
            ("fre", "fr"),
            ("fr_CA", "fr-CA"),
            ("zh-Hant-TW", "zh-Hant-TW"),
            ("XH", "xh"),
        ] {
            assert_eq!(as_tag(declared), tag);
        }
    }
}
