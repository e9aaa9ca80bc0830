//! Tables: the cells of a row are one paragraph, unless the table lays out a page.

use super::Text;

/// A cell of a table: its first paragraph stands in the row, further ones break it.
#[derive(Clone, Copy)]
pub(super) struct Cell {
    pub(super) is_fresh: bool,
    /// A paragraph of the cell ended; text behind it begins another one.
    pub(super) is_broken: bool,
}

/// Cells of a row that hold text, and the paragraph it begins with.
#[derive(Clone, Copy)]
pub(super) struct Row {
    pub(super) start: usize,
    pub(super) filled: usize,
}

/// Bytes of a row beyond which a table lays out a page.
const LONGEST_ROW: usize = 400;

impl Text {
    /// A row of a table is one paragraph, whatever stands in its cells; not one that lays out a page.
    pub(super) fn join_row(&mut self) {
        let Some(row) = self.row.take().filter(|row| row.filled >= 2) else {
            return;
        };
        let parts = self.found.paragraphs.get(row.start..).unwrap_or_default();
        let length: usize = parts.iter().map(String::len).sum();
        if parts.len() >= 2 && length <= LONGEST_ROW {
            let joined = parts.join(" ");
            let linked = self
                .found
                .linked
                .iter()
                .skip(row.start)
                .all(|linked| *linked);
            self.found.paragraphs.truncate(row.start);
            self.found.linked.truncate(row.start);
            self.found.paragraphs.push(joined);
            self.found.linked.push(linked);
            if let Some(nest) = &self.nest {
                self.found.within.truncate(row.start);
                self.found.within.push(nest.innermost());
            }
        }
    }
}
