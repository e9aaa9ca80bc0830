use super::*;

#[test]
fn the_line_below_the_headline_is_found_under_its_names() {
    for field in [
        r#""subheadline":"It is red""#,
        r#""subheadlines":{"basic":"It is red"}"#,
        r#""sub_title":"It is red""#,
        r#""SubHeadLine":["It is red"]"#,
        r#""field_subtitle":"It is red""#,
        r#""alternativeHeadline":"It is red""#,
        r#""utl":"It is red""#,
        r#""Untertitel":"It is red""#,
        r#""podnaslov":"It is red""#,
        r#""headlines":[{"role":"main","value":"A crane"},{"role":"subheadline","value":"It is red"},{"role":"kicker","value":"Ports"}]"#,
    ] {
        let story = story_of(&format!(
            r#"{{"headline":"A crane","body":"Two ports share it.",{field}}}"#
        ));
        assert_eq!(story.headline.as_deref(), Some("A crane"), "{field}");
        assert_eq!(story.subheadlines, ["It is red"], "{field}");
    }
    for field in [
        r#""kicker":"Ports""#,
        r#""Dachzeile":"Ports""#,
        r#""headlines":[{"role":"main","value":"A crane"},{"role":"seo","value":"Ports"}]"#,
    ] {
        let story = story_of(&format!(
            r#"{{"headline":"A crane","body":"Two ports share it.",{field}}}"#
        ));
        assert!(story.subheadlines.is_empty(), "{field}");
        assert_eq!(story.other_lines, ["Ports"], "{field}");
    }
}

#[test]
fn a_day_and_its_hour_under_names_of_their_own_are_one_time() {
    for (fields, time) in [
        (
            r#""publicationDate":"2026-08-09","publicationTime":"10:15:00Z""#,
            "2026-08-09T10:15:00Z",
        ),
        (
            r#""SendTime":"101500","SendDate":"20260809""#,
            "2026-08-09T10:15:00",
        ),
        (r#""date":"09.08.2026","time":"10:15""#, "2026-08-09T10:15"),
        (r#""datum":"09.08.2026","čas":"10:15""#, "2026-08-09T10:15"),
        (
            r#""published":"2026-08-09T08:00:00Z","time":"10:15""#,
            "2026-08-09T08:00:00Z",
        ),
    ] {
        let story = story_of(&format!(
            r#"{{"headline":"A crane","body":"It is red.",{fields}}}"#
        ));
        assert_eq!(story.content_created.as_deref(), Some(time), "{fields}");
    }
}

#[test]
fn a_text_parted_behind_its_lead_is_one() {
    let story = story_of(
        r#"{"headline":"A crane","leadParagraph":["It is red."],"tailParagraphs":["It is tall.","It is old."]}"#,
    );
    assert_eq!(story.body.joined(), "It is red.|It is tall.|It is old.");
}

#[test]
fn fields_of_contentful_and_blocks_of_two_editors_are_read() {
    let story = story_of(
        r#"{"sys":{"id":"7","type":"Entry","updatedAt":"2026-08-09T10:00:00Z","revision":4,"locale":"nb"},"fields":{"title":"A crane","body":{"nodeType":"document","data":{},
            "content":[{"nodeType":"paragraph","content":[{"nodeType":"text","value":"Two ports "},{"nodeType":"hyperlink","content":[{"nodeType":"text","value":"share"}]},
            {"nodeType":"text","value":" it."}]},{"nodeType":"heading-2","content":[{"nodeType":"text","value":"Colour"}]}]}}}"#,
    );
    assert_eq!(story.body.joined(), "Two ports share it.|Colour");
    assert_eq!(
        story.version_created.as_deref(),
        Some("2026-08-09T10:00:00Z")
    );
    assert_eq!(story.version.as_deref(), Some("4"));
    let story = story_of(
        r#"{"headlines":{"basic":"A crane"},"content_elements":[{"type":"text","content":"It is red."},{"type":"interstitial_link","content":"Read more"},
            {"type":"list","items":[{"type":"text","content":"Oslo"},{"type":"text","content":"Bergen"}]},{"type":"raw_html","content":"<div>x</div>"},
            {"type":"quote","content_elements":[{"type":"text","content":"We agree."}]}]}"#,
    );
    assert_eq!(story.body.joined(), "It is red.|Oslo|Bergen|We agree.");
}

#[test]
fn a_page_around_an_article_is_no_story() {
    let limits = crate::wire::limits::Limits::default();
    for text in [
        r#"{"@type":"WebPage","name":"A crane","description":"All about it"}"#,
        r#"{"@type":"Organization","name":"NNA","description":"An agency"}"#,
    ] {
        let values = super::super::value::read(text, &limits, &mut Repairs::default()).unwrap();
        assert!(matches!(read(&values[0]), Found::Nothing), "{text}");
    }
    let removed = r#"{"title":"[Removed]","description":"[Removed]","content":"[Removed]"}"#;
    let values = super::super::value::read(removed, &limits, &mut Repairs::default()).unwrap();
    assert!(matches!(read(&values[0]), Found::NoText(_)));
}

#[test]
fn a_source_by_lsegs_code_is_named_without_its_scheme() {
    let story = story_of(r#"{"headline":"A crane","body":"It is red.","provider":"NS:NNA"}"#);
    assert_eq!(story.supplier.as_deref(), Some("NNA"));
}

#[test]
fn scripts_of_videos_and_contents_of_portals_are_bodies() {
    let video = r#"{"headline":"A crane","arrivaldatetime":"2026-08-09T10:00:00Z","script":{"nitf":"<p>They agreed.</p>"}}"#;
    let story = story_of(video);
    assert_eq!(story.body.joined(), "They agreed.");
    assert_eq!(
        story.content_created.as_deref(),
        Some("2026-08-09T10:00:00Z")
    );
    let portal = story_of(r#"{"Title":"A crane","DataContents":"They agreed."}"#);
    assert_eq!(portal.body.joined(), "They agreed.");
}
