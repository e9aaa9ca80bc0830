//! NewsML-G2: `newsItem`, alone or in a `newsMessage`, and `packageItem`.
//!
//! Owns where G2 keeps what (IPTC, NewsML-G2 2.x specification and guidelines): item metadata, content metadata, rights, content set. `sameAs` and
//! `broader` are not read as subjects: they say what a subject is like, not what the story is about. Never fetches remote content; an item that has
//! only such content keeps its headline.

mod party;

use super::base64_text;
use super::limits::Limits;
use super::repairs::{Repairs, code};
use super::xml::{self, Element};
use super::{nitf, sniff, text_field};
use crate::story::{Body, CodeRef, Reject, RejectReason, Stage, WireFormat, WireStory};
use party::{code_of, name, party, writers};

/// All items of a document in order.
pub fn read(root: &Element<'_>) -> Vec<Result<WireStory, Reject>> {
    if root.name != "newsMessage" {
        return vec![item(root, None)];
    }
    let header = root.child("header").or_else(|| root.child("Header"));
    let mut items: Vec<_> = root
        .all("itemSet")
        .flat_map(Element::elements)
        .map(|one| item(one, header))
        .collect();
    for story in items.iter_mut().flatten() {
        if story.language.is_none() {
            story.language = root.attr("lang").map(str::to_string);
        }
    }
    if items.is_empty() {
        return vec![Err(reject(
            RejectReason::NoText,
            "a newsMessage without items".to_string(),
        ))];
    }
    items
}

fn item(item: &Element<'_>, header: Option<&Element<'_>>) -> Result<WireStory, Reject> {
    if !matches!(item.name.as_ref(), "newsItem" | "packageItem") {
        let name: String = item.name.chars().take(40).collect();
        return Err(reject(
            RejectReason::UnsupportedKind,
            format!("a {name} is no story"),
        ));
    }
    let mut repairs = Repairs::default();
    let mut story = WireStory {
        format: Some(WireFormat::NewsMlG2),
        format_version: item.attr("standardversion").map(str::to_string),
        id: item.attr("guid").map(str::to_string),
        version: item.attr("version").map(str::to_string),
        ..WireStory::default()
    };
    if item.name == "packageItem" {
        story.item_type = Some("composite".to_string());
    }
    if let Some(header) = header {
        story.transmission_id = header.child("transmitId").and_then(Element::text);
        story.urgency = header.child("priority").and_then(Element::text);
    }
    for part in item.elements() {
        match part.name.as_ref() {
            "itemMeta" => item_meta(part, &mut story, &mut repairs),
            "contentMeta" => {
                content_meta(part, item.attr("lang"), &mut story, &mut repairs);
            }
            "rightsInfo" => rights(part, &mut story),
            _ => {}
        }
    }
    let said = story
        .language
        .clone()
        .or(item.attr("lang").map(str::to_string));
    for set in item.all("contentSet") {
        content(set, said.as_deref(), &mut story, &mut repairs);
    }
    if story.language.is_none() {
        story.language = item.attr("lang").map(str::to_string);
    }
    if story.body == Body::Missing && story.item_type.is_none() {
        story.item_type = medium(item).map(str::to_string);
    }
    if story.body == Body::Missing && !story.is_of_another_medium() {
        story.body = description(item, &mut repairs);
    }
    story.repairs = repairs.into_vec();
    if !story.has_text() && !story.is_of_another_medium() && !story.may_cancel() {
        return Err(reject(
            RejectReason::NoText,
            "a newsItem without headline or text".to_string(),
        ));
    }
    Ok(story)
}

/// The text of an item whose content is elsewhere: the longest description.
fn description(item: &Element<'_>, repairs: &mut Repairs) -> Body {
    let descriptions = item
        .all("contentMeta")
        .flat_map(|meta| meta.all("description"))
        .map(Element::raw_text);
    match descriptions.max_by_key(String::len) {
        Some(text) => text_field::body(&text, text_field::Declared::Unsaid, repairs),
        None => Body::Missing,
    }
}

