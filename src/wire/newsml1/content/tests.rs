use super::*;
use crate::wire::limits::Limits;
use crate::wire::{newsml1, xml};

fn read(markup: &str) -> (Content, WireStory) {
    let mut repairs = Repairs::default();
    let root = xml::read(markup, &Limits::default(), &mut repairs).unwrap();
    let (mut content, mut story) = (Content::default(), WireStory::default());
    read_component(&root, "", &mut story, &mut content, &mut repairs);
    (content, story)
}

fn component(role: &str, mime: &str, text: &str) -> String {
    format!(
        "<NewsComponent><Role FormalName='{role}'/><ContentItem><MimeType FormalName='{mime}'/>\
         <DataContent><p>{text}</p></DataContent></ContentItem></NewsComponent>"
    )
}

fn paragraphs(body: &Body) -> Vec<String> {
    match body {
        Body::Paragraphs(all) => all.clone(),
        _ => Vec::new(),
    }
}

fn body_of(medium: &str) -> Option<String> {
    let markup = format!(
        "<NewsML><NewsItem><NewsComponent><NewsLines><HeadLine>Two ports share a crane</HeadLine></NewsLines><ContentItem>\
         <MediaType FormalName='{medium}'/><DataContent><![CDATA[<P>They agreed on Sunday.</P>]]></DataContent></ContentItem>\
         </NewsComponent></NewsItem></NewsML>"
    );
    let root = xml::read(&markup, &Limits::default(), &mut Repairs::default()).unwrap();
    match newsml1::read(&root).remove(0).unwrap().body {
        Body::Missing => None,
        Body::Plain(text) => Some(text),
        Body::Paragraphs(paragraphs) => Some(paragraphs.join("|")),
    }
}

#[test]
fn whatever_a_system_calls_its_texts_they_are_the_story() {
    for medium in [
        "Text",
        "ComplexData",
        "HTML",
        "XHTML",
        "NITF",
        "Article",
        "Story",
        "News",
        "Document",
    ] {
        assert_eq!(
            body_of(medium).as_deref(),
            Some("They agreed on Sunday."),
            "{medium}"
        );
    }
    for medium in [
        "Photo",
        "Graphic",
        "Audio",
        "Video",
        "Animation",
        "image/jpeg",
    ] {
        assert_eq!(body_of(medium), None, "{medium}");
    }
}

#[test]
fn an_item_without_the_document_around_it_is_read_as_one() {
    let item = "<NewsItem><NewsEnvelope><DateAndTime>20260809T102000Z</DateAndTime><SentFrom><Party FormalName='NNA'/></SentFrom></NewsEnvelope>\
         <ContentItem><DataContent><head><hedline><hl1>A crane</hl1></hedline></head><body>It is red.<br/><br/>It is tall.</body>\
         <tagline>ann@nna.example</tagline></DataContent></ContentItem></NewsItem>";
    for markup in [item.to_string(), format!("<list>{item}</list>")] {
        let root = xml::read(&markup, &Limits::default(), &mut Repairs::default()).unwrap();
        let found = crate::wire::xml::documents::stories(&root, &mut Repairs::default());
        let story = found[0].as_ref().unwrap();
        assert_eq!(story.headline.as_deref(), Some("A crane"));
        assert_eq!(story.supplier.as_deref(), Some("NNA"));
        assert_eq!(story.content_created.as_deref(), Some("20260809T102000Z"));
        assert_eq!(paragraphs(&story.body), ["It is red.", "It is tall."]);
    }
    // Others call the stories of their feeds so.
    let other = "<NewsItem><Title>A crane</Title><Body>It is red. It is tall.</Body></NewsItem>";
    let root = xml::read(other, &Limits::default(), &mut Repairs::default()).unwrap();
    let found = crate::wire::xml::documents::stories(&root, &mut Repairs::default());
    assert_eq!(
        found[0].as_ref().unwrap().headline.as_deref(),
        Some("A crane")
    );
}

