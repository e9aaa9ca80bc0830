//! Which member of an object is which field of a story: the text and the lines over it.
//!
//! Owns the table of those names, and which of several is worth more than another. Names are compared without case,
//! `_` and `-`, since that is how the dialects differ. Every other name is looked for in [`metadata`](super::metadata).

use super::codes;
use super::fields::Fields;
use super::value::Json;
use crate::wire::text_field::Declared;

/// Names of what may stand in for a body.
const SUMMARIES: &[&str] = &[
    "description",
    "descriptions",
    "descriptiontext",
    "descriptionhtml",
    "summary",
    "abstract",
    "teaser",
    "lead",
    "lede",
    "standfirst",
    "caption",
    "snippet",
    "trailtext",
    "descriptionsummary",
    "entradilla",
];

/// Whether a field holds a summary, by its name.
pub fn is_summary(key: &str) -> bool {
    SUMMARIES.contains(&plain_key(key, &mut [0u8; 32]))
}

impl Fields {
    /// The field that a member is, if any.
    pub(super) fn take(&mut self, key: &str, value: &Json<'_>) {
        let mut buffer = [0u8; 32];
        let key = plain_key(key, &mut buffer);
        let value = only_filled(value).unwrap_or(value);
        let ninjs = match key {
            "standard" | "$standard" | "representationtype" | "pubstatus" | "versioncreated"
            | "contentcreated" | "firstcreated" | "bodies" | "headlines" | "bodyxhtml"
            | "usageterms" | "copyrightnotice" | "infosources" | "bodytext" | "bodyhtml" => 1,
            _ => 0,
        };
        self.ninjs_marks += ninjs;
        match key {
            "headline" | "headlines" => self.headline(value, 5),
            // `Rubrik` and `tittel` are what Swedish and Norwegian newsrooms call it.
            "title" | "titel" | "titre" | "titulo" | "título" | "titolo" | "tittel" | "rubrik"
            | "otsikko" | "überschrift" | "ueberschrift" | "schlagzeile" | "titular"
            | "заголовок" => {
                self.headline(value, 3);
            }
            "webtitle" => self.headline(value, 2),
            "headlineextended" | "headlinehtml" => self.headline(value, 1),
            "headlinemain" => self.headline(value, 4),
            "subtitle"
            | "subheadline"
            | "subheadlines"
            | "headlinesub"
            | "subhead"
            | "subheading"
            | "secondaryheadline"
            | "headlinesecondary"
            | "alternativeheadline"
            | "deck"
            | "dek"
            | "hl2"
            | "utl"
            | "subtitulo"
            | "subtítulo" => {
                let lines = self.lines_below(value);
                self.story.subheadlines.extend(lines);
            }
            "kicker" | "altheadline" | "headlinekicker" | "antetitulo" | "antetítulo" => {
                let lines = self.lines_below(value);
                self.story.other_lines.extend(lines);
            }
            "bodies" => self.body(value, Declared::Unsaid, 10),
            "bodyhtml" | "bodyxhtml" | "articlehtml" | "contenthtml" | "texthtml" | "storyhtml"
            | "htmlcontent" | "htmlbody" | "htmltext" => {
                self.body(value, Declared::Markup, 9);
            }
            // The same text beside it without its paragraphs is worth less.
            "body" if is_html(value) => self.body(value, Declared::Markup, 8),
            "bodytext" | "bodynitf" | "articlebody" | "fulltext" | "datacontent"
            | "datacontents" => {
                self.body(value, Declared::Plain, 7);
            }
            "body" => self.body(value, Declared::Unsaid, 6),
            // AP keeps what is seen and told in a video as NITF.
            "script" if matches!(value.get("nitf"), Some(Json::String(_))) => {
                if let Some(script) = value.get("nitf") {
                    self.body(script, Declared::Markup, 6);
                }
            }
            "text" | "html" | "storytext" | "storybody" | "contenttext" => {
                self.body(value, Declared::Unsaid, 5);
            }
            "contents" | "story" if matches!(value, Json::String(_)) => {
                self.body(value, Declared::Unsaid, 4);
            }
            "content" | "contentelements" | "paragraphs" | "maintext" | "contenido" => {
                self.body(value, Declared::Unsaid, 4);
            }
            _ if SUMMARIES.contains(&key) => self.summary(value),
            "leadtext" | "ingress" | "leadparagraph" => {
                self.lead = match value {
                    Json::Array(_) => {
                        let mut lines = Vec::new();
                        codes::texts(value, &mut lines);
                        Some(lines.join("\n\n")).filter(|lead| !lead.trim().is_empty())
                    }
                    other => self.line(other),
                };
                self.summary(value);
            }
            "cards" if has_elements(value) => self.body(value, Declared::Unsaid, 4),
            // Archives part a text behind its lead.
            "tailparagraphs" => self.body(value, Declared::Unsaid, 3),
            // TT's `body_html5`, `body_richhtml5`, and whatever others call theirs.
            _ if key.starts_with("body") && is_html(value) => {
                self.body(value, Declared::Markup, 9);
            }
            _ => self.metadata(key, value),
        }
    }
}

/// Forms write every value as a list, one entry filled and others perhaps left empty: that one.
fn only_filled<'j, 'a>(value: &'j Json<'a>) -> Option<&'j Json<'a>> {
    let Json::Array(values) = value else {
        return None;
    };
    let is_text = |value: &Json<'_>| matches!(value, Json::String(_));
    let mut filled = values.iter().filter(|value| value.scalar().is_some());
    let only = filled.next().or(values.first())?;
    (values.iter().all(is_text) && filled.next().is_none()).then_some(only)
}

/// Whether a value is text in HTML, by its first element.
fn is_html(value: &Json<'_>) -> bool {
    let Json::String(text) = value else {
        return false;
    };
    let name = text.trim_start().strip_prefix('<').unwrap_or_default();
    let end = name.find(|c: char| !c.is_ascii_alphanumeric());
    let name = &name[..end.unwrap_or(name.len())];
    // The others begin a fragment within a line.
    matches!(
        name,
        "html" | "body" | "p" | "div" | "article" | "section" | "h1" | "h2"
    )
}

/// The key in lower case without `_` and `-`; keys too long for any name we know come back empty.
fn plain_key<'b>(key: &'b str, buffer: &'b mut [u8; 32]) -> &'b str {
    let is_plain = |b: u8| !matches!(b, b'_' | b'-' | b' ' | b'A'..=b'Z');
    if key.len() <= buffer.len() && key.bytes().all(is_plain) {
        return key;
    }
    let mut length = 0;
    for byte in key.bytes().filter(|b| !matches!(b, b'_' | b'-' | b' ')) {
        let Some(slot) = buffer.get_mut(length) else {
            return "";
        };
        *slot = byte.to_ascii_lowercase();
        length += 1;
    }
    std::str::from_utf8(&buffer[..length]).unwrap_or("")
}

/// Whether a list holds cards of a story's elements, as Indian newsrooms' system has them, and not links to other stories.
fn has_elements(value: &Json<'_>) -> bool {
    matches!(value, Json::Array(cards) if cards.iter().any(|card| card.get("story-elements").is_some()))
}
