//! `[source]`: what is read and as which member of which group.

use super::units::{Bytes, Period};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Topics, group and fetching.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SourceSection {
    /// Input topics: names, or patterns that begin with `^` (POSIX extended regular expressions).
    #[schemars(length(min = 1))]
    pub topics: Vec<String>,
    /// Consumer group. Instances with the same group share the partitions.
    pub group: String,
    /// Group protocol: `classic` works with every broker, `consumer` (KIP-848) needs Kafka 4.0.
    pub group_protocol: GroupProtocol,
    /// Name of this instance for static membership: restarts within the session timeout then move no partitions, and
    /// a scale-down leaves its partitions unread for that long. Every instance needs its own; don't combine it with
    /// autoscaling.
    pub instance_id: Option<String>,
    /// Whether something (KEDA, an autoscaler) changes the number of instances by itself. Static membership is refused
    /// then: every scale-down would leave partitions unread for `session_timeout`.
    pub autoscaled: bool,
    /// Allow `instance_id` with `group_protocol = "consumer"`. An instance that was killed is then refused by the broker
    /// until its session has ended, so whatever starts it must try again for that long.
    pub allow_static_consumer: bool,
    /// Time after which the broker gives a silent instance's partitions to others. With `group_protocol = "consumer"`
    /// the broker decides and this is not used.
    #[schemars(extend("x-min" = "1s", "x-max" = "1h"))]
    pub session_timeout: Period,
    /// Time the source thread may take for one round before its partitions are given away.
    #[schemars(extend("x-min" = "1s", "x-max" = "1d"))]
    pub max_poll_interval: Period,
    /// Where to begin in a partition for which the group has no offset. `latest` loses what was written before the
    /// group first saw the partition.
    pub offset_reset: OffsetReset,
    /// What to do when the group's offset lies outside its partition, because retention was faster: go on as
    /// `offset_reset` says, or end with an error once what else was read is done. `stop` also ends where the group has
    /// no offset in the topic at all, so set it once the group has run; partitions added since are read from their
    /// beginning.
    pub on_out_of_range: OnOutOfRange,
    /// Most bytes one fetch brings, over all partitions; one larger record still comes through.
    #[schemars(extend("x-min" = "64 KiB", "x-max" = "64 MiB"))]
    pub fetch_max_bytes: Bytes,
    /// Most bytes one fetch brings of one partition.
    #[schemars(extend("x-min" = "16 KiB", "x-max" = "64 MiB"))]
    pub fetch_partition_bytes: Bytes,
    /// Longest time a broker holds a fetch for records that are not there yet.
    #[schemars(extend("x-max" = "5m"))]
    pub fetch_wait: Period,
    /// Bytes fetched ahead, over all partitions.
    #[schemars(extend("x-min" = "64 KiB", "x-max" = "1 GiB"))]
    pub fetch_queue_bytes: Bytes,
}

impl Default for SourceSection {
    fn default() -> Self {
        Self {
            topics: vec!["stories.raw".into()],
            group: "copytaster".into(),
            group_protocol: GroupProtocol::Classic,
            instance_id: None,
            autoscaled: false,
            allow_static_consumer: false,
            session_timeout: Period::seconds(45),
            max_poll_interval: Period::seconds(300),
            offset_reset: OffsetReset::Earliest,
            on_out_of_range: OnOutOfRange::Reset,
            fetch_max_bytes: Bytes(16 << 20),
            fetch_partition_bytes: Bytes(1 << 20),
            fetch_wait: Period::millis(100),
            fetch_queue_bytes: Bytes(16 << 20),
        }
    }
}

impl SourceSection {
    /// Topics that are named, not matched.
    pub fn named(&self) -> impl Iterator<Item = &str> {
        self.topics
            .iter()
            .map(String::as_str)
            .filter(|t| !t.starts_with('^'))
    }
}

/// How the members of a group agree on partitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum GroupProtocol {
    Classic,
    Consumer,
}

impl GroupProtocol {
    pub fn code(self) -> &'static str {
        match self {
            Self::Classic => "classic",
            Self::Consumer => "consumer",
        }
    }
}

/// Where a partition without an offset begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum OffsetReset {
    Earliest,
    Latest,
}

/// What an offset outside its partition means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum OnOutOfRange {
    /// As `offset_reset` says.
    Reset,
    Stop,
}
