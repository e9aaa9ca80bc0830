//! The enriched record: a ninjs 3.1 item with one object of ours, `copytaster`, at its end.
//!
//! Owns the part that IPTC defines. Promises that without `copytaster` it is valid ninjs 3.1 whatever the story holds:
//! what does not fit the standard (an urgency of 0, an id that is no URI, an empty string) is mended or left out, never
//! sent. Mentions stay out of `subjects[]`, because many readers ignore `rel`.

use super::emission::Emission;
use super::extension::Extension;
use super::iptc::{self, TopicSubject};
use super::number::Score;
use super::time::Time;
use super::uri::uri;
use crate::story::{CodeRef, EntityKind, TopicVerdict};
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::collections::HashSet;

/// Identifier of the schema that the whole record validates against.
pub const ENRICHED_SCHEMA: &str = "urn:copytaster:schema:enriched:1";

const PLAIN: &str = "text/plain";

/// One news item. Fields in the order they are written.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sink) struct Item<'a> {
    uri: Cow<'a, str>,
    r#type: &'static str,
    representation_type: &'static str,
    profile: &'static str,
    standard: Standard,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_created: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version_created: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_created: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    embargoed_until: Option<Time>,
    pub_status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    urgency: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    headlines: Vec<Text<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    slugline: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    located: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ed_note: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    copyright_notice: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    usage_terms: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    info_sources: Vec<InfoSource<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    genres: Vec<Genre<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    subjects: Vec<Subject<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    people: Vec<Named<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    organisations: Vec<Named<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    places: Vec<Named<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    bodies: Vec<Text<'a>>,
    copytaster: Extension<'a>,
}

#[derive(Debug, Serialize)]
struct Standard {
    name: &'static str,
    version: &'static str,
    schema: &'static str,
}

/// A headline or a body.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Text<'a> {
    role: &'static str,
    content_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    char_count: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    word_count: Option<usize>,
    value: &'a str,
}

#[derive(Debug, Serialize)]
struct InfoSource<'a> {
    name: &'a str,
    role: &'static str,
}

#[derive(Debug, Serialize)]
struct Genre<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    uri: Option<String>,
    literal: &'a str,
}

#[derive(Debug, Serialize)]
struct Subject<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rel: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    literal: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    creator: Option<Creator<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    relevance: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<u8>,
}

/// Who said that the story is about a subject.
#[derive(Debug, Clone, Copy)]
enum Creator<'a> {
    /// We, by the taxonomy of this version.
    Taxonomy(&'a str),
    Supplier(&'a str),
}

impl Serialize for Creator<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Taxonomy(version) => {
                serializer.collect_str(&format_args!("copytaster/{version}"))
            }
            Self::Supplier(name) => serializer.serialize_str(name),
        }
    }
}

/// A person, an organisation or a place.
#[derive(Debug, Serialize)]
struct Named<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rel: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    literal: Option<&'a str>,
}

impl<'a> Item<'a> {
    pub(in crate::sink) fn new(emission: &'a Emission<'a>, subjects: &'a [TopicSubject]) -> Self {
        let story = &emission.enriched.story;
        let mut headlines = Vec::new();
        if !story.headline.is_empty() {
            headlines.push(text("main", &story.headline));
        }
        if let Some(raw) = filled(story.headline_raw.as_ref()) {
            // Never first: offsets of evidence count in `headlines[0]`.
            if !headlines.is_empty() {
                headlines.push(text("altHeadline", raw));
            }
        }
        if !story.subheadline.is_empty() && !headlines.is_empty() {
            headlines.push(text("sub", &story.subheadline));
        }
        let mut bodies = Vec::new();
        if !story.body.is_empty() {
            bodies.push(Text {
                char_count: Some(emission.body.chars()),
                word_count: Some(emission.words),
                ..text("main", &story.body)
            });
        }
        let mut info_sources = Vec::new();
        if !story.supplier.is_empty() {
            info_sources.push(InfoSource {
                name: &story.supplier,
                role: "supplier",
            });
        }
        if let Some(name) = filled(story.credit.as_ref()) {
            info_sources.push(InfoSource {
                name,
                role: "iscredit",
            });
        }
        Self {
            uri: uri(&story.uri),
            r#type: "text",
            representation_type: "full",
            profile: "copytaster-enriched",
            standard: Standard {
                name: "ninjs",
                version: "3.1",
                schema: ENRICHED_SCHEMA,
            },
            version: filled(story.version.as_ref()),
            first_created: story.first_created.and_then(Time::new),
            version_created: story.version_created.and_then(Time::new),
            content_created: story.content_created.and_then(Time::new),
            embargoed_until: story.embargoed_until.and_then(Time::new),
            pub_status: story.pub_status.code(),
            urgency: emission.urgency(),
            language: emission.language(),
            headlines,
            by: filled(story.byline.as_ref()),
            slugline: filled(story.slugline.as_ref()),
            located: filled(story.located.as_ref()),
            ed_note: filled(story.ed_note.as_ref()),
            copyright_notice: filled(story.copyright.as_ref()),
            usage_terms: filled(story.usage_terms.as_ref()),
            info_sources,
            genres: story
                .genres
                .iter()
                .filter(|genre| !genre.is_empty())
                .map(|genre| Genre {
                    uri: iptc::genre_uri(genre),
                    literal: genre,
                })
                .collect(),
            subjects: all_subjects(emission, subjects),
            people: all_named(emission, &story.people, &[EntityKind::Person]),
            organisations: all_named(emission, &story.organisations, &[EntityKind::Organisation]),
            places: all_named(
                emission,
                &story.places,
                &[EntityKind::Country, EntityKind::Place],
            ),
            bodies,
            copytaster: Extension::new(emission),
        }
    }
}