fn item_meta(meta: &Element<'_>, story: &mut WireStory, repairs: &mut Repairs) {
    for field in meta.elements() {
        match field.name.as_ref() {
            "itemClass" => story.item_type = story.item_type.take().or(code_of(field)),
            "provider" => story.supplier = party(field).or(story.supplier.take()),
            "versionCreated" => {
                story.version_created = field.text().or(story.version_created.take());
            }
            "firstCreated" => story.first_created = field.text(),
            // An empty element says: embargoed until further notice. In a template whose other elements are empty too it says nothing.
            "embargoed" if field.text().is_some() || !is_template(meta) => {
                story.embargoed_until = Some(field.text().unwrap_or_default());
            }
            "pubStatus" => story.pub_status = code_of(field),
            "signal" => story.signals.extend(code_of(field)),
            // dpa gives its notepad whole and then again line by line.
            "edNote" => {
                if let Some(note) = xml::body::lines(field) {
                    story.add_note_once(&note);
                }
            }
            // Some keep words for machines here, by role.
            "title" if story.headline.is_none() && field.attr("role").is_none() => {
                story.headline = text_field::line(&field.raw_text(), repairs);
            }
            _ => {}
        }
    }
}

/// Whether elements were written that nobody filled in.
fn is_template(meta: &Element<'_>) -> bool {
    meta.elements()
        .filter(|e| e.name != "embargoed")
        .any(|e| e.attributes.is_empty() && e.children.is_empty())
}

fn content_meta(
    meta: &Element<'_>,
    of_item: Option<&str>,
    story: &mut WireStory,
    repairs: &mut Repairs,
) {
    let mut headlines = Vec::new();
    for field in meta.elements() {
        match field.name.as_ref() {
            "contentCreated" => story.content_created = field.text(),
            // For where the item's own is missing or empty.
            "contentModified" if story.version_created.is_none() => {
                story.version_created = field.text();
            }
            "urgency" => story.urgency = field.text().or(story.urgency.take()),
            "headline" => {
                let line = text_field::line(&field.raw_text(), repairs);
                let language = field.attr("lang").map(str::to_string);
                headlines.extend(line.map(|line| (kind_of(field), language, line)));
            }
            // Several are the words of one.
            "slugline" => {
                let separator = field.attr("separator").unwrap_or("-");
                story.slugline = match (story.slugline.take(), field.text()) {
                    (Some(held), Some(word)) => Some(format!("{held}{separator}{word}")),
                    (held, word) => held.or(word),
                };
            }
            "by" | "byline" => story.byline = field.text().or(story.byline.take()),
            "subheadline" => story
                .subheadlines
                .extend(text_field::line(&field.raw_text(), repairs)),
            "dateline" => story.dateline = field.text(),
            "creditline" => story.credit = field.text(),
            "infoSource" if story.supplier.is_none() => {
                story.supplier = party(field);
            }
            // The first is the nearest; the others are what it lies in.
            "located" if story.located.is_none() => {
                let literal = field.attr("literal").map(str::to_string);
                story.located = name(field).or(literal);
            }
            "language" if story.language.is_none() => {
                story.language = field.attr("tag").map(str::to_string);
            }
            "genre" => story.add_genre(code_of(field), name(field)),
            "keyword" => story.keywords.extend(field.text()),
            "subject" => subject(field, story),
            "description" => story
                .other_lines
                .extend(text_field::line(&field.raw_text(), repairs)),
            _ => {}
        }
    }
    story.byline = story.byline.take().or_else(|| writers(meta));
    // Of several main ones the one in the language of the story.
    let own = story.language.clone().or(of_item.map(str::to_string));
    let is_foreign = |language: &Option<String>| match (language, &own) {
        (Some(one), Some(other)) => !same_language(one, other),
        _ => false,
    };
    headlines.sort_by_key(|(kind, language, _)| (*kind != Kind::Main, is_foreign(language)));
    let mut lines = headlines.into_iter();
    if let Some((_, _, main)) = lines.next() {
        story.headline = Some(main);
    }
    for (kind, language, line) in lines {
        let is_below = kind == Kind::Below && !is_foreign(&language);
        let into = if is_below {
            &mut story.subheadlines
        } else {
            &mut story.other_lines
        };
        into.push(line);
    }
}

