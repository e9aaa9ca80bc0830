//! A worker: takes chunks from its lane, runs the work on each record, hands the results to the sink in order.

use crate::delivery::{Charged, Finished, Voided, Work, Worked};
use crate::observe::Metrics;
use crossbeam_channel::{Receiver, Sender};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// Runs until the lane is closed and empty, or the sink has ended.
pub(super) fn run<W: Work>(
    work: &Arc<W>,
    lane: &Receiver<Vec<Charged>>,
    sink: &Sender<Vec<Finished>>,
    voided: &Voided,
    metrics: &Metrics,
) {
    for chunk in lane {
        let finished = chunk
            .into_iter()
            .map(|charged| finish(work, charged, voided, metrics))
            .collect();
        if sink.send(finished).is_err() {
            return;
        }
    }
}

/// A defect in a stage costs one record its way, not the process its work: the record is kept as a dead letter.
fn finish<W: Work>(
    work: &Arc<W>,
    charged: Charged,
    voided: &Voided,
    metrics: &Metrics,
) -> Finished {
    if voided.contains(charged.receipt.generation) {
        // Another member works on it; here it only has to come back.
        let worked = Worked::default();
        return Finished { charged, worked };
    }
    let worked = catch_unwind(AssertUnwindSafe(|| work.run(&charged.record))).unwrap_or_else(|_| {
        metrics.panics.inc();
        let origin = &charged.record.origin;
        tracing::error!(topic = %origin.topic, partition = origin.partition, offset = origin.offset,
            "a stage panicked on this record; it goes to the dead letters");
        Worked::defect()
    });
    Finished { charged, worked }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::{CutNumber, Generation, LaneId, Receipt};
    use crate::story::{Origin, RawRecord, RejectReason};
    use std::time::Duration;

    struct Explosive;

    impl Work for Explosive {
        fn run(&self, record: &RawRecord) -> Worked {
            assert!(record.origin.offset != 1, "boom");
            Worked::default()
        }
    }

    #[test]
    fn a_panic_costs_one_record_and_not_the_worker() {
        let (to_lane, lane) = crossbeam_channel::unbounded();
        let (sink, finished) = crossbeam_channel::unbounded();
        let charged = |offset| Charged {
            record: RawRecord {
                origin: Origin {
                    cluster: "c".into(),
                    topic: "t".into(),
                    partition: 0,
                    offset,
                },
                key: None,
                value: None,
                headers: Vec::new(),
                timestamp_ms: None,
            },
            receipt: Receipt {
                generation: Generation(1),
                offset,
            },
            lane: LaneId(0),
            cut: CutNumber::FIRST,
            polled_at: Duration::ZERO,
        };
        to_lane.send((0..3).map(charged).collect()).unwrap();
        drop(to_lane);
        let metrics = Metrics::new().unwrap();
        let voided = Voided::default();
        run(&Arc::new(Explosive), &lane, &sink, &voided, &metrics);
        let reasons: Vec<_> = finished
            .try_recv()
            .unwrap()
            .iter()
            .map(|f| f.worked.rejects.first().map(|r| r.reason))
            .collect();
        assert_eq!(reasons, [None, Some(RejectReason::Internal), None]);
        assert_eq!(metrics.panics.get(), 1);
    }
}
