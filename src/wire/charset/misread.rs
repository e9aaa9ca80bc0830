//! Cyrillic, Greek, Hebrew or Arabic text of one byte a letter that was read as Latin-1: `Ïðåçèäåíò` for `Президент`.
//!
//! Owns the test whether that happened and its undoing. Promises to change a text only where whole words of four letters and more are beyond ASCII, hardly
//! any other word has such letters beside ASCII's, and the words, undone, are in one script with capitals in their places. No Latin language writes so.
//! Linear; text without three such letters in a row is left after one search for their first byte.

use super::guess;
use encoding_rs::{Encoding, WINDOWS_1252};

/// Letters of a word that no Latin language has all beyond ASCII.
const LONG: usize = 4;
/// Such words that make a sure case.
const FEW: usize = 3;
/// Bytes of them that tell the charset.
const SAMPLE: usize = 640;

/// The text as it was meant, and how many words were mended.
pub fn undo(text: &str) -> Option<(String, usize)> {
    if !has_run(text.as_bytes()) {
        return None;
    }
    let (mut foreign, mut mixed) = (0usize, 0usize);
    let mut sample = Vec::with_capacity(SAMPLE + 64);
    for (word, is_word) in pieces(text) {
        if !is_word {
            continue;
        }
        let high = word.chars().filter(|c| is_high(*c)).count();
        let has_ascii = word.bytes().any(|b| b.is_ascii_alphabetic());
        mixed += usize::from(high > 0 && has_ascii);
        if high >= LONG && !has_ascii {
            foreign += 1;
            if sample.len() < SAMPLE {
                sample.extend(word.chars().filter_map(byte_of));
                sample.push(b' ');
            }
        }
    }
    if foreign < FEW || mixed * 8 > foreign {
        return None;
    }
    let charset = guess(&sample);
    let script = script_of(charset)?;
    let undone = charset.decode_without_bom_handling(&sample).0;
    let (mut words, mut fitting) = (0usize, 0usize);
    for word in undone.split(' ').filter(|word| !word.is_empty()) {
        words += 1;
        fitting += usize::from(is_word_of(word, &script));
    }
    if fitting * 10 < words * 9 {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut mended = 0;
    for (piece, is_word) in pieces(text) {
        if is_word && piece.bytes().any(|b| b.is_ascii_alphabetic()) {
            out.push_str(piece);
            continue;
        }
        mended += usize::from(is_word);
        out.extend(piece.chars().map(|c| meant(c, charset)));
    }
    Some((out, mended))
}

/// Whether three letters of U+00C0 to U+00FF stand in a row.
pub(super) fn has_run(bytes: &[u8]) -> bool {
    let (Some(second), Some(third)) = (bytes.get(2..), bytes.get(4..)) else {
        return false;
    };
    // Without branches, so that many bytes are looked at together.
    let letters = bytes.iter().zip(second).zip(third);
    letters.fold(false, |found, ((a, b), c)| {
        found | ((*a == 0xc3) & (*b == 0xc3) & (*c == 0xc3))
    })
}

fn is_high(c: char) -> bool {
    matches!(c, '\u{c0}'..='\u{ff}')
}

/// The pieces of a text, words and what parts them. An escape of JSON is no part of a word.
fn pieces(text: &str) -> impl Iterator<Item = (&str, bool)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let is_word = is_of_word(first);
        let length = if first == '\\' {
            let escaped = rest.chars().nth(1).map_or(0, char::len_utf8);
            first.len_utf8() + escaped
        } else {
            let ends = |(_, c): &(usize, char)| *c == '\\' || is_of_word(*c) != is_word;
            rest.char_indices()
                .find(ends)
                .map_or(rest.len(), |(at, _)| at)
        };
        let (piece, behind) = rest.split_at(length);
        rest = behind;
        Some((piece, is_word))
    })
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric()
        || (byte_of(c).is_some()
            && !matches!(
                c,
                '\u{a0}' | '«' | '»' | '“' | '”' | '„' | '–' | '—' | '…' | '’'
            ))
}

/// The byte that a character was read from.
pub(super) fn byte_of(c: char) -> Option<u8> {
    match c as u32 {
        0x80..=0xff => u8::try_from(c as u32).ok(),
        0..0x80 => None,
        // Punctuation and letters that windows-1252 has in the place of controls.
        _ => {
            let mut one = [0; 4];
            match WINDOWS_1252.encode(c.encode_utf8(&mut one)) {
                (byte, _, false) if byte.len() == 1 => byte.first().copied(),
                _ => None,
            }
        }
    }
}

