//! Texts taken apart.

use super::super::headline::is_no_headline;
use super::*;
use crate::story::SignalKind;

const NOBODY: Own<'_> = Own {
    notes: &NotePatterns::NONE,
    names: &[],
};

fn read_wire(wire: &mut WireStory) -> Text {
    read(wire, &HeadReader::new(), &NOBODY, &mut Repairs::default())
}

fn text_of(plain: &str) -> Text {
    let mut wire = WireStory {
        format: Some(WireFormat::Text),
        body: Body::Plain(plain.to_string()),
        ..WireStory::default()
    };
    read_wire(&mut wire)
}

#[test]
fn headline_byline_body_and_notes_are_told_apart() {
    let text = text_of(
        "URGENT - Neighbours link grids\n\nBy Ann Writer\n\nOSLO, Aug 9 (NNA) - Ministers signed.\n\nThey left.\n\nNotes to editors:\n\nCall 1.",
    );
    assert_eq!(text.headline, "Neighbours link grids");
    assert_eq!(
        text.headline_raw.as_deref(),
        Some("URGENT - Neighbours link grids")
    );
    assert_eq!(text.byline.as_deref(), Some("Ann Writer"));
    assert_eq!(
        text.body,
        "OSLO, Aug 9 (NNA) - Ministers signed.\n\nThey left."
    );
    assert_eq!(text.paragraphs.len(), 2);
    assert_eq!(text.notes.len(), 2);
    assert_eq!(text.signals.len(), 1);
}

#[test]
fn a_headline_behind_the_dateline_and_the_reporters_below_are_found() {
    let text = text_of(
        "新华社奥斯陆8月9日电 题：两国电网将互联\n\n新华社“电网观察”记者张三、李四\n\n两国部长星期日签署协议。\n\n电网明年互联。",
    );
    assert_eq!(text.headline, "两国电网将互联");
    assert_eq!(text.byline.as_deref(), Some("张三、李四"));
    assert_eq!(text.body, "两国部长星期日签署协议。\n\n电网明年互联。");
    // A text that is all there is keeps its words.
    let alone = text_of("新华社奥斯陆8月9日电 题：两国电网将互联");
    assert_eq!(alone.headline, "");
    assert_eq!(alone.paragraphs.len(), 1);
}

#[test]
fn marks_around_a_headline_go_together() {
    for (raw, headline) in [
        ("*** Grids linked ***", "Grids linked"),
        (
            "Grids linked *** TRANSLATED ***",
            "Grids linked *** TRANSLATED ***",
        ),
        ("* Grids linked", "Grids linked"),
        ("Grids linked*", "Grids linked*"),
        ("+++ Grids linked +++", "Grids linked"),
        ("++ Grids+", "Grids+"),
    ] {
        let mut text = Text::default();
        text.set_headline(raw.to_string(), &HeadReader::new());
        assert_eq!(text.headline, headline);
    }
}

#[test]
fn a_first_sentence_is_no_headline() {
    let text = text_of("BAKOU, 9 août (ANN) – Les dirigeants se sont réunis.\n\nIls ont signé.");
    assert_eq!(text.headline, "");
    assert_eq!(text.paragraphs.len(), 2);
}

#[test]
fn messages_at_the_head_are_taken_out_and_those_below_are_not() {
    let text = text_of(
        "*** SPERRFRIST 18.00 Uhr ***\n\nPreis vergeben\n\nOslo (nna) - Der Preis ist vergeben.\n\nSie sagte:\n\nKILL KILL KILL",
    );
    assert_eq!(text.headline, "Preis vergeben");
    assert_eq!(text.signals.len(), 1);
    assert_eq!(text.signals[0].kind, SignalKind::Embargo);
    assert!(text.body.ends_with("KILL KILL KILL"));
}

#[test]
fn a_slug_line_as_the_subject_of_a_mail_says_what_it_is() {
    let signals = |subject: &str| {
        let mut wire = WireStory {
            format: Some(WireFormat::Email),
            headline: Some(subject.to_string()),
            body: Body::Plain("They met on Sunday.\n\nThey left.".to_string()),
            ..WireStory::default()
        };
        read_wire(&mut wire).signals
    };
    assert_eq!(
        signals("BC-XX--Crane Collapse, KILL")[0].kind,
        SignalKind::Kill
    );
    assert!(signals("Ports say no to crane, kill").is_empty());
    assert!(signals("BC-XX--Crane Collapse, Kill").is_empty());
}

