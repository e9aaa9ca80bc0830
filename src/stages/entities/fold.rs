//! Letters made comparable: case, accents, width, and the spellings of Arabic letters.
//!
//! Owns one function a character; names are folded once at load, text while it is compared, so that offsets are always
//! those of the text itself. Cyrillic letters keep their marks (й is no и), Latin and Greek ones lose them.

use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// What matching asks of characters, looked up instead of computed; as `fold`, `in_word` and `char::is_uppercase`.
#[derive(Debug)]
pub(super) struct Letters {
    /// By code point: the folded letter (0: none) and the flags above it.
    table: Vec<u32>,
}

/// Every alphabet with small and capital letters, and those of Hindi, Arabic and Hebrew, lie below.
const DIRECT: u32 = 0x2000;
const WORD: u32 = 1 << 24;
const UPPER: u32 = 1 << 25;

impl Letters {
    pub(super) fn new() -> Self {
        let entry = |code| {
            let Some(c) = char::from_u32(code) else {
                return 0;
            };
            fold(c).map_or(0, |folded| folded as u32)
                | if in_word(c) { WORD } else { 0 }
                | if c.is_uppercase() { UPPER } else { 0 }
        };
        Self {
            table: (0..DIRECT).map(entry).collect(),
        }
    }

    #[inline]
    pub(super) fn fold(&self, c: char) -> Option<char> {
        match self.table.get(c as usize) {
            Some(entry) => char::from_u32(entry & 0xFF_FFFF).filter(|folded| *folded != '\0'),
            None if is_plain(c) => Some(c),
            None => fold(c),
        }
    }

    #[inline]
    pub(super) fn in_word(&self, c: char) -> bool {
        match self.table.get(c as usize) {
            Some(entry) => entry & WORD != 0,
            None => is_plain(c) || in_word(c),
        }
    }

    #[inline]
    pub(super) fn is_upper(&self, c: char) -> bool {
        match self.table.get(c as usize) {
            Some(entry) => entry & UPPER != 0,
            None => !is_plain(c) && c.is_uppercase(),
        }
    }
}

/// Letters that are neither capital nor small and fold to themselves, known without a look at Unicode's tables: Han, kana,
/// Hangul.
fn is_plain(c: char) -> bool {
    matches!(c as u32, 0x3041..=0x3096 | 0x30A1..=0x30FA | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xAC00..=0xD7A3)
}

/// The letter to compare with; `None` for marks that are written or left out at will.
fn fold(c: char) -> Option<char> {
    if c.is_ascii() {
        return Some(c.to_ascii_lowercase());
    }
    let folded = match c as u32 {
        0x300..=0x36F
        | 0x5B0..=0x5BD
        | 0x5C1
        | 0x5C2
        | 0x5C7
        | 0x640
        | 0x64B..=0x65F
        | 0x670
        | 0x93C
        | 0xAD
        | 0x200B
        | 0x200E
        | 0x200F => {
            return None;
        }
        // Devanagari letters with nukta, precomposed, among them.
        0xC0..=0x24F | 0x370..=0x3FF | 0x958..=0x95F | 0x1E00..=0x1FFF => base(c),
        0x400..=0x52F => match lower(c) {
            'ё' => 'е',
            other => other,
        },
        0x600..=0x6FF => match c {
            'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
            'ى' | 'ی' => 'ي',
            'ک' => 'ك',
            'ة' => 'ه',
            other => other,
        },
        // Full-width ASCII.
        0xFF01..=0xFF5E => {
            char::from_u32(c as u32 - 0xFEE0).map_or(c, |narrow| narrow.to_ascii_lowercase())
        }
        _ => c,
    };
    Some(folded)
}

fn base(c: char) -> char {
    let mut first = None;
    decompose_canonical(c, |part| {
        if first.is_none() && !is_combining_mark(part) {
            first = Some(part);
        }
    });
    match lower(first.unwrap_or(c)) {
        'ı' => 'i',
        'ς' => 'σ',
        other => other,
    }
}

fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

/// Folded letters of a text.
pub(super) fn folded(text: &str) -> Vec<char> {
    text.chars().filter_map(fold).collect()
}

/// Part of a word: a letter, digit, or a mark upon one.
pub(super) fn in_word(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric()
    } else {
        c.is_alphanumeric() || is_combining_mark(c)
    }
}

/// Written without spaces between words: Han and kana.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(c as u32, 0x3005..=0x3007 | 0x3041..=0x30FF | 0x3400..=0x9FFF | 0xF900..=0xFAFF | 0x2_0000..=0x3_FFFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_says_what_the_rules_say() {
        let letters = Letters::new();
        for c in (0..0x3_0000).filter_map(char::from_u32) {
            let mark = if c == '\0' { None } else { fold(c) };
            assert_eq!(letters.fold(c), mark, "{c:?}");
            assert_eq!(letters.in_word(c), in_word(c), "{c:?}");
            assert_eq!(letters.is_upper(c), c.is_uppercase(), "{c:?}");
        }
    }

    #[test]
    fn spellings_of_one_word_fold_alike() {
        for (one, other) in [
            ("Côte", "COTE"),
            ("İstanbul", "istanbul"),
            ("Βρετανία", "ΒΡΕΤΑΝΙΑ"),
            ("Орёл", "Орел"),
            ("إيران", "ايران"),
            ("ＥＵ", "EU"),
            ("फ़्रांस", "फ्रांस"),
        ] {
            assert_eq!(folded(one), folded(other), "{one}");
        }
        assert_ne!(folded("й"), folded("и"));
    }
}
