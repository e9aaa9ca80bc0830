//! Documents that are made of blocks: `content`, `meta` and `links` of Swedish newsrooms' systems, `components` of Apple's format for publishers.
//!
//! Owns which blocks are paragraphs and which a headline, a dateline or something beside the text, by role or by type (Naviga, document format; TT,
//! `NewsDoc`; Apple, Apple News Format), and what the links of a document say. Never reads the blocks inside pictures, fact boxes and teasers.

use super::fields::{Fields, better};
use super::value::Json;
use crate::story::{Body, CodeRef};
use crate::wire::repairs::Repairs;
use crate::wire::text_field::{self, Declared};

/// Whether an object is such a document: its content is a list of blocks whose types have a maker's name in front, or of components with roles.
pub fn is_document(value: &Json<'_>) -> bool {
    let all = |key: &str, is_block: &dyn Fn(&Json<'_>) -> bool| match value.get(key) {
        Some(Json::Array(blocks)) => !blocks.is_empty() && blocks.iter().all(is_block),
        _ => false,
    };
    let has_list = |key: &str| matches!(value.get(key), Some(Json::Array(_)));
    let is_typed = |block: &Json<'_>| text(block, "type").is_some_and(|kind| kind.contains('/'));
    ((has_list("links") || has_list("meta")) && all("content", &is_typed))
        || all("components", &|block| text(block, "role").is_some())
}

/// Takes a member whose meaning is that of such documents; whether it was one.
pub fn take(key: &str, value: &Json<'_>, fields: &mut Fields) -> bool {
    let Json::Array(blocks) = value else {
        return false;
    };
    match key {
        "content" | "components" => {
            let mut paragraphs = Vec::new();
            content(blocks, fields, &mut paragraphs);
            if !paragraphs.is_empty() {
                fields.marks += 1;
                fields.ranks.body = 10;
                fields.story.body = Body::Paragraphs(paragraphs);
            }
        }
        "meta" => blocks.iter().for_each(|block| meta(block, fields)),
        "links" => links(blocks, fields),
        _ => return false,
    }
    true
}

fn text<'v>(block: &'v Json<'_>, key: &str) -> Option<&'v str> {
    block.get(key).and_then(Json::scalar)
}

/// `heading-1` of the role, else `header` of `x-im/header`.
fn kind<'v>(block: &'v Json<'_>) -> &'v str {
    let of_type = || text(block, "type").and_then(|kind| kind.rsplit('/').next());
    text(block, "role").or_else(of_type).unwrap_or("")
}

