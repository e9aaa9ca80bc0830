//! So many a second and no more.

use crate::clock::Clock;
use std::time::Duration;

/// Spaces out what is sent; without a rate it never waits.
#[derive(Debug, Clone)]
pub struct Pace {
    clock: Clock,
    every: Duration,
    next: Duration,
}

impl Pace {
    /// `rate` is a number a second; one that is no positive number means no limit.
    pub fn new(rate: Option<f64>, clock: Clock) -> Self {
        let every = rate
            .filter(|rate| *rate > 0.0)
            .and_then(|rate| Duration::try_from_secs_f64(1.0 / rate).ok())
            .unwrap_or_default();
        Self {
            next: clock.monotonic(),
            every,
            clock,
        }
    }

    /// Takes a turn, or tells how long until there is one.
    pub fn take(&mut self) -> Result<(), Duration> {
        let now = self.clock.monotonic();
        if now < self.next {
            return Err(self.next.saturating_sub(now));
        }
        // What was not used is not saved up: after a pause there is no burst.
        self.next = (self.next + self.every).max(now);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_a_second_are_ten_a_second_and_a_pause_is_not_made_up_for() {
        let clock = Clock::manual(5_000);
        let mut pace = Pace::new(Some(10.0), clock.clone());
        let mut taken = 0;
        for _ in 0..1_000 {
            taken += u32::from(pace.take().is_ok());
            clock.advance(Duration::from_millis(1));
        }
        assert_eq!(taken, 10);
        clock.advance(Duration::from_mins(1));
        assert!(pace.take().is_ok());
        let burst = (0..10).filter(|_| pace.take().is_ok()).count();
        assert!(burst <= 1, "{burst}");
        let mut free = Pace::new(None, clock);
        assert!((0..100).all(|_| free.take().is_ok()));
    }
}
