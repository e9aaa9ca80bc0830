//! Stories of every kind that the types allow, also those that no stage would make.

use super::samples;
use crate::story::{
    AgencyCode, BestParagraph, CodeRef, Dateline, Enriched, Entity, EntityKind, EventType,
    Evidence, Field, Language, LanguageFound, Prominence, PubStatus, Repair, Signal, SignalKind,
    Span, Story, TopicVerdict, Verdict, WireFormat,
};
use jiff::Timestamp;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

/// Anything a wire could carry: controls, marks, halves of nothing, characters of one to four bytes.
fn text(max: usize) -> impl Strategy<Value = String> {
    let char = prop_oneof![
        4 => proptest::char::range('a', 'z'),
        2 => select(vec!['é', 'ß', 'ж', 'ع', '中', '🔌', '\u{200f}', '\u{301}', '"', '\\', ' ', ':', '\n']),
        1 => any::<char>(),
    ];
    vec(char, 0..max).prop_map(|chars| chars.into_iter().collect())
}

fn maybe() -> impl Strategy<Value = Option<String>> {
    option::of(text(12))
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![8 => -20.0..20.0, 1 => any::<f64>(), 1 => Just(f64::NAN)]
}

fn share() -> impl Strategy<Value = f64> {
    prop_oneof![8 => 0.0..=1.0, 1 => number()]
}

fn time() -> impl Strategy<Value = Option<Timestamp>> {
    let seconds = Timestamp::MIN.as_second()..=Timestamp::MAX.as_second();
    let any = (seconds, 0..1_000_000_000).prop_map(|(s, n)| Timestamp::new(s, n).ok());
    let usual = (0..4_102_444_800_000_i64).prop_map(|ms| Timestamp::from_millisecond(ms).ok());
    prop_oneof![3 => usual, 1 => any, 1 => Just(None)]
}

fn code() -> impl Strategy<Value = String> {
    prop_oneof!["medtop:[0-9]{8}", "subj:[0-9]{8}", "Q[0-9]{1,6}", text(10)]
}

fn code_ref() -> impl Strategy<Value = CodeRef> {
    (option::of(code()), maybe(), maybe(), maybe()).prop_map(|(code, name, scheme, rel)| CodeRef {
        code,
        name,
        scheme,
        rel,
    })
}

fn field() -> impl Strategy<Value = Field> {
    select(vec![Field::Headline, Field::Subheadline, Field::Body])
}

/// Mostly stretches of a short text, sometimes not.
fn span() -> impl Strategy<Value = Span> {
    (field(), 0..60_u32, 0..20_u32).prop_map(|(field, start, length)| Span {
        field,
        start,
        end: start + length,
    })
}

fn language() -> impl Strategy<Value = Option<Language>> {
    option::of(select(Language::ALL.to_vec()))
}

fn evidence() -> impl Strategy<Value = Evidence> {
    (text(10), maybe(), language(), option::of(span()), -5.0..5.0).prop_map(
        |(term, concept, language, span, weight)| Evidence {
            term: term.into(),
            concept: concept.map(Into::into),
            language,
            span,
            weight,
        },
    )
}

fn verdict(topic: &'static str) -> impl Strategy<Value = TopicVerdict> {
    let decision = (
        select(vec![Verdict::No, Verdict::Mentions, Verdict::About]),
        share(),
        share(),
        -5.0..5.0,
    );
    let place = (option::of(0..9_u32), option::of((0..9_u32, span())));
    let prominence = (share(), any::<bool>(), any::<bool>());
    let found = (
        vec(evidence(), 0..8),
        vec((code(), any::<bool>()), 0..3),
        vec(code(), 0..3),
        any::<bool>(),
    );
    (decision, place, prominence, found).prop_map(
        move |(decision, place, (share, headline, lead), (evidence, agency, narrow, conflict))| {
            let (verdict, score, threshold, intercept): (_, _, _, f64) = decision;
            let agency = agency.into_iter().map(|(code, core)| AgencyCode {
                code,
                via: None,
                core,
            });
            TopicVerdict {
                topic: topic.into(),
                verdict,
                score,
                threshold,
                logit: intercept + evidence.iter().map(|e: &Evidence| e.weight).sum::<f64>(),
                intercept,
                prominence: Prominence {
                    share,
                    headline,
                    lead,
                },
                decided_by: place.0,
                best_paragraph: place.1.map(|(index, span)| BestParagraph {
                    index,
                    start: span.start,
                    end: span.end,
                }),
                evidence,
                agency_codes: agency.collect(),
                narrow_codes: narrow.into_iter().map(Into::into).collect(),
                conflict,
            }
        },
    )
}

