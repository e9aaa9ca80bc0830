//! What librdkafka reports about itself: logs, errors, statistics.

use super::Metrics;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::error::KafkaError;
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// Passes a log line of the client on to `tracing`, at its level.
pub fn log_client(client: &'static str, level: RDKafkaLogLevel, facility: &str, message: &str) {
    match level {
        RDKafkaLogLevel::Emerg
        | RDKafkaLogLevel::Alert
        | RDKafkaLogLevel::Critical
        | RDKafkaLogLevel::Error => {
            tracing::error!(target: "copytaster::kafka", client, facility, "{message}");
        }
        RDKafkaLogLevel::Warning => {
            tracing::warn!(target: "copytaster::kafka", client, facility, "{message}");
        }
        RDKafkaLogLevel::Notice | RDKafkaLogLevel::Info => {
            tracing::info!(target: "copytaster::kafka", client, facility, "{message}");
        }
        RDKafkaLogLevel::Debug => {
            tracing::debug!(target: "copytaster::kafka", client, facility, "{message}");
        }
    }
}

/// Counts an error of the client and logs it.
pub fn report_client_error(
    metrics: &Metrics,
    client: &'static str,
    error: &KafkaError,
    reason: &str,
) {
    let code = error
        .rdkafka_error_code()
        .map_or_else(|| "other".to_owned(), |c| format!("{c:?}"));
    metrics
        .client_errors
        .with_label_values(&[client, &code])
        .inc();
    tracing::warn!(target: "copytaster::kafka", client, %code, "{reason}");
}

/// The few fields of librdkafka's statistics that we export (its STATISTICS.md).
#[derive(Debug, Deserialize)]
struct Statistics {
    #[serde(default)]
    time: i64,
    #[serde(default)]
    msg_cnt: i64,
    #[serde(default)]
    brokers: HashMap<String, Broker>,
    #[serde(default)]
    topics: HashMap<String, Topic>,
    cgrp: Option<Group>,
}

/// The member's side of its group.
#[derive(Debug, Deserialize)]
struct Group {
    #[serde(default)]
    state: String,
    /// Milliseconds since it is in this state.
    #[serde(default)]
    stateage: i64,
}

impl Group {
    /// Its coordinator is there, and for so long that at least one heartbeat must have been answered.
    fn is_settled(&self) -> bool {
        self.state == "up" && self.stateage >= SETTLED_MS
    }
}

/// More than the longest heartbeat interval that brokers give by default under KIP-848.
const SETTLED_MS: i64 = 6_000;

#[derive(Debug, Deserialize)]
struct Broker {
    #[serde(default)]
    nodeid: i32,
    #[serde(default)]
    state: String,
    rtt: Option<Window>,
}

#[derive(Debug, Deserialize)]
struct Window {
    #[serde(default)]
    p99: i64,
}

#[derive(Debug, Deserialize)]
struct Topic {
    #[serde(default)]
    partitions: HashMap<String, Partition>,
}

#[derive(Debug, Deserialize)]
struct Partition {
    #[serde(default)]
    fetchq_cnt: i64,
    #[serde(default = "nowhere")]
    eof_offset: i64,
}

fn nowhere() -> i64 {
    -1
}

/// Turns statistics into gauges and takes away the series of brokers that are gone.
#[derive(Debug, Default)]
pub struct ClientStats {
    brokers: Mutex<HashSet<String>>,
    ends: Mutex<HashMap<(String, i32), i64>>,
    settled: AtomicBool,
}

/// The ends of partitions that were reached, where nothing fetched before them waits to be read.
fn ends(stats: &Statistics) -> HashMap<(String, i32), i64> {
    let mut ends = HashMap::new();
    for (topic, found) in &stats.topics {
        for (number, partition) in &found.partitions {
            // The client's own pseudo partition is -1.
            if let Ok(number @ 0..) = number.parse::<i32>()
                && partition.fetchq_cnt == 0
                && partition.eof_offset >= 0
            {
                ends.insert((topic.clone(), number), partition.eof_offset);
            }
        }
    }
    ends
}

impl ClientStats {
    /// Where a partition ended when its consumer last had read all of it; what lies behind the last record there (markers
    /// of transactions) is nothing to read.
    pub fn end_reached(&self, topic: &str, partition: i32) -> Option<i64> {
        let ends = self.ends.lock().unwrap_or_else(PoisonError::into_inner);
        ends.get(&(topic.to_owned(), partition)).copied()
    }

    /// The client has been with its group's coordinator for longer than a heartbeat.
    pub fn member_settled(&self) -> bool {
        self.settled.load(Ordering::Acquire)
    }

    pub fn record(&self, client: &'static str, json: &[u8], metrics: &Metrics) {
        let Ok(stats) = serde_json::from_slice::<Statistics>(json) else {
            return;
        };
        metrics
            .stats_timestamp
            .with_label_values(&[client])
            .set(stats.time as f64);
        if client == "producer" {
            metrics.producer_queue_messages.set(stats.msg_cnt);
        } else {
            let fetched: i64 = stats
                .topics
                .values()
                .flat_map(|t| t.partitions.values())
                .map(|p| p.fetchq_cnt)
                .sum();
            metrics.fetch_queue_messages.set(fetched);
            let settled = stats.cgrp.as_ref().is_some_and(Group::is_settled);
            self.settled.store(settled, Ordering::Release);
            *self.ends.lock().unwrap_or_else(PoisonError::into_inner) = ends(&stats);
        }
        let mut known = self.brokers.lock().unwrap_or_else(PoisonError::into_inner);
        let mut seen = HashSet::new();
        // Bootstrap and coordinator connections carry negative ids: they are no brokers of their own.
        for broker in stats.brokers.values().filter(|b| b.nodeid >= 0) {
            let id = broker.nodeid.to_string();
            let up = i64::from(broker.state == "UP");
            metrics.broker_up.with_label_values(&[client, &id]).set(up);
            if let Some(rtt) = &broker.rtt {
                metrics
                    .broker_rtt
                    .with_label_values(&[client, &id])
                    .set(rtt.p99 as f64 / 1e6);
            }
            seen.insert(id);
        }
        for gone in known.difference(&seen) {
            // The series may never have been made (no rtt yet): nothing to take away then.
            let _ = metrics.broker_up.remove_label_values(&[client, gone]);
            let _ = metrics.broker_rtt.remove_label_values(&[client, gone]);
        }
        *known = seen;
    }
}
