//! The many ways JSON dialects write a code, a name, a list of words or a body.
//!
//! Owns those shapes: `{"qcode","name"}`, `{"uri","literal"}`, `{"code","scheme"}`, `["a","b"]`, `"a, b"`, paragraphs as strings or as typed blocks.
//! Promises that a value of the wrong type is passed over, never an error. Never decides what a code means.

use super::fields::by_language;
use super::pieces::{self, is_no_text, line_of_pieces, text_of_changes};
use super::value::Json;
use crate::story::{Body, CodeRef};
use crate::wire::limits::Limits;
use crate::wire::repairs::Repairs;
use crate::wire::text_field::{self, Declared};
use crate::wire::{sniff, xml};

/// Codes and names the agency attached, one for each element.
pub fn codes(value: &Json<'_>, into: &mut Vec<CodeRef>) {
    match value {
        Json::Array(values) => values.iter().for_each(|v| codes(v, into)),
        Json::Object(_) => {
            let text = |keys: &[&str]| {
                keys.iter()
                    .find_map(|key| value.get(key).and_then(Json::scalar))
                    .map(str::to_string)
            };
            // Eight digits are the old subject codes, by whichever key; a house's own address of the same code says less.
            let digits = ["literal", "code"]
                .iter()
                .filter_map(|key| value.get(key).and_then(Json::scalar))
                .find(|word| word.len() == 8 && word.bytes().all(|b| b.is_ascii_digit()));
            let uri = value.get("uri").and_then(Json::scalar);
            let own = digits.filter(|_| uri.is_none_or(|uri| !uri.contains("iptc.org")));
            let code = own
                .map(str::to_string)
                .or_else(|| text(&["qcode", "code", "uri", "literal", "id"]));
            let name = text(&["name", "title", "label"]);
            let rels = match value.get("rels") {
                Some(Json::Array(rels)) => rels.first().and_then(Json::scalar),
                _ => None,
            };
            let rel = text(&["rel", "relation"]).or(rels.map(str::to_string));
            let is_category = rel.as_deref() == Some("category");
            let scheme = text(&["scheme", "schema", "type"])
                .or_else(|| is_category.then(|| "category".to_string()));
            if code.is_some() || name.is_some() {
                into.push(CodeRef {
                    code,
                    name,
                    scheme,
                    rel,
                });
            } else if let Some(inner @ Json::Array(_)) = value.get("code") {
                codes(inner, into);
            }
        }
        other => {
            if let Some(word) = other.scalar() {
                let is_code = word.bytes().any(|b| b == b':') && !word.contains(' ');
                into.push(CodeRef {
                    code: is_code.then(|| word.to_string()),
                    name: (!is_code).then(|| word.to_string()),
                    ..CodeRef::default()
                });
            }
        }
    }
}

/// A list of words: strings, objects with a code or name, or one string with commas.
pub fn words(value: &Json<'_>, into: &mut Vec<String>) {
    match value {
        Json::Array(values) => {
            for value in values {
                let word = match value {
                    // The name beside a value is that of a list.
                    Json::Object(_) => ["qcode", "code", "value", "name", "literal", "uri"]
                        .iter()
                        .find_map(|key| value.get(key).and_then(Json::scalar)),
                    other => other.scalar(),
                };
                into.extend(word.map(str::to_string));
            }
        }
        Json::Object(_) => {
            let word = ["qcode", "code", "name", "literal", "uri"]
                .iter()
                .find_map(|key| value.get(key).and_then(Json::scalar));
            into.extend(word.map(str::to_string));
        }
        other => into.extend(
            other
                .scalar()
                .into_iter()
                .flat_map(|s| s.split([',', ';']))
                .map(str::trim)
                .filter(|s| !s.is_empty())
                .map(str::to_string),
        ),
    }
}

/// A name, or several joined by commas.
pub fn names(value: &Json<'_>) -> Option<String> {
    match value {
        Json::Array(values) => {
            let all: Vec<String> = values.iter().filter_map(names).collect();
            (!all.is_empty()).then(|| all.join(", "))
        }
        Json::Object(_) => [
            "name", "by", "byline", "literal", "city", "title", "text", "value", "original",
        ]
        .iter()
        .find_map(|key| value.get(key).and_then(Json::scalar))
        .map(str::to_string)
        .or_else(|| name_inside(value)),
        Json::String(_) => value.scalar().map(str::to_string),
        _ => None,
    }
}

