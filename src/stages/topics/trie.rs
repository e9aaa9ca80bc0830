//! The matching structure of one language: all terms, neighbours and hiding phrases in one trie over folded words.
//!
//! A node has byte edges within a word and up to two ways on to the next word: `closed` (the word must end here) and
//! `open` (the rest of the word is skipped). A node at the start of a word may also have an `inner` trie that is tried at
//! every character of the word. Bytes that leave no choice are kept as a label of the node behind them, so that a walk
//! touches few nodes: its cost is memory that is far away. Walking starts at each word; its cost is bounded by the longest term, so a text is read
//! in linear time whatever the number of terms, and other languages cost nothing.

mod builder;

pub use builder::Builder;

use super::begins::Begins;
use super::fold::{Folded, Word};

/// No node, no output.
const NONE: u32 = u32::MAX;
const ROOT: u32 = 0;
/// Longest run of digits that `#` takes, and longest folded word that is looked at: no real word is longer.
const MAX_DIGITS: usize = 9;
const MAX_WORD_BYTES: usize = 192;

/// A pattern found: which one, and the words it covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// Index of the first word.
    pub first: u32,
    /// One past the last word.
    pub end: u32,
    /// What was passed to [`Builder::insert`].
    pub output: u32,
}

#[derive(Debug, Clone)]
#[repr(align(32))]
struct Node {
    /// Bytes that follow the edge to this node, among all labels.
    label: u32,
    /// Targets of the bytes `low .. low + span`, [`NONE`] where there is no edge: one look instead of a search.
    edges: u32,
    span: u16,
    low: u8,
    label_length: u8,
    output_count: u16,
    outputs: u32,
    closed: u32,
    open: u32,
    inner: u32,
}

/// The finished trie.
#[derive(Debug, Clone)]
pub struct Trie {
    nodes: Box<[Node]>,
    targets: Box<[u32]>,
    labels: Box<[u8]>,
    outputs: Box<[u32]>,
    begins: Begins,
    /// The same for patterns that begin anywhere in a word.
    begins_inside: Begins,
}

/// Where a walk stands: the words of the segment and what was found so far.
struct Walk<'a> {
    folded: &'a Folded,
    words: &'a [Word],
    /// Particles that may stand before a word (Arabic, Hebrew), longest first.
    particles: &'a [Box<[u8]>],
    offset: u32,
    first: u32,
    found: &'a mut Vec<Found>,
}

impl Trie {
    /// Number of nodes, for reports of memory.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether nothing was inserted.
    pub fn is_empty(&self) -> bool {
        self.outputs.is_empty()
    }

    /// Finds all patterns among the words `range` of `folded` and appends them in the order of their first word.
    /// The same pattern may be reported twice for the same words; sequences never reach beyond `range`.
    pub fn find(
        &self,
        folded: &Folded,
        range: std::ops::Range<usize>,
        particles: &[Box<[u8]>],
        found: &mut Vec<Found>,
    ) {
        let offset = range.start as u32;
        let Some(words) = folded.words().get(range) else {
            return;
        };
        let mut walk = Walk {
            folded,
            words,
            particles,
            offset,
            first: 0,
            found,
        };
        for first in 0..words.len() {
            walk.first = first as u32;
            self.at_word(ROOT, first, &mut walk);
        }
    }

    /// Tries the word at `index` from a node that stands at the start of a word.
    fn at_word(&self, node: u32, index: usize, walk: &mut Walk<'_>) {
        let here = &self.nodes[node as usize];
        for at in here.outputs..here.outputs + u32::from(here.output_count) {
            walk.found.push(Found {
                first: walk.offset + walk.first,
                end: walk.offset + index as u32,
                output: self.outputs[at as usize],
            });
        }
        if here.span == 0 && here.inner == NONE {
            return;
        }
        let Some(word) = walk.words.get(index) else {
            return;
        };
        let bytes = walk.folded.bytes(word);
        if bytes.len() > MAX_WORD_BYTES {
            return;
        }
        if here.span > 0 {
            if self.may_begin(node, bytes) {
                self.in_word(node, bytes, 0, index, walk);
            }
            for particle in walk.particles {
                // What is left must be a word: two letters, and the letters of these scripts have two bytes, of which the
                // second tells most of them apart.
                if bytes.len() >= particle.len() + 4
                    && bytes.get(1) == particle.get(1)
                    && bytes.starts_with(particle)
                    && self.may_begin(node, &bytes[particle.len()..])
                {
                    self.in_word(node, bytes, particle.len(), index, walk);
                }
            }
        }
        if here.inner != NONE {
            for start in 0..bytes.len() {
                // Patterns begin with whole characters, so none begins within one.
                let rest = &bytes[start..];
                if (node != ROOT || self.begins_inside.may(rest)) && self.goes_on(here.inner, rest)
                {
                    self.in_word(here.inner, bytes, start, index, walk);
                }
            }
        }
    }

    /// Whether the pattern or its next word may begin with this word: nearly all words end here.
    #[inline]
    fn may_begin(&self, node: u32, bytes: &[u8]) -> bool {
        if node == ROOT {
            self.begins.may(bytes)
        } else {
            self.goes_on(node, bytes)
        }
    }

