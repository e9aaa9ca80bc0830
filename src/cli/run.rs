//! `copytaster run`: the service, from the look at the cluster to the last commit.
//!
//! Order: log, metrics, signals, admin server (probes must be answered while Kafka is away), the work, a look at the
//! cluster, then the engine. The first SIGTERM or SIGINT drains, a second one ends at once, SIGHUP reloads what can be
//! reloaded ([`reload`]).

use super::exit::{Ended, Exit, Failure, OrExit};
use super::reload::{self, Reloader};
use super::settings::{self, SettingsArgs};
use super::start;
use super::version;
use crate::clock::Clock;
use crate::config::source::OffsetReset;
use crate::config::watch::Fingerprint;
use crate::config::{Config, Layers, Loaded, LogColor, LogFormat, memory};
use crate::observe::{
    Admin, AdminServer, Form, HangWatch, Health, LogSettings, Logs, Metrics, State, on_terminal,
};
use crate::service::{Live, Service, ServiceError, Taster};
use crate::sink::SinkError;
use crate::source::FeedError;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::Notify;
use tokio::time::MissedTickBehavior;

/// Signals this soon after the first are the same wish.
const SAME_WISH: Duration = Duration::from_millis(200);
/// How often is looked whether the engine has ended.
const WATCH: Duration = Duration::from_millis(50);

/// Run the service
#[derive(Debug, clap::Args)]
#[command(
    after_help = "SIGTERM or SIGINT drains and ends, a second one ends at once, SIGHUP reloads taxonomy, profiles, suppliers and log level; so does a change of their files. SIGUSR1 closes the breaker for dead letters.\n\nExits 0 after a drain, 69 when no broker answers at start, 75 when a client can't go on (start it again), 77 when the login or a right is refused, 78 when the configuration is wrong or topics are missing.\n\nExamples:\n  copytaster run -c copytaster.toml\n  copytaster run --brokers localhost:9092 --topics wire.afp,wire.dpa --group desk-2"
)]
pub struct RunArgs {
    /// Input topics, separated by commas (source.topics)
    #[arg(long, value_name = "LIST")]
    topics: Option<String>,
    /// Consumer group (source.group)
    #[arg(long, value_name = "NAME")]
    group: Option<String>,
    /// Address of the admin server (http.listen)
    #[arg(long, value_name = "HOST:PORT")]
    listen: Option<String>,
    /// Wait for topics that are missing instead of ending with 78
    #[arg(long)]
    wait_for_topics: bool,
}

impl RunArgs {
    fn layers(&self, settings: &SettingsArgs) -> Layers {
        let mut layers = settings.layers();
        let flags = [
            ("--topics", "source.topics", &self.topics),
            ("--group", "source.group", &self.group),
            ("--listen", "http.listen", &self.listen),
        ];
        for (flag, key, value) in flags {
            if let Some(value) = value {
                layers.flags.push((flag, key, value.clone()));
            }
        }
        layers
    }
}

/// What a stop or a reload acts on.
#[derive(Clone)]
struct Control {
    state: Arc<State>,
    /// Wakes whoever waits for something other than the engine.
    stopped: Arc<Notify>,
    /// Keeps a SIGHUP until there is something to reload.
    hangup: Arc<Notify>,
    logs: Logs,
    layers: Layers,
}

/// Runs until a signal, or until the service can't go on.
pub fn run(args: &RunArgs, settings: &SettingsArgs) -> Ended {
    let layers = args.layers(settings);
    let loaded = settings::load(&layers)?;
    let config = &loaded.config;
    let clock = Clock::system();
    let metrics = Metrics::new().or_exit(Exit::Defect)?;
    let logs = Logs::start(&log_settings(config), &metrics, &clock).or_exit(Exit::Config)?;
    count_build(&metrics);
    warn(config);

    let runtime = super::runtime()?;
    let control = Control {
        state: Arc::new(State::default()),
        stopped: Arc::new(Notify::new()),
        hangup: Arc::new(Notify::new()),
        logs,
        layers,
    };
    let ended = runtime.block_on(serve(args, &loaded, &control, &metrics, &clock));
    // A look at the cluster may still be waiting for its deadline.
    runtime.shutdown_background();
    ended
}

