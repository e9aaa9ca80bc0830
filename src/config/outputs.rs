//! `[outputs]`: which topics are written, in which form, and how the producer sends.

use super::units::{Bytes, Period};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Output topics and the producer.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct OutputsSection {
    /// Every story with everything found out about it.
    pub enriched: OutputTopic,
    /// The stories of each topic they are about.
    pub routed: RoutedOutput,
    /// One flat small row a story, for analytics.
    pub facts: OutputTopic,
    /// Records that can't be processed, byte for byte.
    pub dead_letters: DeadLetterOutput,
    /// How outputs carry their `CloudEvents` attributes.
    pub cloudevents: CloudEvents,
    /// `CloudEvents` `source` of our records; without it `copytaster/GROUP`.
    pub event_source: Option<String>,
    /// Partitions of each output topic that `topics plan` and `topics apply` make. One count for all, so that they
    /// join.
    #[schemars(range(min = 1, max = 10_000))]
    pub partitions: u32,
    /// Replicas of each output topic that `topics plan` and `topics apply` make. A single broker needs 1.
    #[schemars(range(min = 1, max = 99))]
    pub replication_factor: u16,
    /// `min.insync.replicas` of those topics; at most the replicas.
    #[schemars(range(min = 1, max = 99))]
    pub min_insync_replicas: u16,
    /// Whether a start asks the brokers if this login may write to each output, by a message that Apache Kafka refuses
    /// in any case. For brokers that would take it: `false`.
    pub check_rights: bool,
    /// Compression of what is produced.
    pub compression: Compression,
    /// How long the producer collects messages into a batch.
    #[schemars(extend("x-max" = "1m"))]
    pub linger: Period,
    /// Bytes in the producer's queue, at most.
    #[schemars(extend("x-min" = "1 MiB", "x-max" = "1 GiB"))]
    pub queue_bytes: Bytes,
    /// Largest message the producer takes; above any input with its headers, because dead letters are written whole.
    #[schemars(extend("x-min" = "64 KiB", "x-max" = "512 MiB"))]
    pub max_message_bytes: Bytes,
}

impl Default for OutputsSection {
    fn default() -> Self {
        Self {
            enriched: OutputTopic::named("stories.enriched"),
            routed: RoutedOutput::default(),
            facts: OutputTopic::named("stories.facts"),
            dead_letters: DeadLetterOutput::default(),
            cloudevents: CloudEvents::Binary,
            event_source: None,
            partitions: 12,
            replication_factor: 3,
            min_insync_replicas: 2,
            check_rights: true,
            compression: Compression::Lz4,
            linger: Period::millis(5),
            queue_bytes: Bytes(64 << 20),
            max_message_bytes: Bytes(32 << 20),
        }
    }
}

/// One output.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(inline)]
pub struct OutputTopic {
    /// Whether it is written.
    pub enabled: bool,
    /// Name of the Kafka topic.
    pub topic: String,
}

impl OutputTopic {
    fn named(topic: &str) -> Self {
        Self {
            enabled: true,
            topic: topic.into(),
        }
    }
}

impl Default for OutputTopic {
    fn default() -> Self {
        Self::named("")
    }
}

/// The routed topics: one for each topic of the taxonomy.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(inline)]
pub struct RoutedOutput {
    /// Whether they are written.
    pub enabled: bool,
    /// What stands before the taxonomy's topic in the name: `stories.` gives `stories.climate`.
    pub prefix: String,
    /// What they carry: the whole enriched record, or a reference to it (id, headline, verdicts).
    pub record: RoutedRecord,
}

impl Default for RoutedOutput {
    fn default() -> Self {
        Self {
            enabled: true,
            prefix: "stories.".into(),
            record: RoutedRecord::Full,
        }
    }
}

/// What routed topics carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum RoutedRecord {
    Full,
    Reference,
}

/// The dead letters. They can't be switched off: without them a record that can't be processed would stop its
/// partition or be lost.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(inline)]
pub struct DeadLetterOutput {
    /// Name of the Kafka topic.
    pub topic: String,
    /// Header names for tools that know them, beside our own.
    pub names: LetterNames,
    /// How long `topics apply` has the topic keep its letters: longer than it takes until somebody looks.
    #[schemars(extend("x-min" = "1h", "x-max" = "3650d"))]
    pub retention: Period,
}

impl Default for DeadLetterOutput {
    fn default() -> Self {
        Self {
            topic: "stories.dead".into(),
            names: LetterNames::Native,
            retention: Period(Duration::from_hours(30 * 24)),
        }
    }
}

/// Whose header names a dead letter carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum LetterNames {
    Native,
    Connect,
    Streams,
}

/// `CloudEvents` 1.0 in Kafka.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum CloudEvents {
    Binary,
    Structured,
    None,
}

/// Compression, by Kafka's names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum Compression {
    None,
    Gzip,
    Snappy,
    Lz4,
    Zstd,
}

impl Compression {
    pub fn code(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Gzip => "gzip",
            Self::Snappy => "snappy",
            Self::Lz4 => "lz4",
            Self::Zstd => "zstd",
        }
    }
}
