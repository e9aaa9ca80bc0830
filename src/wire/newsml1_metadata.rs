//! What `NewsML` 1 says of a story beside its text: administrative and descriptive metadata.
//!
//! Owns the names of properties that agencies add (Belga, EFE, AFP). Never reads news lines or content.

use super::newsml1::{formal, set};
use super::xml::Element;
use crate::story::{CodeRef, WireStory};

pub fn administrative(metadata: &Element<'_>, story: &mut WireStory) {
    let party = |name: &str| {
        let party = metadata.at(&[name, "Party"])?;
        party.attr("FormalName").map(str::to_string)
    };
    if let Some(provider) = party("Provider").or_else(|| party("Source")) {
        story.supplier = Some(provider);
    }
    if story.byline.is_none() {
        // Initials and names of accounts are no byline.
        story.byline = party("Creator").filter(|name| name.contains(' '));
    }
    for property in metadata.all("Property") {
        let value = property.attr("Value").map(str::to_string);
        match property.attr("FormalName").unwrap_or("") {
            name if name.eq_ignore_ascii_case("edNote") => set(&mut story.ed_note, value),
            // Belga.
            "EditorialInfo" => set(&mut story.ed_note, value),
            "Priority" => set(&mut story.urgency, value),
            _ => {}
        }
    }
}

/// Language, genre, codes, places and keywords.
pub fn descriptive(metadata: &Element<'_>, story: &mut WireStory) {
    set(&mut story.language, formal(metadata, "Language"));
    for genre in metadata.all("Genre") {
        story
            .genres
            .extend(genre.attr("FormalName").map(str::to_string));
    }
    let codes = metadata.all("SubjectCode").flat_map(Element::elements);
    // A qualifier says of which kind the subject is, and is none itself.
    for code in codes.filter(|code| code.name != "SubjectQualifier") {
        if let Some(subject) = code.attr("FormalName") {
            let is_eight = subject.len() == 8 && subject.bytes().all(|b| b.is_ascii_digit());
            let scheme = is_eight.then_some("IPTC").or(code.attr("Scheme"));
            push_subject(story, subject, scheme);
        }
        // AFP's own category beside IPTC's.
        if let Some(category) = code.attr("cat") {
            push_subject(story, category, Some("category"));
        }
    }
    for location in metadata.all("Location") {
        for property in location.all("Property") {
            place(property, story);
        }
    }
    for property in metadata.all("Property") {
        let value = property.attr("Value");
        match property.attr("FormalName").unwrap_or("") {
            name if name.eq_ignore_ascii_case("Keyword") => {
                let words = value.into_iter().flat_map(|v| v.split(';'));
                let words = words.map(str::trim).filter(|w| !w.is_empty());
                story.keywords.extend(words.map(str::to_string));
            }
            // EFE's thesaurus.
            "Tesauro" => {
                for code in value.unwrap_or("").split(';').filter(|c| !c.is_empty()) {
                    push_subject(story, code, Some("Tesauro"));
                }
            }
            _ => place(property, story),
        }
    }
}

fn place(property: &Element<'_>, story: &mut WireStory) {
    let kind = property.attr("FormalName").unwrap_or("");
    let value = property.attr("Value").map(str::to_string);
    if kind.eq_ignore_ascii_case("City") {
        set(&mut story.located, value.clone());
    }
    if kind.eq_ignore_ascii_case("City") || kind.eq_ignore_ascii_case("Country") {
        story.places.extend(value.map(|name| CodeRef {
            name: Some(name),
            ..CodeRef::default()
        }));
    }
}

/// Each code once: AFP repeats them.
fn push_subject(story: &mut WireStory, code: &str, scheme: Option<&str>) {
    let subject = CodeRef {
        code: Some(code.to_string()),
        scheme: scheme.map(str::to_string),
        ..CodeRef::default()
    };
    // Records have a few dozen codes; beyond that a repeated one does less harm than looking for it.
    if story.subjects.len() > MANY_CODES || !story.subjects.contains(&subject) {
        story.subjects.push(subject);
    }
}

const MANY_CODES: usize = 200;
