//! What a mail carries besides its text: stories in a wire format, and other mails.
//!
//! Owns when an attachment is read, and when it goes before the text of its mail. Never opens archives.

use super::{Mail, frame};
use crate::story::{Body, Reject, RejectReason, Stage, WireStory};
use crate::wire::repairs::Repairs;
use crate::wire::sniff;
use mail_parser::{Message, MessagePart, MimeHeaders, PartType};

/// Bytes of a text that only hands over what is attached.
const LONGEST_COVER: usize = 400;

/// What a mail with text carries that goes before its text: a story in a wire format, which says more than the text; mails, where the text is only a cover.
pub fn carried(message: &Message<'_>, body: &Body) -> Vec<Vec<u8>> {
    let length = match body {
        Body::Missing => 0,
        Body::Plain(text) => text.len(),
        Body::Paragraphs(paragraphs) => paragraphs.iter().map(String::len).sum(),
    };
    let parts = message.attachments().take(MAX_ATTACHED);
    let stories = parts.filter(|part| match &part.body {
        PartType::Message(_) => length <= LONGEST_COVER,
        PartType::Text(text) => is_story_in_markup(text) || is_handed_over(text, body, length),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => {
            holds_story(part) && std::str::from_utf8(bytes).is_ok_and(is_story_in_markup)
        }
        _ => false,
    });
    stories.map(|part| part.contents().to_vec()).collect()
}

/// Whether an attached text is the story that the text of its mail only hands over: `Please find attached our story.`
fn is_handed_over(attached: &str, body: &Body, length: usize) -> bool {
    let hands_over = |text: &str| text.lines().any(frame::hands_over);
    length <= LONGEST_COVER
        && attached.trim().len() > length
        && match body {
            Body::Missing => false,
            Body::Plain(text) => hands_over(text),
            Body::Paragraphs(paragraphs) => paragraphs.iter().any(|text| hands_over(text)),
        }
}

/// Attachments that are looked at.
const MAX_ATTACHED: usize = 32;

/// Whether an attached text is XML of a news agency.
fn is_story_in_markup(text: &str) -> bool {
    const ROOTS: &[&str] = &["<nitf", "<NewsML", "<newsItem", "<newsMessage", "<NITF"];
    let head = &text[..text.floor_char_boundary(2048)];
    head.trim_start_matches(['\u{feff}', ' ', '\r', '\n'])
        .starts_with('<')
        && ROOTS
            .iter()
            .any(|root| memchr::memmem::find(head.as_bytes(), root.as_bytes()).is_some())
}

/// A mail without text: its attachment, or why there is none to read.
pub fn attached(
    message: &Message<'_>,
    mut story: WireStory,
    repairs: Repairs,
) -> Result<Mail, Reject> {
    let mut refused = None;
    for part in message.attachments() {
        let bytes = part.contents();
        if matches!(part.body, PartType::Message(_)) {
            // Mails forwarded as a whole.
            let mails = message.attachments().take(MAX_ATTACHED);
            let mails = mails.filter(|part| matches!(part.body, PartType::Message(_)));
            return Ok(Mail::Attached(
                mails.map(|part| part.contents().to_vec()).collect(),
                None,
            ));
        }
        match sniff::foreign_kind(bytes) {
            Some(kind) => refused = Some(kind),
            None if holds_story(part) => return Ok(Mail::Attached(vec![bytes.to_vec()], None)),
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
