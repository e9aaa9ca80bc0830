//! What shows while it runs: latency, silence, drain, memory.

use crate::roles::Role;
use copytaster::load::{GenerateSettings, generate, number};
use rdkafka::Offset;
use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::message::Message;
use rdkafka::topic_partition_list::TopicPartitionList;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use testkit::{Kafka, Topic};

const SPREAD: &str = "spread.raw";
const SPREAD_OUT: &str = "spread.out";
const QUIET_OUT: &str = "quiet.passed";

/// What is measured of a running instance.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Latency,
    Silence,
    Drain,
    Memory,
}

impl Part {
    pub const ALL: [Self; 4] = [Self::Latency, Self::Silence, Self::Drain, Self::Memory];

    pub fn from_name(name: &str) -> Option<Self> {
        let names = ["latency", "silence", "drain", "memory"];
        let at = names.iter().position(|n| *n == name)?;
        Some(Self::ALL[at])
    }

    /// Whether it needs stories in the input.
    pub fn reads_a_backlog(self) -> bool {
        matches!(self, Self::Drain | Self::Memory)
    }

    pub fn report(self, kafka: &mut Kafka, stories: u64) {
        match self {
            Self::Latency => latency(kafka),
            Self::Silence => {
                let topics = [SPREAD, SPREAD_OUT].map(|name| Topic::new(name, 8));
                kafka.client().create(&topics);
                silence(&kafka.bootstrap());
            }
            Self::Drain => drain(&kafka.bootstrap(), stories),
            Self::Memory => memory(kafka),
        }
    }
}

/// A role in a process of its own, until it is told to drain.
struct Server {
    child: Child,
    out: BufReader<ChildStdout>,
}

impl Server {
    fn start(role: Role, bootstrap: &str, raw: &str, group: &str, out: &str) -> Self {
        let mut child = Command::new(std::env::current_exe().expect("this binary"))
            .args(["serve", &role.name(), bootstrap, raw, group, out])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("a child process");
        let mut out = BufReader::new(child.stdout.take().expect("its output"));
        let mut line = String::new();
        out.read_line(&mut line).expect("a line");
        assert_eq!(line.trim(), "ready");
        Self { child, out }
    }

    /// Drains it: seconds that took, and its peak memory in MiB.
    fn end(mut self) -> (f64, f64) {
        drop(self.child.stdin.take());
        let mut text = String::new();
        self.out.read_to_string(&mut text).expect("figures");
        self.child.wait().expect("its end");
        let mut figures = text
            .split_whitespace()
            .map(|f| f.parse().expect("a number"));
        let mut next = || figures.next().expect("two figures");
        (next(), next())
    }
}

/// When each story of a run came out, and in which partition.
fn watch(
    bootstrap: &str,
    topic: &str,
    run: &str,
    over: Arc<AtomicBool>,
) -> std::thread::JoinHandle<Vec<(u64, i32, Instant)>> {
    let consumer: BaseConsumer = ClientConfig::new()
        .set("bootstrap.servers", bootstrap)
        .set("group.id", "bench-watcher")
        .set("enable.auto.commit", "false")
        .set("isolation.level", "read_committed")
        .set("fetch.wait.max.ms", "5")
        .create()
        .expect("a consumer");
    let partitions = consumer
        .fetch_metadata(Some(topic), Duration::from_secs(10))
        .expect("metadata")
        .topics()[0]
        .partitions()
        .len();
    let mut list = TopicPartitionList::new();
    for partition in 0..partitions {
        let (_, end) = consumer
            .fetch_watermarks(topic, partition as i32, Duration::from_secs(10))
            .expect("the end");
        list.add_partition_offset(topic, partition as i32, Offset::Offset(end))
            .expect("an offset");
    }
    consumer.assign(&list).expect("assigned");
    let run = run.to_owned();
    std::thread::spawn(move || {
        let mut seen = Vec::new();
        while !over.load(Ordering::Acquire) {
            let Some(Ok(message)) = consumer.poll(Duration::from_millis(20)) else {
                continue;
            };
            let now = Instant::now();
            let value: serde_json::Value =
                serde_json::from_slice(message.payload().unwrap_or_default()).unwrap_or_default();
            if let Some(n) = value["uri"].as_str().and_then(|uri| number(&run, uri)) {
                seen.push((n, message.partition(), now));
            }
        }
        seen
    })
}

