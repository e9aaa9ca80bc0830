//! Whether a page makes words of bytes.
//!
//! Owns which characters cannot stand where they do in the words of a Latin language, and which letters no such language has beside one another.

use super::Page;

/// Letters beyond ASCII by language.
const LANGUAGES: [&str; 16] = [
    "äöüßéà",
    "éèêëàâçùûüôîïœæ",
    "áéíóúñü",
    "áâãàçéêíóôõúü",
    "àèéìòùî",
    "åäöæøéü",
    "áéíóúýðþæö",
    "ąćęłńóśźż",
    "áäčďéěíĺľňóôŕřšťúůýž",
    "áéíóöőúüű",
    "çğıöşüâîû",
    "čćđšž",
    "ăâîșțşţ",
    "ąčęėįšųūž",
    "āčēģīķļņšūž",
    "äöüõšž",
];

/// Characters that do not stand so in a word.
pub fn wrong(bytes: &[u8], page: &Page) -> usize {
    let at = |index: usize| bytes.get(index).map_or(' ', |byte| page.character(*byte));
    let high = bytes.iter().enumerate().filter(|(_, byte)| **byte >= 0x80);
    let wrong = high.filter(|(index, byte)| {
        let before = index.checked_sub(1).map_or(' ', at);
        is_wrong(before, page.character(**byte), at(index + 1))
    });
    wrong.count()
}

/// Whether all characters beyond ASCII are letters of words.
pub fn are_letters(bytes: &[u8], page: &Page) -> bool {
    let is_letter = |index: Option<usize>| {
        let byte = index.and_then(|index| bytes.get(index));
        byte.is_some_and(|byte| page.character(*byte).is_alphabetic())
    };
    let mut high = bytes.iter().enumerate().filter(|(_, byte)| **byte >= 0x80);
    high.all(|(at, _)| {
        is_letter(Some(at)) && (is_letter(at.checked_sub(1)) || is_letter(Some(at + 1)))
    })
}

/// Letters that the language of most others does not have.
pub fn strange(bytes: &[u8], page: &Page) -> usize {
    let mut letters = 0;
    let mut of_language = [0usize; LANGUAGES.len()];
    let high = bytes.iter().filter(|byte| **byte >= 0x80);
    for c in high.map(|byte| page.character(*byte)) {
        if !c.is_alphabetic() {
            continue;
        }
        letters += 1;
        let small = match c {
            // Its small form is `i` with a dot of its own.
            'İ' => 'ı',
            _ => c.to_lowercase().next().unwrap_or(c),
        };
        for (count, language) in of_language.iter_mut().zip(LANGUAGES) {
            *count += usize::from(language.contains(small));
        }
    }
    letters - of_language.iter().max().copied().unwrap_or(0)
}

/// Whether a character can't stand between its neighbours in the words of a Latin language.
fn is_wrong(before: char, c: char, behind: char) -> bool {
    if c.is_control() || c == char::REPLACEMENT_CHARACTER || matches!(c as u32, 0x2500..=0x25ff) {
        return true;
    }
    let in_word = before.is_alphabetic() && behind.is_alphabetic();
    if c.is_alphabetic() && !matches!(c, 'ª' | 'º' | 'ƒ' | 'µ' | 'ˆ') {
        let is_greek = matches!(c as u32, 0x370..=0x3ff);
        return is_greek || (c.is_uppercase() && before.is_lowercase());
    }
    if in_word {
        return !matches!(c, '’' | '\u{ad}' | '–' | '—' | '·' | '\u{a0}' | '‑');
    }
    // Signs that open something, behind a letter; those that stand for themselves, before one.
    (before.is_alphabetic()
        && matches!(
            c,
            '‚' | '„' | '‹' | 'ˆ' | '˜' | '¡' | '¿' | '¤' | '¥' | '†' | '‡' | '¢' | '£'
        ))
        || (behind.is_lowercase()
            && matches!(
                c,
                '‚' | '…'
                    | 'ˆ'
                    | '‡'
                    | '†'
                    | '¢'
                    | '¤'
                    | '¥'
                    | '”'
                    | '›'
                    | '§'
                    | '¶'
                    | '˜'
                    | '•'
            ))
}
