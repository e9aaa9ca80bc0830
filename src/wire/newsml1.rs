//! `NewsML` 1.0 to 1.2.
//!
//! Owns where `NewsML` 1 keeps what (IPTC, `NewsML` 1.2 specification): identification, management, news lines, metadata, and content items nested in
//! components. The id is made of provider, date and item without the revision, since the public identifier changes with each. The external document
//! type that such files name is never fetched.

use super::repairs::Repairs;
use super::xml::Element;
use super::{text_field, xml_body};
use crate::story::{Body, CodeRef, Reject, RejectReason, Stage, WireFormat, WireStory};

/// All items of a `NewsML` document in order.
pub fn read(root: &Element<'_>) -> Vec<Result<WireStory, Reject>> {
    let envelope = root.child("NewsEnvelope");
    let items: Vec<_> = root
        .all("NewsItem")
        .map(|item| read_item(root, envelope, item))
        .collect();
    if items.is_empty() {
        return vec![Err(Reject::new(
            Stage::Decode,
            RejectReason::NoText,
            "NewsML without items",
        ))];
    }
    items
}

fn read_item(
    root: &Element<'_>,
    envelope: Option<&Element<'_>>,
    item: &Element<'_>,
) -> Result<WireStory, Reject> {
    let mut repairs = Repairs::default();
    let mut story = WireStory {
        format: Some(WireFormat::NewsMl1),
        format_version: root.attr("Version").map(str::to_string),
        ..WireStory::default()
    };
    if let Some(envelope) = envelope {
        story.urgency = formal(envelope, "Priority");
        story.content_created = envelope.child("DateAndTime").and_then(Element::text);
        story.transmission_id = envelope.child("TransmissionId").and_then(Element::text);
    }
    if let Some(identification) = item.child("Identification") {
        identify(identification, &mut story);
    }
    if let Some(management) = item.child("NewsManagement") {
        manage(management, &mut story);
    }
    let mut content = Content::default();
    for component in item.all("NewsComponent") {
        read_component(component, "", &mut story, &mut content, &mut repairs);
    }
    story.body = content.body;
    if story.body == Body::Missing {
        story.body = content.summary;
    }
    if story.headline.is_none() {
        story.headline = content.title;
    }
    if story.body == Body::Missing {
        story.item_type = content.other_medium;
    }
    story.repairs = repairs.into_vec();
    if !story.has_text() && !story.is_of_another_medium() && !story.may_cancel() {
        return Err(Reject::new(
            Stage::Decode,
            RejectReason::NoText,
            "a NewsItem without headline or text",
        ));
    }
    Ok(story)
}

fn identify(identification: &Element<'_>, story: &mut WireStory) {
    let label = identification.child("NameLabel").and_then(Element::text);
    set(&mut story.slugline, label);
    let Some(identifier) = identification.child("NewsIdentifier") else {
        return;
    };
    let part = |name: &str| identifier.child(name).and_then(Element::text);
    story.version = part("RevisionId");
    let parts = (part("ProviderId"), part("DateId"), part("NewsItemId"));
    if let Some(revision) = identifier.child("RevisionId") {
        // N: no update; U: an update follows or is this; A: an alternative.
        let is_update = revision.attr("Update").is_some_and(|u| u == "U")
            || revision.attr("PreviousRevision").is_some_and(|p| p != "0");
        if is_update {
            story.signals.push("update".to_string());
        }
    }
    story.id = match &parts {
        (Some(provider), Some(date), Some(id)) => {
            Some(format!("urn:newsml:{provider}:{date}:{id}"))
        }
        _ => part("PublicIdentifier"),
    };
    story.supplier = parts.0;
}

fn manage(management: &Element<'_>, story: &mut WireStory) {
    story.first_created = management.child("FirstCreated").and_then(Element::text);
    story.version_created = management
        .child("ThisRevisionCreated")
        .and_then(Element::text);
    story.pub_status = formal(management, "Status");
    story.urgency = formal(management, "Urgency").or(story.urgency.take());
    let is_usable = story
        .pub_status
        .as_deref()
        .is_none_or(|s| s.eq_ignore_ascii_case("usable"));
    if !is_usable {
        let until = management.at(&["StatusWillChange", "DateAndTime"]);
        story.embargoed_until = until.and_then(Element::text);
    }
    for instruction in management.all("Instruction") {
        story
            .signals
            .extend(instruction.attr("FormalName").map(str::to_string));
    }
}

/// What the components of an item hold.
#[derive(Default)]
struct Content {
    body: Body,
    summary: Body,
    title: Option<String>,
    other_medium: Option<String>,
}

