//! `copytaster demo`: the main job at work, with nothing installed.

use super::exit::{Ended, Exit, Failure, OrExit};
use super::settings::{self, SettingsArgs};
use super::{interrupt, run};
use crate::clock::Clock;
use crate::config::Period;
use crate::demo::{DemoBroker, DemoSettings};
use crate::observe::{Admin, AdminServer, Health, Logs, Metrics, State};
use crate::service::Taster;
use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;

/// See it at work: example stories through the real service and a broker in this process
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Needs no Kafka, no file, no network. Ctrl-C ends it and shows the sums.\n\nExamples:\n  copytaster demo --for 20s\n  copytaster demo --rate 50"
)]
pub struct DemoArgs {
    /// How long; until Ctrl-C by default
    #[arg(long = "for", value_name = "PERIOD", value_parser = period)]
    length: Option<Duration>,
    /// Stories a second
    #[arg(long, default_value_t = 8.0)]
    rate: f64,
}

fn period(text: &str) -> Result<Duration, String> {
    text.parse::<Period>()
        .map(|p| p.0)
        .map_err(|e| e.to_string())
}

/// Partitions of each topic of the demonstration.
const PARTITIONS: i32 = 4;

pub fn run(args: &DemoArgs, settings_args: &SettingsArgs) -> Ended {
    if !(args.rate > 0.0 && args.rate <= 100_000.0) {
        let message = format!("--rate {}: must be above 0 and at most 100000", args.rate);
        return Err(Failure::new(Exit::Usage, anyhow::anyhow!(message)));
    }
    let mut layers = settings_args.layers();
    if settings_args.log_level.is_none() {
        // The demonstration's own lines are the show.
        layers.flags.push(("demo", "log.level", "warn".to_owned()));
    }
    let config = settings::load(&layers)?.config;
    let clock = Clock::system();
    let metrics = Metrics::new().or_exit(Exit::Defect)?;
    let _logs = Logs::start(&run::log_settings(&config), &metrics, &clock).or_exit(Exit::Config)?;
    super::run::count_build(&metrics);
    let state = Arc::new(State::default());
    let runtime = super::runtime()?;
    let stop = interrupt::flag(&runtime)?;
    let admin = Admin {
        metrics: metrics.clone(),
        health: Health::new(
            Arc::clone(&state),
            clock.clone(),
            config.delivery.revoke_timeout.0,
        ),
    };
    let server = runtime
        .block_on(listen(&config.http.listen, admin))
        .or_exit(Exit::Unavailable)?;
    let address = server.address().to_string();
    let end_server = Arc::new(Notify::new());
    let ended = Arc::clone(&end_server);
    runtime.spawn(server.serve(async move { ended.notified().await }));

    let taster = Taster::new(&config, &clock, &metrics).or_exit(Exit::Config)?;
    let keys: Vec<String> = taster
        .pipeline
        .taxonomy
        .topics()
        .map(ToString::to_string)
        .collect();
    let raw = config.source.topics.first().cloned().unwrap_or_default();
    let mut topics: Vec<(String, i32)> = vec![(raw.clone(), PARTITIONS)];
    topics.extend(
        config
            .output_topics(&keys)
            .into_iter()
            .map(|topic| (topic, PARTITIONS)),
    );
    let topics: Vec<(&str, i32)> = topics
        .iter()
        .map(|(topic, n)| (topic.as_str(), *n))
        .collect();
    let broker = DemoBroker::start(&topics).or_exit(Exit::Defect)?;

    let mut service = config.service_settings("demo", &clock);
    for client in [&mut service.consumer, &mut service.producer] {
        client.set("bootstrap.servers", broker.bootstrap());
    }
    // The mock cluster lets members of the new protocol join at once; it takes 3 s with the classic one.
    for key in [
        "session.timeout.ms",
        "heartbeat.interval.ms",
        "partition.assignment.strategy",
    ] {
        service.consumer.remove(key);
    }
    service.consumer.set("group.protocol", "consumer");
    service.topics = vec![raw.clone()];

    let mut out = io::stdout().lock();
    writeln!(
        out,
        "copytaster demo: example stories in, classified stories out. One process, a broker inside, the real service.\nmetrics http://{address}/metrics   health http://{address}/readyz   Ctrl-C ends it\n"
    )
    .or_exit(Exit::Unavailable)?;
    let demo = DemoSettings {
        length: args.length,
        rate: args.rate,
        enriched: config.outputs.enriched.topic.clone(),
        dead: config.outputs.dead_letters.topic.clone(),
        raw,
        colour: io::stdout().is_terminal() && config.log.color != crate::config::LogColor::Never,
    };
    let summary = crate::demo::run(&demo, service, taster, &state, &metrics, &stop, &mut out)
        .or_exit(Exit::Defect)?;
    writeln!(out, "\n{summary}\n\nnext: copytaster explain FILE, copytaster process FOLDER --format table; README.md says more")
        .or_exit(Exit::Unavailable)?;
    end_server.notify_one();
    runtime.shutdown_background();
    drop(broker);
    Ok(Exit::Done)
}

/// The configured address, or any free port of this machine when it is taken: a demonstration should not fail for that.
async fn listen(address: &str, admin: Admin) -> Result<AdminServer, anyhow::Error> {
    match AdminServer::listen(address, admin.clone()).await {
        Ok(server) => Ok(server),
        Err(_) => Ok(AdminServer::listen("127.0.0.1:0", admin).await?),
    }
}
