//! The broker all tests share, and an engine to run against it.

use copytaster::clock::Clock;
use copytaster::delivery::{Charge, Work};
use copytaster::observe::{Metrics, State};
use copytaster::service::{Service, ServiceError, ServiceSettings};
use copytaster::sink::{DeadLetterNames, DeadLetters, SinkSettings};
use copytaster::source::PumpSettings;
use rdkafka::config::ClientConfig;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use testkit::{Access, Client, Kafka, Layout, Topic};

/// Long enough for anything a healthy broker does on a busy machine.
pub const SOON: Duration = Duration::from_mins(1);

/// Logs of the engine go to the test's output, which cargo shows when it fails.
fn logs() {
    // A second test finds it set already.
    let _ = tracing_subscriber::fmt()
        .with_env_filter("copytaster=debug,copytaster::kafka=warn")
        .with_test_writer()
        .try_init();
}

static ONE: LazyLock<Mutex<Kafka>> =
    LazyLock::new(|| Mutex::new(Kafka::start(Layout::One).unwrap_or_else(|e| panic!("{e:#}"))));
/// The shared single broker for runs of the oracle, which log in; nothing may be done to it.
pub static WITH_LOGIN: LazyLock<Kafka> = LazyLock::new(|| {
    Kafka::start_with(Layout::One, Access::Login).unwrap_or_else(|e| panic!("{e:#}"))
});
static NEXT: AtomicUsize = AtomicUsize::new(0);

/// The shared single broker; whoever stops or freezes it holds the guard meanwhile.
pub fn broker() -> MutexGuard<'static, Kafka> {
    ONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A name no other test has.
pub fn unique(kind: &str) -> String {
    let n = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("{kind}{}-{n}", std::process::id())
}

/// Topics and a group of one test, with names of their own.
pub struct Place {
    pub bootstrap: String,
    pub client: Client,
    pub raw: String,
    pub out: String,
    pub dead: String,
    pub group: String,
}

impl Place {
    pub fn new(partitions: i32) -> Self {
        let bootstrap = broker().bootstrap();
        let client = Client::new(&bootstrap);
        let n = unique("");
        let place = Self {
            client,
            bootstrap,
            raw: format!("raw-{n}"),
            out: format!("out-{n}"),
            dead: format!("dead-{n}"),
            group: format!("group-{n}"),
        };
        place.client.create(&[
            Topic::new(&place.raw, partitions),
            Topic::new(&place.out, partitions),
            Topic::new(&place.dead, 1),
        ]);
        place
    }

    pub fn settings(&self) -> ServiceSettings {
        let mut consumer = ClientConfig::new();
        for (key, value) in [
            ("bootstrap.servers", self.bootstrap.as_str()),
            ("group.id", &self.group),
            ("enable.auto.commit", "false"),
            ("enable.auto.offset.store", "false"),
            ("auto.offset.reset", "earliest"),
            ("partition.assignment.strategy", "cooperative-sticky"),
            ("session.timeout.ms", "6000"),
            ("heartbeat.interval.ms", "500"),
            ("fetch.queue.backoff.ms", "10"),
            ("fetch.wait.max.ms", "50"),
            ("allow.auto.create.topics", "false"),
        ] {
            consumer.set(key, value);
        }
        let mut producer = ClientConfig::new();
        for (key, value) in [
            ("bootstrap.servers", self.bootstrap.as_str()),
            ("enable.idempotence", "true"),
            ("acks", "all"),
            ("message.timeout.ms", "0"),
            ("linger.ms", "5"),
            ("partitioner", "murmur2_random"),
            ("message.max.bytes", "10000000"),
        ] {
            producer.set(key, value);
        }
        ServiceSettings {
            consumer,
            producer,
            topics: vec![self.raw.clone()],
            cluster: "test".into(),
            workers: 2,
            pump: PumpSettings {
                budget: Charge {
                    records: 2_000,
                    bytes: 8 * 1024 * 1024,
                },
                commit_interval: Duration::from_millis(200),
                ..PumpSettings::default()
            },
            sink: SinkSettings::default(),
            letters: DeadLetters {
                topic: self.dead.as_str().into(),
                names: DeadLetterNames::Native,
                clock: Clock::system(),
            },
            monitor_interval: Duration::from_secs(1),
            exactly: None,
            sabotage: None,
        }
    }
}

/// A running engine in this process.
pub struct Engine {
    pub service: Service,
    pub state: Arc<State>,
    pub metrics: Metrics,
}

impl Engine {
    pub fn start<W: Work>(settings: ServiceSettings, work: W) -> Self {
        logs();
        let (state, metrics) = (
            Arc::new(State::default()),
            Metrics::new().expect("metrics register"),
        );
        let service = Service::start(
            settings,
            work,
            Arc::clone(&state),
            &metrics,
            &Clock::system(),
        )
        .expect("the service starts");
        Self {
            service,
            state,
            metrics,
        }
    }

    /// Drains and ends it.
    pub fn stop(self) -> Result<(), ServiceError> {
        self.state.request_stop();
        self.service.join()
    }
}
