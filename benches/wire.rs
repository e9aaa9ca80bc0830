//! Decode and normalise: one record of 2.4 KB in each kind of format, and growth with size.
//!
//! `cargo bench --bench wire` prints microseconds a story (goals: JSON 12, NewsML-G2 60, text with charset detection 25) and, in the group `size`,
//! throughput from 1 KB to 4 MB, which has to stay level. The group `floor` is what reading and hashing the same bytes costs a plain parser. The group `profile` shows normalising with and without supplier profiles (goal: 2 more).

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use copytaster::config::Config;
use copytaster::stages::Normaliser;
use copytaster::story::{Origin, RawRecord};
use copytaster::wire::{Decoder, Hints, Limits};
use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use quick_xml::events::Event;
use sha2::{Digest, Sha256};
use std::hint::black_box;
use std::sync::Arc;

const SENTENCES: [&str; 6] = [
    "Les ministres de l’Énergie des deux États ont signé dimanche un accord sur leurs réseaux électriques.",
    "Le mémorandum prévoit une ligne de 400 kV d’ici à 2031, a précisé une porte-parole du ministère.",
    "Les présidents se retrouveront en octobre pour parler du climat et de la frontière commune.",
    "« C’est un pas que nous attendions depuis un quart de siècle », a dit l’un des négociateurs.",
    "Les travaux doivent commencer l’été prochain, sans qu’un prix ait été avancé par les parties.",
    "L’opposition a demandé que le texte soit soumis au Parlement avant la fin de la session.",
];

fn paragraphs(bytes: usize) -> Vec<String> {
    let mut all = Vec::new();
    let mut size = 0;
    for sentence in SENTENCES.iter().cycle() {
        if size >= bytes {
            break;
        }
        size += sentence.len() + 2;
        all.push((*sentence).to_string());
    }
    all
}

fn json(bytes: usize) -> Vec<u8> {
    let body = paragraphs(bytes).join("\\n\\n");
    format!(
        r#"{{"uri":"urn:newsml:ann.example:20260809:1","type":"text","version":"1","versioncreated":"2026-08-09T14:20:00Z","pubstatus":"usable","urgency":3,"language":"fr","headline":"Accord sur les réseaux électriques","slugline":"Énergie-Sommet","byline":"Anne Exemple","body_text":"BAKOU, 9 août (ANN) – {body}","subject":[{{"code":"20000256","scheme":"http://cv.iptc.org/newscodes/mediatopic/"}}]}}"#
    )
    .into_bytes()
}

fn html(bytes: usize) -> Vec<u8> {
    let body = paragraphs(bytes).join("</p><p>");
    format!(
        r#"{{"uri":"urn:x:1","headline":"Accord sur les réseaux","body_html":"<p>{body}</p>"}}"#
    )
    .into_bytes()
}

fn g2(bytes: usize) -> Vec<u8> {
    let body = paragraphs(bytes).join("</p>\n<p>");
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:newsml:ann.example:20260809:1" version="2" standardversion="2.23" xml:lang="fr"><rightsInfo><copyrightHolder literal="ANN"/><copyrightNotice>© ANN</copyrightNotice></rightsInfo><itemMeta><itemClass qcode="ninat:text"/><provider literal="ann.example"/><versionCreated>2026-08-09T16:30:00Z</versionCreated><pubStatus qcode="stat:usable"/></itemMeta><contentMeta><urgency>4</urgency><language tag="fr"/><subject qcode="medtop:20000256"><name>énergie</name></subject><subject qcode="N2:OILG"/><slugline>RESEAUX</slugline><headline>Accord sur les réseaux électriques</headline></contentMeta><contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><body><p>{body}</p></body></html></inlineXML></contentSet></newsItem>"#
    )
    .into_bytes()
}

fn text(bytes: usize) -> Vec<u8> {
    format!(
        "Accord sur les réseaux électriques\n\nBAKOU, 9 août (ANN) – {}\n",
        paragraphs(bytes).join("\n\n")
    )
    .into_bytes()
}

fn legacy(bytes: usize) -> Vec<u8> {
    let text = String::from_utf8(text(bytes)).unwrap_or_default();
    encoding_rs::WINDOWS_1252.encode(&text).0.into_owned()
}

fn one_line(bytes: usize) -> Vec<u8> {
    paragraphs(bytes).join(" ").into_bytes()
}

