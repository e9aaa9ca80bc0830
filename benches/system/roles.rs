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
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

/// Who passes the stories on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Raw,
    Identity,
    Full,
}

impl Role {
    pub const ALL: [Self; 3] = [Self::Raw, Self::Identity, Self::Full];

    pub fn name(self) -> &'static str {
        match self {
            Self::Raw => "raw",
            Self::Identity => "identity",
            Self::Full => "full",
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::Raw => "client library alone, passed on",
            Self::Identity => "our engine, identity stages",
            Self::Full => "our service in full",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
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
        let proc =
            |file: &str| std::fs::read_to_string(format!("/proc/self/{file}")).unwrap_or_default();
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
        let peak = proc("status").lines().find_map(|l| {
            l.strip_prefix("VmHWM:")?
                .trim()
                .strip_suffix(" kB")?
                .parse::<f64>()
                .ok()
        });
        Self {
            per_second: stories as f64 / took.as_secs_f64(),
            cpu_per_million: ticks.iter().sum::<f64>() / 100.0 / stories as f64 * 1e6,
            peak_rss_mib: peak.unwrap_or(f64::NAN) / 1024.0,
        }
    }
}

fn config(bootstrap: &str, group: &str) -> Config {
    let layers = Layers {
        sets: vec![
            format!("kafka.brokers={bootstrap}"),
            format!("source.group={group}"),
        ],
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
    let config = config(bootstrap, group);
    match role {
        Role::Raw => passthrough(&config, raw, stories),
        Role::Identity => {
            let settings = settings(&config);
            service(settings, PassThrough::new("passed"), stories)
        }
        Role::Full => {
            let metrics = Metrics::new().expect("metrics");
            let taster = Taster::new(&config, &Clock::system(), &metrics).expect("the pipeline");
            service(settings(&config), taster, stories)
        }
    }
}

fn settings(config: &Config) -> ServiceSettings {
    config.service_settings("bench", &Clock::system())
}

fn service<W: Work>(settings: ServiceSettings, work: W, stories: u64) -> Figures {
    let (state, metrics) = (Arc::new(State::default()), Metrics::new().expect("metrics"));
    let service = Service::start(
        settings,
        work,
        Arc::clone(&state),
        &metrics,
        &Clock::system(),
    )
    .expect("the service");
    let consumed = metrics.consumed_records.with_label_values(&["stories.raw"]);
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
/// committed every second.
fn passthrough(config: &Config, raw: &str, stories: u64) -> Figures {
    let consumer: BaseConsumer = config.consumer().create().expect("a consumer");
    let producer: BaseProducer = config.producer().create().expect("a producer");
    consumer.subscribe(&[raw]).expect("subscribed");
    let mut started = None;
    let mut passed = 0;
    let mut committed = Instant::now();
    while passed < stories {
        if let Some(Ok(message)) = consumer.poll(Duration::from_millis(10)) {
            started.get_or_insert_with(Instant::now);
            let mut record: BaseRecord<'_, [u8], [u8]> = BaseRecord::to("passed");
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
    Figures::of(stories, started.expect("a first record").elapsed())
}
