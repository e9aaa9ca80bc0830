//! Whether this login may read its inputs: asked by `run` before it joins its group, and by `check`.
//!
//! A login may see a topic that it may not read: everything would start, be ready and stay idle. So each input is asked
//! for a record far behind its end. Brokers look at the right to read first (`TOPIC_AUTHORIZATION_FAILED`), then at the
//! offset, which is out of range. Nothing is read, no group is joined.

use super::cluster::made;
use super::rights;
use crate::config::Config;
use crate::observe::Quiet;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::RDKafkaErrorCode as Code;
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// How long all topics together may take to answer: a partition may have no leader just now.
const PATIENCE: Duration = Duration::from_secs(5);
/// What each may take where others have used that up.
const LEAST: Duration = Duration::from_millis(500);
const POLL: Duration = Duration::from_millis(20);
/// No partition ever gets this far.
const BEYOND: i64 = 1 << 62;

/// What the brokers say about reading.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Reads {
    /// Topics that this login may not read.
    pub refused: Vec<String>,
    /// Topics of which it is not known, and why.
    pub unknown: Vec<(String, String)>,
}

impl Reads {
    /// What to tell of refusals, with what helps; `None` when there is none.
    pub fn refusal(&self, files: &[PathBuf]) -> Option<(String, String)> {
        rights::refusal("read", "Read", &self.refused, files)
    }

    /// What is not known, and why.
    pub fn doubts(&self) -> Vec<String> {
        rights::doubts("read", &self.unknown).collect()
    }
}

/// Whether this login may read these topics, which are there. Takes a round trip for each; the first that does not
/// answer costs [`PATIENCE`], any other [`LEAST`].
pub fn try_reads(config: &Config, topics: &[&str]) -> Reads {
    let mut reads = Reads::default();
    let mut client = config.consumer();
    client
        .remove("group.instance.id")
        .set("auto.offset.reset", "error")
        .set("statistics.interval.ms", "0");
    let consumer: BaseConsumer<Quiet> = match client.create_with_context(Quiet("rights")) {
        Ok(consumer) => consumer,
        Err(error) => {
            // The service's own settings are fine; with some of them nothing can be asked.
            let reason = made(&error);
            let unknown = topics.iter().map(|t| ((*t).to_owned(), reason.clone()));
            reads.unknown = unknown.collect();
            return reads;
        }
    };
    let end = Instant::now() + PATIENCE;
    for topic in topics {
        match ask(&consumer, topic, end.max(Instant::now() + LEAST)) {
            Ok(true) => {}
            Ok(false) => reads.refused.push((*topic).to_owned()),
            Err(reason) => reads.unknown.push(((*topic).to_owned(), reason)),
        }
    }
    reads
}

/// Whether this login may read one topic, or why that is not known.
fn ask(consumer: &BaseConsumer<Quiet>, topic: &str, end: Instant) -> Result<bool, String> {
    let mut one = TopicPartitionList::with_capacity(1);
    one.add_partition_offset(topic, 0, Offset::Offset(BEYOND))
        .and_then(|()| consumer.assign(&one))
        .map_err(|error| error.to_string())?;
    while Instant::now() < end {
        match consumer.poll(POLL) {
            Some(Err(error)) => match error.rdkafka_error_code() {
                Some(Code::TopicAuthorizationFailed) => return Ok(false),
                Some(Code::AutoOffsetReset | Code::OffsetOutOfRange) => return Ok(true),
                // Passing trouble of the connection.
                _ => tracing::debug!(%error, topic, "asking for the right to read"),
            },
            Some(Ok(_)) => return Ok(true),
            None => {}
        }
    }
    Err("no answer".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_that_may_be_read_answers_that_there_is_no_such_record() {
        let cluster = rdkafka::mocking::MockCluster::new(1).unwrap();
        cluster.create_topic("wire", 1, 1).unwrap();
        cluster.create_topic("wire.two", 1, 1).unwrap();
        let mut config = Config::default();
        config.kafka.brokers = vec![cluster.bootstrap_servers()];
        let reads = try_reads(&config, &["wire", "wire.two"]);
        assert_eq!(reads, Reads::default());
    }

    #[test]
    fn topics_that_do_not_answer_share_one_patience() {
        // Nobody listens there.
        let mut config = Config::default();
        config.kafka.brokers = vec!["127.0.0.1:1".into()];
        let names: Vec<String> = (0..4).map(|n| format!("wire.{n}")).collect();
        let topics: Vec<&str> = names.iter().map(String::as_str).collect();
        let started = Instant::now();
        let reads = try_reads(&config, &topics);
        assert_eq!(reads.unknown.len(), 4, "{reads:?}");
        assert!(started.elapsed() < PATIENCE * 2);
    }

    #[test]
    fn a_refusal_names_the_topics_and_the_command_that_prints_the_rights() {
        let reads = Reads {
            refused: vec!["wire.afp".into(), "wire.dpa".into()],
            unknown: vec![("wire.tass".into(), "no answer".into())],
        };
        let (what, fix) = reads.refusal(&["desk.toml".into()]).unwrap();
        assert_eq!(what, "this login may not read wire.afp, wire.dpa");
        assert!(
            fix.contains("`copytaster topics acls -c desk.toml`"),
            "{fix}"
        );
        assert!(reads.doubts()[0].contains("wire.tass"));
        assert_eq!(Reads::default().refusal(&[]), None);
    }
}