/// What a character stands for; punctuation stays as it is.
fn meant(c: char, charset: &'static Encoding) -> char {
    let Some(byte) = byte_of(c) else {
        return c;
    };
    let one = [byte];
    let decoded = charset.decode_without_bom_handling(&one).0.chars().next();
    decoded
        .filter(|meant| {
            meant.is_alphabetic() || *meant == '№' || (c.is_control() && !meant.is_control())
        })
        .unwrap_or(c)
}

/// The block of a charset's letters.
fn script_of(charset: &'static Encoding) -> Option<std::ops::RangeInclusive<u32>> {
    Some(match charset.name() {
        "windows-1251" | "KOI8-R" | "KOI8-U" | "ISO-8859-5" => 0x400..=0x4ff,
        "windows-1253" | "ISO-8859-7" => 0x370..=0x3ff,
        "windows-1255" | "ISO-8859-8" => 0x590..=0x5ff,
        "windows-1256" | "ISO-8859-6" => 0x600..=0x6ff,
        _ => return None,
    })
}

/// Whether a word is in one script, without a capital behind a small letter.
fn is_word_of(word: &str, script: &std::ops::RangeInclusive<u32>) -> bool {
    let mut before = ' ';
    word.chars().all(|c| {
        let fits = (script.contains(&(c as u32)) || matches!(c, '’' | '\u{b7}' | 'µ'))
            && !(before.is_lowercase() && c.is_uppercase());
        before = c;
        fits
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{ISO_8859_7, KOI8_R, WINDOWS_1251, WINDOWS_1255, WINDOWS_1256};

    #[test]
    fn text_read_as_latin_1_comes_back() {
        for (text, charset) in [
            (
                "Президент и министры подписали договор — «давно пора», сказала она. № 5",
                WINDOWS_1251,
            ),
            (
                "Президент и министры подписали договор, сообщили власти",
                KOI8_R,
            ),
            (
                "Міністри підпишуть угоду, її затвердять обидва парламенти",
                WINDOWS_1251,
            ),
            (
                "Οι υπουργοί ενέργειας υπέγραψαν συμφωνία για τα δίκτυα",
                ISO_8859_7,
            ),
            (
                "וקראו השרים לחבר את רשתות החשמל של המדינות השכנות",
                WINDOWS_1255,
            ),
            (
                "وقع وزيرا الطاقة اتفاقا لربط الشبكتين قبل نهاية العقد",
                WINDOWS_1256,
            ),
        ] {
            let bytes = charset.encode(text).0;
            let misread = WINDOWS_1252.decode_without_bom_handling(&bytes).0;
            let found = undo(&misread).map(|(text, _)| text);
            assert_eq!(found.as_deref(), Some(text), "{}", charset.name());
        }
    }

    #[test]
    fn json_around_it_stays() {
        let misread =
            r#"{"headline":"Ïðåçèäåíò ïîäïèñàë äîãîâîð","body":"\nÏðåçèäåíò","by":"René"}"#;
        let meant = r#"{"headline":"Президент подписал договор","body":"\nПрезидент","by":"René"}"#;
        // One honest word among so few would be too many.
        assert_eq!(undo(misread), None);
        let misread = misread.replace("René", "Rene");
        assert_eq!(
            undo(&misread).map(|(text, _)| text),
            Some(meant.replace("René", "Rene"))
        );
    }

    #[test]
    fn honest_text_is_left_alone() {
        for text in [
            "Óðinn Þórðarson ráðherra á Íslandi: „Það er tími til kominn.“ Stafrófið: áéíóúýðþæö ÁÉÍÓÚÝÐÞÆÖ",
            "L’été à Genève, où l’on a été : ÉÉÉ, ààà, çà et là",
            "SÃO PAULO: AÇÃO E REAÇÃO, NÃO HÁ ÉÉÉÉ",
            "Jäääär, õõõõ, öööö, üüüü: häälikud",
            "Áin, øll, æða, ðað og ráðharrarnir",
            "Hai nước láng giềng đã đồng ý nối lưới điện",
            "Le clavier: ÀÂÄÉÈÊËÎÏÔÖÙÛÜÇ, àâäéèêëîïôöùûüç, ÀÁÂÃÄÅ, ÆÇÈÉÊË, ÌÍÎÏÐ, ÑÒÓÔÕÖ, ØÙÚÛÜ, a expliqué l’éditeur",
            "ÄÖÜ äöü ß ÄÖÜÄÖÜ äöüäöü ÖÖÖÖ",
            "Президент подписал договор",
            "çéèêë",
            "",
        ] {
            assert_eq!(undo(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in "[a-z\\\\ Ã-ÿ€й]{0,60}") {
            let _ = undo(&text);
        }
    }
}
