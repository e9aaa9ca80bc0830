//! `copytaster taxonomy diff`: which stories two taxonomies decide differently, and by which evidence.

use super::exit::{Ended, Exit, Failure, OrExit};
use super::output::{TextOrJson, print, print_json};
use super::progress;
use super::settings::SettingsArgs;
use crate::batch::{Inputs, Source};
use crate::clock::Clock;
use crate::compare::{Comparison, EvidenceShift, Example, Judged, text};
use crate::config::Config;
use crate::observe::Metrics;
use crate::service::Taster;
use crate::stages::topics::Taxonomy;
use crate::story::{Enriched, Outcome, TopicVerdict};
use std::path::{Path, PathBuf};

/// The taxonomy that ships, without any folder over it.
const BUILTIN: &str = "builtin";

/// Options of `taxonomy diff`.
#[derive(Debug, clap::Args)]
pub struct DiffArgs {
    /// Folder of taxonomy files laid over the built-in ones, or `builtin`
    #[arg(value_name = "A")]
    before: PathBuf,
    /// The other one
    #[arg(value_name = "B")]
    after: PathBuf,
    /// Stories to judge with both: files or folders in any wire format, - for standard input
    #[arg(long, value_name = "FILE", required = true, num_args = 1..)]
    stories: Vec<PathBuf>,
    /// Changed verdicts to show with their evidence
    #[arg(long, value_name = "N", default_value_t = 20)]
    examples: usize,
    /// For people or for programs
    #[arg(long, value_enum, default_value = "text")]
    format: TextOrJson,
}

pub fn run(args: &DiffArgs, settings: &SettingsArgs) -> Ended {
    let config = settings.load()?.config;
    let before = taster(&config, &args.before)?;
    let after = load(&config, &args.after)?;
    let sources = Source::list(&args.stories).or_exit(Exit::Data)?;
    let bar = progress::bar(sources.iter().filter_map(Source::size).sum(), "bytes");
    let mut all = Comparison::default();
    let mut unread = 0_u64;
    for input in Inputs::new(sources) {
        let input = input.or_exit(Exit::Data)?;
        bar.inc(input.bytes.len() as u64);
        for outcome in before.pipeline.taste(&input.record()) {
            match outcome {
                Outcome::Emit(story) => add(&mut all, args, &input.place(), &story, &after),
                Outcome::Drop(_) | Outcome::Reject(_) => unread += 1,
            }
        }
    }
    bar.finish_and_clear();
    if unread > 0 {
        eprintln!("{unread} records without a story: copytaster process says why");
    }
    if all.compared == 0 {
        return Err(Failure::new(
            Exit::Data,
            anyhow::anyhow!("no story in these files"),
        ));
    }
    match args.format {
        TextOrJson::Json => print_json(&all.json())?,
        TextOrJson::Text => print(&text(&all))?,
    }
    Ok(if all.differs() {
        Exit::Findings
    } else {
        Exit::Done
    })
}

fn add(all: &mut Comparison, args: &DiffArgs, place: &str, story: &Enriched, after: &Taxonomy) {
    let language = story.language.language;
    let now = after.judge(&story.story, &story.language, &story.entities);
    let judged = Judged::of_verdicts(&now);
    let code = language.map_or("und", crate::story::Language::code);
    let changes = all.add(code, &Judged::of(story), &judged);
    let room = args.examples.saturating_sub(all.examples.len());
    for change in changes.into_iter().take(room) {
        let evidence = verdict(&story.topics, &change.topic)
            .zip(verdict(&now, &change.topic))
            .map(|(before, after)| EvidenceShift::between(before, after));
        all.examples.push(Example {
            story: place.to_owned(),
            headline: story.story.headline.clone(),
            evidence,
            change,
        });
    }
}

fn verdict<'a>(verdicts: &'a [TopicVerdict], topic: &str) -> Option<&'a TopicVerdict> {
    verdicts.iter().find(|v| *v.topic == *topic)
}

fn with(config: &Config, folder: &Path) -> Config {
    let mut config = config.clone();
    config.taxonomy.folders = if folder.as_os_str() == BUILTIN {
        Vec::new()
    } else {
        vec![folder.to_path_buf()]
    };
    config
}

fn load(config: &Config, folder: &Path) -> Result<Taxonomy, Failure> {
    with(config, folder).taxonomy.load().or_exit(Exit::Config)
}

fn taster(config: &Config, folder: &Path) -> Result<Taster, Failure> {
    let metrics = Metrics::new().or_exit(Exit::Defect)?;
    Taster::new(&with(config, folder), &Clock::system(), &metrics).or_exit(Exit::Config)
}
