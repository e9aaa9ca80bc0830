//! What transports leave around a document: control characters, a line with its length or file name, a telex frame, the head of a transfer, a guard
//! against scripts, the lines of server-sent events.
//!
//! Owns what is known to be no part of a record, and how it is taken off. Promises that markup or JSON of a wire format is never read as the text of a
//! story because something stands before it: what is known is taken off and counted, in front of anything else the record is refused. Looks at the
//! first lines only. Never touches text that holds no document.

use super::{iptc7901, sniff};
use crate::story::{Reject, RejectReason, Stage};
use std::borrow::Cow;

/// Bytes in front of a document that are looked at: the head of a transfer is the longest of its frames.
const LONGEST: usize = 8 * 1024;
/// Bytes of a line that may be a length, a file name or the opening of a telex.
const LONGEST_LINE: usize = 200;

/// The document inside its frame; `None` where the text has no frame, or holds no document.
pub fn take_off(text: &str) -> Result<Option<Cow<'_, str>>, Reject> {
    let start = text.trim_start_matches(is_blank);
    if start.starts_with(['<', '{', '"']) || (start.starts_with('[') && begins_json(start)) {
        return Ok(None);
    }
    let bare = start.trim_start_matches(is_filler);
    if begins(bare) {
        return Ok(Some(Cow::Borrowed(without_tail(bare))));
    }
    if let Some(inner) = unguarded(bare) {
        return Ok(Some(Cow::Borrowed(inner)));
    }
    if let Some(inner) = events(bare) {
        return Ok(Some(Cow::Owned(inner)));
    }
    let Some(at) = document_behind_lines(bare) else {
        return Ok(None);
    };
    let (before, document) = bare.split_at(at);
    if are_known(before) {
        return Ok(Some(Cow::Borrowed(without_tail(document))));
    }
    // Three lines before JSON are a frame nobody has told us of; more may be an article about JSON.
    let is_whole = document.starts_with('<')
        || (before.lines().count() <= 3 && document.trim_end().ends_with(['}', ']']));
    if !is_whole {
        return Ok(None);
    }
    Err(Reject::new(
        Stage::Decode,
        RejectReason::UnknownFormat,
        format!("a document begins at byte {at}, behind something that is no known frame of it"),
    ))
}

/// Where the next document begins behind the end of one, and whether anything stands between them; `None` where none follows.
pub fn next_document(rest: &str) -> Option<(usize, bool)> {
    let bare = rest.trim_start_matches(is_filler);
    let start = rest.len() - bare.len();
    // A root of whatever name: a second story is never the frame of the first.
    if sniff::begins_element(bare) {
        return Some((start, !rest[..start].trim().is_empty()));
    }
    let at = document_behind_lines(bare).filter(|at| bare[*at..].starts_with('<'))?;
    are_known(&bare[..at]).then_some((start + at, true))
}

/// Whether what follows the end of a document is more than white space and comments.
pub fn is_tail(rest: &str) -> bool {
    let rest = rest.trim_start();
    !rest.is_empty() && !rest.starts_with("<!--") && !rest.starts_with("<?")
}

pub fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\0' | '\u{feff}')
}

fn is_filler(c: char) -> bool {
    is_blank(c) || c.is_control()
}

fn begins(text: &str) -> bool {
    sniff::begins_document(text) || text.starts_with("<?xml") || begins_json(text)
}

/// An object with a key, or a list of such.
fn begins_json(text: &str) -> bool {
    let mut rest = text;
    let mut is_list = false;
    while let Some(inner) = rest.strip_prefix('[') {
        rest = inner.trim_start();
        if is_list {
            break;
        }
        is_list = true;
    }
    let object = rest.strip_prefix('{').map(str::trim_start);
    object.is_some_and(|inner| inner.starts_with('"'))
}

/// JSON is read to its end, so that what closes its frame has to go; XML ends with its root.
fn without_tail(document: &str) -> &str {
    if document.starts_with('<') {
        return document;
    }
    let mut rest = document.trim_end_matches(is_filler);
    while let Some(shorter) = rest.strip_suffix("NNNN") {
        rest = shorter.trim_end_matches(is_filler);
    }
    rest
}

