//! Waiting for a condition.

use std::time::{Duration, Instant};

/// Between two looks at a condition.
const ROUND: Duration = Duration::from_millis(20);

/// Polls `condition` until it gives a value; `None` once the time is over.
pub fn within<T>(time: Duration, mut condition: impl FnMut() -> Option<T>) -> Option<T> {
    let started = Instant::now();
    loop {
        if let Some(value) = condition() {
            return Some(value);
        }
        if started.elapsed() >= time {
            return None;
        }
        std::thread::sleep(ROUND);
    }
}

/// Polls `condition` until it gives a value.
///
/// # Panics
/// The deadline passed; the message names what was waited for.
pub fn eventually<T>(what: &str, time: Duration, condition: impl FnMut() -> Option<T>) -> T {
    within(time, condition).unwrap_or_else(|| panic!("waited {time:?} in vain: {what}"))
}
