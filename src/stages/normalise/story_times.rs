//! The times of one story, and what they say of its version.
//!
//! Owns which field is which time. How a time is written is [`times`](super::times)'s to read.

use super::times;
use crate::story::WireStory;
use crate::wire::repairs::{Repairs, code};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Times of a story in UTC.
#[derive(Debug, Default)]
pub struct Times {
    pub first_created: Option<Timestamp>,
    pub version_created: Option<Timestamp>,
    pub content_created: Option<Timestamp>,
    pub embargoed_until: Option<Timestamp>,
    pub zone_assumed: bool,
}

impl Times {
    pub fn read(wire: &WireStory, zone: &TimeZone, repairs: &mut Repairs) -> Self {
        let mut zone_assumed = false;
        let mut one = |field: &Option<String>| {
            let value = field.as_deref().filter(|v| !v.trim().is_empty())?;
            if let Some(read) = times::read(value, zone) {
                zone_assumed |= read.zone_assumed;
                Some(read.at)
            } else {
                repairs.note(code::TIME, 1);
                None
            }
        };
        Self {
            first_created: one(&wire.first_created),
            version_created: one(&wire.version_created),
            content_created: one(&wire.content_created),
            embargoed_until: one(&wire.embargoed_until),
            zone_assumed,
        }
    }

    /// The time that stands nearest to the writing of the text.
    pub fn near(&self, received: Option<Timestamp>) -> Option<Timestamp> {
        self.content_created
            .or(self.version_created)
            .or(self.first_created)
            .or(received)
    }
}

/// Versions count from 0 or 1 with most agencies; with some they are opaque numbers, and then only the times tell.
pub fn is_later_version(wire: &WireStory, times: &Times) -> bool {
    let number = wire
        .version
        .as_deref()
        .and_then(|v| v.trim().parse::<u64>().ok());
    match (number, times.first_created, times.version_created) {
        (Some(2..=999), _, _) => true,
        (Some(0..=1), _, _) => false,
        (_, Some(first), Some(version)) => version > first,
        _ => false,
    }
}
