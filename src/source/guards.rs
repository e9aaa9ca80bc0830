//! The source's guards: the breaker that stops reading in a flood of dead letters, and the watchdog that notices a
//! partition that stands still. Both only look at what the loop does anyway.

use super::feed::{Feed, FeedError};
use super::pump::Pump;
use crate::delivery::{Alarm, Breaker, BreakerEvent, BreakerSettings, Standing, Watchdog};
use std::time::Duration;

/// What can be set of the guards.
#[derive(Debug, Clone, Copy)]
pub struct GuardSettings {
    pub breaker: BreakerSettings,
    /// Possible time without progress of a partition that is reported; at twice that the instance ends.
    pub stall_timeout: Duration,
}

impl Default for GuardSettings {
    fn default() -> Self {
        Self {
            breaker: BreakerSettings::default(),
            stall_timeout: Duration::from_mins(2),
        }
    }
}

pub(super) struct Guards {
    pub(super) breaker: Breaker,
    watchdog: Watchdog,
    next_look: Duration,
    /// What the instance drains and ends for.
    verdict: Option<FeedError>,
}

impl Guards {
    pub(super) fn new(settings: GuardSettings) -> Self {
        Self {
            breaker: Breaker::new(settings.breaker),
            watchdog: Watchdog::new(settings.stall_timeout),
            next_look: Duration::ZERO,
            verdict: None,
        }
    }

    /// The instance drains and ends with the first such error.
    pub(super) fn end_with(&mut self, error: FeedError) {
        if self.verdict.is_none() {
            tracing::error!(%error, "draining to end");
            self.verdict = Some(error);
        }
    }

    pub(super) fn gives_up(&self) -> bool {
        self.verdict.is_some()
    }

    /// What the loop ends with because of it.
    pub(super) fn verdict(&mut self) -> Option<FeedError> {
        self.verdict.take()
    }
}

impl<F: Feed> Pump<F> {
    /// Looks at breaker and watchdog when it is time.
    pub(super) fn watch(&mut self, now: Duration) {
        if self.wiring.state.take_breaker_request() && self.guards.breaker.code() != 0 {
            let event = self.guards.breaker.close();
            self.tell_breaker(event);
        }
        let in_flight = self.book.open();
        if let Some(event) = self.guards.breaker.tick(now, in_flight) {
            self.tell_breaker(event);
        }
        if now < self.guards.next_look {
            return;
        }
        self.guards.next_look = now + BETWEEN_LOOKS;
        let state = &self.wiring.state;
        let possible = !state.held()
            && !state.unacknowledged()
            && self.guards.breaker.code() == 0
            && self.revocation.is_none()
            && self.draining_since.is_none();
        let partitions = self.book.partitions().map(|partition| {
            let ledger = self.book.ledger(partition);
            let standing = Standing {
                frontier: ledger.and_then(crate::delivery::Ledger::frontier),
                waiting: ledger.is_some_and(|l| l.open() > 0),
            };
            (partition.clone(), standing)
        });
        let alarms = self.guards.watchdog.look(now, possible, partitions);
        for alarm in alarms {
            self.heed(alarm);
        }
        let stalled = self.guards.watchdog.stalled();
        self.wiring.metrics.stalled_partitions.set(stalled as i64);
    }

    fn heed(&mut self, alarm: Alarm) {
        match alarm {
            Alarm::Stalled(partition, idle) => {
                self.wiring.metrics.stalls.inc();
                let ledger = self.book.ledger(&partition);
                tracing::error!(%partition, seconds = idle.as_secs(),
                    frontier = ledger.and_then(crate::delivery::Ledger::frontier),
                    in_flight = ledger.map(crate::delivery::Ledger::open),
                    "no progress although work is possible; at twice this time the instance drains and ends");
            }
            Alarm::GiveUp(partition, idle) => self.guards.end_with(FeedError::Stalled {
                partition,
                seconds: idle.as_secs(),
            }),
            Alarm::Recovered(partition) => tracing::info!(%partition, "it goes on"),
        }
    }

    /// A record has ended.
    pub(super) fn note_outcome(&mut self, dead: bool) {
        let now = self.wiring.clock.monotonic();
        if let Some(event) = self.guards.breaker.outcome(dead, now) {
            self.tell_breaker(event);
        }
    }

