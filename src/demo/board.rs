//! What the demonstration shows: a line a story, and the sums at the end.

use crate::story::Header;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Write};
use std::time::Duration;

/// Counts while it shows.
pub struct Board {
    colour: bool,
    stories: u64,
    dead: BTreeMap<String, u64>,
    languages: BTreeMap<String, u64>,
    topics: BTreeMap<String, u64>,
    unrouted: u64,
}

/// The sums of a demonstration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    pub sent: u64,
    pub stories: u64,
    pub unrouted: u64,
    pub dead: BTreeMap<String, u64>,
    pub languages: BTreeMap<String, u64>,
    pub topics: BTreeMap<String, u64>,
    pub took: Duration,
}

/// Widest headline shown, in characters.
const HEADLINE: usize = 56;
/// Pieces of evidence shown of a story.
const EVIDENCE: usize = 3;

impl Board {
    pub fn new(colour: bool) -> Self {
        Self {
            colour,
            stories: 0,
            dead: BTreeMap::new(),
            languages: BTreeMap::new(),
            topics: BTreeMap::new(),
            unrouted: 0,
        }
    }

    /// Stories read back so far.
    pub fn stories(&self) -> u64 {
        self.stories
    }

    /// Shows a record of `stories.enriched`.
    pub fn story(&mut self, record: &[u8], out: &mut impl Write) -> io::Result<()> {
        self.stories += 1;
        let Ok(record) = serde_json::from_slice::<Value>(record) else {
            return writeln!(out, "?  a record that is no JSON");
        };
        let language = record["language"].as_str().unwrap_or("und").to_owned();
        *self.languages.entry(language.clone()).or_default() += 1;
        let body = record["bodies"][0]["value"].as_str().unwrap_or_default();
        let headline = record["headlines"][0]["value"].as_str().unwrap_or_default();
        let about: Vec<&Value> = record["copytaster"]["topics"]
            .as_array()
            .map(|topics| topics.iter().filter(|t| t["verdict"] == "about").collect())
            .unwrap_or_default();
        let mut names = Vec::new();
        for topic in &about {
            let key = topic["key"].as_str().unwrap_or("?").to_owned();
            *self.topics.entry(key.clone()).or_default() += 1;
            names.push(key);
        }
        if names.is_empty() {
            self.unrouted += 1;
        }
        let shown = if headline.is_empty() { body } else { headline };
        let status = record["pubStatus"]
            .as_str()
            .filter(|s| *s != "usable")
            .unwrap_or_default();
        let words = about
            .iter()
            .flat_map(|t| quotes(t, headline, body))
            .take(EVIDENCE)
            .collect::<Vec<_>>()
            .join(", ");
        let colour = match (names.len(), status.is_empty()) {
            (_, false) => "35",
            (0, true) => "2",
            (1, true) => "32",
            _ => "36",
        };
        let names = if names.is_empty() {
            "-".to_owned()
        } else {
            names.join(" ")
        };
        let line = format!(
            "{language:<3} {names:<26} {}  {status} {words}",
            clip(shown, HEADLINE)
        );
        self.line(colour, line.trim_end(), out)
    }

    /// Shows a record of `stories.dead`.
    pub fn dead_letter(&mut self, headers: &[Header], out: &mut impl Write) -> io::Result<()> {
        let text = |name: &str| {
            let value = headers
                .iter()
                .find(|h| h.name == name)
                .and_then(|h| h.value.as_deref());
            value
                .map(|v| String::from_utf8_lossy(v).into_owned())
                .unwrap_or_default()
        };
        let code = text("copytaster.error.code");
        let line = format!(
            "!!  dead letter: {code:<14} {}",
            clip(&text("copytaster.error.message"), 80)
        );
        *self.dead.entry(code).or_default() += 1;
        self.line("31", &line, out)
    }

    fn line(&self, colour: &str, line: &str, out: &mut impl Write) -> io::Result<()> {
        if self.colour {
            writeln!(out, "\x1b[{colour}m{line}\x1b[0m")
        } else {
            writeln!(out, "{line}")
        }
    }

    /// The sums.
    pub fn into_summary(self, sent: u64, took: Duration) -> Summary {
        Summary {
            sent,
            stories: self.stories,
            unrouted: self.unrouted,
            dead: self.dead,
            languages: self.languages,
            topics: self.topics,
            took,
        }
    }
}

/// The words that decided a topic, strongest first, as they stand in the text.
fn quotes(topic: &Value, headline: &str, body: &str) -> Vec<String> {
    let mut spans: Vec<&Value> = topic["evidence"]
        .as_array()
        .map(|e| e.iter().collect())
        .unwrap_or_default();
    spans.sort_by(|a, b| {
        let weight = |v: &Value| v["weight"].as_f64().unwrap_or_default();
        weight(b).total_cmp(&weight(a))
    });
    spans
        .iter()
        .filter_map(|span| {
            let field = if span["field"] == "headline" {
                headline
            } else {
                body
            };
            let at = |name: &str| span[name].as_u64().and_then(|n| usize::try_from(n).ok());
            field
                .get(at("start")?..at("end")?)
                .map(|quote| format!("“{quote}”"))
        })
        .take(1)
        .collect()
}

/// At most `width` characters on one line.
fn clip(text: &str, width: usize) -> String {
    let flat: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if flat.chars().count() <= width {
        return format!("{flat:<width$}");
    }
    let cut: String = flat.chars().take(width - 1).collect();
    format!("{cut}…")
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |counts: &BTreeMap<String, u64>| {
            let mut counts: Vec<_> = counts.iter().collect();
            counts.sort_by_key(|(name, n)| (std::cmp::Reverse(**n), (*name).clone()));
            counts
                .iter()
                .map(|(name, n)| format!("{name} {n}"))
                .collect::<Vec<_>>()
                .join(", ")
        };
        let dead: u64 = self.dead.values().sum();
        writeln!(
            f,
            "in {:.0} s: {} records in, {} stories out, {dead} dead letters",
            self.took.as_secs_f64(),
            self.sent,
            self.stories
        )?;
        writeln!(
            f,
            "  topics      {}; none: {}",
            list(&self.topics),
            self.unrouted
        )?;
        writeln!(
            f,
            "  languages   {} ({})",
            self.languages.len(),
            list(&self.languages)
        )?;
        write!(
            f,
            "  dead        {}",
            if self.dead.is_empty() {
                "none".to_owned()
            } else {
                list(&self.dead)
            }
        )
    }
}
