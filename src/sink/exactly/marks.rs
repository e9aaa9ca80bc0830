//! What is remembered of records from one run of a cut to the next.
//!
//! A refused message aborts its whole transaction, so the refusal can only be acted on when the cut runs again. Brokers
//! judge whole batches by size: a record of a batch that was too large is a *suspect* and is sent alone next time; one
//! refused alone, or for itself, is *refused* and goes to the dead letters. A mark goes when its record is committed, or
//! after [`KEPT`] commits without it: its partition has moved away, or will teach us again at the price of one abort.

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

/// What an abort puts back is read again within a few cuts.
const KEPT: u64 = 100;

#[derive(Debug, Default)]
pub(super) struct Marks {
    /// Each with the number of commits there were when it was made.
    marks: HashMap<Place, (Mark, u64)>,
    commits: u64,
}

impl Marks {
    pub(super) fn of(&self, origin: &Origin) -> Option<&Mark> {
        if self.marks.is_empty() {
            return None;
        }
        self.marks.get(&place(origin)).map(|(mark, _)| mark)
    }

    /// Its batch was too large.
    pub(super) fn suspect(&mut self, origin: &Origin) {
        match self.marks.get_mut(&place(origin)) {
            Some((Mark::Refused { suspect, .. }, _)) => *suspect = true,
            _ => self.set(origin, Mark::Suspect),
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
        self.set(origin, mark);
    }

    /// Its dead letter is too large for its topic.
    pub(super) fn bare(&mut self, origin: &Origin, reject: Reject, topic: Option<Arc<str>>) {
        let mark = Mark::Refused {
            reject,
            refused_topic: topic,
            bare: true,
            suspect: false,
        };
        self.set(origin, mark);
    }

    /// These records are committed.
    pub(super) fn committed<'a>(&mut self, origins: impl Iterator<Item = &'a Origin>) {
        self.commits += 1;
        if self.marks.is_empty() {
            return;
        }
        for origin in origins {
            self.marks.remove(&place(origin));
        }
        let commits = self.commits;
        self.marks.retain(|_, (_, made)| commits - *made < KEPT);
    }

    fn set(&mut self, origin: &Origin, mark: Mark) {
        self.marks.insert(place(origin), (mark, self.commits));
    }
}

fn place(origin: &Origin) -> Place {
    (Arc::clone(&origin.topic), origin.partition, origin.offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(partition: i32, offset: i64) -> Origin {
        Origin::new("test", "stories.raw", partition, offset)
    }

    #[test]
    fn a_mark_goes_when_its_record_is_committed() {
        let mut marks = Marks::default();
        marks.suspect(&origin(0, 7));
        marks.committed([origin(0, 6)].iter());
        assert_eq!(marks.of(&origin(0, 7)), Some(&Mark::Suspect));
        marks.committed([origin(0, 7)].iter());
        assert_eq!(marks.of(&origin(0, 7)), None);
    }

    #[test]
    fn marks_of_a_partition_that_moved_away_do_not_stay_for_ever() {
        let mut marks = Marks::default();
        marks.suspect(&origin(1, 7));
        for offset in 1..KEPT as i64 {
            marks.committed([origin(0, offset)].iter());
        }
        assert_eq!(
            marks.of(&origin(1, 7)),
            Some(&Mark::Suspect),
            "it may come back"
        );
        marks.committed([origin(0, KEPT as i64)].iter());
        assert!(marks.marks.is_empty());
    }
}
