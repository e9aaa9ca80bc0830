//! Telling formats apart by their first bytes.
//!
//! Owns the signs of each format. The bytes decide, not what a header declares, because producers copy headers. Promises to look at a bounded
//! prefix wherever a prefix can tell, and never to fail: what has no sign is text.

use super::{anpa1312, controls, iptc7901, telex, zczc};

/// What a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sniffed {
    Json,
    Base64,
    Xml,
    Html,
    Iptc7901,
    Anpa1312,
    /// Telex messages from `ZCZC` to `NNNN`.
    Zczc,
    Text,
    /// No character to read.
    Blank,
    /// Bytes that happen to be valid text, such as Avro or Protobuf.
    Binary,
}

/// The format of a text.
pub fn sniff(text: &str) -> Sniffed {
    let start =
        text.trim_start_matches(|c: char| c.is_whitespace() || c == '\0' || c == '\u{feff}');
    if start.is_empty() {
        return Sniffed::Blank;
    }
    if is_json(start) {
        return Sniffed::Json;
    }
    if start.starts_with('<') {
        return markup(start);
    }
    let lines = telex::line_ends(text);
    if anpa1312::is_anpa1312(&lines) {
        return Sniffed::Anpa1312;
    }
    if iptc7901::is_iptc7901(&lines) {
        return Sniffed::Iptc7901;
    }
    if zczc::is_zczc(&lines) {
        return Sniffed::Zczc;
    }
    if is_binary(start) {
        return Sniffed::Binary;
    }
    if is_base64(start) {
        return Sniffed::Base64;
    }
    Sniffed::Text
}

/// XML by its declaration or its root; a page or a fragment of HTML else; a sentence in angle brackets is text.
fn markup(start: &str) -> Sniffed {
    let root = root_name(start);
    match root {
        Some("html" | "HTML") => Sniffed::Html,
        Some(name) if is_known_root(name) || start.starts_with("<?xml") => Sniffed::Xml,
        // Newsrooms call their stories so as well.
        Some("article") if holds_fields(start) && start.contains("</article>") => Sniffed::Xml,
        Some(name) if super::html::elements::is_element(name) => Sniffed::Html,
        Some(name) if start.contains(&format!("</{name}>")) => Sniffed::Xml,
        None if start.starts_with("<?xml") => Sniffed::Xml,
        _ if super::html::elements::looks_like_markup(start) => Sniffed::Html,
        _ => Sniffed::Text,
    }
}

/// Whether the first element inside the root is none of HTML.
fn holds_fields(start: &str) -> bool {
    let inner = start
        .split_once("<article")
        .and_then(|(_, rest)| rest.split_once('>'));
    inner
        .and_then(|(_, inner)| root_name(inner))
        .is_some_and(|name| !super::html::elements::is_element(name))
}

/// Whether a string is itself JSON or one of the XML formats, and not a sentence or a piece of HTML.
pub fn holds_a_format(text: &str) -> bool {
    let text = text.trim_start();
    let is_object = text
        .strip_prefix('{')
        .is_some_and(|rest| rest.trim_start().starts_with(['"', '}']));
    is_object || (text.starts_with('<') && root_name(text).is_some_and(is_known_root))
}

/// Whether another document of a wire format begins here, behind the end of one.
pub fn begins_document(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with('<') && root_name(text).is_some_and(is_known_root)
}

/// Whether an element begins here, whatever its name.
pub fn begins_element(text: &str) -> bool {
    root_name(text).is_some()
}

fn is_known_root(name: &str) -> bool {
    let local = name.rsplit(':').next().unwrap_or(name);
    matches!(
        local,
        "newsItem"
            | "newsMessage"
            | "packageItem"
            | "conceptItem"
            | "knowledgeItem"
            | "planningItem"
            | "catalogItem"
            | "NewsML"
            | "NewsItem"
            | "nitf"
            | "NITF"
            | "rss"
            | "feed"
            | "RDF"
    )
}

