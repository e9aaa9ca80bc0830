//! The phase the service is in, and the source thread's heartbeat: what health and metrics are read from.

use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
use std::time::Duration;

/// Life of an instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    Starting,
    /// Subscribed, not yet assigned once.
    Joining,
    Running,
    Draining,
    Failed,
}

impl Phase {
    pub const ALL: [Phase; 5] = [
        Self::Starting,
        Self::Joining,
        Self::Running,
        Self::Draining,
        Self::Failed,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::Joining => "joining",
            Self::Running => "running",
            Self::Draining => "draining",
            Self::Failed => "failed",
        }
    }
}

/// Shared by the threads of one service. Atomics only: nothing on the record's way waits for a reader of health.
#[derive(Debug, Default)]
pub struct State {
    phase: AtomicU8,
    stop: AtomicBool,
    source_ended: AtomicBool,
    heartbeat_ms: AtomicU64,
    held: AtomicBool,
    unacknowledged: AtomicBool,
    breaker_open: AtomicBool,
    breaker_request: AtomicBool,
    rejoin_request: AtomicBool,
    incomplete: AtomicBool,
}

impl State {
    pub fn phase(&self) -> Phase {
        Phase::ALL[usize::from(self.phase.load(Ordering::Acquire)).min(Phase::ALL.len() - 1)]
    }

    pub fn enter(&self, phase: Phase) {
        let index = Phase::ALL.iter().position(|p| *p == phase).unwrap_or(0);
        self.phase.store(index as u8, Ordering::Release);
    }

    /// Asks the source to drain. Safe to call from anywhere, any number of times.
    pub fn request_stop(&self) {
        self.stop.store(true, Ordering::Release);
    }

    pub fn stop_requested(&self) -> bool {
        self.stop.load(Ordering::Acquire)
    }

    /// The source thread is gone: nothing more is read or committed.
    pub fn end_source(&self) {
        self.source_ended.store(true, Ordering::Release);
    }

    pub fn source_has_ended(&self) -> bool {
        self.source_ended.load(Ordering::Acquire)
    }

    /// The source thread went round its loop at this monotonic time.
    pub fn beat(&self, at: Duration) {
        self.heartbeat_ms.store(
            u64::try_from(at.as_millis()).unwrap_or(u64::MAX),
            Ordering::Release,
        );
    }

    /// Monotonic time of the last round.
    pub fn last_beat(&self) -> Duration {
        Duration::from_millis(self.heartbeat_ms.load(Ordering::Acquire))
    }

    /// Outputs wait for a topic that is away: work goes on elsewhere, but an operator should look.
    pub fn set_held(&self, held: bool) {
        self.held.store(held, Ordering::Release);
    }

    /// The brokers have left messages without an answer for longer than a healthy cluster does.
    pub fn set_unacknowledged(&self, unacknowledged: bool) {
        self.unacknowledged.store(unacknowledged, Ordering::Release);
    }

    pub fn unacknowledged(&self) -> bool {
        self.unacknowledged.load(Ordering::Acquire)
    }

    /// Nothing, or only a probe, is read: too much ended as dead letters.
    pub fn set_breaker_open(&self, open: bool) {
        self.breaker_open.store(open, Ordering::Release);
    }

    pub fn breaker_open(&self) -> bool {
        self.breaker_open.load(Ordering::Acquire)
    }

    /// Asks the source to close its breaker.
    pub fn request_breaker_close(&self) {
        self.breaker_request.store(true, Ordering::Release);
    }

    /// Whether that was asked since the last call.
    pub fn take_breaker_request(&self) -> bool {
        self.breaker_request.load(Ordering::Acquire)
            && self.breaker_request.swap(false, Ordering::AcqRel)
    }

    /// Asks the source to leave the group and join it again.
    pub fn request_rejoin(&self) {
        self.rejoin_request.store(true, Ordering::Release);
    }

    /// Whether that was asked since the last call.
    pub fn take_rejoin_request(&self) -> bool {
        self.rejoin_request.load(Ordering::Acquire)
            && self.rejoin_request.swap(false, Ordering::AcqRel)
    }

    /// A drain ended by its timeout: records in flight were left and will be processed again.
    pub fn set_incomplete(&self) {
        self.incomplete.store(true, Ordering::Release);
    }

    pub fn incomplete(&self) -> bool {
        self.incomplete.load(Ordering::Acquire)
    }

    pub fn held(&self) -> bool {
        self.held.load(Ordering::Acquire)
    }
}
