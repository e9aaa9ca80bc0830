//! One letter whole, for people: why, where from, key, headers, value.
//!
//! Bytes from outside are shown as text where they are text, with their control characters escaped, and in hex where they
//! are not. Headers that look like credentials are hidden: producers put strange things there, and terminals are logged.

use super::letter::{Letter, printable, time};
use super::original::NoOriginal;
use crate::story::{Header, RawRecord};
use crate::wire::charset;
use crate::wire::repairs::Repairs;
use std::fmt::Write as _;

/// Bytes in a line of hex.
const ROW: usize = 16;
/// Parts of names of headers that may hold a secret.
const SECRET: [&str; 8] = [
    "authorization",
    "cookie",
    "password",
    "passwd",
    "secret",
    "token",
    "api-key",
    "apikey",
];

/// The page. `original` is what came of fetching a value that the letter could not hold; of the value `most` bytes are
/// shown.
pub fn show(
    letter: &Letter,
    original: Option<&Result<RawRecord, NoOriginal>>,
    most: usize,
) -> String {
    let mut page = String::new();
    let mut row = |name: &str, value: &str| {
        // Writing to a string can't fail.
        let _ = writeln!(page, "{name:<15} {value}");
    };
    let record = &letter.record;
    row(
        "letter",
        &format!(
            "{}/{}/{}",
            record.origin.topic,
            letter.partition(),
            letter.offset()
        ),
    );
    if let Some(ms) = letter.written_ms() {
        row("written", &time(ms));
    }
    row(
        "reason",
        &format!("{} (stage {})", letter.reason, letter.stage),
    );
    row("message", &letter.message);
    if let Some(place) = &letter.source {
        row("came from", &place.to_string());
    }
    row("supplier", letter.supplier());
    row("attempt", &letter.attempt.to_string());
    let optional = [
        ("first failed", letter.first_failed_at.clone()),
        ("story in record", letter.story_index.map(|i| i.to_string())),
        ("refused by", letter.refused_topic.clone()),
        ("version", letter.version.clone()),
    ];
    for (name, value) in optional {
        if let Some(value) = value {
            row(name, &value);
        }
    }
    match &record.key {
        Some(key) => row("key", &short(key)),
        None => row("key", "none"),
    }
    page.push_str("headers\n");
    headers(&mut page, &record.headers);
    value(&mut page, letter, original, most);
    page
}

fn headers(page: &mut String, headers: &[Header]) {
    for header in headers {
        let name = printable(&header.name);
        let lower = name.to_ascii_lowercase();
        let value = match &header.value {
            None => "null".to_owned(),
            Some(_) if SECRET.iter().any(|s| lower.contains(s)) => {
                crate::config::secret::HIDDEN.to_owned()
            }
            Some(value) => short(value),
        };
        let _ = writeln!(page, "  {name}: {value}");
    }
}

fn value(
    page: &mut String,
    letter: &Letter,
    original: Option<&Result<RawRecord, NoOriginal>>,
    most: usize,
) {
    let place = letter.source.as_ref();
    match (&letter.record.value, original) {
        (Some(bytes), _) => text(page, "value", bytes, most),
        (None, Some(Ok(fetched))) => {
            let from = place.map_or_else(String::new, ToString::to_string);
            let bytes = fetched.value.as_deref().unwrap_or_default();
            text(
                page,
                &format!("value, too large for this topic, fetched from {from}"),
                bytes,
                most,
            );
        }
        (None, Some(Err(why))) => {
            let _ = writeln!(
                page,
                "value left out, because this topic does not take it; {why}"
            );
        }
        (None, None) => page.push_str("value null\n"),
    }
    if let (Some(place), Some(hash)) = (place, &letter.left_out) {
        let _ = writeln!(
            page,
            "to fetch it: kafka-console-consumer.sh --topic {} --partition {} --offset {} --max-messages 1 (SHA-256 {hash})",
            place.topic, place.partition, place.offset
        );
    }
}

fn text(page: &mut String, title: &str, bytes: &[u8], most: usize) {
    let shown = bytes.get(..most).unwrap_or(bytes);
    if let Some((charset, text)) = readable(shown, bytes.len() > shown.len()) {
        let _ = writeln!(page, "{title} ({} bytes, {charset})", bytes.len());
        for line in text.lines() {
            let _ = writeln!(page, "  {}", printable(line));
        }
    } else {
        let _ = writeln!(page, "{title} ({} bytes, no text)", bytes.len());
        hex(page, shown);
    }
    if shown.len() < bytes.len() {
        let _ = writeln!(page, "  … {} bytes more", bytes.len() - shown.len());
    }
}

