//! What the telex formats share: control characters of the line and the date-time group.
//!
//! Owns both. Never reads what belongs to one format; [`iptc7901`](super::iptc7901), [`anpa1312`](super::anpa1312) and [`zczc`](super::zczc) do.

/// The text without the controls of the line: SOH, STX, ETX, SYN, BEL, rub-outs, and the escape sequences that announce a set of characters (ISO 2022).
/// Vertical tab and form feed become line ends.
pub fn without_controls(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\n' | '\t' => out.push(c),
            '\u{b}' | '\u{c}' => out.push('\n'),
            '\u{1b}' => {
                // Intermediate bytes, then a final one.
                let mut is_sequence = false;
                while chars.next_if(|c| matches!(c, ' '..='/')).is_some() {
                    is_sequence = true;
                }
                if is_sequence {
                    chars.next_if(|c| matches!(c, '0'..='~'));
                }
            }
            c if c.is_ascii_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// `091830 Aug 26`, `091830 GMT Aug 26`, `AFP 091830 GMT AOU 26`: the group as written, if the line is one.
pub fn date_time_group(line: &str) -> Option<String> {
    let mut words: Vec<&str> = line.split_whitespace().collect();
    // The agency may sign before it.
    if words
        .first()
        .is_some_and(|w| w.len() <= 5 && w.bytes().all(|b| b.is_ascii_uppercase()))
    {
        words.remove(0);
    }
    let (group, rest) = words.split_first()?;
    let digits = group.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let is_group = digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_digit());
    let year = rest.last()?;
    let is_year = matches!(year.len(), 2 | 4) && year.bytes().all(|b| b.is_ascii_digit());
    let fits = (2..=3).contains(&rest.len()) && rest.iter().all(|w| w.len() <= 10);
    (is_group && is_year && fits).then(|| words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn announcements_of_character_sets_are_no_text() {
        assert_eq!(
            without_controls("\u{1}a\u{1b}-Ab\u{1b}$)Cc\u{b}\u{7}\u{1b}"),
            "abc\n"
        );
    }

    #[test]
    fn date_time_groups_are_told_from_other_lines() {
        for line in [
            "091830 Aug 26",
            "091830 GMT Aug 26",
            " 091830Z AUG 2026 ",
            "AFP 091830 GMT AOU 26",
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
