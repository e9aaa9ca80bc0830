//! XML that names its fields as JSON does: feeds and newsrooms' own dialects.
//!
//! Owns RSS items, Atom entries and the plain XML of house systems (`<headline>`, `<content>`, `<PublishDate>` …). An element becomes the JSON object it
//! would be, and the table of names in [`json::fields`](crate::wire::json::fields) reads it, so that a name means the same in both. Never guesses at elements
//! without a known name.

use super::attributes;
use super::containers;
use super::{Element, Node};
use crate::story::{Body, Reject, RejectReason, Stage, WireFormat, WireStory};
use crate::wire::anpa1312;
use crate::wire::json;
use crate::wire::json::fields::Found;
use crate::wire::json::value::Json;
use std::borrow::Cow;
use std::collections::HashMap;

/// Levels of lists and envelopes around the stories of a house.
const MAX_ENVELOPES: usize = 5;

/// All stories of a document in order.
pub fn read(root: &Element<'_>) -> Vec<Result<WireStory, Reject>> {
    let channel = root.child("channel");
    let items: Vec<&Element<'_>> = match root.name.as_ref() {
        "rss" => root.all("channel").flat_map(|c| c.all("item")).collect(),
        "RDF" => root.all("item").collect(),
        "feed" => root.all("entry").collect(),
        "item" | "entry" => vec![root],
        _ => return house(root),
    };
    if items.is_empty() {
        return vec![Err(reject(
            RejectReason::NoText,
            "a feed without items".to_string(),
        ))];
    }
    let said = channel
        .and_then(|c| c.child("language"))
        .and_then(Element::text);
    let language = said.or(root.attr("lang").map(str::to_string));
    let mut stories: Vec<_> = items
        .into_iter()
        .map(|item| match json::fields::read(&object(item)) {
            Found::Story(story) => Ok(named(*story, WireFormat::Feed)),
            Found::NoText(reject) => Err(reject),
            Found::Nothing => Err(unknown(item)),
        })
        .collect();
    // Where the items say no time, that of the feed is theirs.
    let issued = channel
        .and_then(|c| c.child("pubDate"))
        .and_then(Element::text);
    for story in stories.iter_mut().flatten() {
        if story.language.is_none() {
            story.language.clone_from(&language);
        }
        let is_dated = story.content_created.is_some()
            || story.version_created.is_some()
            || story.first_created.is_some();
        if !is_dated {
            story.content_created.clone_from(&issued);
        }
    }
    stories
}

/// The stories of a house's own XML, at whatever depth its envelopes and lists hold them.
fn house(root: &Element<'_>) -> Vec<Result<WireStory, Reject>> {
    let mut stories = Vec::new();
    gather(root, MAX_ENVELOPES, &mut stories);
    if stories.is_empty() {
        stories.push(Err(unknown(root)));
    }
    stories
}

fn gather(element: &Element<'_>, levels: usize, stories: &mut Vec<Result<WireStory, Reject>>) {
    let found = match json::fields::read(&object(element)) {
        Found::Story(story) if is_data(&story, element) => Found::Nothing,
        found => found,
    };
    // A headline without a body may be the title of a list around the stories.
    let is_whole = matches!(&found, Found::Story(story) if story.body != Body::Missing);
    let before = stories.len();
    if let (false, Some(levels)) = (is_whole, levels.checked_sub(1)) {
        let is_story = matches!(found, Found::Story(_));
        let envelopes = element
            .elements()
            .filter(|e| e.elements().next().is_some())
            // What was read as fields of this story is none of its own.
            .filter(|e| !is_story || !containers::is_head(e));
        for inner in envelopes {
            let start = stories.len();
            gather(inner, levels, stories);
            // What is refused inside is no story of its own as long as anything else is one.
            if stories.iter().skip(start).all(Result::is_err) {
                stories.truncate(start);
            }
        }
    }
    let found = match found {
        Found::Story(story) if stories.len() == before + 1 => with_text_of(story, stories),
        found => found,
    };
    if stories.len() == before {
        match found {
            Found::Story(story) => {
                let mut story = named(*story, WireFormat::Xml);
                // Ritzau sends each version as a record of its own, and names one time.
                if element.name == "RBNews" && story.version_created.is_none() {
                    story.version_created.clone_from(&story.content_created);
                }
                stories.push(Ok(story));
            }
            Found::NoText(reject) => stories.push(Err(reject)),
            Found::Nothing => {}
        }
    }
}

