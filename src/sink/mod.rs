//! Finished records to Kafka: one thread that owns the producer.
//!
//! * [`Sink`] — the loop: produce, serve delivery reports, complete a record when everything it became is
//!   acknowledged; generic over [`Outlet`], so that tests inject refusals.
//! * [`KafkaOutlet`] — the real producer: idempotent, `acks=all`.
//! * [`DeadLetters`] — what a rejected record looks like in `stories.dead`.
//! * [`classify`] — the table of what each delivery error means.

mod dead_letter;
mod failure;
mod order;
mod outlet;
mod thread;

pub use dead_letter::{DeadLetterNames, DeadLetters, ORIGIN_HEADER};
pub use failure::{Failure, classify};
pub use outlet::{Delivery, KafkaOutlet, Outlet, SendError};
pub use thread::{Sink, SinkError, SinkSettings, SinkWiring};
