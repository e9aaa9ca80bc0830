//! The commit monitor: a helper client off the source thread that reads back what the broker stored.
//!
//! Results of asynchronous commits never reach a rust client, so believing them would be a guess. The monitor also
//! knows the ends of the partitions and so the lag. It reads uncommitted: a `read_committed` client can't read offsets
//! while a transaction holds them.

use super::kafka::plain_offsets;
use super::lag::Lag;
use super::positions::{Position, Positions};
use super::rebalances::names;
use super::unread::Unread;
use crate::clock::Clock;
use crate::delivery::TopicPartition;
use crate::observe::{Metrics, State};
use crossbeam_channel::{Receiver, RecvTimeoutError, TryRecvError};
use rdkafka::client::ClientContext;
use rdkafka::config::{ClientConfig, RDKafkaLogLevel};
use rdkafka::consumer::{BaseConsumer, Consumer, ConsumerContext};
use rdkafka::error::KafkaError;
use rdkafka::topic_partition_list::TopicPartitionList;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

/// Passes on what the monitor's client reports.
struct MonitorContext {
    metrics: Metrics,
}

impl ClientContext for MonitorContext {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        crate::observe::log_client("monitor", level, facility, message);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        crate::observe::report_client_error(&self.metrics, "monitor", &error, reason);
    }
}

impl ConsumerContext for MonitorContext {}

/// The monitor's client and what it compares.
pub struct Monitor {
    client: BaseConsumer<MonitorContext>,
    positions: Positions,
    metrics: Metrics,
    clock: Clock,
    /// Positions of the round before: a commit gets one interval to arrive before it counts as missing.
    before: Vec<Position>,
    lag: Lag,
    exported: HashSet<TopicPartition>,
    /// Partitions of each input topic, as last seen.
    partitions: HashMap<Arc<str>, usize>,
    unread: Option<Unread>,
    state: Arc<State>,
    /// With which partition a round begins.
    begin: usize,
}

impl Monitor {
    /// `config` carries the group id; the client never subscribes and so never joins. `topics`: names, or patterns that
    /// begin with `^`.
    pub fn new(
        config: &ClientConfig,
        topics: &[String],
        positions: Positions,
        state: Arc<State>,
        metrics: Metrics,
        clock: Clock,
    ) -> Result<Self, KafkaError> {
        let unread = Unread::new(config, topics);
        let from_end = config.get("auto.offset.reset") == Some("latest");
        let mut config = config.clone();
        config
            .set("isolation.level", "read_uncommitted")
            .set("statistics.interval.ms", "0");
        let context = MonitorContext {
            metrics: metrics.clone(),
        };
        Ok(Self {
            client: config.create_with_context(context)?,
            positions,
            metrics,
            clock,
            before: Vec::new(),
            lag: Lag::new(from_end),
            exported: HashSet::new(),
            partitions: HashMap::new(),
            unread,
            state,
            begin: 0,
        })
    }

    /// Compares every `interval` until `stop` disconnects.
    pub fn run(mut self, interval: Duration, stop: &Receiver<()>) {
        while let Err(RecvTimeoutError::Timeout) = stop.recv_timeout(interval) {
            self.serve();
            self.compare(stop);
            if stop.try_recv() != Err(TryRecvError::Disconnected) {
                self.look_for_unread();
            }
        }
    }

    /// A member that owns nothing looks as well: it may be the only one that could be given something.
    fn look_for_unread(&mut self) {
        let Some(unread) = &mut self.unread else {
            return;
        };
        match unread.look(&self.client, CALL_TIMEOUT) {
            Ok(Some(found)) => {
                let count = found.partitions.len();
                self.metrics.unread_partitions.set(count as i64);
                if found.rejoin {
                    let partitions: Vec<_> = found.partitions.into_iter().collect();
                    tracing::warn!(partitions = %names(&partitions),
                        "no member of the group reads these partitions: leaving and joining, so that they are shared out");
                    self.state.request_rejoin();
                }
            }
            Ok(None) => {}
            Err(error) => {
                tracing::debug!(%error, "the members of the group could not be asked for");
            }
        }
    }

    /// The client queues each of its errors until somebody polls: over a long outage without end.
    fn serve(&self) {
        for _ in 0..EVENTS_A_ROUND {
            if self.client.poll(Duration::ZERO).is_none() {
                return;
            }
        }
    }

