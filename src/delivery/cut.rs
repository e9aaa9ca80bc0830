//! A cut: a set of charged records, complete from below in every partition, that is committed as one.
//!
//! At least once, a cut is simply the frontiers that moved since the last commit. The sink and the source speak to
//! each other in cuts, so that a transaction can later close over the same set.

use super::TopicPartition;

/// Offsets to commit: for each partition the offset of the first record that is *not* covered (Kafka's convention).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cut {
    pub offsets: Vec<(TopicPartition, i64)>,
}

impl Cut {
    /// Nothing to commit. An empty cut is never sent: Kafka accepts it even from a member that owns nothing.
    pub fn is_empty(&self) -> bool {
        self.offsets.is_empty()
    }

    /// The offset for one partition, if the cut covers it.
    pub fn offset_of(&self, partition: &TopicPartition) -> Option<i64> {
        self.offsets
            .iter()
            .find(|(p, _)| p == partition)
            .map(|(_, offset)| *offset)
    }
}
