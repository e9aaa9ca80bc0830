//! What the agency itself lists: people, organisations and places that came with the story.
//!
//! Owns the merging: an entry that the text names already lends its code where ours has none; any other is added, with the
//! places where the text has the very name. Never drops what the gazetteer found.

use crate::story::{CodeRef, Entity, EntityKind, Field, Span, Story};

/// Agencies list a handful; beyond this a list is a mistake or an attack.
const MOST_ENTRIES: usize = 64;
/// Shorter names are not looked for in the text.
const SHORTEST_NAME: usize = 3;

/// Adds the story's own entries to what was found.
pub(super) fn merge(story: &Story, entities: &mut Vec<Entity>) {
    let lists = [
        (EntityKind::Person, &story.people),
        (EntityKind::Organisation, &story.organisations),
        (EntityKind::Place, &story.places),
    ];
    for (kind, entries) in lists {
        for entry in entries.iter().take(MOST_ENTRIES) {
            merge_one(story, kind, entry, entities);
        }
    }
}

fn merge_one(story: &Story, kind: EntityKind, entry: &CodeRef, entities: &mut Vec<Entity>) {
    let Some(name) = entry
        .name
        .as_deref()
        .map(str::trim)
        .filter(|name| !name.is_empty())
    else {
        return;
    };
    let same_kind = |other: EntityKind| {
        other == kind || (kind == EntityKind::Place && other == EntityKind::Country)
    };
    if let Some(known) = entities
        .iter_mut()
        .find(|known| same_kind(known.kind) && known.name.eq_ignore_ascii_case(name))
    {
        if known.id.is_none() {
            known.id = entry.code.as_deref().map(Into::into);
        }
        return;
    }
    entities.push(Entity {
        kind,
        name: name.into(),
        id: entry.code.as_deref().map(Into::into),
        spans: spans(story, name),
        from_agency: true,
    });
}

fn spans(story: &Story, name: &str) -> Vec<Span> {
    if name.len() < SHORTEST_NAME {
        return Vec::new();
    }
    [
        (Field::Headline, &story.headline),
        (Field::Subheadline, &story.subheadline),
        (Field::Body, &story.body),
    ]
    .into_iter()
    .flat_map(|(field, text)| {
        text.match_indices(name).map(move |(start, found)| Span {
            field,
            start: start as u32,
            end: (start + found.len()) as u32,
        })
    })
    .collect()
}
