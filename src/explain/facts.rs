//! What is known of a story beside its text, as names and values.

use crate::story::Enriched;

/// What is known of a story beside its text, by name.
pub(super) fn facts(story: &Enriched) -> Vec<(&'static str, String)> {
    let s = &story.story;
    let mut facts = Vec::new();
    let mut field = |name: &'static str, value: Option<String>| {
        if let Some(value) = value.filter(|v| !v.is_empty()) {
            facts.push((name, value));
        }
    };
    field("headline", Some(s.headline.clone()));
    field("as sent", s.headline_raw.clone());
    let found = &s.supplier_found;
    let by = match found.sign.as_str() {
        "" => format!("; profile {}", found.profile),
        sign => format!(
            "; profile {}, by {} “{sign}”",
            found.profile,
            found.by.code()
        ),
    };
    field("supplier", Some(format!("{}{by}", s.supplier)));
    field("version", s.version.clone());
    field("take", s.take.map(|n| n.to_string()));
    field(
        "published",
        s.published_at().map(|t| {
            format!(
                "{t:.3}{}",
                if s.zone_assumed {
                    " (zone assumed)"
                } else {
                    ""
                }
            )
        }),
    );
    field("embargo", s.embargoed_until.map(|t| format!("{t:.3}")));
    field("urgency", s.urgency.map(|u| u.to_string()));
    field(
        "dateline",
        s.dateline.as_ref().map(|d| {
            let part = |name: &str, value: &Option<String>| {
                value
                    .as_ref()
                    .map(|v| format!("; {name} {v}"))
                    .unwrap_or_default()
            };
            format!(
                "“{}”{}{}{}{}",
                d.raw,
                part("place", &d.place),
                part("date", &d.date),
                if d.year_inferred {
                    " (year inferred)"
                } else {
                    ""
                },
                part("agency", &d.agency)
            )
        }),
    );
    field("byline", s.byline.clone());
    field("credit", s.credit.clone());
    field("note", s.ed_note.clone());
    for signal in &s.signals {
        field(
            "signal",
            Some(format!("{} by “{}”", signal.kind.code(), signal.matched)),
        );
    }
    for code in &s.subjects {
        let name = code.name.as_deref().unwrap_or_default();
        field(
            "subject",
            Some(format!("{} {name}", code.code.as_deref().unwrap_or("-"))),
        );
    }
    for mapped in &s.mapped_codes {
        field(
            "stands for",
            Some(format!("{} ← {}", mapped.to, mapped.from)),
        );
    }
    facts
}
