//! Text in which blank lines stand between all others, and each line is a paragraph: what most texts in a field of their own are.
//!
//! Owns the look that is enough to know it, so that no line of such a text is measured. Promises to say nothing of a text that may be single-spaced: too
//! few of its lines end a sentence.

use super::{Paragraph, ends_sentence, line::first_line, spacing};

/// The paragraphs of such a text; `None` where a line is indented, follows another one, or may be broken off.
pub(super) fn paragraphs(text: &str) -> Option<Vec<Paragraph<'_>>> {
    let count = memchr::memchr_iter(b'\n', text.as_bytes()).count();
    let mut all = Vec::with_capacity(count / 2 + 1);
    let (mut pairs, mut sentences) = (0, 0);
    let mut blanks = 0;
    let mut ends = false;
    let mut rest = Some(text);
    while let Some(text) = rest {
        let (line, below) = first_line(text);
        rest = below;
        if line.is_empty() {
            blanks += 1;
            continue;
        }
        let is_first = all.is_empty();
        if line.starts_with(char::is_whitespace) || (blanks == 0 && !is_first) {
            return None;
        }
        if blanks == 1 && !is_first {
            pairs += 1;
            sentences += usize::from(ends);
        }
        let line = line.trim_end();
        ends = ends_sentence(line);
        blanks = 0;
        all.push(Paragraph::Borrowed(line));
    }
    (all.len() < spacing::FEWEST || spacing::are_sentences(sentences, pairs)).then_some(all)
}

#[cfg(test)]
mod tests {
    use super::super::{Layout, split_measured};
    use super::*;
    use crate::wire::repairs::Repairs;

    proptest::proptest! {
        #[test]
        fn what_is_seen_at_once_is_what_measuring_finds(
            text in "((A talk|Die Lage| two|\t|Ein sehr langer Absatz über das Klima)(\\. ?|, | ){0,2}(\n|\n\n|\n\n\n| \n)?){0,24}"
        ) {
            if let Some(found) = paragraphs(&text) {
                let measured = split_measured(&text, 0, Layout::Unknown, &mut Repairs::default());
                proptest::prop_assert_eq!(found, measured);
            }
        }
    }

    #[test]
    fn paragraphs_of_sentences_are_seen_and_broken_ones_are_not() {
        let apart = "The ministers met in Oslo.\n\nThey spoke of grids.\n\n\nNo date was set.";
        assert_eq!(paragraphs(apart).map(|all| all.len()), Some(3));
        let broken = "The two neighbours agreed on Sunday to\n\nlink their power grids by the end of the\n\ndecade, ending a dispute that had lasted\n\nfor a quarter of a century, officials of\n\nboth countries said on the border.";
        assert_eq!(paragraphs(broken), None);
        assert_eq!(paragraphs("One.\nTwo."), None);
        assert_eq!(paragraphs("  One.\n\nTwo."), None);
    }
}
