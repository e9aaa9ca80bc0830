//! The pipeline and its stages, in the order of a story's way: [`Normaliser`], [`Languages`], [`Gazetteer`],
//! [`topics`]. [`Pipeline`] is the file to begin with.

mod entities;
mod language;
mod normalise;
mod pipeline;
pub mod profile_cases;
pub mod topics;

pub use entities::Gazetteer;
pub use language::Languages;
pub use normalise::{Normaliser, names_its_zone};
pub use pipeline::{Pipeline, StageTimes};
