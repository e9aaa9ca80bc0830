//! `copytaster dlq`: the dead letters as a list, one of them whole, and back to where they came from.

mod list;
mod redrive;
mod show;

use super::cluster::Cluster;
use super::exit::{Ended, Exit, Failure, OrExit};
use super::moments::moment;
use super::settings::SettingsArgs;
use crate::config::Config;
use crate::recovery::Filter;
use crate::story::{RejectReason, Stage};
use crate::wire::Hints;
use list::ListArgs;
use redrive::RedriveArgs;
pub use redrive::rate;
use show::ShowArgs;

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
        DlqCommand::List(args) => list::run(args, &config, &cluster),
        DlqCommand::Show(args) => show::run(args, &config, &cluster),
        DlqCommand::Redrive(args) => redrive::run(args, &config, &cluster),
    }
}

/// What each input topic says of its supplier.
fn hints(config: &Config) -> Result<Hints, Failure> {
    Ok(config.profiles().or_exit(Exit::Config)?.hints())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_reason_is_answered_with_all_there_are() {
        assert_eq!(reason("no_text").as_deref(), Ok("no_text"));
        assert!(reason("notext").unwrap_err().contains("malformed_json, "));
        assert!(stage("sinks").unwrap_err().contains("decode, "));
    }
}