#[test]
fn the_head_of_the_nitf_inside_speaks_where_the_news_lines_do_not() {
    let nitf = "<ContentItem><DataContent><nitf><head><title>no</title></head><body><body.head><hedline><hl1>A crane</hl1></hedline>\
         <byline>By Ann Writer</byline><dateline><location>ARVIK</location></dateline></body.head>\
         <body.content><p>It is red.</p></body.content></body></nitf></DataContent></ContentItem>";
    let (content, story) = read(&format!("<NewsComponent>{nitf}</NewsComponent>"));
    assert_eq!(content.title.as_deref(), Some("A crane"));
    assert_eq!(story.byline.as_deref(), Some("By Ann Writer"));
    assert_eq!(story.dateline.as_deref(), Some("ARVIK"));
    let lines = "<NewsLines><HeadLine>Two ports</HeadLine><ByLine>Bo Author</ByLine></NewsLines>";
    let (content, story) = read(&format!("<NewsComponent>{lines}{nitf}</NewsComponent>"));
    assert_eq!(content.headlines[0].1, "Two ports");
    assert_eq!(story.byline.as_deref(), Some("Bo Author"));
}

#[test]
fn an_embargo_among_the_news_lines_is_a_note() {
    let (_, story) = read(
        "<NewsComponent><NewsLines><NewsLine><NewsLineType FormalName='EmbargoLine'/>\
         <NewsLineText>Embargoed until 09 Aug 2026 12:00 GMT</NewsLineText></NewsLine></NewsLines></NewsComponent>",
    );
    assert_eq!(
        story.ed_note.as_deref(),
        Some("Embargoed until 09 Aug 2026 12:00 GMT")
    );
}

#[test]
fn of_sibling_components_the_one_whose_role_says_so_is_the_body() {
    let parts = [
        component("StyleSheet", "text/css", ".a { b: c }"),
        component("SubHeadLine", "text/xhtml", "Below"),
        component("Logo", "text/plain", "A logo"),
        component("Contact", "text/xhtml", "Ask Ann Writer."),
        component("", "text/plain", "Unsaid."),
        component("Main", "text/xhtml", "Main."),
        component("Body", "text/xhtml", "The text."),
    ];
    let (content, story) = read(&format!(
        "<NewsComponent>{}</NewsComponent>",
        parts.concat()
    ));
    assert_eq!(paragraphs(&content.body), ["The text."]);
    assert_eq!(paragraphs(&content.below), ["Below"]);
    assert_eq!(story.ed_note.as_deref(), Some("Ask Ann Writer."));
    let (content, _) = read(&format!(
        "<NewsComponent>{}</NewsComponent>",
        parts[..6].concat()
    ));
    assert_eq!(paragraphs(&content.body), ["Main."]);
    let (content, _) = read(&component("", "text/css", ".a { b: c }"));
    assert_eq!(content.body, Body::Missing);
}

#[test]
fn a_headline_may_stand_in_a_news_line() {
    let (content, _) = read(
        "<NewsComponent><NewsLines><NewsLine><HeadLine lang='en'>A crane</HeadLine></NewsLine></NewsLines></NewsComponent>",
    );
    assert_eq!(content.headlines, [(Some("en".into()), "A crane".into())]);
}

#[test]
fn a_picture_whose_text_is_its_headline_is_a_picture() {
    let item = |text: &str| {
        let markup = format!(
            "<NewsML><NewsItem><NewsComponent><NewsLines><HeadLine>A red crane</HeadLine></NewsLines><NewsComponent><ContentItem><DataContent>\
             <p>{text}</p></DataContent></ContentItem></NewsComponent><NewsComponent><Role FormalName='Main'/><ContentItem><MediaType FormalName='Photo'/>\
             </ContentItem></NewsComponent></NewsComponent></NewsItem></NewsML>"
        );
        let root = xml::read(&markup, &Limits::default(), &mut Repairs::default()).unwrap();
        newsml1::read(&root).remove(0).unwrap()
    };
    assert!(item("A red crane").is_of_another_medium());
    assert!(!item("They agreed on Sunday.").is_of_another_medium());
}

