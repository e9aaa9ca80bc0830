//! How much a topic takes at once, so that no batch is refused for its size.
//!
//! Brokers judge a batch as a whole by its topic's `max.message.bytes`, and what they refuse together may come in
//! another order when it is sent again. The client fills a batch up to its `batch.size`, before compression, and sends
//! a message larger than that alone. So the batches are kept at most as large as the least that any topic takes: then
//! only a message too large by itself is ever refused, and it alone.
//!
//! The limits of the topics that are known are read at the start, in one call, so that no record waits for it. That of
//! any other is read when it is first written, and of each again when it refuses what it should take or was away.

use super::outlet::Outlet;
use crate::kafka_errors::{Look, meaning};
use rdkafka::admin::{
    AdminClient, AdminOptions, ConfigResource, ConfigResourceResult, OwnedResourceSpecifier,
    ResourceSpecifier,
};
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
    /// The batch size that messages for these topics need, if the producer's is larger.
    pub(super) fn smaller_batches<O: Outlet>(
        &mut self,
        outlet: &mut O,
        topics: &[Arc<str>],
    ) -> Option<u64> {
        self.learn(outlet, topics);
        let least = topics
            .iter()
            .filter_map(|topic| Some((topic, *self.topics.get(topic)?)))
            .min_by_key(|(_, limit)| *limit);
        let (topic, limit) = least.filter(|(_, limit)| *limit < outlet.batch_bytes())?;
        tracing::info!(%topic, bytes = limit, "batches are kept to what this topic takes");
        Some(limit)
    }

    /// Its limit may have changed: it is read again before the next message.
    pub(super) fn forget(&mut self, topic: &str) {
        self.topics.remove(topic);
    }

    /// Asks for those not known yet.
    fn learn<O: Outlet>(&mut self, outlet: &mut O, topics: &[Arc<str>]) {
        let is_unknown = |topic: &&Arc<str>| !self.topics.contains_key(*topic);
        let unknown: Vec<Arc<str>> = topics.iter().filter(is_unknown).cloned().collect();
        if unknown.is_empty() {
            return;
        }
        let limits = if self.hidden {
            vec![TopicLimit::Bytes(DEFAULT); unknown.len()]
        } else {
            outlet.limits(&unknown)
        };
        for (topic, limit) in unknown.into_iter().zip(limits) {
            let limit = match limit {
                TopicLimit::Bytes(bytes) => bytes,
                TopicLimit::Hidden => {
                    if !std::mem::replace(&mut self.hidden, true) {
                        tracing::warn!(%topic, "max.message.bytes of the outputs can't be read: Kafka's default is taken for it; \
                            allow DescribeConfigs on them, so that no batch is larger than a topic takes");
                    }
                    DEFAULT
                }
                TopicLimit::Unknown(reason) => {
                    tracing::warn!(%topic, %reason, "max.message.bytes could not be read: Kafka's default is taken for it");
                    DEFAULT
                }
            };
            self.topics.insert(topic, limit);
        }
    }
}

/// `max.message.bytes` of each topic, in their order.
///
/// # Errors
/// No broker answers.
pub(super) async fn limits_of<C: ClientContext>(
    admin: &AdminClient<C>,
    topics: &[Arc<str>],
    options: &AdminOptions,
) -> Result<Vec<TopicLimit>, KafkaError> {
    let specifiers: Vec<_> = topics.iter().map(|t| ResourceSpecifier::Topic(t)).collect();
    // The client gives its answers in the order of the questions.
    let described = admin.describe_configs(&specifiers, options).await?;
    let limit = |answer: ConfigResourceResult| match answer {
        Ok(resource) => bytes_of(&resource).map_or_else(
            || TopicLimit::Unknown("the broker did not name it".into()),
            TopicLimit::Bytes,
        ),
        Err(code) if meaning(code).look == Look::NotAuthorised => TopicLimit::Hidden,
        Err(code) => TopicLimit::Unknown(code.to_string()),
    };
    Ok(described.into_iter().map(limit).collect())
}

fn bytes_of(resource: &ConfigResource) -> Option<u64> {
    let entry = resource.get("max.message.bytes")?;
    entry.value.as_deref()?.parse().ok()
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
            && let Some(bytes) = bytes_of(&resource)
        {
            found.insert(name.clone(), bytes);
        }
    }
    Ok(found)
}