/// `)]}',`, `while(1);`, a comment, `callback(` … `);`.
fn unguarded(text: &str) -> Option<&str> {
    let guards = [
        ")]}',",
        ")]}'",
        ")]}",
        "while(1);",
        "while (1);",
        "for(;;);",
        "for (;;);",
        "&&&START&&&",
    ];
    let mut rest = text;
    let mut any = false;
    for _ in 0..4 {
        let behind = guards.iter().find_map(|guard| rest.strip_prefix(guard));
        let behind = behind.or_else(|| {
            rest.strip_prefix("/*")
                .and_then(|r| r.split_once("*/"))
                .map(|(_, r)| r)
        });
        let behind = behind.or_else(|| {
            rest.strip_prefix("//")
                .and_then(|r| r.split_once('\n'))
                .map(|(_, r)| r)
        });
        let Some(behind) = behind else {
            break;
        };
        any = true;
        rest = behind.trim_start_matches(is_filler);
    }
    if any && begins(rest) {
        return Some(without_tail(rest));
    }
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '$' | '.');
    let name = rest.len() - rest.trim_start_matches(is_name).len();
    if !(1..=80).contains(&name) {
        return None;
    }
    let inner = rest[name..].trim_start().strip_prefix('(')?.trim_start();
    if !begins_json(inner) {
        return None;
    }
    let inner = inner.trim_end_matches(|c: char| is_filler(c) || c == ';');
    inner.strip_suffix(')').map(str::trim_end)
}

/// The data of server-sent events (WHATWG HTML §9.2), one value under another.
fn events(text: &str) -> Option<String> {
    let first = text.lines().next()?;
    let (name, _) = first.split_once(':')?;
    if !matches!(name, "" | "event" | "data" | "id" | "retry") {
        return None;
    }
    let mut data = String::new();
    let mut all_are_fields = true;
    for line in text.lines() {
        match line.split_once(':') {
            Some(("data", value)) => {
                data.push_str(value.strip_prefix(' ').unwrap_or(value));
                data.push('\n');
            }
            Some(("" | "event" | "id" | "retry", _)) => {}
            _ => all_are_fields &= line.trim().is_empty(),
        }
    }
    let start = data.trim_start();
    (all_are_fields && begins(start)).then(|| start.trim_end().to_string())
}

/// The first line within reach at which a document begins. Of each line only its own blanks are passed over, and of what begins there only a window is
/// looked at, so that neither a text of nothing but line ends nor one of open comments costs the square of its length.
fn document_behind_lines(text: &str) -> Option<usize> {
    let window = &text[..text.floor_char_boundary(2 * LONGEST)];
    let near = &window[..window.floor_char_boundary(LONGEST)];
    memchr::memchr_iter(b'\n', near.as_bytes())
        .map(|at| {
            let line = &window[at + 1..];
            let bare = line.trim_start_matches(|c| c != '\n' && is_filler(c));
            at + 1 + (line.len() - bare.len())
        })
        .find(|at| window[*at..].starts_with(['<', '{', '[']) && begins(&window[*at..]))
}

/// Whether all lines before a document are of a known frame.
fn are_known(before: &str) -> bool {
    let mut is_transfer = false;
    before.lines().all(|line| {
        let line = line.trim_matches(is_filler);
        let opens_transfer =
            line.starts_with("HTTP/") || line.starts_with("POST /") || line.starts_with("PUT /");
        is_transfer |= opens_transfer;
        line.is_empty()
            || opens_transfer
            || is_header(line, is_transfer)
            || (line.len() <= LONGEST_LINE && is_frame_line(line))
    })
}

fn is_header(line: &str, in_transfer: bool) -> bool {
    let Some((name, _)) = line.split_once(':') else {
        return false;
    };
    let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let name = name.to_ascii_lowercase();
    is_name && (in_transfer || name.starts_with("content-") || name == "mime-version")
}

