//! The day that a page shows beside its headline.
//!
//! Owns how it is told and written for the reader of times: `发布日期：2026-08-09 14:20`, `Domingo, 9 de agosto de 2026`. Only pages that say it nowhere to
//! programs are asked. Promises that no order of day and month is guessed.

/// Paragraphs over the headline, and below it, among which the day is looked for.
const ABOVE: usize = 3;
const BELOW: usize = 6;
/// Bytes of such a line, and of one with the month's name.
const LONGEST: usize = 160;
const LONGEST_WORDS: usize = 60;

/// The day near the headline: below it, else above.
pub fn near(paragraphs: &[String], headline: usize) -> Option<String> {
    let above = paragraphs.get(..headline).unwrap_or_default();
    let below = paragraphs.get(headline + 1..).unwrap_or_default();
    let above = above.iter().rev().take(ABOVE);
    let mut below = below.iter().take(BELOW);
    below
        .find_map(|line| of_line(line))
        .or_else(|| above.into_iter().find_map(|line| of_line(line)))
}

/// The day that a short line holds.
pub fn of_line(line: &str) -> Option<String> {
    if line.len() > LONGEST || !line.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    if let Some(day) = line.split('\n').find_map(in_words) {
        return Some(day);
    }
    let line = line.replace('\n', " ");
    in_numbers(&line).or_else(|| in_words(&line))
}

/// Runs of digits, each with where it begins.
fn numbers(line: &str) -> Vec<(usize, &str)> {
    let pieces = line.split(|c: char| !c.is_ascii_digit());
    let found = pieces.filter(|piece| !piece.is_empty());
    found
        .map(|piece| (piece.as_ptr() as usize - line.as_ptr() as usize, piece))
        .collect()
}

fn is_year(number: &str) -> bool {
    number.len() == 4 && (number.starts_with("19") || number.starts_with("20"))
}

/// `2026-08-09 14:20`, `2026年8月9日 14:20`, `09.08.2026`.
fn in_numbers(line: &str) -> Option<String> {
    let found = numbers(line);
    let between = |one: usize, other: usize| {
        let (from, digits) = *found.get(one)?;
        let (to, _) = *found.get(other)?;
        line.get(from + digits.len()..to)
    };
    for at in 0..found.len().checked_sub(2)? {
        let [(_, first), (_, second), (_, third)] = found[at..at + 3] else {
            return None;
        };
        let (one, two) = (between(at, at + 1)?, between(at + 1, at + 2)?);
        let is_small = |n: &str| n.len() <= 2;
        let (year, month, day) = if is_year(first) && is_small(second) && is_small(third) {
            let parts = matches!((one, two), ("-", "-") | ("/", "/") | (".", "."))
                || (one.trim() == "年" && two.trim() == "月");
            if !parts {
                continue;
            }
            (first, second, third)
        } else if is_year(third) && (one, two) == (".", ".") && is_small(first) && is_small(second)
        {
            (third, second, first)
        } else {
            continue;
        };
        let fits = (1..=12).contains(&month.parse::<u8>().ok()?)
            && (1..=31).contains(&day.parse::<u8>().ok()?);
        if !fits {
            continue;
        }
        let date = format!("{year}-{month:0>2}-{day:0>2}");
        let gap = between(at + 2, at + 3).unwrap_or("x");
        let is_gap = gap
            .chars()
            .all(|c| c.is_whitespace() || matches!(c, '日' | 'T' | '|' | ','));
        let clock = (between(at + 3, at + 4) == Some(":") && is_gap)
            .then(|| Some((found.get(at + 3)?.1, found.get(at + 4)?.1)))
            .flatten();
        return Some(match clock {
            Some((hour, minute)) if hour.len() <= 2 && minute.len() == 2 => {
                let second = (between(at + 4, at + 5) == Some(":")).then(|| found.get(at + 5));
                let second = second.flatten().map_or("00", |(_, second)| second);
                format!("{date} {hour:0>2}:{minute}:{second:0>2}")
            }
            _ => date,
        });
    }
    None
}

/// `Sunday, 9 August 2026`, `9 de agosto de 2026`, `August 9, 2026`: nothing but a day.
fn in_words(line: &str) -> Option<String> {
    if line.chars().count() > LONGEST_WORDS {
        return None;
    }
    let found = numbers(line);
    let [(from, day), (to, year), ..] = found[..] else {
        return None;
    };
    let behind = line.get(to + year.len()..)?;
    let is_day = day.len() <= 2 && is_year(year) && (1..=31).contains(&day.parse::<u8>().ok()?);
    if !is_day {
        return None;
    }
    let clock = clock(behind)?;
    let before = line.get(..from)?.trim();
    let inner = line
        .get(from + day.len()..to)?
        .trim_matches([' ', ',', '.']);
    let words = |text: &str| text.split(' ').filter(|w| !w.is_empty()).count();
    if inner.is_empty() {
        // `Sunday, August 9, 2026`
        let month = before.rsplit([' ', ',']).next()?;
        let is_month = month.chars().all(|c| c.is_alphabetic() || c == '.') && words(before) <= 3;
        return (is_month && month.len() >= 3).then(|| format!("{day} {month} {year}{clock}"));
    }
    // Arabic pages name the month twice: `آب/أغسطس`.
    let is_inner = words(inner) <= 3
        && inner
            .chars()
            .all(|c| c.is_alphabetic() || c == ' ' || c == '/');
    let has_few = words(before) <= 3 && !before.contains(char::is_numeric);
    let month = inner
        .split([' ', '/'])
        .find(|word| word.chars().count() > 2)?;
    (is_inner && has_few).then(|| format!("{day} {month} {year}{clock}"))
}

