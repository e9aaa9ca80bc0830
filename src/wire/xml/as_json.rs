//! An element as the JSON object it would be.
//!
//! Owns the names and values of that object, for elements named as the members of a newsroom's JSON are, so that one table of names
//! ([`json::fields`](crate::wire::json::fields)) reads both. Repeated elements are a list, markup inside one is its text. Never decides what is a story.

use super::attributes;
use super::containers;
use super::{Element, Node};
use crate::wire::anpa1312;
use crate::wire::json::value::Json;
use std::borrow::Cow;
use std::collections::HashMap;

/// The element's children by name; repeated ones become a list.
pub fn object<'e>(item: &'e Element<'_>) -> Json<'e> {
    let mut members: Vec<(Cow<'e, str>, Json<'e>)> = Vec::new();
    members.extend(attributes::beside(item));
    for attribute in [
        "guid", "id", "ID", "ItemId", "version", "Revision", "lang", "about",
    ] {
        if let Some(value) = item.attr(attribute) {
            let key = match attribute {
                "about" => "guid",
                "ID" | "ItemId" => "id",
                "Revision" => "version",
                // Reuters' corpus has an `id` that is the same in all.
                "id" if item.attr("itemid").is_some() => continue,
                other => other,
            };
            members.push((Cow::Borrowed(key), Json::String(Cow::Borrowed(value))));
        }
    }
    let mut fields = Vec::new();
    containers::fields(item, &mut fields, &mut members);
    // A map, because a document may have as many names as elements.
    let mut index: HashMap<Cow<'e, str>, usize> = members
        .iter()
        .enumerate()
        .map(|(at, (key, _))| (key.clone(), at))
        .collect();
    let within = fields.iter().find_map(|text| byline_within(text));
    for child in fields.into_iter().filter(|child| !is_empty(child)) {
        let key = name(child);
        let value = value(child);
        let known = index.get(&key).and_then(|at| members.get_mut(*at));
        match known {
            // `content:encoded` and `excerpt:encoded`: the longer one is the story.
            Some((key, Json::String(held))) if key == "body_html" => {
                if let Json::String(other) = value
                    && other.len() > held.len()
                {
                    *held = other;
                }
            }
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
    if let Some(byline) = within.filter(|_| !index.contains_key("byline")) {
        members.push((Cow::Borrowed("byline"), value(byline)));
    }
    Json::Object(members)
}

/// The name in a byline that stands inside a text, before its paragraphs.
fn byline_within<'e, 'a>(text: &'e Element<'a>) -> Option<&'e Element<'a>> {
    let byline = text.child("byline").filter(|_| text.child("p").is_some())?;
    let mut names = ["author-name", "author", "name"].into_iter();
    names.find_map(|name| byline.child(name)).or(Some(byline))
}

/// What an element without text says in an attribute.
fn said_by_attribute<'e>(element: &'e Element<'_>) -> Option<&'e str> {
    ["term", "label", "Numeric"]
        .iter()
        .find_map(|name| element.attr(name))
}

/// Templates write every element, filled or not; and `media:content` of feeds points at a picture.
fn is_empty(child: &Element<'_>) -> bool {
    let is_media = child.name == "content" && child.attr("url").is_some();
    let is_blank = child.elements().next().is_none()
        && child.raw_text().trim().is_empty()
        && said_by_attribute(child).is_none();
    // A record inside is a story of its own.
    is_media || is_blank || attributes::is_record(child)
}

/// `content:encoded` is the body; its local name alone would not say so.
fn name<'e>(child: &'e Element<'_>) -> Cow<'e, str> {
    match child.name.as_ref() {
        "encoded" => Cow::Borrowed("body_html"),
        "field" => Cow::Borrowed(child.attr("name").unwrap_or("field")),
        // The collections of TIPSTER and TREC.
        "HEAD" | "HL" if child.elements().next().is_none() => Cow::Borrowed("headline"),
        "DOCNO" => Cow::Borrowed("id"),
        "FILEID" => Cow::Borrowed("contentCreated"),
        "DATE_TIME" | "DATETIME" => Cow::Borrowed("date"),
        other => Cow::Borrowed(other),
    }
}

fn value<'e>(child: &'e Element<'_>) -> Json<'e> {
    if child.elements().next().is_none() {
        let text = child.raw_text();
        // `AP-NR-08-09-88 1637EST`
        if child.name == "FILEID" {
            let stamp = text.trim().split_once(' ');
            let sent = stamp.and_then(|(stamp, time)| anpa1312::stamped(stamp, time));
            return sent.map_or(Json::Null, |(_, sent)| Json::String(Cow::Owned(sent)));
        }
        if let (true, Some(term)) = (text.trim().is_empty(), said_by_attribute(child)) {
            return Json::String(Cow::Borrowed(term));
        }
        return Json::String(Cow::Owned(text));
    }
    let is_person = child.child("name").is_some();
    if is_person {
        return object(child);
    }
    // NITF in parts, without its root: the text of it.
    let held = (child.name == "content").then(|| child.find("body.content"));
    if let Some(content) = held.flatten() {
        let mut markup = String::new();
        write_markup(content.children.iter(), &mut markup);
        return Json::String(Cow::Owned(markup));
    }
    // Markup inside: XHTML content of Atom, or paragraphs of a house format.
    let has_markup = child
        .elements()
        .any(|e| matches!(e.name.as_ref(), "p" | "div" | "br" | "P"));
    if has_markup {
        let mut markup = String::new();
        // The byline over the paragraphs is a field of the story: [`object`] hears it.
        let is_heard = child.child("p").is_some();
        let is_byline = |node: &Node<'_>| matches!(node, Node::Element(e) if e.name == "byline");
        let text = child.children.iter();
        write_markup(
            text.filter(|node| !is_heard || !is_byline(node)),
            &mut markup,
        );
        return Json::String(Cow::Owned(markup));
    }
    // Words in other type within a line.
    let is_line = child
        .children
        .iter()
        .any(|node| matches!(node, Node::Text(text) if !text.trim().is_empty()));
    if is_line && child.elements().all(|e| super::is_inline(&e.name)) {
        return Json::String(Cow::Owned(child.raw_text()));
    }
    Json::Array(child.elements().map(value).collect())
}

fn write_markup<'e, 'a: 'e>(nodes: impl Iterator<Item = &'e Node<'a>>, out: &mut String) {
    for node in nodes {
        match node {
            Node::Text(text) => out.push_str(&text.replace('&', "&amp;").replace('<', "&lt;")),
            Node::Element(inner) => {
                out.push('<');
                out.push_str(&inner.name);
                out.push('>');
                write_markup(inner.children.iter(), out);
                if inner.name != "br" {
                    out.push_str("</");
                    out.push_str(&inner.name);
                    out.push('>');
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::house::tests::stories;
    use crate::story::Body;

    #[test]
    fn a_byline_inside_a_text_is_no_paragraph_of_it() {
        let text = "<doc><story><headline><p>A crane</p></headline><text><byline><author-name>Ann Writer</author-name><author-title>Staff</author-title></byline>\
            <p>It is red.</p><p>It is tall.</p></text></story></doc>";
        let found = stories(text).remove(0).unwrap();
        assert_eq!(found.byline.as_deref(), Some("Ann Writer"));
        let paragraphs = ["It is red.", "It is tall."].map(String::from).to_vec();
        assert_eq!(found.body, Body::Paragraphs(paragraphs));
        // What is not heard as a field stays.
        let text = "<doc><story><headline><p>A crane</p></headline><text><div><byline>Ann Writer</byline></div><p>It is red.</p></text></story></doc>";
        let found = stories(text).remove(0).unwrap();
        let paragraphs = ["Ann Writer", "It is red."].map(String::from).to_vec();
        assert_eq!(found.body, Body::Paragraphs(paragraphs));
    }

    #[test]
    fn archives_that_mark_the_words_searched_for_are_read_whole() {
        let text = "<set><article><accessionNo>A1</accessionNo><baseLanguage>EN</baseLanguage><headline><paragraph><hlt>Crane</hlt> is red</paragraph></headline>\
            <leadParagraph><paragraph>ARVIK, Aug 9 (NNA) - The <hlt>crane</hlt> is red.</paragraph></leadParagraph>\
            <publicationDate><dateTime>2026-08-09T10:00:00Z</dateTime></publicationDate><sourceName>NNA</sourceName>\
            <tailParagraphs><paragraph>It is tall.</paragraph><paragraph>It is new.</paragraph></tailParagraphs></article></set>";
        let story = stories(text).remove(0).unwrap();
        assert_eq!(story.headline.as_deref(), Some("Crane is red"));
        assert_eq!(
            story.body,
            Body::Paragraphs(vec![
                "ARVIK, Aug 9 (NNA) - The crane is red.".into(),
                "It is tall.".into(),
                "It is new.".into()
            ])
        );
        assert_eq!(story.language.as_deref(), Some("EN"));
        assert_eq!(
            story.content_created.as_deref(),
            Some("2026-08-09T10:00:00Z")
        );
    }

    #[test]
    fn elements_that_were_not_filled_in_say_nothing() {
        let found = stories(
            "<release lang='no'><title>A</title><body>B</body><embargo/><keywords></keywords></release>",
        );
        let story = found[0].as_ref().unwrap();
        assert!(story.embargoed_until.is_none() && story.keywords.is_empty());
        assert_eq!(story.language.as_deref(), Some("no"));
    }

    #[test]
    fn fields_inside_the_text_are_fields_of_the_story() {
        let found = stories(
            "<WIRE><DATE>9-AUG-2026 15:01:01.79</DATE><TEXT>&#2;<TITLE>Two ports share a crane</TITLE><DATELINE>    OSLO, Aug 9 - </DATELINE>\
             <BODY>The ports agreed to share a crane.\n    It stands between them.</BODY></TEXT></WIRE>",
        );
        let story = found[0].as_ref().unwrap();
        assert_eq!(story.headline.as_deref(), Some("Two ports share a crane"));
        assert_eq!(story.dateline.as_deref(), Some("OSLO, Aug 9 -"));
        assert!(
            matches!(&story.body, Body::Plain(text) if text.starts_with("The ports") && !text.contains("OSLO"))
        );
    }

    #[test]
    fn collections_of_trec_name_headline_and_time() {
        let found = stories(
            "<DOC><DOCNO> NN260809-0004 </DOCNO><FILEID>NN-NR-08-09-26 1637EST</FILEID><HEAD>Two ports share a crane</HEAD>\
             <DATELINE>OSLO (NN) </DATELINE><TEXT>   The ports agreed to share a crane.</TEXT></DOC>",
        );
        let story = found[0].as_ref().unwrap();
        assert_eq!(story.headline.as_deref(), Some("Two ports share a crane"));
        assert_eq!(story.content_created.as_deref(), Some("20260809T1637EST"));
    }

    #[test]
    fn the_date_of_an_item_may_be_an_attribute() {
        let found = stories(
            "<newsitem itemid='2330' id='root' date='2026-08-09'><title>A</title><text><p>B</p></text></newsitem>",
        );
        let story = found[0].as_ref().unwrap();
        assert_eq!(story.content_created.as_deref(), Some("2026-08-09"));
        assert_eq!(story.id.as_deref(), Some("2330"));
    }
}
