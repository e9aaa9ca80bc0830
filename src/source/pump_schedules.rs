//! The loop against a fake feed with injected schedules and a clock that stands still until it is moved.

use super::*;
use crate::clock::Clock;
use crate::delivery::{BacklogLimits, Charge, Completed, Cut, CutLimits, LaneId, Tally, Voided};
use crate::observe::{Metrics, State};
use crate::source::feed::RebalanceEvent;
use crate::source::positions::Positions;
use crate::story::Origin;
use crossbeam_channel::{Receiver, Sender, unbounded};
use proptest::prelude::*;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

/// What the broker and the client hold.
#[derive(Default)]
pub(in crate::source) struct World {
    /// Next offset the client would give, by assigned partition.
    positions: BTreeMap<i32, i64>,
    paused: BTreeSet<i32>,
    /// One past the last record of every partition.
    pub(in crate::source) end: i64,
    stored: BTreeMap<i32, i64>,
    events: VecDeque<RebalanceEvent>,
    /// So many commits are refused without anybody being told.
    refuse_commits: usize,
    /// So many times the stored offsets can't be read.
    refuse_reads: usize,
    calls: Vec<String>,
    /// Everything that ever completed, by partition.
    completed: BTreeMap<i32, BTreeSet<i64>>,
    closed: bool,
}

#[derive(Clone)]
pub(in crate::source) struct Fake(Rc<RefCell<World>>);

pub(in crate::source) fn tp(partition: i32) -> TopicPartition {
    TopicPartition::new("raw", partition)
}

fn list(partitions: &[TopicPartition]) -> String {
    partitions
        .iter()
        .map(|p| p.partition.to_string())
        .collect::<Vec<_>>()
        .join(",")
}

impl Feed for Fake {
    type Group = ();

    fn poll(&mut self, _: Duration) -> Result<Polled, FeedError> {
        let mut world = self.0.borrow_mut();
        let end = world.end;
        let paused = world.paused.clone();
        let ready = world
            .positions
            .iter_mut()
            .find(|(p, next)| !paused.contains(p) && **next < end);
        let Some((partition, next)) = ready else {
            return Ok(Polled::Nothing);
        };
        let record = RawRecord {
            timestamp_ms: Some(*next),
            ..RawRecord::new(
                Origin::new("c", "raw", *partition, *next),
                Some(vec![0; 10]),
            )
        };
        *next += 1;
        Ok(Polled::Record(Box::new(record)))
    }

    fn next_rebalance(&mut self) -> Option<RebalanceEvent> {
        self.0.borrow_mut().events.pop_front()
    }

    fn assign(&mut self, partitions: &[TopicPartition]) -> Result<(), FeedError> {
        let mut world = self.0.borrow_mut();
        world.calls.push(format!("assign {}", list(partitions)));
        for p in partitions {
            let from = world.stored.get(&p.partition).copied().unwrap_or(0);
            world.positions.insert(p.partition, from);
            // A pause stays: the client keeps it over unassign and assign.
        }
        Ok(())
    }

    fn rejoin(&mut self) -> Result<(), FeedError> {
        let mut world = self.0.borrow_mut();
        world.calls.push("rejoin".into());
        let all: Vec<_> = world.positions.keys().map(|p| tp(*p)).collect();
        world.events.push_back(RebalanceEvent::Revoked(all.clone()));
        world.events.push_back(RebalanceEvent::Assigned(all));
        Ok(())
    }

    fn unassign(&mut self, partitions: &[TopicPartition]) -> Result<(), FeedError> {
        let mut world = self.0.borrow_mut();
        world.calls.push(format!("unassign {}", list(partitions)));
        for p in partitions {
            world.positions.remove(&p.partition);
        }
        Ok(())
    }

    fn pause(&mut self, partitions: &[TopicPartition]) -> Result<(), FeedError> {
        self.0
            .borrow_mut()
            .paused
            .extend(partitions.iter().map(|p| p.partition));
        Ok(())
    }

    fn resume(&mut self, partitions: &[TopicPartition]) -> Result<(), FeedError> {
        let mut world = self.0.borrow_mut();
        for p in partitions {
            world.paused.remove(&p.partition);
        }
        Ok(())
    }

