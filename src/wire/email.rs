//! RFC 5322 mail that carries a story.
//!
//! Owns which headers are fields of a story and which part of a message is its text: the plain part where there is one, else the HTML; and what is done
//! with a mail that only carries another wire format, as its text or attached. Parsing of headers, encoded words, transfer encodings and parts is
//! `mail-parser`'s. Never opens archives, and attachments only where there is no text.

use super::repairs::Repairs;
use super::text_field::{self, Declared};
use super::{charset, sniff};
use crate::story::{Body, Reject, RejectReason, Stage, WireFormat, WireStory};
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Encoding, Message, MessageParser, MessagePart, MimeHeaders, PartType};
use std::borrow::Cow;

/// Headers that mail begins with; two of them, one of these first, make a mail.
const HEADERS: &[&str] = &[
    "from:",
    "to:",
    "subject:",
    "date:",
    "received:",
    "return-path:",
    "message-id:",
    "mime-version:",
    "content-type:",
    "delivered-to:",
    "reply-to:",
    "sender:",
    "x-mailer:",
    "content-transfer-encoding:",
    "x-priority:",
    "cc:",
    "dkim-signature:",
];

/// Whether the bytes begin with the header of a mail, `Subject` or `From` among its lines.
pub fn is_mail(bytes: &[u8]) -> bool {
    if !bytes.first().is_some_and(u8::is_ascii_alphabetic) {
        return false;
    }
    let head = match bytes.get(..4096) {
        // The last line may be cut.
        Some(head) => {
            let end = memchr::memrchr(b'\n', head).unwrap_or(head.len());
            head.get(..end).unwrap_or_default()
        }
        None => bytes,
    };
    let mut known = 0;
    let mut is_addressed = false;
    for (index, line) in head.split(|b| *b == b'\n').enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            break;
        }
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            continue;
        }
        // The separator of mailbox files.
        if index == 0 && line.starts_with(b"From ") {
            continue;
        }
        let Some(colon) = memchr::memchr(b':', line) else {
            return false;
        };
        let name = line.get(..=colon).unwrap_or_default();
        if name.contains(&b' ') {
            return false;
        }
        let name = String::from_utf8_lossy(name).to_ascii_lowercase();
        known += usize::from(HEADERS.contains(&name.as_str()));
        is_addressed |= matches!(
            name.as_str(),
            "subject:" | "from:" | "received:" | "message-id:"
        );
    }
    known >= 2 && is_addressed
}

/// What a mail turned out to carry.
pub enum Mail {
    Story(Box<WireStory>),
    /// Another wire format as the text.
    Text(String),
    /// Another wire format as the only attachment that has one, where the mail has no text.
    Attached(Vec<u8>),
}

/// Inline parts of a mail that are read; more are footers and images.
const MAX_PARTS: usize = 8;

/// Reads the story of a mail, or what it carries instead.
pub fn read(bytes: &[u8]) -> Result<Mail, Reject> {
    let Some(message) = MessageParser::default().parse(bytes) else {
        return Err(Reject::new(
            Stage::Decode,
            RejectReason::UnknownFormat,
            "looks like mail and has no readable header",
        ));
    };
    let mut repairs = Repairs::default();
    let header = |name: &'static str| {
        let value = message.header(name)?.as_text()?.trim();
        (!value.is_empty()).then(|| value.to_string())
    };
    let mut story = WireStory {
        format: Some(WireFormat::Email),
        transmission_id: message.message_id().map(str::to_string),
        headline: message
            .subject()
            .and_then(|subject| text_field::line(without_prefix(subject), &mut repairs)),
        content_created: message.date().map(mail_parser::DateTime::to_rfc3339),
        urgency: header("Importance").filter(|i| i.eq_ignore_ascii_case("high")),
        language: header("Content-Language"),
        charset_used: "UTF-8".to_string(),
        ..WireStory::default()
    };
    let sender = message.from().and_then(|from| from.first());
    story.supplier = sender.and_then(|who| {
        let name = who.name().filter(|n| !n.trim().is_empty());
        name.or(who.address()).map(str::to_string)
    });
    for list in [&message.text_body, &message.html_body] {
        let parts = list.iter().take(MAX_PARTS);
        for part in parts.filter_map(|id| message.parts.get(*id as usize)) {
            if let Some(text) = take_part(&message, part, &mut story, &mut repairs) {
                return Ok(Mail::Text(text));
            }
        }
        if story.body != Body::Missing {
            break;
        }
    }
    if story.body == Body::Missing {
        // A subject alone says that something is attached.
        return attached(&message, story, repairs);
    }
    story.repairs = repairs.into_vec();
    Ok(Mail::Story(Box::new(story)))
}

