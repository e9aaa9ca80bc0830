//! A dateline that is an element of its own.
//!
//! Owns what parts it from the text behind it. Never reads place or day.

/// Bytes of a dateline on a line of its own.
const LONGEST: usize = 80;

/// What parts a dateline from the text.
const DASHES: [char; 4] = ['-', '–', '—', '_'];

/// Whether a block that is called a dateline holds one: pages call the day of their text so, too.
pub(super) fn is_opening(text: &str) -> bool {
    let text = text.trim();
    text.len() <= LONGEST
        && text.starts_with(char::is_alphabetic)
        && (text.contains('(') || !text.contains(|c: char| c.is_ascii_digit()))
}

/// Puts a dash behind the dateline that ends `current`, where neither it nor the text that follows has one.
pub(super) fn part_from(text: &str, current: &mut String) {
    let has_own = text
        .trim_start()
        .starts_with(|c| DASHES.contains(&c) || matches!(c, '.' | ','));
    if has_own {
        return;
    }
    let end = current.trim_end().len();
    current.truncate(end);
    // `Arvik (NNA) - `, and `ARVIK. /NNA/.`, which needs none.
    let is_parted = current.ends_with(DASHES) || current.ends_with([':', '：']);
    let is_closed = current.ends_with("/.") || current.ends_with(").");
    current.push_str(if is_parted || is_closed { " " } else { " - " });
}
