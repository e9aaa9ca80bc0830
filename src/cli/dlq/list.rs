//! `dlq list`: letters in a table, counted by what one asks of them.

use super::{FilterArgs, hints};
use crate::cli::cluster::Cluster;
use crate::cli::exit::{Ended, Exit, OrExit};
use crate::cli::output::{TextOrJson, print, print_json};
use crate::cli::{interrupt, progress};
use crate::config::Config;
use crate::recovery::{Counts, Letter, Snapshot, redrive_group, time};
use std::collections::VecDeque;
use std::fmt::Write as _;

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

pub(super) fn run(args: &ListArgs, config: &Config, cluster: &Cluster) -> Ended {
    let runtime = crate::cli::runtime()?;
    let stop = interrupt::flag(&runtime)?;
    let group = redrive_group(&config.source.group);
    let topic = &config.outputs.dead_letters.topic;
    let since = args.filter.since;
    let mut snapshot = Snapshot::open(&config.consumer(), &group, &cluster.id, topic, since)
        .or_exit(Exit::Unavailable)?;
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