/// `en-US` and `en`: the same language, whatever the place.
pub(super) fn same_language(one: &str, other: &str) -> bool {
    let primary = |tag: &str| tag.split(['-', '_']).next().unwrap_or("").to_lowercase();
    primary(one) == primary(other)
}

/// What a headline is, by its role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Main,
    Below,
    Other,
}

fn kind_of(headline: &Element<'_>) -> Kind {
    let Some(role) = headline.attr("role") else {
        // dpa ranks the lines it puts over a text.
        let is_first = matches!(headline.attr("rank"), None | Some("1"));
        return if is_first { Kind::Main } else { Kind::Below };
    };
    let role = role.to_ascii_lowercase();
    if role.contains("sub") || role.ends_with(":hl2") || role.ends_with("deck") {
        Kind::Below
    } else if role.contains("short") || role.contains("alt") {
        Kind::Other
    } else if role.ends_with("main") || role.ends_with("headline") || role.ends_with(":hl1") {
        Kind::Main
    } else {
        Kind::Other
    }
}

fn subject(field: &Element<'_>, story: &mut WireStory) {
    let reference = CodeRef {
        code: code_of(field),
        name: name(field),
        scheme: None,
        // AP lists the broader subjects of each as subjects of their own, and says so.
        rel: Some(match field.attr("why") {
            Some(why) if why.ends_with("ancestor") => "ancestor".to_string(),
            _ => "about".to_string(),
        }),
    };
    if reference.code.is_none() && reference.name.is_none() {
        return;
    }
    let kind = field.attr("type").unwrap_or("");
    let kind = kind.rsplit([':', '/']).next().unwrap_or(kind);
    match kind {
        "person" => story.people.push(reference),
        "organisation" => story.organisations.push(reference),
        "geoArea" | "poi" => story.places.push(reference),
        _ => story.subjects.push(reference),
    }
}

fn rights(info: &Element<'_>, story: &mut WireStory) {
    for field in info.elements() {
        match field.name.as_ref() {
            "copyrightNotice" if story.copyright.is_none() => story.copyright = field.text(),
            "usageTerms" if story.usage_terms.is_none() => story.usage_terms = field.text(),
            "copyrightHolder" if story.supplier.is_none() => story.supplier = party(field),
            _ => {}
        }
    }
}

/// The first rendition in the item's language (`said`) that holds text, else the first in any; a summary only where there is nothing else.
fn content(set: &Element<'_>, said: Option<&str>, story: &mut WireStory, repairs: &mut Repairs) {
    let is_short = |rendition: &&Element<'_>| {
        rendition.attr("rendition").is_some_and(|r| {
            ["summary", "teaser", "short", "sms", "caption", "abstract"]
                .iter()
                .any(|kind| r.to_ascii_lowercase().ends_with(kind))
        })
    };
    let is_foreign = |rendition: &&Element<'_>| match (language_of(rendition), said) {
        (Some(one), Some(other)) => !same_language(one, other),
        _ => false,
    };
    let (short, mut whole): (Vec<_>, Vec<_>) = set.elements().partition(is_short);
    whole.sort_by_key(is_foreign);
    for rendition in whole.into_iter().chain(short) {
        if story.body != Body::Missing {
            return;
        }
        let content_type = rendition.attr("contenttype").unwrap_or("");
        match rendition.name.as_ref() {
            "inlineXML" => {
                story.body = xml::body::body(rendition, repairs);
                from_nitf(rendition, story);
            }
            "inlineData" if !content_type.starts_with("image") => {
                let declared = match content_type {
                    t if t.contains("html") => text_field::Declared::Markup,
                    _ => text_field::Declared::Unsaid,
                };
                let text = rendition.raw_text();
                let encoding = rendition
                    .attr("encoding")
                    .or(rendition.attr("encodinguri"))
                    .unwrap_or("");
                let undone = encoding
                    .ends_with("base64")
                    .then(|| base64_text(&text))
                    .flatten();
                repairs.note(code::BASE64, usize::from(undone.is_some()));
                let text = undone.unwrap_or(text);
                if let Some(document) = document(&text, repairs) {
                    story.body = xml::body::body(&document, repairs);
                    from_nitf(&document, story);
                } else {
                    story.body = text_field::body(&text, declared, repairs);
                }
            }
            _ => {}
        }
        if story.language.is_none() && story.body != Body::Missing {
            story.language = language_of(rendition).map(str::to_string);
        }
    }
}

