//! Whether this login may write: asked by `run` before it joins its group, by a reload for new topics, and by `check`.
//!
//! Kafka would tell the rights on a topic (KIP-430), but the client library has no safe call for it. So the answer is
//! drawn from a request that brokers always refuse: a message with `acks=2`. They look at the right to write first
//! (`TOPIC_AUTHORIZATION_FAILED`), then at `acks`, which must be -1, 0 or 1 (`INVALID_REQUIRED_ACKS`), and only then at
//! their logs. Nothing is written. A broker that is not Apache Kafka might take it all the same: so the dead letters
//! are asked alone and first, the message says what it is, and one acknowledgement ends the asking.

use super::cluster::made;
use crate::config::Config;
use crate::observe::Quiet;
use crate::producer_events::serve;
use rdkafka::client::ClientContext;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::error::{KafkaError, RDKafkaErrorCode as Code};
use rdkafka::message::{DeliveryResult, Header, OwnedHeaders};
use rdkafka::producer::{BaseProducer, BaseRecord, Producer, ProducerContext};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a topic may take to answer: its partition may have no leader just now.
const PATIENCE: Duration = Duration::from_secs(5);
const POLL: Duration = Duration::from_millis(20);
/// What the message carries, should a broker take it.
const MARK: &str = "copytaster.question";

/// What the brokers say about writing.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Writes {
    /// Topics that this login may not write.
    pub refused: Vec<String>,
    /// Topics of which it is not known, and why.
    pub unknown: Vec<(String, String)>,
    /// A broker took the message: it does not judge `acks` as Apache Kafka does.
    pub taken: Option<String>,
}

impl Writes {
    /// What to tell of refusals, with what helps; `None` when there is none.
    pub fn refusal(&self, files: &[PathBuf]) -> Option<(String, String)> {
        refusal("write to", "Write", &self.refused, files)
    }

    /// What is not known, and why.
    pub fn doubts(&self) -> Vec<String> {
        let taken = self.taken.iter().map(|topic| {
            format!(
                "the broker took a message to {topic} that Apache Kafka refuses (header {MARK}): whether this login may write is not asked any further; set outputs.check_rights = false"
            )
        });
        taken.chain(doubts("write to", &self.unknown)).collect()
    }

    fn note(&mut self, topic: &str, answer: Option<Result<(), Code>>) {
        match answer {
            Some(Err(Code::InvalidRequiredAcks)) => {}
            Some(Err(Code::TopicAuthorizationFailed)) => self.refused.push(topic.to_owned()),
            Some(Err(code)) => self.unknown.push((topic.to_owned(), code.to_string())),
            Some(Ok(())) => self.taken = Some(topic.to_owned()),
            None => self.unknown.push((topic.to_owned(), "no answer".into())),
        }
    }
}

/// What to tell of topics that refuse an act, with the right that helps; `None` when there is none.
pub fn refusal(
    act: &str,
    right: &str,
    refused: &[String],
    files: &[PathBuf],
) -> Option<(String, String)> {
    (!refused.is_empty()).then(|| {
        (
            format!("this login may not {act} {}", refused.join(", ")),
            format!("allow {right}, as `{}` prints", acls(files)),
        )
    })
}

/// Of which topics it is not known whether they allow an act, and why.
pub fn doubts(act: &str, unknown: &[(String, String)]) -> impl Iterator<Item = String> {
    unknown.iter().map(move |(topic, reason)| {
        format!("whether this login may {act} {topic} is not known: {reason}")
    })
}

/// The command that prints the rights.
pub fn acls(files: &[PathBuf]) -> String {
    files
        .iter()
        .fold("copytaster topics acls".to_owned(), |all, file| {
            all + " -c " + &file.display().to_string()
        })
}

/// Answers by the place of the topic in the list.
#[derive(Default)]
struct Answers(Mutex<BTreeMap<usize, Result<(), Code>>>);

impl Answers {
    fn with<T>(&self, look: impl FnOnce(&mut BTreeMap<usize, Result<(), Code>>) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl ClientContext for Answers {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        Quiet("rights").log(level, facility, message);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        Quiet("rights").error(error, reason);
    }
}

impl ProducerContext for Answers {
    type DeliveryOpaque = usize;

