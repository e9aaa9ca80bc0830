//! Finding the stories inside a JSON record.
//!
//! Owns what may stand around a story: Kafka Connect's `schema` and `payload`, change-capture's `after`, an object named `story`, `item`, `data` …,
//! lists of stories, and JSON (or any other wire format) kept as a string. Each layer taken off is a repair of its own. Never reads a story's fields
//! beyond asking whether there are any.

use super::deleted;
use super::fields::{self, Found};
use super::markup;
use super::value::Json;
use crate::story::{Body, Reject, RejectReason, Stage, WireStory};
use crate::wire::repairs::{Repairs, code};
use crate::wire::sniff;
use crate::wire::xml;
use std::borrow::Cow;

/// Layers taken off at most; real envelopes have one or two, GraphQL's answers five.
const MAX_LAYERS: usize = 8;

/// Names under which a single story or a list of them is kept.
const WRAPPERS: &[&str] = &[
    "story",
    "item",
    "article",
    "newsItem",
    "newsitem",
    "payload",
    "data",
    "message",
    "Message",
    "after",
    "record",
    "value",
    "event",
    "_source",
    "doc",
    "document",
    "items",
    "stories",
    "articles",
    "posts",
    "object",
    "newsItems",
    "results",
    "docs",
    "hits",
    "entries",
    "entry",
    "news",
    "records",
    "Records",
    "kinesis",
    "response",
    "feed",
    "content",
    "body",
    "_embedded",
    "_items",
    "@graph",
    "edges",
    "node",
    "nodes",
    // Naviga's store keeps each version of an article with its properties.
    "versions",
    "properties",
];

/// What the name of a list of stories holds, in the languages of those who write such systems.
const LIST_NAMES: &[&str] = &[
    "news",
    "list",
    "artic",
    "artik",
    "stor",
    "item",
    "post",
    "noti",
    "meldung",
    "haber",
    "result",
    "depech",
    "headline",
    // Arc's answer to a search.
    "content_elements",
];

/// Names under which a story's text may stand beside the object with its fields, as where AP's NITF is fetched apart.
const BESIDE: &[&str] = &["nitf", "text", "body", "content"];

/// A story found in JSON, or a string that holds another wire format.
pub enum Inner {
    Story(Box<WireStory>),
    Refused(Reject),
    /// Text to be looked at afresh: JSON or XML as a string.
    Text(String),
    /// Base64 of something to be looked at afresh (`CloudEvents`' `data_base64`).
    Base64(String),
}

/// All stories of one JSON value, in order.
pub fn stories(value: &Json<'_>, repairs: &mut Repairs) -> Vec<Inner> {
    let mut found = Vec::new();
    walk(value, MAX_LAYERS, repairs, &mut found);
    if found.is_empty() {
        found.push(Inner::Refused(Reject::new(
            Stage::Decode,
            RejectReason::UnknownFormat,
            "JSON without a field that names a headline or a body",
        )));
    }
    found
}

