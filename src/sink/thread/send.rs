//! How a message gets to the client: behind what waits for its topic, behind what waits for room, in batches that the
//! topics take.

use super::pending::untag;
use super::{Sink, SinkError};
use crate::sink::hold::Hold;
use crate::sink::outlet::{Outlet, SendError};
use std::sync::Arc;

impl<O: Outlet> Sink<O> {
    /// Sends a message, or puts it behind those that wait for the client's queue or for its topic.
    pub(super) fn send(&mut self, tag: usize) -> Result<(), SinkError> {
        if self.is_void(tag) {
            self.settle_void(tag);
            return Ok(());
        }
        let (slot, ordinal) = untag(tag);
        let Some(pending) = self.pending.get(slot).and_then(Option::as_ref) else {
            return Ok(());
        };
        let Some(message) = pending.messages.get(ordinal) else {
            return Ok(());
        };
        if let Some(hold) = self.holds.get_mut(&message.output.topic) {
            hold.queue(message.number, tag);
            return Ok(());
        }
        self.send_now(tag)
    }

    /// Sends a message past the holds; only the client's full queue still comes before it.
    fn send_now(&mut self, tag: usize) -> Result<(), SinkError> {
        let (slot, ordinal) = untag(tag);
        let Some(pending) = self.pending.get(slot).and_then(Option::as_ref) else {
            return Ok(());
        };
        let Some(message) = pending.messages.get(ordinal) else {
            return Ok(());
        };
        if !self.backlog.is_empty() {
            self.backlog.push_back(tag);
            return Ok(());
        }
        let topic = Arc::clone(&message.output.topic);
        if !self.batches_fit(std::slice::from_ref(&topic))? {
            self.backlog.push_back(tag);
            return Ok(());
        }
        let second = self.unanswered.sent(self.wiring.clock.monotonic());
        let Some(message) = self
            .pending
            .get_mut(slot)
            .and_then(Option::as_mut)
            .and_then(|p| p.messages.get_mut(ordinal))
        else {
            return Ok(());
        };
        message.sent = second;
        let sent = self.outlet.send(&message.output, tag);
        if let Err(SendError::QueueFull) = sent {
            self.unanswered.answered(second);
            self.backlog.push_back(tag);
            return Ok(());
        }
        self.in_flight += 1;
        *self.flying.entry(topic).or_default() += 1;
        match sent {
            // The client judges each message for itself.
            Err(SendError::Refused(code)) => self.answered(tag, Err(code), true),
            _ => Ok(()),
        }
    }

    /// Whether no batch with messages for these topics can be refused for its size. Until what is in flight has ended with
    /// the producer it was given to, nothing more is sent.
    pub(super) fn batches_fit(&mut self, topics: &[Arc<str>]) -> Result<bool, SinkError> {
        if self.shrink_to.is_none() {
            self.shrink_to = self.sizes.smaller_batches(&mut self.outlet, topics);
        }
        self.shrink()
    }

    /// Makes batches smaller if they must be and nothing is in flight. `false`: something is.
    fn shrink(&mut self) -> Result<bool, SinkError> {
        let Some(bytes) = self.shrink_to else {
            return Ok(true);
        };
        if self.in_flight > 0 {
            return Ok(false);
        }
        self.outlet
            .shrink(bytes)
            .map_err(|e| SinkError::Fatal(e.to_string()))?;
        self.shrink_to = None;
        for hold in self.holds.values_mut() {
            hold.acquit();
        }
        Ok(true)
    }

    pub(super) fn send_backlog(&mut self) -> Result<(), SinkError> {
        let mut waiting = std::mem::take(&mut self.backlog);
        while let Some(tag) = waiting.pop_front() {
            // A probe passes its own hold: queued behind it, it would wait for itself.
            if self.holds.values().any(|hold| hold.is_probe(tag)) {
                if self.is_void(tag) {
                    self.drop_void_probe(tag)?;
                } else {
                    self.send_now(tag)?;
                }
            } else {
                self.send(tag)?;
            }
            if !self.backlog.is_empty() {
                // Still full: the rest stays behind, in order.
                self.backlog.append(&mut waiting);
            }
        }
        Ok(())
    }

    pub(super) fn retry_holds(&mut self) -> Result<(), SinkError> {
        self.drop_void_holds()?;
        if self.holds.is_empty() || !self.shrink()? {
            return Ok(());
        }
        let now = self.wiring.clock.monotonic();
        let probes: Vec<usize> = self
            .holds
            .iter_mut()
            .filter(|(topic, _)| {
                // Alone means alone: what was sent before the hold could share its batch.
                self.flying.get(*topic).is_none_or(|n| *n == 0)
            })
            .filter_map(|(_, hold)| hold.next_probe(now))
            .collect();
        for tag in probes {
            self.send_now(tag)?;
        }
        Ok(())
    }

    /// The topic has answered its probe: what waited follows in order, or the next suspect alone. That one is left to
    /// the next round, because a refusal by the client itself comes back here at once.
    pub(super) fn release(&mut self, topic: &str) -> Result<(), SinkError> {
        if !self.holds.get_mut(topic).is_some_and(Hold::answered) {
            return Ok(());
        }
        let Some(hold) = self.holds.remove(topic) else {
            return Ok(());
        };
        if hold.was_away() {
            tracing::info!(%topic, waiting = hold.len(), "the topic takes messages again");
        }
        self.wiring.state.set_held(!self.holds.is_empty());
        self.wiring
            .metrics
            .held
            .set(i64::from(!self.holds.is_empty()));
        for tag in hold.into_tags() {
            self.send(tag)?;
        }
        Ok(())
    }
}
