//! The one list of metric names. Nothing else in the crate creates a metric.
//!
//! Every label is a closed enum or a configured value, so the number of series is bounded; `Metrics::series_bound`
//! says by what. `copytaster metrics` and docs/metrics.md print [`Metrics::families`].

use crate::story::{DropReason, RejectReason, Stage};
use prometheus::{
    Gauge, GaugeVec, Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge,
    IntGaugeVec, Opts, Registry,
};

/// Prometheus type of a family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FamilyKind {
    Counter,
    Gauge,
    Histogram,
}

impl FamilyKind {
    pub fn code(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Histogram => "histogram",
        }
    }
}

/// One family of the list.
#[derive(Debug, Clone, Copy)]
pub struct Family {
    pub name: &'static str,
    pub kind: FamilyKind,
    pub labels: &'static [&'static str],
    pub help: &'static str,
}

/// From the poll to the acknowledgement of a record's outputs; work takes microseconds, a broker milliseconds.
const LATENCY: &[f64] = &[
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0,
];
/// One stage on one record.
const STAGE: &[f64] = &[
    0.000_005, 0.000_01, 0.000_025, 0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.005, 0.025, 0.1,
    1.0,
];
/// From the Kafka timestamp or the story's own time to the acknowledgement.
const AGE: &[f64] = &[
    0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0,
    3600.0, 21600.0, 86400.0,
];
const DRAIN: &[f64] = &[
    0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 25.0,
];
const SIZE: &[f64] = &[
    256.0,
    1024.0,
    4096.0,
    16384.0,
    65536.0,
    262_144.0,
    1_048_576.0,
    4_194_304.0,
];
const SCORE: &[f64] = &[0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95];

macro_rules! build {
    (IntCounter, $name:expr, $help:expr, $labels:expr, $buckets:expr) => {
        IntCounter::with_opts(Opts::new($name, $help))
    };
    (IntGauge, $name:expr, $help:expr, $labels:expr, $buckets:expr) => {
        IntGauge::with_opts(Opts::new($name, $help))
    };
    (Gauge, $name:expr, $help:expr, $labels:expr, $buckets:expr) => {
        Gauge::with_opts(Opts::new($name, $help))
    };
    (Histogram, $name:expr, $help:expr, $labels:expr, $buckets:expr) => {
        Histogram::with_opts(HistogramOpts::new($name, $help).buckets($buckets.to_vec()))
    };
    (HistogramVec, $name:expr, $help:expr, $labels:expr, $buckets:expr) => {
        HistogramVec::new(
            HistogramOpts::new($name, $help).buckets($buckets.to_vec()),
            $labels,
        )
    };
    ($type:ident, $name:expr, $help:expr, $labels:expr, $buckets:expr) => {
        $type::new(Opts::new($name, $help), $labels)
    };
}

macro_rules! kind {
    (IntCounter) => {
        FamilyKind::Counter
    };
    (IntCounterVec) => {
        FamilyKind::Counter
    };
    (Histogram) => {
        FamilyKind::Histogram
    };
    (HistogramVec) => {
        FamilyKind::Histogram
    };
    ($other:ident) => {
        FamilyKind::Gauge
    };
}

macro_rules! families {
    ($($field:ident: $type:ident = $name:literal [$($label:literal),*] $(buckets $buckets:ident)? $help:literal;)*) => {
        /// Every metric of the service, registered once.
        #[derive(Debug, Clone)]
        pub struct Metrics {
            registry: Registry,
            $(#[doc = $help] pub $field: $type,)*
        }

        impl Metrics {
            /// The list, in the order it is documented.
            pub fn families() -> &'static [Family] {
                &[$(Family {
                    name: concat!("copytaster_", $name),
                    kind: kind!($type),
                    labels: &[$($label),*],
                    help: $help,
                },)*]
            }

            fn register() -> Result<Self, prometheus::Error> {
                let registry = Registry::new();
                $(
                    #[allow(unused_variables)]
                    let buckets: &[f64] = &[] $(; let buckets: &[f64] = $buckets)?;
                    let $field = build!($type, concat!("copytaster_", $name), $help, &[$($label),*], buckets)?;
                    registry.register(Box::new($field.clone()))?;
                )*
                Ok(Self { registry, $($field,)* })
            }
        }
    };
}

