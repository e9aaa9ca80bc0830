//! Source and sink of exactly-once mode together, against a broker that forgets nothing: whatever is refused, times
//! out, is revoked, lost or given to another member, a reader of committed records sees each record once, in order.

use super::*;
use crate::delivery::{
    BacklogLimits, BreakerSettings, Charge, Charged, Cut, CutLimits, Finished, Order, Output,
    Report, TopicPartition, Worked,
};
use crate::sink::{
    DeadLetterNames, Delivery, ExactlySink, Outlet, SendError, TopicLimit, TransactionError,
    Transactions,
};
use crate::source::{Feed, GuardSettings, Polled, RebalanceEvent};
use crate::story::{Origin, RawRecord};
use crossbeam_channel::{Receiver, Sender};
use proptest::prelude::*;
use rdkafka::error::KafkaError;
use rdkafka::types::RDKafkaErrorCode as Code;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

/// A record as a reader of the output knows it.
type Seen = (i32, i64);

/// What the brokers hold, and what goes wrong next.
#[derive(Default)]
struct World {
    end: i64,
    /// Offsets of the group, as committed.
    stored: BTreeMap<i32, i64>,
    /// What readers of committed records see.
    visible: Vec<Seen>,
    open: Option<Transaction>,
    /// The present generation of the group, and what the member under test owns at it.
    generation: u64,
    /// The generation the member believes in: it hears of a new one when it has answered what led to it.
    believed: u64,
    owned: BTreeSet<i32>,
    /// The member's own side.
    positions: BTreeMap<i32, i64>,
    paused: BTreeSet<i32>,
    events: VecDeque<RebalanceEvent>,
    unanswered: Vec<(usize, Seen)>,
    /// Answers to come: `None` is a success.
    deliveries: VecDeque<Code>,
    commits: VecDeque<CommitFault>,
    aborts: usize,
    fatal: bool,
}

#[derive(Default)]
struct Transaction {
    records: Vec<Seen>,
    offsets: Vec<(i32, i64)>,
    failed: bool,
}

#[derive(Debug, Clone, Copy)]
enum CommitFault {
    /// The answer is lost; the same call succeeds.
    Late,
    /// Refused.
    Refused,
    /// It was committed, and the client does not know.
    Unknown,
    /// It was not, and the client does not know.
    Never,
}

impl World {
    fn settle(&mut self) {
        let Some(done) = self.open.take() else { return };
        self.visible.extend(done.records);
        self.stored.extend(done.offsets);
    }

    /// The member has answered a rebalance; it rejoins when no loss is left to be answered.
    fn rejoin(&mut self) {
        let losing = |e: &RebalanceEvent| matches!(e, RebalanceEvent::Lost(_));
        if !self.events.iter().any(losing) {
            self.believed = self.generation;
        }
    }

    /// Another member owns the partition for a while and works as it should.
    fn another_member_reads(&mut self, partition: i32, count: i64) {
        let from = self.stored.get(&partition).copied().unwrap_or(0);
        let to = (from + count).min(self.end);
        self.visible.extend((from..to).map(|o| (partition, o)));
        self.stored.insert(partition, to);
    }
}

#[derive(Clone)]
struct Fake(Rc<RefCell<World>>);

impl Feed for Fake {
    type Group = u64;

