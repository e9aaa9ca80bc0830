//! A worker: takes chunks from its lane, runs the work on each record, hands the results to the sink in order.

use crate::clock::Clock;
use crate::delivery::{Charged, Finished, LaneId, Tally, Voided, Work, Worked};
use crate::observe::Metrics;
use crate::story::RawRecord;
use crossbeam_channel::{Receiver, Sender};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// A worker and what it shares with the others.
pub(super) struct Worker<W> {
    pub(super) work: Arc<W>,
    pub(super) lane: LaneId,
    pub(super) voided: Voided,
    pub(super) tally: Tally,
    pub(super) metrics: Metrics,
    pub(super) clock: Clock,
}

impl<W: Work> Worker<W> {
    /// Runs until the lane is closed and empty, or the sink has ended.
    pub(super) fn run(&self, lane: &Receiver<Vec<Charged>>, sink: &Sender<Vec<Finished>>) {
        for chunk in lane {
            let since = self.clock.monotonic();
            let mut done = 0;
            let mut finished = Vec::with_capacity(chunk.len());
            for charged in chunk {
                self.tally.begin(self.lane);
                let worked = if self.voided.contains(charged.receipt.generation) {
                    // Another member works on it; here it only has to come back.
                    Worked::default()
                } else {
                    done += 1;
                    self.work_on(&charged.record)
                };
                finished.push(Finished { charged, worked });
            }
            let busy = self.clock.monotonic().saturating_sub(since);
            self.tally.worked(done, busy);
            if sink.send(finished).is_err() {
                return;
            }
        }
    }

    /// A defect in a stage costs one record its way, not the process its work: the record is kept as a dead letter.
    fn work_on(&self, record: &RawRecord) -> Worked {
        let work = AssertUnwindSafe(|| self.work.run(record));
        catch_unwind(work).unwrap_or_else(|_| {
            self.metrics.panics.inc();
            let origin = &record.origin;
            tracing::error!(topic = %origin.topic, partition = origin.partition, offset = origin.offset,
                "a stage panicked on this record; it goes to the dead letters");
            Worked::defect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::{Book, Charge, CutNumber, Generation, Lanes, Receipt, TopicPartition};
    use crate::story::{Origin, RejectReason};
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
            record: RawRecord::new(Origin::new("c", "t", 0, offset), None),
            receipt: Receipt {
                generation: Generation(1),
                offset,
            },
            cut: CutNumber::FIRST,
            polled_at: Duration::ZERO,
        };
        // An assignment that has ended with a record under way.
        let voided = Voided::default();
        let gone = TopicPartition::new("t", 1);
        let mut book = Book::new(Charge::default()).telling(voided.clone());
        book.assign(gone.clone());
        let receipt = book.charge(&gone, 1, 0, None).unwrap().unwrap();
        book.drop_partition(&gone);
        let mut void = charged(1);
        void.receipt = receipt;
        let chunk = (0..3).map(|offset| Charged {
            receipt: Receipt {
                generation: Generation(9),
                offset,
            },
            ..charged(offset)
        });
        to_lane.send(chunk.chain([void]).collect()).unwrap();
        drop(to_lane);
        let tally = Tally::new(1);
        let mut lanes = Lanes::new(tally.clone());
        for _ in 0..5 {
            lanes.enter(0, None);
        }
        let worker = Worker {
            work: Arc::new(Explosive),
            lane: LaneId(0),
            voided,
            tally,
            metrics: Metrics::new().unwrap(),
            clock: Clock::manual(0),
        };
        worker.run(&lane, &sink);
        let reasons: Vec<_> = finished
            .try_recv()
            .unwrap()
            .iter()
            .map(|f| f.worked.rejects.first().map(|r| r.reason))
            .collect();
        assert_eq!(
            reasons,
            [None, Some(RejectReason::Internal), None, None],
            "the void one is not worked"
        );
        assert_eq!(worker.metrics.panics.get(), 1);
        assert_eq!(lanes.waiting(), 1, "a void one is taken up as well");
    }
}
