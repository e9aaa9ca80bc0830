//! `copytaster profiles`: by which profiles agencies are read, and whether they hold.

use super::exit::{Ended, Exit, Failure, OrExit};
use super::output::{self, TextOrJson};
use super::settings::SettingsArgs;
use crate::config::Config;
use crate::config::profiles::{ProfileSource, profile_sources};
use crate::stages::profile_cases::{unguarded, wrong_cases};
use crate::wire::profile::Written;
use serde_json::json;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// List, show and test the supplier profiles in use
#[derive(Debug, clap::Subcommand)]
pub enum ProfilesCommand {
    /// Profiles with the supplier each stands for, its zone, and how many entries it has
    #[command(after_help = "Example:\n  copytaster profiles list --format json")]
    List {
        #[arg(long, value_enum, default_value_t = TextOrJson::Text)]
        format: TextOrJson,
    },
    /// One profile's file; a good start for a file of your own
    #[command(
        after_help = "Example:\n  copytaster profiles show afp > profiles/afp.toml\n  copytaster profiles show dpa --format json | jq .recognise"
    )]
    Show {
        /// Key of the profile: the name of its file without .toml
        profile: String,
        /// The file as it is written, or as JSON
        #[arg(long, value_enum, default_value_t = TextOrJson::Text)]
        format: TextOrJson,
    },
    /// Run the cases that stand in the profiles; exits 1 when one is wrong
    #[command(
        after_help = "Example:\n  copytaster profiles test --set wire.profiles=desk/\n  copytaster profiles test afp --unguarded"
    )]
    Test {
        /// Only this profile
        profile: Option<String>,
        /// Also name the entries that no case would miss; exits 1 when there are any
        #[arg(long)]
        unguarded: bool,
        #[arg(long, value_enum, default_value_t = TextOrJson::Text)]
        format: TextOrJson,
    },
}

type Sources = BTreeMap<String, ProfileSource>;

pub fn run(command: &ProfilesCommand, settings: &SettingsArgs) -> Ended {
    let config = settings.load()?.config;
    // All that is wrong with signs of several profiles is told before anything is shown.
    config.profiles().or_exit(Exit::Config)?;
    let sources = profile_sources(config.wire.profiles.as_deref()).or_exit(Exit::Config)?;
    match command {
        ProfilesCommand::List { format } => list(&config, &sources, *format),
        ProfilesCommand::Show { profile, format } => show(&sources, profile, *format),
        ProfilesCommand::Test {
            profile,
            unguarded,
            format,
        } => test(&config, &sources, profile.as_deref(), *unguarded, *format),
    }
}

fn source<'s>(sources: &'s Sources, key: &str) -> Result<&'s ProfileSource, Failure> {
    sources.get(key).ok_or_else(|| {
        let known: Vec<&str> = sources.keys().map(String::as_str).collect();
        let known = known.join(", ");
        Failure::new(
            Exit::Usage,
            anyhow::anyhow!("no profile `{key}`; there are {known}"),
        )
    })
}

/// Entries of a profile: signs, rules, words, codes, notes.
fn entries(source: &ProfileSource) -> usize {
    let file = &source.file;
    let signs = &file.recognise;
    let lists = [
        &signs.names,
        &signs.ids,
        &signs.schemes,
        &signs.topics,
        &signs.credits,
        &signs.datelines,
        &signs.signatures,
        &file.notes,
    ];
    lists.iter().map(|list| list.len()).sum::<usize>()
        + signs.headers.values().map(Vec::len).sum::<usize>()
        + file.version.len()
        + file.urgency.len()
        + file.genres.len()
        + file.codes.values().map(BTreeMap::len).sum::<usize>()
}

