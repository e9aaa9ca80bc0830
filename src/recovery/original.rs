//! Records that a dead letter could not hold: fetched from where they came from, if they are still there.

use super::letter::{Letter, Place};
use super::snapshot::{LOOK_ONE, QUIET, reader};
use crate::observe::Quiet;
use crate::source::own;
use crate::story::RawRecord;
use rdkafka::Offset;
use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::KafkaError;
use rdkafka::message::Message;
use rdkafka::topic_partition_list::TopicPartitionList;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long a record may take to come.
const WITHIN: Duration = Duration::from_secs(15);

/// Why there is no original.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoOriginal {
    #[error("the letter does not say where the record stood")]
    NoPlace,
    #[error("{0} is not there: the partition goes on at {1}")]
    Gone(Place, i64),
    #[error("what stands at {0} now has another SHA-256: the topic was made anew")]
    Changed(Place),
    #[error("{0} can't be read: {1}")]
    Unreadable(Place, String),
}

impl NoOriginal {
    /// A word for counting.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoPlace => "no_place",
            Self::Gone(..) => "original_gone",
            Self::Changed(_) => "original_changed",
            Self::Unreadable(..) => "original_unreadable",
        }
    }
}

/// Fetches originals. Made when first needed: hardly any letter needs it.
pub struct Originals {
    client: ClientConfig,
    consumer: Option<BaseConsumer<Quiet>>,
    cluster: Arc<str>,
}

impl Originals {
    /// `client` are a member's settings, `group` a group this login may use; it is not joined.
    pub fn new(client: &ClientConfig, group: &str, cluster: &str) -> Self {
        let mut client = reader(client, group);
        // One record is wanted, not what follows it.
        client.set("queued.min.messages", "1");
        Self {
            client,
            consumer: None,
            cluster: Arc::from(cluster),
        }
    }

    /// The record a letter without value stands for. Its value is the one that was refused: the SHA-256 says so.
    ///
    /// # Errors
    /// It is gone, has changed, or can't be read.
    pub fn fetch(&mut self, letter: &Letter) -> Result<RawRecord, NoOriginal> {
        let place = letter.source.clone().ok_or(NoOriginal::NoPlace)?;
        let record = self.read(&place)?;
        let hash = hex(&Sha256::digest(record.value.as_deref().unwrap_or_default()));
        if letter
            .left_out
            .as_ref()
            .is_some_and(|wanted| *wanted != hash)
        {
            return Err(NoOriginal::Changed(place));
        }
        Ok(record)
    }

    /// The record at this place.
    ///
    /// # Errors
    /// There is none, or it can't be read.
    pub fn at(
        &mut self,
        topic: &str,
        partition: i32,
        offset: i64,
    ) -> Result<RawRecord, NoOriginal> {
        self.read(&Place {
            topic: topic.to_owned(),
            partition,
            offset,
        })
    }

    fn read(&mut self, place: &Place) -> Result<RawRecord, NoOriginal> {
        let unreadable = |e: KafkaError| NoOriginal::Unreadable(place.clone(), e.to_string());
        let consumer = match self.consumer.take() {
            Some(consumer) => consumer,
            None => self.client.create_with_context(QUIET).map_err(unreadable)?,
        };
        let found = read(&consumer, place, &self.cluster);
        self.consumer = Some(consumer);
        found
    }
}

fn read(
    consumer: &BaseConsumer<Quiet>,
    place: &Place,
    cluster: &Arc<str>,
) -> Result<RawRecord, NoOriginal> {
    let unreadable = |e: KafkaError| NoOriginal::Unreadable(place.clone(), e.to_string());
    let Place {
        topic,
        partition,
        offset,
    } = place;
    let (low, high) = consumer
        .fetch_watermarks(topic, *partition, WITHIN)
        .map_err(unreadable)?;
    if !(low..high).contains(offset) {
        return Err(NoOriginal::Gone(place.clone(), low));
    }
    let mut list = TopicPartitionList::new();
    list.add_partition_offset(topic, *partition, Offset::Offset(*offset))
        .map_err(unreadable)?;
    consumer.assign(&list).map_err(unreadable)?;
    let started = Instant::now();
    let found = loop {
        match consumer.poll(LOOK_ONE) {
            Some(Ok(message)) if message.topic() == topic && message.partition() == *partition => {
                // A later one: this one was compacted, or retention was faster than we.
                break if message.offset() == *offset {
                    Ok(own(&message, cluster, Arc::from(topic.as_str())))
                } else {
                    Err(NoOriginal::Gone(place.clone(), message.offset()))
                };
            }
            Some(Err(KafkaError::PartitionEOF(p))) if p == *partition => {
                break Err(NoOriginal::Gone(place.clone(), high));
            }
            _ if started.elapsed() >= WITHIN => {
                break Err(NoOriginal::Unreadable(
                    place.clone(),
                    format!("no answer for {WITHIN:?}"),
                ));
            }
            // What an earlier assignment still brings, and what the client recovers from by itself.
            _ => {}
        }
    };
    consumer.unassign().map_err(unreadable)?;
    found
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        // Writing to a string can't fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