    fn tell_breaker(&mut self, event: BreakerEvent) {
        let metrics = &self.wiring.metrics;
        match event {
            BreakerEvent::Opened { dead, of } => {
                metrics.breaker_openings.inc();
                tracing::error!(
                    dead,
                    of,
                    minutes = self.settings.guards.breaker.pause.as_secs() / 60,
                    "too many records end as dead letters: nothing is read for a while; look at `copytaster dlq list`; \
                     SIGUSR1 or a restart closes the breaker at once"
                );
            }
            BreakerEvent::HalfOpened => {
                tracing::warn!("breaker: one chunk is read to see whether it goes better");
            }
            BreakerEvent::Closed => tracing::info!("breaker closed: reading on"),
        }
        let code = self.guards.breaker.code();
        metrics.breaker_state.set(code);
        self.wiring.state.set_breaker_open(code != 0);
    }
}

const BETWEEN_LOOKS: Duration = Duration::from_secs(1);

#[cfg(test)]
mod tests {
    use super::super::feed::RebalanceEvent;
    use super::super::pump::schedules::{Bench, tp};
    use super::super::settings::PumpSettings;
    use super::*;
    use crate::observe::State;

    fn bench(stall: u64) -> Bench {
        let settings = PumpSettings {
            guards: GuardSettings {
                breaker: BreakerSettings {
                    window: 20,
                    ratio: 0.5,
                    run: 10,
                    pause: Duration::from_mins(1),
                    probe: 5,
                },
                stall_timeout: Duration::from_secs(stall),
            },
            drain_timeout: Duration::from_millis(500),
            ..PumpSettings::default()
        };
        let bench = Bench::new(settings, 0);
        bench.event(RebalanceEvent::Assigned(vec![tp(0)]));
        bench
    }

    #[test]
    fn a_flood_of_dead_letters_stops_the_reading_and_a_chunk_that_goes_well_ends_that() {
        let mut bench = bench(3600);
        bench.world.borrow_mut().end = 10;
        bench.rounds(5);
        bench.bury_all();
        bench.rounds(5);
        assert_eq!(bench.metrics.breaker_state.get(), 1);
        assert!(bench.state.breaker_open());
        // What comes now is not read.
        bench.world.borrow_mut().end = 200;
        bench.rounds(300);
        assert!(bench.flying.len() <= 1, "{} read", bench.flying.len());
        bench.complete_all();
        // After the pause one chunk, and no more before it has ended.
        bench.clock.advance(Duration::from_secs(61));
        bench.rounds(50);
        assert_eq!(bench.metrics.breaker_state.get(), 2);
        assert_eq!(bench.flying.len(), 5);
        bench.bury_all();
        bench.rounds(5);
        assert_eq!(bench.metrics.breaker_state.get(), 1, "no better");
        bench.clock.advance(Duration::from_secs(61));
        bench.rounds(300);
        bench.complete_all();
        bench.rounds(50);
        assert_eq!(bench.metrics.breaker_state.get(), 0);
        assert!(bench.flying.len() > 5, "reading on");
        assert_eq!(bench.metrics.breaker_openings.get(), 2);
    }

    #[test]
    fn somebody_who_knows_better_closes_the_breaker_at_once() {
        let mut bench = bench(3600);
        bench.world.borrow_mut().end = 100;
        bench.rounds(5);
        bench.bury_all();
        bench.rounds(5);
        assert_eq!(bench.metrics.breaker_state.get(), 1);
        bench.state.request_breaker_close();
        bench.rounds(5);
        assert_eq!(bench.metrics.breaker_state.get(), 0);
    }

    #[test]
    fn a_partition_that_stands_still_is_told_and_then_the_instance_drains_and_ends() {
        let mut bench = bench(10);
        bench.world.borrow_mut().end = 3;
        bench.rounds(5);
        assert_eq!(bench.flying.len(), 3);
        let mut seconds = 0;
        let error = loop {
            bench.clock.advance(Duration::from_secs(1));
            seconds += 1;
            match bench.pump.round() {
                Ok(false) if seconds < 60 => {}
                Ok(_) => panic!("it neither goes on nor ends"),
                Err(error) => break error,
            }
            if seconds == 15 {
                assert_eq!(bench.metrics.stalls.get(), 1);
                assert_eq!(bench.metrics.stalled_partitions.get(), 1);
            }
        };
        assert!(
            matches!(&error, FeedError::Stalled { partition, .. } if *partition == tp(0)),
            "{error}"
        );
        assert!((20..25).contains(&seconds), "{seconds} s");
    }

    #[test]
    fn waiting_for_brokers_or_for_a_held_topic_is_no_stall() {
        for excuse in [State::set_held, State::set_unacknowledged] {
            let mut bench = bench(10);
            bench.world.borrow_mut().end = 3;
            bench.rounds(5);
            excuse(&bench.state, true);
            for _ in 0..60 {
                bench.clock.advance(Duration::from_secs(1));
                assert!(!bench.pump.round().unwrap());
            }
            assert_eq!(bench.metrics.stalls.get(), 0);
        }
    }
}
