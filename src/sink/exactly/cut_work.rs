//! The sink's side of one cut: its records, and the messages they became, on their way into the transaction.

use super::marks::Mark;
use crate::delivery::{Charged, Completed, CutNumber, Finished, Output};
use crate::sink::dead_letter::DeadLetters;
use crate::story::Reject;
use rustc_hash::FxHashMap;
use std::collections::VecDeque;
use std::sync::Arc;

/// What a message of a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leg {
    Story,
    DeadLetter,
    /// A dead letter without its value.
    BareDeadLetter,
}

pub(super) struct Message {
    pub(super) leg: Leg,
    /// Taken away when it is acknowledged: what the record became need not be kept for a commit.
    pub(super) output: Option<Output>,
    pub(super) alone: bool,
}

/// A record of the cut and its messages.
pub(super) struct Pending {
    pub(super) charged: Charged,
    pub(super) messages: Vec<Message>,
    pub(super) reject: Option<Reject>,
    pub(super) refused_topic: Option<Arc<str>>,
}

/// A message's record and its ordinal in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) record: usize,
    pub(super) message: usize,
}

const MESSAGE_BITS: u32 = 32;
const _: () = assert!(usize::BITS >= 64, "tags need 64 bits");

impl Place {
    pub(super) fn tag(self) -> usize {
        (self.record << MESSAGE_BITS) | self.message
    }

    pub(super) fn of_tag(tag: usize) -> Self {
        Self {
            record: tag >> MESSAGE_BITS,
            message: tag & ((1 << MESSAGE_BITS) - 1),
        }
    }
}

/// What was acknowledged for a topic, to be counted when the cut is committed.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) records: u64,
    pub(super) bytes: u64,
}

/// The cut under work.
pub(super) struct CutWork {
    pub(super) number: CutNumber,
    /// Set once the source has closed it.
    pub(super) expected: Option<u64>,
    pub(super) records: Vec<Pending>,
    /// Messages the client has not taken yet, in order.
    pub(super) unsent: VecDeque<Place>,
    pub(super) in_flight: usize,
    /// The one message in flight is sent alone.
    pub(super) alone: bool,
    /// The transaction is open.
    pub(super) begun: bool,
    /// Reported as ready; waits for the source's word.
    pub(super) ready: bool,
    /// Bytes of outputs not yet acknowledged.
    pub(super) encoded: u64,
    pub(super) tally: FxHashMap<Arc<str>, Tally>,
}

impl CutWork {
    pub(super) fn new(number: CutNumber) -> Self {
        Self {
            number,
            expected: None,
            records: Vec::new(),
            unsent: VecDeque::new(),
            in_flight: 0,
            alone: false,
            begun: false,
            ready: false,
            encoded: 0,
            tally: FxHashMap::default(),
        }
    }

    /// Every record is here.
    pub(super) fn all_here(&self) -> bool {
        self.expected == Some(self.records.len() as u64)
    }

    /// Every record is here and every message is acknowledged.
    pub(super) fn complete(&self) -> bool {
        self.all_here() && self.unsent.is_empty() && self.in_flight == 0
    }

    /// Enters a record; its messages wait to be sent. `mark`: what an earlier run has learnt of it.
    pub(super) fn accept(
        &mut self,
        finished: Finished,
        mark: Option<&Mark>,
        letters: &DeadLetters,
        skip_letters: bool,
    ) {
        let Finished { charged, worked } = finished;
        let record = self.records.len();
        let mut pending = Pending {
            charged,
            messages: Vec::new(),
            reject: None,
            refused_topic: None,
        };
        let alone = match mark {
            Some(Mark::Refused {
                reject,
                refused_topic,
                bare,
                suspect,
            }) => {
                pending.reject = Some(reject.clone());
                pending.refused_topic.clone_from(refused_topic);
                pending.messages.push(if *bare {
                    pending.letter(letters, Leg::BareDeadLetter)
                } else {
                    pending.letter(letters, Leg::DeadLetter)
                });
                *suspect || *bare
            }
            mark => {
                pending.messages = worked
                    .outputs
                    .into_iter()
                    .map(|output| Message {
                        leg: Leg::Story,
                        output: Some(output),
                        alone: false,
                    })
                    .collect();
                pending.reject = worked.rejects.into_iter().next();
                if pending.reject.is_some() && !skip_letters {
                    let letter = pending.letter(letters, Leg::DeadLetter);
                    pending.messages.push(letter);
                }
                mark.is_some()
            }
        };
        for (message, entry) in pending.messages.iter_mut().enumerate() {
            entry.alone = alone;
            self.encoded += entry.output.as_ref().map_or(0, Output::size) as u64;
            self.unsent.push_back(Place { record, message });
        }
        self.records.push(pending);
    }

    pub(super) fn message(&self, place: Place) -> Option<(&Pending, &Message)> {
        let pending = self.records.get(place.record)?;
        Some((pending, pending.messages.get(place.message)?))
    }

    /// A message is acknowledged: its bytes are free, and count when the cut is committed.
    pub(super) fn acknowledge(&mut self, place: Place) {
        let Some(message) = self
            .records
            .get_mut(place.record)
            .and_then(|r| r.messages.get_mut(place.message))
        else {
            return;
        };
        let Some(output) = message.output.take() else {
            return;
        };
        self.encoded = self.encoded.saturating_sub(output.size() as u64);
        if message.leg == Leg::Story {
            let tally = self.tally.entry(output.topic).or_default();
            tally.records += 1;
            tally.bytes += output.value.as_ref().map_or(0, |v| v.len() as u64);
        }
    }

    /// What the source is told of every record of it.
    pub(super) fn completions(&self) -> Vec<Completed> {
        let completed = |p: &Pending| Completed {
            receipt: p.charged.receipt,
            dead: p.reject.is_some(),
        };
        self.records.iter().map(completed).collect()
    }
}

impl Pending {
    fn letter(&self, letters: &DeadLetters, leg: Leg) -> Message {
        let record = &self.charged.record;
        let refused = self.refused_topic.as_deref();
        let output = self.reject.as_ref().map(|reject| match leg {
            Leg::BareDeadLetter => letters.write_without_value(record, reject, refused),
            _ => letters.write(record, reject, refused),
        });
        Message {
            leg,
            output,
            alone: false,
        }
    }
}
