//! Bytes to Unicode text.
//!
//! Owns the truth about charsets: what was declared (XML declaration, HTML's `meta`, header, hint), what the byte-order mark says and what the bytes themselves say, the
//! bytes winning. The common lies are seen through: UTF-8 declared as Latin-1 and the reverse, windows-125x in place of ISO-8859-x, UTF-16 without a
//! mark, UTF-8 encoded more than once, lines of several charsets in one text, code pages of DOS and Mac Roman, one-byte text read as Latin-1. Promises that nothing is replaced without being noted, and a rejection naming the first byte that does not fit where
//! the bytes are no text. The charsets of Latin languages are told by their letters ([`latin`]); guessing among all others is `chardetng`'s, Firefox's detector.

pub(super) mod iso646;
mod iso6937;
mod johab;
mod labels;
mod latin;
mod misread;
mod misread_wide;
mod mixed;
mod mojibake;
mod pages;
mod seven_bit;
mod wide;

use super::repairs::{Repairs, code};

use super::controls;
use crate::story::{Reject, RejectReason, Stage};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, ISO_8859_15, UTF_8, WINDOWS_1252};
use labels::{declared_inside, for_label};
use latin::is_latin_9;
use std::borrow::Cow;
use wide::wide;

/// Text and the charsets that led to it.
#[derive(Debug, PartialEq, Eq)]
pub struct Decoded<'a> {
    pub text: Cow<'a, str>,
    /// Label as declared in the bytes, by header or by hint.
    pub declared: Option<String>,
    /// Name of the charset the bytes were read as, as the WHATWG Encoding Standard writes it, or `UTF-32LE`, `UTF-32BE`.
    pub used: &'static str,
    /// Some bytes could not be read.
    pub lossy: bool,
}

/// Bytes the detector is fed: some hundred letters decide, and it costs more than all other steps together.
const SAMPLE: usize = 640;

/// Reads the bytes as text. `declared` is what header or hint say; an XML declaration in the bytes goes before it.
pub fn decode<'a>(
    bytes: &'a [u8],
    declared: Option<&str>,
    repairs: &mut Repairs,
) -> Result<Decoded<'a>, Reject> {
    let label = declared_inside(bytes).or(declared).map(str::to_string);
    if let Some((used, rest)) = wide(bytes, label.as_deref()) {
        if rest.len() < bytes.len() {
            repairs.note(code::BOM, 1);
        }
        let (text, lost) = used.decode(rest);
        repairs.note(code::UNDECODABLE, lost);
        return checked(bytes, Cow::Owned(text), label, used.name(), lost > 0);
    }
    let rest = match bytes.strip_prefix(&[0xef, 0xbb, 0xbf]) {
        Some(rest) => {
            repairs.note(code::BOM, 1);
            rest
        }
        None => bytes,
    };
    let encoding = label.as_deref().and_then(for_label);
    let is_telex = label.as_deref().is_some_and(iso6937::is_label);
    let page = label.as_deref().and_then(pages::for_label);
    let is_seven_bit = label.as_deref().is_some_and(seven_bit::is_label);
    if label.is_some() && encoding.is_none() && page.is_none() && !is_telex && !is_seven_bit {
        repairs.note(code::CHARSET_UNKNOWN, 1);
    }
    match simdutf8::basic::from_utf8(rest) {
        Ok(text) => Ok(utf8(text, label.as_deref(), encoding, repairs)),
        Err(_) if is_telex || iso6937::is_likely(rest) => {
            if !is_telex {
                repairs.note(found_in_the_bytes(label.is_some()), 1);
            }
            let (text, lost) = iso6937::decode(rest);
            repairs.note(code::UNDECODABLE, lost);
            checked(bytes, Cow::Owned(text), label, iso6937::NAME, lost > 0)
        }
        Err(_) => match page {
            Some(page) => checked(
                bytes,
                Cow::Owned(page.decode(rest)),
                label,
                page.name,
                false,
            ),
            None => legacy(rest, label, encoding, repairs),
        },
    }
}

/// What the detector makes of the bytes.
pub fn guess(bytes: &[u8]) -> &'static Encoding {
    detected(bytes, true)
}

/// The bytes in a charset that is known from their neighbours; `None` where one of them does not fit.
pub fn decode_as(bytes: &[u8], label: &str) -> Option<String> {
    let text = for_label(label)?.decode_without_bom_handling_and_without_replacement(bytes)?;
    Some(text.into_owned())
}

