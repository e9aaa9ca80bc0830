//! Where the text's margin is: what is indented from it opens a paragraph.
//!
//! Owns two habits. A headline at the margin may stand over a text that is indented as a whole; and agencies may open a paragraph with a single blank, which
//! is otherwise none. Promises to change nothing but indents.

use super::{Line, ends_sentence};

/// Indents as they count: two blanks or more open a paragraph.
pub fn settle(lines: &mut [Line<'_>]) {
    below_headline(lines);
    single_blanks(lines);
}

/// The text's own margin, where only the first line stands left of it.
fn below_headline(lines: &mut [Line<'_>]) {
    let filled = |line: &&Line<'_>| !line.text.is_empty();
    let Some(first) = lines.iter().position(|line| filled(&line)) else {
        return;
    };
    let Some((head, below)) = lines.get_mut(first..).and_then(<[_]>::split_first_mut) else {
        return;
    };
    if below.iter().filter(filled).count() < 2 {
        return;
    }
    let margin = below.iter().filter(filled).map(|line| line.indent).min();
    let Some(margin) = margin.filter(|margin| *margin >= head.indent + 2) else {
        return;
    };
    for line in below.iter_mut() {
        line.indent = line.indent.saturating_sub(margin);
    }
    head.indent = 0;
}

/// ` BEIRUT, June 3 (NNA) - …`: single blanks that stand behind the end of a sentence only, and behind most of those.
fn single_blanks(lines: &mut [Line<'_>]) {
    let is_single = |line: &Line<'_>| line.indent == 1 && !line.text.is_empty();
    let is_deeper = |line: &Line<'_>| line.indent > 1 && !line.text.is_empty();
    if !lines.iter().any(is_single) || lines.iter().any(is_deeper) {
        return;
    }
    let (mut opening, mut ends, mut chance) = (0usize, 0usize, 0usize);
    let mut before: Option<&Line<'_>> = None;
    for line in lines.iter() {
        if line.text.is_empty() {
            before = None;
            continue;
        }
        let is_behind_end = before.is_some_and(|before| ends_sentence(before.text));
        if is_single(line) {
            // A line that goes on is indented by chance, or all are.
            chance += usize::from(
                before.is_some_and(|before| is_single(before) && !ends_sentence(before.text)),
            );
            opening += usize::from(is_behind_end);
        }
        ends += usize::from(is_behind_end);
        before = Some(line);
    }
    if opening == 0 || opening * 2 < ends || chance * 2 > opening {
        return;
    }
    for line in lines.iter_mut().filter(|line| is_single(line)) {
        line.indent = 2;
    }
}
