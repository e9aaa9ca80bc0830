//! What can be set of the source's loop, and its ends of the channels.

use super::guards::GuardSettings;
use super::positions::Positions;
use crate::clock::Clock;
use crate::delivery::{
    BacklogLimits, Charge, Charged, CutLimits, Order, Report, Sabotage, Tally, Voided,
};
use crate::observe::{Metrics, State};
use crossbeam_channel::{Receiver, Sender};
use std::sync::Arc;
use std::time::Duration;

/// What can be set of the loop.
#[derive(Debug, Clone)]
pub struct PumpSettings {
    pub budget: Charge,
    /// What may wait before the workers; the rest is not read yet.
    pub backlog: BacklogLimits,
    /// Records handed over at once at most.
    pub chunk_records: usize,
    pub commit_interval: Duration,
    /// How long the gate may be closed before partitions are paused.
    pub pause_after: Duration,
    /// How long revoked partitions may take to drain; far below `max.poll.interval.ms`, which is also the time the
    /// broker gives a rebalance.
    pub revoke_timeout: Duration,
    /// How long the drain at shutdown may take.
    pub drain_timeout: Duration,
    /// How long one round waits for a record when there is none.
    pub poll_wait: Duration,
    /// Exactly once: when a transaction is committed.
    pub cuts: Option<CutLimits>,
    pub guards: GuardSettings,
    /// Set by tests of the tests alone.
    pub sabotage: Option<Sabotage>,
}

impl Default for PumpSettings {
    fn default() -> Self {
        Self {
            budget: Charge {
                records: 10_000,
                bytes: 32 * 1024 * 1024,
            },
            backlog: BacklogLimits::default(),
            chunk_records: 256,
            commit_interval: Duration::from_secs(1),
            pause_after: Duration::from_millis(250),
            revoke_timeout: Duration::from_secs(5),
            drain_timeout: Duration::from_secs(25),
            poll_wait: Duration::from_millis(5),
            cuts: None,
            guards: GuardSettings::default(),
            sabotage: None,
        }
    }
}

/// The loop's ends of the channels, and what it reports to.
pub struct PumpWiring<G> {
    pub lanes: Vec<Sender<Vec<Charged>>>,
    /// Where the workers of these lanes count.
    pub tally: Tally,
    pub reports: Receiver<Report>,
    /// Heard by the sink in exactly-once mode alone.
    pub orders: Sender<Order<G>>,
    pub state: Arc<State>,
    pub metrics: Metrics,
    pub clock: Clock,
    pub positions: Positions,
    pub voided: Voided,
}