    /// Whether a node at the start of a word has a way on over its first byte.
    #[inline]
    fn goes_on(&self, node: u32, bytes: &[u8]) -> bool {
        bytes.first().is_some_and(|byte| {
            // An edge for digits lies below all letters: what may begin with a digit is looked at closely.
            self.edge(node, *byte).is_some() || byte.is_ascii_digit()
        })
    }

    /// Follows the bytes of a word from `at` on.
    fn in_word(
        &self,
        mut node: u32,
        bytes: &[u8],
        mut at: usize,
        index: usize,
        walk: &mut Walk<'_>,
    ) {
        loop {
            let here = &self.nodes[node as usize];
            if here.label_length > 0 {
                let from = here.label as usize;
                let label = &self.labels[from..from + usize::from(here.label_length)];
                // Most words end here with the first byte, which saves the call for the rest.
                if bytes.get(at) != label.first() || !bytes[at..].starts_with(label) {
                    return;
                }
                at += label.len();
            }
            if here.open != NONE {
                self.at_word(here.open, index + 1, walk);
            }
            let Some(byte) = bytes.get(at).copied() else {
                if here.closed != NONE {
                    self.at_word(here.closed, index + 1, walk);
                }
                return;
            };
            if byte.is_ascii_digit()
                && let Some(next) = self.edge(node, b'#')
            {
                let digits = bytes[at..]
                    .iter()
                    .take(MAX_DIGITS)
                    .take_while(|b| b.is_ascii_digit())
                    .count();
                self.in_word(next, bytes, at + digits, index, walk);
            }
            match self.edge(node, byte) {
                Some(next) => node = next,
                None => return,
            }
            at += 1;
        }
    }

    #[inline]
    fn edge(&self, node: u32, byte: u8) -> Option<u32> {
        let here = &self.nodes[node as usize];
        let at = u16::from(byte.wrapping_sub(here.low));
        if at >= here.span {
            return None;
        }
        Some(self.targets[here.edges as usize + usize::from(at)]).filter(|n| *n != NONE)
    }
}

#[cfg(test)]
mod tests {
    use super::super::fold::Reading;
    use super::super::pattern::parse;
    use super::*;

    fn hits(
        terms: &[&str],
        text: &str,
        reading: Reading,
        particles: &[&str],
    ) -> Vec<(String, usize)> {
        let mut builder = Builder::default();
        for (i, term) in terms.iter().enumerate() {
            builder.insert(&parse(term, reading).unwrap(), i as u32);
        }
        let trie = builder.build();
        let mut folded = Folded::default();
        let range = folded.push(text, 0..text.len(), reading);
        let particles: Vec<Box<[u8]>> = particles.iter().map(|p| p.as_bytes().into()).collect();
        let mut found = Vec::new();
        trie.find(&folded, range, &particles, &mut found);
        found.dedup();
        found
            .iter()
            .map(|f| {
                let (a, b) = (
                    folded.words()[f.first as usize],
                    folded.words()[f.end as usize - 1],
                );
                (
                    text[a.start as usize..b.end as usize].to_owned(),
                    f.output as usize,
                )
            })
            .collect()
    }

    fn found(terms: &[&str], text: &str) -> Vec<String> {
        hits(terms, text, Reading::Words, &[])
            .into_iter()
            .map(|(t, _)| t)
            .collect()
    }

    #[test]
    fn whole_words_do_not_match_longer_ones_and_open_ones_do() {
        assert_eq!(found(&["gaz"], "le gaz, la gazelle"), ["gaz"]);
        assert_eq!(
            found(&["pétrol*"], "Pétrole et pétrolier"),
            ["Pétrole", "pétrolier"]
        );
    }

    #[test]
    fn ends_and_middles_of_compounds_match() {
        assert_eq!(
            found(&["*strom"], "Ökostrom Stromnetz Strom"),
            ["Ökostrom", "Strom"]
        );
        assert_eq!(
            found(&["*klima*"], "Weltklimarat Klima Klitma"),
            ["Weltklimarat", "Klima"]
        );
    }

    #[test]
    fn phrases_take_a_star_on_each_word_and_stay_together() {
        let terms = ["réseau* électrique*"];
        assert_eq!(
            found(&terms, "les réseaux électriques"),
            ["réseaux électriques"]
        );
        assert!(found(&terms, "les réseaux très électriques").is_empty());
    }

    #[test]
    fn digits_stand_for_any_number() {
        assert_eq!(found(&["cop#"], "COP29 cop COP3b"), ["COP29"]);
        assert_eq!(found(&["g7", "g#"], "G7 G20"), ["G7", "G7", "G20"]);
    }

    #[test]
    fn particles_are_taken_off_before_a_word() {
        let particles = ["ال", "و", "وال"];
        let got = hits(&["طاقه"], "والطاقة الطاقة طاقة", Reading::Words, &particles);
        assert_eq!(got.len(), 3);
    }

    #[test]
    fn characters_match_anywhere_in_unspaced_text() {
        let got = hits(
            &["峰会", "COP#峰会"],
            "出席COP29峰会的",
            Reading::Characters,
            &[],
        );
        assert_eq!(got, [("COP29峰会".to_owned(), 1), ("峰会".to_owned(), 0)]);
    }

    #[test]
    fn a_word_of_a_million_letters_costs_one_look() {
        let text = "klima".repeat(200_000);
        assert!(found(&["*klima*", "k*"], &text).is_empty());
    }
}