/// A name that content systems keep a level down, or by language.
fn name_inside(value: &Json<'_>) -> Option<String> {
    ["data", "attributes", "fields"]
        .iter()
        .find_map(|key| value.get(key).and_then(names))
        .or_else(|| by_language(value)?.find_map(|(_, name)| names(name)))
}

/// All strings a value holds in the places where text is kept.
pub fn texts<'v>(value: &'v Json<'_>, into: &mut Vec<&'v str>) {
    match value {
        Json::String(s) => into.push(s),
        Json::Array(values) => values.iter().for_each(|v| texts(v, into)),
        Json::Object(_) => {
            let held = [
                "value",
                "text",
                "html",
                "content",
                "body",
                "ednote",
                "description",
                "public_html",
                "nonpublic_html",
                "closing_html",
            ]
            .iter()
            .filter_map(|key| value.get(key));
            let before = into.len();
            held.for_each(|v| texts(v, into));
            // The heading of a notepad is a note only over others.
            if let (true, Some(Json::String(heading))) =
                (into.len() > before, value.get("header_html"))
            {
                into.insert(before, heading);
            }
        }
        _ => {}
    }
}

/// A body from a string, a list of paragraphs, ninjs 3's `bodies[]` or a list of typed blocks.
pub fn body(value: &Json<'_>, declared: Declared, repairs: &mut Repairs) -> Body {
    match value {
        Json::String(s) => text_or_xml(s, declared, repairs),
        Json::Object(_) => body_of_object(value, declared, repairs),
        Json::Array(parts) if parts.iter().any(is_alternative) => {
            // The same text may be there as HTML, as NITF and plain: one of them is the story.
            let mut order: Vec<&Json<'_>> = parts.iter().collect();
            order.sort_by_key(|part| std::cmp::Reverse(worth(part)));
            order
                .into_iter()
                .map(|part| body_of_object(part, declared, repairs))
                .find(|one| *one != Body::Missing)
                .unwrap_or_default()
        }
        Json::Array(parts) => {
            let mut all = Vec::new();
            for part in parts {
                let one = match part {
                    Json::String(s) => text_field::body(s, declared, repairs),
                    Json::Object(_) => body_of_object(part, declared, repairs),
                    _ => Body::Missing,
                };
                match one {
                    Body::Missing => {}
                    Body::Plain(text) => all.push(text),
                    Body::Paragraphs(paragraphs) => all.extend(paragraphs),
                }
            }
            if all.is_empty() {
                Body::Missing
            } else {
                Body::Paragraphs(all)
            }
        }
        _ => Body::Missing,
    }
}

/// Whether a part names itself, as ninjs' bodies do; the blocks of an editor name only their type.
fn is_alternative(part: &Json<'_>) -> bool {
    (role(part).is_some() || content_type(part).is_some()) && !pieces::is_node(part)
}

fn role<'v>(part: &'v Json<'_>) -> Option<&'v str> {
    ["role", "name"]
        .iter()
        .find_map(|key| part.get(key).and_then(Json::scalar))
}

fn content_type<'v>(part: &'v Json<'_>) -> Option<&'v str> {
    ["contentType", "contenttype"]
        .iter()
        .find_map(|key| part.get(key).and_then(Json::scalar))
}

/// How well a part serves as the body: the main one before others, captions and teasers last; HTML tells paragraphs better than plain text.
fn worth(part: &Json<'_>) -> (u8, u8) {
    let role = role(part).unwrap_or("").to_ascii_lowercase();
    let others = ["caption", "teaser", "summary", "abstract", "lead"];
    let rank = match role.as_str() {
        "main" => 2,
        other if others.iter().any(|o| other.contains(o)) => 0,
        _ => 1,
    };
    let kind = format!("{role} {}", content_type(part).unwrap_or(""));
    let form = if kind.contains("html") {
        3
    } else if kind.contains("nitf") {
        2
    } else {
        1
    };
    (rank, form)
}

