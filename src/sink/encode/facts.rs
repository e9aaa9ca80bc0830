//! The facts row: one flat small object a story, for people who count, group and join. Never holds body text.

use super::emission::Emission;
use super::ninjs::filled;
use super::number::Score;
use super::time::Time;
use crate::story::{CodeRef, EntityKind, TopicVerdict};
use schemars::JsonSchema;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::HashSet;

/// Identifier of the row's schema.
pub const FACTS_SCHEMA: &str = "urn:copytaster:schema:facts:1";

/// One story in one row.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "facts")]
pub(in crate::sink) struct Facts<'a> {
    /// Identity of the row: upsert on it, the newest `processed_at` wins.
    record_id: &'a str,
    story_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'a str>,
    #[schemars(extend("enum" = ["created", "updated", "corrected", "cancelled", "released", "held"]))]
    event_type: &'static str,
    /// When the story says it was published.
    #[serde(skip_serializing_if = "Option::is_none")]
    published_at: Option<Time>,
    /// Kafka timestamp of the input record.
    #[serde(skip_serializing_if = "Option::is_none")]
    ingested_at: Option<Time>,
    processed_at: Time,
    /// Milliseconds from `ingested_at` to `processed_at`; 0 when the producer's clock is ahead of ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    latency_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    supplier: Option<&'a str>,
    /// BCP 47.
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<Cow<'a, str>>,
    /// 1 (most urgent) to 9.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 9))]
    urgency: Option<u8>,
    /// The first genre the agency gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    genre: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    headline: Option<&'a str>,
    word_count: usize,
    /// Every configured topic.
    topics: Vec<TopicFact<'a>>,
    /// Keys of the topics the story is about.
    topic_keys: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    primary_topic: Option<&'a str>,
    /// ISO 3166-1 alpha-2 codes of the countries named, in the order of their first mention.
    countries: Vec<&'a str>,
    places: Vec<&'a str>,
    organisations: Vec<&'a str>,
    people: Vec<&'a str>,
    /// Where the input record stands.
    cluster: &'a str,
    raw_topic: &'a str,
    raw_partition: i32,
    raw_offset: i64,
    taxonomy_version: &'a str,
}

/// A verdict without its evidence.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "TopicFact")]
pub(super) struct TopicFact<'a> {
    key: &'a str,
    #[schemars(extend("enum" = ["no", "mentions", "about"]))]
    verdict: &'static str,
    score: Score,
    /// Share of paragraphs that are about the topic.
    prominence: Score,
}

impl<'a> TopicFact<'a> {
    pub(super) fn new(verdict: &'a TopicVerdict) -> Self {
        Self {
            key: &verdict.topic,
            verdict: verdict.verdict.code(),
            score: Score(verdict.score),
            prominence: Score(verdict.prominence.share),
        }
    }
}

impl<'a> Facts<'a> {
    pub(in crate::sink) fn new(emission: &'a Emission<'a>) -> Self {
        let enriched = emission.enriched;
        let story = &enriched.story;
        let mut codes = HashSet::new();
        let countries = enriched
            .entities
            .iter()
            .filter(|entity| entity.kind == EntityKind::Country)
            .filter_map(|entity| entity.id.as_deref())
            .filter(|code| !code.is_empty() && codes.insert(*code))
            .collect();
        Self {
            record_id: &emission.record_id,
            story_id: &story.id,
            version: filled(story.version.as_ref()),
            event_type: story.event.code(),
            published_at: emission.published_at(),
            ingested_at: emission.ingested_at,
            processed_at: emission.processed_at,
            latency_ms: emission.ingested_at.map(|at| {
                let elapsed = emission.processed_at.millis().saturating_sub(at.millis());
                u64::try_from(elapsed).unwrap_or(0)
            }),
            supplier: Some(&*story.supplier).filter(|supplier| !supplier.is_empty()),
            language: emission.language(),
            urgency: emission.urgency(),
            genre: filled(story.genres.first()),
            headline: Some(&*story.headline).filter(|headline| !headline.is_empty()),
            word_count: emission.words,
            topics: enriched.topics.iter().map(TopicFact::new).collect(),
            topic_keys: emission.topic_keys(),
            primary_topic: enriched.primary_topic().map(|t| &*t.topic),
            countries,
            places: names(emission, &story.places, EntityKind::Place),
            organisations: names(emission, &story.organisations, EntityKind::Organisation),
            people: names(emission, &story.people, EntityKind::Person),
            cluster: &emission.origin.cluster,
            raw_topic: &emission.origin.topic,
            raw_partition: emission.origin.partition,
            raw_offset: emission.origin.offset,
            taxonomy_version: &enriched.taxonomy_version,
        }
    }
}

/// The agency's names, then those found, each once.
fn names<'a>(emission: &'a Emission<'a>, sent: &'a [CodeRef], kind: EntityKind) -> Vec<&'a str> {
    let found = emission.enriched.entities.iter();
    let found = found.filter(|e| e.kind == kind).map(|e| &*e.name);
    let sent = sent.iter().filter_map(|named| filled(named.name.as_ref()));
    let mut seen = HashSet::new();
    sent.chain(found)
        .filter(|name| !name.is_empty() && seen.insert(*name))
        .collect()
}
