//! What the telex formats share, and the plainest of them: `ZCZC` … `NNNN`.
//!
//! Owns control characters of the line, typesetting codes, the date-time group, and messages framed by `ZCZC` and `NNNN` (ITU-T F.1). Never reads what
//! belongs to one agency's format; [`iptc7901`](super::iptc7901) and [`anpa1312`](super::anpa1312) do.

use crate::story::{Body, CodeRef, WireFormat, WireStory};

/// The text without the controls of the line: SOH, STX, ETX, SYN, BEL, rub-outs. Vertical tab and form feed become line ends.
pub fn without_controls(text: &str) -> String {
    text.chars()
        .filter_map(|c| match c {
            '\n' | '\t' => Some(c),
            '\u{b}' | '\u{c}' => Some('\n'),
            c if c.is_ascii_control() => None,
            c => Some(c),
        })
        .collect()
}

/// `091830 Aug 26`, `091830 GMT Aug 26`: the group as written, if the line is one.
pub fn date_time_group(line: &str) -> Option<String> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let (group, rest) = words.split_first()?;
    let digits = group.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let is_group = digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_digit());
    let year = rest.last()?;
    let is_year = matches!(year.len(), 2 | 4) && year.bytes().all(|b| b.is_ascii_digit());
    let fits = (2..=3).contains(&rest.len()) && rest.iter().all(|w| w.len() <= 10);
    (is_group && is_year && fits).then(|| words.join(" "))
}

/// Whether the text is framed as a telex message.
pub fn is_zczc(text: &str) -> bool {
    let start = text.trim_start_matches(|c: char| c.is_control() || c.is_whitespace());
    start.starts_with("ZCZC") && start[4..].starts_with([' ', '\n', '\r', '\t'])
}

/// All messages of a text, each from `ZCZC` to `NNNN` or the next `ZCZC`.
pub fn read_zczc(text: &str) -> Vec<WireStory> {
    let text = without_controls(text);
    let mut messages: Vec<Vec<&str>> = Vec::new();
    let mut is_open = false;
    for line in text.lines() {
        if line.trim_start().starts_with("ZCZC") {
            messages.push(vec![line]);
            is_open = true;
        } else if line.trim() == "NNNN" {
            is_open = false;
        } else if is_open && let Some(message) = messages.last_mut() {
            message.push(line);
        }
    }
    messages.iter().map(|lines| zczc(lines)).collect()
}

fn zczc(lines: &[&str]) -> WireStory {
    let mut story = WireStory {
        format: Some(WireFormat::Text),
        format_version: Some("zczc".to_string()),
        ..WireStory::default()
    };
    let mut rest = lines.iter().copied();
    let opening = rest.next().unwrap_or("").trim();
    story.transmission_id = opening
        .strip_prefix("ZCZC")
        .map(str::trim)
        .filter(|id| !id.is_empty())
        .map(str::to_string);
    let mut body: Vec<&str> = rest.collect();
    // The second line carries priority and category: `YY TDR`.
    if let Some(routing) = body.first().copied().filter(|l| is_routing(l)) {
        let category = routing.split_whitespace().nth(1);
        story.subjects.extend(category.map(|code| CodeRef {
            code: Some(code.to_string()),
            scheme: Some("category".to_string()),
            ..CodeRef::default()
        }));
        body.remove(0);
    }
    if let Some(group) = body
        .iter()
        .rev()
        .find(|l| !l.trim().is_empty())
        .and_then(|l| date_time_group(l))
    {
        story.content_created = Some(group);
        while body.pop().is_some_and(|l| l.trim().is_empty()) {}
    }
    let text: String = body
        .iter()
        .map(|line| without_typesetting(line))
        .collect::<Vec<_>>()
        .join("\n");
    if !text.trim().is_empty() {
        story.body = Body::Plain(text);
    }
    story
}

fn is_routing(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    (1..=3).contains(&words.len())
        && words.iter().all(|w| {
            (1..=4).contains(&w.len())
                && w.bytes()
                    .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        })
}

/// Codes of typesetters that came with the copy: `<!`, `=!`, `.=!`.
fn without_typesetting(line: &str) -> &str {
    line.trim_end()
        .trim_end_matches("<!")
        .trim_end_matches("=!")
        .trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_told_apart_by_their_frames() {
        let text = "ZCZC ABC001\nYY EFX\nNeighbours link grids\n\nMinisters signed.<!\nNNNN\n\n\nZCZC ABC002\nSecond story.\nNNNN\n";
        assert!(is_zczc(text));
        let stories = read_zczc(text);
        assert_eq!(stories.len(), 2);
        assert_eq!(stories[0].transmission_id.as_deref(), Some("ABC001"));
        assert_eq!(stories[0].subjects[0].code.as_deref(), Some("EFX"));
        assert_eq!(
            stories[0].body,
            Body::Plain("Neighbours link grids\n\nMinisters signed.".into())
        );
        assert_eq!(stories[1].body, Body::Plain("Second story.".into()));
        assert!(!is_zczc("ZCZCX"));
    }

    #[test]
    fn date_time_groups_are_told_from_other_lines() {
        for line in ["091830 Aug 26", "091830 GMT Aug 26", " 091830Z AUG 2026 "] {
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