/// Adds the text of a part; gives it back instead where it is another wire format.
fn take_part(
    message: &Message<'_>,
    part: &MessagePart<'_>,
    story: &mut WireStory,
    repairs: &mut Repairs,
) -> Option<String> {
    let content_type = part.content_type();
    let attribute = |name: &str| content_type.and_then(|c| c.attribute(name));
    let (text, declared) = match &part.body {
        PartType::Text(text) => (text, Declared::Unsaid),
        PartType::Html(html) => (html, Declared::Markup),
        _ => return None,
    };
    // Mail's own reader believes what is declared; ours looks at the bytes.
    let declared_charset = attribute("charset");
    let mut noted = Repairs::default();
    let bytes = bytes_of(message, part);
    let read = bytes
        .as_deref()
        .and_then(|bytes| charset::decode(bytes, declared_charset, &mut noted).ok());
    let used = read.as_ref().map(|read| (read.used, read.lossy));
    let text = read.map_or(Cow::Borrowed(text.as_ref()), |read| read.text);
    let is_flowed = attribute("format").is_some_and(|f| f.eq_ignore_ascii_case("flowed"));
    let text = if is_flowed {
        let delete_space = attribute("delsp").is_some_and(|d| d.eq_ignore_ascii_case("yes"));
        Cow::Owned(unflowed(&text, delete_space))
    } else {
        text
    };
    if declared == Declared::Unsaid && sniff::holds_a_format(&text) {
        return Some(text.into_owned());
    }
    let (text, signature) = without_signature(&text);
    let (cover, text) = without_cover(text);
    for note in [cover, signature].into_iter().flatten() {
        match &mut story.ed_note {
            Some(all) => {
                all.push('\n');
                all.push_str(note);
            }
            None => story.ed_note = Some(note.to_string()),
        }
    }
    let body = text_field::body(text, declared, repairs);
    if body == Body::Missing {
        return None;
    }
    repairs.absorb(noted.as_slice());
    if story.charset_declared.is_none() {
        story.charset_declared = declared_charset.map(str::to_string);
        match (used, declared_charset) {
            (Some((used, _)), _) => story.charset_used = used.to_string(),
            (None, Some(declared)) => story.charset_used = declared.to_string(),
            (None, None) => {}
        }
    }
    story.lossy |= used.map_or(part.is_encoding_problem, |(_, lossy)| lossy);
    match (&mut story.body, body) {
        (held @ Body::Missing, body) => *held = body,
        (Body::Plain(all), Body::Plain(more)) => {
            all.push_str("\n\n");
            all.push_str(&more);
        }
        (Body::Paragraphs(all), Body::Paragraphs(more)) => all.extend(more),
        // The same text again in the other form.
        _ => {}
    }
    None
}

/// The bytes of a part as its writer had them, before any charset.
fn bytes_of<'m>(message: &'m Message<'_>, part: &MessagePart<'_>) -> Option<Cow<'m, [u8]>> {
    let range = part.offset_body as usize..part.offset_end as usize;
    let raw = message.raw_message.get(range)?;
    match part.encoding {
        Encoding::None => Some(Cow::Borrowed(raw)),
        Encoding::QuotedPrintable => quoted_printable_decode(raw).map(Cow::Owned),
        Encoding::Base64 => base64_decode(raw).map(Cow::Owned),
    }
}

/// A mail without text: its attachment, or why there is none to read.
fn attached(message: &Message<'_>, mut story: WireStory, repairs: Repairs) -> Result<Mail, Reject> {
    let mut refused = None;
    for part in message.attachments() {
        let bytes = part.contents();
        if matches!(part.body, PartType::Message(_)) {
            // A mail forwarded as a whole.
            return Ok(Mail::Attached(bytes.to_vec()));
        }
        match sniff::foreign_kind(bytes) {
            Some(kind) => refused = Some(kind),
            None if holds_story(part) => return Ok(Mail::Attached(bytes.to_vec())),
            None => refused = refused.or(Some("an attachment of an unknown kind")),
        }
    }
    if let Some(kind) = refused {
        return Err(Reject::new(
            Stage::Decode,
            RejectReason::UnsupportedKind,
            format!("a mail without text that carries {kind}"),
        ));
    }
    story.repairs = repairs.into_vec();
    if story.has_text() {
        return Ok(Mail::Story(Box::new(story)));
    }
    Err(Reject::new(
        Stage::Decode,
        RejectReason::NoText,
        "mail without subject or text",
    ))
}

/// Whether an attachment may be a story: text, XML, JSON, alone or compressed.
fn holds_story(part: &MessagePart<'_>) -> bool {
    let kind = part.content_type().map_or("", |c| c.ctype());
    let subtype = part.content_type().and_then(|c| c.subtype()).unwrap_or("");
    let name = part.attachment_name().unwrap_or("").to_ascii_lowercase();
    kind.eq_ignore_ascii_case("text")
        || ["xml", "json", "gzip", "zstd"]
            .iter()
            .any(|s| subtype.contains(s))
        || [
            ".xml", ".json", ".txt", ".iptc", ".anpa", ".html", ".gz", ".zst",
        ]
        .iter()
        .any(|end| name.ends_with(end))
}