/// A story whose text stands one level down, alone and without a headline of its own; where it has one, it is the story.
fn with_text_of(mut story: Box<WireStory>, stories: &mut Vec<Result<WireStory, Reject>>) -> Found {
    match stories.pop() {
        Some(Ok(inner)) if inner.headline.is_none() && story.headline.is_some() => {
            story.body = inner.body;
            story.byline = story.byline.take().or(inner.byline);
            crate::wire::put_first(&mut story.repairs, &inner.repairs);
            Found::Story(story)
        }
        inner => {
            stories.extend(inner);
            Found::Nothing
        }
    }
}

/// Whether an element only describes something: products and races have descriptions, too. A story has a headline, a text, a source, a writer or a date
/// beside its summary.
fn is_data(story: &WireStory, element: &Element<'_>) -> bool {
    let says_more = story.headline.is_some()
        || story.supplier.is_some()
        || story.byline.is_some()
        || story.version_created.is_some()
        || story.first_created.is_some()
        || story.content_created.is_some()
        || story.may_cancel();
    if says_more || story.body == Body::Missing {
        return false;
    }
    // What is left without the summaries is the body, if there is one.
    let Json::Object(mut members) = object(element) else {
        return false;
    };
    members.retain(|(key, _)| !json::fields::is_summary(key));
    !matches!(json::fields::read(&Json::Object(members)), Found::Story(rest) if rest.body != Body::Missing)
}

fn named(mut story: WireStory, format: WireFormat) -> WireStory {
    story.format = Some(format);
    story.format_version = None;
    story
}

/// Fills in what a document of another format leaves open and the element around it says.
pub fn fill(story: &mut WireStory, around: &Element<'_>) {
    // With a text beside them even the barest fields are read.
    let mut fields = object(around);
    if let Json::Object(members) = &mut fields {
        members.retain(|(key, _)| key != "nitf");
        let text = Json::String(Cow::Borrowed("-"));
        members.push((Cow::Borrowed("body_text"), text));
    }
    let Found::Story(mut said) = json::fields::read(&fields) else {
        return;
    };
    for (slot, value) in [
        (&mut story.id, &mut said.id),
        (&mut story.version, &mut said.version),
        (&mut story.first_created, &mut said.first_created),
        (&mut story.version_created, &mut said.version_created),
        (&mut story.content_created, &mut said.content_created),
        (&mut story.embargoed_until, &mut said.embargoed_until),
        (&mut story.urgency, &mut said.urgency),
        (&mut story.language, &mut said.language),
        (&mut story.headline, &mut said.headline),
        (&mut story.slugline, &mut said.slugline),
        (&mut story.byline, &mut said.byline),
        (&mut story.dateline, &mut said.dateline),
        (&mut story.copyright, &mut said.copyright),
        (&mut story.pub_status, &mut said.pub_status),
    ] {
        if slot.is_none() {
            *slot = value.take();
        }
    }
    // Beside NITF's distributor the element around it names who wrote it.
    story.supplier = said.supplier.take().or(story.supplier.take());
    if story.subjects.is_empty() {
        story.subjects = said.subjects;
    }
    if story.keywords.is_empty() {
        story.keywords = said.keywords;
    }
}

fn unknown(element: &Element<'_>) -> Reject {
    let name: String = element.name.chars().take(40).collect();
    reject(
        RejectReason::UnknownFormat,
        format!("XML with the root {name:?} and no field that names a headline or a body"),
    )
}

fn reject(reason: RejectReason, message: String) -> Reject {
    Reject::new(Stage::Decode, reason, message)
}

