//! A story from nothing but its text, for evaluation, cases and tests; records come through `wire`.

use super::supplier::SupplierFound;
use super::text::{DecodeReport, EventType, PubStatus, Story};
use super::wire::WireFormat;

impl Story {
    /// A story with a headline and a body whose paragraphs are separated by blank lines (or, where there are none, by
    /// line breaks); everything else is empty.
    pub fn from_text(headline: &str, body: &str) -> Self {
        let separator = if body.contains("\n\n") { "\n\n" } else { "\n" };
        let mut text = String::with_capacity(body.len());
        let mut paragraphs = Vec::new();
        for paragraph in body
            .split(separator)
            .map(str::trim)
            .filter(|p| !p.is_empty())
        {
            if !text.is_empty() {
                text.push_str("\n\n");
            }
            let start = text.len();
            text.push_str(paragraph);
            paragraphs.push(start..text.len());
        }
        Self {
            id: String::new(),
            uri: String::new(),
            ordinal: 0,
            version: None,
            take: None,
            headline: headline.trim().to_owned(),
            headline_raw: None,
            subheadline: String::new(),
            body: text,
            paragraphs,
            supplier: String::new(),
            supplier_found: SupplierFound::default(),
            declared_language: None,
            first_created: None,
            version_created: None,
            content_created: None,
            zone_assumed: false,
            embargoed_until: None,
            pub_status: PubStatus::default(),
            event: EventType::default(),
            signals: Vec::new(),
            urgency: None,
            urgency_raw: None,
            genres: Vec::new(),
            slugline: None,
            byline: None,
            dateline: None,
            located: None,
            credit: None,
            ed_note: None,
            copyright: None,
            usage_terms: None,
            keywords: Vec::new(),
            subjects: Vec::new(),
            mapped_codes: Vec::new(),
            people: Vec::new(),
            organisations: Vec::new(),
            places: Vec::new(),
            decode: DecodeReport {
                format: WireFormat::Text,
                format_version: None,
                charset_declared: None,
                charset_used: "utf-8".to_owned(),
                repairs: Vec::new(),
                lossy: false,
            },
            raw_sha256: String::new(),
        }
    }
}
