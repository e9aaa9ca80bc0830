//! Whether the brokers answer: a message that waits for its answer for a while means that brokers are away, frozen, or
//! short of replicas, and that no partition can be blamed for standing still.

use std::collections::VecDeque;
use std::time::Duration;

/// Longest time a healthy cluster leaves a message unanswered.
const LIMIT: Duration = Duration::from_secs(5);

/// Whether a message waits for longer than it should.
#[derive(Debug, Default)]
pub(super) struct Silence {
    silent: bool,
}

impl Silence {
    /// Looks at `now`; `oldest` is when the message was handed over that waits longest. Gives the new state when it has
    /// changed.
    pub(super) fn look(&mut self, now: Duration, oldest: Option<Duration>) -> Option<bool> {
        let silent = oldest.is_some_and(|since| now.saturating_sub(since) > LIMIT);
        let changed = silent != self.silent;
        self.silent = silent;
        changed.then_some(silent)
    }
}

/// Messages handed to the client and not answered, counted by the second they were handed over in: one partition of
/// many may be the one that is not answered, so the last answer of any says nothing.
#[derive(Debug, Default)]
pub(super) struct Unanswered {
    seconds: VecDeque<(u64, usize)>,
}

impl Unanswered {
    /// A message is handed over; gives what [`Unanswered::answered`] wants back.
    pub(super) fn sent(&mut self, now: Duration) -> u64 {
        let second = now.as_secs();
        match self.seconds.back_mut() {
            Some((last, count)) if *last >= second => {
                *count += 1;
                *last
            }
            _ => {
                self.seconds.push_back((second, 1));
                second
            }
        }
    }

    /// A message of this second was answered, whatever the answer.
    pub(super) fn answered(&mut self, second: u64) {
        if let Ok(at) = self.seconds.binary_search_by_key(&second, |(s, _)| *s) {
            self.seconds[at].1 = self.seconds[at].1.saturating_sub(1);
        }
        while self.seconds.front().is_some_and(|(_, count)| *count == 0) {
            self.seconds.pop_front();
        }
    }

    /// When the message was handed over that waits longest, to the second.
    pub(super) fn oldest(&self) -> Option<Duration> {
        self.seconds.front().map(|(s, _)| Duration::from_secs(*s))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_begins_when_a_message_waits_too_long_and_is_told_once() {
        let s = Duration::from_secs;
        let mut silence = Silence::default();
        assert_eq!(silence.look(s(5), Some(s(0))), None);
        assert_eq!(silence.look(s(6), Some(s(0))), Some(true));
        assert_eq!(silence.look(s(99), Some(s(0))), None, "told once");
        assert_eq!(silence.look(s(100), Some(s(98))), Some(false));
        assert_eq!(silence.look(s(200), None), None, "nothing waits");
    }

    #[test]
    fn answers_of_other_messages_do_not_hide_the_one_that_waits() {
        let s = Duration::from_secs;
        let mut unanswered = Unanswered::default();
        let stuck = unanswered.sent(s(1));
        for now in 1..20 {
            let other = unanswered.sent(s(now));
            unanswered.answered(other);
            assert_eq!(unanswered.oldest(), Some(s(1)));
        }
        unanswered.answered(stuck);
        assert_eq!(unanswered.oldest(), None);
    }

    #[test]
    fn a_clock_that_stands_still_or_goes_back_loses_no_count() {
        let s = Duration::from_secs;
        let mut unanswered = Unanswered::default();
        let sent = [
            unanswered.sent(s(5)),
            unanswered.sent(s(3)),
            unanswered.sent(s(5)),
        ];
        for second in sent {
            assert!(unanswered.oldest().is_some());
            unanswered.answered(second);
        }
        assert_eq!(unanswered.oldest(), None);
    }
}