    fn commit(&mut self, cut: &Cut) -> Result<(), FeedError> {
        let mut world = self.0.borrow_mut();
        if world.refuse_commits > 0 {
            world.refuse_commits -= 1;
            return Ok(());
        }
        for (p, offset) in &cut.offsets {
            // Promise 1, at the only place where it can be broken.
            let done = world
                .completed
                .get(&p.partition)
                .cloned()
                .unwrap_or_default();
            let from = world.stored.get(&p.partition).copied().unwrap_or(0);
            assert!(
                (from..*offset).all(|o| done.contains(&o)),
                "committed {offset} of {p} with a record below not complete"
            );
            world.stored.insert(p.partition, *offset);
        }
        Ok(())
    }

    fn committed(
        &mut self,
        partitions: &[TopicPartition],
        _: Duration,
    ) -> Result<Vec<(TopicPartition, Option<i64>)>, FeedError> {
        let mut world = self.0.borrow_mut();
        if world.refuse_reads > 0 {
            world.refuse_reads -= 1;
            return Err(FeedError::Fatal("unstable".into()));
        }
        Ok(partitions
            .iter()
            .map(|p| (p.clone(), world.stored.get(&p.partition).copied()))
            .collect())
    }

    fn group(&self) -> Option<()> {
        Some(())
    }

    fn seek(&mut self, offsets: &[(TopicPartition, i64)], _: Duration) -> Result<(), FeedError> {
        let mut world = self.0.borrow_mut();
        for (p, offset) in offsets {
            world.positions.insert(p.partition, *offset);
        }
        Ok(())
    }

    fn close(&mut self) {
        self.0.borrow_mut().closed = true;
    }
}

/// A loop with its fake surroundings.
pub(in crate::source) struct Bench {
    pub(in crate::source) pump: Pump<Fake>,
    pub(in crate::source) world: Rc<RefCell<World>>,
    lane: Receiver<Vec<Charged>>,
    tally: Tally,
    reports: Sender<Report>,
    pub(in crate::source) clock: Clock,
    pub(in crate::source) state: Arc<State>,
    pub(in crate::source) metrics: Metrics,
    /// Handed over and not yet completed.
    pub(in crate::source) flying: Vec<Charged>,
}

impl Bench {
    pub(in crate::source) fn new(settings: PumpSettings, end: i64) -> Self {
        let world = Rc::new(RefCell::new(World {
            end,
            ..World::default()
        }));
        let (to_lane, lane) = unbounded();
        let tally = Tally::new(1);
        let (to_source, reports) = unbounded();
        let (orders, _) = unbounded();
        let (clock, state, metrics) = (
            Clock::manual(0),
            Arc::new(State::default()),
            Metrics::new().unwrap(),
        );
        let wiring = PumpWiring {
            voided: Voided::default(),
            lanes: vec![to_lane],
            tally: tally.clone(),
            reports,
            orders,
            state: Arc::clone(&state),
            metrics: metrics.clone(),
            clock: clock.clone(),
            positions: Positions::default(),
        };
        let pump = Pump::new(Fake(Rc::clone(&world)), settings, wiring);
        Self {
            pump,
            world,
            lane,
            tally,
            reports: to_source,
            clock,
            state,
            metrics,
            flying: Vec::new(),
        }
    }

    pub(in crate::source) fn event(&self, event: RebalanceEvent) {
        self.world.borrow_mut().events.push_back(event);
    }

    /// Some rounds, a millisecond apart.
    pub(in crate::source) fn rounds(&mut self, count: usize) -> bool {
        for _ in 0..count {
            let drained = self.pump.round().unwrap();
            self.clock.advance(Duration::from_millis(1));
            self.flying.extend(self.lane.try_iter().flatten());
            if drained {
                return true;
            }
        }
        false
    }

    /// Completes the nth record in flight.
    fn complete(&mut self, n: usize) {
        self.end(n, false);
    }

    /// Ends everything in flight as dead letters.
    pub(in crate::source) fn bury_all(&mut self) {
        while !self.flying.is_empty() {
            self.end(0, true);
        }
    }

    fn end(&mut self, n: usize, dead: bool) {
        let charged = self.flying.remove(n);
        self.tally.begin(LaneId(0));
        let origin = &charged.record.origin;
        self.world
            .borrow_mut()
            .completed
            .entry(origin.partition)
            .or_default()
            .insert(origin.offset);
        self.reports
            .send(Report::Completed(vec![Completed {
                receipt: charged.receipt,
                dead,
            }]))
            .unwrap();
    }

