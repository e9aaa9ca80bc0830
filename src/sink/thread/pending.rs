//! A record in the sink: the messages it became, and the tags they are sent with.

use crate::delivery::{Charged, Output};
use crate::story::Reject;
use std::sync::Arc;

/// What a message of a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leg {
    Story,
    DeadLetter,
    /// A dead letter the topic took only without its value.
    BareDeadLetter,
}

pub(super) struct Message {
    pub(super) leg: Leg,
    /// In the order of the first sending, over all records.
    pub(super) number: u64,
    /// The second it was last handed to the client in.
    pub(super) sent: u64,
    pub(super) output: Output,
}

/// A record with messages not yet acknowledged.
pub(super) struct Pending {
    pub(super) charged: Charged,
    pub(super) messages: Vec<Message>,
    /// Messages not yet acknowledged.
    pub(super) open: usize,
    pub(super) reject: Option<Reject>,
    pub(super) refused_topic: Option<Arc<str>>,
}

/// A tag names a message: the pending record's slot above, the message's ordinal below.
/// Half a word each: a record of tens of thousands of stories becomes more messages than fit into 16 bits.
const ORDINAL_BITS: u32 = 32;
const _: () = assert!(usize::BITS >= 64, "tags need 64 bits");

pub(super) fn tag(slot: usize, ordinal: usize) -> usize {
    (slot << ORDINAL_BITS) | ordinal
}

pub(super) fn untag(tag: usize) -> (usize, usize) {
    (tag >> ORDINAL_BITS, tag & ((1 << ORDINAL_BITS) - 1))
}
