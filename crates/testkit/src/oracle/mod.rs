//! The oracle: real instances on real brokers, a seeded schedule of faults, and a proof of what became of each story.
//!
//! A generator writes numbered stories, some of them poison. Instances of the built program work on them while
//! [`schedule`] has instances killed, stopped, frozen and scaled, brokers killed, frozen and slowed, topics denied and
//! taken away. Meanwhile readers of all topics and of the group's offsets gather the [`evidence`]. When everything is
//! mended and drained, [`judge`] says what it proves. The oracle knows nothing of the program's inside: it starts it by
//! its command line and believes only what the brokers hold.

mod crew;
mod evidence;
mod floor;
mod gauges;
mod judge;
#[cfg(test)]
mod judge_cases;
mod lanes;
mod order;
mod report;
mod schedule;
mod tap;

pub use crew::{Program, Service};
pub use gauges::Gauges;
pub use judge::{Findings, Terms};
pub use report::Report;
pub use schedule::{Fault, Item, Lane, SESSION, schedule};

use crate::broker::{Access, Kafka, Layout};
use crate::process::{Process, Signal};
use crate::wait::within;
use anyhow::{Result, bail};
use crew::Crew;
use evidence::{ENRICHED, Evidence, Origin};
use floor::Floor;
use lanes::Scene;
use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::ScopedJoinHandle;
use std::time::{Duration, Instant};
use tap::{Book, Sampler, Tap};

/// What readers of the outputs may rely on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guarantee {
    AtLeastOnce,
    ExactlyOnce,
}

/// Group protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    Classic,
    /// KIP-848.
    Consumer,
}

/// Whether instances have names that stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Membership {
    Dynamic,
    /// Each has a `group.instance.id`, the same after a restart.
    Static,
}

/// A run.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Told in the report.
    pub seed: u64,
    /// What is done; [`schedule`] makes it from the seed.
    pub items: Vec<Item>,
    /// How long stories are written, at least: they are until the last fault is over.
    pub length: Duration,
    pub guarantee: Guarantee,
    pub protocol: Protocol,
    pub membership: Membership,
    pub instances: usize,
    /// Records a second, poison among them.
    pub rate: u64,
    /// Every so many records one is poison.
    pub poison_every: u64,
    /// Records one instance may have in flight.
    pub budget: u64,
    /// Bytes one instance may take.
    pub memory_bound: u64,
    /// How an instance is started.
    pub program: Program,
    /// The program whose `generate` writes the stories.
    pub generator: std::path::PathBuf,
    /// Lines of TOML over the run's own configuration.
    pub settings: Vec<String>,
    /// How long what is left after the last fault may stand still.
    pub drain: Duration,
    /// The instances' logs stay, also when nothing is wrong.
    pub keep_logs: bool,
}

impl Plan {
    /// A run of half a minute without faults: three instances that promise no loss, a hundred records a second, every
    /// fiftieth poison.
    pub fn new(program: Program, generator: std::path::PathBuf) -> Self {
        Self {
            seed: 0,
            items: Vec::new(),
            length: Duration::from_secs(30),
            guarantee: Guarantee::AtLeastOnce,
            protocol: Protocol::Classic,
            membership: Membership::Dynamic,
            instances: 3,
            rate: 100,
            poison_every: 50,
            // Few, so that a crash in the middle of much is as likely as with a large budget and much load.
            budget: 500,
            memory_bound: MEMORY,
            program,
            generator,
            settings: Vec::new(),
            drain: Duration::from_mins(4),
            keep_logs: false,
        }
    }
}

/// Bytes an instance may take: the promise is 200 MB for a release build.
const MEMORY: u64 = 250_000_000;
/// Between two lines of progress.
const PROGRESS: Duration = Duration::from_secs(10);
/// How long the instances may take to be ready, before anything is done to them.
const READY: Duration = Duration::from_mins(3);
/// Records that may wait to be worked on, before the writing waits.
const BACKLOG: usize = 3_000;
/// How often an instance may be started until it is ready.
const STARTS: u64 = 5;
/// Between two looks at what is done.
const ROUND: Duration = Duration::from_millis(200);

/// Starts three brokers and runs the plan on them. `tell` gets lines of progress; `stop` ends the faults and the writing
/// early.
///
/// # Errors
/// Brokers or programs can't be started, or a fault can't be done. What the program does wrong is in the report.
pub fn run(plan: &Plan, stop: &AtomicBool, tell: &(dyn Fn(&str) + Sync)) -> Result<Report> {
    let mut kafka = Kafka::start_with(Layout::Three, Access::Login)?;
    run_on(&mut kafka, plan, stop, tell)
}

/// Runs the plan on brokers with [`Access::Login`].
///
/// # Errors
/// As [`run`].
pub fn run_on(
    kafka: &mut Kafka,
    plan: &Plan,
    stop: &AtomicBool,
    tell: &(dyn Fn(&str) + Sync),
) -> Result<Report> {
    perform(&Floor::new(kafka), Some(kafka), plan, stop, tell)
}