/// A length, a file's name, the opening or end of a telex, the header line of IPTC 7901.
fn is_frame_line(line: &str) -> bool {
    let is_length = line
        .bytes()
        .all(|b| b.is_ascii_hexdigit() && !b.is_ascii_lowercase())
        && line.len() <= 16;
    let is_telex = line
        .get(..4)
        .is_some_and(|word| matches!(word, "ZCZC" | "NNNN" | "zczc" | "nnnn"))
        && line[4..].chars().next().is_none_or(char::is_whitespace);
    is_length || is_telex || is_file_name(line) || iptc7901::header(line).is_some()
}

fn is_file_name(line: &str) -> bool {
    let endings = [
        ".xml", ".json", ".nitf", ".newsml", ".txt", ".g2", ".htm", ".html",
    ];
    let lower = line.to_ascii_lowercase();
    !line.contains(char::is_whitespace) && endings.iter().any(|ending| lower.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inside(text: &str) -> Option<String> {
        take_off(text).unwrap().map(Cow::into_owned)
    }

    #[test]
    fn known_frames_come_off() {
        let json = r#"{"headline": "A", "body": "B"}"#;
        for text in [
            format!("\u{2}{json}\u{3}"),
            format!("\u{1e}{json}\n"),
            format!(")]}}',\n{json}"),
            format!("while(1);{json}"),
            format!("/* generated */ {json}"),
            format!("news.take({json});\n"),
            format!("event: story\nid: 1\ndata: {json}\n\n"),
            format!("00004123\r\n{json}"),
            format!("Content-Type: application/json\r\n\r\n{json}"),
            format!("ZCZC ABC123\r\n{json}\r\nNNNN\r\n"),
        ] {
            assert_eq!(inside(&text).as_deref(), Some(json), "{text}");
        }
        let xml = "<?xml version='1.0'?><nitf/>";
        for text in [
            format!("\u{1}\u{2}{xml}"),
            format!("\u{1b}{xml}"),
            format!("00004123\n{xml}"),
            format!("story-1.xml\n{xml}"),
            format!("HTTP/1.1 200 OK\r\nServer: x\r\n\r\n{xml}"),
            format!("\u{1}abc0042 3 pl 64 nna 0815\r\n{xml}"),
        ] {
            assert_eq!(inside(&text).as_deref(), Some(xml), "{text}");
        }
        assert_eq!(inside("\u{1}<nitf/>").as_deref(), Some("<nitf/>"));
    }

    #[test]
    fn behind_anything_else_a_document_is_refused() {
        for text in [
            "Dear all,\nhere it is:\n<?xml version='1.0'?><nitf/>",
            "Story follows\n{\"headline\": \"A\"}",
        ] {
            assert!(take_off(text).is_err(), "{text}");
        }
    }

    #[test]
    fn texts_have_no_frame() {
        for text in [
            "Ministers met.\nThey left.",
            "[속보] 정상회담 시작",
            "\u{1}abc0042 3 pl 64 nna 0815\r\nNetze\r\n\u{2}Text\u{3}",
            "ZCZC A\nMinisters signed.\nNNNN",
            "id: the word of the day\nMinisters met.",
            "Data: {what it means}\nMinisters met.",
            "<p>A</p>",
            "{\"headline\": 1}",
        ] {
            assert_eq!(inside(text), None, "{text}");
        }
    }

    #[test]
    fn long_texts_of_nothing_are_passed_over_quickly() {
        for unit in ["\n", "<!--\n", " \n", "\u{1}\n", "x(\n"] {
            let text = format!("a\n{}", unit.repeat(400_000 / unit.len()));
            assert_eq!(inside(&text), None, "{unit:?}");
        }
    }

    #[test]
    fn documents_in_a_row_may_each_have_a_frame() {
        assert_eq!(next_document(" \n<nitf/>"), Some((2, false)));
        assert_eq!(
            next_document("\u{3}\r\nNNNN\r\nZCZC 2\r\n<nitf/>"),
            Some((17, true))
        );
        assert_eq!(next_document("\n<DOC id='2'>"), Some((1, false)));
        assert_eq!(next_document("\nmore <nitf/>"), None);
        assert_eq!(next_document("</doc>"), None);
        assert!(is_tail("\u{3}") && !is_tail(" <!-- end -->") && !is_tail("\n"));
    }
}
