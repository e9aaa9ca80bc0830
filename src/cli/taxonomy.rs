//! `copytaster taxonomy`: what the topics are made of, and whether they hold.

use super::exit::{Ended, Exit, OrExit};
use super::output::{self, TextOrJson};
use super::settings::SettingsArgs;
use super::taxonomy_diff::{self, DiffArgs};
use crate::stages::topics::Taxonomy;
use serde_json::json;
use std::fmt::Write as _;

/// List, test and check the taxonomy in use
#[derive(Debug, clap::Subcommand)]
pub enum TaxonomyCommand {
    /// Topics with their languages, terms and cases
    #[command(after_help = "Example:\n  copytaster taxonomy list --format json")]
    List {
        #[arg(long, value_enum, default_value_t = TextOrJson::Text)]
        format: TextOrJson,
    },
    /// Run the cases that stand beside the terms; exits 1 when one is wrong
    #[command(
        after_help = "Example:\n  copytaster taxonomy test --set taxonomy.folders='[\"desk/\"]'"
    )]
    Test,
    /// Look for what is allowed and doubtful; exits 1 when something is found
    Lint,
    /// Judge stories with two taxonomies and show what is decided otherwise; exits 1 when something is
    #[command(
        after_help = "Example:\n  copytaster taxonomy diff builtin desk/ --stories yesterday.ndjson examples/stories"
    )]
    Diff(DiffArgs),
    /// Words of labelled stories that may be missing from the terms
    Suggest(super::suggest::SuggestArgs),
}

pub fn run(command: &TaxonomyCommand, settings: &SettingsArgs) -> Ended {
    let in_use = || {
        settings
            .load()?
            .config
            .taxonomy
            .load()
            .or_exit(Exit::Config)
    };
    match command {
        TaxonomyCommand::List { format } => list(&in_use()?, *format),
        TaxonomyCommand::Test => test(&in_use()?),
        TaxonomyCommand::Lint => lint(&in_use()?),
        TaxonomyCommand::Diff(args) => taxonomy_diff::run(args, settings),
        TaxonomyCommand::Suggest(args) => super::suggest::run(args, settings),
    }
}

fn list(taxonomy: &Taxonomy, format: TextOrJson) -> Ended {
    let summaries = taxonomy.summaries();
    if format == TextOrJson::Json {
        let topics: Vec<_> = summaries
            .iter()
            .map(|s| {
                let languages: Vec<_> = s
                    .languages
                    .iter()
                    .map(|l| json!({ "language": l.language.code(), "terms": l.terms, "concepts": l.concepts, "cases": l.cases }))
                    .collect();
                json!({ "key": &*s.key, "label": &*s.label, "threshold": s.threshold,
                    "codes": s.codes.iter().map(|c| &**c).collect::<Vec<_>>(), "languages": languages })
            })
            .collect();
        output::print_json(&json!({ "version": &*taxonomy.version(), "topics": topics }))?;
        return Ok(Exit::Done);
    }
    let mut text = format!("taxonomy {}\n", taxonomy.version());
    for s in &summaries {
        // Writing to a string can't fail.
        let _ = writeln!(
            text,
            "\n{} — {}; about from a score of {:.2}; {}",
            s.key,
            s.label,
            s.threshold,
            s.codes.join(" ")
        );
        let _ = writeln!(text, "  language  terms  concepts  cases");
        for l in &s.languages {
            let _ = writeln!(
                text,
                "  {:<8} {:>6} {:>9} {:>6}",
                l.language.code(),
                l.terms,
                l.concepts,
                l.cases
            );
        }
    }
    output::print(&text)?;
    Ok(Exit::Done)
}

fn test(taxonomy: &Taxonomy) -> Ended {
    let report = taxonomy.test();
    let mut text = String::new();
    for wrong in &report.wrong {
        let evidence: Vec<_> = wrong
            .evidence
            .iter()
            .map(|(term, weight)| format!("{term} {weight:+.2}"))
            .collect();
        let _ = writeln!(
            text,
            "{}:{}: expected {}, got {} ({:.2}): {}\n    {}",
            wrong.file,
            wrong.line,
            wrong.expect.code(),
            wrong.got.code(),
            wrong.score,
            wrong.text,
            evidence.join(", ")
        );
    }
    let _ = writeln!(text, "{} cases, {} wrong", report.cases, report.wrong.len());
    output::print(&text)?;
    Ok(if report.wrong.is_empty() {
        Exit::Done
    } else {
        Exit::Findings
    })
}

fn lint(taxonomy: &Taxonomy) -> Ended {
    let found = taxonomy.lint();
    let mut text = String::new();
    for lint in &found {
        let _ = writeln!(text, "{}:{}: {}", lint.file, lint.line, lint.message);
    }
    let _ = writeln!(text, "{} findings", found.len());
    output::print(&text)?;
    Ok(if found.is_empty() {
        Exit::Done
    } else {
        Exit::Findings
    })
}
