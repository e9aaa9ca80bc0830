//! The service: which threads are started, in which order, and how they end.
//!
//! Starts sink, workers, source (so that whoever hands over finds a taker) and ends the other way round: the source
//! drains and lets go of the lanes, the workers finish them and let go of the sink, the sink waits for the last
//! acknowledgements. The source commits before it ends, so nothing that follows can lose a record.

mod live;
mod pass_through;
mod taster;
mod worker;

pub use live::Live;
pub use pass_through::PassThrough;
pub use taster::{Taster, TasterError};

use crate::clock::Clock;
use crate::delivery::{LaneId, Sabotage, Tally, Voided, Work};
use crate::observe::{Metrics, Phase, State};
use crate::sink::{
    DeadLetters, ExactlySettings, ExactlySink, ExactlyWiring, KafkaOutlet, KafkaTransactions, Sink,
    SinkError, SinkSettings, SinkWiring,
};
use crate::source::{FeedError, KafkaFeed, Monitor, Positions, Pump, PumpSettings, PumpWiring};
use crossbeam_channel::{bounded, unbounded};
use rdkafka::config::ClientConfig;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use worker::Worker;

/// Everything the engine needs, resolved from the configuration.
pub struct ServiceSettings {
    pub consumer: ClientConfig,
    pub producer: ClientConfig,
    /// Names, or patterns that begin with `^`.
    pub topics: Vec<String>,
    /// Kafka's cluster id, as looked up at start.
    pub cluster: Arc<str>,
    pub workers: u16,
    pub pump: PumpSettings,
    pub sink: SinkSettings,
    /// Exactly once: how transactions are handled. With it `pump.cuts` is set and the producer has a transactional id.
    pub exactly: Option<ExactlySettings>,
    pub letters: DeadLetters,
    pub monitor_interval: Duration,
    /// Set by tests of the tests alone.
    pub sabotage: Option<Sabotage>,
}

