//! Text as the rows of a table that it touches.
//!
//! Owns the folding of letters and the hashing, which must agree to the bit with `taxonomy/recipe/language/train.py`:
//! changing one means training again. A text is read as words of one script; everything else separates words. Each letter
//! gives the trigram that it ends, each word's end gives the closing trigram and the whole word.

use unicode_normalization::char::is_combining_mark;

/// Script of a table: what counts as a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Letters {
    Latin,
    Cyrillic,
    Arabic,
}

const BREAK: u32 = 0x20;
const SKIP: u32 = 0;
/// Code points with an entry of their own in the fold table: all of the three scripts but Latin Extended Additional.
const DIRECT: usize = 0x780;

/// Knuth's multiplicative constant, the two round constants of `MurmurHash3` and one of lowbias32: any odd constants would
/// do, these are known to spread.
const MIX_A: u32 = 0x9E37_79B1;
const MIX_B: u32 = 0x85EB_CA6B;
const MIX_C: u32 = 0xC2B2_AE35;
const MIX_D: u32 = 0x2C1B_3C6D;
const FNV_PRIME: u32 = 0x0100_0193;

/// Turns text of one script into rows.
#[derive(Debug)]
pub(super) struct Features {
    letters: Letters,
    /// For a code point: the folded letter, `BREAK` or `SKIP`.
    fold: Vec<u16>,
    trigram_shift: u32,
    word_shift: u32,
    /// Rows of trigrams; those of words follow.
    trigrams: u16,
}

impl Features {
    /// Bits are those of the number of trigram rows and of word rows, 1–15.
    pub(super) fn new(letters: Letters, trigram_bits: u32, word_bits: u32) -> Self {
        let fold = (0..DIRECT as u32)
            .map(|code| char::from_u32(code).map_or(BREAK, |c| fold(letters, c)) as u16)
            .collect();
        Self {
            letters,
            fold,
            trigram_shift: 32 - trigram_bits,
            word_shift: 32 - word_bits,
            trigrams: 1 << trigram_bits,
        }
    }

    /// Calls `row` with each row of the table that the text touches, in order.
    pub(super) fn walk(&self, text: &str, mut row: impl FnMut(u16)) {
        let (mut before, mut last, mut word) = (BREAK, BREAK, 0_u32);
        for c in text.chars().chain(std::iter::once(' ')) {
            let code = self
                .fold
                .get(c as usize)
                .map_or_else(|| fold(self.letters, c), |folded| u32::from(*folded));
            if code == SKIP || (code == BREAK && last == BREAK) {
                continue;
            }
            row(self.trigram(before, last, code));
            if code == BREAK {
                row(self.trigrams + (word.wrapping_mul(MIX_A) >> self.word_shift) as u16);
                (before, last, word) = (BREAK, BREAK, 0);
            } else {
                word = (word ^ code).wrapping_mul(FNV_PRIME);
                (before, last) = (last, code);
            }
        }
    }

    fn trigram(&self, a: u32, b: u32, c: u32) -> u16 {
        let mut hash = a.wrapping_mul(MIX_A) ^ b.wrapping_mul(MIX_B) ^ c.wrapping_mul(MIX_C);
        hash ^= hash >> 15;
        (hash.wrapping_mul(MIX_D) >> self.trigram_shift) as u16
    }
}

fn fold(letters: Letters, c: char) -> u32 {
    let code = c as u32;
    // Arabic vowel signs and tatweel, combining accents, soft hyphen: inside words, and they tell nothing.
    if matches!(code, 0x64B..=0x65F | 0x670 | 0x640 | 0x300..=0x36F | 0xAD) {
        return SKIP;
    }
    let lower = match c.to_lowercase().next().unwrap_or(c) {
        // Romanian is sent with comma or cedilla below.
        'ș' => 'ş',
        'ț' => 'ţ',
        other => other,
    };
    if lower.is_alphabetic() && !is_combining_mark(lower) && letters_of(lower) == Some(letters) {
        lower as u32
    } else {
        BREAK
    }
}

fn letters_of(c: char) -> Option<Letters> {
    match c as u32 {
        0..=0x24F | 0x259 | 0x1E00..=0x1EFF => Some(Letters::Latin),
        0x400..=0x52F => Some(Letters::Cyrillic),
        0x620..=0x6FF | 0x750..=0x77F => Some(Letters::Arabic),
        _ => None,
    }
}