/// Lines that a mail program broke, joined again (RFC 3676).
fn unflowed(text: &str, delete_space: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end_matches(['\r', '\n']);
        // The line that opens a signature ends in a blank and is whole.
        if bare.ends_with(' ') && bare != "-- " {
            out.push_str(if delete_space {
                &bare[..bare.len() - 1]
            } else {
                bare
            });
        } else {
            out.push_str(line);
        }
    }
    out
}

/// Bytes of a signature that no blank marks.
const LONGEST_SIGNATURE: usize = 600;

/// Lines that mail programs put over what they forward.
const FORWARDED: &[&str] = &[
    "-----Original Message-----",
    "---------- Forwarded message",
    "-------- Forwarded Message",
    "Begin forwarded message:",
    "-----Ursprüngliche Nachricht-----",
    "-------- Weitergeleitete Nachricht",
    "-----Message d'origine-----",
    "-------- Message transféré",
    "-----Mensaje original-----",
    "-----Messaggio originale-----",
    "-----Исходное сообщение-----",
];

/// What the one who forwarded a mail wrote over it, with the header of that mail, and the mail's own text.
fn without_cover(text: &str) -> (Option<&str>, &str) {
    let mark = FORWARDED.iter().filter_map(|line| text.find(line)).min();
    let Some(mark) = mark.filter(|at| *at <= LONGEST_COVER) else {
        return (None, text);
    };
    // The header's lines run to the first blank one; a blank line may stand before them.
    let mut at = mark;
    let mut in_header = false;
    for line in text[mark..].split_inclusive('\n').skip(1) {
        let is_blank = line.trim().is_empty();
        if is_blank && in_header {
            break;
        }
        let is_field = line.trim_start_matches(['*', '>', ' ']).contains(": ");
        if !is_blank && !is_field && !in_header {
            return (None, text);
        }
        in_header |= !is_blank;
        at += line.len();
    }
    let first = text[mark..]
        .split_inclusive('\n')
        .next()
        .map_or(0, str::len);
    let (cover, rest) = text.split_at((at + first).min(text.len()));
    if rest.trim().is_empty() {
        return (None, text);
    }
    (Some(cover.trim()), rest)
}

/// Bytes that somebody who only forwards writes at most.
const LONGEST_COVER: usize = 600;

/// The text and the signature under it (RFC 3676, 4.3).
fn without_signature(text: &str) -> (&str, Option<&str>) {
    // Some programs lose the blank; then a signature has to be short.
    let is_short = |at: &usize| text.len() - at <= LONGEST_SIGNATURE;
    let mark = text
        .rfind("\n-- \n")
        .or_else(|| text.rfind("\n-- \r\n"))
        .or_else(|| text.rfind("\n--\n").filter(is_short))
        .or_else(|| text.rfind("\n--\r\n").filter(is_short));
    match mark {
        Some(at) => {
            let signature = text[at..].trim_matches(['\n', '\r', '-', ' ']);
            (&text[..at], (!signature.is_empty()).then_some(signature))
        }
        None => (text, None),
    }
}

