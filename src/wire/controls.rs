//! Whether a text holds control characters at all, which few do.
//!
//! Owns one look at many bytes together, by which those who count such characters pass over nearly every text. Never says which or how many there are.

/// Whether a text may hold control characters that are no white space, of ASCII or from U+0080 to U+009F; `false` is sure.
pub fn may_be_in(text: &str) -> bool {
    let bytes = text.as_bytes();
    // Without branches, so that many bytes are looked at together.
    let is_white = |b: u8| (b == b'\t') | (b == b'\n') | (b == b'\r');
    let is_ascii = |b: u8| ((b < 0x20) & !is_white(b)) | (b == 0x7f);
    let behind = bytes.get(1..).unwrap_or_default();
    let is_beyond = |a: u8, b: u8| (a == 0xc2) & (b < 0xa0);
    bytes.iter().fold(false, |found, b| found | is_ascii(*b))
        || bytes
            .iter()
            .zip(behind)
            .fold(false, |found, (a, b)| found | is_beyond(*a, *b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_control_character_is_seen_and_no_other() {
        for c in '\0'..=char::MAX {
            let is_white = matches!(c, '\t' | '\n' | '\r');
            assert_eq!(
                may_be_in(&format!("a{c}b")),
                c.is_control() && !is_white,
                "{c:?}"
            );
        }
        assert!(may_be_in("\u{1}") && may_be_in("\u{85}") && !may_be_in(""));
    }
}
