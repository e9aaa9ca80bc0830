//! Publications of AP's own schema, in which its systems hand on stories.
//!
//! Owns where such a `Publication` keeps what (AP, schema `appl`): identification, management, news lines like `NewsML` 1's, classifications, and the
//! text as NITF in the component whose role is `Main`, beside the same text for telex lines. Times are in UTC without saying so. Never reads captions.

use super::newsml1::content::{Content, lines};
use super::newsml1::{add_note, set};
use super::repairs::Repairs;
use super::xml;
use super::xml::Element;
use crate::story::{Body, CodeRef, Reject, RejectReason, Stage, WireFormat, WireStory};

/// Whether an element is such a publication; newsrooms have others of that name.
fn is_publication(element: &Element<'_>) -> bool {
    element.name == "Publication"
        && element.child("Identification").is_some()
        && (element.child("PublicationManagement").is_some()
            || element.child("PublicationComponent").is_some())
}

/// The publications of a document, at whatever depth its envelopes hold them.
pub fn publications<'e, 'a>(element: &'e Element<'a>, into: &mut Vec<&'e Element<'a>>) {
    if is_publication(element) {
        into.push(element);
    } else {
        element
            .elements()
            .for_each(|inner| publications(inner, into));
    }
}

/// The story of a publication.
pub fn read(publication: &Element<'_>) -> Result<WireStory, Reject> {
    let mut repairs = Repairs::default();
    let mut story = WireStory {
        format: Some(WireFormat::Xml),
        ..WireStory::default()
    };
    let mut content = Content::default();
    for part in publication.elements() {
        match part.name.as_ref() {
            "Identification" => identify(part, &mut story),
            "PublicationManagement" => manage(part, &mut story),
            "NewsLines" => lines(part, &mut story, &mut content, &mut repairs),
            "AdministrativeMetadata" => {
                let party = part.child("Provider").or(part.child("Source"));
                set(&mut story.supplier, party.and_then(Element::text));
            }
            "DescriptiveMetadata" => part
                .elements()
                .for_each(|classification| classify(classification, &mut story)),
            "FilingMetadata" => {
                set(
                    &mut story.slugline,
                    part.child("SlugLine").and_then(Element::text),
                );
                let reference = part.child("TransmissionReference").and_then(Element::text);
                set(&mut story.transmission_id, reference);
                let priority = part.child("Priority").and_then(Element::text);
                set(&mut story.urgency, priority);
            }
            "PublicationComponent" => component(part, &mut story, &mut repairs),
            _ => {}
        }
    }
    story.headline = content.headlines.into_iter().map(|(_, line)| line).next();
    let title = publication.at(&["NewsLines", "Title"]);
    set(&mut story.slugline, title.and_then(Element::text));
    let original = publication.at(&["NewsLines", "ByLineOriginal"]);
    set(&mut story.byline, original.and_then(Element::text));
    story.repairs = repairs.into_vec();
    if !story.has_text() && !story.is_of_another_medium() && !story.may_cancel() {
        return Err(Reject::new(
            Stage::Decode,
            RejectReason::NoText,
            "a publication without headline or text",
        ));
    }
    Ok(story)
}

fn identify(identification: &Element<'_>, story: &mut WireStory) {
    let part = |name: &str| identification.child(name).and_then(Element::text);
    story.id = part("ItemId");
    story.urgency = part("Priority");
    story.language = part("DefaultLanguage");
    story.version = part("RecordSequenceNumber");
    story.item_type = part("MediaType").map(|medium| medium.to_ascii_lowercase());
}

fn manage(management: &Element<'_>, story: &mut WireStory) {
    let part = |name: &str| management.child(name).and_then(Element::text);
    story.first_created = management.child("FirstCreated").and_then(first_created);
    story.version_created = part("LastModifiedDateTime")
        .or_else(|| part("ArrivalDateTime"))
        .map(in_utc);
    story.pub_status = part("Status");
    // It stands on stories that are free, too.
    let is_free = story
        .pub_status
        .as_deref()
        .is_none_or(|status| status.eq_ignore_ascii_case("usable"));
    if !is_free {
        story.embargoed_until = part("ReleaseDateTime").map(in_utc);
    }
    add_note(story, part("SpecialInstructions"));
    for editorial in management.all("Editorial") {
        let kind = editorial.child("Type").or(Some(editorial));
        story.signals.extend(kind.and_then(Element::text));
    }
}

