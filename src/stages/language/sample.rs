//! Which stretches of a story are read to tell its language.
//!
//! Owns the choice: the headline, the beginning, the middle and the last quarter of the text, a few hundred bytes in all,
//! so that cost does not grow with length and a story that opens with a foreign quotation or ends with an English
//! copyright line is still told by its own language. Every piece lies on character borders and, where there are spaces
//! near, on word borders.

/// Bytes of the headline, and of the windows at the beginning, in the middle and at three quarters of the body.
const HEADLINE: usize = 80;
const WINDOWS: [usize; 3] = [140, 100, 80];
/// A text this short is read whole.
const WHOLE: usize = 340;

/// The pieces, in the order of the text.
#[derive(Debug)]
pub(super) struct Sample<'a> {
    pieces: [&'a str; 4],
}

impl<'a> Sample<'a> {
    /// From headline and body.
    pub(super) fn of_story(headline: &'a str, body: &'a str) -> Self {
        let [first, second, third] = windows(body);
        // With little or no body the headline is all there is.
        let limit = if body.len() < WHOLE / 2 {
            WHOLE
        } else {
            HEADLINE
        };
        Self {
            pieces: [cut(headline, 0, limit), first, second, third],
        }
    }

    /// From a text without headline.
    pub(super) fn of_text(text: &'a str) -> Self {
        let [first, second, third] = windows(text);
        Self {
            pieces: ["", first, second, third],
        }
    }

    pub(super) fn pieces(&self) -> impl Iterator<Item = &'a str> + '_ {
        self.pieces
            .iter()
            .copied()
            .filter(|piece| !piece.is_empty())
    }
}

fn windows(text: &str) -> [&str; 3] {
    if text.len() <= WHOLE {
        return [text, "", ""];
    }
    let rest = text.len() - WHOLE;
    // The gaps between windows grow with the text; they never overlap since the windows sum to less than WHOLE.
    let second = WINDOWS[0] + rest / 2;
    let third = second + WINDOWS[1] + rest / 4;
    [
        cut(text, 0, WINDOWS[0]),
        cut(text, second, WINDOWS[1]),
        cut(text, third, WINDOWS[2]),
    ]
}

/// About `length` bytes from `start` on, moved to the next word border within a word's length, else to a character border.
fn cut(text: &str, start: usize, length: usize) -> &str {
    let from = if start == 0 { 0 } else { border(text, start) };
    let to = border(text, from.saturating_add(length));
    text.get(from..to).unwrap_or("")
}

/// The first place at or after `at` where a word ends, looking no further than `REACH` bytes.
fn border(text: &str, at: usize) -> usize {
    const REACH: usize = 24;
    if at >= text.len() {
        return text.len();
    }
    let near = &text.as_bytes()[at..text.len().min(at + REACH)];
    if let Some(space) = near.iter().position(u8::is_ascii_whitespace) {
        return at + space;
    }
    text.ceil_char_boundary(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn pieces_are_parts_of_the_text_and_few(head in "\\PC{0,300}", body in "(?s).{0,3000}") {
            let sample = Sample::of_story(&head, &body);
            let mut total = 0;
            for piece in sample.pieces() {
                prop_assert!(head.contains(piece) || body.contains(piece));
                total += piece.len();
            }
            prop_assert!(total <= 2 * WHOLE + 8 * 24);
        }
    }

    #[test]
    fn a_long_text_is_read_at_its_beginning_middle_and_last_quarter() {
        let text = (0..1000)
            .map(|n| format!("w{n:03}"))
            .collect::<Vec<_>>()
            .join(" ");
        let sample = Sample::of_text(&text);
        let pieces: Vec<&str> = sample.pieces().collect();
        assert_eq!(pieces.len(), 3);
        assert!(pieces[0].starts_with("w000 "));
        assert!(
            pieces[1].trim_start().starts_with("w4") || pieces[1].trim_start().starts_with("w5")
        );
        assert!(pieces[2].trim_start().starts_with("w7"));
    }
}
