//! Kafka to chunks: one thread that owns the consumer and the book.
//!
//! * [`Pump`] — the loop, with a fixed order of duties; generic over [`Feed`], so that tests drive it with a fake.
//! * [`KafkaFeed`] — the real feed: a `BaseConsumer` whose rebalance callback only reports.
//! * [`Monitor`] — a helper client off the record's way that reads back what the broker stored.

mod commits;
mod context;
mod exactly;
mod feed;
mod gauges;
mod guards;
mod kafka;
mod lag;
mod monitor;
mod positions;
mod pump;
mod rebalances;
mod room;
mod settings;
mod unread;

pub use feed::{Feed, FeedError, Polled, RebalanceEvent};
pub use guards::GuardSettings;
pub use kafka::{KafkaFeed, headers_of, own};
pub use monitor::Monitor;
pub use positions::Positions;
pub use pump::Pump;
pub use settings::{PumpSettings, PumpWiring};
