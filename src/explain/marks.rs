//! Marking stretches of a text.

/// A stretch that speaks for a topic (its ordinal), in bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    pub topic: usize,
    pub start: usize,
    pub end: usize,
}

/// `text[from..to]` in pieces, marked with their topic or not; where marks overlap, the first wins. Control characters
/// become spaces, so that no story can command a terminal.
pub(super) fn pieces(
    text: &str,
    from: usize,
    to: usize,
    marks: &[Mark],
) -> Vec<(Option<usize>, String)> {
    let mut inside: Vec<&Mark> = marks
        .iter()
        .filter(|m| m.start >= from && m.end <= to)
        .collect();
    inside.sort_by_key(|m| (m.start, std::cmp::Reverse(m.end)));
    let plain = |start: usize, end: usize| -> String {
        let part = text.get(start..end).unwrap_or_default();
        part.chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect()
    };
    let mut out = Vec::new();
    let mut at = from;
    for m in inside {
        if m.start < at {
            continue;
        }
        out.push((None, plain(at, m.start)));
        out.push((Some(m.topic), plain(m.start, m.end)));
        at = m.end;
    }
    out.push((None, plain(at, to)));
    out.retain(|(_, text)| !text.is_empty());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_painted_in_order_overlaps_once_and_control_characters_never_pass() {
        let marks = [
            Mark {
                topic: 1,
                start: 4,
                end: 9,
            },
            Mark {
                topic: 0,
                start: 0,
                end: 3,
            },
            Mark {
                topic: 2,
                start: 6,
                end: 12,
            },
        ];
        let painted: String = pieces("gas pipes\u{1b}[31m", 0, 14, &marks)
            .into_iter()
            .map(|(topic, words)| topic.map_or(words.clone(), |t| format!("<{t}:{words}>")))
            .collect();
        assert_eq!(painted, "<0:gas> <1:pipes> [31m");
    }
}
