//! ISO-2022-KR: Korean in seven bits, between shift-out and shift-in.
//!
//! Owns the form, which the WHATWG standard has given up. Promises to read only what announces itself by its escape sequence.

use encoding_rs::EUC_KR;

/// What announces the set.
const ANNOUNCED: &str = "\u{1b}$)C";
pub const NAME: &str = "ISO-2022-KR";

/// The text, if it is in this form.
pub fn korean(text: &str) -> Option<String> {
    if !text.contains(ANNOUNCED) {
        return None;
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut is_shifted = false;
    for byte in text.replace(ANNOUNCED, "").bytes() {
        match byte {
            0xe => is_shifted = true,
            0xf => is_shifted = false,
            // Each line begins unshifted.
            b'\n' => {
                is_shifted = false;
                bytes.push(byte);
            }
            0x21..=0x7e if is_shifted => bytes.push(byte | 0x80),
            _ => bytes.push(byte),
        }
    }
    let text = EUC_KR.decode_without_bom_handling_and_without_replacement(&bytes)?;
    Some(text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shifted_letters_are_read_line_by_line() {
        let text = "\u{1b}$)C\u{e}5N GW18\u{f} (NNA)\n\u{e}GW18\nAB\n";
        let found = korean(text).unwrap();
        assert_eq!(found.lines().count(), 3);
        assert!(
            found
                .lines()
                .next()
                .is_some_and(|line| line.ends_with(" (NNA)"))
        );
        assert!(found.ends_with("\nAB\n"));
        assert_eq!(korean("AB"), None);
        assert_eq!(korean("\u{1b}$)C\u{e}5\n"), None);
    }
}
