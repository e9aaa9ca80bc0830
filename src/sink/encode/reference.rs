//! The reference record: what a routed topic carries instead of the whole story when it is told to.

use super::emission::Emission;
use super::facts::TopicFact;
use super::ninjs::filled;
use super::time::Time;
use super::uri::uri;
use schemars::JsonSchema;
use serde::Serialize;
use std::borrow::Cow;

/// Identifier of the record's schema.
pub const REFERENCE_SCHEMA: &str = "urn:copytaster:schema:reference:1";

/// Enough to decide whether to fetch the story, and by what to find it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "reference")]
pub(in crate::sink) struct Reference<'a> {
    record_id: &'a str,
    /// Key of the whole record.
    story_id: &'a str,
    /// Topic that carries the whole record; absent when that output is off.
    #[serde(skip_serializing_if = "Option::is_none")]
    enriched_topic: Option<&'a str>,
    #[schemars(extend("format" = "uri"))]
    uri: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'a str>,
    #[schemars(extend("enum" = ["created", "updated", "corrected", "cancelled", "released", "held"]))]
    event_type: &'static str,
    #[schemars(extend("enum" = ["usable", "withheld", "canceled"]))]
    pub_status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    embargoed_until: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    published_at: Option<Time>,
    processed_at: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    supplier: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 9))]
    urgency: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    headline: Option<&'a str>,
    /// Every configured topic.
    topics: Vec<TopicFact<'a>>,
    /// Keys of the topics the story is about.
    topic_keys: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    primary_topic: Option<&'a str>,
    taxonomy_version: &'a str,
}

impl<'a> Reference<'a> {
    pub(in crate::sink) fn new(
        emission: &'a Emission<'a>,
        enriched_topic: Option<&'a str>,
    ) -> Self {
        let enriched = emission.enriched;
        let story = &enriched.story;
        Self {
            record_id: &emission.record_id,
            story_id: &story.id,
            enriched_topic,
            uri: uri(&story.uri),
            version: filled(story.version.as_ref()),
            event_type: story.event.code(),
            pub_status: story.pub_status.code(),
            embargoed_until: story.embargoed_until.and_then(Time::new),
            published_at: emission.published_at(),
            processed_at: emission.processed_at,
            supplier: Some(&*story.supplier).filter(|supplier| !supplier.is_empty()),
            language: emission.language(),
            urgency: emission.urgency(),
            headline: Some(&*story.headline).filter(|headline| !headline.is_empty()),
            topics: enriched.topics.iter().map(TopicFact::new).collect(),
            topic_keys: emission.topic_keys(),
            primary_topic: enriched.primary_topic().map(|t| &*t.topic),
            taxonomy_version: &enriched.taxonomy_version,
        }
    }
}
