//! The sink's loop: it alone owns the producer.
//!
//! A record stays *pending* until every message it became is acknowledged; then, and only then, its receipt goes back
//! to the source. A message the broker refuses for good turns its record into a dead letter; one that fails for a
//! passing reason is sent again behind a hold on its topic, in order. Encoded bytes in flight are bounded: above the
//! limit nothing more is taken from the workers, which stops them, which closes the source's gate.

mod answers;
mod pending;
mod send;
mod voids;

use super::dead_letter::DeadLetters;
use super::hold::Hold;
use super::order::OrderSentinel;
use super::outlet::Outlet;
use super::silence::{Silence, Unanswered};
use super::sizes::Sizes;
use crate::clock::Clock;
use crate::delivery::{Completed, Finished, Report, Sabotage, Voided};
use crate::observe::{Metrics, State};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};
use pending::{Leg, Message, Pending, tag};
use rustc_hash::FxHashMap;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

/// What can be set of the sink.
#[derive(Debug, Clone)]
pub struct SinkSettings {
    /// Encoded bytes in flight above which no more work is taken.
    pub encoded_bytes: u64,
    /// How long a topic that is away is left alone before its messages are sent again.
    pub hold: Duration,
    /// How long messages may still take when the workers have ended.
    pub drain_timeout: Duration,
    /// Topics known to be written, beside the dead letters.
    pub outputs: Vec<Arc<str>>,
    /// Set by tests of the tests alone.
    pub sabotage: Option<Sabotage>,
}

impl Default for SinkSettings {
    fn default() -> Self {
        Self {
            encoded_bytes: 16 * 1024 * 1024,
            hold: Duration::from_secs(1),
            drain_timeout: Duration::from_secs(5),
            outputs: Vec::new(),
            sabotage: None,
        }
    }
}

/// The sink's ends of the channels, and what it reports to.
pub struct SinkWiring {
    pub finished: Receiver<Vec<Finished>>,
    pub reports: Sender<Report>,
    pub state: Arc<State>,
    pub metrics: Metrics,
    pub clock: Clock,
    pub voided: Voided,
}

/// Why the sink ended before its work was done.
#[derive(Debug, thiserror::Error)]
pub enum SinkError {
    #[error("the Kafka producer can't go on: {0}; restart the process")]
    Fatal(String),
    #[error(
        "this login may not use transactions: {0}; allow Write and Describe on the transactional id, as `copytaster topics acls` prints, \
         or set delivery.guarantee to \"at-least-once\""
    )]
    NotAuthorised(String),
    #[error(
        "the brokers refuse the producer's settings: {0}; set delivery.transaction_timeout to at most their transaction.max.timeout.ms"
    )]
    Setting(String),
}

struct TopicCounters {
    records: prometheus::IntCounter,
    bytes: prometheus::IntCounter,
}

/// The loop.
pub struct Sink<O> {
    outlet: O,
    letters: DeadLetters,
    settings: SinkSettings,
    wiring: SinkWiring,
    pending: Vec<Option<Pending>>,
    free: Vec<usize>,
    /// Messages the client's queue had no room for, in order.
    backlog: VecDeque<usize>,
    holds: FxHashMap<Arc<str>, Hold>,
    next_number: u64,
    encoded: u64,
    in_flight: usize,
    /// The same by topic.
    flying: FxHashMap<Arc<str>, usize>,
    completed: Vec<Completed>,
    order: OrderSentinel,
    counters: FxHashMap<Arc<str>, TopicCounters>,
    encoded_gauge: prometheus::IntGauge,
    silence: Silence,
    unanswered: Unanswered,
    sizes: Sizes,
    /// What batches are to be kept to once nothing is in flight.
    shrink_to: Option<u64>,
}

impl<O: Outlet> Sink<O> {
    pub fn new(
        outlet: O,
        letters: DeadLetters,
        settings: SinkSettings,
        wiring: SinkWiring,
    ) -> Self {
        let capacity = wiring
            .metrics
            .budget_capacity_bytes
            .with_label_values(&["encoded"]);
        capacity.set(i64::try_from(settings.encoded_bytes).unwrap_or(i64::MAX));
        let encoded_gauge = wiring
            .metrics
            .budget_used_bytes
            .with_label_values(&["encoded"]);
        Self {
            outlet,
            letters,
            settings,
            wiring,
            pending: Vec::new(),
            free: Vec::new(),
            backlog: VecDeque::new(),
            holds: FxHashMap::default(),
            next_number: 0,
            encoded: 0,
            in_flight: 0,
            flying: FxHashMap::default(),
            completed: Vec::new(),
            order: OrderSentinel::new(),
            counters: FxHashMap::default(),
            encoded_gauge,
            silence: Silence::default(),
            unanswered: Unanswered::default(),
            sizes: Sizes::default(),
            shrink_to: None,
        }
    }

