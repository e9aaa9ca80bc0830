//! `copytaster replay`: a past range with the present taxonomy, into a topic of its own, and what is decided otherwise.

use super::cluster::Cluster;
use super::dlq::rate;
use super::exit::{Ended, Exit, Failure, OrExit};
use super::interrupt;
use super::moments::moment;
use super::output::{TextOrJson, print, print_json};
use super::progress;
use super::settings::SettingsArgs;
use crate::clock::Clock;
use crate::compare;
use crate::config::Config;
use crate::observe::Metrics;
use crate::recovery::{
    Progress, Range, Replay, ReplayError, ReplayReport, ReplaySettings, Stretch, replay_group,
};
use crate::service::Taster;
use std::fmt::Write as _;

/// Judge a past range of the inputs again, into another topic, and compare
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Reads the inputs with a group of its own (source.group, `-replay-` and the id) and writes enriched records to --into, under the record_id they had; the service and its topics are not touched. Instances with the same id share the work. A run that was stopped goes on where it stood.\n\nExits 0 when nothing is decided otherwise, 1 when something is (or the target refused something), 75 when it was stopped or must be run again.\n\nExamples:\n  copytaster replay --from 2026-11-24T00:00:00Z --to 2026-11-25T00:00:00Z --into stories.trial\n  copytaster replay --from 2h --dry-run --format json | jq .comparison.topics\n  copytaster replay --offsets wire.afp/3:1000-2000 --into stories.trial --set taxonomy.folders='[\"desk/\"]'"
)]
pub struct ReplayArgs {
    /// First Kafka timestamp: 2026-11-24T02:00:00Z, 2026-11-24, or so long ago: 2h
    #[arg(long, value_name = "TIME", value_parser = moment, required_unless_present = "offsets")]
    from: Option<i64>,
    /// First Kafka timestamp that is not read
    #[arg(long, value_name = "TIME", value_parser = moment, default_value = "now")]
    to: i64,
    /// Offsets of one partition in place of times; may be repeated. The last is not read
    #[arg(
        long,
        value_name = "TOPIC/PARTITION:FROM-UNTIL",
        conflicts_with = "from"
    )]
    offsets: Vec<Stretch>,
    /// Only these inputs, separated by commas; by default all of source.topics
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    topics: Vec<String>,
    /// Topic to write to; it must be there and be none of the service's own
    #[arg(long, value_name = "TOPIC", required_unless_present = "dry_run")]
    into: Option<String>,
    /// Judge and compare; write nothing and store no progress
    #[arg(long)]
    dry_run: bool,
    /// Name of this replay: instances with one name share the work and go on with it. By default made of range and target
    #[arg(long, value_name = "NAME", value_parser = id)]
    id: Option<String>,
    /// Records a second, at most
    #[arg(long, value_name = "N", value_parser = rate)]
    rate: Option<f64>,
    /// Threads; as many as there are cores by default
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Stories to remember for the comparison, at most, some 250 bytes each; 0 compares nothing
    #[arg(long, value_name = "N", default_value_t = 500_000)]
    compare: usize,
    /// Changed verdicts to show with their evidence
    #[arg(long, value_name = "N", default_value_t = 20)]
    examples: usize,
    /// For people or for programs
    #[arg(long, value_enum, default_value = "text")]
    format: TextOrJson,
}

/// Longest id: it is part of a group's name.
const ID_BYTES: usize = 100;

fn id(text: &str) -> Result<String, String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    if text.is_empty() || text.len() > ID_BYTES || !text.chars().all(plain) {
        return Err(format!(
            "letters, digits, `.`, `_` and `-`, at most {ID_BYTES}"
        ));
    }
    Ok(text.to_owned())
}

