//! The pipeline and its stages.

mod language;
mod normalise;
pub mod topics;

pub use language::Languages;
pub use normalise::{InvalidZone, NormaliseConfig, Normaliser};
