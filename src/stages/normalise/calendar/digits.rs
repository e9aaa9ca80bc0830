//! Decimal digits of the scripts that news is written in.
//!
//! Owns which characters they are. Promises ASCII's value for each, and that a text without one is told by its bytes.

use std::borrow::Cow;

/// The zeros; nine more digits stand behind each.
const ZEROS: [char; 17] = [
    '0', '\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{a66}', '\u{ae6}', '\u{b66}', '\u{be6}',
    '\u{c66}', '\u{ce6}', '\u{d66}', '\u{e50}', '\u{ed0}', '\u{f20}', '\u{1040}', '\u{17e0}',
];

/// The value of a decimal digit: ASCII's, Arabic's, Persian's, those of India and Southeast Asia.
pub fn digit(c: char) -> Option<u8> {
    if c < '\u{660}' {
        return c.to_digit(10).and_then(|digit| u8::try_from(digit).ok());
    }
    let at = ZEROS.partition_point(|zero| *zero <= c);
    let value = u32::from(c) - u32::from(*ZEROS.get(at.checked_sub(1)?)?);
    u8::try_from(value).ok().filter(|value| *value < 10)
}

/// The text with ASCII's digits, the wide ones of East Asia replaced as well.
pub fn in_ascii(text: &str) -> Cow<'_, str> {
    let value = |c: char| match c {
        '０'..='９' => u8::try_from(u32::from(c) - u32::from('０')).ok(),
        c => digit(c),
    };
    let begins_foreign = |byte: u8| {
        (byte == 0xd9) | (byte == 0xdb) | (byte == 0xe0) | (byte == 0xe1) | (byte == 0xef)
    };
    let may_hold = text
        .bytes()
        .fold(false, |any, byte| any | begins_foreign(byte));
    if !may_hold || !text.chars().any(|c| !c.is_ascii() && value(c).is_some()) {
        return Cow::Borrowed(text);
    }
    let ascii = |c: char| value(c).map_or(c, |digit| char::from(b'0' + digit));
    Cow::Owned(text.chars().map(ascii).collect())
}

/// Whether there may be a [`digit`] in a text, by the bytes that begin one.
pub fn may_hold_digits(text: &str) -> bool {
    // Without branches, so that many bytes are looked at together.
    let begins_digit = |byte: u8| {
        byte.is_ascii_digit() | (byte == 0xd9) | (byte == 0xdb) | (byte == 0xe0) | (byte == 0xe1)
    };
    text.bytes()
        .fold(false, |any, byte| any | begins_digit(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_every_script_have_their_value() {
        for digits in [
            "0123456789",
            "٠١٢٣٤٥٦٧٨٩",
            "۰۱۲۳۴۵۶۷۸۹",
            "०१२३४५६७८९",
            "০১২৩৪৫৬৭৮৯",
            "௦௧௨௩௪௫௬௭௮௯",
            "๐๑๒๓๔๕๖๗๘๙",
            "၀၁၂၃၄၅၆၇၈၉",
            "០១២៣៤៥៦៧៨៩",
        ] {
            let values: Vec<u8> = digits.chars().filter_map(digit).collect();
            assert_eq!(values, (0..10).collect::<Vec<u8>>(), "{digits}");
            assert!(may_hold_digits(digits));
            assert_eq!(in_ascii(digits), "0123456789");
        }
        for c in ['a', '/', ':', '\u{65f}', '\u{66a}', 'ก', 'क', '日', '½'] {
            assert_eq!(digit(c), None, "{c}");
        }
    }
}
