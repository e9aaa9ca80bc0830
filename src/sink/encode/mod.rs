//! What a story looks like on the way out.
//!
//! Owns the records of `stories.enriched`, of the routed topics and of `stories.facts`, and the schemas they keep
//! (docs/records.md is the table of fields). Promises: times are RFC 3339 in UTC with three decimals; what is unknown
//! is left out and never `null`; arrays of ours are always there; the same story of the same record gives the same
//! bytes but for `processed_at` and the latency that follows from it; time and memory grow with the length of the story
//! and no faster. Never reads a clock, never decides where a record goes.
//!
//! * [`Emission`] — a story, its record and the moment: what is worked out once.
//! * [`Encoder`] — writes it as an enriched record, a reference or a facts row.
//! * [`record_id`] — identity of a story of a record.
//! * [`schemas`] — the JSON Schemas, generated from the same types.

mod emission;
mod encoder;
mod extension;
mod facts;
mod identity;
mod iptc;
mod ninjs;
mod number;
mod position;
mod reference;
mod schema;
mod time;
mod uri;
mod verdict;
mod words;

pub use emission::Emission;
pub use encoder::{EncodeError, Encoder};
pub use facts::FACTS_SCHEMA;
pub use identity::record_id;
pub use iptc::TopicSubject;
pub use ninjs::ENRICHED_SCHEMA;
pub use reference::REFERENCE_SCHEMA;
pub use schema::schemas;
pub(super) use time::Time;

#[cfg(test)]
mod arbitrary;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod sample_stories;
#[cfg(test)]
pub(in crate::sink) mod samples;
#[cfg(test)]
mod schema_files;
#[cfg(test)]
pub(in crate::sink) mod validators;
