//! Dead letters: the rejected record byte for byte, with headers that say why.

use crate::clock::Clock;
use crate::delivery::Output;
use crate::story::{Header, RawRecord, Reject};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::sync::Arc;

/// Whose header names a dead letter carries beside our own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DeadLetterNames {
    #[default]
    Native,
    /// Kafka Connect's `__connect.errors.*` as well.
    Connect,
    /// Kafka Streams' `__streams.errors.*` (KIP-1034) as well.
    Streams,
}

/// Where a redriven record first came from: `cluster/topic/partition/offset`. It keeps its `record_id` by it.
pub const ORIGIN_HEADER: &str = "copytaster.origin";

const PREFIX: &str = "copytaster.error.";
/// Longest message in a header, in bytes.
const MESSAGE_MAX: usize = 1024;

/// Makes dead letters.
#[derive(Debug, Clone)]
pub struct DeadLetters {
    pub topic: Arc<str>,
    pub names: DeadLetterNames,
    pub clock: Clock,
}

impl DeadLetters {
    /// The dead letter of a record. `refused_topic` is set when an output topic refused what the record became.
    pub fn write(
        &self,
        record: &RawRecord,
        reject: &Reject,
        refused_topic: Option<&str>,
    ) -> Output {
        Output {
            topic: Arc::clone(&self.topic),
            key: record.key.as_deref().map(Arc::from),
            value: record.value.as_deref().map(Arc::from),
            headers: self.headers(record, reject, refused_topic).into(),
            // Now: the original's time could put it beyond retention at once.
            timestamp_ms: None,
        }
    }

    /// The same without its value, for a topic that takes no record of this size: what is left is enough to find the
    /// original while it is retained, and to recognise it after.
    pub fn write_without_value(
        &self,
        record: &RawRecord,
        reject: &Reject,
        refused_topic: Option<&str>,
    ) -> Output {
        let mut output = self.write(record, reject, refused_topic);
        let value = record.value.as_deref().unwrap_or_default();
        // Incoming headers are left out as well: they may be what made it too large.
        let mut headers: Vec<Header> = output
            .headers
            .iter()
            .filter(|h| h.name.starts_with(PREFIX) || h.name == ORIGIN_HEADER)
            .cloned()
            .collect();
        headers.push(text(
            "copytaster.error.value_length",
            value.len().to_string(),
        ));
        headers.push(text(
            "copytaster.error.value_sha256",
            hex(&Sha256::digest(value)),
        ));
        output.headers = headers.into();
        output.value = None;
        output
    }

    fn headers(
        &self,
        record: &RawRecord,
        reject: &Reject,
        refused_topic: Option<&str>,
    ) -> Vec<Header> {
        let origin = &record.origin;
        let attempt = record
            .header_str("copytaster.error.attempt")
            .and_then(|a| a.parse::<u32>().ok())
            .map_or(1, |a| a.saturating_add(1));
        let now = jiff::Timestamp::from_millisecond(self.clock.now_ms()).unwrap_or_default();
        let first_failed_at = record
            .header_str("copytaster.error.first_failed_at")
            .map_or_else(|| format!("{now:.3}"), ToOwned::to_owned);
        let message = escape(&reject.message);

        // Ours replace incoming ones of the same names: a redriven record must not carry two reasons.
        let mut headers: Vec<Header> = record
            .headers
            .iter()
            .filter(|h| !h.name.starts_with(PREFIX) && !self.foreign(&h.name))
            .cloned()
            .collect();
        let mut add =
            |name: &str, value: String| headers.push(text(&format!("{PREFIX}{name}"), value));
        add("code", reject.reason.code().into());
        add("stage", reject.stage.code().into());
        add("message", message.clone());
        add("topic", origin.topic.to_string());
        add("partition", origin.partition.to_string());
        add("offset", origin.offset.to_string());
        add("attempt", attempt.to_string());
        add("first_failed_at", first_failed_at);
        add("version", env!("CARGO_PKG_VERSION").into());
        if let Some(timestamp) = record.timestamp_ms {
            add("timestamp", timestamp.to_string());
        }
        if let Some(index) = reject.story_index {
            add("story_index", index.to_string());
        }
        if let Some(topic) = refused_topic {
            add("refused_topic", topic.into());
        }
        if record.header(ORIGIN_HEADER).is_none() {
            headers.push(text(
                ORIGIN_HEADER,
                format!(
                    "{}/{}/{}/{}",
                    origin.cluster, origin.topic, origin.partition, origin.offset
                ),
            ));
        }
        let common = [
            ("topic", origin.topic.to_string()),
            ("partition", origin.partition.to_string()),
            ("offset", origin.offset.to_string()),
        ];
        match self.names {
            DeadLetterNames::Native => {}
            DeadLetterNames::Connect => {
                headers.extend(
                    common.map(|(name, value)| text(&format!("__connect.errors.{name}"), value)),
                );
                headers.push(text(
                    "__connect.errors.stage",
                    reject.stage.code().to_uppercase(),
                ));
                headers.push(text(
                    "__connect.errors.exception.class.name",
                    reject.reason.code().into(),
                ));
                headers.push(text("__connect.errors.exception.message", message));
            }
            DeadLetterNames::Streams => {
                headers.extend(
                    common.map(|(name, value)| text(&format!("__streams.errors.{name}"), value)),
                );
                headers.push(text(
                    "__streams.errors.exception",
                    reject.reason.code().into(),
                ));
                headers.push(text("__streams.errors.message", message));
            }
        }
        headers
    }

