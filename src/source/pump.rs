//! The source thread's loop. It owns the consumer and the book by value and never blocks on anything but a poll of a
//! few milliseconds.
//!
//! The duties of one round have a fixed order, chosen so that none can starve another: stop, tick (commit, gauges),
//! rebalance, completions, poll. Backpressure never stops the polling (`room.rs`).
//!
//! A revoke is not answered at once. The partitions are paused, what still comes of them is left to their next owner,
//! and only when every record in flight of them has completed — or a deadline has passed — is the final commit made
//! and the assignment given back.

use super::exactly::Exactly;
use super::feed::{Feed, FeedError, Polled};
use super::guards::Guards;
use super::rebalances::{Assigning, Revocation};
use super::settings::{PumpSettings, PumpWiring};
use crate::delivery::{
    Backlog, Book, Charged, Completed, Completion, CutNumber, Lanes, Report, Sabotage,
    TopicPartition,
};
use crate::observe::Phase;
use crate::story::RawRecord;
use crossbeam_channel::TryRecvError;
use rustc_hash::FxHashMap;
use std::sync::Arc;
use std::time::Duration;

struct TopicCounters {
    records: prometheus::IntCounter,
    bytes: prometheus::IntCounter,
    size: prometheus::Histogram,
}

/// The loop.
pub struct Pump<F: Feed> {
    pub(super) feed: F,
    pub(super) settings: PumpSettings,
    pub(super) wiring: PumpWiring<F::Group>,
    pub(super) book: Book,
    pub(super) lanes: Lanes,
    pub(super) backlog: Backlog,
    /// One chunk a lane, filled by a round and handed over at its end.
    pub(super) chunks: Vec<Vec<Charged>>,
    pub(super) revocation: Option<Revocation>,
    pub(super) assigning: Option<Assigning>,
    pub(super) guards: Guards,
    /// What exactly-once mode adds.
    pub(super) exactly: Option<Exactly>,
    /// When the drain at shutdown began.
    pub(super) draining_since: Option<Duration>,
    pub(super) gate_closed_since: Option<Duration>,
    pub(super) paused: bool,
    next_commit: Duration,
    next_publish: Duration,
    ticks: u64,
    counters: FxHashMap<Arc<str>, TopicCounters>,
    /// When it was last said that a right to read is missing.
    told_of_rights: Option<Duration>,
}

impl<F: Feed> Pump<F> {
    pub fn new(feed: F, settings: PumpSettings, wiring: PumpWiring<F::Group>) -> Self {
        let lanes = Lanes::new(wiring.tally.clone());
        let mut book = Book::new(settings.budget);
        // Whoever ignores generations writes what is left of an old one as well.
        if settings.sabotage != Some(Sabotage::IgnoreGeneration) {
            book = book.telling(wiring.voided.clone());
        }
        let capacity = wiring
            .metrics
            .budget_capacity_bytes
            .with_label_values(&["raw"]);
        capacity.set(i64::try_from(settings.budget.bytes).unwrap_or(i64::MAX));
        Self {
            feed,
            chunks: (0..lanes.count()).map(|_| Vec::new()).collect(),
            lanes,
            backlog: Backlog::new(settings.backlog, wiring.tally.clone()),
            book,
            revocation: None,
            assigning: None,
            guards: Guards::new(settings.guards),
            exactly: settings.cuts.map(Exactly::new),
            draining_since: None,
            gate_closed_since: None,
            paused: false,
            next_commit: wiring.clock.monotonic() + settings.commit_interval,
            next_publish: Duration::ZERO,
            ticks: 0,
            counters: FxHashMap::default(),
            told_of_rights: None,
            settings,
            wiring,
        }
    }

    /// Runs until a stop is requested and drained, or the feed fails. Leaves the group in either case.
    pub fn run(mut self) -> Result<(), FeedError> {
        self.wiring.state.enter(Phase::Joining);
        let ended = loop {
            match self.round() {
                Ok(false) => {}
                Ok(true) => break Ok(()),
                Err(error) => break Err(error),
            }
        };
        self.feed.close();
        ended
    }

    /// One round of duties. `true`: drained, nothing left to do.
    pub(crate) fn round(&mut self) -> Result<bool, FeedError> {
        let now = self.wiring.clock.monotonic();
        self.wiring.state.beat(now);
        self.heed_stop(now)?;
        self.heed_rejoin()?;
        self.tick(now);
        self.settle_rebalances(now)?;
        self.take_reports()?;
        self.tend_cuts(now)?;
        self.watch(now);
        if self.drained(now) {
            let all: Vec<_> = self.book.partitions().cloned().collect();
            self.final_commit("shutdown", &all);
            return self.guards.verdict().map_or(Ok(true), Err);
        }
        self.read(now)?;
        Ok(false)
    }

