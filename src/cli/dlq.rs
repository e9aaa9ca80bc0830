//! `copytaster dlq`: the dead letters as a list, one of them whole, and back to where they came from.

use super::cluster::Cluster;
use super::exit::{Ended, Exit, Failure, OrExit};
use super::interrupt;
use super::moments::moment;
use super::output::{TextOrJson, print, print_json};
use super::progress;
use super::settings::SettingsArgs;
use crate::clock::Clock;
use crate::config::Config;
use crate::recovery::{
    Counts, Filter, Letter, Originals, Redrive, RedriveError, RedriveReport, RedriveSettings,
    Snapshot, Target, redrive_group, show, time,
};
use crate::story::{RejectReason, Stage};
use crate::wire::Hints;
use std::collections::VecDeque;
use std::fmt::Write as _;
use std::path::PathBuf;

/// List dead letters, show one, or send them back
#[derive(Debug, clap::Subcommand)]
pub enum DlqCommand {
    /// List dead letters, the newest last, and count them by reason, stage, supplier and hour
    #[command(
        after_help = "Examples:\n  copytaster dlq list -c copytaster.toml --since 2h\n  copytaster dlq list --reason malformed_json --supplier AFP --limit 0\n  copytaster dlq list --format json | jq .counts"
    )]
    List(ListArgs),
    /// Show one letter whole: why, where from, key, headers, value as text or in hex
    #[command(
        after_help = "A value the letter could not hold is fetched from where it came from, if it is still there.\n\nExamples:\n  copytaster dlq show --partition 3 --offset 118\n  copytaster dlq show --partition 3 --offset 118 --save story.json && copytaster explain story.json"
    )]
    Show(ShowArgs),
    /// Send letters back to the topics they came from
    #[command(
        after_help = "What went back is remembered in a consumer group of its own (source.group and `-redrive`): the next run goes on and repeats nothing. Exits 0 when all that was chosen went, 1 when letters had to stay, 75 when it was stopped or must be run again.\n\nExamples:\n  copytaster dlq redrive --reason output_too_large --dry-run\n  copytaster dlq redrive --supplier AFP --since 2026-11-24T02:00:00Z --rate 50\n  copytaster dlq redrive --partition 3 --offset 118 --to stories.trial"
    )]
    Redrive(RedriveArgs),
}

/// Which letters.
#[derive(Debug, clap::Args)]
pub struct FilterArgs {
    /// Reasons (codes as in copytaster.error.code), separated by commas
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = reason)]
    reason: Vec<String>,
    /// Stages, separated by commas
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = stage)]
    stage: Vec<String>,
    /// Suppliers as [suppliers] names them, or `unknown`, separated by commas
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    supplier: Vec<String>,
    /// Written at or after: 2026-11-24T02:00:00Z, 2026-11-24, or so long ago: 2h
    #[arg(long, value_name = "TIME", value_parser = moment)]
    since: Option<i64>,
    /// Written before
    #[arg(long, value_name = "TIME", value_parser = moment)]
    until: Option<i64>,
    /// Partition of the dead letter topic
    #[arg(long, value_name = "N")]
    partition: Option<i32>,
    /// Offset in the dead letter topic
    #[arg(long, value_name = "N", requires = "partition")]
    offset: Option<i64>,
}

impl FilterArgs {
    fn filter(&self) -> Filter {
        Filter {
            reasons: self.reason.clone(),
            stages: self.stage.clone(),
            suppliers: self.supplier.clone(),
            since_ms: self.since,
            until_ms: self.until,
            partition: self.partition,
            offset: self.offset,
        }
    }
}

/// Options of `dlq list`.
#[derive(Debug, clap::Args)]
pub struct ListArgs {
    #[command(flatten)]
    filter: FilterArgs,
    /// Newest letters to list; all are counted
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
    /// For people or for programs
    #[arg(long, value_enum, default_value = "text")]
    format: TextOrJson,
}

/// Options of `dlq show`.
#[derive(Debug, clap::Args)]
pub struct ShowArgs {
    /// Partition of the dead letter topic
    #[arg(long, value_name = "N")]
    partition: i32,
    /// Offset in the dead letter topic
    #[arg(long, value_name = "N")]
    offset: i64,
    /// Bytes of the value to show
    #[arg(long, value_name = "N", default_value_t = 4_096)]
    bytes: usize,
    /// Write the value, byte for byte, to this file as well
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
}