#[test]
fn a_comment_of_a_content_item_is_a_note_unless_it_is_of_the_system() {
    let note = |comment: &str| {
        let markup = format!(
            "<NewsComponent><ContentItem>{comment}<DataContent><p>A</p></DataContent></ContentItem></NewsComponent>"
        );
        read(&markup).1.ed_note
    };
    assert_eq!(
        note("<Comment>with quotes</Comment>").as_deref(),
        Some("with quotes")
    );
    let named = "<Comment FormalName='Editorial Note'>with quotes</Comment>";
    assert_eq!(note(named).as_deref(), Some("with quotes"));
    assert_eq!(note("<Comment FormalName='Version'>1.0</Comment>"), None);
}

#[test]
fn a_comment_of_a_component_is_a_note_to_editors() {
    let (_, story) = read(
        "<NewsComponent><NewsComponent><Comment> Embargoed to 0001 Tuesday June 03 </Comment></NewsComponent></NewsComponent>",
    );
    assert_eq!(
        story.ed_note.as_deref(),
        Some("Embargoed to 0001 Tuesday June 03")
    );
}

#[test]
fn a_catchword_in_the_place_of_a_dateline_is_none() {
    let dateline = |place: &str, word: &str| {
        let text = format!(
            "<NewsComponent><NewsLines><DateLine>{place}</DateLine><NewsLine><NewsLineType FormalName='CatchWord'/>\
             <NewsLineText>{word}</NewsLineText></NewsLine></NewsLines></NewsComponent>"
        );
        read(&text).1.dateline
    };
    assert_eq!(dateline("Ice hockey", "Ice Hockey"), None);
    assert_eq!(dateline("Arvik", "Animals").as_deref(), Some("Arvik"));
}

#[test]
fn all_bylines_and_all_notes_of_a_component_are_kept() {
    let line = |kind: &str, text: &str| {
        format!(
            "<NewsLine><NewsLineType FormalName='{kind}'/><NewsLineText>{text}</NewsLineText></NewsLine>"
        )
    };
    let text = format!(
        "<NewsComponent><NewsLines><ByLine>Ann Writer</ByLine><ByLine>and Bo Author</ByLine>{}{}</NewsLines></NewsComponent>",
        line("AdvisoryLine", "Corrects the place"),
        line("AdvisoryLine", "Adds a photo"),
    );
    let story = read(&text).1;
    assert_eq!(story.byline.as_deref(), Some("Ann Writer and Bo Author"));
    assert_eq!(
        story.ed_note.as_deref(),
        Some("Corrects the place\nAdds a photo")
    );
}

#[test]
fn paragraphs_right_in_a_content_item_are_its_text() {
    let markup = "<NewsComponent><ContentItem><MediaType FormalName='Text'/><p>A</p><p>B</p></ContentItem></NewsComponent>";
    assert_eq!(paragraphs(&read(markup).0.body), ["A", "B"]);
    let other = "<NewsComponent><ContentItem Href='a.txt'><MediaType FormalName='Text'/></ContentItem></NewsComponent>";
    assert!(paragraphs(&read(other).0.body).is_empty());
}

#[test]
fn a_sender_that_numbers_its_items_is_their_supplier_and_not_whom_it_has_them_from() {
    let supplier = |sender: &str, domain: &str, administrative: &str| {
        let markup = format!(
            "<NewsML><NewsEnvelope><SentFrom><Party FormalName='{sender}'/></SentFrom></NewsEnvelope><NewsItem><Identification><NewsIdentifier>\
             <ProviderId>{domain}</ProviderId></NewsIdentifier></Identification><NewsComponent><NewsLines><HeadLine>A crane</HeadLine></NewsLines>\
             <AdministrativeMetadata>{administrative}</AdministrativeMetadata></NewsComponent></NewsItem></NewsML>"
        );
        let root = xml::read(&markup, &Limits::default(), &mut Repairs::default()).unwrap();
        newsml1::read(&root).remove(0).unwrap().supplier.unwrap()
    };
    let source = "<Source><Party FormalName='Arvik Cranes'/></Source>";
    assert_eq!(supplier("New Wire", "newwire.example", source), "New Wire");
    assert_eq!(
        supplier("New Wire", "other.example", source),
        "Arvik Cranes"
    );
    let provider = format!("<Provider><Party FormalName='NNA'/></Provider>{source}");
    assert_eq!(supplier("New Wire", "newwire.example", &provider), "NNA");
}
