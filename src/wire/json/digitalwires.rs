//! Categories of dpa's digitalwires: one list in which each entry says what it is.
//!
//! Owns the table of those types (`dnltype:dpasubject`, `dnltype:geosubject` …; dpa digitalwires format description). Entries that repeat a field of the
//! record (status, urgency) or name services of the wire are passed over.

use super::value::Json;
use crate::story::{CodeRef, WireStory};

/// Whether a list is of that kind.
pub fn is_typed(value: &Json<'_>) -> bool {
    matches!(value, Json::Array(entries) if entries.iter().any(|e| kind(e).is_some()))
}

fn kind<'v>(entry: &'v Json<'_>) -> Option<&'v str> {
    let kind = entry.get("type")?.scalar()?;
    kind.strip_prefix("dnltype:")
        .or_else(|| kind.strip_prefix("dpatype:"))
}

/// Brings each entry to the field it belongs to.
pub fn read(value: &Json<'_>, story: &mut WireStory) {
    let Json::Array(entries) = value else {
        return;
    };
    for entry in entries {
        let text = |key: &str| entry.get(key).and_then(Json::scalar).map(str::to_string);
        let reference = CodeRef {
            code: text("qcode"),
            name: text("name"),
            ..CodeRef::default()
        };
        if reference.code.is_none() && reference.name.is_none() {
            continue;
        }
        match kind(entry).unwrap_or("") {
            "dpasubject" | "desk" | "subject" => story.subjects.push(reference),
            "geosubject" | "poi" => story.places.push(reference),
            "person" => story.people.push(reference),
            "organisation" | "company" => story.organisations.push(reference),
            "genre" => story.add_genre(reference.code, reference.name),
            "keyword" => story.keywords.extend(reference.name),
            "provider" => story.supplier = reference.name.or(story.supplier.take()),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::value;
    use super::*;
    use crate::wire::limits::Limits;
    use crate::wire::repairs::Repairs;

    #[test]
    fn entries_go_where_their_type_says() {
        let text = r#"[{"type":"dnltype:pubstatus","name":"usable","qcode":"stat:usable"},
            {"type":"dnltype:dpasubject","name":"Energie","qcode":"medtop:20000256"},
            {"type":"dnltype:geosubject","name":"Oslo","qcode":"x:1"},{"type":"dnltype:genre","name":"Meldung","qcode":"dpatextgenre:1"},
            {"type":"dnltype:provider","name":"nna","qcode":null},{"type":"dnltype:keyword","name":"Netz","qcode":null},
            {"type":"dnltype:creator","name":null,"qcode":null}]"#;
        let values = value::read(text, &Limits::default(), &mut Repairs::default()).unwrap();
        assert!(is_typed(&values[0]));
        let mut story = WireStory::default();
        read(&values[0], &mut story);
        assert_eq!(story.subjects.len(), 1);
        assert_eq!(story.places.len(), 1);
        assert_eq!(story.genres, ["dpatextgenre:1", "Meldung"]);
        assert_eq!(story.supplier.as_deref(), Some("nna"));
        assert_eq!(story.keywords, ["Netz"]);
    }
}