/// Valid UTF-8 is UTF-8 whatever was declared: text of another charset hardly ever passes for it.
fn utf8<'a>(
    text: &'a str,
    declared: Option<&str>,
    encoding: Option<&'static Encoding>,
    repairs: &mut Repairs,
) -> Decoded<'a> {
    let plain = |text, used| Decoded {
        text,
        declared: declared.map(str::to_string),
        used,
        lossy: false,
    };
    if text.is_ascii() {
        if memchr::memmem::find(text.as_bytes(), b"\x1b$").is_some() {
            let (decoded, had_errors) = ISO_2022_JP.decode_without_bom_handling(text.as_bytes());
            if !had_errors {
                return plain(Cow::Owned(decoded.into_owned()), ISO_2022_JP.name());
            }
        }
        return match seven_bit::decode(text, declared) {
            Some((decoded, used)) => plain(Cow::Owned(decoded), used),
            None => plain(Cow::Borrowed(text), UTF_8.name()),
        };
    }
    if encoding.is_some_and(|e| e != UTF_8) {
        repairs.note(code::CHARSET_WRONG, 1);
    }
    match mojibake::undo(text) {
        Some((mended, runs)) => {
            repairs.note(code::DOUBLE_ENCODED, runs);
            plain(Cow::Owned(mended), UTF_8.name())
        }
        None if !misread_wide::may_be(text) => plain(Cow::Borrowed(text), UTF_8.name()),
        None => match misread::undo(text).or_else(|| misread_wide::undo(text)) {
            Some((meant, words)) => {
                repairs.note(code::MISREAD, words);
                plain(Cow::Owned(meant), UTF_8.name())
            }
            None => plain(Cow::Borrowed(text), UTF_8.name()),
        },
    }
}

fn legacy<'a>(
    bytes: &'a [u8],
    declared: Option<String>,
    encoding: Option<&'static Encoding>,
    repairs: &mut Repairs,
) -> Result<Decoded<'a>, Reject> {
    if let Some(mixed) = mixed::read(bytes) {
        repairs.note(code::STRAY, mixed.strays);
        repairs.note(code::OTHER_LINES, mixed.lines);
        repairs.note(code::HALVES, mixed.halves);
        repairs.note(code::UNDECODABLE, mixed.lost);
        let is_lossy = mixed.lost > 0;
        return checked(
            bytes,
            Cow::Owned(mixed.text),
            declared,
            UTF_8.name(),
            is_lossy,
        );
    }
    let sure = latin::by_letters(bytes);
    let is_johab = declared.as_deref().is_some_and(johab::is_label)
        || (sure.is_none() && johab::is_likely(bytes));
    if is_johab {
        repairs.note(found_in_the_bytes(declared.is_some()), 1);
        let (text, lost) = johab::decode(bytes);
        repairs.note(code::UNDECODABLE, lost);
        return checked(bytes, Cow::Owned(text), declared, johab::NAME, lost > 0);
    }
    let guess = sure.unwrap_or_else(|| {
        let (sample, is_whole) = telling(bytes);
        detected(&sample, is_whole)
    });
    let said = encoding.filter(|said| *said != UTF_8 && is_plausible(said, guess, bytes));
    let chosen = said.unwrap_or(guess);
    let is_sure = sure == Some(chosen);
    let page = if is_sure {
        None
    } else {
        pages::better(bytes, chosen)
    };
    if said.is_none() || page.is_some() {
        repairs.note(found_in_the_bytes(encoding.is_some()), 1);
    }
    if let Some(page) = page {
        let text = page.decode(bytes);
        return checked(bytes, Cow::Owned(text), declared, page.name, false);
    }
    let chosen = if chosen == WINDOWS_1252 && encoding != Some(WINDOWS_1252) && is_latin_9(bytes) {
        ISO_8859_15
    } else {
        chosen
    };
    let (text, had_errors) = chosen.decode_without_bom_handling(bytes);
    let lost = if had_errors {
        text.matches(char::REPLACEMENT_CHARACTER).count()
    } else {
        0
    };
    repairs.note(code::UNDECODABLE, lost);
    checked(
        bytes,
        Cow::Owned(text.into_owned()),
        declared,
        chosen.name(),
        lost > 0,
    )
}

/// The repair where the bytes themselves told the charset: what was declared is wrong, or nothing was.
fn found_in_the_bytes(is_declared: bool) -> &'static str {
    if is_declared {
        code::CHARSET_WRONG
    } else {
        code::CHARSET_DETECTED
    }
}

/// What the detector makes of a sample. A character cut by the end of the sample must not speak against a charset.
fn detected(sample: &[u8], is_whole: bool) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, is_whole);
    detector.guess(None, Utf8Detection::Deny)
}

/// The words with a foreign byte in them, as many as fit into the sample, and whether the last one is whole. The other words say nothing of the
/// charset. White space is safe to split at: it is no second byte in any of them.
fn telling(bytes: &[u8]) -> (Vec<u8>, bool) {
    let mut sample = Vec::with_capacity(SAMPLE + 64);
    let words = bytes
        .split(u8::is_ascii_whitespace)
        .filter(|word| word.iter().any(|b| *b >= 0x80));
    for word in words {
        let room = SAMPLE.saturating_sub(sample.len());
        if room == 0 {
            break;
        }
        if let Some(cut) = word.get(..room).filter(|_| word.len() > room) {
            sample.extend_from_slice(cut);
            return (sample, false);
        }
        sample.extend_from_slice(word);
        sample.push(b' ');
    }
    (sample, true)
}

