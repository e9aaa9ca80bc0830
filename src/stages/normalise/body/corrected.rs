//! What a distributor writes over a release that it sends once more, because something in it was wrong.
//!
//! Owns how it is told: a paragraph that closes with a colon behind `the corrected release follows`, and all above it. The title of the release stands
//! below. Promises that a text which only speaks of corrections stays.

use super::super::fold;
use super::super::paragraphs::{self, Paragraph};
use super::Text;
use crate::story::{Signal, SignalKind};

/// Paragraphs at the head among which it stands, and bytes of it.
const MOST: usize = 4;
const LONGEST: usize = 900;
/// Bytes of a title.
const LONGEST_TITLE: usize = 240;

/// What it closes with, folded.
const CLOSINGS: &[&str] = &[
    "corrected release follows",
    "corrected version follows",
    "corrected press release follows",
    "corrected release reads",
    "updated release reads",
    "corrected version reads",
    "corrected release is as follows",
];

impl Text {
    /// Takes it to the notes; the title below it is the headline.
    pub(super) fn take_corrected(&mut self, found: &mut Vec<Paragraph<'_>>) {
        let near = found.iter().take(MOST);
        let Some(at) = near.clone().position(|paragraph| announces(paragraph)) else {
            return;
        };
        let Some(title) = found.get(at + 1) else {
            return;
        };
        let is_title = title.len() <= LONGEST_TITLE
            && !paragraphs::ends_sentence(title)
            && at + 2 < found.len();
        self.add(vec![Signal {
            kind: SignalKind::Correction,
            matched: "corrected".to_string(),
        }]);
        let above = found.drain(..=at);
        self.notes.extend(above.map(Paragraph::into_owned));
        if is_title {
            let title = found.remove(0).into_owned();
            let said = std::mem::replace(&mut self.headline, title);
            if !said.is_empty() {
                self.headline_raw.get_or_insert(said);
            }
        }
    }
}

fn announces(paragraph: &str) -> bool {
    let Some(text) = paragraph.trim_end().strip_suffix(':') else {
        return false;
    };
    if text.len() > LONGEST {
        return false;
    }
    let near = text.ceil_char_boundary(text.len().saturating_sub(48));
    let end = fold::text(&text[near..]);
    CLOSINGS.iter().any(|closing| end.ends_with(closing))
}

#[cfg(test)]
mod tests {
    use super::super::Text;
    use super::{Paragraph, announces};

    #[test]
    fn the_title_stands_below_what_was_wrong() {
        let lines = [
            "/C O R R E C T I O N -- Neutral Grids Inc./",
            "In the news release we are advised by the company that the first number was wrong. The complete, corrected release follows:",
            "Neutral Grids joins five",
            "OSLO, Aug. 9, 2026 -- Neutral Grids joined five on Sunday.",
        ];
        let mut found: Vec<Paragraph<'_>> = lines.iter().map(|line| (*line).into()).collect();
        let mut text = Text::default();
        text.take_corrected(&mut found);
        assert_eq!(text.headline, lines[2]);
        assert_eq!(found, [lines[3]]);
        assert_eq!(text.notes.len(), 2);
        assert_eq!(text.signals.len(), 1);
        assert!(!announces("The corrected release follows the old one."));
        assert!(!announces("They said:"));
    }
}
