//! Measuring verdicts against stories whose topics are known.
//!
//! [`gold`] reads labelled stories, [`measure`] turns pairs of label and verdict into figures, [`report`] gathers them by
//! topic and language and renders text and JSON, [`groups`] tells calibration apart, [`page`] draws them as HTML, [`quality`] writes
//! `docs/quality.md`; [`prior`] finds how common a topic is on other wires. Promises figures that depend on the input
//! alone: intervals come from a bootstrap with a fixed seed. Never changes the taxonomy.

pub mod gold;
pub mod groups;
pub mod measure;
pub mod page;
pub mod prior;
pub mod quality;
pub mod report;

pub use gold::{GoldError, GoldStory, read_gold, read_sample, story_of};
pub use measure::{Calibration, Figures, Interval, Pair};
pub use prior::{LEAST_STORIES, Prior, fit_prior};
pub use quality::{is_kept_apart, quality_page};
pub use report::{Example, Report, TopicFigures, evaluate};
