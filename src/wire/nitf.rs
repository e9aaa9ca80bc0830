//! NITF 2.5 to 3.6.
//!
//! Owns where NITF keeps what (IPTC, NITF DTD and documentation): `docdata`, `tobject`, `body.head`, `body.content`, and the `meta` elements that
//! agencies add beside them. A release date is an embargo only where the status says so: agencies write it on every story. Never reads the text itself.

pub(super) mod head;

use super::repairs::Repairs;
use super::xml::{self, Element, Node};
use crate::story::{Body, CodeRef, Reject, RejectReason, Stage, WireFormat, WireStory};
use head::owner_of_rights;

/// The story of a `nitf` element.
pub fn read(root: &Element<'_>) -> Result<WireStory, Reject> {
    let mut repairs = Repairs::default();
    let mut story = WireStory {
        format: Some(WireFormat::Nitf),
        format_version: root.attr("version").and_then(version_of),
        language: root
            .attr("baselang")
            .or(root.attr("lang"))
            .map(str::to_string),
        item_type: None,
        ..WireStory::default()
    };
    if let Some(head) = root.child("head") {
        read_head(head, &mut story);
        // The date of issue, where nothing says when this version was made, or only the day.
        let is_vague = |made: &String| made.len() <= "2026-08-09".len();
        let is_exact = |issued: &String| !is_vague(issued);
        story.version_created = match (story.version_created.take(), &story.content_created) {
            (made, None) => made,
            (Some(made), Some(issued)) if !(is_vague(&made) && is_exact(issued)) => Some(made),
            (_, issued) => issued.clone(),
        };
    }
    // What systems take over from others may have lost the element around head and content.
    let bare = root.child("body.content").map(|_| root);
    if let Some(body) = root.child("body").or(bare) {
        // Old documents have headline, byline and dateline right in the body.
        let head = body.child("body.head").unwrap_or(body);
        head::read(head, &mut story, &mut repairs);
        if let Some(content) = body.child("body.content") {
            story.body = xml::body::body(content, &mut repairs);
        } else if body.elements().any(|e| e.name == "p") {
            // Templates of content systems leave it out.
            story.body = xml::body::body(&without_head(body), &mut repairs);
        }
        let summary = head.child("abstract");
        if story.body == Body::Missing {
            story.body = summary.map_or(Body::Missing, |a| xml::body::body(a, &mut repairs));
        } else {
            story.lead = summary.and_then(xml::body::lines);
        }
        // A headline over a picture is the picture's.
        let content = body.child("body.content");
        if story.body == Body::Missing && content.is_some_and(|c| c.find("media").is_some()) {
            story.item_type = Some("picture".to_string());
        }
        if let Some(end) = body.child("body.end") {
            add_note(&mut story, xml::body::lines(end));
        }
    }
    story.urgency = urgency(root).or(story.urgency);
    let owner = owner(root).map(str::to_string);
    let owner = owner.or_else(|| owner_of_rights(root));
    set(&mut story.supplier, owner.as_deref());
    let title = root.at(&["head", "title"]).and_then(Element::text);
    if story.headline.is_none() {
        story.headline = title;
    } else if let Some(slug) = title.filter(|t| t.starts_with("BC-") || t.contains("--")) {
        // AP writes its slug line here, with the version behind a comma.
        set(&mut story.slugline, Some(&slug));
    }
    story.repairs = repairs.into_vec();
    if !story.has_text() && !story.may_cancel() {
        return Err(Reject::new(
            Stage::Decode,
            RejectReason::NoText,
            "NITF without headline or text",
        ));
    }
    Ok(story)
}

/// A body but for its head and end.
fn without_head<'a>(body: &Element<'a>) -> Element<'a> {
    let is_text = |child: &&Node<'a>| match child {
        Node::Element(e) => {
            let name = e.name.as_ref();
            name != "body.head" && name != "body.end" && !head::is_of_head(name)
        }
        Node::Text(_) => true,
    };
    Element {
        name: body.name.clone(),
        attributes: Vec::new(),
        children: body.children.iter().filter(is_text).cloned().collect(),
    }
}

/// `-//IPTC//DTD NITF 3.2//EN` → `3.2`.
fn version_of(doctype: &str) -> Option<String> {
    doctype
        .split(|c: char| !(c.is_ascii_digit() || c == '.'))
        .find(|part| part.contains('.') && part.len() >= 3)
        .map(str::to_string)
}

