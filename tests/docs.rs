//! The pages say what is true: every test, metric, file and command they name exists, and the configuration they show
//! is accepted. Reads README.md and docs/*.md as text; judges no sentence.

// A failed expectation is the message.
#![allow(clippy::unwrap_used)]

use copytaster::config::{Bytes, Config, memory};
use copytaster::observe::Metrics;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn page(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).unwrap()
}

/// The pages of a folder, without those of folders in it.
fn within(folder: &str) -> impl Iterator<Item = PathBuf> {
    let entries = std::fs::read_dir(root().join(folder)).unwrap();
    entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "md"))
}

/// The pages written by hand, with the folder their links are meant from.
fn pages() -> Vec<(PathBuf, String)> {
    let mut paths = vec![root().join("README.md")];
    paths.extend(within("docs"));
    paths.extend(within("docs/runbooks"));
    paths
        .into_iter()
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap();
            (path, text)
        })
        .collect()
}

/// What stands between single backticks, outside of fenced blocks.
fn code_spans(text: &str) -> BTreeSet<&str> {
    text.split("```")
        .step_by(2)
        .flat_map(str::lines)
        .flat_map(|line| line.split('`').skip(1).step_by(2))
        .collect()
}

/// Contents of fenced blocks of one language.
fn blocks<'a>(text: &'a str, language: &str) -> Vec<&'a str> {
    text.split("```")
        .skip(1)
        .step_by(2)
        .filter_map(|block| block.strip_prefix(language)?.strip_prefix('\n'))
        .collect()
}

fn is_snake(span: &str) -> bool {
    span.bytes()
        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// Names of tests are sentences; nothing else in backticks has four words joined so.
fn is_test_name(span: &str) -> bool {
    is_snake(span) && span.matches('_').count() >= 3 && !span.starts_with("copytaster_")
}

fn sources(folder: &Path, all: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, all);
        } else if path.extension().is_some_and(|e| e == "rs") {
            all.push_str(&std::fs::read_to_string(&path).unwrap());
        }
    }
}

/// Functions marked as tests, here and in property tests.
fn tests() -> BTreeSet<String> {
    let mut all = String::new();
    for folder in ["src", "tests", "crates"] {
        sources(&root().join(folder), &mut all);
    }
    all.split("#[test]")
        .skip(1)
        .filter_map(|after| {
            let name = after.split_once("fn ")?.1;
            Some(name.split_once('(')?.0.to_owned())
        })
        .collect()
}

