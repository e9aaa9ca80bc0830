//! The loop of one topic: read, judge, write, store.

use super::part::{Noted, Part, note};
use super::range::Found;
use super::{JOIN, Progress, Replay, ReplayError, judge};
use crate::kafka_errors::{Failure, meaning};
use crate::recovery::back::{Back, Ended, Going};
use crate::recovery::call::{failed, rebalancing};
use crate::recovery::hold_back::HoldBack;
use crate::recovery::member::{Change, Member, Polled};
use crate::recovery::pace::Pace;
use crate::recovery::snapshot::Span;
use crate::story::RawRecord;
use rdkafka::error::RDKafkaErrorCode;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Outputs under way at most: with a record's usual size far below the producer's queue.
const UNDER_WAY: usize = 2_000;
/// Records read and not judged, at which no more are read.
const WAITING: usize = 4 * judge::CHUNK;
const COMMIT_EVERY: Duration = Duration::from_secs(1);
/// How long outputs under way may take when partitions must be given back or the run ends.
const SETTLE: Duration = Duration::from_secs(20);
const ROUND: Duration = Duration::from_millis(50);

/// The run in one topic.
struct TopicRun<'a> {
    replay: &'a mut Replay,
    topic: &'a str,
    /// The range's name, as stored.
    name: String,
    spans: BTreeMap<i32, Span>,
    parts: BTreeMap<i32, Part>,
    waiting: VecDeque<RawRecord>,
    hold_back: HoldBack,
    /// Partitions with nothing more behind what waits.
    at_end: BTreeSet<i32>,
    under_way: HashMap<usize, (i32, i64)>,
    tags: usize,
}

impl Replay {
    /// Works on this instance's share of a topic until all of the topic's range is done.
    pub(super) fn work_on(
        &mut self,
        topic: &str,
        found: &Found,
        stop: &AtomicBool,
        progress: &mut impl FnMut(Progress),
    ) -> Result<(), ReplayError> {
        if found.spans.is_empty() {
            return Ok(());
        }
        let settings = &self.settings;
        let back = Back::new(&settings.producer).map_err(failed("a producer"))?;
        let mut member = Member::join(
            &settings.consumer,
            &settings.group,
            &settings.cluster,
            topic,
        )
        .map_err(failed("joining the group"))?;
        let mut run = TopicRun {
            name: settings.range.name(),
            replay: self,
            topic,
            spans: found.spans.iter().map(|s| (s.partition, *s)).collect(),
            parts: BTreeMap::new(),
            waiting: VecDeque::new(),
            hold_back: HoldBack::default(),
            at_end: BTreeSet::new(),
            under_way: HashMap::new(),
            tags: 0,
        };
        let done = run.until_done(&member, &back, stop, progress);
        let settled = run.settle(&back, None);
        let stored = run.store(&member, None);
        member.close();
        done.and(settled).and(stored)
    }
}