fn walk(value: &Json<'_>, layers: usize, repairs: &mut Repairs, found: &mut Vec<Inner>) {
    let Some(layers) = layers.checked_sub(1) else {
        return;
    };
    match value {
        Json::Array(values) => {
            for value in values {
                walk(value, layers, repairs, found);
            }
        }
        Json::String(text) if sniff::holds_a_format(text) => {
            repairs.note(code::NESTED, 1);
            found.push(Inner::Text(text.trim().to_string()));
        }
        // Queues carry what they are given as base64.
        Json::String(text) if sniff::is_base64(text) => {
            repairs.note(code::BASE64, 1);
            found.push(Inner::Base64(text.trim().to_string()));
        }
        Json::Object(members) => {
            if let Some(before) = deleted::row(value) {
                let start = found.len();
                walk(before, layers, repairs, found);
                repairs.note(code::WRAPPER, usize::from(found.len() > start));
                for one in found.iter_mut().skip(start) {
                    if let Inner::Story(story) = one {
                        story.pub_status = Some("deleted".to_string());
                    }
                }
                return;
            }
            if let (Some(_), Some(payload)) = (value.get("schema"), value.get("payload")) {
                repairs.note(code::CONNECT, 1);
                return walk(payload, layers, repairs, found);
            }
            if let Some(Json::String(base64)) = value.get("data_base64") {
                repairs.note(code::BASE64, 1);
                found.push(Inner::Base64(base64.to_string()));
                return;
            }
            let documents = markup::documents(value);
            if !documents.is_empty() {
                repairs.note(code::WRAPPER, 1);
                for root in &documents {
                    for story in xml::documents::stories(root, repairs) {
                        found.push(match story {
                            Ok(story) => Inner::Story(Box::new(story)),
                            Err(reject) => Inner::Refused(reject),
                        });
                    }
                }
                return;
            }
            let story = fields::read(value);
            // A headline without a body may be the title of a feed around the stories.
            let is_whole = matches!(&story, Found::Story(story) if story.body != Body::Missing);
            if let Some(document) = document_of(&story, members) {
                repairs.note(code::NESTED, 1);
                found.push(Inner::Text(document.to_string()));
                return;
            }
            if is_whole {
                return take(story, found);
            }
            let before = found.len();
            for name in WRAPPERS {
                let inner = members.iter().find(|(key, _)| key == name);
                if let Some((_, inner @ (Json::Object(_) | Json::Array(_) | Json::String(_)))) =
                    inner
                {
                    let mut taken_off = Repairs::default();
                    walk(inner, layers, &mut taken_off, found);
                    if is_part(name, &story, &found[before..]) {
                        found.truncate(before);
                    }
                    if found.len() > before {
                        repairs.note(code::WRAPPER, 1);
                        repairs.absorb(taken_off.as_slice());
                        if let [Inner::Story(story)] = &mut found[before..] {
                            add_text(story, name, members);
                            for head in fields::HEADS.iter().filter_map(|name| value.get(name)) {
                                fields::fill(story, head);
                            }
                        }
                        say_language(value, &mut found[before..]);
                        return;
                    }
                }
            }
            // A list beside counts, cursors and states.
            if matches!(story, Found::Nothing) && members.len() > 1 {
                let mut taken_off = Repairs::default();
                for (name, inner) in members {
                    let name = name.to_ascii_lowercase();
                    let is_list = LIST_NAMES.iter().any(|part| name.contains(part));
                    let of_objects = matches!(inner, Json::Array(all) if matches!(all.first(), Some(Json::Object(_))));
                    if is_list && of_objects && !WRAPPERS.contains(&name.as_str()) {
                        walk(inner, layers, &mut taken_off, found);
                    }
                }
                if found.len() > before {
                    repairs.note(code::WRAPPER, 1);
                    repairs.absorb(taken_off.as_slice());
                    return;
                }
            }
            // An answer is kept under the name of what was asked for. What was looked at above isn't again: that would double with each layer.
            if let (Found::Nothing, [(name, inner @ (Json::Object(_) | Json::Array(_)))]) =
                (&story, members.as_slice())
                && !WRAPPERS.contains(&name.as_ref())
            {
                let mut taken_off = Repairs::default();
                walk(inner, layers, &mut taken_off, found);
                if found.len() > before {
                    repairs.note(code::WRAPPER, 1);
                    repairs.absorb(taken_off.as_slice());
                    return;
                }
            }
            if let Found::Story(whole) = &story
                && whole.is_package()
                && parts(value, layers, repairs, found)
            {
                return;
            }
            take(story, found);
        }
        _ => {}
    }
}

/// Whether what stands in the text of a story with a headline is only a part of it, such as a picture with its caption.
fn is_part(name: &str, around: &Found, inner: &[Inner]) -> bool {
    let has_headline = |story: &WireStory| story.headline.is_some();
    matches!(name, "content" | "body")
        && matches!(around, Found::Story(story) if has_headline(story))
        && inner.iter().all(|one| match one {
            Inner::Story(story) => !has_headline(story),
            Inner::Refused(_) => true,
            Inner::Text(_) | Inner::Base64(_) => false,
        })
}

/// What a list says of the language of all its stories.
fn say_language(list: &Json<'_>, stories: &mut [Inner]) {
    let said = ["language", "lang"]
        .iter()
        .find_map(|name| list.get(name).and_then(Json::scalar));
    let Some(language) = said else {
        return;
    };
    for one in stories {
        if let Inner::Story(story) = one
            && story.language.is_none()
        {
            story.language = Some(language.to_string());
        }
    }
}

