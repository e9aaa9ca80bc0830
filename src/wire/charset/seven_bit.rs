//! Charsets that write their letters in seven bits, which WHATWG's standard has no decoder for: UTF-7, HZ and ISO-2022-KR.
//!
//! Owns their shifts. A text is read so where it is declared to be, or where its shifts hold nothing but characters of the set.

use encoding_rs::{EUC_KR, Encoding, GBK};
use mail_parser::decoders::base64::base64_decode;

/// The text, and the name of its charset; `None` where it is in none of them.
pub fn decode(text: &str, declared: Option<&str>) -> Option<(String, &'static str)> {
    let is = |names: &[&str]| {
        declared.is_some_and(|label| {
            names
                .iter()
                .any(|name| label.trim().eq_ignore_ascii_case(name))
        })
    };
    if is(UTF_7) {
        return utf7(text).map(|text| (text, "UTF-7"));
    }
    // Nearly every text has neither shift.
    memchr::memchr2(b'~', 0x1b, text.as_bytes())?;
    let has = |piece: &[u8]| memchr::memmem::find(text.as_bytes(), piece).is_some();
    if has(b"~{") && has(b"~}") {
        return shifted(text, b"~{", b"~}", GBK, true).map(|text| (text, "HZ-GB-2312"));
    }
    if has(b"\x1b$)C") {
        let bare = text.replace("\x1b$)C", "");
        return shifted(&bare, b"\x0e", b"\x0f", EUC_KR, false).map(|text| (text, "ISO-2022-KR"));
    }
    None
}

/// Labels of a charset that only its label tells.
pub fn is_label(label: &str) -> bool {
    let names = UTF_7.iter().chain(&["hz-gb-2312", "hz", "iso-2022-kr"]);
    names
        .into_iter()
        .any(|name| label.trim().eq_ignore_ascii_case(name))
}

const UTF_7: &[&str] = &["utf-7", "utf7", "unicode-1-1-utf-7", "x-unicode-2-0-utf-7"];

/// RFC 2152: `+`, base64 of UTF-16, and `-` or another sign.
fn utf7(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'+', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        let behind = &rest[at + 1..];
        let is_of_base64 = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/');
        let length = behind.bytes().take_while(is_of_base64).count();
        let (letters, after) = behind.split_at(length);
        if letters.is_empty() {
            out.push('+');
        } else {
            let padded = format!("{letters}{}", &"==="[..(4 - length % 4) % 4]);
            let bytes = base64_decode(padded.as_bytes())?;
            let units = bytes
                .chunks_exact(2)
                .map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            out.extend(char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')));
        }
        rest = after.strip_prefix('-').unwrap_or(after);
    }
    out.push_str(rest);
    Some(out)
}

/// Characters of two bytes without their high bits, between two shifts. In HZ a line may end a shift, `~~` is a tilde, and a tilde before a line break joins.
fn shifted(
    text: &str,
    open: &[u8],
    close: &[u8],
    charset: &'static Encoding,
    is_hz: bool,
) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_bytes();
    let mut found = 0;
    while let Some(at) = memchr::memmem::find(rest, open) {
        out.push_str(std::str::from_utf8(&rest[..at]).ok()?);
        let behind = &rest[at + open.len()..];
        // Each line begins unshifted.
        let line = memchr::memchr(b'\n', behind).unwrap_or(behind.len());
        let length = memchr::memmem::find(&behind[..line], close).unwrap_or(line);
        let (inner, after) = behind.split_at(length);
        let raised: Vec<u8> = inner
            .iter()
            .map(|b| if b.is_ascii_graphic() { b | 0x80 } else { *b })
            .collect();
        let (read, had_errors) = charset.decode_without_bom_handling(&raised);
        if had_errors {
            return None;
        }
        out.push_str(&read);
        found += inner.len();
        rest = after.strip_prefix(close).unwrap_or(after);
    }
    out.push_str(std::str::from_utf8(rest).ok()?);
    if is_hz {
        out = out
            .replace("~\r\n", "")
            .replace("~\n", "")
            .replace("~~", "~");
    }
    (found > 0).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_read_by_its_shifts() {
        let utf7 = decode("Fr+APY-sche +ACI-da+ACI-, 1 +- 1 +2D3eAA", Some("UTF-7")).unwrap();
        assert_eq!(utf7, ("Frösche \"da\", 1 + 1 😀".to_string(), "UTF-7"));
        assert_eq!(decode("a +ACI- b", None), None);
        let hz = decode("News: ~{<:Ky2;S{#,NpJ)l6HK!#~} ~~ end", None).unwrap();
        assert_eq!(
            hz,
            ("News: 己所不欲，勿施於人。 ~ end".to_string(), "HZ-GB-2312")
        );
        assert_eq!(decode("a ~{ b é ~} c", None), None);
        let kr = decode("\x1b$)C\x0e0!0\"\x0f now", Some("iso-2022-kr")).unwrap();
        assert_eq!(kr, ("가각 now".to_string(), "ISO-2022-KR"));
        let lines = decode("\x1b$)C\x0e0!0\"\nAB \x0e0!\x0f\nAB", None).unwrap();
        assert_eq!(lines.0, "가각\nAB 가\nAB", "a line begins unshifted");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in "[+~{}\u{e}\u{f}a-dA-D0/é\n-]{0,60}") {
            for label in [None, Some("utf-7"), Some("iso-2022-kr")] {
                let _ = (decode(&text, label), decode(&format!("\x1b$)C{text}"), label));
            }
        }
    }
}
