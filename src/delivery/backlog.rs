//! How many records may wait before the workers: as many as they work off in a set time.
//!
//! A drain, a revoke, a story that has just come in: each waits for what was read before it. The budget alone would let
//! thousands of records wait, which buys no throughput once the workers have something to do.
//!
//! The pace is that of work itself (records by busy time), not of records passing: workers that wait for the sink or for
//! Kafka would else look slow, and the less they were given the slower.

use super::tally::Tally;
use std::time::Duration;

/// The limit, with a gate that has hysteresis: it closes at the limit and opens at half of it.
#[derive(Debug)]
pub struct Backlog {
    time: Duration,
    tally: Tally,
    /// Counts and busy time at the last look.
    seen: (u64, Duration),
    /// Busy seconds of one worker a record, smoothed over looks.
    seconds: Option<f64>,
    closed: bool,
}

impl Backlog {
    /// `time`: how long what waits may take the workers.
    pub fn new(time: Duration, tally: Tally) -> Self {
        Self {
            time,
            tally,
            seen: (0, Duration::ZERO),
            seconds: None,
            closed: false,
        }
    }

    /// How many more may be handed over while so many wait.
    pub fn room(&mut self, waiting: u64) -> u64 {
        self.look();
        let limit = self.limit();
        if waiting >= limit {
            self.closed = true;
        } else if waiting <= limit / 2 {
            self.closed = false;
        }
        if self.closed {
            0
        } else {
            limit.saturating_sub(waiting)
        }
    }

    /// Records that may wait.
    pub fn limit(&self) -> u64 {
        let lanes = u64::from(self.tally.lanes());
        let least = LEAST.max(lanes * LEAST_A_LANE);
        let Some(seconds) = self.seconds else {
            return least;
        };
        let limit = self.time.as_secs_f64() * lanes as f64 / seconds.max(f64::MIN_POSITIVE);
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

/// Records that may wait however slow they are: below this the source could not keep the workers busy, and each time
/// the gate opens something should be gained for it.
const LEAST: u64 = 64;
const LEAST_A_LANE: u64 = 4;
/// Records a look needs, so that one large story is not taken for the pace.
const ENOUGH: u64 = 16;

#[cfg(test)]
mod tests {
    use super::*;

    fn backlog(lanes: u16) -> (Backlog, Tally) {
        let tally = Tally::new(lanes);
        let backlog = Backlog::new(Duration::from_millis(200), tally.clone());
        (backlog, tally)
    }

    #[test]
    fn what_waits_is_what_all_workers_do_in_the_time() {
        let (mut backlog, tally) = backlog(2);
        tally.worked(100, Duration::from_millis(20));
        assert_eq!(backlog.room(0), 2_000, "0.2 ms a record, two workers");
        assert_eq!(backlog.room(1_500), 500);
    }

    #[test]
    fn it_closes_at_the_limit_and_opens_at_half() {
        let (mut backlog, tally) = backlog(1);
        tally.worked(100, Duration::from_millis(100));
        assert_eq!(backlog.limit(), 64, "nothing was looked at yet");
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
    fn the_pace_follows_the_work() {
        let (mut backlog, tally) = backlog(1);
        tally.worked(1_000, Duration::from_secs(1));
        let fast = backlog.room(0);
        for _ in 0..8 {
            tally.worked(16, Duration::from_secs(1));
            backlog.room(0);
        }
        assert_eq!((fast, backlog.limit()), (200, LEAST));
    }

    #[test]
    fn many_slow_workers_have_some_each() {
        let (mut backlog, tally) = backlog(100);
        tally.worked(16, Duration::from_secs(1_000));
        assert_eq!(backlog.room(0), 400);
    }
}
