//! That `explain` names the very value each field came from, in every format.

use super::*;
use crate::explain::samples::{TASTER, record};
use crate::story::Header;

fn parts(record: &RawRecord, stage: Stage) -> Vec<StagePart> {
    of_record(&TASTER.pipeline, record, stage)
}

/// Where a field came from, as it is shown.
fn from(part: &StagePart, field: &str) -> String {
    let found = part.fields.iter().find(|t| t.origin.field == field);
    let found = found.unwrap_or_else(|| panic!("no {field} in {part:#?}"));
    let note = found.note.clone().map(|note| format!("; {note}"));
    format!(
        "{}{}",
        found.origin.from.join(", "),
        note.unwrap_or_default()
    )
}

const JSON: &str = r#"{"items":[{"uri":"urn:x:1","headlines":[{"role":"main","value":"Two ports share a crane"}],"versionCreated":"2026-08-09T12:00:00",
    "bodies":[{"role":"main","value":"URGENT - OSLO, Aug. 9 (AFP) - The ports agreed \u2014 at last \u2014 on Sunday.\n\nIt \"will\" stand between them."}],
    "subjects":[{"uri":"medtop:20000209"},{"uri":"medtop:20000256"}],"infoSources":[{"name":"AFP"}],"pubStatus":"usable","urgency":4}]}"#;

#[test]
fn fields_of_json_come_from_the_members_that_hold_them() {
    let decoded = &parts(&record(JSON.as_bytes()), Stage::Decode)[0];
    for (field, place) in [
        ("id", "items[0].uri"),
        ("headline", "items[0].headlines[0].value"),
        ("version_created", "items[0].versionCreated"),
        ("subjects[1]", "items[0].subjects[1].uri"),
        ("supplier", "items[0].infoSources[0].name"),
        ("urgency", "items[0].urgency"),
        ("body", "items[0].bodies[0].value"),
    ] {
        assert_eq!(from(decoded, field), place, "{field}");
    }
    let normalised = &parts(&record(JSON.as_bytes()), Stage::Normalise)[0];
    assert_eq!(
        from(normalised, "version_created"),
        "items[0].versionCreated; zone of profile afp (Europe/Paris)"
    );
    assert_eq!(
        from(normalised, "supplier"),
        "items[0].infoSources[0].name; profile afp, by name “AFP”"
    );
    for field in ["dateline.place", "signals[0]"] {
        assert_eq!(
            from(normalised, field),
            "items[0].bodies[0].value",
            "{field}"
        );
    }
}

#[test]
fn one_of_several_values_is_not_said_to_come_from_where_another_was_taken_out() {
    let wire = r#"{"source":"Reuters","headline":"A crane","body_text":"One crane.","subject":[{"qcode":"N2:OILG"},{"qcode":"N2:DIP"}]}"#;
    let normalised = &parts(&record(wire.as_bytes()), Stage::Normalise)[0];
    assert_eq!(
        from(normalised, "mapped_codes[1]"),
        "subject[1].qcode; N2:DIP by profile reuters"
    );
}

#[test]
fn fields_of_xml_come_from_elements_and_attributes() {
    let g2 = r#"<n:newsItem xmlns:n="http://iptc.org/std/nar/2006-10-01/" guid="urn:x:1" version="3" standardversion="2.28"><n:itemMeta><n:provider literal="NNA"/><n:pubStatus qcode="stat:usable"/></n:itemMeta>
        <n:contentMeta><n:headline>Two ports &amp; a crane</n:headline><n:subject qcode="medtop:20000256"><n:name>energy</n:name><n:broader qcode="medtop:20000209"/></n:subject></n:contentMeta>
        <n:contentSet><n:inlineXML><html><body><p>One crane.</p><p>For two ports.</p></body></html></n:inlineXML></n:contentSet></n:newsItem>"#;
    let decoded = &parts(&record(g2.as_bytes()), Stage::Decode)[0];
    for (field, place) in [
        ("id", "newsItem@guid"),
        ("version", "newsItem@version"),
        ("supplier", "itemMeta/provider@literal"),
        ("headline", "contentMeta/headline"),
        (
            "subjects[0]",
            "contentMeta/subject@qcode, contentMeta/subject/name",
        ),
        (
            "body",
            "contentSet/inlineXML/html/body/p, contentSet/inlineXML/html/body/p[2]",
        ),
    ] {
        assert_eq!(from(decoded, field), place, "{field}");
    }
    let nitf = r#"<?xml version="1.0" encoding="ISO-8859-1"?><nitf><head><docdata><doc-id id-string="n1" regsrc="NNA"/><urgency ed-urg="3"/></docdata></head><body><body.head><hedline><hl1>A crane</hl1></hedline></body.head><body.content><p>One crane for two ports.</p></body.content></body></nitf>"#;
    let decoded = &parts(&record(nitf.as_bytes()), Stage::Decode)[0];
    assert_eq!(from(decoded, "id"), "head/docdata/doc-id@id-string");
    assert_eq!(from(decoded, "urgency"), "head/docdata/urgency@ed-urg");
    let newsml = "<NewsML Version=\"1.2\"><NewsItem><Identification><NewsIdentifier><ProviderId>nna.example</ProviderId><DateId>20260809</DateId><NewsItemId>n1</NewsItemId><RevisionId>1</RevisionId></NewsIdentifier></Identification><NewsComponent><NewsLines><HeadLine>A crane</HeadLine></NewsLines><ContentItem><DataContent><p>One crane.</p></DataContent></ContentItem></NewsComponent></NewsItem></NewsML>";
    let decoded = &parts(&record(newsml.as_bytes()), Stage::Decode)[0];
    let identifier = "NewsItem/Identification/NewsIdentifier";
    assert_eq!(
        from(decoded, "id"),
        format!("{identifier}/ProviderId, {identifier}/DateId, {identifier}/NewsItemId")
    );
    let html = "<!doctype html><html><head><meta property=\"og:site_name\" content=\"NNA\"></head><body><article><h1>Two ports share a crane</h1><p>The ports agreed on Sunday.</p></article></body></html>";
    let decoded = &parts(&record(html.as_bytes()), Stage::Decode)[0];
    assert_eq!(from(decoded, "supplier"), "meta[og:site_name]@content");
    assert_eq!(from(decoded, "headline"), "h1");
    let feed = "<rss><channel><item><title>A crane</title><guid>g1</guid><description>One crane for two ports.</description></item></channel></rss>";
    let decoded = &parts(&record(feed.as_bytes()), Stage::Decode)[0];
    assert_eq!(from(decoded, "headline"), "channel/item/title");
}

