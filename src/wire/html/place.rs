//! Where the text of an element belongs: to the story, around it, or nowhere.
//!
//! Owns what the attributes of an element say of its text, how much of it is left out, and where an element that is left out ends.

use super::around::{self, Sign};
use super::elements::{is_block, is_byline, is_dateline, is_facts, is_headline, leaves_out};

/// Where the text of an element belongs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::wire) enum Place {
    #[default]
    Story,
    /// Around the story on its page.
    Around(Sign),
    /// It is none of the story's.
    Nowhere,
}

/// How much is left out, each with what the ones before it leave out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum LeaveOut {
    /// What is never text.
    Least,
    /// Captions, navigation and the like.
    More,
    /// What whole names say stands around the story.
    Names,
    /// What a word in a name says.
    Words,
}

impl LeaveOut {
    pub fn leaves_out(self, place: Place) -> bool {
        match place {
            Place::Story => false,
            Place::Around(Sign::Name) => self >= Self::Names,
            Place::Around(_) => self >= Self::Words,
            Place::Nowhere => self >= Self::More,
        }
    }
}

/// What the attributes of an element say of its text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // each says another thing, and none excludes another
pub(in crate::wire) struct Says {
    pub place: Place,
    pub headline: bool,
    pub dateline: bool,
    pub facts: bool,
    pub byline: bool,
}

impl Says {
    /// Takes one attribute.
    pub fn hear(&mut self, attribute: &str, value: &str) {
        if attribute == "hidden" {
            // The name alone hid it; `false` shows it.
            self.place = Place::Story;
        }
        if leaves_out(attribute, value) {
            self.place = Place::Nowhere;
        } else if let Some(sign) = around::sign(attribute, value) {
            self.place = self.place.max(Place::Around(sign));
        }
        self.headline |= is_headline(attribute, value);
        self.dateline |= is_dateline(attribute, value);
        self.facts |= is_facts(attribute, value);
        self.byline |= is_byline(attribute, value);
    }
}

/// An element that is being left out.
pub(super) struct Skipped {
    name: Vec<u8>,
    /// How often it was opened inside itself.
    depth: usize,
    place: Place,
}

/// Bytes of a piece of text that may be a sentence; menus and buttons have less.
const SHORTEST_SENTENCE: usize = 60;

impl Skipped {
    pub fn new(name: &[u8], place: Place) -> Self {
        Self {
            name: name.to_vec(),
            depth: 0,
            place,
        }
    }

    /// Another element opens: whether it is left out with this one.
    pub fn opens(&mut self, name: &[u8]) -> bool {
        // A paragraph may end without an end tag, where the next block begins.
        if self.name == b"p" && self.depth == 0 && is_block(name) {
            return false;
        }
        self.depth += usize::from(self.name == name);
        true
    }

    /// An element ends: whether it is this one.
    pub fn closes(&mut self, name: &[u8]) -> bool {
        if self.name != name {
            return false;
        }
        match self.depth.checked_sub(1) {
            Some(less) => self.depth = less,
            None => return true,
        }
        false
    }

    /// Bytes of a sentence in it that counts as left out.
    pub fn sentence(&self, text: &[u8]) -> usize {
        if self.place == Place::Around(Sign::Word) && text.len() >= SHORTEST_SENTENCE {
            text.trim_ascii().len()
        } else {
            0
        }
    }

    /// Whether no whole name says that it holds no story.
    pub fn is_for_a_word(&self) -> bool {
        matches!(self.place, Place::Around(Sign::Word | Sign::Readers))
    }
}
