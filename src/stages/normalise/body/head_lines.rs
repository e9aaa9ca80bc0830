//! Which line of plain text is the headline, and which stands over it, as the lines below tell.
//!
//! Owns how far down is looked. Promises that a line is a headline or stands over one only where the text itself stands below.

use super::super::{credit, dateline, fold, headline, over, paragraphs};
use super::{HEAD_PARAGRAPHS, Paragraph, SHORT};

/// Whether a line is the headline of what stands below. Lines that are neither, such as a bare name, may stand between.
pub(super) fn is_headline_above(first: &str, below: &[Paragraph<'_>]) -> bool {
    let next = below.first().map(AsRef::as_ref);
    let between = below
        .iter()
        .take(MOST_BETWEEN)
        .take_while(|line| {
            !paragraphs::ends_sentence(line)
                && (line.chars().count() <= SHORT / 2 || over::is_over(line))
        })
        .count();
    let text = below
        .get(between)
        .filter(|p| between > 0 && (p.len() >= SHORT || dateline::find(p, None).is_some()));
    headline::is_headline(first, next)
        || headline::is_headline(first, text.map(AsRef::as_ref))
        || is_over_points(first, below)
}

/// Whether points in brief, notes in brackets and the byline stand between a line and the dateline.
fn is_over_points(first: &str, below: &[Paragraph<'_>]) -> bool {
    let is_between = |line: &str| {
        line.starts_with(['*', '•'])
            || (line.starts_with('(') && line.ends_with(')'))
            || credit::byline(line).is_some()
    };
    let between = below
        .iter()
        .take(HEAD_PARAGRAPHS)
        .take_while(|line| line.len() <= 2 * SHORT && is_between(line))
        .count();
    let text = below.get(between).filter(|_| between > 1);
    text.is_some_and(|text| {
        dateline::find(text, None).is_some() && headline::is_headline(first, Some(text))
    })
}

/// `VOL. XL No. 19`, `Nr. 4/2026`: an abbreviation with a stop, and figures.
fn is_number_of_issue(line: &str) -> bool {
    line.len() <= 24
        && line.contains('.')
        && line.contains(|c: char| c.is_ascii_digit())
        && line.split(' ').all(|word| {
            let letters = word.chars().filter(|c| c.is_alphabetic()).count();
            letters <= 4 && (letters == 0 || word.ends_with('.') || fold::is_loud(word))
        })
}

/// Short lines between a headline and the text.
const MOST_BETWEEN: usize = 3;

/// Whether the first of these lines is for machines or says where more is to be had, and a headline stands below it, perhaps under more of its kind.
pub(super) fn stands_over_headline(lines: &[Paragraph<'_>]) -> bool {
    let is_over = |line: &Paragraph<'_>| over::is_over(line);
    let count = lines
        .iter()
        .take(HEAD_PARAGRAPHS)
        .take_while(|line| is_over(line))
        .count();
    // A slug line may stand between them.
    let skipped = count.max(usize::from(
        count == 0
            && lines.get(1).is_some_and(is_over)
            && lines[0].len() <= SHORT / 3
            && (fold::is_loud(&lines[0]) || is_number_of_issue(&lines[0])),
    ));
    if skipped == 0 {
        return false;
    }
    let below = lines.get(skipped..).unwrap_or_default();
    match below {
        [] => false,
        below if count == 0 => stands_over_headline(below),
        [slug, rest @ ..] => {
            is_headline_above(slug, rest)
                || headline::is_slug_line(slug)
                || headline::is_kicker(slug, rest)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "ARVIK, Aug 9 (NNA) - The ports agreed on Sunday to share a crane.";

    fn lines<'t>(lines: &[&'t str]) -> Vec<Paragraph<'t>> {
        lines.iter().map(|line| Paragraph::from(*line)).collect()
    }

    #[test]
    fn codes_stamps_and_slug_lines_stand_over_a_headline() {
        for over in [
            &["NNA0123 4 GOS"][..],
            &["4 est gn00"],
            &["NNA41", "PM-PORTS"],
            &["PORTS - CRANE", "14:20:33 09-08-2026", "PR1419BO.009"],
            &["NNA - Arvik 09/08/26 14:20"],
            &["Pictures at www.nna.example"],
            &["9 août 2026"],
            &["VOL. XL No. 19", "12 May 2026"],
            &["Originally created 08/23/26"],
        ] {
            let mut all = over.to_vec();
            all.extend(["Two ports share a crane", TEXT]);
            assert!(stands_over_headline(&lines(&all)), "{over:?}");
        }
        assert!(!stands_over_headline(&lines(&["NNA0123 4 GOS", TEXT])));
        assert!(!stands_over_headline(&lines(&[
            "Two ports share a crane",
            TEXT
        ])));
        assert!(!stands_over_headline(&lines(&["0456"])));
    }

    #[test]
    fn a_headline_may_have_names_below_it() {
        for between in [&["Ann Writer", "Reporter"][..], &["Ports"], &[]] {
            let mut all = vec!["Two ports share a crane"];
            all.extend(between);
            all.push(TEXT);
            let all = lines(&all);
            assert!(is_headline_above(&all[0], &all[1..]), "{between:?}");
        }
        assert!(!is_headline_above("Two ports share a crane", &[]));
    }
}
