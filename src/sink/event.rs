//! `CloudEvents` 1.0: what each record says of itself to a reader that knows nothing of stories.
//!
//! Kafka binding: <https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md>.
//! Attributes follow from the story alone, so that a repeated record is the same event (equal `id` and `source`).

use super::encode::{ENRICHED_SCHEMA, Emission, FACTS_SCHEMA, REFERENCE_SCHEMA, Time};
use crate::story::EventType;
use serde::Serialize;
use std::borrow::Cow;

/// Attributes of one event.
#[derive(Debug)]
pub(super) struct Attributes<'a> {
    pub(super) id: Cow<'a, str>,
    pub(super) source: &'a str,
    pub(super) kind: &'static str,
    /// When it happened: the story's publication, else the arrival of its record.
    pub(super) time: Option<Time>,
    /// The story's id; the specification allows no empty one.
    pub(super) subject: Option<Cow<'a, str>>,
    pub(super) schema: &'static str,
}

impl<'a> Attributes<'a> {
    /// Of the whole record, on whichever topic it goes.
    pub(super) fn enriched(emission: &'a Emission<'a>, source: &'a str) -> Self {
        Self {
            id: Cow::Borrowed(&emission.record_id),
            source,
            kind: kind(emission.enriched.story.event),
            time: emission.published_at().or(emission.ingested_at),
            subject: Some(printable(&emission.enriched.story.id)).filter(|id| !id.is_empty()),
            schema: ENRICHED_SCHEMA,
        }
    }

    /// Of the record that only refers to the story.
    pub(super) fn reference(emission: &'a Emission<'a>, source: &'a str) -> Self {
        Self {
            id: Cow::Owned(format!("{}.reference", emission.record_id)),
            schema: REFERENCE_SCHEMA,
            ..Self::enriched(emission, source)
        }
    }

    /// Of the facts row.
    pub(super) fn facts(emission: &'a Emission<'a>, source: &'a str) -> Self {
        Self {
            id: Cow::Owned(format!("{}.facts", emission.record_id)),
            kind: "io.copytaster.story.facts.v1",
            schema: FACTS_SCHEMA,
            ..Self::enriched(emission, source)
        }
    }
}

/// Type of the event. A reader of `enriched` alone never takes a killed or held story for a new one.
fn kind(event: EventType) -> &'static str {
    match event {
        EventType::Created | EventType::Updated => "io.copytaster.story.enriched.v1",
        EventType::Corrected => "io.copytaster.story.corrected.v1",
        EventType::Cancelled => "io.copytaster.story.cancelled.v1",
        EventType::Released => "io.copytaster.story.released.v1",
        EventType::Held => "io.copytaster.story.held.v1",
    }
}

/// Control characters replaced: no attribute and no filter header may hold one.
pub(super) fn printable(text: &str) -> Cow<'_, str> {
    if text.contains(char::is_control) {
        Cow::Owned(text.replace(char::is_control, "\u{fffd}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Structured mode: the attributes and the record in one JSON object.
#[derive(Debug, Serialize)]
pub(super) struct Envelope<'a, T> {
    specversion: &'static str,
    id: &'a str,
    source: &'a str,
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<&'a str>,
    dataschema: &'static str,
    datacontenttype: &'static str,
    data: &'a T,
}

impl<'a, T> Envelope<'a, T> {
    pub(super) fn new(attributes: &'a Attributes<'a>, data: &'a T) -> Self {
        Self {
            specversion: "1.0",
            id: &attributes.id,
            source: attributes.source,
            r#type: attributes.kind,
            time: attributes.time,
            subject: attributes.subject.as_deref(),
            dataschema: attributes.schema,
            datacontenttype: "application/json",
            data,
        }
    }
}
