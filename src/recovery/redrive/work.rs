//! The loop of a run: read, decide, send, store.

use super::{JOIN, Redrive, RedriveError, RedriveReport, Target};
use crate::kafka_errors::{Failure, meaning};
use crate::recovery::back::{Back, Ended, Going};
use crate::recovery::call::{failed, rebalancing};
use crate::recovery::hold_back::HoldBack;
use crate::recovery::letter::Letter;
use crate::recovery::member::{Change, Member, Polled, Stored};
use crate::recovery::pace::Pace;
use crate::recovery::share::Share;
use crate::story::RawRecord;
use rdkafka::error::KafkaError;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Letters under way at most: what a run that is killed may repeat.
const UNDER_WAY: usize = 200;
/// Letters read and waiting for their turn, at which no more are read.
const WAITING: usize = 100;
const COMMIT_EVERY: Duration = Duration::from_secs(1);
/// How long letters under way may take when partitions must be given back or the run ends.
const SETTLE: Duration = Duration::from_secs(20);
const ROUND: Duration = Duration::from_millis(50);

/// What is decided of a letter.
pub(super) enum Decision {
    Send(Box<Going>),
    Stays,
    Already,
}

impl Redrive {
    pub(super) fn send_all(
        &mut self,
        member: &Member,
        back: &Back,
        stop: &AtomicBool,
        progress: &mut impl FnMut(&RedriveReport),
    ) -> Result<(), RedriveError> {
        let mut pace = Pace::new(self.settings.rate, self.clock.clone());
        let mut waiting: VecDeque<RawRecord> = VecDeque::new();
        let (started, mut joined) = (self.clock.monotonic(), false);
        let mut hold_back = HoldBack::default();
        let mut next_commit = started + COMMIT_EVERY;
        let mut turn: Option<(i32, i64, Going)> = None;
        loop {
            while let Some(change) = member.next_change() {
                if let Change::Assigned(partitions) = &change {
                    joined |= !partitions.is_empty();
                    hold_back.assigned(partitions);
                }
                let gone = self.rebalance(member, back, change)?;
                waiting.retain(|record| !gone.contains(&record.origin.partition));
                turn = turn.filter(|(partition, ..)| !gone.contains(partition));
            }
            if let Some(reason) = back.fatal() {
                return Err(RedriveError::Fatal(reason));
            }
            if stop.load(Ordering::Acquire) {
                self.report.stopped = true;
                return Ok(());
            }
            let limit = self
                .settings
                .limit
                .is_some_and(|limit| self.begun() >= limit);
            if limit || self.report.full {
                return Ok(());
            }
            self.take_ended(back.ended(Duration::ZERO));
            let now = self.clock.monotonic();
            if now >= next_commit {
                next_commit = now + COMMIT_EVERY;
                self.commit(member, None)?;
                progress(&self.report);
            }

            // A letter whose turn has not come waits here, and the group is polled all the same.
            let mut wait = ROUND;
            if turn.is_none() {
                turn = self.next_turn(&mut waiting);
            }
            if let Some((partition, offset, going)) = turn.take() {
                let room = self.under_way.len() < UNDER_WAY;
                match if room { pace.take() } else { Err(ROUND) } {
                    Ok(()) => {
                        self.send(back, partition, offset, &going);
                        wait = Duration::ZERO;
                    }
                    Err(until) => {
                        wait = until.min(ROUND);
                        turn = Some((partition, offset, going));
                    }
                }
            } else if waiting.is_empty() && joined && self.finished() {
                if self.under_way.is_empty() {
                    return Ok(());
                }
                // Served above.
                wait = Duration::from_millis(5);
            }
            let shares = self.shares.keys().copied();
            if let Some(order) = hold_back.tend(shares, waiting.len(), WAITING) {
                let done = member.carry_out(&order);
                done.map_err(failed("holding back partitions"))?;
            }
            match member.poll(wait).map_err(failed("reading dead letters"))? {
                Polled::Record(record) => waiting.push_back(*record),
                Polled::End(partition) => {
                    // What is waiting is still looked at.
                    if let Some(share) = self.shares.get_mut(&partition) {
                        share.finish();
                    }
                }
                Polled::Nothing => {}
            }
            if !joined && self.clock.monotonic().saturating_sub(started) >= JOIN {
                return Err(RedriveError::NoShare {
                    topic: self.settings.topic.clone(),
                    group: self.settings.group.clone(),
                });
            }
        }
    }

