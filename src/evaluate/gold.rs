//! Gold: stories with the verdicts they should get.
//!
//! Owns the shape of gold files (NDJSON): `topics` with a verdict for each topic, or the older `gold` and `scored`. A topic
//! that a story says nothing of is left out of that topic's figures.

use crate::story::Story;

/// A story of a gold file's headline and body. Hard-wrapped copy, where only indented lines begin paragraphs, is unwrapped.
pub fn story_of(headline: &str, body: &str) -> Story {
    if body.contains("\n\n") || !is_wrapped(body) {
        return Story::from_text(headline, body);
    }
    let mut unwrapped = String::with_capacity(body.len() + 64);
    for line in body.lines() {
        if line.starts_with([' ', '\t']) || unwrapped.is_empty() {
            unwrapped.push_str("\n\n");
        } else {
            unwrapped.push(' ');
        }
        unwrapped.push_str(line.trim());
    }
    Story::from_text(headline, &unwrapped)
}

/// Lines are broken at a fixed width and some are indented.
fn is_wrapped(body: &str) -> bool {
    body.lines().count() > 2
        && body.lines().all(|l| l.chars().count() <= 80)
        && body.lines().any(|l| l.starts_with([' ', '\t']))
}