/// The document that an object keeps as text without saying anything of the story itself, as queues do.
fn document_of<'v>(story: &Found, members: &'v [(Cow<'_, str>, Json<'_>)]) -> Option<&'v str> {
    if matches!(story, Found::Story(story) if story.headline.is_some()) {
        return None;
    }
    members.iter().find_map(|(name, value)| match value {
        Json::String(text) if sniff::begins_document(text) => Some(text.trim()),
        // A queue inside a queue.
        Json::String(text)
            if matches!(name.as_ref(), "body" | "Body" | "text" | "content")
                && text.starts_with('{')
                && sniff::holds_a_format(text) =>
        {
            Some(text.trim())
        }
        _ => None,
    })
}

/// The texts inside a package of ninjs (`associations`), without its pictures; whether there are any.
fn parts(value: &Json<'_>, layers: usize, repairs: &mut Repairs, found: &mut Vec<Inner>) -> bool {
    let mut inner = Vec::new();
    let mut taken_off = Repairs::default();
    match value.get("associations") {
        Some(Json::Object(members)) => members
            .iter()
            .for_each(|(_, part)| walk(part, layers, &mut taken_off, &mut inner)),
        Some(list @ Json::Array(_)) => walk(list, layers, &mut taken_off, &mut inner),
        _ => return false,
    }
    inner.retain(|one| {
        matches!(one, Inner::Story(story) if story.body != Body::Missing && !story.is_of_another_medium())
    });
    let any = !inner.is_empty();
    repairs.note(code::WRAPPER, usize::from(any));
    found.append(&mut inner);
    any
}

/// The text of the only story, where another member of the same object has it.
fn add_text(story: &mut WireStory, taken: &str, members: &[(Cow<'_, str>, Json<'_>)]) {
    if story.body != Body::Missing {
        return;
    }
    let beside = members
        .iter()
        .filter(|(key, _)| key != taken && BESIDE.contains(&key.as_ref()));
    for (_, value) in beside {
        if let Found::Story(text) = fields::read(value)
            && text.body != Body::Missing
        {
            story.body = text.body;
            return;
        }
    }
}