fn entity() -> impl Strategy<Value = Entity> {
    let kinds = vec![
        EntityKind::Country,
        EntityKind::Place,
        EntityKind::Organisation,
        EntityKind::Person,
    ];
    let parts = (
        select(kinds),
        text(8),
        option::of(code()),
        vec(span(), 0..3),
        any::<bool>(),
    );
    parts.prop_map(|(kind, name, id, spans, from_agency)| Entity {
        kind,
        name: name.into(),
        id: id.map(Into::into),
        spans,
        from_agency,
    })
}

fn signal() -> impl Strategy<Value = Signal> {
    let kinds = vec![
        SignalKind::Kill,
        SignalKind::Withdrawal,
        SignalKind::Correction,
        SignalKind::Refile,
        SignalKind::Repeat,
        SignalKind::Update,
        SignalKind::Lead,
        SignalKind::Add,
        SignalKind::Hold,
        SignalKind::Embargo,
        SignalKind::Alert,
        SignalKind::Advisory,
    ];
    (select(kinds), text(8)).prop_map(|(kind, matched)| Signal { kind, matched })
}

fn dateline() -> impl Strategy<Value = Dateline> {
    (text(12), maybe(), maybe(), maybe(), any::<bool>()).prop_map(
        |(raw, place, agency, date, year_inferred)| Dateline {
            raw,
            place,
            agency,
            date,
            year_inferred,
        },
    )
}

fn story() -> impl Strategy<Value = Story> {
    let core = (text(12), text(30), text(40), text(120), 0..3_u32);
    let times = (time(), time(), time(), time(), any::<bool>());
    let events = vec![
        EventType::Created,
        EventType::Updated,
        EventType::Corrected,
        EventType::Cancelled,
        EventType::Released,
        EventType::Held,
    ];
    let statuses = vec![PubStatus::Usable, PubStatus::Withheld, PubStatus::Canceled];
    let state = (
        select(events),
        select(statuses),
        vec(signal(), 0..4),
        option::of(any::<u8>()),
    );
    let strings = (
        vec(maybe(), 11),
        vec(text(8), 0..3),
        vec(text(8), 0..3),
        text(10),
    );
    let codes = (vec(vec(code_ref(), 0..3), 4), option::of(dateline()));
    (core, times, state, strings, codes).prop_map(|(core, times, state, strings, codes)| {
        let (id, uri, headline, body, ordinal) = core;
        let mut story = samples::story(&id, &headline, &[&body]);
        story.uri = uri;
        story.ordinal = ordinal;
        story.first_created = times.0;
        story.version_created = times.1;
        story.content_created = times.2;
        story.embargoed_until = times.3;
        story.zone_assumed = times.4;
        (story.event, story.pub_status, story.signals, story.urgency) = state;
        let (optional, genres, keywords, supplier) = strings;
        let slots = [
            &mut story.version,
            &mut story.headline_raw,
            &mut story.urgency_raw,
            &mut story.slugline,
            &mut story.byline,
            &mut story.located,
            &mut story.credit,
            &mut story.ed_note,
            &mut story.copyright,
            &mut story.usage_terms,
            &mut story.decode.charset_declared,
        ];
        for (slot, value) in slots.into_iter().zip(optional) {
            *slot = value;
        }
        story.genres = genres;
        story.keywords = keywords;
        story.supplier = supplier;
        let (mut refs, dateline) = codes;
        story.dateline = dateline;
        story.places = refs.pop().unwrap_or_default();
        story.organisations = refs.pop().unwrap_or_default();
        story.people = refs.pop().unwrap_or_default();
        story.subjects = refs.pop().unwrap_or_default();
        story.decode.format = WireFormat::NewsMlG2;
        story.decode.repairs = vec![Repair {
            code: "control_characters_removed",
            count: u32::MAX,
        }];
        story
    })
}

/// A story with verdicts on the three topics and one of a user's own.
pub(super) fn enriched() -> impl Strategy<Value = Enriched> {
    let language = (language(), any::<f32>(), maybe(), language(), any::<bool>());
    let topics = (
        verdict("diplomacy"),
        verdict("climate"),
        verdict("energy"),
        verdict("own_topic"),
    );
    (story(), language, topics, vec(entity(), 0..4)).prop_map(
        |(story, language, topics, entities)| Enriched {
            story,
            language: LanguageFound {
                other: None,
                language: language.0,
                confidence: language.1,
                declared: language.2,
                detected: language.3,
                conflict: language.4,
            },
            entities,
            topics: vec![topics.0, topics.1, topics.2, topics.3],
            taxonomy_version: "v".into(),
        },
    )
}