    /// Letters acknowledged or under way.
    fn begun(&self) -> u64 {
        self.report.sent + self.under_way.len() as u64
    }

    fn finished(&self) -> bool {
        self.shares.values().all(Share::finished)
    }

    /// The next letter that goes; those that stay are counted on the way.
    fn next_turn(&mut self, waiting: &mut VecDeque<RawRecord>) -> Option<(i32, i64, Going)> {
        while let Some(record) = waiting.pop_front() {
            let (partition, offset) = (record.origin.partition, record.origin.offset);
            // Not ours any more, or beyond the end.
            if !self
                .shares
                .get_mut(&partition)
                .is_some_and(|share| share.read(offset))
            {
                continue;
            }
            let decision = self.decide(record);
            if !matches!(decision, Decision::Already)
                && let Some(share) = self.shares.get_mut(&partition)
            {
                share.leave(offset);
            }
            if let Decision::Send(going) = decision {
                return Some((partition, offset, *going));
            }
        }
        None
    }

    pub(super) fn decide(&mut self, record: RawRecord) -> Decision {
        self.report.looked_at += 1;
        let offset = record.origin.offset;
        let share = self.shares.get(&record.origin.partition);
        if share.is_some_and(|share| share.is_done(offset)) {
            self.report.already += 1;
            return Decision::Already;
        }
        let letter = Letter::read(record, &self.settings.hints);
        if !self.settings.filter.takes(&letter) {
            self.report.not_chosen += 1;
            return Decision::Stays;
        }
        if letter.attempt >= self.settings.max_attempts {
            self.report.used_up += 1;
            return Decision::Stays;
        }
        match self.going(&letter) {
            Ok(going) => Decision::Send(Box::new(going)),
            Err(why) => self.stays(why),
        }
    }

    fn stays(&mut self, why: &str) -> Decision {
        *self.report.left.entry(why.to_owned()).or_default() += 1;
        Decision::Stays
    }

