//! The text of a mail's header field, whatever its writer did to the letters.
//!
//! Owns encoded words (RFC 2047) and bytes beyond ASCII that were not encoded at all. Words of one charset that follow one another are joined before they are
//! read, since programs cut them in the middle of a character. Promises no U+FFFD without `lossy`, and that what was mended is noted.

use crate::wire::charset;
use crate::wire::repairs::{Repairs, code};
use mail_parser::decoders::base64::base64_decode;

/// The value of a field; `label` is the charset of the text below, for bytes that were not encoded.
pub fn text(raw: &[u8], label: Option<&str>, repairs: &mut Repairs) -> String {
    let raw = unfolded(raw);
    let mut out = String::with_capacity(raw.len());
    let mut open: Option<(String, Vec<u8>)> = None;
    let mut rest = raw.as_slice();
    while !rest.is_empty() {
        if let Some((charset, bytes, behind)) = encoded_word(rest) {
            match &mut open {
                Some((name, held)) if name.eq_ignore_ascii_case(charset) => {
                    if std::str::from_utf8(held).is_err() && name.eq_ignore_ascii_case("utf-8") {
                        repairs.note(code::ENCODED_WORDS, 1);
                    }
                    held.extend_from_slice(&bytes);
                }
                _ => {
                    close(open.take(), &mut out, repairs);
                    open = Some((charset.to_string(), bytes));
                }
            }
            // White space between two encoded words is none of the text.
            let blank = behind
                .iter()
                .take_while(|b| b.is_ascii_whitespace())
                .count();
            let next = behind.get(blank..).unwrap_or_default();
            rest = if encoded_word(next).is_some() {
                next
            } else {
                behind
            };
            continue;
        }
        close(open.take(), &mut out, repairs);
        let length = memchr::memmem::find(rest.get(1..).unwrap_or_default(), b"=?")
            .map_or(rest.len(), |at| at + 1);
        let (plain, behind) = rest.split_at(length);
        plain_text(plain, label, &mut out, repairs);
        rest = behind;
    }
    close(open, &mut out, repairs);
    out
}

/// The field on one line.
fn unfolded(raw: &[u8]) -> Vec<u8> {
    let is_break = |b: &u8| matches!(b, b'\r' | b'\n');
    let raw = raw.trim_ascii();
    raw.iter().filter(|b| !is_break(b)).copied().collect()
}

fn close(open: Option<(String, Vec<u8>)>, out: &mut String, repairs: &mut Repairs) {
    let Some((name, bytes)) = open else {
        return;
    };
    // A label that the bytes belie is seen through as in a text.
    match charset::decode(&bytes, Some(&name), repairs) {
        Ok(read) => out.push_str(&read.text),
        Err(_) => out.push_str(&String::from_utf8_lossy(&bytes)),
    }
}

/// Bytes outside encoded words: ASCII, unless the writer's program knew no better.
fn plain_text(bytes: &[u8], label: Option<&str>, out: &mut String, repairs: &mut Repairs) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        out.push_str(text);
        return;
    }
    repairs.note(code::RAW_HEADER, 1);
    let said = label.and_then(|label| charset::decode_as(bytes, label));
    match said {
        Some(text) => out.push_str(&text),
        None => match charset::decode(bytes, None, repairs) {
            Ok(read) => out.push_str(&read.text),
            Err(_) => out.push_str(&String::from_utf8_lossy(bytes)),
        },
    }
}

/// `=?charset?B?text?=` at the start: the charset, the bytes, and what follows.
fn encoded_word(text: &[u8]) -> Option<(&str, Vec<u8>, &[u8])> {
    let rest = text.strip_prefix(b"=?")?;
    let (charset, rest) = cut(rest)?;
    let (form, rest) = cut(rest)?;
    // In the Q form `?=` can't stand inside the word; `=?` begins another.
    let end = memchr::memmem::find(rest, b"?=")?;
    let (word, behind) = rest.split_at(end);
    let bytes = match form {
        b"B" | b"b" => base64_decode(word)?,
        b"Q" | b"q" => quoted(word),
        _ => return None,
    };
    let charset = std::str::from_utf8(charset).ok()?;
    // RFC 2231 puts the language behind the charset.
    let charset = charset.split('*').next().unwrap_or(charset);
    Some((charset, bytes, behind.get(2..).unwrap_or_default()))
}

/// What stands before the next question mark, within the length that a charset's name has.
fn cut(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let near = text.get(..64).unwrap_or(text);
    let at = memchr::memchr(b'?', near)?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

fn quoted(word: &[u8]) -> Vec<u8> {
    let digit = |b: &u8| {
        char::from(*b)
            .to_digit(16)
            .and_then(|d| u8::try_from(d).ok())
    };
    let mut out = Vec::with_capacity(word.len());
    let mut at = 0;
    while let Some(byte) = word.get(at) {
        let pair = match (byte, word.get(at + 1..at + 3)) {
            (b'=', Some([high, low])) => digit(high).zip(digit(low)),
            _ => None,
        };
        match (byte, pair) {
            (_, Some((high, low))) => {
                out.push(high << 4 | low);
                at += 3;
                continue;
            }
            (b'_', _) => out.push(b' '),
            (other, _) => out.push(*other),
        }
        at += 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &[u8], label: Option<&str>) -> (String, Vec<&'static str>) {
        let mut repairs = Repairs::default();
        let text = text(raw, label, &mut repairs);
        let codes = repairs.as_slice().iter().map(|r| r.code).collect();
        (text, codes)
    }

    #[test]
    fn a_character_cut_between_two_words_is_whole_again() {
        let (text, codes) = read(b" =?utf-8?B?0KHR?=\r\n =?UTF-8?B?gtGA?= now\r\n", None);
        assert_eq!(text, "Стр now");
        assert_eq!(codes, [code::ENCODED_WORDS]);
    }

    #[test]
    fn words_of_both_forms_and_plain_text_are_read() {
        for (raw, text) in [
            ("=?iso-8859-1?Q?L=27accord_sign=E9?=", "L'accord signé"),
            ("Re: =?utf-8?q?=C3=A9t=C3=A9?= fini", "Re: été fini"),
            ("=?utf-8*fr?B?w6k=?= =?iso-8859-1?B?6Q==?=", "éé"),
            ("a =? b =?x?Y?z?= c", "a =? b =?x?Y?z?= c"),
            ("=?utf-8?B?", "=?utf-8?B?"),
            ("", ""),
        ] {
            assert_eq!(read(raw.as_bytes(), None).0, text, "{raw}");
        }
    }

    #[test]
    fn bytes_that_nobody_encoded_are_read_in_the_charset_of_the_text() {
        let raw = encoding_rs::WINDOWS_1250
            .encode("Umowa o gazociągu podpisała")
            .0;
        let (text, codes) = read(&raw, Some("windows-1250"));
        assert_eq!(text, "Umowa o gazociągu podpisała");
        assert_eq!(codes, [code::RAW_HEADER]);
        let raw = encoding_rs::WINDOWS_1251
            .encode("Министры подписали договор")
            .0;
        let (text, _) = read(&raw, Some("utf-8"));
        assert_eq!(text, "Министры подписали договор");
    }

    proptest::proptest! {
        #[test]
        fn any_field_is_read_without_panic(raw in proptest::collection::vec(proptest::num::u8::ANY, 0..80)) {
            let _ = text(&raw, None, &mut Repairs::default());
        }
    }
}
