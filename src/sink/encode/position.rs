//! Offsets in the three units that readers of JSON count in.
//!
//! The program counts UTF-8 bytes (Rust, Go, C), Python and SQL count code points, Java and JavaScript UTF-16 units.
//! [`Positions`] owns marks at fixed distances of one text, made in one pass; it promises the right count at every
//! character border and refuses to answer elsewhere. It never looks at more than one stretch between two marks for an
//! answer, so a story with a thousand spans costs no more than its length and a thousand steps.

/// Bytes between two marks. Small enough that counting a stretch costs nanoseconds; the marks take an eighth of the text's
/// size for as long as it is written.
const STEP: usize = 64;

/// One place in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Position {
    /// UTF-8 bytes before it.
    pub byte: u32,
    /// Unicode code points before it.
    pub char: u32,
    /// UTF-16 code units before it.
    pub utf16: u32,
}

/// Finds positions in one text.
#[derive(Debug)]
pub(in crate::sink) struct Positions<'a> {
    text: &'a str,
    /// Counts before byte 0, STEP, 2 × STEP …; empty when the text is ASCII and all counts agree.
    marks: Vec<Count>,
    total: Count,
}

/// Lead bytes seen: every character has one, those beyond U+FFFF have one from 0xF0 on and take two units in UTF-16.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    chars: u32,
    astral: u32,
}

impl Count {
    /// `bytes`: at most one stretch between two marks.
    fn add(self, bytes: &[u8]) -> Self {
        // A byte holds the count of a stretch, and so the loop runs over many bytes at once.
        let chars: u8 = bytes.iter().map(|b| u8::from(*b & 0xc0 != 0x80)).sum();
        let astral: u8 = bytes.iter().map(|b| u8::from(*b >= 0xf0)).sum();
        Self {
            chars: self.chars.saturating_add(chars.into()),
            astral: self.astral.saturating_add(astral.into()),
        }
    }
}

impl<'a> Positions<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        if text.is_ascii() {
            let total = Count {
                chars: u32::try_from(text.len()).unwrap_or(u32::MAX),
                astral: 0,
            };
            return Self {
                text,
                marks: Vec::new(),
                total,
            };
        }
        let mut total = Count::default();
        let mut marks = Vec::with_capacity(text.len() / STEP + 1);
        for stretch in text.as_bytes().chunks(STEP) {
            marks.push(total);
            total = total.add(stretch);
        }
        Self { text, marks, total }
    }

    /// Code points of the whole text.
    pub(super) fn chars(&self) -> u32 {
        self.total.chars
    }

    /// The position of a byte offset; `None` beyond the end and inside a character.
    pub(super) fn at(&self, byte: u32) -> Option<Position> {
        let offset = byte as usize;
        if !self.text.is_char_boundary(offset) {
            return None;
        }
        if self.marks.is_empty() {
            return Some(Position {
                byte,
                char: byte,
                utf16: byte,
            });
        }
        // `marks` is not empty, so `before` is an index of it; a border is at most the length of the text, and
        // `before * STEP` at most the border.
        let before = (offset / STEP).min(self.marks.len() - 1);
        let count = self.marks[before].add(&self.text.as_bytes()[before * STEP..offset]);
        Some(Position {
            byte,
            char: count.chars,
            utf16: count.chars.saturating_add(count.astral),
        })
    }

    /// Both ends of a span; `None` unless it is a stretch of this text between character borders.
    pub(super) fn between(&self, start: u32, end: u32) -> Option<(Position, Position)> {
        if start > end {
            return None;
        }
        Some((self.at(start)?, self.at(end)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_flag_is_two_code_points_and_four_utf16_units() {
        let text = "a🇫🇷é";
        let positions = Positions::new(text);
        let after_flag = positions.at(9).unwrap();
        assert_eq!((after_flag.char, after_flag.utf16), (3, 5));
        assert_eq!(positions.chars(), 4);
        assert_eq!(positions.at(3), None, "inside a character");
        assert_eq!(positions.at(12), None, "beyond the end");
        assert_eq!(positions.between(9, 1), None);
    }

    proptest! {
        #[test]
        fn counts_agree_with_the_slow_way_at_every_border(text in "(\\PC|[a-z ]|é|🜁|中){0,400}") {
            let positions = Positions::new(&text);
            for offset in 0..=text.len() + 1 {
                let expected = text.is_char_boundary(offset).then(|| Position {
                    byte: offset as u32,
                    char: text[..offset].chars().count() as u32,
                    utf16: text[..offset].encode_utf16().count() as u32,
                });
                prop_assert_eq!(positions.at(offset as u32), expected);
            }
            prop_assert_eq!(positions.chars() as usize, text.chars().count());
        }
    }
}
