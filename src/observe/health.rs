//! Whether the instance is alive and whether it is ready: what probes and load balancers ask.
//!
//! *Live* asks only whether the source thread still goes round its loop: a restart helps against a hang, never against
//! a Kafka that is away, so Kafka's reachability is not part of it. *Ready* asks whether the instance has joined its
//! group and is not on its way out; one without partitions is ready. An instance that waits for an output topic is
//! ready and says `degraded`, so that a fix can still be rolled out.

use super::{Phase, State};
use crate::clock::Clock;
use serde::Serialize;
use std::sync::Arc;
use std::time::Duration;

/// Least silence of the source thread that counts as a hang.
pub const LEAST_SILENCE: Duration = Duration::from_mins(1);

/// Answers both questions.
#[derive(Debug, Clone)]
pub struct Health {
    pub state: Arc<State>,
    pub clock: Clock,
    /// Silence of the source thread from which it is taken for hung.
    pub silence: Duration,
}

/// An answer; `ok` is the status code, the rest the body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer {
    #[serde(skip)]
    pub ok: bool,
    /// `ok`, `degraded` or `failing`.
    pub status: &'static str,
    /// The phase: `starting`, `joining`, `running`, `draining`, `failed`.
    pub state: &'static str,
    /// Why it is not simply `ok`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Health {
    /// `revoke_timeout` is the longest a healthy source may be busy with one thing.
    pub fn new(state: Arc<State>, clock: Clock, revoke_timeout: Duration) -> Self {
        Self {
            state,
            clock,
            silence: LEAST_SILENCE.max(revoke_timeout * 2),
        }
    }

    fn answer(&self, reason: Option<String>, degraded: bool) -> Answer {
        Answer {
            ok: reason.is_none() || degraded,
            status: match (&reason, degraded) {
                (None, _) => "ok",
                (Some(_), true) => "degraded",
                (Some(_), false) => "failing",
            },
            state: self.state.phase().code(),
            reason,
        }
    }

    /// `/livez`.
    pub fn live(&self) -> Answer {
        let phase = self.state.phase();
        let silent = self
            .clock
            .monotonic()
            .saturating_sub(self.state.last_beat());
        let reason = match phase {
            // The source thread does not run yet.
            Phase::Starting => None,
            Phase::Failed => {
                Some("a thread has ended with an error; the log says which".to_owned())
            }
            _ if silent >= self.silence => Some(format!(
                "the source thread has been silent for {} s",
                silent.as_secs()
            )),
            _ => None,
        };
        self.answer(reason, false)
    }

    /// The source has been silent for twice as long as makes `/livez` fail: nobody has ended the process for it, so it
    /// must end itself.
    pub fn hung(&self) -> bool {
        let silent = self
            .clock
            .monotonic()
            .saturating_sub(self.state.last_beat());
        !matches!(self.state.phase(), Phase::Starting | Phase::Failed) && silent >= self.silence * 2
    }

    /// `/readyz`.
    pub fn ready(&self) -> Answer {
        match self.state.phase() {
            Phase::Running if self.state.held() => self.answer(
                Some("outputs wait for a topic that can't be written, or for a commit; copytaster_produce_errors_total, copytaster_transactions_total and the log say which and why".into()),
                true,
            ),
            Phase::Running if self.state.breaker_open() => self.answer(
                Some("too many records ended as dead letters; reading is stopped for a while; SIGUSR1 or a restart goes on at once".into()),
                true,
            ),
            Phase::Running => self.answer(None, false),
            Phase::Starting => self.answer(Some("starting".into()), false),
            Phase::Joining => self.answer(Some("waiting for the first assignment".into()), false),
            Phase::Draining => self.answer(Some("shutting down".into()), false),
            Phase::Failed => self.answer(Some("failed".into()), false),
        }
    }
}

