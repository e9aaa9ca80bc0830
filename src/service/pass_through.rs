//! The simplest work: every record goes to one topic as it is, with its key and headers. What the engine costs by
//! itself is measured with it.

use crate::delivery::{Output, Work, Worked};
use crate::story::RawRecord;
use std::sync::Arc;

/// Copies records to a topic.
#[derive(Debug, Clone)]
pub struct PassThrough {
    topic: Arc<str>,
}

impl PassThrough {
    pub fn new(topic: &str) -> Self {
        Self {
            topic: Arc::from(topic),
        }
    }
}

impl Work for PassThrough {
    fn run(&self, record: &RawRecord) -> Worked {
        Worked {
            outputs: vec![Output {
                topic: Arc::clone(&self.topic),
                key: record.key.as_deref().map(Arc::from),
                value: record.value.as_deref().map(Arc::from),
                headers: record.headers.clone().into(),
                timestamp_ms: record.timestamp_ms,
            }],
            rejects: Vec::new(),
        }
    }

    fn outputs(&self) -> Vec<Arc<str>> {
        vec![Arc::clone(&self.topic)]
    }
}
