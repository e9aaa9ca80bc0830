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
    // Links in a column, a line each.
    let lines = |text: &String| memchr::memchr_iter(b'\n', text.as_bytes()).count() + 1;
    let linked_lines = paragraphs.iter().zip(linked);
    let linked_lines = linked_lines
        .filter(|(_, linked)| **linked)
        .map(|(text, _)| lines(text));
    if linked_lines.sum::<usize>() + links_left < FEWEST_LINKS {
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

/// The run with the lines around it that stand in the same element and are the story's all the same: short ones that end a clause, and what stands
/// between them and it.
pub fn widened(
    run: Range<usize>,
    paragraphs: &[String],
    linked: &[bool],
    within: &[u32],
    parents: &[u32],
) -> Range<usize> {
    let (Some(first), Some(last)) = (
        within.get(run.start),
        run.end.checked_sub(1).and_then(|last| within.get(last)),
    ) else {
        return run;
    };
    let is_beside = |at: usize, element: &u32| {
        within.get(at) == Some(element) && linked.get(at) == Some(&false)
    };
    let before = (0..run.start).rev().take_while(|at| is_beside(*at, first));
    let start = before
        .filter(|at| paragraphs[*at].trim_end().ends_with(CLAUSES))
        .last();
    let behind = (run.end..paragraphs.len())
        .take_while(|at| is_beside(*at, last) && width(&paragraphs[*at]) >= LONG_LINE);
    let end = run.end + behind.count();
    // Rows of figures in it, or in a table in it.
    let stands_in = |at: usize| {
        let mut element = within.get(at).copied();
        (0..LEVELS).any(|_| {
            let is_last = element == Some(*last);
            let above = element.and_then(|number| number.checked_sub(1));
            element = above.and_then(|at| parents.get(at as usize)).copied();
            is_last
        })
    };
    let (mut rows, mut end_of_rows) = (0, end);
    for (at, line) in paragraphs.iter().enumerate().skip(end) {
        if !stands_in(at) || linked.get(at) == Some(&true) || at > end_of_rows + MOST_BETWEEN {
            break;
        }
        if has_figure(line) {
            rows += 1;
            end_of_rows = at + 1;
        }
    }
    let end = if rows >= FEWEST_ROWS {
        end_of_rows
    } else {
        end
    };
    start.unwrap_or(run.start)..end
}

/// Elements between a table and the story's own, rows that make one, and lines without figures between them.
const LEVELS: usize = 3;
const FEWEST_ROWS: usize = 4;
const MOST_BETWEEN: usize = 12;

/// Whether a number stands by itself in a line, no hour and no day.
fn has_figure(line: &str) -> bool {
    line.split_whitespace().any(|word| {
        let number = word.trim_matches(|c: char| !c.is_ascii_digit());
        !number.is_empty()
            && number.len() * 2 >= word.len()
            && number
                .bytes()
                .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b','))
    })
}

/// Signs behind which a line of a story may break off.
const CLAUSES: [char; 12] = [
    '.', ',', '!', '?', '…', '。', '，', '！', '？', '：', '؟', '।',
];
/// Columns of a line behind the last sentence that is text.
const LONG_LINE: i64 = SHORTEST_TEXT as i64;

fn width(text: &str) -> i64 {
    let columns = text.chars().map(|c| if c as u32 >= 0x2e80 { 2 } else { 1 });
    columns.take(600).sum()
}

/// What a paragraph speaks for its being text: columns of a sentence, less than nothing for a link.
pub fn score(text: &str, linked: bool) -> i64 {
    if linked {
        return -LINK;
    }
    let columns = width(text);
    let ends = ends(text) || without_initials(text).is_some_and(ends);
    if columns >= 3 * LONG_LINE || (ends && columns >= LONG_LINE) {
        columns
    } else if ends {
        0
    } else {
        -LINE
    }
}

fn ends(text: &str) -> bool {
    let end = text.trim_end_matches(['"', '”', '»', '」', ')', '）', ' ', '\u{a0}', '’', '\'']);
    end.ends_with([
        '.', '!', '?', '…', '。', '؟', '۔', '।', ':', '！', '？', '၊', '။',
    ])
}

/// The text before who wrote it: `… she said. (abc/nna)`, `……举行。（张巨峰）`.
fn without_initials(text: &str) -> Option<&str> {
    let inner = text.trim_end().strip_suffix([')', '）'])?;
    let from = inner.rfind(['(', '（'])?;
    (inner.len() - from <= LONGEST_INITIALS).then(|| inner[..from].trim_end())
}

/// Bytes of a name in brackets behind the last sentence.
const LONGEST_INITIALS: usize = 48;

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
    fn short_lines_of_the_storys_own_element_stay_with_it() {
        let texts: Vec<String> = [
            "Menu",
            "On Sunday,",
            "in the north",
            TEXT.0,
            "It is a crane that both need and neither had",
            "Share",
        ]
        .iter()
        .map(|text| (*text).to_string())
        .collect();
        let linked = [true, false, false, false, false, false];
        assert_eq!(
            widened(3..4, &texts, &linked, &[1, 2, 2, 2, 2, 2], &[0, 0]),
            1..5
        );
        assert_eq!(
            widened(3..4, &texts, &linked, &[1, 1, 1, 2, 3, 3], &[0, 0, 0]),
            3..4
        );
        assert_eq!(widened(0..0, &texts, &linked, &[], &[]), 0..0);
    }

    #[test]
    fn a_table_behind_the_last_sentence_stays() {
        let texts: Vec<String> = [
            TEXT.0,
            "In figures",
            "Oslo 12",
            "Arvik 2.5",
            "Lund 7",
            "Berg 9",
            "Share",
            "8 readers",
        ]
        .iter()
        .map(|text| (*text).to_string())
        .collect();
        let linked = [false; 8];
        // The rows stand in an element within that of the sentence.
        let within = [2, 2, 3, 3, 3, 3, 1, 1];
        assert_eq!(widened(0..1, &texts, &linked, &within, &[0, 1, 2]), 0..6);
        assert_eq!(
            widened(0..1, &texts[..4], &linked, &within, &[0, 1, 2]),
            0..1
        );
    }

    #[test]
    fn initials_behind_the_last_sentence_leave_it_a_sentence() {
        assert!(score("They will meet again on Friday, she said. (abc/nna)", false) > 0);
        assert!(score("They will meet again on Friday with (abc/nna)", false) < 0);
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