const QUIET_ROLES: [Role; 4] = [Role::Raw, Role::Identity, Role::Full, Role::Exactly(100)];

/// Input of a role's quiet load. Each has its own: a new group begins at the beginning.
fn quiet_of(role: Role) -> String {
    format!("quiet.{}.raw", role.name())
}

fn load(bootstrap: &str, topic: &str, run: &str, rate: u64, seconds: u64) -> Instant {
    let settings = GenerateSettings {
        topic: topic.into(),
        run: run.into(),
        count: rate * seconds,
        rate: Some(rate as f64),
        keys: 10_000,
        poison_every: 0,
    };
    let mut client = ClientConfig::new();
    client
        .set("bootstrap.servers", bootstrap)
        .set("linger.ms", "0");
    let started = Instant::now();
    generate(&client, &settings, &AtomicBool::new(false), |_| {}).expect("stories are loaded");
    started
}

fn quantile(sorted: &[f64], q: f64) -> f64 {
    sorted
        .get(((sorted.len() as f64 * q) as usize).min(sorted.len().saturating_sub(1)))
        .copied()
        .unwrap_or(f64::NAN)
}

/// From the moment a story is due to be written to the moment a reader of committed records has it; and how long the
/// first one of a new instance takes, which is kept out of the figures.
fn latency(kafka: &Kafka) {
    const RATE: u64 = 200;
    const SECONDS: u64 = 20;
    let quiet = QUIET_ROLES.map(quiet_of);
    let names = quiet.iter().map(String::as_str).chain([QUIET_OUT]);
    let topics: Vec<Topic<'_>> = names.map(|name| Topic::new(name, 8)).collect();
    kafka.client().create(&topics);
    let bootstrap = &kafka.bootstrap();
    println!("\nlatency at {RATE} stories/s over {SECONDS} s, ms");
    println!(
        "{:<36} {:>8} {:>8} {:>16} {:>10}",
        "", "p50", "p99", "p99 − raw p99", "first out"
    );
    let mut floor = f64::NAN;
    for role in QUIET_ROLES {
        let quiet = quiet_of(role);
        let run = format!("latency-{}", role.name());
        let out = match role {
            Role::Raw | Role::Identity => QUIET_OUT,
            Role::Full | Role::Exactly(_) => "stories.enriched",
        };
        let server = Server::start(role, bootstrap, &quiet, &run, QUIET_OUT);
        let watched = |run: &str, seconds, rest: Duration| {
            let over = Arc::new(AtomicBool::new(false));
            let watcher = watch(bootstrap, out, run, Arc::clone(&over));
            let started = load(bootstrap, &quiet, run, RATE, seconds);
            std::thread::sleep(rest);
            over.store(true, Ordering::Release);
            (started, watcher.join().expect("the watcher"))
        };
        let (began, first) = watched(&format!("{run}-first"), 1, Duration::from_secs(15));
        let first = first.iter().map(|(_, _, at)| *at).min();
        let first = first.map_or(f64::NAN, |at| (at - began).as_secs_f64() * 1_000.0);
        let (started, seen) = watched(&run, SECONDS, Duration::from_secs(2));
        server.end();
        let mut millis: Vec<f64> = seen
            .iter()
            .map(|(n, _, at)| {
                let due = started + Duration::from_secs_f64(*n as f64 / RATE as f64);
                at.saturating_duration_since(due).as_secs_f64() * 1_000.0
            })
            .collect();
        millis.sort_by(f64::total_cmp);
        let (p50, p99) = (quantile(&millis, 0.5), quantile(&millis, 0.99));
        if role == Role::Raw {
            floor = p99;
        }
        println!(
            "{:<36} {p50:>8.1} {p99:>8.1} {:>16.1} {first:>10.0}",
            role.title(),
            p99 - floor
        );
    }
}

