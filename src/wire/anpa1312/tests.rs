use super::*;

const MESSAGE: &str = "\u{16}\u{16}\u{1}W2870asian\n\u{11}u i BC-XX--Grid-Link 1stLd-Writethru   08-09 0049\n^BC-XX--Grid-Link, 1st Ld-Writethru,49<\n^Neighbours agree to link power grids<\n^Eds: Updates with quotes.<\n^By ANN WRITER=\n^Associated Press=\n\u{2}\t   OSLO, Norway (AP) _ Ministers agreed Sunday to link their grids. \n\t   ``It took years,'' one said. \n\n\t   AP-WF-08-09-26 1630GMT<\n\u{3}\n";

#[test]
fn every_line_finds_its_field() {
    assert!(is_anpa1312(MESSAGE));
    let story = message(MESSAGE);
    assert_eq!(story.transmission_id.as_deref(), Some("W2870-08-09"));
    assert_eq!(story.urgency.as_deref(), Some("u"));
    assert_eq!(
        story.slugline.as_deref(),
        Some("BC-XX--Grid-Link, 1st Ld-Writethru")
    );
    assert_eq!(
        story.headline.as_deref(),
        Some("Neighbours agree to link power grids")
    );
    assert_eq!(story.byline.as_deref(), Some("ANN WRITER"));
    assert_eq!(story.ed_note.as_deref(), Some("Eds: Updates with quotes."));
    assert_eq!(story.content_created.as_deref(), Some("20260809T1630Z"));
    let Body::Plain(body) = story.body else {
        panic!("no body");
    };
    assert!(body.contains("“It took years,” one said."));
    assert!(body.contains("(AP) — Ministers"));
}

#[test]
fn the_paper_below_a_byline_is_no_text() {
    let story = message(&MESSAGE.replace("^Associated Press=", "^Neutral Newspapers="));
    assert_eq!(
        story.byline.as_deref(),
        Some("ANN WRITER, Neutral Newspapers")
    );
    assert!(matches!(story.body, Body::Plain(body) if !body.contains("Newspapers")));
}

#[test]
fn the_right_to_a_text_below_its_byline_is_a_note() {
    let story = message(&MESSAGE.replace("^Associated Press=", "^c.2026 Neutral Herald="));
    assert_eq!(story.byline.as_deref(), Some("ANN WRITER"));
    assert!(
        story
            .ed_note
            .is_some_and(|note| note.contains("c.2026 Neutral Herald"))
    );
}

#[test]
fn messages_without_carets_are_read_too() {
    let text = "a0105NEUTRAkoko-\nu s BC-Grid-Link   09-08 0344\nBC-Grid-Link\nNeighbours agree to\nlink power grids+\n     OSLO, Aug. 9 Neutra - Ministers agreed.\n==Neutra\nNNA-21:37-09-08-26\n";
    assert!(is_anpa1312(text));
    let story = message(text);
    assert_eq!(story.slugline.as_deref(), Some("BC-Grid-Link"));
    assert_eq!(
        story.headline.as_deref(),
        Some("Neighbours agree to link power grids")
    );
    assert_eq!(story.content_created.as_deref(), Some("20260809T2137"));
    assert_eq!(story.supplier.as_deref(), Some("NNA"));
    let alert = message(
        "W1645asian\nb a BC-US--APNewsAlert     06-29 0358\n^BC-US--APNewsAlert,17<\n\t   OSLO (AP) _ Grids linked.\n\t   AP-WF-06-29-17 2350GMT<\n",
    );
    assert_eq!(alert.signals, ["newsalert"]);
    let zoned = message(
        "a0417----\nb w AP-Grid 08-09 0020\n^AP-Grid,20<\n\tOSLO (AP) _ Grids linked.\n\n\tAP-NY-08-09-26 1630EDT<\n",
    );
    assert_eq!(zoned.content_created.as_deref(), Some("20260809T1630EDT"));
}

#[test]
fn other_texts_are_not_taken_for_it() {
    for text in [
        "",
        "W2870\nf l",
        "A line\nb c d\n",
        "W2870asian\nf l BC-x\nno caret",
    ] {
        assert!(!is_anpa1312(text), "{text}");
    }
}