fn body_of_object(value: &Json<'_>, declared: Declared, repairs: &mut Repairs) -> Body {
    if is_no_text(value) {
        return Body::Missing;
    }
    if let Some(line) = line_of_pieces(value) {
        return text_field::body(&line, Declared::Unsaid, repairs);
    }
    if let Some(text) = text_of_changes(value) {
        return text_field::body(&text, Declared::Plain, repairs);
    }
    let content_type = value
        .get("contentType")
        .or_else(|| value.get("contenttype"))
        .and_then(Json::scalar);
    let declared = match content_type {
        Some(t) if t.contains("html") || t.contains("xml") => Declared::Markup,
        Some(t) if t.contains("plain") => Declared::Plain,
        _ => declared,
    };
    for key in [
        "value",
        "html",
        "body_html",
        "xhtml",
        "text",
        "body_text",
        "content",
        "rendered",
        "paragraphs",
        "blocks",
        "body",
        "data",
        "root",
        "children",
        "items",
        "content_elements",
        "story-elements",
        "nitf",
    ] {
        let found = match value.get(key) {
            Some(Json::String(s)) => text_or_xml(s, declared, repairs),
            // Editor.js keeps what a block holds one level down, Lexical all of a text.
            Some(block @ Json::Object(_)) if matches!(key, "data" | "root" | "nitf") => {
                body_of_object(block, declared, repairs)
            }
            Some(list @ Json::Array(parts)) if !parts.is_empty() => match list {
                Json::Array(parts) if parts.iter().all(|p| matches!(p, Json::Array(_))) => {
                    Body::Missing
                }
                _ => body(list, declared, repairs),
            },
            _ => Body::Missing,
        };
        if found != Body::Missing {
            return found;
        }
    }
    Body::Missing
}

/// A text, or a whole document of XML as a string.
fn text_or_xml(text: &str, declared: Declared, repairs: &mut Repairs) -> Body {
    if sniff::holds_a_format(text)
        && text.trim_start().starts_with('<')
        && let Ok(root) = xml::read(text, &Limits::default(), repairs)
    {
        let mut stories = xml::documents::stories(&root, &mut Repairs::default());
        let held = match stories.as_mut_slice() {
            [Ok(story)] => std::mem::take(&mut story.body),
            _ => Body::Missing,
        };
        if held != Body::Missing {
            return held;
        }
        let found = xml::body::body(&root, repairs);
        if found != Body::Missing {
            return found;
        }
    }
    text_field::body(text, declared, repairs)
}

#[cfg(test)]
mod tests {
    use super::super::value;
    use super::*;

    fn with<T>(text: &str, read: impl FnOnce(&Json<'_>) -> T) -> T {
        let values = value::read(text, &Limits::default(), &mut Repairs::default()).unwrap();
        read(&values[0])
    }

    #[test]
    fn a_document_of_xml_as_the_text_is_read_as_what_it_is() {
        let item = "<NewsItem><NewsEnvelope><TransmissionId>N1</TransmissionId></NewsEnvelope><ContentItem><DataContent>\
                    <head><hedline><hl1>A crane</hl1></hedline></head><body>It is red.</body></DataContent></ContentItem></NewsItem>";
        let nitf = "<nitf><body><body.head><hedline><hl1>A crane</hl1></hedline></body.head><body.content><p>It is red.</p></body.content></body></nitf>";
        for document in [item, nitf] {
            let found = body(
                &Json::String(document.into()),
                Declared::Unsaid,
                &mut Repairs::default(),
            );
            assert_eq!(found.joined(), "It is red.");
        }
    }

    #[test]
    fn codes_are_read_in_every_dialect() {
        let text = r#"[{"qcode":"medtop:20000638","name":"relations"},{"uri":"http://x/1","rel":"about"},
            {"code":"04005000","scheme":"iptc"},"medtop:20000256","Energy policy",7,null,{"other":1}]"#;
        let found = with(text, |v| {
            let mut into = Vec::new();
            codes(v, &mut into);
            into
        });
        assert_eq!(found.len(), 6);
        assert_eq!(found[0].name.as_deref(), Some("relations"));
        assert_eq!(found[1].rel.as_deref(), Some("about"));
        assert_eq!(found[3].code.as_deref(), Some("medtop:20000256"));
        assert_eq!(found[4].name.as_deref(), Some("Energy policy"));
    }