#[test]
fn slug_lines_tell_versions() {
    let mut wire = WireStory {
        slugline: Some("BC-EU--Climate,2nd Ld-Writethru".into()),
        headline: Some("Road kill numbers rise".into()),
        ..WireStory::default()
    };
    let text = read_wire(&mut wire);
    assert!(
        text.signals
            .iter()
            .any(|s| s.kind == SignalKind::Update || s.kind == SignalKind::Lead)
    );
    assert!(!text.signals.iter().any(|s| s.kind == SignalKind::Kill));
}

#[test]
fn repeated_headlines_and_empty_ones_leave() {
    let mut wire = WireStory {
        headline: Some("Grids linked =".into()),
        body: Body::Paragraphs(vec!["Grids linked".into(), "Ministers signed.".into()]),
        ..WireStory::default()
    };
    let text = read_wire(&mut wire);
    assert_eq!(
        (text.headline.as_str(), text.body.as_str()),
        ("Grids linked", "Ministers signed.")
    );
    assert!(is_no_headline("No Headline !"));
    assert!(is_no_headline("12345"));
}

#[test]
fn tests_of_the_line_are_known() {
    assert!(text_of("TEST TEST TEST").is_line_test());
    let imprint = "Impressum\n\nryryryry copyright by nna ryryryry copyright by nna ryryryry\nnna neutral news agency of the northern countries nna nna nna\nnna nna nna international service in english nna nna nna nna nna nna nna\n";
    assert!(text_of(&imprint.repeat(2)).is_line_test());
    assert!(!text_of("Test of wills in parliament as ministers meet.").is_line_test());
}

#[test]
fn rows_of_headlines_are_tickers_and_enumerations_in_a_story_are_not() {
    assert!(
        text_of("MINISTERS MEET ** GRIDS LINKED ** MARKETS UP 1.2% ** RAIN AHEAD **").is_ticker()
    );
    assert!(
        text_of("+++ Netze verbunden +++ Minister treffen sich +++ Regen +++ Ende +++").is_ticker()
    );
    assert!(
        !text_of("Four prizes were given: ** gold ** silver ** bronze ** wood. They were late.")
            .is_ticker()
    );
    assert!(!text_of("Oil | Gas").is_ticker());
}

#[test]
fn a_headline_that_the_text_repeats_is_taken_out_however_often_and_behind_a_credit() {
    let body_of = |paragraphs: &[&str]| {
        let mut wire = WireStory {
            headline: Some("Neighbours link grids".to_string()),
            body: Body::Paragraphs(paragraphs.iter().map(ToString::to_string).collect()),
            ..WireStory::default()
        };
        let heads = HeadReader::new();
        read(&mut wire, &heads, &NOBODY, &mut Repairs::default()).body
    };
    let (line, story) = ("Neighbours link grids", "Ministers signed a treaty.");
    assert_eq!(body_of(&[line, line, story]), story);
    assert_eq!(
        body_of(&["Neutral Sports", line, story]),
        "Neutral Sports\n\nMinisters signed a treaty."
    );
    let told = "OSLO (NNA) - Ministers signed a treaty.";
    assert_eq!(body_of(&["Neutral Sports", line, told]), told);
    assert_eq!(body_of(&[line]), line);
    // A release has more above it.
    assert_eq!(
        body_of(&[
            "FOR IMMEDIATE RELEASE",
            "August 9, 2026",
            "MEDIA CONTACT:",
            "Ann Writer, (202) 555-0100",
            line,
            story
        ]),
        story
    );
}

#[test]
fn the_line_over_the_text_is_the_headline_that_a_subject_says_more_than() {
    let heads = HeadReader::new();
    for subject in [
        "[NEWS] Neighbours link grids",
        "ots: Neutral Grids / Neighbours link grids",
        "FOR IMMEDIATE RELEASE: Neighbours link grids",
    ] {
        let mut wire = WireStory {
            headline: Some(subject.to_string()),
            body: Body::Plain("Neighbours link grids\n\nMinisters signed a treaty.".into()),
            ..WireStory::default()
        };
        let text = read(&mut wire, &heads, &NOBODY, &mut Repairs::default());
        assert_eq!(text.headline, "Neighbours link grids", "{subject}");
        assert_eq!(text.body, "Ministers signed a treaty.", "{subject}");
    }
}

#[test]
fn lines_of_machines_stand_over_the_headline_and_the_slug_line_is_kept() {
    let text = text_of(
        "NNA41\n\nPM-PORTS (two takes)\n\nTwo ports share a crane\n\nARVIK, Aug 9 (NNA) - The ports agreed on Sunday to share a crane.\n\nIt is red.",
    );
    assert_eq!(text.headline, "Two ports share a crane");
    assert_eq!(text.slugline.as_deref(), Some("PM-PORTS (two takes)"));
    assert_eq!(
        text.body,
        "ARVIK, Aug 9 (NNA) - The ports agreed on Sunday to share a crane.\n\nIt is red."
    );
    assert_eq!(text.notes.len(), 2);
    let text = text_of(
        "Two ports share a crane\n\n*** Ann Writer (text), of NNA ***\n\nARVIK, Aug 9 (NNA) - The ports agreed on Sunday to share a crane.",
    );
    assert_eq!(text.notes, ["*** Ann Writer (text), of NNA ***"]);
}

