//! The line below the headline.
//!
//! Owns which of the lines that came as such are worth having: one that repeats the headline, an embargo or how the text begins is not. Where the text
//! opens with the same line as a heading it stands there once too often and is taken out. Of the lines of a text only the one between headline and dateline
//! is taken for it.

use super::super::head::HeadReader;
use super::super::{characters, credit, dateline, fold, over, paragraphs, restrictions};
use super::{Paragraph, Text};
use crate::wire::repairs::Repairs;

/// Paragraphs at the start of a text among which the line may stand once more.
const NEAR: usize = 2;
/// Lines of one story that are kept; what has more is a list.
const MOST: usize = 3;

impl Text {
    /// Takes the lines below the headline into one.
    pub(super) fn take_below(
        &mut self,
        lines: Vec<String>,
        found: &mut Vec<Paragraph<'_>>,
        heads: &HeadReader,
        repairs: &mut Repairs,
    ) {
        if self.headline.is_empty() || lines.is_empty() {
            return;
        }
        let mut seen = vec![bare(&self.headline)];
        for line in lines.into_iter().take(MOST) {
            let line = characters::line(&line, repairs);
            // APA's sign for it.
            let line = line.strip_prefix("Utl.:").unwrap_or(&line);
            let line = line.trim_matches(['=', ' ']);
            let same = bare(line);
            let is_empty = !same.contains(char::is_alphanumeric);
            if is_empty
                || is_slug(line, &self.headline)
                || seen.contains(&same)
                || restrictions::is_whole(line, heads)
            {
                continue;
            }
            // A heading, not the text's own sentence.
            let repeats = |paragraph: &Paragraph<'_>| {
                bare(paragraph) == same && !paragraphs::ends_sentence(paragraph)
            };
            if found.len() > 1
                && let Some(at) = found.iter().take(NEAR).position(repeats)
            {
                found.remove(at);
            }
            let opens = |paragraph: &Paragraph<'_>| fold::opens(paragraph, &same);
            if found.first().is_some_and(opens) {
                continue;
            }
            if !self.subheadline.is_empty() {
                self.subheadline.push_str(" – ");
            }
            self.subheadline.push_str(line);
            seen.push(same);
        }
    }
}

impl Text {
    /// Takes the line between the headline and a text that opens with a dateline, as plain text has it.
    pub(super) fn take_line_over_dateline(&mut self, found: &mut Vec<Paragraph<'_>>) {
        let is_below = |line: &str, text: &str| {
            dateline::find(text, None).is_some_and(|dateline| dateline.raw.len() < text.len())
                && is_line_below(line)
        };
        if let [line, text, ..] = found.as_slice()
            && !self.headline.is_empty()
            && self.subheadline.is_empty()
            && is_below(line, text)
        {
            self.subheadline = found.remove(0).into_owned();
        }
    }
}

/// Whether a line may be the one below a headline: some words, not all in capitals, that end no sentence and name no writer, day or place.
fn is_line_below(line: &str) -> bool {
    let words = line.split_whitespace().count();
    (LEAST_WORDS..=MOST_WORDS).contains(&words)
        && line.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '"' | '„' | '«' | '“'))
        && line.contains(char::is_lowercase)
        && !line.contains(['@', '|'])
        && !line.contains("www.")
        && !line.ends_with([':', ',', ';', '-', '–', '—'])
        && !paragraphs::ends_sentence(line)
        && !over::is_over(line)
        && dateline::find(line, None).is_none()
        && credit::byline(line).is_none()
        && credit::name_line(line).is_none()
        && credit::labelled(line).is_none()
}

/// Words of such a line; a name has fewer, a sentence more.
const LEAST_WORDS: usize = 5;
const MOST_WORDS: usize = 20;

/// `BC-Grid--Link, 1st Ld`, `(Avance) REDES`, `REDES ACUERDO` under a headline in small letters: agencies keep their slug lines there.
fn is_slug(line: &str, headline: &str) -> bool {
    let behind = line
        .strip_prefix('(')
        .and_then(|rest| rest.split_once(')'))
        .map_or(line, |(_, rest)| rest.trim());
    let is_short = behind.split_whitespace().count() <= 4;
    line.starts_with("BC-")
        || line.contains("--")
        || (is_short && fold::is_loud(behind) && !fold::is_loud(headline))
}

/// A line for comparison: without case, accents and the stop at its end.
fn bare(line: &str) -> String {
    fold::text(line.trim().trim_end_matches(['.', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn below<'t>(lines: &[&str], text: &[&'t str]) -> (String, Vec<Paragraph<'t>>) {
        let mut read = Text {
            headline: "Two ports share a crane".to_string(),
            ..Text::default()
        };
        let mut found = text.iter().map(|line| Paragraph::from(*line)).collect();
        let lines = lines.iter().map(ToString::to_string).collect();
        read.take_below(
            lines,
            &mut found,
            &HeadReader::new(),
            &mut Repairs::default(),
        );
        (read.subheadline, found)
    }

    #[test]
    fn a_line_below_is_kept_and_taken_out_of_the_text() {
        let text = ["They agreed on Sunday.", "It is red."];
        let (line, found) = below(&["Work begins in May"], &text);
        assert_eq!(line, "Work begins in May");
        assert_eq!(found, text);
        let twice = ["Work begins in May", "They agreed on Sunday.", "It is red."];
        assert_eq!(below(&["Work begins in May"], &twice), (line, found));
        let (line, _) = below(&["Utl.: Work begins in May =", "Union protests"], &text);
        assert_eq!(line, "Work begins in May – Union protests");
    }

    #[test]
    fn the_line_between_headline_and_dateline_is_the_one_below() {
        let below = |headline: &str, text: &[&'static str]| {
            let mut read = Text {
                headline: headline.to_string(),
                ..Text::default()
            };
            let mut found = text.iter().map(|line| Paragraph::from(*line)).collect();
            read.take_line_over_dateline(&mut found);
            (read.subheadline, found.len())
        };
        let text = "OSLO, Aug 9 (NNA) - The ports agreed on Sunday.";
        let line = "Work on the red one begins in May";
        let headline = "Two ports share a crane";
        assert_eq!(below(headline, &[line, text]), (line.to_string(), 1));
        assert_eq!(below("", &[line, text]).1, 2);
        assert_eq!(below(headline, &[line, "The ports agreed on Sunday."]).1, 2);
        for line in [
            "Work on the red one begins in May.",
            "WORK ON THE RED ONE BEGINS",
            "By Ann Writer and Bo Author, Arvik",
            "Ann Writer, Neutral News",
            "* Work on the red one begins in May",
            "Write to the desk at ann@nna.example",
        ] {
            assert_eq!(below(headline, &[line, text]).1, 2, "{line}");
        }
    }

    #[test]
    fn a_line_that_says_nothing_more_is_none() {
        let text = ["They agreed on Sunday. It is red."];
        for line in [
            "Two ports share a crane",
            "TWO PORTS SHARE A CRANE.",
            "They agreed on Sunday.",
            "BC-NO--Ports, 1st Ld-Writethru",
            "(Avance) PUERTOS",
            "PORTS CRANE",
            "-",
            "",
        ] {
            assert_eq!(below(&[line], &text).0, "", "{line}");
        }
        // A sentence of the text stays there, whatever else it is called.
        let text = ["They agreed.", "Work begins in May."];
        let (line, found) = below(&["Work begins in May"], &text);
        assert_eq!((line.as_str(), found.len()), ("Work begins in May", 2));
        let (line, found) = below(&["They agreed."], &["They agreed.", "It is red."]);
        assert_eq!((line.as_str(), found.len()), ("", 2));
    }
}
