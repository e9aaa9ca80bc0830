//! What is run on the bytes of strangers, and what has to hold of every story that comes out.
//!
//! Owns one entry for each reader of a wire format: an opening by which the format is told, behind it whatever comes. The fuzz targets run them with
//! bytes that libFuzzer thinks up, `tests/it/strangers.rs` with seeded mutations of the fixtures. A panic is a finding, and so is an entry that does
//! not end.

use copytaster::stages::Normaliser;
use copytaster::story::{Header, Origin, RawRecord, Story};
use copytaster::wire::{Decoder, Hints, Limits};
use std::sync::LazyLock;

/// One way into the readers.
pub struct Entry {
    pub name: &'static str,
    /// Stands before the bytes, so that they reach the reader that is meant.
    pub opening: &'static [u8],
    pub content_encoding: Option<&'static str>,
}

const fn entry(name: &'static str, opening: &'static [u8]) -> Entry {
    Entry {
        name,
        opening,
        content_encoding: None,
    }
}

/// Every reader, by the name of its fuzz target.
pub const ENTRIES: &[Entry] = &[
    entry("record", b""),
    entry("json", b"{\"headline\":"),
    entry(
        "bodies",
        b"{\"uri\":\"urn:x:1\",\"bodies\":[{\"role\":\"main\",\"value\":\"",
    ),
    entry("newsml_g2", b"<newsItem guid=\"1\"><itemMeta>"),
    entry("newsml_1", b"<NewsML><NewsItem><NewsComponent>"),
    entry(
        "nitf",
        b"<nitf><body><body.head><hedline><hl1>A</hl1></hedline></body.head><body.content>",
    ),
    entry("feed", b"<rss><channel><item><title>A</title>"),
    entry(
        "xml",
        b"<?xml version=\"1.0\"?><story><headline>A</headline>",
    ),
    entry("html", b"<p>"),
    entry("iptc7901", b"abc0042 3 pl 64  nna 0815\r\n\r\n"),
    entry(
        "anpa1312",
        b"W2870asian\nu i BC-XX--Grid-Link 08-09 0049\n^BC-XX--Grid-Link,49<\n^",
    ),
    entry("zczc", b"ZCZC NNA001\n"),
    entry("email", b"From: a@nna.example\r\nSubject: A\r\n"),
    entry("text", b"OSLO, Aug 9 (NNA) - A. "),
    entry("charset", b"R\xe9seaux \xe9lectriques, l'\xe9t\xe9: "),
    Entry {
        name: "compression",
        opening: b"",
        content_encoding: Some("gzip"),
    },
];

static DECODER: LazyLock<Decoder> =
    LazyLock::new(|| Decoder::new(Limits::default(), Hints::default()));
static NORMALISER: LazyLock<Normaliser> = LazyLock::new(Normaliser::default);

/// A record as Kafka would hand it over, received on 9 August 2026 at 20:00 UTC.
pub fn record(value: Vec<u8>) -> RawRecord {
    RawRecord {
        timestamp_ms: Some(1_786_305_600_000),
        ..RawRecord::new(Origin::new("test", "stories.raw", 0, 0), Some(value))
    }
}

/// Runs bytes through an entry, the whole way to the story.
///
/// # Panics
/// When a story breaks a promise.
pub fn run(entry: &Entry, bytes: &[u8]) {
    let mut record = record([entry.opening, bytes].concat());
    record.headers = entry
        .content_encoding
        .map(|encoding| Header {
            name: "content-encoding".into(),
            value: Some(encoding.as_bytes().to_vec()),
        })
        .into_iter()
        .collect();
    tell(&record);
}

/// The same by the name of the entry; nothing for a name that is none.
pub fn run_named(name: &str, bytes: &[u8]) {
    if let Some(entry) = ENTRIES.iter().find(|entry| entry.name == name) {
        run(entry, bytes);
    }
}

/// Decodes and normalises a record and checks each story; gives how many there were.
///
/// # Panics
/// When a story breaks a promise, or a record ends with neither a story nor a reason.
pub fn tell(record: &RawRecord) -> usize {
    let mut told = 0;
    let decoded = DECODER.decode(record);
    if let Ok(stories) = &decoded {
        assert!(
            !stories.is_empty(),
            "a record ends with a story or a reason"
        );
    }
    for wire in decoded.into_iter().flatten().flatten() {
        if let Ok(story) = NORMALISER.normalise(wire, record, 0) {
            holds_what_it_promises(&story);
            told += 1;
        }
    }
    told
}

/// What every story promises to those who read it.
fn holds_what_it_promises(story: &Story) {
    let mut end = 0;
    for (index, range) in story.paragraphs.iter().enumerate() {
        let gap = if index == 0 { 0 } else { 2 };
        assert_eq!(
            range.start,
            end + gap,
            "paragraphs stand two line breaks apart"
        );
        assert!(!story.body[range.clone()].trim().is_empty());
        end = range.end;
    }
    assert_eq!(end, story.body.len());
    assert!(!story.body.chars().any(|c| c.is_control() && c != '\n'));
    assert!(!story.headline.contains(char::is_control));
    assert!(!story.id.is_empty() && !story.uri.is_empty());
    assert!(!story.supplier.is_empty());
    assert!(story.urgency.is_none_or(|u| (1..=9).contains(&u)));
}
