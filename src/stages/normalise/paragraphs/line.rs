//! A line of text and what tells how it was broken.

use super::WIDEST_WRAP;

#[derive(Clone, Copy)]
pub(super) struct Line<'t> {
    pub(super) text: &'t str,
    pub(super) indent: usize,
    /// Columns; wide characters of East Asia count two.
    pub(super) width: usize,
    pub(super) first_word: usize,
}

impl Line<'_> {
    pub(super) const BLANK: Self = Self {
        text: "",
        indent: 0,
        width: 0,
        first_word: 0,
    };
}

/// The first line of a text, and what is below it.
pub(super) fn first_line(text: &str) -> (&str, Option<&str>) {
    // Half the lines of most texts are blank, and to search costs more than to look.
    let end = if text.starts_with('\n') {
        Some(0)
    } else {
        memchr::memchr(b'\n', text.as_bytes())
    };
    match end {
        Some(end) => (&text[..end], Some(&text[end + 1..])),
        None => (text, None),
    }
}

/// Whether a text may hold wide characters: their lead bytes are from E3 on.
pub(super) fn may_be_wide(text: &str) -> bool {
    text.bytes().fold(0, u8::max) >= 0xe3
}

pub(super) fn measure(line: &str, may_be_wide: bool) -> Line<'_> {
    if line.is_empty() {
        return Line::BLANK;
    }
    let body = line.trim_start();
    let indent = line[..line.len() - body.len()]
        .chars()
        .map(|c| if c == '\t' { 4 } else { 1 })
        .sum();
    let text = body.trim_end();
    let mut width = if text.is_ascii() {
        text.len()
    } else {
        text.chars().count()
    };
    if may_be_wide && width <= WIDEST_WRAP {
        width += text.chars().filter(|c| is_wide(*c)).count();
    }
    let first_word = if width > WIDEST_WRAP {
        0
    } else {
        first_word(text)
    };
    Line {
        text,
        indent,
        width,
        first_word,
    }
}

/// Columns of the first word; of the first character where words are not parted by blanks.
fn first_word(text: &str) -> usize {
    let mut width = 0;
    for c in text.chars() {
        if c.is_whitespace() || (width > 0 && is_wide(c)) {
            break;
        }
        width += if is_wide(c) { 2 } else { 1 };
    }
    width
}

pub(super) fn is_wide(c: char) -> bool {
    matches!(c as u32, 0x3000..=0x303e | 0x3041..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe4f | 0xff00..=0xff60)
}
