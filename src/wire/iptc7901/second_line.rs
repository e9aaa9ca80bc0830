//! APA's second line below a headline (`Utl.: … =`), and blank lines around the headline.
//!
//! Owns how far these lines reach. Never reads the headline itself.

use crate::story::WireStory;

/// Blank lines between a slug line and the headline, where the headline is closed by `=` or has APA's second line below it.
pub(super) fn blank_above(lines: &[&str]) -> usize {
    let blank = lines.iter().take_while(|l| l.trim().is_empty()).count();
    let rest = &lines[blank..];
    let headline = rest.iter().take_while(|l| !l.trim().is_empty()).count();
    let below = rest[headline..].iter().find(|l| !l.trim().is_empty());
    let is_closed = rest[..headline]
        .last()
        .is_some_and(|l| l.trim_end().ends_with('='));
    let has_second = below.is_some_and(|l| l.trim_start().starts_with("Utl.:"));
    if (1..=3).contains(&headline) && (is_closed || has_second) {
        blank
    } else {
        0
    }
}

/// Lines of APA's second line of the headline (`Utl.: … =`), where a blank line stands above it.
pub(super) fn take(lines: &[&str], story: &mut WireStory) -> usize {
    let blank = lines.iter().take_while(|l| l.trim().is_empty()).count();
    let is_second = |l: &&str| l.trim_start().starts_with("Utl.:");
    if !lines.get(blank).is_some_and(is_second) {
        return 0;
    }
    let last = lines[blank..]
        .iter()
        .take_while(|l| !l.trim().is_empty())
        .position(|l| l.trim_end().ends_with('='));
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