fn content(blocks: &[Json<'_>], fields: &mut Fields, paragraphs: &mut Vec<String>) {
    for block in blocks {
        if let Some(Json::Array(inner)) = block.get("components") {
            content(inner, fields, paragraphs);
            continue;
        }
        let held = block.get("data").unwrap_or(block).get("text");
        let Some(Json::String(held)) = held else {
            continue;
        };
        let line = || text_field::line(held, &mut Repairs::default());
        match kind(block) {
            "header" | "headline" | "heading-1" | "title" => {
                fields.marks += 1;
                better(
                    &mut fields.ranks.headline,
                    &mut fields.story.headline,
                    4,
                    line(),
                );
            }
            "vignette" | "kicker" => fields.story.other_lines.extend(line()),
            "dateline" => fields.story.dateline = line().or(fields.story.dateline.take()),
            "byline" | "author" => better(
                &mut fields.ranks.byline,
                &mut fields.story.byline,
                3,
                line(),
            ),
            other if is_beside(other) => {}
            _ => match text_field::body(held, Declared::Unsaid, &mut fields.repairs) {
                Body::Missing => {}
                Body::Plain(text) => paragraphs.push(text),
                Body::Paragraphs(all) => paragraphs.extend(all),
            },
        }
    }
}

/// Whether a block is no text of the story: its `text` is a caption or a heading of its own.
fn is_beside(kind: &str) -> bool {
    let kind = kind.to_ascii_lowercase();
    [
        "image",
        "picture",
        "photo",
        "video",
        "audio",
        "factbox",
        "content-part",
        "teaser",
        "table",
        "embed",
        "map",
        "graphic",
        "pdf",
        "link",
        "pullquote",
        "caption",
        "note",
    ]
    .iter()
    .any(|beside| kind.contains(beside))
}

fn meta(block: &Json<'_>, fields: &mut Fields) {
    let name = text(block, "type").and_then(|kind| kind.rsplit('/').next());
    match name {
        Some("slugline") => {
            let slug = text(block, "value").map(str::to_string);
            fields.story.slugline = slug.or(fields.story.slugline.take());
        }
        Some("note") => {
            let note = block.get("data").and_then(|data| text(data, "text"));
            if let Some(note) = note {
                fields.story.add_note_once(note);
            }
        }
        _ => {}
    }
}

fn links(blocks: &[Json<'_>], fields: &mut Fields) {
    let mut writers: Vec<&str> = Vec::new();
    for link in blocks {
        let title = text(link, "title");
        let name = text(link, "type").and_then(|kind| kind.rsplit('/').next());
        let uri = text(link, "uri");
        let reference = || CodeRef {
            code: uri.map(code),
            name: title.map(str::to_string),
            scheme: None,
            rel: None,
        };
        match (text(link, "rel").unwrap_or(""), name.unwrap_or("")) {
            ("author", _) => writers.extend(title),
            ("content-source" | "source" | "provider", _) => better(
                &mut fields.ranks.supplier,
                &mut fields.story.supplier,
                2,
                title.map(str::to_string),
            ),
            // Where it is published, and what it belongs to there.
            ("channel" | "main" | "self" | "alternate", _) => {}
            (_, "person") => fields.story.people.push(reference()),
            (_, "organisation" | "organization") => fields.story.organisations.push(reference()),
            (_, "place") => fields.story.places.push(reference()),
            ("subject" | "section" | "category", _) if uri.or(title).is_some() => {
                fields.story.subjects.push(reference());
            }
            _ => {}
        }
    }
    let names = (!writers.is_empty()).then(|| writers.join(", "));
    better(&mut fields.ranks.byline, &mut fields.story.byline, 2, names);
}

/// `iptc://mediatopic/20000256` → `medtop:20000256`.
fn code(uri: &str) -> String {
    match uri.rsplit_once("mediatopic/") {
        Some((_, code)) => format!("medtop:{code}"),
        None => uri.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fields::story_of as story;
    use super::*;

    #[test]
    fn blocks_without_a_role_are_paragraphs_like_those_with_one() {
        let found = story(
            r#"{"uri":"core://article/1","type":"core/article","title":"Two ports share a crane","content":[
            {"type":"core/text","role":"heading-1","data":{"text":"Two ports share a crane"}},
            {"type":"core/text","role":"vignette","data":{"text":"PORTS"}},
            {"type":"core/text","role":"preamble","data":{"text":"They agreed on Sunday."}},
            {"type":"core/text","data":{"text":"It is red &amp; tall."}},
            {"type":"core/image","data":{"text":"A crane."}},
            {"type":"core/text","role":"heading-2","data":{"text":"The harbour"}}],
            "meta":[{"type":"nna/slugline","value":"ports-crane"},{"type":"core/note","role":"internal","data":{"text":"Will be updated."}}],
            "links":[{"type":"core/author","rel":"author","title":"Ann Writer/NNA"},
            {"type":"iptc/mediatopic","rel":"subject","uri":"iptc://mediatopic/20000256","title":"energy"},
            {"type":"core/channel","rel":"channel","title":"Web"},{"type":"core/place","rel":"subject","title":"Oslo"}]}"#,
        );
        assert_eq!(
            found.body,
            Body::Paragraphs(vec![
                "They agreed on Sunday.".into(),
                "It is red & tall.".into(),
                "The harbour".into()
            ])
        );
        assert_eq!(found.headline.as_deref(), Some("Two ports share a crane"));
        assert_eq!(found.other_lines, ["PORTS"]);
        assert_eq!(found.byline.as_deref(), Some("Ann Writer/NNA"));
        assert_eq!(found.slugline.as_deref(), Some("ports-crane"));
        assert_eq!(found.ed_note.as_deref(), Some("Will be updated."));
        let codes: Vec<_> = found.subjects.iter().map(|s| s.code.as_deref()).collect();
        assert_eq!(codes, [Some("medtop:20000256")]);
        assert_eq!(found.places.len(), 1);
    }

    #[test]
    fn components_with_roles_are_blocks() {
        let found = story(
            r#"{"identifier":"1","language":"en","title":"Two ports share a crane","components":[
            {"role":"header","components":[{"role":"title","text":"Two ports share a crane"},{"role":"byline","text":"By Ann Writer"}]},
            {"role":"photo","URL":"a.jpg"},{"role":"caption","text":"A crane."},{"role":"intro","text":"They agreed."},
            {"role":"section","components":[{"role":"body","format":"html","text":"<p>It is red.</p><p>It is tall.</p>"}]}]}"#,
        );
        assert_eq!(found.byline.as_deref(), Some("By Ann Writer"));
        let lines = ["They agreed.", "It is red.", "It is tall."];
        assert_eq!(
            found.body,
            Body::Paragraphs(lines.map(String::from).to_vec())
        );
    }

    #[test]
    fn the_type_of_a_block_says_what_a_role_does_elsewhere() {
        let found = story(
            r#"{"uuid":"1","content":[{"type":"x-im/header","data":{"text":"Two ports share a crane"}},
            {"type":"x-im/dateline","data":{"text":"Oslo"}},{"type":"x-im/paragraph","data":{"text":"They agreed."}}],"links":[]}"#,
        );
        assert_eq!(found.headline.as_deref(), Some("Two ports share a crane"));
        assert_eq!(found.dateline.as_deref(), Some("Oslo"));
        assert_eq!(found.body, Body::Paragraphs(vec!["They agreed.".into()]));
    }
}
