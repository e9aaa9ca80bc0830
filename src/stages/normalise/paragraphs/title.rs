//! A title over two or three lines.
//!
//! Owns which lines are one. Promises that a dateline opens the block below it.

use super::super::{agencies, dateline, fold, over};
use super::{HEAD_LINES, Line, ends_sentence, is_small};
use std::ops::Range;

/// The lines of a title over two or three lines, where a dateline opens the next block: each goes on in small letters or behind a comma, or all are in
/// capitals.
pub fn title_over_dateline(lines: &[Line<'_>]) -> Option<Range<usize>> {
    over_dateline(lines, is_title)
}

/// Two or three lines right over a block that a dateline opens, whether they are one title or a title and the line below it.
pub fn head_over_dateline(lines: &[Line<'_>]) -> Option<Range<usize>> {
    over_dateline(lines, |block| {
        (2..=3).contains(&block.len()) && !block.iter().any(|line| ends_sentence(line.text))
    })
}

fn over_dateline(lines: &[Line<'_>], is_head: fn(&[Line<'_>]) -> bool) -> Option<Range<usize>> {
    let near = lines.get(..lines.len().min(3 * HEAD_LINES))?;
    let mut start = 0;
    let mut title: Option<Range<usize>> = None;
    for block in near.split(|line| line.text.is_empty()) {
        let end = start + block.len();
        if let (Some(title), Some(first)) = (&title, block.first()) {
            // A place alone needs its sentence.
            let mut opening = first.text.to_string();
            for line in block.iter().skip(1).take(3) {
                opening.push(' ');
                opening.push_str(line.text);
            }
            return dateline::find(&opening, None)
                .is_some()
                .then(|| title.clone());
        }
        if is_head(block) {
            title = Some(start..end);
        }
        start = end + 1;
    }
    None
}

fn is_title(block: &[Line<'_>]) -> bool {
    if !(2..=3).contains(&block.len()) {
        return false;
    }
    let are_loud = block
        .iter()
        .all(|line| fold::is_loud(line.text) && line.text.contains(' '));
    let mut pairs = block.iter().zip(block.iter().skip(1));
    block.iter().map(|line| line.text.len()).sum::<usize>() <= LONGEST_TITLE
        && !block
            .iter()
            .any(|line| ends_sentence(line.text) || over::is_code_line(line.text))
        && !agencies::is_known(block[0].text)
        && pairs.all(|(a, b)| are_loud || is_small(b.text) || a.text.ends_with(','))
}

/// Bytes of a title over several lines.
const LONGEST_TITLE: usize = 200;
