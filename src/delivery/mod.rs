//! What makes delivery correct: pure bookkeeping with no Kafka client inside.
//!
//! * [`Ledger`] — one per assigned partition: the slots of records read and not yet complete; yields the *frontier*.
//! * [`Budget`] — how many records and bytes may be in flight; opens and closes the gate.
//! * [`Lanes`] — which worker a record goes to, so that records with one key stay in order.
//! * [`Tally`], [`Backlog`] — what the workers have done, and how much may wait before them.
//! * [`Cuts`] — exactly once: which records belong together in one transaction.
//! * [`Order`], [`Report`] — what source and sink say to each other.
//! * [`Breaker`] — stops reading when too much ends as dead letters.
//! * [`Watchdog`] — notices a partition that stands still although it could move.
//! * [`Voided`] — assignments that have ended: what is left of them is not written any more.
//! * [`Book`] — the ledgers of all assigned partitions, the budget and the generations together; yields the [`Cut`].
//!
//! The source thread owns a `Book` by value. Nothing here blocks, sleeps, reads a clock or panics; misuse is a typed
//! error whose `kind()` is a metric label, because a sentinel that panics would lose what it guards.

mod backlog;
mod book;
mod breaker;
mod budget;
mod cut;
mod cuts;
mod exchange;
mod lanes;
mod ledger;
mod sabotage;
mod tally;
mod voided;
mod watchdog;
mod work;

pub use backlog::{Backlog, BacklogLimits};
pub use book::{Book, Completion, Generation, Receipt, TopicPartition};
pub use breaker::{Breaker, BreakerEvent, BreakerSettings};
pub use budget::{Budget, Charge, Gate};
pub use cut::Cut;
pub use cuts::{ClosedCut, CutLimits, CutNumber, Cuts};
pub use exchange::{Order, Report};
pub use lanes::{LaneId, Lanes};
pub use ledger::{Ledger, LedgerError};
pub use sabotage::Sabotage;
pub use tally::Tally;
pub use voided::Voided;
pub use watchdog::{Alarm, Standing, Watchdog};
pub use work::{Charged, Completed, Finished, Output, Work, Worked};
