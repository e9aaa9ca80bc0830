//! One text field of a story: plain text or markup, from any format.
//!
//! Owns the decision whether a value that a format calls text is markup in truth. Used by the JSON, feed and mail
//! readers alike, so that the same value reads the same wherever it came from. Never cleans characters; that is normalise's part.

use super::repairs::{Repairs, code};
use super::{html, html_elements};
use crate::story::Body;
use std::borrow::Cow;

/// What the format says the field is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Declared {
    Markup,
    Plain,
    Unsaid,
}

/// A body from one value.
pub fn body(value: &str, declared: Declared, repairs: &mut Repairs) -> Body {
    if value.trim().is_empty() {
        return Body::Missing;
    }
    let is_markup = declared == Declared::Markup || html_elements::looks_like_markup(value);
    if is_markup {
        if declared == Declared::Plain {
            repairs.note(code::MARKUP, 1);
        }
        if !html_elements::has_blocks(value) {
            let text = html::extract_lines(value);
            if html_elements::looks_like_markup(&text) {
                repairs.note(code::ENTITIES, 1);
                return from_paragraphs(html::extract(&text).paragraphs);
            }
            return plain(text);
        }
        let found = html::extract(value);
        repairs.note(code::ENTITIES, found.escaped_twice);
        let paragraphs = found.paragraphs;
        // Markup that was itself escaped (`&lt;p&gt;`) comes out as text that holds tags.
        if paragraphs
            .iter()
            .any(|p| html_elements::looks_like_markup(p))
            && paragraphs.len() < 3
        {
            repairs.note(code::ENTITIES, 1);
            let inner = html::extract(&paragraphs.join("\n")).paragraphs;
            return from_paragraphs(inner);
        }
        return from_paragraphs(paragraphs);
    }
    match html::decode_references(value) {
        Some(decoded) => {
            repairs.note(code::ENTITIES, 1);
            if html_elements::looks_like_markup(&decoded) {
                return from_paragraphs(html::extract(&decoded).paragraphs);
            }
            Body::Plain(decoded)
        }
        None => Body::Plain(value.to_string()),
    }
}

/// One line of text: markup and character references taken off, line breaks made blanks.
pub fn line(value: &str, repairs: &mut Repairs) -> Option<String> {
    let has_tag = memchr::memchr(b'<', value.as_bytes()).is_some();
    let text: Cow<'_, str> =
        if has_tag && (html_elements::looks_like_markup(value) || has_inline(value)) {
            Cow::Owned(html::extract(value).paragraphs.join(" "))
        } else if let Some(decoded) = html::decode_references(value) {
            repairs.note(code::ENTITIES, 1);
            Cow::Owned(decoded)
        } else {
            Cow::Borrowed(value)
        };
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return None;
    }
    if trimmed.contains(['\n', '\r', '\t']) {
        let words: Vec<&str> = trimmed.split_whitespace().collect();
        return Some(words.join(" "));
    }
    Some(trimmed.to_string())
}

fn has_inline(value: &str) -> bool {
    ["<b>", "<i>", "<em>", "<strong>", "<span", "<a "]
        .iter()
        .any(|tag| value.contains(tag))
}

fn plain(text: String) -> Body {
    if text.trim().is_empty() {
        Body::Missing
    } else {
        Body::Plain(text)
    }
}

fn from_paragraphs(paragraphs: Vec<String>) -> Body {
    if paragraphs.is_empty() {
        Body::Missing
    } else {
        Body::Paragraphs(paragraphs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraphs(value: &str, declared: Declared) -> (Vec<String>, usize) {
        let mut repairs = Repairs::default();
        let found = match body(value, declared, &mut repairs) {
            Body::Missing => Vec::new(),
            Body::Plain(text) => vec![text],
            Body::Paragraphs(paragraphs) => paragraphs,
        };
        (found, repairs.as_slice().len())
    }

    #[test]
    fn markup_in_a_plain_field_is_read_as_markup_and_noted() {
        let (found, repairs) = paragraphs("<p>A</p><p>B</p>", Declared::Plain);
        assert_eq!((found.len(), repairs), (2, 1));
    }

    #[test]
    fn escaped_markup_is_unescaped_once() {
        for declared in [Declared::Markup, Declared::Unsaid] {
            let (found, _) = paragraphs(
                "&lt;p&gt;A &amp;amp; C&lt;/p&gt;&lt;p&gt;B&lt;/p&gt;",
                declared,
            );
            assert_eq!(found, ["A & C", "B"]);
        }
    }

    #[test]
    fn blank_values_are_missing() {
        assert_eq!(paragraphs(" \n", Declared::Plain).0.len(), 0);
        assert_eq!(paragraphs("<p> </p>", Declared::Markup).0.len(), 0);
    }

    #[test]
    fn a_line_loses_its_tags_and_breaks() {
        let mut repairs = Repairs::default();
        assert_eq!(
            line("  A <b>big</b>\n deal &amp; more ", &mut repairs).as_deref(),
            Some("A big deal & more")
        );
        assert_eq!(line("a < b", &mut repairs).as_deref(), Some("a < b"));
        assert_eq!(line("<br>", &mut repairs), None);
    }
}