#[test]
fn a_name_over_its_role_stands_between_headline_and_text() {
    let text = text_of(
        "Leilão de transmissão terá 15 lotes\n\nAna Lima\n\nRepórter da Nova\n\nBrasília – O ministro anunciou hoje que o leilão terá 15 lotes.\n\nEle será em maio.",
    );
    assert_eq!(text.headline, "Leilão de transmissão terá 15 lotes");
    assert_eq!(text.byline.as_deref(), Some("Ana Lima"));
    assert!(text.body.starts_with("Brasília – "));
}

#[test]
fn an_alert_of_one_line_is_its_own_headline() {
    let text = text_of("ALERTE /// Les deux ports partagent une grue (NNA)");
    assert_eq!(text.headline, "Les deux ports partagent une grue (NNA)");
    assert!(!text.body.is_empty());
    assert_eq!(text_of("Les deux ports partagent une grue").headline, "");
}

#[test]
fn endings_of_many_agencies_are_notes_and_the_last_sentence_stays() {
    let text = |ending: &str| {
        text_of(&format!(
            "Two ports share a crane\n\nARVIK, Aug 9 (NNA) - The ports agreed on Sunday.\n\nIt is red.{ending}"
        ))
        .body
    };
    for ending in [
        " (النهاية)\n\nا ب ج / د ه و\n\nNNA 091420 Aug 26NNNN",
        "\n\n(FIN) ABC/DEF\n\nJRA\n\nPublicado: 9/8/2026",
        " (SEGUE) (red)",
        "-06D-",
        " RI/ab",
        "\n\nEdited by Ann Writer\n\nNNA",
        "\n\nRead also: Two cranes",
        "\n\nपीटीआई अजय रमण\n\nरमण\n\n0908 1420 दिल्ली",
    ] {
        assert_eq!(
            text(ending),
            "ARVIK, Aug 9 (NNA) - The ports agreed on Sunday.\n\nIt is red.",
            "{ending}"
        );
    }
}

#[test]
fn a_headline_kept_in_the_text_of_a_format_with_fields_stands_over_a_dateline() {
    let read = |lines: &[&str]| {
        let mut wire = WireStory {
            format: Some(WireFormat::NewsMlG2),
            body: Body::Paragraphs(lines.iter().map(ToString::to_string).collect()),
            ..WireStory::default()
        };
        let text = read_wire(&mut wire);
        (text.headline, text.paragraphs.len())
    };
    let met = "OSLO (NNA) - Ministers met.";
    assert_eq!(
        read(&["Ministers link grids =", met, "They left."]),
        ("Ministers link grids".to_string(), 2)
    );
    for lines in [
        &["Ministers met.", met][..],
        &["Ministers link grids", "They met."],
        &[met, "They left."],
    ] {
        assert_eq!(read(lines), (String::new(), 2), "{lines:?}");
    }
}

#[test]
fn what_stands_between_headline_and_dateline_is_no_text() {
    for line in [
        "( Editorial: --> 2344 )",
        "Autor: abcd",
        "Updated 4:35 PM ET August 9, 2026",
        "Sun Aug 9, 2026",
        "http://www.nna.example/a?b=c",
    ] {
        let text = text_of(&format!(
            "UPDATE 1-Two ports share a crane\n\n{line}\n\nARVIK, Aug 9 (NNA) - The ports agreed on Sunday to share a crane.\n\nIt is red."
        ));
        assert_eq!(text.headline, "Two ports share a crane", "{line}");
        assert_eq!(
            text.body,
            "ARVIK, Aug 9 (NNA) - The ports agreed on Sunday to share a crane.\n\nIt is red.",
            "{line}"
        );
    }
}

#[test]
fn a_lead_mark_ends_its_paragraph() {
    let text =
        text_of("ARVIK, 9. kolovoza (NNA) - Dvije luke dijele dizalicu.#L#\nDizalica je crvena.");
    assert_eq!(
        text.body,
        "ARVIK, 9. kolovoza (NNA) - Dvije luke dijele dizalicu.\n\nDizalica je crvena."
    );
}

