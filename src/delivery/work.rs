//! What passes between the engine and whatever it runs. The engine (source, delivery, sink) knows nothing of stories
//! or topics: it hands out raw records, gets back encoded outputs and rejects, and accounts for both.

use super::{CutNumber, Receipt};
use crate::story::{Header, RawRecord, Reject, RejectReason, Stage};
use std::sync::Arc;

/// The work done on each record, called on worker threads. Pure: the same record gives the same outputs.
pub trait Work: Send + Sync + 'static {
    fn run(&self, record: &RawRecord) -> Worked;

    /// The topics it is known to write; it may write others.
    fn outputs(&self) -> Vec<Arc<str>> {
        Vec::new()
    }
}

/// What became of a record.
#[derive(Debug, Default)]
pub struct Worked {
    pub outputs: Vec<Output>,
    /// Why the record (or some of its stories) goes to the dead letters; one dead letter is written for all.
    pub rejects: Vec<Reject>,
}

impl Worked {
    /// A stage panicked on the record: it is kept, and nothing else comes of it.
    pub fn defect() -> Self {
        let message = "a defect in a stage; please report it with this record";
        Self {
            outputs: Vec::new(),
            rejects: vec![Reject::new(Stage::Source, RejectReason::Internal, message)],
        }
    }
}

/// A message to be produced. Values are shared: the same bytes go to several topics.
#[derive(Debug, Clone)]
pub struct Output {
    pub topic: Arc<str>,
    pub key: Option<Arc<[u8]>>,
    /// `None` is a tombstone, or a dead letter whose value the topic does not take.
    pub value: Option<Arc<[u8]>>,
    pub headers: Arc<[Header]>,
    /// Kafka timestamp; `None` leaves it to the client (now).
    pub timestamp_ms: Option<i64>,
}

impl Output {
    /// Bytes of key and value, as counted against the encoded budget.
    pub fn size(&self) -> usize {
        self.key.as_ref().map_or(0, |k| k.len()) + self.value.as_ref().map_or(0, |v| v.len())
    }

    /// Bytes it takes in a batch at least, before compression: headers too, framing not counted.
    pub fn wire_size(&self) -> u64 {
        let header = |h: &Header| h.name.len() + h.value.as_ref().map_or(0, Vec::len);
        (self.size() + self.headers.iter().map(header).sum::<usize>()) as u64
    }
}

/// A record on its way.
#[derive(Debug)]
pub struct Charged {
    pub record: RawRecord,
    pub receipt: Receipt,
    /// The transaction it belongs to; always the first where there are none.
    pub cut: CutNumber,
    /// Monotonic time of the poll.
    pub polled_at: std::time::Duration,
}

/// A record after its work, on its way to the sink.
#[derive(Debug)]
pub struct Finished {
    pub charged: Charged,
    pub worked: Worked,
}

/// A record whose outputs or dead letter are all acknowledged.
#[derive(Debug, Clone, Copy)]
pub struct Completed {
    pub receipt: Receipt,
    /// It ended as a dead letter.
    pub dead: bool,
}
