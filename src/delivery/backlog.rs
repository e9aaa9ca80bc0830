//! How many records may wait before each worker: as many as it works off in a set time.
//!
//! A drain, a revoke, a story that has just come in: each waits for what was read before it. The budget alone would let
//! thousands of records wait, which buys no throughput once the workers have something to do. The longest lane counts:
//! with one busy key all of it waits in one.
//!
//! The pace is that of work itself (records by busy time), not of records passing: workers that wait for the sink or for
//! Kafka would else look slow, and the less they were given the slower.

use super::tally::Tally;
use std::time::Duration;

/// What can be set of it.
#[derive(Debug, Clone, Copy)]
pub struct BacklogLimits {
    /// How long what waits may take a worker.
    pub time: Duration,
    /// Records that may wait before each however slow they are: with fewer the source could not keep the workers busy,
    /// and each time the gate opens something should be gained for it.
    pub least: u64,
}

impl Default for BacklogLimits {
    fn default() -> Self {
        Self {
            time: Duration::from_millis(200),
            least: 16,
        }
    }
}

/// The limit, with a gate that has hysteresis: it closes at the limit and opens at half of it.
#[derive(Debug)]
pub struct Backlog {
    limits: BacklogLimits,
    tally: Tally,
    /// Counts and busy time at the last look.
    seen: (u64, Duration),
    /// Busy seconds of one worker a record, smoothed over looks.
    seconds: Option<f64>,
    closed: bool,
}

impl Backlog {
    pub fn new(limits: BacklogLimits, tally: Tally) -> Self {
        Self {
            limits,
            tally,
            seen: (0, Duration::ZERO),
            seconds: None,
            closed: false,
        }
    }

    /// How many more may be handed over while so many wait in the longest lane.
    pub fn room(&mut self, longest: u64) -> u64 {
        self.look();
        let limit = self.limit();
        if longest >= limit {
            self.closed = true;
        } else if longest <= limit / 2 {
            self.closed = false;
        }
        if self.closed {
            0
        } else {
            let lanes = u64::from(self.tally.lanes());
            (limit - longest).saturating_mul(lanes)
        }
    }

    /// Records that may wait in a lane.
    fn limit(&self) -> u64 {
        let least = self.limits.least.max(1);
        let Some(seconds) = self.seconds else {
            return least;
        };
        let limit = self.limits.time.as_secs_f64() / seconds.max(f64::MIN_POSITIVE);
        // A cast of what is too large gives the largest: as good as no limit.
        (limit as u64).max(least)
    }

    fn look(&mut self) {
        let (worked, busy) = self.tally.work();
        let records = worked.saturating_sub(self.seen.0);
        if records < ENOUGH {
            return;
        }
        let seconds = busy.saturating_sub(self.seen.1).as_secs_f64() / records as f64;
        self.seen = (worked, busy);
        self.seconds = Some(
            self.seconds
                .map_or(seconds, |old| f64::midpoint(old, seconds)),
        );
    }
}

/// Records a look needs, so that one large story is not taken for the pace.
const ENOUGH: u64 = 16;

#[cfg(test)]
mod tests {
    use super::*;

    fn backlog(lanes: u16) -> (Backlog, Tally) {
        let tally = Tally::new(lanes);
        let backlog = Backlog::new(BacklogLimits::default(), tally.clone());
        (backlog, tally)
    }

    #[test]
    fn what_waits_is_what_the_worker_of_the_longest_lane_does_in_the_time() {
        let (mut backlog, tally) = backlog(2);
        tally.worked(100, Duration::from_millis(20));
        assert_eq!(backlog.room(0), 2_000, "0.2 ms a record, two workers");
        assert_eq!(backlog.room(750), 500);
        assert_eq!(backlog.room(1_000), 0, "the other may be empty");
    }

    #[test]
    fn it_closes_at_the_limit_and_opens_at_half() {
        let (mut backlog, tally) = backlog(1);
        tally.worked(100, Duration::from_millis(100));
        assert_eq!(backlog.limit(), 16, "nothing was looked at yet");
        assert_eq!(backlog.room(200), 0);
        assert_eq!(backlog.room(101), 0, "above half");
        assert_eq!(backlog.room(100), 100);
        assert_eq!(backlog.room(150), 50, "not closed before the limit");
    }

    #[test]
    fn workers_that_wait_or_rest_keep_their_pace() {
        let (mut backlog, tally) = backlog(1);
        tally.worked(1_000, Duration::from_secs(1));
        let before = backlog.room(0);
        tally.worked(1, Duration::from_secs(9));
        assert_eq!(backlog.room(0), before, "one large story");
        assert_eq!(backlog.room(0), before);
    }

    #[test]
    fn the_pace_follows_the_work_down_to_the_least() {
        let (mut backlog, tally) = backlog(1);
        tally.worked(1_000, Duration::from_secs(1));
        let fast = backlog.room(0);
        for _ in 0..8 {
            tally.worked(16, Duration::from_secs(1));
            backlog.room(0);
        }
        assert_eq!((fast, backlog.room(0)), (200, 16));
    }
}
