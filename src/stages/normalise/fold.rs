//! Letters compared as an editor would: without case and without accents.
//!
//! Owns the folding that markers, months and agency names are compared under; both sides go through it. It is for comparing a story's head with our
//! tables and for nothing else: the topics stage has a fold of its own, with offsets.

use std::sync::LazyLock;

/// The base letter in lower case: `É` → `e`, `İ` and `ı` → `i`, `Ё` → `е`, `أ` → `ا`.
pub fn letter(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    LETTERS
        .get(c as usize)
        .map_or_else(|| base(c), |base| *base)
}

/// The letters of Latin, Greek and Cyrillic: nearly all beyond ASCII are among them, and the tables of Unicode are slow to search.
static LETTERS: LazyLock<[char; 0x530]> = LazyLock::new(|| {
    let of = |at: usize| char::from_u32(at as u32).unwrap_or_default();
    std::array::from_fn(|at| base(of(at)))
});

/// The same by those tables.
fn base(c: char) -> char {
    let lower = match c {
        'ı' | 'İ' => return 'i',
        'ς' => return 'σ',
        'ł' | 'Ł' => return 'l',
        'ø' | 'Ø' => return 'o',
        'ی' => return 'ي',
        'ک' => return 'ك',
        _ => c.to_lowercase().next().unwrap_or(c),
    };
    // Syllables of Hangul decompose too, but into letters that say nothing on their own.
    if matches!(lower as u32, 0x1100..) && !matches!(lower as u32, 0x1e00..=0x1fff) {
        return lower;
    }
    let mut base = lower;
    let mut first = true;
    unicode_normalization::char::decompose_canonical(lower, |part| {
        if first {
            base = part;
            first = false;
        }
    });
    base
}

/// Whether a text has no more characters than so many; those of a paragraph need not be counted to tell that it is no short line.
pub fn fits(text: &str, most: usize) -> bool {
    text.len() <= most || (text.len() <= 4 * most && text.chars().count() <= most)
}

/// Whether a character only modifies the one before it, so that comparison passes over it.
pub fn is_mark(c: char) -> bool {
    // The first of them all.
    c >= '\u{300}'
        && unicode_normalization::char::is_combining_mark(c)
        && !matches!(c as u32, 0x900..=0xdff)
}

/// The letters of a text, folded.
pub fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| !is_mark(*c)).map(letter)
}

/// Whether a text begins with words that are folded already. Reads no more of it than it takes.
pub fn opens(text: &str, words: &str) -> bool {
    let mut letters = letters(text);
    words.chars().all(|c| letters.next() == Some(c))
}

/// Whether it begins with any of these.
pub fn opens_any(text: &str, openings: &[&str]) -> bool {
    likely(text, openings).any(|words| opens(text, words))
}

/// The same for whole words: no letter stands behind them.
pub fn opens_with_words(text: &str, openings: &[&str]) -> bool {
    likely(text, openings).any(|words| {
        let behind = || letters(text).nth(words.chars().count());
        opens(text, words) && !behind().is_some_and(char::is_alphabetic)
    })
}

/// The openings whose first letter is that of a text.
fn likely<'o>(text: &str, openings: &'o [&str]) -> impl Iterator<Item = &'o str> {
    let first = letters(text).next();
    let openings = openings.iter().copied();
    openings.filter(move |words| words.chars().next() == first)
}

/// A whole text, folded.
pub fn text(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    folded.extend(letters(text));
    folded
}

/// Whether a text has letters with case and all of them are capitals.
pub fn is_loud(text: &str) -> bool {
    let mut cased = false;
    for c in text.chars() {
        if c.is_lowercase() {
            return false;
        }
        cased |= c.is_uppercase();
    }
    cased
}

/// Whether a text has no letters with case at all, as in Arabic or Chinese. Georgian is written without capitals, though Unicode has them.
pub fn is_caseless(text: &str) -> bool {
    !text.chars().any(|c| is_small(c) || c.is_uppercase())
}

/// Whether a letter is a small one of a script that has capitals.
pub fn is_small(c: char) -> bool {
    c.is_lowercase() && !is_georgian(c)
}

/// The letters of Georgian texts.
fn is_georgian(c: char) -> bool {
    matches!(c, '\u{10d0}'..='\u{10ff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_accents_do_not_count() {
        assert_eq!(text("DÉPÊCHE"), "depeche");
        assert_eq!(text("De\u{301}pe\u{302}che"), "depeche");
        assert_eq!(text("SON DAKİKA"), text("son dakika"));
        assert_eq!(text("ЁЛКА"), "елка");
        assert_eq!(text("속보"), "속보");
    }

    #[test]
    fn openings_are_compared_without_case_and_accents() {
        assert!(opens("RÄTTAD VERSION: sju", "rattad version:"));
        assert!(!opens("Rättad", "rattad version:"));
        let openings = ["agenda", "rattad version"];
        assert!(opens_any("RÄTTAD VERSIONEN", &openings) && !opens_any("Rättad", &openings));
        assert!(opens_with_words("Agenda, 9 août", &openings));
        assert!(!opens_with_words("Agendas", &openings) && !opens_with_words("", &openings));
    }

    #[test]
    fn the_table_of_letters_says_what_unicode_does() {
        for c in ('\u{80}'..=char::MAX).take(0x2000) {
            assert_eq!(letter(c), base(c), "U+{:04X}", c as u32);
        }
        let is_mark = unicode_normalization::char::is_combining_mark;
        assert_eq!(('\0'..=char::MAX).find(|c| is_mark(*c)), Some('\u{300}'));
    }

    #[test]
    fn loudness_needs_capitals() {
        assert!(is_loud("URGENT 2"));
        assert!(!is_loud("Urgent"));
        assert!(!is_loud("123"));
        assert!(is_caseless("عاجل"));
        assert!(is_caseless("თბილისი"));
    }
}