    #[test]
    fn bodies_are_read_as_string_list_blocks_and_roles() {
        let read = |text: &str| with(text, |v| body(v, Declared::Unsaid, &mut Repairs::default()));
        let two = Body::Paragraphs(vec!["A".into(), "B".into()]);
        assert_eq!(read(r#"["A","B"]"#), two);
        assert_eq!(
            read(r#"[{"type":"paragraph","text":"A"},{"type":"paragraph","text":"B"}]"#),
            two
        );
        assert_eq!(read(r#"{"paragraphs":["A",{"text":"B"}]}"#), two);
        let roles = r#"[{"role":"caption","value":"C"},{"role":"main","contentType":"text/html","value":"<p>A</p><p>B</p>"},
            {"role":"main","contentType":"text/plain","value":"A B"}]"#;
        assert_eq!(read(roles), two);
        assert_eq!(
            read(r#"[{"role":"article","value":"A"}]"#),
            Body::Plain("A".into())
        );
        let alternatives = r#"[{"role":"text","contentType":"text/plain","value":"H\nA\nB"},
            {"role":"html5","contentType":"text/html","value":"<p>A</p><p>B</p>"}]"#;
        assert_eq!(read(alternatives), two);
        let named =
            r#"[{"name":"text","value":"A B"},{"name":"xhtml","value":"<p>A</p><p>B</p>"}]"#;
        assert_eq!(read(named), two);
        let nitf = r#"[{"role":"nitf","value":"<?xml version='1.0'?><nitf><head><title>no</title></head><body><body.head><hedline><hl1>no</hl1></hedline></body.head><body.content><p>A</p><p>B</p></body.content></body></nitf>"}]"#;
        assert_eq!(read(nitf), two);
        let named = r#"{"nitf":{"value":"<nitf><body><body.content><p>A</p><p>B</p></body.content></body></nitf>"}}"#;
        assert_eq!(read(named), two);
        let pieces = r#"{"content":[{"type":"paragraph","content":[{"type":"text","text":"A"}]},
            {"type":"paragraph","content":[{"type":"text","text":"B"}]}]}"#;
        assert_eq!(read(pieces), two);
        let styled = r#"[{"type":"paragraph","content":[{"text":"A "},{"text":"b"}]},{"type":"paragraph","data":{"text":"C"}}]"#;
        assert_eq!(
            read(styled),
            Body::Paragraphs(vec!["A b".into(), "C".into()])
        );
        for editor in [
            r#"[{"_type":"block","children":[{"_type":"span","text":"A"}]},{"_type":"image","caption":"no"},{"_type":"block","children":[{"_type":"span","text":"B"}]}]"#,
            r#"[{"type":"paragraph","children":[{"text":""},{"type":"link","children":[{"text":"A"}]}]},{"type":"list","children":[{"type":"item","children":[{"text":"B"}]}]}]"#,
            r#"{"root":{"type":"root","children":[{"type":"paragraph","children":[{"type":"text","text":"A"}]},
                {"type":"paragraph","children":[{"type":"text","text":"B"}]}]}}"#,
        ] {
            assert_eq!(read(editor), two, "{editor}");
        }
        assert_eq!(
            read(
                r#"{"ops":[{"insert":"A "},{"insert":"b","attributes":{"bold":true}},{"insert":{"image":"x"}},{"insert":"\nC\n"}]}"#
            ),
            Body::Plain("A b\nC\n".into())
        );
        assert_eq!(read("[[[1]]]"), Body::Missing);
        // Work that doubled with each level would not end here.
        let deep = format!("{}[]{}", r#"[{"text":"#.repeat(30), "}]".repeat(30));
        assert_eq!(read(&deep), Body::Missing);
    }
}