/// The name of the first element, behind declaration, comments and document type.
fn root_name(start: &str) -> Option<&str> {
    let mut rest = start;
    loop {
        rest = rest.trim_start();
        if let Some(behind) = rest.strip_prefix("<?") {
            rest = behind.split_once("?>")?.1;
        } else if let Some(behind) = rest.strip_prefix("<!--") {
            rest = behind.split_once("-->")?.1;
        } else if let Some(behind) = rest.strip_prefix("<!") {
            let close = behind.find(['>', '['])?;
            let is_subset = behind[close..].starts_with('[');
            let end = if is_subset {
                behind.find("]>")? + 1
            } else {
                close
            };
            rest = &behind[end + 1..];
        } else {
            let name = rest.strip_prefix('<')?;
            let end = name.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))?;
            let name = &name[..end];
            return name
                .starts_with(|c: char| c.is_ascii_alphabetic())
                .then_some(name);
        }
    }
}

/// `{` begins no sentence; `[` does (`[속보] …`, `[1] …`), so that what follows it has to look like JSON.
fn is_json(start: &str) -> bool {
    let after = |rest: &str| rest.trim_start().as_bytes().first().copied();
    if let Some(rest) = start.strip_prefix('[') {
        return match after(rest) {
            Some(b'{' | b'"') => true,
            Some(b'[') => {
                rest.trim_start().starts_with("[{") || rest.trim_start().starts_with("[[")
            }
            Some(b']') => rest.trim_start()[1..].trim().is_empty(),
            _ => false,
        };
    }
    if start.starts_with('{') {
        return true;
    }
    // A JSON string that holds another format.
    start.starts_with("\"{\\\"") || start.starts_with("\"<?xml") || start.starts_with("\"<newsItem")
}

/// More than one control character in ten, within the first kilobyte.
fn is_binary(start: &str) -> bool {
    if !controls::may_be_in(&start[..start.floor_char_boundary(4 * 1024)]) {
        return false;
    }
    let mut all = 0;
    let mut controls = 0;
    for c in start.chars().take(1024) {
        all += 1;
        if matches!(c, ' '..='~' | '\u{a0}'..) {
            continue;
        }
        // SOH … ETX, SYN, BEL, DEL and ESC belong to the telex formats.
        let is_telex = matches!(c, '\u{1}'..='\u{7}' | '\u{e}' | '\u{f}' | '\u{11}'..='\u{14}' | '\u{16}' | '\u{1b}' | '\u{7f}');
        controls += usize::from(c.is_control() && !c.is_whitespace() && !is_telex);
    }
    controls * 10 > all
}

/// Nothing but the alphabet of base64, and what it begins with, undone, begins a format.
pub fn is_base64(start: &str) -> bool {
    let trimmed = start.trim_end();
    let begins = [
        "eyJ", "eyAi", "ewog", "ewoJ", "ewoi", "W3si", "PD94", "PG5l", "PE5l", "PG5p", "PHA+",
        "H4sI", "KLUv",
    ];
    trimmed.len() >= 24
        && begins.iter().any(|b| trimmed.starts_with(b))
        && trimmed.bytes().all(|b| {
            b.is_ascii_alphanumeric()
                || matches!(b, b'+' | b'/' | b'-' | b'_' | b'=' | b'\n' | b'\r')
        })
}

/// What is behind Confluent's magic byte and schema id, where that is a text format.
pub fn confluent_payload(bytes: &[u8]) -> Option<&[u8]> {
    // UTF-16 and UTF-32 text may also begin with a zero byte, but then another one follows the first character.
    let [0, _, _, _, _, payload @ ..] = bytes else {
        return None;
    };
    match payload {
        [b'{' | b'[' | b'<' | b'"', next, ..] if *next != 0 => Some(payload),
        _ => None,
    }
}

