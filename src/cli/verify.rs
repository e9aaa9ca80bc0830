//! `copytaster verify`: what became of every generated story.

use super::exit::{Ended, Exit, OrExit};
use super::output;
use super::settings::SettingsArgs;
use crate::config::Period;
use crate::load::{VerifySettings, verify};
use std::time::Duration;

/// Prove what became of a run of `generate`: lost, repeated, out of order, dead
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exits 1 when a story is lost, out of order or wrongly dead, or poison is not among the dead letters.\n\nExample:\n  copytaster verify --run r1 --poison-every 100 --within 60s"
)]
pub struct VerifyArgs {
    /// Name of the run
    #[arg(long, default_value = "run")]
    run: String,
    /// As given to `generate`
    #[arg(long, default_value_t = 0)]
    poison_every: u64,
    /// How long to wait for what is still under way
    #[arg(long, default_value = "30s", value_parser = period)]
    within: Duration,
}

fn period(text: &str) -> Result<Duration, String> {
    text.parse::<Period>()
        .map(|p| p.0)
        .map_err(|e| e.to_string())
}

pub fn run(args: &VerifyArgs, settings: &SettingsArgs) -> Ended {
    let config = settings.load()?.config;
    let report = verify(
        &config.consumer(),
        &VerifySettings {
            raw: config.source.topics.first().cloned().unwrap_or_default(),
            enriched: config.outputs.enriched.topic.clone(),
            dead: config.outputs.dead_letters.topic.clone(),
            run: args.run.clone(),
            poison_every: args.poison_every,
            within: args.within,
        },
    )
    .or_exit(Exit::Unavailable)?;
    output::print(&format!("{report}\n"))?;
    Ok(if report.holds() {
        Exit::Done
    } else {
        Exit::Findings
    })
}