/// The field for it; agencies' own scales in `meta` elements count only where it is missing.
fn urgency(root: &Element<'_>) -> Option<String> {
    let field = root.at(&["head", "docdata", "urgency"])?;
    field.attr("ed-urg").map(str::to_string)
}

/// Who owns the rights, for where nothing else names the supplier; the holder of the copyright may be a client, as in releases.
fn owner<'e>(root: &'e Element<'_>) -> Option<&'e str> {
    root.at(&["head", "docdata", "doc.rights"])?.attr("owner")
}

fn read_head(head: &Element<'_>, story: &mut WireStory) {
    for part in head.elements() {
        match part.name.as_ref() {
            "docdata" => docdata(part, story),
            "tobject" => tobject(part, story),
            "pubdata" => {
                set(&mut story.version_created, part.attr("date.publication"));
                set(&mut story.supplier, part.attr("name"));
            }
            "meta" => meta(part, story),
            _ => {}
        }
    }
}

fn docdata(data: &Element<'_>, story: &mut WireStory) {
    story.pub_status = data.attr("management-status").map(str::to_string);
    if data.attr("management-doc-idref").is_some() {
        // The story replaces the one named there.
        story.signals.push("update".to_string());
    }
    let is_waiting = story.pub_status.as_deref().is_some_and(|status| {
        status.eq_ignore_ascii_case("embargoed") || status.eq_ignore_ascii_case("withheld")
    });
    let mut unit = None;
    for field in data.elements() {
        let norm = || field.attr("norm");
        match field.name.as_ref() {
            "doc-id" => {
                set(&mut story.id, field.attr("id-string"));
                set(&mut story.supplier, field.attr("regsrc"));
            }
            "date.issue" => set(&mut story.content_created, norm()),
            "date.release" if is_waiting => {
                story.embargoed_until = Some(norm().unwrap_or_default().to_string());
            }
            "ed-msg" => {
                let info = field.attr("info");
                if info.is_some_and(tells_of_update) {
                    story.signals.push("update".to_string());
                }
                add_note(story, info.map(str::to_string));
            }
            "du-key" => {
                set(&mut story.version, field.attr("version"));
                set(&mut story.slugline, field.attr("key"));
                unit = field.attr("key");
            }
            // NITF 3: what was wrong in the version before.
            "correction" => {
                story.signals.push("correction".to_string());
                add_note(story, field.attr("info").map(str::to_string));
            }
            "key-list" => {
                let keys = field.all("keyword").filter_map(|k| k.attr("key"));
                story.keywords.extend(keys.map(str::to_string));
            }
            "evloc" => evloc(field, story),
            "doc-scope" => story
                .keywords
                .extend(field.attr("scope").map(str::to_string)),
            // Some put it here rather than beside.
            "pubdata" => set(&mut story.version_created, field.attr("date.publication")),
            "doc.copyright" => set(&mut story.copyright, field.attr("holder")),
            "del-list" => {
                let source = field.child("from-src").and_then(|s| s.attr("src-name"));
                set(&mut story.supplier, source);
            }
            "identified-content" => identified(field, story),
            _ => {}
        }
    }
    // The key names all versions of a story, the document only one of them.
    if let Some(unit) = unit {
        let document = story.id.replace(unit.to_string());
        set(&mut story.transmission_id, document.as_deref());
    }
}

/// `Eds: UPDATES: with quotes.`: AP's and Reuters' word for a new version, in capitals and first.
fn tells_of_update(info: &str) -> bool {
    let info = info.trim();
    let info = ["Eds:", "EDS:", "Eds.", "Editors:", "EDITORS:"]
        .iter()
        .find_map(|call| info.strip_prefix(call))
        .unwrap_or(info);
    let word = info
        .split(|c: char| !c.is_alphabetic())
        .find(|w| !w.is_empty());
    word.is_some_and(|word| matches!(word, "UPDATES" | "UPDATE" | "UPDATED" | "UPDATING"))
}

fn evloc(field: &Element<'_>, story: &mut WireStory) {
    set(&mut story.located, field.attr("city"));
    let country = field.attr("iso-cc").or(field.attr("county-dist"));
    story.places.extend(country.map(|name| CodeRef {
        name: Some(name.to_string()),
        ..CodeRef::default()
    }));
}

