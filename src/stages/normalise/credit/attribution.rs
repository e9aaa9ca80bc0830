//! Who reported what a story tells, where its text says so.

use super::is_name;
use memchr::memmem::Finder;
use regex::Regex;
use std::sync::LazyLock;

/// Phrases before the name of the one who reported it.
const REPORTED_BY: &[&str] = &[
    "as reported by ",
    "reported by ",
    "according to a report by ",
    "Comme l'a rapporté ",
    "Comme l’a rapporté ",
    "comme l'a rapporté ",
    "comme l’a rapporté ",
    "Comme l'a rapporte ",
    "Comme l’a rapporte ",
    "rapporte l'agence ",
    "rapporte l’agence ",
    "a rapporté l'agence ",
    "a rapporté l’agence ",
    "wie die Agentur ",
    "meldete die Agentur ",
    "berichtete die Agentur ",
    "según informó ",
    "según informa ",
    "informó la agencia ",
    "come riferisce ",
    "lo riferisce ",
    "segundo a ",
    "informou a agência ",
    "как сообщает ",
    "сообщает агентство ",
    "сообщает ",
    "передает ",
    "передаёт ",
    "как передает ",
    "Как сообщает ",
    "повідомляє ",
    "передає ",
    "xəbər verir ki, ",
    "بحسب ما أفادت ",
    "وفق ",
];

/// Phrases behind the name.
const REPORTS: &[&str] = &[
    " xəbər verir",
    " bildirir",
    "'ın haberine göre",
    "'nın haberine göre",
    " reported on",
    " reports.",
    " reported.",
    " berichtete.",
    " berichtet.",
    " rapporte.",
    " informó.",
    " сообщает.",
];

/// Searchers are costly to build and cheap to use.
static FIND_REPORTED_BY: LazyLock<Vec<Finder<'static>>> = LazyLock::new(|| finders(REPORTED_BY));

static FIND_REPORTS: LazyLock<Vec<Finder<'static>>> = LazyLock::new(|| finders(REPORTS));

/// Any of the phrases, in one pass: nearly every paragraph has none.
static ANY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let phrases: Vec<String> = REPORTED_BY
        .iter()
        .chain(REPORTS)
        .map(|phrase| regex::escape(phrase))
        .collect();
    Regex::new(&phrases.join("|")).ok()
});

fn finders(phrases: &[&'static str]) -> Vec<Finder<'static>> {
    phrases.iter().map(|phrase| Finder::new(*phrase)).collect()
}

/// The name credited in a paragraph of running text.
pub fn attribution(paragraph: &str) -> Option<&str> {
    if ANY.as_ref().is_some_and(|any| !any.is_match(paragraph)) {
        return None;
    }
    let before = FIND_REPORTED_BY.iter().find_map(|phrase| {
        let at = phrase.find(paragraph.as_bytes())?;
        name_at_start(paragraph.get(at + phrase.needle().len()..)?)
    });
    before.or_else(|| {
        FIND_REPORTS.iter().find_map(|phrase| {
            let at = phrase.find(paragraph.as_bytes())?;
            let word = paragraph
                .get(..at)?
                .rsplit([' ', ',', '"', '(', '«'])
                .next()?;
            is_name(word).then_some(word)
        })
    })
}

/// The longest known agency, else one word in capitals.
fn name_at_start(text: &str) -> Option<&str> {
    let text = text.trim_start_matches(['"', '«', '“', ' ']);
    let ends = text
        .char_indices()
        .filter(|(_, c)| matches!(c, ' ' | ',' | '.' | '"' | '»' | '”' | ';' | ':' | ')'))
        .map(|(at, _)| at)
        .chain(std::iter::once(text.len()))
        .take(3);
    ends.filter_map(|end| text.get(..end))
        .filter(|name| is_name(name))
        .last()
}