    fn foreign(&self, name: &str) -> bool {
        match self.names {
            DeadLetterNames::Native => false,
            DeadLetterNames::Connect => name.starts_with("__connect.errors."),
            DeadLetterNames::Streams => name.starts_with("__streams.errors."),
        }
    }
}

fn text(name: &str, value: String) -> Header {
    Header {
        name: name.to_owned(),
        value: Some(value.into_bytes()),
    }
}

/// Control characters escaped, cut to [`MESSAGE_MAX`] bytes on a character border.
fn escape(message: &str) -> String {
    let mut escaped = String::with_capacity(message.len().min(MESSAGE_MAX));
    for c in message.chars() {
        let before = escaped.len();
        if c.is_control() {
            // Writing to a string can't fail.
            let _ = write!(escaped, "{}", c.escape_unicode());
        } else {
            escaped.push(c);
        }
        if escaped.len() > MESSAGE_MAX {
            escaped.truncate(before);
            break;
        }
    }
    escaped
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::{Origin, RejectReason, Stage};

    fn record(headers: Vec<Header>) -> RawRecord {
        RawRecord {
            origin: Origin::new("c", "stories.raw", 3, 41),
            key: Some(b"k".to_vec()),
            value: Some(b"{not json".to_vec()),
            headers,
            timestamp_ms: Some(1_000),
        }
    }

    fn letters(names: DeadLetterNames) -> DeadLetters {
        DeadLetters {
            topic: "stories.dead".into(),
            names,
            clock: Clock::manual(1_790_000_000_000),
        }
    }

    fn value<'a>(output: &'a Output, name: &str) -> Vec<&'a str> {
        output
            .headers
            .iter()
            .filter(|h| h.name == name)
            .map(|h| std::str::from_utf8(h.value.as_deref().unwrap()).unwrap())
            .collect()
    }

    #[test]
    fn key_value_and_headers_are_kept_byte_for_byte() {
        let odd = Header {
            name: "x".into(),
            value: Some(vec![0xff, 0x00]),
        };
        let null = Header {
            name: "x".into(),
            value: None,
        };
        let reject = Reject::new(Stage::Decode, RejectReason::MalformedJson, "line 1");
        let letter = letters(DeadLetterNames::Native).write(
            &record(vec![odd.clone(), null.clone()]),
            &reject,
            None,
        );
        assert_eq!(letter.key.as_deref(), Some(&b"k"[..]));
        assert_eq!(letter.value.as_deref(), Some(&b"{not json"[..]));
        assert_eq!(&letter.headers[..2], &[odd, null]);
        assert_eq!(value(&letter, "copytaster.error.code"), ["malformed_json"]);
        assert_eq!(value(&letter, "copytaster.error.offset"), ["41"]);
        assert_eq!(value(&letter, ORIGIN_HEADER), ["c/stories.raw/3/41"]);
        assert_eq!(letter.timestamp_ms, None);
    }

    #[test]
    fn a_second_failure_replaces_the_reason_and_counts_the_attempt() {
        let reject = Reject::new(Stage::Decode, RejectReason::MalformedJson, "first");
        let letters = letters(DeadLetterNames::Connect);
        let first = letters.write(&record(Vec::new()), &reject, None);
        let again = Reject::new(Stage::Normalise, RejectReason::NoText, "second");
        let second = letters.write(&record(first.headers.to_vec()), &again, None);
        assert_eq!(value(&second, "copytaster.error.code"), ["no_text"]);
        assert_eq!(value(&second, "copytaster.error.attempt"), ["2"]);
        assert_eq!(
            value(&second, "__connect.errors.exception.message"),
            ["second"]
        );
        assert_eq!(
            value(&second, "copytaster.error.first_failed_at"),
            value(&first, "copytaster.error.first_failed_at")
        );
    }

    #[test]
    fn messages_are_short_and_hold_no_control_characters() {
        let reject = Reject::new(
            Stage::Decode,
            RejectReason::Internal,
            format!("a\nb\u{7}{}", "é".repeat(2000)),
        );
        let letter = letters(DeadLetterNames::Streams).write(&record(Vec::new()), &reject, None);
        let message = value(&letter, "copytaster.error.message")[0];
        assert!(
            message.len() <= MESSAGE_MAX && message.starts_with("a\\u{a}b\\u{7}é"),
            "{message}"
        );
    }

    #[test]
    fn without_value_it_still_says_what_it_was() {
        let big = Header {
            name: "big".into(),
            value: Some(vec![1; 100]),
        };
        let reject = Reject::new(Stage::Decode, RejectReason::TooLarge, "9 bytes");
        let letter =
            letters(DeadLetterNames::Native).write_without_value(&record(vec![big]), &reject, None);
        assert_eq!(letter.value, None);
        assert_eq!(value(&letter, "copytaster.error.value_length"), ["9"]);
        assert_eq!(value(&letter, "copytaster.error.value_sha256")[0].len(), 64);
        assert!(letter.headers.iter().all(|h| h.name != "big"));
    }
}
