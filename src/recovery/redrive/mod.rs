//! Letters back to where they came from.
//!
//! Owns one run: which letters go, how fast, and what is stored of it. A letter counts as gone back when the brokers have
//! acknowledged it; only then does the group's stored progress include it ([`Share`]), so that a run that is cut off
//! repeats what was under way and nothing else, under the same `record_id`. The end is fixed at the start: a record that
//! fails again becomes a new letter with a higher attempt, for another run. Runs at the same time share the partitions.
//! A letter goes only to a topic that is an input of the service, unless a target is named: headers may be forged.

mod work;

use super::back::Back;
use super::call::{CallError, failed};
use super::filter::Filter;
use super::member::Member;
use super::original::Originals;
use super::share::Share;
use super::snapshot::{Snapshot, SnapshotError, Span};
use crate::clock::Clock;
use crate::wire::Hints;
use rdkafka::config::ClientConfig;
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use work::Decision;

/// How long a run waits for its first partition.
const JOIN: Duration = Duration::from_mins(1);

/// Where letters go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// To the topic and partition each came from, if that is one of these: topics, with the number of their partitions.
    Origin(BTreeMap<String, usize>),
    /// All to one topic, by their keys.
    Topic(String),
}

/// One run.
#[derive(Debug, Clone)]
pub struct RedriveSettings {
    /// Settings of the service's member and producer.
    pub consumer: ClientConfig,
    pub producer: ClientConfig,
    /// Group that remembers what went back.
    pub group: String,
    /// The dead letters.
    pub topic: String,
    pub cluster: String,
    pub hints: Hints,
    pub filter: Filter,
    pub target: Target,
    /// Letters that have failed so often, or more, stay.
    pub max_attempts: u32,
    /// Letters a second.
    pub rate: Option<f64>,
    /// Most letters to send.
    pub limit: Option<u64>,
    /// Send nothing and store nothing.
    pub dry_run: bool,
}

/// What became of the letters that were looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RedriveReport {
    pub looked_at: u64,
    /// Acknowledged; with a dry run, those that would be sent.
    pub sent: u64,
    /// Of those, letters without value whose original was fetched.
    pub fetched: u64,
    /// Went back in an earlier run.
    pub already: u64,
    pub not_chosen: u64,
    /// Failed as often as is allowed.
    pub used_up: u64,
    /// Others that stay, by a word for why.
    pub left: BTreeMap<String, u64>,
    /// Letters whose acknowledgement did not come before the end: they may have gone, and go again in the next run.
    pub unsure: u64,
    /// Told to stop before the end.
    pub stopped: bool,
    /// Ended because so many letters stay between those that went that it could not be remembered.
    pub full: bool,
}

/// Why a run ended early.
#[derive(Debug, thiserror::Error)]
pub enum RedriveError {
    #[error(transparent)]
    Read(#[from] SnapshotError),
    #[error(transparent)]
    Call(#[from] CallError),
    #[error("the producer can't go on: {0}; run it again")]
    Fatal(String),
    #[error("no partition of {topic} within {JOIN:?}: another run of the group {group} has them")]
    NoShare { topic: String, group: String },
}

/// A run under way.
pub struct Redrive {
    settings: RedriveSettings,
    spans: BTreeMap<i32, Span>,
    shares: BTreeMap<i32, Share>,
    originals: Originals,
    report: RedriveReport,
    under_way: HashMap<usize, (i32, i64)>,
    tags: usize,
    clock: Clock,
}

impl Redrive {
    /// Fixes the end of the run.
    ///
    /// # Errors
    /// The dead letters can't be read.
    pub fn new(settings: RedriveSettings, clock: Clock) -> Result<Self, RedriveError> {
        let ends = Snapshot::open(
            &settings.consumer,
            &settings.group,
            &settings.cluster,
            &settings.topic,
            None,
        )?;
        Ok(Self {
            spans: ends.spans().iter().map(|s| (s.partition, *s)).collect(),
            shares: BTreeMap::new(),
            originals: Originals::new(&settings.consumer, &settings.group, &settings.cluster),
            report: RedriveReport::default(),
            under_way: HashMap::new(),
            tags: 0,
            settings,
            clock,
        })
    }

    /// Offsets to be looked at, at most.
    pub fn total(&self) -> u64 {
        self.spans.values().map(|s| s.until.abs_diff(s.from)).sum()
    }

    /// Runs to the end, or until `stop` is set: then what is under way is waited for and stored.
    ///
    /// # Errors
    /// Reading or sending can't go on. What was acknowledged before is stored if the brokers still answer.
    pub fn run(
        mut self,
        stop: &AtomicBool,
        mut progress: impl FnMut(&RedriveReport),
    ) -> Result<RedriveReport, RedriveError> {
        if self.settings.dry_run {
            return self.try_out(stop, progress);
        }
        let settings = &self.settings;
        let mut member = Member::join(
            &settings.consumer,
            &settings.group,
            &settings.cluster,
            &settings.topic,
        )
        .map_err(failed("joining the group"))?;
        let back = Back::new(&settings.producer).map_err(failed("making the producer"))?;
        let ran = self.send_all(&member, &back, stop, &mut progress);
        // Also after an error: what has arrived is not sent again.
        let settled = self
            .settle(&back, None)
            .and_then(|()| self.commit(&member, None));
        self.report.unsure = self.under_way.len() as u64;
        member.close();
        progress(&self.report);
        ran.and(settled).map(|()| self.report)
    }

    /// Decides of every letter and sends none.
    fn try_out(
        mut self,
        stop: &AtomicBool,
        mut progress: impl FnMut(&RedriveReport),
    ) -> Result<RedriveReport, RedriveError> {
        let settings = &self.settings;
        let (consumer, group, topic) = (
            settings.consumer.clone(),
            settings.group.clone(),
            settings.topic.clone(),
        );
        let mut letters = Snapshot::open(&consumer, &group, &settings.cluster, &topic, None)?;
        self.spans = letters.spans().iter().map(|s| (s.partition, *s)).collect();
        let partitions: Vec<i32> = self.spans.keys().copied().collect();
        self.take_shares(&partitions, |p| letters.stored(p))?;
        while let Some(record) = letters.next_record()? {
            if stop.load(Ordering::Acquire) {
                self.report.stopped = true;
                break;
            }
            if self
                .settings
                .limit
                .is_some_and(|limit| self.report.sent >= limit)
            {
                break;
            }
            let (partition, offset) = (record.origin.partition, record.origin.offset);
            let below = self
                .shares
                .get(&partition)
                .is_none_or(|share| offset < share.start());
            if below {
                self.report.looked_at += 1;
                self.report.already += 1;
            } else if matches!(self.decide(record), Decision::Send(_)) {
                self.report.sent += 1;
            }
            if self.report.looked_at.is_multiple_of(256) {
                progress(&self.report);
            }
        }
        Ok(self.report)
    }
}