/// `Year="2026" Month="8" Day="9" Time="10:00:00"`; the parts may end at any of them.
fn first_created(element: &Element<'_>) -> Option<String> {
    let number = |name: &str| element.attr(name)?.parse::<u16>().ok();
    let (year, month, day) = (number("Year")?, number("Month")?, number("Day")?);
    let date = format!("{year:04}-{month:02}-{day:02}");
    Some(match element.attr("Time") {
        Some(time) => in_utc(format!("{date}T{time}")),
        None => date,
    })
}

fn in_utc(mut time: String) -> String {
    let has_zone = time.ends_with(['Z', 'z'])
        || time
            .split_once('T')
            .is_some_and(|(_, clock)| clock.contains(['+', '-']));
    if !has_zone && time.contains('T') {
        time.push('Z');
    }
    time
}

/// Subjects, people, organisations and places of one authority.
fn classify(classification: &Element<'_>, story: &mut WireStory) {
    let authority = classification.attr("Authority").unwrap_or_default();
    let is_category = authority.ends_with("Category Code");
    for occurrence in classification.all("Occurrence") {
        let reference = CodeRef {
            code: occurrence.attr("Id").map(str::to_string),
            name: occurrence
                .attr("Value")
                .filter(|_| !is_category)
                .map(str::to_string),
            scheme: Some(if is_category { "category" } else { authority })
                .filter(|scheme| !scheme.is_empty())
                .map(str::to_string),
            rel: None,
        };
        let list = match (classification.name.as_ref(), authority) {
            ("SubjectClassification", _) => &mut story.subjects,
            (_, "AP Party") => &mut story.people,
            (_, "AP Organization" | "AP Company") => &mut story.organisations,
            (_, "AP Geography" | "AP Country" | "AP Region") => &mut story.places,
            _ => continue,
        };
        if !list.contains(&reference) {
            list.push(reference);
        }
    }
}

fn component(component: &Element<'_>, story: &mut WireStory, repairs: &mut Repairs) {
    let is_text = component
        .attr("MediaType")
        .is_none_or(|medium| medium.eq_ignore_ascii_case("text"));
    let data = component
        .elements()
        .filter_map(|item| item.child("DataContent"))
        .find(|data| data.child("anpa").is_none());
    let (true, Some(data)) = (is_text, data) else {
        return;
    };
    let role = component.attr("Role").unwrap_or_default();
    if role.contains("EditorNotes") {
        add_note(story, xml::body::lines(data));
    } else if role == "Main" && story.body == Body::Missing {
        story.body = xml::body::body(data, repairs);
    }
}

#[cfg(test)]
mod tests {
    use super::super::limits::Limits;
    use super::*;

    fn stories(markup: &str) -> Vec<Result<WireStory, Reject>> {
        let mut repairs = Repairs::default();
        let root = xml::read(markup, &Limits::default(), &mut repairs).unwrap();
        xml::documents::stories(&root, &mut repairs)
    }

    fn publication(medium: &str, status: &str, data: &str) -> String {
        format!(
            "<Publication Version='5.3'><Identification><ItemId>a1</ItemId><MediaType>{medium}</MediaType><Priority>4</Priority>\
             <DefaultLanguage>en-us</DefaultLanguage><RecordSequenceNumber>2</RecordSequenceNumber></Identification>\
             <PublicationManagement><ArrivalDateTime>2026-08-09T10:05:00</ArrivalDateTime><FirstCreated Year='2026' Month='8' Day='9' Time='10:00:00'/>\
             <ReleaseDateTime>2026-08-09T12:00:00</ReleaseDateTime><Status>{status}</Status><SpecialInstructions>Eds: Will be updated.</SpecialInstructions>\
             </PublicationManagement><NewsLines><Title>Crane</Title><HeadLine>Two ports share a crane</HeadLine>\
             <OriginalHeadLine>Ports, crane</OriginalHeadLine><ByLineOriginal>By ANN WRITER</ByLineOriginal></NewsLines>\
             <AdministrativeMetadata><Provider Id='NNA'>NNA</Provider><Source>Harbour Times</Source></AdministrativeMetadata>\
             <DescriptiveMetadata><SubjectClassification Authority='AP Category Code'><Occurrence Id='n' Value='n'/></SubjectClassification>\
             <SubjectClassification Authority='AP Subject'><Occurrence Id='54df' Value='Ports'/></SubjectClassification>\
             <EntityClassification Authority='AP Party'><Occurrence Id='77' Value='Ann Writer'/></EntityClassification></DescriptiveMetadata>\
             {data}</Publication>"
        )
    }

