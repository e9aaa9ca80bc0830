//! What each character becomes: case, accents, width, Arabic and Hebrew marks, digits of all scripts.

use std::sync::OnceLock;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What becomes of a character: kind in the upper byte, the folded character or the index of an expansion below.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Class(pub(super) u32);

pub(super) const KIND: u32 = 0xff00_0000;
/// Separates words.
const SEPARATOR: u32 = 0;
/// Becomes the character in the lower bits.
pub(super) const LETTER: u32 = 1 << 24;
/// Becomes several characters; the lower bits index `Table::expansions`.
pub(super) const EXPANDS: u32 = 2 << 24;
/// A mark that disappears and belongs to the word before it.
pub(super) const MARK: u32 = 3 << 24;
/// An invisible control that disappears (soft hyphen, direction marks, joiners).
pub(super) const CONTROL: u32 = 4 << 24;
/// Zero-width non-joiner: between Arabic letters it stands where others write a space, elsewhere it disappears.
pub(super) const NON_JOINER: u32 = 5 << 24;

/// Classes of the Basic Multilingual Plane, which holds all characters of the 26 languages but rare Han.
pub(super) struct Table {
    pub(super) classes: Box<[Class]>,
    pub(super) expansions: Vec<Box<str>>,
}

pub(super) fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut expansions = Vec::new();
        let classes = (0..0x1_0000_u32)
            .map(|code| match char::from_u32(code) {
                Some(c) => classify(c, &mut expansions),
                None => Class(SEPARATOR),
            })
            .collect();
        Table {
            classes,
            expansions,
        }
    })
}

/// Letters whose decomposition does not say what newsrooms expect, and letters of one word that are spelled in several ways.
fn respelled(c: char) -> Option<&'static str> {
    Some(match c {
        'ł' => "l",
        'ø' => "o",
        'đ' => "d",
        'ß' | 'ẞ' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ı' | 'İ' => "i",
        'أ' | 'إ' | 'آ' | 'ٱ' => "ا",
        'ى' | 'ي' | 'ئ' => "ی",
        'ؤ' => "و",
        'ك' => "ک",
        'ة' | 'ۀ' => "ه",
        'ـ' => "",
        'ς' => "σ",
        _ => return None,
    })
}

/// Marks that make another letter and are therefore kept: Indic vowel signs, kana voicing, hangul.
fn keeps_marks(c: char) -> bool {
    matches!(c as u32, 0x0900..=0x0dff | 0x3040..=0x30ff | 0xac00..=0xd7a3)
}

fn is_devanagari(c: char) -> bool {
    matches!(c as u32, 0x0900..=0x097f)
}

fn is_modifier_apostrophe(c: char) -> bool {
    matches!(c, '\u{2b9}'..='\u{2bf}')
}

/// The value of a decimal digit of the scripts we read.
pub(in crate::stages::topics) fn digit(c: char) -> Option<char> {
    let code = c as u32;
    let zero = [0x0660, 0x06f0, 0x0966, 0x09e6, 0xff10]
        .into_iter()
        .find(|zero| (*zero..*zero + 10).contains(&code))?;
    char::from_digit(code - zero, 10)
}

fn classify(c: char, expansions: &mut Vec<Box<str>>) -> Class {
    match c {
        '\u{200c}' => return Class(NON_JOINER),
        '\u{ad}'
        | '\u{200b}'
        | '\u{200d}'..='\u{200f}'
        | '\u{2060}'
        | '\u{feff}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}' => return Class(CONTROL),
        // nukta: written or left out as the agency likes
        '\u{93c}' => return Class(MARK),
        // candrabindu and anusvara are written for one another
        '\u{901}' => return Class(LETTER | 0x902),
        // modifier apostrophes are letters to Unicode and apostrophes to newsrooms
        '\u{a78b}' | '\u{a78c}' => return Class(SEPARATOR),
        _ if is_modifier_apostrophe(c) => return Class(SEPARATOR),
        _ => {}
    }
    if let Some(value) = digit(c) {
        return Class(LETTER | value as u32);
    }
    if !(c.is_alphanumeric() || is_combining_mark(c)) {
        return Class(SEPARATOR);
    }
    let mut folded = String::new();
    if is_devanagari(c) {
        // Letters with a nukta of their own fall apart, as they are often written, and lose it.
        folded.extend(std::iter::once(c).nfd().filter(|c| *c != '\u{93c}'));
    } else if keeps_marks(c) {
        folded.push(c);
    } else {
        fold_letter(c, &mut folded);
    }
    let mut letters = folded.chars();
    match (letters.next(), letters.next()) {
        (None, _) => Class(MARK),
        (Some(one), None) => Class(LETTER | one as u32),
        _ => {
            expansions.push(folded.into_boxed_str());
            Class(EXPANDS | (expansions.len() as u32 - 1))
        }
    }
}

/// Appends what `c` becomes: respelling, else compatibility decomposition without marks, in lower case.
fn fold_letter(c: char, out: &mut String) {
    if let Some(spelling) = respelled(c) {
        out.push_str(spelling);
        return;
    }
    for lower in c.to_lowercase() {
        if let Some(spelling) = respelled(lower) {
            out.push_str(spelling);
            continue;
        }
        for part in std::iter::once(lower).nfkd() {
            for part in part.to_lowercase() {
                match respelled(part) {
                    Some(spelling) => out.push_str(spelling),
                    None if is_combining_mark(part) || !part.is_alphanumeric() => {}
                    // the half ring left over from ẚ
                    None if is_modifier_apostrophe(part) => {}
                    None => out.push(part),
                }
            }
        }
    }
}

pub(super) fn class_of(c: char) -> Class {
    let code = c as u32;
    match table().classes.get(code as usize) {
        Some(class) => *class,
        // Beyond the basic plane: rare Han and styled letters stand for themselves, emoji separate.
        None if c.is_alphanumeric() => Class(LETTER | code),
        None => Class(SEPARATOR),
    }
}

pub(super) fn is_hebrew(c: char) -> bool {
    matches!(c as u32, 0x05d0..=0x05ea)
}

/// Gershayim and geresh, and the quotation marks and apostrophes that are typed for them. Between Hebrew letters they
/// belong to an acronym or a foreign sound, and newsrooms write them or leave them out.
pub(super) fn is_gershayim(c: char) -> bool {
    matches!(
        c,
        '\u{5f3}' | '\u{5f4}' | '"' | '\'' | '\u{2019}' | '\u{201d}'
    )
}

pub(super) fn is_arabic(c: char) -> bool {
    matches!(c as u32, 0x0600..=0x06ff | 0x0750..=0x077f | 0xfb50..=0xfdff | 0xfe70..=0xfefe)
}