/// Whether a word is the English name of a month, whole or cut: `August`, `AUG.`, `Sept.`.
pub fn is_month(word: &str) -> bool {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let small = word.trim_end_matches('.').to_ascii_lowercase();
    small.len() >= 3 && MONTHS.iter().any(|month| month.starts_with(&small))
}

/// Words between a day and its clock, and behind that.
const MOST_WORDS: usize = 2;

/// What stands behind a day, as a time with a blank before it, where it is nothing but a clock: ` – 4:39 PM`, `, 17h45`, `à 17h45`. A sentence is none.
fn clock(behind: &str) -> Option<String> {
    let Some(from) = behind.find(|c: char| c.is_ascii_digit()) else {
        return (!behind.chars().any(char::is_alphabetic)).then(String::new);
    };
    let few = |text: &str| {
        text.split(|c: char| !c.is_alphabetic() && c != '.')
            .filter(|word| word.contains(char::is_alphabetic))
            .count()
            <= MOST_WORDS
    };
    let (before, rest) = behind.split_at(from);
    let hour = rest.bytes().take_while(u8::is_ascii_digit).count();
    let sign = rest.get(hour..)?.chars().next();
    let behind_sign = rest.get(hour + 1..).unwrap_or_default();
    let minute = behind_sign.bytes().take_while(u8::is_ascii_digit).count();
    let is_clock = (1..=2).contains(&hour) && minute == 2 && matches!(sign, Some(':' | 'h' | '.'));
    let rest = behind_sign.get(minute..).unwrap_or_default();
    if !is_clock {
        return (!behind.chars().any(char::is_alphabetic)).then(String::new);
    }
    if !few(before) || !few(rest) {
        return None;
    }
    let small = rest.to_ascii_lowercase().replace(['.', ' '], "");
    let said: u8 = behind[from..from + hour].parse().ok()?;
    let hours = match (small.starts_with("pm"), small.starts_with("am"), said) {
        (true, _, 1..=11) => said + 12,
        (_, true, 12) => 0,
        _ => said,
    };
    (hours < 24).then(|| format!(" {hours:02}:{}", &behind_sign[..minute]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_is_read_where_its_order_is_sure() {
        for (line, day) in [
            ("发布日期：2026-08-09 责任编辑：安", "2026-08-09"),
            ("2026-08-09 14:20来源：网作者：安", "2026-08-09 14:20:00"),
            ("2026年08月09日08:18 来源：", "2026-08-09 08:18:00"),
            ("2026-08-09 14:20:33", "2026-08-09 14:20:33"),
            ("Posted 09.08.2026, 14:20", "2026-08-09 14:20:00"),
            ("Domingo, 9 de agosto de 2026", "9 agosto 2026"),
            ("Sunday, August 9, 2026", "9 August 2026"),
            ("9 August 2026", "9 August 2026"),
            ("Aug 9, 2026 – 4:39 PM", "9 Aug 2026 16:39"),
            (
                "Updated: August 9, 2026, 12:02 AM ET",
                "9 August 2026 00:02",
            ),
            ("Dimanche 9 août 2026, 17h45", "9 août 2026 17:45"),
            (
                "الأحد، 9 آب/أغسطس 2026، آخر تحديث 14:00 (GMT+0400)",
                "9 أغسطس 2026 14:00",
            ),
        ] {
            assert_eq!(of_line(line).as_deref(), Some(day), "{line}");
        }
        for line in [
            "",
            "08/09/2026",
            "In 2026 they paid 4.5 percent",
            "The 5 ports of 2026 are new",
            "Of 9 August 2026 nobody speaks",
            "2026-13-09",
        ] {
            assert_eq!(of_line(line), None, "{line}");
        }
    }

    #[test]
    fn the_line_nearest_below_the_headline_is_asked_first() {
        let lines = [
            "2026-01-01",
            "Grids joined",
            "By Ann",
            "2026-08-09",
            "Text.",
        ];
        let lines: Vec<String> = lines.iter().map(|line| (*line).to_string()).collect();
        assert_eq!(near(&lines, 1).as_deref(), Some("2026-08-09"));
        assert_eq!(near(&lines[..3], 1).as_deref(), Some("2026-01-01"));
        assert_eq!(near(&[], 1), None);
    }

    proptest::proptest! {
        #[test]
        fn any_line_is_read_without_panic(line in "[0-9]{0,4}[-/.年 ]{0,2}[0-9]{0,2}[.月 a-zé]{0,9}[0-9]{0,4}[日 :]{0,2}[0-9:]{0,6}") {
            let _ = of_line(&line);
        }
    }
}
