//! `dlq redrive`: letters back to where they came from.

use super::{FilterArgs, hints};
use crate::cli::cluster::Cluster;
use crate::cli::exit::{Ended, Exit, Failure};
use crate::cli::output::{TextOrJson, print, print_json};
use crate::cli::{interrupt, progress};
use crate::clock::Clock;
use crate::config::Config;
use crate::recovery::{
    Redrive, RedriveError, RedriveReport, RedriveSettings, Target, redrive_group,
};
use std::fmt::Write as _;

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

/// So many a second.
pub fn rate(text: &str) -> Result<f64, String> {
    let number = text.strip_suffix("/s").unwrap_or(text);
    match number.parse::<f64>() {
        Ok(rate) if rate.is_finite() && rate >= 0.01 => Ok(rate),
        _ => Err("a number a second, 0.01 or more: 50 or 50/s".into()),
    }
}

pub(super) fn run(args: &RedriveArgs, config: &Config, cluster: &Cluster) -> Ended {
    let runtime = crate::cli::runtime()?;
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
