//! `[delivery]`: what is promised and how much may be in flight.

use super::units::{Bytes, Period};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Guarantee, budget, timeouts.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DeliverySection {
    /// What readers of the outputs may rely on. `at-least-once`: no story is lost, and after a crash some come again
    /// under the same `record_id`. `exactly-once`: readers with `isolation.level=read_committed` see what each record
    /// became once; latency grows by half of `transaction_interval`.
    pub guarantee: Guarantee,
    /// Exactly once: how often what was written is committed; readers wait for it.
    #[schemars(extend("x-min" = "5ms", "x-max" = "1m"))]
    pub transaction_interval: Period,
    /// Exactly once: after this the brokers abort a transaction whose instance is gone; readers wait for that. Below
    /// `source.session_timeout`.
    #[schemars(extend("x-min" = "1s", "x-max" = "15m"))]
    pub transaction_timeout: Period,
    /// Worker threads; without it one for each core this process may use.
    #[schemars(range(min = 1, max = 1024))]
    pub workers: Option<u16>,
    /// Records read and not yet acknowledged at which nothing more is read.
    #[schemars(range(min = 1, max = 10_000_000))]
    pub budget_records: u64,
    /// Raw bytes of records read and not yet acknowledged at which nothing more is read.
    #[schemars(extend("x-min" = "64 KiB", "x-max" = "64 GiB"))]
    pub budget_bytes: Bytes,
    /// Bytes of outputs produced and not yet acknowledged at which no more work is taken.
    #[schemars(extend("x-min" = "64 KiB", "x-max" = "64 GiB"))]
    pub encoded_bytes: Bytes,
    /// What waits before a worker may take it so long; the rest is read later. A drain, a revoke and a story that has
    /// just come in wait for it.
    #[schemars(extend("x-min" = "5ms", "x-max" = "1m"))]
    pub backlog: Period,
    /// Records handed to a worker at once, at most.
    #[schemars(range(min = 1, max = 100_000))]
    pub chunk_records: u32,
    /// How often progress is committed: what a crash repeats.
    #[schemars(extend("x-min" = "10ms", "x-max" = "5m"))]
    pub commit_interval: Period,
    /// How often is read back what the brokers have stored.
    #[schemars(extend("x-min" = "1s", "x-max" = "1h"))]
    pub confirm_interval: Period,
    /// How long the budget may be used up before partitions are paused (a pause throws away what is fetched).
    #[schemars(extend("x-max" = "1m"))]
    pub pause_after: Period,
    /// How long partitions that are given to another instance may take to drain. Nothing is read meanwhile.
    #[schemars(extend("x-min" = "100ms", "x-max" = "5m"))]
    pub revoke_timeout: Period,
    /// How long the drain at shutdown may take. The process manager must wait longer than this and `ack_timeout`.
    #[schemars(extend("x-min" = "100ms", "x-max" = "1h"))]
    pub drain_timeout: Period,
    /// How long the last acknowledgements may still take at shutdown.
    #[schemars(extend("x-min" = "100ms", "x-max" = "1h"))]
    pub ack_timeout: Period,
    /// How long an output topic that is away is left alone before its messages are sent again.
    #[schemars(extend("x-min" = "10ms", "x-max" = "10m"))]
    pub hold: Period,
    /// A partition without progress for so long, while work was possible, is reported; after twice that the instance
    /// drains and ends with 75.
    #[schemars(extend("x-min" = "10s", "x-max" = "1h"))]
    pub stall_timeout: Period,
    /// Breaker: share of dead letters among the last `breaker_window` records at which nothing more is read; above 1
    /// never.
    #[schemars(range(min = 0.01, max = 2.0))]
    pub breaker_ratio: f64,
    /// Records the breaker looks back on.
    #[schemars(range(min = 10, max = 100_000))]
    pub breaker_window: u32,
    /// Breaker: dead letters in a row at which nothing more is read; 0: never.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub breaker_run: u32,
    /// How long nothing is read before a chunk is tried. SIGUSR1 or a restart closes the breaker at once.
    #[schemars(extend("x-min" = "1s", "x-max" = "1d"))]
    pub breaker_pause: Period,
}

impl Default for DeliverySection {
    fn default() -> Self {
        Self {
            guarantee: Guarantee::AtLeastOnce,
            transaction_interval: Period::millis(500),
            transaction_timeout: Period::seconds(10),
            workers: None,
            budget_records: 10_000,
            budget_bytes: Bytes(32 << 20),
            encoded_bytes: Bytes(16 << 20),
            backlog: Period::millis(200),
            chunk_records: 256,
            commit_interval: Period::seconds(1),
            confirm_interval: Period::seconds(10),
            pause_after: Period::millis(250),
            revoke_timeout: Period::seconds(5),
            drain_timeout: Period::seconds(25),
            ack_timeout: Period::seconds(5),
            hold: Period::seconds(1),
            stall_timeout: Period::seconds(120),
            breaker_ratio: 0.5,
            breaker_window: 400,
            breaker_run: 200,
            breaker_pause: Period::seconds(300),
        }
    }
}

impl DeliverySection {
    /// Worker threads as configured, or one a core.
    pub fn worker_count(&self) -> u16 {
        self.workers.unwrap_or_else(|| {
            std::thread::available_parallelism()
                .map_or(1, |n| u16::try_from(n.get()).unwrap_or(u16::MAX))
        })
    }
}

/// What is promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum Guarantee {
    AtLeastOnce,
    ExactlyOnce,
}
