//! The time that a line over or under a text states.
//!
//! Owns the forms of day, clock and zone on such a line. Promises none where the order of day and month is not sure.

use super::super::{agencies, calendar};
use super::{LONGEST, east_asian, is_day_alone, is_labelled_day, joined};
use crate::wire::zone;

/// The clock of `1007 GMT`, four figures before the zone.
pub(super) fn clock_of_zone(line: &str) -> Option<&str> {
    let words: Vec<&str> = line.split([' ', ',']).filter(|w| !w.is_empty()).collect();
    let pair = words.windows(2).find(|pair| {
        matches!(pair[1], "GMT" | "UTC")
            && pair[0].len() == 4
            && pair[0].bytes().all(|b| b.is_ascii_digit())
    })?;
    Some(pair[0])
}

pub(super) fn has_clock(line: &str) -> bool {
    let bytes = line.as_bytes();
    let digit = |at: Option<usize>| {
        at.and_then(|at| bytes.get(at))
            .is_some_and(u8::is_ascii_digit)
    };
    memchr::memchr_iter(b':', bytes).any(|at| {
        let has_two = digit(at.checked_sub(2));
        digit(at.checked_sub(1))
            && !(has_two && digit(at.checked_sub(3)))
            && digit(Some(at + 1))
            && digit(Some(at + 2))
            && !digit(Some(at + 3))
    })
}

/// `9 Agustus 2026`, `09/08/26`, `2026-08-09`.
pub(super) fn has_day(line: &str) -> bool {
    if !line.bytes().any(|b| b.is_ascii_digit()) {
        return false;
    }
    let bare = |word| str::trim_matches(word, [',', '(', ')', '|']);
    let words: Vec<&str> = line.split_whitespace().map(bare).collect();
    words.iter().any(|word| calendar::is_numeric_day(word))
        || words.windows(3).any(|three| {
            let [day, month, year] = three else {
                return false;
            };
            let is_number =
                |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
            let of_day = |day: &str, month: &str| {
                day.len() <= 2 && is_number(day) && calendar::month(month).is_some()
            };
            let is_solar =
                || day.len() <= 2 && is_number(day) && calendar::solar::month(month).is_some();
            let has_year = year.len() == 4 && is_number(year);
            has_year && (of_day(day, month) || of_day(month, day) || is_solar())
        })
}

/// Zones that stand behind such a clock and have no name of their own elsewhere.
const ZONES: [(&str, &str); 11] = [
    ("ET", "[America/New_York]"),
    ("MET", "+01:00"),
    ("WIB", "+07:00"),
    ("WITA", "+08:00"),
    ("WIT", "+09:00"),
    ("TSI", "+03:00"),
    ("TRT", "+03:00"),
    ("MSK", "+03:00"),
    ("МСК", "+03:00"),
    ("GMT", "Z"),
    ("UTC", "Z"),
];

/// The time that such a line states, in a form that [`times`](super::times) reads: of a stamp, or of a group of day, hour and minute (`NNA 091420 Aug 26`).
/// An order of day and month that is not sure gives none.
pub fn time_of(line: &str) -> Option<String> {
    if line.len() > LONGEST + 40 {
        return None;
    }
    if let Some(stamp) = east_asian::stamp(line) {
        return Some(stamp);
    }
    let line = &*calendar::in_ascii(line);
    let line = &*joined::parted(line);
    group(line).or_else(|| joined::time_of(line)).or_else(|| {
        let (year, month, day) = day(line)?;
        let Some((hour, rest)) = clock(line) else {
            // No more than the day.
            let is_day = is_day_alone(line) || is_labelled_day(line);
            return is_day.then(|| format!("{year:04}-{month:02}-{day:02}"));
        };
        let zone = hours_from_utc(line).or_else(|| {
            line.split(|c: char| !c.is_alphabetic()).find_map(|word| {
                let named = ZONES.iter().find(|(name, _)| *name == word);
                // `EST`, `CEST`: as RFC 5322 and the agencies write them.
                let is_short = || word.len() >= 3 && word.bytes().all(|b| b.is_ascii_uppercase());
                named.map(|(_, offset)| (*offset).to_string()).or_else(|| {
                    (is_short() && zone::offset(word).is_some()).then(|| word.to_string())
                })
            })
        });
        Some(format!(
            "{year:04}-{month:02}-{day:02}T{hour}{rest}{}",
            zone.unwrap_or_default()
        ))
    })
}

