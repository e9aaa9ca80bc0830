//! Whether the brokers answer: messages that are in flight without one report for a while mean that the brokers are
//! away, or frozen, and that no partition can be blamed for standing still.

use std::time::Duration;

/// Longest time a healthy cluster leaves messages without any report.
const LIMIT: Duration = Duration::from_secs(5);

#[derive(Debug, Default)]
pub(super) struct Silence {
    since: Option<Duration>,
    silent: bool,
}

impl Silence {
    /// A message was answered, whatever the answer.
    pub(super) fn answered(&mut self) {
        self.since = None;
    }

    /// Looks at `now`. Gives the new state when it has changed.
    pub(super) fn look(&mut self, now: Duration, in_flight: bool) -> Option<bool> {
        let silent = if in_flight {
            now.saturating_sub(*self.since.get_or_insert(now)) > LIMIT
        } else {
            self.since = None;
            false
        };
        let changed = silent != self.silent;
        self.silent = silent;
        changed.then_some(silent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_begins_when_nothing_in_flight_is_answered_and_ends_with_any_answer() {
        let s = Duration::from_secs;
        let mut silence = Silence::default();
        assert_eq!(silence.look(s(0), true), None);
        assert_eq!(silence.look(s(5), true), None);
        silence.answered();
        assert_eq!(silence.look(s(9), true), None, "counted from the answer on");
        assert_eq!(silence.look(s(15), true), Some(true));
        assert_eq!(silence.look(s(99), true), None, "told once");
        silence.answered();
        assert_eq!(silence.look(s(100), true), Some(false));
        assert_eq!(silence.look(s(200), false), None, "nothing in flight");
    }
}
