//! XML that a converter wrote as JSON: G2, `NewsML` 1, NITF and feeds with their attributes as `@guid`, `_guid` or `"$": {…}`.
//!
//! Owns how converters write attributes, text and repeated elements, and by which members a document of a known root is told from an object that is only
//! named like one. The tree they were made of is built again, so that the reader of the format says what its fields mean. Order between elements of
//! different names is lost on the way there and not made up.

use super::value::Json;
use crate::wire::limits::Limits;
use crate::wire::repairs::Repairs;
use crate::wire::xml::{self, Element, Node};
use std::borrow::Cow;

/// Roots, and what one of them holds at the least.
const ROOTS: &[(&str, &[&str])] = &[
    ("newsMessage", &["itemSet"]),
    ("newsItem", &["itemMeta", "contentMeta"]),
    ("packageItem", &["itemMeta", "contentMeta"]),
    ("NewsML", &["NewsItem"]),
    ("nitf", &["body"]),
    ("rss", &["channel"]),
    ("RDF", &["item"]),
    ("feed", &["entry"]),
];

/// Names under which converters keep the text of an element that has attributes as well.
const TEXTS: &[&str] = &[
    "#text", "$", "_", "$t", "_text", "__text", "#cdata", "_cdata", "__cdata",
];

/// Attributes by which the readers of these formats go, and which name no element of theirs.
const ATTRIBUTES: &[&str] = &[
    "guid",
    "version",
    "standardversion",
    "qcode",
    "literal",
    "uri",
    "lang",
    "tag",
    "contenttype",
    "FormalName",
    "norm",
    "ed-urg",
    "id-string",
    "regsrc",
    "href",
];

/// Elements whose text may be a whole document.
const HOLDERS: &[&str] = &["inlineXML", "DataContent"];

/// The documents an object holds, each with a root of a known format.
pub fn documents<'j>(value: &'j Json<'_>) -> Vec<Element<'j>> {
    let Json::Object(members) = value else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (key, held) in members {
        // Most members of most objects are neither.
        if !matches!(held, Json::Object(_) | Json::Array(_)) {
            continue;
        }
        let name = local(key);
        let Some((_, inside)) = ROOTS.iter().find(|(root, _)| *root == name) else {
            continue;
        };
        let one = |held: &'j Json<'_>| {
            let is_document = match held {
                Json::Object(inner) => inner.iter().any(|(key, value)| {
                    inside.contains(&local(key))
                        && matches!(value, Json::Object(_) | Json::Array(_))
                }),
                _ => false,
            };
            is_document.then(|| element(name, held))
        };
        match held {
            Json::Array(all) => found.extend(all.iter().filter_map(one)),
            held => found.extend(one(held)),
        }
    }
    if found.is_empty() {
        found.extend(without_root(value));
    }
    // Answers to a search name each item beside it.
    let id = value.get("storyId").and_then(Json::scalar);
    if let ([only], Some(id)) = (found.as_mut_slice(), id)
        && only.attr("guid").is_none()
    {
        only.attributes
            .push((Cow::Borrowed("guid"), Cow::Borrowed(id)));
    }
    found
}

/// Some converters write what is inside the root and lose its name.
fn without_root<'j>(value: &'j Json<'_>) -> Option<Element<'j>> {
    let Json::Object(members) = value else {
        return None;
    };
    let is_element = |name: &str, inside: &[&str]| {
        members.iter().any(|(key, held)| match held {
            Json::Object(inner) => {
                let holds_one = || inner.iter().any(|(key, _)| inside.contains(&local(key)));
                local(key) == name && (inside.is_empty() || holds_one())
            }
            Json::Array(all) => {
                inside.is_empty()
                    && local(key) == name
                    && matches!(all.first(), Some(Json::Object(_)))
            }
            _ => false,
        })
    };
    let of_newsml = ["NewsManagement", "NewsComponent", "Identification"];
    let name = if is_element("itemMeta", &[]) && is_element("contentMeta", &[]) {
        "newsItem"
    } else if is_element("NewsItem", &of_newsml) {
        "NewsML"
    } else if is_element("body", &["body.content", "body.head"]) {
        "nitf"
    } else {
        return None;
    };
    Some(element(name, value))
}