fn newsml_1(bytes: usize) -> Vec<u8> {
    let body = paragraphs(bytes).join("</p>\n<p>");
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><NewsML Version="1.2"><NewsItem xml:lang="fr"><Identification><NewsIdentifier><ProviderId>ann.example</ProviderId><DateId>20260809</DateId><NewsItemId>1</NewsItemId><RevisionId PreviousRevision="0" Update="N">1</RevisionId></NewsIdentifier></Identification><NewsManagement><FirstCreated>20260809T142000Z</FirstCreated><Status FormalName="Usable"/></NewsManagement><NewsComponent><NewsLines><HeadLine>Accord sur les réseaux</HeadLine></NewsLines><ContentItem><MediaType FormalName="Text"/><DataContent><p>{body}</p></DataContent></ContentItem></NewsComponent></NewsItem></NewsML>"#
    )
    .into_bytes()
}

fn nitf(bytes: usize) -> Vec<u8> {
    let body = paragraphs(bytes).join("</p>\n<p>");
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><nitf baselang="fr"><head><docdata><doc-id id-string="1"/><urgency ed-urg="4"/><date.issue norm="20260809T142000Z"/></docdata></head><body><body.head><hedline><hl1>Accord sur les réseaux</hl1></hedline></body.head><body.content><p>{body}</p></body.content></body></nitf>"#
    )
    .into_bytes()
}

fn feed(bytes: usize) -> Vec<u8> {
    let body = paragraphs(bytes).join("</p><p>");
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><language>fr</language><item><guid>urn:x:1</guid><title>Accord sur les réseaux</title><description><![CDATA[<p>{body}</p>]]></description></item></channel></rss>"#
    )
    .into_bytes()
}

fn page(bytes: usize) -> Vec<u8> {
    let body = paragraphs(bytes).join("</p><p>");
    format!(
        r#"<!DOCTYPE html><html lang="fr"><head><title>Accord sur les réseaux</title></head><body><article><h1>Accord sur les réseaux</h1><p>{body}</p></article></body></html>"#
    )
    .into_bytes()
}

/// Lines of at most 69 columns.
fn wrapped(bytes: usize) -> String {
    let mut all = String::new();
    let mut column = 0;
    for word in paragraphs(bytes).join(" ").split(' ') {
        let width = word.chars().count();
        if column + width > 68 {
            all.push_str("\r\n");
            column = 0;
        } else if column > 0 {
            all.push(' ');
        }
        all.push_str(word);
        column += width + 1;
    }
    all
}

fn iptc7901(bytes: usize) -> Vec<u8> {
    format!(
        "\u{1}abc0042 3 pl 64  nna 0815\r\n\r\nÉnergie/Réseaux/\r\nAccord sur les réseaux =\r\n\r\n\u{2}Bakou (ann) - {}\r\n\r\n\u{3}\r\n091830 GMT Aug 26\r\n",
        wrapped(bytes)
    )
    .into_bytes()
}

fn mail(bytes: usize) -> Vec<u8> {
    format!(
        "From: Agence Neutre <desk@ann.example>\r\nSubject: Accord\r\nDate: Sun, 9 Aug 2026 18:30:00 +0200\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{}\r\n",
        paragraphs(bytes).join("\r\n\r\n")
    )
    .into_bytes()
}

fn record(value: Vec<u8>) -> RawRecord {
    RawRecord {
        timestamp_ms: Some(1_786_305_600_000),
        ..RawRecord::new(Origin::new("bench", "stories.raw", 0, 0), Some(value))
    }
}

type Make = fn(usize) -> Vec<u8>;

/// The record whose size is nearest to so many bytes: formats differ in what they need beside the text.
fn nearest(make: Make, bytes: usize) -> Vec<u8> {
    let sizes = (0..=bytes).step_by(50).map(make);
    sizes
        .min_by_key(|record| record.len().abs_diff(bytes))
        .unwrap_or_default()
}

const KINDS: [(&str, Make); 12] = [
    ("json", json),
    ("json_html", html),
    ("newsml_g2", g2),
    ("text", text),
    ("text_windows_1252", legacy),
    ("one_line", one_line),
    ("newsml_1", newsml_1),
    ("nitf", nitf),
    ("feed", feed),
    ("html", page),
    ("iptc7901", iptc7901),
    ("mail", mail),
];

