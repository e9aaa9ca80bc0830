//! Lines that newsroom systems write over the headline of plain text: numbers and routing codes, when it was sent, where to see more.
//!
//! Owns their forms. Promises that a line of words is none: what has a word of more than a few letters without figures in it stays. Whether a headline
//! stands below is the caller's to see.

mod joined;

use super::{calendar, dateline};

/// Bytes of such a line at most.
const LONGEST: usize = 60;
/// Letters of a word that may be a code; glued to figures it may have more.
const MOST_LETTERS: usize = 4;
const MOST_GLUED: usize = 8;

/// Whether a line is any of these, and no dateline.
pub fn is_over(line: &str) -> bool {
    is_code_line(line)
        || is_pointer(line)
        || joined::is_right_of_year(line)
        || (is_day_alone(line) && dateline::find(line, None).is_none())
        || (is_stamp(line) && dateline::find(line, None).is_none())
}

/// `11 décembre 1997`, `Tue Jul 3, 2007`, `OCTOBER 1, 1992, THURSDAY`: a day with its year and no word but the weekday's name.
pub fn is_day_alone(line: &str) -> bool {
    let words = || line.split([' ', ',', '.']).filter(|word| !word.is_empty());
    line.len() <= LONGEST
        && has_day(line)
        && (3..=5).contains(&words().count())
        && words()
            .filter(|word| word.starts_with(char::is_alphabetic) && calendar::month(word).is_none())
            .count()
            <= 1
        && words().all(|word| word.chars().all(char::is_alphanumeric))
}

/// `HINA0123 4 GOS`, `ECO --/T`, `PN_20260809_00123`, `4 est gn00`, `APP41`, `0456`, `کد خبر: 14050518000123`: what tells a machine where a message goes.
pub fn is_code_line(line: &str) -> bool {
    line.len() <= LONGEST && (are_codes(line) || is_number_with_label(line))
}

fn are_codes(line: &str) -> bool {
    let mut is_of_machine = false;
    let mut words = 0;
    // Small letters stand in codes behind a figure only.
    let is_numbered = line.starts_with(|c: char| c.is_ascii_digit());
    for word in line.split_whitespace() {
        words += 1;
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        let has_figures = word.contains(|c: char| c.is_ascii_digit());
        let is_small = word.contains(char::is_lowercase);
        let most = if has_figures {
            MOST_GLUED
        } else {
            MOST_LETTERS
        };
        if letters > most || (is_small && !is_numbered) {
            return false;
        }
        is_of_machine |= has_figures || word.contains(['/', '_']);
    }
    is_of_machine && words <= 8
}

/// A short label and a number.
fn is_number_with_label(line: &str) -> bool {
    let Some((label, number)) = line.split_once([':', '：']) else {
        return false;
    };
    let digits = number
        .chars()
        .filter(|c| calendar::digit(*c).is_some())
        .count();
    label.chars().any(char::is_alphabetic)
        && label.split_whitespace().count() <= 2
        && digits >= 4
        && !number.chars().any(char::is_alphabetic)
}

/// `Minggu, 9 Agustus 2026 14:20 WIB`, `등록 2026-08-09 14:20:33`: a day with its year and a clock, and a few words beside them.
pub fn is_stamp(line: &str) -> bool {
    if line.len() > LONGEST + 40 || line.ends_with('.') {
        return false;
    }
    let digits = line.bytes().filter(u8::is_ascii_digit).count();
    let words = line
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty());
    let has_clock = has_clock(line) || clock_of_zone(line).is_some();
    (7..=16).contains(&digits) && has_clock && has_day(line) && words.count() <= 5
}

/// The clock of `1007 GMT`, four figures before the zone.
fn clock_of_zone(line: &str) -> Option<&str> {
    let words: Vec<&str> = line.split([' ', ',']).filter(|w| !w.is_empty()).collect();
    let pair = words.windows(2).find(|pair| {
        matches!(pair[1], "GMT" | "UTC")
            && pair[0].len() == 4
            && pair[0].bytes().all(|b| b.is_ascii_digit())
    })?;
    Some(pair[0])
}

fn has_clock(line: &str) -> bool {
    line.as_bytes().windows(5).enumerate().any(|(at, five)| {
        let [a, b, colon, c, d] = five else {
            return false;
        };
        let before = at.checked_sub(1).and_then(|at| line.as_bytes().get(at));
        [a, b, c, d].iter().all(|byte| byte.is_ascii_digit())
            && *colon == b':'
            && !before.is_some_and(u8::is_ascii_digit)
    })
}

/// `9 Agustus 2026`, `09/08/26`, `2026-08-09`.
fn has_day(line: &str) -> bool {
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
            year.len() == 4 && is_number(year) && (of_day(day, month) || of_day(month, day))
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
    let line = &*joined::parted(line);
    group(line).or_else(|| joined::time_of(line)).or_else(|| {
        let (year, month, day) = day(line)?;
        let Some((hour, rest)) = clock(line) else {
            // No more than the day.
            return is_day_alone(line).then(|| format!("{year:04}-{month:02}-{day:02}"));
        };
        let zone = line.split(|c: char| !c.is_alphabetic()).find_map(|word| {
            let (_, offset) = ZONES.iter().find(|(name, _)| *name == word)?;
            Some(*offset)
        });
        Some(format!(
            "{year:04}-{month:02}-{day:02}T{hour}{rest}{}",
            zone.unwrap_or("")
        ))
    })
}