fn element<'j>(name: &'j str, value: &'j Json<'_>) -> Element<'j> {
    let mut made = Element {
        name: Cow::Borrowed(name),
        attributes: Vec::new(),
        children: Vec::new(),
    };
    match value {
        Json::Object(members) => {
            for (key, value) in members {
                member(&mut made, key, value);
            }
        }
        Json::Array(values) => {
            // A list of texts under one name; `element` of a list of objects is made for each of them.
            for value in values {
                push_scalar(&mut made, value);
            }
        }
        other => push_scalar(&mut made, other),
    }
    unpack(&mut made);
    made.children.shrink_to_fit();
    made
}

fn member<'j>(made: &mut Element<'j>, key: &'j str, value: &'j Json<'_>) {
    if TEXTS.contains(&key) && !matches!(value, Json::Object(_)) {
        match value {
            Json::Array(parts) => parts.iter().for_each(|part| push_scalar(made, part)),
            other => push_scalar(made, other),
        }
        return;
    }
    let is_list_of_attributes = matches!(key, "$" | "_attributes" | "@attributes" | "_attr" | "@");
    if let (true, Json::Object(attributes)) = (is_list_of_attributes, value) {
        for (key, value) in attributes {
            push_attribute(made, key, value);
        }
        return;
    }
    if let Some(attribute) = key.strip_prefix(['@', '_', '-'])
        && !matches!(value, Json::Object(_) | Json::Array(_))
    {
        push_attribute(made, attribute, value);
        return;
    }
    let name = local(key);
    match value {
        Json::Array(values) => {
            for value in values {
                made.children.push(Node::Element(element(name, value)));
            }
        }
        Json::Object(_) => made.children.push(Node::Element(element(name, value))),
        // Some converters write attributes like elements.
        other if ATTRIBUTES.contains(&name) => push_attribute(made, key, other),
        other => made.children.push(Node::Element(element(name, other))),
    }
}

fn push_attribute<'j>(made: &mut Element<'j>, key: &'j str, value: &'j Json<'_>) {
    if let Some(text) = text_of(value) {
        made.attributes.push((Cow::Borrowed(local(key)), text));
    }
}

fn push_scalar<'j>(made: &mut Element<'j>, value: &'j Json<'_>) {
    if let Some(text) = text_of(value) {
        made.children.push(Node::Text(text));
    }
}

fn text_of<'j>(value: &'j Json<'_>) -> Option<Cow<'j, str>> {
    match value {
        Json::String(text) if text.is_empty() => None,
        Json::String(text) => Some(Cow::Borrowed(text)),
        Json::Number(number) => Some(Cow::Borrowed(number)),
        Json::Bool(value) => Some(Cow::Borrowed(if *value { "true" } else { "false" })),
        _ => None,
    }
}

