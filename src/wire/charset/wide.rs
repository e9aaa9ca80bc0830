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
    None
}