#[test]
fn control_characters_between_category_and_slug_are_read() {
    for controls in ["\u{13}\u{11}", "\u{14}\u{12}", " \u{13}\u{11} "] {
        let text = format!(
            "\u{16}\u{16}\u{1}W2870\u{1f}asian\r\nf l{controls}BC-XX--Grid-Link     08-09 1049\r\n\u{2}^BC-XX--Grid-Link,49<\r\n^Neighbours agree to link power grids<\r\n\t   OSLO (AP) _ Ministers agreed.\r\n\r\n\t   \u{3}AP-WF-08-09-26 1630GMT<\r\n\u{4}"
        );
        assert!(is_anpa1312(&text), "{controls:?}");
        let story = message(&text);
        assert_eq!(story.transmission_id.as_deref(), Some("W2870-08-09"));
        assert_eq!(story.subjects[0].code.as_deref(), Some("l"));
        assert_eq!(story.slugline.as_deref(), Some("BC-XX--Grid-Link"));
        assert_eq!(story.content_created.as_deref(), Some("20260809T1630Z"));
    }
}

#[test]
fn lines_behind_the_headline_are_the_text_where_no_other_is() {
    let story = message(
        "V4644\u{1f}-----\nr e\u{13}\u{11}AP-Top-Grid     08-09 0121\n\u{2}^*9006< ^AP-Top-Grid,0042<\n^Top grid news at noon<\n^Neighbours link grids\n^With power, villages celebrate\n\n\t   \u{3}AP-WF-08-09-26 0423GMT<\n",
    );
    assert_eq!(story.headline.as_deref(), Some("Top grid news at noon"));
    assert_eq!(story.slugline.as_deref(), Some("AP-Top-Grid"));
    let lines = ["Neighbours link grids", "With power, villages celebrate"];
    assert_eq!(story.body, Body::Paragraphs(lines.map(String::from).into()));
    assert!(story.subheadlines.is_empty());
}

#[test]
fn tables_keep_their_headings_and_rows() {
    let story = message(
        "s0284\u{1f}-----\nr s\u{13}\u{12}BC-GRD--Glance     08-09 \n\u{2}^BC-GRD--Glance<\n^Grid Glance=\n^All Times EDT=\n^By The Associated Press=\n^NORTHERN LEAGUE=\n^;W;L;GB\n\u{8}Oslo;73;52;_\n\u{8}Bergen;55;67;16{\n\t   ___=\n^Sunday's Games=\n\t   Oslo 6, Bergen 5<\n\t   Oslo 4, Bergen 3< ^Monday's Games=\n\t   Bergen at Oslo, ppd.\n\n\t   \u{3}AP-WF-08-09-26 2017GMT<\n",
    );
    assert_eq!(story.headline.as_deref(), Some("Grid Glance"));
    assert_eq!(story.byline.as_deref(), Some("The Associated Press"));
    let rows = [
        "All Times EDT",
        "NORTHERN LEAGUE",
        ";W;L;GB",
        "Oslo;73;52;_",
        "Bergen;55;67;16½",
        "___=",
        "Sunday's Games",
        "Oslo 6, Bergen 5",
        "Oslo 4, Bergen 3",
        "Monday's Games",
        "Bergen at Oslo, ppd.",
    ];
    assert_eq!(story.body, Body::Paragraphs(rows.map(String::from).into()));
}

#[test]
fn a_writers_title_stays_with_the_byline() {
    let story = message(
        "W2870asian\nu i BC-XX--Grid 08-09 0049\n^BC-XX--Grid,49<\n^Grids linked<\n^By ANN WRITER=\n^AP Energy Writer=\n\tOSLO (AP) _ Ministers agreed.\n",
    );
    assert_eq!(
        story.byline.as_deref(),
        Some("ANN WRITER, AP Energy Writer")
    );
}

#[test]
fn a_headline_behind_stx_needs_no_caret() {
    let one = "\u{5}\u{5}\u{5}C T\n\u{16}\u{16}\u{1}f0704\u{1f}nna\nu f BC-TWO-PORTS-CRANE   08-09 0105\n\u{2}\nTWO PORTS SHARE A CRANE\n    OSLO, Aug 9 - The ports agreed to share a crane.\n Neutra\n\u{3}";
    let two = format!(
        "{one}\u{5}\u{5}\u{5}F\n\u{16}\u{16}\u{1}f0705\u{1f}nna\nu f BC-CRANE-BLUE   08-09 0042\n\u{2}CRANE IS BLUE\n    OSLO, Aug 9 - The crane is blue.\n\u{3}"
    );
    assert!(is_anpa1312(one) && is_anpa1312(&two));
    let stories = read(&two);
    assert_eq!(stories.len(), 2);
    assert_eq!(
        stories[0].headline.as_deref(),
        Some("TWO PORTS SHARE A CRANE")
    );
    assert_eq!(stories[0].slugline.as_deref(), Some("BC-TWO-PORTS-CRANE"));
    assert_eq!(
        stories[0].body,
        Body::Plain("    OSLO, Aug 9 - The ports agreed to share a crane.\n Neutra".into())
    );
    assert_eq!(stories[1].headline.as_deref(), Some("CRANE IS BLUE"));
    assert_eq!(stories[1].transmission_id.as_deref(), Some("f0705-08-09"));
}

