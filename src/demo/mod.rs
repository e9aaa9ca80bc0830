//! The demonstration: everything in one process and nothing installed.
//!
//! The broker is librdkafka's mock cluster; the client, the pipeline, the engine and the records are the real ones. The
//! example stories are replayed into `stories.raw`; what comes out is read back from the output topics and shown line
//! by line as it happens. A closed loop keeps at most [`IN_LOOP`] stories under way, because the mock keeps only 5 MiB
//! a partition.

mod board;
mod broker;
mod feed;

pub use board::{Board, Summary};
pub use broker::DemoBroker;
pub use feed::{Example, examples};

use crate::delivery::Work;
use crate::observe::{Metrics, State};
use crate::service::{Service, ServiceError, ServiceSettings};
use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::KafkaError;
use rdkafka::message::Message;
use rdkafka::producer::{BaseProducer, BaseRecord, Producer};
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Stories under way at most.
pub const IN_LOOP: u64 = 500;

/// How the demonstration runs.
#[derive(Debug, Clone)]
pub struct DemoSettings {
    /// `None`: until interrupted.
    pub length: Option<Duration>,
    /// Stories a second.
    pub rate: f64,
    /// Names of the topics read back: enriched stories, dead letters.
    pub enriched: String,
    pub dead: String,
    pub raw: String,
    pub colour: bool,
}

/// Why a demonstration ended early.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    #[error("the in-process broker: {0}")]
    Kafka(#[from] KafkaError),
    #[error(transparent)]
    Service(#[from] ServiceError),
    #[error("writing to the terminal: {0}")]
    Terminal(#[from] std::io::Error),
}

/// Runs the demonstration on a broker that is up; `stop` ends it early.
pub fn run<W: Work>(
    settings: &DemoSettings,
    service: ServiceSettings,
    work: W,
    state: &Arc<State>,
    metrics: &Metrics,
    stop: &AtomicBool,
    out: &mut impl Write,
) -> Result<Summary, DemoError> {
    let bootstrap = service
        .consumer
        .get("bootstrap.servers")
        .unwrap_or_default()
        .to_owned();
    let feeder: BaseProducer = client(&bootstrap).set("linger.ms", "2").create()?;
    let reader: BaseConsumer = client(&bootstrap)
        .set("group.id", "demo-reader")
        .set("group.protocol", "consumer")
        .set("enable.auto.commit", "false")
        .set("auto.offset.reset", "earliest")
        .create()?;
    reader.subscribe(&[settings.enriched.as_str(), settings.dead.as_str()])?;

    let clock = crate::clock::Clock::system();
    let service = Service::start(service, work, Arc::clone(state), metrics, &clock)?;
    let mut board = Board::new(settings.colour);
    let mut stories = examples().iter().cycle();
    let started = Instant::now();
    let mut sent = 0_u64;
    let mut ending_since: Option<Instant> = None;
    let enriched = metrics
        .produced_records
        .with_label_values(&[&settings.enriched]);
    loop {
        let completed = metrics.processing_duration.get_sample_count();
        if settings
            .length
            .is_some_and(|length| started.elapsed() >= length)
            || stop.load(Ordering::Acquire)
        {
            // What was sent is shown before the end, if it comes within a moment. (A record may hold several stories,
            // or end as a drop with nothing to show.)
            let since = *ending_since.get_or_insert_with(Instant::now);
            let shown = completed >= sent && board.stories() >= enriched.get();
            if shown || since.elapsed() > Duration::from_secs(5) {
                break;
            }
        } else {
            let due = (started.elapsed().as_secs_f64() * settings.rate) as u64 + 1;
            while sent < due && sent.saturating_sub(completed) < IN_LOOP {
                let Some(example) = stories.next() else { break };
                let record: BaseRecord<'_, [u8], [u8]> =
                    BaseRecord::to(&settings.raw).payload(&example.bytes);
                if feeder.send(record).is_err() {
                    break;
                }
                sent += 1;
            }
        }
        feeder.poll(Duration::ZERO);
        match reader.poll(Duration::from_millis(5)) {
            Some(Ok(message)) if message.topic() == settings.dead => {
                board.dead_letter(&crate::source::headers_of(&message), out)?;
            }
            Some(Ok(message)) => board.story(message.payload().unwrap_or_default(), out)?,
            Some(Err(error)) => tracing::debug!(%error, "the demonstration's reader"),
            None => {}
        }
        if service.has_ended() {
            break;
        }
    }
    state.request_stop();
    service.join()?;
    // Ends the feeder's threads before the mock cluster goes.
    let _ = feeder.flush(Duration::from_secs(1));
    drop(reader);
    Ok(board.into_summary(sent, started.elapsed()))
}

fn client(bootstrap: &str) -> ClientConfig {
    let mut config = ClientConfig::new();
    config.set("bootstrap.servers", bootstrap);
    config
}
