//! The pipeline and its stages.

mod entities;
mod language;
mod normalise;
pub mod topics;

pub use entities::Gazetteer;
pub use language::Languages;
pub use normalise::{InvalidZone, NormaliseConfig, Normaliser};
