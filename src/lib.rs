//! copytaster reads wire stories from Kafka, decides which topics each is about, and passes them on with the evidence.

pub mod clock;
pub mod delivery;
pub mod observe;
pub mod stages;
pub mod story;
