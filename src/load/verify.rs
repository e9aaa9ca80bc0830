//! Proves what became of every generated story.

use super::generate::is_poison;
use super::{URI_PREFIX, number};
use rdkafka::Offset;
use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::KafkaError;
use rdkafka::message::Message;
use rdkafka::topic_partition_list::TopicPartitionList;
use std::collections::HashMap;
use std::fmt;
use std::time::{Duration, Instant};

/// What is compared.
#[derive(Debug, Clone)]
pub struct VerifySettings {
    pub raw: String,
    pub enriched: String,
    pub dead: String,
    pub run: String,
    pub poison_every: u64,
    /// How long to wait for what is still under way.
    pub within: Duration,
}

/// The proof.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Numbered records in the input.
    pub sent: u64,
    pub poison: u64,
    pub lost: u64,
    pub repeated: u64,
    /// Stories of one key that came out after a later one of that key, first appearances only.
    pub out_of_order: u64,
    /// Poison that is not among the dead letters.
    pub poison_lost: u64,
    pub poison_repeated: u64,
    /// Good stories among the dead letters.
    pub wrongly_dead: u64,
}

impl Report {
    /// Nothing lost, nothing out of order, dead letters equal to the poison. Repeats are legal at least once.
    pub fn holds(&self) -> bool {
        self.lost == 0 && self.out_of_order == 0 && self.poison_lost == 0 && self.wrongly_dead == 0
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "stories sent     {:>9}", self.sent - self.poison)?;
        writeln!(f, "  lost           {:>9}", self.lost)?;
        writeln!(f, "  repeated       {:>9}", self.repeated)?;
        writeln!(f, "  out of order   {:>9}", self.out_of_order)?;
        writeln!(f, "poison sent      {:>9}", self.poison)?;
        writeln!(f, "  not dead       {:>9}", self.poison_lost)?;
        writeln!(f, "  repeated       {:>9}", self.poison_repeated)?;
        write!(f, "wrongly dead     {:>9}", self.wrongly_dead)
    }
}

struct Seen {
    number: u64,
    key: Option<Vec<u8>>,
}

/// Reads input, output and dead letters and compares, again and again until everything has come or the time is over.
///
/// # Errors
/// A topic can't be read.
pub fn verify(client: &ClientConfig, settings: &VerifySettings) -> Result<Report, KafkaError> {
    let started = Instant::now();
    loop {
        let report = compare(client, settings)?;
        if (report.lost == 0 && report.poison_lost == 0) || started.elapsed() >= settings.within {
            return Ok(report);
        }
    }
}

fn compare(client: &ClientConfig, settings: &VerifySettings) -> Result<Report, KafkaError> {
    let raw = read(client, &settings.raw, &settings.run)?;
    let out = read(client, &settings.enriched, &settings.run)?;
    let dead = read(client, &settings.dead, &settings.run)?;
    let mut keys: HashMap<u64, Option<Vec<u8>>> = HashMap::new();
    for seen in raw {
        keys.insert(seen.number, seen.key);
    }
    let mut report = Report {
        sent: keys.len() as u64,
        ..Report::default()
    };
    let (out_times, dead_times) = (times(&out), times(&dead));
    for number in keys.keys() {
        let (came, died) = (count(&out_times, *number), count(&dead_times, *number));
        if is_poison(*number, settings.poison_every) {
            report.poison += 1;
            report.poison_lost += u64::from(died == 0);
            report.poison_repeated += died.saturating_sub(1);
        } else {
            report.lost += u64::from(came == 0 && died == 0);
            report.repeated += came.saturating_sub(1);
            report.wrongly_dead += u64::from(died > 0);
        }
    }
    report.out_of_order = out_of_order(&out, &keys);
    Ok(report)
}

fn times(seen: &[Seen]) -> HashMap<u64, u64> {
    let mut times = HashMap::new();
    for s in seen {
        *times.entry(s.number).or_default() += 1;
    }
    times
}

fn count(times: &HashMap<u64, u64>, number: u64) -> u64 {
    times.get(&number).copied().unwrap_or(0)
}

