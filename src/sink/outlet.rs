//! What the sink needs of a producer. One real implementation, one fake in the sink's tests.

use super::sizes::{TopicLimit, limits_of};
use crate::delivery::Output;
use crate::observe::{ClientStats, Metrics};
use crate::producer_events::serve;
use rdkafka::admin::{AdminClient, AdminOptions};
use rdkafka::client::{ClientContext, DefaultClientContext};
use rdkafka::config::{ClientConfig, RDKafkaLogLevel};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::{DeliveryResult, Header as KafkaHeader, OwnedHeaders};
use rdkafka::producer::{BaseProducer, BaseRecord, Producer, ProducerContext};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How one message ended, by the tag it was sent with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delivery {
    pub tag: usize,
    pub result: Result<(), RDKafkaErrorCode>,
}

/// Why a message was not taken by the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SendError {
    /// The client's queue is full: serve delivery reports and try again.
    QueueFull,
    Refused(RDKafkaErrorCode),
}

/// A producer. Every message taken by `send` comes back once from `poll`.
pub trait Outlet {
    fn send(&mut self, output: &Output, tag: usize) -> Result<(), SendError>;
    /// Serves the delivery reports that are there, or the first to come within `wait`, and appends them.
    fn poll(&mut self, wait: Duration, deliveries: &mut Vec<Delivery>);
    /// Set once the producer can't go on.
    fn fatal_error(&self) -> Option<String>;
    /// Bytes that a batch of several messages has at most, before compression; a message as large goes alone.
    fn batch_bytes(&self) -> u64;
    /// `max.message.bytes` of each of these topics, in their order, asked of the brokers in one call.
    fn limits(&mut self, topics: &[Arc<str>]) -> Vec<TopicLimit>;
    /// Makes the producer anew with batches of at most so many bytes. What is in flight is lost: there must be nothing.
    fn shrink(&mut self, batch_bytes: u64) -> Result<(), KafkaError>;
}

/// Collects delivery reports from inside `poll`. Only the sink thread polls, so the lock is never contended.
pub struct OutletContext {
    deliveries: Mutex<Vec<Delivery>>,
    metrics: Metrics,
    stats: ClientStats,
}

impl ClientContext for OutletContext {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        crate::observe::log_client("producer", level, facility, message);
    }

    fn stats_raw(&self, statistics: &[u8]) {
        self.stats.record("producer", statistics, &self.metrics);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        crate::observe::report_client_error(&self.metrics, "producer", &error, reason);
    }
}

impl ProducerContext for OutletContext {
    type DeliveryOpaque = usize;

    fn delivery(&self, result: &DeliveryResult<'_>, tag: usize) {
        let result = match result {
            Ok(_) => Ok(()),
            Err((error, _)) => Err(error
                .rdkafka_error_code()
                .unwrap_or(RDKafkaErrorCode::Unknown)),
        };
        self.deliveries
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(Delivery { tag, result });
    }
}

/// rdkafka's `BaseProducer`, polled by the sink thread alone.
pub struct KafkaOutlet {
    config: ClientConfig,
    metrics: Metrics,
    /// Shared only with a call that may not come back.
    producer: Arc<BaseProducer<OutletContext>>,
}

impl KafkaOutlet {
    /// # Errors
    /// The client refuses its configuration.
    pub fn new(config: &ClientConfig, metrics: Metrics) -> Result<Self, KafkaError> {
        let context = OutletContext {
            deliveries: Mutex::new(Vec::new()),
            stats: ClientStats::default(),
            metrics: metrics.clone(),
        };
        Ok(Self {
            producer: Arc::new(config.create_with_context(context)?),
            config: config.clone(),
            metrics,
        })
    }

    /// Throws the producer away, with all it holds, and makes another.
    pub(super) fn renew(&mut self) -> Result<(), KafkaError> {
        *self = Self::new(&self.config, self.metrics.clone())?;
        Ok(())
    }

    /// The client, for the calls that are no sending.
    pub(super) fn producer(&self) -> &Arc<BaseProducer<OutletContext>> {
        &self.producer
    }
}

impl Outlet for KafkaOutlet {
    fn send(&mut self, output: &Output, tag: usize) -> Result<(), SendError> {
        let mut headers = OwnedHeaders::new_with_capacity(output.headers.len());
        for header in output.headers.iter() {
            headers = headers.insert(KafkaHeader {
                key: &header.name,
                value: header.value.as_deref(),
            });
        }
        let mut record: BaseRecord<'_, [u8], [u8], usize> =
            BaseRecord::with_opaque_to(&output.topic, tag).headers(headers);
        if let Some(value) = &output.value {
            record = record.payload(value);
        }
        if let Some(key) = &output.key {
            record = record.key(key);
        }
        if let Some(timestamp) = output.timestamp_ms {
            record = record.timestamp(timestamp);
        }
        self.producer
            .send(record)
            .map_err(|(error, _)| match error.rdkafka_error_code() {
                Some(RDKafkaErrorCode::QueueFull) => SendError::QueueFull,
                code => SendError::Refused(code.unwrap_or(RDKafkaErrorCode::Unknown)),
            })
    }

    fn poll(&mut self, wait: Duration, deliveries: &mut Vec<Delivery>) {
        serve(&self.producer, wait);
        let context: &Arc<OutletContext> = self.producer.context();
        deliveries.append(
            &mut context
                .deliveries
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        );
    }

    fn fatal_error(&self) -> Option<String> {
        self.producer
            .client()
            .fatal_error()
            .map(|(code, reason)| format!("{code}: {reason}"))
    }

    fn batch_bytes(&self) -> u64 {
        self.config
            .get(BATCH_SIZE)
            .and_then(|bytes| bytes.parse().ok())
            .unwrap_or(DEFAULT_BATCH_BYTES)
    }

    fn limits(&mut self, topics: &[Arc<str>]) -> Vec<TopicLimit> {
        let unknown = |reason: String| vec![TopicLimit::Unknown(reason); topics.len()];
        let mut config = self.config.clone();
        // It only looks: with the id it would count as another producer of it.
        config
            .remove("transactional.id")
            .set("statistics.interval.ms", "0");
        let asked = tokio::runtime::Builder::new_current_thread().build();
        let admin = config.create::<AdminClient<DefaultClientContext>>();
        let (runtime, admin) = match (asked, admin) {
            (Ok(runtime), Ok(admin)) => (runtime, admin),
            (Err(error), _) => return unknown(error.to_string()),
            (_, Err(error)) => return unknown(error.to_string()),
        };
        let options = AdminOptions::new().request_timeout(Some(LIMITS_TIMEOUT));
        runtime
            .block_on(limits_of(&admin, topics, &options))
            .unwrap_or_else(|error| unknown(error.to_string()))
    }

    fn shrink(&mut self, batch_bytes: u64) -> Result<(), KafkaError> {
        let bytes = batch_bytes.clamp(1, i32::MAX as u64);
        self.config.set(BATCH_SIZE, bytes.to_string());
        self.renew()
    }
}

const BATCH_SIZE: &str = "batch.size";
/// The client's own, where none is set.
const DEFAULT_BATCH_BYTES: u64 = 1_000_000;
/// How long the sink waits for its topics' limits.
const LIMITS_TIMEOUT: Duration = Duration::from_secs(5);
