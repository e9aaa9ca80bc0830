//! Configuration files: where they are looked for and how TOML becomes a tree.
//!
//! Reads files and nothing else. All syntax errors of a file are told at once; the text of a broken line is never
//! repeated, because what is broken may be a secret.

use super::environment::Environment;
use super::origin::{Origin, SourceFile};
use super::problem::{ConfigError, Problem};
use super::tree::{Node, Value};
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The name looked for.
pub const FILE_NAME: &str = "copytaster.toml";

/// The first file that exists of `./copytaster.toml`, `$XDG_CONFIG_HOME/copytaster/copytaster.toml` (or
/// `~/.config/…`), `/etc/copytaster/copytaster.toml`.
pub fn find(environment: &Environment) -> Option<PathBuf> {
    let mut places = vec![PathBuf::from(FILE_NAME)];
    if let Some(folder) = environment.config_folder() {
        places.push(folder.join("copytaster").join(FILE_NAME));
    }
    places.push(Path::new("/etc/copytaster").join(FILE_NAME));
    places.into_iter().find(|p| p.is_file())
}

/// Reads one file into a tree. What is wrong goes to `problems`; what could be read is returned all the same.
pub fn read(path: &Path, problems: &mut Vec<Problem>) -> Option<Node> {
    match std::fs::read(path) {
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(text) => Some(parse(path, text, problems)),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let origin = whole(Arc::new(SourceFile {
                    path: path.into(),
                    text: String::new(),
                }));
                problems.push(
                    Problem::new("", origin, format!("is not UTF-8 from byte {at} on"))
                        .help("save the file as UTF-8"),
                );
                None
            }
        },
        Err(error) => {
            problems.push(ConfigError::unreadable(path, &error));
            None
        }
    }
}

/// Parses the text of a file.
pub fn parse(path: &Path, text: String, problems: &mut Vec<Problem>) -> Node {
    let file = Arc::new(SourceFile {
        path: path.into(),
        text,
    });
    let (table, errors) = DeTable::parse_recoverable(&file.text);
    for error in errors {
        let at = error.span().map_or(0, |s| s.start);
        problems.push(Problem::new(
            "",
            Origin::File {
                file: Arc::clone(&file),
                key: at..at,
                value: 0..0,
            },
            format!("not valid TOML: {}", error.message()),
        ));
    }
    let value = Value::Table(entries(table.into_inner(), &file));
    Node {
        value,
        origin: whole(file),
    }
}

fn whole(file: Arc<SourceFile>) -> Origin {
    Origin::File {
        file,
        key: 0..0,
        value: 0..0,
    }
}

fn entries(table: DeTable<'_>, file: &Arc<SourceFile>) -> BTreeMap<String, Node> {
    table
        .into_iter()
        .map(|(key, value)| {
            let span = key.span();
            (key.into_inner().into_owned(), node(value, &span, file))
        })
        .collect()
}

fn node(value: Spanned<DeValue<'_>>, key: &Range<usize>, file: &Arc<SourceFile>) -> Node {
    let origin = Origin::File {
        file: Arc::clone(file),
        key: key.clone(),
        value: value.span(),
    };
    let value = match value.into_inner() {
        DeValue::String(text) => Value::Text(text.into_owned()),
        // Beyond 64 bits: no setting takes such a number, the decimal kind says so.
        DeValue::Integer(n) => i64::from_str_radix(&n.as_str().replace('_', ""), n.radix())
            .map_or(Value::Float(f64::INFINITY), Value::Integer),
        DeValue::Float(n) => Value::Float(n.as_str().replace('_', "").parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(b) => Value::Boolean(b),
        DeValue::Datetime(_) => Value::Time,
        DeValue::Array(items) => Value::List(
            items
                .into_iter()
                .map(|item| node(item, key, file))
                .collect(),
        ),
        DeValue::Table(table) => Value::Table(entries(table, file)),
    };
    Node { value, origin }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_syntax_errors_of_a_file_are_told_and_no_line_is_repeated() {
        let mut problems = Vec::new();
        let text = "[kafka]\npassword = hunter2\nbrokers = [\"a\"\n[source]\ngroup = = hunter3\n";
        parse(Path::new("c.toml"), text.into(), &mut problems);
        assert!(problems.len() >= 2, "{problems:?}");
        for problem in &problems {
            let shown = problem.to_string();
            assert!(
                shown.contains("c.toml:") && shown.contains("not valid TOML"),
                "{shown}"
            );
            assert!(!shown.contains("hunter"), "{shown}");
        }
    }

    #[test]
    fn a_value_knows_its_line() {
        let mut problems = Vec::new();
        let tree = parse(
            Path::new("c.toml"),
            "\n[source]\ngroup = \"g\"\n".into(),
            &mut problems,
        );
        assert!(problems.is_empty());
        assert_eq!(tree.origin_of("source.group").to_string(), "c.toml:3");
    }

    #[test]
    fn a_file_that_is_away_is_one_problem_with_its_path() {
        let mut problems = Vec::new();
        assert!(read(Path::new("/nowhere/c.toml"), &mut problems).is_none());
        assert!(
            problems[0].to_string().contains("/nowhere/c.toml"),
            "{problems:?}"
        );
    }
}
