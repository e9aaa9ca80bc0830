//! Encoding one story of about 2.4 KB with three topics and twenty spans, and routing it to five topics.
//!
//! `cargo bench --bench encode`

use copytaster::clock::Clock;
use copytaster::observe::Metrics;
use copytaster::sink::encode::{Emission, Encoder, TopicSubject};
use copytaster::sink::{RouteSettings, Router};
use copytaster::story::{
    BestParagraph, DecodeReport, Enriched, Entity, EntityKind, EventType, Evidence, Field,
    Language, LanguageFound, Origin, Outcome, Prominence, PubStatus, RawRecord, Span, Story,
    SupplierFound, TopicVerdict, Verdict, WireFormat,
};
use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;

/// One paragraph in a Latin and one in another script; the second costs more, because its offsets must be counted.
const PARAGRAPHS: [(&str, &str); 2] = [
    (
        "en",
        "Ministers of the five coastal states met on Sunday to talk about a joint power grid, a shared view on warming \
         seas and the price of gas that crosses their borders.",
    ),
    (
        "ru",
        "Министры пяти прибрежных государств обсудили в воскресенье общую энергосистему, потепление моря и цену газа, \
         который пересекает их границы.",
    ),
];

/// A story of at least this many bytes with three verdicts *about* of six spans each, and two entities.
fn story(paragraph: &str, bytes: usize) -> Enriched {
    let count = bytes.div_ceil(paragraph.len() + 2);
    let body = vec![paragraph; count].join("\n\n");
    let paragraphs: Vec<_> = (0..count)
        .map(|n| n * (paragraph.len() + 2)..n * (paragraph.len() + 2) + paragraph.len())
        .collect();
    let words: Vec<Span> = body
        .match_indices(' ')
        .map(|(at, _)| at + 1)
        .step_by(body.matches(' ').count() / 20)
        .map(|start| {
            let length = body[start..].find(' ').unwrap_or(body.len() - start);
            Span {
                field: Field::Body,
                start: start as u32,
                end: (start + length) as u32,
            }
        })
        .collect();
    let topics = ["diplomacy", "climate", "energy"].iter().enumerate();
    let topics = topics.map(|(nth, topic)| TopicVerdict {
        topic: (*topic).into(),
        verdict: Verdict::About,
        score: 0.931_472,
        threshold: 0.5,
        logit: 2.609_1,
        intercept: -2.6,
        prominence: Prominence {
            share: 0.4,
            headline: true,
            lead: true,
        },
        decided_by: Some(0),
        best_paragraph: Some(BestParagraph {
            index: 0,
            start: 0,
            end: paragraph.len() as u32,
        }),
        evidence: words[nth * 6..nth * 6 + 6]
            .iter()
            .map(|span| Evidence {
                term: "grid* power*".into(),
                concept: Some("grid".into()),
                language: Some(Language::En),
                span: Some(*span),
                weight: 0.868_183_333_333,
            })
            .collect(),
        agency_codes: Vec::new(),
        narrow_codes: vec!["medtop:20000260".into()],
        conflict: false,
    });
    Enriched {
        language: LanguageFound {
            other: None,
            language: Some(Language::En),
            confidence: 0.99,
            declared: Some("en".into()),
            detected: Some(Language::En),
            conflict: false,
        },
        entities: words[18..20]
            .iter()
            .map(|span| Entity {
                kind: EntityKind::Country,
                name: "Kazakhstan".into(),
                id: Some("KZ".into()),
                spans: vec![*span],
                from_agency: false,
            })
            .collect(),
        topics: topics.collect(),
        taxonomy_version: "2026.08-1a2b3c4d".into(),
        story: Story {
            id: "ANN0042".into(),
            uri: "urn:newsml:ann.example:20260809:ANN0042".into(),
            ordinal: 0,
            version: Some("2".into()),
            take: None,
            headline: "Coastal states meet on power, sea and gas".into(),
            headline_raw: None,
            subheadline: String::new(),
            body,
            paragraphs,
            supplier: "ANN".into(),
            supplier_found: SupplierFound::default(),
            declared_language: Some("en".into()),
            first_created: "2026-08-09T08:00:00Z".parse().ok(),
            version_created: "2026-08-09T08:30:00Z".parse().ok(),
            content_created: None,
            zone_assumed: false,
            embargoed_until: None,
            pub_status: PubStatus::Usable,
            event: EventType::Updated,
            signals: Vec::new(),
            urgency: Some(3),
            urgency_raw: Some("R".into()),
            genres: vec!["genre:Current".into()],
            slugline: Some("caspian-summit".into()),
            byline: Some("By Jane Example".into()),
            dateline: None,
            located: Some("Aktau".into()),
            credit: None,
            ed_note: None,
            copyright: None,
            usage_terms: None,
            keywords: vec!["summit".into()],
            subjects: Vec::new(),
            mapped_codes: Vec::new(),
            people: Vec::new(),
            organisations: Vec::new(),
            places: Vec::new(),
            decode: DecodeReport {
                format: WireFormat::Ninjs,
                format_version: Some("2.1".into()),
                charset_declared: None,
                charset_used: "utf-8".into(),
                repairs: Vec::new(),
                lossy: false,
            },
            raw_sha256: "5d2f".repeat(16),
        },
    }
}

fn record() -> RawRecord {
    RawRecord {
        timestamp_ms: Some(1_786_264_260_000),
        ..RawRecord::new(Origin::new("bench", "stories.raw", 3, 42), None)
    }
}

fn encode(criterion: &mut Criterion) {
    let encoder = Encoder::new(TopicSubject::defaults());
    let record = record();
    let mut group = criterion.benchmark_group("encode");
    for (script, paragraph) in PARAGRAPHS {
        for bytes in [2_400, 64_000, 256_000] {
            let enriched = story(paragraph, bytes);
            group.throughput(Throughput::Bytes(enriched.story.body.len() as u64));
            group.bench_function(BenchmarkId::new(format!("enriched_{script}"), bytes), |b| {
                b.iter(|| {
                    let emission = Emission::new(&record, black_box(&enriched), 1_786_264_264_250);
                    encoder.enriched(&emission)
                });
            });
        }
    }
    group.finish();
}

fn route(criterion: &mut Criterion) {
    let Ok(metrics) = Metrics::new() else { return };
    let router = Router::new(RouteSettings::default(), Clock::system(), metrics);
    let record = record();
    let mut group = criterion.benchmark_group("route");
    for (script, paragraph) in PARAGRAPHS {
        let enriched = story(paragraph, 2_400);
        group.bench_function(BenchmarkId::new("five_topics", script), |b| {
            b.iter_batched(
                || vec![Outcome::Emit(enriched.clone())],
                |stories| router.route(&record, stories),
                BatchSize::SmallInput,
            );
        });
    }
    group.finish();
}

criterion_group!(benches, encode, route);
criterion_main!(benches);
