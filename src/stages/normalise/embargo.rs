//! Until when: the time in an embargo line.
//!
//! Owns the reading of `EMBARGOED UNTIL 0001 GMT MONDAY AUG 10` and its like in other languages. Promises a time only when day, month and hour all
//! stand there; an hour alone would have to be guessed, and an embargo guessed too early is broken.

use super::{calendar, times};
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};

/// The moment an embargo line names; `near` gives the year where the line has none.
pub fn until(line: &str, near: Option<Date>, zone: &TimeZone) -> Option<times::Read> {
    let mut clock: Option<Time> = None;
    let mut day: Option<i8> = None;
    let mut month: Option<i8> = None;
    let mut year: Option<i16> = None;
    let mut offset: Option<Offset> = None;
    let words: Vec<&str> = line
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '(' | ')' | ';' | '،'))
        .filter(|w| !w.is_empty())
        .collect();
    for (index, word) in words.iter().enumerate() {
        if let Some(read) = times::read(word, zone).filter(|_| word.len() >= 16) {
            return Some(read);
        }
        if let Some((d, m, y)) = numeric_date(word) {
            (day, month, year) = (Some(d), Some(m), y.or(year));
            continue;
        }
        let next = words.get(index + 1).copied().unwrap_or("");
        if let Some(time) = clock_of(word, next) {
            clock = clock.or(Some(time));
            continue;
        }
        if let Some(found) = calendar::month(word) {
            month = month.or(Some(found));
            continue;
        }
        if word.len() <= 4 && word.bytes().all(|b| b.is_ascii_uppercase()) {
            offset = offset.or(times::offset(word));
        }
        let digits = word.trim_end_matches(|c: char| !c.is_ascii_digit());
        match digits.len() {
            1 | 2 => day = day.or(digits.parse().ok()),
            4 => year = year.or(digits.parse().ok()),
            _ => {}
        }
    }
    let (day, month, clock) = (day?, month?, clock?);
    let date = match year {
        Some(year) => Date::new(year, month, day).ok()?,
        // At the turn of the year the nearest one: the text's own would let the embargo end before it began.
        None => calendar::nearest(day, month, near?)?,
    };
    let civil = DateTime::from_parts(date, clock);
    let at = match offset {
        Some(offset) => offset.to_timestamp(civil).ok()?,
        None => zone.to_ambiguous_timestamp(civil).compatible().ok()?,
    };
    Some(times::Read {
        at,
        zone_assumed: offset.is_none(),
    })
}

/// Words behind four digits that are hour and minute.
const HOURS: &[&str] = &[
    "uhr", "hrs", "hours", "heures", "horas", "ore", "uur", "hodin", "мск",
];

/// `18:00`, `18h00`, `18h`, `18.00`, and `0001` before the name of a zone.
fn clock_of(word: &str, next: &str) -> Option<Time> {
    let word = word.trim_end_matches(['.', ':']);
    if let Some(time) = twelve_hours(word, next) {
        return Some(time);
    }
    let build = |hour: &str, minute: &str| {
        let minute = if minute.is_empty() {
            0
        } else {
            minute.parse().ok()?
        };
        Time::new(hour.parse().ok()?, minute, 0, 0).ok()
    };
    if word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit()) {
        let next = next.trim_end_matches(['.', ',']);
        let is_zone = times::offset(next).is_some() && !next.starts_with(['+', '-']);
        // No year begins with a nought: `Embargoed to 0001 Tuesday June 03`.
        let is_hour = word.starts_with('0') && next.chars().all(char::is_alphabetic);
        if !is_zone && !is_hour && !HOURS.contains(&next.to_lowercase().as_str()) {
            return None;
        }
        return build(&word[..2], &word[2..]);
    }
    let (hour, minute) = word.split_once([':', 'h', 'H', '.'])?;
    let minute = minute.trim_end_matches(|c: char| !c.is_ascii_digit());
    let is_clock = (1..=2).contains(&hour.len())
        && (minute.len() == 2 || (minute.is_empty() && word.contains(['h', 'H'])));
    is_clock.then(|| build(hour, minute))?
}

