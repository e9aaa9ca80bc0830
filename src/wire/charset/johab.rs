//! Johab (KS C 5601-1992, annex 3), the charset of Korean computers before Windows: a syllable of Hangul is two bytes of three letters, five bits each.
//!
//! Owns its syllables; Chinese characters and signs are lost. Promises to claim bytes only where nearly all beyond ASCII make modern syllables and many end
//! in a byte that no other Korean charset ends them with.

/// The name shown in `decode.charset_used`; the WHATWG standard has none.
pub const NAME: &str = "johab";

/// Pairs below which nothing is sure, and pairs that are looked at.
const FEWEST: usize = 8;
const MOST: usize = 2048;

/// Whether a label names it.
pub fn is_label(label: &str) -> bool {
    let plain = label.to_ascii_lowercase();
    matches!(
        plain.as_str(),
        "johab" | "cp1361" | "ms1361" | "ksc5601_1992"
    )
}

/// Whether the bytes are Johab.
pub fn is_likely(bytes: &[u8]) -> bool {
    let (mut pairs, mut good, mut own, mut glued) = (0usize, 0usize, 0usize, 0usize);
    let (mut at, mut before) = (0, b' ');
    while let Some(lead) = bytes.get(at) {
        if *lead < 0x80 {
            before = *lead;
            at += 1;
            continue;
        }
        let trail = bytes.get(at + 1).copied().unwrap_or_default();
        pairs += 1;
        good += usize::from(syllable(*lead, trail).is_some());
        own += usize::from(trail < 0xa1);
        // As letters with accents are in words of a Latin language.
        glued += usize::from(before.is_ascii_lowercase());
        if pairs >= MOST || (pairs >= 32 && good * 4 < pairs * 3) {
            break;
        }
        before = b' ';
        at += 2;
    }
    pairs >= FEWEST && good * 16 >= pairs * 15 && own * 4 >= pairs && glued * 8 <= pairs
}

/// The text, and how many characters were lost.
pub fn decode(bytes: &[u8]) -> (String, usize) {
    let mut text = String::with_capacity(bytes.len() * 2);
    let mut lost = 0;
    let mut at = 0;
    while let Some(lead) = bytes.get(at) {
        if *lead < 0x80 {
            text.push(char::from(*lead));
            at += 1;
            continue;
        }
        let trail = bytes.get(at + 1).copied().unwrap_or_default();
        let c = syllable(*lead, trail);
        lost += usize::from(c.is_none());
        text.push(c.unwrap_or(char::REPLACEMENT_CHARACTER));
        at += 2;
    }
    (text, lost)
}

/// The syllable of two bytes: initial, vowel and final letter.
fn syllable(lead: u8, trail: u8) -> Option<char> {
    if !(0x84..=0xd3).contains(&lead) || trail < 0x41 {
        return None;
    }
    let code = u32::from(lead) << 8 | u32::from(trail);
    let five = |shift: u32| (code >> shift) & 0x1f;
    let initial = five(10).checked_sub(2).filter(|initial| *initial < 19)?;
    let vowel = match five(5) {
        vowel @ 3..=7 => vowel - 3,
        vowel @ 10..=15 => vowel - 5,
        vowel @ 18..=23 => vowel - 7,
        vowel @ 26..=29 => vowel - 9,
        _ => return None,
    };
    let last = match five(0) {
        last @ 1..=17 => last - 1,
        last @ 19..=29 => last - 2,
        _ => return None,
    };
    char::from_u32(0xac00 + (initial * 21 + vowel) * 28 + last)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bytes of a text of syllables and ASCII, by the same bits.
    fn johab(text: &str) -> Vec<u8> {
        let mut bytes = Vec::new();
        for c in text.chars() {
            let code = c as u32;
            if code < 0x80 {
                bytes.push(code as u8);
                continue;
            }
            let at = code - 0xac00;
            let (initial, vowel, last) = (at / 588, at / 28 % 21, at % 28);
            let vowel = vowel
                + [3, 5, 7, 9]
                    [usize::from(vowel > 4) + usize::from(vowel > 10) + usize::from(vowel > 16)];
            let last = last + if last > 16 { 2 } else { 1 };
            let code = 0x8000 | (initial + 2) << 10 | vowel << 5 | last;
            bytes.extend([(code >> 8) as u8, code as u8]);
        }
        bytes
    }

    #[test]
    fn syllables_are_read_and_told_from_other_charsets() {
        // From the tables: the first and the last syllable, and one between.
        assert_eq!(decode(&[0x88, 0x61, 0xd3, 0xbd]).0, "가\u{d7a3}");
        let text = "두 항구가 일요일에 기중기 한 대를 함께 쓰기로 합의했다고 밝혔다.";
        let bytes = johab(text);
        assert!(is_likely(&bytes));
        assert_eq!(decode(&bytes), (text.to_string(), 0));
        for (charset, text) in [
            (encoding_rs::EUC_KR, text),
            (
                encoding_rs::SHIFT_JIS,
                "二つの港は日曜日にクレーンを共同で使うことで合意したと発表した。",
            ),
            (
                encoding_rs::GBK,
                "两个港口星期日同意共用一台起重机，部长在会谈后宣布了这一消息。",
            ),
            (
                encoding_rs::BIG5,
                "兩個港口星期日同意共用一台起重機，部長在會談後宣布了這一消息。",
            ),
            (
                encoding_rs::WINDOWS_1251,
                "Два порта договорились в воскресенье об общем кране.",
            ),
            (
                encoding_rs::MACINTOSH,
                "Künftig müssen Händler jährlich höhere Gebühren zahlen; Häfen und Städte der Küste können später über Verträge nötige Brücken führen.",
            ),
            (
                encoding_rs::WINDOWS_1252,
                "Les ports ont décidé à l’unanimité d’être équipés d’une grue très élevée.",
            ),
        ] {
            assert!(!is_likely(&charset.encode(text).0), "{text}");
        }
    }
}
