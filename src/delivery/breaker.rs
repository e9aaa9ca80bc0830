//! The breaker for dead letters: stops reading when too much of what comes ends as one.
//!
//! A supplier that changes its format, or a defect of ours, turns a whole topic into dead letters within minutes. Nothing
//! would be lost, but all of it would have to be sent through again. The breaker opens on a share of the last records or
//! on a run of them without one success; after a pause it lets a chunk through (*half open*) and closes or opens again
//! by how that ends. Pure: time and outcomes are given.

use std::collections::VecDeque;
use std::time::Duration;

/// When it opens, and for how long.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BreakerSettings {
    /// Records looked back on; it does not open by ratio before it has seen so many.
    pub window: usize,
    /// Share of dead letters among them, 0–1; above 1: never by ratio.
    pub ratio: f64,
    /// Dead letters without a success between them; 0: never by run.
    pub run: u64,
    /// How long nothing is read.
    pub pause: Duration,
    /// Records let through after the pause.
    pub probe: u64,
}

impl Default for BreakerSettings {
    fn default() -> Self {
        Self {
            window: 400,
            ratio: 0.5,
            run: 200,
            pause: Duration::from_mins(5),
            probe: 32,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Closed,
    Open {
        since: Duration,
    },
    /// So many may still be read, and so many outcomes are still out.
    HalfOpen {
        since: Duration,
        to_read: u64,
        to_end: u64,
        dead: u64,
    },
}

/// A change worth telling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BreakerEvent {
    Opened { dead: u64, of: u64 },
    HalfOpened,
    Closed,
}

/// Counts outcomes, and says whether to read.
#[derive(Debug)]
pub struct Breaker {
    settings: BreakerSettings,
    stage: Stage,
    window: VecDeque<bool>,
    dead: u64,
    run: u64,
}

impl Breaker {
    pub fn new(settings: BreakerSettings) -> Self {
        Self {
            settings,
            stage: Stage::Closed,
            window: VecDeque::with_capacity(settings.window.min(1 << 16)),
            dead: 0,
            run: 0,
        }
    }

    /// Enters how a record ended.
    pub fn outcome(&mut self, dead: bool, now: Duration) -> Option<BreakerEvent> {
        match &mut self.stage {
            // What was in flight when it opened.
            Stage::Open { .. } => None,
            Stage::HalfOpen {
                to_end,
                dead: probed,
                ..
            } => {
                *to_end = to_end.saturating_sub(1);
                *probed += u64::from(dead);
                (*to_end == 0).then(|| self.judge_probe(now))
            }
            Stage::Closed => self.count(dead, now),
        }
    }

    fn judge_probe(&mut self, now: Duration) -> BreakerEvent {
        let (of, dead) = match self.stage {
            Stage::HalfOpen { to_end, dead, .. } => (self.settings.probe.max(1) - to_end, dead),
            _ => (1, 0),
        };
        // Whatever opened it, the probe is judged by its share: a run can't be seen in one chunk of two partitions.
        let share = self.settings.ratio.min(1.0);
        if dead as f64 >= share * of as f64 {
            self.open(dead, of, now)
        } else {
            self.close()
        }
    }

    fn count(&mut self, dead: bool, now: Duration) -> Option<BreakerEvent> {
        self.window.push_back(dead);
        self.dead += u64::from(dead);
        if self.window.len() > self.settings.window {
            let gone = self.window.pop_front().unwrap_or_default();
            self.dead -= u64::from(gone);
        }
        self.run = if dead { self.run + 1 } else { 0 };
        let seen = self.window.len();
        let by_ratio = seen >= self.settings.window.max(1)
            && self.dead as f64 >= self.settings.ratio * seen as f64;
        let by_run = self.settings.run > 0 && self.run >= self.settings.run;
        (by_ratio || by_run).then(|| self.open(self.dead, seen as u64, now))
    }

    fn open(&mut self, dead: u64, of: u64, now: Duration) -> BreakerEvent {
        self.stage = Stage::Open { since: now };
        self.forget();
        BreakerEvent::Opened { dead, of }
    }

    /// Closes it, whatever it has seen.
    pub fn close(&mut self) -> BreakerEvent {
        self.stage = Stage::Closed;
        self.forget();
        BreakerEvent::Closed
    }

    fn forget(&mut self) {
        self.window.clear();
        self.dead = 0;
        self.run = 0;
    }

