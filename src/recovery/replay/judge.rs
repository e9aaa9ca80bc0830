//! Records to outcomes and outputs, on several threads, in the order of the records.

use super::memory::{Now, endings};
use super::{Replay, ReplaySettings};
use crate::delivery::Worked;
use crate::story::{Header, Outcome, RawRecord, RejectReason};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// Records judged at a time.
pub(super) const CHUNK: usize = 256;

/// Header with the Kafka timestamp of the input, in milliseconds since 1970; the record itself is of now, or retention
/// could delete it at once.
const TIMESTAMP: &str = "copytaster.replay.timestamp";
/// Header with the id of the replay.
const ID: &str = "copytaster.replay.id";

/// A record and what became of it.
pub(super) struct Judged {
    pub partition: i32,
    pub offset: i64,
    pub worked: Worked,
}

/// How many threads judge.
#[derive(Debug, Clone, Copy)]
pub(super) struct Judge {
    threads: usize,
}

impl Judge {
    pub fn new(threads: usize) -> Self {
        Self {
            threads: threads.max(1),
        }
    }

    fn run<T: Send>(self, records: &[RawRecord], work: impl Fn(&RawRecord) -> T + Sync) -> Vec<T> {
        let share = records.len().div_ceil(self.threads).max(1);
        std::thread::scope(|scope| {
            let parts: Vec<_> = records
                .chunks(share)
                .map(|part| {
                    let work = &work;
                    scope.spawn(move || part.iter().map(work).collect::<Vec<T>>())
                })
                .collect();
            // A panic of the work is caught where it is run.
            parts
                .into_iter()
                .flat_map(|part| part.join().unwrap_or_default())
                .collect()
        })
    }
}

impl Replay {
    /// Judges records, counts and remembers how their stories ended.
    pub(super) fn judged(&mut self, records: &[RawRecord]) -> Vec<Judged> {
        let settings = &self.settings;
        let all = self.judge.run(records, |record| taste(settings, record));
        let mut judged = Vec::with_capacity(all.len());
        for (record, (worked, ended)) in records.iter().zip(all) {
            self.report.records += 1;
            for reject in &worked.rejects {
                *self
                    .report
                    .rejected
                    .entry(reject.reason.code())
                    .or_default() += 1;
            }
            for reason in ended.dropped {
                *self.report.dropped.entry(reason).or_default() += 1;
            }
            if self.settings.enriched.is_some() {
                self.memory.keep(record, ended.stories);
            }
            judged.push(Judged {
                partition: record.origin.partition,
                offset: record.origin.offset,
                worked,
            });
        }
        judged
    }
}

/// How a record's stories ended.
struct Ended {
    stories: Vec<(u32, &'static str, Now)>,
    dropped: Vec<&'static str>,
}

fn taste(settings: &ReplaySettings, record: &RawRecord) -> (Worked, Ended) {
    let work = || {
        let outcomes = settings.pipeline.taste(record);
        let ended = Ended {
            stories: endings(&outcomes),
            dropped: outcomes.iter().filter_map(dropped).collect(),
        };
        (settings.router.route(record, outcomes), ended)
    };
    let (mut worked, ended) = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        let ended = Ended {
            stories: vec![(0, "und", Now::Ended(RejectReason::Internal.code()))],
            dropped: Vec::new(),
        };
        (Worked::defect(), ended)
    });
    for output in &mut worked.outputs {
        output.timestamp_ms = None;
        output.headers = marked(&output.headers, &settings.id, record.timestamp_ms);
    }
    (worked, ended)
}

fn dropped<T>(outcome: &Outcome<T>) -> Option<&'static str> {
    match outcome {
        Outcome::Drop(drop) => Some(drop.reason.code()),
        _ => None,
    }
}

fn marked(headers: &[Header], id: &str, timestamp_ms: Option<i64>) -> Arc<[Header]> {
    let header = |name: &str, value: String| Header {
        name: name.into(),
        value: Some(value.into_bytes()),
    };
    let timestamp = timestamp_ms.map(|ms| header(TIMESTAMP, ms.to_string()));
    let ours = [header(ID, id.to_owned())];
    headers
        .iter()
        .cloned()
        .chain(ours)
        .chain(timestamp)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::Origin;

    #[test]
    fn any_number_of_threads_gives_the_results_in_the_order_of_the_records() {
        let record = |offset| RawRecord::new(Origin::new("c", "t", 0, offset), None);
        for count in [0, 1, 5, 257] {
            let records: Vec<RawRecord> = (0..count).map(record).collect();
            for threads in [0, 1, 3, 8] {
                let offsets = Judge::new(threads).run(&records, |r| r.origin.offset);
                assert_eq!(offsets, (0..count).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn an_output_says_of_which_replay_it_is_and_when_its_input_was_written() {
        let headers = marked(&[], "june", Some(17));
        let shown: Vec<(&str, &[u8])> = headers
            .iter()
            .map(|h| (&*h.name, h.value.as_deref().unwrap_or_default()))
            .collect();
        assert_eq!(
            shown,
            [
                ("copytaster.replay.id", &b"june"[..]),
                ("copytaster.replay.timestamp", b"17")
            ]
        );
        assert_eq!(marked(&[], "june", None).len(), 1);
    }
}
