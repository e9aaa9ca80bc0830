//! What stories become, and finished records to Kafka.
//!
//! * [`Router`] — which outputs a record's stories give, and each one's key, value and headers; on worker threads.
//! * [`encode`] — what the records look like.
//! * [`Sink`] — the loop: produce, serve delivery reports, complete a record when everything it became is
//!   acknowledged; one thread that owns the producer; generic over [`Outlet`], so that tests inject refusals.
//! * [`ExactlySink`] — the same in exactly-once mode: one transaction a cut; generic over its producer too.
//! * [`KafkaOutlet`] — the real producer: idempotent, `acks=all`.
//! * [`DeadLetters`] — what a rejected record looks like in `stories.dead`.

mod dead_letter;
pub mod encode;
mod event;
mod exactly;
mod headers;
mod hold;
mod order;
mod outlet;
mod route;
mod settings;
mod silence;
mod sizes;
mod suppliers;
mod thread;
mod trace;

pub use dead_letter::{DeadLetterNames, DeadLetters, ORIGIN_HEADER};
pub use exactly::{
    ExactlySettings, ExactlySink, ExactlyWiring, KafkaTransactions, TransactionError, Transactions,
};
pub use outlet::{Delivery, KafkaOutlet, Outlet, SendError};
pub use route::Router;
pub use settings::{
    CloudEvents, EnrichedOutput, FactsOutput, RouteSettings, RoutedForm, RoutedOutput, RoutedTopic,
    SettingsProblem,
};
pub use sizes::{LimitsError, TopicLimit, max_message_bytes};
pub use thread::{Sink, SinkError, SinkSettings, SinkWiring};
