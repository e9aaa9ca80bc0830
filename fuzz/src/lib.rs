//! The part of copytaster that reads bytes of strangers, without the rest.
//!
//! Takes in the sources of the story, the wire formats and the normaliser as they are, so that an instrumented build needs no Kafka client and takes
//! seconds. What is run is in [`entry`].

#![allow(dead_code, unused_imports)]

// The sources and the entry points name the crate as the program does.
extern crate self as copytaster;

pub mod entry;

#[path = "../../src/story/mod.rs"]
pub mod story;
#[path = "../../src/wire/mod.rs"]
pub mod wire;

#[path = "../../src/stages/normalise/mod.rs"]
mod normalise;

/// The one stage that reads what strangers wrote.
pub mod stages {
    pub use crate::normalise::Normaliser;
}
