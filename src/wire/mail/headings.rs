//! Headings in the plain text that programs for newsletters make of their HTML: `** Heading` over a row of hyphens.
//!
//! Owns how they are told. Promises linear time, and that stars without the row stay.

/// Signs in such a row.
const SHORTEST_ROW: usize = 5;

/// The text with its headings as lines of their own; `None` where there are none.
pub fn unmarked(text: &str) -> Option<String> {
    if !text.contains("** ") {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut found = false;
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        match line.strip_prefix("** ") {
            Some(heading) if lines.peek().is_some_and(|next| is_row(next)) => {
                found = true;
                out.push_str(heading);
                out.push('\n');
                lines.next();
            }
            _ => out.push_str(line),
        }
        out.push('\n');
    }
    found.then_some(out)
}

fn is_row(line: &str) -> bool {
    let line = line.trim_end();
    line.len() >= SHORTEST_ROW && line.bytes().all(|b| matches!(b, b'-' | b'='))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_over_a_row_loses_its_stars() {
        let text = "\n** Grids joined\n------------\nThey met.\n** Web (https://nna.example)\n";
        let bare = "\nGrids joined\n\nThey met.\n** Web (https://nna.example)\n";
        assert_eq!(unmarked(text).as_deref(), Some(bare));
        for text in ["** Grids joined\nThey met.", "Grids\n-----\n", ""] {
            assert_eq!(unmarked(text), None);
        }
    }
}
