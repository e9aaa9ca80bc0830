//! Which words may begin a pattern at all: a look at one bit before the trie is walked.
//!
//! Owns the first letters of all patterns of a language, hashed into a table small enough to stay beside the processor.
//! Promises to let every word through that a pattern begins; of the others a few come through by chance, which costs time
//! and changes nothing.

use super::pattern::WordPattern;

/// First bytes that are compared: four of ASCII, as three letters of two bytes take six.
const ASCII: usize = 4;
const OTHER: usize = 6;
const BITS: u32 = 16;

/// The table.
#[derive(Debug, Clone)]
pub struct Begins {
    /// Openings of full length, and whole words that are shorter.
    openings: Box<[u64]>,
    /// By first byte: the lengths at which a pattern that goes on in any way may end.
    short: [u8; 256],
}

impl Default for Begins {
    fn default() -> Self {
        Self {
            openings: vec![0; (1 << BITS) / 64].into_boxed_slice(),
            short: [0; 256],
        }
    }
}

fn length_for(first: u8) -> usize {
    if first < 0x80 { ASCII } else { OTHER }
}

/// Where the opening of a word has its bit.
#[inline]
fn slot(bytes: &[u8], length: usize) -> usize {
    let mut key = bytes.len().min(length) as u64;
    for byte in bytes.iter().take(length) {
        key = key << 8 | u64::from(*byte);
    }
    // Fibonacci hashing (Knuth, The Art of Computer Programming 3, 6.4).
    (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - BITS)) as usize
}

impl Begins {
    /// Enters the first word of a pattern.
    pub fn add(&mut self, pattern: &WordPattern) {
        let core = pattern.core.as_bytes();
        let Some(first) = core.first().copied() else {
            // Any word.
            self.short = [1; 256];
            return;
        };
        if first == b'#' {
            for digit in b'0'..=b'9' {
                self.short[usize::from(digit)] |= 1;
            }
            return;
        }
        let length = length_for(first);
        // A run of digits has any length.
        let plain = core.iter().position(|b| *b == b'#').unwrap_or(core.len());
        let is_open = pattern.open || plain < core.len();
        if plain < length && is_open {
            self.short[usize::from(first)] |= 1 << plain;
            self.set(slot(&core[..plain], plain));
        } else {
            self.set(slot(core, length));
        }
    }

    fn set(&mut self, slot: usize) {
        self.openings[slot / 64] |= 1 << (slot % 64);
    }

    fn is_set(&self, slot: usize) -> bool {
        self.openings[slot / 64] >> (slot % 64) & 1 == 1
    }

    /// Whether a pattern may begin with this word, or with this part of one to its end.
    #[inline]
    pub fn may(&self, bytes: &[u8]) -> bool {
        let Some(first) = bytes.first().copied() else {
            return true;
        };
        if self.is_set(slot(bytes, length_for(first))) {
            return true;
        }
        let short = self.short[usize::from(first)];
        if short == 0 {
            return false;
        }
        short & 1 == 1
            || (1..OTHER)
                .any(|n| short >> n & 1 == 1 && bytes.len() >= n && self.is_set(slot(bytes, n)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::fold::Reading;
    use super::super::pattern::parse;
    use super::*;

    fn begins(terms: &[&str]) -> Begins {
        let mut begins = Begins::default();
        for term in terms {
            begins.add(&parse(term, Reading::Words).unwrap()[0]);
        }
        begins
    }

    #[test]
    fn words_that_a_pattern_begins_come_through() {
        let terms = [
            "oil*",
            "gas",
            "climate summit",
            "eu*",
            "g#",
            "#bn",
            "климат*",
            "ес",
            "气候",
        ];
        let begins = begins(&terms);
        for word in [
            "oil",
            "oilfields",
            "gas",
            "climate",
            "europe",
            "g20",
            "g7",
            "5bn",
            "климата",
            "ес",
            "气候",
        ] {
            assert!(begins.may(word.as_bytes()), "{word}");
        }
    }

    #[test]
    fn nearly_all_other_words_do_not() {
        let begins = begins(&["oil*", "gas", "climate summit", "eu*", "климат*"]);
        let others = [
            "the",
            "gasoline",
            "library",
            "climb",
            "town",
            "mayor",
            "библиотека",
            "кли",
            "older",
            "on",
        ];
        let through: Vec<_> = others.iter().filter(|w| begins.may(w.as_bytes())).collect();
        assert_eq!(through, [&"climb", &"кли"], "they begin as terms do");
    }
}
