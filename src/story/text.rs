//! One news item in one version, in the one shape that all later stages read.

use super::supplier::{MappedCode, SupplierFound};
use super::wire::WireFormat;
use jiff::Timestamp;
use std::ops::Range;

/// NewsML-G2 publishing status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum PubStatus {
    #[default]
    Usable,
    /// On hold or under embargo.
    Withheld,
    /// Killed or withdrawn.
    Canceled,
}

impl PubStatus {
    pub fn code(self) -> &'static str {
        match self {
            Self::Usable => "usable",
            Self::Withheld => "withheld",
            Self::Canceled => "canceled",
        }
    }
}

/// What this record means for a reader who follows the story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum EventType {
    #[default]
    Created,
    Updated,
    Corrected,
    Cancelled,
    Released,
    Held,
}

impl EventType {
    pub fn code(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Corrected => "corrected",
            Self::Cancelled => "cancelled",
            Self::Released => "released",
            Self::Held => "held",
        }
    }
}

/// What an editor signals with a story, by field or by the words at its head.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SignalKind {
    Kill,
    Withdrawal,
    Correction,
    Refile,
    Repeat,
    Update,
    Lead,
    Add,
    Hold,
    Embargo,
    Alert,
    Advisory,
}

impl SignalKind {
    /// NewsML-G2 signal code where there is one, else our own.
    pub fn code(self) -> &'static str {
        match self {
            Self::Kill => "ct:kill",
            Self::Withdrawal => "ct:withdrawal",
            Self::Correction => "sig:correction",
            Self::Refile => "ct:refile",
            Self::Repeat => "sig:repeat",
            Self::Update => "sig:update",
            Self::Lead => "ct:lead",
            Self::Add => "ct:add",
            Self::Hold => "ct:hold",
            Self::Embargo => "ct:embargo",
            Self::Alert => "ct:alert",
            Self::Advisory => "ct:advisory",
        }
    }
}

/// A signal with the words or the field value that gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signal {
    pub kind: SignalKind,
    pub matched: String,
}

/// A place, date and agency at the head of the text: `BAKOU, 9 août (ANN) –`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dateline {
    /// As it stood in the text.
    pub raw: String,
    pub place: Option<String>,
    pub agency: Option<String>,
    /// Calendar date, `2026-08-09`; the year comes from the item's date when the dateline has none.
    pub date: Option<String>,
    pub year_inferred: bool,
}

/// One repair made while decoding, with how often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// Stable word: `bom_removed`, `envelope_confluent`, `control_characters_removed` …
    pub code: &'static str,
    pub count: u32,
}

/// What the decoder found and did; `copytaster.decode` in the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeReport {
    pub format: WireFormat,
    pub format_version: Option<String>,
    pub charset_declared: Option<String>,
    pub charset_used: String,
    pub repairs: Vec<Repair>,
    /// Something of the text could not be kept.
    pub lossy: bool,
}

/// A code or name the agency attached: subject, genre, person, place …
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct CodeRef {
    /// As sent, made uniform where the scheme is known: `medtop:20000256`, `subj:11002000`, `N2:OILG`.
    pub code: Option<String>,
    pub name: Option<String>,
    pub scheme: Option<String>,
    /// `about`, `mentions` … where the format says so.
    pub rel: Option<String>,
}

/// One story, normalised.
#[derive(Debug, Clone)]
pub struct Story {
    /// Stable over versions: the item's own id, else supplier and transmission id, else a hash of the text.
    pub id: String,
    /// `id` as a URI, for ninjs.
    pub uri: String,
    /// Ordinal of this story in its record, from 0.
    pub ordinal: u32,
    pub version: Option<String>,
    /// Number of a take, where the agency sends a story in several.
    pub take: Option<u32>,

    /// Without markers such as `URGENT` or `CORRECTED-`; empty when there is none.
    pub headline: String,
    /// The headline as sent, when markers were taken off.
    pub headline_raw: Option<String>,
    /// The line below the headline; empty when there is none, or when it says what the text begins with.
    pub subheadline: String,
    /// Clean text in NFC, paragraphs separated by `\n\n`; notes to editors are in `ed_note`, not here.
    /// Offsets in records point into this string.
    pub body: String,
    /// Bytes of each paragraph in `body`, in order, none empty.
    pub paragraphs: Vec<Range<usize>>,

    pub supplier: String,
    pub supplier_found: SupplierFound,
    pub declared_language: Option<String>,
    pub first_created: Option<Timestamp>,
    pub version_created: Option<Timestamp>,
    pub content_created: Option<Timestamp>,
    /// A time was sent without a zone and the supplier's default was assumed.
    pub zone_assumed: bool,
    pub embargoed_until: Option<Timestamp>,
    pub pub_status: PubStatus,
    pub event: EventType,
    pub signals: Vec<Signal>,
    /// 1 (most urgent) to 9.
    pub urgency: Option<u8>,
    pub urgency_raw: Option<String>,
    pub genres: Vec<String>,
    pub slugline: Option<String>,
    pub byline: Option<String>,
    pub dateline: Option<Dateline>,
    pub located: Option<String>,
    pub credit: Option<String>,
    pub ed_note: Option<String>,
    pub copyright: Option<String>,
    pub usage_terms: Option<String>,
    pub keywords: Vec<String>,
    pub subjects: Vec<CodeRef>,
    /// What the supplier's profile makes of its codes; `subjects` keeps them as sent.
    pub mapped_codes: Vec<MappedCode>,
    pub people: Vec<CodeRef>,
    pub organisations: Vec<CodeRef>,
    pub places: Vec<CodeRef>,
    pub decode: DecodeReport,
    /// SHA-256 of the record's value as it came, lower-case hex.
    pub raw_sha256: String,
}

impl Story {
    /// When the story was published, as far as it says: version, else content, else first creation.
    pub fn published_at(&self) -> Option<Timestamp> {
        self.version_created
            .or(self.content_created)
            .or(self.first_created)
    }

    /// The paragraphs' text, in order.
    pub fn paragraph_texts(&self) -> impl Iterator<Item = &str> {
        self.paragraphs.iter().map(|r| &self.body[r.clone()])
    }

    /// Words of the body: runs of non-space; characters where the script has no spaces.
    pub fn word_count(&self) -> usize {
        self.body
            .split_whitespace()
            .map(|w| {
                let unspaced = w.chars().filter(|c| is_unspaced(*c)).count();
                if unspaced > 0 { unspaced } else { 1 }
            })
            .sum()
    }
}

fn is_unspaced(c: char) -> bool {
    matches!(c as u32, 0x3040..=0x30ff | 0x3400..=0x9fff | 0x20000..=0x3ffff)
}
