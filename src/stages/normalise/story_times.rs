//! The times of one story, and what they say of its version.
//!
//! Owns which field is which time. How a time is written is [`times`](super::times)'s to read.

use super::{embargo, over, times};
use crate::story::{Dateline, Signal, SignalKind, WireStory};
use crate::wire::repairs::{Repairs, code};
use jiff::Timestamp;
use jiff::civil::Date;
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
        let mut one = |field: &Option<String>| {
            let value = field.as_deref().filter(|v| !v.trim().is_empty())?;
            let read = times::read(value, zone);
            repairs.note(code::TIME, usize::from(read.is_none()));
            read
        };
        let mut first = one(&wire.first_created);
        let version = one(&wire.version_created);
        let content = one(&wire.content_created);
        let embargo = one(&wire.embargoed_until);
        // Nothing is made after its own version: a time without a zone that would be was written in UTC.
        if let (Some(read), Some(version)) = (&first, &version)
            && read.zone_assumed
            && !version.zone_assumed
            && read.at > version.at
            && let Some(in_utc) = wire
                .first_created
                .as_deref()
                .and_then(|value| times::read(value, &TimeZone::UTC))
                .filter(|in_utc| in_utc.at <= version.at)
        {
            first = Some(in_utc);
        }
        let all = [&first, &version, &content, &embargo];
        let zone_assumed = all.into_iter().flatten().any(|read| read.zone_assumed);
        let at = |read: Option<times::Read>| read.map(|read| read.at);
        Self {
            first_created: at(first),
            version_created: at(version),
            content_created: at(content),
            embargoed_until: at(embargo),
            zone_assumed,
        }
    }

    /// Takes the time from a line beside the text, where no field says when.
    ///
    /// `shown` gives the zone that the letters of the text show; a day alone stays that day in UTC.
    pub fn take_from_lines<'l>(
        &mut self,
        mut lines: impl Iterator<Item = &'l str>,
        zone: &TimeZone,
        shown: impl Fn() -> Option<TimeZone>,
    ) {
        if self.near(None).is_some() {
            return;
        }
        let said = lines.find_map(|line| {
            let time = over::time_of(line)?;
            let of_text = if time.contains(':') { shown() } else { None };
            times::read(&time, of_text.as_ref().unwrap_or(zone))
        });
        self.take(said);
    }

    /// Until when a story may not be used, where no field says it: the headline may say that there is an embargo, and the note until when.
    pub fn take_embargo<'s>(
        &mut self,
        signals: impl Iterator<Item = &'s Signal>,
        near: Option<Date>,
        zone: &TimeZone,
    ) {
        if self.embargoed_until.is_some() {
            return;
        }
        let mut holding =
            signals.filter(|s| matches!(s.kind, SignalKind::Embargo | SignalKind::Hold));
        if let Some(until) = holding.find_map(|s| embargo::until(&s.matched, near, zone)) {
            self.embargoed_until = Some(until.at);
            self.zone_assumed |= until.zone_assumed;
        }
    }

    /// The same from a dateline that has the year, and perhaps the clock.
    pub fn take_from_dateline(
        &mut self,
        dateline: Option<&Dateline>,
        zone: &TimeZone,
        shown: impl Fn() -> Option<TimeZone>,
    ) {
        let Some(dateline) =
            dateline.filter(|found| self.near(None).is_none() && !found.year_inferred)
        else {
            return;
        };
        let of_raw = || {
            let time = over::time_of(&dateline.raw).filter(|time| time.contains(':'))?;
            times::read(&time, shown().as_ref().unwrap_or(zone))
        };
        let of_day = || times::read(dateline.date.as_deref()?, zone);
        let read = of_day().map(|day| of_raw().unwrap_or(day));
        self.take(read);
    }

    fn take(&mut self, read: Option<times::Read>) {
        self.zone_assumed |= read.as_ref().is_some_and(|read| read.zone_assumed);
        self.content_created = read.map(|read| read.at);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::zone::zone;

    #[test]
    fn a_dateline_with_its_year_says_when() {
        let of = |raw: &str| {
            let mut times = Times::default();
            let found = super::super::dateline::find(raw, None);
            times.take_from_dateline(found.as_ref(), &zone("Europe/Rome").unwrap(), || None);
            times.content_created.map(|at| at.to_string())
        };
        assert_eq!(
            of("Roma, 09 ago 2026 11:03 - (NNA) - Il ministro ha parlato.").as_deref(),
            Some("2026-08-09T09:03:00Z")
        );
        assert_eq!(
            of("ROMA, Aug 9, 2026 (ANSA) - The minister spoke.").as_deref(),
            Some("2026-08-08T22:00:00Z")
        );
        assert_eq!(of("ROMA, Aug 9 (ANSA) - The minister spoke."), None);
    }

    #[test]
    fn a_story_is_not_made_after_its_own_version() {
        let first = |first: &str, version: &str| {
            let wire = WireStory {
                first_created: Some(first.to_string()),
                version_created: Some(version.to_string()),
                ..WireStory::default()
            };
            let zone = zone("-04:00").unwrap();
            let times = Times::read(&wire, &zone, &mut Repairs::default());
            times.first_created.unwrap().to_string()
        };
        let version = "2026-08-09T18:10:48-04:00";
        assert_eq!(
            first("2026-08-09T22:10:47", version),
            "2026-08-09T22:10:47Z"
        );
        assert_eq!(
            first("2026-08-09T17:10:47", version),
            "2026-08-09T21:10:47Z"
        );
        // Neither reading fits, or the other time has no zone either.
        assert_eq!(
            first("2026-08-10T22:10:47", version),
            "2026-08-11T02:10:47Z"
        );
        assert_eq!(
            first("2026-08-09T22:10:47", "2026-08-09T18:10:48"),
            "2026-08-10T02:10:47Z"
        );
    }
}