/// Outputs are keyed by story, so that stories of one input key stand in different partitions: order is judged by the
/// Kafka timestamps the outputs took over from their inputs only where they share a partition.
fn out_of_order(out: &[Seen], keys: &HashMap<u64, Option<Vec<u8>>>) -> u64 {
    let mut highest: HashMap<(&[u8], &[u8]), u64> = HashMap::new();
    let mut first = std::collections::HashSet::new();
    let mut count = 0;
    for seen in out {
        // A repeat after a crash comes again in order: only first appearances tell.
        if !first.insert(seen.number) {
            continue;
        }
        let (Some(Some(key)), Some(place)) = (keys.get(&seen.number), &seen.key) else {
            continue;
        };
        let last = highest.entry((key, place)).or_insert(seen.number);
        if seen.number < *last {
            count += 1;
        }
        *last = (*last).max(seen.number);
    }
    count
}

/// Numbered stories of a run in a topic now, partition by partition.
fn read(client: &ClientConfig, topic: &str, run: &str) -> Result<Vec<Seen>, KafkaError> {
    let mut config = client.clone();
    config
        .set("group.id", "copytaster-verify")
        .set("enable.auto.commit", "false")
        .set("enable.partition.eof", "true")
        .set("isolation.level", "read_committed")
        .set("fetch.queue.backoff.ms", "5");
    let consumer: BaseConsumer = config.create()?;
    let timeout = Duration::from_secs(30);
    let metadata = consumer.fetch_metadata(Some(topic), timeout)?;
    let partitions = metadata
        .topics()
        .first()
        .map_or(0, |t| t.partitions().len());
    let mut list = TopicPartitionList::with_capacity(partitions);
    for partition in 0..partitions {
        list.add_partition_offset(topic, partition as i32, Offset::Beginning)?;
    }
    consumer.assign(&list)?;
    let mut left = partitions;
    let mut seen = Vec::new();
    while left > 0 {
        match consumer.poll(timeout) {
            Some(Ok(message)) => {
                if let Some(number) = message.payload().and_then(|p| find(p, run)) {
                    let partition = message.partition().to_be_bytes().to_vec();
                    let key = if topic_is_output(&message) {
                        Some(partition)
                    } else {
                        message.key().map(<[u8]>::to_vec)
                    };
                    seen.push(Seen { number, key });
                }
            }
            Some(Err(KafkaError::PartitionEOF(_))) => left -= 1,
            Some(Err(error)) => return Err(error),
            None => {
                return Err(KafkaError::MessageConsumption(
                    rdkafka::types::RDKafkaErrorCode::OperationTimedOut,
                ));
            }
        }
    }
    Ok(seen)
}

/// Outputs carry our headers; inputs and dead letters keep the producer's key.
fn topic_is_output<M: Message>(message: &M) -> bool {
    use rdkafka::message::Headers as _;
    message
        .headers()
        .is_some_and(|headers| headers.iter().any(|h| h.key == "ce_id"))
}

/// The number of this run's story in a record, wherever its `uri` stands.
fn find(payload: &[u8], run: &str) -> Option<u64> {
    let start = memchr::memmem::find(payload, URI_PREFIX.as_bytes())?;
    let rest = payload.get(start..)?;
    let end = rest.iter().position(|b| *b == b'"').unwrap_or(rest.len());
    number(run, std::str::from_utf8(rest.get(..end)?).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_in_good_and_broken_records_of_its_own_run_only() {
        assert_eq!(
            find(br#"{"x":1,"uri":"urn:copytaster:load:a:17","y":2}"#, "a"),
            Some(17)
        );
        assert_eq!(
            find(
                br#"{"uri": "urn:copytaster:load:a:17", "headline": "cut"#,
                "a"
            ),
            Some(17)
        );
        assert_eq!(find(br#"{"uri":"urn:copytaster:load:b:17"}"#, "a"), None);
    }

    #[test]
    fn order_counts_first_appearances_of_one_key_in_one_partition() {
        let keys: HashMap<u64, Option<Vec<u8>>> =
            (0..4).map(|n| (n, Some(b"k".to_vec()))).collect();
        let at = |number, place: u8| Seen {
            number,
            key: Some(vec![place]),
        };
        assert_eq!(
            out_of_order(&[at(0, 1), at(2, 1), at(1, 2), at(3, 2), at(2, 1)], &keys),
            0
        );
        assert_eq!(out_of_order(&[at(0, 1), at(2, 1), at(1, 1)], &keys), 1);
    }
}