/// Why a service ended before it was told to.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    #[error(transparent)]
    Source(#[from] FeedError),
    #[error(transparent)]
    Sink(#[from] SinkError),
    #[error("a Kafka client could not be made: {0}")]
    Client(#[from] rdkafka::error::KafkaError),
    #[error("a thread could not be started: {0}")]
    Thread(#[from] std::io::Error),
    #[error("the {0} thread ended by a defect; the log holds its message")]
    Panicked(&'static str),
    #[error(
        "the {0} thread does not end: a defect; what it had in flight will be processed again, restart the process and report the log"
    )]
    Hung(&'static str),
}

/// A running service.
pub struct Service {
    state: Arc<State>,
    source: JoinHandle<Result<(), FeedError>>,
    workers: Vec<JoinHandle<()>>,
    sink: JoinHandle<Result<(), SinkError>>,
    monitor: JoinHandle<()>,
    /// How long the threads may take to end once the source has.
    patience: Duration,
    /// Dropped to end the monitor.
    monitor_stop: crossbeam_channel::Sender<()>,
}

impl Service {
    /// Starts all threads. They run until [`State::request_stop`] or until one of the clients can't go on.
    pub fn start<W: Work>(
        mut settings: ServiceSettings,
        work: W,
        state: Arc<State>,
        metrics: &Metrics,
        clock: &Clock,
    ) -> Result<Self, ServiceError> {
        settings.pump.sabotage = settings.sabotage;
        settings.sink.sabotage = settings.sabotage;
        settings.sink.outputs = work.outputs();
        let patience = settings.sink.drain_timeout + PATIENCE;
        let work = Arc::new(work);
        let count = settings.workers.max(1);
        let (to_source, reports) = unbounded();
        let (orders, from_source) = unbounded();
        let voided = Voided::default();
        // Two chunks a worker: enough to keep the sink busy, few enough to stop the workers when it stops taking.
        let (to_sink, finished) = bounded(usize::from(count) * 2);

        let sink = if let Some(exactly) = settings.exactly {
            let outlet = KafkaTransactions::new(&settings.producer, metrics.clone())?;
            let wiring = ExactlyWiring {
                finished,
                orders: from_source,
                reports: to_source,
                state: Arc::clone(&state),
                metrics: metrics.clone(),
                clock: clock.clone(),
            };
            let sink = ExactlySink::new(outlet, settings.letters, settings.sink, exactly, wiring);
            spawn("sink", move || sink.run())?
        } else {
            let outlet = KafkaOutlet::new(&settings.producer, metrics.clone())?;
            let wiring = SinkWiring {
                finished,
                reports: to_source,
                state: Arc::clone(&state),
                metrics: metrics.clone(),
                clock: clock.clone(),
                voided: voided.clone(),
            };
            let sink = Sink::new(outlet, settings.letters, settings.sink, wiring);
            spawn("sink", move || sink.run())?
        };

        let mut lanes = Vec::new();
        let mut workers = Vec::new();
        let tally = Tally::new(count);
        for n in 0..count {
            let (to_lane, lane) = unbounded();
            lanes.push(to_lane);
            let to_sink = to_sink.clone();
            let worker = Worker {
                work: Arc::clone(&work),
                lane: LaneId(n),
                voided: voided.clone(),
                tally: tally.clone(),
                metrics: metrics.clone(),
                clock: clock.clone(),
            };
            workers.push(spawn(&format!("worker-{n}"), move || {
                worker.run(&lane, &to_sink);
            })?);
        }
        drop(to_sink);

        let positions = Positions::default();
        let monitor = Monitor::new(
            &settings.consumer,
            &settings.topics,
            positions.clone(),
            Arc::clone(&state),
            metrics.clone(),
            clock.clone(),
        )?;
        let (monitor_stop, stopped) = bounded(0);
        let interval = settings.monitor_interval;
        let monitor = spawn("monitor", move || monitor.run(interval, &stopped))?;

        let feed = KafkaFeed::subscribe(
            &settings.consumer,
            settings.cluster,
            &settings.topics,
            metrics.clone(),
        )?;
        let wiring = PumpWiring {
            lanes,
            tally,
            reports,
            orders,
            state: Arc::clone(&state),
            metrics: metrics.clone(),
            clock: clock.clone(),
            positions,
            voided,
        };
        let pump = Pump::new(feed, settings.pump, wiring);
        let ends = SourceEnds(Arc::clone(&state));
        let source = spawn("source", move || {
            let _ends = ends;
            pump.run()
        })?;
        Ok(Self {
            state,
            source,
            workers,
            sink,
            monitor,
            patience,
            monitor_stop,
        })
    }

    /// The source has ended: drained, or unable to go on.
    pub fn has_ended(&self) -> bool {
        self.source.is_finished()
    }

    /// Waits until all threads have ended; a worker that hangs is left behind, and the process has to end. The first cause
    /// is the one that is told: a sink that fails takes the source with it, so the sink is asked first.
    pub fn join(self) -> Result<(), ServiceError> {
        let source = self
            .source
            .join()
            .map_err(|_| ServiceError::Panicked("source"));
        // It may be in the middle of a call: told first, waited for last.
        drop(self.monitor_stop);
        let until = Instant::now() + self.patience;
        let sink = ended(self.sink, "sink", until);
        let workers: Result<Vec<()>, _> = self
            .workers
            .into_iter()
            .map(|worker| ended(worker, "worker", until))
            .collect();
        let monitor = ended(self.monitor, "monitor", until);
        let ended = (|| {
            sink??;
            source??;
            workers?;
            match monitor {
                // In a call that a broker does not answer: it has nothing to lose.
                Err(ServiceError::Hung(_)) => Ok(()),
                ended => ended,
            }
        })();
        if ended.is_err() {
            self.state.enter(Phase::Failed);
        }
        ended
    }
}

/// What a thread ended with, if it does so in time.
fn ended<T>(thread: JoinHandle<T>, name: &'static str, until: Instant) -> Result<T, ServiceError> {
    while !thread.is_finished() {
        if Instant::now() >= until {
            return Err(ServiceError::Hung(name));
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    thread.join().map_err(|_| ServiceError::Panicked(name))
}

/// How much longer than the sink's own drain the threads may take to end once the source has: a call of the monitor, a
/// record under work.
const PATIENCE: Duration = Duration::from_secs(5);

/// Tells that the source is gone, also when it panicked or never started.
struct SourceEnds(Arc<State>);

impl Drop for SourceEnds {
    fn drop(&mut self) {
        self.0.end_source();
    }
}

fn spawn<T: Send + 'static>(
    name: &str,
    body: impl FnOnce() -> T + Send + 'static,
) -> std::io::Result<JoinHandle<T>> {
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(body)
}

#[cfg(test)]
#[path = "exactly_schedules.rs"]
mod exactly_schedules;