fn identified(content: &Element<'_>, story: &mut WireStory) {
    for field in content.elements() {
        let reference = CodeRef {
            code: field
                .attr("value")
                .or(field.attr("code"))
                .or(field.attr("idsrc"))
                .map(str::to_string),
            name: field.text(),
            scheme: field.attr("code-source").map(str::to_string),
            rel: None,
        };
        match field.name.as_ref() {
            "person" => story.people.push(reference),
            "org" => story.organisations.push(reference),
            "location" | "country" | "city" => story.places.push(reference),
            "classifier" => story.subjects.push(CodeRef {
                scheme: field.attr("type").map(str::to_string),
                ..reference
            }),
            _ => {}
        }
    }
}

/// Fills in the subjects that a story says it is about.
pub(super) fn tobject(object: &Element<'_>, story: &mut WireStory) {
    for field in object.elements() {
        match field.name.as_ref() {
            "tobject.subject" => {
                let owner = field.attr("tobject.subject.ipr").unwrap_or("IPTC");
                let name = ["detail", "matter", "type"]
                    .iter()
                    .find_map(|part| field.attr(&format!("tobject.subject.{part}")));
                let code = field.attr("tobject.subject.refnum");
                if code.is_some() || name.is_some() {
                    story.subjects.push(CodeRef {
                        code: code.map(str::to_string),
                        name: name.map(str::to_string),
                        scheme: Some(owner.to_string()),
                        rel: None,
                    });
                }
                if let Some(category) = field.attr("tobject.subject.code") {
                    push_category(story, category);
                }
            }
            "tobject.property" => {
                push_genre(story, field.attr("tobject.property.type"));
            }
            _ => {}
        }
    }
}

/// What agencies keep in `meta`; names in several languages.
fn meta(field: &Element<'_>, story: &mut WireStory) {
    let (Some(name), Some(content)) = (field.attr("name"), field.attr("content")) else {
        return;
    };
    let name = name.to_ascii_lowercase();
    let content = Some(content);
    match name.as_str() {
        "ntbid" | "aap-id" | "anpa-id" | "ap-transref" => set(&mut story.transmission_id, content),
        "aap-priority" | "ntbprioritet" | "prioridad" | "anpa-priority" | "ap-priority"
        | "priority" => {
            set(&mut story.urgency, content);
        }
        "aap-version" | "version" => set(&mut story.version, content),
        "anpa-keyword" | "ntbstikkord" | "aap-keyword" | "slug" | "slugline" => {
            set(&mut story.slugline, content);
        }
        "aap-source" | "aap-original-source" | "source" | "ntbkilde" => {
            set(&mut story.supplier, content);
        }
        "aap-status" | "status" => set(&mut story.pub_status, content),
        "category" | "categoria" | "anpa-category" | "aap-category" | "ap-category" => {
            if let Some(code) = content {
                push_category(story, code);
            }
        }
        "category_iptc" | "iptc-category" | "iptc" => {
            story.subjects.extend(content.map(|code| CodeRef {
                code: Some(code.to_string()),
                scheme: Some("IPTC".to_string()),
                ..CodeRef::default()
            }));
        }
        "ntbmeldingstype" => push_genre(story, content),
        "language" | "lang" => set(&mut story.language, content),
        _ => {}
    }
}

/// NTB writes it twice.
fn push_genre(story: &mut WireStory, genre: Option<&str>) {
    if let Some(genre) = genre.filter(|g| story.genres.iter().all(|held| held != g)) {
        story.genres.push(genre.to_string());
    }
}

/// A category of the agency's own, once.
fn push_category(story: &mut WireStory, code: &str) {
    let category = CodeRef {
        code: Some(code.to_string()),
        scheme: Some("category".to_string()),
        ..CodeRef::default()
    };
    if !story.subjects.contains(&category) {
        story.subjects.push(category);
    }
}

pub(super) fn set(slot: &mut Option<String>, value: Option<&str>) {
    if let (None, Some(value)) = (&slot, value.map(str::trim).filter(|v| !v.is_empty())) {
        *slot = Some(value.to_string());
    }
}

pub(super) fn add_note(story: &mut WireStory, note: Option<String>) {
    if let Some(note) = note.filter(|note| !note.trim().is_empty()) {
        story.add_note(&note);
    }
}

#[cfg(test)]
mod tests;