fn list(config: &Config, sources: &Sources, format: TextOrJson) -> Ended {
    let profiles = config.profiles().or_exit(Exit::Config)?;
    let rows: Vec<_> = profiles
        .all()
        .iter()
        .map(|profile| {
            let source = sources.get(&*profile.key);
            let from = match source {
                Some(source) if source.is_builtin => "built in".to_owned(),
                Some(source) => source.path.display().to_string(),
                None => "suppliers".to_owned(),
            };
            (
                profile,
                source.map_or(0, entries),
                source.map_or(0, |s| s.file.case.len()),
                from,
            )
        })
        .collect();
    if format == TextOrJson::Json {
        let rows: Vec<_> = rows
            .iter()
            .map(|(profile, entries, cases, from)| {
                json!({ "key": &*profile.key, "supplier": &*profile.name, "title": &*profile.title,
                    "time_zone": &*profile.zone_name, "entries": entries, "cases": cases, "from": from })
            })
            .collect();
        output::print_json(&json!({ "version": &*profiles.version(), "profiles": rows }))?;
        return Ok(Exit::Done);
    }
    let mut text = format!(
        "profiles {}\n\n{:<12} {:<10} {:<20} {:>7} {:>5}  from\n",
        profiles.version(),
        "profile",
        "supplier",
        "zone",
        "entries",
        "cases"
    );
    for (profile, entries, cases, from) in rows {
        // Writing to a string can't fail.
        let _ = writeln!(
            text,
            "{:<12} {:<10} {:<20} {entries:>7} {cases:>5}  {from}",
            profile.key, profile.name, profile.zone_name
        );
    }
    output::print(&text)?;
    Ok(Exit::Done)
}

fn show(sources: &Sources, key: &str, format: TextOrJson) -> Ended {
    let source = source(sources, key)?;
    match format {
        TextOrJson::Text => output::print(source.text())?,
        TextOrJson::Json => {
            let json = serde_json::to_value(&source.file).or_exit(Exit::Defect)?;
            output::print_json(&json)?;
        }
    }
    Ok(Exit::Done)
}

fn test(
    config: &Config,
    sources: &Sources,
    only: Option<&str>,
    guards: bool,
    format: TextOrJson,
) -> Ended {
    if let Some(key) = only {
        source(sources, key)?;
    }
    let profiles = config.profiles().or_exit(Exit::Config)?;
    let written: Vec<Written> = sources.values().map(ProfileSource::written).collect();
    let (mut cases, mut wrong, mut idle) = (0, Vec::new(), Vec::new());
    for source in sources.values() {
        if only.is_some_and(|key| key != source.key) {
            continue;
        }
        cases += source.file.case.len();
        for found in wrong_cases(profiles.clone(), &source.file) {
            let name = source.file.case.get(found.case).map_or("", |c| &c.name);
            let line = source.line(&["case", &found.case.to_string()]);
            wrong.push((source, line, name, found.differences));
        }
        if guards {
            let entries = unguarded(&written, &source.key);
            idle.extend(entries.into_iter().map(|entry| (source, entry)));
        }
    }
    let exit = if wrong.is_empty() && idle.is_empty() {
        Exit::Done
    } else {
        Exit::Findings
    };
    if format == TextOrJson::Json {
        let wrong: Vec<_> = wrong
            .iter()
            .map(|(source, line, name, differences)| {
                json!({ "file": source.path, "line": line, "case": name, "differences": differences })
            })
            .collect();
        let idle: Vec<_> = idle
            .iter()
            .map(|(source, entry)| json!({ "file": source.path, "entry": entry }))
            .collect();
        output::print_json(&json!({ "cases": cases, "wrong": wrong, "unguarded": idle }))?;
        return Ok(exit);
    }
    let mut text = String::new();
    for (source, line, name, differences) in &wrong {
        let _ = writeln!(text, "{}:{line}: {name}", source.path.display());
        for difference in differences {
            let _ = writeln!(text, "    {difference}");
        }
    }
    for (source, entry) in &idle {
        let _ = writeln!(
            text,
            "{}: no case would miss `{entry}`",
            source.path.display()
        );
    }
    let _ = write!(text, "{cases} cases, {} wrong", wrong.len());
    if guards {
        let _ = write!(text, "; {} entries without a case", idle.len());
    }
    text.push('\n');
    output::print(&text)?;
    Ok(exit)
}
