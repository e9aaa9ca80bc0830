//! Times as wires write them, to UTC.
//!
//! Owns the forms that are read: RFC 3339 and ISO 8601 (extended and basic, with or without zone), RFC 2822 and dates with the month's name, seconds and milliseconds since 1970,
//! dates of three numbers (`DD.MM.YYYY HH:MM`, `2026年8月9日`), and the date-time group of IPTC 7901 (`091830 Aug 26`). A time without a zone is taken in the configured one and flagged.
//! Promises never to guess an order of day and month that the form does not settle. Never reads a clock.

mod numeric;

use super::calendar;
use crate::wire::century::full_year;
pub use crate::wire::zone::offset;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};

/// A time and whether its zone was assumed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Read {
    pub at: Timestamp,
    pub zone_assumed: bool,
}

/// Reads one value; `None` when it is no time.
pub fn read(value: &str, zone: &TimeZone) -> Option<Read> {
    let value = value.trim();
    if value.len() < 6 || value.len() > 64 {
        return None;
    }
    // `2026-08-09T14:20:00+02:00[Europe/Paris]`: the offset, else the zone in brackets.
    if let Some((bare, name)) = value.strip_suffix(']').and_then(|v| v.split_once('[')) {
        let named = crate::wire::zone::zone(name)?;
        let found = read(bare, &named)?;
        return Some(Read {
            zone_assumed: false,
            ..found
        });
    }
    // ASP.NET: `/Date(1786285200000)/`.
    if let Some(inner) = value.strip_prefix("/Date(") {
        return epoch(inner.split([')', '+', '-']).next().unwrap_or(""));
    }
    if !value.is_ascii() {
        // `9 août 2026`: only the name of the month may need it.
        return numeric::east_asian(value, zone)
            .or_else(|| telex(value, zone))
            .or_else(|| words(value, zone));
    }
    iso(value, zone)
        .or_else(|| epoch(value))
        .or_else(|| numeric::read(value, zone))
        .or_else(|| telex(value, zone))
        .or_else(|| c_library(value, zone))
        .or_else(|| words(value, zone))
}

fn at(date: Date, time: Time, zone: Zone<'_>) -> Option<Read> {
    let civil = DateTime::from_parts(date, time);
    match zone {
        Zone::Said(offset) => Some(Read {
            at: offset.to_timestamp(civil).ok()?,
            zone_assumed: false,
        }),
        Zone::Assumed(zone) => Some(Read {
            at: zone.to_ambiguous_timestamp(civil).compatible().ok()?,
            zone_assumed: true,
        }),
    }
}

#[derive(Clone, Copy)]
enum Zone<'z> {
    Said(Offset),
    Assumed(&'z TimeZone),
}

/// Digits taken from the front of ASCII text.
struct Digits<'t>(&'t str);

impl Digits<'_> {
    fn take(&mut self, count: usize) -> Option<i32> {
        let (digits, rest) = self.0.split_at_checked(count)?;
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        self.0 = rest;
        digits.parse().ok()
    }

    fn skip(&mut self, separator: char) -> bool {
        match self.0.strip_prefix(separator) {
            Some(rest) => {
                self.0 = rest;
                true
            }
            None => false,
        }
    }
}

/// Years before the telegraph are what systems write for no date at all.
fn date(year: i32, month: i32, day: i32) -> Option<Date> {
    if year < 1850 {
        return None;
    }
    Date::new(
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    )
    .ok()
}

fn time(hour: i32, minute: i32, second: i32, nanosecond: i32) -> Option<Time> {
    // A leap second has no place of its own in UTC without tables; the second before it is near enough.
    let second = if second == 60 { 59 } else { second };
    let hour_minute = (i8::try_from(hour).ok()?, i8::try_from(minute).ok()?);
    Time::new(
        hour_minute.0,
        hour_minute.1,
        i8::try_from(second).ok()?,
        nanosecond,
    )
    .ok()
}

fn iso(value: &str, zone: &TimeZone) -> Option<Read> {
    let mut d = Digits(value);
    let year = d.take(4)?;
    let extended = d.skip('-') || d.skip('/');
    let month = d.take(2)?;
    if extended && !(d.skip('-') || d.skip('/')) {
        return None;
    }
    let day = d.take(2)?;
    let date = date(year, month, day)?;
    if d.0.is_empty() {
        return at(date, Time::midnight(), Zone::Assumed(zone));
    }
    let separated = d.skip('T') || d.skip('t') || d.skip(' ');
    if extended && !separated {
        return None;
    }
    let hour = d.take(2)?;
    let mut minute = 0;
    let mut second = 0;
    let mut nanosecond = 0;
    let colon = d.skip(':');
    if d.0.starts_with(|c: char| c.is_ascii_digit()) {
        minute = d.take(2)?;
        if colon == d.skip(':') && d.0.starts_with(|c: char| c.is_ascii_digit()) {
            second = d.take(2)?;
            if d.skip('.') || d.skip(',') {
                let digits = d.0.bytes().take_while(u8::is_ascii_digit).count();
                let (fraction, rest) = d.0.split_at_checked(digits)?;
                d.0 = rest;
                let padded = format!("{fraction:0<9.9}");
                nanosecond = padded.parse().ok()?;
            }
        }
    }
    // ISO 8601's other name for midnight: the end of the day.
    let (date, hour) = match (hour, minute, second, nanosecond) {
        (24, 0, 0, 0) => (date.tomorrow().ok()?, 0),
        _ => (date, hour),
    };
    let time = time(hour, minute, second, nanosecond)?;
    let rest = d.0.trim();
    if rest.is_empty() {
        return at(date, time, Zone::Assumed(zone));
    }
    at(date, time, Zone::Said(offset(rest)?))
}

