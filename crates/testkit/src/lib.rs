//! Real Apache Kafka for copytaster's tests; not shipped.
//!
//! * [`Kafka`] — one broker or three, in `KRaft` mode, from the Maven artifacts; open, or with logins, certificates and
//!   rights; killed, frozen and restarted at will. Nothing is left running, also when the test process is killed.
//! * [`Client`] — create topics, produce, read back, look up committed offsets.
//! * [`oracle`] — the whole program under a seeded schedule of faults, and the proof of what became of each story.
//! * [`Process`] — the program under test as a child process.
//! * [`eventually`] — waits for a condition with a deadline; the only way a test waits.

mod acl;
mod artifacts;
mod broker;
mod certificates;
mod client;
mod node;
pub mod oracle;
mod process;
mod properties;
mod wait;
mod watch;

pub use acl::{Operation, Permission, Resource, Right};
pub use broker::{Access, Kafka, Layout, Listener, PASSWORD, Rights, USER};
pub use certificates::{Authority, ClientFiles};
pub use client::{Client, Record, Topic};
pub use process::{Process, Signal, run};
pub use wait::{eventually, within};
