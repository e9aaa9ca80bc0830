//! Zones of times, as configuration and profiles name them and as the copy itself does.
//!
//! Owns both lists of names. Promises the same answer on every machine: names come from the tables built into the program.

use jiff::tz::{Offset, TimeZone};

/// A zone from configuration: `UTC`, an IANA name (`Europe/Paris`), an offset such as `+02:00`, or a POSIX rule such as
/// `CET-1CEST,M3.5.0,M10.5.0/3`. Names are read from the tables built into the program, never from the machine's: the
/// same record must give the same story everywhere.
pub fn zone(text: &str) -> Option<TimeZone> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("utc") || text.eq_ignore_ascii_case("gmt") || text == "Z" {
        return Some(TimeZone::UTC);
    }
    if text.starts_with(['+', '-']) {
        return offset(text).map(TimeZone::fixed);
    }
    TimeZone::get(text).or_else(|_| TimeZone::posix(text)).ok()
}

/// `Z`, `+02:00`, `+0200`, `+02`, or one of the names that mail and editors still write.
pub fn offset(text: &str) -> Option<Offset> {
    let hours = match text.to_ascii_uppercase().as_str() {
        "Z" | "UTC" | "GMT" | "UT" | "WET" => Some(0),
        "CET" | "MEZ" | "MET" | "WEST" | "BST" => Some(1),
        "CEST" | "MESZ" | "EET" => Some(2),
        "EEST" | "MSK" | "TRT" => Some(3),
        "AZT" => Some(4),
        "HKT" => Some(8),
        "JST" | "KST" => Some(9),
        "EDT" => Some(-4),
        "EST" | "CDT" => Some(-5),
        "CST" | "MDT" => Some(-6),
        "MST" | "PDT" => Some(-7),
        "PST" => Some(-8),
        _ => None,
    };
    if let Some(hours) = hours {
        return Offset::from_hours(hours).ok();
    }
    // `GMT+02:00`
    let text = text.strip_prefix("GMT").unwrap_or(text);
    let text = text.strip_prefix("UTC").unwrap_or(text);
    let (sign, rest) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let two = |digits: &str| -> Option<i32> {
        let fits = digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| digits.parse().ok())?
    };
    let (hours, minutes) = rest.split_at_checked(2)?;
    let minutes = minutes.strip_prefix(':').unwrap_or(minutes);
    let hours = two(hours)?;
    let minutes = if minutes.is_empty() { 0 } else { two(minutes)? };
    if hours > 15 || minutes > 59 {
        return None;
    }
    Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()
}

/// Whether a time as sent says its zone, by an offset, a name or as a count since 1970.
pub fn is_named(time: &str) -> bool {
    let time = time.trim();
    if time.len() >= 9 && time.bytes().all(|b| b.is_ascii_digit()) {
        return true;
    }
    let last = time.split_whitespace().next_back().unwrap_or("");
    if time.contains(':') && offset(last).is_some() {
        return true;
    }
    // `2026-08-09T14:00:00+02:00`, `20260809T1400Z`
    let Some((_, clock)) = last.split_once('T') else {
        return false;
    };
    let zone =
        clock.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ':' | '.' | ','));
    offset(zone).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_that_say_their_zone_are_told_from_others() {
        for time in [
            "2026-08-09T14:00:00+02:00",
            "20260809T1400Z",
            "2026-08-09T14:00:00.000-0400",
            "Sun, 09 Aug 2026 14:00:00 GMT",
            "2026-08-09 14:00:00 +0200",
            "1786305600",
        ] {
            assert!(is_named(time), "{time}");
        }
        for time in [
            "9/8/2026 14:11:44",
            "2026-08-09T14:00:00",
            "20260809",
            "2026-08-09",
            "",
            "Sunday",
        ] {
            assert!(!is_named(time), "{time}");
        }
    }
}