/// Seconds (10 digits), milliseconds (13) or microseconds (16) since 1970: from 2001 to 2286.
fn epoch(value: &str) -> Option<Read> {
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    if !whole
        .bytes()
        .chain(fraction.bytes())
        .all(|b| b.is_ascii_digit())
    {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    let at = match whole.len() {
        10 => Timestamp::from_second(number).ok()?,
        13 => Timestamp::from_millisecond(number).ok()?,
        16 => Timestamp::from_microsecond(number).ok()?,
        _ => return None,
    };
    Some(Read {
        at,
        zone_assumed: false,
    })
}

fn clock_time(text: &str) -> Option<Time> {
    let mut parts = text.split([':', '.', 'h']);
    let hour = parts.next()?.trim().parse().ok()?;
    let minute = parts.next()?.trim().parse().ok()?;
    let second = match parts.next() {
        Some(second) if !second.is_empty() => second.trim().parse().ok()?,
        _ => 0,
    };
    time(hour, minute, second, 0)
}

/// Whether a word says that the hour is one of the evening.
fn half_of_day(word: &str) -> Option<bool> {
    match word.to_ascii_lowercase().as_str() {
        "am" | "a.m." => Some(false),
        "pm" | "p.m." => Some(true),
        _ => None,
    }
}

/// The hour of a clock of twelve.
fn in_half(clock: Time, half: &str) -> Option<Time> {
    let hour = clock.hour() % 12 + if half_of_day(half)? { 12 } else { 0 };
    Time::new(hour, clock.minute(), clock.second(), 0).ok()
}

/// `091830 Aug 26`, `091830Z AUG 26`: day, hour and minute, month, year of the century.
fn telex(value: &str, zone: &TimeZone) -> Option<Read> {
    let mut words = value.split_whitespace();
    let group = words.next()?;
    let mut month = words.next()?;
    let mut said = "";
    if let Some(zone) = offset(month) {
        // `212322 GMT Nov 18`
        let _ = zone;
        said = month;
        month = words.next()?;
    }
    let year = words.next()?;
    let mut d = Digits(group);
    let (day, hour, minute) = (d.take(2)?, d.take(2)?, d.take(2)?);
    let month = calendar::month(month)?;
    let year: i32 = year.parse().ok()?;
    let year = full_year(year);
    let zone = match if d.0.is_empty() { said } else { d.0 } {
        "" => Zone::Assumed(zone),
        said => Zone::Said(offset(said)?),
    };
    at(
        date(year, i32::from(month), day)?,
        time(hour, minute, 0, 0)?,
        zone,
    )
}

/// C's and Java's own form: `Sun Aug  9 14:20:00 2026`, `Sun Aug 09 14:20:00 CEST 2026`.
fn c_library(value: &str, zone: &TimeZone) -> Option<Read> {
    let words: Vec<&str> = value.split_whitespace().collect();
    let (month, day, clock, said, year) = match words.as_slice() {
        [_, month, day, clock, year] => (month, day, clock, "", year),
        [_, month, day, clock, said, year] => (month, day, clock, *said, year),
        _ => return None,
    };
    if !clock.contains(':') || year.len() != 4 {
        return None;
    }
    let month = calendar::month(month)?;
    let date = date(year.parse().ok()?, i32::from(month), day.parse().ok()?)?;
    let zone = match said {
        "" => Zone::Assumed(zone),
        said => Zone::Said(offset(said)?),
    };
    at(date, clock_time(clock)?, zone)
}

/// RFC 2822 and its looser kin: `Sun, 9 Aug 2026 18:30:00 +0200`, `09 August 2026 14:00`, `Aug. 9, 2026 2:30 PM EDT`.
fn words(value: &str, zone: &TimeZone) -> Option<Read> {
    // `9-Aug-2026`, `9 août 2026 à 14h20`, `09 Aug 2026 | 14:20`
    let is_joined = value
        .split(' ')
        .next()
        .is_some_and(|day| day.matches('-').count() == 2);
    let joined = is_joined.then(|| value.replacen('-', " ", 2));
    let mut words = joined
        .as_deref()
        .unwrap_or(value)
        .split([' ', ','])
        .filter(|w| {
            !matches!(
                *w,
                "" | "à" | "at" | "um" | "kl." | "klo" | "às" | "alle" | "|" | "-" | "–"
            )
        })
        .peekable();
    // The name of a weekday, which may be short for a month, too: `mar., 20 janv. 2026`. A month's name is followed by the day.
    let is_weekday = words.peek().is_some_and(|w| {
        let weekday = || value.split(' ').nth(2).and_then(calendar::month);
        w.starts_with(char::is_alphabetic) && (calendar::month(w).is_none() || weekday().is_some())
    });
    if is_weekday {
        words.next();
    }
    let first = words.next()?;
    let (day, month) = match calendar::month(first) {
        Some(month) => (words.next()?, month),
        None => (first, calendar::month(words.next()?)?),
    };
    let day = day.trim_end_matches(|c: char| !c.is_ascii_digit());
    let year: i32 = words.next()?.parse().ok()?;
    let year = full_year(year);
    let date = date(year, i32::from(month), day.parse().ok()?)?;
    let Some(clock) = words.next() else {
        return at(date, Time::midnight(), Zone::Assumed(zone));
    };
    let mut clock = clock_time(clock)?;
    if let Some(half) = words.next_if(|word| half_of_day(word).is_some()) {
        clock = in_half(clock, half)?;
    }
    match words.next() {
        None => at(date, clock, Zone::Assumed(zone)),
        // `(CEST)` may follow.
        Some(said) => at(date, clock, Zone::Said(offset(said)?)),
    }
}

#[cfg(test)]
mod tests;