/// Charset and text, where the bytes are text, as the service itself would read them.
fn readable(bytes: &[u8], cut: bool) -> Option<(&'static str, String)> {
    // A cut may go through a character.
    let whole = match std::str::from_utf8(bytes) {
        Err(error) if cut && error.error_len().is_none() => bytes.get(..error.valid_up_to())?,
        _ => bytes,
    };
    let decoded = charset::decode(whole, None, &mut Repairs::default()).ok()?;
    // Almost any bytes are text of some legacy charset: with control characters in it that is no more than a guess.
    let control = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    let guessed = std::str::from_utf8(whole).is_err() && decoded.text.contains(control);
    (!decoded.lossy && !guessed).then(|| (decoded.used, decoded.text.into_owned()))
}

/// Offset, bytes, and what of them is ASCII.
fn hex(page: &mut String, bytes: &[u8]) {
    for (n, row) in bytes.chunks(ROW).enumerate() {
        let mut pairs = String::with_capacity(ROW * 3);
        for byte in row {
            let _ = write!(pairs, "{byte:02x} ");
        }
        let plain: String = row
            .iter()
            .map(|b| {
                if b.is_ascii_graphic() || *b == b' ' {
                    char::from(*b)
                } else {
                    '.'
                }
            })
            .collect();
        let _ = writeln!(page, "  {:08x}  {pairs:<48} {plain}", n * ROW);
    }
}

/// A key or a header in one line.
fn short(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => printable(text),
        Err(_) => bytes.iter().fold("0x".to_owned(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::super::letter::tests::{header, letter, record};
    use super::super::letter::{Letter, Place};
    use super::*;
    use crate::wire::Hints;

    fn page(change: impl FnOnce(&mut RawRecord)) -> String {
        let mut record = record(5, &[]);
        change(&mut record);
        show(&Letter::read(record, &Hints::default()), None, 64)
    }

    #[test]
    fn text_is_shown_as_text_in_its_own_charset_and_bytes_as_bytes() {
        let text =
            page(|r| r.value = Some("Привет, мир и другие слова\u{1b}[2J".as_bytes().to_vec()));
        assert!(
            text.contains("Привет, мир и другие слова\\u{1b}[2J"),
            "{text}"
        );
        let (cyrillic, _, _) =
            encoding_rs::WINDOWS_1251.encode("Президент провёл переговоры о климате и энергии");
        let legacy = page(|r| r.value = Some(cyrillic.to_vec()));
        assert!(
            legacy.contains("windows-1251") && legacy.contains("Президент"),
            "{legacy}"
        );
        let bytes = page(|r| r.value = Some(vec![0x00, 0x01, b'A', 0xff, 0x00, 0x02]));
        assert!(
            bytes.contains("  00000000  00 01 41 ff 00 02") && bytes.contains("..A..."),
            "{bytes}"
        );
    }

    #[test]
    fn no_byte_from_outside_reaches_the_terminal_as_a_control_character() {
        let every: Vec<u8> = (0..=255).collect();
        let page = page(|r| {
            r.key = Some(every.clone());
            r.value = Some(every.clone());
            r.headers.push(Header {
                name: "a\u{7}b".into(),
                value: Some(every.clone()),
            });
            r.headers
                .push(header("copytaster.error.message", "\u{9b}31m"));
        });
        assert!(
            !page.chars().any(|c| c.is_control() && c != '\n'),
            "{page:?}"
        );
    }

    #[test]
    fn headers_that_may_hold_a_secret_are_hidden() {
        let page = page(|r| {
            for name in ["Authorization", "x-api-key", "session-token"] {
                r.headers.push(header(name, "hunter2"));
            }
        });
        assert!(!page.contains("hunter2"), "{page}");
        assert_eq!(page.matches("***").count(), 3, "{page}");
    }

    #[test]
    fn a_value_that_was_left_out_is_told_with_how_to_get_it() {
        let hash = "ab".repeat(32);
        let mut letter = letter(5, &[("copytaster.error.value_sha256", &hash)]);
        letter.record.value = None;
        let letter = Letter::read(letter.record, &Hints::default());
        let place = Place {
            topic: "wire.afp".into(),
            partition: 3,
            offset: 41,
        };
        let gone = show(&letter, Some(&Err(NoOriginal::Gone(place, 50))), 64);
        assert!(
            gone.contains("wire.afp/3/41 is not there: the partition goes on at 50"),
            "{gone}"
        );
        assert!(
            gone.contains("--topic wire.afp --partition 3 --offset 41 --max-messages 1"),
            "{gone}"
        );
        let fetched = show(&letter, Some(&Ok(record(41, &[]))), 64);
        assert!(
            fetched.contains("fetched from wire.afp/3/41 (1 bytes, UTF-8)"),
            "{fetched}"
        );
    }

    #[test]
    fn long_values_are_cut_where_asked_and_say_so() {
        let page = page(|r| r.value = Some("é".repeat(40).into_bytes()));
        assert!(
            page.contains("(80 bytes, UTF-8)") && page.contains("… 16 bytes more"),
            "{page}"
        );
    }
}
