//! `NewsML` 1.0 to 1.2.
//!
//! Owns where `NewsML` 1 keeps what (IPTC, `NewsML` 1.2 specification): identification, management, news lines, metadata, and content items nested in
//! components. The id is made of provider, date and item without the revision, since the public identifier changes with each. The external document
//! type that such files name is never fetched.

pub(super) mod content;
mod metadata;

use super::newsml_g2::same_language;
use super::repairs::Repairs;
use super::xml::Element;
use crate::story::{Body, Reject, RejectReason, Stage, WireFormat, WireStory};
use content::{Content, read_around, read_component};

/// All items of a `NewsML` document in order; an item in several languages gives a story for each.
pub fn read(root: &Element<'_>) -> Vec<Result<WireStory, Reject>> {
    let envelope = root.child("NewsEnvelope");
    let mut items = Vec::new();
    if root.name == "NewsItem" {
        read_with_inner(root, envelope, root, &mut items);
        return items;
    }
    for item in root.all("NewsItem") {
        read_with_inner(root, envelope, item, &mut items);
    }
    if items.is_empty() {
        return vec![Err(Reject::new(
            Stage::Decode,
            RejectReason::NoText,
            "NewsML without items",
        ))];
    }
    items
}

/// The stories of an item; those of the items inside it instead, where it is a package of them and has no text of its own.
fn read_with_inner(
    root: &Element<'_>,
    envelope: Option<&Element<'_>>,
    item: &Element<'_>,
    into: &mut Vec<Result<WireStory, Reject>>,
) {
    if let Some(components) = by_language(item) {
        let stories = components
            .into_iter()
            .map(|one| read_item(root, envelope, item, Some(one)));
        return into.extend(stories);
    }
    let mut inner = Vec::new();
    item.all("NewsComponent")
        .for_each(|component| inner_items(component, &mut inner));
    let own = read_item(root, envelope, item, None);
    let has_own = matches!(&own, Ok(story) if story.body != Body::Missing);
    if has_own || inner.is_empty() {
        into.push(own);
    }
    for item in inner {
        read_with_inner(root, envelope, item, into);
    }
}

/// Whether an element is an item whose system leaves out the document around it. Other formats call theirs so, too.
pub fn is_bare_item(element: &Element<'_>) -> bool {
    element.name == "NewsItem"
        && [
            "Identification",
            "NewsManagement",
            "NewsComponent",
            "ContentItem",
        ]
        .iter()
        .any(|part| element.child(part).is_some())
}

fn inner_items<'e, 'a>(component: &'e Element<'a>, into: &mut Vec<&'e Element<'a>>) {
    for part in component.elements() {
        match part.name.as_ref() {
            "NewsItem" => into.push(part),
            "NewsComponent" => inner_items(part, into),
            _ => {}
        }
    }
}

/// The components of an item that is a set of stories: two or more, each with news lines of its own and in a language of its own.
fn by_language<'e, 'a>(item: &'e Element<'a>) -> Option<Vec<&'e Element<'a>>> {
    let whole = item.child("NewsComponent")?;
    let parts: Vec<&Element<'_>> = whole
        .all("NewsComponent")
        .filter(|part| part.attr("lang").is_some() && part.child("NewsLines").is_some())
        .collect();
    let mut languages: Vec<&str> = parts.iter().filter_map(|part| part.attr("lang")).collect();
    languages.sort_unstable();
    languages.dedup();
    (parts.len() >= 2 && languages.len() == parts.len()).then_some(parts)
}

/// `only` is the component to read where the item has one for each language.
fn read_item(
    root: &Element<'_>,
    envelope: Option<&Element<'_>>,
    item: &Element<'_>,
    only: Option<&Element<'_>>,
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
    let mut label = None;
    if let Some(identification) = item.child("Identification") {
        label = identification.child("NameLabel").and_then(Element::text);
        identify(identification, &mut story);
    }
    if let Some(management) = item.child("NewsManagement") {
        manage(management, &mut story);
    }
    let mut content = Content::default();
    match only {
        Some(component) => {
            read_component(component, "", &mut story, &mut content, &mut repairs);
            // What is said of all languages together goes for each that does not say it itself.
            if let Some(whole) = item.child("NewsComponent") {
                let own = names_provider(component).then(|| story.supplier.clone());
                read_around(whole, &mut story, &mut content, &mut repairs);
                story.supplier = own.unwrap_or(story.supplier.take());
            }
        }
        // Fragments have their content right in the item.
        None if item.child("ContentItem").is_some() => {
            read_component(item, "", &mut story, &mut content, &mut repairs);
        }
        None => {
            for component in item.all("NewsComponent") {
                read_component(component, "", &mut story, &mut content, &mut repairs);
            }
        }
    }
    let sender = || envelope?.at(&["SentFrom", "Party"])?.attr("FormalName");
    let is_own = || {
        item.find_outside("Provider", &["ContentItem"]).is_none()
            && sender().is_some_and(|sender| numbers(sender, item))
    };
    if story.supplier.is_none() || is_own() {
        story.supplier = sender().map(str::to_string);
    }
    finish(item, &mut story, content, label);
    if only.is_some()
        && let (Some(id), Some(language)) = (&mut story.id, &story.language)
    {
        id.push(':');
        id.push_str(language);
    }
    story.repairs = repairs.into_vec();
    if !story.has_text() && !story.is_of_another_medium() && !story.may_cancel() {
        let is_vocabulary = item.child("TopicSet").is_some() || item.child("Catalog").is_some();
        let (reason, message) = if is_vocabulary {
            (RejectReason::UnsupportedKind, "a set of topics is no story")
        } else {
            (RejectReason::NoText, "a NewsItem without headline or text")
        };
        return Err(Reject::new(Stage::Decode, reason, message));
    }
    Ok(story)
}