/// Options of `dlq redrive`.
#[derive(Debug, clap::Args)]
pub struct RedriveArgs {
    #[command(flatten)]
    filter: FilterArgs,
    /// Send all to this topic, not to where they came from
    #[arg(long, value_name = "TOPIC")]
    to: Option<String>,
    /// Letters that have failed so often stay
    #[arg(long, value_name = "N", default_value_t = 3)]
    max_attempts: u32,
    /// Letters a second, at most
    #[arg(long, value_name = "N", value_parser = rate)]
    rate: Option<f64>,
    /// Letters to send, at most
    #[arg(long, value_name = "N")]
    limit: Option<u64>,
    /// Say what would go and send nothing
    #[arg(long)]
    dry_run: bool,
    /// Remember in this consumer group
    #[arg(long, value_name = "NAME")]
    group: Option<String>,
    /// For people or for programs
    #[arg(long, value_enum, default_value = "text")]
    format: TextOrJson,
}

fn reason(text: &str) -> Result<String, String> {
    let known = RejectReason::from_code(text).is_some() || text == "unknown";
    known.then(|| text.to_owned()).ok_or_else(|| {
        let all: Vec<&str> = RejectReason::ALL.iter().map(|r| r.code()).collect();
        format!("no such reason; there are: {}", all.join(", "))
    })
}

fn stage(text: &str) -> Result<String, String> {
    let known = Stage::from_code(text).is_some() || text == "unknown";
    known.then(|| text.to_owned()).ok_or_else(|| {
        let all: Vec<&str> = Stage::ALL.iter().map(|s| s.code()).collect();
        format!("no such stage; there are: {}", all.join(", "))
    })
}

/// So many a second.
pub fn rate(text: &str) -> Result<f64, String> {
    let number = text.strip_suffix("/s").unwrap_or(text);
    match number.parse::<f64>() {
        Ok(rate) if rate.is_finite() && rate >= 0.01 => Ok(rate),
        _ => Err("a number a second, 0.01 or more: 50 or 50/s".into()),
    }
}

pub fn run(command: &DlqCommand, settings: &SettingsArgs) -> Ended {
    let config = settings.load()?.config;
    let cluster = Cluster::connect(&config).map_err(|e| Failure::new(e.exit(), e))?;
    let letters = &config.outputs.dead_letters.topic;
    if !cluster.topics.contains_key(letters) {
        return Err(Failure::new(
            Exit::Config,
            anyhow::anyhow!(
                "the dead letter topic {letters} is not there, or this login may not see it; look at outputs.dead_letters.topic"
            ),
        ));
    }
    match command {
        DlqCommand::List(args) => list(args, &config, &cluster),
        DlqCommand::Show(args) => show_one(args, &config, &cluster),
        DlqCommand::Redrive(args) => redrive(args, &config, &cluster),
    }
}

fn open(config: &Config, cluster: &Cluster, since: Option<i64>) -> Result<Snapshot, Failure> {
    let group = redrive_group(&config.source.group);
    let topic = &config.outputs.dead_letters.topic;
    Snapshot::open(&config.consumer(), &group, &cluster.id, topic, since).or_exit(Exit::Unavailable)
}

/// What each input topic says of its supplier.
fn hints(config: &Config) -> Result<Hints, Failure> {
    Ok(config.profiles().or_exit(Exit::Config)?.hints())
}

fn list(args: &ListArgs, config: &Config, cluster: &Cluster) -> Ended {
    let runtime = super::runtime()?;
    let stop = interrupt::flag(&runtime)?;
    let mut snapshot = open(config, cluster, args.filter.since)?;
    let bar = progress::bar(snapshot.total(), "letters read");
    let (hints, filter) = (hints(config)?, args.filter.filter());
    let mut counts = Counts::default();
    let mut newest: VecDeque<Letter> = VecDeque::new();
    while let Some(record) = snapshot.next_record().or_exit(Exit::Unavailable)? {
        bar.inc(1);
        if stop.load(std::sync::atomic::Ordering::Acquire) {
            break;
        }
        let mut letter = Letter::read(record, &hints);
        if !filter.takes(&letter) {
            continue;
        }
        counts.add(&letter);
        // Only its length is shown, and there may be many.
        letter.record.key = None;
        newest.push_back(letter);
        if newest.len() > args.limit {
            newest.pop_front();
        }
    }
    bar.finish_and_clear();
    let mut newest: Vec<Letter> = newest.into();
    newest.sort_by_key(|l| (l.written_ms(), l.partition(), l.offset()));
    match args.format {
        TextOrJson::Json => print_json(&serde_json::json!({
            "letters": newest.iter().map(Letter::json).collect::<Vec<_>>(),
            "counts": counts.json(),
        }))?,
        TextOrJson::Text => print(&table(&newest, &counts))?,
    }
    Ok(Exit::Done)
}