    /// Lets a chunk through when the pause is over and nothing read before it is in flight. Where little comes, what has
    /// come of it after another pause decides.
    pub fn tick(&mut self, now: Duration, in_flight: u64) -> Option<BreakerEvent> {
        let since = match self.stage {
            Stage::Closed => return None,
            Stage::Open { since } | Stage::HalfOpen { since, .. } => since,
        };
        if in_flight > 0 || now.saturating_sub(since) < self.settings.pause {
            return None;
        }
        if let Stage::HalfOpen { to_end, .. } = self.stage {
            return (to_end < self.settings.probe.max(1)).then(|| self.judge_probe(now));
        }
        let probe = self.settings.probe.max(1);
        self.stage = Stage::HalfOpen {
            since: now,
            to_read: probe,
            to_end: probe,
            dead: 0,
        };
        Some(BreakerEvent::HalfOpened)
    }

    /// How many records may be read now; `None`: as many as come.
    pub fn allows(&self) -> Option<u64> {
        match self.stage {
            Stage::Closed => None,
            Stage::Open { .. } => Some(0),
            Stage::HalfOpen { to_read, .. } => Some(to_read),
        }
    }

    /// A record was read.
    pub fn read(&mut self) {
        if let Stage::HalfOpen { to_read, .. } = &mut self.stage {
            *to_read = to_read.saturating_sub(1);
        }
    }

    /// Records that were in flight will not end here: a probe that lost some is begun again.
    pub fn dropped(&mut self, records: u64) {
        if let Stage::HalfOpen {
            to_read, to_end, ..
        } = &mut self.stage
        {
            let again = records.min(to_end.saturating_sub(*to_read));
            *to_read += again;
        }
    }

    /// 0 closed, 1 open, 2 half open: the metric's value.
    pub fn code(&self) -> i64 {
        match self.stage {
            Stage::Closed => 0,
            Stage::Open { .. } => 1,
            Stage::HalfOpen { .. } => 2,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTINGS: BreakerSettings = BreakerSettings {
        window: 10,
        ratio: 0.5,
        run: 4,
        pause: Duration::from_mins(1),
        probe: 4,
    };

    fn s(n: u64) -> Duration {
        Duration::from_secs(n)
    }

    /// Enters outcomes, `x` for a dead letter; gives the events.
    fn enter(breaker: &mut Breaker, outcomes: &str, now: Duration) -> Vec<BreakerEvent> {
        let dead = outcomes.chars().map(|c| c == 'x');
        dead.filter_map(|d| breaker.outcome(d, now)).collect()
    }

    #[test]
    fn it_opens_on_a_run_of_dead_letters_and_on_their_share_of_a_full_window() {
        let mut breaker = Breaker::new(SETTINGS);
        assert_eq!(enter(&mut breaker, "xxx.xxx..", s(0)), [], "too few yet");
        assert_eq!(
            enter(&mut breaker, ".", s(0)),
            [BreakerEvent::Opened { dead: 6, of: 10 }]
        );
        let mut breaker = Breaker::new(SETTINGS);
        assert_eq!(
            enter(&mut breaker, "..xxxx", s(0)),
            [BreakerEvent::Opened { dead: 4, of: 6 }]
        );
        assert_eq!(breaker.allows(), Some(0));
    }

    #[test]
    fn after_the_pause_a_chunk_decides() {
        let mut breaker = Breaker::new(SETTINGS);
        enter(&mut breaker, "xxxx", s(0));
        assert_eq!(breaker.tick(s(59), 0), None);
        assert_eq!(
            breaker.tick(s(60), 3),
            None,
            "the old must be out of the way"
        );
        assert_eq!(breaker.tick(s(60), 0), Some(BreakerEvent::HalfOpened));
        for left in (0..4).rev() {
            breaker.read();
            assert_eq!(breaker.allows(), Some(left));
        }
        assert_eq!(
            enter(&mut breaker, "x.xx", s(61)),
            [BreakerEvent::Opened { dead: 3, of: 4 }]
        );
        assert_eq!(breaker.tick(s(121), 0), Some(BreakerEvent::HalfOpened));
        assert_eq!(enter(&mut breaker, "x...", s(122)), [BreakerEvent::Closed]);
        assert_eq!(breaker.allows(), None);
        assert_eq!(enter(&mut breaker, "xxx", s(123)), [], "counted anew");
    }

    #[test]
    fn a_probe_that_lost_records_to_a_rebalance_reads_others_instead() {
        let mut breaker = Breaker::new(SETTINGS);
        enter(&mut breaker, "xxxx", s(0));
        breaker.tick(s(60), 0);
        (0..4).for_each(|_| breaker.read());
        breaker.dropped(3);
        assert_eq!(breaker.allows(), Some(3));
        (0..3).for_each(|_| breaker.read());
        assert_eq!(enter(&mut breaker, "....", s(61)), [BreakerEvent::Closed]);
    }
}
