//! Promises, kept on real Kafka and the real binary. One binary; a module for each promise.

// Whole-binary tests: a failed expectation is the message.
#![allow(clippy::unwrap_used)]
// Counters and flags of the metrics page are whole numbers.
#![allow(clippy::float_cmp)]

mod bad_days;
mod delivery;
mod dlq;
mod exactly_once;
mod examples;
mod instance;
mod matrix;
mod members;
mod offsets;
mod oracle;
mod outages;
mod process;
mod quality;
mod reload;
mod replay;
mod security;
mod sizes;
mod strangers;
mod support;
mod wire;
