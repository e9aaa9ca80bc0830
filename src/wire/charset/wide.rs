//! UTF-16 and UTF-32, by their mark or by where the zero bytes stand.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

/// Charsets of two and four bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wide {
    Utf16(&'static Encoding),
    Utf32 { big_endian: bool },
}

impl Wide {
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf16(encoding) => encoding.name(),
            Self::Utf32 { big_endian: true } => "UTF-32BE",
            Self::Utf32 { big_endian: false } => "UTF-32LE",
        }
    }

    /// The text and how many units were no character.
    pub fn decode(self, bytes: &[u8]) -> (String, usize) {
        match self {
            Self::Utf16(encoding) => {
                let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
                let lost = if had_errors {
                    text.matches(char::REPLACEMENT_CHARACTER).count()
                } else {
                    0
                };
                (text.into_owned(), lost)
            }
            Self::Utf32 { big_endian } => {
                let mut lost = usize::from(!bytes.len().is_multiple_of(4));
                let text = bytes
                    .as_chunks::<4>()
                    .0
                    .iter()
                    .map(|unit| {
                        let value = if big_endian {
                            u32::from_be_bytes(*unit)
                        } else {
                            u32::from_le_bytes(*unit)
                        };
                        char::from_u32(value).unwrap_or_else(|| {
                            lost += 1;
                            char::REPLACEMENT_CHARACTER
                        })
                    })
                    .collect();
                (text, lost)
            }
        }
    }
}

/// UTF-16 and UTF-32, by mark or by where the zero bytes stand; the rest is what is behind the mark.
pub fn wide<'a>(bytes: &'a [u8], declared: Option<&str>) -> Option<(Wide, &'a [u8])> {
    let marks: [(&[u8], Wide); 4] = [
        (&[0xff, 0xfe, 0, 0], Wide::Utf32 { big_endian: false }),
        (&[0, 0, 0xfe, 0xff], Wide::Utf32 { big_endian: true }),
        (&[0xff, 0xfe], Wide::Utf16(UTF_16LE)),
        (&[0xfe, 0xff], Wide::Utf16(UTF_16BE)),
    ];
    if let Some(found) = marks
        .iter()
        .find_map(|(mark, wide)| bytes.strip_prefix(*mark).map(|rest| (*wide, rest)))
    {
        return Some(found);
    }
    let sample = bytes.get(..512).unwrap_or(bytes);
    if memchr::memchr(0, sample).is_none() {
        return unmarked(bytes).map(|encoding| (Wide::Utf16(encoding), bytes));
    }
    let mut zeros = [0usize; 4];
    for (at, byte) in sample.iter().enumerate() {
        if let (0, Some(count)) = (byte, zeros.get_mut(at % 4)) {
            *count += 1;
        }
    }
    let quarter = sample.len() / 4;
    if quarter == 0 {
        return None;
    }
    let is_full = |count: usize| count * 10 >= quarter * 9;
    let [a, b, c, d] = zeros;
    if is_full(a) && is_full(b) && !is_full(d) {
        return Some((Wide::Utf32 { big_endian: true }, bytes));
    }
    if is_full(c) && is_full(d) && !is_full(a) {
        return Some((Wide::Utf32 { big_endian: false }, bytes));
    }
    let says_utf16 = declared.is_some_and(|d| d.to_ascii_lowercase().contains("utf-16"));
    // Western text has a zero in every other byte; other scripts only for blanks and punctuation, and there the declaration must help.
    let needed = if says_utf16 { 1 } else { quarter };
    let (even, odd) = (a + c, b + d);
    if even >= needed && even > odd * 8 {
        return Some((Wide::Utf16(UTF_16BE), bytes));
    }
    if odd >= needed && odd > even * 8 {
        return Some((Wide::Utf16(UTF_16LE), bytes));
    }
    unmarked(bytes).map(|encoding| (Wide::Utf16(encoding), bytes))
}

/// Bytes looked at where a text has few zeros.
const FAR: usize = 8 * 1024;

/// UTF-16 of a script that has zeros only in blanks, line ends and figures: read with the right order of bytes it is letters, with the wrong one it is not.
fn unmarked(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..FAR).unwrap_or(bytes);
    let sample = sample.get(..sample.len() & !1)?;
    // Text of one byte a character has no zeros.
    memchr::memchr(0, sample)?;
    match (is_text(sample, UTF_16LE), is_text(sample, UTF_16BE)) {
        (true, false) => Some(UTF_16LE),
        (false, true) => Some(UTF_16BE),
        // Greek with its bytes turned round is Chinese and Korean, but its blanks are none.
        (true, true) => {
            let ascii = |encoding: &'static Encoding| {
                let (text, _) = encoding.decode_without_bom_handling(sample);
                text.chars().filter(char::is_ascii).count()
            };
            let is_little = ascii(UTF_16LE) > ascii(UTF_16BE);
            Some(if is_little { UTF_16LE } else { UTF_16BE })
        }
        (false, false) => None,
    }
}

fn is_text(sample: &[u8], encoding: &'static Encoding) -> bool {
    let (text, _) = encoding.decode_without_bom_handling(sample);
    let (mut all, mut letters) = (0usize, 0usize);
    for c in text.chars() {
        all += 1;
        if (c.is_control() && !c.is_whitespace()) || is_private(c) {
            return false;
        }
        // Letters of rare blocks come out of bytes of any kind.
        letters += usize::from(is_of_a_living_script(c));
    }
    all >= 8 && letters * 20 >= all * 19
}

fn is_private(c: char) -> bool {
    matches!(c as u32, 0xe000..=0xf8ff | 0xfff0..=0xfffc | 0xfffe..=0xffff)
}

/// Scripts that news is written in, their punctuation, figures and blanks.
fn is_of_a_living_script(c: char) -> bool {
    matches!(c as u32,
        0x9..=0xd | 0x20..=0x17f | 0x370..=0x5ff | 0x600..=0x6ff | 0x900..=0xdff | 0xe00..=0xe7f | 0x10a0..=0x10ff
        | 0x2000..=0x206f | 0x20a0..=0x20bf | 0x2100..=0x214f | 0x3000..=0x30ff | 0x4e00..=0x9fff | 0xac00..=0xd7a3
        | 0xff00..=0xffef)
}