/// Whether the sender is also who numbers the item: `businesswire.com`. A source is then whom the sender has the text from.
fn numbers(sender: &str, item: &Element<'_>) -> bool {
    let provider = item.at(&["Identification", "NewsIdentifier", "ProviderId"]);
    let Some(domain) = provider.and_then(Element::text) else {
        return false;
    };
    let host = domain.strip_prefix("www.").unwrap_or(&domain);
    let letters = |text: &str| -> String {
        let letters = text.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let name = host.split('.').next().unwrap_or_default();
    host.contains('.') && !name.is_empty() && letters(name) == letters(sender)
}

fn names_provider(component: &Element<'_>) -> bool {
    let metadata = component.child("AdministrativeMetadata");
    metadata.is_some_and(|m| m.child("Provider").or(m.child("Source")).is_some())
}

/// What stands in for what is missing.
fn finish(item: &Element<'_>, story: &mut WireStory, mut content: Content, label: Option<String>) {
    if content.only_names_main() {
        content.body = Body::Missing;
    }
    story.body = content.body;
    if story.body == Body::Missing {
        story.body = content.summary;
        if story.body == Body::Missing {
            story.body = content.below;
        }
    } else {
        if let Some(lead) = content.lead {
            story.body.put_first(lead);
        }
        match content.below {
            Body::Plain(line) => story.subheadlines.push(line),
            Body::Paragraphs(lines) => story.subheadlines.extend(lines),
            Body::Missing => {}
        }
    }
    if story.body == Body::Missing {
        // A list of other items is no story, whatever its title.
        let refers = || item.find("NewsItemRef").map(|_| "composite".to_string());
        story.item_type = content.other_medium.or_else(refers);
    }
    if story.first_created.is_some() || story.version_created.is_some() {
        // The envelope's time is that of the transmission.
        story.content_created = None;
    }
    set(&mut story.slugline, label);
    set(&mut story.language, content.language);
    set(&mut story.language, item.attr("lang").map(str::to_string));
    // Of several headlines the one in the language of the story, else the first.
    let is_own = |headline: &&(Option<String>, String)| match (&headline.0, &story.language) {
        (Some(one), Some(other)) => same_language(one, other),
        _ => false,
    };
    let headlines = &content.headlines;
    let own = headlines.iter().find(is_own).or(headlines.first());
    story.headline = own.map(|(_, line)| line.clone()).or(content.title);
    if story.id.is_none() {
        // TASS keeps it with the description.
        story.id = item.find("guid").and_then(Element::text);
    }
}

fn identify(identification: &Element<'_>, story: &mut WireStory) {
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
    let public = part("PublicIdentifier");
    story.id = match (&parts, public) {
        (_, Some(public)) if without_revision(&public, story.version.as_deref()) != public => {
            Some(without_revision(&public, story.version.as_deref()).to_string())
        }
        (_, Some(public)) if public.matches(':').count() >= 4 => Some(public),
        ((Some(provider), Some(date), Some(id)), _) => {
            Some(format!("urn:newsml:{provider}:{date}:{id}"))
        }
        // `urn:newsml:www.belga.be` without an item number is the same for all of an agency.
        (_, public) => {
            public.filter(|p| !p.starts_with("urn:newsml:") || p.matches(':').count() > 2)
        }
    };
    // Where management names no times, the date of the id is one.
    set(
        &mut story.content_created,
        parts.1.filter(|date| date.len() > 8),
    );
    story.supplier = parts.0;
}

/// `urn:newsml:x:20260809:1:3N` without `:3N`; so is `urn:newsml:x:67d5:3N` of systems that leave the date out.
fn without_revision<'t>(public: &'t str, revision: Option<&str>) -> &'t str {
    let Some((rest, last)) = public.rsplit_once(':') else {
        return public;
    };
    let bare = last.trim_end_matches(['N', 'U', 'A']);
    let is_lettered = bare.len() < last.len();
    let is_revision = revision.is_some_and(|r| r == last || r == bare);
    // A bare number may be the item's own as long as the parts before it are not all there.
    let parts_before = if is_lettered { 3 } else { 4 };
    if is_revision && rest.matches(':').count() >= parts_before {
        rest
    } else {
        public
    }
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
    // AFP's flashes are items of a kind of their own.
    story.signals.extend(
        formal(management, "NewsItemType")
            .filter(|kind| ["alert", "flash"].contains(&kind.to_ascii_lowercase().as_str())),
    );
    for instruction in management.all("Instruction") {
        story
            .signals
            .extend(instruction.attr("FormalName").map(str::to_string));
    }
}

/// The formal name of a child, or what stands in it.
pub(super) fn formal(element: &Element<'_>, child: &str) -> Option<String> {
    let field = element.child(child)?;
    let name = field.attr("FormalName").map(str::to_string);
    name.or_else(|| field.text())
}

pub(super) fn add_note(story: &mut WireStory, note: Option<String>) {
    if let Some(note) = note.filter(|note| !note.trim().is_empty()) {
        story.add_note_once(&note);
    }
}

pub(super) fn set(slot: &mut Option<String>, value: Option<String>) {
    if slot.is_none() {
        *slot = value;
    }
}
