//! The real service with one mechanism left out, for the tests that show that the oracle sees it.
//!
//! `sabotaged BREAK -c FILE`, where BREAK is a name from `src/delivery/sabotage.rs` or `none`. Log, admin server and
//! signals are those of `copytaster run`; nothing is looked at before the start. Not part of the program that is shipped.

use anyhow::{Context, Result, bail};
use copytaster::clock::Clock;
use copytaster::config::{Environment, Layers, load};
use copytaster::delivery::Sabotage;
use copytaster::observe::{Admin, AdminServer, Form, Health, LogSettings, Logs, Metrics, State};
use copytaster::service::{Service, Taster};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};

/// How often is looked whether the service has ended.
const WATCH: Duration = Duration::from_millis(50);

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            // As `copytaster run` ends when it is to be started again.
            ExitCode::from(75)
        }
    }
}

async fn run() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [name, "-c", file] = arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] else {
        bail!("usage: sabotaged BREAK -c FILE");
    };
    let sabotage = match name {
        "none" => None,
        name => Some(name.parse::<Sabotage>().map_err(anyhow::Error::msg)?),
    };
    let layers = Layers {
        files: vec![file.into()],
        ..Layers::default()
    };
    let config = load(&layers, &Environment::of_process())?.config;
    let (clock, metrics) = (Clock::system(), Metrics::new()?);
    let log = LogSettings {
        level: config.log.level.clone(),
        form: Form::Json,
        repeat_limit: config.log.repeat_limit,
        repeat_window: config.log.repeat_window.0,
    };
    let _logs = Logs::start(&log, &metrics, &clock)?;
    let state = Arc::new(State::default());
    let admin = Admin {
        metrics: metrics.clone(),
        health: Health::new(
            Arc::clone(&state),
            clock.clone(),
            config.delivery.revoke_timeout.0,
        ),
    };
    let server = AdminServer::listen(&config.http.listen, admin).await?;
    tracing::info!(address = %format!("http://{}", server.address()), "metrics and health");
    tokio::spawn(server.serve(std::future::pending()));

    let mut term = signal(SignalKind::terminate())?;
    let stopped = Arc::clone(&state);
    tokio::spawn(async move {
        while term.recv().await.is_some() {
            stopped.request_stop();
        }
    });
    let mut settings = config.service_settings("sabotaged", &clock);
    settings.sabotage = sabotage;
    let work = Taster::new(&config, &clock, &metrics)?;
    let service = Service::start(settings, work, state, &metrics, &clock)?;
    while !service.has_ended() {
        tokio::time::sleep(WATCH).await;
    }
    let ended = tokio::task::spawn_blocking(|| service.join()).await?;
    ended.context("the service has ended")
}
