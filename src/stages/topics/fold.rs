//! Folding: text to the plain words that terms are compared with.
//!
//! Owns the table that says what each character becomes (case, accents, width, Arabic and Hebrew marks, digits of all
//! scripts) and the one pass that cuts a text into words. Promises: every word knows the bytes of the original text it
//! stands for, always on character borders and in order; folding folded text changes nothing; the cost is linear and the
//! text is read once. Never looks at a language beyond the question whether characters are words of their own.
//!
//! Terms and texts go through the same pass, so a hyphen, an apostrophe or a full stop separates words in both. Where a
//! sentence ends is noted on the way ([`Stops`]), because rules between words end there too.

mod letters;

pub(super) use letters::digit;

use super::stops::Stops;
use letters::{
    CONTROL, EXPANDS, KIND, LETTER, MARK, NON_JOINER, class_of, is_arabic, is_gershayim, is_hebrew,
    table,
};
use std::ops::Range;

/// How a text is cut into words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// Runs of letters and digits are words.
    Words,
    /// The same, but every Han or kana character is a word (Chinese, Japanese: no spaces).
    Characters,
}

/// A word: its bytes in the original text and in the folded one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// First byte in the original text.
    pub start: u32,
    /// One past the last byte in the original text.
    pub end: u32,
    /// First byte in [`Folded::text`].
    pub from: u32,
    /// One past the last byte in [`Folded::text`].
    pub to: u32,
}

/// Words of one or several texts, folded. Words don't touch in meaning: nothing stands between them in `text`.
#[derive(Debug, Default, Clone)]
pub struct Folded {
    text: Vec<u8>,
    words: Vec<Word>,
    stops: Stops,
}

/// First code point that is read character by character under [`Reading::Characters`].
const FIRST_UNSPACED: u32 = 0x2e80;

/// What ASCII letters and digits become; 0 for everything else.
const ASCII: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        if (byte as u8).is_ascii_alphanumeric() {
            table[byte] = (byte as u8).to_ascii_lowercase();
        }
        byte += 1;
    }
    table
};

/// A word that is being read.
#[derive(Default)]
struct Current {
    is_open: bool,
    /// Bytes of the original text so far.
    start: u32,
    end: u32,
    /// First byte in the folded text.
    from: u32,
}

impl Folded {
    /// An empty one with room for a text of `bytes`.
    pub fn with_capacity(bytes: usize) -> Self {
        Self {
            text: Vec::with_capacity(bytes),
            words: Vec::with_capacity(bytes / 4 + 8),
            stops: Stops::default(),
        }
    }

    /// All words so far.
    pub fn words(&self) -> &[Word] {
        &self.words
    }

    /// Where sentences end among the words.
    pub fn stops(&self) -> &Stops {
        &self.stops
    }

    /// The folded bytes of a word; UTF-8.
    pub fn bytes(&self, word: &Word) -> &[u8] {
        // Offsets come from this text: `from..to` was its length before and after the word was written.
        &self.text[word.from as usize..word.to as usize]
    }

