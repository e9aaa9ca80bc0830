//! Diaries: lists of what is to come, known by lines that begin with the time or the day.
//!
//! Owns the shapes such lines have in the languages of the taxonomy. Promises one pass over the text, a bounded look at
//! each line. Never decides what a diary is worth; [`guards`](super::guards) does.

mod words;

use super::fold::{Reading, digit, fold_words};
use std::collections::HashMap;
use std::sync::OnceLock;
use words::{DAYS, HOURS, UNSPACED_DAYS};

/// A diary has so many lines of that shape, and they are at least this share of all.
const LINES: usize = 3;
const SHARE: f64 = 0.4;

/// Characters of a line that are looked at: a weekday with its date, or a time, ends within them.
const REACH: usize = 40;

/// Bytes of a line, and of a word, beyond which none is looked at for a day: diaries are terse.
const LONGEST: usize = 400;
const LONGEST_WORD: usize = 40;

/// What the first word of a line may say.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Opening {
    Day,
    Hour,
}

/// Folded openings.
fn openings() -> &'static HashMap<String, Opening> {
    static OPENINGS: OnceLock<HashMap<String, Opening>> = OnceLock::new();
    OPENINGS.get_or_init(|| {
        let folded = |list: &[&str], opening| {
            let of = |word: &&str| (fold_words(word, Reading::Words), opening);
            list.iter().map(of).collect::<Vec<_>>()
        };
        let both = [folded(HOURS, Opening::Hour), folded(DAYS, Opening::Day)];
        both.into_iter().flatten().collect()
    })
}

/// Whether many lines of a text begin with the time or the day.
pub(super) fn is_diary(text: &str) -> bool {
    let (mut lines, mut dated) = (0_usize, 0_usize);
    for line in text.lines().filter(|l| !l.trim().is_empty()) {
        lines += 1;
        dated += usize::from(is_dated(line));
    }
    dated >= LINES && dated as f64 >= SHARE * lines as f64
}

/// Whether a line begins with the time or the day, after bullets and brackets.
fn is_dated(line: &str) -> bool {
    let line = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    let Some(first) = line.chars().next() else {
        return false;
    };
    if first.is_numeric() {
        let head = head(line);
        return is_time(&head) || is_month_and_day(&head);
    }
    // Nearly all lines of prose end here: no diary's line begins without a sign or a digit.
    if line.len() > LONGEST || !is_set_off(line) {
        return false;
    }
    if UNSPACED_DAYS.iter().any(|day| line.starts_with(day)) {
        return is_separated(&head(line));
    }
    // Not at what is no letter: Indic vowel signs are none.
    let ends = |c: char| c.is_whitespace() || c.is_ascii_punctuation() || is_dash(c) || c == '：';
    let word = line.split(ends).next().unwrap_or(line);
    if word.len() > LONGEST_WORD {
        return false;
    }
    match openings().get(&fold_words(word, Reading::Words)) {
        Some(Opening::Day) => is_separated(&head(line)),
        Some(Opening::Hour) => {
            let head = head(&line[word.len()..]);
            is_time(&head) || is_hour(&head)
        }
        None => false,
    }
}

/// What follows bullets and brackets, at most [`REACH`] characters, with the digits of all scripts as ASCII ones.
fn head(line: &str) -> String {
    let line = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    line.chars()
        .take(REACH)
        .map(|c| digit(c).unwrap_or(c))
        .collect()
}

/// Whether a digit, a colon or a dash of any script may stand among the bytes that a day or a time would stand in.
fn is_set_off(line: &str) -> bool {
    let ascii = line.as_bytes().first().is_some_and(u8::is_ascii);
    let reach = if ascii { REACH + 8 } else { 4 * REACH };
    let bytes = line.as_bytes();
    let bytes = &bytes[..bytes.len().min(reach)];
    if !bytes.iter().any(|byte| SIGNS[usize::from(*byte)]) {
        return false;
    }
    bytes.iter().enumerate().any(|(at, byte)| {
        let next = |ahead: usize| bytes.get(at + ahead).copied().unwrap_or(0x80);
        match byte {
            b'0'..=b'9' | b':' | b'-' => true,
            0xd9 => (0xa0..=0xa9).contains(&next(1)),
            0xdb => (0xb0..=0xb9).contains(&next(1)),
            0xe0 => next(1) == 0xa5 && (0xa6..=0xaf).contains(&next(2)),
            0xe2 => next(1) == 0x80 && matches!(next(2), 0x93 | 0x94),
            0xef => next(1) == 0xbc,
            _ => false,
        }
    })
}

