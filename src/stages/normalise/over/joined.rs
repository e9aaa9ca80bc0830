//! Times whose parts are one word: `NYT-08-09-26 1420EST`, `20260809T142033Z`, `2026-08-09/14:20`.
//!
//! Owns these forms, and a line of copyright with its year (`c.2026 Neutral News Service`). Promises that a line of words is none.

use crate::wire::century::{self, full_year_of};
use std::borrow::Cow;

/// The line with a blank between a day and the clock that is joined to it.
pub fn parted(line: &str) -> Cow<'_, str> {
    let bytes = line.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let is = |at: usize, signs: &[u8]| bytes.get(at).is_some_and(|byte| signs.contains(byte));
    let is_joint = |at: &usize| {
        let Some(start) = at.checked_sub(10) else {
            return false;
        };
        (0..4).all(|i| digit(start + i))
            && is(start + 4, b"-/")
            && is(start + 7, b"-/")
            && [5, 6, 8, 9, 11, 12, 14, 15]
                .iter()
                .all(|i| digit(start + i))
            && is(start + 13, b":")
    };
    let joint = memchr::memchr2_iter(b'/', b'-', bytes).find(is_joint);
    joint.map_or(Cow::Borrowed(line), |at| {
        Cow::Owned(format!("{} {}", &line[..at], &line[at + 1..]))
    })
}

/// The time of a stamp of an American agency, or of one in the short form of ISO 8601.
pub fn time_of(line: &str) -> Option<String> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let stamped = words.windows(2).find_map(|pair| american(pair[0], pair[1]));
    stamped.or_else(|| {
        words
            .iter()
            .find(|word| is_short_iso(word))
            .map(ToString::to_string)
    })
}

/// `NYT-08-09-26 1420EST`, `AP-NY-08-09-26 0132EDT`: agency, wire, month, day, year; then the clock.
fn american(stamp: &str, clock: &str) -> Option<String> {
    let parts: Vec<&str> = stamp.split('-').collect();
    let (names, day) = parts.split_at_checked(parts.len().checked_sub(3)?)?;
    let is_number = |part: &&str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
    let is_name = |name: &&str| name.len() >= 2 && name.bytes().all(|b| b.is_ascii_uppercase());
    let (hours, zone) = clock.split_at_checked(4)?;
    let zone = match zone.trim_end_matches('<') {
        "GMT" => "Z",
        zone if zone.len() == 3 && zone.ends_with('T') => zone,
        _ => return None,
    };
    let fits = (1..=2).contains(&names.len())
        && names.iter().all(is_name)
        && day.iter().all(is_number)
        && hours.bytes().all(|b| b.is_ascii_digit());
    let [month, day, year] = day else {
        return None;
    };
    fits.then(|| format!("{}{month}{day}T{hours}{zone}", full_year_of(year)))
}

/// `20260809T142033Z`
fn is_short_iso(word: &str) -> bool {
    let bytes = word.as_bytes();
    bytes.len() == 16
        && bytes[8] == b'T'
        && bytes[15] == b'Z'
        && bytes.iter().filter(|b| b.is_ascii_digit()).count() == 14
}

/// `c.2026 Neutral News Service`
pub fn is_right_of_year(line: &str) -> bool {
    line.len() <= 60 && century::is_right_of_year(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_one_word_are_read() {
        for (line, time) in [
            ("NYT-08-09-26 1420EST", "20260809T1420EST"),
            ("AP-NY-08-09-98 0132EDT<", "19980809T0132EDT"),
            ("AP-WF-08-09-26 1630GMT", "20260809T1630Z"),
            ("20260809T142033Z", "20260809T142033Z"),
        ] {
            assert_eq!(time_of(line).as_deref(), Some(time), "{line}");
        }
        for line in [
            "A-B-08-09-26 1420",
            "08-09-26 1420EST",
            "Tel 20260809T14203",
            "é",
        ] {
            assert_eq!(time_of(line), None, "{line}");
        }
        assert_eq!(
            parted("NNA0123 2026-08-09/14:20"),
            "NNA0123 2026-08-09 14:20"
        );
        assert_eq!(parted("(2026/08/09-14:20)"), "(2026/08/09 14:20)");
        assert_eq!(parted("1999-2026/08 12:30"), "1999-2026/08 12:30");
    }

    #[test]
    fn a_right_begins_with_its_year() {
        assert!(is_right_of_year("c.2026 Neutral News Service"));
        assert!(!is_right_of_year("c.v. of a minister") && !is_right_of_year("c.20"));
    }
}
