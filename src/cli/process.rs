//! `copytaster process`: stories from files, without Kafka.

use super::exit::{Ended, Exit, Failure, OrExit};
use super::settings::SettingsArgs;
use super::{interrupt, pipeline};
use crate::batch::{Batch, BatchSettings, Inputs, Source, Tally, View};
use indicatif::{ProgressBar, ProgressStyle};
use std::collections::BTreeMap;
use std::io::{self, IsTerminal};
use std::path::PathBuf;

/// Classify stories from files or standard input, without Kafka
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Reads files, folders (all files below, but .md and .tsv) and standard input; .ndjson and .jsonl hold one record a line.\nRecords that can't be processed are told on stderr with their reason; then the exit code is 1.\n\nExamples:\n  copytaster process examples/stories\n  copytaster process wire.ndjson --only climate --output facts\n  copytaster process examples/stories --format table\n  zcat archive.ndjson.gz | copytaster process > enriched.ndjson"
)]
pub struct ProcessArgs {
    /// Files or folders; - or nothing is standard input
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// What is written of each story
    #[arg(long, value_enum, default_value_t = OutputArg::Enriched)]
    output: OutputArg,
    /// NDJSON for programs or a table for people
    #[arg(long, value_enum, default_value_t = FormatArg::Ndjson)]
    format: FormatArg,
    /// Only stories about this topic
    #[arg(long, value_name = "TOPIC")]
    only: Option<String>,
    /// Threads; as many as there are cores by default
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// No progress and no summary
    #[arg(long, short)]
    quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum OutputArg {
    Enriched,
    Facts,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum FormatArg {
    Ndjson,
    Table,
}

pub fn run(args: &ProcessArgs, settings: &SettingsArgs) -> Ended {
    let taster = pipeline::build(settings, |config| {
        config.outputs.routed.enabled = false;
        config.outputs.enriched.enabled = args.output == OutputArg::Enriched;
        config.outputs.facts.enabled = args.output == OutputArg::Facts;
    })?;
    if let Some(only) = &args.only
        && !taster.pipeline.taxonomy.topics().any(|t| **t == **only)
    {
        let topics: Vec<_> = taster
            .pipeline
            .taxonomy
            .topics()
            .map(ToString::to_string)
            .collect();
        let message = format!(
            "--only {only}: no such topic; there are {}",
            topics.join(", ")
        );
        return Err(Failure::new(Exit::Usage, anyhow::anyhow!(message)));
    }
    let runtime = super::runtime()?;
    let stop = interrupt::flag(&runtime)?;
    let sources = Source::list(&args.files).or_exit(Exit::Data)?;
    let bar = progress_bar(args.quiet, sources.iter().map(Source::size).sum());
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let batch_settings = BatchSettings {
        view: if args.format == FormatArg::Table {
            View::Table
        } else {
            View::Records
        },
        only: args.only.clone(),
        threads: args.threads.map_or(cores, usize::from),
    };
    let batch = Batch {
        settings: &batch_settings,
        pipeline: &taster.pipeline,
        router: &taster.router,
        stop: &stop,
    };
    let mut out = io::BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let ended = batch.run(
        Inputs::new(sources),
        &mut out,
        |complaint| bar.suspend(|| eprintln!("{complaint}")),
        |tally| {
            bar.set_position(tally.bytes);
            bar.set_message(format!("{} stories", tally.stories));
        },
    );
    bar.finish_and_clear();
    let tally = match ended {
        Ok(tally) => tally,
        // `| head` has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(Exit::Done),
        Err(error) => return Err(Failure::new(Exit::Data, error)),
    };
    if !args.quiet {
        eprintln!("{}", summary(&tally));
    }
    if stop.load(std::sync::atomic::Ordering::Acquire) {
        return Ok(Exit::Interrupted);
    }
    Ok(if tally.rejected.is_empty() {
        Exit::Done
    } else {
        Exit::Findings
    })
}

/// A bar on stderr where people look at it; with time left where the size of the input is known.
fn progress_bar(quiet: bool, bytes: Option<u64>) -> ProgressBar {
    if quiet || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let (bar, template) = match bytes {
        Some(bytes) => (
            ProgressBar::new(bytes),
            "{bar:30} {percent:>3} %  {msg}  {binary_bytes_per_sec}  {eta} left",
        ),
        None => (
            ProgressBar::new_spinner(),
            "{spinner} {msg}  {binary_bytes_per_sec}",
        ),
    };
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

fn summary(tally: &Tally) -> String {
    let list = |counts: Vec<(String, u64)>| {
        counts
            .into_iter()
            .map(|(name, n)| format!("{name} {n}"))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let coded = |counts: &BTreeMap<&'static str, u64>| {
        list(
            counts
                .iter()
                .map(|(name, n)| ((*name).to_owned(), *n))
                .collect(),
        )
    };
    let mut parts = vec![format!(
        "{} records, {} stories",
        tally.records, tally.stories
    )];
    if !tally.about.is_empty() {
        parts.push(format!(
            "about {}",
            list(tally.about.clone().into_iter().collect())
        ));
    }
    if !tally.dropped.is_empty() {
        parts.push(format!("dropped: {}", coded(&tally.dropped)));
    }
    if !tally.rejected.is_empty() {
        parts.push(format!("rejected: {}", coded(&tally.rejected)));
    }
    parts.join("; ")
}