/// Signs, digits, and the first bytes of those beyond ASCII: Arabic and Devanagari digits, dashes, full-width signs.
const SIGNS: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = b'0';
    while byte <= b':' {
        table[byte as usize] = true;
        byte += 1;
    }
    table[b'-' as usize] = true;
    table[0xd9] = true;
    table[0xdb] = true;
    table[0xe0] = true;
    table[0xe2] = true;
    table[0xef] = true;
    table
};

fn is_dash(c: char) -> bool {
    matches!(c, '–' | '—')
}

/// `Monday:`, `Lundi 4 mars –`, `周一：`: something sets the day off from what happens then.
fn is_separated(head: &str) -> bool {
    head.contains([':', '：', '–', '—']) || head.contains(" - ")
}

/// `11月26日`, `11월 26일`.
fn is_month_and_day(head: &str) -> bool {
    let rest = head.trim_start_matches(|c: char| c.is_ascii_digit());
    rest.starts_with(['月', '월'])
}

/// `10 –`, after a word for the hour.
fn is_hour(head: &str) -> bool {
    let hour = head.bytes().take_while(u8::is_ascii_digit).count();
    // As many bytes were digits, so the cut is on a character border.
    let (hour, rest) = head.split_at(hour);
    hour.parse().is_ok_and(|h: u8| h < 24)
        && rest.trim_start().starts_with([':', '–', '—', '-', '시'])
}

fn is_time(head: &str) -> bool {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let hours = digits(head);
    // As many bytes were digits, so the cut is on a character border.
    let (number, rest) = head.split_at(hours);
    let in_a_day = |hours: &str, minutes: &str| {
        hours.parse().is_ok_and(|h: u8| h < 24) && minutes.parse().is_ok_and(|m: u8| m < 60)
    };
    if hours == 4 {
        let (hours, minutes) = number.split_at(2);
        let rest = rest.trim_start();
        return in_a_day(hours, minutes) && rest.starts_with(['-', '–', '—', ':', 'G']);
    }
    let mut letters = rest.chars();
    match letters.next() {
        Some(':' | '.' | '：') => {
            let minutes = letters.as_str();
            digits(minutes) == 2 && in_a_day(number, &minutes[..2])
        }
        Some('h' | 'H' | '時' | '时') => in_a_day(number, "0"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn diaries_are_known_by_the_times_their_lines_begin_with() {
        assert!(is_diary(
            "LONDON - Thursday\n0700 - OPEC report\n• 09:30 G7 call\n14h: Vote\n"
        ));
        assert!(is_diary(
            "ساعت ۱۰ – نشست\nساعت ۱۱ – همایش\nساعت ۱۴ – نمایشگاه\n"
        ));
        assert!(!is_diary(
            "At 09:30 the power failed.\n09:45 brought no news.\nThe end came at 14h."
        ));
        assert!(!is_dated("2099 - a year") && !is_dated("12.5 percent"));
    }

    #[test]
    fn diaries_are_known_by_the_days_their_lines_begin_with() {
        assert!(is_diary(
            "Monday: OPEC report.\nTuesday, 4 March: G7 call.\nWednesday – vote.\n"
        ));
        assert!(is_diary(
            "Дүйсенбі: сот\nСейсенбі: кездесу\nЖұма: жәрмеңке\n"
        ));
        assert!(is_diary(
            "周一：央行公布数据\n周二：外长会谈\n11月26日 峰会\n"
        ));
        let report =
            "Monday was quiet.\nTuesday brought rain to the coast.\nWednesday saw the talks begin.";
        assert!(!is_diary(report));
    }

    #[test]
    fn every_day_and_hour_is_found_as_it_is_written() {
        for day in DAYS.iter().chain(UNSPACED_DAYS) {
            assert!(is_dated(&format!("{day}: vote")), "{day}");
            assert!(!is_dated(&format!("{day} vote")), "{day}");
        }
        for word in HOURS {
            assert!(is_dated(&format!("{word} 10 – vote")), "{word}");
        }
    }
}