/// Markup that was left as one string: read as such, or else as HTML in text.
fn unpack(made: &mut Element<'_>) {
    if !HOLDERS.contains(&made.name.as_ref()) {
        return;
    }
    let [Node::Text(Cow::Borrowed(text))] = made.children.as_slice() else {
        return;
    };
    if !text.trim_start().starts_with('<') {
        return;
    }
    if let Ok(root) = xml::read(text, &Limits::default(), &mut Repairs::default()) {
        made.children = vec![Node::Element(root)];
    } else if made.name == "inlineXML" {
        made.name = Cow::Borrowed("inlineData");
        made.attributes.retain(|(key, _)| key != "contenttype");
        let html = (Cow::Borrowed("contenttype"), Cow::Borrowed("text/html"));
        made.attributes.push(html);
    }
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::super::value;
    use super::*;
    use crate::story::{Body, WireStory};
    use crate::wire::xml;

    fn stories(text: &str) -> Vec<WireStory> {
        let values = value::read(text, &Limits::default(), &mut Repairs::default()).unwrap();
        documents(&values[0])
            .iter()
            .flat_map(|root| xml::documents::stories(root, &mut Repairs::default()))
            .map(Result::unwrap)
            .collect()
    }

    fn two() -> Body {
        Body::Paragraphs(vec!["Two ports share it.".into(), "It is red.".into()])
    }

    #[test]
    fn g2_is_read_in_the_forms_of_four_converters() {
        for text in [
            r##"{"newsMessage":{"@xmlns":"x","itemSet":{"newsItem":{"@guid":"urn:nna:1","@version":"2","itemMeta":{"itemClass":{"@qcode":"ninat:text"},
                "pubStatus":{"@qcode":"stat:usable"},"versionCreated":"2026-08-09T10:00:00Z"},"contentMeta":{"urgency":3,"language":{"@tag":"nb"},
                "headline":{"@xml:lang":"nb","#text":"A crane"},"subject":[{"@qcode":"medtop:1"},{"@qcode":"medtop:2"}]},
                "contentSet":{"inlineXML":{"@contenttype":"application/xhtml+xml","html":{"body":{"p":["Two ports share it.","It is red."]}}}}}}}}"##,
            r#"{"newsItem":{"_guid":"urn:nna:1","_version":2,"itemMeta":{"itemClass":{"_qcode":"ninat:text","_nna:kind":"S"},"pubStatus":{"_qcode":"stat:usable"},
                "versionCreated":{"$":"2026-08-09T10:00:00Z"}},"contentMeta":{"urgency":{"$":3},"language":[{"_tag":"nb"}],"headline":[{"_dir":"ltr","$":"A crane"}],
                "subject":[{"_qcode":"medtop:1","related":[{"_qcode":"x:high"}]},{"_qcode":"medtop:2"}]},
                "contentSet":{"inlineXML":[{"_contenttype":"application/xhtml+xml","$":"<html><body><p>Two ports share it.</p><p>It is red.</p></body></html>"}]}}}"#,
            r#"{"newsItem":{"$":{"guid":"urn:nna:1","version":"2"},"itemMeta":[{"itemClass":[{"$":{"qcode":"ninat:text"}}],"pubStatus":[{"$":{"qcode":"stat:usable"}}],
                "versionCreated":["2026-08-09T10:00:00Z"]}],"contentMeta":[{"urgency":["3"],"language":[{"$":{"tag":"nb"}}],"headline":[{"_":"A crane","$":{"xml:lang":"nb"}}],
                "subject":[{"$":{"qcode":"medtop:1"}},{"$":{"qcode":"medtop:2"}}]}],
                "contentSet":[{"inlineXML":[{"$":{"contenttype":"application/xhtml+xml"},"html":[{"body":[{"p":["Two ports share it.","It is red."]}]}]}]}]}}"#,
            r#"{"newsItem":{"guid":"urn:nna:1","version":"2","itemMeta":{"itemClass":{"qcode":"ninat:text"},"pubStatus":{"qcode":"stat:usable"},
                "versionCreated":"2026-08-09T10:00:00Z"},"contentMeta":{"urgency":"3","language":{"tag":"nb"},"headline":"A crane",
                "subject":[{"qcode":"medtop:1"},{"qcode":"medtop:2"}]},
                "contentSet":{"inlineData":{"contenttype":"text/html","content":"","_text":"<p>Two ports share it.</p><p>It is red.</p>"}}}}"#,
        ] {
            let found = stories(text);
            let [story] = found.as_slice() else {
                panic!("{text}")
            };
            assert_eq!(story.id.as_deref(), Some("urn:nna:1"), "{text}");
            assert_eq!(story.version.as_deref(), Some("2"), "{text}");
            assert_eq!(story.urgency.as_deref(), Some("3"), "{text}");
            assert_eq!(story.language.as_deref(), Some("nb"), "{text}");
            assert_eq!(story.headline.as_deref(), Some("A crane"), "{text}");
            assert_eq!(story.pub_status.as_deref(), Some("stat:usable"), "{text}");
            assert_eq!(story.subjects.len(), 2, "{text}");
            assert_eq!(
                story.version_created.as_deref(),
                Some("2026-08-09T10:00:00Z")
            );
            assert_eq!(story.body, two(), "{text}");
        }
    }

    #[test]
    fn nitf_newsml_and_feeds_are_read_as_well() {
        let nitf = r##"{"nitf":{"@version":"3.4","head":{"docdata":{"urgency":{"@ed-urg":"2"}}},"body":{"body.head":{"hedline":{"hl1":"A crane"}},
            "body.content":{"p":["Two ports share it.",{"#text":"It is red.","@lede":"false"}]}}}}"##;
        let newsml = r#"{"NewsML":{"NewsItem":{"NewsManagement":{"Urgency":{"@FormalName":"2"}},"NewsComponent":{"NewsLines":{"HeadLine":"A crane"},
            "ContentItem":{"MediaType":{"@FormalName":"Text"},"DataContent":{"p":["Two ports share it.","It is red."]}}}}}}"#;
        for text in [nitf, newsml] {
            let found = stories(text);
            assert_eq!(found[0].headline.as_deref(), Some("A crane"), "{text}");
            assert_eq!(found[0].urgency.as_deref(), Some("2"), "{text}");
            assert_eq!(found[0].body, two(), "{text}");
        }
        let feed = r#"{"rss":{"@version":"2.0","channel":{"language":"nb","item":[{"title":"A crane","description":"It is red."},{"title":"A ship","description":"It is old."}]}}}"#;
        let found = stories(feed);
        assert_eq!(found.len(), 2);
        assert_eq!(found[1].headline.as_deref(), Some("A ship"));
        assert_eq!(found[1].language.as_deref(), Some("nb"));
    }

    #[test]
    fn a_document_whose_root_was_lost_is_still_one() {
        for text in [
            r#"{"@attributes":{"guid":"1"},"itemMeta":{"itemClass":{"@attributes":{"qcode":"ninat:text"}}},"contentMeta":{"headline":"A crane"},
                "contentSet":{"inlineXML":{"html":{"body":{"p":["Two ports share it.","It is red."]}}}}}"#,
            r#"{"@attributes":{"Version":"1.2"},"NewsItem":{"NewsManagement":{},"NewsComponent":{"NewsLines":{"HeadLine":"A crane"},
                "ContentItem":{"DataContent":{"p":["Two ports share it.","It is red."]}}}}}"#,
            r#"{"head":{"title":"A"},"body":{"body.head":{"hedline":{"hl1":"A crane"}},"body.content":{"p":["Two ports share it.","It is red."]}}}"#,
        ] {
            let found = stories(text);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(found[0].headline.as_deref(), Some("A crane"), "{text}");
            assert_eq!(found[0].body, two(), "{text}");
        }
    }

    #[test]
    fn an_answer_without_content_names_the_item_beside_it() {
        let found = stories(
            r#"{"storyId":"urn:nna:7","newsItem":{"_version":1,"itemMeta":{"title":[{"$":"A crane"}]},"contentMeta":{"language":[{"_tag":"it"}]}}}"#,
        );
        assert_eq!(found[0].id.as_deref(), Some("urn:nna:7"));
        assert_eq!(found[0].headline.as_deref(), Some("A crane"));
    }

    #[test]
    fn an_object_that_only_has_the_name_is_none() {
        for text in [
            r#"{"newsItem":{"headline":"A","body":"B"}}"#,
            r#"{"feed":{"title":"A","entries":[]}}"#,
            r#"{"nitf":"<nitf/>"}"#,
        ] {
            let values = value::read(text, &Limits::default(), &mut Repairs::default()).unwrap();
            assert!(documents(&values[0]).is_empty(), "{text}");
        }
    }
}
