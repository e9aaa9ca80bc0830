//! The `copytaster` object: everything found out about a story that ninjs has no place for.
//!
//! Arrays are always present, other things only when known; names are snake case and never depend on data.

use super::emission::Emission;
use super::ninjs::filled;
use super::number::Score;
use super::time::Time;
use super::verdict::{TopicRecord, place};
use crate::story::{Entity, EntityKind, Span, SupplierFound};
use schemars::JsonSchema;
use serde::Serialize;

/// Version of this object: the first number changes never within a topic, the second when fields are added.
const VERSION: &str = "1.1";

/// What copytaster found out.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "copytaster")]
pub(in crate::sink) struct Extension<'a> {
    /// Version of this object.
    schema: &'static str,
    /// The same for the same story of the same input record, however often and by whatever version it is processed.
    record_id: &'a str,
    /// The same for all versions of a story; the Kafka key.
    story_id: &'a str,
    /// Ordinal of the story in its input record, from 0.
    story_index: u32,
    /// What this record means for a reader who follows the story.
    #[schemars(extend("enum" = ["created", "updated", "corrected", "cancelled", "released", "held"]))]
    event_type: &'static str,
    /// When it was processed. Of several records with one `record_id` the newest counts.
    processed_at: Time,
    /// Version of the taxonomy that judged.
    taxonomy_version: &'a str,
    language: LanguageRecord<'a>,
    /// The topic that fills most of the story: highest prominence, then highest score, among those it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    primary_topic: Option<&'a str>,
    /// Keys of the topics the story is about.
    topic_keys: Vec<&'a str>,
    /// Every configured topic, also those decided `no`.
    topics: Vec<TopicRecord<'a>>,
    /// Countries, places, organisations and people named.
    entities: Vec<EntityRecord<'a>>,
    /// What the editors signalled, by field or by the words at the head.
    signals: Vec<SignalRecord<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dateline: Option<DatelineRecord<'a>>,
    /// The agency's keywords, for which ninjs 3 has no place.
    keywords: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    priority: Option<PriorityRecord<'a>>,
    /// A time came without a zone, and the supplier's default was assumed.
    zone_assumed: bool,
    /// Number of a take, where the agency sends a story in several.
    #[serde(skip_serializing_if = "Option::is_none")]
    take: Option<u32>,
    /// The supplier profile the story was read with.
    #[serde(skip_serializing_if = "Option::is_none")]
    supplier: Option<SupplierRecord<'a>>,
    decode: DecodeRecord<'a>,
    source: SourceRecord<'a>,
}

/// How the language was decided.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Language")]
struct LanguageRecord<'a> {
    /// As the input declared it, untouched.
    #[serde(skip_serializing_if = "Option::is_none")]
    declared: Option<&'a str>,
    /// What detection alone said.
    #[serde(skip_serializing_if = "Option::is_none")]
    detected: Option<&'static str>,
    confidence: Score,
    /// Declared and detected are both known and differ.
    conflict: bool,
}

/// Something named in the story.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Entity")]
struct EntityRecord<'a> {
    #[schemars(extend("enum" = ["country", "place", "organisation", "person"]))]
    kind: &'static str,
    name: &'a str,
    /// ISO 3166-1 alpha-2 for countries and places, Wikidata id for organisations.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    /// Taken from the input's own metadata and not from the text.
    from_agency: bool,
    spans: Vec<SpanRecord>,
}

/// A stretch of a field's text.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Span")]
struct SpanRecord {
    /// `headline` is `headlines[0].value`, `body` is `bodies[0].value`, `subheadline` the value of the headline with the
    /// role `sub`.
    #[schemars(extend("enum" = ["headline", "body", "subheadline"]))]
    field: &'static str,
    /// First UTF-8 byte.
    start: u32,
    /// UTF-8 byte after the last.
    end: u32,
    /// The same in Unicode code points.
    start_char: u32,
    end_char: u32,
    /// The same in UTF-16 code units.
    start_utf16: u32,
    end_utf16: u32,
}

/// An editors' signal and the words or the field that gave it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Signal")]
struct SignalRecord<'a> {
    /// `sig:` codes are NewsML-G2's, `ct:` codes ours.
    code: &'static str,
    matched: &'a str,
}

/// Place, date and agency at the head of the text.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Dateline")]
struct DatelineRecord<'a> {
    raw: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    agency: Option<&'a str>,
    /// Calendar date.
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<&'a str>,
    /// The dateline names no year; it was taken from the item's date.
    year_inferred: bool,
}

/// The agency's own priority.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Priority")]
struct PriorityRecord<'a> {
    /// As sent; `urgency` is the same on ninjs' scale.
    raw: &'a str,
}

/// The profile of the supplier, and why this one.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Supplier")]
struct SupplierRecord<'a> {
    /// Key of the profile; `default` where no agency was recognised.
    profile: &'a str,
    /// The kind of sign that told.
    #[schemars(extend("enum" = ["name", "header", "id", "scheme", "topic", "credit", "dateline", "signature", "nothing"]))]
    recognised_by: &'static str,
    /// The words that were the sign.
    #[serde(skip_serializing_if = "Option::is_none")]
    sign: Option<&'a str>,
    /// The supplier as the record names itself, where that is another name.
    #[serde(skip_serializing_if = "Option::is_none")]
    named: Option<&'a str>,
}

