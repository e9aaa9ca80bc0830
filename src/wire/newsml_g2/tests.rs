use super::*;
use crate::wire::limits::Limits;
use crate::wire::xml;

#[test]
fn a_name_goes_before_a_number_and_an_editor_is_no_writer() {
    let story = |provider: &str, creator: &str| {
        let text = format!(
            "<newsItem><itemMeta>{provider}</itemMeta><contentMeta><headline>Grids linked</headline>{creator}</contentMeta></newsItem>"
        );
        let root = xml::read(&text, &Limits::default(), &mut Repairs::default()).unwrap();
        read(&root).remove(0).unwrap()
    };
    let named = story(
        "<provider qcode='nnaproviderid:z0001'><name>Crane Statistics</name></provider>",
        "<creator qcode='nnaeditorid:7'><name>Ann Writer</name></creator>",
    );
    assert_eq!(named.supplier.as_deref(), Some("Crane Statistics"));
    assert_eq!(named.byline, None);
    let coded = story(
        "<provider qcode='nprov:NNA'><name>Neutral News Agency</name></provider>",
        "<creator qcode='nnawriter:7'><name>Ann Writer</name></creator>",
    );
    assert_eq!(coded.supplier.as_deref(), Some("NNA"));
    assert_eq!(coded.byline.as_deref(), Some("Ann Writer"));
    let hosted = story(
        "<provider literal='nna.example'><name>NNA</name></provider>",
        "",
    );
    assert_eq!(hosted.supplier.as_deref(), Some("NNA"));
    let bare = story("<provider literal='nna.example'/>", "");
    assert_eq!(bare.supplier.as_deref(), Some("nna.example"));
}

#[test]
fn a_title_escaped_twice_and_the_language_of_the_document_inside_are_read() {
    let text = "<newsItem><itemMeta><title>Crane &amp;amp; harbour</title></itemMeta><contentSet><inlineXML><idf lang='nb-NO'><group>\
        <element type='body'>It is red.</element></group></idf></inlineXML></contentSet></newsItem>";
    let root = xml::read(text, &Limits::default(), &mut Repairs::default()).unwrap();
    let story = read(&root).remove(0).unwrap();
    assert_eq!(story.headline.as_deref(), Some("Crane & harbour"));
    assert_eq!(story.language.as_deref(), Some("nb-NO"));
}

#[test]
fn lines_below_are_told_from_other_headlines_and_languages() {
    let text = "<newsItem xml:lang='fr'><contentMeta><headline xml:lang='de'>Ein Kran</headline><headline xml:lang='fr'>Une grue</headline>\
        <headline role='hlrole:sub'>Elle est rouge</headline><headline role='hlrole:short'>Grue</headline><description>Une grue rouge.</description></contentMeta>\
        <contentSet><inlineXML><html><body><p>Elle est grande.</p><address class='byline'>Ann Writer</address></body></html></inlineXML></contentSet></newsItem>";
    let root = xml::read(text, &Limits::default(), &mut Repairs::default()).unwrap();
    let story = read(&root).remove(0).unwrap();
    assert_eq!(story.headline.as_deref(), Some("Une grue"));
    assert_eq!(story.subheadlines, ["Elle est rouge"]);
    assert_eq!(story.byline.as_deref(), Some("Ann Writer"));
}

#[test]
fn the_line_below_is_that_of_nitf_where_only_the_content_has_one() {
    let text = "<newsItem><contentMeta><headline>A crane</headline></contentMeta><contentSet><inlineXML><nitf><body><body.head><hedline><hl1>A crane</hl1>\
        <hl2>It is red</hl2></hedline></body.head><body.content><p>Ministers met.</p></body.content></body></nitf></inlineXML></contentSet></newsItem>";
    let root = xml::read(text, &Limits::default(), &mut Repairs::default()).unwrap();
    assert_eq!(read(&root).remove(0).unwrap().subheadlines, ["It is red"]);
}

#[test]
fn all_writers_are_named_and_those_who_only_edit_or_distribute_are_not() {
    let byline = |creators: &str| {
        let text = format!(
            "<newsItem><contentMeta><headline>Grids linked</headline>{creators}</contentMeta></newsItem>"
        );
        let root = xml::read(&text, &Limits::default(), &mut Repairs::default()).unwrap();
        read(&root).remove(0).unwrap().byline
    };
    let two = "<creator role='r:reporter'><name>Ann Writer</name></creator><creator><name>Bo Author</name></creator>\
        <creator><name>Ann Writer</name></creator><creator role='r:editor'><name>Cy Desk</name></creator><creator role='r:bureau'><name>Bureau of Arvik</name></creator>\
        <creator type='cpnat:organisation'><name>Neutral News Agency</name></creator><creator><name>cdesk</name></creator>";
    assert_eq!(byline(two).as_deref(), Some("Ann Writer, Bo Author"));
    let said = format!("<by>Ann Writer in Arvik</by>{two}");
    assert_eq!(byline(&said).as_deref(), Some("Ann Writer in Arvik"));
}