#[test]
fn fields_of_lines_come_from_the_lines_that_hold_them() {
    let telex = "abc0042 3 pl 64 nna 0815\n\nPorts/Crane/\n1ST LEAD\nTwo ports share a crane =\n\nOslo (nna) - The ports agreed on Sunday\nto share a crane.\n\n091830 Aug 26\n";
    let decoded = &parts(&record(telex.as_bytes()), Stage::Decode)[0];
    for (field, place) in [
        ("urgency", "line 1"),
        ("supplier", "line 1"),
        ("slugline", "line 3"),
        ("headline", "lines 4–5"),
        ("content_created", "line 10"),
        ("body", "lines 7–8"),
    ] {
        assert_eq!(from(decoded, field), place, "{field}");
    }
    let anpa = "W2870asian\nu i BC-XX--Crane   08-09 0049\n^BC-XX--Crane,49<\n^Two ports share a crane<\n^By ANN WRITER=\n\t   OSLO, Norway (AP) _ The ports agreed Sunday.\n\n\t   AP-WF-08-09-26 1630GMT<\n";
    let decoded = &parts(&record(anpa.as_bytes()), Stage::Decode)[0];
    assert_eq!(from(decoded, "byline"), "line 5");
    assert_eq!(from(decoded, "content_created"), "line 8");
    let frame =
        "ZCZC ABC001\nYY EFX\nTwo ports share a crane\n\nThe ports agreed on Sunday.\nNNNN\n";
    let decoded = &parts(&record(frame.as_bytes()), Stage::Decode)[0];
    assert_eq!(from(decoded, "transmission_id"), "line 1");
    let text = "Two ports share a crane\n\nOSLO, Aug. 9 (AFP) - The ports agreed on Sunday to share a crane.\n\nIt will stand between them.\n";
    let normalised = &parts(&record(text.as_bytes()), Stage::Normalise)[0];
    assert_eq!(from(normalised, "headline"), "line 1");
    assert_eq!(from(normalised, "dateline.agency"), "line 3");
    assert_eq!(
        from(normalised, "id"),
        "; hash of headline and body: the record names no id"
    );
    let mail = "From: Agence Neutre <desk@nna.example>\nSubject: Two ports share a crane\nMessage-ID: <1@nna.example>\n\nThe ports agreed on Sunday.\n";
    let decoded = &parts(&record(mail.as_bytes()), Stage::Decode)[0];
    assert_eq!(from(decoded, "headline"), "Subject");
    assert_eq!(from(decoded, "supplier"), "From");
    assert_eq!(from(decoded, "body"), "line 5");
}

#[test]
fn what_is_around_a_record_does_not_hide_where_its_fields_came_from() {
    use base64::Engine;
    let inner = r#"{"headline":"Two ports share a crane","body_text":"One crane.","id":"a1"}"#;
    let base64 = base64::engine::general_purpose::STANDARD.encode(inner);
    let decoded = &parts(&record(base64.as_bytes()), Stage::Decode)[0];
    assert_eq!(from(decoded, "headline"), "headline");
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut gzip, inner.as_bytes()).unwrap();
    let mut compressed = record(&gzip.finish().unwrap());
    compressed.headers.push(Header {
        name: "content-encoding".into(),
        value: Some(b"gzip".to_vec()),
    });
    let decoded = &parts(&compressed, Stage::Decode)[0];
    assert_eq!(from(decoded, "id"), "id");
    // Koi8-r, detected: the text is changed, not the bytes.
    let (bytes, _, _) = encoding_rs::KOI8_R.encode("Порты делят кран\n\nДва порта договорились в воскресенье использовать один кран на двоих.\n");
    let normalised = &parts(&record(&bytes), Stage::Normalise)[0];
    assert_eq!(from(normalised, "headline"), "line 1");
}

#[test]
fn values_that_say_the_same_are_told_to_do_so_and_endings_are_shown() {
    let same = r#"{"headline":"A crane","body_text":"One crane.","urgency":3,"priority":3,"uri":"u:1","guid":"u:1"}"#;
    let decoded = &parts(&record(same.as_bytes()), Stage::Decode)[0];
    assert_eq!(from(decoded, "id"), "uri", "the better name wins");
    let twice = r#"[{"headline":"A","body_text":"One crane."},{"headline":"B","type":"picture"}]"#;
    let both = parts(&record(twice.as_bytes()), Stage::Normalise);
    assert_eq!(both.len(), 2);
    assert!(
        both[1].text().contains("ends as drop: not_text"),
        "{}",
        both[1].text()
    );
    let broken = &parts(&record(b"{\"headline\""), Stage::Decode)[0];
    assert!(
        broken.is_rejected()
            && broken.json()["reason"]
                .as_str()
                .unwrap()
                .contains("malformed")
    );
}
