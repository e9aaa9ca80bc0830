//! What is measured.

use copytaster::clock::Clock;
use copytaster::config::{Config, Environment, Layers};
use copytaster::delivery::Work;
use copytaster::observe::{Metrics, State};
use copytaster::service::{PassThrough, Service, ServiceSettings, Taster};
use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer};
use rdkafka::message::Message;
use rdkafka::producer::{BaseProducer, BaseRecord, Producer};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Who passes the stories on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Raw,
    Identity,
    Full,
    /// The service in full, exactly once, with so many milliseconds a transaction.
    Exactly(u64),
}

impl Role {
    pub const ALL: [Self; 6] = [
        Self::Raw,
        Self::Identity,
        Self::Full,
        Self::Exactly(100),
        Self::Exactly(500),
        Self::Exactly(1_000),
    ];

    pub fn name(self) -> String {
        match self {
            Self::Raw => "raw".into(),
            Self::Identity => "identity".into(),
            Self::Full => "full".into(),
            Self::Exactly(millis) => format!("exactly-{millis}"),
        }
    }

    pub fn title(self) -> String {
        match self {
            Self::Raw => "client library alone, passed on".into(),
            Self::Identity => "our engine, identity stages".into(),
            Self::Full => "our service in full".into(),
            Self::Exactly(millis) => format!("the same, exactly once at {millis} ms"),
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        if let Some(millis) = name.strip_prefix("exactly-") {
            return millis.parse().ok().map(Self::Exactly);
        }
        Self::ALL.into_iter().find(|r| r.name() == name)
    }
}

/// One run's figures.
pub struct Figures {
    pub per_second: f64,
    pub cpu_per_million: f64,
    pub peak_rss_mib: f64,
}

impl Figures {
    pub fn line(&self) -> String {
        format!(
            "{} {} {}",
            self.per_second, self.cpu_per_million, self.peak_rss_mib
        )
    }

    pub fn parse(line: &str) -> Option<Self> {
        let numbers: Vec<f64> = line
            .split_whitespace()
            .map(str::parse)
            .collect::<Result<_, _>>()
            .ok()?;
        let [per_second, cpu_per_million, peak_rss_mib] = numbers.try_into().ok()?;
        Some(Self {
            per_second,
            cpu_per_million,
            peak_rss_mib,
        })
    }

    fn of(stories: u64, took: Duration) -> Self {
        // Fields 14 and 15 of stat, in clock ticks of 10 ms (proc(5)); the name may hold spaces, so count behind it.
        let stat = proc("stat");
        let ticks: Vec<f64> = stat
            .rsplit(") ")
            .next()
            .unwrap_or_default()
            .split(' ')
            .skip(11)
            .take(2)
            .filter_map(|f| f.parse().ok())
            .collect();
        Self {
            per_second: stories as f64 / took.as_secs_f64(),
            cpu_per_million: ticks.iter().sum::<f64>() / 100.0 / stories as f64 * 1e6,
            peak_rss_mib: peak_rss_mib(),
        }
    }
}

fn proc(file: &str) -> String {
    std::fs::read_to_string(format!("/proc/self/{file}")).unwrap_or_default()
}

fn peak_rss_mib() -> f64 {
    let peak = proc("status").lines().find_map(|l| {
        l.strip_prefix("VmHWM:")?
            .trim()
            .strip_suffix(" kB")?
            .parse::<f64>()
            .ok()
    });
    peak.unwrap_or(f64::NAN) / 1024.0
}

fn config(role: Role, bootstrap: &str, raw: &str, group: &str) -> Config {
    let mut sets = vec![
        format!("kafka.brokers={bootstrap}"),
        format!("source.group={group}"),
        format!("source.topics={raw}"),
    ];
    if let Role::Exactly(millis) = role {
        sets.push("delivery.guarantee=exactly-once".into());
        sets.push(format!("delivery.transaction_interval={millis}ms"));
    }
    if let Ok(more) = std::env::var("BENCH_SET") {
        sets.extend(more.split(',').map(str::to_owned));
    }
    let layers = Layers {
        sets,
        ..Layers::default()
    };
    copytaster::config::load(&layers, &Environment::default())
        .expect("a valid configuration")
        .config
}

/// Loads the mix of languages of the examples; returns bytes.
pub fn load(bootstrap: &str, topic: &str, stories: u64) -> u64 {
    let mut client = ClientConfig::new();
    client
        .set("bootstrap.servers", bootstrap)
        .set("compression.codec", "lz4")
        .set("linger.ms", "20");
    let settings = copytaster::load::GenerateSettings {
        topic: topic.into(),
        run: "bench".into(),
        count: stories,
        rate: None,
        keys: 10_000,
        poison_every: 0,
    };
    let made = copytaster::load::generate(&client, &settings, &AtomicBool::new(false), |_| {})
        .expect("stories are loaded");
    made.bytes
}

pub fn run(role: Role, bootstrap: &str, raw: &str, group: &str, stories: u64) -> Figures {
    let config = config(role, bootstrap, raw, group);
    match role {
        Role::Raw => {
            let mut started = None;
            passthrough(&config, raw, "passed", |passed| {
                if passed > 0 {
                    started.get_or_insert_with(Instant::now);
                }
                passed < stories
            });
            Figures::of(stories, started.expect("a first record").elapsed())
        }
        Role::Identity => {
            let settings = settings(&config);
            service(settings, PassThrough::new("passed"), raw, stories)
        }
        Role::Full | Role::Exactly(_) => service(settings(&config), taster(&config), raw, stories),
    }
}

fn taster(config: &Config) -> Taster {
    let metrics = Metrics::new().expect("metrics");
    Taster::new(config, &Clock::system(), &metrics).expect("the pipeline")
}

/// Runs until the standard input ends, then drains. Says `ready` when it reads; gives the seconds of the drain and the
/// peak of its memory in MiB.
pub fn serve(role: Role, bootstrap: &str, raw: &str, group: &str, out: &str) -> (f64, f64) {
    let config = config(role, bootstrap, raw, group);
    let over = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&over);
    std::thread::spawn(move || {
        // Ends with whoever started us.
        let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        told.store(true, Ordering::Release);
    });
    if role == Role::Raw {
        let mut ready = false;
        passthrough(&config, raw, out, |_| {
            if !std::mem::replace(&mut ready, true) {
                println!("ready");
            }
            !over.load(Ordering::Acquire)
        });
        return (0.0, peak_rss_mib());
    }
    let (state, metrics) = (Arc::new(State::default()), Metrics::new().expect("metrics"));
    let (settings, clock) = (settings(&config), Clock::system());
    let service = match role {
        Role::Identity => {
            let work = PassThrough::new(out);
            Service::start(settings, work, Arc::clone(&state), &metrics, &clock)
        }
        _ => Service::start(
            settings,
            taster(&config),
            Arc::clone(&state),
            &metrics,
            &clock,
        ),
    }
    .expect("the service");
    // Asked for each time: with a change of the assignment the gauges are made anew.
    let assigned = || metrics.assigned_partitions.with_label_values(&[raw]).get();
    while assigned() == 0 {
        std::thread::sleep(Duration::from_millis(1));
    }
    println!("ready");
    while !over.load(Ordering::Acquire) {
        std::thread::sleep(Duration::from_millis(1));
    }
    let began = Instant::now();
    state.request_stop();
    service.join().expect("a clean end");
    (began.elapsed().as_secs_f64(), peak_rss_mib())
}

