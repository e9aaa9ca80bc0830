//! `record_id`: the same for the same story of the same record, whenever and by whatever version it is processed.
//!
//! Made of the first origin and the story's ordinal and of nothing else, so that a reader who upserts on it turns
//! repeats into nothing. Promises that a redriven record keeps the id of the record it once was; never depends on
//! content, time, taxonomy or configuration.

use crate::sink::ORIGIN_HEADER;
use crate::story::{Origin, RawRecord};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// Bytes of the hash that an id shows: 128 bits, as many as a UUID has.
const ID_BYTES: usize = 16;

/// Identity of a story of a record: the first 32 hex digits of the SHA-256 of
/// `cluster/topic/partition/offset/ordinal`, so that anybody can compute it from the coordinates.
pub fn record_id(record: &RawRecord, ordinal: u32) -> String {
    let name = match first_origin(record) {
        Some(first) => format!("{first}/{ordinal}"),
        None => format!("{}/{ordinal}", written(&record.origin)),
    };
    let digest = Sha256::digest(name.as_bytes());
    let mut id = String::with_capacity(ID_BYTES * 2);
    for byte in digest.iter().take(ID_BYTES) {
        // Writing to a string can't fail.
        let _ = write!(id, "{byte:02x}");
    }
    id
}

/// Where a redriven record first came from, `cluster/topic/partition/offset`. A header that does not read so is not
/// ours and is ignored.
pub(super) fn first_origin(record: &RawRecord) -> Option<String> {
    let value = record.header_str(ORIGIN_HEADER)?;
    let mut parts = value.rsplitn(4, '/');
    let offset: i64 = parts.next()?.parse().ok()?;
    let partition: i32 = parts.next()?.parse().ok()?;
    let (topic, cluster) = (parts.next()?, parts.next()?);
    if offset < 0 || partition < 0 || topic.is_empty() {
        return None;
    }
    // Written anew: `007` and `7` are one offset.
    Some(format!("{cluster}/{topic}/{partition}/{offset}"))
}

fn written(origin: &Origin) -> String {
    let Origin {
        cluster,
        topic,
        partition,
        offset,
    } = origin;
    format!("{cluster}/{topic}/{partition}/{offset}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::sink::{DeadLetterNames, DeadLetters};
    use crate::story::{Header, Reject, RejectReason, Stage};

    fn record(offset: i64, headers: Vec<Header>) -> RawRecord {
        RawRecord {
            origin: Origin::new("c1", "stories.raw", 2, offset),
            key: None,
            value: None,
            headers,
            timestamp_ms: None,
        }
    }

    #[test]
    fn the_id_is_the_hash_of_the_coordinates_that_anybody_can_compute() {
        // printf 'c1/stories.raw/2/41/0' | sha256sum | cut -c1-32
        assert_eq!(
            record_id(&record(41, Vec::new()), 0),
            "437b85dcdd2aaf390846da376c556940"
        );
        assert_ne!(
            record_id(&record(41, Vec::new()), 1),
            record_id(&record(41, Vec::new()), 0)
        );
    }

    #[test]
    fn a_redriven_record_keeps_the_id_of_its_first_origin() {
        let first = record(41, Vec::new());
        let letters = DeadLetters {
            topic: "stories.dead".into(),
            names: DeadLetterNames::Native,
            clock: Clock::manual(0),
        };
        let reject = Reject::new(Stage::Decode, RejectReason::NoText, "none");
        let letter = letters.write(&first, &reject, None);
        let redriven = record(977, letter.headers.to_vec());
        assert_eq!(record_id(&redriven, 3), record_id(&first, 3));
    }

    #[test]
    fn an_origin_header_that_is_not_ours_is_ignored() {
        for value in [
            "",
            "x",
            "a/b/c/d",
            "c1/t/-1/5",
            "c1/t/1/-5",
            "c1//1/5",
            "t/1/5",
        ] {
            let header = Header {
                name: ORIGIN_HEADER.into(),
                value: Some(value.as_bytes().to_vec()),
            };
            assert_eq!(
                record_id(&record(41, vec![header]), 0),
                record_id(&record(41, Vec::new()), 0),
                "{value}"
            );
        }
    }
}