    fn compare(&mut self, stop: &Receiver<()>) {
        let now = self.positions.snapshot();
        let labels = |p: &TopicPartition| [p.topic.to_string(), p.partition.to_string()];
        let present: HashSet<TopicPartition> = now.iter().map(|p| p.partition.clone()).collect();
        for gone in self.exported.difference(&present) {
            let labels = labels(gone);
            let labels = [labels[0].as_str(), labels[1].as_str()];
            for gauge in [
                &self.metrics.consumer_lag_records,
                &self.metrics.consumer_committed_offset,
                &self.metrics.consumer_high_watermark_offset,
                &self.metrics.commit_confirmation_lag,
            ] {
                // A series may never have been made.
                let _ = gauge.remove_label_values(&labels);
            }
            let _ = self
                .metrics
                .consumer_lag_seconds
                .remove_label_values(&labels);
        }
        self.lag.retain(&present);
        self.exported = present;
        if now.is_empty() {
            self.before = now;
            self.metrics
                .lag_read
                .set(self.clock.now_ms() as f64 / 1000.0);
            return;
        }
        let mut list = TopicPartitionList::with_capacity(now.len());
        for position in &now {
            list.add_partition(&position.partition.topic, position.partition.partition);
        }
        let mut stored = match self.client.committed_offsets(list, CALL_TIMEOUT) {
            Ok(stored) => plain_offsets(&stored),
            Err(error) => {
                tracing::warn!(%error, "committed offsets could not be read back");
                return;
            }
        };
        let started = self.clock.monotonic();
        stored.sort();
        let begin = self.begin.min(stored.len());
        stored.rotate_left(begin);
        let all = stored.len();
        for (done, (partition, committed)) in stored.into_iter().enumerate() {
            // Each partition may cost two calls: a broker that is away must hold up neither the end nor the next round.
            if stop.try_recv() == Err(TryRecvError::Disconnected) {
                return;
            }
            if self.clock.monotonic().saturating_sub(started) > ROUND_TIMEOUT {
                tracing::warn!(
                    looked_at = done,
                    of = all,
                    "reading the ends of the partitions takes too long: the next round goes on from here"
                );
                self.begin = (begin + done) % all;
                break;
            }
            self.compare_one(&partition, committed, &now);
        }
        self.metrics
            .lag_read
            .set(self.clock.now_ms() as f64 / 1000.0);
        self.count_partitions(&now);
        self.before = now;
    }

    /// Looks whether input topics have got partitions. The client finds them by itself, and the group shares them out.
    fn count_partitions(&mut self, now: &[Position]) {
        let topics: HashSet<&Arc<str>> = now.iter().map(|p| &p.partition.topic).collect();
        for topic in topics {
            let count = match self.client.fetch_metadata(Some(topic), CALL_TIMEOUT) {
                Ok(metadata) => metadata
                    .topics()
                    .first()
                    .map_or(0, |t| t.partitions().len()),
                Err(error) => {
                    tracing::debug!(%error, %topic, "its partitions could not be counted");
                    return;
                }
            };
            if count == 0 {
                // Deleted; what it has when it is back is compared with what it had.
                continue;
            }
            let labels = &[&**topic];
            self.metrics
                .source_partitions
                .with_label_values(labels)
                .set(count as i64);
            let added = self
                .metrics
                .source_partitions_added
                .with_label_values(labels);
            let before = self.partitions.insert(Arc::clone(topic), count);
            let Some(before) = before.filter(|before| *before != count) else {
                continue;
            };
            if count > before {
                added.inc_by((count - before) as u64);
                tracing::info!(%topic, before, now = count, "partitions were added");
            } else {
                tracing::warn!(%topic, before, now = count, "the topic was made anew with fewer partitions");
            }
        }
    }