    fn poll(&mut self, _: Duration) -> Result<Polled, FeedError> {
        let mut world = self.0.borrow_mut();
        if !world.events.is_empty() {
            return Ok(Polled::Nothing);
        }
        let (end, paused) = (world.end, world.paused.clone());
        let ready = world
            .positions
            .iter_mut()
            .find(|(p, next)| !paused.contains(p) && **next < end);
        let Some((partition, next)) = ready else {
            return Ok(Polled::Nothing);
        };
        let record = RawRecord {
            key: Some(b"k".to_vec()),
            ..RawRecord::new(
                Origin::new("c", "raw", *partition, *next),
                // A dead letter is a record's end like any other.
                Some(format!("{partition}:{next}").into_bytes()),
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
        for p in partitions {
            let from = world.stored.get(&p.partition).copied().unwrap_or(0);
            world.positions.insert(p.partition, from);
            world.owned.insert(p.partition);
        }
        world.rejoin();
        Ok(())
    }

    fn rejoin(&mut self) -> Result<(), FeedError> {
        Ok(())
    }

    fn unassign(&mut self, partitions: &[TopicPartition]) -> Result<(), FeedError> {
        let mut world = self.0.borrow_mut();
        for p in partitions {
            world.positions.remove(&p.partition);
            if world.owned.remove(&p.partition) {
                // The answer ends the rebalance: from now on another member owns it.
                world.generation += 1;
                world.another_member_reads(p.partition, 3);
            }
        }
        world.rejoin();
        Ok(())
    }

    fn pause(&mut self, partitions: &[TopicPartition]) -> Result<(), FeedError> {
        let paused = partitions.iter().map(|p| p.partition);
        self.0.borrow_mut().paused.extend(paused);
        Ok(())
    }

    fn resume(&mut self, partitions: &[TopicPartition]) -> Result<(), FeedError> {
        let mut world = self.0.borrow_mut();
        for p in partitions {
            world.paused.remove(&p.partition);
        }
        Ok(())
    }

    fn commit(&mut self, _: &Cut) -> Result<(), FeedError> {
        panic!("offsets go with the transactions");
    }

    fn committed(
        &mut self,
        partitions: &[TopicPartition],
        _: Duration,
    ) -> Result<Vec<(TopicPartition, Option<i64>)>, FeedError> {
        let world = self.0.borrow();
        let stored = |p: &TopicPartition| world.stored.get(&p.partition).copied();
        Ok(partitions.iter().map(|p| (p.clone(), stored(p))).collect())
    }

    fn group(&self) -> Option<u64> {
        Some(self.0.borrow().believed)
    }

    fn seek(&mut self, offsets: &[(TopicPartition, i64)], _: Duration) -> Result<(), FeedError> {
        let mut world = self.0.borrow_mut();
        for (p, offset) in offsets {
            if let Some(position) = world.positions.get_mut(&p.partition) {
                *position = *offset;
            }
        }
        Ok(())
    }

    fn close(&mut self) {}
}

/// Partition and offset of the record a dead letter stands for, by its header.
fn origin(letter: &Output) -> String {
    let header = letter
        .headers
        .iter()
        .find(|h| *h.name == *crate::sink::ORIGIN_HEADER);
    let value = header.and_then(|h| h.value.as_deref()).expect("an origin");
    let text = std::str::from_utf8(value).expect("it is text");
    let mut parts = text.rsplitn(3, '/');
    let (offset, partition) = (parts.next().unwrap(), parts.next().unwrap());
    format!("{partition}:{offset}")
}

impl Outlet for Fake {
    fn send(&mut self, output: &Output, tag: usize) -> Result<(), SendError> {
        let mut world = self.0.borrow_mut();
        // A dead letter whose value its topic does not take has none; its origin says which record it is.
        let text = match &output.value {
            Some(value) => String::from_utf8(value.to_vec()).expect("it is text"),
            None => origin(output),
        };
        let (partition, offset) = text.split_once(':').expect("partition and offset");
        let seen = (partition.parse().unwrap(), offset.parse().unwrap());
        world.unanswered.push((tag, seen));
        Ok(())
    }

    fn poll(&mut self, _: Duration, deliveries: &mut Vec<Delivery>) {
        let mut world = self.0.borrow_mut();
        for (tag, seen) in std::mem::take(&mut world.unanswered) {
            let refusal = world.deliveries.pop_front();
            if let Some(open) = &mut world.open {
                match refusal {
                    None if !open.failed => open.records.push(seen),
                    _ => open.failed = true,
                }
            }
            let result = refusal.map_or(Ok(()), Err);
            deliveries.push(Delivery { tag, result });
        }
    }

    fn fatal_error(&self) -> Option<String> {
        self.0.borrow().fatal.then(|| "fenced".to_owned())
    }

    fn batch_bytes(&self) -> u64 {
        1_000
    }

    fn limits(&mut self, topics: &[Arc<str>]) -> Vec<TopicLimit> {
        vec![TopicLimit::Bytes(1_000); topics.len()]
    }

    fn shrink(&mut self, _: u64) -> Result<(), KafkaError> {
        Ok(())
    }
}

impl Transactions for Fake {
    type Group = u64;

    fn init(&mut self, _: Duration) -> Result<(), TransactionError> {
        Ok(())
    }

    fn begin(&mut self) -> Result<(), TransactionError> {
        let mut world = self.0.borrow_mut();
        assert!(world.open.is_none(), "one transaction at a time");
        world.open = Some(Transaction::default());
        Ok(())
    }

    fn send_offsets(
        &mut self,
        offsets: &Cut,
        group: &u64,
        _: Duration,
    ) -> Result<(), TransactionError> {
        let mut world = self.0.borrow_mut();
        // The only fence there is: whether the member still owns the partitions is not asked.
        if *group != world.generation {
            // A heartbeat tells it sooner or later.
            world.rejoin();
            return Err(TransactionError::Abort("illegal generation".into()));
        }
        let open = world.open.as_mut().expect("a transaction is open");
        let plain = offsets.offsets.iter().map(|(p, o)| (p.partition, *o));
        open.offsets.extend(plain);
        Ok(())
    }

    fn commit(&mut self, _: Duration) -> Result<(), TransactionError> {
        let mut world = self.0.borrow_mut();
        if world.open.as_ref().is_none_or(|t| t.failed) {
            return Err(TransactionError::Abort("failed deliveries".into()));
        }
        match world.commits.pop_front() {
            None => world.settle(),
            Some(CommitFault::Late) => return Err(TransactionError::Again("timed out".into())),
            Some(CommitFault::Refused) => return Err(TransactionError::Abort("refused".into())),
            Some(CommitFault::Unknown) => {
                world.settle();
                return Err(TransactionError::Renew("conflict".into()));
            }
            Some(CommitFault::Never) => {
                world.open = None;
                return Err(TransactionError::Renew("fenced".into()));
            }
        }
        Ok(())
    }

    fn abort(&mut self, _: Duration) -> Result<(), TransactionError> {
        let mut world = self.0.borrow_mut();
        if world.aborts > 0 {
            world.aborts -= 1;
            return Err(TransactionError::Again("reports are to be served".into()));
        }
        world.open = None;
        Ok(())
    }

    fn renew(&mut self) -> Result<(), TransactionError> {
        let mut world = self.0.borrow_mut();
        world.open = None;
        world.fatal = false;
        world.unanswered.clear();
        Ok(())
    }
}

/// Source, sink and the work between them, stepped by hand.
struct Bench {
    pump: Pump<Fake>,
    sink: ExactlySink<Fake>,
    world: Rc<RefCell<World>>,
    lane: Receiver<Vec<Charged>>,
    tally: crate::delivery::Tally,
    to_sink: Sender<Vec<Finished>>,
    clock: Clock,
    state: Arc<State>,
    metrics: Metrics,
    /// With the workers.
    working: VecDeque<Charged>,
}

const PARTITIONS: i32 = 3;

fn partition(p: i32) -> TopicPartition {
    TopicPartition::new("raw", p)
}

impl Bench {
    fn new(end: i64) -> Self {
        let world = Rc::new(RefCell::new(World {
            end,
            ..World::default()
        }));
        let (to_lane, lane) = unbounded();
        let tally = crate::delivery::Tally::new(1);
        let (to_source, reports) = unbounded::<Report>();
        let (orders, from_source) = unbounded::<Order<u64>>();
        let (to_sink, finished) = unbounded();
        let clock = Clock::manual(0);
        let state = Arc::new(State::default());
        let metrics = Metrics::new().unwrap();
        let settings = PumpSettings {
            budget: Charge {
                records: 20,
                bytes: 1 << 20,
            },
            chunk_records: 4,
            cuts: Some(CutLimits {
                interval: Duration::from_millis(10),
                size: Charge {
                    records: 10,
                    bytes: 1 << 19,
                },
            }),
            // So little that its gate closes in the schedules.
            backlog: BacklogLimits {
                time: Duration::ZERO,
                least: 6,
            },
            guards: GuardSettings {
                breaker: BreakerSettings {
                    run: 5,
                    ..BreakerSettings::default()
                },
                ..GuardSettings::default()
            },
            pause_after: Duration::from_millis(5),
            revoke_timeout: Duration::from_millis(30),
            ..PumpSettings::default()
        };
        let wiring = PumpWiring {
            voided: crate::delivery::Voided::default(),
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
        let wiring = ExactlyWiring {
            finished,
            orders: from_source,
            reports: to_source,
            state: Arc::clone(&state),
            metrics: metrics.clone(),
            clock: clock.clone(),
        };
        let letters = DeadLetters {
            topic: "dead".into(),
            names: DeadLetterNames::Native,
            clock: clock.clone(),
        };
        let settings = SinkSettings {
            hold: Duration::from_millis(20),
            ..SinkSettings::default()
        };
        let outlet = Fake(Rc::clone(&world));
        let mut sink = ExactlySink::new(
            outlet,
            letters,
            settings,
            ExactlySettings::default(),
            wiring,
        );
        sink.idle_wait = Duration::ZERO;
        Self {
            pump,
            sink,
            world,
            lane,
            tally,
            to_sink,
            clock,
            state,
            metrics,
            working: VecDeque::new(),
        }
    }

    fn event(&self, event: RebalanceEvent) {
        self.world.borrow_mut().events.push_back(event);
    }

    /// One round of the source. `true`: it has drained.
    fn source(&mut self) -> bool {
        let drained = self.pump.round().unwrap();
        self.clock.advance(Duration::from_millis(1));
        self.working.extend(self.lane.try_iter().flatten());
        drained
    }

    fn sink(&mut self) {
        assert!(self.sink.round().unwrap());
    }

    /// The worker finishes some records.
    fn work(&mut self, count: usize) {
        let count = count.min(self.working.len());
        let finished = self.working.drain(..count).map(|charged| {
            self.tally.begin(crate::delivery::LaneId(0));
            let origin = &charged.record.origin;
            let value = format!("{}:{}", origin.partition, origin.offset);
            let output = Output {
                topic: "out".into(),
                key: None,
                value: Some(value.into_bytes().into()),
                headers: Arc::new([]),
                timestamp_ms: None,
            };
            let worked = match origin.offset % 5 {
                // Left out on purpose: its offset moves all the same.
                4 => Worked::default(),
                3 => Worked::defect(),
                _ => Worked {
                    outputs: vec![output],
                    rejects: Vec::new(),
                },
            };
            Finished { charged, worked }
        });
        let finished: Vec<_> = finished.collect();
        if !finished.is_empty() {
            self.to_sink.send(finished).unwrap();
        }
    }

    /// Everything once round, as often as it takes to drain.
    fn drain(&mut self) {
        self.state.request_stop();
        for _ in 0..5_000 {
            self.work(usize::MAX);
            self.sink();
            if self.source() {
                return;
            }
        }
        panic!("it does not drain");
    }
}

/// A group that stands before one record that becomes a dead letter, and so many commits that are refused.
fn poison_before_refused_commits(count: usize) -> Bench {
    let bench = Bench::new(4);
    {
        let mut world = bench.world.borrow_mut();
        world.stored.insert(0, 3);
        let refused = std::iter::repeat_n(CommitFault::Refused, count);
        world.commits.extend(refused);
    }
    bench.event(RebalanceEvent::Assigned(vec![partition(0)]));
    bench
}

impl Bench {
    /// Everything once round, until it is as it should be.
    fn until(&mut self, what: &str, reached: impl Fn(&Self) -> bool) {
        for _ in 0..20_000 {
            if reached(self) {
                return;
            }
            self.work(usize::MAX);
            self.sink();
            self.source();
        }
        panic!("in vain: {what}");
    }
}

#[test]
fn a_dead_letter_of_aborted_transactions_counts_once_it_is_committed() {
    let mut bench = poison_before_refused_commits(12);
    bench.until("committed", |b| {
        assert_eq!(b.metrics.breaker_state.get(), 0, "aborted is no outcome");
        b.world.borrow().stored.get(&0) == Some(&4)
    });
    assert_eq!(bench.metrics.rewinds.get(), 12);
    let outcomes = bench
        .metrics
        .dead_letters
        .with_label_values(&["source", "internal"]);
    assert_eq!(outcomes.get(), 1);
}

#[test]
fn nothing_is_read_to_be_thrown_away_while_partitions_wait_to_go_back() {
    let mut bench = poison_before_refused_commits(2);
    bench.until("the second abort, which waits", |b| {
        b.metrics.rewinds.get() == 2
    });
    bench.world.borrow_mut().end = 1_000;
    for _ in 0..10 {
        bench.source();
    }
    assert_eq!(bench.world.borrow().positions.get(&0), Some(&4));
    bench.until("it goes on", |b| {
        b.world.borrow().stored.get(&0) == Some(&1_000)
    });
}

#[test]
fn a_hold_ends_when_what_was_held_up_goes_to_another_member() {
    let mut bench = poison_before_refused_commits(100);
    bench.until("held", |b| b.state.held());
    bench.event(RebalanceEvent::Revoked(vec![partition(0)]));
    bench.until("no longer held", |b| {
        !b.state.held() && b.metrics.held.get() == 0
    });
}

#[derive(Debug, Clone)]
enum Step {
    Source,
    Work(usize),
    Sink,
    Assign(i32),
    Revoke(i32),
    Lost(i32),
    /// The member's epoch moves without a word to it (KIP-848).
    Generation,
    Delivery(Code),
    Commit(CommitFault),
    SlowAbort,
    Fenced,
    Wait,
}

fn step() -> impl Strategy<Value = Step> {
    let code = prop_oneof![
        Just(Code::MessageTimedOut),
        Just(Code::MessageSizeTooLarge),
        Just(Code::OutOfOrderSequenceNumber),
    ];
    let fault = prop_oneof![
        Just(CommitFault::Late),
        Just(CommitFault::Refused),
        Just(CommitFault::Unknown),
        Just(CommitFault::Never),
    ];
    prop_oneof![
        20 => Just(Step::Source),
        12 => (1..8usize).prop_map(Step::Work),
        16 => Just(Step::Sink),
        2 => (0..PARTITIONS).prop_map(Step::Assign),
        2 => (0..PARTITIONS).prop_map(Step::Revoke),
        1 => (0..PARTITIONS).prop_map(Step::Lost),
        1 => Just(Step::Generation),
        1 => code.prop_map(Step::Delivery),
        2 => fault.prop_map(Step::Commit),
        1 => Just(Step::SlowAbort),
        1 => Just(Step::Fenced),
        3 => Just(Step::Wait),
    ]
}

impl Bench {
    fn step(&mut self, step: &Step) {
        let busy = !self.world.borrow().events.is_empty();
        let owns = |p: &i32| self.world.borrow().owned.contains(p);
        match step {
            Step::Source => drop(self.source()),
            Step::Work(count) => self.work(*count),
            Step::Sink => self.sink(),
            Step::Assign(p) if !busy && !owns(p) => {
                self.event(RebalanceEvent::Assigned(vec![partition(*p)]));
            }
            Step::Revoke(p) if !busy && owns(p) => {
                self.event(RebalanceEvent::Revoked(vec![partition(*p)]));
            }
            Step::Lost(p) if !busy && owns(p) => {
                let mut world = self.world.borrow_mut();
                world.owned.remove(p);
                world.generation += 1;
                world.another_member_reads(*p, 4);
                let lost = RebalanceEvent::Lost(vec![partition(*p)]);
                world.events.push_back(lost);
            }
            Step::Generation => self.world.borrow_mut().generation += 1,
            Step::Delivery(code) => self.world.borrow_mut().deliveries.push_back(*code),
            Step::Commit(fault) => self.world.borrow_mut().commits.push_back(*fault),
            Step::SlowAbort => self.world.borrow_mut().aborts += 2,
            Step::Fenced => self.world.borrow_mut().fatal = true,
            Step::Wait => self.clock.advance(Duration::from_millis(15)),
            Step::Assign(_) | Step::Revoke(_) | Step::Lost(_) => {}
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn no_schedule_of_faults_loses_repeats_or_reorders_what_committed_readers_see(
        steps in proptest::collection::vec(step(), 1..300),
    ) {
        let mut bench = Bench::new(60);
        for p in 0..PARTITIONS {
            bench.event(RebalanceEvent::Assigned(vec![partition(p)]));
        }
        for step in &steps {
            bench.step(step);
        }
        // The faults end, and whatever is not owned comes back.
        {
            let mut world = bench.world.borrow_mut();
            world.commits.clear();
            world.deliveries.clear();
            world.aborts = 0;
            world.fatal = false;
        }
        for _ in 0..3_000 {
            bench.work(usize::MAX);
            bench.sink();
            bench.source();
            if (0..PARTITIONS).all(|p| bench.world.borrow().stored.get(&p) == Some(&60)) {
                break;
            }
            if bench.world.borrow().events.is_empty() {
                let missing: Vec<i32> = (0..PARTITIONS).filter(|p| !bench.world.borrow().owned.contains(p)).collect();
                for p in missing {
                    bench.event(RebalanceEvent::Assigned(vec![partition(p)]));
                }
            }
        }
        bench.drain();
        let world = bench.world.borrow();
        for p in 0..PARTITIONS {
            prop_assert_eq!(world.stored.get(&p).copied(), Some(60), "partition {} stands still", p);
            // What another member read of the left-out ones is visible in this world; ours is not.
            let seen: Vec<i64> = world.visible.iter().filter(|(q, o)| *q == p && o % 5 != 4).map(|(_, o)| *o).collect();
            let expected: Vec<i64> = (0..60).filter(|o| o % 5 != 4).collect();
            prop_assert_eq!(&seen, &expected, "partition {}", p);
        }
        prop_assert_eq!(bench.metrics.order_violations.get(), 0);
        prop_assert_eq!(bench.metrics.budget_used_bytes.with_label_values(&["encoded"]).get(), 0);
    }
}
