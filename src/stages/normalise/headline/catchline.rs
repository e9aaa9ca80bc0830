//! Catchlines over a headline that no sign joins: `FLOODS`, `POLICE Bridge`, `парламент - бюджет`, `दि४५ मौसम दिल्ली`.
//!
//! Owns their shapes. Promises that none is one without a longer headline below it and a dateline below that; between these two notes and a byline may
//! stand.

use super::super::body::SHORT;
use super::super::paragraphs::{self, Paragraph};
use super::super::{calendar, credit, dateline, fold};
use super::is_headline;

/// Bytes of such a line, and lines between headline and text.
const LONGEST: usize = 90;
const MOST_BETWEEN: usize = 3;

/// The first line below a headline that is neither a note in brackets nor a byline.
pub fn text_below<'f>(below: &'f [Paragraph<'_>]) -> Option<&'f str> {
    let is_between = |line: &&Paragraph<'_>| {
        line.len() < SHORT
            && ((line.starts_with('(') && line.ends_with(')')) || credit::byline(line).is_some())
    };
    let between = below
        .iter()
        .take(MOST_BETWEEN)
        .take_while(is_between)
        .count();
    below.get(between).map(AsRef::as_ref)
}

/// Whether a line is a catchline over the headline that stands right below.
pub fn is_catchline(line: &str, below: &[Paragraph<'_>]) -> bool {
    let [headline, rest @ ..] = below else {
        return false;
    };
    if line.len() > LONGEST || headline.len() > 2 * SHORT || headline.len() <= line.len() {
        return false;
    }
    let is_byline_below = || {
        rest.first()
            .is_some_and(|line| credit::byline(line).is_some())
    };
    let shape = is_word(line, headline)
        || is_small(line, headline)
        || is_numbered(line)
        || is_british(line, headline);
    shape
        && !paragraphs::ends_sentence(line)
        && text_below(rest).is_some_and(|text| {
            (dateline::find(text, None).is_some()
                || (is_british(line, headline) && is_byline_below()))
                && is_headline(headline, Some(text))
        })
}

/// `FLOODS` over a longer headline in capitals, too, as telexes have it.
fn is_word(line: &str, headline: &str) -> bool {
    !line.contains(' ')
        && line.chars().all(char::is_alphabetic)
        && fold::is_loud(line)
        && fold::is_loud(headline)
        && headline.split(' ').count() >= 4
}

/// `парламент - бюджет - гласуване`: words in small letters that signs join.
fn is_small(line: &str, headline: &str) -> bool {
    line.starts_with(char::is_lowercase)
        && line.contains([':', '-', '/'])
        && !line.contains(char::is_uppercase)
        && headline.starts_with(char::is_uppercase)
}

/// `दि४५ मौसम दिल्ली`, `DEL12 Ports crane`: the desk with the number of the message, and a few words.
fn is_numbered(line: &str) -> bool {
    let Some((number, words)) = line.split_once(' ') else {
        return false;
    };
    let figures = |c: char| calendar::digit(c).is_some();
    let desk = number.trim_end_matches(figures);
    let count = number[desk.len()..].chars().count();
    let is_desk = desk
        .chars()
        .all(|c| c.is_alphabetic() || fold::is_mark(c) || matches!(c as u32, 0x900..=0xdff));
    (1..=3).contains(&count)
        && (2..=5).contains(&desk.chars().count())
        && is_desk
        && (fold::is_loud(desk) || fold::is_caseless(desk))
        && (1..=4).contains(&words.split(' ').count())
        && !words.contains(figures)
}

/// `POLICE Bridge` over a headline in capitals: the Press Association's catchline.
fn is_british(line: &str, headline: &str) -> bool {
    let Some((first, rest)) = line.split_once(' ') else {
        return false;
    };
    first.len() >= 3
        && first.chars().all(char::is_alphabetic)
        && fold::is_loud(first)
        && rest.split(' ').count() <= 2
        && rest
            .split(' ')
            .all(|word| word.starts_with(char::is_uppercase) && !fold::is_loud(word))
        && fold::is_loud(headline)
        && headline.split(' ').count() >= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines<'t>(lines: &[&'t str]) -> Vec<Paragraph<'t>> {
        lines.iter().map(|line| Paragraph::from(*line)).collect()
    }

    #[test]
    fn catchlines_stand_over_headline_and_dateline() {
        let text = "ARVIK, Aug 9 (NNA) - The ports agreed on Sunday to share a crane.";
        for (line, headline) in [
            ("PORTS", "TWO PORTS SHARE A CRANE"),
            (
                "пристанища - кран",
                "Двете пристанища делят кран за пет години",
            ),
            ("दि४५ बंदरगाह", "दो बंदरगाह एक क्रेन साझा करेंगे"),
            ("OSL12 Ports", "Two ports share a crane"),
            ("PORTS Crane", "TWO PORTS SHARE CRANE"),
        ] {
            assert!(is_catchline(line, &lines(&[headline, text])), "{line}");
            let noted = lines(&[headline, "(Adds minister)", "By Ann Writer", text]);
            assert!(is_catchline(line, &noted), "{line}");
        }
        let by = lines(&[
            "TWO PORTS SHARE CRANE",
            "By Ann Writer",
            "The ports agreed on Sunday.",
        ]);
        assert!(is_catchline("PORTS Crane", &by));
        for (line, below) in [
            ("PORTS", &["CRANE SHARED", text][..]),
            (
                "PORTS",
                &["TWO PORTS SHARE A CRANE", "The ports agreed on Sunday."],
            ),
            ("Two ports", &["Two ports share a crane", text]),
            ("A4 paper", &["Two ports share a crane", text]),
            ("PORTS Crane", &["Two ports share a crane", text]),
        ] {
            assert!(!is_catchline(line, &lines(below)), "{line} {below:?}");
        }
    }
}
