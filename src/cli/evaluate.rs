//! `copytaster evaluate`: verdicts against labelled stories.

use super::exit::{Ended, Exit, Failure, OrExit};
use super::output;
use super::pipeline;
use super::settings::SettingsArgs;
use crate::evaluate::{
    GoldError, GoldStory, LEAST_STORIES, Prior, evaluate, fit_prior, read_gold, read_sample,
};
use crate::stages::Pipeline;
use crate::story::TopicVerdict;
use serde_json::json;
use std::fmt::Write as _;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

/// Measure the verdicts against labelled stories
#[derive(Debug, clap::Args)]
#[command(
    after_help = "A gold file holds one JSON object a line: id, lang, headline, body, topics {topic: about|mentions|no}, doubt [topics].\n\nExamples:\n  copytaster evaluate tests/gold/*.ndjson\n  copytaster evaluate gold.ndjson --format json > report.json\n  copytaster evaluate tests/gold/*.ndjson --format html > report.html\n  copytaster evaluate --fit-prior wire.ndjson > prior.toml"
)]
pub struct EvaluateArgs {
    /// Gold files
    #[arg(required_unless_present = "fit_prior", value_name = "GOLD")]
    files: Vec<PathBuf>,
    /// Print the settings that fit scores to the shares of topics in this sample of your wires
    ///
    /// A sample holds one JSON object a line: lang, headline, body, and topics where they are known. Fifty stories with a
    /// known topic are better than thousands without. What is printed replaces `prior_shift` of the configuration in use.
    #[arg(long, value_name = "SAMPLE", num_args = 1.., conflicts_with = "files")]
    fit_prior: Vec<PathBuf>,
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
    if !args.fit_prior.is_empty() {
        return print_prior(args, settings);
    }
    let taster = pipeline::build(settings, |_| {})?;
    let stories = read_all(&args.files, read_gold)?;
    let report = evaluate(&stories, |gold| judge(&taster.pipeline, gold));
    match args.format {
        FormatArg::Html => output::print(&report.to_html())?,
        FormatArg::Text => output::print(&report.to_text())?,
        FormatArg::Json => {
            output::print(&format!("{}\n", report.to_json().or_exit(Exit::Defect)?))?;
        }
    }
    Ok(Exit::Done)
}

fn judge(pipeline: &Pipeline, gold: &GoldStory) -> Vec<TopicVerdict> {
    let story = gold.story();
    let language = pipeline.languages.identify(&story);
    let entities = pipeline.gazetteer.find(&story, &language);
    pipeline.taxonomy.judge(&story, &language, &entities)
}

/// All stories of the files.
pub(super) fn read_all(
    paths: &[PathBuf],
    read: fn(&str, BufReader<File>) -> Result<Vec<GoldStory>, GoldError>,
) -> Result<Vec<GoldStory>, Failure> {
    let mut stories = Vec::new();
    for path in paths {
        let name = path.display().to_string();
        let file = File::open(path)
            .map_err(|e| anyhow::anyhow!("{name}: {e}"))
            .or_exit(Exit::Data)?;
        stories.extend(read(&name, BufReader::new(file)).or_exit(Exit::Data)?);
    }
    Ok(stories)
}

fn print_prior(args: &EvaluateArgs, settings: &SettingsArgs) -> Ended {
    // Measured from the taxonomy's own numbers, so that what is printed stands for itself.
    let taster = pipeline::build(settings, |config| {
        for topic in config.taxonomy.topics.values_mut() {
            topic.prior_shift = 0.0;
        }
    })?;
    let sample = read_all(&args.fit_prior, read_sample)?;
    let verdicts: Vec<Vec<TopicVerdict>> =
        sample.iter().map(|s| judge(&taster.pipeline, s)).collect();
    let taxonomy = &taster.pipeline.taxonomy;
    let mut priors = Vec::new();
    for (topic, share) in taxonomy.topics().zip(taxonomy.shares()) {
        let decided = sample
            .iter()
            .zip(&verdicts)
            .filter_map(|(story, verdicts)| {
                let verdict = verdicts.iter().find(|v| v.topic == *topic)?;
                let label = story.topics.get(&**topic).map(|label| label.about);
                Some((verdict.logit, label))
            });
        let decided: Vec<(f64, Option<bool>)> = decided.collect();
        let Some(prior) = fit_prior(&decided, share) else {
            let few = anyhow::anyhow!(
                "{} stories are too few to tell how common topics are: give {LEAST_STORIES} or more",
                decided.len()
            );
            return Err(Failure::new(Exit::Data, few));
        };
        priors.push((topic.to_string(), prior));
    }
    match args.format {
        FormatArg::Json => {
            let topics: serde_json::Map<_, _> = priors
                .iter()
                .map(|(topic, prior)| (topic.clone(), json!(prior)))
                .collect();
            output::print_json(&json!({ "topics": topics }))?;
        }
        FormatArg::Text | FormatArg::Html => output::print(&settings_of(&priors, &args.fit_prior))?,
    }
    Ok(Exit::Done)
}

/// The tables for the configuration.
fn settings_of(priors: &[(String, Prior)], files: &[PathBuf]) -> String {
    let name = |path: &PathBuf| {
        let name = path.file_name().map(Path::new);
        name.unwrap_or(path).display().to_string()
    };
    let files: Vec<String> = files.iter().map(name).collect();
    let mut text = format!(
        "# fitted by copytaster evaluate --fit-prior {}\n",
        files.join(" ")
    );
    for (topic, prior) in priors {
        let by = if prior.labelled == prior.stories {
            "with labels"
        } else {
            "without labels"
        };
        // Writing to a string can't fail.
        let _ = writeln!(
            text,
            "\n[taxonomy.topics.{topic}]\nprior_shift = {:.2}  # about {:.1} % of {} stories {by}",
            prior.shift,
            100.0 * prior.share,
            prior.stories,
        );
    }
    text
}
