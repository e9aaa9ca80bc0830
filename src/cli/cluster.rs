//! Looking at a cluster: is it there, does it let us in, which topics has it.
//!
//! Used before the service starts and by `check` and `topics`. Owns clients that neither read nor write records: a
//! consumer without a group looks (it can't create what it asks for, and its errors can be polled), an admin client is
//! made only to create or describe. Every call has a deadline. Wrong credentials are never fatal to the client, which would try for ever: its
//! error callback is watched, and the first refusal ends the attempt.

use super::exit::Exit;
use crate::config::{Config, SourceSection};
use crate::kafka_errors::{Look, meaning};
use crate::sink::{LimitsError, max_message_bytes};
use rdkafka::ClientContext;
use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::client::DefaultClientContext;
use rdkafka::config::{ClientConfig, RDKafkaLogLevel};
use rdkafka::consumer::{BaseConsumer, Consumer, ConsumerContext};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::topic_partition_list::TopicPartitionList;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long one attempt waits before the errors reported meanwhile are looked at.
const ATTEMPT: Duration = Duration::from_millis(500);

/// Events served between two attempts, at most.
const EVENTS: usize = 100;

/// Why a cluster can't be looked at.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    #[error("the Kafka client can't be made: {0}; look at [kafka] in the configuration")]
    Client(String),
    #[error(
        "{brokers} refused the login: {reason}; check kafka.sasl_mechanism, kafka.username and kafka.password_file"
    )]
    Login { brokers: String, reason: String },
    #[error(
        "no secure connection to {brokers}: {reason}; check kafka.ca_file, kafka.certificate_file and kafka.security_protocol"
    )]
    Tls { brokers: String, reason: String },
    #[error(
        "no answer from {brokers} within {waited}: {reason}; check kafka.brokers, kafka.security_protocol and that the brokers run"
    )]
    Unreachable {
        brokers: String,
        waited: String,
        reason: String,
    },
    #[error("{call} failed: {reason}")]
    Call { call: &'static str, reason: String },
    #[error("not authorised: {call}: {reason}")]
    NotAuthorised { call: &'static str, reason: String },
}

impl ClusterError {
    pub fn exit(&self) -> Exit {
        match self {
            Self::Client(_) => Exit::Config,
            Self::Login { .. } | Self::Tls { .. } | Self::NotAuthorised { .. } => {
                Exit::NotAuthorised
            }
            Self::Unreachable { .. } | Self::Call { .. } => Exit::Unavailable,
        }
    }

    fn of_call(call: &'static str, code: RDKafkaErrorCode) -> Self {
        let reason = code.to_string();
        match meaning(code).look {
            Look::NotAuthorised => Self::NotAuthorised { call, reason },
            Look::Login | Look::Tls | Look::Again | Look::Failed => Self::Call { call, reason },
        }
    }
}

/// The last refusal and the last other trouble, as the client reported them.
#[derive(Debug, Default)]
struct Troubles {
    login: Option<String>,
    tls: Option<String>,
    /// The group may not be used.
    group: Option<String>,
    other: Option<String>,
}

/// Collects what the client reports.
#[derive(Clone, Default)]
struct Watcher(Arc<Mutex<Troubles>>);

impl Watcher {
    fn with<T>(&self, look: impl FnOnce(&mut Troubles) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl ClientContext for Watcher {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        // Trouble comes by the error callback and ends up in one error; the log would tell it again and again.
        tracing::debug!(target: "copytaster::kafka", client = "admin", ?level, facility, "{message}");
    }

    fn error(&self, error: KafkaError, reason: &str) {
        // The reason repeats addresses and states, never credentials.
        let code = error.rdkafka_error_code();
        self.with(|troubles| match code.map(|c| meaning(c).look) {
            Some(Look::Login) => troubles.login = Some(reason.to_owned()),
            Some(Look::NotAuthorised)
                if code == Some(RDKafkaErrorCode::GroupAuthorizationFailed) =>
            {
                troubles.group = Some(reason.to_owned());
            }
            Some(Look::Tls) => troubles.tls = Some(reason.to_owned()),
            _ if reason.contains("SSL alert") => troubles.tls = Some(reason.to_owned()),
            _ if code == Some(RDKafkaErrorCode::AllBrokersDown) && troubles.other.is_some() => {}
            _ => troubles.other = Some(reason.to_owned()),
        });
    }
}

impl ConsumerContext for Watcher {}

/// A topic as the cluster knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicFacts {
    pub partitions: usize,
    /// Replicas of its first partition.
    pub replicas: usize,
}

/// A topic to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicPlan {
    pub name: String,
    pub partitions: u32,
    pub replication_factor: u16,
    /// Topic configuration, by Kafka's names.
    pub settings: BTreeMap<String, String>,
}

