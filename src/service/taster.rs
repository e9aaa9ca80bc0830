//! What the service runs on each record: the pipeline, then the router.

use crate::delivery::{Work, Worked};
use crate::sink::Router;
use crate::stages::Pipeline;
use crate::story::RawRecord;

/// Pipeline and router as the engine's work.
pub struct Taster {
    pub pipeline: Pipeline,
    pub router: Router,
}

impl Work for Taster {
    fn run(&self, record: &RawRecord) -> Worked {
        self.router.route(record, self.pipeline.taste(record))
    }
}