/// Runs the plan on brokers with [`Access::Login`] that others use as well; nothing may be done to them.
///
/// # Errors
/// As [`run`], and when a fault of the plan is one of brokers.
pub fn run_beside(kafka: &Kafka, plan: &Plan, stop: &AtomicBool) -> Result<Report> {
    perform(&Floor::new(kafka), None, plan, stop, &|_| {})
}

fn perform(
    floor: &Floor,
    kafka: Option<&mut Kafka>,
    plan: &Plan,
    stop: &AtomicBool,
    tell: &(dyn Fn(&str) + Sync),
) -> Result<Report> {
    let began = Instant::now();
    floor.prepare()?;
    let folder = tempfile::Builder::new()
        .prefix("copytaster-oracle-")
        .tempdir()?;
    let config = folder.path().join("copytaster.toml");
    std::fs::write(&config, floor.configuration(plan)?)?;

    let committed = plan.guarantee == Guarantee::ExactlyOnce;
    let book = Book::default();
    let readers: Vec<Tap> = floor
        .readable()
        .into_iter()
        .map(|(topic, kind)| Tap::start(&floor.client, &topic, kind, committed, &book))
        .collect();
    let letters = lanes::letters_tap(floor, committed, &book);
    let sampler = Sampler::start(
        &floor.client,
        &floor.group,
        &floor.input,
        floor::PARTITIONS,
        &book,
    );
    let mut crew = Crew::new(plan, &config, folder.path())?;
    let ready = within(READY, || {
        crew.tend().ok()?;
        let ready = crew.is_ready();
        (ready || crew.starts() > plan.instances as u64 * STARTS).then_some(ready)
    });
    if ready != Some(true) {
        bail!("the instances do not get ready:\n{}", crew.logs());
    }
    let generator = generate(plan, &config, folder.path())?;
    crew.adopt(&generator)?;
    let generator = Mutex::new(generator);

    let scene = Scene {
        started: Instant::now(),
        stop,
        book: &book,
        tell,
        floor,
    };
    let items = |lane: Lane| -> Vec<Item> {
        let of_lane = plan.items.iter().filter(|i| i.fault.lane() == lane);
        of_lane.copied().collect()
    };
    let crew = Mutex::new(crew);
    let (letters, unfinished) = {
        let (scene, crew, done) = (&scene, &crew, &AtomicBool::new(false));
        let generator = &generator;
        std::thread::scope(|scope| {
            scope.spawn(|| progress(scene, crew, generator, done));
            let instances = scope.spawn(|| lanes::instances(scene, &items(Lane::Instances), crew));
            let brokers = scope.spawn(|| match (items(Lane::Brokers), kafka) {
                (items, Some(kafka)) => lanes::brokers(scene, &items, kafka),
                (items, None) if items.is_empty() => Ok(()),
                (_, None) => bail!("nothing may be done to brokers that others use as well"),
            });
            let topics =
                scope.spawn(|| lanes::topics(scene, &items(Lane::Topics), committed, letters));
            let ended = joined(instances)
                .and_then(|()| joined_while(brokers, || lock(crew).tend()))
                .and_then(|()| joined_while(topics, || lock(crew).tend()))
                .and_then(|letters| Ok((letters, drain(plan, scene, crew, generator)?)));
            done.store(true, Ordering::Release);
            ended
        })?
    };
    let service = crew
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner)
        .finish();
    for reader in readers {
        reader.finish()?;
    }
    letters.finish()?;
    sampler.finish();

    let evidence = book.open();
    let terms = Terms {
        exactly_once: committed,
        poison_every: plan.poison_every,
        budget: plan.budget,
    };
    let mut faults = BTreeMap::new();
    for disturbance in &evidence.disturbances {
        *faults.entry(disturbance.name).or_default() += 1;
    }
    let mut report = Report {
        seed: plan.seed,
        plan: Report::describe(plan),
        took: began.elapsed(),
        findings: judge::judge(&evidence, terms),
        terms,
        service,
        faults,
        memory_bound: plan.memory_bound,
        unfinished,
        logs: None,
    };
    if plan.keep_logs || !report.violations().is_empty() {
        report.logs = Some(folder.keep());
    }
    Ok(report)
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

fn joined<T>(thread: ScopedJoinHandle<'_, Result<T>>) -> Result<T> {
    match thread.join() {
        Ok(result) => result,
        Err(_) => bail!("a thread of the run panicked"),
    }
}

fn joined_while<T>(
    thread: ScopedJoinHandle<'_, Result<T>>,
    mut meanwhile: impl FnMut() -> Result<()>,
) -> Result<T> {
    while !thread.is_finished() {
        meanwhile()?;
        std::thread::sleep(ROUND);
    }
    joined(thread)
}