    pub(in crate::source) fn complete_all(&mut self) {
        while !self.flying.is_empty() {
            self.complete(0);
        }
    }

    fn offsets(&self) -> Vec<(i32, i64)> {
        self.flying
            .iter()
            .map(|c| (c.record.origin.partition, c.record.origin.offset))
            .collect()
    }

    fn stored(&self, partition: i32) -> Option<i64> {
        self.world.borrow().stored.get(&partition).copied()
    }

    fn calls(&self) -> Vec<String> {
        self.world.borrow().calls.clone()
    }
}

fn settings() -> PumpSettings {
    PumpSettings {
        poll_wait: Duration::ZERO,
        ..PumpSettings::default()
    }
}

#[test]
fn only_the_unbroken_prefix_is_committed() {
    let mut bench = Bench::new(settings(), 4);
    bench.event(RebalanceEvent::Assigned(vec![tp(0)]));
    bench.rounds(2);
    assert_eq!(bench.offsets(), [(0, 0), (0, 1), (0, 2), (0, 3)]);
    bench.complete(1);
    bench.complete(1);
    bench.clock.advance(Duration::from_secs(2));
    bench.rounds(2);
    assert_eq!(bench.stored(0), None, "0 is in flight");
    bench.complete(0);
    bench.rounds(1);
    bench.clock.advance(Duration::from_secs(2));
    bench.rounds(1);
    assert_eq!(bench.stored(0), Some(3));
}

#[test]
fn no_more_is_read_than_the_workers_take_up_in_the_backlogs_time() {
    let mut bench = Bench::new(settings(), 10_000);
    bench.tally.worked(1_000, Duration::from_secs(1));
    bench.event(RebalanceEvent::Assigned(vec![tp(0)]));
    bench.rounds(10);
    assert_eq!(bench.flying.len(), 200, "200 ms of work of 1 ms each");
    // Begun, and as slow to be acknowledged as may be: the budget alone bounds that.
    for _ in 0..150 {
        bench.tally.begin(LaneId(0));
    }
    bench.rounds(10);
    assert_eq!(bench.flying.len(), 350);
    bench.clock.advance(Duration::from_secs(1));
    bench.rounds(1);
    assert_eq!(bench.metrics.waiting_records.get(), 200);
    // It waits and then polls paused partitions, as when the budget is used up.
    assert_eq!(bench.metrics.gate_closed.get(), 1);
    assert!(bench.world.borrow().paused.contains(&0));
}

#[test]
fn a_revoke_waits_for_what_is_in_flight_commits_it_and_only_then_gives_back() {
    let mut bench = Bench::new(settings(), 3);
    bench.event(RebalanceEvent::Assigned(vec![tp(0), tp(1)]));
    bench.rounds(3);
    bench.event(RebalanceEvent::Revoked(vec![tp(1)]));
    bench.world.borrow_mut().end = 6;
    bench.rounds(5);
    assert_eq!(bench.calls(), ["assign 0,1"], "not answered yet");
    assert!(
        bench.offsets().iter().all(|(p, o)| *p == 0 || *o < 3),
        "nothing new of the revoked partition"
    );
    bench.complete_all();
    bench.rounds(3);
    assert_eq!(bench.calls(), ["assign 0,1", "unassign 1"]);
    assert_eq!(bench.stored(1), Some(3));
}

#[test]
fn a_member_that_is_to_join_again_gives_everything_back_in_order_first_and_does_so_once() {
    let mut bench = Bench::new(settings(), 3);
    bench.event(RebalanceEvent::Assigned(vec![tp(0), tp(1)]));
    bench.rounds(3);
    bench.state.request_rejoin();
    bench.rounds(3);
    assert_eq!(
        bench.calls(),
        ["assign 0,1", "rejoin"],
        "records are in flight"
    );
    bench.complete_all();
    bench.rounds(3);
    let calls = ["assign 0,1", "rejoin", "unassign 0,1", "assign 0,1"];
    assert_eq!(bench.calls(), calls);
    assert_eq!((bench.stored(0), bench.stored(1)), (Some(3), Some(3)));
}

