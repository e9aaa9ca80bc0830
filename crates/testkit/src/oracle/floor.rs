//! Topics, rights and configuration of a run.

use super::evidence::{ENRICHED, FACTS, ROUTED};
use super::tap::Kind;
use super::{Guarantee, Plan, Protocol};
use crate::acl::{Operation, Resource, Right};
use crate::broker::{Kafka, Listener, PASSWORD, USER};
use crate::client::Topic;
use anyhow::Result;
use std::fmt::Write as _;

/// Consumer group of the run.
pub const GROUP: &str = "oracle";
pub const INPUT: &str = "oracle.raw";
pub const LETTERS: &str = "oracle.dead";
pub const FACTS_TOPIC: &str = "oracle.facts";
const ENRICHED_TOPIC: &str = "oracle.enriched";
/// Keys of the built-in topics.
const KEYS: [&str; 3] = ["diplomacy", "climate", "energy"];
pub const PARTITIONS: i32 = 6;
/// Records in flight in an instance: few, so that a crash in the middle of much is as likely as with a large budget
/// and much load.
pub const BUDGET: u64 = 500;

/// The broker's own times tell when something was written.
const STAMPED: (&str, &str) = ("message.timestamp.type", "LogAppendTime");

fn topic(name: &str, partitions: i32) -> Topic<'_> {
    Topic {
        config: vec![STAMPED],
        ..Topic::new(name, partitions)
    }
}

/// Makes the topics and gives the instances' user all rights, so that a denial is all there is to see.
pub fn prepare(kafka: &Kafka) -> Result<()> {
    let routed = KEYS.map(|key| format!("oracle.{key}"));
    let mut topics = vec![
        topic(INPUT, PARTITIONS),
        topic(ENRICHED_TOPIC, 3),
        topic(FACTS_TOPIC, 1),
        topic(LETTERS, 1),
    ];
    topics.extend(routed.iter().map(|name| topic(name, 1)));
    kafka.client().create(&topics);
    let all = [
        (Resource::Topic, "*"),
        (Resource::Group, "*"),
        (Resource::TransactionalId, "*"),
        (Resource::Cluster, "kafka-cluster"),
    ];
    let rights = all.map(|(resource, name)| Right::allow(Operation::All, resource, name));
    kafka.rights().grant(USER, &rights)
}

/// The dead-letter topic, to be made anew.
pub fn letters() -> Topic<'static> {
    topic(LETTERS, 1)
}

/// The input and all outputs but the dead letters.
pub fn readable() -> Vec<(String, Kind)> {
    let keys: Vec<String> = KEYS.iter().map(|key| (*key).to_owned()).collect();
    let mut topics = vec![
        (INPUT.to_owned(), Kind::Input),
        (
            ENRICHED_TOPIC.to_owned(),
            Kind::Output(ENRICHED, keys.clone()),
        ),
        (FACTS_TOPIC.to_owned(), Kind::Output(FACTS, Vec::new())),
    ];
    for (n, key) in keys.iter().enumerate() {
        let name = format!("oracle.{key}");
        topics.push((name, Kind::Output(ROUTED + n, Vec::new())));
    }
    topics
}

/// The instances' configuration file.
pub fn configuration(kafka: &Kafka, plan: &Plan) -> Result<String> {
    let brokers = kafka.addresses(Listener::Login).join("\", \"");
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
kafka.connect_timeout = "5s"
source.topics = ["{INPUT}"]
source.group = "{GROUP}"
source.group_protocol = "{protocol}"
source.session_timeout = "{session}s"
delivery.guarantee = "{guarantee}"
delivery.budget_records = {BUDGET}
delivery.commit_interval = "500ms"
delivery.confirm_interval = "1s"
delivery.drain_timeout = "15s"
delivery.workers = 2
outputs.enriched.topic = "{ENRICHED_TOPIC}"
outputs.facts.topic = "{FACTS_TOPIC}"
outputs.dead_letters.topic = "{LETTERS}"
outputs.routed.prefix = "oracle."
http.listen = "127.0.0.1:0"
log.format = "json"
"#,
        session = super::schedule::SESSION.as_secs(),
    );
    for line in &plan.settings {
        // The later line of two would be an error of TOML.
        let key = line.split('=').next().unwrap_or_default();
        let kept = text.lines().filter(|old| !old.starts_with(key));
        text = kept.flat_map(|line| [line, "\n"]).collect();
        writeln!(text, "{line}")?;
    }
    Ok(text)
}
