//! XML that names its fields as JSON does: feeds and newsrooms' own dialects.
//!
//! Owns RSS items, Atom entries and the plain XML of house systems (`<headline>`, `<content>`, `<PublishDate>` …). An element becomes the JSON object it
//! would be, and the table of names in [`json_fields`](super::json_fields) reads it, so that a name means the same in both. Never guesses at elements
//! without a known name.

use super::json_fields::{self, Found};
use super::json_value::Json;
use super::xml::{Element, Node};
use crate::story::{Reject, RejectReason, Stage, WireFormat, WireStory};
use std::borrow::Cow;
use std::collections::HashMap;

/// All stories of a document in order.
pub fn read(root: &Element<'_>) -> Vec<Result<WireStory, Reject>> {
    let is_feed = matches!(
        root.name.as_ref(),
        "rss" | "feed" | "RDF" | "item" | "entry"
    );
    let items: Vec<&Element<'_>> = match root.name.as_ref() {
        "rss" => root.all("channel").flat_map(|c| c.all("item")).collect(),
        "RDF" => root.all("item").collect(),
        "feed" => root.all("entry").collect(),
        _ => vec![root],
    };
    if items.is_empty() {
        return vec![Err(Reject::new(
            Stage::Decode,
            RejectReason::NoText,
            "a feed without items",
        ))];
    }
    let channel = root.child("channel");
    let said = channel
        .and_then(|c| c.child("language"))
        .and_then(Element::text);
    let language = said.or(root.attr("lang").map(str::to_string));
    let mut stories: Vec<_> = items.into_iter().map(|item| story(item, is_feed)).collect();
    for story in stories.iter_mut().flatten() {
        if story.language.is_none() {
            story.language.clone_from(&language);
        }
    }
    stories
}

fn story(item: &Element<'_>, is_feed: bool) -> Result<WireStory, Reject> {
    let object = object(item);
    let found = match json_fields::read(&object) {
        Found::Nothing => inner_story(item),
        found => found,
    };
    match found {
        Found::Story(mut story) => {
            story.format = Some(if is_feed {
                WireFormat::Feed
            } else {
                WireFormat::Xml
            });
            story.format_version = None;
            Ok(*story)
        }
        Found::NoText(reject) => Err(reject),
        Found::Nothing => {
            let name: String = item.name.chars().take(40).collect();
            Err(Reject::new(
                Stage::Decode,
                RejectReason::UnknownFormat,
                format!("XML with the root {name:?} and no field that names a headline or a body"),
            ))
        }
    }
}

/// A wrapper around the only story.
fn inner_story(item: &Element<'_>) -> Found {
    let mut found = Found::Nothing;
    for child in item.elements().filter(|c| c.elements().next().is_some()) {
        match json_fields::read(&object(child)) {
            Found::Nothing => {}
            story => {
                found = story;
                break;
            }
        }
    }
    found
}

/// The element's children by name; repeated ones become a list.
fn object<'e>(item: &'e Element<'_>) -> Json<'e> {
    let mut members: Vec<(Cow<'e, str>, Json<'e>)> = Vec::new();
    for attribute in ["guid", "id", "version", "lang", "about"] {
        if let Some(value) = item.attr(attribute) {
            let key = if attribute == "about" {
                "guid"
            } else {
                attribute
            };
            members.push((Cow::Borrowed(key), Json::String(Cow::Borrowed(value))));
        }
    }
    // A map, because a document may have as many names as elements.
    let mut index: HashMap<Cow<'e, str>, usize> = members
        .iter()
        .enumerate()
        .map(|(at, (key, _))| (key.clone(), at))
        .collect();
    for child in item.elements() {
        let key = name(child);
        let value = value(child);
        let known = index.get(&key).and_then(|at| members.get_mut(*at));
        match known {
            Some((_, Json::Array(all))) => all.push(value),
            Some((_, one)) => {
                let first = std::mem::replace(one, Json::Null);
                *one = Json::Array(vec![first, value]);
            }
            None => {
                index.insert(key.clone(), members.len());
                members.push((key, value));
            }
        }
    }
    Json::Object(members)
}

/// `content:encoded` is the body; its local name alone would not say so.
fn name<'e>(child: &'e Element<'_>) -> Cow<'e, str> {
    match child.name.as_ref() {
        "encoded" => Cow::Borrowed("body_html"),
        other => Cow::Borrowed(other),
    }
}

fn value<'e>(child: &'e Element<'_>) -> Json<'e> {
    if child.elements().next().is_none() {
        let text = child.raw_text();
        if let (true, Some(term)) = (
            text.trim().is_empty(),
            child.attr("term").or(child.attr("label")),
        ) {
            return Json::String(Cow::Borrowed(term));
        }
        return Json::String(Cow::Owned(text));
    }
    let is_person = child.child("name").is_some();
    if is_person {
        return object(child);
    }
    // Markup inside: XHTML content of Atom, or paragraphs of a house format.
    let has_markup = child
        .elements()
        .any(|e| matches!(e.name.as_ref(), "p" | "div" | "br" | "P"));
    if has_markup {
        let mut markup = String::new();
        write_markup(child, &mut markup);
        return Json::String(Cow::Owned(markup));
    }
    Json::Array(child.elements().map(value).collect())
}

fn write_markup(element: &Element<'_>, out: &mut String) {
    for child in &element.children {
        match child {
            Node::Text(text) => out.push_str(&text.replace('&', "&amp;").replace('<', "&lt;")),
            Node::Element(inner) => {
                out.push('<');
                out.push_str(&inner.name);
                out.push('>');
                write_markup(inner, out);
                if inner.name != "br" {
                    out.push_str("</");
                    out.push_str(&inner.name);
                    out.push('>');
                }
            }
        }
    }
}
