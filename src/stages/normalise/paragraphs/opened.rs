//! The first sentence of a text of few lines, which its dateline tells to be broken.
//!
//! Owns how far it goes: no sentence ends before its stop. Promises to join nothing in columns.

use super::super::dateline;
use super::{HEAD_LINES, Line, SLACK, WIDEST_WRAP, ends_sentence, is_of_agency, is_tabular};
use crate::story::Dateline;

/// The lines of a sentence that a dateline opens, which cannot end before its stop, and those above it.
pub fn opened_sentence<'l, 't>(block: &'l [Line<'t>]) -> Option<(&'l [Line<'t>], &'l [Line<'t>])> {
    let first = block.iter().take(HEAD_LINES).position(|line| {
        dateline::find(line.text, None)
            .is_some_and(|found| is_of_agency(&found) && has_more(line.text, &found))
    })?;
    let (above, below) = block.split_at_checked(first)?;
    let open = below.first().filter(|line| {
        (LEAST_BROKEN..=WIDEST_WRAP).contains(&line.width) && !ends_sentence(line.text)
    })?;
    let last = below
        .iter()
        .take(MOST_OPENED)
        .position(|line| ends_sentence(line.text) || ends_before_bracket(line.text))?;
    let sentence = below.get(..=last)?;
    let is_even = sentence.iter().skip(1).all(|line| {
        !is_tabular(line.text) && line.indent < 2 + open.indent && line.width <= open.width + SLACK
    });
    (last > 0 && is_even).then_some((above, sentence))
}

/// The first line, where it is a dateline and nothing else, and what is right below it. One with a dash has its text there.
pub fn dateline_alone<'l, 't>(lines: &'l [Line<'t>]) -> Option<(&'l Line<'t>, &'l [Line<'t>])> {
    let (first, below) = lines.split_first()?;
    let text = first.text;
    let may_be = below.first().is_some_and(|next| !next.text.is_empty())
        && text.contains(|c: char| c.is_numeric() || c == '(' || c == '/')
        && !text.contains(" -")
        && !text.ends_with(['-', ':'])
        && !text.contains(['–', '—']);
    let found = may_be.then(|| dateline::find(text, None)).flatten()?;
    let is_alone = found.place.is_some() && found.agency.is_some() && !has_more(text, &found);
    is_alone.then_some((first, below))
}

/// Whether words stand behind the dateline; one alone on its line opens no sentence there.
fn has_more(line: &str, found: &Dateline) -> bool {
    line.get(found.raw.len()..)
        .is_some_and(|behind| behind.contains(char::is_alphanumeric))
}

/// Columns of a line that a machine has broken, and lines of the sentence that a dateline opens.
const LEAST_BROKEN: usize = 40;
const MOST_OPENED: usize = 8;

/// `… il 28 maggio. (NNA)`: the agency signs behind the stop.
pub fn ends_before_bracket(line: &str) -> bool {
    let before = line
        .strip_suffix(')')
        .and_then(|rest| rest.rsplit_once(" ("));
    before.is_some_and(|(text, name)| ends_sentence(text) && name.len() <= 16)
}