/// `6 p.m.`, `6:30 pm`, `11am`.
fn twelve_hours(word: &str, next: &str) -> Option<Time> {
    let lower = word.to_ascii_lowercase();
    let digits = lower.trim_end_matches(|c: char| !c.is_ascii_digit());
    let half = format!("{}{}", &lower[digits.len()..], next.to_ascii_lowercase()).replace('.', "");
    let is_evening = match half.get(..2)? {
        "am" => false,
        "pm" => true,
        _ => return None,
    };
    let (hour, minute) = digits.split_once(':').unwrap_or((digits, "0"));
    let hour: i8 = hour.parse().ok().filter(|h| (1..=12).contains(h))?;
    let hour = hour % 12 + if is_evening { 12 } else { 0 };
    Time::new(hour, minute.parse().ok()?, 0, 0).ok()
}

/// `09.08.2026`, `09.08.`, `2026-08-09`.
fn numeric_date(word: &str) -> Option<(i8, i8, Option<i16>)> {
    if let [year, month, day] = word.split('-').collect::<Vec<_>>()[..]
        && year.len() == 4
    {
        return Some((day.parse().ok()?, month.parse().ok()?, year.parse().ok()));
    }
    let [day, month, year] = word.split('.').collect::<Vec<_>>()[..] else {
        return None;
    };
    let (day, month): (i8, i8) = (day.parse().ok()?, month.parse().ok()?);
    let fits = (1..=31).contains(&day) && (1..=12).contains(&month);
    fits.then(|| (day, month, year.parse().ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_embargo_lines_are_read() {
        let near = Date::new(2026, 8, 9).ok();
        let zone = crate::wire::zone::zone("+02:00").unwrap();
        for (line, at) in [
            (
                "EMBARGOED UNTIL 0001 GMT MONDAY AUG 10",
                "2026-08-10T00:01:00Z",
            ),
            (
                "SOUS EMBARGO jusqu'au 10 août 2026 à 18h00",
                "2026-08-10T16:00:00Z",
            ),
            ("SPERRFRIST: 10. August, 18.00 Uhr", "2026-08-10T16:00:00Z"),
            ("Sperrfrist 10.08.2026 18:00 MESZ", "2026-08-10T16:00:00Z"),
            (
                "EMBARGADO HASTA LAS 18:00 GMT DEL 10 DE AGOSTO",
                "2026-08-10T18:00:00Z",
            ),
            ("ЭМБАРГО ДО 18:00 МСК 10 августа", "2026-08-10T16:00:00Z"),
            (
                "HOLD FOR RELEASE UNTIL 6 p.m. GMT Monday, Aug. 10",
                "2026-08-10T18:00:00Z",
            ),
            ("Embargoed until 11:30am BST Aug 10", "2026-08-10T10:30:00Z"),
            ("embargo until 2026-08-10T18:00:00Z", "2026-08-10T18:00:00Z"),
            (
                "Sperrfrist: Montag, 10. August, 0800 Uhr",
                "2026-08-10T06:00:00Z",
            ),
            ("Embargoed to 0001 Monday August 10", "2026-08-09T22:01:00Z"),
            ("Embargoed: 0001 GMT, January 1", "2027-01-01T00:01:00Z"),
        ] {
            let found = until(line, near, &zone).map(|t| t.at.to_string());
            assert_eq!(found.as_deref(), Some(at), "{line}");
        }
    }

    #[test]
    fn an_embargo_over_the_turn_of_the_year_ends_in_the_next() {
        let near = Date::new(2026, 12, 30).ok();
        let found = until("EMBARGOED UNTIL 0001 GMT, January 1", near, &TimeZone::UTC);
        let at = found.map(|t| t.at.to_string());
        assert_eq!(at.as_deref(), Some("2027-01-01T00:01:00Z"));
    }

    #[test]
    fn without_a_year_the_nearest_day_is_meant() {
        let near = Date::new(2026, 12, 30).ok();
        let found = until("EMBARGOED UNTIL 0001 GMT JAN 2", near, &TimeZone::UTC);
        assert_eq!(found.unwrap().at.to_string(), "2027-01-02T00:01:00Z");
    }

    #[test]
    fn an_hour_or_a_day_alone_gives_no_time() {
        let near = Date::new(2026, 8, 9).ok();
        for line in [
            "SPERRFRIST 18.00 Uhr",
            "EMBARGO jusqu'au 10 août",
            "SOUS EMBARGO",
            "EMBARGOED UNTIL 99:99 AUG 10",
            "until 10.13.2026 18:00",
        ] {
            assert_eq!(until(line, near, &TimeZone::UTC), None, "{line}");
        }
    }
}