impl TopicRun<'_> {
    fn until_done(
        &mut self,
        member: &Member,
        back: &Back,
        stop: &AtomicBool,
        progress: &mut impl FnMut(Progress),
    ) -> Result<(), ReplayError> {
        let clock = self.replay.clock.clone();
        let mut pace = Pace::new(self.replay.settings.rate, clock.clone());
        let started = clock.monotonic();
        let (mut next_store, mut joined) = (started, false);
        loop {
            while let Some(change) = member.next_change() {
                joined |= matches!(change, Change::Assigned(_));
                self.rebalance(member, back, change)?;
            }
            if let Some(reason) = back.fatal() {
                return Err(ReplayError::Fatal(reason));
            }
            if stop.load(Ordering::Acquire) {
                self.replay.report.stopped = true;
                return Ok(());
            }
            self.take_ended(back.ended(Duration::ZERO))?;
            let now = clock.monotonic();
            if now >= next_store {
                next_store = now + COMMIT_EVERY;
                self.store(member, None)?;
                progress(Progress::Read(self.replay.report.records));
                if joined && self.is_idle() && self.all_done(member)? {
                    return Ok(());
                }
            }
            if !joined && now.saturating_sub(started) >= JOIN {
                return Err(ReplayError::NoPart {
                    topic: self.topic.to_owned(),
                    group: self.replay.settings.group.clone(),
                });
            }
            let worked = self.work(back, &mut pace)?;
            let parts = self.parts.keys().copied();
            let waiting = self.waiting.len();
            if let Some(order) = self.hold_back.tend(parts, waiting, WAITING) {
                let done = member.carry_out(&order);
                done.map_err(failed("holding back partitions"))?;
            }
            let wait = if worked > 0 { Duration::ZERO } else { ROUND };
            self.read(member, wait)?;
        }
    }

    /// Takes in what the client has fetched, up to a chunk.
    fn read(&mut self, member: &Member, mut wait: Duration) -> Result<(), ReplayError> {
        for _ in 0..judge::CHUNK {
            let polled = member.poll(wait);
            match polled.map_err(failed("reading the input"))? {
                Polled::Record(record) => self.waiting.push_back(*record),
                Polled::End(partition) => {
                    self.at_end.insert(partition);
                }
                Polled::Nothing => return Ok(()),
            }
            wait = Duration::ZERO;
        }
        Ok(())
    }

    /// Judges and sends what waits, as far as pace and room allow; gives how many records.
    fn work(&mut self, back: &Back, pace: &mut Pace) -> Result<usize, ReplayError> {
        if self.under_way.len() >= UNDER_WAY {
            return Ok(0);
        }
        let mut chunk = Vec::new();
        while chunk.len() < judge::CHUNK
            && let Some(record) = self.waiting.front()
        {
            let (partition, offset) = (record.origin.partition, record.origin.offset);
            let part = self.parts.get_mut(&partition);
            // Not ours any more, or outside the range.
            if !part.is_some_and(|part| part.is_ahead(offset)) {
                self.waiting.pop_front();
                continue;
            }
            if pace.take().is_err() {
                break;
            }
            if let Some(part) = self.parts.get_mut(&partition) {
                part.read(offset);
            }
            chunk.extend(self.waiting.pop_front());
        }
        if self.waiting.is_empty() {
            // Behind the last record there may be offsets without one.
            for partition in std::mem::take(&mut self.at_end) {
                if let Some(part) = self.parts.get_mut(&partition) {
                    part.ended();
                }
            }
        }
        let records = chunk.len();
        for judged in self.replay.judged(&chunk) {
            let of_record = (judged.partition, judged.offset);
            if let Some(part) = self.parts.get_mut(&of_record.0) {
                part.begin(of_record.1, judged.worked.outputs.len());
            }
            for output in judged.worked.outputs {
                let going = Going {
                    topic: output.topic.to_string(),
                    partition: None,
                    key: output.key.as_deref().map(<[u8]>::to_vec),
                    value: output.value.as_deref().map(<[u8]>::to_vec),
                    headers: output.headers.to_vec(),
                };
                self.send(back, of_record, &going)?;
            }
        }
        Ok(records)
    }

    fn send(&mut self, back: &Back, place: (i32, i64), going: &Going) -> Result<(), ReplayError> {
        let tag = self.tags;
        self.tags = self.tags.wrapping_add(1);
        self.under_way.insert(tag, place);
        loop {
            match back.send(going, tag) {
                Ok(()) => return Ok(()),
                // Room comes with what arrives.
                Err(RDKafkaErrorCode::QueueFull) => self.take_ended(back.ended(ROUND))?,
                Err(code) => return self.take_ended(vec![(tag, Err(code))]),
            }
        }
    }

    /// Counts what has arrived and what its topic refuses for good; anything else ends the run.
    fn take_ended(&mut self, ended: Vec<Ended>) -> Result<(), ReplayError> {
        for (tag, result) in ended {
            let Some((partition, offset)) = self.under_way.remove(&tag) else {
                continue;
            };
            match result {
                Ok(()) => self.replay.report.written += 1,
                Err(code) => match meaning(code).delivery {
                    Failure::Permanent(reason) => {
                        let refused = &mut self.replay.report.refused;
                        *refused.entry(reason.code().to_owned()).or_default() += 1;
                    }
                    // Its record stays open, so that nothing is stored past it.
                    _ => return Err(ReplayError::NotWritten(code.to_string())),
                },
            }
            if let Some(part) = self.parts.get_mut(&partition) {
                part.end(offset);
            }
        }
        Ok(())
    }

    /// Waits for what is under way, of these partitions or of all.
    fn settle(&mut self, back: &Back, of: Option<&[i32]>) -> Result<(), ReplayError> {
        let clock = self.replay.clock.clone();
        let deadline = clock.monotonic() + SETTLE;
        let open = |run: &Self| {
            let mut parts = run.parts.iter();
            parts.any(|(p, part)| of.is_none_or(|of| of.contains(p)) && !part.is_settled())
        };
        while open(self) && clock.monotonic() < deadline {
            self.take_ended(back.ended(ROUND))?;
            if let Some(reason) = back.fatal() {
                return Err(ReplayError::Fatal(reason));
            }
        }
        Ok(())
    }

    fn is_idle(&self) -> bool {
        let done = |part: &Part| part.is_read() && part.is_settled();
        self.waiting.is_empty() && self.parts.values().all(done)
    }

    /// Whether the group has all of the topic's range behind it, whoever did it.
    fn all_done(&self, member: &Member) -> Result<bool, ReplayError> {
        let partitions: Vec<i32> = self.spans.keys().copied().collect();
        let stored = member
            .stored(&partitions)
            .map_err(failed("reading the group's offsets"))?;
        Ok(stored.iter().all(|s| {
            let noted = Noted::read(s.offset, &s.metadata, &self.name);
            matches!(noted, Noted::Ours { offset, until } if offset >= until)
        }))
    }

    /// Answers a change of the assignment.
    fn rebalance(
        &mut self,
        member: &Member,
        back: &Back,
        change: Change,
    ) -> Result<(), ReplayError> {
        let gone = match change {
            Change::Assigned(partitions) => {
                let starts = self.take_parts(member, &partitions)?;
                self.hold_back.assigned(&partitions);
                return Ok(member
                    .assign(&starts)
                    .map_err(failed("taking partitions"))?);
            }
            Change::Revoked(partitions) => {
                self.settle(back, Some(&partitions))?;
                // A commit that comes too late is refused, and the next owner repeats what was under way.
                if let Err(error) = self.store(member, Some(&partitions)) {
                    tracing::warn!(%error, "what was written may be written again");
                }
                partitions
            }
            Change::Lost(partitions) => partitions,
        };
        self.parts.retain(|p, _| !gone.contains(p));
        self.waiting.retain(|r| !gone.contains(&r.origin.partition));
        self.at_end.retain(|p| !gone.contains(p));
        // An answer that comes later must not count for the same record read again.
        self.under_way.retain(|_, (p, _)| !gone.contains(p));
        Ok(member
            .unassign(&gone)
            .map_err(failed("giving partitions back"))?)
    }

    /// Begins with partitions where the group stands in them, or with the range; gives the offsets to begin at.
    fn take_parts(
        &mut self,
        member: &Member,
        partitions: &[i32],
    ) -> Result<Vec<(i32, i64)>, ReplayError> {
        if partitions.is_empty() {
            return Ok(Vec::new());
        }
        let stored = member
            .stored(partitions)
            .map_err(failed("reading the group's offsets"))?;
        let mut starts = Vec::new();
        for stored in stored {
            let partition = stored.partition;
            // Nothing of the range lies here.
            let nothing = Span {
                partition,
                from: 0,
                until: 0,
            };
            let mut span = self.spans.get(&partition).copied().unwrap_or(nothing);
            let offset = match Noted::read(stored.offset, &stored.metadata, &self.name) {
                Noted::Nothing => None,
                Noted::Ours { offset, until } => {
                    // The first instance has fixed the end.
                    span.until = until;
                    Some(offset)
                }
                Noted::Other(noted) => {
                    return Err(ReplayError::OtherRange {
                        group: self.replay.settings.group.clone(),
                        noted,
                    });
                }
            };
            let part = Part::new(span, offset);
            starts.push((partition, part.start()));
            self.parts.insert(partition, part);
        }
        // Now, so that whoever takes over finds the same ends.
        self.store(member, Some(partitions))?;
        Ok(starts)
    }

    /// Stores how far these partitions are, or all.
    fn store(&mut self, member: &Member, of: Option<&[i32]>) -> Result<(), ReplayError> {
        let news: Vec<(i32, i64, String)> = self
            .parts
            .iter()
            .filter(|(p, _)| of.is_none_or(|of| of.contains(p)) && self.spans.contains_key(p))
            .filter_map(|(p, part)| Some((*p, part.news()?, note(part.until(), &self.name))))
            .collect();
        if news.is_empty() {
            return Ok(());
        }
        match member.commit(&news) {
            Ok(()) => {
                for (partition, offset, _) in news {
                    if let Some(part) = self.parts.get_mut(&partition) {
                        part.committed(offset);
                    }
                }
                Ok(())
            }
            // The next round meets the change and stores again, or it is another instance's business.
            Err(error) if rebalancing(&error) => Ok(()),
            Err(error) => Err(failed("storing progress")(error).into()),
        }
    }
}
