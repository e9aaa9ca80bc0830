//! The domain: what arrives, what a story is, what was found out about it, how it ended.
//!
//! Plain data with no behaviour beyond its own invariants. Every other module knows this one; this one knows nobody.

mod entity;
mod language;
pub mod media_topics;
mod outcome;
mod plain;
mod record;
mod supplier;
mod text;
mod topic;
mod wire;

pub use entity::{Entity, EntityKind};
pub use language::{Language, LanguageFound, Script};
pub use outcome::{Drop, DropReason, Ended, Outcome, Reject, RejectReason, Stage};
pub use record::{Header, Origin, RawRecord};
pub use supplier::{MappedCode, Sign, SupplierFound};
pub use text::{
    CodeRef, Dateline, DecodeReport, EventType, PubStatus, Repair, Signal, SignalKind, Story,
};
pub use topic::{
    AgencyCode, BestParagraph, Evidence, Field, Prominence, Span, TopicKey, TopicVerdict, Verdict,
};
pub use wire::{Body, WireFormat, WireStory};

/// A story with everything that was found out about it; what the sink encodes.
#[derive(Debug, Clone)]
pub struct Enriched {
    pub story: Story,
    pub language: LanguageFound,
    pub entities: Vec<Entity>,
    /// One verdict for every configured topic, in the taxonomy's order.
    pub topics: Vec<TopicVerdict>,
    /// Version of the taxonomy that judged, as in `TopicVerdict`s and the record.
    pub taxonomy_version: std::sync::Arc<str>,
}

impl Enriched {
    /// Topics the story is *about*, in the taxonomy's order.
    pub fn about(&self) -> impl Iterator<Item = &TopicVerdict> {
        self.topics.iter().filter(|t| t.verdict == Verdict::About)
    }

    /// The topic that fills most of the story: highest prominence, then highest score.
    pub fn primary_topic(&self) -> Option<&TopicVerdict> {
        self.about().max_by(|a, b| {
            (a.prominence.share, a.score)
                .partial_cmp(&(b.prominence.share, b.score))
                .unwrap_or(std::cmp::Ordering::Equal)
        })
    }
}
