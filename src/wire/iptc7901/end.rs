//! What a message of IPTC 7901 ends with.
//!
//! Owns the date-time group, the stamp of the line and the initials above or below it.

use crate::story::WireStory;
use crate::wire::telex;

/// The closing line, and the date-time group above or below it.
pub fn read_end(body: &mut Vec<&str>, story: &mut WireStory) {
    // The end of a telex may stand below.
    while body.last().is_some_and(|l| matches!(l.trim(), "" | "NNNN")) {
        body.pop();
    }
    if let Some(group) = body.last().and_then(|l| telex::date_time_group(l)) {
        story.content_created = Some(group);
        body.pop();
    }
    // The stamp of the line, then initials; Belga has a line for each take.
    for _ in 0..3 {
        while body.last().is_some_and(|l| l.trim().is_empty()) {
            body.pop();
        }
        let is_closing = body
            .last()
            .is_some_and(|l| is_closing_line(l) || is_stamp(l, story));
        if is_closing && let Some(line) = body.pop() {
            story.add_note(line.trim());
        }
    }
}

/// `APA0123    2026-08-08/14:20`: the transmission again, with its time.
fn is_stamp(line: &str, story: &WireStory) -> bool {
    let first = line.split_whitespace().next();
    first.is_some() && first == story.transmission_id.as_deref() && line.trim().len() <= 40
}

/// `dpa abc yydd n1 sku`, `(SDA/mf ba)`: agency and initials, small or in brackets.
fn is_closing_line(line: &str) -> bool {
    let bare = line.trim();
    // `./.`, with initials: `./.CVN`
    if let Some(initials) = bare.strip_prefix("./.") {
        return initials.len() <= 8
            && initials
                .bytes()
                .all(|b| b.is_ascii_alphabetic() || b == b'/');
    }
    // `(Schluss) abc/def`
    if let Some((word, initials)) = bare.split_once(") ")
        && ["(Schluss", "(Forts", "(Ende"]
            .iter()
            .any(|mark| word.starts_with(mark))
    {
        return initials.len() <= 16;
    }
    if let Some(inner) = bare.strip_prefix('(').and_then(|l| l.strip_suffix(')')) {
        return inner.len() <= 24
            && inner.contains('/')
            && inner
                .split([' ', '/', '\\'])
                .all(|w| w.len() <= 4 && w.bytes().all(|b| b.is_ascii_alphabetic()));
    }
    let words: Vec<&str> = line.split_whitespace().collect();
    let is_small = |w: &&str| {
        w.chars().count() <= 6
            && w.chars()
                .all(|c| c.is_lowercase() || c.is_ascii_digit() || c == '/')
    };
    // `RB abc`, `ANP hk/bdw`: the agency in capitals, then initials alone.
    let is_signed = matches!(words.as_slice(), [agency, initials]
        if (2..=4).contains(&agency.len())
            && agency.bytes().all(|b| b.is_ascii_uppercase())
            && is_small(initials));
    // `ly`, alone: no word of a text stands so without its stop.
    let are_initials = matches!(words.as_slice(), [word]
        if (2..=3).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_lowercase()));
    is_signed || are_initials || ((2..=8).contains(&words.len()) && words.iter().all(is_small))
}