#[test]
fn a_stamp_may_name_the_agency_without_a_wire_and_a_byline_end_in_an_angle() {
    let story = message(
        "A0123nyxzx-\nu i BC-PORTS-TALKS-NNA 08-09 0740\n^BC-PORTS-TALKS-NNA<\n^PORTS OPEN TALKS<\n^By ANN WRITER<\n\tOSLO _ Ministers agreed.\n\tNNA-08-09-26 1420EDT<\n",
    );
    assert_eq!(story.content_created.as_deref(), Some("20260809T1420EDT"));
    assert_eq!(story.supplier.as_deref(), Some("NNA"));
    assert_eq!(story.byline.as_deref(), Some("ANN WRITER"));
}

#[test]
fn headers_of_the_canadian_press_close_each_line_by_its_own_sign() {
    let text = "\u{16}\u{16}\u{1}b1488\u{1f}nnstf\u{1f}-\r\n\u{13}r b \u{1f}\u{11}bt Grid-Markets,7thWritethru \u{14}TB06 09-08 0588\r\n\u{2}^Grid-Markets, 7th Writethru@<\r\ncode:2<\r\n^Update:ADDS details@<\r\n^INDEX: Economy, Business@<\r\n^SYMBOL:NNA@<\r\n^HL:Grids advance as ministers link\r\ntheir markets@<\r\n^By Ann Writer@<\r\n^THE CANADIAN PRESS@<\r\n\t   OSLO _ Grids advanced Friday on\r\nrelief that they are linked.<\r\n\u{3}\r\n16:35ET 09-08-26<\r\n\u{4}";
    let story = message(text);
    assert_eq!(
        story.headline.as_deref(),
        Some("Grids advance as ministers link their markets")
    );
    assert_eq!(
        story.slugline.as_deref(),
        Some("Grid-Markets, 7th Writethru")
    );
    assert_eq!(story.byline.as_deref(), Some("Ann Writer"));
    assert_eq!(story.keywords, ["Economy", "Business"]);
    assert_eq!(
        story.content_created.as_deref(),
        Some("20260809T1635[America/Toronto]")
    );
    let Body::Plain(body) = story.body else {
        panic!("{:?}", story.body);
    };
    assert!(
        body.trim_start().starts_with("OSLO — Grids advanced"),
        "{body}"
    );
}

/// A message with this head over an indented text.
fn with_head(routing: &str, head: &str, end: &str) -> String {
    format!(
        "\u{16}\u{16}\u{1}a0812\u{1f}----\r\n{routing}\r\n\u{2}{head}\t   OSLO (AP) _ The ports agreed Sunday to share a crane.\r\n\r\n\t   {end}<\r\n\u{3}"
    )
}

#[test]
fn a_line_of_the_head_goes_on_where_it_is_open_or_more_carets_follow() {
    let story = message(&with_head(
        "u a \u{13}\u{11}AM-Ports 4thLd-Writethru a0800 08-09 1046",
        "^AM-Ports, 4th Ld - Writethru, a0800,1072<\r\n^Two Ports Share a Crane<\r\n^Eds: SUBS 5th graf, `At ten ..., to include the crane's<\r\ntrack; picks up 6th graf: `The ports ...<\r\n^LaserPhotos OSL3, OSL4<\r\n^By ANN WRITER<\r\n^Associated Press Writer<\r\n",
        "AP-NR-08-09-26 0002EDT",
    ));
    assert_eq!(story.headline.as_deref(), Some("Two Ports Share a Crane"));
    assert_eq!(story.byline.as_deref(), Some("ANN WRITER"));
    assert!(
        story
            .ed_note
            .as_deref()
            .is_some_and(|note| note.contains("crane's track; picks up"))
    );
    assert!(matches!(&story.body, Body::Plain(text) if text.trim_start().starts_with("OSLO (AP)")));
    let open = message(&with_head(
        "r w \u{13}\u{11}PM-Ports 1stLd 08-09 0334",
        "^PM-Ports, 1st Ld,300<\r\n^Two Ports Share a Crane<\r\n^Eds: LEADS with 3 grafs to make it the port\r\nmaster; picks up 4th graf pvs.<\r\n",
        "AP-NR-08-09-26 0556EST",
    ));
    assert!(matches!(&open.body, Body::Plain(text) if text.trim_start().starts_with("OSLO (AP)")));
}