fn table(letters: &[Letter], counts: &Counts) -> String {
    let mut text = String::new();
    if !letters.is_empty() {
        let _ = writeln!(
            text,
            "{:>4} {:>8}  {:<24} {:<22} {:<12} {:>3}  {:<28} message",
            "part", "offset", "written", "reason", "supplier", "try", "came from"
        );
    }
    for letter in letters {
        let from = letter
            .source
            .as_ref()
            .map_or_else(|| "unknown".to_owned(), ToString::to_string);
        let written = letter
            .written_ms()
            .map_or_else(|| "unknown".to_owned(), time);
        let message: String = letter.message.chars().take(80).collect();
        let _ = writeln!(
            text,
            "{:>4} {:>8}  {written:<24} {:<22} {:<12} {:>3}  {from:<28} {message}",
            letter.partition(),
            letter.offset(),
            letter.reason,
            letter.supplier(),
            letter.attempt
        );
    }
    let _ = writeln!(text, "{} letters", counts.letters);
    for (name, map) in [
        ("reason", &counts.by_reason),
        ("stage", &counts.by_stage),
        ("supplier", &counts.by_supplier),
        ("hour", &counts.by_hour),
    ] {
        let mut rows: Vec<(&String, &u64)> = map.iter().collect();
        if name != "hour" {
            rows.sort_by_key(|(_, n)| std::cmp::Reverse(**n));
        }
        for (key, n) in rows {
            let _ = writeln!(text, "  {name:<9} {key:<24} {n:>8}");
        }
    }
    text
}

fn show_one(args: &ShowArgs, config: &Config, cluster: &Cluster) -> Ended {
    let topic = &config.outputs.dead_letters.topic;
    let (client, group) = (config.consumer(), redrive_group(&config.source.group));
    let mut originals = Originals::new(&client, &group, &cluster.id);
    let record = originals
        .at(topic, args.partition, args.offset)
        .or_exit(Exit::Data)?;
    let letter = Letter::read(record, &hints(config)?);
    let original = letter.left_out.is_some().then(|| originals.fetch(&letter));
    print(&show(&letter, original.as_ref(), args.bytes))?;
    if let Some(file) = &args.save {
        let fetched = original.as_ref().and_then(|o| o.as_ref().ok());
        let value = fetched.map_or(&letter.record.value, |record| &record.value);
        let Some(value) = value else {
            return Err(Failure::new(
                Exit::Data,
                anyhow::anyhow!("there is no value to write to {}", file.display()),
            ));
        };
        std::fs::write(file, value).map_err(|error| {
            Failure::new(
                Exit::Unavailable,
                anyhow::Error::new(error).context(file.display().to_string()),
            )
        })?;
    }
    Ok(Exit::Done)
}

fn redrive(args: &RedriveArgs, config: &Config, cluster: &Cluster) -> Ended {
    let runtime = super::runtime()?;
    let stop = interrupt::flag(&runtime)?;
    let settings = RedriveSettings {
        consumer: config.consumer(),
        producer: config.producer(),
        group: args
            .group
            .clone()
            .unwrap_or_else(|| redrive_group(&config.source.group)),
        topic: config.outputs.dead_letters.topic.clone(),
        cluster: cluster.id.clone(),
        hints: hints(config)?,
        filter: args.filter.filter(),
        target: target(args, config, cluster)?,
        max_attempts: args.max_attempts,
        rate: args.rate,
        limit: args.limit,
        dry_run: args.dry_run,
    };
    if settings.group == config.source.group {
        return Err(Failure::new(
            Exit::Usage,
            anyhow::anyhow!(
                "--group {}: that is the service's own group",
                settings.group
            ),
        ));
    }
    let told = |error: RedriveError| {
        let exit = match &error {
            RedriveError::Call(call) if call.not_authorised() => Exit::NotAuthorised,
            RedriveError::Fatal(_) | RedriveError::NoShare { .. } => Exit::TryAgain,
            _ => Exit::Unavailable,
        };
        Failure::new(exit, error)
    };
    let redrive = Redrive::new(settings, Clock::system()).map_err(told)?;
    let bar = progress::bar(redrive.total(), "letters");
    let report = redrive
        .run(&stop, |report| {
            bar.set_position(report.looked_at);
            bar.set_message(format!("{} sent", report.sent));
        })
        .map_err(told)?;
    bar.finish_and_clear();
    match args.format {
        TextOrJson::Json => print_json(&json(&report, args.dry_run))?,
        TextOrJson::Text => print(&summary(&report, args.dry_run))?,
    }
    Ok(if report.stopped || report.unsure > 0 {
        Exit::TryAgain
    } else if report.full || report.used_up > 0 || !report.left.is_empty() {
        Exit::Findings
    } else {
        Exit::Done
    })
}

