//! The pipeline and its stages.

mod language;
pub mod topics;

pub use language::Languages;
