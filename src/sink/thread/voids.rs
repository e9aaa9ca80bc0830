//! Messages of assignments that have ended: not sent any more, wherever they wait.

use super::pending::untag;
use super::{Sink, SinkError};
use crate::sink::hold::Hold;
use crate::sink::outlet::Outlet;

impl<O: Outlet> Sink<O> {
    /// Whether the message belongs to a partition that another member has by now.
    pub(super) fn is_void(&self, tag: usize) -> bool {
        let voided = &self.wiring.voided;
        let (slot, _) = untag(tag);
        let pending = self.pending.get(slot).and_then(Option::as_ref);
        voided.any() && pending.is_some_and(|p| voided.contains(p.charged.receipt.generation))
    }

    /// Ends a message that was never handed over, or came back.
    pub(super) fn settle_void(&mut self, tag: usize) {
        self.wiring.metrics.voided_messages.inc();
        let (slot, ordinal) = untag(tag);
        self.settle(slot, ordinal);
    }

    /// A probe that still waits for the client's queue when its partition is gone: its topic is tried with another.
    pub(super) fn drop_void_probe(&mut self, tag: usize) -> Result<(), SinkError> {
        let probed = self.holds.iter_mut().find(|(_, hold)| hold.is_probe(tag));
        let Some((topic, hold)) = probed else {
            return Ok(());
        };
        hold.forget_probe();
        let last = hold.is_empty().then(|| topic.clone());
        self.settle_void(tag);
        last.map_or(Ok(()), |topic| self.release(&topic))
    }

    /// Takes them out of the holds. One that is under way as a probe is left: its answer comes.
    pub(super) fn drop_void_holds(&mut self) -> Result<(), SinkError> {
        if !self.wiring.voided.any() {
            return Ok(());
        }
        let mut holds = std::mem::take(&mut self.holds);
        let mut void = Vec::new();
        for hold in holds.values_mut() {
            void.extend(hold.take_where(|tag| self.is_void(tag)));
        }
        let empty: Vec<_> = holds
            .iter()
            .filter(|(_, hold)| hold.is_empty())
            .map(|(topic, _)| topic.clone())
            .collect();
        self.holds = holds;
        for tag in void {
            self.settle_void(tag);
        }
        for topic in empty {
            self.release(&topic)?;
        }
        Ok(())
    }
}

impl Hold {
    /// Nothing waits and nothing is under way.
    fn is_empty(&self) -> bool {
        self.len() == 0 && !self.is_probing()
    }
}
