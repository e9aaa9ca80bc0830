//! One Kafka message as the source took it off the client: owned bytes and where they came from.

use std::sync::Arc;

/// Where a record stands in Kafka. With the story's ordinal it makes the `record_id`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Origin {
    /// Kafka's own cluster id, so that equal topics of two clusters stay apart.
    pub cluster: Arc<str>,
    pub topic: Arc<str>,
    pub partition: i32,
    pub offset: i64,
}

impl Origin {
    /// The coordinates of a record: cluster id, topic, partition and offset.
    pub fn new(
        cluster: impl Into<Arc<str>>,
        topic: impl Into<Arc<str>>,
        partition: i32,
        offset: i64,
    ) -> Self {
        Self {
            cluster: cluster.into(),
            topic: topic.into(),
            partition,
            offset,
        }
    }
}

/// A Kafka header: names may repeat, values may be null and need not be UTF-8.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    pub name: String,
    pub value: Option<Vec<u8>>,
}

/// One record, byte for byte. Kept until its ledger slot completes, because a dead letter needs the raw bytes.
#[derive(Debug, Clone)]
pub struct RawRecord {
    pub origin: Origin,
    pub key: Option<Vec<u8>>,
    /// `None` is a tombstone.
    pub value: Option<Vec<u8>>,
    pub headers: Vec<Header>,
    /// Kafka timestamp in milliseconds since 1970, if the broker gave one.
    pub timestamp_ms: Option<i64>,
}

impl RawRecord {
    /// A record that is nothing but its value.
    pub fn new(origin: Origin, value: Option<Vec<u8>>) -> Self {
        Self {
            origin,
            key: None,
            value,
            headers: Vec::new(),
            timestamp_ms: None,
        }
    }

    /// Bytes this record is charged with: key, value, header names and values.
    pub fn size(&self) -> usize {
        let headers: usize = self
            .headers
            .iter()
            .map(|h| h.name.len() + h.value.as_ref().map_or(0, Vec::len))
            .sum();
        self.key.as_ref().map_or(0, Vec::len) + self.value.as_ref().map_or(0, Vec::len) + headers
    }

    /// Value of the last header of that name (Kafka's own rule for repeated names).
    pub fn header(&self, name: &str) -> Option<&[u8]> {
        self.headers
            .iter()
            .rev()
            .find(|h| h.name.eq_ignore_ascii_case(name))
            .and_then(|h| h.value.as_deref())
    }

    /// The same, where it is UTF-8.
    pub fn header_str(&self, name: &str) -> Option<&str> {
        self.header(name).and_then(|v| std::str::from_utf8(v).ok())
    }
}
