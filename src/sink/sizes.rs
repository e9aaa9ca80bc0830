//! How much a topic takes at once, so that no batch is refused for its size.
//!
//! Brokers judge a batch as a whole by its topic's `max.message.bytes`, and what they refuse together may come in
//! another order when it is sent again. The client fills a batch up to its `batch.size`, before compression, and sends
//! a message larger than that alone. So the batches are kept at most as large as the least that any topic takes: then
//! only a message too large by itself is ever refused, and it alone.
//!
//! A topic's limit is read when it is first written, and again when it refuses what it should take or was away.

use super::outlet::Outlet;
use rdkafka::admin::{AdminClient, AdminOptions, OwnedResourceSpecifier, ResourceSpecifier};
use rdkafka::client::ClientContext;
use rdkafka::error::{KafkaError, RDKafkaErrorCode as Code};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// `max.message.bytes` of a topic, as far as it could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TopicLimit {
    Bytes(u64),
    /// This login may not read it.
    Hidden,
    /// No answer, or no such topic now.
    Unknown(String),
}

/// Kafka's default, taken for a limit that can't be read.
const DEFAULT: u64 = 1_048_588;

/// The limits known so far.
#[derive(Default)]
pub(super) struct Sizes {
    topics: HashMap<Arc<str>, u64>,
    /// This login may not read them; asked no more.
    hidden: bool,
}

impl Sizes {
    /// The batch size that messages for this topic need, if the producer's is larger.
    pub(super) fn smaller_batches<O: Outlet>(
        &mut self,
        outlet: &mut O,
        topic: &Arc<str>,
    ) -> Option<u64> {
        let limit = match self.topics.get(topic) {
            Some(limit) => *limit,
            None => self.learn(outlet, topic),
        };
        (limit < outlet.batch_bytes()).then(|| {
            tracing::info!(%topic, bytes = limit, "batches are kept to what this topic takes");
            limit
        })
    }

    /// Its limit may have changed: it is read again before the next message.
    pub(super) fn forget(&mut self, topic: &str) {
        self.topics.remove(topic);
    }

    fn learn<O: Outlet>(&mut self, outlet: &mut O, topic: &Arc<str>) -> u64 {
        let limit = if self.hidden {
            DEFAULT
        } else {
            match outlet.limit(topic) {
                TopicLimit::Bytes(bytes) => bytes,
                TopicLimit::Hidden => {
                    self.hidden = true;
                    tracing::warn!(%topic, "max.message.bytes of the outputs can't be read: Kafka's default is taken for it; \
                        allow DescribeConfigs on them, so that no batch is larger than a topic takes");
                    DEFAULT
                }
                TopicLimit::Unknown(reason) => {
                    tracing::warn!(%topic, %reason, "max.message.bytes could not be read: Kafka's default is taken for it");
                    DEFAULT
                }
            }
        };
        self.topics.insert(Arc::clone(topic), limit);
        limit
    }
}

/// Why limits could not be read.
#[derive(Debug, thiserror::Error)]
pub enum LimitsError {
    #[error(transparent)]
    Call(#[from] KafkaError),
    #[error("{0}")]
    Topic(Code),
}

/// `max.message.bytes` of each topic.
pub async fn max_message_bytes<C: ClientContext>(
    admin: &AdminClient<C>,
    topics: &[&str],
    options: &AdminOptions,
) -> Result<BTreeMap<String, u64>, LimitsError> {
    let specifiers: Vec<_> = topics.iter().map(|t| ResourceSpecifier::Topic(t)).collect();
    let mut found = BTreeMap::new();
    for resource in admin.describe_configs(&specifiers, options).await? {
        let resource = resource.map_err(LimitsError::Topic)?;
        if let OwnedResourceSpecifier::Topic(name) = &resource.specifier
            && let Some(entry) = resource.get("max.message.bytes")
            && let Some(bytes) = entry.value.as_deref().and_then(|v| v.parse().ok())
        {
            found.insert(name.clone(), bytes);
        }
    }
    Ok(found)
}