fn target(args: &RedriveArgs, config: &Config, cluster: &Cluster) -> Result<Target, Failure> {
    if let Some(topic) = &args.to {
        if *topic == config.outputs.dead_letters.topic {
            return Err(Failure::new(
                Exit::Usage,
                anyhow::anyhow!("--to {topic}: that is where the letters are"),
            ));
        }
        if !cluster.topics.contains_key(topic) {
            return Err(Failure::new(
                Exit::Config,
                anyhow::anyhow!("--to {topic}: there is no such topic; create it first"),
            ));
        }
        return Ok(Target::Topic(topic.clone()));
    }
    Ok(Target::Origin(cluster.inputs(&config.source)))
}

fn summary(report: &RedriveReport, dry_run: bool) -> String {
    let mut text = String::new();
    let mut row = |n: u64, what: &str| {
        if n > 0 {
            let _ = writeln!(text, "  {n:>8} {what}");
        }
    };
    row(
        report.sent,
        if dry_run {
            "would go back"
        } else {
            "went back"
        },
    );
    row(
        report.fetched,
        "  of these fetched from where they came from, because the letter has no value",
    );
    row(report.already, "went back before");
    row(report.not_chosen, "not chosen");
    row(
        report.used_up,
        "stay: failed as often as --max-attempts allows",
    );
    for (why, n) in &report.left {
        row(*n, &format!("stay: {why}"));
    }
    row(
        report.unsure,
        "not acknowledged in time: the next run sends them again, under the same record_id",
    );
    let mut head = format!("{} letters looked at\n", report.looked_at);
    if report.stopped {
        head.insert_str(0, "stopped before the end; run it again to go on\n");
    }
    if report.full {
        head.insert_str(0, "ended early: too many letters stay between those that went to remember them all; choose by --partition, or give this choice a --group of its own\n");
    }
    head + &text
}

fn json(report: &RedriveReport, dry_run: bool) -> serde_json::Value {
    serde_json::json!({
        "dry_run": dry_run,
        "looked_at": report.looked_at,
        "sent": report.sent,
        "fetched": report.fetched,
        "already": report.already,
        "not_chosen": report.not_chosen,
        "used_up": report.used_up,
        "left": report.left,
        "unsure": report.unsure,
        "stopped": report.stopped,
        "full": report.full,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn a_rate_is_a_number_of_letters_a_second() {
        assert_eq!((rate("50"), rate("0.5/s")), (Ok(50.0), Ok(0.5)));
        for wrong in ["0", "-1", "nan", "inf", "5/m", ""] {
            assert!(rate(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_unknown_reason_is_answered_with_all_there_are() {
        assert_eq!(reason("no_text").as_deref(), Ok("no_text"));
        assert!(reason("notext").unwrap_err().contains("malformed_json, "));
        assert!(stage("sinks").unwrap_err().contains("decode, "));
    }

    #[test]
    fn the_summary_names_what_stays_and_why() {
        let report = RedriveReport {
            looked_at: 9,
            sent: 4,
            used_up: 2,
            left: BTreeMap::from([("original_gone".to_owned(), 3)]),
            stopped: true,
            ..RedriveReport::default()
        };
        let text = summary(&report, false);
        assert!(text.starts_with("stopped before the end"), "{text}");
        assert!(
            text.contains("4 went back") && text.contains("3 stay: original_gone"),
            "{text}"
        );
        assert!(summary(&report, true).contains("4 would go back"));
    }
}