families! {
    build_info: IntGaugeVec = "build_info" ["version", "rustc", "librdkafka"] "What runs; always 1.";
    taxonomy_info: IntGaugeVec = "taxonomy_info" ["version"] "Taxonomy in use; always 1.";
    reloads: IntCounterVec = "reloads_total" ["result"] "Times the files were read again: applied, unchanged, or refused because of a mistake.";
    reload_successful: IntGauge = "reload_successful" [] "0 while the files as they are would be refused, and what was loaded before them is in use.";
    reload_applied: Gauge = "reload_applied_timestamp_seconds" [] "When what is in use was loaded.";
    state: IntGaugeVec = "state" ["state"] "1 for the phase the instance is in.";
    voided_messages: IntCounter = "voided_messages_total" [] "Outputs not written because their partition went to another member first, which writes them.";
    held: IntGauge = "held" [] "1 while outputs wait for a topic that is away.";
    unacknowledged: IntGauge = "unacknowledged" [] "1 while the brokers have left messages unanswered for more than 5 s.";
    stalls: IntCounter = "stalls_total" [] "Partitions found without progress although work was possible.";
    stalled_partitions: IntGauge = "stalled_partitions" [] "Partitions without progress now although work is possible.";
    breaker_state: IntGauge = "breaker_state" [] "Breaker for dead letters: 0 closed, 1 open (nothing is read), 2 half open (a chunk is tried).";
    breaker_openings: IntCounter = "breaker_openings_total" [] "Times the breaker opened.";
    consumed_records: IntCounterVec = "consumed_records_total" ["topic"] "Records handed to the pipeline.";
    consumed_bytes: IntCounterVec = "consumed_bytes_total" ["topic"] "Raw bytes handed to the pipeline.";
    record_size: HistogramVec = "record_size_bytes" ["topic"] buckets SIZE "Size of records as read: key, value and headers.";
    consumer_lag_records: IntGaugeVec = "consumer_lag_records" ["topic", "partition"] "End of the partition minus the committed offset.";
    lag_read: Gauge = "consumer_lag_read_timestamp_seconds" [] "When the ends of the partitions were last read: lag that is older than a few `delivery.confirm_interval` says nothing.";
    consumer_lag_seconds: GaugeVec = "consumer_lag_seconds" ["topic", "partition"] "Age of the next uncommitted record; 0 when caught up.";
    consumer_committed_offset: IntGaugeVec = "consumer_committed_offset" ["topic", "partition"] "Offset the broker has stored for the group.";
    consumer_high_watermark_offset: IntGaugeVec = "consumer_high_watermark_offset" ["topic", "partition"] "End of the partition.";
    commit_confirmation_lag: IntGaugeVec = "commit_confirmation_lag_records" ["topic", "partition"] "Offset handed to the broker minus the one it was found to have stored.";
    assigned_partitions: IntGaugeVec = "consumer_assigned_partitions" ["topic"] "Partitions this instance owns.";
    unread_partitions: IntGauge = "consumer_unread_partitions" [] "Static membership: partitions of the input that no member of the group reads while the group is at rest.";
    rejoins: IntCounter = "consumer_rejoins_total" [] "Times this instance left the group and joined it again because partitions were without an owner.";
    paused_partitions: IntGauge = "consumer_paused_partitions" [] "Partitions paused by the gate.";
    last_poll: Gauge = "consumer_last_poll_timestamp_seconds" [] "When the source thread last went round its loop.";
    offset_resets: IntCounter = "offset_resets_total" [] "Times the group's offset was outside its partition and reading went on elsewhere; records may be missed or come again.";
    source_partitions: IntGaugeVec = "source_partitions" ["topic"] "Partitions that an input topic has.";
    source_partitions_added: IntCounterVec = "source_partitions_added_total" ["topic"] "Partitions that an input topic got while this instance ran.";
    rebalances: IntCounterVec = "rebalances_total" ["event"] "Rebalance events.";
    rebalance_drain: Histogram = "rebalance_drain_duration_seconds" [] buckets DRAIN "From a revoke to giving the partitions back.";
    offset_commits: IntCounterVec = "offset_commits_total" ["result"] "Commits handed to the client.";
    transactions: IntCounterVec = "transactions_total" ["result"] "Exactly once: transactions committed and aborted, and producers made anew.";
    transaction_commit: Histogram = "transaction_commit_duration_seconds" [] buckets DRAIN "Exactly once: from sending the offsets to the end of the commit.";
    rewinds: IntCounter = "rewinds_total" [] "Exactly once: returns to what is committed after an abort.";
    commit_violations: IntCounterVec = "commit_violations_total" ["kind"] "Sentinel: wrong use of a ledger; must stay 0.";
    order_violations: IntCounter = "order_violations_total" [] "Sentinel: records of one key left out of order; must stay 0.";
    uncommitted_records: IntGauge = "uncommitted_records" [] "Records a crash now would process again.";
    waiting_records: IntGauge = "waiting_records" [] "Records read whose work has not begun.";
    in_flight_records: IntGauge = "in_flight_records" [] "Records read and not yet complete.";
    budget_used_bytes: IntGaugeVec = "budget_used_bytes" ["kind"] "Bytes in flight: raw (read, not complete) and encoded (produced, not acknowledged).";
    budget_capacity_bytes: IntGaugeVec = "budget_capacity_bytes" ["kind"] "Limits of what may be in flight, by kind.";
    gate_closed: IntGauge = "gate_closed" [] "1 while nothing new is read: the budget is used up, or for `delivery.pause_after` no work was begun.";
    gate_closings: IntCounter = "gate_closings_total" [] "Times the gate closed.";
    stage_duration: HistogramVec = "stage_duration_seconds" ["stage"] buckets STAGE "Time of one stage on one record or story.";
    dropped_stories: IntCounterVec = "dropped_stories_total" ["reason"] "Stories left out on purpose.";
    rejected_records: IntCounterVec = "rejected_records_total" ["stage", "reason"] "Stories and records refused, by stage and reason.";
    dead_letters: IntCounterVec = "dead_letters_total" ["stage", "reason"] "Dead letters acknowledged.";
    dead_letters_without_value: IntCounter = "dead_letters_without_value_total" [] "Dead letters the topic took only without their value.";
    dead_letter_errors: IntCounterVec = "dead_letter_errors_total" ["reason"] "Dead letters that could not be written; nothing is lost, the record waits.";
    produced_records: IntCounterVec = "produced_records_total" ["topic"] "Messages acknowledged.";
    produced_bytes: IntCounterVec = "produced_bytes_total" ["topic"] "Bytes of values acknowledged.";
    produce_errors: IntCounterVec = "produce_errors_total" ["topic", "reason"] "Deliveries refused or failed after retries.";
    processing_duration: Histogram = "processing_duration_seconds" [] buckets LATENCY "From the poll to the acknowledgement of all outputs.";
    record_latency: Histogram = "record_latency_seconds" [] buckets AGE "From the record's Kafka timestamp to the acknowledgement of all outputs.";
    stories_by_topic: IntCounterVec = "stories_total" ["topic", "verdict"] "Stories judged, by topic and verdict.";
    story_score: HistogramVec = "story_score_ratio" ["topic"] buckets SCORE "Calibrated scores, to see drift.";
    stories_by_language: IntCounterVec = "stories_by_language_total" ["language"] "Stories by language; und: unknown.";
    stories_by_supplier: IntCounterVec = "stories_by_supplier_total" ["supplier"] "Stories by supplier; other: beyond the first 50.";
    stories_by_format: IntCounterVec = "stories_by_format_total" ["format"] "Stories by wire format.";
    label_overflow: IntCounterVec = "label_overflow_total" ["metric"] "Label values folded into other.";
    client_errors: IntCounterVec = "rdkafka_errors_total" ["client", "code"] "Errors the Kafka client reported.";
    producer_queue_messages: IntGauge = "rdkafka_producer_queue_messages" [] "Messages in the producer's queue or in flight.";
    broker_up: IntGaugeVec = "rdkafka_broker_up" ["client", "broker"] "1 while the connection to the broker is up.";
    broker_rtt: GaugeVec = "rdkafka_broker_rtt_p99_seconds" ["client", "broker"] "Round trip time, 99th percentile of the last interval.";
    fetch_queue_messages: IntGauge = "rdkafka_fetch_queue_messages" [] "Messages fetched and not yet polled.";
    stats_timestamp: GaugeVec = "rdkafka_stats_timestamp_seconds" ["client"] "When the client last reported statistics.";
    http_requests: IntCounterVec = "http_requests_total" ["route", "code"] "Requests to the admin server.";
    log_events: IntCounterVec = "log_events_total" ["level"] "Log events by level.";
    panics: IntCounter = "panics_total" [] "Defects caught at the border of a stage; the record went to the dead letters.";
}