#[test]
fn a_member_that_drains_does_not_join_again() {
    let mut bench = Bench::new(settings(), 3);
    bench.event(RebalanceEvent::Assigned(vec![tp(0)]));
    bench.rounds(2);
    bench.state.request_stop();
    bench.state.request_rejoin();
    bench.rounds(2);
    assert_eq!(bench.calls(), ["assign 0"]);
}

#[test]
fn a_commit_refused_in_silence_is_repeated_before_partitions_are_given_back() {
    let mut bench = Bench::new(settings(), 3);
    bench.event(RebalanceEvent::Assigned(vec![tp(0)]));
    bench.rounds(2);
    bench.complete_all();
    // The commit of the tick and the first at the revoke meet the rebalance.
    bench.world.borrow_mut().refuse_commits = 2;
    bench.clock.advance(Duration::from_secs(2));
    bench.rounds(1);
    bench.event(RebalanceEvent::Revoked(vec![tp(0)]));
    bench.rounds(2);
    assert_eq!(bench.stored(0), Some(3));
}

#[test]
fn a_commit_refused_in_silence_is_handed_over_again_without_any_rebalance() {
    let mut bench = Bench::new(settings(), 3);
    bench.event(RebalanceEvent::Assigned(vec![tp(0)]));
    bench.rounds(2);
    bench.complete_all();
    bench.world.borrow_mut().refuse_commits = 1;
    for _ in 0..12 {
        bench.clock.advance(Duration::from_secs(1));
        bench.rounds(1);
    }
    assert_eq!(bench.stored(0), Some(3));
}

#[test]
fn partitions_that_do_not_drain_in_time_are_given_back_uncommitted() {
    let mut bench = Bench::new(settings(), 3);
    bench.event(RebalanceEvent::Assigned(vec![tp(0)]));
    bench.rounds(2);
    bench.complete(2);
    bench.event(RebalanceEvent::Revoked(vec![tp(0)]));
    bench.rounds(2);
    bench.clock.advance(Duration::from_secs(6));
    bench.rounds(2);
    assert_eq!(bench.calls().last().map(String::as_str), Some("unassign 0"));
    assert_eq!(bench.stored(0), None);
}

#[test]
fn lost_partitions_are_dropped_at_once_and_their_completions_change_nothing() {
    let mut bench = Bench::new(settings(), 3);
    bench.event(RebalanceEvent::Assigned(vec![tp(0)]));
    bench.rounds(2);
    bench.event(RebalanceEvent::Lost(vec![tp(0)]));
    bench.rounds(1);
    assert_eq!(bench.calls().last().map(String::as_str), Some("unassign 0"));
    bench.event(RebalanceEvent::Assigned(vec![tp(0)]));
    let old = std::mem::take(&mut bench.flying);
    bench.rounds(2);
    assert_eq!(bench.flying.len(), 3, "read again from what is stored");
    let new = std::mem::replace(&mut bench.flying, old);
    bench.complete_all();
    bench.clock.advance(Duration::from_secs(2));
    bench.rounds(2);
    assert_eq!(
        bench.stored(0),
        None,
        "the old assignment's work is not the new one's"
    );
    bench.flying = new;
    bench.complete_all();
    bench.rounds(1);
    bench.clock.advance(Duration::from_secs(2));
    bench.rounds(1);
    assert_eq!(bench.stored(0), Some(3));
    assert_eq!(
        bench
            .metrics
            .commit_violations
            .with_label_values(&["completed_twice"])
            .get(),
        0
    );
}

#[test]
fn a_used_up_budget_stops_the_reading_pauses_after_a_while_and_skips_nothing() {
    let budget = Charge {
        records: 4,
        bytes: 1_000_000,
    };
    let mut bench = Bench::new(
        PumpSettings {
            budget,
            ..settings()
        },
        10,
    );
    bench.event(RebalanceEvent::Assigned(vec![tp(0)]));
    bench.rounds(20);
    assert_eq!(bench.flying.len(), 4);
    assert!(
        bench.world.borrow().paused.is_empty(),
        "not at once: a pause throws away what was fetched"
    );
    bench.clock.advance(Duration::from_millis(300));
    bench.rounds(2);
    assert!(bench.world.borrow().paused.contains(&0));
    bench.event(RebalanceEvent::Assigned(vec![tp(1)]));
    bench.rounds(2);
    assert!(
        bench.world.borrow().paused.contains(&1),
        "what is assigned meanwhile is paused too"
    );
    let mut read = Vec::new();
    for _ in 0..100 {
        read.extend(bench.offsets());
        bench.complete_all();
        bench.rounds(3);
    }
    read.extend(bench.offsets());
    let zero: Vec<i64> = read
        .iter()
        .filter(|(p, _)| *p == 0)
        .map(|(_, o)| *o)
        .collect();
    assert_eq!(zero, (0..10).collect::<Vec<_>>());
}

