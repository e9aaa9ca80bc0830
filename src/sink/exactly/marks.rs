//! What is remembered of records from one run of a cut to the next.
//!
//! A refused message aborts its whole transaction, so the refusal can only be acted on when the cut runs again. Brokers
//! judge whole batches by size: a record of a batch that was too large is a *suspect* and is sent alone next time; one
//! refused alone, or for itself, is *refused* and goes to the dead letters. A mark goes when its record is committed.

use crate::story::{Origin, Reject};
use std::collections::HashMap;
use std::sync::Arc;

/// Topic, partition, offset of a record.
type Place = (Arc<str>, i32, i64);

/// What is known of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Mark {
    /// To be sent alone.
    Suspect,
    /// To be written to the dead letters.
    Refused {
        reject: Reject,
        refused_topic: Option<Arc<str>>,
        /// Its dead letter was refused alone: to be sent alone again, without its value.
        bare: bool,
        /// The dead letter's batch was too large.
        suspect: bool,
    },
}

#[derive(Debug, Default)]
pub(super) struct Marks(HashMap<Place, Mark>);

impl Marks {
    pub(super) fn of(&self, origin: &Origin) -> Option<&Mark> {
        if self.0.is_empty() {
            return None;
        }
        self.0.get(&place(origin))
    }

    /// Its batch was too large.
    pub(super) fn suspect(&mut self, origin: &Origin) {
        match self.0.get_mut(&place(origin)) {
            Some(Mark::Refused { suspect, .. }) => *suspect = true,
            _ => {
                self.0.insert(place(origin), Mark::Suspect);
            }
        }
    }

    /// An output of it was refused for good.
    pub(super) fn refuse(&mut self, origin: &Origin, reject: Reject, topic: Option<Arc<str>>) {
        let mark = Mark::Refused {
            reject,
            refused_topic: topic,
            bare: false,
            suspect: false,
        };
        self.0.insert(place(origin), mark);
    }

    /// Its dead letter is too large for its topic.
    pub(super) fn bare(&mut self, origin: &Origin, reject: Reject, topic: Option<Arc<str>>) {
        let mark = Mark::Refused {
            reject,
            refused_topic: topic,
            bare: true,
            suspect: false,
        };
        self.0.insert(place(origin), mark);
    }

    pub(super) fn clear(&mut self, origin: &Origin) {
        if !self.0.is_empty() {
            self.0.remove(&place(origin));
        }
    }
}

fn place(origin: &Origin) -> Place {
    (Arc::clone(&origin.topic), origin.partition, origin.offset)
}