fn text<'a>(role: &'static str, value: &'a str) -> Text<'a> {
    Text {
        role,
        content_type: PLAIN,
        char_count: None,
        word_count: None,
        value,
    }
}

/// The text, unless there is none in it.
pub(super) fn filled(text: Option<&String>) -> Option<&str> {
    text.map(String::as_str).filter(|text| !text.is_empty())
}

/// Ours first, because a reader of a single subject takes the first.
fn all_subjects<'a>(emission: &'a Emission<'a>, subjects: &'a [TopicSubject]) -> Vec<Subject<'a>> {
    let enriched = emission.enriched;
    let mut all = Vec::new();
    for verdict in enriched.about() {
        push_topic(&mut all, verdict, &enriched.taxonomy_version, subjects);
    }
    let supplier = &enriched.story.supplier;
    let creator = (!supplier.is_empty()).then_some(Creator::Supplier(supplier));
    for subject in &enriched.story.subjects {
        let (code, name) = (filled(subject.code.as_ref()), filled(subject.name.as_ref()));
        if code.is_none() && name.is_none() {
            continue;
        }
        all.push(Subject {
            name,
            rel: filled(subject.rel.as_ref()),
            uri: code.and_then(iptc::code_uri),
            literal: code.map(|code| with_scheme(code, filled(subject.scheme.as_ref()))),
            creator,
            relevance: None,
            confidence: None,
        });
    }
    all
}

/// The topic's broad code, then the narrow ones of what was found.
fn push_topic<'a>(
    all: &mut Vec<Subject<'a>>,
    verdict: &'a TopicVerdict,
    taxonomy_version: &'a str,
    subjects: &'a [TopicSubject],
) {
    let known = subjects.iter().find(|s| s.topic == verdict.topic);
    let broad = known.and_then(|s| s.code.as_deref());
    let ours = Subject {
        name: Some(known.map_or(&*verdict.topic, |s| &s.name)),
        rel: Some("about"),
        uri: broad.and_then(iptc::code_uri),
        literal: Some(Cow::Borrowed(&verdict.topic)),
        creator: Some(Creator::Taxonomy(taxonomy_version)),
        relevance: Some(Score(verdict.prominence.share).percent()),
        confidence: Some(Score(verdict.score).percent()),
    };
    let narrow = |code: &'a str| Subject {
        name: iptc::name(code),
        uri: iptc::code_uri(code),
        literal: ours.literal.clone(),
        ..ours
    };
    let narrow: Vec<_> = verdict
        .narrow_codes
        .iter()
        .map(|code| &**code)
        .filter(|code| Some(*code) != broad)
        .map(narrow)
        .filter(|subject| subject.uri.is_some())
        .collect();
    all.push(ours);
    all.extend(narrow);
}

/// A code with the name of its scheme before it, where the scheme is a word and the code does not carry it.
fn with_scheme<'a>(code: &'a str, scheme: Option<&str>) -> Cow<'a, str> {
    let is_word = |s: &&str| {
        s.bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
    };
    match scheme.filter(is_word) {
        Some(scheme) if !code.contains(':') => Cow::Owned(format!("{scheme}:{code}")),
        _ => Cow::Borrowed(code),
    }
}

/// The agency's own, then what was found in the text, each name once.
fn all_named<'a>(
    emission: &'a Emission<'a>,
    sent: &'a [CodeRef],
    kinds: &[EntityKind],
) -> Vec<Named<'a>> {
    let enriched = emission.enriched;
    let mut seen = HashSet::new();
    let mut all = Vec::new();
    if kinds.contains(&EntityKind::Place)
        && let Some(located) = filled(enriched.story.located.as_ref())
    {
        all.push(Named {
            name: Some(located),
            rel: Some("located"),
            uri: None,
            literal: None,
        });
    }
    for named in sent {
        let (code, name) = (filled(named.code.as_ref()), filled(named.name.as_ref()));
        let Some(shown) = name.or(code) else { continue };
        if seen.insert(shown) {
            all.push(Named {
                name,
                rel: filled(named.rel.as_ref()),
                uri: code.and_then(iptc::code_uri),
                literal: code,
            });
        }
    }
    for entity in enriched.entities.iter().filter(|e| kinds.contains(&e.kind)) {
        if entity.name.is_empty() || !seen.insert(&entity.name) {
            continue;
        }
        let id = entity.id.as_deref().filter(|id| !id.is_empty());
        all.push(Named {
            name: Some(&entity.name),
            rel: Some("mentions"),
            uri: id.and_then(wikidata_uri),
            literal: id,
        });
    }
    all
}

fn wikidata_uri(id: &str) -> Option<Cow<'_, str>> {
    let number = id.strip_prefix('Q')?;
    let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| Cow::Owned(format!("http://www.wikidata.org/entity/{id}")))
}