#[test]
fn words_in_front_of_a_headline_are_taken_off_and_those_of_its_sentence_stay() {
    for (line, headline) in [
        ("(ECO) Two ports share a crane", "Two ports share a crane"),
        ("(ECO) Crane", "(ECO) Crane"),
        ("DJ: Two ports share a crane", "Two ports share a crane"),
        (
            "Bitte verwenden Sie die Meldung nna0402 nicht",
            "Bitte verwenden Sie die Meldung nna0402 nicht",
        ),
        ("AKTUALISIERUNG 1-Zwei Häfen", "Zwei Häfen"),
    ] {
        let mut wire = WireStory {
            headline: Some(line.to_string()),
            body: Body::Plain("The ports agreed on Sunday.".into()),
            ..WireStory::default()
        };
        let text = read_wire(&mut wire);
        assert_eq!(text.headline, headline, "{line}");
    }
}

#[test]
fn a_hungarian_correspondent_stands_over_the_dateline() {
    let text = text_of(
        "Közös daru\n\nKovács Anna, az NNA tudósítója jelenti:\nOslo, 2026. augusztus 9. vasárnap (NNA) - A két kikötő vasárnap megegyezett egy közös daruról, közölte a miniszter.",
    );
    assert_eq!(text.byline.as_deref(), Some("Kovács Anna"));
    assert_eq!(text.headline, "Közös daru");
    assert!(text.body.starts_with("Oslo, "));
}

#[test]
fn the_byline_of_a_field_is_no_paragraph_of_the_text() {
    let body_of = |paragraphs: &[&str]| {
        let mut wire = WireStory {
            byline: Some("Ann Writer/NNA".to_string()),
            body: Body::Paragraphs(paragraphs.iter().map(ToString::to_string).collect()),
            ..WireStory::default()
        };
        let heads = HeadReader::new();
        read(&mut wire, &heads, &NOBODY, &mut Repairs::default()).body
    };
    let (story, by) = ("Ministers signed a treaty.", "Ann Writer/NNA");
    assert_eq!(
        body_of(&[story, by, "Facts about treaties", "They bind."]),
        "Ministers signed a treaty.\n\nFacts about treaties\n\nThey bind."
    );
}

#[test]
fn flashes_in_marks_and_names_of_wires_are_taken_off() {
    let flash = text_of("++ Due porti condividono la gru ++\n");
    assert_eq!(flash.headline, "Due porti condividono la gru");
    assert_eq!(flash.signals[0].kind, SignalKind::Alert);
    let marked = text_of("EIL +++ Zwei Häfen teilen sich einen Kran +++\n");
    assert_eq!(marked.headline, "Zwei Häfen teilen sich einen Kran");
    let signed = text_of(
        "DJ Two ports share a crane\n\nThe ports agreed on Sunday to share a crane. It will stand between them.\n\n(END) Dow Jones Newswires\n",
    );
    assert_eq!(signed.headline, "Two ports share a crane");
    let name = text_of(
        "DJ Ann plays in two ports\n\nThe ports agreed on Sunday to share a crane. It will stand between them.\n",
    );
    assert_eq!(name.headline, "DJ Ann plays in two ports");
}

#[test]
fn a_message_to_subscribers_may_be_a_kill() {
    let text = text_of("A LOS ABONADOS: FAVOR ANULAR NN-14 NORUEGA-PUERTOS. GRACIAS.\n");
    assert!(text.signals.iter().any(|s| s.kind == SignalKind::Kill));
}

#[test]
fn a_dateline_with_its_dash_alone_opens_the_paragraph_below() {
    let body_of = |paragraphs: &[&str]| {
        let mut wire = WireStory {
            headline: Some("Two ports share a crane".to_string()),
            body: Body::Paragraphs(paragraphs.iter().map(ToString::to_string).collect()),
            ..WireStory::default()
        };
        read_wire(&mut wire).body
    };
    let below = "The ports agreed on Sunday to share a crane.";
    for line in [
        "ARVIK, Norway--(BUSINESS WIRE)--Aug 9, 2026--",
        "ARVIK, Aug 9 (NNA) -",
    ] {
        assert_eq!(
            body_of(&[line, below, "It is red."]),
            format!("{line} {below}\n\nIt is red."),
            "{line}"
        );
    }
    assert_eq!(
        body_of(&["A red crane -", below]),
        format!("A red crane -\n\n{below}")
    );
}

#[test]
fn an_alert_of_one_line_in_a_document_is_its_own_headline() {
    let alert = |format: WireFormat| {
        let lines = ["Two ports agree to share a crane", "ab/cde"];
        let mut wire = WireStory {
            format: Some(format),
            slugline: Some("ALERT".to_string()),
            body: Body::Paragraphs(lines.map(str::to_string).to_vec()),
            ..WireStory::default()
        };
        read_wire(&mut wire).headline
    };
    assert_eq!(
        alert(WireFormat::NewsMl1),
        "Two ports agree to share a crane"
    );
    assert_eq!(alert(WireFormat::Anpa1312), "");
}