    /// Folds `text[range]` and appends its words; returns which ones. Offsets of the words count from the start of
    /// `text`. `range` must lie on character borders of a text shorter than 4 GiB.
    pub fn push(&mut self, text: &str, range: Range<usize>, reading: Reading) -> Range<usize> {
        let first = self.words.len();
        let table = table();
        let base = range.start;
        let mut open = Current::default();
        let mut previous = ' ';
        self.stops.begin();
        let slice = &text[range];
        let bytes = slice.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let byte = bytes[at];
            // Most text is ASCII letters with single spaces between them.
            let plain = ASCII[usize::from(byte)];
            if plain != 0 {
                self.open(&mut open, base + at, byte as char);
                while let Some(plain) = bytes.get(at).map(|b| ASCII[usize::from(*b)])
                    && plain != 0
                {
                    self.text.push(plain);
                    at += 1;
                }
                previous = bytes[at - 1] as char;
                open.end = (base + at) as u32;
                continue;
            }
            let (c, length) = if byte < 0x80 {
                (byte as char, 1)
            } else {
                let Some(c) = slice[at..].chars().next() else {
                    break;
                };
                (c, c.len_utf8())
            };
            let start = base + at;
            let end = (start + length) as u32;
            at += length;
            let class = match table.classes.get(c as usize) {
                Some(class) => *class,
                None => class_of(c),
            };
            match class.0 & KIND {
                LETTER => {
                    let code = class.0 & !KIND;
                    let alone = reading == Reading::Characters && code >= FIRST_UNSPACED;
                    if alone {
                        self.close(&mut open);
                    }
                    self.open(&mut open, start, c);
                    self.write(code);
                    open.end = end;
                    if alone {
                        self.close(&mut open);
                    }
                }
                EXPANDS => {
                    self.open(&mut open, start, c);
                    if let Some(letters) = table.expansions.get((class.0 & !KIND) as usize) {
                        self.text.extend_from_slice(letters.as_bytes());
                    }
                    open.end = end;
                }
                MARK if open.is_open => open.end = end,
                NON_JOINER if is_arabic(previous) => self.close(&mut open),
                MARK | CONTROL | NON_JOINER => {}
                _ if is_gershayim(c)
                    && is_hebrew(previous)
                    && slice[at..].chars().next().is_some_and(is_hebrew) => {}
                _ => {
                    self.close(&mut open);
                    if c == ' ' {
                        self.stops.space();
                    } else {
                        let last = self.words.last();
                        let word = last.filter(|w| w.end == start as u32);
                        let text = &self.text;
                        let word = word.map(|w| &text[w.from as usize..w.to as usize]);
                        self.stops.separator(c, word, reading);
                    }
                }
            }
            previous = c;
        }
        self.close(&mut open);
        first..self.words.len()
    }

    /// Begins a word at this byte of the text, unless one is open.
    fn open(&mut self, open: &mut Current, start: usize, first: char) {
        if !open.is_open {
            self.stops.word(self.words.len(), first);
            *open = Current {
                is_open: true,
                start: start as u32,
                end: start as u32,
                from: self.text.len() as u32,
            };
        }
    }

    fn close(&mut self, open: &mut Current) {
        if open.is_open {
            open.is_open = false;
            self.words.push(Word {
                start: open.start,
                end: open.end,
                from: open.from,
                to: self.text.len() as u32,
            });
        }
    }

    fn write(&mut self, code: u32) {
        // Most letters beyond ASCII have two or three bytes; written out, they cost no call.
        let low = |shift: u32| (code >> shift & 0x3f) as u8 | 0x80;
        match code {
            0..0x80 => return self.text.push(code as u8),
            0x80..0x800 => {
                let bytes = [(code >> 6) as u8 | 0xc0, low(0)];
                return self.text.extend_from_slice(&bytes);
            }
            0x800..0xd800 | 0xe000..0x1_0000 => {
                let bytes = [(code >> 12) as u8 | 0xe0, low(6), low(0)];
                return self.text.extend_from_slice(&bytes);
            }
            _ => {}
        }
        let mut buffer = [0; 4];
        let c = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
        self.text
            .extend_from_slice(c.encode_utf8(&mut buffer).as_bytes());
    }
}

