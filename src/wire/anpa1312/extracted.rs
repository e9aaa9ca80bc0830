//! Messages that a program has taken apart into labelled lines (`SERVICE-LEVEL-DESIGNATOR: B`, `STORY-NUMBER: 1488` …) over the text.
//!
//! Owns the labels. Promises to give the message as it was sent, as far as the labels tell.

/// Labels that no other text has over it.
const FIRST: &str = "SERVICE-LEVEL-DESIGNATOR:";
const SECOND: &str = "STORY-NUMBER:";

/// Lines a head has at most.
const MOST_LINES: usize = 24;

/// Whether the text begins with such a head.
pub fn is_extracted(text: &str) -> bool {
    let start = text.trim_start();
    start.starts_with(FIRST)
        && start
            .lines()
            .take(MOST_LINES)
            .any(|line| line.starts_with(SECOND))
}

/// The messages, which a form feed parts.
pub fn messages(text: &str) -> Vec<String> {
    let parts = text.split(['\u{b}', '\u{c}']);
    let filled = parts.filter(|part| part.contains(char::is_alphanumeric));
    filled.map(message).collect()
}

fn message(text: &str) -> String {
    let text = text.trim_start();
    let end = text.find("\n\n").unwrap_or(text.len());
    let (head, body) = text.split_at(end);
    let of = |label: &str| {
        let lines = head.lines().filter_map(|line| line.split_once(':'));
        let mut found = lines.filter(|(said, _)| *said == label);
        let value = found.next().map_or("", |(_, value)| value);
        value.trim().trim_end_matches('<').trim_end().to_string()
    };
    let glued = |label: &str| of(label).replace(' ', "");
    let mut slug = glued("KEYWORDS");
    let version = glued("VERSION");
    if !version.is_empty() {
        slug.push(',');
        slug.push_str(&version);
    }
    let letter = |label: &str| Some(of(label)).filter(|value| !value.is_empty());
    let mut routing = vec![
        letter("PRIORITY").unwrap_or_else(|| "r".to_string()),
        letter("CATEGORY").unwrap_or_else(|| "a".to_string()),
        slug,
    ];
    routing.extend(["FILING-DATE", "WORD-COUNT"].map(of));
    let mut message = format!("{}{}\n", of("SERVICE-LEVEL-DESIGNATOR"), of("STORY-NUMBER"));
    message.push_str(&routing.join(" "));
    message.push('\n');
    message.push_str(body.trim_start_matches('\n'));
    message.push('\n');
    message.push_str(&of("TRANSMISSION-DATE"));
    message.push('\n');
    message
}
