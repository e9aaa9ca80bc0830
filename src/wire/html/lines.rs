//! Lines and private tags in the text of an element.
//!
//! Owns when the line breaks of the source are the text's own, and tags that no format knows. Never breaks a paragraph itself.

/// Whether lines are rows of a table set with blanks: in all but one of two or more a gap of blanks parts what stands in it.
pub(super) fn are_columns(text: &str) -> bool {
    let rows = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let (all, parted) = rows.fold((0, 0), |(all, parted), row| {
        let has_gap = row.contains("  ") || row.contains('\t');
        (all + 1, parted + usize::from(has_gap))
    });
    all >= 2 && parted + 1 >= all
}

/// Lines below which a paragraph outside of `pre` is no table.
const FEWEST_ROWS: usize = 5;

/// The same outside of `pre`, where line breaks are mostly layout: half of the lines have such a gap, and two blanks behind a sentence are none.
pub(super) fn hold_columns(text: &str) -> bool {
    let ends = memchr::memchr_iter(b'\n', text.as_bytes());
    if ends.count() + 1 < FEWEST_ROWS {
        return false;
    }
    let rows = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let (all, parted) = rows.fold((0, 0), |(all, parted), row| {
        (all + 1, parted + usize::from(has_gap(row)))
    });
    all >= FEWEST_ROWS && parted * 2 >= all
}

fn has_gap(row: &str) -> bool {
    let mut gaps = row.match_indices("  ").map(|(at, _)| &row[..at]);
    gaps.any(|before| {
        !before.ends_with(['.', '!', '?', ':', ';', '"', '”', '»', ')', ' ']) && !before.is_empty()
    })
}

/// A text without matched pairs of tags that came escaped and are no element of HTML: `800<endash>-</endash>1 000`.
pub(super) fn without_private_tags(text: &str) -> Option<String> {
    memchr::memmem::find(text.as_bytes(), b"</")?;
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    let mut found = false;
    while let Some((before, inner, behind)) = pair(rest) {
        kept.push_str(before);
        kept.push_str(inner);
        rest = behind;
        found = true;
    }
    kept.push_str(rest);
    found.then_some(kept)
}

/// Bytes between the tags of a pair.
const LONGEST_PAIR: usize = 400;

/// What stands before, inside and behind the first pair.
fn pair(text: &str) -> Option<(&str, &str, &str)> {
    memchr::memchr_iter(b'<', text.as_bytes()).find_map(|at| {
        let tag = text.get(at + 1..)?;
        let length = tag
            .bytes()
            .take(16)
            .take_while(u8::is_ascii_lowercase)
            .count();
        let name = &tag[..length];
        let inner = tag[length..].strip_prefix('>').filter(|_| length >= 2)?;
        let near = &inner[..inner.floor_char_boundary(LONGEST_PAIR)];
        let end = near.find("</")?;
        let behind = inner[end + 2..].strip_prefix(name)?.strip_prefix('>')?;
        Some((&text[..at], &inner[..end], behind))
    })
}

/// The text of a `pre` without the indent that an editor of XML gave all its lines but the first, which stands behind the tag.
pub(super) fn without_common_indent(text: &str) -> Option<String> {
    let (first, rest) = text.split_once('\n')?;
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let lines = rest.lines().filter(|line| !line.trim().is_empty());
    let common = lines
        .map(indent)
        .min()
        .filter(|least| *least >= LEAST_INDENT)?;
    let mut bare = String::with_capacity(text.len());
    bare.push_str(first.trim_start());
    for line in rest.lines() {
        bare.push('\n');
        bare.push_str(line.get(common..).unwrap_or_default());
    }
    Some(bare)
}

/// An indent of the text itself is less.
const LEAST_INDENT: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_outside_of_pre_are_told_by_gaps_within_their_lines() {
        let table = "Results from Sunday\nArvik      2 Berg     0\nLund       5 Dal      1\nSkogen     1 Vik      1\nFriday";
        assert!(hold_columns(table));
        let prose = "They met.  They signed\na treaty on grids.  It is\nthe first.  No price was\ngiven.  Nobody asked\nfor one.";
        assert!(!hold_columns(prose));
        assert!(!hold_columns("Arvik      2 Berg     0"));
    }

    #[test]
    fn an_indent_of_all_lines_is_layout() {
        let text = "----\n          They met\n            in Oslo.\n\n          It is red.";
        assert_eq!(
            without_common_indent(text).as_deref(),
            Some("----\nThey met\n  in Oslo.\n\nIt is red.")
        );
        for text in ["They met", "They met\nin Oslo.", "They met\n    in Oslo."] {
            assert_eq!(without_common_indent(text), None, "{text}");
        }
    }

    #[test]
    fn pairs_of_private_tags_come_off_and_signs_stay() {
        let text = "800<endash>-</endash>1 000 m, <nobr>a b</nobr>";
        assert_eq!(
            without_private_tags(text).as_deref(),
            Some("800-1 000 m, a b")
        );
        for text in ["a < b", "a <b", "</p>", "<x>a", "<x>a</y>"] {
            assert_eq!(without_private_tags(text), None, "{text}");
        }
    }
}
