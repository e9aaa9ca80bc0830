//! How a phrase of the table is met in a text: without case and accents, with numbers and gaps.
//!
//! Owns the comparison letter by letter. Promises the bytes that the phrase covers, with the marks on its last letter.

use super::super::fold;

/// Bytes of `text` that a phrase covers, or `None`.
pub fn match_phrase(letters: &[char], text: &str) -> Option<usize> {
    let mut at = 0;
    for &letter in letters {
        let rest = &text[at..];
        at += match letter {
            ' ' => {
                let is_blank = |c: char| {
                    c.is_whitespace() || matches!(c, '-' | '–' | '/' | ',' | '_' | '.' | '!' | ':')
                };
                let gap = rest.len() - rest.trim_start_matches(is_blank).len();
                (1..=6).contains(&gap).then_some(gap)?
            }
            '#' => number(rest)?,
            _ => {
                let mut length = 0;
                let mut met = false;
                for c in rest.chars() {
                    if met && !fold::is_mark(c) {
                        break;
                    }
                    if !fold::is_mark(c) {
                        if fold::letter(c) != letter {
                            return None;
                        }
                        met = true;
                    }
                    length += c.len_utf8();
                }
                met.then_some(length)?
            }
        };
    }
    let last = letters.last().copied().unwrap_or(' ');
    let next = text[at..].chars().next();
    let has_border = is_unspaced(last) || next.is_none_or(|c| !c.is_alphanumeric());
    has_border.then_some(at)
}

/// One or two digits and an ordinal's ending: `2`, `1st`, `2ND`, `3e`, `1º`.
fn number(text: &str) -> Option<usize> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=2).contains(&digits) {
        return None;
    }
    let rest = &text[digits..];
    let ending = [
        "st", "nd", "rd", "th", "ST", "ND", "RD", "TH", "er", "e", "ème", "eme", "º", "ª", "-й",
        "-я",
    ]
    .iter()
    .filter(|ending| {
        rest.strip_prefix(**ending)
            .is_some_and(|behind| !behind.starts_with(char::is_alphanumeric))
    })
    .map(|ending| ending.len())
    .max();
    Some(digits + ending.unwrap_or(0))
}

fn is_unspaced(c: char) -> bool {
    matches!(c as u32, 0x3040..=0x30ff | 0x3400..=0x9fff | 0xac00..=0xd7a3)
}
