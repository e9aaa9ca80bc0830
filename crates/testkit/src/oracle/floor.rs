//! Topics, rights and configuration of a run.

use super::evidence::{ENRICHED, FACTS, ROUTED};
use super::tap::Kind;
use super::{Guarantee, Plan, Protocol};
use crate::acl::{Operation, Resource, Right};
use crate::broker::{Kafka, Listener, PASSWORD, Rights, USER};
use crate::client::{Client, Topic};
use anyhow::Result;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};

/// Keys of the built-in topics.
const KEYS: [&str; 3] = ["diplomacy", "climate", "energy"];
pub const PARTITIONS: i32 = 6;
/// The broker's own times tell when something was written.
const STAMPED: (&str, &str) = ("message.timestamp.type", "LogAppendTime");

fn topic(name: &str, partitions: i32) -> Topic<'_> {
    Topic {
        config: vec![STAMPED],
        ..Topic::new(name, partitions)
    }
}

/// What a run has of the brokers: topics and a group whose names no other run has.
#[derive(Debug, Clone)]
pub struct Floor {
    pub client: Client,
    pub rights: Rights,
    /// Where instances log in.
    addresses: Vec<String>,
    /// Consumer group; also what the names of all topics begin with.
    pub group: String,
    pub input: String,
    pub enriched: String,
    pub facts: String,
    pub letters: String,
}

impl Floor {
    pub fn new(kafka: &Kafka) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let group = format!("oracle-{}", NEXT.fetch_add(1, Ordering::Relaxed));
        Self {
            client: kafka.client(),
            rights: kafka.rights(),
            addresses: kafka.addresses(Listener::Login),
            input: format!("{group}.raw"),
            enriched: format!("{group}.enriched"),
            facts: format!("{group}.facts"),
            letters: format!("{group}.dead"),
            group,
        }
    }

    fn routed(&self) -> [String; 3] {
        KEYS.map(|key| format!("{}.{key}", self.group))
    }

    /// Makes the topics and gives the instances' user all rights, so that a denial is all there is to see.
    pub fn prepare(&self) -> Result<()> {
        let routed = self.routed();
        let mut topics = vec![
            topic(&self.input, PARTITIONS),
            topic(&self.enriched, 3),
            topic(&self.facts, 1),
            self.letters_topic(),
        ];
        topics.extend(routed.iter().map(|name| topic(name, 1)));
        self.client.create(&topics);
        let all = [
            (Resource::Topic, "*"),
            (Resource::Group, "*"),
            (Resource::TransactionalId, "*"),
            (Resource::Cluster, "kafka-cluster"),
        ];
        let rights = all.map(|(resource, name)| Right::allow(Operation::All, resource, name));
        self.rights.grant(USER, &rights)
    }

    /// The dead-letter topic, to be made anew.
    pub fn letters_topic(&self) -> Topic<'_> {
        topic(&self.letters, 1)
    }

    /// The input and all outputs but the dead letters.
    pub fn readable(&self) -> Vec<(String, Kind)> {
        let keys: Vec<String> = KEYS.iter().map(|key| (*key).to_owned()).collect();
        let mut topics = vec![
            (self.input.clone(), Kind::Input),
            (self.enriched.clone(), Kind::Output(ENRICHED, keys)),
            (self.facts.clone(), Kind::Output(FACTS, Vec::new())),
        ];
        for (n, name) in self.routed().into_iter().enumerate() {
            topics.push((name, Kind::Output(ROUTED + n, Vec::new())));
        }
        topics
    }

    /// The instances' configuration file.
    pub fn configuration(&self, plan: &Plan) -> Result<String> {
        let protocol = match plan.protocol {
            Protocol::Classic => "classic",
            Protocol::Consumer => "consumer",
        };
        let guarantee = match plan.guarantee {
            Guarantee::AtLeastOnce => "at-least-once",
            Guarantee::ExactlyOnce => "exactly-once",
        };
        let mut text = format!(
            r#"kafka.brokers = ["{brokers}"]
kafka.security_protocol = "sasl_plaintext"
kafka.sasl_mechanism = "PLAIN"
kafka.username = "{USER}"
kafka.password = "{PASSWORD}"
kafka.allow_insecure = true
kafka.connect_timeout = "10s"
source.topics = ["{input}"]
source.group = "{group}"
source.group_protocol = "{protocol}"
source.session_timeout = "{session}s"
delivery.guarantee = "{guarantee}"
delivery.budget_records = {budget}
delivery.commit_interval = "500ms"
delivery.confirm_interval = "1s"
delivery.drain_timeout = "15s"
delivery.breaker_pause = "1s"
delivery.workers = 2
outputs.enriched.topic = "{enriched}"
outputs.facts.topic = "{facts}"
outputs.dead_letters.topic = "{letters}"
outputs.routed.prefix = "{group}."
http.listen = "127.0.0.1:0"
log.format = "json"
"#,
            brokers = self.addresses.join("\", \""),
            session = super::schedule::SESSION.as_secs(),
            budget = plan.budget,
            group = self.group,
            input = self.input,
            enriched = self.enriched,
            facts = self.facts,
            letters = self.letters,
        );
        if plan.guarantee == Guarantee::ExactlyOnce {
            // Below the session timeout, as the configuration demands.
            text.push_str("delivery.transaction_timeout = \"4s\"\n");
        }
        for line in &plan.settings {
            // The later line of two would be an error of TOML.
            let key = line.split('=').next().unwrap_or_default();
            let kept = text.lines().filter(|old| !old.starts_with(key));
            text = kept.flat_map(|line| [line, "\n"]).collect();
            writeln!(text, "{line}")?;
        }
        Ok(text)
    }
}
