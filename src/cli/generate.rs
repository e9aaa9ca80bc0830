//! `copytaster generate`: numbered stories into Kafka.

use super::exit::{Ended, Exit, OrExit};
use super::settings::SettingsArgs;
use super::{interrupt, output};
use crate::load::{GenerateSettings, generate};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;

/// Write numbered stories to the input topic, for `verify` to account for
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  copytaster generate --count 20000 --run r1 --poison-every 100\n  copytaster verify --run r1 --poison-every 100"
)]
pub struct GenerateArgs {
    /// Stories
    #[arg(long, default_value_t = 10_000)]
    count: u64,
    /// Name of the run
    #[arg(long, default_value = "run")]
    run: String,
    /// Stories a second; as fast as possible by default
    #[arg(long)]
    rate: Option<f64>,
    /// Different Kafka keys; 0: no keys
    #[arg(long, default_value_t = 1_000)]
    keys: u64,
    /// Every so many records one that can't be read; 0: none
    #[arg(long, default_value_t = 0)]
    poison_every: u64,
    /// Input topic; the first of source.topics by default
    #[arg(long)]
    topic: Option<String>,
}

pub fn run(args: &GenerateArgs, settings: &SettingsArgs) -> Ended {
    let config = settings.load()?.config;
    let runtime = super::runtime()?;
    let stop = interrupt::flag(&runtime)?;
    let bar = if std::io::stderr().is_terminal() {
        ProgressBar::new(args.count)
    } else {
        ProgressBar::hidden()
    };
    if let Ok(style) =
        ProgressStyle::with_template("{bar:30} {pos}/{len} stories  {per_sec}  {eta} left")
    {
        bar.set_style(style);
    }
    let made = generate(
        &config.producer(),
        &GenerateSettings {
            topic: args
                .topic
                .clone()
                .or_else(|| config.source.topics.first().cloned())
                .unwrap_or_default(),
            run: args.run.clone(),
            count: args.count,
            rate: args.rate,
            keys: args.keys,
            poison_every: args.poison_every,
        },
        &stop,
        |n| bar.set_position(n),
    )
    .or_exit(Exit::Unavailable)?;
    bar.finish_and_clear();
    let seconds = made.took.as_secs_f64().max(1e-9);
    let all = made.stories + made.poison;
    output::print(&format!(
        "{} stories and {} poison records acknowledged in {seconds:.1} s ({:.0}/s, {} bytes)\n",
        made.stories,
        made.poison,
        all as f64 / seconds,
        made.bytes
    ))?;
    Ok(if all < args.count {
        Exit::Interrupted
    } else {
        Exit::Done
    })
}
