//! copytaster reads wire stories from Kafka, decides which topics each is about, and passes them on with the evidence.

pub mod stages;
pub mod story;