/// The longest time without a record of a partition while a second instance joins, against the time before.
fn silence(bootstrap: &str) {
    const RATE: u64 = 1_000;
    let first = Server::start(Role::Identity, bootstrap, SPREAD, "silence", SPREAD_OUT);
    let over = Arc::new(AtomicBool::new(false));
    let watcher = watch(bootstrap, SPREAD_OUT, "silence", Arc::clone(&over));
    let second = std::thread::scope(|scope| {
        let loading = scope.spawn(|| load(bootstrap, SPREAD, "silence", RATE, 25));
        std::thread::sleep(Duration::from_secs(8));
        let joined = Instant::now();
        let second = Server::start(Role::Identity, bootstrap, SPREAD, "silence", SPREAD_OUT);
        loading.join().expect("the load");
        (joined, second)
    });
    std::thread::sleep(Duration::from_secs(2));
    over.store(true, Ordering::Release);
    let seen = watcher.join().expect("the watcher");
    let (joined, second) = second;
    first.end();
    second.end();
    let mut before: BTreeMap<i32, (Instant, f64)> = BTreeMap::new();
    let mut during = before.clone();
    for (n, partition, at) in seen {
        let gaps = if at < joined {
            &mut before
        } else {
            &mut during
        };
        // The first seconds are those of the first instance's own start.
        if n < 2 * RATE {
            continue;
        }
        let (last, longest) = gaps.entry(partition).or_insert((at, 0.0));
        *longest = longest.max(at.saturating_duration_since(*last).as_secs_f64());
        *last = at;
    }
    let sorted = |gaps: BTreeMap<i32, (Instant, f64)>| {
        let mut gaps: Vec<f64> = gaps.into_values().map(|(_, gap)| gap * 1_000.0).collect();
        gaps.sort_by(f64::total_cmp);
        gaps
    };
    let (before, during) = (sorted(before), sorted(during));
    println!("\nlongest silence of each of 8 partitions at {RATE} stories/s, ms");
    for (name, gaps) in [
        ("one instance", before),
        ("while a second one joins", during),
    ] {
        let gaps: Vec<String> = gaps.iter().map(|gap| format!("{gap:.0}")).collect();
        println!("{name:<36} {}", gaps.join(" "));
    }
}

/// How long a drain takes in the middle of a backlog.
fn drain(bootstrap: &str, stories: u64) {
    println!("\ndrain in the middle of a backlog, ms");
    for role in [Role::Full, Role::Exactly(100), Role::Exactly(500)] {
        let group = format!("drain-{}", role.name());
        let over = Arc::new(AtomicBool::new(false));
        let watcher = watch(bootstrap, "stories.enriched", "bench", Arc::clone(&over));
        let server = Server::start(role, bootstrap, "stories.raw", &group, "passed");
        std::thread::sleep(Duration::from_secs(1));
        let (seconds, _) = server.end();
        over.store(true, Ordering::Release);
        let seen = watcher.join().expect("the watcher").len() as u64;
        let left = if seen < stories {
            ""
        } else {
            " (there was no backlog left)"
        };
        println!("{:<36} {:>8.0}{left}", role.title(), seconds * 1_000.0);
    }
}

/// Peak memory while the broker answers a tenth of the time.
fn memory(kafka: &mut Kafka) {
    let bootstrap = kafka.bootstrap();
    let server = Server::start(Role::Full, &bootstrap, "stories.raw", "slow", "passed");
    for _ in 0..20 {
        kafka.freeze(1, true).expect("frozen");
        std::thread::sleep(Duration::from_millis(900));
        kafka.freeze(1, false).expect("thawed");
        std::thread::sleep(Duration::from_millis(100));
    }
    let (_, peak) = server.end();
    println!(
        "\npeak RSS at 64 partitions before a broker that answers a tenth of the time: {peak:.0} MiB"
    );
}
