//! `copytaster taxonomy suggest`: candidate terms from stories.

use super::evaluate::read_all;
use super::exit::{Ended, Exit, Failure};
use super::output::{self, TextOrJson};
use super::pipeline;
use super::settings::SettingsArgs;
use crate::evaluate::read_sample;
use crate::stages::topics::suggest::{Sample, Suggestion};
use crate::story::Verdict;
use serde_json::json;
use std::fmt::Write as _;
use std::path::PathBuf;

/// What `taxonomy suggest` takes.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "A story is one JSON object a line: lang, headline, body, and topics {topic: about|mentions|no} where they are known; where not, the verdict decides. A list is for a person to prune: most words are names and chances.\n\nExample:\n  copytaster taxonomy suggest energy stories.ndjson --limit 30"
)]
pub struct SuggestArgs {
    /// Key of the topic
    topic: String,
    /// Files of stories
    #[arg(required = true, value_name = "STORIES")]
    files: Vec<PathBuf>,
    /// Most words a language
    #[arg(long, default_value_t = 20)]
    limit: usize,
    #[arg(long, value_enum, default_value_t = TextOrJson::Text)]
    format: TextOrJson,
}

pub fn run(args: &SuggestArgs, settings: &SettingsArgs) -> Ended {
    let taster = pipeline::build(settings, |_| {})?;
    let pipeline = &taster.pipeline;
    let known: Vec<&str> = pipeline.taxonomy.topics().map(|t| &**t).collect();
    if !known.contains(&args.topic.as_str()) {
        let unknown = anyhow::anyhow!(
            "unknown topic `{}`; known are {}",
            args.topic,
            known.join(" ")
        );
        return Err(Failure::new(Exit::Usage, unknown));
    }
    let stories = read_all(&args.files, read_sample)?;
    let samples: Vec<Sample> = stories
        .iter()
        .map(|gold| {
            let story = gold.story();
            let language = pipeline.languages.identify(&story);
            let about = gold.topics.get(&args.topic).map(|label| label.about);
            let about = about.unwrap_or_else(|| {
                let entities = pipeline.gazetteer.find(&story, &language);
                let verdicts = pipeline.taxonomy.judge(&story, &language, &entities);
                let verdict = verdicts.iter().find(|v| *v.topic == *args.topic);
                verdict.is_some_and(|v| v.verdict == Verdict::About)
            });
            Sample {
                story,
                language,
                about,
            }
        })
        .collect();
    let found = pipeline.taxonomy.suggest(&args.topic, &samples, args.limit);
    match args.format {
        TextOrJson::Json => {
            output::print_json(&json!({ "topic": args.topic, "suggestions": found }))?;
        }
        TextOrJson::Text => output::print(&text_of(&found))?,
    }
    Ok(Exit::Done)
}

fn text_of(found: &[Suggestion]) -> String {
    let mut text = String::new();
    let mut language = "";
    for word in found {
        if word.language != language {
            language = word.language;
            // Writing to a string can't fail.
            let _ = writeln!(text, "[{language}]  about  other  score");
        }
        let _ = writeln!(
            text,
            "{:>11} {:>6} {:>6.1}  {}",
            word.about, word.other, word.score, word.text
        );
    }
    text
}
