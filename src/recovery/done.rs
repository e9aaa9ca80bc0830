//! Which offsets of a partition are dealt with, also where others between them are not.
//!
//! A consumer group stores one offset a partition, and that would be enough if letters always went back from the first to
//! the last. But a run that sends back one reason leaves the others between. So the group stores the first letter that
//! stays, and behind it, as the offset's metadata, the ranges beyond that are done. Kafka takes 4,096 bytes of metadata
//! (`offset.metadata.max.bytes`); [`Done::encoded_len`] tells before it is too much.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use std::collections::BTreeMap;

/// Says that the metadata is ours, and in which form.
const MARK: &str = "copytaster:1:";

/// Most bytes of metadata we write; Kafka's default takes 4,096.
pub const METADATA_BYTES: usize = 4_000;

/// Ranges of offsets, none touching another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Done {
    /// First offset of each range, and the one behind its last.
    ranges: BTreeMap<i64, i64>,
}

impl Done {
    pub fn contains(&self, offset: i64) -> bool {
        self.ranges
            .range(..=offset)
            .next_back()
            .is_some_and(|(_, end)| offset < *end)
    }

    /// Adds `from..until`.
    pub fn insert(&mut self, from: i64, until: i64) {
        if from >= until {
            return;
        }
        let (mut start, mut end) = (from, until);
        // What begins before and reaches up to it.
        if let Some((first, last)) = self
            .ranges
            .range(..=from)
            .next_back()
            .map(|(s, e)| (*s, *e))
            && last >= from
        {
            start = first;
            end = end.max(last);
        }
        // What begins inside it or at its end.
        let inside: Vec<i64> = self.ranges.range(start..=end).map(|(s, _)| *s).collect();
        for first in inside {
            if let Some(last) = self.ranges.remove(&first) {
                end = end.max(last);
            }
        }
        self.ranges.insert(start, end);
    }

    /// Forgets what is below `offset`: the group's offset says it.
    pub fn trim_below(&mut self, offset: i64) {
        let beyond = self.ranges.split_off(&offset);
        let cut = self.ranges.last_key_value().map(|(_, end)| *end);
        self.ranges = beyond;
        if let Some(end) = cut.filter(|end| *end > offset) {
            self.ranges.insert(offset, end);
        }
    }

    /// As metadata of an offset at `base`: the gap before each range and its length, from the lowest on as far as they
    /// fit. Ranges below `base` are left out.
    pub fn encode(&self, base: i64) -> String {
        let mut bytes = Vec::new();
        let mut at = base;
        for (start, end) in self.ranges.range(base..) {
            let before = bytes.len();
            varint(&mut bytes, start.abs_diff(at));
            varint(&mut bytes, end.abs_diff(*start));
            if written(bytes.len()) > METADATA_BYTES {
                bytes.truncate(before);
                break;
            }
            at = *end;
        }
        if bytes.is_empty() {
            return String::new();
        }
        format!("{MARK}{}", STANDARD_NO_PAD.encode(bytes))
    }

    /// Bytes all ranges would take as metadata; above [`METADATA_BYTES`] some would be forgotten.
    pub fn encoded_len(&self, base: i64) -> usize {
        let mut at = base;
        let bytes = self.ranges.range(base..).map(|(start, end)| {
            let len = varint_len(start.abs_diff(at)) + varint_len(end.abs_diff(*start));
            at = *end;
            len
        });
        written(bytes.sum())
    }

    /// Reads metadata of an offset at `base`. What is not ours, or cut, is nothing (and then some letters go twice).
    pub fn decode(base: i64, metadata: &str) -> Self {
        let mut done = Self::default();
        let Some(bytes) = metadata
            .strip_prefix(MARK)
            .and_then(|text| STANDARD_NO_PAD.decode(text).ok())
        else {
            return done;
        };
        let (mut rest, mut at) = (bytes.as_slice(), base);
        while !rest.is_empty() {
            let range = read_varint(&mut rest).zip(read_varint(&mut rest));
            let Some((start, end)) = range.and_then(|(gap, len)| {
                let start = at.checked_add_unsigned(gap)?;
                Some((start, start.checked_add_unsigned(len)?))
            }) else {
                return done;
            };
            done.insert(start, end);
            at = end;
        }
        done
    }
}

/// Bytes of the metadata that holds so many bytes.
fn written(bytes: usize) -> usize {
    MARK.len() + (bytes * 4).div_ceil(3)
}

/// LEB128, as in Protocol Buffers.
fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn varint_len(value: u64) -> usize {
    (64 - (value | 1).leading_zeros() as usize).div_ceil(7)
}

fn read_varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    #[test]
    fn metadata_of_others_is_no_progress() {
        for text in [
            "",
            "x",
            "copytaster:1:",
            "copytaster:1:%",
            "copytaster:1:gA",
            "copytaster:2:AAA",
        ] {
            assert_eq!(Done::decode(5, text), Done::default(), "{text}");
        }
        let far = Done::decode(i64::MAX, "copytaster:1:BQU");
        assert_eq!(far, Done::default(), "a range beyond all offsets");
    }

    #[test]
    fn every_second_letter_of_two_thousand_is_remembered_and_what_is_too_much_is_told_before() {
        let mut done = Done::default();
        for n in 0..2_000 {
            done.insert(100 + n * 2 + 1, 100 + n * 2 + 2);
            if done.encoded_len(100) <= METADATA_BYTES {
                assert_eq!(Done::decode(100, &done.encode(100)), done);
            }
        }
        assert!(done.encoded_len(100) > METADATA_BYTES);
        let kept = done.encode(100);
        assert!(kept.len() <= METADATA_BYTES, "{}", kept.len());
        let read = Done::decode(100, &kept);
        assert!(read.contains(101) && !read.contains(102) && !read.contains(100 + 3_999));
    }

    proptest! {
        #[test]
        fn ranges_are_a_set_of_offsets_that_survives_being_stored(
            inserts in proptest::collection::vec((0_i64..300, 0_i64..20), 0..40), base in 0_i64..300,
        ) {
            let (mut done, mut set) = (Done::default(), BTreeSet::new());
            for (from, len) in inserts {
                done.insert(from, from + len);
                set.extend(from..from + len);
            }
            for offset in 0..330 {
                prop_assert_eq!(done.contains(offset), set.contains(&offset));
            }
            done.trim_below(base);
            let stored = done.encode(base);
            prop_assert!(stored.is_empty() || stored.len() == done.encoded_len(base));
            let read = Done::decode(base, &stored);
            for offset in 0..330 {
                prop_assert_eq!(read.contains(offset), offset >= base && set.contains(&offset));
            }
        }

        #[test]
        fn no_metadata_makes_reading_panic(base in any::<i64>(), bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            let _ = Done::decode(base, &format!("{MARK}{}", STANDARD_NO_PAD.encode(bytes)));
        }
    }
}