fn take(story: Found, found: &mut Vec<Inner>) {
    match story {
        Found::Story(story) => found.push(Inner::Story(story)),
        Found::NoText(reject) => found.push(Inner::Refused(reject)),
        Found::Nothing => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::value;
    use super::*;
    use crate::wire::limits::Limits;

    fn headlines(text: &str) -> Vec<String> {
        let mut repairs = Repairs::default();
        let values = value::read(text, &Limits::default(), &mut repairs).unwrap();
        let found = stories(&values[0], &mut repairs);
        let headlines = found.into_iter().filter_map(|one| match one {
            Inner::Story(story) => story.headline,
            _ => None,
        });
        headlines.collect()
    }

    #[test]
    fn what_metadata_beside_a_story_says_is_said_of_it() {
        let head = r#""metadata":{"language":"en","version":4,"provider":"NNA","priority":2,"publishedAt":"2026-08-09T14:20:00Z","title":"M"}"#;
        for text in [
            format!(
                r#"{{{head},"content":{{"headline":"A crane","language":"nb","body":{{"format":"text/html","data":"<p>It is red.</p>"}}}}}}"#
            ),
            format!(r#"{{"headline":"A crane","language":"nb","body":"It is red.",{head}}}"#),
        ] {
            let mut repairs = Repairs::default();
            let values = value::read(&text, &Limits::default(), &mut repairs).unwrap();
            let found = stories(&values[0], &mut repairs);
            let [Inner::Story(story)] = found.as_slice() else {
                panic!("one story: {text}");
            };
            assert_eq!(story.headline.as_deref(), Some("A crane"), "{text}");
            assert_eq!(story.language.as_deref(), Some("nb"), "{text}");
            assert_eq!(story.version.as_deref(), Some("4"), "{text}");
            assert_eq!(story.supplier.as_deref(), Some("NNA"), "{text}");
            assert_eq!(story.urgency.as_deref(), Some("2"), "{text}");
            let time = story.content_created.as_deref();
            assert_eq!(time, Some("2026-08-09T14:20:00Z"), "{text}");
        }
    }

    #[test]
    fn posts_and_objects_of_activities_are_stories() {
        for text in [
            r#"{"posts":[{"title":"A crane","html":"<p>It is red.</p><p>It is tall.</p>"}],"meta":{"page":1}}"#,
            r#"{"type":"Create","actor":"a","object":{"type":"Article","name":"A crane","content":"<p>It is red.</p>","attributedTo":"b"}}"#,
        ] {
            assert_eq!(headlines(text), ["A crane"], "{text}");
        }
    }

    #[test]
    fn lists_beside_counts_are_stories() {
        for text in [
            r#"{"newsList":[{"title":"A crane","lead":"It is red."}],"lastTime":7}"#,
            r#"{"type":"results","content_elements":[{"headlines":{"basic":"A crane"},"content_elements":[{"type":"text","content":"It is red."}]}],"count":1}"#,
            r#"{"hits":{"totalHits":1,"hits":[{"id":"1","versions":[{"id":1,"properties":{"Headline":["A crane"],"Body":["It is red."]}}]}]}}"#,
        ] {
            assert_eq!(headlines(text), ["A crane"], "{text}");
        }
        let data = r#"{"products":[{"title":"A crane","description":"It is red."}],"count":1}"#;
        assert!(headlines(data).is_empty());
    }

    #[test]
    fn a_picture_in_the_text_is_not_the_story() {
        let text = r#"{"title":"A crane","content":[{"type":"image","attributes":{"caption":"The crane on Sunday","url":"a.jpg"}}]}"#;
        assert_eq!(headlines(text), ["A crane"]);
    }

    #[test]
    fn the_language_of_a_list_is_that_of_its_stories() {
        let text = r#"{"language":"sl","items":[{"title":"A crane","text":"It is red."},{"title":"B","text":"C","lang":"hr"}]}"#;
        let mut repairs = Repairs::default();
        let values = value::read(text, &Limits::default(), &mut repairs).unwrap();
        let found = stories(&values[0], &mut repairs);
        let said = found.into_iter().filter_map(|one| match one {
            Inner::Story(story) => story.language,
            _ => None,
        });
        assert_eq!(said.collect::<Vec<_>>(), ["sl", "hr"]);
    }

    #[test]
    fn what_queues_carry_is_looked_at_afresh() {
        let inner = |text: &str| {
            let mut repairs = Repairs::default();
            let values = value::read(text, &Limits::default(), &mut repairs).unwrap();
            match stories(&values[0], &mut repairs).remove(0) {
                Inner::Text(text) => format!("text {text}"),
                Inner::Base64(text) => format!("base64 {text}"),
                _ => String::new(),
            }
        };
        let base64 = "eyJoZWFkbGluZSI6ICJBIGhlYWRsaW5lIn0=";
        for text in [
            format!(r#"{{"message":{{"data":"{base64}","messageId":"1"}},"subscription":"a"}}"#),
            format!(r#"{{"Records":[{{"eventID":"1","kinesis":{{"data":"{base64}"}}}}]}}"#),
        ] {
            assert_eq!(inner(&text), format!("base64 {base64}"), "{text}");
        }
        let queued = r#"{"Records":[{"messageId":"1","body":"{\"headline\":\"H\"}"}]}"#;
        assert_eq!(inner(queued), r#"text {"headline":"H"}"#);
    }

    #[test]
    fn a_document_kept_as_text_speaks_for_itself_where_nothing_beside_it_does() {
        let nitf = r"<nitf><body><body.head><hedline><hl1>A crane</hl1></hedline></body.head><body.content><p>It is red.</p></body.content></body></nitf>";
        let inner = |text: &str| {
            let mut repairs = Repairs::default();
            let values = value::read(text, &Limits::default(), &mut repairs).unwrap();
            match stories(&values[0], &mut repairs).remove(0) {
                Inner::Text(text) => Some(text),
                _ => None,
            }
        };
        let of_queue =
            format!(r#"{{"id":7,"received":"2026-08-09T10:00:00Z","content":"{nitf}"}}"#);
        assert_eq!(inner(&of_queue).as_deref(), Some(nitf));
        let of_other_name = format!(r#"{{"key":"7","xml":"{nitf}"}}"#);
        assert_eq!(inner(&of_other_name).as_deref(), Some(nitf));
        let of_story = format!(r#"{{"id":7,"headline":"A red crane","content":"{nitf}"}}"#);
        assert_eq!(inner(&of_story), None);
        assert_eq!(inner(r#"{"id":7,"content":"<p>It is red.</p>"}"#), None);
    }
}