/// Looks again and again whether the source hangs, and says so when it is sure.
///
/// After a pause of the whole process (SIGSTOP, a frozen machine) the source looks hung until it has run once: one look
/// proves nothing.
#[derive(Debug, Default)]
pub struct HangWatch {
    /// Looks in a row that found it hung.
    looks: u32,
}

impl HangWatch {
    /// Looks in a row from which it is sure.
    pub const LOOKS: u32 = 100;

    /// One look, a moment after the last. `true`: the process is to end.
    pub fn look(&mut self, health: &Health) -> bool {
        self.looks = if health.hung() { self.looks + 1 } else { 0 };
        self.looks >= Self::LOOKS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn health() -> Health {
        Health::new(
            Arc::new(State::default()),
            Clock::manual(0),
            Duration::from_secs(5),
        )
    }

    #[test]
    fn an_instance_is_alive_while_its_source_goes_round_and_dead_when_it_hangs() {
        let health = health();
        health.clock.advance(Duration::from_mins(10));
        assert!(health.live().ok, "starting takes as long as it takes");
        health.state.enter(Phase::Running);
        health.state.beat(health.clock.monotonic());
        health.clock.advance(Duration::from_secs(59));
        assert!(health.live().ok);
        health.clock.advance(Duration::from_secs(1));
        let answer = health.live();
        assert!(!answer.ok && answer.reason.unwrap().contains("silent for 60 s"));
    }

    #[test]
    fn a_long_revoke_is_no_hang() {
        let state = Arc::new(State::default());
        let health = Health::new(state, Clock::manual(0), Duration::from_mins(2));
        health.state.enter(Phase::Running);
        health.clock.advance(Duration::from_secs(239));
        assert!(health.live().ok);
    }

    #[test]
    fn ready_is_after_joining_and_until_draining() {
        let health = health();
        let ready = |phase| {
            health.state.enter(phase);
            health.ready().ok
        };
        let answers = Phase::ALL.map(ready);
        assert_eq!(answers, [false, false, true, false, false]);
    }

    #[test]
    fn an_instance_that_holds_is_ready_and_degraded() {
        let health = health();
        health.state.enter(Phase::Running);
        health.state.set_held(true);
        let answer = health.ready();
        assert!(answer.ok);
        assert_eq!(answer.status, "degraded");
        assert!(health.live().ok, "a restart would not help");
    }

    #[test]
    fn a_source_silent_for_twice_the_limit_counts_as_hung_and_one_that_has_not_begun_does_not() {
        let health = health();
        health.clock.advance(LEAST_SILENCE * 3);
        assert!(!health.hung(), "it does not run yet");
        health.state.enter(Phase::Running);
        assert!(health.hung());
        health.state.beat(health.clock.monotonic());
        health.clock.advance(LEAST_SILENCE);
        assert!(!health.live().ok && !health.hung(), "the probe comes first");
    }

    #[test]
    fn the_process_ends_for_a_source_that_stays_silent_and_not_for_one_that_wakes_up_late() {
        let health = health();
        health.state.enter(Phase::Running);
        let mut watch = HangWatch::default();
        let sure = |watch: &mut HangWatch| {
            let ends = |_: &u32| watch.look(&health);
            (1..=2 * HangWatch::LOOKS).find(ends)
        };
        assert_eq!(sure(&mut watch), None, "it beats");
        health.clock.advance(LEAST_SILENCE * 2);
        assert!(!watch.look(&health), "the process may have slept as well");
        health.state.beat(health.clock.monotonic());
        assert!(!watch.look(&health));
        health.clock.advance(LEAST_SILENCE * 2);
        assert_eq!(sure(&mut watch), Some(HangWatch::LOOKS), "counted anew");
    }

    #[test]
    fn an_open_breaker_is_ready_and_degraded() {
        let health = health();
        health.state.enter(Phase::Running);
        health.state.set_breaker_open(true);
        let answer = health.ready();
        assert!(answer.ok && answer.status == "degraded", "{answer:?}");
    }
}
