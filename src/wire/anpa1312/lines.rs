//! The lines of an ANPA message and the signs that open them.
//!
//! Owns the three signs (`^` for a line of header or heading, tab for a paragraph, BS for a line of a table), each of which begins a line of its own
//! wherever it stands. Never says what a line means.

use super::{telex, typewritten};

/// What opens a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    Caret,
    Tab,
    /// BS, the tab line indicator.
    Table,
    None,
}

/// A line without its sign of `^` or BS, and without the controls of the transmission; a tab stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub mark: Mark,
    pub text: String,
}

/// The lines of a message behind its two header lines.
pub fn read(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    for line in text.split(['\n', '\u{b}', '\u{c}']) {
        let mut start = 0;
        for (at, c) in line.char_indices().skip(1) {
            // A caret inside a line closed by its sign; elsewhere it is the text's.
            let before = line[start..at].trim_end();
            let opens = match c {
                '\u{8}' => !before.trim_matches(char::is_control).is_empty(),
                '^' | '\t' => before.ends_with('<') && before.len() > 1,
                _ => false,
            };
            if opens {
                push(&line[start..at], &mut lines);
                start = at;
            }
        }
        push(&line[start..], &mut lines);
    }
    run_on(&mut lines);
    continued(&mut lines);
    lines
}

/// `^HL:Stocks advance as bank seeks` and `to fire up economy@<`: a line of the Canadian Press's header ends by `@<`, wherever it is broken. Its number
/// of the edition among them (`code:2<`) is none of the text.
fn run_on(lines: &mut Vec<Line>) {
    let closes = |line: &Line| line.text.trim_end().ends_with("@<");
    if !lines
        .first()
        .is_some_and(|first| first.mark == Mark::Caret && closes(first))
    {
        return;
    }
    let mut at = 0;
    while at < lines.len() && lines[at].mark != Mark::Tab {
        if lines[at].mark == Mark::None && lines[at].text.starts_with("code:") {
            lines.remove(at);
            continue;
        }
        let is_broken = lines[at].mark == Mark::Caret
            && !closes(&lines[at])
            && lines
                .get(at + 1)
                .is_some_and(|next| next.mark == Mark::None && closes(next));
        if is_broken {
            let next = lines.remove(at + 1);
            let line = &mut lines[at].text;
            line.push(' ');
            line.push_str(next.text.trim_start());
        }
        at += 1;
    }
}

/// `^Eds: SUBS 5th graf to include the storm's<` and `track; picks up 6th graf: …<`: above a text of indented lines a line without a sign goes on the one
/// with a caret above it, where that one is open and this one closes it, or more carets follow.
fn continued(lines: &mut Vec<Line>) {
    let Some(text) = lines.iter().position(|line| line.mark == Mark::Tab) else {
        return;
    };
    let carets = lines.get(..text).unwrap_or_default();
    let Some(last) = carets.iter().rposition(|line| line.mark == Mark::Caret) else {
        return;
    };
    let is_closed = |line: &Line| line.text.trim_end().ends_with('<');
    let mut head: Vec<Line> = Vec::with_capacity(text);
    for (at, line) in lines.drain(..text).enumerate() {
        let open = head.last_mut().filter(|above| {
            line.mark == Mark::None
                && above.mark == Mark::Caret
                && !line.text.trim().is_empty()
                && (at < last || (!is_closed(above) && is_closed(&line)))
        });
        match open {
            Some(above) => {
                above
                    .text
                    .truncate(above.text.trim_end().trim_end_matches('<').len());
                above.text.push(' ');
                above.text.push_str(line.text.trim_start());
            }
            None => head.push(line),
        }
    }
    lines.splice(0..0, head);
}

fn push(line: &str, lines: &mut Vec<Line>) {
    let is_table = line
        .trim_start_matches(|c: char| c.is_control() && c != '\u{8}')
        .starts_with('\u{8}');
    let text = telex::without_controls(line);
    if lines.is_empty() && is_format_number(&text) {
        return;
    }
    let (mark, text) = if is_table {
        (Mark::Table, text)
    } else if let Some(field) = text.trim_start().strip_prefix('^') {
        (Mark::Caret, field.to_string())
    } else if text.starts_with('\t') {
        (Mark::Tab, text)
    } else {
        (Mark::None, text)
    };
    lines.push(Line { mark, text });
}

/// `^*9006<`, which AP's editors put before the slug line.
fn is_format_number(line: &str) -> bool {
    let line = line.trim().trim_start_matches('^');
    let number = line.strip_prefix('*').and_then(|n| n.strip_suffix('<'));
    number.is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()))
}

/// Paragraphs of a text whose lines have signs: each sign begins one, and so does each line of a fixed layout.
pub fn paragraphs(lines: &[Line], is_fixed: bool) -> Vec<String> {
    let mut paragraphs: Vec<String> = Vec::new();
    let mut is_open = false;
    for line in lines {
        let text = super::bare(&line.text);
        let text = if line.mark == Mark::Caret {
            text.trim_end_matches('=').trim_end()
        } else {
            text
        };
        if text.is_empty() {
            is_open = false;
            continue;
        }
        let text = if line.mark == Mark::Table {
            with_halves(text)
        } else {
            typewritten(text)
        };
        match paragraphs
            .last_mut()
            .filter(|_| is_open && line.mark == Mark::None)
        {
            Some(last) => {
                last.push(' ');
                last.push_str(&text);
            }
            None => paragraphs.push(text),
        }
        is_open = !is_fixed && matches!(line.mark, Mark::Tab | Mark::None);
    }
    paragraphs
}

/// `16{` in a column is sixteen and a half.
fn with_halves(row: &str) -> String {
    let mut out = String::with_capacity(row.len());
    for c in row.chars() {
        let is_half =
            c == '{' && out.ends_with(|c: char| c.is_ascii_digit() || matches!(c, ';' | ' '));
        out.push(if is_half { '½' } else { c });
    }
    out
}