#[test]
fn what_says_when_an_advance_may_be_used_is_a_note() {
    let story = message(&with_head(
        "r f \u{13}\u{11}BC-Ports Adv22 08-09 0450",
        "^BC-Ports, Adv 22,0450<\r\n^$adv22<\r\n^For Release Sunday, August 22<\r\n^Two Ports Share a Crane<\r\n",
        "AP-NY-08-09-26 1102EDT",
    ));
    assert_eq!(story.headline.as_deref(), Some("Two Ports Share a Crane"));
    assert!(
        story
            .ed_note
            .as_deref()
            .is_some_and(|note| note.contains("For Release Sunday"))
    );
}

#[test]
fn a_headline_with_a_comma_is_no_slug_line() {
    let story = message(&with_head(
        "u i \u{13}\u{11}bc-norway-ports 3rdld-writethru \u{14}8-09 0331",
        "^Two ports agree, share a crane<\r\n^By ANN WRITER<\r\n",
        "upi 08-09-90 04:12 ped",
    ));
    assert_eq!(
        story.headline.as_deref(),
        Some("Two ports agree, share a crane")
    );
    assert_eq!(story.slugline.as_deref(), Some("bc-norway-ports"));
    assert_eq!(story.supplier.as_deref(), Some("UPI"));
    assert_eq!(
        story.content_created.as_deref(),
        Some("1990-08-09T16:12-04:00")
    );
}

#[test]
fn a_head_without_its_carets_is_read() {
    let text = "V7712\nb a BC-Ports 2ndLd 08-09 0120\n\nBC-Ports, 2nd Ld,0118\nURGENT\nTwo Ports Share a Crane\nEds: LEADS with 3 grafs\n   OSLO (AP) _ The ports agreed.\n\n   AP-NY-08-09-86 1201EST\n";
    assert!(is_anpa1312(text));
    let story = message(text);
    assert_eq!(story.headline.as_deref(), Some("Two Ports Share a Crane"));
    assert_eq!(story.slugline.as_deref(), Some("BC-Ports, 2nd Ld"));
    assert_eq!(story.signals, ["urgent"]);
    assert_eq!(story.content_created.as_deref(), Some("19860809T1201EST"));
}

#[test]
fn a_message_taken_apart_is_put_together() {
    let text = "SERVICE-LEVEL-DESIGNATOR: B\nSTORY-NUMBER: 0214\nUPI: \nSELECTOR-CODE: cpstf\nPRIORITY: u\nCATEGORY: n\nBODY: text\nKEYWORDS: Ports-Crane\nVERSION: 1stLd\nREFERENCE: OT03\nFILING-DATE: 09-08\nWORD-COUNT: 210\nTRANSMISSION-DATE: 11:04ET 09-08-26<\n\n^Ports-Crane, 1st Ld@<\n^HL:Two ports share\na crane@<\n^By Ann Writer@<\n^THE CANADIAN PRESS@<\n\t   OSLO _ The ports agreed.<\n";
    let two = format!("{text}\u{c}\n{text}");
    assert!(is_anpa1312(text) && !is_anpa1312("SERVICE-LEVEL-DESIGNATOR: B\nNo number"));
    let stories = read(&two);
    assert_eq!(stories.len(), 2);
    for story in &stories {
        assert_eq!(story.headline.as_deref(), Some("Two ports share a crane"));
        assert_eq!(story.slugline.as_deref(), Some("Ports-Crane, 1st Ld"));
        assert_eq!(story.byline.as_deref(), Some("Ann Writer"));
        assert_eq!(story.urgency.as_deref(), Some("u"));
        assert_eq!(story.transmission_id.as_deref(), Some("B0214-09-08"));
        assert_eq!(
            story.content_created.as_deref(),
            Some("20260809T1104[America/Toronto]")
        );
    }
}

#[test]
fn a_selector_before_the_slug_is_none_of_it() {
    let routing =
        routing("r b \u{1f}\u{11}bt Ports-Crane,7thWritethru \u{14}TB06 09-08 0588").unwrap();
    assert_eq!(routing.slug(), "Ports-Crane,7thWritethru");
    assert_eq!(
        super::routing("u i to-the-ports x 09-08").unwrap().slug(),
        "to-the-ports"
    );
}

#[test]
fn the_slug_line_may_lack_the_cycle_of_the_routing_line() {
    let story = message(&with_head(
        "r b \u{13}\u{11}CP-Ports-Crane 08-09 0175",
        "^Ports Crane,0175<\r\n^Two Ports Share a Crane<\r\n",
        "AP-NR-08-09-26 0002EDT",
    ));
    assert_eq!(story.slugline.as_deref(), Some("Ports Crane"));
    assert_eq!(story.headline.as_deref(), Some("Two Ports Share a Crane"));
}
