//! What to do about records of the past: dead letters that go back, ranges that are processed again.
//!
//! Owns everything `copytaster dlq` and `copytaster replay` do with Kafka. Promises that nothing is taken away: both read
//! with consumer groups of their own, never with the service's, and write only what they were asked to write; that
//! progress is stored at the brokers only behind acknowledgements, so that a run that was cut off goes on and repeats
//! next to nothing; and that the end of what is read is fixed when it begins, so that what comes back as a new dead
//! letter is not sent round again. Never deletes, never prints.
//!
//! * [`Letter`] — a dead letter read back: why, where from, which attempt; [`Filter`] chooses, [`Counts`] counts.
//! * [`Snapshot`] — a topic read from here to there, without a group.
//! * [`Done`] — which letters went back, also between others that stay; kept in the group's offsets.
//! * [`Replay`] — a past [`Range`] of the inputs judged again, into a topic of its own, and compared with then.
//! * [`Redrive`] — letters back to where they came from; [`Originals`] fetches what a letter could not hold.

mod back;
mod call;
mod counts;
mod done;
mod filter;
mod hold_back;
mod letter;
mod member;
mod original;
mod pace;
mod redrive;
mod replay;
mod share;
mod show;
mod snapshot;

pub use counts::Counts;
pub use done::Done;
pub use filter::Filter;
pub use letter::{Letter, Place, time};
pub use original::{NoOriginal, Originals};
pub use redrive::{Redrive, RedriveError, RedriveReport, RedriveSettings, Target};
pub use replay::{Progress, Range, Replay, ReplayError, ReplayReport, ReplaySettings, Stretch};
pub use show::show;
pub use snapshot::{Snapshot, SnapshotError, Span};

/// The group that remembers which dead letters went back, for a service of this group.
pub fn redrive_group(service: &str) -> String {
    format!("{service}-redrive")
}

/// The group whose members share the replay of this id.
pub fn replay_group(service: &str, id: &str) -> String {
    format!("{service}-replay-{id}")
}