    fn delivery(&self, result: &DeliveryResult<'_>, place: usize) {
        let answer = match result {
            Ok(_) => Ok(()),
            Err((error, _)) => Err(error.rdkafka_error_code().unwrap_or(Code::Unknown)),
        };
        self.with(|answers| answers.insert(place, answer));
    }
}

/// Whether this login may write to these topics, which are there; the last one is asked first and alone. Takes a round
/// trip or two, [`PATIENCE`] where a topic does not answer.
pub fn try_writes(config: &Config, topics: &[String]) -> Writes {
    let mut writes = Writes::default();
    let Some((first, others)) = topics.split_last() else {
        return writes;
    };
    let mut client = config.producer();
    client
        .set("enable.idempotence", "false")
        .set("acks", "2")
        .set("retries", "0")
        .set("linger.ms", "0")
        .set("statistics.interval.ms", "0")
        .set("message.timeout.ms", PATIENCE.as_millis().to_string());
    let producer: BaseProducer<Answers> = match client.create_with_context(Answers::default()) {
        Ok(producer) => producer,
        Err(error) => {
            // The service's own settings are fine; with some of them nothing can be asked.
            let reason = made(&error);
            let unknown = topics.iter().map(|topic| (topic.clone(), reason.clone()));
            writes.unknown = unknown.collect();
            return writes;
        }
    };
    for topics in [std::slice::from_ref(first), others] {
        ask(&producer, topics, &mut writes);
        if writes.taken.is_some() {
            break;
        }
    }
    writes
}

fn ask(producer: &BaseProducer<Answers>, topics: &[String], writes: &mut Writes) {
    let answers = producer.context();
    for (place, topic) in topics.iter().enumerate() {
        let mark = OwnedHeaders::new().insert(Header {
            key: MARK,
            value: Some("may this login write here? brokers refuse this message"),
        });
        let record = BaseRecord::<(), (), usize>::with_opaque_to(topic, place).headers(mark);
        if let Err((error, _)) = producer.send(record) {
            let code = error.rdkafka_error_code().unwrap_or(Code::Unknown);
            answers.with(|answers| answers.insert(place, Err(code)));
        }
    }
    let started = Instant::now();
    // The client gives up by itself; a second for it to say so.
    while answers.with(|answers| answers.len()) < topics.len()
        && started.elapsed() < PATIENCE + Duration::from_secs(1)
    {
        serve(producer, POLL);
    }
    let mut told = answers.with(std::mem::take);
    for (place, topic) in topics.iter().enumerate() {
        writes.note(topic, told.remove(&place));
    }
}

/// Why transactions can't be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Transactions {
    Allowed,
    Refused,
    Unknown(String),
}

/// Whether this login may use transactional ids that begin with the group and `-`. Uses one that no instance has, so
/// that none is fenced; the brokers forget it after a while.
pub fn try_transactions(config: &Config) -> Transactions {
    let mut client = config.producer();
    client
        .set("transactional.id", format!("{}-check", config.source.group))
        .set("statistics.interval.ms", "0");
    let producer: BaseProducer<Answers> = match client.create_with_context(Answers::default()) {
        Ok(producer) => producer,
        Err(error) => return Transactions::Unknown(made(&error)),
    };
    match producer.init_transactions(config.kafka.connect_timeout.0) {
        Ok(()) => Transactions::Allowed,
        Err(error)
            if error.rdkafka_error_code() == Some(Code::TransactionalIdAuthorizationFailed) =>
        {
            Transactions::Refused
        }
        Err(error) => Transactions::Unknown(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_refusal_of_the_right_is_one_and_whatever_else_is_answered_is_a_doubt() {
        let mut writes = Writes::default();
        writes.note("allowed", Some(Err(Code::InvalidRequiredAcks)));
        assert_eq!((writes.refusal(&[]), writes.doubts()), (None, vec![]));
        writes.note("denied", Some(Err(Code::TopicAuthorizationFailed)));
        writes.note("away", Some(Err(Code::MessageTimedOut)));
        writes.note("silent", None);
        let (what, fix) = writes.refusal(&["desk.toml".into()]).unwrap();
        assert_eq!(what, "this login may not write to denied");
        assert!(
            fix.contains("`copytaster topics acls -c desk.toml`"),
            "{fix}"
        );
        let doubts = writes.doubts().join("\n");
        assert!(
            doubts.contains("away") && doubts.contains("silent"),
            "{doubts}"
        );
    }

    /// librdkafka's mock cluster takes any `acks`.
    #[test]
    fn a_broker_that_takes_the_message_gets_one_at_most_and_is_told() {
        let cluster = rdkafka::mocking::MockCluster::new(1).unwrap();
        let topics = ["one", "two", "dead"].map(str::to_owned);
        for topic in &topics {
            cluster.create_topic(topic, 1, 1).unwrap();
        }
        let mut config = Config::default();
        config.kafka.brokers = vec![cluster.bootstrap_servers()];
        let writes = try_writes(&config, &topics);
        assert_eq!(writes.taken.as_deref(), Some("dead"));
        assert!(writes.refused.is_empty() && writes.unknown.is_empty());
        assert!(writes.doubts()[0].contains("outputs.check_rights"));
    }
}