fn read_component(
    component: &Element<'_>,
    role: &str,
    story: &mut WireStory,
    content: &mut Content,
    repairs: &mut Repairs,
) {
    let own_role = formal(component, "Role").map(|r| r.to_ascii_lowercase());
    let role = own_role.as_deref().unwrap_or(role);
    for part in component.elements() {
        match part.name.as_ref() {
            "NewsLines" => lines(part, story, repairs),
            "AdministrativeMetadata" => administrative(part, story),
            "DescriptiveMetadata" => descriptive(part, story),
            "NewsComponent" => read_component(part, role, story, content, repairs),
            "ContentItem" => content_item(part, role, content, repairs),
            _ => {}
        }
    }
}

fn content_item(item: &Element<'_>, role: &str, content: &mut Content, repairs: &mut Repairs) {
    let medium = formal(item, "MediaType").unwrap_or_default();
    let is_text = medium.is_empty() || medium.to_ascii_lowercase().contains("text");
    let Some(data) = item.child("DataContent").filter(|_| is_text) else {
        if !is_text && content.other_medium.is_none() {
            content.other_medium = Some(medium.to_ascii_lowercase());
        }
        return;
    };
    match role {
        r if r.contains("title") || r.contains("headline") => {
            if content.title.is_none() {
                content.title = data.text();
            }
        }
        r if ["lead", "abstract", "summary", "teaser"]
            .iter()
            .any(|s| r.contains(s)) =>
        {
            if content.summary == Body::Missing {
                content.summary = xml_body::body(data, repairs);
            }
        }
        r if r.contains("caption") || r.contains("keyword") => {}
        _ => {
            if content.body == Body::Missing {
                content.body = xml_body::body(data, repairs);
            }
        }
    }
}

fn lines(lines: &Element<'_>, story: &mut WireStory, repairs: &mut Repairs) {
    for line in lines.elements() {
        let text = text_field::line(&line.raw_text(), repairs);
        match line.name.as_ref() {
            "HeadLine" => set(&mut story.headline, text),
            "SubHeadLine" => story.subheadlines.extend(text),
            "ByLine" => set(&mut story.byline, text),
            "DateLine" => {
                // Some systems write the date of issue here.
                let is_words = text
                    .as_deref()
                    .is_some_and(|t| t.contains(char::is_alphabetic));
                set(&mut story.dateline, text.filter(|_| is_words));
            }
            "CreditLine" => set(&mut story.credit, text),
            "CopyrightLine" => set(&mut story.copyright, text),
            "RightsLine" => set(&mut story.usage_terms, text),
            "SlugLine" => set(&mut story.slugline, text),
            "KeywordLine" => story.keywords.extend(text),
            "NewsLine" => {
                let kind = formal(line, "NewsLineType")
                    .unwrap_or_default()
                    .to_ascii_lowercase();
                let held = line.child("NewsLineText").and_then(Element::text);
                if ["note", "advisory", "editor", "message"]
                    .iter()
                    .any(|w| kind.contains(w))
                {
                    set(&mut story.ed_note, held);
                } else if kind.contains("keyword") {
                    story.keywords.extend(held);
                }
            }
            _ => {}
        }
    }
}

fn administrative(metadata: &Element<'_>, story: &mut WireStory) {
    let party = |name: &str| {
        let party = metadata.at(&[name, "Party"])?;
        party.attr("FormalName").map(str::to_string)
    };
    if let Some(provider) = party("Provider").or_else(|| party("Source")) {
        story.supplier = Some(provider);
    }
    if story.byline.is_none() {
        story.byline = party("Creator");
    }
    for property in metadata.all("Property") {
        if property
            .attr("FormalName")
            .is_some_and(|n| n.eq_ignore_ascii_case("edNote"))
        {
            set(
                &mut story.ed_note,
                property.attr("Value").map(str::to_string),
            );
        }
    }
}

fn descriptive(metadata: &Element<'_>, story: &mut WireStory) {
    set(&mut story.language, formal(metadata, "Language"));
    for genre in metadata.all("Genre") {
        story
            .genres
            .extend(genre.attr("FormalName").map(str::to_string));
    }
    for code in metadata.all("SubjectCode").flat_map(Element::elements) {
        if let Some(subject) = code.attr("FormalName") {
            let is_eight = subject.len() == 8 && subject.bytes().all(|b| b.is_ascii_digit());
            story.subjects.push(CodeRef {
                code: Some(subject.to_string()),
                scheme: is_eight
                    .then(|| "IPTC".to_string())
                    .or(code.attr("Scheme").map(str::to_string)),
                ..CodeRef::default()
            });
        }
    }
    for location in metadata.all("Location") {
        for property in location.all("Property") {
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
    }
    for property in metadata.all("Property") {
        let kind = property.attr("FormalName").unwrap_or("");
        if kind.eq_ignore_ascii_case("Keyword") {
            story
                .keywords
                .extend(property.attr("Value").map(str::to_string));
        }
    }
}

fn formal(element: &Element<'_>, child: &str) -> Option<String> {
    element
        .child(child)
        .and_then(|c| c.attr("FormalName"))
        .map(str::to_string)
}

fn set(slot: &mut Option<String>, value: Option<String>) {
    if slot.is_none() {
        *slot = value;
    }
}
