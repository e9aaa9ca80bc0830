//! Waiting for a condition.

use std::time::{Duration, Instant};

/// Polls `condition` until it gives a value.
///
/// # Panics
/// The deadline passed; the message names what was waited for.
pub fn eventually<T>(what: &str, within: Duration, mut condition: impl FnMut() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(value) = condition() {
            return value;
        }
        assert!(
            started.elapsed() < within,
            "waited {within:?} in vain: {what}"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
}
