//! What the telex formats share: control characters of the line and the date-time group.
//!
//! Owns both, what ends a line, and where one message of a transmission ends and the next begins. Never reads what belongs to one format; [`iptc7901`](super::iptc7901), [`anpa1312`](super::anpa1312) and [`zczc`](super::zczc) do.

use std::borrow::Cow;

/// The text without the controls of the line: SOH, STX, ETX, SYN, BEL, rub-outs, and the escape sequences that announce a set of characters (ISO 2022).
/// Vertical tab and form feed become line ends.
pub fn without_controls(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let is_taken = |c: u8| c.is_ascii_control() && !matches!(c, b'\n' | b'\t');
    while let Some(at) = rest.bytes().position(is_taken) {
        let (kept, behind) = rest.split_at(at);
        out.push_str(kept);
        let control = behind.as_bytes().first().copied().unwrap_or_default();
        rest = &behind[1..];
        match control {
            b'\x0b' | b'\x0c' => out.push('\n'),
            b'\x1b' => {
                // Intermediate bytes, then a final one.
                let last = rest.trim_start_matches(|c| matches!(c, ' '..='/'));
                if last.len() < rest.len() {
                    rest = last
                        .strip_prefix(|c| matches!(c, '0'..='~'))
                        .unwrap_or(last);
                }
            }
            _ => {}
        }
    }
    out.push_str(rest);
    out
}

/// The text with `\n` at the end of each line: CR alone ends one too, also where only a part of the transmission has it, and CR CR LF is one end.
pub fn line_ends(text: &str) -> Cow<'_, str> {
    // CR LF is what every reader of lines knows.
    let bytes = text.as_bytes();
    let is_plain = |at: usize| bytes.get(at + 1) == Some(&b'\n');
    if memchr::memchr_iter(b'\r', bytes).all(is_plain) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut is_behind_feed = false;
    while let Some(c) = chars.next() {
        if c != '\r' {
            out.push(c);
            is_behind_feed = c == '\n';
            continue;
        }
        let mut ends = 1;
        while chars.next_if_eq(&'\r').is_some() {
            ends += 1;
        }
        if chars.next_if_eq(&'\n').is_some() {
            ends = 1;
        } else if is_behind_feed {
            // LF CR.
            ends -= 1;
        }
        out.extend(std::iter::repeat_n('\n', ends));
        is_behind_feed = false;
    }
    Cow::Owned(out)
}

/// The messages of one transmission. Another one begins at a header behind a start of heading (SOH), an end (ETX, EOT), or a line that closes a message; a
/// header's look alone is not enough, since lines of tables may have it.
pub fn messages(text: &str, opens: fn(&str) -> bool, closes: fn(&str) -> bool) -> Vec<&str> {
    let mut messages = Vec::new();
    let (mut start, mut at) = (0, 0);
    let (mut has_text, mut has_ended, mut is_closed) = (false, false, false);
    for line in text.split_inclusive('\n') {
        let is_filled = line.contains(char::is_alphanumeric);
        if has_text && is_filled {
            let heading = line.find('\u{1}');
            let from = at + heading.unwrap_or(0);
            let may_open = heading.is_some() || has_ended || is_closed || is_session_line(line);
            if may_open && opens(&text[from..]) {
                messages.push(&text[start..from]);
                start = from;
                has_ended = false;
            }
        }
        has_text |= is_filled;
        has_ended |= memchr::memchr2(3, 4, line.as_bytes()).is_some();
        if is_filled {
            is_closed = closes(line);
        }
        at += line.len();
    }
    messages.push(&text[start..]);
    messages
}

/// `31-JUL-26  00:00`: what the line writes between messages.
pub fn is_session_line(line: &str) -> bool {
    if !line.trim_start().starts_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let mut words = line.split_whitespace();
    let (Some(day), Some(clock), None) = (words.next(), words.next(), words.next()) else {
        return false;
    };
    let parts: Vec<&str> = day.split('-').collect();
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let is_day = matches!(parts.as_slice(), [day, month, year]
        if day.len() <= 2 && is_number(day)
            && month.len() == 3 && month.bytes().all(|b| b.is_ascii_uppercase())
            && matches!(year.len(), 2 | 4) && is_number(year));
    is_day
        && matches!(clock.split_once(':'), Some((hour, minute))
        if hour.len() == 2 && is_number(hour) && minute.len() == 2 && is_number(minute))
}

