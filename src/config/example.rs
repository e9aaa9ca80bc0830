//! `config example`: a file with every setting, what it is for, and its default, ready to be edited.
//!
//! Settings stand behind a `#` without a space, comments behind one with: taking the marks off gives the defaults
//! (a test does it). Generated from the schema, so it can't fall behind.

use super::Config;
use super::schema::{self, Setting};
use super::show::literal;
use super::tree::Node;
use serde_json::Value as Json;
use std::fmt::Write as _;

/// Width of comment lines.
const WIDTH: usize = 100;

/// The file.
pub fn text() -> String {
    let mut out = String::from(
        "# Configuration of copytaster. Every setting is optional; the values are the defaults.\n\
         # Check with `copytaster check --offline -c FILE`, see what is in effect with `copytaster config show -c FILE`.\n",
    );
    let mut section = String::new();
    for setting in schema::settings() {
        let (table, key) = setting.key.rsplit_once('.').unwrap_or(("", &setting.key));
        if setting.schema.get("additionalProperties").is_some() {
            map(&mut out, &setting);
            section.clear();
            continue;
        }
        if table != section {
            table_head(&mut out, table);
            table.clone_into(&mut section);
        }
        comment(&mut out, &about(&setting));
        let default = setting.schema.get("default");
        let value = default
            .and_then(|d| Node::of_json(d, &super::Origin::Default))
            .map(|n| literal(&n.value));
        match value {
            Some(value) => {
                let _ = writeln!(out, "#{key} = {value}");
            }
            None => {
                let _ = writeln!(out, "# {key} = {}", placeholder(&setting));
            }
        }
    }
    out
}

fn table_head(out: &mut String, table: &str) {
    out.push('\n');
    if let Some(about) = section_about(table) {
        comment(out, about);
    }
    let _ = writeln!(out, "[{table}]");
}

fn section_about(table: &str) -> Option<&'static str> {
    let mut path = table.split('.');
    let schema = path.try_fold(schema::schema(), |schema, part| {
        schema.get("properties")?.get(part)
    })?;
    schema.get("description")?.as_str()
}

fn map(out: &mut String, setting: &Setting<'_>) {
    out.push('\n');
    comment(out, &about(setting));
    if setting.schema.get("x-kind").is_some() {
        let example = match setting.key.as_str() {
            "kafka.consumer" => "check.crcs = true",
            "kafka.producer" => "batch.num.messages = 10000",
            _ => "socket.keepalive.enable = true",
        };
        let _ = writeln!(out, "[{}]\n# {example}", setting.key);
    } else if setting.key == "taxonomy.topics" {
        let _ = writeln!(out, "# [{}.energy]\n# threshold = 0.6", setting.key);
    } else {
        let _ = writeln!(
            out,
            "# [{}.afp]\n# topics = [\"wire.afp\"]\n# charset = \"windows-1252\"",
            setting.key
        );
    }
}

/// Description, words and bounds of a setting.
pub(super) fn about(setting: &Setting<'_>) -> String {
    let mut about = setting
        .schema
        .get("description")
        .and_then(Json::as_str)
        .unwrap_or_default()
        .replace('\n', " ");
    if let Some(words) = schema::words(setting.schema) {
        let words: Vec<&str> = words.into_iter().map(|(w, _)| w).collect();
        let _ = write!(about, " One of: {}.", words.join(", "));
    }
    about
}

fn placeholder(setting: &Setting<'_>) -> String {
    if schema::is_secret(setting.schema) {
        return "\"…\"".into();
    }
    if let Some(words) = schema::words(setting.schema) {
        return words
            .first()
            .map_or_else(String::new, |(w, _)| format!("\"{w}\""));
    }
    match setting.schema.get("type").and_then(Json::as_str) {
        Some("integer") => "4".into(),
        _ => "\"…\"".into(),
    }
}

fn comment(out: &mut String, text: &str) {
    let mut line = String::from("#");
    for word in text.split_whitespace() {
        if line.chars().count() + 1 + word.chars().count() > WIDTH {
            let _ = writeln!(out, "{line}");
            line = String::from("#");
        }
        line.push(' ');
        line.push_str(word);
    }
    let _ = writeln!(out, "{line}");
}

/// The example with its settings switched on, for whoever checks it.
pub fn uncommented() -> String {
    text()
        .lines()
        .map(|line| match line.strip_prefix('#') {
            Some(rest) if !rest.starts_with(' ') && !rest.is_empty() => rest,
            _ => line,
        })
        .fold(String::new(), |mut all, line| {
            all.push_str(line);
            all.push('\n');
            all
        })
}

/// The defaults as JSON, as the schema sees a file.
pub fn defaults() -> Json {
    serde_json::to_value(Config::default()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::{Environment, Layers, file, load};
    use super::*;

    #[test]
    fn the_example_reads_back_as_the_defaults_with_and_without_its_marks() {
        for text in [text(), uncommented()] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join(file::FILE_NAME);
            std::fs::write(&path, &text).unwrap();
            let layers = Layers {
                files: vec![path],
                ..Layers::default()
            };
            let loaded = load(&layers, &Environment::default()).unwrap_or_else(|e| panic!("{e}"));
            assert_eq!(serde_json::to_value(&loaded.config).unwrap(), defaults());
        }
    }

    #[test]
    fn the_schema_accepts_the_example_and_refuses_what_the_program_refuses() {
        let validator = jsonschema::validator_for(schema::schema()).unwrap();
        let example: toml::Table = toml::from_str(&uncommented()).unwrap();
        let json = serde_json::to_value(example).unwrap();
        let errors: Vec<String> = validator
            .iter_errors(&json)
            .map(|e| format!("{}: {e}", e.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{errors:?}");
        for wrong in [
            "[source]\ntopcs = [\"a\"]",
            "[source]\ntopics = []",
            "[delivery]\ncommit_interval = 5",
            "[delivery]\nworkers = 0",
            "[kafka]\nsecurity_protocol = \"tls\"",
        ] {
            let table: toml::Table = toml::from_str(wrong).unwrap();
            let json = serde_json::to_value(table).unwrap();
            assert!(!validator.is_valid(&json), "{wrong}");
        }
    }

    #[test]
    fn every_setting_is_in_the_example() {
        let text = text();
        for setting in schema::settings() {
            let key = setting.key.rsplit('.').next().unwrap();
            assert!(text.contains(key), "{}", setting.key);
        }
    }
}