/// `GMT+7`, `UTC+03:00`
fn hours_from_utc(line: &str) -> Option<String> {
    let behind = ["GMT", "UTC"]
        .iter()
        .find_map(|name| Some(line.split_once(name)?.1))?;
    let sign = behind.chars().next().filter(|c| matches!(c, '+' | '-'))?;
    let digits = behind[1..].bytes().take_while(u8::is_ascii_digit).count();
    let hours: u8 = behind[1..=digits]
        .parse()
        .ok()
        .filter(|hours| *hours <= 14)?;
    let minutes = behind[1 + digits..]
        .strip_prefix(':')
        .and_then(|text| text.get(..2));
    let minutes: u8 = minutes.and_then(|text| text.parse().ok()).unwrap_or(0);
    Some(format!("{sign}{hours:02}:{minutes:02}"))
}

fn group(line: &str) -> Option<String> {
    let line = line.trim().trim_end_matches("NNNN");
    let words: Vec<&str> = line.split_whitespace().collect();
    // The agency may sign behind the year.
    let words = match words.as_slice() {
        [before @ .., last] if agencies::is_known(last) => before,
        words => words,
    };
    let at = words.iter().position(|word| {
        let digits = word.trim_start_matches(char::is_alphabetic);
        digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_digit())
    })?;
    let group = words[at].trim_start_matches(char::is_alphabetic);
    let is_year =
        |word: &&&str| matches!(word.len(), 2 | 4) && word.bytes().all(|b| b.is_ascii_digit());
    let year = words.last().filter(is_year)?;
    let between = words.get(at + 1..words.len() - 1)?;
    let month = between
        .last()
        .filter(|word| calendar::month(word).is_some())?;
    let zone = match between {
        [zone, _] if zone.is_ascii() => format!("{zone} "),
        [_] | [_, _] => String::new(),
        _ => return None,
    };
    Some(format!("{group} {zone}{month} {year}"))
}

/// Hour and minute, and the seconds where there are any.
fn clock(line: &str) -> Option<(String, String)> {
    let words: Vec<&str> = line.split([' ', ',', '(', ')', '|']).collect();
    // `4:35 PM`, `4:35pm`
    let glued = words.iter().filter_map(|word| {
        Some((
            word.get(..word.len().checked_sub(2)?)?,
            &word[word.len() - 2..],
        ))
    });
    let mut pairs = words.windows(2).map(|pair| (pair[0], pair[1])).chain(glued);
    let half = pairs.find_map(|(clock, half)| {
        let is_late = match half {
            "PM" | "pm" | "p.m." => true,
            "AM" | "am" | "a.m." => false,
            _ => return None,
        };
        let (hour, minute) = clock.split_once(':')?;
        let hour: u8 = hour.parse().ok().filter(|hour| (1..=12).contains(hour))?;
        let hour = hour % 12 + if is_late { 12 } else { 0 };
        Some((format!("{hour:02}"), format!(":{minute}")))
    });
    let full = || {
        line.split(|c: char| !c.is_ascii_digit() && c != ':')
            .filter(|word| matches!(word.len(), 4 | 5 | 7 | 8))
            .find(|word| {
                let mut parts = word.split(':');
                let hour = parts.next().unwrap_or("");
                let mut rest = parts.clone();
                (1..=2).contains(&hour.len())
                    && parts.next().is_some()
                    && rest.all(|part| part.len() == 2)
            })
            .map(|word| word.split_at(word.find(':').unwrap_or(0)))
            .or_else(|| clock_of_zone(line).map(|word| word.split_at(2)))
            .map(|(hour, rest)| {
                let mark = if rest.starts_with(':') { "" } else { ":" };
                (format!("{hour:0>2}"), format!("{mark}{rest}"))
            })
    };
    half.or_else(full)
}

fn day(line: &str) -> Option<(u16, u8, u8)> {
    // East of Greenwich the day stands first, where the year stands last.
    let is_foreign = line.chars().any(|c| c.is_alphabetic() && !c.is_ascii())
        || hours_from_utc(line).is_some_and(|hours| hours.starts_with('+'));
    let bare = |word: &'_ str| word.trim_matches([',', '(', ')', '|', '.']).to_string();
    let words: Vec<String> = line.split_whitespace().map(bare).collect();
    words
        .iter()
        .find_map(|word| numeric_day(word, is_foreign))
        .or_else(|| {
            words.windows(3).find_map(|three| {
                let [one, two, year] = three else {
                    return None;
                };
                let year: u16 = Some(year).filter(|y| y.len() == 4)?.parse().ok()?;
                let solar = |year: u16| {
                    let month = calendar::solar::month(two)?;
                    common(year, month, one.parse().ok()?)
                };
                if calendar::solar::is_year(year) {
                    return solar(year);
                }
                let of = |day: &str, month: &str| {
                    let month = u8::try_from(calendar::month(month)?).ok()?;
                    Some((year, month, day.parse::<u8>().ok()?))
                };
                of(one, two).or_else(|| of(two, one))
            })
        })
}

