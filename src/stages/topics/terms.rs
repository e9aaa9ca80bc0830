//! Term files: what a linguist writes for one topic and language, read with the line of everything.
//!
//! Owns the TOML shape (docs/taxonomy.md). Promises: a file is read to its end and all its faults are noted; what is
//! returned is complete and typed. Never compiles or judges.
//!
//! A file has `topic`, and either `language` with its concepts at the top level, or one table a language
//! (`[en.match]`); a user's own topic may carry its `[definition]` in the same file.

use super::definition::{self, Definition};
use super::neighbours::Neighbours;
use super::problem::{Fault, Notes, Problem};
use crate::story::{Language, Verdict};
use std::sync::Arc;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// How much one occurrence of a term says, as its author judged it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Strength {
    /// Context only; all weak terms together are capped.
    Weak,
    /// Right about half of the time; two concepts make the case.
    Medium,
    /// Alone makes a paragraph about the topic.
    Strong,
}

impl Strength {
    /// All, strongest first.
    pub const ALL: [Self; 3] = [Self::Strong, Self::Medium, Self::Weak];

    /// The word in files.
    pub fn code(self) -> &'static str {
        match self {
            Self::Weak => "weak",
            Self::Medium => "medium",
            Self::Strong => "strong",
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }
}

/// A string of a file with its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    pub text: Arc<str>,
    pub line: u32,
}

/// A term as written.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    pub text: Arc<str>,
    pub line: u32,
    pub concept: Arc<str>,
    pub strength: Strength,
    pub neighbours: Neighbours,
}

/// A sentence with the verdict it must get.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    pub text: String,
    pub expect: Verdict,
    pub line: u32,
}

/// All terms of one topic in one language.
#[derive(Debug, Clone)]
pub struct TermFile {
    pub file: Arc<str>,
    pub topic: Written,
    pub language: Language,
    /// Phrases that hide the terms inside them.
    pub hide: Vec<Written>,
    pub terms: Vec<Term>,
    pub cases: Vec<Case>,
}

/// What one file holds.
#[derive(Debug, Default)]
pub struct Parsed {
    pub terms: Vec<TermFile>,
    pub definition: Option<Definition>,
    pub problems: Vec<Problem>,
}

/// Reads one file. Problems are returned beside what could be read.
pub fn parse(file: &str, text: &str) -> Parsed {
    let mut notes = Notes::new(file, text);
    let mut parsed = Parsed::default();
    match DeTable::parse(text) {
        Ok(table) => read_file(file, table.get_ref(), &mut notes, &mut parsed),
        Err(error) => {
            let line = error.span().map_or(0, |s| notes.line(s.start));
            notes.add(line, Fault::Syntax(error.message().to_owned()));
        }
    }
    parsed.problems = notes.problems;
    parsed
}

fn read_file(file: &str, table: &DeTable<'_>, notes: &mut Notes<'_>, parsed: &mut Parsed) {
    let Some(topic) = string_at(table, "topic", notes) else {
        return;
    };
    if !is_key(&topic.text) {
        notes.add(topic.line, Fault::BadTopic(topic.text.to_string()));
        return;
    }
    if let Some(value) = table.get("definition") {
        parsed.definition = definition::read(file, &topic, value, notes);
    }
    let file: Arc<str> = file.into();
    let skip = |key: &str| matches!(key, "topic" | "language" | "definition");
    if table.contains_key("language") {
        let Some(code) = string_at(table, "language", notes) else {
            return;
        };
        match known_language(&code.text) {
            Some(language) => {
                let entries = table.iter().filter(|(k, _)| !skip(k.get_ref()));
                parsed
                    .terms
                    .push(read_terms(file, topic, language, entries, notes));
            }
            None => notes.add(code.line, Fault::UnknownLanguage(code.text.to_string())),
        }
        return;
    }
    for (key, value) in table.iter().filter(|(k, _)| !skip(k.get_ref())) {
        let line = notes.line(key.span().start);
        match (known_language(key.get_ref()), value.get_ref()) {
            (Some(language), DeValue::Table(inner)) => {
                let terms = read_terms(file.clone(), topic.clone(), language, inner.iter(), notes);
                parsed.terms.push(terms);
            }
            (Some(_), _) => notes.add(line, wrong(key.get_ref(), "a table of concepts")),
            (None, _) => notes.add(line, Fault::UnknownLanguage(key.get_ref().to_string())),
        }
    }
}

/// Only the exact two-letter code: a file name or table that means something else should be noticed.
fn known_language(code: &str) -> Option<Language> {
    Language::ALL.iter().copied().find(|l| l.code() == code)
}

