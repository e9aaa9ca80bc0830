//! The pipeline and its stages.

pub mod topics;
