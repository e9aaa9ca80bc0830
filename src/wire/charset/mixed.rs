//! UTF-8 with bytes of another charset in it, as systems write it that put texts of several sources together.
//!
//! Owns the test whether a text that is not valid UTF-8 is UTF-8 for the most part, and its reading: a line without any character of UTF-8 is read as a whole
//! in the charset that its bytes tell, a single byte elsewhere as windows-1252. Promises that text of a legacy charset is none of it: there well-formed
//! sequences are accidents, and fewer than what is malformed.

use super::{Family, SAMPLE, detected, family, telling};
use encoding_rs::WINDOWS_1252;

/// What was read, and what had to be done for it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Mixed {
    pub text: String,
    /// Bytes read as windows-1252.
    pub strays: usize,
    /// Lines read in another charset.
    pub lines: usize,
    /// Characters written as two halves of three bytes each (CESU-8).
    pub halves: usize,
    /// Sequences that became U+FFFD.
    pub lost: usize,
}

/// The text, where most of what is not ASCII is well-formed.
pub fn read(bytes: &[u8]) -> Option<Mixed> {
    let (joined, halves) = without_halves(bytes);
    let bytes = joined.as_deref().unwrap_or(bytes);
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += leads(chunk.valid());
        bad += usize::from(!chunk.invalid().is_empty());
        // Text of another charset says so within its first words, but a heading may be in one.
        if bad > 256 && bad > good * 2 {
            return None;
        }
    }
    if good < 2 || bad > good * 2 {
        return None;
    }
    // Where less than half is well-formed the rest must be of a Latin language: its letters stand too thin to make such sequences.
    if bad > good {
        let (sample, is_whole) = telling(bytes);
        if family(detected(&sample, is_whole)) != Family::Latin {
            return None;
        }
    }
    let mut mixed = Mixed {
        text: String::with_capacity(bytes.len() + 16),
        halves,
        ..Mixed::default()
    };
    let foreign = foreign_charset(bytes);
    for line in bytes.split_inclusive(|b| *b == b'\n') {
        match std::str::from_utf8(line) {
            Ok(line) => mixed.text.push_str(line),
            Err(_) if is_foreign(line) && foreign != WINDOWS_1252 => {
                mixed.lines += 1;
                let (text, _) = foreign.decode_without_bom_handling(line);
                mixed.lost += text.matches(char::REPLACEMENT_CHARACTER).count();
                mixed.text.push_str(&text);
            }
            Err(_) => mixed.push_line(line),
        }
    }
    Some(mixed)
}

impl Mixed {
    fn push_line(&mut self, line: &[u8]) {
        for chunk in line.utf8_chunks() {
            self.text.push_str(chunk.valid());
            match chunk.invalid() {
                [] => {}
                [stray] => {
                    self.strays += 1;
                    let byte = [*stray];
                    let (text, _) = WINDOWS_1252.decode_without_bom_handling(&byte);
                    self.text.push_str(&text);
                }
                _ => {
                    self.lost += 1;
                    self.text.push(char::REPLACEMENT_CHARACTER);
                }
            }
        }
    }
}

/// Lead bytes: characters beyond ASCII.
fn leads(text: &str) -> usize {
    text.bytes().filter(|b| *b >= 0xc0).count()
}

/// Bytes beyond ASCII below which a line tells no charset.
const FEW: usize = 6;

/// A line of which nothing beyond ASCII is UTF-8.
fn is_foreign(line: &[u8]) -> bool {
    line.iter().filter(|b| **b >= 0x80).count() >= FEW
        && line.utf8_chunks().all(|chunk| chunk.valid().is_ascii())
}

/// The charset of the lines that are not UTF-8.
fn foreign_charset(bytes: &[u8]) -> &'static encoding_rs::Encoding {
    let mut lines = Vec::new();
    for line in bytes.split_inclusive(|b| *b == b'\n') {
        if lines.len() >= SAMPLE {
            break;
        }
        if std::str::from_utf8(line).is_err() && is_foreign(line) {
            lines.extend_from_slice(line);
        }
    }
    if lines.is_empty() {
        return WINDOWS_1252;
    }
    let (sample, is_whole) = telling(&lines);
    detected(&sample, is_whole)
}