#[test]
fn every_test_and_metric_that_the_pages_name_exists() {
    let tests = tests();
    let metrics: BTreeSet<&str> = Metrics::families().iter().map(|f| f.name).collect();
    let mut missing = Vec::new();
    for name in ["README.md", "docs/delivery.md", "docs/operation.md"] {
        let text = page(name);
        for span in code_spans(&text) {
            let there = if is_test_name(span) {
                tests.contains(span)
            } else if span.starts_with("copytaster_") {
                metrics.contains(span.split('{').next().unwrap_or(span))
            } else {
                true
            };
            if !there {
                missing.push(format!("{name}: {span}"));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_promise_names_its_test() {
    for (name, heading) in [
        ("README.md", "## Guarantees"),
        ("docs/delivery.md", "## Promises kept"),
    ] {
        let text = page(name);
        let section = text.split_once(heading).unwrap().1;
        let section = section.split("\n## ").next().unwrap();
        let rows: Vec<&str> = section
            .lines()
            .filter(|l| l.starts_with("| "))
            .skip(2)
            .collect();
        assert!(rows.len() >= 5, "{name}: {} promises", rows.len());
        for row in rows {
            let cells: Vec<&str> = row.trim_matches('|').split(" | ").collect();
            let [_, proof, watch] = cells.as_slice() else {
                panic!("{name}: not three cells: {row}");
            };
            assert!(
                code_spans(proof).into_iter().any(is_test_name),
                "{name}: a promise without a test: {row}"
            );
            assert!(
                watch.trim() == "–" || watch.contains("`copytaster_"),
                "{name}: a promise with neither metric nor a dash: {row}"
            );
        }
    }
}

#[test]
fn every_bad_day_names_its_test_its_end_and_where_it_shows() {
    let text = page("docs/delivery.md");
    let section = text.split_once("## Bad days").unwrap().1;
    let section = section.split("\n## ").next().unwrap();
    let rows: Vec<&str> = section
        .lines()
        .filter(|l| l.starts_with("| "))
        .skip(2)
        .collect();
    assert!(rows.len() >= 15, "{} bad days", rows.len());
    for row in rows {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let [_, _, exit, shows, proof] = cells.as_slice() else {
            panic!("not five cells: {row}");
        };
        assert!(
            code_spans(proof).into_iter().any(is_test_name),
            "a bad day without a test: {row}"
        );
        assert!(
            *exit == "–"
                || exit.contains("runs on")
                || exit.parse::<u8>().is_ok()
                || exit.contains(", "),
            "how it ends: {row}"
        );
        assert!(
            *shows == "–" || shows.contains("`copytaster_") || shows.contains("log: "),
            "where it shows: {row}"
        );
    }
}

#[test]
fn the_table_of_error_codes_is_the_programs_own() {
    let text = page("docs/delivery.md");
    let shown = text
        .split_once("<!-- errors -->\n")
        .and_then(|(_, rest)| rest.split_once("<!-- /errors -->"))
        .map(|(table, _)| table.trim());
    let table = copytaster::kafka_errors::markdown();
    assert_eq!(
        shown,
        Some(table.trim()),
        "put this between the marks in docs/delivery.md:\n{table}"
    );
}

#[test]
fn every_file_that_the_pages_link_or_name_exists() {
    let mut missing = Vec::new();
    for (path, text) in pages() {
        let prose: String = text.split("```").step_by(2).collect();
        for link in prose
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
        {
            let file = link.split('#').next().unwrap_or(link);
            if !link.contains("://")
                && !file.is_empty()
                && !path.parent().unwrap().join(file).exists()
            {
                missing.push(format!("{}: {link}", path.display()));
            }
        }
        for span in code_spans(&text) {
            let ours = ["src/", "tests/", "docs/", "crates/", "examples/", "deploy/"];
            if ours.iter().any(|folder| span.starts_with(folder))
                && !span.contains(['*', '<', ' ', '{'])
                && !root().join(span).exists()
            {
                missing.push(format!("{}: {span}", path.display()));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_setting_that_the_pages_name_exists() {
    let reference = page("docs/configuration.md");
    let settings: BTreeSet<&str> = code_spans(&reference);
    let sections: BTreeSet<&str> = settings
        .iter()
        .filter_map(|s| s.strip_prefix('[')?.strip_suffix(']'))
        .filter(|s| !s.is_empty())
        .collect();
    assert!(sections.contains("outputs"), "{sections:?}");
    let mut missing = Vec::new();
    for (path, text) in pages() {
        for span in code_spans(&text) {
            let name = span.split(" = ").next().unwrap_or(span);
            let ours = name
                .split_once('.')
                .is_some_and(|(section, rest)| sections.contains(section) && rest != "toml");
            let plain = name
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b"._".contains(&b));
            if ours && plain && !settings.contains(name) {
                missing.push(format!("{}: {span}", path.display()));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_command_that_the_pages_show_is_one_of_the_program() {
    let mut shown = 0;
    for (path, text) in pages() {
        for line in blocks(&text, "sh").into_iter().flat_map(str::lines) {
            let line = line.split(" #").next().unwrap_or(line);
            let line = line.split(['>', '|']).next().unwrap_or(line);
            let words: Vec<&str> = match line.split_once("cargo run --release -- ") {
                Some((_, arguments)) => std::iter::once("copytaster")
                    .chain(arguments.split_whitespace())
                    .collect(),
                None => line.split_whitespace().collect(),
            };
            if words.first() != Some(&"copytaster") {
                continue;
            }
            shown += 1;
            if let Err(error) = copytaster::cli::command().try_get_matches_from(&words) {
                panic!("{}: {line}\n{error}", path.display());
            }
        }
    }
    assert!(shown >= 8, "{shown} commands");
}

/// A page with what it names and is not there.
fn lacking(path: &Path, names: impl IntoIterator<Item = String>) -> Vec<String> {
    let page = path.file_name().unwrap().to_string_lossy();
    names.into_iter().map(|n| format!("{page}: {n}")).collect()
}

#[test]
fn whoever_follows_a_runbook_finds_each_metric_log_line_command_and_other_runbook() {
    let metrics: BTreeSet<&str> = Metrics::families().iter().map(|f| f.name).collect();
    let mut said = String::new();
    sources(&root().join("src"), &mut said);
    // A string may go on in the next line.
    let said = said
        .split("\\\n")
        .map(str::trim_start)
        .collect::<Vec<_>>()
        .concat();
    let mut missing = Vec::new();
    for path in within("docs/runbooks") {
        let text = std::fs::read_to_string(&path).unwrap();
        let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        let unknown = words.filter(|word| {
            word.starts_with("copytaster_") && !metrics.contains(word)
                || word.starts_with("Copytaster")
                    && !root().join(format!("docs/runbooks/{word}.md")).exists()
        });
        missing.extend(lacking(&path, unknown.map(str::to_owned)));
        // What the log says is quoted; values of settings are single words.
        let quoted = text.split('"').skip(1).step_by(2);
        let unsaid = quoted.filter(|line| line.contains(' ') && !said.contains(line));
        missing.extend(lacking(&path, unsaid.map(|line| format!("\"{line}\""))));
        for span in code_spans(&text) {
            let words: Vec<&str> = span
                .split_whitespace()
                .map(|word| match word {
                    "P" | "O" => "0",
                    "CODE" => "malformed_json",
                    word => word,
                })
                .collect();
            let wrong = match words.first() {
                Some(&"copytaster") => copytaster::cli::command()
                    .try_get_matches_from(&words)
                    .is_err(),
                // At night nobody wants to be told which option it lacks.
                Some(tool) if tool.starts_with("kafka-") && words.len() > 1 => {
                    !span.contains("--bootstrap-server ")
                }
                _ => false,
            };
            missing.extend(lacking(&path, wrong.then(|| span.to_owned())));
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_signal_that_the_service_listens_to_is_in_the_table_and_on_its_help_page() {
    let text = page("docs/operation.md");
    let table = text.split_once("## Signals").unwrap().1;
    let table = table.split("\n## ").next().unwrap();
    let source = page("src/cli/run.rs");
    let listens: Vec<&str> = source
        .split("SignalKind::")
        .skip(1)
        .filter_map(|rest| rest.split_once("()").map(|(kind, _)| kind))
        .collect();
    assert!(listens.len() >= 4, "{listens:?}");
    let mut command = copytaster::cli::command();
    let run = command.find_subcommand_mut("run").unwrap();
    let help = run.render_long_help().to_string();
    for kind in listens {
        let name = match kind {
            "terminate" => "SIGTERM",
            "interrupt" => "SIGINT",
            "hangup" => "SIGHUP",
            "user_defined1" => "SIGUSR1",
            other => panic!("say what {other} does"),
        };
        assert!(table.contains(name) && help.contains(name), "{name}");
    }
}

/// The number behind the first of these words in a file of `deploy/`.
fn deployed(file: &str, key: &str) -> u64 {
    let text = page(&format!("deploy/{file}"));
    let rest = text.split_once(key).unwrap_or_else(|| panic!("{key}")).1;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap()
}

#[test]
fn process_managers_wait_for_the_drain_and_their_memory_holds_the_budgets() {
    let config = Config::default();
    let longest = config.delivery.drain_timeout.0 + Duration::from_secs(45);
    for (file, key) in [
        ("compose/compose.yaml", "stop_grace_period: "),
        (
            "kubernetes/copytaster.yaml",
            "terminationGracePeriodSeconds: ",
        ),
        ("systemd/copytaster.service", "\nTimeoutStopSec="),
    ] {
        let waits = Duration::from_secs(deployed(file, key));
        assert!(waits >= longest, "{file}: {waits:?} of {longest:?}");
    }
    for (file, key) in [
        ("kubernetes/copytaster.yaml", "limits: {memory: "),
        ("systemd/copytaster.service", "\nMemoryMax="),
    ] {
        let limit = Bytes(deployed(file, key) << 20);
        assert_eq!(memory::warning(&config, Some(limit)), None, "{file}");
    }
    // What the manual says of the unit stands in it.
    let unit = page("deploy/systemd/copytaster.service");
    let manual = page("docs/operation.md");
    let section = manual.split_once("## systemd").unwrap().1;
    let section = section.split("\n## ").next().unwrap();
    let named: Vec<&str> = code_spans(section)
        .into_iter()
        .filter(|span| span.contains('=') && !span.contains(" = "))
        .collect();
    assert!(named.len() >= 6, "{named:?}");
    for setting in named {
        assert!(unit.lines().any(|line| line == setting), "{setting}");
    }
}

#[test]
fn the_readme_lists_every_command() {
    let text = page("README.md");
    let section = text.split_once("## Commands").unwrap().1;
    let section = section.split("\n## ").next().unwrap();
    let listed: BTreeSet<&str> = section
        .lines()
        .filter(|l| l.starts_with("| `"))
        .filter_map(|l| l.split(" | ").next())
        .flat_map(code_spans)
        .collect();
    let command = copytaster::cli::command();
    let real: BTreeSet<&str> = command
        .get_subcommands()
        .map(clap::Command::get_name)
        .collect();
    assert_eq!(listed, real);
}

#[test]
fn the_configuration_of_the_readme_is_accepted() {
    let text = page("README.md");
    let [shown] = blocks(&text, "toml")[..] else {
        panic!("one configuration is shown");
    };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("copytaster.toml");
    std::fs::write(&file, shown).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_copytaster"))
        .env_clear()
        .args(["check", "--offline", "-c"])
        .arg(&file)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}