/// Folds a short text to words joined by one space; for terms, code names and head words.
pub fn fold_words(text: &str, reading: Reading) -> String {
    let mut folded = Folded::default();
    folded.push(text, 0..text.len(), reading);
    let words: Vec<_> = folded
        .words()
        .iter()
        .map(|w| String::from_utf8_lossy(folded.bytes(w)))
        .collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> String {
        fold_words(text, Reading::Words)
    }

    #[test]
    fn case_accents_and_width_disappear() {
        assert_eq!(
            words("Énergie ŁÓDŹ İstanbul ılık Straße"),
            "energie lodz istanbul ilik strasse"
        );
        assert_eq!(words("ＣＯＰ２９ ё Й Ї"), "cop29 е и і");
        assert_eq!(words("Ενέργειας"), "ενεργειασ");
    }

    #[test]
    fn arabic_and_hebrew_spellings_meet() {
        assert_eq!(words("الطّاقـة"), words("الطاقه"));
        assert_eq!(words("إيران"), words("ایران"));
        assert_eq!(words("שָׁלוֹם"), "שלום");
        assert_eq!(words("٢٠٢٦ ۲۰۲۶"), "2026 2026");
    }

    #[test]
    fn indic_vowels_kana_and_hangul_keep_their_marks() {
        assert_eq!(words("जलवायु परिवर्तन"), "जलवायु परिवर्तन");
        assert_eq!(words("ガス 에너지"), "ガス 에너지");
        assert_ne!(words("ガス"), words("カス"));
    }

    #[test]
    fn the_non_joiner_parts_persian_words_and_nothing_else() {
        assert_eq!(words("هسته\u{200c}ای"), "هسته ای");
        assert_eq!(words("en\u{200c}er\u{ad}gy"), "energy");
    }

    #[test]
    fn every_apostrophe_parts_a_word_alike() {
        for apostrophe in ['\'', '’', '‘', 'ʼ', 'ʻ', '＇', '`', '´', 'ꞌ'] {
            let text = format!("об{apostrophe}єкт l{apostrophe}énergie");
            assert_eq!(words(&text), "об єкт l energie", "{apostrophe}");
        }
    }

    #[test]
    fn gershayim_inside_a_hebrew_acronym_disappear_and_quotation_marks_do_not() {
        for acronym in ["ארה\"ב", "ארה״ב", "ארה”ב", "ארהב"] {
            assert_eq!(words(acronym), "ארהב");
        }
        assert_eq!(words("ג'ורג׳ \"חברת החשמל\""), "גורג חברת החשמל");
    }

    #[test]
    fn a_nukta_may_be_part_of_the_letter_follow_it_or_be_left_out() {
        for word in ["सड\u{93c}क", "स\u{95c}क", "सडक"] {
            assert_eq!(words(word), "सडक");
        }
        assert_eq!(words("गै\u{938}"), words("गैस"));
        assert_eq!(words("पहु\u{901}च"), words("पहु\u{902}च"));
    }

    #[test]
    fn full_width_letters_are_read_as_narrow_ones() {
        assert_eq!(
            fold_words("ＥＵとＯＰＥＣ＋", Reading::Characters),
            "eu と opec"
        );
    }

    #[test]
    fn hyphens_apostrophes_and_stops_part_words() {
        assert_eq!(
            words("l’énergie d'EDF, U.N.-backed обʼєкт"),
            "l energie d edf u n backed об єкт"
        );
    }

    #[test]
    fn han_and_kana_are_words_of_their_own_where_asked() {
        let folded = fold_words("在COP29峰会", Reading::Characters);
        assert_eq!(folded, "在 cop29 峰 会");
        assert_eq!(words("峰会"), "峰会");
    }

    proptest! {
        #[test]
        fn offsets_are_on_borders_in_order_and_inside(text in ".{0,80}", characters: bool) {
            let reading = if characters { Reading::Characters } else { Reading::Words };
            let mut folded = Folded::default();
            folded.push(&text, 0..text.len(), reading);
            let mut last = (0, 0);
            for w in folded.words() {
                prop_assert!(w.start >= last.0 && w.start < w.end && w.end as usize <= text.len());
                prop_assert!(w.from == last.1 && w.from < w.to);
                prop_assert!(text.is_char_boundary(w.start as usize) && text.is_char_boundary(w.end as usize));
                prop_assert!(std::str::from_utf8(folded.bytes(w)).is_ok());
                last = (w.end, w.to);
            }
        }

    }

    #[test]
    fn folding_twice_changes_nothing() {
        for c in (0..=0x2_ffff).filter_map(char::from_u32) {
            let once = words(&format!("a{c}b"));
            assert_eq!(words(&once), once, "U+{:04X}", c as u32);
        }
    }
}
