//! The lines of a page around its headline: the day and the writer under it, and a headline in bold where no heading is.
//!
//! Owns how they are told. Promises that a sentence is none of them.

use super::Extracted;
use super::run;

/// Takes the day and hour off that a page shows under its headline: it has said them where programs read it.
pub fn without_day(paragraphs: &mut Vec<String>, heading: Option<&str>) {
    let from = heading.and_then(|heading| paragraphs.iter().position(|p| p == heading));
    let from = from.map_or(0, |at| at + 1);
    for _ in 0..NEAR_HEADING {
        let head = paragraphs.iter().enumerate().skip(from).take(NEAR_HEADING);
        let Some(at) = head
            .filter(|(_, line)| is_day(line))
            .map(|(at, _)| at)
            .next()
        else {
            return;
        };
        paragraphs.remove(at);
    }
}

/// The line in bold right over the text.
pub fn bold_over_text(found: &Extracted) -> Option<usize> {
    let is_text = |at: &usize| {
        let is_linked = found.linked.get(*at) == Some(&true);
        run::score(&found.paragraphs[*at], is_linked) >= LONG_TEXT
    };
    let first = (0..found.paragraphs.len()).find(is_text)?;
    let mut above = first.saturating_sub(2)..first;
    above.find(|at| {
        let line = &found.paragraphs[*at];
        found.bold_lines.contains(line) && is_title(line)
    })
}

/// Columns of a paragraph that is surely text.
const LONG_TEXT: i64 = 120;

/// Takes the writer's name off that a page shows once more under its headline.
pub fn without_writer(paragraphs: &mut Vec<String>, heading: Option<&str>, writer: &str) {
    let name = writer.strip_prefix("By ").unwrap_or(writer);
    let from = heading.and_then(|heading| paragraphs.iter().position(|p| p == heading));
    let from = from.map_or(0, |at| at + 1);
    let is_writer = |line: &String| {
        let before = line.strip_suffix(name);
        before.is_some_and(|before| before.len() <= LONGEST_BY && !before.contains('.'))
    };
    let near = paragraphs.iter().skip(from).take(NEAR_HEADING);
    if let Some(at) = near.clone().position(is_writer)
        && paragraphs.len() > 1
    {
        paragraphs.remove(from + at);
    }
}

/// Bytes of the word before a writer's name.
const LONGEST_BY: usize = 12;

/// Lines under a headline.
pub const NEAR_HEADING: usize = 4;

/// `Posted at 2026-08-09 14:20`: a line with year and hour that is no sentence and opens none.
fn is_day(line: &str) -> bool {
    let mut numbers = line.split(|c: char| !c.is_ascii_digit());
    let has_year = numbers.any(|n| n.len() == 4 && (n.starts_with("19") || n.starts_with("20")));
    let digits = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let has_mark = |marks: &[char]| {
        line.char_indices().any(|(at, c)| {
            marks.contains(&c)
                && digits(line[..at].chars().next_back())
                && digits(line[at + c.len_utf8()..].chars().next())
        })
    };
    if line.len() > LONGEST_DAY || !has_year {
        return false;
    }
    // In numbers, zones and brackets; else a stop between figures is a price's, too.
    let letters = line.chars().filter(|c| c.is_alphabetic()).count();
    let figures = line.bytes().filter(u8::is_ascii_digit).count();
    let is_bare = letters <= figures && has_mark(&[':', 'h', '.']);
    let is_sentence = line.ends_with(['.', '!', '?', '。']);
    let opens_text = line.contains(['(', ')', '（', '-', '—', '–']);
    is_bare || (has_mark(&[':', 'h']) && !is_sentence && !opens_text)
}

/// Bytes of a line with the day.
const LONGEST_DAY: usize = 110;

/// Whether the first paragraph, all in bold, is the headline of a page that has no other: a line of several words that ends no sentence.
pub fn is_bold_headline(paragraphs: &[String]) -> bool {
    let [first, second, ..] = paragraphs else {
        return false;
    };
    second.len() > first.len() && is_title(first)
}

fn is_title(line: &str) -> bool {
    let ends = ['.', '!', '…', ':', '。'];
    line.len() <= 240
        && !line.contains('\n')
        && !line.trim_end().ends_with(ends)
        && line.chars().filter(|c| c.is_alphabetic()).count() >= 12
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_under_a_headline_is_told_from_text() {
        for line in [
            "Posted at 2026-08-09 14:20",
            "By Ann Writer on August 9, 2026 08:08 pm",
            "(9 août 2026, 14h20)",
            "9.8.2026 14.20",
        ] {
            assert!(is_day(line), "{line}");
        }
        for line in [
            "Prices rose 2.5 percent in 2026 for all who buy cranes",
            "OSLO, Aug 9 2026 14:20 (NNA) - Two ports share",
            "They met at 14:20 on August 9, 2026.",
            "At 14:20 they left",
        ] {
            assert!(!is_day(line), "{line}");
        }
    }

    #[test]
    fn the_writers_name_under_the_headline_goes_once() {
        let lines = [
            "Grids joined",
            "By Ann Writer",
            "They met on Sunday with Ann Writer.",
        ];
        let mut found: Vec<String> = lines.iter().map(ToString::to_string).collect();
        without_writer(&mut found, Some("Grids joined"), "Ann Writer");
        assert_eq!(found, [lines[0], lines[2]]);
        without_writer(&mut found, Some("Grids joined"), "Ann Writer");
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn a_line_in_bold_over_the_text_is_the_headline_of_a_page_without_any() {
        let text = "Ministers of five states met in Aktau on Sunday and signed a memorandum on joining their grids, they said at the end of it.";
        let found = |bold: &str| Extracted {
            paragraphs: ["Menu", "Five states join grids", text]
                .map(str::to_string)
                .to_vec(),
            linked: vec![true, false, false],
            bold_lines: vec![bold.to_string()],
            ..Extracted::default()
        };
        assert_eq!(bold_over_text(&found("Five states join grids")), Some(1));
        assert_eq!(bold_over_text(&found("Menu")), None);
    }
}