/// What a supplier profile adds to a story: its recognition, its numbers, its codes. By the name that the record gives, and by
/// the dateline, which is looked at last.
fn profiles(c: &mut Criterion) {
    let Ok(profiles) = Config::default().profiles() else {
        return;
    };
    let profiles = Arc::new(profiles);
    let decoder = Decoder::new(Limits::default(), profiles.hints());
    let body = "The ports agreed on Sunday to share a crane. ".repeat(40);
    let named = format!(
        r#"{{"source":"Reuters","uri":"tag:reuters.com,2026:newsml_L8N1:27","headline":"UPDATE 2-A crane","body_text":"{body}",
        "subject":[{{"qcode":"N2:OILG"}},{{"qcode":"N2:DIP"}},{{"qcode":"N2:XX"}},{{"qcode":"medtop:20000256"}}]}}"#
    );
    let dateline = format!("Two ports share a crane\n\nOSLO, Aug. 9 (AFP) - {body}\n");
    let unknown = format!("Two ports share a crane\n\nOSLO, Aug. 9 (NNA) - {body}\n");
    let mut group = c.benchmark_group("profile");
    for (name, value) in [
        ("named", named),
        ("dateline", dateline),
        ("unknown", unknown),
    ] {
        let record = record(value.into_bytes());
        let Some(Ok(wire)) = decoder.decode(&record).ok().and_then(|mut s| s.pop()) else {
            continue;
        };
        for (way, normaliser) in [
            ("without", Normaliser::default()),
            ("with", Normaliser::new(Arc::clone(&profiles))),
        ] {
            group.bench_function(format!("{name}/{way}"), |b| {
                b.iter_batched(
                    || wire.clone(),
                    |wire| black_box(normaliser.normalise_hashed(wire, &record, 0, "")),
                    BatchSize::SmallInput,
                );
            });
        }
    }
    group.finish();
}

fn wire(c: &mut Criterion) {
    let limits = Limits {
        max_payload_bytes: 8 << 20,
        max_string_bytes: 8 << 20,
        ..Limits::default()
    };
    let decoder = Decoder::new(limits, Hints::default());
    let normaliser = Normaliser::default();
    let whole = |record: &RawRecord| {
        let stories = decoder.decode(record).unwrap_or_default();
        for story in stories.into_iter().flatten() {
            let _ = black_box(normaliser.normalise(story, record, 0));
        }
    };
    let mut group = c.benchmark_group("story");
    for (name, make) in KINDS {
        let record = record(nearest(make, 2400));
        group.bench_function(name, |b| b.iter(|| whole(&record)));
    }
    group.finish();
    profiles(c);
    let mut group = c.benchmark_group("size");
    group.sample_size(10);
    for (name, make) in KINDS {
        for size in [1 << 10, 1 << 14, 1 << 18, 1 << 22] {
            let record = record(make(size));
            group.throughput(Throughput::Bytes(size as u64));
            group.bench_with_input(BenchmarkId::new(name, size), &record, |b, r| {
                b.iter(|| whole(r));
            });
        }
    }
    group.finish();
}

/// What reading and hashing the same bytes costs anyone: the group `story` is to be read as so many times this, whatever the machine.
fn floor(c: &mut Criterion) {
    let mut group = c.benchmark_group("floor");
    let bytes = nearest(json, 2400);
    group.bench_function("json", |b| {
        b.iter(|| {
            let value = serde_json::from_slice::<serde_json::Value>(&bytes).ok();
            black_box((value, Sha256::digest(&bytes)))
        });
    });
    let bytes = nearest(g2, 2400);
    group.bench_function("newsml_g2", |b| {
        b.iter(|| {
            let mut reader = quick_xml::Reader::from_reader(bytes.as_slice());
            let mut events = 0;
            while !matches!(reader.read_event(), Ok(Event::Eof) | Err(_)) {
                events += 1;
            }
            black_box((events, Sha256::digest(&bytes)))
        });
    });
    let bytes = nearest(text, 2400);
    group.bench_function("text", |b| {
        b.iter(|| {
            let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
            detector.feed(&bytes, true);
            let encoding = detector.guess(None, Utf8Detection::Allow);
            let length = encoding.decode(&bytes).0.len();
            black_box((length, Sha256::digest(&bytes)))
        });
    });
    group.finish();
}

criterion_group!(benches, floor, wire);
criterion_main!(benches);
