//! What the client reports from inside `poll`: changes of the assignment, its log, errors, statistics.

use super::feed::RebalanceEvent;
use crate::delivery::TopicPartition;
use crate::kafka_errors::{Commit, meaning};
use crate::observe::{ClientStats, Metrics};
use rdkafka::client::ClientContext;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::consumer::{BaseConsumer, Consumer, ConsumerContext};
use rdkafka::error::{KafkaError, KafkaResult};
use rdkafka::topic_partition_list::TopicPartitionList;
use rdkafka::types::RDKafkaRespErr;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Collects what the client reports from inside `poll`. Only the source thread polls, so the lock is never contended.
pub struct FeedContext {
    rebalances: Mutex<VecDeque<RebalanceEvent>>,
    closing: AtomicBool,
    metrics: Metrics,
    pub(super) stats: ClientStats,
}

impl FeedContext {
    pub(super) fn new(metrics: Metrics) -> Self {
        Self {
            rebalances: Mutex::new(VecDeque::new()),
            closing: AtomicBool::new(false),
            stats: ClientStats::default(),
            metrics,
        }
    }

    /// From now on changes of the assignment are answered at once: nobody drains any more.
    pub(super) fn close(&self) {
        self.closing.store(true, Ordering::Release);
    }

    fn report(&self, event: RebalanceEvent) {
        self.waiting().push_back(event);
    }

    /// Changes that nobody has taken, in the order they came.
    pub(super) fn waiting(&self) -> MutexGuard<'_, VecDeque<RebalanceEvent>> {
        self.rebalances
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl ClientContext for FeedContext {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        // The client says so in its log alone, and only when the reset was not asked for.
        if facility == "OFFSET" && message.contains("offset reset") {
            self.metrics.offset_resets.inc();
        }
        crate::observe::log_client("consumer", level, facility, message);
    }

    fn stats_raw(&self, statistics: &[u8]) {
        self.stats.record("consumer", statistics, &self.metrics);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        crate::observe::report_client_error(&self.metrics, "consumer", &error, reason);
    }
}

impl ConsumerContext for FeedContext {
    /// Only some versions of the client call this for commits made by hand; correctness never rests on it.
    fn commit_callback(&self, result: KafkaResult<()>, _offsets: &TopicPartitionList) {
        if let Err(error) = result
            && error
                .rdkafka_error_code()
                .is_none_or(|code| meaning(code).commit == Commit::Again)
        {
            self.metrics
                .offset_commits
                .with_label_values(&["refused"])
                .inc();
            tracing::debug!(%error, "a commit was refused; its frontiers are handed over again");
        }
    }

    fn rebalance(
        &self,
        consumer: &BaseConsumer<Self>,
        event: RDKafkaRespErr,
        partitions: &mut TopicPartitionList,
    ) {
        let plain: Vec<TopicPartition> = partitions
            .elements()
            .iter()
            .map(|e| TopicPartition::new(e.topic(), e.partition()))
            .collect();
        if self.closing.load(Ordering::Acquire) {
            // Nobody drains any more: answer at once, or closing would wait for ever.
            let answered = if event == RDKafkaRespErr::RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS {
                consumer.incremental_assign(&list_of(&plain))
            } else {
                consumer.incremental_unassign(&list_of(&plain))
            };
            if let Err(error) = answered {
                tracing::debug!(%error, "rebalance while closing");
            }
            return;
        }
        if event == RDKafkaRespErr::RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS {
            self.metrics.rebalances.with_label_values(&["assign"]).inc();
            self.report(RebalanceEvent::Assigned(plain));
        } else if consumer.assignment_lost() {
            self.metrics.rebalances.with_label_values(&["lost"]).inc();
            self.report(RebalanceEvent::Lost(plain));
        } else {
            self.metrics.rebalances.with_label_values(&["revoke"]).inc();
            self.report(RebalanceEvent::Revoked(plain));
        }
    }
}

pub(super) fn list_of(partitions: &[TopicPartition]) -> TopicPartitionList {
    let mut list = TopicPartitionList::with_capacity(partitions.len());
    for p in partitions {
        list.add_partition(&p.topic, p.partition);
    }
    list
}
