//! A dead letter read back: the record as it was, and what its headers say of it.
//!
//! Headers are input like any other: whoever may write to the topic may write anything. What does not read as ours stays
//! unknown, nothing is refused here, and nothing that came from outside is shown with its control characters.

use crate::sink::ORIGIN_HEADER;
use crate::story::{Header, RawRecord};
use crate::wire::Hints;
use std::fmt;
use std::sync::Arc;

pub(super) const PREFIX: &str = "copytaster.error.";
/// How often a record has failed; counted on by the service when it fails again.
pub(super) const ATTEMPT: &str = "copytaster.error.attempt";
pub(super) const FIRST_FAILED_AT: &str = "copytaster.error.first_failed_at";

/// What stands where a header is missing or is no text.
const UNKNOWN: &str = "unknown";

/// Where a record stands, without its cluster.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    pub topic: String,
    pub partition: i32,
    pub offset: i64,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.topic, self.partition, self.offset)
    }
}

/// A dead letter. Texts are escaped: they hold no control characters.
#[derive(Debug, Clone)]
pub struct Letter {
    /// Key, value and headers as they stand in the dead letters.
    pub record: RawRecord,
    /// Why it was refused; a word of [`crate::story::RejectReason`] unless another version or program wrote it.
    pub reason: String,
    pub stage: String,
    pub message: String,
    /// Where the service read it; `None` when the headers don't say.
    pub source: Option<Place>,
    /// Agency of the source topic, as `[suppliers]` knows it.
    pub supplier: Option<Arc<str>>,
    /// Times it has failed, at least 1.
    pub attempt: u32,
    pub first_failed_at: Option<String>,
    /// Version of the program that refused it.
    pub version: Option<String>,
    pub story_index: Option<u32>,
    /// Output topic that refused what it became.
    pub refused_topic: Option<String>,
    /// SHA-256 of the value, in hex, where the value was too large to be kept.
    pub left_out: Option<String>,
}

impl Letter {
    /// Reads the headers. `hints` tell the supplier of a source topic.
    pub fn read(record: RawRecord, hints: &Hints) -> Self {
        let text = |name: &str| {
            record
                .header_str(&format!("{PREFIX}{name}"))
                .map(printable)
                .filter(|t| !t.is_empty())
        };
        let source = source(&record);
        let supplier = source
            .as_ref()
            .and_then(|place| hints.of(&place.topic).supplier.clone())
            .map(Arc::from);
        let left_out = text("value_sha256").filter(|_| record.value.is_none());
        Self {
            reason: text("code").unwrap_or_else(|| UNKNOWN.into()),
            stage: text("stage").unwrap_or_else(|| UNKNOWN.into()),
            message: text("message").unwrap_or_default(),
            source,
            supplier,
            attempt: record
                .header_str(ATTEMPT)
                .and_then(|a| a.parse().ok())
                .map_or(1, |a: u32| a.max(1)),
            first_failed_at: text("first_failed_at"),
            version: text("version"),
            story_index: text("story_index").and_then(|i| i.parse().ok()),
            refused_topic: text("refused_topic"),
            left_out,
            record,
        }
    }

    pub fn partition(&self) -> i32 {
        self.record.origin.partition
    }

    pub fn offset(&self) -> i64 {
        self.record.origin.offset
    }

    /// When it was written, milliseconds since 1970.
    pub fn written_ms(&self) -> Option<i64> {
        self.record.timestamp_ms
    }

    pub fn supplier(&self) -> &str {
        self.supplier.as_deref().unwrap_or(UNKNOWN)
    }

    /// Headers to go back with: those it came with, where it first came from (its stories keep their `record_id` by
    /// it), and how often it has failed. Why it failed stays behind, also under the names of other tools.
    pub fn headers_back(&self, of_record: &[Header]) -> Vec<Header> {
        let ours = |name: &str| {
            name.starts_with(PREFIX)
                || name == ORIGIN_HEADER
                || name.starts_with("__connect.errors.")
                || name.starts_with("__streams.errors.")
        };
        let mut headers: Vec<Header> = of_record
            .iter()
            .filter(|h| !ours(&h.name))
            .cloned()
            .collect();
        let kept = [ORIGIN_HEADER, ATTEMPT, FIRST_FAILED_AT];
        let mine = &self.record.headers;
        headers.extend(
            kept.iter()
                .filter_map(|name| mine.iter().rev().find(|h| h.name == *name).cloned()),
        );
        headers
    }

    /// The letter as JSON, without key and value.
    pub fn json(&self) -> serde_json::Value {
        let mut json = serde_json::json!({
            "partition": self.partition(),
            "offset": self.offset(),
            "written_at": self.written_ms().map(time),
            "reason": self.reason,
            "stage": self.stage,
            "message": self.message,
            "supplier": self.supplier.as_deref(),
            "source": self.source.as_ref().map(|p| serde_json::json!({
                "topic": p.topic, "partition": p.partition, "offset": p.offset,
            })),
            "attempt": self.attempt,
            "first_failed_at": self.first_failed_at,
            "version": self.version,
            "story_index": self.story_index,
            "refused_topic": self.refused_topic,
            "value_bytes": self.record.value.as_ref().map(Vec::len),
            "value_left_out": self.left_out.is_some().then_some(true),
        });
        if let Some(fields) = json.as_object_mut() {
            fields.retain(|_, value| !value.is_null());
        }
        json
    }
}

