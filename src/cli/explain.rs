//! `copytaster explain`: one story, every stage.

use super::exit::{Ended, Exit, Failure, OrExit};
use super::output;
use super::pipeline;
use super::settings::SettingsArgs;
use crate::batch::{Inputs, Source};
use crate::explain::stage::{self, StagePart};
use crate::explain::{ExplainSettings, page, text};
use crate::story::{Outcome, Stage};
use std::fmt::Write as _;
use std::io::{self, IsTerminal};
use std::path::PathBuf;

/// Explain the verdicts on a story: every stage's result and the text with its evidence marked
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exits 1 when a story is rejected.\n\nExamples:\n  copytaster explain examples/stories/fr-asie-centrale-sommet.txt\n  copytaster explain --stage decode story.json\n  copytaster explain --format html story.json > story.html\n  pbpaste | copytaster explain --format json | jq .copytaster.topics"
)]
pub struct ExplainArgs {
    /// A file; - or nothing is standard input
    file: Option<PathBuf>,
    /// Text for people, JSON (the enriched record; with --stage that stage's part), or a page with the evidence marked
    #[arg(long, value_enum, default_value_t = output::TextJsonOrHtml::Text)]
    format: output::TextJsonOrHtml,
    /// Only what this stage found; of decode and normalise also where each field came from
    #[arg(long, value_parser = shown_stage)]
    stage: Option<Stage>,
}

fn shown_stage(name: &str) -> Result<Stage, String> {
    let shown = [
        Stage::Decode,
        Stage::Normalise,
        Stage::Language,
        Stage::Entities,
        Stage::Topics,
    ];
    let found = Stage::from_code(name).filter(|stage| shown.contains(stage));
    found.ok_or_else(|| {
        format!(
            "no such stage; there are {}",
            shown.map(Stage::code).join(", ")
        )
    })
}

pub fn run(args: &ExplainArgs, settings: &SettingsArgs) -> Ended {
    if args.format == output::TextJsonOrHtml::Html && args.stage.is_some() {
        let error = anyhow::anyhow!("--format html shows the whole story; leave out --stage");
        return Err(Failure::new(Exit::Usage, error));
    }
    let taster = pipeline::build(settings, |config| {
        config.outputs.routed.enabled = false;
        config.outputs.facts.enabled = false;
        config.outputs.enriched.enabled = true;
    })?;
    let sources = Source::list(args.file.as_slice()).or_exit(Exit::Data)?;
    let colour = io::stdout().is_terminal()
        && settings.load()?.config.log.color != crate::config::LogColor::Never;
    let mut printed = String::new();
    let mut exit = Exit::Done;
    for input in Inputs::new(sources) {
        let record = input.or_exit(Exit::Data)?.record();
        if let Some(stage @ (Stage::Decode | Stage::Normalise)) = args.stage {
            let parts = stage::of_record(&taster.pipeline, &record, stage);
            if parts.iter().any(StagePart::is_rejected) {
                exit = Exit::Findings;
            }
            let several = parts.len() > 1;
            for (n, part) in parts.iter().enumerate() {
                if args.format == output::TextJsonOrHtml::Json {
                    let _ = writeln!(printed, "{:#}", part.json());
                    continue;
                }
                if several {
                    let _ = writeln!(printed, "── story {} of the record ──", n + 1);
                }
                printed += &part.text();
            }
            continue;
        }
        let outcomes = taster.pipeline.taste(&record);
        if outcomes.iter().any(|o| matches!(o, Outcome::Reject(_))) {
            exit = Exit::Findings;
        }
        if args.format == output::TextJsonOrHtml::Html {
            printed += &page(&outcomes);
            continue;
        }
        if let (output::TextJsonOrHtml::Json, Some(stage)) = (args.format, args.stage) {
            for outcome in outcomes {
                let ended = outcome.clone();
                let outputs = taster.router.route(&record, vec![outcome]).outputs;
                let value = outputs.first().and_then(|o| o.value.as_deref());
                let json = match value {
                    Some(value) => serde_json::from_slice(value).or_exit(Exit::Defect)?,
                    None => serde_json::Value::Null,
                };
                let part = stage::of_outcome(&ended, stage, &json);
                let _ = writeln!(printed, "{part:#}");
            }
            continue;
        }
        if args.format == output::TextJsonOrHtml::Json {
            for output in taster.router.route(&record, outcomes).outputs {
                let value = output.value.as_deref().unwrap_or_default();
                let json: serde_json::Value =
                    serde_json::from_slice(value).or_exit(Exit::Defect)?;
                let _ = writeln!(printed, "{json:#}");
            }
            continue;
        }
        let several = outcomes.len() > 1;
        for (n, outcome) in outcomes.iter().enumerate() {
            if several {
                let _ = writeln!(printed, "── story {} of the record ──", n + 1);
            }
            printed += &text(
                outcome,
                ExplainSettings {
                    stage: args.stage,
                    colour,
                },
            );
        }
    }
    output::print(&printed)?;
    Ok(exit)
}
