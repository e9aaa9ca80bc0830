//! APA's second line below a headline (`Utl.: … =`), and blank lines around the headline.
//!
//! Owns how far these lines reach. Never reads the headline itself.

use super::opening::{blanks, block, is_closed};
use crate::story::WireStory;

/// Blank lines between a slug line and the headline, where the headline is closed by `=` or has APA's second line below it.
pub(super) fn blank_above(lines: &[&str]) -> usize {
    let blank = blanks(lines);
    let headline = block(&lines[blank..]);
    let below = lines[blank + headline.len()..]
        .iter()
        .find(|l| !l.trim().is_empty());
    let is_closed = headline.last().is_some_and(|l| is_closed(l));
    let has_second = below.is_some_and(|l| l.trim_start().starts_with("Utl.:"));
    if (1..=3).contains(&headline.len()) && (is_closed || has_second) {
        blank
    } else {
        0
    }
}

/// Lines of APA's second line of the headline (`Utl.: … =`), where a blank line stands above it.
pub(super) fn take(lines: &[&str], story: &mut WireStory) -> usize {
    let blank = blanks(lines);
    let is_second = |l: &&str| l.trim_start().starts_with("Utl.:");
    if !lines.get(blank).is_some_and(is_second) {
        return 0;
    }
    let last = block(&lines[blank..]).iter().position(|l| is_closed(l));
    let Some(last) = last else {
        return 0;
    };
    let second: Vec<&str> = lines[blank..=blank + last]
        .iter()
        .map(|l| l.trim().trim_end_matches('=').trim_end())
        .collect();
    story.subheadlines.push(second.join(" "));
    blank + last + 1
}
