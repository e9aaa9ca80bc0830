//! Text with a blank line behind every line, as printers of telexes and some mail programs set it.
//!
//! Owns the test whether the blank lines of a text part paragraphs or only lines. Promises to take none out of a text of short paragraphs: the lines have
//! to be full, few may end a sentence, and many have to go on in small letters, where the script has any.

use super::{Line, SLACK, WIDEST_WRAP, ends_sentence, is_tabular, widest};

/// Lines below which nothing is sure.
pub(super) const FEWEST: usize = 5;
/// Columns below which a line may be a paragraph or a headline of its own.
const NARROWEST: usize = 40;

/// Whether so many lines end a sentence that the blank lines between them part paragraphs.
pub(super) fn are_sentences(sentences: usize, pairs: usize) -> bool {
    sentences * 5 > pairs * 2
}

/// The lines without the blank ones between them; where several stand one is left, since they part paragraphs.
pub fn single_spaced<'t>(lines: &[Line<'t>]) -> Option<Vec<Line<'t>>> {
    // In most texts paragraphs are longer than a line, or lines follow one another: both are seen in the first lines.
    let mut before_blank = None;
    let (mut filled, mut adjacent) = (0usize, 0usize);
    for line in lines {
        let is_blank = line.text.is_empty();
        filled += usize::from(!is_blank);
        adjacent += usize::from(!is_blank && before_blank == Some(false));
        before_blank = Some(is_blank);
        if adjacent * 10 > filled.max(20) {
            return None;
        }
    }
    if filled < FEWEST || adjacent * 10 > filled {
        return None;
    }
    let widest = widest(lines).filter(|widest| (NARROWEST..=WIDEST_WRAP).contains(widest))?;
    let (mut pairs, mut full, mut sentences) = (0usize, 0usize, 0usize);
    let (mut cased, mut small) = (0usize, 0usize);
    for window in lines.windows(3) {
        let [a, blank, b] = window else {
            continue;
        };
        let is_pair = !a.text.is_empty() && blank.text.is_empty() && !b.text.is_empty();
        if !is_pair || b.indent >= 2 + a.indent {
            continue;
        }
        if is_tabular(a.text) || b.text.starts_with(['•', '*', '·', '#', '-']) {
            return None;
        }
        pairs += 1;
        full += usize::from(a.width + 1 + b.first_word + SLACK > widest);
        sentences += usize::from(ends_sentence(a.text));
        let first = b.text.chars().find(|c| c.is_alphabetic());
        cased += usize::from(first.is_some_and(|c| c.is_lowercase() || c.is_uppercase()));
        small += usize::from(first.is_some_and(char::is_lowercase));
    }
    let is_double = pairs + 1 >= FEWEST
        && full * 10 >= pairs * 6
        && !are_sentences(sentences, pairs)
        && small * 10 >= cased * 4;
    // Without small letters only lines that are all full tell wrapped text from a list.
    let is_sure = cased * 2 >= pairs || (full * 10 >= pairs * 8 && pairs >= 2 * FEWEST);
    if !is_double || !is_sure {
        return None;
    }
    let mut single: Vec<Line<'t>> = Vec::with_capacity(filled * 2);
    let mut blanks = 0;
    for line in lines {
        if line.text.is_empty() {
            blanks += 1;
            continue;
        }
        if blanks >= 2 && !single.is_empty() {
            single.push(Line::BLANK);
        }
        blanks = 0;
        single.push(*line);
    }
    Some(single)
}
