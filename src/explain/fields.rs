//! A story as a list of named values, before and after it is normalised.
//!
//! Owns the names under which `explain` shows fields; they are those of docs/formats.md and of the records.

use crate::story::{Body, CodeRef, Story, WireStory};

/// A field and its value, as shown.
pub(super) type Shown = (String, String);

/// Puts what there is; several values of a field are counted.
#[derive(Default)]
struct List(Vec<Shown>);

impl List {
    fn one(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value.filter(|v| !v.is_empty()) {
            self.0.push((name.to_owned(), value.to_owned()));
        }
    }

    fn all<'v>(&mut self, name: &str, values: impl IntoIterator<Item = &'v str>) {
        for (n, value) in values.into_iter().enumerate() {
            self.0.push((format!("{name}[{n}]"), value.to_owned()));
        }
    }

    fn codes(&mut self, name: &str, codes: &[CodeRef]) {
        for (n, code) in codes.iter().enumerate() {
            let scheme = code.scheme.as_deref().map(|s| format!("in {s}"));
            let parts = [
                code.code.as_deref(),
                code.name.as_deref(),
                scheme.as_deref(),
            ];
            let parts: Vec<&str> = parts.into_iter().flatten().collect();
            self.0.push((format!("{name}[{n}]"), parts.join(" ")));
        }
    }
}

/// What the decoder found.
pub(super) fn of_wire(story: &WireStory) -> Vec<Shown> {
    let mut list = List::default();
    for (name, value) in [
        ("id", &story.id),
        ("transmission_id", &story.transmission_id),
        ("version", &story.version),
        ("first_created", &story.first_created),
        ("version_created", &story.version_created),
        ("content_created", &story.content_created),
        ("pub_status", &story.pub_status),
        ("urgency", &story.urgency),
        ("item_type", &story.item_type),
        ("language", &story.language),
        ("supplier", &story.supplier),
        ("headline", &story.headline),
        ("slugline", &story.slugline),
        ("byline", &story.byline),
        ("dateline", &story.dateline),
        ("located", &story.located),
        ("credit", &story.credit),
        ("ed_note", &story.ed_note),
        ("copyright", &story.copyright),
        ("usage_terms", &story.usage_terms),
    ] {
        list.one(name, value.as_deref());
    }
    if let Some(until) = &story.embargoed_until {
        let shown = if until.is_empty() {
            "without a time"
        } else {
            until
        };
        list.one("embargoed_until", Some(shown));
    }
    list.all("signals", story.signals.iter().map(String::as_str));
    list.all("genres", story.genres.iter().map(String::as_str));
    list.all(
        "subheadlines",
        story.subheadlines.iter().map(String::as_str),
    );
    list.all("other_lines", story.other_lines.iter().map(String::as_str));
    list.all("keywords", story.keywords.iter().map(String::as_str));
    list.codes("subjects", &story.subjects);
    list.codes("people", &story.people);
    list.codes("organisations", &story.organisations);
    list.codes("places", &story.places);
    let body = match &story.body {
        Body::Missing => String::new(),
        Body::Plain(text) => text.clone(),
        Body::Paragraphs(all) => all.join("\n\n"),
    };
    list.one("body", Some(&body));
    list.0
}

/// What the normaliser made of it.
pub(super) fn of_story(story: &Story) -> Vec<Shown> {
    let mut list = List::default();
    list.one("id", Some(&story.id));
    list.one("version", story.version.as_deref());
    list.one("take", story.take.map(|n| n.to_string()).as_deref());
    list.one("supplier", Some(&story.supplier));
    for (name, at) in [
        ("first_created", story.first_created),
        ("version_created", story.version_created),
        ("content_created", story.content_created),
        ("embargoed_until", story.embargoed_until),
    ] {
        list.one(name, at.map(|at| format!("{at:.3}")).as_deref());
    }
    list.one("pub_status", Some(story.pub_status.code()));
    list.one("event_type", Some(story.event.code()));
    let signals = story.signals.iter();
    let signals: Vec<String> = signals
        .map(|s| format!("{} by “{}”", s.kind.code(), s.matched))
        .collect();
    list.all("signals", signals.iter().map(String::as_str));
    list.one("urgency", story.urgency.map(|u| u.to_string()).as_deref());
    list.all("genres", story.genres.iter().map(String::as_str));
    list.one("language", story.declared_language.as_deref());
    list.one("headline", Some(&story.headline));
    list.one("headline_raw", story.headline_raw.as_deref());
    list.one("slugline", story.slugline.as_deref());
    list.one("byline", story.byline.as_deref());
    if let Some(dateline) = &story.dateline {
        list.one("dateline", Some(&dateline.raw));
        list.one("dateline.place", dateline.place.as_deref());
        list.one("dateline.date", dateline.date.as_deref());
        list.one("dateline.agency", dateline.agency.as_deref());
    }
    list.one("located", story.located.as_deref());
    list.one("credit", story.credit.as_deref());
    list.one("ed_note", story.ed_note.as_deref());
    list.one("copyright", story.copyright.as_deref());
    list.one("usage_terms", story.usage_terms.as_deref());
    list.all("keywords", story.keywords.iter().map(String::as_str));
    list.codes("subjects", &story.subjects);
    list.all("mapped_codes", story.mapped_codes.iter().map(|m| &*m.to));
    list.codes("people", &story.people);
    list.codes("organisations", &story.organisations);
    list.codes("places", &story.places);
    list.one("body", Some(&story.body));
    list.0
}
