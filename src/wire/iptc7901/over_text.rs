//! Catchwords and headlines as the dateline below them tells them.
//!
//! Owns which line opens the text, and what the lines above it are where no `=` closes the headline. Promises that a line of the headline is no catchword:
//! it has to be short, and shorter than the headline.

use super::opening::{blanks, is_closed};

/// Characters at the head of a line among which its dateline ends.
const NEAR: usize = 80;

/// `Oslo (nna) - Ministers …`: the text itself, without a headline above it.
pub(super) fn opens_text(line: &str) -> bool {
    let line = line.trim_start();
    let near = match line.char_indices().nth(NEAR) {
        Some((at, _)) => &line[..at],
        None => line,
    };
    [
        ") -", ") –", ") —", ") _", ").-", ") =", "/ -", "/ –", "/. ",
    ]
    .iter()
    .any(|dash| near.contains(dash))
        || is_signed(near)
}

/// `Arvik, 9. August (nna) Zwei`: the agency in small letters, as Swiss ones sign, or behind a number, and the text goes on with no dash; or a line of
/// its own (`ARVIK 260809 (NNA)`).
fn is_signed(near: &str) -> bool {
    let Some((before, rest)) = near.split_once(" (") else {
        return false;
    };
    let Some((agency, behind)) = rest.split_once(')') else {
        return false;
    };
    let is_small = agency
        .bytes()
        .all(|b| b.is_ascii_lowercase() || matches!(b, b' ' | b'/'));
    let is_loud = agency.bytes().all(|b| b.is_ascii_uppercase() || b == b'-');
    let is_dated = before.contains(|c: char| c.is_ascii_digit());
    let goes_on = behind
        .strip_prefix(' ')
        .is_some_and(|text| text.starts_with(|c: char| c.is_uppercase() || c == '«'));
    (2..=12).contains(&agency.len())
        && before.starts_with(char::is_uppercase)
        && before.split(' ').count() <= 6
        && (is_small && goes_on || is_dated && is_loud && (goes_on || behind.trim().is_empty()))
}

/// `Unfall`, `PARLAMENT BUDGET`: one word or two that end no sentence.
pub(super) fn is_catchword(line: &str) -> bool {
    let line = line.trim();
    line.len() <= LONGEST_CATCHWORD
        && line.split_whitespace().count() <= 2
        && line.ends_with(char::is_alphabetic)
}

/// Bytes of a catchword, and of one in which signs join several words.
const LONGEST_CATCHWORD: usize = 25;
const LONGEST_JOINED: usize = 40;

/// `Iran-attentat` over a headline and a dateline, as AFP's old wires have it; a blank line may stand between these two where signs join the words.
pub(super) fn stands_over_headline(lines: &[&str]) -> bool {
    let [slug, headline, rest @ ..] = lines else {
        return false;
    };
    let slug = slug.trim();
    let blank = blanks(rest);
    let is_parted = blank > 0;
    if is_parted && !(slug.contains(['-', '/']) && slug.split_whitespace().count() <= 3) {
        return false;
    }
    let near: Vec<&&str> = rest.iter().skip(blank).take(2).collect();
    let is_short = (4..=LONGEST_JOINED).contains(&slug.len()) && !slug.ends_with('.');
    let opens = |line: &&&str| opens_text(line) && line.contains('(');
    is_short
        && !is_closed(slug)
        && !is_closed(headline)
        && !opens_text(headline)
        && headline.trim().len() > slug.len()
        && headline.starts_with(char::is_uppercase)
        && near.iter().any(opens)
        && near
            .iter()
            .take_while(|l| !opens(l))
            .all(|l| !is_parted && !l.trim().is_empty())
}

/// A catchword alone over a headline of one or two lines that stands alone, too, and has the dateline below it.
pub(super) fn is_alone_over_headline(lines: &[&str]) -> bool {
    let Some((slug, below)) = lines.split_first() else {
        return false;
    };
    let above = blanks(below);
    let headline: Vec<&str> = below[above..]
        .iter()
        .take_while(|line| !line.trim().is_empty())
        .take(MOST_LINES + 1)
        .map(|line| line.trim())
        .collect();
    let text = below[above + headline.len()..]
        .iter()
        .find(|line| !line.trim().is_empty());
    let slug = slug.trim();
    let is_joined = slug.contains('/') && slug.len() <= LONGEST_JOINED;
    above > 0
        && (1..=MOST_LINES).contains(&headline.len())
        && (is_joined || is_catchword(slug))
        && headline[0].len() > slug.len()
        && !headline
            .iter()
            .any(|line| line.ends_with(['.', '=']) || opens_text(line))
        && text.is_some_and(|line| opens_text(line))
}

/// Lines of such a headline.
const MOST_LINES: usize = 2;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dateline_opens_the_text_also_without_a_dash() {
        for line in [
            "Oslo (nna) - Ministers met.",
            "Arvik, 9. August (nna) Zwei Häfen teilen sich einen Kran.",
            "Aigle VD (nna) Deux ports partagent une grue.",
            "ARVIK 260809 (NNA)",
            "    Arvik, Aug 9 (NNA) Two ports share a crane.",
            "Arvik, 9. 8. (NNA)",
        ] {
            assert!(opens_text(line), "{line}");
        }
        for line in [
            "Minister (PP) neuer Chef",
            "Two ports share a crane (UPDATE)",
            "Zwei Häfen (mit Bild) bekommen einen Kran",
        ] {
            assert!(!opens_text(line), "{line}");
        }
    }

    #[test]
    fn catchwords_stand_over_a_headline_that_a_dateline_follows() {
        let text = "Arvik (nna) - The ports agreed.";
        for lines in [
            &[
                "Ports-crane 2eme lead",
                "Two ports share a new crane",
                "",
                text,
            ][..],
            &["Ports-crane", "Two ports share a new crane", text],
        ] {
            assert!(stands_over_headline(lines), "{lines:?}");
        }
        assert!(!stands_over_headline(&[
            "Two ports share",
            "a crane for five years",
            "",
            text
        ]));
        assert!(is_alone_over_headline(&[
            "Ports",
            "",
            "Two ports share a crane",
            "",
            text
        ]));
        assert!(is_alone_over_headline(&[
            "Ports/NNA",
            "",
            "Two ports share a crane",
            "",
            text
        ]));
        for lines in [
            &["Two ports share", "", "Two ports share a crane", "", text][..],
            &["Ports", "", "Two ports share a crane.", "", text],
            &["Ports", "", "Two ports share a crane", "", "They agreed."],
        ] {
            assert!(!is_alone_over_headline(lines), "{lines:?}");
        }
    }
}
