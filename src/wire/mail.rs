//! RFC 5322 mail that carries a story.
//!
//! Owns which headers are fields of a story and which part of a message is its text: the plain part where there is one, else the HTML; and what is done
//! with a mail that only carries another wire format, as its text or attached. Parsing of headers, transfer encodings and parts is
//! `mail-parser`'s. Never opens archives, and attachments only for what [`attached`] says.

mod attached;
mod boundary;
mod closing;
mod contacts;
mod cover;
mod decode;
mod digest;
mod frame;
mod header;
mod headings;
mod mailbox;
mod subject;
mod text;
mod titles;
mod wrapping;

use super::repairs::{Repairs, code};
use super::sniff::Sniffed;
use super::text_field::{self, Declared};
use super::{charset, sniff};
use crate::story::{Body, Reject, RejectReason, Stage, WireFormat, WireStory};
use attached::{attached, carried};
use closing::{without_closing, without_quotes};
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Encoding, Message, MessageParser, MessagePart, MimeHeaders, PartType};
pub use mailbox::messages;
use std::borrow::Cow;
use subject::{title_below_embargo, without_list_tag};
use text::{
    is_list_footer, unflowed, without_cover, without_embargo, without_prefix, without_signature,
};

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

/// The bytes behind the blank lines that a program may have left before a header.
pub fn behind_blank_lines(bytes: &[u8]) -> &[u8] {
    let blanks = bytes.iter().take_while(|b| b.is_ascii_whitespace()).count();
    let lines = memchr::memrchr(b'\n', &bytes[..blanks]).map_or(0, |at| at + 1);
    // Before a header nothing is indented.
    &bytes[lines..]
}

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
    /// Another wire format as the text, and when the mail says it was sent.
    Text(String, Option<String>),
    /// Other wire formats or mails, attached, and what the mail itself says, if anything.
    Attached(Vec<Vec<u8>>, Option<Box<WireStory>>),
}

/// Inline parts of a mail that are read; more are footers and images.
const MAX_PARTS: usize = 8;

/// Reads the story of a mail, or what it carries instead.
pub fn read(bytes: &[u8]) -> Result<Mail, Reject> {
    let mut repairs = Repairs::default();
    let mended = boundary::found(bytes);
    repairs.note(code::BOUNDARY, usize::from(mended.is_some()));
    let bytes = mended.as_deref().unwrap_or(bytes);
    let Some(message) = MessageParser::default().parse(bytes) else {
        return Err(Reject::new(
            Stage::Decode,
            RejectReason::UnknownFormat,
            "looks like mail and has no readable header",
        ));
    };
    let header = |name: &'static str| {
        let value = message.header(name)?.as_text()?.trim();
        (!value.is_empty()).then(|| value.to_string())
    };
    let mut story = WireStory {
        format: Some(WireFormat::Email),
        transmission_id: message.message_id().map(str::to_string),
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
            match take_part(&message, part, &mut story, &mut repairs) {
                Some(Other::Format(text)) => return Ok(Mail::Text(text, story.content_created)),
                Some(Other::Stories(mails)) => return Ok(Mail::Attached(mails, None)),
                None => {}
            }
        }
        if story.body != Body::Missing {
            break;
        }
    }
    let label = story.charset_declared.clone();
    let label = label.or_else(|| Some(story.charset_used.clone()).filter(|used| used != "UTF-8"));
    let subject = raw_header(&message, "Subject")
        .map(|raw| header::text(raw, label.as_deref(), &mut repairs));
    if let Some(subject) = subject {
        let (embargo, title) =
            without_embargo(without_list_tag(&message, without_prefix(&subject)));
        if let Some(word) = embargo {
            let note = story
                .ed_note
                .take()
                .map_or(String::new(), |note| format!("\n{note}"));
            story.ed_note = Some(format!("{word}{note}"));
        }
        // Under an embargo the subject says what it is about, the text its title.
        let below = match &story.body {
            Body::Plain(text) if embargo.is_some() => title_below_embargo(text),
            _ => None,
        };
        story.headline = text_field::line(below.as_deref().unwrap_or(title), &mut repairs);
        let first = match &story.body {
            Body::Plain(text) => text.trim_start().lines().next(),
            Body::Paragraphs(paragraphs) => paragraphs.first().map(String::as_str),
            Body::Missing => None,
        };
        if let (Some(first), Some(headline)) = (first, &story.headline)
            && frame::repeats(headline, first)
        {
            story.headline = Some(first.trim().to_string());
        }
    }
    if story.supplier.iter().any(|name| name.contains('\u{fffd}')) {
        let sender = raw_header(&message, "From")
            .map(|raw| header::text(raw, label.as_deref(), &mut repairs));
        let name = sender.as_deref().and_then(|all| all.split('<').next());
        story.supplier = name.map(|name| name.trim_matches([' ', '"']).to_string());
    }
    if story.body == Body::Missing {
        // A subject alone says that something is attached.
        return attached(&message, story, repairs);
    }
    story.repairs = repairs.into_vec();
    let stories = carried(&message, &story.body);
    if stories.is_empty() {
        Ok(Mail::Story(Box::new(story)))
    } else {
        Ok(Mail::Attached(stories, Some(Box::new(story))))
    }
}

