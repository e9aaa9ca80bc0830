//! Stories written for the tests of what goes out, judged by hand.

use super::samples::{enriched, entity, make_about, record, redriven, span, story};
use crate::story::{
    AgencyCode, CodeRef, Dateline, Enriched, EntityKind, EventType, Evidence, Field, Language,
    PubStatus, RawRecord, Repair, Sign, Signal, SignalKind, SupplierFound, Verdict, WireFormat,
};

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
    story.take = Some(2);
    story.supplier_found = SupplierFound {
        profile: "ann".into(),
        by: Sign::Name,
        sign: "Agence ANN".into(),
        named: Some("Agence ANN".into()),
    };
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
        via: Some("medtop:20001243".into()),
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
pub(in crate::sink) fn example() -> Enriched {
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
    story.supplier_found = SupplierFound {
        profile: "ann".into(),
        by: Sign::Topic,
        sign: "wire.ann".into(),
        named: None,
    };
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
