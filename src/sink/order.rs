//! The order sentinel: always on, cheap, and it must never fire.
//!
//! Records with one key of one partition must reach the producer in the order of their offsets. The sink keeps the
//! last offset of the keys it saw lately, in a table of fixed size where a newer key replaces an older one: it may miss
//! a violation, it never reports a false one.

use crate::delivery::Receipt;
use std::hash::Hasher;
use xxhash_rust::xxh3::Xxh3Default;

const ENTRIES: usize = 4096;

#[derive(Clone, Copy)]
struct Seen {
    key: u64,
    receipt: Receipt,
}

/// Last offsets by key.
pub(super) struct OrderSentinel {
    table: Vec<Option<Seen>>,
}

impl OrderSentinel {
    pub(super) fn new() -> Self {
        Self {
            table: vec![None; ENTRIES],
        }
    }

    /// `false`: this record came after a later one of the same key and assignment.
    pub(super) fn observe(&mut self, receipt: Receipt, key: &[u8]) -> bool {
        let mut hash = Xxh3Default::new();
        hash.write_u64(receipt.generation.0);
        hash.write(key);
        let key = hash.finish();
        let entry = &mut self.table[(key % ENTRIES as u64) as usize];
        let in_order =
            entry.is_none_or(|seen| seen.key != key || seen.receipt.offset < receipt.offset);
        *entry = Some(Seen { key, receipt });
        in_order
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::Generation;

    #[test]
    fn a_later_offset_before_an_earlier_one_of_the_same_key_is_seen() {
        let mut sentinel = OrderSentinel::new();
        let at = |generation, offset| Receipt {
            generation: Generation(generation),
            offset,
        };
        assert!(sentinel.observe(at(1, 5), b"a"));
        assert!(
            sentinel.observe(at(1, 4), b"b"),
            "another key owes no order"
        );
        assert!(!sentinel.observe(at(1, 3), b"a"));
        assert!(
            sentinel.observe(at(2, 1), b"a"),
            "another assignment reads again from below"
        );
    }
}