    fn compare_one(
        &mut self,
        partition: &TopicPartition,
        committed: Option<i64>,
        now: &[Position],
    ) {
        let number = partition.partition.to_string();
        let labels = [&*partition.topic, number.as_str()];
        if let Some(committed) = committed {
            self.metrics
                .consumer_committed_offset
                .with_label_values(&labels)
                .set(committed);
        }
        let handed_before = self
            .before
            .iter()
            .find(|p| p.partition == *partition)
            .and_then(|p| p.handed);
        if let Some(handed) = handed_before {
            let missing = (handed - committed.unwrap_or(0)).max(0);
            self.metrics
                .commit_confirmation_lag
                .with_label_values(&labels)
                .set(missing);
            if missing > 0 {
                tracing::warn!(%partition, handed, ?committed, "the broker has not stored what was committed");
            }
        }
        match self
            .client
            .fetch_watermarks(&partition.topic, partition.partition, CALL_TIMEOUT)
        {
            Ok((low, high)) => {
                self.metrics
                    .consumer_high_watermark_offset
                    .with_label_values(&labels)
                    .set(high);
                let position = now.iter().find(|p| p.partition == *partition);
                let now_ms = self.clock.now_ms();
                let (records, seconds) =
                    self.lag
                        .of(partition, position, committed, (low, high), now_ms);
                self.metrics
                    .consumer_lag_records
                    .with_label_values(&labels)
                    .set(records);
                self.metrics
                    .consumer_lag_seconds
                    .with_label_values(&labels)
                    .set(seconds);
            }
            Err(error) => {
                tracing::warn!(%error, %partition, "the end of the partition could not be read");
            }
        }
    }
}

/// One call; also the longest that the end of the service waits for the monitor.
const CALL_TIMEOUT: Duration = Duration::from_secs(2);
/// All calls of one round for the ends of partitions.
const ROUND_TIMEOUT: Duration = Duration::from_secs(10);
/// Events served in one round at most.
const EVENTS_A_ROUND: usize = 10_000;

#[cfg(test)]
mod tests {
    use super::*;
    use rdkafka::consumer::CommitMode;
    use rdkafka::mocking::MockCluster;
    use std::net::TcpListener;

    #[test]
    fn what_the_broker_has_not_stored_of_what_was_handed_over_is_told_until_it_has() {
        let cluster = MockCluster::new(1).unwrap();
        cluster.create_topic("t", 1, 1).unwrap();
        let mut config = ClientConfig::new();
        config.set("bootstrap.servers", cluster.bootstrap_servers());
        config.set("group.id", "monitored");
        let metrics = Metrics::new().unwrap();
        let positions = Positions::default();
        positions.publish(vec![Position {
            partition: TopicPartition::new("t", 0),
            handed: Some(7),
            began: Some(0),
            oldest_timestamp_ms: None,
            end: None,
        }]);
        let (state, clock) = (Arc::new(State::default()), Clock::system());
        let monitor = Monitor::new(&config, &[], positions, state, metrics.clone(), clock).unwrap();
        let (stop, stopped) = crossbeam_channel::bounded(0);
        let running = std::thread::spawn(move || monitor.run(Duration::from_millis(10), &stopped));
        let missing = |count: i64| {
            testkit::eventually("the monitor sees it", Duration::from_secs(20), || {
                let seen = metrics
                    .commit_confirmation_lag
                    .with_label_values(&["t", "0"]);
                (seen.get() == count).then_some(())
            });
        };
        missing(7);
        let member: BaseConsumer = config.create().unwrap();
        let mut list = TopicPartitionList::new();
        let mut store = |offset| {
            list.add_partition_offset("t", 0, rdkafka::Offset::Offset(offset))
                .unwrap();
            member.commit(&list, CommitMode::Sync).unwrap();
        };
        store(4);
        missing(3);
        store(7);
        missing(0);
        drop(stop);
        running.join().unwrap();
    }

    #[test]
    fn errors_of_the_monitors_client_are_taken_from_its_queue_and_counted() {
        let address = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap();
        let mut config = ClientConfig::new();
        config.set("bootstrap.servers", address.to_string());
        config.set("group.id", "monitored");
        let metrics = Metrics::new().unwrap();
        let (positions, clock) = (Positions::default(), Clock::system());
        let state = Arc::new(State::default());
        let monitor = Monitor::new(&config, &[], positions, state, metrics.clone(), clock).unwrap();
        let (stop, stopped) = crossbeam_channel::bounded(0);
        let running = std::thread::spawn(move || monitor.run(Duration::from_millis(10), &stopped));
        testkit::eventually("an error is counted", Duration::from_secs(20), || {
            metrics
                .render()
                .contains("client=\"monitor\"")
                .then_some(())
        });
        drop(stop);
        running.join().unwrap();
    }
}