/// Names bytes that are no text at all.
pub fn foreign_kind(bytes: &[u8]) -> Option<&'static str> {
    let signs: &[(&[u8], &str)] = &[
        (b"PK\x03\x04", "a zip archive"),
        (b"PK\x05\x06", "an empty zip archive"),
        (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
        (b"Rar!\x1a\x07", "a rar archive"),
        (b"\xfd7zXZ\x00", "an xz archive"),
        (b"%PDF-", "a PDF document"),
        (b"\x89PNG\r\n", "a picture"),
        (b"\xff\xd8\xff", "a picture"),
        (b"GIF87a", "a picture"),
        (b"GIF89a", "a picture"),
        (b"Obj\x01", "an Avro file"),
        (b"PAR1", "a Parquet file"),
        (b"\xd0\xcf\x11\xe0", "an office document"),
        (b"{\\rtf", "an RTF document"),
        (b"BZh9", "a bzip2 archive"),
        (b"II*\0", "a picture"),
        (b"MM\0*", "a picture"),
        (b"RIFF", "a sound, a picture or a video"),
        (b"OggS", "a sound"),
        (b"ID3", "a sound"),
        (b"fLaC", "a sound"),
    ];
    if let Some((_, kind)) = signs.iter().find(|(sign, _)| bytes.starts_with(sign)) {
        return Some(kind);
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        return Some("a video");
    }
    if bytes.get(257..262) == Some(b"ustar") {
        return Some("a tar archive");
    }
    if let [0, 0, 0, ..] = bytes {
        // A schema registry's frame with a small id; UTF-32 begins so too, and has two more zeros before its second character.
        let is_utf32 = matches!(bytes, [0, 0, 0, _, 0, 0, 0, ..]);
        return (!is_utf32).then_some("framed for a schema registry");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_of_headlines_are_not_json() {
        assert_eq!(sniff("[속보] 정상회담 시작"), Sniffed::Text);
        assert_eq!(sniff("[1] First point"), Sniffed::Text);
        assert_eq!(sniff("[ {\"headline\":\"x\"} ]"), Sniffed::Json);
        assert_eq!(sniff("\u{feff} {"), Sniffed::Json);
        assert_eq!(sniff("[]"), Sniffed::Json);
    }

    #[test]
    fn quotes_at_the_start_are_text_unless_they_hold_a_format() {
        assert_eq!(sniff("\"We agree,\" he said."), Sniffed::Text);
        assert_eq!(sniff("\"{\\\"headline\\\":1}\""), Sniffed::Json);
    }

    #[test]
    fn base64_needs_its_alphabet_and_a_format_inside() {
        assert_eq!(
            sniff("eyJoZWFkbGluZSI6ICJBIGhlYWRsaW5lIn0="),
            Sniffed::Base64
        );
        assert_eq!(sniff("eyJoZWFkbGluZSI6 not base64 at all"), Sniffed::Text);
        assert_eq!(sniff("Supercalifragilisticexpialidocious"), Sniffed::Text);
    }

    #[test]
    fn frames_are_taken_off_text_and_refused_around_avro() {
        assert_eq!(
            confluent_payload(b"\0\0\0\0\x07{\"a\":1}"),
            Some(&b"{\"a\":1}"[..])
        );
        assert_eq!(confluent_payload(b"\0{\0\"\0a\0\"\0"), None);
        assert_eq!(confluent_payload(b"\0\0\0\0\x07\x0eabc"), None);
        assert!(foreign_kind(b"\0\0\0\0\x07\x0eabc").is_some());
        assert!(foreign_kind(b"\0\0\0{\0\0\0\"").is_none());
    }

    #[test]
    fn xml_is_told_from_html_and_from_sentences() {
        for text in [
            "<?xml version='1.0'?><a/>",
            "<n:newsItem guid='x'>",
            "<!DOCTYPE nitf SYSTEM 'x' [<!ENTITY a 'b'>]><nitf>",
            "<!-- c --><rss>",
            "<story><headline>x</headline></story>",
            "<article><headline>x</headline></article>",
        ] {
            assert_eq!(sniff(text), Sniffed::Xml, "{text}");
        }
        for text in [
            "<!DOCTYPE html><html>",
            "<p>A</p>",
            "<div class='x'>A</div>",
            "<article><p>A</p></article>",
            "<?xml version='1.0'?><html>",
        ] {
            assert_eq!(sniff(text), Sniffed::Html, "{text}");
        }
        for text in ["<who@example.org> wrote this", "<", "< 5 percent growth"] {
            assert_eq!(sniff(text), Sniffed::Text, "{text}");
        }
    }

    #[test]
    fn control_characters_make_binary() {
        assert_eq!(sniff("\u{8}\u{b}\u{1f}\u{10}abc"), Sniffed::Binary);
        assert_eq!(sniff("\u{1}\u{2}Ministers met."), Sniffed::Text);
    }
}
