//! A topic's verdict as records show it: decision, score, and the evidence for it at its place in the text.
//!
//! Promises that every span shown is a stretch of the named field between character borders: a span that is not (a
//! defect upstream) is left out and its evidence kept, so that the weights still add up.

use super::emission::Emission;
use super::number::{Score, Weight};
use super::position::Position;
use crate::story::{Evidence, Field, Span, TopicVerdict};
use schemars::JsonSchema;
use serde::Serialize;

/// What was decided of one configured topic.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Topic")]
pub(super) struct TopicRecord<'a> {
    /// The topic's key in the configuration: `diplomacy`, `climate`, `energy` or a user's own.
    key: &'a str,
    /// `about`: at least one paragraph is about it, and the story is routed. `mentions`: named in passing.
    #[schemars(extend("enum" = ["no", "mentions", "about"]))]
    verdict: &'static str,
    /// Calibrated probability that the story is about the topic, at most four decimals.
    score: Score,
    /// Score from which on the verdict is `about`.
    threshold: Score,
    /// Log-odds behind `score`; `intercept` and the weights of `evidence` sum to it.
    logit: Weight,
    intercept: Weight,
    prominence: ProminenceRecord,
    /// Whether the whole story or one paragraph decided.
    #[schemars(extend("enum" = ["story", "paragraph"]))]
    decided_by: &'static str,
    /// Ordinal, from 0, of the paragraph that decided, when one did.
    #[serde(skip_serializing_if = "Option::is_none")]
    deciding_paragraph: Option<u32>,
    /// The paragraph that speaks most for the topic.
    #[serde(skip_serializing_if = "Option::is_none")]
    best_paragraph: Option<ParagraphRecord>,
    evidence: Vec<EvidenceRecord<'a>>,
    /// Codes the agency sent that were used as evidence.
    agency_codes: Vec<AgencyCodeRecord<'a>>,
    /// Narrow IPTC Media Topics of what was found, strongest first.
    narrow_codes: Vec<&'a str>,
    /// The agency's codes say one thing and the text another.
    conflict: bool,
    /// Version of the taxonomy that judged.
    taxonomy_version: &'a str,
}

/// How much of the story the topic fills.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Prominence")]
pub(super) struct ProminenceRecord {
    /// Share of paragraphs that are about the topic.
    share: Score,
    /// The headline is about it.
    headline: bool,
    /// The first paragraph is about it.
    lead: bool,
}

/// A paragraph of `bodies[0].value`.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Paragraph")]
struct ParagraphRecord {
    /// Ordinal from 0.
    index: u32,
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

/// One thing that spoke for the topic or against it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Evidence")]
struct EvidenceRecord<'a> {
    /// The taxonomy's term as written there, an agency code, or a guard (`guard:sport`).
    term: &'a str,
    /// The concept it stands for.
    #[serde(skip_serializing_if = "Option::is_none")]
    concept: Option<&'a str>,
    /// Language of the term; absent for codes and guards.
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'static str>,
    /// The text the offsets count in: `headline` is `headlines[0].value`, `body` is `bodies[0].value`, `subheadline` the
    /// value of the headline with the role `sub`. Absent, with the offsets, for evidence that stands nowhere in the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("enum" = ["headline", "body", "subheadline"]))]
    field: Option<&'static str>,
    /// First UTF-8 byte.
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<u32>,
    /// UTF-8 byte after the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<u32>,
    /// The same in Unicode code points.
    #[serde(skip_serializing_if = "Option::is_none")]
    start_char: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_char: Option<u32>,
    /// The same in UTF-16 code units.
    #[serde(skip_serializing_if = "Option::is_none")]
    start_utf16: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_utf16: Option<u32>,
    /// What it adds to the logit.
    weight: Weight,
}

/// An agency code among the evidence.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "AgencyCode")]
struct AgencyCodeRecord<'a> {
    code: &'a str,
    /// The IPTC code it stands for by the supplier's profile, where that is what the topic lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    via: Option<&'a str>,
    /// `core` decides, `related` supports.
    #[schemars(extend("enum" = ["core", "related"]))]
    strength: &'static str,
}

impl<'a> TopicRecord<'a> {
    pub(super) fn new(verdict: &'a TopicVerdict, emission: &'a Emission<'a>) -> Self {
        Self {
            key: &verdict.topic,
            verdict: verdict.verdict.code(),
            score: Score(verdict.score),
            threshold: Score(verdict.threshold),
            logit: Weight(verdict.logit),
            intercept: Weight(verdict.intercept),
            prominence: ProminenceRecord {
                share: Score(verdict.prominence.share),
                headline: verdict.prominence.headline,
                lead: verdict.prominence.lead,
            },
            decided_by: if verdict.decided_by.is_some() {
                "paragraph"
            } else {
                "story"
            },
            deciding_paragraph: verdict.decided_by,
            best_paragraph: verdict.best_paragraph.and_then(|best| {
                let (start, end) = emission.text(Field::Body).between(best.start, best.end)?;
                Some(ParagraphRecord {
                    index: best.index,
                    start: start.byte,
                    end: end.byte,
                    start_char: start.char,
                    end_char: end.char,
                    start_utf16: start.utf16,
                    end_utf16: end.utf16,
                })
            }),
            evidence: verdict
                .evidence
                .iter()
                .map(|evidence| EvidenceRecord::new(evidence, emission))
                .collect(),
            agency_codes: verdict
                .agency_codes
                .iter()
                .map(|used| AgencyCodeRecord {
                    code: &used.code,
                    via: used.via.as_deref(),
                    strength: if used.core { "core" } else { "related" },
                })
                .collect(),
            narrow_codes: verdict.narrow_codes.iter().map(|code| &**code).collect(),
            conflict: verdict.conflict,
            taxonomy_version: &emission.enriched.taxonomy_version,
        }
    }
}

impl<'a> EvidenceRecord<'a> {
    fn new(evidence: &'a Evidence, emission: &Emission<'_>) -> Self {
        let place = evidence.span.and_then(|span| place(span, emission));
        let start = place.map(|(_, start, _)| start);
        let end = place.map(|(_, _, end)| end);
        Self {
            term: &evidence.term,
            concept: evidence.concept.as_deref(),
            language: evidence.language.map(crate::story::Language::code),
            field: place.map(|(field, ..)| field.code()),
            start: start.map(|p| p.byte),
            end: end.map(|p| p.byte),
            start_char: start.map(|p| p.char),
            end_char: end.map(|p| p.char),
            start_utf16: start.map(|p| p.utf16),
            end_utf16: end.map(|p| p.utf16),
            weight: Weight(evidence.weight),
        }
    }
}

/// Where a span stands; `None` when it is no stretch of its field.
pub(super) fn place(span: Span, emission: &Emission<'_>) -> Option<(Field, Position, Position)> {
    let (start, end) = emission.text(span.field).between(span.start, span.end)?;
    Some((span.field, start, end))
}
