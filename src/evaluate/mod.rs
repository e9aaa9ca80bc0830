//! Measuring verdicts against stories whose topics are known.

pub mod gold;
