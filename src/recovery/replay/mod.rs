//! A past range of the inputs judged again with the present configuration, into a topic of its own, and compared with
//! what was decided then.
//!
//! Owns one run of one instance. Promises that nothing but the target is written; that an output is acknowledged before
//! the group's progress includes its record, so that a run that was cut off loses nothing and goes on where it stood;
//! that the end of each partition is fixed by the first instance that takes it and the same for all after it; that a
//! story has the `record_id` it had then. Instances that run at the same time share the partitions; none ends before
//! all of the range is done, so that one that dies leaves its part to the others. Each compares the stories it judged
//! itself.
//!
//! * [`Range`] — what is read; [`part`] — how far it is.
//! * [`judge`] — records to outcomes, on all cores.
//! * [`memory`], [`before`] — what was decided now and then.

mod before;
mod judge;
mod memory;
mod part;
mod range;
mod work;

pub use range::{Range, Stretch};

use super::call::CallError;
use super::snapshot::{Snapshot, SnapshotError};
use crate::clock::Clock;
use crate::compare::Comparison;
use crate::sink::Router;
use crate::stages::Pipeline;
use judge::Judge;
use memory::Memory;
use range::Found;
use rdkafka::config::ClientConfig;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How long an instance waits for its first partition.
const JOIN: Duration = Duration::from_mins(1);

/// One run.
pub struct ReplaySettings {
    /// Settings of the service's member and producer.
    pub consumer: ClientConfig,
    pub producer: ClientConfig,
    /// Group whose members share the run, and that remembers how far it is.
    pub group: String,
    /// Stands in a header of what is written.
    pub id: String,
    pub cluster: String,
    /// Inputs to read.
    pub topics: Vec<String>,
    pub range: Range,
    /// The stages as they are now, and a router that writes to the target alone.
    pub pipeline: Pipeline,
    pub router: Router,
    /// Worker threads; at least 1.
    pub threads: usize,
    /// Records a second.
    pub rate: Option<f64>,
    /// `stories.enriched` of then; `None` compares nothing.
    pub enriched: Option<String>,
    /// Stories to remember for the comparison, at most.
    pub compare: usize,
    /// Changes shown whole in the report.
    pub examples: usize,
    /// Write nothing, store nothing, share with nobody.
    pub dry_run: bool,
}

/// What became of the records of this instance.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReplayReport {
    /// Records read.
    pub records: u64,
    /// Outputs acknowledged; with a dry run, those that would be written.
    pub written: u64,
    /// Stories dropped, by reason.
    pub dropped: BTreeMap<&'static str, u64>,
    /// Records and stories rejected, by reason.
    pub rejected: BTreeMap<&'static str, u64>,
    /// Outputs that the target refused for good, by reason.
    pub refused: BTreeMap<String, u64>,
    /// Offsets asked for that are not there any more, or not yet.
    pub missing: u64,
    /// Told to stop before the end.
    pub stopped: bool,
    /// The differences to what was decided then.
    pub comparison: Option<Comparison>,
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Records read by this instance.
    Read(u64),
    /// Everything is written; so many records of then, of so many, are looked at.
    Comparing(u64, u64),
}

/// Why a run ended early.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    #[error(transparent)]
    Read(#[from] SnapshotError),
    #[error(transparent)]
    Call(#[from] CallError),
    #[error("the producer can't go on: {0}; run it again to go on where it stood")]
    Fatal(String),
    #[error("an output was not written: {0}; run it again to go on where it stood")]
    NotWritten(String),
    #[error("no partition of {topic} within {JOIN:?}; are the members of the group {group} stuck?")]
    NoPart { topic: String, group: String },
    #[error(
        "the group {group} was begun for another range ({noted}); give this one another --id, or the same range"
    )]
    OtherRange { group: String, noted: String },
}

/// A run under way.
pub struct Replay {
    settings: ReplaySettings,
    found: Vec<(String, Found)>,
    judge: Judge,
    memory: Memory,
    report: ReplayReport,
    clock: Clock,
}

impl Replay {
    /// Finds the range in the inputs.
    ///
    /// # Errors
    /// An input can't be read.
    pub fn new(settings: ReplaySettings, clock: Clock) -> Result<Self, ReplayError> {
        let mut found = Vec::new();
        let mut report = ReplayReport::default();
        for topic in &settings.topics {
            let there = settings
                .range
                .find(&settings.consumer, &settings.group, topic)?;
            report.missing += there.missing;
            found.push((topic.clone(), there));
        }
        Ok(Self {
            judge: Judge::new(settings.threads),
            memory: Memory::new(settings.compare),
            settings,
            found,
            report,
            clock,
        })
    }

    /// Offsets in the range, at most so many records.
    pub fn total(&self) -> u64 {
        self.found.iter().map(|(_, found)| found.total()).sum()
    }

    /// Runs until the range is done, or `stop` is set: then what is under way is finished and stored.
    ///
    /// # Errors
    /// Kafka can't be used, or an output can't be written. What is stored by then stays; the next run goes on.
    pub fn run(
        mut self,
        stop: &AtomicBool,
        mut progress: impl FnMut(Progress),
    ) -> Result<ReplayReport, ReplayError> {
        let found = std::mem::take(&mut self.found);
        for (topic, found) in found {
            if stop.load(Ordering::Acquire) {
                self.report.stopped = true;
                break;
            }
            if self.settings.dry_run {
                self.try_out(&topic, found, stop, &mut progress)?;
            } else {
                self.work_on(&topic, &found, stop, &mut progress)?;
            }
        }
        if !self.report.stopped {
            self.report.comparison = self.compare(stop, &mut progress)?;
        }
        Ok(self.report)
    }

    /// Judges all of a topic's range and writes nothing.
    fn try_out(
        &mut self,
        topic: &str,
        found: Found,
        stop: &AtomicBool,
        progress: &mut impl FnMut(Progress),
    ) -> Result<(), ReplayError> {
        let Self { settings, .. } = self;
        let (client, group) = (&settings.consumer, &settings.group);
        let mut records = Snapshot::of_spans(client, group, &settings.cluster, topic, found.spans)?;
        let mut chunk = Vec::with_capacity(judge::CHUNK);
        loop {
            let record = records.next_record()?;
            let ended = record.is_none();
            chunk.extend(record);
            if chunk.len() == judge::CHUNK || ended {
                for judged in self.judged(&std::mem::take(&mut chunk)) {
                    self.report.written += judged.worked.outputs.len() as u64;
                }
                progress(Progress::Read(self.report.records));
            }
            if stop.load(Ordering::Acquire) {
                self.report.stopped = true;
                return Ok(());
            }
            if ended {
                return Ok(());
            }
        }
    }
}
