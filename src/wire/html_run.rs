//! Where the story stands on a page that marks it by no element: between its menus.
//!
//! Owns the run of paragraphs that is kept. Menus, lists of other stories and the line of links at the foot are nothing but links; a story is sentences.
//! The run with the most text in sentences and the fewest links is the story's. Promises linear time, that what is kept is in one piece, and that a page
//! of few links keeps all it has.

use std::ops::Range;

/// Paragraphs of nothing but links below which a page has no menu to speak of.
const FEWEST_LINKS: usize = 6;
/// Columns from which a paragraph that ends a sentence is text.
pub const SHORTEST_TEXT: usize = 40;
/// What a link, and a short line that is no sentence, takes from the run it stands in.
const LINK: i64 = 40;
const LINE: i64 = 20;

/// The paragraphs that are the story's; `links_left` were left out before.
pub fn story_run(paragraphs: &[String], linked: &[bool], links_left: usize) -> Range<usize> {
    let all = 0..paragraphs.len();
    if linked.iter().filter(|linked| **linked).count() + links_left < FEWEST_LINKS {
        return all;
    }
    let scores = paragraphs
        .iter()
        .zip(linked)
        .map(|(text, linked)| score(text, *linked));
    // The run of the greatest sum, and the text in it and in all.
    let (mut best, mut best_sum, mut kept) = (0..0, 0, 0);
    let (mut start, mut sum, mut of_run) = (0, 0, 0);
    let mut text = 0;
    for (at, score) in scores.enumerate() {
        text += score.max(0);
        of_run += score.max(0);
        sum += score;
        if sum <= 0 {
            (start, sum, of_run) = (at + 1, 0, 0);
        } else if sum > best_sum {
            (best, best_sum, kept) = (start..at + 1, sum, of_run);
        }
    }
    // A page of many texts is none that has one story.
    if kept * 2 >= text && kept > 0 {
        best
    } else {
        all
    }
}

/// What a paragraph speaks for its being text: columns of a sentence, less than nothing for a link.
pub fn score(text: &str, linked: bool) -> i64 {
    if linked {
        return -LINK;
    }
    let columns: usize = text
        .chars()
        .map(|c| if c as u32 >= 0x2e80 { 2 } else { 1 })
        .take(600)
        .sum();
    let end = text.trim_end_matches(['"', '”', '»', '」', ')', ' ', '’', '\'']);
    let ends = end.ends_with([
        '.', '!', '?', '…', '。', '؟', '۔', '।', ':', '！', '？', '၊', '။',
    ]);
    if columns >= 3 * SHORTEST_TEXT || (ends && columns >= SHORTEST_TEXT) {
        i64::try_from(columns).unwrap_or(0)
    } else if ends {
        0
    } else {
        -LINE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(lines: &[(&str, bool)]) -> Range<usize> {
        let texts: Vec<String> = lines.iter().map(|(text, _)| (*text).to_string()).collect();
        let linked: Vec<bool> = lines.iter().map(|(_, linked)| *linked).collect();
        story_run(&texts, &linked, 0)
    }

    const TEXT: (&str, bool) = ("The two ports agreed on Sunday to share a crane.", false);

    #[test]
    fn menus_over_and_under_the_story_are_left_out() {
        let page = [
            ("Home", true),
            ("News", true),
            ("Sport", true),
            TEXT,
            ("The crane", false),
            TEXT,
            TEXT,
            ("Two cranes fall", true),
            ("Ports close", true),
            ("About us", true),
            ("Contact", true),
            ("(c) Neutral News", false),
        ];
        assert_eq!(kept(&page), 3..7);
    }

    #[test]
    fn a_page_of_few_links_or_of_many_texts_keeps_all() {
        let few = [("Home", true), TEXT, TEXT, ("(c) Neutral News", false)];
        assert_eq!(kept(&few), 0..4);
        let link = ("Read on", true);
        let many = [
            TEXT, link, link, link, TEXT, link, link, link, TEXT, link, link, link,
        ];
        assert_eq!(kept(&many), 0..12);
    }
}