/// A cluster that has answered.
pub struct Cluster {
    client: ClientConfig,
    /// Kafka's own id of it.
    pub id: String,
    /// Brokers that are up.
    pub brokers: usize,
    /// Topics this login may see.
    pub topics: BTreeMap<String, TopicFacts>,
    timeout: Duration,
}

impl Cluster {
    /// Connects, logs in and lists the topics, within `kafka.connect_timeout`.
    pub fn connect(config: &Config) -> Result<Self, ClusterError> {
        let timeout = config.kafka.connect_timeout.0;
        let brokers = config.kafka.brokers.join(",");
        let watcher = Watcher::default();
        let client = config.admin();
        let looker: BaseConsumer<Watcher> = client
            .create_with_context(watcher.clone())
            .map_err(|error| ClusterError::Client(made(&error)))?;
        let started = Instant::now();
        let metadata = loop {
            // All topics: asking for one by name could create it.
            let asked = looker.fetch_metadata(None, ATTEMPT);
            let error = match asked {
                Ok(metadata) => break metadata,
                Err(error) => error,
            };
            serve(&looker);
            let (login, tls, other) =
                watcher.with(|t| (t.login.take(), t.tls.take(), t.other.clone()));
            if let Some(reason) = login {
                return Err(ClusterError::Login { brokers, reason });
            }
            if let Some(reason) = tls {
                return Err(ClusterError::Tls { brokers, reason });
            }
            if started.elapsed() >= timeout {
                return Err(ClusterError::Unreachable {
                    brokers,
                    waited: config.kafka.connect_timeout.to_string(),
                    reason: other.unwrap_or_else(|| error.to_string()),
                });
            }
        };
        let topics = metadata
            .topics()
            .iter()
            .filter(|t| t.error().is_none())
            .map(|t| {
                let facts = TopicFacts {
                    partitions: t.partitions().len(),
                    replicas: t.partitions().first().map_or(0, |p| p.replicas().len()),
                };
                (t.name().to_owned(), facts)
            })
            .collect();
        let brokers = metadata.brokers().len();
        let id = looker
            .client()
            .fetch_cluster_id(timeout)
            .unwrap_or_default();
        Ok(Self {
            client,
            id,
            brokers,
            topics,
            timeout,
        })
    }

    /// `max.message.bytes` of each topic; of those whose configuration this login may not read there is none.
    pub async fn max_message_bytes(
        &self,
        topics: &[&str],
    ) -> Result<BTreeMap<String, u64>, ClusterError> {
        max_message_bytes(&self.admin()?, topics, &self.options())
            .await
            .map_err(|error| match error {
                LimitsError::Topic(code) => {
                    ClusterError::of_call("reading a topic's configuration", code)
                }
                LimitsError::Call(error) => ClusterError::Call {
                    call: "reading the topics' configuration",
                    reason: error.to_string(),
                },
            })
    }