/// A document that stands in the item as text, as systems write that take content in for a string.
fn document<'t>(text: &'t str, repairs: &mut Repairs) -> Option<Element<'t>> {
    if !sniff::begins_document(text) {
        return None;
    }
    xml::read(text.trim(), &Limits::default(), repairs).ok()
}

/// What an item is that says so only by the file it names.
fn medium(item: &Element<'_>) -> Option<&'static str> {
    let mut sets = item.all("contentSet");
    let file = sets.find_map(|set| set.child("remoteContent"))?;
    match file.attr("contenttype")?.split('/').next() {
        Some("image") => Some("picture"),
        Some("video") => Some("video"),
        Some("audio") => Some("audio"),
        _ => None,
    }
}

/// The language of a rendition, or of the page or the editor's document it holds.
fn language_of<'e>(rendition: &'e Element<'_>) -> Option<&'e str> {
    let page = || {
        let held = rendition.child("html").or(rendition.child("idf"));
        held.and_then(|held| held.attr("lang"))
    };
    rendition.attr("lang").or_else(page)
}

/// What only the content says: heads of NITF, the title of a page, TT's byline.
fn from_nitf(rendition: &Element<'_>, story: &mut WireStory) {
    let head = rendition.find("body.head");
    if story.headline.is_none() {
        let line = head.and_then(|h| h.find("hl1"));
        let title = || rendition.find("head").and_then(|h| h.child("title"));
        story.headline = line.or_else(title).and_then(Element::text);
    }
    if story.subheadlines.is_empty() {
        let hedline = head.and_then(|h| h.child("hedline"));
        let below = hedline.into_iter().flat_map(|h| h.all("hl2"));
        story.subheadlines.extend(below.filter_map(Element::text));
    }
    if story.subheadlines.is_empty() {
        let page = rendition.child("html").and_then(|html| html.child("body"));
        let below = page.and_then(|page| below_heading(page, story.headline.as_deref()?));
        story.subheadlines.extend(below);
    }
    if story.body != Body::Missing {
        let summary = head.and_then(|h| h.child("abstract"));
        story.lead = summary.and_then(xml::body::lines);
    }
    let byline = head
        .and_then(|h| h.find("byline"))
        .or_else(|| rendition.find("BYLINE"))
        .or_else(|| {
            rendition
                .find("address")
                .filter(|a| xml::body::is_byline(a))
        });
    story.byline = byline.and_then(nitf::head::byline).or(story.byline.take());
    if story.dateline.is_none() {
        let dateline = head.and_then(|h| h.find("dateline"));
        story.dateline = dateline.and_then(nitf::head::dateline);
    }
    // The head of Naviga's editor.
    if story.located.is_none() {
        let groups = rendition
            .child("idf")
            .into_iter()
            .flat_map(|idf| idf.all("group"));
        let mut elements = groups.flat_map(|group| group.all("element"));
        let place = elements.find(|element| element.attr("type") == Some("dateline"));
        story.located = place.and_then(Element::text);
    }
}

/// The second heading of a page, right below a first one that is the headline.
fn below_heading(page: &Element<'_>, headline: &str) -> Option<String> {
    let mut parts = page.elements();
    let first = parts.next().filter(|first| first.name == "h1")?;
    let second = parts.next().filter(|second| second.name == "h2")?;
    (first.text()? == headline).then(|| second.text()).flatten()
}

fn reject(reason: RejectReason, message: String) -> Reject {
    Reject::new(Stage::Decode, reason, message)
}

#[cfg(test)]
mod tests;
