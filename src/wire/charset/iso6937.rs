//! ISO 6937, the charset of European telex wires: an accent stands before its letter.
//!
//! Owns the table (ITU-T T.51, the part that ISO 6937 keeps) and the test by which such text is told from the one-byte charsets, which nothing else in
//! our libraries knows. Promises to claim bytes only when every accent stands before a letter that takes it and at least two do.

use unicode_normalization::char::compose;

/// The name shown in `decode.charset_used`; the WHATWG standard has none.
pub const NAME: &str = "ISO-6937";

/// Accents that make a sure case.
const FEW: usize = 2;

/// Whether a label names it.
pub fn is_label(label: &str) -> bool {
    let plain: String = label
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    matches!(
        plain.as_str(),
        "iso6937" | "iso69372" | "isoir142" | "isoir156" | "t61" | "t51"
    )
}

/// The combining mark of an accent byte, 0xC1 to 0xCF.
fn accent(byte: u8) -> Option<char> {
    Some(match byte {
        0xc1 => '\u{300}',
        0xc2 => '\u{301}',
        0xc3 => '\u{302}',
        0xc4 => '\u{303}',
        0xc5 => '\u{304}',
        0xc6 => '\u{306}',
        0xc7 => '\u{307}',
        0xc8 => '\u{308}',
        0xca => '\u{30a}',
        0xcb => '\u{327}',
        0xcd => '\u{30b}',
        0xce => '\u{328}',
        0xcf => '\u{30c}',
        _ => return None,
    })
}

/// The letter with its accent, where a European language has it.
fn accented(byte: u8, letter: u8) -> Option<char> {
    let mark = accent(byte)?;
    let letter = char::from(letter);
    if !letter.is_ascii_alphabetic() {
        return None;
    }
    // Up to Latin Extended-A: what lies beyond is no European wire's.
    compose(letter, mark).filter(|c| (*c as u32) < 0x180)
}

/// Single bytes beyond ASCII.
fn single(byte: u8) -> Option<char> {
    Some(match byte {
        0xa0 => '\u{a0}',
        0xa1 => '¡',
        0xa2 => '¢',
        0xa3 => '£',
        0xa4 => '$',
        0xa5 => '¥',
        0xa7 => '§',
        0xa8 => '¤',
        0xa9 => '‘',
        0xaa => '“',
        0xab => '«',
        0xac => '←',
        0xad => '↑',
        0xae => '→',
        0xaf => '↓',
        0xb0 => '°',
        0xb1 => '±',
        0xb2 => '²',
        0xb3 => '³',
        0xb4 => '×',
        0xb5 => 'µ',
        0xb6 => '¶',
        0xb7 => '·',
        0xb8 => '÷',
        0xb9 => '’',
        0xba => '”',
        0xbb => '»',
        0xbc => '¼',
        0xbd => '½',
        0xbe => '¾',
        0xbf => '¿',
        0xd0 => '—',
        0xd1 => '¹',
        0xd2 => '®',
        0xd3 => '©',
        0xd4 => '™',
        0xdc => '⅛',
        0xdd => '⅜',
        0xde => '⅝',
        0xdf => '⅞',
        0xe0 => 'Ω',
        0xe1 => 'Æ',
        0xe2 => 'Đ',
        0xe3 => 'ª',
        0xe4 => 'Ħ',
        0xe6 => 'Ĳ',
        0xe7 => 'Ŀ',
        0xe8 => 'Ł',
        0xe9 => 'Ø',
        0xea => 'Œ',
        0xeb => 'º',
        0xec => 'Þ',
        0xed => 'Ŧ',
        0xee => 'Ŋ',
        0xef => 'ŉ',
        0xf0 => 'ĸ',
        0xf1 => 'æ',
        0xf2 => 'đ',
        0xf3 => 'ð',
        0xf4 => 'ħ',
        0xf5 => 'ı',
        0xf6 => 'ĳ',
        0xf7 => 'ŀ',
        0xf8 => 'ł',
        0xf9 => 'ø',
        0xfa => 'œ',
        0xfb => 'ß',
        0xfc => 'þ',
        0xfd => 'ŧ',
        0xfe => 'ŋ',
        0xff => '\u{ad}',
        _ => return None,
    })
}

/// Whether the bytes can hardly be anything else.
pub fn is_likely(bytes: &[u8]) -> bool {
    let mut accents = 0;
    let mut others = 0;
    let mut rest = bytes.iter().copied().peekable();
    while let Some(byte) = rest.next() {
        if byte < 0x80 {
            continue;
        }
        if accent(byte).is_some() {
            match rest.peek().and_then(|letter| accented(byte, *letter)) {
                Some(_) => accents += 1,
                // An accent before a blank is the accent itself, which no text has.
                None => return false,
            }
        } else if single(byte).is_some() {
            others += 1;
        } else {
            return false;
        }
    }
    accents >= FEW && accents >= others
}

/// The text, and how many bytes stood for nothing.
pub fn decode(bytes: &[u8]) -> (String, usize) {
    let mut out = String::with_capacity(bytes.len());
    let mut lost = 0;
    let mut rest = bytes.iter().copied().peekable();
    while let Some(byte) = rest.next() {
        if byte < 0x80 {
            out.push(char::from(byte));
            continue;
        }
        let letter = rest.peek().and_then(|letter| accented(byte, *letter));
        let c = letter.or_else(|| single(byte));
        lost += usize::from(c.is_none());
        out.push(c.unwrap_or(char::REPLACEMENT_CHARACTER));
        if letter.is_some() {
            rest.next();
        }
    }
    (out, lost)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRENCH: &[u8] =
        b"Gen\xc1eve (ats) \xabL'\xc2et\xc2e\xbb \xc3a l'\xc2Elys\xc2ee, gar\xcbcon";

    #[test]
    fn accents_before_letters_are_read() {
        assert!(is_likely(FRENCH));
        assert_eq!(
            decode(FRENCH),
            ("Genève (ats) «L'été» â l'Élysée, garçon".to_string(), 0)
        );
        assert!(is_label("ISO_6937-2") && is_label("t.61") && !is_label("iso-8859-1"));
    }

    #[test]
    fn other_charsets_are_not_taken_for_it() {
        for (label, text) in [
            ("windows-1252", "L’été à Genève, un garçon, États, Île, Âge"),
            ("windows-1252", "Über die Ämter: Öl, Maß, Köln"),
            ("windows-1250", "Příliš žluťoučký kůň úpěl ďábelské ódy"),
            ("windows-1251", "Министры подписали договор"),
            ("koi8-r", "Министры подписали договор"),
            ("gb18030", "两国部长星期日签署协议"),
            ("shift_jis", "両国の閣僚が日曜日に署名した"),
            ("big5", "兩國部長星期日簽署協議"),
            ("euc-kr", "장관들이 일요일에 서명했다"),
            ("iso-8859-9", "Bakanlar pazar günü şehirde görüştü, ığdır"),
        ] {
            let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap();
            assert!(!is_likely(&encoding.encode(text).0), "{label} {text}");
        }
    }
}