/// The element's children by name; repeated ones become a list.
fn object<'e>(item: &'e Element<'_>) -> Json<'e> {
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
    if is_line
        && child
            .elements()
            .all(|e| crate::wire::xml::is_inline(&e.name))
    {
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
    use super::*;
    use crate::wire::limits::Limits;
    use crate::wire::repairs::Repairs;
    use crate::wire::xml;

    fn stories(markup: &str) -> Vec<Result<WireStory, Reject>> {
        let root = xml::read(markup, &Limits::default(), &mut Repairs::default()).unwrap();
        read(&root)
    }

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
    fn stories_are_found_at_any_depth_of_envelopes() {
        let list = "<Answer><Result><error>0</error><List><News><headline>A</headline><content>&lt;p&gt;B&lt;/p&gt;</content></News>\
            <News><headline>C</headline><content>D</content><Annuleret>true</Annuleret></News></List></Result></Answer>";
        let found = stories(list);
        assert_eq!(found.len(), 2);
        let second = found[1].as_ref().unwrap();
        assert_eq!(second.headline.as_deref(), Some("C"));
        assert_eq!(second.pub_status.as_deref(), Some("canceled"));
    }

    #[test]
    fn a_text_one_level_down_belongs_to_the_headline_above_it() {
        let found = stories(
            "<story><headline>A</headline><page><body><paragraph>B</paragraph><paragraph>C</paragraph></body></page></story>",
        );
        assert_eq!(found.len(), 1);
        let story = found[0].as_ref().unwrap();
        assert_eq!(story.headline.as_deref(), Some("A"));
        assert_eq!(story.body, Body::Paragraphs(vec!["B".into(), "C".into()]));
        let found =
            stories("<list><title>A</title><item><title>B</title><text>C</text></item></list>");
        assert_eq!(found[0].as_ref().unwrap().headline.as_deref(), Some("B"));
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
    fn an_entry_holds_the_text_of_nitf_without_its_root() {
        let found = stories(
            "<entry><title>A</title><content type='application/xml'><doc><head><doc-id id-string='x'/></head><body><body.head><hedline><hl1>no</hl1>\
             </hedline></body.head><body.content><bodyText><p>B</p><p>C</p></bodyText></body.content></body></doc></content></entry>",
        );
        let body = &found[0].as_ref().unwrap().body;
        assert_eq!(*body, Body::Paragraphs(vec!["B".into(), "C".into()]));
    }

    #[test]
    fn the_management_of_an_entry_is_read_with_it() {
        let found = stories(
            "<entry><title>A</title><content>B</content><NewsManagement><ManagementSequenceNumber>3</ManagementSequenceNumber></NewsManagement>\
             <ContentMetadata><SlugLine>BC-Crane</SlugLine><ByLine>By ANN WRITER</ByLine><ByLine Title='Writer'/><Priority Numeric='4'/></ContentMetadata></entry>",
        );
        let story = found[0].as_ref().unwrap();
        assert_eq!(story.slugline.as_deref(), Some("BC-Crane"));
        assert_eq!(story.byline.as_deref(), Some("By ANN WRITER"));
        assert_eq!(story.urgency.as_deref(), Some("4"));
        assert_eq!(story.version.as_deref(), Some("3"));
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

    #[test]
    fn a_description_alone_is_data() {
        for markup in [
            "<items><product><name>Mixer</name><price>3</price><description>A mixer.</description></product></items>",
            "<r><raceInfo><number>1</number><description>1. heat, 2620 m</description></raceInfo></r>",
        ] {
            let found = stories(markup);
            let reject = found[0].as_ref().unwrap_err();
            assert_eq!(reject.reason, RejectReason::UnknownFormat, "{markup}");
        }
        for markup in [
            "<item2><title>A</title><description>B</description></item2>",
            "<x><description>B</description><pubDate>2026-08-09T10:00:00Z</pubDate></x>",
            "<x><description>B</description><content>C</content></x>",
        ] {
            assert!(stories(markup)[0].is_ok(), "{markup}");
        }
    }

    #[test]
    fn items_without_a_time_have_that_of_the_feed() {
        let found = stories(
            "<rss><channel><pubDate>Sun, 09 Aug 2026 10:00:00 GMT</pubDate><item><title>A</title><description>B</description></item>\
             <item><title>C</title><description>D</description><pubDate>Sun, 09 Aug 2026 11:00:00 GMT</pubDate></item></channel></rss>",
        );
        let times = found
            .iter()
            .map(|story| story.as_ref().unwrap().content_created.as_deref());
        let expected = [
            Some("Sun, 09 Aug 2026 10:00:00 GMT"),
            Some("Sun, 09 Aug 2026 11:00:00 GMT"),
        ];
        assert!(times.eq(expected));
    }

    #[test]
    fn of_two_encoded_texts_the_longer_is_the_story() {
        let found = stories(
            "<rss><channel><item><title>A</title><encoded>Whole text</encoded><encoded>Text</encoded>\
            <content url='x.jpg'><title>Photo</title></content></item></channel></rss>",
        );
        assert_eq!(
            found[0].as_ref().unwrap().body,
            Body::Plain("Whole text".into())
        );
    }
}