impl Metrics {
    /// All families, registered, with the series of closed label sets at 0, so that a rate exists before the first
    /// event.
    pub fn new() -> Result<Self, prometheus::Error> {
        let metrics = Self::register()?;
        for reason in DropReason::ALL {
            metrics.dropped_stories.with_label_values(&[reason.code()]);
        }
        for kind in crate::delivery::LedgerError::KINDS {
            metrics.commit_violations.with_label_values(&[kind]);
        }
        for event in ["assign", "revoke", "lost"] {
            metrics.rebalances.with_label_values(&[event]);
        }
        for kind in ["raw", "encoded"] {
            metrics.budget_used_bytes.with_label_values(&[kind]);
        }
        metrics
            .dead_letters
            .with_label_values(&[Stage::Decode.code(), RejectReason::MalformedJson.code()]);
        for result in ["ok", "error", "refused"] {
            metrics.offset_commits.with_label_values(&[result]);
        }
        for result in ["committed", "aborted", "renewed"] {
            metrics.transactions.with_label_values(&[result]);
        }
        for result in ["applied", "unchanged", "refused"] {
            metrics.reloads.with_label_values(&[result]);
        }
        metrics.reload_successful.set(1);
        #[cfg(target_os = "linux")]
        metrics.registry.register(Box::new(
            prometheus::process_collector::ProcessCollector::for_self(),
        ))?;
        Ok(metrics)
    }

    /// Tells which taxonomy is in use; another one told before is so no more.
    pub fn taxonomy_in_use(&self, version: &str) {
        use prometheus::core::Collector as _;
        self.taxonomy_info.with_label_values(&[version]).set(1);
        for family in self.taxonomy_info.collect() {
            for metric in family.get_metric() {
                for label in metric.get_label().iter().filter(|l| l.value() != version) {
                    // Another thread may have been first.
                    let _ = self.taxonomy_info.remove_label_values(&[label.value()]);
                }
            }
        }
    }

    /// The registry, for the `/metrics` page.
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// The Prometheus text format.
    pub fn render(&self) -> String {
        prometheus::TextEncoder::new()
            .encode_to_string(&self.registry.gather())
            .unwrap_or_default()
    }
}