/// Whether the declared charset can stand against the detector's guess. A declaration is wrong when the bytes do not decode, or when the way
/// non-ASCII bytes stand speaks for the other script: alone or in pairs in the words of Latin languages, in whole words in all others.
fn is_plausible(said: &'static Encoding, guess: &'static Encoding, bytes: &[u8]) -> bool {
    if said == guess {
        return true;
    }
    if said
        .decode_without_bom_handling_and_without_replacement(bytes)
        .is_none()
    {
        return false;
    }
    let high = high_of(bytes);
    let is_foreign = is_foreign(bytes, high);
    match (family(said), family(guess)) {
        (Family::Latin, Family::Latin) => said != WINDOWS_1252 || high < FEW,
        (Family::Latin, _) => !is_foreign,
        (_, Family::Latin) => is_foreign,
        // The code tables for Cyrillic share no letter's place, and the detector tells them apart with certainty.
        (Family::Cyrillic, Family::Cyrillic) => is_koi8(said) == is_koi8(guess) || high < FEW * 3,
        _ => true,
    }
}

/// Bytes beyond ASCII.
fn high_of(bytes: &[u8]) -> usize {
    bytes.iter().filter(|b| **b >= 0x80).count()
}

/// Whether most of these many bytes beyond ASCII stand in whole words, as those of another script than Latin do.
fn is_foreign(bytes: &[u8], high: usize) -> bool {
    let in_words: usize = bytes
        .chunk_by(|a, b| (*a >= 0x80) == (*b >= 0x80))
        .filter(|run| run.len() >= 3 && run.first().is_some_and(|b| *b >= 0x80))
        .map(<[u8]>::len)
        .sum();
    in_words * 2 > high
}

/// Non-ASCII bytes below which no charset of a Latin language can be told from another.
const FEW: usize = 6;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Latin,
    Cyrillic,
    Other,
}

fn family(encoding: &'static Encoding) -> Family {
    match encoding.name() {
        "windows-1252" | "windows-1250" | "windows-1254" | "windows-1257" | "windows-1258"
        | "ISO-8859-2" | "ISO-8859-3" | "ISO-8859-4" | "ISO-8859-10" | "ISO-8859-13"
        | "ISO-8859-14" | "ISO-8859-15" | "ISO-8859-16" | "macintosh" => Family::Latin,
        "windows-1251" | "KOI8-R" | "KOI8-U" | "ISO-8859-5" | "IBM866" | "x-mac-cyrillic" => {
            Family::Cyrillic
        }
        _ => Family::Other,
    }
}

fn is_koi8(encoding: &'static Encoding) -> bool {
    encoding.name().starts_with("KOI8")
}

/// Refuses text that is none: too many replaced or control characters.
fn checked<'a>(
    bytes: &[u8],
    text: Cow<'a, str>,
    declared: Option<String>,
    used: &'static str,
    lossy: bool,
) -> Result<Decoded<'a>, Reject> {
    let mut all = 0usize;
    let mut bad = 0usize;
    let mut kinds = 0u32;
    let near = &text[..text.floor_char_boundary(4 * 4096)];
    let is_plain = !controls::may_be_in(near) && !near.contains(char::REPLACEMENT_CHARACTER);
    let looked_at = if is_plain { 0 } else { 4096 };
    for c in near.chars().take(looked_at) {
        all += 1;
        // Neither a control character nor one that stands for a lost one.
        if matches!(c, ' '..='~' | '\u{a0}'..='\u{fffc}') {
            continue;
        }
        if c.is_ascii_control() && !c.is_whitespace() {
            kinds |= 1 << (c as u32 % 32);
        }
        let is_control = c.is_control() && !c.is_whitespace() && !is_telex(c);
        bad += usize::from(c == char::REPLACEMENT_CHARACTER || is_control);
    }
    if bad * 10 > all || kinds.count_ones() > MOST_CONTROLS {
        let at = std::str::from_utf8(bytes).map_or_else(|e| e.valid_up_to(), str::len);
        return Err(Reject::new(
            Stage::Decode,
            RejectReason::BadCharset,
            format!(
                "no text in {used} or any charset that fits; the first byte that is not UTF-8 is at {at}"
            ),
        ));
    }
    Ok(Decoded {
        text,
        declared,
        used,
        lossy,
    })
}

/// Different control characters that a message of the telex age may hold; noise holds nearly all.
const MOST_CONTROLS: u32 = 12;

/// Controls of the telex formats, and 0x80–0x9F, which ISO-8859-x text holds where windows-125x was meant.
fn is_telex(c: char) -> bool {
    matches!(c, '\u{1}'..='\u{7}' | '\u{e}' | '\u{f}' | '\u{11}'..='\u{16}' | '\u{1b}' | '\u{7f}'..='\u{9f}')
}

#[cfg(test)]
mod tests;
