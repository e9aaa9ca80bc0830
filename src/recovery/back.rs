//! The producer that sends letters back: idempotent, `acks=all`, each letter told by its number when it has arrived.

use rdkafka::ClientContext;
use rdkafka::config::{ClientConfig, RDKafkaLogLevel};
use rdkafka::error::{KafkaError, KafkaResult, RDKafkaErrorCode};
use rdkafka::message::{DeliveryResult, Header as KafkaHeader, OwnedHeaders};
use rdkafka::producer::{BaseProducer, BaseRecord, Producer, ProducerContext};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::snapshot::QUIET;
use crate::producer_events::serve;
use crate::story::Header;

/// A record to be sent.
#[derive(Debug, Clone)]
pub(super) struct Going {
    pub topic: String,
    /// Where it lay before; `None` leaves it to the key.
    pub partition: Option<i32>,
    pub key: Option<Vec<u8>>,
    pub value: Option<Vec<u8>>,
    pub headers: Vec<Header>,
}

/// How one ended, by its tag.
pub(super) type Ended = (usize, Result<(), RDKafkaErrorCode>);

struct BackContext(Mutex<Vec<Ended>>);

impl ClientContext for BackContext {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        QUIET.log(level, facility, message);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        QUIET.error(error, reason);
    }
}

impl ProducerContext for BackContext {
    type DeliveryOpaque = usize;

    fn delivery(&self, result: &DeliveryResult<'_>, tag: usize) {
        let result = match result {
            Ok(_) => Ok(()),
            Err((error, _)) => Err(error
                .rdkafka_error_code()
                .unwrap_or(RDKafkaErrorCode::Unknown)),
        };
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push((tag, result));
    }
}

/// The way back.
pub(super) struct Back(BaseProducer<BackContext>);

impl Back {
    /// `client` are the settings of the service's producer.
    ///
    /// # Errors
    /// The client refuses them.
    pub fn new(client: &ClientConfig) -> KafkaResult<Self> {
        let mut client = client.clone();
        // One letter a time may be asked for: it should not wait for others.
        client
            .set("linger.ms", "1")
            .set("statistics.interval.ms", "0");
        client
            .create_with_context(BackContext(Mutex::default()))
            .map(Self)
    }

    /// Hands a record to the client. Its time is now: with its old one retention could delete it at once.
    pub fn send(&self, going: &Going, tag: usize) -> Result<(), RDKafkaErrorCode> {
        let headers = going
            .headers
            .iter()
            .fold(OwnedHeaders::new(), |headers, h| {
                headers.insert(KafkaHeader {
                    key: &h.name,
                    value: h.value.as_deref(),
                })
            });
        let mut record: BaseRecord<'_, [u8], [u8], usize> =
            BaseRecord::with_opaque_to(&going.topic, tag).headers(headers);
        if let Some(partition) = going.partition {
            record = record.partition(partition);
        }
        if let Some(key) = &going.key {
            record = record.key(key);
        }
        if let Some(value) = &going.value {
            record = record.payload(value);
        }
        self.0.send(record).map_err(|(error, _)| {
            error
                .rdkafka_error_code()
                .unwrap_or(RDKafkaErrorCode::Unknown)
        })
    }

    /// What has ended, within so long.
    pub fn ended(&self, wait: Duration) -> Vec<Ended> {
        serve(&self.0, wait);
        std::mem::take(
            &mut *self
                .0
                .context()
                .0
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }

    /// Set once the producer can't go on.
    pub fn fatal(&self) -> Option<String> {
        self.0
            .client()
            .fatal_error()
            .map(|(code, reason)| format!("{code}: {reason}"))
    }
}
