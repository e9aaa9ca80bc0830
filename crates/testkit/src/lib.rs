//! Real Apache Kafka for copytaster's tests; not shipped.
//!
//! * [`Kafka`] — one broker or three, in `KRaft` mode, from the Maven artifacts; nothing is left running, also when the
//!   test process is killed.
//! * [`Client`] — create topics, produce, read back, look up committed offsets.
//! * [`Process`] — the program under test as a child process.
//! * [`eventually`] — waits for a condition with a deadline; the only way a test waits.

mod artifacts;
mod broker;
mod client;
mod process;
mod wait;

pub use broker::{Kafka, Layout};
pub use client::{Client, Record, Topic};
pub use process::{Process, Signal};
pub use wait::eventually;
