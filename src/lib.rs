//! copytaster reads wire stories from Kafka, decides which topics each is about, and passes them on with the evidence.

pub mod batch;
pub mod cli;
pub mod clock;
pub mod compare;
pub mod config;
pub mod delivery;
pub mod demo;
pub mod evaluate;
pub mod explain;
mod html;
pub mod kafka_errors;
pub mod load;
pub mod observe;
mod producer_events;
pub mod recovery;
pub mod service;
pub mod sink;
pub mod source;
pub mod stages;
pub mod story;
pub mod wire;
