//! Countries, places, organisations and people named in a story.

use super::topic::Span;
use std::sync::Arc;

/// What kind of thing an entity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntityKind {
    /// A state; `id` is its ISO 3166-1 alpha-2 code.
    Country,
    /// A capital or another place; `id` is its country's ISO code where known.
    Place,
    /// An organisation of the gazetteer; `id` is its Wikidata id.
    Organisation,
    /// A person named after a title.
    Person,
}

/// One thing named, with every place where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Entity {
    pub kind: EntityKind,
    /// English name from the gazetteer, or the text itself for people.
    pub name: Arc<str>,
    /// ISO code or Wikidata id.
    pub id: Option<Arc<str>>,
    pub spans: Vec<Span>,
    /// Taken from the input's own metadata and not from the text.
    pub from_agency: bool,
}