    /// Creates topics. For each the name, and why it was not created.
    pub async fn create(
        &self,
        plans: &[&TopicPlan],
    ) -> Result<Vec<(String, Option<ClusterError>)>, ClusterError> {
        let topics: Vec<NewTopic<'_>> = plans
            .iter()
            .map(|plan| {
                let topic = NewTopic::new(
                    &plan.name,
                    i32::try_from(plan.partitions).unwrap_or(i32::MAX),
                    TopicReplication::Fixed(i32::from(plan.replication_factor)),
                );
                plan.settings
                    .iter()
                    .fold(topic, |topic, (name, value)| topic.set(name, value))
            })
            .collect();
        let created = self
            .admin()?
            .create_topics(&topics, &self.options())
            .await
            .map_err(|e| ClusterError::Call {
                call: "creating topics",
                reason: e.to_string(),
            })?;
        Ok(created
            .into_iter()
            .map(|result| match result {
                Ok(name) => (name, None),
                Err((name, code)) => (name, Some(ClusterError::of_call("creating a topic", code))),
            })
            .collect())
    }

    /// The inputs that are there, with the number of their partitions.
    pub fn inputs(&self, source: &SourceSection) -> BTreeMap<String, usize> {
        let patterns: Vec<regex::Regex> = source
            .topics
            .iter()
            .filter(|t| t.starts_with('^'))
            .filter_map(|t| regex::Regex::new(t).ok())
            .collect();
        let is_input = |name: &str| {
            source.named().any(|n| n == name) || patterns.iter().any(|p| p.is_match(name))
        };
        self.topics
            .iter()
            .filter(|(name, _)| is_input(name))
            .map(|(name, facts)| (name.clone(), facts.partitions))
            .collect()
    }

    fn admin(&self) -> Result<AdminClient<DefaultClientContext>, ClusterError> {
        self.client
            .create()
            .map_err(|error| ClusterError::Client(made(&error)))
    }

    fn options(&self) -> AdminOptions {
        AdminOptions::new()
            .request_timeout(Some(self.timeout))
            .operation_timeout(Some(self.timeout))
    }
}

/// Serves what the client has to report: errors and log lines come by polling, one a call, and a call that served a
/// log line answers like one that found nothing.
fn serve(client: &BaseConsumer<Watcher>) {
    for _ in 0..EVENTS {
        // Each error reaches the watcher as well.
        drop(client.poll(Duration::ZERO));
    }
}

/// Whether the group may be used by this login: asks for its offset in a topic, without joining it.
pub fn try_group(config: &Config, topic: &str) -> Result<(), ClusterError> {
    let call = "reading the group's offsets";
    let timeout = config.kafka.connect_timeout.0;
    let watcher = Watcher::default();
    let mut client = config.consumer();
    // Offsets that an open transaction holds would be waited for.
    client
        .set("isolation.level", "read_uncommitted")
        .set("statistics.interval.ms", "0");
    let consumer: BaseConsumer<Watcher> = client
        .create_with_context(watcher.clone())
        .map_err(|error| ClusterError::Client(made(&error)))?;
    let started = Instant::now();
    loop {
        let mut list = TopicPartitionList::new();
        list.add_partition(topic, 0);
        let Err(error) = consumer.committed_offsets(list, ATTEMPT).map(drop) else {
            return Ok(());
        };
        // A refusal of the group is no answer to the call, which times out, but an event.
        serve(&consumer);
        if let Some(reason) = watcher.with(|t| t.group.take()) {
            return Err(ClusterError::NotAuthorised { call, reason });
        }
        let code = error.rdkafka_error_code();
        if started.elapsed() < timeout && code.is_none_or(passes) {
            continue;
        }
        return Err(match code {
            Some(code) => ClusterError::of_call(call, code),
            None => ClusterError::Call {
                call,
                reason: error.to_string(),
            },
        });
    }
}

/// What a group's coordinator says while it is being found or has just moved.
fn passes(code: RDKafkaErrorCode) -> bool {
    meaning(code).look == Look::Again
}

/// Why a client could not be made, without the values of its settings.
pub fn made(error: &KafkaError) -> String {
    match error {
        KafkaError::ClientConfig(_, _, name, _)
            if crate::config::secret::is_secret_property(name) =>
        {
            format!("librdkafka refuses {name}")
        }
        KafkaError::ClientConfig(_, reason, _, _) | KafkaError::ClientCreation(reason) => {
            reason.clone()
        }
        other => other.to_string(),
    }
}
