//! The elements that the paragraphs of a page stand in.
//!
//! Owns which elements hold others rather than a paragraph, and how one that was never closed ends. Promises linear time and room.

use super::elements::is_block;

/// Open elements that an end tag looks back over.
const MOST_OPEN_SEEN: usize = 48;

/// Numbers the elements in the order in which they open; 0 stands around all.
#[derive(Default)]
pub(super) struct Nest {
    /// In which element each stands.
    parents: Vec<u32>,
    open: Vec<(&'static [u8], u32)>,
}

/// Elements that hold paragraphs: not the paragraph itself, lists, quotations, headings and rows.
const HOLDERS: &[&[u8]] = &[
    b"div",
    b"section",
    b"article",
    b"main",
    b"header",
    b"footer",
    b"form",
    b"table",
    b"center",
    b"fieldset",
    b"body",
    b"block",
];

fn holder(name: &[u8]) -> Option<&'static [u8]> {
    if !is_block(name) {
        return None;
    }
    HOLDERS.iter().find(|one| **one == name).copied()
}

impl Nest {
    pub fn open(&mut self, name: &[u8]) {
        let Some(name) = holder(name) else {
            return;
        };
        let parent = self.innermost();
        self.parents.push(parent);
        let number = u32::try_from(self.parents.len()).unwrap_or(u32::MAX);
        self.open.push((name, number));
    }

    pub fn close(&mut self, name: &[u8]) {
        if holder(name).is_none() {
            return;
        }
        let mut seen = self.open.iter().rev().take(MOST_OPEN_SEEN);
        if let Some(back) = seen.position(|(open, _)| *open == name) {
            self.open.truncate(self.open.len() - back - 1);
        }
    }

    /// The innermost that is open.
    pub fn innermost(&self) -> u32 {
        self.open.last().map_or(0, |(_, number)| *number)
    }

    /// In which element each stands, the first being number 1.
    pub fn into_parents(self) -> Vec<u32> {
        self.parents
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_numbered_and_end_with_those_around_them() {
        let mut nest = Nest::default();
        nest.open(b"div");
        nest.open(b"p");
        nest.open(b"section");
        assert_eq!(nest.innermost(), 2);
        nest.close(b"span");
        nest.close(b"div");
        assert_eq!(nest.innermost(), 0);
        nest.close(b"div");
        nest.open(b"div");
        assert_eq!(nest.innermost(), 3);
        assert_eq!(nest.into_parents(), [0, 1, 0]);
    }
}