/// The bytes of a header field, as they came.
fn raw_header<'m>(message: &'m Message<'_>, name: &str) -> Option<&'m [u8]> {
    let fields = &message.parts.first()?.headers;
    let field = fields
        .iter()
        .rfind(|field| field.name.as_str().eq_ignore_ascii_case(name))?;
    let range = field.offset_start as usize..field.offset_end as usize;
    message.raw_message.get(range)
}

/// What a part holds that is no text of a story.
enum Other {
    /// Another wire format.
    Format(String),
    /// Several stories, each as a mail.
    Stories(Vec<Vec<u8>>),
}

/// Adds the text of a part; gives it back instead where it is another wire format or holds several stories.
fn take_part(
    message: &Message<'_>,
    part: &MessagePart<'_>,
    story: &mut WireStory,
    repairs: &mut Repairs,
) -> Option<Other> {
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
    // Programs that write mailboxes mark lines of the text that look like the next mail's first.
    let is_of_mailbox = message.raw_message.starts_with(b"From ");
    let text = if is_of_mailbox && text.contains("\n>From ") {
        Cow::Owned(text.replace("\n>From ", "\nFrom "))
    } else {
        text
    };
    if declared == Declared::Unsaid && carries_a_format(&text) {
        return Some(Other::Format(text.into_owned()));
    }
    if declared == Declared::Unsaid && story.body == Body::Missing {
        let head = digest::Head {
            from: message.header_raw("From").unwrap_or_default().trim(),
            date: message.header_raw("Date").unwrap_or_default().trim(),
            id: message.message_id(),
        };
        if let Some(mails) = digest::mails(&text, &head) {
            return Some(Other::Stories(mails));
        }
    }
    let text = match headings::unmarked(&text).filter(|_| declared == Declared::Unsaid) {
        Some(bare) => Cow::Owned(bare),
        None => text,
    };
    let text = match wrapping::unwrapped(&text).filter(|_| declared == Declared::Unsaid) {
        Some(bare) => Cow::Owned(bare),
        None => text,
    };
    if story.body != Body::Missing && is_list_footer(&text) {
        story.add_note(text.trim());
        return None;
    }
    let (text, signature) = without_signature(&text);
    let (cover, text) = without_cover(text);
    let quoted = (declared == Declared::Unsaid)
        .then(|| without_quotes(text))
        .flatten();
    let (above, text) = match &quoted {
        Some((above, text)) => (*above, text.as_str()),
        None => (None, text),
    };
    // A quotation may hold the header of the mail it quotes.
    let (inner, text) = match &quoted {
        Some(_) => without_cover(text),
        None => (None, text),
    };
    let (text, closing) = match declared {
        Declared::Unsaid => without_closing(text),
        _ => (text, None),
    };
    let (text, [letter, footer]) = match declared {
        Declared::Unsaid => frame::of_plain(text),
        _ => (text, [None, None]),
    };
    let taken_off = [cover, above, inner, letter, closing, footer, signature];
    for note in taken_off.into_iter().flatten() {
        story.add_note(note);
    }
    let body = text_field::body(text, declared, repairs);
    let body = match body {
        Body::Paragraphs(paragraphs) => Body::Paragraphs(without_frame(paragraphs, story)),
        body => body,
    };
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

/// The paragraphs of a letter or newsletter in HTML that are its story; the others go to the note.
fn without_frame(mut paragraphs: Vec<String>, story: &mut WireStory) -> Vec<String> {
    let blocks: Vec<&str> = paragraphs.iter().map(String::as_str).collect();
    let cover = cover::blocks_of(&blocks);
    let found = frame::story(&blocks[cover..]);
    let found = found.start + cover..found.end + cover;
    for around in blocks[..found.start].iter().chain(&blocks[found.end..]) {
        story.add_note(around);
    }
    paragraphs.truncate(found.end);
    paragraphs.drain(..found.start);
    paragraphs.retain(|paragraph| !frame::is_picture(paragraph));
    paragraphs
}

/// Whether the text of a mail is a message of another wire format.
fn carries_a_format(text: &str) -> bool {
    sniff::holds_a_format(text)
        || matches!(
            sniff::sniff(text),
            Sniffed::Iptc7901 | Sniffed::Anpa1312 | Sniffed::Zczc
        )
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

#[cfg(test)]
mod tests;