    fn heed_stop(&mut self, now: Duration) -> Result<(), FeedError> {
        if self.draining_since.is_some()
            || !(self.wiring.state.stop_requested() || self.guards.gives_up())
        {
            return Ok(());
        }
        self.draining_since = Some(now);
        self.wiring.state.enter(Phase::Draining);
        tracing::info!(
            in_flight = self.book.open(),
            "draining: nothing new is read"
        );
        self.pause_all()
    }

    /// Not in the middle of another change of the assignment: that may be what gives the partitions an owner.
    fn heed_rejoin(&mut self) -> Result<(), FeedError> {
        let changing = self.revocation.is_some() || self.assigning.is_some();
        if !self.wiring.state.take_rejoin_request() || changing || self.draining_since.is_some() {
            return Ok(());
        }
        self.wiring.metrics.rejoins.inc();
        self.feed.rejoin()
    }

    fn drained(&self, now: Duration) -> bool {
        let Some(since) = self.draining_since else {
            return false;
        };
        // A revoke under way is finished first: the broker waits for its answer.
        if self.revocation.is_some() {
            return false;
        }
        let open = self.book.open();
        if open > 0 && now.saturating_sub(since) >= self.settings.drain_timeout {
            tracing::warn!(
                open,
                "drain timeout: these records will be processed again after the restart"
            );
            self.wiring.state.set_incomplete();
            return true;
        }
        open == 0
    }

    fn tick(&mut self, now: Duration) {
        if now >= self.next_publish {
            self.next_publish = now + PUBLISH_EVERY;
            self.publish();
            if self.wiring.state.phase() == Phase::Joining && self.feed.joined() {
                tracing::info!("joined the group, which has no partition left for this member");
                self.wiring.state.enter(Phase::Running);
            }
        }
        if now < self.next_commit {
            return;
        }
        self.next_commit = now + self.settings.commit_interval;
        self.ticks = self.ticks.wrapping_add(1);
        if self.exactly.is_some() {
            // Offsets go with the transactions.
            return;
        }
        let cut = if self.settings.sabotage == Some(Sabotage::CommitEarly) {
            self.book.cut_of_all_read()
        } else if self.ticks.is_multiple_of(RECOMMIT_EVERY) {
            // A commit that met a rebalance is refused and nobody tells us: all frontiers are handed over again.
            let all: Vec<_> = self.book.partitions().cloned().collect();
            self.book.reached(&all)
        } else {
            self.book.cut()
        };
        self.commit(&cut);
    }

    fn take_reports(&mut self) -> Result<(), FeedError> {
        loop {
            match self.wiring.reports.try_recv() {
                Ok(report) => self.enter_report(report)?,
                Err(TryRecvError::Empty) => return Ok(()),
                Err(TryRecvError::Disconnected) => return Err(sink_ended()),
            }
        }
    }

    pub(super) fn enter_report(&mut self, report: Report) -> Result<(), FeedError> {
        match report {
            Report::Completed(completed) => {
                self.enter_completions(&completed);
                Ok(())
            }
            Report::Ready { cut } => self.commit_cut(cut),
            Report::Committed { cut } => {
                self.cut_committed(cut);
                Ok(())
            }
            Report::Aborted { retry_after } => self.cut_aborted(retry_after),
        }
    }

    fn enter_completions(&mut self, completed: &[Completed]) {
        for done in completed {
            let receipt = if self.settings.sabotage == Some(Sabotage::IgnoreGeneration) {
                self.book.as_if_present(done.receipt)
            } else {
                done.receipt
            };
            match self.book.complete(receipt) {
                Ok(Completion::Done(_)) => self.note_outcome(done.dead),
                Ok(Completion::OldGeneration) => {}
                Err(error) => self.sentinel(&error),
            }
        }
    }

    /// Reads a chunk, or waits when the budget is used up.
    fn read(&mut self, now: Duration) -> Result<(), FeedError> {
        let ahead = self.backlog.room(self.lanes.longest());
        if self.draining_since.is_some() || self.room() == 0 || ahead == 0 {
            return self.wait_for_room(now);
        }
        if self.gate_closed_since.take().is_some() {
            self.wiring.metrics.gate_closed.set(0);
            if self.paused {
                self.resume_all()?;
            }
        }
        let mut wait = if self.revocation.is_some() {
            Duration::from_millis(1)
        } else {
            self.settings.poll_wait
        };
        let mut read = 0;
        let chunk = ahead.min(self.settings.chunk_records as u64);
        while read < chunk && self.room() > 0 {
            match self.poll(wait)? {
                Polled::Record(record) => {
                    self.enter(*record);
                    read += 1;
                }
                Polled::Passing(error) => tracing::debug!(%error, "passing error of the consumer"),
                Polled::NotAuthorised(error) => self.not_authorised(&error),
                Polled::Nothing => break,
            }
            wait = Duration::ZERO;
        }
        self.hand_over()
    }