#[test]
fn an_item_of_nothing_but_a_picture_elsewhere_is_a_picture_without_saying_so() {
    let kind = |content: &str| {
        let text = format!(
            "<newsItem><contentMeta><headline>A crane</headline><description>A red crane.</description></contentMeta><contentSet>{content}</contentSet></newsItem>"
        );
        let root = xml::read(&text, &Limits::default(), &mut Repairs::default()).unwrap();
        read(&root).remove(0).unwrap().item_type
    };
    let picture = "<remoteContent href='a.jpg' contenttype='image/jpeg'/>";
    assert_eq!(kind(picture).as_deref(), Some("picture"));
    let with_text =
        format!("<inlineXML><html><body><p>Ports share it.</p></body></html></inlineXML>{picture}");
    assert_eq!(kind(&with_text), None);
    assert_eq!(
        kind("<remoteContent href='a.html' contenttype='text/html'/>"),
        None
    );
}

#[test]
fn a_headline_of_a_lower_rank_is_the_line_below() {
    let text = "<newsItem><contentMeta><headline rank='3'>It is red</headline><headline rank='1'>A crane</headline></contentMeta></newsItem>";
    let root = xml::read(text, &Limits::default(), &mut Repairs::default()).unwrap();
    let story = read(&root).remove(0).unwrap();
    assert_eq!(story.headline.as_deref(), Some("A crane"));
    assert_eq!(story.subheadlines, ["It is red"]);
}

#[test]
fn a_second_heading_of_a_page_below_the_headline_is_the_line_below() {
    let below = |page: &str| {
        let text = format!(
            "<newsItem><contentMeta><headline>A crane</headline></contentMeta><contentSet><inlineXML><html><body>{page}<p>Ports share it.</p></body></html></inlineXML></contentSet></newsItem>"
        );
        let root = xml::read(&text, &Limits::default(), &mut Repairs::default()).unwrap();
        read(&root).remove(0).unwrap().subheadlines
    };
    assert_eq!(
        below("<h1>\nA crane\n</h1>\n<h2>It is red</h2>"),
        ["It is red"]
    );
    for page in [
        "<h2>It is red</h2>",
        "<h1>A ship</h1><h2>It is red</h2>",
        "<h1>A crane</h1><p>A</p><h2>It is red</h2>",
    ] {
        assert!(below(page).is_empty(), "{page}");
    }
}

#[test]
fn names_of_other_formats_in_the_content_metadata_are_read() {
    let text = "<newsItem><contentMeta><headline>Two ports share a crane</headline><subheadline>Union protests</subheadline><byline>Ann Writer</byline>\
        </contentMeta><contentSet><inlineXML><html><body><p>They agreed.</p></body></html></inlineXML></contentSet></newsItem>";
    let root = xml::read(text, &Limits::default(), &mut Repairs::default()).unwrap();
    let story = read(&root).remove(0).unwrap();
    assert_eq!(story.subheadlines, ["Union protests"]);
    assert_eq!(story.byline.as_deref(), Some("Ann Writer"));
}

#[test]
fn the_place_in_the_head_of_an_editor_of_blocks_is_where_the_story_was_written() {
    let text = "<newsItem><contentMeta><headline>Two ports share a crane</headline></contentMeta><contentSet><inlineXML><idf><group type='header'>\
        <element type='headline'>Two ports share a crane</element><element type='dateline'>\n Arvik\n</element></group><group type='body'>\
        <element type='body'>They agreed.</element></group></idf></inlineXML></contentSet></newsItem>";
    let root = xml::read(text, &Limits::default(), &mut Repairs::default()).unwrap();
    let story = read(&root).remove(0).unwrap();
    assert_eq!(story.located.as_deref(), Some("Arvik"));
}

#[test]
fn a_document_that_stands_in_an_item_as_text_is_read_as_one() {
    let text = "<newsItem><contentMeta><headline>A crane</headline></contentMeta><contentSet><inlineData contenttype='application/nitf+xml'><![CDATA[<nitf><body>\
        <body.head><byline>Ann Writer</byline></body.head><body.content><p>It is red.</p><p>It is tall.</p></body.content></body></nitf>]]></inlineData></contentSet></newsItem>";
    let root = xml::read(text, &Limits::default(), &mut Repairs::default()).unwrap();
    let story = read(&root).remove(0).unwrap();
    assert_eq!(story.byline.as_deref(), Some("Ann Writer"));
    let paragraphs = ["It is red.", "It is tall."].map(String::from).to_vec();
    assert_eq!(story.body, Body::Paragraphs(paragraphs));
}