/// Where the service read the record. The header `copytaster.origin` may name an earlier place, before another redrive.
fn source(record: &RawRecord) -> Option<Place> {
    let number = |name: &str| record.header_str(&format!("{PREFIX}{name}"))?.parse().ok();
    let topic = record.header_str(&format!("{PREFIX}topic"))?;
    let place = Place {
        topic: printable(topic),
        partition: i32::try_from(number("partition")?).ok()?,
        offset: number("offset")?,
    };
    (!place.topic.is_empty() && place.partition >= 0 && place.offset >= 0).then_some(place)
}

/// Text for a terminal: control characters escaped, so that no header moves the cursor.
pub(super) fn printable(text: &str) -> String {
    text.chars()
        .fold(String::with_capacity(text.len()), |mut out, c| {
            if c.is_control() {
                out.extend(c.escape_unicode());
            } else {
                out.push(c);
            }
            out
        })
}

/// Milliseconds since 1970 as RFC 3339.
pub fn time(ms: i64) -> String {
    jiff::Timestamp::from_millisecond(ms).map_or_else(|_| ms.to_string(), |t| format!("{t:.3}"))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::story::Origin;
    use crate::wire::Hint;

    pub fn header(name: &str, value: &str) -> Header {
        Header {
            name: name.into(),
            value: Some(value.as_bytes().to_vec()),
        }
    }

    /// A letter of `wire.afp/3/41` at this offset, with these headers over the usual ones.
    pub fn record(offset: i64, more: &[(&str, &str)]) -> RawRecord {
        let mut headers = vec![header("x", "1")];
        for (name, value) in [
            ("code", "malformed_json"),
            ("stage", "decode"),
            ("message", "line 1"),
            ("topic", "wire.afp"),
            ("partition", "3"),
            ("offset", "41"),
            ("attempt", "2"),
            ("first_failed_at", "2026-11-24T02:33:57.583Z"),
            ("version", "0.1.0"),
        ] {
            headers.push(header(&format!("{PREFIX}{name}"), value));
        }
        headers.push(header(ORIGIN_HEADER, "c/wire.old/0/7"));
        headers.extend(more.iter().map(|(n, v)| header(n, v)));
        RawRecord {
            origin: Origin::new("c", "stories.dead", 0, offset),
            key: Some(b"k".to_vec()),
            value: Some(b"{".to_vec()),
            headers,
            timestamp_ms: Some(1_790_000_000_000),
        }
    }

    pub fn letter(offset: i64, more: &[(&str, &str)]) -> Letter {
        let mut hints = Hints::default();
        let hint = Hint {
            supplier: Some("AFP".into()),
            charset: None,
        };
        hints.topics.insert("wire.afp".into(), hint);
        Letter::read(record(offset, more), &hints)
    }

    #[test]
    fn a_letter_says_why_where_from_and_whose_it_is() {
        let letter = letter(5, &[]);
        assert_eq!(
            (letter.reason.as_str(), letter.stage.as_str()),
            ("malformed_json", "decode")
        );
        assert_eq!(letter.source.as_ref().unwrap().to_string(), "wire.afp/3/41");
        assert_eq!((letter.attempt, letter.supplier()), (2, "AFP"));
        let json = letter.json();
        assert_eq!(json["source"]["offset"], 41);
        assert!(
            json.get("refused_topic").is_none(),
            "what is unknown is left out"
        );
    }

    #[test]
    fn headers_that_are_not_ours_or_not_text_leave_a_letter_unknown_and_nothing_else() {
        let mut bare = record(5, &[]);
        bare.headers = vec![
            Header {
                name: format!("{PREFIX}code"),
                value: Some(vec![0xff]),
            },
            Header {
                name: format!("{PREFIX}topic"),
                value: Some(b"t".to_vec()),
            },
            Header {
                name: format!("{PREFIX}partition"),
                value: Some(b"-1".to_vec()),
            },
            Header {
                name: format!("{PREFIX}offset"),
                value: Some(b"9".to_vec()),
            },
            Header {
                name: ATTEMPT.into(),
                value: Some(b"0".to_vec()),
            },
            header(&format!("{PREFIX}message"), "a\u{1b}[2Jb"),
        ];
        let letter = Letter::read(bare, &Hints::default());
        assert_eq!(
            (letter.reason.as_str(), letter.supplier(), letter.attempt),
            (UNKNOWN, UNKNOWN, 1)
        );
        assert_eq!(letter.source, None);
        assert_eq!(letter.message, "a\\u{1b}[2Jb");
    }

    #[test]
    fn what_goes_back_keeps_its_own_headers_its_first_origin_and_its_attempt_but_no_reason() {
        let letter = letter(5, &[("__connect.errors.topic", "wire.afp")]);
        let back = letter.headers_back(&letter.record.headers);
        let names: Vec<&str> = back.iter().map(|h| h.name.as_str()).collect();
        assert_eq!(names, ["x", ORIGIN_HEADER, ATTEMPT, FIRST_FAILED_AT]);
    }

    proptest::proptest! {
        #[test]
        fn no_headers_make_reading_panic(values in proptest::collection::vec(proptest::collection::vec(0_u8.., 0..12), 9)) {
            let names = ["code", "stage", "message", "topic", "partition", "offset", "attempt", "value_sha256", "story_index"];
            let mut bare = record(0, &[]);
            bare.headers = names.iter().zip(values).map(|(n, v)| Header { name: format!("{PREFIX}{n}"), value: Some(v) }).collect();
            let letter = Letter::read(bare, &Hints::default());
            let shown = letter.json().to_string();
            proptest::prop_assert!(!shown.contains(|c: char| c.is_control()));
        }
    }
}