fn settings(config: &Config) -> ServiceSettings {
    config.service_settings("bench", &Clock::system())
}

fn service<W: Work>(settings: ServiceSettings, work: W, raw: &str, stories: u64) -> Figures {
    let (state, metrics) = (Arc::new(State::default()), Metrics::new().expect("metrics"));
    let service = Service::start(
        settings,
        work,
        Arc::clone(&state),
        &metrics,
        &Clock::system(),
    )
    .expect("the service");
    let consumed = metrics.consumed_records.with_label_values(&[raw]);
    while consumed.get() == 0 {
        std::thread::sleep(Duration::from_millis(1));
    }
    let started = Instant::now();
    while metrics.processing_duration.get_sample_count() < stories {
        std::thread::sleep(Duration::from_millis(5));
    }
    let took = started.elapsed();
    state.request_stop();
    service.join().expect("a clean end");
    Figures::of(stories, took)
}

/// The least that passes every record on with the same guarantees of the client: idempotent, `acks=all`, offsets
/// committed every second. Goes on while it is told so, asked with the number passed.
fn passthrough(config: &Config, raw: &str, out: &str, mut go_on: impl FnMut(u64) -> bool) {
    let consumer: BaseConsumer = config.consumer().create().expect("a consumer");
    let producer: BaseProducer = config.producer().create().expect("a producer");
    consumer.subscribe(&[raw]).expect("subscribed");
    let mut passed = 0;
    let mut assigned = false;
    let mut committed = Instant::now();
    loop {
        assigned = assigned || consumer.assignment().is_ok_and(|list| list.count() > 0);
        if assigned && !go_on(passed) {
            break;
        }
        if let Some(Ok(message)) = consumer.poll(Duration::from_millis(10)) {
            let mut record: BaseRecord<'_, [u8], [u8]> = BaseRecord::to(out);
            if let Some(key) = message.key() {
                record = record.key(key);
            }
            if let Some(value) = message.payload() {
                record = record.payload(value);
            }
            while let Err((_, back)) = producer.send(record) {
                producer.poll(Duration::from_millis(1));
                record = back;
            }
            passed += 1;
        }
        if passed % 64 == 0 {
            producer.poll(Duration::ZERO);
        }
        if committed.elapsed() > Duration::from_secs(1) {
            committed = Instant::now();
            let _ = consumer.commit_consumer_state(CommitMode::Async);
        }
    }
    producer
        .flush(Duration::from_mins(1))
        .expect("acknowledged");
}
