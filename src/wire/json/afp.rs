//! Documents of AFP's core API, whose names mean something else than elsewhere.
//!
//! Owns that dialect (`uno`, `class`, `news[]`, `mediatopic`, `published`; API of AFP, as its public client libraries read it). An alert has no
//! headline: the first line of `news` is one. Never looks into the pictures of a document (`bagItem`).

use super::codes;
use super::fields::{Fields, better};
use super::metadata::set_scalar;
use super::value::Json;
use crate::story::{Body, CodeRef};
use crate::wire::text_field::Declared;

/// Whether an object is such a document.
pub fn is_document(value: &Json<'_>) -> bool {
    let has = |key: &str| value.get(key).is_some();
    value.get("uno").and_then(Json::scalar).is_some() && (has("class") || has("news"))
}

/// Takes a member whose meaning is AFP's own; whether it was one.
pub fn take(key: &str, value: &Json<'_>, fields: &mut Fields) -> bool {
    match (key, value) {
        ("uno", _) => fields.id(value, 5),
        ("class", _) => {
            fields.story.item_type = None;
            set_scalar(&mut fields.story.item_type, value);
        }
        // An own `type` says how the text is laid out.
        ("type", _) => {
            if fields.story.item_type.is_none() {
                set_scalar(&mut fields.story.item_type, value);
            }
        }
        ("news", _) => fields.body(value, Declared::Unsaid, 10),
        ("published", Json::String(time)) => better(
            &mut fields.ranks.version_created,
            &mut fields.story.version_created,
            3,
            Some(time.to_string()),
        ),
        ("slug", Json::Array(_)) => {
            let mut words = Vec::new();
            codes::words(value, &mut words);
            fields.story.slugline = (!words.is_empty()).then(|| words.join("-"));
        }
        ("mediatopic" | "mediatopics" | "medtop" | "iptc", _) => {
            let mut codes = Vec::new();
            codes::words(value, &mut codes);
            fields
                .story
                .subjects
                .extend(codes.into_iter().map(|code| CodeRef {
                    code: Some(qualified(code)),
                    ..CodeRef::default()
                }));
        }
        _ => return false,
    }
    true
}

/// Media Topics begin with 20; among them stand codes of the older list.
fn qualified(code: String) -> String {
    let is_bare = code.len() == 8 && code.bytes().all(|b| b.is_ascii_digit());
    match code.starts_with("20") {
        _ if !is_bare => code,
        true => format!("medtop:{code}"),
        false => format!("subj:{code}"),
    }
}

/// The headline where none is named; a bare `title` is the document's catchword.
pub fn finish(fields: &mut Fields) {
    if fields.ranks.headline >= 5 {
        return;
    }
    let first = match &mut fields.story.body {
        Body::Paragraphs(lines) if !lines.is_empty() => lines.remove(0),
        Body::Plain(line) => std::mem::take(line),
        Body::Paragraphs(_) | Body::Missing => return,
    };
    if matches!(&fields.story.body, Body::Paragraphs(lines) if lines.is_empty())
        || matches!(&fields.story.body, Body::Plain(text) if text.is_empty())
    {
        fields.story.body = Body::Missing;
    }
    let title = fields.story.headline.replace(first);
    let slot = &mut fields.story.slugline;
    *slot = slot.take().or(title);
}

#[cfg(test)]
mod tests {
    use super::super::fields::story_of as story;
    use super::*;

    #[test]
    fn a_document_names_its_parts_in_its_own_way() {
        let found = story(
            r#"{"uno":"newsml.afp.com.20260809T100000Z.doc-1","class":"text","news":["Oslo (AFP) - A crane.","It is red."],
            "published":"2026-08-09T10:00:00Z","mediatopic":["20000256"],"iptc":["04000000"],"headline":"A crane","title":"NORWAY-CRANE",
            "slug":["norway","crane"],"lang":"en"}"#,
        );
        assert_eq!(
            found.id.as_deref(),
            Some("newsml.afp.com.20260809T100000Z.doc-1")
        );
        assert_eq!(found.headline.as_deref(), Some("A crane"));
        assert_eq!(
            found.body,
            Body::Paragraphs(vec!["Oslo (AFP) - A crane.".into(), "It is red.".into()])
        );
        assert_eq!(
            found.version_created.as_deref(),
            Some("2026-08-09T10:00:00Z")
        );
        assert_eq!(found.content_created, None);
        let codes: Vec<_> = found.subjects.iter().map(|s| s.code.as_deref()).collect();
        assert_eq!(codes, [Some("medtop:20000256"), Some("subj:04000000")]);
        assert_eq!(found.slugline.as_deref(), Some("norway-crane"));
    }

    #[test]
    fn the_first_line_of_an_alert_is_its_headline() {
        let found =
            story(r#"{"uno":"n.1","class":"text","news":["A crane falls","Oslo - It fell."]}"#);
        assert_eq!(found.headline.as_deref(), Some("A crane falls"));
        assert_eq!(found.body, Body::Paragraphs(vec!["Oslo - It fell.".into()]));
        let flash =
            story(r#"{"uno":"n.1","class":"text","title":"CRANE","news":["A crane falls"]}"#);
        assert_eq!(flash.headline.as_deref(), Some("A crane falls"));
        assert_eq!(flash.slugline.as_deref(), Some("CRANE"));
        assert_eq!(flash.body, Body::Missing);
    }

    #[test]
    fn a_picture_says_so_by_its_class() {
        let found =
            story(r#"{"uno":"n.1","class":"picture","title":"CRANE","caption":["A crane"]}"#);
        assert!(found.is_of_another_medium());
        assert_eq!(found.body, Body::Missing);
    }
}