/// Starts the writing of the stories.
fn generate(plan: &Plan, config: &Path, folder: &Path) -> Result<Process> {
    // More than will be written: it is told when to end.
    let count = u64::MAX / 2;
    let mut command = Command::new(&plan.generator);
    command.arg("generate").arg("-c").arg(config);
    for (name, value) in [
        ("--count", count),
        ("--rate", plan.rate),
        ("--keys", 97),
        ("--poison-every", plan.poison_every),
    ] {
        command.arg(name).arg(value.to_string());
    }
    command.args(["--run", &format!("seed-{}", plan.seed)]);
    Process::start(&mut command, &folder.join("generate.log"))
}

/// Waits until all is written, out and committed, with all instances running; what is left once nothing moves any more, in
/// words.
fn drain(
    plan: &Plan,
    scene: &Scene<'_>,
    crew: &Mutex<Crew>,
    generator: &Mutex<Process>,
) -> Result<Option<String>> {
    lock(crew).scale(plan.instances);
    let (mut told, mut started) = (None::<Instant>, None);
    let mut stands = (String::new(), Instant::now());
    loop {
        lock(crew).tend()?;
        let mut writer = lock(generator);
        if writer.runs() {
            let over = scene.stop.load(Ordering::Acquire) || scene.started.elapsed() >= plan.length;
            if over && told.is_none() {
                // Once: a second one would end it before all is acknowledged.
                told = Some(Instant::now());
                writer.signal(Signal::CONT);
                writer.signal(Signal::INT);
            }
            if told.is_some_and(|told| told.elapsed() > plan.drain) {
                bail!("the generator does not end:\n{}", writer.log());
            }
            if told.is_some() {
                // It may have been stopped meanwhile.
                writer.signal(Signal::CONT);
            }
        } else {
            let started = started.get_or_insert_with(Instant::now);
            // What was written last may not have been read by us yet: a look needs some time to mean something.
            let left = open(&scene.book.open());
            if left.is_none() && started.elapsed() > Duration::from_secs(2) {
                break;
            }
            if let Some(left) = left {
                if left != stands.0 {
                    stands = (left, Instant::now());
                } else if stands.1.elapsed() > plan.drain {
                    return Ok(Some(format!("still after {:?}: {left}", plan.drain)));
                }
            }
        }
        drop(writer);
        std::thread::sleep(ROUND);
    }
    let mut generator = lock(generator);
    match generator.end() {
        // 130: interrupted by us.
        Some(Some(0 | 130)) => Ok(None),
        code => bail!("the generator ended with {code:?}:\n{}", generator.log()),
    }
}

/// Records that are neither out nor dead.
fn waiting(evidence: &Evidence) -> usize {
    let enriched = evidence.outputs.iter().filter(|o| o.topic == ENRICHED);
    let mut ended: HashSet<Origin> = enriched.map(|o| o.origin).collect();
    ended.extend(evidence.letters.iter().map(|letter| letter.origin));
    let waits = |input: &&evidence::Input| !ended.contains(&input.origin);
    evidence.inputs.iter().filter(waits).count()
}

/// What is neither out nor dead, or not committed; `None` when all is.
fn open(evidence: &Evidence) -> Option<String> {
    let waiting = waiting(evidence);
    let mut ends = vec![0; floor::PARTITIONS as usize];
    for input in &evidence.inputs {
        let end = &mut ends[input.origin.0 as usize];
        *end = (input.origin.1 + 1).max(*end);
    }
    let stored = evidence.stored.last().map(|s| s.offsets.as_slice());
    let stored = stored.unwrap_or_default();
    (waiting > 0 || stored != ends).then(|| {
        format!("{waiting} records neither out nor dead, committed {stored:?} of {ends:?}")
    })
}

/// Tells how far it is, again and again, and lets the writing wait when too much is left to do: what a loaded machine
/// can't work through proves nothing more.
fn progress(scene: &Scene<'_>, crew: &Mutex<Crew>, generator: &Mutex<Process>, done: &AtomicBool) {
    let mut told = Instant::now();
    while !done.load(Ordering::Acquire) {
        if told.elapsed() >= PROGRESS {
            told = Instant::now();
            let (inputs, enriched, letters, waiting) = {
                let evidence = scene.book.open();
                let enriched = evidence.outputs.iter().filter(|o| o.topic == ENRICHED);
                let (enriched, waiting) = (enriched.count(), waiting(&evidence));
                (
                    evidence.inputs.len(),
                    enriched,
                    evidence.letters.len(),
                    waiting,
                )
            };
            lock(generator).signal(if waiting > BACKLOG {
                Signal::STOP
            } else {
                Signal::CONT
            });
            let running = lock(crew).running();
            (scene.tell)(&format!(
                "{:>7.1} s  in {inputs}, enriched {enriched}, dead {letters}, instances {running}",
                scene.started.elapsed().as_secs_f64()
            ));
        }
        std::thread::sleep(ROUND);
    }
}