async fn serve(
    args: &RunArgs,
    loaded: &Loaded,
    control: &Control,
    metrics: &Metrics,
    clock: &Clock,
) -> Ended {
    let config = &loaded.config;
    spawn_signals(control.clone()).or_exit(Exit::Defect)?;
    let health = Health::new(
        Arc::clone(&control.state),
        clock.clone(),
        config.delivery.revoke_timeout.0,
    );
    let admin = Admin {
        metrics: metrics.clone(),
        health: health.clone(),
    };
    let end_server = Arc::new(Notify::new());
    let server = if config.http.enabled {
        Some(start_server(config, admin, Arc::clone(&end_server)).await?)
    } else {
        None
    };
    // Before the files are read: what is written from here on is a change.
    let read = Fingerprint::now(&control.layers, config);
    let live = Live::new(Taster::new(config, clock, metrics).or_exit(Exit::Config)?);

    let cluster = tokio::select! {
        cluster = start::look(loaded, args.wait_for_topics) => cluster?,
        () = control.stopped.notified() => return Ok(Exit::Done),
    };
    tracing::info!(
        %cluster,
        group = %config.source.group,
        inputs = %config.source.topics.join(","),
        dead_letters = %config.outputs.dead_letters.topic,
        workers = config.delivery.worker_count(),
        "starting"
    );
    let service = Service::start(
        config.service_settings(&cluster, clock),
        live.clone(),
        Arc::clone(&control.state),
        metrics,
        clock,
    )
    .map_err(failure)?;
    let reloader = Reloader {
        layers: control.layers.clone(),
        read,
        current: loaded.clone(),
        live,
        logs: control.logs.clone(),
        metrics: metrics.clone(),
        clock: clock.clone(),
        waits_for: None,
    };
    let reloading = tokio::spawn(reload::watch(reloader, Arc::clone(&control.hangup)));
    watch(&service, control, &health, config.log.repeat_window.0).await;
    // Nothing that is finished now needs another taxonomy.
    reloading.abort();
    let joined = tokio::task::spawn_blocking(|| service.join())
        .await
        .or_exit(Exit::Defect)?;
    end_server.notify_one();
    if let Some(server) = server {
        // Probes see the end of the drain; a client that keeps its connection open doesn't keep us.
        let _ = tokio::time::timeout(Duration::from_secs(1), server).await;
    }
    joined.map_err(failure)?;
    if control.state.incomplete() {
        tracing::warn!("stopped at the drain timeout: what was in flight will be processed again");
    } else {
        tracing::info!("stopped: everything begun is finished and committed");
    }
    Ok(Exit::Done)
}

async fn start_server(
    config: &Config,
    admin: Admin,
    end: Arc<Notify>,
) -> Result<tokio::task::JoinHandle<()>, Failure> {
    let server = AdminServer::listen(&config.http.listen, admin)
        .await
        .or_exit(Exit::Config)?;
    tracing::info!(address = %format!("http://{}", server.address()), "metrics and health");
    Ok(tokio::spawn(async move {
        if let Err(error) = server.serve(async move { end.notified().await }).await {
            tracing::error!(%error, "the admin server has ended");
        }
    }))
}

/// Waits until the engine has ended, and tells what the log left out.
async fn watch(service: &Service, control: &Control, health: &Health, repeats: Duration) {
    let mut round = tokio::time::interval(WATCH);
    // After a pause of the whole process the source gets its time to wake up.
    round.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut hang = HangWatch::default();
    let mut tell = tokio::time::interval(repeats);
    while !service.has_ended() {
        tokio::select! {
            _ = round.tick() => {
                if hang.look(health) {
                    tracing::error!("the source thread hangs: ending at once; records in flight will be processed again");
                    std::process::exit(i32::from(Exit::TryAgain.code()));
                }
            }
            _ = tell.tick() => control.logs.tell_repeats(),
        }
    }
}

