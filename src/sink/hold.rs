//! Messages that wait for a topic that does not take them now.
//!
//! A hold keeps them in the order they were first sent, whatever order their refusals come in. When its time is up one
//! message, the *probe*, is sent alone: only its answer lets the others follow, or a later message could overtake an
//! earlier one.
//!
//! Brokers judge whole batches by size, so the innocent are refused with the guilty. Those messages are *suspects*:
//! each is tried alone, and only one refused alone is too large (unless smaller batches, `sizes.rs`, acquit them). Messages that queued up behind them were never
//! refused and follow together, so that one large record does not turn a busy topic to one message a round trip.

use std::collections::BTreeMap;
use std::time::Duration;

struct Waiting {
    tag: usize,
    suspect: bool,
}

/// What waits for one topic.
pub(super) struct Hold {
    /// By the number of their first sending.
    messages: BTreeMap<u64, Waiting>,
    suspects: usize,
    until: Duration,
    probe: Option<usize>,
    /// The topic was away; else only a batch was too large.
    away: bool,
}

impl Hold {
    /// A hold whose first probe may be sent at `until`.
    pub(super) fn new(until: Duration) -> Self {
        Self {
            messages: BTreeMap::new(),
            suspects: 0,
            until,
            probe: None,
            away: false,
        }
    }

    /// Queues a message that was not sent because others wait.
    pub(super) fn queue(&mut self, number: u64, tag: usize) {
        self.insert(number, tag, false);
    }

    /// Takes a message back whose batch was refused for its size.
    pub(super) fn suspect(&mut self, number: u64, tag: usize) {
        self.insert(number, tag, true);
    }

    /// Takes a message back that failed because the topic is away; if it was the probe, the next one is sent at
    /// `until`.
    pub(super) fn away(&mut self, number: u64, tag: usize, until: Duration) {
        self.away = true;
        if self.is_probe(tag) {
            self.probe = None;
            self.until = until;
        }
        self.insert(number, tag, false);
    }

    /// Batches are so small now that none is refused for one of its messages.
    pub(super) fn acquit(&mut self) {
        self.suspects = 0;
        for waiting in self.messages.values_mut() {
            waiting.suspect = false;
        }
    }

    fn insert(&mut self, number: u64, tag: usize, suspect: bool) {
        self.suspects += usize::from(suspect);
        self.messages.insert(number, Waiting { tag, suspect });
    }

    pub(super) fn is_probe(&self, tag: usize) -> bool {
        self.probe == Some(tag)
    }

    /// The message to send alone now, if it is time and none is under way.
    pub(super) fn next_probe(&mut self, now: Duration) -> Option<usize> {
        if self.probe.is_some() || now < self.until {
            return None;
        }
        let (_, first) = self.messages.pop_first()?;
        self.suspects -= usize::from(first.suspect);
        self.probe = Some(first.tag);
        self.probe
    }

    /// The probe was never sent, and will not be.
    pub(super) fn forget_probe(&mut self) {
        self.probe = None;
    }

    /// The topic has answered the probe. `true`: the others may follow together; `false`: the next goes alone.
    pub(super) fn answered(&mut self) -> bool {
        self.probe = None;
        self.suspects == 0
    }

    /// Takes out what is not to be sent any more.
    pub(super) fn take_where(&mut self, unwanted: impl Fn(usize) -> bool) -> Vec<usize> {
        let mut taken = Vec::new();
        self.messages.retain(|_, waiting| {
            let leaves = unwanted(waiting.tag);
            if leaves {
                self.suspects -= usize::from(waiting.suspect);
                taken.push(waiting.tag);
            }
            !leaves
        });
        taken
    }

    /// Whether a probe is under way.
    pub(super) fn is_probing(&self) -> bool {
        self.probe.is_some()
    }

    /// Whether the topic was away at some time.
    pub(super) fn was_away(&self) -> bool {
        self.away
    }

    pub(super) fn len(&self) -> usize {
        self.messages.len()
    }

    /// What waited, in order.
    pub(super) fn into_tags(self) -> impl Iterator<Item = usize> {
        self.messages.into_values().map(|waiting| waiting.tag)
    }
}
