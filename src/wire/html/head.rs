//! The lines of a page around its headline: the day and the writer under it, and a headline in bold where no heading is.
//!
//! Owns how they are told. Promises that a sentence is none of them.

use super::Extracted;
use super::{day, run};

/// Takes the day and hour off that a page shows under its headline: it has said them where programs read it.
pub fn without_day(paragraphs: &mut Vec<String>, heading: Option<&str>) {
    let from = heading.and_then(|heading| paragraphs.iter().position(|p| p == heading));
    let from = from.map_or(0, |at| at + 1);
    for _ in 0..NEAR_HEADING {
        let head = paragraphs.iter().enumerate().skip(from).take(NEAR_HEADING);
        let Some(at) = head
            .filter(|(_, line)| is_day(line) || is_day_among_others(line))
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

/// Takes off what stands under the text of those who wrote it: `Ann Writer is a reporter of Neutral News.`, and the names alone.
pub fn without_writer_below(paragraphs: &mut Vec<String>, writer: &str) {
    let letters = |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).collect() };
    let names = letters(writer);
    let is_of_writer = |line: &str| {
        let tells = |name: &str| {
            let behind = line.strip_prefix(name);
            let next = behind.and_then(|rest| rest.split([' ', ':', ',']).nth(1));
            name.contains(' ')
                && (next.is_some_and(|word| TELLS.contains(&word))
                    || behind.is_some_and(|rest| rest.starts_with(':') && rest.contains('@')))
        };
        line.len() <= LONGEST_BIO
            && (writer
                .split([',', '&'])
                .flat_map(|w| w.split(" and "))
                .map(str::trim)
                .any(tells)
                || letters(line) == names)
    };
    while paragraphs.len() > 1 && paragraphs.last().is_some_and(|line| is_of_writer(line)) {
        paragraphs.pop();
    }
}

/// Words by which a page goes on behind a writer's name to say who that is.
const TELLS: &[&str] = &[
    "is", "covers", "writes", "reports", "has", "was", "joined", "ist", "est", "es", "é", "è",
    "är", "er",
];
/// Bytes of what it says.
const LONGEST_BIO: usize = 600;

/// Bytes of the word before a writer's name.
const LONGEST_BY: usize = 12;

/// Lines under a headline.
pub const NEAR_HEADING: usize = 4;

/// `Neutral News | 09.08.2026 14:20 • Updated 10.08.2026 at 20h13 | By Ann Writer`: one of the pieces is the day.
fn is_day_among_others(line: &str) -> bool {
    const MARKS: [char; 3] = ['|', '•', '·'];
    line.len() <= 2 * LONGEST_DAY
        && line.contains(MARKS)
        && !line.ends_with(['.', '!', '?'])
        && line.split(MARKS).map(str::trim).any(is_day)
}

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
    if line.len() > LONGEST_DAY || !(has_year || has_short_year(line)) {
        return false;
    }
    // In numbers, zones and brackets; else a stop between figures is a price's, too.
    let letters = line.chars().filter(|c| c.is_alphabetic()).count();
    let figures = line.bytes().filter(u8::is_ascii_digit).count();
    let is_bare = letters <= figures && has_mark(&[':', 'h', '.']);
    let is_sentence = line.ends_with(['.', '!', '?', '。']);
    let opens_text = line.contains(['(', ')', '（', '-', '—', '–']) && !ends_in_clock(line);
    is_bare || is_day_alone(line) || (has_mark(&[':', 'h']) && !is_sentence && !opens_text)
}

/// `08-09-26`, `09.08.26`
fn has_short_year(line: &str) -> bool {
    line.split_whitespace().any(|word| {
        let is_two = |digits: &str| digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit());
        ['-', '.', '/'].iter().any(|sign| {
            let mut parts = word.split(*sign);
            parts.clone().count() == 3 && parts.all(is_two)
        })
    })
}

/// `… (Updated: 9 August 2026 at 07:38)`, `… at 7:38 PM`: nothing stands behind the hour.
fn ends_in_clock(line: &str) -> bool {
    let bare = line.trim_end_matches([')', ']', ' ']);
    let bare = ["AM", "PM", "am", "pm"]
        .iter()
        .find_map(|half| bare.strip_suffix(half))
        .map_or(bare, str::trim_end);
    let minutes = bare.bytes().rev().take_while(u8::is_ascii_digit).count();
    let before = bare[..bare.len() - minutes].strip_suffix([':', 'h']);
    minutes == 2 && before.is_some_and(|before| before.ends_with(|c: char| c.is_ascii_digit()))
}

/// `Aug. 9, 2026`, `Posted on 9 August 2026`, and behind a writer's name: a day, and no words but those that say whose it is.
fn is_day_alone(line: &str) -> bool {
    let words = |text: &str| {
        text.split(' ')
            .filter(|word| word.contains(char::is_alphabetic))
            .count()
    };
    let small = line.to_lowercase();
    let is_said = DAYS.iter().any(|opening| small.starts_with(opening));
    day::of_line(line).is_some() && (words(line) <= MOST_WORDS_OF_DAY || is_said)
}

/// How lines open that say when a page was published.
const DAYS: &[&str] = &[
    "posted",
    "published",
    "updated",
    "last updated",
    "publié",
    "mis à jour",
    "veröffentlicht",
    "aktualisiert",
    "publicado",
    "actualizado",
    "pubblicato",
    "aggiornato",
    "publicerad",
];
/// Weekday and month.
const MOST_WORDS_OF_DAY: usize = 2;

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
            "10.15.15",
            "First Posted: 08-09-26 05:18 PM",
            "Aug. 9, 2026",
            "posted on August 9, 2026, at 11:29 a.m.",
            "NNA 9 août 2026 à 07:19 (Mis à jour : 9 août 2026 à 07:38)",
            "Par Anne Plume et Jean Crayon — 9 août 2026 à 18:42",
        ] {
            assert!(is_day(line), "{line}");
        }
        assert!(is_day_among_others(
            "Neutral News | 09.08.2026 à 14h20 • Mis à jour le 10.08.2026 à 20h13 | Par Anne Plume (avec Jean Crayon)"
        ));
        assert!(!is_day_among_others(
            "Cranes | ports: they met on 9 August 2026, 14:20 at sea."
        ));
        for line in [
            "Prices rose 2.5 percent in 2026 for all who buy cranes",
            "OSLO, Aug 9 2026 14:20 (NNA) - Two ports share",
            "They met at 14:20 on August 9, 2026.",
            "At 14:20 they left",
            "The 10-15-20 rule holds for all",
            "Grid to open on 9 August 2026",
            "The ports of 9 August 2026",
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
    fn what_a_page_tells_of_its_writers_under_the_text_goes() {
        let text = "They met on Sunday.";
        let below = |line: &str, writer: &str| {
            let mut found = vec![text.to_string(), line.to_string()];
            without_writer_below(&mut found, writer);
            found.len() == 1
        };
        let both = "Ann Writer, Ben Penman";
        assert!(below(
            "Ann Writer is a reporter of Neutral News. Follow her.",
            both
        ));
        assert!(below("Ben Penman: 555-0100 or ben@nna.example.", both));
        assert!(below("Ann Writer , Ben Penman", both));
        assert!(below(
            "Ann Writer has covered ports since 2006.",
            "Ann Writer"
        ));
        assert!(!below("Ann Writers of ports met.", "Ann Writer"));
        assert!(!below("Ann said no.", "Ann"));
        assert!(!below("Ann Writer: I said no.", "Ann Writer"));
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