/// The common date of a day of Iran's calendar.
fn common(year: u16, month: u8, day: u8) -> Option<(u16, u8, u8)> {
    let date = calendar::solar::date(year, month, day)?;
    let of = |number: i8| u8::try_from(number).ok();
    Some((
        u16::try_from(date.year()).ok()?,
        of(date.month())?,
        of(date.day())?,
    ))
}

fn numeric_day(word: &str, is_foreign: bool) -> Option<(u16, u8, u8)> {
    let separator = word.chars().find(|c| matches!(c, '/' | '-' | '.'))?;
    let parts: Vec<&str> = word.split(separator).collect();
    let [one, two, three] = parts.as_slice() else {
        return None;
    };
    let number = |part: &str| part.parse::<u8>().ok();
    if one.len() == 4 {
        let (year, month, day) = (one.parse().ok()?, number(two)?, number(three)?);
        if calendar::solar::is_year(year) {
            return common(year, month, day);
        }
        return Some((year, month, day));
    }
    let year: u16 = match three.len() {
        4 => three.parse().ok()?,
        2 => 2000 + u16::from(number(three)?),
        _ => return None,
    };
    let (one, two) = (number(one)?, number(two)?);
    match () {
        () if separator == '.' || one > 12 || is_foreign => Some((year, two, one)),
        () if two > 12 => Some((year, one, two)),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_lines_are_read_where_the_order_is_sure() {
        for (line, time) in [
            ("Minggu, 9 Agustus 2026 14:20 WIB", "2026-08-09T14:20+07:00"),
            ("2026/08/09 14:20 송고", "2026-08-09T14:20"),
            ("등록 2026-08-09 14:20:33", "2026-08-09T14:20:33"),
            ("ΝΝΑ - Λευκωσία 09/08/26 14:20", "2026-08-09T14:20"),
            ("09.08.2026 14:20:33 TSI", "2026-08-09T14:20:33+03:00"),
            ("NNA 091420 Aug 26NNNN", "091420 Aug 26"),
            ("POL NG01 abc/def 091420 AGO 26", "091420 AGO 26"),
            (
                "Arvik, 9.8.2026, 1420 GMT, RADIO ARVIK",
                "2026-08-09T14:20Z",
            ),
            ("NNA 1420 GMT 2026/08/09", "2026-08-09T14:20Z"),
            (
                "Updated 4:35 PM ET August 9, 2026",
                "2026-08-09T16:35[America/New_York]",
            ),
            ("9 août 2026", "2026-08-09"),
            ("Sun Aug 9, 2026", "2026-08-09"),
            ("AUGUST 9, 2026, SUNDAY", "2026-08-09"),
            ("091420 MET aug 26", "091420 MET aug 26"),
            ("091420 aug 26 TT", "091420 aug 26"),
            ("১৮ ডিসেম্বর ২০২৬ ২৩:০৬", "2026-12-18T23:06"),
            ("Sun Aug 9, 2026 9:14am EST", "2026-08-09T09:14EST"),
            ("09-08-2026, 7:10 (GMT+7)", "2026-08-09T07:10+07:00"),
            ("تاریخ انتشار: ۱۸ مرداد ۱۴۰۵ - ۱۰:۲۵", "2026-08-09T10:25"),
            ("۱۴۰۵/۰۵/۱۸ - ۱۰:۲۵", "2026-08-09T10:25"),
            ("Originally created 08/23/26", "2026-08-23"),
            ("最終更新：2026年8月9日(日) 7時21分", "2026-08-09T07:21"),
            ("입력 2026년 8월 9일 14:20", "2026-08-09T14:20"),
        ] {
            assert_eq!(time_of(line).as_deref(), Some(time), "{line}");
        }
        for line in ["09/08/2026 14:20", "abc/def", "Updated 14:20"] {
            assert_eq!(time_of(line), None, "{line}");
        }
    }
}
