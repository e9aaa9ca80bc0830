//! What a topic is apart from its words: label, codes of IPTC and agencies, concepts and their narrow codes.

use super::problem::{Fault, Notes};
use super::terms::{Written, is_key, number, string_at, strings, wrong};
use std::sync::Arc;
use toml::Spanned;
use toml::de::DeValue;

/// A concept of a topic: a group of terms that say the same and are counted once.
#[derive(Debug, Clone, PartialEq)]
pub struct Concept {
    pub name: Arc<str>,
    /// Narrow IPTC Media Topic codes (`medtop:20000640`), best first; may be empty.
    pub codes: Vec<Arc<str>>,
    /// Factor on the strength of its terms.
    pub weight: f64,
}

/// A topic's definition, from `topic.toml` or the `[definition]` of a user's file.
#[derive(Debug, Clone, PartialEq)]
pub struct Definition {
    pub file: Arc<str>,
    pub topic: Arc<str>,
    pub label: Arc<str>,
    /// Agency codes that decide, as in [`crate::story::CodeRef::code`].
    pub core: Vec<Arc<str>>,
    /// Agency codes that support.
    pub related: Vec<Arc<str>>,
    /// Empty: any concept name is accepted.
    pub concepts: Vec<Concept>,
    /// Score from which on a story is about the topic; `None`: the model's.
    pub threshold: Option<f64>,
    /// Log-odds of a text without evidence; `None`: the model's.
    pub intercept: Option<f64>,
}

impl Definition {
    /// The definition of a topic that has none: key as label, no codes, any concept.
    pub fn bare(file: Arc<str>, topic: Arc<str>) -> Self {
        Self {
            file,
            label: topic.clone(),
            topic,
            core: Vec::new(),
            related: Vec::new(),
            concepts: Vec::new(),
            threshold: None,
            intercept: None,
        }
    }
}

/// Reads a `[definition]` table.
pub(super) fn read(
    file: &str,
    topic: &Written,
    value: &Spanned<DeValue<'_>>,
    notes: &mut Notes<'_>,
) -> Option<Definition> {
    let line = notes.line(value.span().start);
    let DeValue::Table(table) = value.get_ref() else {
        notes.add(line, wrong("definition", "a table"));
        return None;
    };
    let mut out = Definition::bare(file.into(), topic.text.clone());
    if let Some(label) = string_at(table, "label", notes) {
        out.label = label.text;
    }
    let texts = |list: Vec<Written>| list.into_iter().map(|w| w.text).collect();
    for (key, value) in table {
        let line = notes.line(key.span().start);
        match key.get_ref().as_ref() {
            "label" => {}
            "core" => out.core = texts(strings("core", value, notes)),
            "related" => out.related = texts(strings("related", value, notes)),
            "threshold" => match number(value).filter(|n| *n > 0.0 && *n < 1.0) {
                Some(n) => out.threshold = Some(n),
                None => notes.add(line, wrong("threshold", "a number between 0 and 1")),
            },
            "intercept" => match number(value).filter(|n| (-10.0..=0.0).contains(n)) {
                Some(n) => out.intercept = Some(n),
                None => notes.add(line, wrong("intercept", "a number from -10 to 0")),
            },
            "concepts" => out.concepts = read_concepts(value, notes),
            other => notes.add(line, Fault::UnknownKey(format!("definition.{other}"))),
        }
    }
    Some(out)
}

fn read_concepts(value: &Spanned<DeValue<'_>>, notes: &mut Notes<'_>) -> Vec<Concept> {
    let DeValue::Table(table) = value.get_ref() else {
        notes.add(notes.line(value.span().start), wrong("concepts", "a table"));
        return Vec::new();
    };
    let mut out = Vec::new();
    for (name, value) in table {
        let line = notes.line(name.span().start);
        let DeValue::Table(fields) = value.get_ref() else {
            notes.add(
                line,
                wrong(name.get_ref(), "a table with `codes` and `weight`"),
            );
            continue;
        };
        if !is_key(name.get_ref()) {
            notes.add(line, Fault::UnknownKey(name.get_ref().to_string()));
            continue;
        }
        let mut concept = Concept {
            name: name.get_ref().as_ref().into(),
            codes: Vec::new(),
            weight: 1.0,
        };
        for (key, value) in fields {
            match key.get_ref().as_ref() {
                "codes" => {
                    let codes = strings("codes", value, notes);
                    concept.codes = codes.into_iter().map(|w| w.text).collect();
                }
                "weight" => match number(value).filter(|n| (0.0..=3.0).contains(n)) {
                    Some(n) => concept.weight = n,
                    None => notes.add(line, wrong("weight", "a number from 0 to 3")),
                },
                other => notes.add(line, Fault::UnknownKey(format!("{}.{other}", concept.name))),
            }
        }
        out.push(concept);
    }
    out
}
