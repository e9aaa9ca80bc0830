//! What the sink needs of a producer. One real implementation, one fake in the sink's tests.

use crate::delivery::Output;
use crate::observe::{ClientStats, Metrics};
use rdkafka::client::ClientContext;
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
    /// Serves delivery reports for up to `wait` and appends them.
    fn poll(&mut self, wait: Duration, deliveries: &mut Vec<Delivery>);
    /// Set once the producer can't go on.
    fn fatal_error(&self) -> Option<String>;
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
            metrics,
        };
        Ok(Self {
            producer: Arc::new(config.create_with_context(context)?),
        })
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
        self.producer.poll(wait);
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
}
