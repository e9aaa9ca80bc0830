//! Where the text's margin is: what is indented from it opens a paragraph.
//!
//! Owns two habits. A headline at the margin may stand over a text that is indented as a whole; and agencies may open a paragraph with a single blank, which
//! is otherwise none. Promises to change nothing but indents.

use super::{Line, ends_sentence};

/// Indents as they count: two blanks or more open a paragraph.
pub fn settle(lines: &mut [Line<'_>]) {
    over_closing(lines);
    below_headline(lines);
    single_blanks(lines);
}

/// Lines at the end that may stand left of a text that is indented as a whole.
const MOST_CLOSING: usize = 3;
/// Lines of such a text.
const FEWEST_INDENTED: usize = 4;

/// The text's own margin, where only lines behind its last blank one stand left of it: the number of the message, and when it was sent.
fn over_closing(lines: &mut [Line<'_>]) {
    let filled = |line: &&Line<'_>| !line.text.is_empty();
    // In most texts a line further up stands at the margin: it is the first one that is looked at.
    if lines.iter().find(filled).is_none_or(|line| line.indent < 2) {
        return;
    }
    let Some(end) = lines.iter().rposition(|line| filled(&line)) else {
        return;
    };
    let Some(blank) = lines[..end].iter().rposition(|line| line.text.is_empty()) else {
        return;
    };
    let (text, closing) = lines.split_at_mut(blank);
    let closing = closing.iter().filter(filled);
    let margin = text.iter().filter(filled).map(|line| line.indent).min();
    let Some(margin) = margin.filter(|margin| *margin >= 2) else {
        return;
    };
    let is_left = closing.clone().all(|line| line.indent < margin);
    if !is_left
        || closing.count() > MOST_CLOSING
        || text.iter().filter(filled).count() < FEWEST_INDENTED
    {
        return;
    }
    for line in text {
        line.indent = line.indent.saturating_sub(margin);
    }
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