fn read_terms<'t, 'i: 't>(
    file: Arc<str>,
    topic: Written,
    language: Language,
    entries: impl Iterator<
        Item = (
            &'t Spanned<toml::de::DeString<'i>>,
            &'t Spanned<DeValue<'i>>,
        ),
    >,
    notes: &mut Notes<'_>,
) -> TermFile {
    let mut out = TermFile {
        file,
        topic,
        language,
        hide: Vec::new(),
        terms: Vec::new(),
        cases: Vec::new(),
    };
    for (key, value) in entries {
        let line = notes.line(key.span().start);
        match (key.get_ref().as_ref(), value.get_ref()) {
            ("not", _) => out.hide = strings("not", value, notes),
            ("case", DeValue::Array(cases)) => {
                for case in cases {
                    out.cases.extend(read_case(case, notes));
                }
            }
            (concept, DeValue::Table(strengths)) if is_key(concept) => {
                let shared = Neighbours::of_concept(concept, strengths, notes);
                let concept: Arc<str> = concept.into();
                for (key, list) in strengths {
                    if Neighbours::has_key(key.get_ref()) {
                        continue;
                    }
                    let line = notes.line(key.span().start);
                    let (Some(strength), DeValue::Array(terms)) =
                        (Strength::from_code(key.get_ref()), list.get_ref())
                    else {
                        notes.add(
                            line,
                            Fault::UnknownKey(format!("{concept}.{}", key.get_ref())),
                        );
                        continue;
                    };
                    for term in terms {
                        let term = read_term(term, &concept, strength, &shared, notes);
                        out.terms.extend(term);
                    }
                }
            }
            (other, _) => notes.add(line, Fault::UnknownKey(other.to_owned())),
        }
    }
    // The parser hands tables over in the order of their keys; the file's own order is what people see.
    out.terms.sort_by_key(|t| t.line);
    out
}

fn read_term(
    value: &Spanned<DeValue<'_>>,
    concept: &Arc<str>,
    strength: Strength,
    shared: &Neighbours,
    notes: &mut Notes<'_>,
) -> Option<Term> {
    let line = notes.line(value.span().start);
    let mut term = Term {
        text: "".into(),
        line,
        concept: concept.clone(),
        strength,
        neighbours: shared.clone(),
    };
    match value.get_ref() {
        DeValue::String(text) => term.text = text.as_ref().into(),
        DeValue::Table(table) => {
            term.text = string_at(table, "term", notes)?.text;
            term.neighbours.replace(&term.text, table, notes);
            let known = |key: &str| key == "term" || Neighbours::has_key(key);
            for key in table.keys().filter(|key| !known(key.get_ref())) {
                notes.add(line, Fault::UnknownKey(key.get_ref().to_string()));
            }
        }
        _ => {
            notes.add(line, wrong(strength.code(), "a list of terms"));
            return None;
        }
    }
    Some(term)
}

fn read_case(value: &Spanned<DeValue<'_>>, notes: &mut Notes<'_>) -> Option<Case> {
    let line = notes.line(value.span().start);
    let DeValue::Table(table) = value.get_ref() else {
        notes.add(line, wrong("case", "a table with `text` and `expect`"));
        return None;
    };
    for key in table.keys() {
        if !matches!(key.get_ref().as_ref(), "text" | "expect" | "note") {
            notes.add(line, Fault::UnknownKey(format!("case.{}", key.get_ref())));
        }
    }
    let text = string_at(table, "text", notes)?;
    let expect = string_at(table, "expect", notes)?;
    let Some(verdict) = [Verdict::About, Verdict::Mentions, Verdict::No]
        .into_iter()
        .find(|v| v.code() == &*expect.text)
    else {
        notes.add(expect.line, wrong("expect", "`about`, `mentions` or `no`"));
        return None;
    };
    Some(Case {
        text: text.text.to_string(),
        expect: verdict,
        line: text.line,
    })
}

/// A topic or concept name: lower-case ASCII letters, digits, `_`; starts with a letter; at most 40.
pub fn is_key(key: &str) -> bool {
    key.len() <= 40
        && key.starts_with(|c: char| c.is_ascii_lowercase())
        && key
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// The fault of a value of the wrong type.
pub(super) fn wrong(key: &str, expected: &'static str) -> Fault {
    Fault::WrongType {
        key: key.to_owned(),
        expected,
    }
}

/// The string under a key; its absence is noted.
pub(super) fn string_at(
    table: &DeTable<'_>,
    key: &'static str,
    notes: &mut Notes<'_>,
) -> Option<Written> {
    let Some(value) = table.get(key) else {
        let line = table
            .values()
            .next()
            .map_or(1, |v| notes.line(v.span().start));
        notes.add(line, Fault::Missing { key });
        return None;
    };
    let line = notes.line(value.span().start);
    if let DeValue::String(text) = value.get_ref() {
        let text = text.as_ref().into();
        return Some(Written { text, line });
    }
    notes.add(line, wrong(key, "a string"));
    None
}

/// A list of strings.
pub(super) fn strings(
    key: &str,
    value: &Spanned<DeValue<'_>>,
    notes: &mut Notes<'_>,
) -> Vec<Written> {
    let DeValue::Array(items) = value.get_ref() else {
        notes.add(
            notes.line(value.span().start),
            wrong(key, "a list of strings"),
        );
        return Vec::new();
    };
    let mut out = Vec::with_capacity(items.len());
    for item in items {
        let line = notes.line(item.span().start);
        match item.get_ref() {
            DeValue::String(text) => out.push(Written {
                text: text.as_ref().into(),
                line,
            }),
            _ => notes.add(line, wrong(key, "a list of strings")),
        }
    }
    out
}

/// A whole or decimal number.
pub(super) fn number(value: &Spanned<DeValue<'_>>) -> Option<f64> {
    match value.get_ref() {
        DeValue::Integer(n) => n.as_str().parse().ok(),
        DeValue::Float(n) => n.as_str().parse().ok(),
        _ => None,
    }
    .filter(|n: &f64| n.is_finite())
}
