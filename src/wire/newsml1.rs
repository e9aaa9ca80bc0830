//! `NewsML` 1.0 to 1.2.
//!
//! Owns where `NewsML` 1 keeps what (IPTC, `NewsML` 1.2 specification): identification, management, news lines, metadata, and content items nested in
//! components. The id is made of provider, date and item without the revision, since the public identifier changes with each. The external document
//! type that such files name is never fetched.

use super::newsml_g2::same_language;
use super::repairs::{Repairs, code};
use super::xml::Element;
use super::{base64_text, text_field, xml_body};
use crate::story::{Body, CodeRef, Reject, RejectReason, Stage, WireFormat, WireStory};

/// All items of a `NewsML` document in order; an item in several languages gives a story for each.
pub fn read(root: &Element<'_>) -> Vec<Result<WireStory, Reject>> {
    let envelope = root.child("NewsEnvelope");
    let mut items = Vec::new();
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
        Some(component) => read_component(component, "", &mut story, &mut content, &mut repairs),
        None => {
            for component in item.all("NewsComponent") {
                read_component(component, "", &mut story, &mut content, &mut repairs);
            }
        }
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

/// What stands in for what is missing.
fn finish(item: &Element<'_>, story: &mut WireStory, content: Content, label: Option<String>) {
    story.body = content.body;
    if story.body == Body::Missing {
        story.body = content.summary;
    } else if let Some(lead) = content.lead {
        story.body.put_first(lead);
    }
    if story.body == Body::Missing {
        story.item_type = content.other_medium;
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
        (_, Some(public)) if public.matches(':').count() >= 4 => {
            Some(without_revision(&public, story.version.as_deref()).to_string())
        }
        ((Some(provider), Some(date), Some(id)), _) => {
            Some(format!("urn:newsml:{provider}:{date}:{id}"))
        }
        (_, public) => public,
    };
    // Where management names no times, the date of the id is one.
    set(
        &mut story.content_created,
        parts.1.filter(|date| date.len() > 8),
    );
    story.supplier = parts.0;
}

/// `urn:newsml:x:20260809:1:3N` without `:3N`.
fn without_revision<'t>(public: &'t str, revision: Option<&str>) -> &'t str {
    let Some((rest, last)) = public.rsplit_once(':') else {
        return public;
    };
    let bare = last.trim_end_matches(['N', 'U', 'A']);
    let is_revision = revision.is_some_and(|r| r == last || r == bare);
    if is_revision && rest.matches(':').count() >= 4 {
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
    /// A first paragraph kept apart from the body.
    lead: Option<String>,
    /// Of the first component that names one.
    language: Option<String>,
    title: Option<String>,
    other_medium: Option<String>,
    /// With their languages.
    headlines: Vec<(Option<String>, String)>,
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
    if content.language.is_none() {
        content.language = component.attr("lang").map(str::to_string);
    }
    for part in component.elements() {
        match part.name.as_ref() {
            "NewsLines" => lines(part, story, content, repairs),
            "AdministrativeMetadata" => administrative(part, story),
            // TASS has lost a letter.
            "DescriptiveMetadata" | "DescriptiveMetada" => descriptive(part, story),
            "NewsComponent" => read_component(part, role, story, content, repairs),
            "ContentItem" => content_item(part, role, content, repairs),
            _ => {}
        }
    }
}

fn content_item(item: &Element<'_>, role: &str, content: &mut Content, repairs: &mut Repairs) {
    let medium = formal(item, "MediaType").unwrap_or_default();
    // `ComplexData` is what TASS calls NITF.
    let is_text = medium.is_empty()
        || ["text", "complexdata"]
            .iter()
            .any(|m| medium.to_ascii_lowercase().contains(m));
    let encoding = item.child("Encoding");
    if let (true, Some(encoding)) = (is_text, encoding)
        && item.child("DataContent").is_none()
    {
        return encoded(encoding, role, content, repairs);
    }
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
        "lead" => {
            if content.summary == Body::Missing {
                content.summary = xml_body::body(data, repairs);
                content.lead = xml_body::lines(data);
            }
        }
        r if ["abstract", "summary", "teaser"]
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

/// Content kept as base64, or merely wrapped in the element that says how it might have been.
fn encoded(encoding: &Element<'_>, role: &str, content: &mut Content, repairs: &mut Repairs) {
    let Some(data) = encoding.child("DataContent") else {
        return;
    };
    let is_base64 = encoding
        .attr("Notation")
        .is_some_and(|n| n.to_ascii_lowercase().contains("base64"));
    let text = is_base64.then(|| base64_text(&data.raw_text())).flatten();
    let is_main = ![
        "caption", "keyword", "title", "headline", "abstract", "summary",
    ]
    .iter()
    .any(|other| role.contains(other));
    if content.body != Body::Missing || !is_main {
        return;
    }
    content.body = match text {
        Some(text) => {
            repairs.note(code::BASE64, 1);
            text_field::body(&text, text_field::Declared::Unsaid, repairs)
        }
        None => xml_body::body(data, repairs),
    };
}

fn lines(lines: &Element<'_>, story: &mut WireStory, content: &mut Content, repairs: &mut Repairs) {
    let mut headlines = Vec::new();
    for line in lines.elements() {
        let text = text_field::line(&line.raw_text(), repairs);
        match line.name.as_ref() {
            "HeadLine" | "Headline" => {
                let language = line.attr("lang").map(str::to_string);
                headlines.extend(text.map(|text| (language, text)));
            }
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
                } else if kind == "catchword" {
                    set(&mut story.slugline, held);
                }
            }
            _ => {}
        }
    }
    // Those of the story; components behind have headlines of their own.
    if content.headlines.is_empty() {
        content.headlines = headlines;
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

fn descriptive(metadata: &Element<'_>, story: &mut WireStory) {
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

/// The formal name of a child, or what stands in it.
fn formal(element: &Element<'_>, child: &str) -> Option<String> {
    let field = element.child(child)?;
    let name = field.attr("FormalName").map(str::to_string);
    name.or_else(|| field.text())
}

fn set(slot: &mut Option<String>, value: Option<String>) {
    if slot.is_none() {
        *slot = value;
    }
}
