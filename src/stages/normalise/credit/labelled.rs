//! A line that names the writer behind a label.

use super::super::{agencies, fold};
use super::byline;

/// Labels before the one who wrote a text, in its last lines, folded.
const WRITERS: &[&str] = &[
    "pewarta",
    "autor",
    "autorka",
    "muhabir",
    "reporter",
    "автор",
    "muxbir",
    "авторы",
];

/// The writer in a closing line: `Pewarta: Budi Santoso`, or whom others gave files.
pub fn labelled(line: &str) -> Option<&str> {
    let inner = line.trim_matches(['(', ')', ' ']);
    // `— By Ann Writer in Halifax, with files from Bo Author.`
    if let Some(by) = inner.strip_prefix(['—', '–', '-'])
        && let Some((writer, _)) = by.trim_start().split_once(", with files from ")
    {
        return byline(writer);
    }
    // `-By Ann Writer, Neutral Newswires; ann@nna.example`
    if let Some(by) = inner.strip_prefix(['—', '–', '-'])
        && by.trim_start().starts_with("By ")
        && by.contains(';')
    {
        return byline(by.trim_start().split([',', ';']).next()?);
    }
    if let Some(name) = writer_and_agency(line) {
        return Some(name);
    }
    let (label, name) = inner.split_once(':')?;
    // `AGERPRES/(AS - autor: …, editor: …)`
    let (label, name) = match label.rsplit_once(" - ") {
        Some((sign, label)) if sign.contains("/(") => {
            (label, name.split(',').next().unwrap_or(name))
        }
        _ => (label, name),
    };
    let name = name.split(" (").next().unwrap_or(name).trim();
    // The next label may stand on the same line.
    let name = match name.split_once(':') {
        Some((name, _)) => name.rsplit_once(' ').map_or("", |(name, _)| name),
        None => name,
    };
    let is_name = (4..=60).contains(&name.chars().count())
        && name.split_whitespace().count() <= 5
        && name.starts_with(char::is_uppercase)
        && !name.ends_with('.');
    (WRITERS.contains(&fold::text(label.trim()).as_str()) && is_name).then_some(name)
}

/// `Ann Writer (ELTA)`, `Ann Writer - TTXVN`, `Ann Writer/TT`, `Ann Writer, BNS`, `Z Oslo Ann Writer (PAP)`: under a text its writer, and an agency in
/// capitals that is known.
pub fn writer_and_agency(line: &str) -> Option<&str> {
    if line.len() > LONGEST_SIGNED {
        return None;
    }
    let in_brackets = line
        .strip_suffix(')')
        .and_then(|line| line.rsplit_once(" ("));
    let (name, agency) = in_brackets
        .or_else(|| line.rsplit_once(" - "))
        .or_else(|| line.rsplit_once('/'))
        .or_else(|| line.rsplit_once(", "))?;
    let name = behind_place(name).unwrap_or(name);
    let is_name = |word: &str| {
        let mut letters = word.chars();
        letters.next().is_some_and(char::is_uppercase)
            && letters.clone().next().is_some()
            && letters.all(|c| c.is_lowercase() || matches!(c, '-' | '\'' | '’'))
    };
    let fits = (2..=4).contains(&name.split(' ').count())
        && name.split(' ').all(is_name)
        && fold::is_loud(agency)
        && agencies::is_known(agency);
    fits.then_some(name)
}

/// `Ann Writer` of `Z Nowego Oslo Ann Writer`: PAP says first from where.
fn behind_place(line: &str) -> Option<&str> {
    let rest = line
        .strip_prefix("Z ")
        .or_else(|| line.strip_prefix("Ze "))?;
    let is_capital = |word: &str| word.starts_with(char::is_uppercase);
    let words = rest.split(' ').count();
    let mut before = rest.rmatch_indices(' ').map(|(at, _)| at);
    let (_, at) = (before.next()?, before.next()?);
    ((3..=5).contains(&words) && rest.split(' ').all(is_capital)).then_some(&rest[at + 1..])
}

/// Bytes of such a line.
const LONGEST_SIGNED: usize = 60;