/// What the decoder found and did.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Decode")]
struct DecodeRecord<'a> {
    format: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    format_version: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    charset_declared: Option<&'a str>,
    charset_used: &'a str,
    repairs: Vec<RepairRecord>,
    /// Something of the text could not be kept.
    lossy: bool,
}

/// One kind of repair and how often it was made.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Repair")]
struct RepairRecord {
    code: &'static str,
    count: u32,
}

/// The input record.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Source")]
struct SourceRecord<'a> {
    cluster: &'a str,
    topic: &'a str,
    partition: i32,
    offset: i64,
    /// Its Kafka timestamp.
    #[serde(skip_serializing_if = "Option::is_none")]
    timestamp: Option<Time>,
    /// `cluster/topic/partition/offset` of the record that this one is a redrive of.
    #[serde(skip_serializing_if = "Option::is_none")]
    first_origin: Option<&'a str>,
    /// SHA-256 of its value.
    raw_sha256: &'a str,
}

impl<'a> Extension<'a> {
    pub(super) fn new(emission: &'a Emission<'a>) -> Self {
        let enriched = emission.enriched;
        let story = &enriched.story;
        let decode = &story.decode;
        Self {
            schema: VERSION,
            record_id: &emission.record_id,
            story_id: &story.id,
            story_index: story.ordinal,
            event_type: story.event.code(),
            processed_at: emission.processed_at,
            taxonomy_version: &enriched.taxonomy_version,
            language: LanguageRecord {
                declared: filled(enriched.language.declared.as_ref()),
                detected: enriched.language.detected.map(crate::story::Language::code),
                confidence: Score(f64::from(enriched.language.confidence)),
                conflict: enriched.language.conflict,
            },
            primary_topic: enriched.primary_topic().map(|t| &*t.topic),
            topic_keys: emission.topic_keys(),
            topics: enriched
                .topics
                .iter()
                .map(|verdict| TopicRecord::new(verdict, emission))
                .collect(),
            entities: enriched
                .entities
                .iter()
                .map(|entity| EntityRecord::new(entity, emission))
                .collect(),
            signals: story
                .signals
                .iter()
                .map(|signal| SignalRecord {
                    code: signal.kind.code(),
                    matched: &signal.matched,
                })
                .collect(),
            dateline: story.dateline.as_ref().map(|dateline| DatelineRecord {
                raw: &dateline.raw,
                place: filled(dateline.place.as_ref()),
                agency: filled(dateline.agency.as_ref()),
                date: filled(dateline.date.as_ref()),
                year_inferred: dateline.year_inferred,
            }),
            keywords: story.keywords.iter().map(String::as_str).collect(),
            priority: filled(story.urgency_raw.as_ref()).map(|raw| PriorityRecord { raw }),
            zone_assumed: story.zone_assumed,
            take: story.take,
            supplier: SupplierRecord::new(&story.supplier_found),
            decode: DecodeRecord {
                format: decode.format.code(),
                format_version: filled(decode.format_version.as_ref()),
                charset_declared: filled(decode.charset_declared.as_ref()),
                charset_used: &decode.charset_used,
                repairs: decode
                    .repairs
                    .iter()
                    .map(|repair| RepairRecord {
                        code: repair.code,
                        count: repair.count,
                    })
                    .collect(),
                lossy: decode.lossy,
            },
            source: SourceRecord {
                cluster: &emission.origin.cluster,
                topic: &emission.origin.topic,
                partition: emission.origin.partition,
                offset: emission.origin.offset,
                timestamp: emission.ingested_at,
                first_origin: emission.first_origin.as_deref(),
                raw_sha256: &story.raw_sha256,
            },
        }
    }
}

impl<'a> SupplierRecord<'a> {
    fn new(found: &'a SupplierFound) -> Option<Self> {
        (!found.profile.is_empty()).then(|| Self {
            profile: &found.profile,
            recognised_by: found.by.code(),
            sign: Some(found.sign.as_str()).filter(|sign| !sign.is_empty()),
            named: filled(found.named.as_ref()),
        })
    }
}

impl<'a> EntityRecord<'a> {
    fn new(entity: &'a Entity, emission: &Emission<'_>) -> Self {
        Self {
            kind: match entity.kind {
                EntityKind::Country => "country",
                EntityKind::Place => "place",
                EntityKind::Organisation => "organisation",
                EntityKind::Person => "person",
            },
            name: &entity.name,
            id: entity.id.as_deref().filter(|id| !id.is_empty()),
            from_agency: entity.from_agency,
            spans: entity
                .spans
                .iter()
                .filter_map(|span| SpanRecord::new(*span, emission))
                .collect(),
        }
    }
}

impl SpanRecord {
    fn new(span: Span, emission: &Emission<'_>) -> Option<Self> {
        let (field, start, end) = place(span, emission)?;
        Some(Self {
            field: field.code(),
            start: start.byte,
            end: end.byte,
            start_char: start.char,
            end_char: end.char,
            start_utf16: start.utf16,
            end_utf16: end.utf16,
        })
    }
}