/// Prefixes of answers and forwards are the mail's, not the story's.
fn without_prefix(subject: &str) -> &str {
    let mut rest = subject.trim();
    loop {
        let prefix = [
            "Re:", "RE:", "Fwd:", "FWD:", "FW:", "Fw:", "AW:", "WG:", "TR:", "RV:",
        ]
        .iter()
        .find_map(|prefix| rest.strip_prefix(prefix));
        match prefix {
            Some(behind) => rest = behind.trim_start(),
            None => return rest,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn story(mail: &[u8]) -> WireStory {
        match read(mail) {
            Ok(Mail::Story(story)) => *story,
            _ => panic!("no story"),
        }
    }

    #[test]
    fn headers_longer_than_the_first_look_are_still_a_mail() {
        let long = "X-Seal: abcdefgh\r\n".repeat(400);
        let mail = format!("Received: by x\r\nFrom: a@nna.example\r\n{long}Subject: a\r\n\r\nText");
        assert!(is_mail(mail.as_bytes()));
    }

    #[test]
    fn flowed_lines_are_joined_and_the_signature_is_no_text() {
        let mail = b"From: a@nna.example\r\nSubject: Grids\r\nContent-Type: text/plain; charset=us-ascii; format=flowed\r\n\r\nMinisters agreed to link \r\ntheir grids.\r\n-- \r\nNNA desk\r\n";
        let story = story(mail);
        let Body::Plain(body) = &story.body else {
            panic!("no body");
        };
        assert_eq!(body.trim(), "Ministers agreed to link their grids.");
        assert_eq!(story.ed_note.as_deref(), Some("NNA desk"));
    }

    #[test]
    fn a_format_as_text_or_attached_is_handed_on_and_an_archive_refused() {
        let head = "From: a@nna.example\r\nSubject: s\r\n";
        let json = format!("{head}\r\n{{\"headline\":\"A\"}}\r\n");
        assert!(matches!(read(json.as_bytes()), Ok(Mail::Text(text)) if text.contains("headline")));
        let attach = |kind: &str, name: &str, content: &str| {
            format!(
                "{head}MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: {kind}; name={name}\r\nContent-Disposition: attachment; filename={name}\r\nContent-Transfer-Encoding: base64\r\n\r\n{content}\r\n--b--\r\n"
            )
        };
        let xml = attach("application/xml", "a.xml", "PG5pdGYvPg==");
        assert!(matches!(read(xml.as_bytes()), Ok(Mail::Attached(bytes)) if bytes == b"<nitf/>"));
        let zip = attach("application/zip", "a.zip", "UEsDBAoAAAAAAA==");
        let reason = read(zip.as_bytes()).err().map(|r| r.reason);
        assert_eq!(reason, Some(RejectReason::UnsupportedKind));
    }

    #[test]
    fn a_multipart_mail_gives_its_plain_part_and_decoded_subject() {
        let mail = b"From: =?utf-8?q?Agence_Neutre?= <desk@ann.example>\r\nTo: wire@desk.example\r\nSubject: =?iso-8859-1?q?Fwd:_Accord_sign=E9?=\r\nDate: Sun, 9 Aug 2026 18:30:00 +0200\r\nMessage-ID: <42@ann.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nBAKOU, 9 ao=FBt (ANN) - Accord sign=E9.\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>no</p>\r\n--b--\r\n";
        assert!(is_mail(mail));
        let story = story(mail);
        assert_eq!(story.headline.as_deref(), Some("Accord signé"));
        assert_eq!(story.supplier.as_deref(), Some("Agence Neutre"));
        assert_eq!(story.transmission_id.as_deref(), Some("42@ann.example"));
        assert_eq!(
            story.content_created.as_deref(),
            Some("2026-08-09T18:30:00+02:00")
        );
        assert_eq!(story.charset_declared.as_deref(), Some("iso-8859-1"));
        let Body::Plain(body) = story.body else {
            panic!("no body");
        };
        assert_eq!(body.trim(), "BAKOU, 9 août (ANN) - Accord signé.");
    }

    #[test]
    fn bytes_win_over_the_charset_of_a_part() {
        let head = "From: a@nna.example\r\nSubject: s\r\n";
        let lie = format!(
            "{head}Content-Type: text/plain; charset=us-ascii\r\n\r\nL’accord signé à Genève."
        );
        let told = story(lie.as_bytes());
        assert_eq!(told.body, Body::Plain("L’accord signé à Genève.".into()));
        assert_eq!(told.repairs[0].code, "charset_declared_wrong");
        let mut silent = format!("{head}\r\n").into_bytes();
        silent.extend_from_slice(b"L'accord sign\xe9 \xe0 Gen\xe8ve.");
        let told = story(&silent);
        assert_eq!(told.body, Body::Plain("L'accord signé à Genève.".into()));
        assert_eq!(
            (told.charset_used.as_str(), told.lossy),
            ("windows-1252", false)
        );
    }

    #[test]
    fn what_stands_over_a_forwarded_mail_is_a_note() {
        let mail = b"From: bo@desk.example\r\nSubject: FW: Grids\r\n\r\nFYI\r\n\r\n-----Original Message-----\r\nFrom: NNA <a@nna.example>\r\nSent: Sunday\r\n\r\nMinisters agreed.\r\n--\r\nNNA desk\r\n";
        let story = story(mail);
        assert_eq!(story.body, Body::Plain("\r\nMinisters agreed.\r".into()));
        let note = story.ed_note.unwrap();
        assert!(note.starts_with("FYI") && note.ends_with("NNA desk"));
        let nested = b"From: bo@desk.example\r\nSubject: s\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: a@nna.example\r\nSubject: Grids\r\n\r\nMinisters agreed.\r\n--b--\r\n";
        assert!(matches!(read(nested), Ok(Mail::Attached(bytes)) if is_mail(&bytes)));
    }

    #[test]
    fn text_with_colons_is_no_mail() {
        for text in [
            &b"Summit: ministers meet\nDate: unknown\n"[..],
            b"From the desk: news\n",
            b"",
            b"Subject: only this",
        ] {
            assert!(!is_mail(text));
        }
    }
}