#[test]
fn a_stop_drains_commits_and_ends_and_what_comes_meanwhile_is_left_to_others() {
    let mut bench = Bench::new(settings(), 3);
    bench.event(RebalanceEvent::Assigned(vec![tp(0)]));
    bench.rounds(2);
    bench.state.request_stop();
    assert!(!bench.rounds(3));
    assert_eq!(bench.state.phase(), Phase::Draining);
    bench.event(RebalanceEvent::Assigned(vec![tp(1)]));
    bench.rounds(3);
    assert_eq!(bench.flying.len(), 3);
    bench.complete_all();
    assert!(bench.rounds(2));
    assert_eq!(bench.stored(0), Some(3));
    assert_eq!(bench.stored(1), None);
}

#[test]
fn a_drain_that_takes_too_long_ends_without_committing_what_is_open() {
    let mut bench = Bench::new(settings(), 3);
    bench.event(RebalanceEvent::Assigned(vec![tp(0)]));
    bench.rounds(2);
    bench.complete(0);
    bench.state.request_stop();
    bench.rounds(2);
    bench.clock.advance(Duration::from_secs(26));
    assert!(bench.rounds(1));
    assert_eq!(bench.stored(0), Some(1));
}

#[test]
fn a_record_that_comes_during_the_last_commit_is_worked_on_though_it_uses_up_the_budget() {
    let budget = Charge {
        records: 1,
        bytes: 1_000_000,
    };
    let mut bench = Bench::new(
        PumpSettings {
            budget,
            ..settings()
        },
        1,
    );
    bench.event(RebalanceEvent::Assigned(vec![tp(0), tp(1)]));
    for _ in 0..4 {
        bench.rounds(2);
        bench.complete_all();
    }
    bench.rounds(2);
    bench.world.borrow_mut().end = 2;
    // Refused once, so that the client is polled before the commit is repeated.
    bench.world.borrow_mut().refuse_commits = 1;
    bench.event(RebalanceEvent::Revoked(vec![tp(1)]));
    bench.rounds(500);
    assert_eq!(bench.calls(), ["assign 0,1", "unassign 1"]);
    assert_eq!(bench.offsets(), [(0, 1)]);
}

#[test]
fn a_partition_that_comes_back_is_read_again_though_it_was_paused_when_it_left() {
    let mut bench = Bench::new(settings(), 3);
    bench.event(RebalanceEvent::Assigned(vec![tp(0)]));
    bench.rounds(2);
    bench.event(RebalanceEvent::Revoked(vec![tp(0)]));
    bench.complete_all();
    bench.rounds(3);
    bench.world.borrow_mut().end = 5;
    bench.event(RebalanceEvent::Assigned(vec![tp(0)]));
    bench.rounds(3);
    assert_eq!(bench.offsets(), [(0, 3), (0, 4)]);
}