    const TEXT: &str = "<PublicationComponent Role='Caption' MediaType='Text'><TextContentItem><DataContent><nitf><body.content><block><p>A crane.</p></block>\
        </body.content></nitf></DataContent></TextContentItem></PublicationComponent>\
        <PublicationComponent Role='Main' MediaType='Text'><TextContentItem><DataContent><anpa>%headline(x%)</anpa></DataContent></TextContentItem>\
        </PublicationComponent>\
        <PublicationComponent Role='Main' MediaType='Text'><TextContentItem><DataContent><nitf><body.content><block><p>They agreed.</p>\
        <p>It is red.</p></block></body.content></nitf></DataContent></TextContentItem></PublicationComponent>\
        <PublicationComponent Role='PublishableEditorNotes' MediaType='Text'><TextContentItem><DataContent><nitf><body.content><block><p>Shared by NNA.</p>\
        </block></body.content></nitf></DataContent></TextContentItem></PublicationComponent>";

    #[test]
    fn the_priority_of_the_filing_counts_where_none_else_is_said() {
        let filing = "<FilingMetadata><Priority>u</Priority></FilingMetadata>";
        let text = publication("Text", "Usable", &format!("{filing}{TEXT}"));
        let urgency = |text: &str| stories(text).remove(0).unwrap().urgency;
        assert_eq!(urgency(&text).as_deref(), Some("4"));
        let bare = text.replace("<Priority>4</Priority>", "");
        assert_eq!(urgency(&bare).as_deref(), Some("u"));
    }

    #[test]
    fn a_publication_is_one_story_with_the_text_of_its_main_component() {
        let found = stories(&publication("Text", "Usable", TEXT));
        assert_eq!(found.len(), 1);
        let story = found[0].as_ref().unwrap();
        assert_eq!(story.id.as_deref(), Some("a1"));
        assert_eq!(story.version.as_deref(), Some("2"));
        assert_eq!(story.urgency.as_deref(), Some("4"));
        assert_eq!(story.language.as_deref(), Some("en-us"));
        assert_eq!(story.headline.as_deref(), Some("Two ports share a crane"));
        assert_eq!(story.byline.as_deref(), Some("By ANN WRITER"));
        assert_eq!(story.slugline.as_deref(), Some("Crane"));
        assert_eq!(story.supplier.as_deref(), Some("NNA"));
        assert_eq!(story.first_created.as_deref(), Some("2026-08-09T10:00:00Z"));
        assert_eq!(
            story.version_created.as_deref(),
            Some("2026-08-09T10:05:00Z")
        );
        assert_eq!(story.embargoed_until, None);
        assert_eq!(
            story.ed_note.as_deref(),
            Some("Eds: Will be updated.\nShared by NNA.")
        );
        assert_eq!(
            story.body,
            Body::Paragraphs(vec!["They agreed.".into(), "It is red.".into()])
        );
        let schemes: Vec<_> = story.subjects.iter().map(|s| s.scheme.as_deref()).collect();
        assert_eq!(schemes, [Some("category"), Some("AP Subject")]);
        assert_eq!(story.people.len(), 1);
    }

    #[test]
    fn several_publications_stand_in_an_envelope() {
        let one = publication("Text", "Usable", TEXT);
        assert_eq!(
            stories(&format!(
                "<feed><entry>{one}</entry><entry>{one}</entry></feed>"
            ))
            .len(),
            2
        );
    }

    #[test]
    fn a_time_of_release_counts_where_the_status_withholds() {
        let found = stories(&publication("Text", "Embargoed", TEXT));
        assert_eq!(
            found[0].as_ref().unwrap().embargoed_until.as_deref(),
            Some("2026-08-09T12:00:00Z")
        );
    }

    #[test]
    fn a_picture_is_of_another_medium() {
        let found = stories(&publication("Photo", "Usable", ""));
        assert!(found[0].as_ref().unwrap().is_of_another_medium());
    }
}
