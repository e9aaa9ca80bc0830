//! Promises, kept on real Kafka and the real binary. One binary; a module for each promise.

// Whole-binary tests: a failed expectation is the message.
#![allow(clippy::unwrap_used)]

mod bad_days;
mod delivery;
mod examples;
mod instance;
mod process;
mod support;
mod wire;