#[derive(Debug, Clone)]
enum Step {
    Rounds(u8),
    Complete(usize),
    Advance(u16),
    Produce(u8),
    Revoke(i32),
    Lose(i32),
    Assign(i32),
    RefuseCommits(u8),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (1..4u8).prop_map(Step::Rounds),
        6 => any::<usize>().prop_map(Step::Complete),
        3 => (0..2_000u16).prop_map(Step::Advance),
        2 => (1..6u8).prop_map(Step::Produce),
        1 => (0..3i32).prop_map(Step::Revoke),
        1 => (0..3i32).prop_map(Step::Lose),
        1 => (0..3i32).prop_map(Step::Assign),
        1 => (1..3u8).prop_map(Step::RefuseCommits),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    /// `Fake::commit` asserts promise 1 at every commit of every schedule; at the end nothing may be left behind.
    #[test]
    fn no_schedule_commits_past_an_open_record_or_leaves_one_behind(steps in proptest::collection::vec(step(), 1..120)) {
        let budget = Charge { records: 8, bytes: 1_000_000 };
        let backlog = BacklogLimits { time: Duration::ZERO, least: 4 };
        let mut bench = Bench::new(PumpSettings { budget, backlog, ..settings() }, 5);
        let mut owned = BTreeSet::new();
        for step in steps {
            match step {
                Step::Rounds(n) => { bench.rounds(usize::from(n)); }
                Step::Complete(n) if !bench.flying.is_empty() => { let n = n % bench.flying.len(); bench.complete(n); }
                Step::Advance(ms) => bench.clock.advance(Duration::from_millis(u64::from(ms))),
                Step::Produce(n) => bench.world.borrow_mut().end += i64::from(n),
                // The client has one change under way at a time.
                Step::Revoke(p) if owned.contains(&p) && bench.pump.revocation.is_none() => {
                    owned.remove(&p);
                    bench.event(RebalanceEvent::Revoked(vec![tp(p)]));
                }
                Step::Lose(p) if owned.contains(&p) && bench.pump.revocation.is_none() => {
                    owned.remove(&p);
                    bench.event(RebalanceEvent::Lost(vec![tp(p)]));
                }
                Step::Assign(p) if !owned.contains(&p) => {
                    owned.insert(p);
                    bench.event(RebalanceEvent::Assigned(vec![tp(p)]));
                }
                Step::RefuseCommits(n) => bench.world.borrow_mut().refuse_commits = usize::from(n),
                _ => {}
            }
        }
        for p in 0..3 {
            if !owned.contains(&p) {
                bench.event(RebalanceEvent::Assigned(vec![tp(p)]));
            }
        }
        for _ in 0..400 {
            bench.rounds(2);
            bench.complete_all();
            bench.clock.advance(Duration::from_millis(200));
        }
        bench.state.request_stop();
        prop_assert!(bench.rounds(50), "drains");
        let end = bench.world.borrow().end;
        for p in 0..3 {
            prop_assert_eq!(bench.stored(p), Some(end), "partition {}", p);
        }
        prop_assert_eq!(bench.metrics.commit_violations.with_label_values(&["completed_twice"]).get(), 0);
        prop_assert_eq!(bench.metrics.commit_violations.with_label_values(&["not_charged"]).get(), 0);
    }
}

#[test]
fn the_wall_clock_may_jump_a_day_and_commits_gate_and_guards_go_on() {
    let day = 86_400_000;
    let mut settings = settings();
    settings.budget.records = 4;
    settings.guards.stall_timeout = Duration::from_secs(10);
    let mut bench = Bench::new(settings, 40);
    bench.event(RebalanceEvent::Assigned(vec![tp(0)]));
    let mut stored = 0;
    for jump in [day, -day, -day, day].into_iter().cycle().take(20) {
        bench.rounds(2);
        bench.clock.jump(jump);
        bench.complete_all();
        bench.clock.advance(Duration::from_secs(1));
        bench.rounds(3);
        let now = bench.stored(0).unwrap_or_default();
        assert!(now >= stored, "{now} after {stored}");
        stored = now;
    }
    assert_eq!(stored, 40);
    assert_eq!(bench.metrics.stalls.get(), 0);
    assert_eq!(bench.metrics.gate_closed.get(), 0);
    assert_eq!(bench.metrics.in_flight_records.get(), 0);
}

#[test]
fn exactly_once_an_assignment_waits_until_it_is_known_where_to_begin() {
    let mut settings = settings();
    settings.cuts = Some(CutLimits {
        interval: Duration::from_mins(1),
        size: settings.budget,
    });
    let mut bench = Bench::new(settings, 4);
    bench.world.borrow_mut().stored.insert(0, 2);
    bench.world.borrow_mut().refuse_reads = 2;
    bench.event(RebalanceEvent::Assigned(vec![tp(0)]));
    for _ in 0..2 {
        bench.rounds(3);
        assert!(bench.calls().is_empty(), "{:?}", bench.calls());
        bench.clock.advance(Duration::from_secs(1));
    }
    bench.rounds(3);
    assert_eq!(bench.calls(), ["assign 0"]);
    assert_eq!(bench.offsets(), [(0, 2), (0, 3)]);
}