fn spawn_signals(control: Control) -> std::io::Result<()> {
    let mut term = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut hangup = signal(SignalKind::hangup())?;
    let mut close_breaker = signal(SignalKind::user_defined1())?;
    let state = Arc::clone(&control.state);
    tokio::spawn(async move {
        while close_breaker.recv().await.is_some() {
            tracing::info!("signal: the breaker is closed if it is open");
            state.request_breaker_close();
        }
    });
    tokio::spawn(async move {
        let mut first: Option<Instant> = None;
        loop {
            let exit = next(&mut term, &mut interrupt, &mut hangup).await;
            match exit {
                None => control.hangup.notify_one(),
                // One wish to stop may arrive twice, sent to the process and to its group.
                Some(_) if first.is_some_and(|first| first.elapsed() < SAME_WISH) => {}
                Some(exit) if first.is_some() => {
                    // Safe: what is not committed is processed again.
                    tracing::warn!(
                        "second signal: ending at once; records in flight will be processed again"
                    );
                    std::process::exit(i32::from(exit.code()));
                }
                Some(_) => {
                    first = Some(Instant::now());
                    tracing::info!("signal: draining; a second one ends at once");
                    control.state.request_stop();
                    control.stopped.notify_one();
                }
            }
        }
    });
    Ok(())
}

/// The next signal: the code a second one ends with, `None` for a reload.
async fn next(term: &mut Signal, interrupt: &mut Signal, hangup: &mut Signal) -> Option<Exit> {
    tokio::select! {
        _ = term.recv() => Some(Exit::Terminated),
        _ = interrupt.recv() => Some(Exit::Interrupted),
        _ = hangup.recv() => None,
    }
}

fn warn(config: &Config) {
    if config.source.offset_reset == OffsetReset::Latest {
        tracing::warn!(
            "source.offset_reset = \"latest\": records written to a new partition before the group sees it are lost"
        );
    }
    if config.kafka.allow_insecure {
        tracing::warn!(
            "kafka.allow_insecure: logins and stories may be read or changed on the way"
        );
    }
    if let Some(warning) = memory::warning(config, memory::limit()) {
        tracing::warn!("{warning}");
    }
}

/// Sets the metric that says what runs.
pub fn count_build(metrics: &Metrics) {
    let librdkafka = version::librdkafka();
    let labels = [env!("CARGO_PKG_VERSION"), version::RUSTC, &librdkafka];
    metrics.build_info.with_label_values(&labels).set(1);
}

/// Settings of the log, with `auto` resolved.
pub fn log_settings(config: &Config) -> LogSettings {
    let log = &config.log;
    let terminal = on_terminal();
    let form = match log.format {
        LogFormat::Json => Form::Json,
        LogFormat::Auto if !terminal => Form::Json,
        LogFormat::Text | LogFormat::Auto => Form::Text {
            color: match log.color {
                LogColor::Auto => terminal,
                LogColor::Always => true,
                LogColor::Never => false,
            },
        },
    };
    LogSettings {
        level: log.level.clone(),
        form,
        repeat_limit: log.repeat_limit,
        repeat_window: log.repeat_window.0,
    }
}

fn failure(error: ServiceError) -> Failure {
    let exit = match &error {
        // A restart ends the same way until somebody mends the settings, or decides where to read on.
        ServiceError::Client(_)
        | ServiceError::Source(FeedError::OutOfRange(_))
        | ServiceError::Sink(SinkError::Setting(_)) => Exit::Config,
        ServiceError::Sink(SinkError::NotAuthorised(_)) => Exit::NotAuthorised,
        // A restart is the recovery: the next instance reads from the last commit.
        ServiceError::Source(_) | ServiceError::Sink(_) | ServiceError::Hung(_) => Exit::TryAgain,
        ServiceError::Thread(_) => Exit::Unavailable,
        ServiceError::Panicked(_) => Exit::Defect,
    };
    Failure::new(exit, error)
}