    /// Asks the feed. An offset outside its partition ends the loop, but not before what else was read is done: its
    /// outputs are there, and would come again with each start.
    pub(super) fn poll(&mut self, wait: Duration) -> Result<Polled, FeedError> {
        match self.feed.poll(wait) {
            Err(error @ FeedError::OutOfRange(_)) => {
                self.guards.end_with(error);
                Ok(Polled::Nothing)
            }
            polled => polled,
        }
    }

    /// Tells of it, at most every [`TELL_EVERY`]: the client repeats it for each partition.
    fn not_authorised(&mut self, error: &str) {
        let now = self.wiring.clock.monotonic();
        if self
            .told_of_rights
            .is_none_or(|told| now.saturating_sub(told) >= TELL_EVERY)
        {
            self.told_of_rights = Some(now);
            tracing::warn!(
                error,
                "this login may not read: allow it Read on the inputs and the group, as `copytaster topics acls` prints"
            );
        }
    }

    /// Charges a record and puts it into its lane's chunk.
    pub(super) fn enter(&mut self, record: RawRecord) {
        let partition = TopicPartition {
            topic: Arc::clone(&record.origin.topic),
            partition: record.origin.partition,
        };
        let leaving = self
            .revocation
            .as_ref()
            .is_some_and(|r| r.partitions.contains(&partition));
        if leaving || self.draining_since.is_some() {
            // Not charged, so never committed: its next owner reads it.
            return;
        }
        if let Some(exactly) = &mut self.exactly
            && exactly.passes_over(&partition, record.origin.offset)
        {
            // Read again when the partition has gone back to what is committed.
            return;
        }
        let bytes = record.size() as u64;
        let offset = record.origin.offset;
        let receipt = match self
            .book
            .charge(&partition, offset, bytes, record.timestamp_ms)
        {
            Ok(receipt) => receipt,
            Err(error) => {
                // The log was cut below us (unclean election, topic made anew): begin a new ledger at this offset.
                self.sentinel(&error);
                let open = self.book.drop_partition(&partition);
                self.guards.breaker.dropped(open);
                self.book.assign(partition.clone());
                self.book
                    .charge(&partition, offset, bytes, record.timestamp_ms)
                    .ok()
                    .flatten()
            }
        };
        let Some(receipt) = receipt else { return };
        self.guards.breaker.read();
        let counters = self
            .counters
            .entry(Arc::clone(&record.origin.topic))
            .or_insert_with(|| {
                let topic = &[&*record.origin.topic];
                TopicCounters {
                    records: self
                        .wiring
                        .metrics
                        .consumed_records
                        .with_label_values(topic),
                    bytes: self.wiring.metrics.consumed_bytes.with_label_values(topic),
                    size: self.wiring.metrics.record_size.with_label_values(topic),
                }
            });
        counters.records.inc();
        counters.bytes.inc_by(bytes);
        counters.size.observe(bytes as f64);
        let lane = self.lanes.enter(partition.partition, record.key.as_deref());
        let polled_at = self.wiring.clock.monotonic();
        let cut = match &mut self.exactly {
            Some(exactly) => exactly.cuts.enter(receipt, bytes, polled_at),
            None => CutNumber::FIRST,
        };
        self.chunks[usize::from(lane.0)].push(Charged {
            record,
            receipt,
            cut,
            polled_at,
        });
    }

    /// Lanes are unbounded channels whose fill the budget bounds: handing over can't block.
    pub(super) fn hand_over(&mut self) -> Result<(), FeedError> {
        for (chunk, lane) in self.chunks.iter_mut().zip(&self.wiring.lanes) {
            if !chunk.is_empty() && lane.send(std::mem::take(chunk)).is_err() {
                return Err(FeedError::Fatal("a worker has ended".into()));
            }
        }
        Ok(())
    }
}

/// How often a missing right is told.
const TELL_EVERY: Duration = Duration::from_mins(1);
/// How often gauges and positions are.
const PUBLISH_EVERY: Duration = Duration::from_millis(500);
/// Ticks between two commits of all frontiers, moved or not.
const RECOMMIT_EVERY: u64 = 10;

pub(super) fn sink_ended() -> FeedError {
    FeedError::Fatal("the sink has ended".into())
}

#[cfg(test)]
#[path = "pump_schedules.rs"]
pub(super) mod schedules;
