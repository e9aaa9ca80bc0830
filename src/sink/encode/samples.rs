//! Stories written for the tests of what goes out, judged by hand.

use crate::story::{
    AgencyCode, BestParagraph, CodeRef, Dateline, DecodeReport, Enriched, Entity, EntityKind,
    EventType, Evidence, Field, Header, Language, LanguageFound, Origin, Prominence, PubStatus,
    RawRecord, Repair, Signal, SignalKind, Span, Story, TopicVerdict, Verdict, WireFormat,
};

/// When the tests process: 2026-08-09T08:31:04.250Z.
pub(in crate::sink) const NOW_MS: i64 = 1_786_264_264_250;

pub(in crate::sink) fn record(offset: i64) -> RawRecord {
    RawRecord {
        origin: Origin {
            cluster: "test-cluster".into(),
            topic: "stories.raw".into(),
            partition: 3,
            offset,
        },
        key: Some(b"ann".to_vec()),
        value: Some(b"raw bytes".to_vec()),
        headers: Vec::new(),
        timestamp_ms: Some(NOW_MS - 4_250),
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
    let body = paragraphs.join("\n\n");
    let mut start = 0;
    let paragraphs = paragraphs.iter().map(|text| {
        let range = start..start + text.len();
        start = range.end + 2;
        range
    });
    Story {
        id: id.into(),
        uri: format!("urn:newsml:ann.example:20260809:{id}"),
        ordinal: 0,
        version: None,
        headline: headline.into(),
        headline_raw: None,
        paragraphs: paragraphs.collect(),
        body,
        supplier: "ANN".into(),
        declared_language: None,
        first_created: None,
        version_created: "2026-08-09T08:30:00Z".parse().ok(),
        content_created: None,
        zone_assumed: false,
        embargoed_until: None,
        pub_status: PubStatus::Usable,
        event: EventType::Created,
        signals: Vec::new(),
        urgency: None,
        urgency_raw: None,
        genres: Vec::new(),
        slugline: None,
        byline: None,
        dateline: None,
        located: None,
        credit: None,
        ed_note: None,
        copyright: None,
        usage_terms: None,
        keywords: Vec::new(),
        subjects: Vec::new(),
        people: Vec::new(),
        organisations: Vec::new(),
        places: Vec::new(),
        decode: DecodeReport {
            format: WireFormat::Json,
            format_version: None,
            charset_declared: None,
            charset_used: "utf-8".into(),
            repairs: Vec::new(),
            lossy: false,
        },
        raw_sha256: "5d2f".repeat(16),
    }
}

/// With verdict *no* on the three topics.
pub(in crate::sink) fn enriched(story: Story, language: Option<Language>) -> Enriched {
    Enriched {
        language: LanguageFound {
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

fn code(code: &str, name: Option<&str>, scheme: Option<&str>) -> CodeRef {
    CodeRef {
        code: Some(code.into()),
        name: name.map(Into::into),
        scheme: scheme.map(Into::into),
        rel: None,
    }
}

/// A summit that turns to climate and energy, with everything an agency can send beside it.
pub(in crate::sink) fn summit() -> Enriched {
    let mut story = story(
        "ANN0042",
        "Le sommet de la Caspienne s'ouvre à Aktaou",
        &[
            "Les présidents de cinq États riverains se sont réunis dimanche à Aktaou pour un sommet consacré au statut de la mer Caspienne.",
            "Le Kazakhstan soutiendra des projets communs contre le changement climatique à la prochaine COP, a dit son ministre.",
            "Les délégations ont signé un mémorandum sur l'interconnexion des réseaux électriques, selon l'ONU.",
        ],
    );
    story.version = Some("3".into());
    story.declared_language = Some("fr-FR".into());
    story.first_created = "2026-08-09T11:50:00+04:00".parse().ok();
    story.event = EventType::Updated;
    story.headline_raw = Some("URGENT - Le sommet de la Caspienne s'ouvre à Aktaou".into());
    story.signals = vec![
        Signal {
            kind: SignalKind::Alert,
            matched: "URGENT -".into(),
        },
        Signal {
            kind: SignalKind::Update,
            matched: "sig:update".into(),
        },
    ];
    story.urgency = Some(2);
    story.urgency_raw = Some("U".into());
    story.genres = vec!["genre:Current".into()];
    story.slugline = Some("caspienne-sommet".into());
    story.byline = Some("Par Jeanne Exemple".into());
    story.dateline = Some(Dateline {
        raw: "AKTAOU, 9 août (ANN) –".into(),
        place: Some("Aktaou".into()),
        agency: Some("ANN".into()),
        date: Some("2026-08-09".into()),
        year_inferred: true,
    });
    story.located = Some("Aktaou".into());
    story.credit = Some("Agence de l'exemple".into());
    story.ed_note = Some("Remplace la version 2.".into());
    story.copyright = Some("© 2026 ANN".into());
    story.usage_terms = Some("Essais seulement".into());
    story.keywords = vec!["Caspienne".into(), "sommet".into()];
    story.subjects = vec![
        code("medtop:20000640", Some("Sommet"), None),
        code("OILG", None, Some("N2")),
        code("https://ann.example/codes?id=7", Some("Mer"), None),
    ];
    story.people = vec![CodeRef {
        name: Some("Jeanne Exemple".into()),
        rel: Some("author".into()),
        ..CodeRef::default()
    }];
    story.decode.format = WireFormat::Ninjs;
    story.decode.format_version = Some("2.1".into());
    story.decode.charset_declared = Some("iso-8859-1".into());
    story.decode.repairs = vec![Repair {
        code: "bom_removed",
        count: 1,
    }];

    let mut all = enriched(story, Some(Language::Fr));
    all.entities = vec![
        entity(
            &all.story,
            EntityKind::Country,
            "Kazakhstan",
            Some("KZ"),
            "Kazakhstan",
        ),
        entity(
            &all.story,
            EntityKind::Organisation,
            "United Nations",
            Some("Q1065"),
            "ONU",
        ),
    ];
    make_about(
        &mut all,
        "diplomacy",
        "medtop:20000640",
        &[
            (Field::Headline, "sommet", 3.1),
            (Field::Body, "présidents", 1.234_567_891),
        ],
    );
    make_about(
        &mut all,
        "climate",
        "medtop:20000418",
        &[
            (Field::Body, "changement climatique", 3.2),
            (Field::Body, "COP", 0.6),
        ],
    );
    make_about(
        &mut all,
        "energy",
        "medtop:20000260",
        &[(Field::Body, "réseaux électriques", 3.2)],
    );
    all.topics[2].agency_codes = vec![AgencyCode {
        code: "N2:OILG".into(),
        core: true,
    }];
    all.topics[2].evidence.push(Evidence {
        term: "N2:OILG".into(),
        concept: None,
        language: None,
        span: None,
        weight: 0.5,
    });
    all.topics[2].logit += 0.5;
    all
}

/// An agency takes a story back.
pub(in crate::sink) fn kill() -> Enriched {
    let mut story = story(
        "ANN0041",
        "Refinery fire kills nine",
        &["Please kill the story on a refinery fire. The ministry denies that there was one."],
    );
    story.event = EventType::Cancelled;
    story.pub_status = PubStatus::Canceled;
    story.urgency = Some(1);
    story.signals = vec![Signal {
        kind: SignalKind::Kill,
        matched: "KILL".into(),
    }];
    let mut all = enriched(story, Some(Language::En));
    make_about(
        &mut all,
        "energy",
        "medtop:20001243",
        &[(Field::Body, "refinery", 3.2)],
    );
    all
}

/// A figure was wrong.
pub(in crate::sink) fn correction() -> Enriched {
    let mut story = story(
        "ANN0040",
        "Emissionen sinken um vier Prozent",
        &[
            "Die Treibhausgasemissionen sind im Vorjahr um vier Prozent gesunken, teilte das Amt mit.",
            "In einer früheren Fassung stand eine falsche Zahl.",
        ],
    );
    story.event = EventType::Corrected;
    story.version = Some("2".into());
    story.headline_raw = Some("BERICHTIGUNG: Emissionen sinken um vier Prozent".into());
    story.signals = vec![Signal {
        kind: SignalKind::Correction,
        matched: "BERICHTIGUNG:".into(),
    }];
    let mut all = enriched(story, Some(Language::De));
    make_about(
        &mut all,
        "climate",
        "medtop:20000418",
        &[
            (Field::Headline, "Emissionen", 1.7),
            (Field::Body, "Treibhausgasemissionen", 3.2),
        ],
    );
    all
}

/// To be published later.
pub(in crate::sink) fn embargo() -> Enriched {
    let mut story = story(
        "ANN0043",
        "El gobierno presenta su plan de eólica marina",
        &["El plan de eólica marina prevé tres gigavatios hasta 2032, según el ministerio."],
    );
    story.event = EventType::Held;
    story.pub_status = PubStatus::Withheld;
    story.embargoed_until = "2026-08-10T06:00:00Z".parse().ok();
    story.signals = vec![Signal {
        kind: SignalKind::Embargo,
        matched: "EMBARGADO hasta las 06.00 GMT".into(),
    }];
    let mut all = enriched(story, Some(Language::Es));
    make_about(
        &mut all,
        "energy",
        "medtop:20001211",
        &[(Field::Body, "eólica marina", 3.2)],
    );
    all
}

/// About none of the topics, and the declared language is wrong.
pub(in crate::sink) fn none() -> Enriched {
    let mut story = story(
        "ANN0044",
        "Late goal settles derby",
        &["The striker was full of energy and scored in the last minute."],
    );
    story.declared_language = Some("nl".into());
    let mut all = enriched(story, Some(Language::En));
    all.language.conflict = true;
    let word = span(&all.story, Field::Body, "energy");
    let energy = &mut all.topics[2];
    energy.verdict = Verdict::Mentions;
    energy.score = 0.112_3;
    energy.evidence = vec![
        Evidence {
            term: "energy".into(),
            concept: Some("energy".into()),
            language: Some(Language::En),
            span: Some(word),
            weight: 1.7,
        },
        Evidence {
            term: "guard:sport".into(),
            concept: None,
            language: None,
            span: None,
            weight: -1.167_9,
        },
    ];
    energy.logit = -2.6 + 1.7 - 1.167_9;
    all
}

/// Written from right to left, with marks that say so.
pub(in crate::sink) fn right_to_left() -> Enriched {
    let story = story(
        "ANN0045",
        "أوبك+ تخفض إنتاج النفط",
        &["قررت دول \u{200f}أوبك+\u{200f} خفض إنتاج النفط بمقدار 500 ألف برميل يوميا."],
    );
    let mut all = enriched(story, Some(Language::Ar));
    make_about(
        &mut all,
        "energy",
        "medtop:20001243",
        &[
            (Field::Headline, "النفط", 3.2),
            (Field::Body, "إنتاج النفط", 1.7),
        ],
    );
    all
}

/// Characters of four bytes, joined characters, controls; second story of a redriven record, in no known language.
pub(in crate::sink) fn emoji() -> Enriched {
    let mut story = story(
        "feed item 7/é",
        "⚡️ Grid news 🇪🇺🔌",
        &["👩‍🔬 says: 𝒈𝒓𝒊𝒅 power \u{1} restored ✅"],
    );
    story.uri = "feed item 7/é".into();
    story.ordinal = 1;
    story.version_created = None;
    story.supplier = String::new();
    story.declared_language = Some("da_DK".into());
    story.decode.format = WireFormat::Text;
    story.decode.lossy = true;
    story.urgency = Some(0);
    let mut all = enriched(story, None);
    make_about(
        &mut all,
        "energy",
        "medtop:20000260",
        &[(Field::Headline, "🔌", 1.7), (Field::Body, "power", 1.7)],
    );
    all
}

/// The story of docs/records.md.
pub(super) fn example() -> Enriched {
    let mut story = story(
        "ANN0039",
        "Caspian states to link their grids",
        &[
            "Ministers of five states met in Aktau on Sunday.",
            "They signed a memorandum on joining their power grids by 2030.",
        ],
    );
    story.declared_language = Some("en".into());
    story.urgency = Some(4);
    let mut all = enriched(story, Some(Language::En));
    all.topics.retain(|topic| &*topic.topic == "energy");
    make_about(
        &mut all,
        "energy",
        "medtop:20000260",
        &[(Field::Body, "power grids", 3.2)],
    );
    all
}

/// Every sample with its name and its record.
pub(in crate::sink) fn all() -> Vec<(&'static str, RawRecord, Enriched)> {
    vec![
        ("summit", record(42), summit()),
        ("kill", record(43), kill()),
        ("correction", record(44), correction()),
        ("embargo", record(45), embargo()),
        ("none", record(46), none()),
        ("right_to_left", record(47), right_to_left()),
        ("emoji", redriven(48), emoji()),
    ]
}
