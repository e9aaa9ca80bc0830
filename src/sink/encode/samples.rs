//! What the tests' stories are made with; the stories themselves are in `sample_stories.rs`.

pub(in crate::sink) use super::sample_stories::*;
use crate::story::{
    BestParagraph, DecodeReport, Enriched, Entity, EntityKind, Evidence, Field, Header, Language,
    LanguageFound, Origin, Prominence, RawRecord, Span, Story, TopicVerdict, Verdict, WireFormat,
};

/// When the tests process: 2026-08-09T08:31:04.250Z.
pub(in crate::sink) const NOW_MS: i64 = 1_786_264_264_250;

pub(in crate::sink) fn record(offset: i64) -> RawRecord {
    RawRecord {
        key: Some(b"ann".to_vec()),
        timestamp_ms: Some(NOW_MS - 4_250),
        ..RawRecord::new(
            Origin::new("test-cluster", "stories.raw", 3, offset),
            Some(b"raw bytes".to_vec()),
        )
    }
}

pub(in crate::sink) fn redriven(offset: i64) -> RawRecord {
    let header = Header {
        name: crate::sink::ORIGIN_HEADER.into(),
        value: Some(b"test-cluster/stories.raw/1/17".to_vec()),
    };
    RawRecord {
        headers: vec![header],
        timestamp_ms: None,
        ..record(offset)
    }
}

/// A story of these paragraphs with as little else as a story can have.
pub(in crate::sink) fn story(id: &str, headline: &str, paragraphs: &[&str]) -> Story {
    let plain = Story::from_text(headline, &paragraphs.join("\n\n"));
    Story {
        id: id.into(),
        uri: format!("urn:newsml:ann.example:20260809:{id}"),
        supplier: "ANN".into(),
        version_created: "2026-08-09T08:30:00Z".parse().ok(),
        decode: DecodeReport {
            format: WireFormat::Json,
            ..plain.decode.clone()
        },
        raw_sha256: "5d2f".repeat(16),
        ..plain
    }
}

/// With verdict *no* on the three topics.
pub(in crate::sink) fn enriched(story: Story, language: Option<Language>) -> Enriched {
    Enriched {
        language: LanguageFound {
            other: None,
            language,
            confidence: if language.is_some() { 0.987_65 } else { 0.0 },
            declared: story.declared_language.clone(),
            detected: language,
            conflict: false,
        },
        entities: Vec::new(),
        topics: ["diplomacy", "climate", "energy"]
            .iter()
            .map(|topic| no(topic))
            .collect(),
        taxonomy_version: "2026.08-1a2b3c4d".into(),
        story,
    }
}

fn no(topic: &str) -> TopicVerdict {
    TopicVerdict {
        topic: topic.into(),
        verdict: Verdict::No,
        score: 0.069_138,
        threshold: 0.5,
        logit: -2.6,
        intercept: -2.6,
        prominence: Prominence::default(),
        decided_by: None,
        best_paragraph: None,
        evidence: Vec::new(),
        agency_codes: Vec::new(),
        narrow_codes: Vec::new(),
        conflict: false,
    }
}

/// Makes a verdict *about* by words that stand in the text, decided by the paragraph of the first of them.
pub(in crate::sink) fn make_about(
    enriched: &mut Enriched,
    topic: &str,
    narrow: &str,
    words: &[(Field, &str, f64)],
) {
    let evidence: Vec<Evidence> = words
        .iter()
        .map(|(field, word, weight)| Evidence {
            term: format!("{}*", word.to_lowercase()).into(),
            concept: Some("concept".into()),
            language: enriched.language.language,
            span: Some(span(&enriched.story, *field, word)),
            weight: *weight,
        })
        .collect();
    let in_body = evidence.iter().filter_map(|e| e.span);
    let deciding = in_body
        .filter(|span| span.field == Field::Body)
        .find_map(|span| {
            let paragraphs = enriched.story.paragraphs.iter();
            let mut paragraphs = paragraphs.enumerate();
            paragraphs.find(|(_, range)| range.contains(&(span.start as usize)))
        });
    let best = deciding.map(|(index, range)| BestParagraph {
        index: index as u32,
        start: range.start as u32,
        end: range.end as u32,
    });
    let logit = -2.6 + evidence.iter().map(|e| e.weight).sum::<f64>();
    let verdict = enriched
        .topics
        .iter_mut()
        .find(|t| &*t.topic == topic)
        .unwrap();
    verdict.verdict = Verdict::About;
    verdict.logit = logit;
    verdict.score = 1.0 / (1.0 + (-logit).exp());
    verdict.prominence = Prominence {
        share: 1.0 / enriched.story.paragraphs.len() as f64,
        headline: words.iter().any(|(field, ..)| *field == Field::Headline),
        lead: best.is_some_and(|best| best.index == 0),
    };
    verdict.decided_by = best.map(|best| best.index);
    verdict.best_paragraph = best;
    verdict.evidence = evidence;
    verdict.narrow_codes = vec![narrow.into()];
}

pub(in crate::sink) fn span(story: &Story, field: Field, word: &str) -> Span {
    let text = match field {
        Field::Headline => &story.headline,
        Field::Subheadline => &story.subheadline,
        Field::Body => &story.body,
    };
    let start = text.find(word).unwrap();
    Span {
        field,
        start: start as u32,
        end: (start + word.len()) as u32,
    }
}

pub(in crate::sink) fn entity(
    story: &Story,
    kind: EntityKind,
    name: &str,
    id: Option<&str>,
    word: &str,
) -> Entity {
    Entity {
        kind,
        name: name.into(),
        id: id.map(Into::into),
        spans: vec![span(story, Field::Body, word)],
        from_agency: false,
    }
}
