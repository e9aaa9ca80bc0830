//! The headline of plain text that names none, and what stands over it.
//!
//! Owns the test whether a text's first paragraph is a headline. Promises to leave a doubtful one where it is: a story without a headline is whole, a
//! story whose first sentence was taken for one is not.

use super::agencies;
use super::body::SHORT;
use super::calendar;
use super::credit;
use super::dateline;
use super::fold;
use super::paragraphs;

const LONGEST: usize = 160;
const LONGEST_WIDE: usize = 60;

/// Whether the first paragraph is a headline, given the one that follows.
pub fn is_headline(first: &str, next: Option<&str>) -> bool {
    let Some(next) = next else {
        return false;
    };
    let length = first.chars().count();
    let wide = first.chars().filter(|c| is_wide(*c)).count();
    let longest = if wide * 2 > length {
        LONGEST_WIDE
    } else {
        LONGEST
    };
    if length < 4 || length > longest || !first.chars().any(char::is_alphabetic) {
        return false;
    }
    if first.ends_with([',', ';', ':', '-', '–', '—', '،', '：', '、'])
        || dateline::find(first, None).is_some()
    {
        return false;
    }
    // A question or an exclamation may be a headline, a full stop ends a sentence.
    let is_asking = first.ends_with(['?', '!', '？', '！', '؟']) && length <= 100;
    if paragraphs::ends_sentence(first) && !is_asking {
        return false;
    }
    // Two sentences are no headline, even if the last has lost its stop.
    let mut before = ' ';
    let mut stops = first.char_indices().filter(|(at, c)| {
        let is_stop = *c == ' '
            && before == '.'
            && first[at + 1..]
                .chars()
                .next()
                .is_some_and(char::is_uppercase)
            && first[..*at]
                .chars()
                .rev()
                .skip(1)
                .take_while(|c| c.is_alphabetic())
                .count()
                > 3;
        before = *c;
        is_stop
    });
    stops.next().is_none()
        && (next.chars().count() > length
            || paragraphs::ends_sentence(next)
            || credit::byline(next).is_some()
            || (next.starts_with('(') && next.ends_with(')'))
            || (next.len() <= 40 && calendar::day_month(next).is_some())
            || dateline::find(next, None).is_some())
}

/// `Norvège-énergie-réseaux`, `BC-NORWAY-ENERGY (UPDATE 1)`, `AFP 091420 GMT AOU 26`: what wires write over a headline.
pub fn is_slug_line(line: &str) -> bool {
    if line.len() > LONGEST {
        return false;
    }
    let bare = line.split(" (").next().unwrap_or(line);
    let joined = bare.matches('-').count() >= 2
        && bare.len() <= 60
        && bare.chars().all(|c| c.is_alphanumeric() || c == '-')
        && !bare.starts_with(|c: char| c.is_ascii_digit());
    let words: Vec<&str> = line.split_whitespace().collect();
    let is_group = matches!(words.as_slice(), [agency, group, .., year]
        if agencies::is_known(agency)
            && group.len() == 6
            && group.bytes().all(|b| b.is_ascii_digit())
            && year.bytes().all(|b| b.is_ascii_digit())
            && words.len() <= 5);
    let is_ap = ["AP-", "BC-"]
        .iter()
        .any(|opening| line.starts_with(opening))
        && line.contains("--")
        && line.len() <= 100;
    joined || is_group || is_ap
}

/// What stands over the headline of a press release: who it is from, and its number.
pub fn is_release_line(line: &str) -> bool {
    if line.len() > SHORT {
        return false;
    }
    let folded = fold::text(line);
    let rest = [
        "source:",
        "for immediate release",
        "media release",
        "press release",
        "news release",
        "communique de presse",
        "pressemitteilung",
        "comunicado de prensa",
        "comunicato stampa",
    ]
    .iter()
    .find_map(|words| folded.strip_prefix(words));
    rest.is_some_and(|rest| line.contains(':') || rest.split_whitespace().count() <= 2)
        && !folded.starts_with("media release:")
        && !folded.starts_with("press release:")
}

/// What a release says of itself in front of its headline, folded. `Media release:` stays: the services of releases in Australia head all they send so.
const RELEASES: &[&str] = &[
    "press release",
    "news release",
    "communique de presse",
    "pressemitteilung",
    "comunicado de prensa",
    "comunicato stampa",
    "pressmeddelande",
    "pressemeddelelse",
    "pressemelding",
    "persbericht",
];

/// The headline behind `Press release:` or `PRESS RELEASE -`.
pub fn behind_release(line: &str) -> &str {
    let parts = [":", " - ", " – ", " — "]
        .iter()
        .filter_map(|mark| line.split_once(mark));
    let is_release = |(kind, rest): &(&str, &str)| {
        kind.len() <= 40
            && RELEASES.contains(&fold::text(kind.trim()).as_str())
            && rest.contains(char::is_alphabetic)
    };
    parts
        .into_iter()
        .find(is_release)
        .map_or(line, |(_, rest)| rest.trim())
}

/// Words that systems write where a headline is missing, and numbers of takes.
pub fn is_no_headline(line: &str) -> bool {
    let folded = fold::text(line.trim_matches(['!', '.', ' ', '(', ')', '[', ']']));
    matches!(
        folded.as_str(),
        "" | "no headline"
            | "no title"
            | "untitled"
            | "sans titre"
            | "kein titel"
            | "sin titulo"
            | "null"
            | "none"
            | "n/a"
    ) || !line.chars().any(char::is_alphabetic)
}

fn is_wide(c: char) -> bool {
    matches!(c as u32, 0x3040..=0x30ff | 0x3400..=0x9fff | 0xac00..=0xd7a3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_lines_without_a_stop_are_headlines() {
        for first in [
            "Neighbours to link power grids",
            "Accord signé à Bakou",
            "Will the grids be linked?",
            "两国电网将互联",
            "Mr. Smith goes to Oslo",
            "سيتم ربط الشبكتين",
        ] {
            assert!(
                is_headline(
                    first,
                    Some("Ministers of both states signed a treaty on Sunday.")
                ),
                "{first}"
            );
        }
    }

    #[test]
    fn a_headline_stands_behind_the_word_for_a_release() {
        for (line, headline) in [
            (
                "Press release: Ann Grids links them",
                "Ann Grids links them",
            ),
            (
                "PRESS RELEASE - Ann Grids links them",
                "Ann Grids links them",
            ),
            ("Communiqué de presse : Accord signé", "Accord signé"),
            (
                "Press release tells of grids: a first",
                "Press release tells of grids: a first",
            ),
            ("Press release: ", "Press release: "),
        ] {
            assert_eq!(behind_release(line), headline);
        }
    }

    #[test]
    fn sentences_datelines_and_lonely_lines_are_none() {
        let next = Some("Ministers of both states signed a treaty on Sunday.");
        for first in [
            "The neighbours will link their grids.",
            "BAKOU, 9 août (ANN) – Les dirigeants se sont réunis",
            "Agenda:",
            "The grids are linked. The ministers left",
            "***",
            "abc",
        ] {
            assert!(!is_headline(first, next), "{first}");
        }
        assert!(!is_headline("Neighbours to link power grids", None));
        let long = "word ".repeat(40);
        assert!(!is_headline(long.trim(), next));
    }
}
