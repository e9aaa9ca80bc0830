//! Stamps of East Asia: `最終更新：2026年8月9日(日) 7時21分`, `입력 2026년 8월 9일 14:20`, `（2026/08/09-14:20）`.
//!
//! Owns these forms. Promises that a sentence with a day in it is none: beside the day, the clock and the weekday there may be a few signs only.

use super::super::calendar;

/// Characters of the line, of the label before the day, and of what else is neither day nor clock.
const LONGEST: usize = 48;
const LONGEST_LABEL: usize = 8;
const MOST_OTHERS: usize = 4;

/// The time such a line states, as day and clock of numbers.
pub fn stamp(line: &str) -> Option<String> {
    let is_east_asian =
        |c: char| matches!(c as u32, 0x3000..=0x9fff | 0xac00..=0xd7a3 | 0xff00..=0xff60);
    // Their bytes are from E3 on.
    let may_be = line.len() <= 3 * LONGEST && line.bytes().fold(0, u8::max) >= 0xe3;
    if !may_be || !line.contains(is_east_asian) {
        return None;
    }
    let line = calendar::in_ascii(line);
    let start = line.find(|c: char| c.is_ascii_digit())?;
    let label = line[..start].trim_matches(['：', ':', ' ', '（', '(', '\u{3000}']);
    let mut plain = String::new();
    let mut others = 0;
    let mut is_weekday = false;
    for c in line[start..].chars() {
        match c {
            '(' | '（' => is_weekday = true,
            ')' | '）' => is_weekday = false,
            _ if is_weekday => others += 1,
            '年' | '月' | '년' | '월' => plain.push('-'),
            '日' | '일' | '\u{3000}' => plain.push(' '),
            '时' | '時' | '点' | '點' | '시' | '：' => plain.push(':'),
            '分' | '秒' | '분' | '초' => {}
            c if c.is_ascii_digit() || matches!(c, ' ' | ':' | '/' | '.' | '-') => plain.push(c),
            _ => others += 1,
        }
    }
    let plain = plain.replace("- ", "-").replace(": ", ":");
    let plain = plain.replace('/', "-");
    let (day, clock) = split(plain.trim())?;
    let clock = clock.trim_end_matches(':');
    let mut parts = day.split('-').filter(|part| !part.is_empty());
    let (year, month, date) = (parts.next()?, parts.next()?, parts.next()?);
    let is_number = |text: &str, most: usize| {
        (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
    };
    let is_day = parts.next().is_none()
        && year.len() == 4
        && [month, date].iter().all(|part| is_number(part, 2));
    let mut clock_parts = clock.split(':');
    let is_clock = clock_parts.clone().count() >= 2 && clock_parts.all(|part| is_number(part, 2));
    let fits = label.chars().count() <= LONGEST_LABEL && others <= MOST_OTHERS;
    let (hour, rest) = clock.split_once(':')?;
    (fits && is_day && is_clock)
        .then(|| format!("{year}-{month:0>2}-{date:0>2}T{hour:0>2}:{rest:0>2}"))
}

/// The day and the clock behind it, parted by a blank or, as Jiji does, by a hyphen.
fn split(plain: &str) -> Option<(&str, &str)> {
    if let Some((day, clock)) = plain.split_once(' ') {
        return Some((day, clock.trim()));
    }
    plain.rsplit_once('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn day_and_clock_are_told_from_sentences() {
        for (line, time) in [
            ("最終更新：2026年8月9日(日) 7時21分", "2026-08-09T07:21"),
            ("입력 2026년 8월 9일 14:20", "2026-08-09T14:20"),
            ("（2026/08/09-14:20）", "2026-08-09T14:20"),
            ("发布时间：2026年8月9日 14:20", "2026-08-09T14:20"),
        ] {
            assert_eq!(stamp(line).as_deref(), Some(time), "{line}");
        }
        for line in [
            "2026年8月9日14時20分、閣僚は会談した",
            "両国は2026年8月9日に会談する見通し",
            "2026年8月9日",
            "Aug 9, 2026 14:20",
        ] {
            assert_eq!(stamp(line), None, "{line}");
        }
    }
}
