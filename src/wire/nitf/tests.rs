use super::*;
use crate::wire::limits::Limits;
use crate::wire::xml;

#[test]
fn the_owner_of_the_rights_is_the_supplier_where_nothing_else_names_one() {
    let supplier = |source: &str| {
        let text = format!(
            "<nitf><head><docdata>{source}<doc.rights owner='NNA'/></docdata></head><body><body.content><p>Ministers met.</p></body.content></body></nitf>"
        );
        let root = xml::read(&text, &Limits::default(), &mut Repairs::default()).unwrap();
        read(&root).unwrap().supplier
    };
    assert_eq!(supplier("").as_deref(), Some("NNA"));
    assert_eq!(supplier("<doc-id regsrc='ANN'/>").as_deref(), Some("ANN"));
}

#[test]
fn the_time_of_issue_says_more_than_a_day_of_publication() {
    let made = |issue: &str, published: &str| {
        let text = format!(
            "<nitf><head><docdata><date.issue norm='{issue}'/></docdata><pubdata date.publication='{published}'/></head>\
             <body><body.content><p>Ministers met.</p></body.content></body></nitf>"
        );
        let root = xml::read(&text, &Limits::default(), &mut Repairs::default()).unwrap();
        read(&root).unwrap().version_created.unwrap()
    };
    let time = "20260809T141500Z";
    assert_eq!(made(time, "20260809"), time);
    assert_eq!(made("20260809", time), time);
    assert_eq!(made("20260808T230000Z", time), time);
    assert_eq!(made("20260808", "20260809"), "20260809");
}

#[test]
fn content_without_a_body_around_it_is_the_text() {
    let text = "<nitf><body.content><block><p>Ministers met.</p></block></body.content></nitf>";
    let root = xml::read(text, &Limits::default(), &mut Repairs::default()).unwrap();
    let body = read(&root).unwrap().body;
    assert_eq!(body, Body::Paragraphs(vec!["Ministers met.".into()]));
}

#[test]
fn paragraphs_right_in_the_body_are_the_text() {
    let text = "<nitf><body><body.head><hedline><hl1>A crane</hl1></hedline></body.head><p>Ministers met.</p><p>They agreed.</p></body></nitf>";
    let root = xml::read(text, &Limits::default(), &mut Repairs::default()).unwrap();
    let body = read(&root).unwrap().body;
    let two = vec!["Ministers met.".into(), "They agreed.".into()];
    assert_eq!(body, Body::Paragraphs(two));
}

#[test]
fn a_message_tells_of_an_update_by_its_first_word_in_capitals() {
    for (info, is_update) in [
        ("Eds: UPDATES: with the treaty.", true),
        ("UPDATES with quotes", true),
        ("Eds: Updates the map. With photos.", false),
        ("Eds: CORRECTS the place; UPDATES with quotes", false),
        ("", false),
    ] {
        assert_eq!(tells_of_update(info), is_update, "{info}");
    }
}

#[test]
fn a_head_right_in_the_body_is_the_head_and_no_text() {
    let text = "<nitf><head><title>Ports</title></head><body><headline><hl1>Two ports share a crane</hl1></headline>\
        <byline><bytag>By Ann Writer, NNA Writer</bytag></byline><dateline><location>Arvik, Norway</location><date>Sunday August 9 1998 7:28 ET</date></dateline>\
        <p>It is red.</p><p>They agreed.</p></body></nitf>";
    let root = xml::read(text, &Limits::default(), &mut Repairs::default()).unwrap();
    let story = read(&root).unwrap();
    assert_eq!(story.headline.as_deref(), Some("Two ports share a crane"));
    assert_eq!(story.byline.as_deref(), Some("By Ann Writer, NNA Writer"));
    assert_eq!(story.dateline.as_deref(), Some("Arvik, Norway"));
    let two = vec!["It is red.".into(), "They agreed.".into()];
    assert_eq!(story.body, Body::Paragraphs(two));
}
