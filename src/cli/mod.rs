//! The command line: one file a command.
//!
//! Owns parsing, exit codes and what is printed. A command is a struct of arguments with `run(…) -> Ended`: to add one,
//! write `src/cli/NAME.rs`, a variant of [`Command`] and a line of [`dispatch`]. Results go to stdout, the log and
//! errors to stderr. An error says what happened, to which thing, and what to do; `anyhow` is used here and nowhere
//! else.

mod acls;
mod check;
mod cluster;
mod completions;
mod config;
mod demo;
mod dlq;
mod evaluate;
mod exit;
mod explain;
mod findings;
mod generate;
mod healthcheck;
mod interrupt;
mod metrics;
mod moments;
mod needed;
mod output;
mod pipeline;
mod process;
mod profiles;
mod progress;
mod reads;
mod reload;
mod replay;
mod rights;
mod run;
mod schema;
mod settings;
mod start;
mod suggest;
mod taxonomy;
mod taxonomy_diff;
mod topic_keys;
mod topics;
mod verify;
mod version;

pub use exit::{Ended, Exit, Failure, OrExit};

use clap::{CommandFactory, Parser};
use settings::SettingsArgs;
use std::ffi::OsString;
use std::process::ExitCode;

/// Reads wire stories from Kafka, decides which are about diplomacy, climate or energy, and routes them with the evidence
#[derive(Debug, Parser)]
#[command(
    name = "copytaster",
    version,
    disable_help_subcommand = true,
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = "Settings: copytaster config example. Exit codes: 0 done, 1 findings, 64 usage, 65 bad input, 69 Kafka away, 70 defect, 75 start again, 77 not authorised, 78 configuration, 130/143 second signal."
)]
pub struct CommandLine {
    #[command(flatten)]
    settings: SettingsArgs,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Run(run::RunArgs),
    Demo(demo::DemoArgs),
    Process(process::ProcessArgs),
    Explain(explain::ExplainArgs),
    Check(check::CheckArgs),
    #[command(subcommand)]
    Config(config::ConfigCommand),
    #[command(subcommand)]
    Topics(topics::TopicsCommand),
    #[command(subcommand)]
    Taxonomy(taxonomy::TaxonomyCommand),
    #[command(subcommand)]
    Profiles(profiles::ProfilesCommand),
    Evaluate(evaluate::EvaluateArgs),
    #[command(subcommand)]
    Dlq(dlq::DlqCommand),
    Replay(replay::ReplayArgs),
    Schema(schema::SchemaArgs),
    Metrics(metrics::MetricsArgs),
    Generate(generate::GenerateArgs),
    Verify(verify::VerifyArgs),
    Healthcheck(healthcheck::HealthcheckArgs),
    Completions(completions::CompletionsArgs),
    Version(version::VersionArgs),
}

/// Runs the command line.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let line = match CommandLine::try_parse_from(arguments) {
        Ok(line) => line,
        Err(error) => {
            // Help and version are asked for; anything else is a mistake. A reader that has gone is no error.
            let _ = error.print();
            let exit = if error.use_stderr() {
                Exit::Usage
            } else {
                Exit::Done
            };
            return exit.into();
        }
    };
    match dispatch(&line) {
        Ok(exit) => exit.into(),
        Err(failure) => {
            eprintln!("error: {failure}");
            failure.exit.into()
        }
    }
}

fn dispatch(line: &CommandLine) -> Ended {
    let settings = &line.settings;
    match &line.command {
        Command::Run(args) => run::run(args, settings),
        Command::Demo(args) => demo::run(args, settings),
        Command::Process(args) => process::run(args, settings),
        Command::Explain(args) => explain::run(args, settings),
        Command::Check(args) => check::run(args, settings),
        Command::Config(command) => config::run(command, settings),
        Command::Topics(command) => topics::run(command, settings),
        Command::Taxonomy(command) => taxonomy::run(command, settings),
        Command::Profiles(command) => profiles::run(command, settings),
        Command::Evaluate(args) => evaluate::run(args, settings),
        Command::Dlq(command) => dlq::run(command, settings),
        Command::Replay(args) => replay::run(args, settings),
        Command::Schema(args) => schema::run(args),
        Command::Metrics(args) => metrics::run(args),
        Command::Generate(args) => generate::run(args, settings),
        Command::Verify(args) => verify::run(args, settings),
        Command::Healthcheck(args) => healthcheck::run(args, settings),
        Command::Completions(args) => completions::run(args),
        Command::Version(args) => version::run(args),
    }
}

/// The runtime for whatever is not on the record's way.
fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .thread_name("runtime")
        .enable_all()
        .build()
        .or_exit(Exit::Unavailable)
}

/// The command line as clap knows it, for generated pages.
pub fn command() -> clap::Command {
    CommandLine::command()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        command().debug_assert();
    }

    #[test]
    fn every_command_says_what_it_does() {
        for command in command().get_subcommands() {
            assert!(command.get_about().is_some(), "{}", command.get_name());
        }
    }
}
