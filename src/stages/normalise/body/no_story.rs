//! Texts that are no story: captions, rows of headlines for a screen, tests of the line.
//!
//! Owns how each is told by its text alone. Never reads metadata.

use super::super::{fold, paragraphs};
use super::Text;

/// Bytes beyond which a single paragraph is no row of headlines.
const MOST_TICKER: usize = 8 * 1024;

impl Text {
    /// Whether there is no more text than a picture's caption has.
    pub fn is_caption_at_most(&self) -> bool {
        self.paragraphs.len() <= 1 && self.body.len() <= 1200
    }

    /// Whether the text is a row of headlines for a screen: `MINISTERS MEET ** GRIDS LINKED ** MARKETS UP **`.
    pub fn is_ticker(&self) -> bool {
        if self.paragraphs.len() > 1 || self.body.len() > MOST_TICKER {
            return false;
        }
        let line = if self.body.is_empty() {
            &self.headline
        } else {
            &self.body
        };
        [" ** ", " *** ", " +++ ", " ++ ", " // ", " • "]
            .iter()
            .filter(|mark| holds_three(line, mark))
            .any(|mark| {
                let mut count = 0;
                let pieces = line
                    .split(mark)
                    .map(|piece| piece.trim_matches(['*', '+', ' ']));
                let all_short = pieces.filter(|piece| !piece.is_empty()).all(|piece| {
                    count += 1;
                    piece.len() <= 160 && !paragraphs::ends_sentence(piece)
                });
                all_short && count >= 4
            })
    }

    /// Whether the message only tests the line.
    pub fn is_line_test(&self) -> bool {
        let size = self.headline.len() + self.body.len();
        // The letters by which teleprinters were tested.
        if size <= 1000 && self.body.to_ascii_lowercase().contains("ryryryry") {
            return true;
        }
        if self.headline.len() + self.body.len() > 300 {
            return false;
        }
        let all = fold::text(&format!("{} {}", self.headline, self.body));
        let words: String = all
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
        [
            "test test",
            "line test",
            "test message",
            "testmeldung",
            "test der leitung",
            "this is a test",
            "ceci est un test",
            "message de test",
            "quick brown fox",
            "mensaje de prueba",
            "esto es una prueba",
            "keep alive",
            "keepalive",
            "тестовое сообщение",
            "проверка связи",
            "prova di trasmissione",
            "please ignore test",
            "test please ignore",
            "test ignore",
        ]
        .iter()
        .any(|test| words.contains(test))
            || words == "test"
    }
}

/// Whether a mark stands three times in a line, and parts it in four.
fn holds_three(line: &str, mark: &str) -> bool {
    memchr::memmem::find_iter(line.as_bytes(), mark.as_bytes())
        .nth(2)
        .is_some()
}