pub fn run(args: &ReplayArgs, settings: &SettingsArgs) -> Ended {
    let range = range(args)?;
    let config = settings.load()?.config;
    let cluster = Cluster::connect(&config).map_err(|e| Failure::new(e.exit(), e))?;
    let topics = inputs(args, &config, &cluster)?;
    let taster = taster(args, &config)?;
    if let Some(into) = &args.into {
        check_target(into, &config, &taster, &topics, &cluster)?;
    }
    let id = args.id.clone().unwrap_or_else(|| named(args, &range));
    let compared = args.compare > 0
        && config.outputs.enriched.enabled
        && cluster.topics.contains_key(&config.outputs.enriched.topic);
    let settings = ReplaySettings {
        consumer: config.consumer(),
        producer: config.producer(),
        group: replay_group(&config.source.group, &id),
        id: id.clone(),
        cluster: cluster.id.clone(),
        topics,
        range,
        pipeline: taster.pipeline,
        router: taster.router,
        threads: args.threads.map_or_else(cores, usize::from),
        rate: args.rate,
        enriched: compared.then(|| config.outputs.enriched.topic.clone()),
        compare: args.compare,
        examples: args.examples,
        dry_run: args.dry_run,
    };
    let runtime = super::runtime()?;
    let stop = interrupt::flag(&runtime)?;
    let replay = Replay::new(settings, Clock::system()).map_err(told)?;
    let total = replay.total();
    if !args.dry_run {
        eprintln!("{total} offsets in the range; to share the work or go on: --id {id}");
    }
    let bar = progress::bar(total, "records");
    let report = replay
        .run(&stop, |so_far| match so_far {
            Progress::Read(records) => bar.set_position(records),
            Progress::Comparing(looked_at, of) => {
                bar.set_length(of);
                bar.set_position(looked_at);
                bar.set_message("comparing");
            }
        })
        .map_err(told)?;
    bar.finish_and_clear();
    match args.format {
        TextOrJson::Json => print_json(&json(&report, &id, args.dry_run))?,
        TextOrJson::Text => print(&text(&report, args.dry_run))?,
    }
    let differs = report
        .comparison
        .as_ref()
        .is_some_and(compare::Comparison::differs);
    Ok(if report.stopped {
        Exit::TryAgain
    } else if differs || !report.refused.is_empty() || report.missing > 0 {
        Exit::Findings
    } else {
        Exit::Done
    })
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

fn told(error: ReplayError) -> Failure {
    let exit = match &error {
        ReplayError::Call(call) if call.not_authorised() => Exit::NotAuthorised,
        ReplayError::OtherRange { .. } => Exit::Usage,
        ReplayError::Fatal(_) | ReplayError::NotWritten(_) | ReplayError::NoPart { .. } => {
            Exit::TryAgain
        }
        _ => Exit::Unavailable,
    };
    Failure::new(exit, error)
}

fn usage(text: String) -> Failure {
    Failure::new(Exit::Usage, anyhow::anyhow!(text))
}

fn range(args: &ReplayArgs) -> Result<Range, Failure> {
    let Some(from_ms) = args.from else {
        return Ok(Range::Offsets(args.offsets.clone()));
    };
    if from_ms >= args.to {
        return Err(usage(
            "--from is not before --to: nothing lies between".into(),
        ));
    }
    Ok(Range::Times {
        from_ms,
        until_ms: args.to,
    })
}

/// The inputs that are read, as they are there.
fn inputs(args: &ReplayArgs, config: &Config, cluster: &Cluster) -> Result<Vec<String>, Failure> {
    let there = cluster.inputs(&config.source);
    let asked = args
        .topics
        .iter()
        .chain(args.offsets.iter().map(|s| &s.topic));
    for topic in asked.clone() {
        if !there.contains_key(topic) {
            let known: Vec<&str> = there.keys().map(String::as_str).collect();
            return Err(usage(format!(
                "{topic} is no input of this configuration, or not there; there are: {}",
                known.join(", ")
            )));
        }
    }
    let asked: Vec<&String> = asked.collect();
    let taken = there
        .into_keys()
        .filter(|topic| asked.is_empty() || asked.contains(&topic));
    let taken: Vec<String> = taken.collect();
    if taken.is_empty() {
        return Err(Failure::new(
            Exit::Config,
            anyhow::anyhow!("no topic of source.topics is there, or this login may not see them"),
        ));
    }
    Ok(taken)
}

/// The service's work, with nothing but enriched records as output.
fn taster(args: &ReplayArgs, config: &Config) -> Result<Taster, Failure> {
    let mut config = config.clone();
    let outputs = &mut config.outputs;
    outputs.enriched.enabled = true;
    outputs.enriched.topic = args.into.clone().unwrap_or_default();
    outputs.facts.enabled = false;
    outputs.routed.enabled = false;
    let metrics = Metrics::new().or_exit(Exit::Defect)?;
    Taster::new(&config, &Clock::system(), &metrics).or_exit(Exit::Config)
}

fn check_target(
    into: &str,
    config: &Config,
    taster: &Taster,
    inputs: &[String],
    cluster: &Cluster,
) -> Result<(), Failure> {
    let keys: Vec<String> = taster
        .pipeline
        .taxonomy
        .topics()
        .map(ToString::to_string)
        .collect();
    let ours = config.output_topics(&keys);
    if ours.iter().chain(inputs).any(|topic| topic == into) {
        return Err(usage(format!(
            "--into {into}: that is one of the service's own topics; name one of its own for the replay"
        )));
    }
    if !cluster.topics.contains_key(into) {
        return Err(Failure::new(
            Exit::Config,
            anyhow::anyhow!("--into {into}: there is no such topic; create it first"),
        ));
    }
    Ok(())
}

/// A name that the same command gets again.
fn named(args: &ReplayArgs, range: &Range) -> String {
    let text = format!("{range} {}", args.into.as_deref().unwrap_or_default());
    format!("{:08x}", xxhash_rust::xxh3::xxh3_64(text.as_bytes()) >> 32)
}

fn text(report: &ReplayReport, dry_run: bool) -> String {
    let mut text = String::new();
    if report.stopped {
        text += "stopped before the end; run it again to go on\n";
    }
    let written = if dry_run {
        "would be written"
    } else {
        "written"
    };
    // Writing to a string can't fail.
    let _ = writeln!(
        text,
        "{} records read, {} stories {written}",
        report.records, report.written
    );
    for (what, counts) in [("dropped", &report.dropped), ("rejected", &report.rejected)] {
        for (reason, n) in counts {
            let _ = writeln!(text, "{n} {what}: {reason}");
        }
    }
    for (reason, n) in &report.refused {
        let _ = writeln!(text, "{n} refused by the target: {reason}");
    }
    if report.missing > 0 {
        let _ = writeln!(
            text,
            "{} offsets of the range are not there: deleted, or not written yet",
            report.missing
        );
    }
    match &report.comparison {
        Some(comparison) => text += &compare::text(comparison),
        None if report.stopped => {}
        None => text += "not compared\n",
    }
    text
}

fn json(report: &ReplayReport, id: &str, dry_run: bool) -> serde_json::Value {
    serde_json::json!({
        "id": id,
        "dry_run": dry_run,
        "records": report.records,
        "written": report.written,
        "dropped": report.dropped,
        "rejected": report.rejected,
        "refused": report.refused,
        "missing": report.missing,
        "stopped": report.stopped,
        "comparison": report.comparison.as_ref().map(compare::Comparison::json),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_part_of_a_group_name() {
        assert_eq!(id("june-2").as_deref(), Ok("june-2"));
        for wrong in ["", "a b", "é", &"x".repeat(101)] {
            assert!(id(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_report_says_what_was_stopped_refused_and_missing() {
        let report = ReplayReport {
            records: 9,
            written: 7,
            rejected: [("no_text", 1)].into(),
            refused: [("output_too_large".to_owned(), 1)].into(),
            missing: 3,
            stopped: true,
            ..ReplayReport::default()
        };
        let shown = text(&report, false);
        for part in [
            "stopped before the end",
            "9 records read, 7 stories written",
            "1 rejected: no_text",
            "1 refused by the target: output_too_large",
            "3 offsets of the range are not there",
        ] {
            assert!(shown.contains(part), "{part}\n{shown}");
        }
        assert!(text(&report, true).contains("7 stories would be written"));
        assert_eq!(
            json(&report, "june", false)["refused"]["output_too_large"],
            1
        );
    }
}