    /// The record to be sent, or a word for why there is none.
    fn going(&mut self, letter: &Letter) -> Result<Going, &'static str> {
        let (topic, partition) = match (&self.settings.target, &letter.source) {
            (Target::Topic(topic), _) => (topic.clone(), None),
            (Target::Origin(_), None) => return Err("no_place"),
            (Target::Origin(inputs), Some(place)) => {
                let partitions = *inputs.get(&place.topic).ok_or("not_an_input")?;
                let there = usize::try_from(place.partition).is_ok_and(|p| p < partitions);
                (place.topic.clone(), there.then_some(place.partition))
            }
        };
        let original = if letter.left_out.is_some() {
            let fetched = self.originals.fetch(letter).map_err(|e| e.code())?;
            self.report.fetched += 1;
            Some(fetched)
        } else {
            None
        };
        let record = original.as_ref().unwrap_or(&letter.record);
        Ok(Going {
            topic,
            partition,
            key: record.key.clone(),
            value: record.value.clone(),
            headers: letter.headers_back(&record.headers),
        })
    }

    fn send(&mut self, back: &Back, partition: i32, offset: i64, going: &Going) {
        let Some(share) = self.shares.get_mut(&partition) else {
            return;
        };
        if !share.has_room() {
            self.report.full = true;
            return;
        }
        share.begin(offset);
        let tag = self.tags;
        self.tags = self.tags.wrapping_add(1);
        self.under_way.insert(tag, (partition, offset));
        // The queue holds more than may be under way, so that what is refused here is refused for good.
        if let Err(code) = back.send(going, tag) {
            self.take_ended(vec![(tag, Err(code))]);
        }
    }

    fn take_ended(&mut self, ended: Vec<Ended>) {
        for (tag, result) in ended {
            let Some((partition, offset)) = self.under_way.remove(&tag) else {
                continue;
            };
            if let Some(share) = self.shares.get_mut(&partition) {
                share.end(offset, result.is_ok());
            }
            match result {
                Ok(()) => self.report.sent += 1,
                Err(code) => {
                    let why = match meaning(code).delivery {
                        Failure::Permanent(reason) => reason.code().to_owned(),
                        _ => format!("{code:?}"),
                    };
                    *self.report.left.entry(why).or_default() += 1;
                }
            }
        }
    }

    /// Waits for what is under way, of these partitions or of all.
    pub(super) fn settle(&mut self, back: &Back, of: Option<&[i32]>) -> Result<(), RedriveError> {
        let deadline = self.clock.monotonic() + SETTLE;
        let open = |run: &Self| {
            run.under_way
                .values()
                .any(|(partition, _)| of.is_none_or(|of| of.contains(partition)))
        };
        while open(self) && self.clock.monotonic() < deadline {
            self.take_ended(back.ended(ROUND));
            if let Some(reason) = back.fatal() {
                return Err(RedriveError::Fatal(reason));
            }
        }
        Ok(())
    }

    /// Answers a change of the assignment; gives the partitions that are no longer ours.
    fn rebalance(
        &mut self,
        member: &Member,
        back: &Back,
        change: Change,
    ) -> Result<Vec<i32>, RedriveError> {
        match change {
            Change::Assigned(partitions) => {
                let starts = self.take_shares(&partitions, |p| member.stored(p))?;
                member
                    .assign(&starts)
                    .map_err(failed("taking partitions"))?;
                Ok(Vec::new())
            }
            Change::Revoked(partitions) => {
                self.settle(back, Some(&partitions))?;
                // A commit that comes too late is refused, and the next owner repeats what was under way.
                if let Err(error) = self.commit(member, Some(&partitions)) {
                    tracing::warn!(%error, "what went back may go again");
                }
                self.shares.retain(|p, _| !partitions.contains(p));
                member
                    .unassign(&partitions)
                    .map_err(failed("giving partitions back"))?;
                Ok(partitions)
            }
            Change::Lost(partitions) => {
                self.shares.retain(|p, _| !partitions.contains(p));
                member
                    .unassign(&partitions)
                    .map_err(failed("giving partitions back"))?;
                Ok(partitions)
            }
        }
    }

    /// Begins with partitions where the group stands in them; gives the offsets to begin at.
    pub(super) fn take_shares(
        &mut self,
        partitions: &[i32],
        stored: impl Fn(&[i32]) -> Result<Vec<Stored>, KafkaError>,
    ) -> Result<Vec<(i32, i64)>, RedriveError> {
        if partitions.is_empty() {
            return Ok(Vec::new());
        }
        let stored = stored(partitions).map_err(failed("reading the group's offsets"))?;
        let mut starts = Vec::new();
        for found in stored {
            // A partition added since the start has nothing of this run.
            let span = self.spans.get(&found.partition).copied();
            let (low, until) = span.map_or((0, 0), |s| (s.from, s.until));
            let known = found.offset.map(|offset| (offset, found.metadata.as_str()));
            let share = Share::new(low, until, known);
            starts.push((found.partition, share.start()));
            self.shares.insert(found.partition, share);
        }
        Ok(starts)
    }

    /// Stores how far the run is, of these partitions or of all.
    pub(super) fn commit(
        &mut self,
        member: &Member,
        of: Option<&[i32]>,
    ) -> Result<(), RedriveError> {
        let news: Vec<(i32, i64, String)> = self
            .shares
            .iter_mut()
            .filter(|(partition, _)| of.is_none_or(|of| of.contains(partition)))
            .filter_map(|(partition, share)| {
                let (offset, metadata) = share.news()?;
                Some((*partition, offset, metadata))
            })
            .collect();
        if news.is_empty() {
            return Ok(());
        }
        match member.commit(&news) {
            Ok(()) => {
                for (partition, offset, metadata) in news {
                    if let Some(share) = self.shares.get_mut(&partition) {
                        share.committed((offset, metadata));
                    }
                }
                Ok(())
            }
            // The next round meets the change and commits again, or it belongs to another run.
            Err(error) if rebalancing(&error) => Ok(()),
            Err(error) => Err(failed("storing progress")(error).into()),
        }
    }
}
