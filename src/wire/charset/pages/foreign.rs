//! Pages of Greek, Cyrillic and Arabic letters.
//!
//! Owns the test by which such text is told: nearly all its signs are letters of one script, and none is a capital behind a small one. Promises to change
//! nothing where the charset it was taken for reads it so.

use super::super::{Family, family};
use super::{Page, named, wrong};
use encoding_rs::Encoding;
use std::ops::RangeInclusive;

const GREEK: RangeInclusive<u32> = 0x370..=0x3ff;
const CYRILLIC: RangeInclusive<u32> = 0x400..=0x4ff;
const ARABIC: RangeInclusive<u32> = 0x600..=0x6ff;

const TRIED: [(&str, RangeInclusive<u32>); 6] = [
    ("IBM737", GREEK),
    ("IBM869", GREEK),
    ("x-mac-greek", GREEK),
    ("x-mac-cyrillic", CYRILLIC),
    ("IBM855", CYRILLIC),
    ("IBM720", ARABIC),
];

/// Letters below which nothing is sure.
const FEWEST: usize = 12;

/// The page in which nearly all the bytes are words of its script.
pub fn better(bytes: &[u8], high: usize, taken_for: &'static Encoding) -> Option<&'static Page> {
    if high < FEWEST {
        return None;
    }
    // Words without a letter of ASCII are none of a Latin language; those of another script have to be full of faults.
    let is_doubtful = match family(taken_for) {
        Family::Latin => true,
        Family::Cyrillic => wrong(bytes, &Page::of(taken_for)) * 16 >= high,
        Family::Other => false,
    };
    if !is_doubtful {
        return None;
    }
    let pages = TRIED
        .iter()
        .filter_map(|(name, script)| Some((named(name)?, script)));
    let fitting = pages.filter_map(|(page, script)| {
        let faults = misfits(bytes, page, script);
        (faults * 24 <= high).then_some((faults, page))
    });
    fitting
        .min_by_key(|(faults, _)| *faults)
        .map(|(_, page)| page)
}

/// Characters that are neither letters of the script in their place nor signs of a text.
fn misfits(bytes: &[u8], page: &Page, script: &RangeInclusive<u32>) -> usize {
    let mut before = ' ';
    let mut count = 0;
    for byte in bytes {
        let c = page.character(*byte);
        if *byte >= 0x80 {
            let is_own = c.is_alphabetic() && script.contains(&u32::from(c));
            let is_in_place = is_own && !(c.is_uppercase() && before.is_lowercase());
            let is_sign = !before.is_lowercase()
                && matches!(c, '«' | '»' | '–' | '—' | '“' | '№' | '\u{a0}')
                || matches!(c, '»' | '”' | '’' | '…' | '\u{a0}');
            count += usize::from(!is_in_place && !is_sign);
        }
        before = c;
    }
    count
}