/// `091830 Aug 26`, `091830 GMT Aug 26`, `AFP 091830 GMT AOU 26`: the group as written, if the line is one.
pub fn date_time_group(line: &str) -> Option<String> {
    // The year ends it; the agency may sign behind, too.
    let is_name =
        |name: &str| (2..=5).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_uppercase());
    let line = match line.trim_end().rsplit_once(' ') {
        Some((before, name)) if is_name(name) => before,
        _ => line,
    };
    if !line.trim_end().ends_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if let Some(sent) = stamp_of_efe(line).or_else(|| year_first(line)) {
        return Some(sent);
    }
    let mut words: Vec<&str> = line.split_whitespace().collect();
    // The agency may sign before it.
    if words
        .first()
        .is_some_and(|w| w.chars().count() <= 5 && w.chars().all(char::is_uppercase))
    {
        words.remove(0);
    }
    let (group, rest) = words.split_first()?;
    let digits = group.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let is_group = digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_digit());
    let year = rest.last()?;
    let is_year = matches!(year.len(), 2 | 4) && year.bytes().all(|b| b.is_ascii_digit());
    let fits = (2..=3).contains(&rest.len()) && rest.iter().all(|w| w.len() <= 10);
    // Polish August is the word for German "they", so that it is a month only here.
    for word in &mut words {
        if word.eq_ignore_ascii_case("sie") {
            *word = "aug";
        }
    }
    (is_group && is_year && fits).then(|| words.join(" "))
}

/// `08/09/14-20/26`, EFE's: month, day, hour, minute, year.
fn stamp_of_efe(line: &str) -> Option<String> {
    let line = line.trim();
    let bytes = line.as_bytes();
    let is_there = |at: usize, sign: u8| bytes.get(at) == Some(&sign);
    let has_signs =
        line.len() == 14 && [2, 5, 11].iter().all(|at| is_there(*at, b'/')) && is_there(8, b'-');
    let digits = bytes.iter().filter(|b| b.is_ascii_digit()).count();
    (has_signs && digits == 10).then(|| {
        let of = |at: usize| &line[at..at + 2];
        let year = super::century::full_year_of(of(12));
        format!("{year}-{}-{}T{}:{}", of(0), of(3), of(6), of(9))
    })
}

/// `860809-1420`, as Swedes write it: year, month, day, hour and minute. A pair that may as well be a day gives none, since others write that first.
fn year_first(line: &str) -> Option<String> {
    let (day, clock) = line.trim().split_once('-')?;
    let is_number = |text: &str, digits: usize| {
        text.len() == digits && text.bytes().all(|b| b.is_ascii_digit())
    };
    if !is_number(day, 6) || !is_number(clock, 4) || &day[..2] <= "31" {
        return None;
    }
    let year = super::century::full_year_of(&day[..2]);
    let (month, of_month) = day[2..].split_at(2);
    let (hour, minute) = clock.split_at(2);
    let fits = ("01"..="12").contains(&month) && hour < "24" && minute < "60";
    fits.then(|| format!("{year}-{month}-{of_month}T{hour}:{minute}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_that_can_be_no_day_stands_first() {
        assert_eq!(
            date_time_group("860809-1420").as_deref(),
            Some("1986-08-09T14:20")
        );
        for line in ["260809-1420", "869909-1420", "860809-9920", "860809 1420"] {
            assert_eq!(date_time_group(line), None, "{line}");
        }
    }

    #[test]
    fn announcements_of_character_sets_are_no_text() {
        assert_eq!(
            without_controls("\u{1}a\u{1b}-Ab\u{1b}$)Cc\u{b}\u{7}\u{1b}"),
            "abc\n"
        );
    }

    #[test]
    fn carriage_returns_end_lines_too() {
        for (text, lines) in [
            ("a\rb\r", "a\nb\n"),
            ("a\rb\r\nc\r\r\nd", "a\nb\nc\nd"),
            ("a\r\rb", "a\n\nb"),
            ("a\n\rb\n\rc", "a\nb\nc"),
            ("a\r\nb\r\n", "a\r\nb\r\n"),
            ("a\r\n\rb", "a\n\nb"),
        ] {
            assert_eq!(line_ends(text), lines, "{text:?}");
        }
    }

    #[test]
    fn messages_are_parted_where_a_header_follows_an_end() {
        let opens = |text: &str| text.trim_start_matches('\u{1}').starts_with("abc");
        let closes = |line: &str| date_time_group(line).is_some();
        let count = |text| messages(text, opens, closes).len();
        assert_eq!(count("\u{1}abc1\nOne.\n\u{3}\n\u{4}\u{1}abc2\nTwo.\n"), 2);
        assert_eq!(count("abc1\nOne.\n091830 Aug 26\n\nabc2\nTwo.\n"), 2);
        assert_eq!(count("abc1\nOne.\nabc2\nTwo.\n"), 1);
        assert_eq!(count("abc1\nOne.\n\u{3}\nab 091830 Aug 26\n\u{4}"), 1);
    }

    #[test]
    fn date_time_groups_are_told_from_other_lines() {
        for line in [
            "091830 Aug 26",
            "091830 GMT Aug 26",
            " 091830Z AUG 2026 ",
            "AFP 091830 GMT AOU 26",
            "091830 aug 26 TT",
        ] {
            assert!(date_time_group(line).is_some(), "{line}");
        }
        for line in [
            "091830",
            "In 2026",
            "091830 people in Aug and 26",
            "91830 Aug 26",
        ] {
            assert!(date_time_group(line).is_none(), "{line}");
        }
    }
}