/// The bytes with characters of CESU-8 joined, where there are any.
fn without_halves(bytes: &[u8]) -> (Option<Vec<u8>>, usize) {
    let is_pair = |at: usize| {
        matches!(
            bytes.get(at..at + 6),
            Some([
                0xed,
                0xa0..=0xaf,
                0x80..=0xbf,
                0xed,
                0xb0..=0xbf,
                0x80..=0xbf
            ])
        )
    };
    let pairs: Vec<usize> = memchr::memchr_iter(0xed, bytes)
        .filter(|at| is_pair(*at))
        .collect();
    if pairs.is_empty() {
        return (None, 0);
    }
    let mut out = Vec::with_capacity(bytes.len());
    let mut done = 0;
    for at in &pairs {
        out.extend_from_slice(bytes.get(done..*at).unwrap_or_default());
        if let Some([_, a, b, _, c, d]) = bytes.get(*at..*at + 6) {
            let half = |high: u8, low: u8| (u32::from(high & 0x0f) << 6) | u32::from(low & 0x3f);
            let value = 0x1_0000 + (half(*a, *b) << 10) + half(c - 0x10, *d);
            let c = char::from_u32(value).unwrap_or(char::REPLACEMENT_CHARACTER);
            out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
        done = at + 6;
    }
    out.extend_from_slice(bytes.get(done..).unwrap_or_default());
    (Some(out), pairs.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAD: &str = "Paris: les délégués ont signé un accord à Genève.\n";

    fn with(line: &[u8]) -> Option<Mixed> {
        let mut bytes = LEAD.as_bytes().to_vec();
        bytes.extend_from_slice(line);
        read(&bytes)
    }

    #[test]
    fn lines_of_another_charset_are_read_in_it() {
        let line = "Министры энергетики подписали соглашение о сетях.";
        let foreign = encoding_rs::WINDOWS_1251.encode(line).0;
        let body = "Документ подписан в воскресенье, сообщили журналистам в правительстве.\n";
        let mixed = read(&[&foreign, &b"\n"[..], body.as_bytes()].concat()).unwrap();
        assert_eq!(mixed.text, format!("{line}\n{body}"));
        assert_eq!((mixed.lines, mixed.strays, mixed.lost), (1, 0, 0));
    }

    #[test]
    fn as_many_stray_bytes_as_characters_are_still_strays() {
        let mixed = with(b"L'\xe9t\xe9 \xe0 Gen\xe8ve").unwrap();
        assert_eq!(mixed.text, format!("{LEAD}L'été à Genève"));
        assert_eq!(mixed.strays, 4);
    }

    #[test]
    fn halves_of_characters_are_joined() {
        let mixed = with(b"\xed\xa0\xbd\xed\xb8\x80!").unwrap();
        assert!(mixed.text.ends_with("😀!"));
        assert_eq!(mixed.halves, 1);
    }

    #[test]
    fn text_of_a_legacy_charset_is_none_of_it() {
        for (text, charset) in [
            (
                "两国能源部长星期日签署协议，同意在十年之内实现两国电网互联互通。",
                encoding_rs::GBK,
            ),
            (
                "両国のエネルギー相は日曜日、送電網を接続する協定に署名した。",
                encoding_rs::SHIFT_JIS,
            ),
            (
                "양국 에너지 장관은 일요일 전력망을 연결하는 협정에 서명했다.",
                encoding_rs::EUC_KR,
            ),
            (
                "Министры энергетики двух стран подписали соглашение.",
                encoding_rs::IBM866,
            ),
            (
                "รัฐมนตรีพลังงานของทั้งสองประเทศลงนามในข้อตกลงเมื่อวันอาทิตย์",
                encoding_rs::WINDOWS_874,
            ),
        ] {
            assert_eq!(read(&charset.encode(text).0), None, "{}", charset.name());
        }
    }
}
