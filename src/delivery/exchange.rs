//! What source and sink say to each other beside the records: completions in both modes; in exactly-once mode also the
//! steps of a cut.
//!
//! ```text
//! source                                   sink
//!   Close  (nothing more comes into it) ─▶
//!                                       ◀─ Ready     (every record has ended, every output is acknowledged)
//!   Commit (offsets, group metadata)    ─▶
//!                                       ◀─ Completed (its records), Committed
//! ```
//!
//! At any time the sink may answer `Aborted` instead, by itself or because the source sent `Abort`. Then everything in
//! flight is void: the source reads the committed offsets again, goes back to them, and says from which cut on records
//! count again.

use super::cuts::CutNumber;
use super::{Completed, Cut};
use std::time::Duration;

/// From the source to the sink. `G` is what proves the source's membership in its group.
#[derive(Debug)]
pub enum Order<G> {
    /// This cut has so many records; no more will come.
    Close { cut: CutNumber, records: u64 },
    /// Commit the cut that was reported as ready.
    Commit {
        cut: CutNumber,
        offsets: Cut,
        group: G,
    },
    /// Abort whatever is under way and report it.
    Abort { why: &'static str },
    /// Records of earlier cuts are void.
    Restart { from: CutNumber },
}

/// From the sink to the source.
#[derive(Debug)]
pub enum Report {
    /// These records have ended and what they became is safe; or they are void and only leave memory.
    Completed(Vec<Completed>),
    Ready {
        cut: CutNumber,
    },
    Committed {
        cut: CutNumber,
    },
    /// The transaction is aborted for certain. Try again not before `retry_after`.
    Aborted {
        retry_after: Duration,
    },
}
