//! RFC 5322 mail that carries a story.
//!
//! Owns which headers are fields of a story and which part of a message is its text: the plain part where there is one, else the HTML. Parsing of
//! headers, encoded words, transfer encodings and parts is `mail-parser`'s. Never opens attachments.

use super::repairs::Repairs;
use super::text_field::{self, Declared};
use crate::story::{Body, Reject, RejectReason, Stage, WireFormat, WireStory};
use mail_parser::MessageParser;

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
    let head = bytes.get(..4096).unwrap_or(bytes);
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

/// The story of a mail.
pub fn read(bytes: &[u8]) -> Result<WireStory, Reject> {
    let Some(message) = MessageParser::default().parse(bytes) else {
        return Err(Reject::new(
            Stage::Decode,
            RejectReason::UnknownFormat,
            "looks like mail and has no readable header",
        ));
    };
    let mut repairs = Repairs::default();
    let mut story = WireStory {
        format: Some(WireFormat::Email),
        transmission_id: message.message_id().map(str::to_string),
        headline: message
            .subject()
            .and_then(|subject| text_field::line(without_prefix(subject), &mut repairs)),
        content_created: message.date().map(mail_parser::DateTime::to_rfc3339),
        charset_used: "UTF-8".to_string(),
        ..WireStory::default()
    };
    let sender = message.from().and_then(|from| from.first());
    story.supplier = sender.and_then(|who| {
        let name = who.name().filter(|n| !n.trim().is_empty());
        name.or(who.address()).map(str::to_string)
    });
    let part = message
        .text_body
        .first()
        .or(message.html_body.first())
        .and_then(|id| message.parts.get(*id as usize));
    if let Some(part) = part {
        use mail_parser::{MimeHeaders, PartType};
        let declared = part.content_type().and_then(|c| c.attribute("charset"));
        story.charset_declared = declared.map(str::to_string);
        if let Some(declared) = declared {
            story.charset_used = declared.to_string();
        }
        story.body = match &part.body {
            PartType::Text(text) => text_field::body(text, Declared::Unsaid, &mut repairs),
            PartType::Html(html) => text_field::body(html, Declared::Markup, &mut repairs),
            _ => Body::Missing,
        };
        story.lossy = part.is_encoding_problem;
    }
    story.repairs = repairs.into_vec();
    if !story.has_text() {
        return Err(Reject::new(
            Stage::Decode,
            RejectReason::NoText,
            "mail without subject or text",
        ));
    }
    Ok(story)
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

    #[test]
    fn a_multipart_mail_gives_its_plain_part_and_decoded_subject() {
        let mail = b"From: =?utf-8?q?Agence_Neutre?= <desk@ann.example>\r\nTo: wire@desk.example\r\nSubject: =?iso-8859-1?q?Fwd:_Accord_sign=E9?=\r\nDate: Sun, 9 Aug 2026 18:30:00 +0200\r\nMessage-ID: <42@ann.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nBAKOU, 9 ao=FBt (ANN) - Accord sign=E9.\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>no</p>\r\n--b--\r\n";
        assert!(is_mail(mail));
        let story = read(mail).unwrap();
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
