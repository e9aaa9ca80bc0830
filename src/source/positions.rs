//! Where the source stands, told by its thread and read by others.

use crate::delivery::TopicPartition;
use std::sync::{Arc, Mutex, PoisonError};

/// Where the source stands in one partition.
#[derive(Debug, Clone)]
pub struct Position {
    pub partition: TopicPartition,
    /// The offset last handed to the broker.
    pub handed: Option<i64>,
    /// The first offset read.
    pub began: Option<i64>,
    /// Kafka timestamp of the oldest record read and not complete.
    pub oldest_timestamp_ms: Option<i64>,
    /// Where the partition ended when everything before was read and complete.
    pub end: Option<i64>,
}

/// The source's positions as of its last tick. Written once a second, read by the monitor.
#[derive(Debug, Clone, Default)]
pub struct Positions(Arc<Mutex<Vec<Position>>>);

impl Positions {
    pub(super) fn publish(&self, positions: Vec<Position>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = positions;
    }

    pub fn snapshot(&self) -> Vec<Position> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}
