//! Dates of three numbers and a clock, in the orders of many countries.
//!
//! Owns the order: a year in front settles it, dots settle that the day comes first, and so does a first number that is no month; a second number that
//! is none settles that the month comes first. Never guesses: `08/09/2026` is no time.

use super::{Read, Zone, at, clock_time, date, half_of_day, in_half, offset};
use jiff::civil::Time;
use jiff::tz::TimeZone;

/// `09.08.2026 10:15`, `23/08/2026`, `8/23/2026 5:30 PM`, `23-08-2026 17:30:00`, `2026. 08. 09. 17:30`, `9.8.2026. 12:00`.
pub fn read(value: &str, zone: &TimeZone) -> Option<Read> {
    let (first, separator, rest) = number(value)?;
    let (second, again, rest) = number(rest)?;
    if separator != again || !matches!(separator, '.' | '/' | '-') {
        return None;
    }
    let rest = rest.trim_start();
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (third, rest) = rest.split_at(digits);
    let rest = rest.strip_prefix(separator).unwrap_or(rest);
    let (year, month, day) = match (first.len(), third.len()) {
        (4, 1 | 2) => (first, second, third),
        (1 | 2, 4) => {
            let (one, two): (u8, u8) = (first.parse().ok()?, second.parse().ok()?);
            match separator {
                '.' => (third, second, first),
                _ if one > 12 => (third, second, first),
                _ if two > 12 => (third, first, second),
                _ => return None,
            }
        }
        _ => return None,
    };
    let date = date(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)?;
    let mut words = rest.split([' ', ',']).filter(|word| !word.is_empty());
    let Some(clock) = words.next() else {
        return at(date, Time::midnight(), Zone::Assumed(zone));
    };
    let mut clock = clock_time(clock)?;
    let mut word = words.next();
    if let Some(half) = word.filter(|word| half_of_day(word).is_some()) {
        clock = in_half(clock, half)?;
        word = words.next();
    }
    match word {
        None => at(date, clock, Zone::Assumed(zone)),
        Some(said) => at(date, clock, Zone::Said(offset(said)?)),
    }
}

/// `2026年8月9日 17:30`, `2026年8月9日17時30分`, `2026년 8월 9일 17:30`.
pub fn east_asian(value: &str, zone: &TimeZone) -> Option<Read> {
    if !value.contains(['年', '년']) {
        return None;
    }
    let mut plain = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '年' | '月' | '년' | '월' => plain.push('-'),
            '日' | '일' => plain.push(' '),
            '时' | '時' | '点' | '點' | '시' | '：' => plain.push(':'),
            '分' | '秒' | '분' | '초' => {}
            c if c.is_ascii() => plain.push(c),
            _ => return None,
        }
    }
    // Blanks behind the separators of a date, and a full hour.
    let plain = plain.replace("- ", "-").replace(": ", ":");
    let plain = match plain.trim_end().strip_suffix(':') {
        Some(hour) => format!("{hour}:00"),
        None => plain,
    };
    read(plain.trim(), zone)
}

/// A number of at most four digits, what parts it from the next, and the rest.
fn number(text: &str) -> Option<(&str, char, &str)> {
    let text = text.trim_start();
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, rest) = text.split_at(digits);
    let separator = rest.chars().next()?;
    let rest = rest.get(separator.len_utf8()..)?;
    (1..=4)
        .contains(&digits)
        .then_some((number, separator, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_that_the_form_settles_are_read_and_others_not() {
        for (value, at) in [
            ("09.08.2026 10:15", "2026-08-09T10:15:00Z"),
            ("23/08/2026", "2026-08-23T00:00:00Z"),
            ("11/18/2026 5:30 PM", "2026-11-18T17:30:00Z"),
            ("11/18/2026 12:05 a.m.", "2026-11-18T00:05:00Z"),
            ("18-11-2026 17:30:00", "2026-11-18T17:30:00Z"),
            ("2026. 11. 18. 17:30", "2026-11-18T17:30:00Z"),
            ("2026.08.09", "2026-08-09T00:00:00Z"),
            ("20.11.2026. 12:00", "2026-11-20T12:00:00Z"),
            ("20.11.2026 12:00 +0100", "2026-11-20T11:00:00Z"),
        ] {
            let found = read(value, &TimeZone::UTC).map(|read| read.at.to_string());
            assert_eq!(found.as_deref(), Some(at), "{value}");
        }
        for value in [
            "08/09/2026",
            "08-09-2026 10:00",
            "1.2.3",
            "32.01.2026",
            "2026/13/40",
            "10.15",
        ] {
            assert_eq!(read(value, &TimeZone::UTC), None, "{value}");
        }
        for (value, at) in [
            ("2026年11月18日 17:30", "2026-11-18T17:30:00Z"),
            ("2026年11月18日17時30分", "2026-11-18T17:30:00Z"),
            ("2026年11月18日17時", "2026-11-18T17:00:00Z"),
            ("2026년 11월 18일 17:30", "2026-11-18T17:30:00Z"),
        ] {
            let found = east_asian(value, &TimeZone::UTC).map(|read| read.at.to_string());
            assert_eq!(found.as_deref(), Some(at), "{value}");
        }
        assert_eq!(east_asian("年月日", &TimeZone::UTC), None);
    }
}