    /// Runs until the workers have ended and everything is acknowledged, or the producer can't go on.
    pub fn run(mut self) -> Result<(), SinkError> {
        let mut deliveries = Vec::new();
        let mut ended_at = None;
        let mut known = std::mem::take(&mut self.settings.outputs);
        known.push(Arc::clone(&self.letters.topic));
        self.batches_fit(&known)?;
        loop {
            let looked = self.take(&mut ended_at)?;
            // Looking for work has been the waiting already.
            let wait = if looked { Duration::ZERO } else { POLL_STEP };
            self.outlet.poll(wait, &mut deliveries);
            for delivery in deliveries.drain(..) {
                self.delivered(delivery)?;
            }
            if let Some(reason) = self.outlet.fatal_error() {
                return Err(SinkError::Fatal(reason));
            }
            self.send_backlog()?;
            self.retry_holds()?;
            self.report();
            if let Some(since) = ended_at {
                let open = self.pending.len() - self.free.len();
                if open == 0 {
                    return Ok(());
                }
                if self.wiring.clock.monotonic().saturating_sub(since) > self.settings.drain_timeout
                {
                    tracing::warn!(
                        open,
                        "not all outputs were acknowledged in time; their records will be processed again"
                    );
                    return Ok(());
                }
            }
        }
    }

    /// Takes one chunk from the workers, or waits for it a little, if there is room for what it may become. `false`: there
    /// is none.
    fn take(&mut self, ended_at: &mut Option<Duration>) -> Result<bool, SinkError> {
        if ended_at.is_none() && self.wiring.state.source_has_ended() {
            // Nobody is left to commit what comes now: sending it would only repeat it. And workers that stand before
            // a sink that takes nothing would never end.
            *ended_at = Some(self.wiring.clock.monotonic());
        }
        if ended_at.is_some()
            || self.encoded >= self.settings.encoded_bytes
            || !self.backlog.is_empty()
        {
            return Ok(false);
        }
        let idle = self.in_flight == 0 && self.holds.is_empty();
        let wait = if idle { IDLE_WAIT } else { POLL_STEP };
        match self.wiring.finished.recv_timeout(wait) {
            Ok(chunk) => {
                for finished in chunk {
                    self.accept(finished)?;
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => {
                *ended_at = Some(self.wiring.clock.monotonic());
            }
        }
        Ok(true)
    }

    fn accept(&mut self, finished: Finished) -> Result<(), SinkError> {
        let Finished { charged, worked } = finished;
        if let Some(key) = charged.record.key.as_deref()
            && !self.order.observe(charged.receipt, key)
        {
            self.wiring.metrics.order_violations.inc();
            tracing::error!(
                partition = charged.record.origin.partition,
                offset = charged.record.origin.offset,
                "sentinel: records of one key left out of order"
            );
        }
        if self.wiring.voided.contains(charged.receipt.generation) {
            // Made before the partition went to another member, and not sent after it.
            self.wiring
                .metrics
                .voided_messages
                .inc_by(worked.outputs.len() as u64);
            self.completed.push(Completed {
                receipt: charged.receipt,
                dead: false,
            });
            return Ok(());
        }
        let reject = worked.rejects.into_iter().next();
        let skip = self.settings.sabotage == Some(Sabotage::SkipDeadLetter);
        let letter = reject.as_ref().filter(|_| !skip).map(|reject| {
            let output = self.letters.write(&charged.record, reject, None);
            (Leg::DeadLetter, output)
        });
        let stories = worked.outputs.into_iter().map(|o| (Leg::Story, o));
        let messages: Vec<Message> = stories
            .chain(letter)
            .zip(self.next_number..)
            .map(|((leg, output), number)| Message {
                leg,
                number,
                sent: 0,
                output,
            })
            .collect();
        self.next_number += messages.len() as u64;
        let open = messages.len();
        self.encoded += messages.iter().map(|m| m.output.size() as u64).sum::<u64>();
        let pending = Pending {
            charged,
            messages,
            open,
            reject,
            refused_topic: None,
        };
        let slot = self.free.pop().unwrap_or_else(|| {
            self.pending.push(None);
            self.pending.len() - 1
        });
        self.pending[slot] = Some(pending);
        if open == 0 {
            self.complete(slot);
        }
        for ordinal in 0..open {
            self.send(tag(slot, ordinal))?;
        }
        if open > 0 && self.settings.sabotage == Some(Sabotage::CompleteOnEnqueue) {
            self.complete(slot);
        }
        Ok(())
    }

    /// Completions go back to the source once a round.
    fn report(&mut self) {
        self.encoded_gauge.set(self.encoded as i64);
        let now = self.wiring.clock.monotonic();
        if let Some(silent) = self.silence.look(now, self.unanswered.oldest()) {
            self.wiring.state.set_unacknowledged(silent);
            self.wiring.metrics.unacknowledged.set(i64::from(silent));
        }
        if !self.completed.is_empty() {
            // Fails only when the source has ended already: nobody is left to commit.
            let _ = self
                .wiring
                .reports
                .send(Report::Completed(std::mem::take(&mut self.completed)));
        }
    }
}

/// Longest wait in one round while messages are in flight: reports come meanwhile.
const POLL_STEP: Duration = Duration::from_millis(1);
/// Longest wait for work when nothing is in flight; client events are served in between.
const IDLE_WAIT: Duration = Duration::from_millis(50);

#[cfg(test)]
mod refusals;

#[cfg(test)]
mod bounds;

#[cfg(test)]
mod injected;
