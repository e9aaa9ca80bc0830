//! `copytaster evaluate`: verdicts against labelled stories.

use super::exit::{Ended, Exit, OrExit};
use super::output;
use super::pipeline;
use super::settings::SettingsArgs;
use crate::evaluate::{evaluate, read_gold};
use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;

/// Measure the verdicts against labelled stories
#[derive(Debug, clap::Args)]
#[command(
    after_help = "A gold file holds one JSON object a line: id, lang, headline, body, topics {topic: about|mentions|no}, doubt [topics].\n\nExamples:\n  copytaster evaluate tests/gold/*.ndjson\n  copytaster evaluate gold.ndjson --format json > report.json\n  copytaster evaluate tests/gold/*.ndjson --format html > report.html"
)]
pub struct EvaluateArgs {
    /// Gold files
    #[arg(required = true, value_name = "GOLD")]
    files: Vec<PathBuf>,
    /// Text for people, JSON for programs, or a page with plots
    #[arg(long, value_enum, default_value_t = FormatArg::Text)]
    format: FormatArg,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum FormatArg {
    Text,
    Json,
    Html,
}

pub fn run(args: &EvaluateArgs, settings: &SettingsArgs) -> Ended {
    let taster = pipeline::build(settings, |_| {})?;
    let pipeline = &taster.pipeline;
    let mut stories = Vec::new();
    for path in &args.files {
        let name = path.display().to_string();
        let file = File::open(path)
            .map_err(|e| anyhow::anyhow!("{name}: {e}"))
            .or_exit(Exit::Data)?;
        stories.extend(read_gold(&name, BufReader::new(file)).or_exit(Exit::Data)?);
    }
    let report = evaluate(&stories, |gold| {
        let story = gold.story();
        let language = pipeline.languages.identify(&story);
        let entities = pipeline.gazetteer.find(&story, &language);
        pipeline.taxonomy.judge(&story, &language, &entities)
    });
    match args.format {
        FormatArg::Html => output::print(&report.to_html())?,
        FormatArg::Text => output::print(&report.to_text())?,
        FormatArg::Json => {
            output::print(&format!("{}\n", report.to_json().or_exit(Exit::Defect)?))?;
        }
    }
    Ok(Exit::Done)
}