fn group(line: &str) -> Option<String> {
    let line = line.trim().trim_end_matches("NNNN");
    let words: Vec<&str> = line.split_whitespace().collect();
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
    // `4:35 PM`
    let half = words.windows(2).find_map(|pair| {
        let is_late = match pair[1] {
            "PM" | "pm" | "p.m." => true,
            "AM" | "am" | "a.m." => false,
            _ => return None,
        };
        let (hour, minute) = pair[0].split_once(':')?;
        let hour: u8 = hour.parse().ok().filter(|hour| (1..=12).contains(hour))?;
        let hour = hour % 12 + if is_late { 12 } else { 0 };
        Some((format!("{hour:02}"), format!(":{minute}")))
    });
    let full = || {
        line.split(|c: char| !c.is_ascii_digit() && c != ':')
            .filter(|word| matches!(word.len(), 5 | 8))
            .find(|word| {
                let mut parts = word.split(':');
                parts.clone().count() >= 2 && parts.all(|part| part.len() == 2)
            })
            .or_else(|| clock_of_zone(line))
            .map(|word| word.split_at(2))
            .map(|(hour, rest)| {
                let mark = if rest.starts_with(':') { "" } else { ":" };
                (hour.to_string(), format!("{mark}{rest}"))
            })
    };
    half.or_else(full)
}

fn day(line: &str) -> Option<(u16, u8, u8)> {
    let is_foreign = line.chars().any(|c| c.is_alphabetic() && !c.is_ascii());
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
                let year = Some(year).filter(|y| y.len() == 4)?.parse().ok()?;
                let of = |day: &str, month: &str| {
                    let month = u8::try_from(calendar::month(month)?).ok()?;
                    Some((year, month, day.parse::<u8>().ok()?))
                };
                of(one, two).or_else(|| of(two, one))
            })
        })
}

fn numeric_day(word: &str, is_foreign: bool) -> Option<(u16, u8, u8)> {
    let separator = word.chars().find(|c| matches!(c, '/' | '-' | '.'))?;
    let parts: Vec<&str> = word.split(separator).collect();
    let [one, two, three] = parts.as_slice() else {
        return None;
    };
    let number = |part: &str| part.parse::<u8>().ok();
    if one.len() == 4 {
        return Some((one.parse().ok()?, number(two)?, number(three)?));
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

/// `Áudio e vídeo em www.nna.example`, or an address alone: where more is to be had.
pub fn is_pointer(line: &str) -> bool {
    let is_address =
        !line.contains(' ') && (line.starts_with("http://") || line.starts_with("https://"));
    if is_address {
        return line.len() <= 300;
    }
    line.len() <= 120
        && line
            .split_whitespace()
            .next_back()
            .is_some_and(|word| word.starts_with("www.") || word.starts_with("http"))
        && line.contains(' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_machines_are_told_from_words() {
        for line in [
            "NNA0123 4 GOS",
            "ECO --/T",
            "NN_20260809_00123",
            "4 est gn00",
            "NNA41",
            "0456",
            "9CO1345678 4 AMB ITA R01",
            "R I OSL 091420",
            "PR1419BO.009",
            "کد خبر: 14050518000123",
        ] {
            assert!(is_code_line(line), "{line}");
        }
        for line in [
            "COP31 opens",
            "Gas 4",
            "G20 SUMMIT",
            "GRIDS",
            "Final score: 3-2",
            "Two ports share a crane",
            "EU",
        ] {
            assert!(!is_code_line(line), "{line}");
        }
    }

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
        ] {
            assert_eq!(time_of(line).as_deref(), Some(time), "{line}");
        }
        for line in ["09/08/2026 14:20", "abc/def", "Updated 14:20"] {
            assert_eq!(time_of(line), None, "{line}");
        }
    }

    #[test]
    fn stamps_have_a_day_with_its_year_and_a_clock() {
        for line in [
            "Minggu, 9 Agustus 2026 14:20 WIB",
            "등록 2026-08-09 14:20:33",
            "09 август 2026 | 14:20 | Агенция \"Нова\"",
            "ΝΝΑ - Λευκωσία 09/08/26 14:20",
            "August 9, 2026 14:20",
            "Arvik, 9.8.2026, 1420 GMT, RADIO ARVIK, englisch",
        ] {
            assert!(is_stamp(line), "{line}");
        }
        for line in ["9 août 2026", "AUGUST 9, 2026, SUNDAY", "Sun Aug 9, 2026"] {
            assert!(is_day_alone(line), "{line}");
        }
        for line in [
            "9 August",
            "Oslo on 9 August 2026",
            "Budget 2026",
            "May 2026 is cold",
        ] {
            assert!(!is_day_alone(line), "{line}");
        }
        for line in [
            "They met at 14:20 on 9 August 2026 in the old town of Arvik",
            "Score 21:19",
            "9 August 2026",
            "The train left at 14:20",
        ] {
            assert!(!is_stamp(line), "{line}");
        }
    }
}
