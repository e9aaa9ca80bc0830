//! Sentence ends among the words of a folded text.
//!
//! Owns the question where a phrase or a rule between words may not go on: after `.`, `!`, `?` and their kin in other
//! scripts, and, for phrases only, at the commas of Chinese and Japanese, where words have no spaces that would tell a
//! phrase from a chance meeting. Promises linear time and one look for each separator. Rather misses an end than invents
//! one: initials, ordinals and abbreviations (`U.S. President`, `3. März`, `млн. тонн`) end nothing.

use super::fold::Reading;

/// Where sentences end, as indices of the words that begin the next one, in order.
#[derive(Debug, Default, Clone)]
pub struct Stops {
    sentences: Vec<u32>,
    commas: Vec<u32>,
    waiting: Waiting,
    comma: bool,
}

/// What was read since the last word.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Waiting {
    #[default]
    Nothing,
    /// A full stop that ends a sentence if a space and no small letter follow.
    Stop,
    /// The same after the space.
    Spaced,
    /// A stop that nothing can undo.
    Sure,
}

/// Folded words before a full stop that is no end, beyond words of one or two letters and numbers: titles, ranks, months,
/// companies and counts in the languages that write a capital letter after them.
const ABBREVIATIONS: &[&str] = &[
    "mrs", "gen", "col", "gov", "sen", "rep", "rev", "hon", "prof", "capt", "maj", "sgt", "cmdr",
    "adm", "supt", "inc", "ltd", "corp", "bros", "dept", "univ", "jan", "feb", "aug", "sept",
    "oct", "nov", "dec", "etc", "vgl", "bzw", "ing", "mag", "dipl", "nato", "mme", "mlle", "min",
    "max", "art", "sra", "dra", "gral", "cia", "num", "pag", "exmo", "dott", "avv", "sig", "onor",
    "mgr", "inz", "tys", "mln", "mld", "mlrd", "ust", "mrd", "mio", "proc", "pkt", "tzv", "str",
    "jud", "тыс", "млн", "млрд", "руб", "проф", "акад", "ген", "тис", "грн", "хил", "doc", "dhr",
    "mevr", "drs", "resp", "bl",
];

impl Stops {
    /// A new stretch of text: nothing waits from the one before.
    pub(super) fn begin(&mut self) {
        self.waiting = Waiting::Nothing;
        self.comma = false;
    }

    /// A character between words; `word` is the folded word that ends right before it.
    pub(super) fn separator(&mut self, c: char, word: Option<&[u8]>, reading: Reading) {
        match c {
            '.' | '…' if self.waiting == Waiting::Nothing && word.is_some_and(may_end) => {
                self.waiting = Waiting::Stop;
            }
            '!' | '?' if self.waiting == Waiting::Nothing => {
                self.waiting = Waiting::Stop;
            }
            '。' | '！' | '？' | '｡' | '।' | '॥' | '؟' | '۔' => {
                self.waiting = Waiting::Sure;
            }
            '，' | '、' | '､' | '；' if reading == Reading::Characters => self.comma = true,
            _ if self.waiting == Waiting::Stop && c.is_whitespace() => {
                self.waiting = Waiting::Spaced;
            }
            _ => {}
        }
    }

    /// A space between words.
    pub(super) fn space(&mut self) {
        if self.waiting == Waiting::Stop {
            self.waiting = Waiting::Spaced;
        }
    }

    /// A word begins with this character of the text; `index` is its own.
    pub(super) fn word(&mut self, index: usize, first: char) {
        if self.comma {
            self.comma = false;
            self.commas.push(index as u32);
        }
        if self.waiting == Waiting::Nothing {
            return;
        }
        if self.waiting == Waiting::Sure || self.waiting == Waiting::Spaced && !first.is_lowercase()
        {
            self.sentences.push(index as u32);
        }
        self.waiting = Waiting::Nothing;
    }

    /// Whether no sentence and no comma ends inside the words `first..end`.
    pub fn is_one_phrase(&self, first: u32, end: u32) -> bool {
        none_inside(&self.sentences, first, end) && none_inside(&self.commas, first, end)
    }

    /// First word and one past the last word of the sentence around a word, `low..high` at most.
    pub fn sentence(&self, word: u32, low: u32, high: u32) -> (u32, u32) {
        let next = self.sentences.partition_point(|stop| *stop <= word);
        let before = next.checked_sub(1).and_then(|i| self.sentences.get(i));
        (
            before.map_or(low, |stop| low.max(*stop)),
            self.sentences
                .get(next)
                .map_or(high, |stop| high.min(*stop)),
        )
    }
}

fn none_inside(stops: &[u32], first: u32, end: u32) -> bool {
    let next = stops.partition_point(|stop| *stop <= first);
    stops.get(next).is_none_or(|stop| *stop >= end)
}

/// Whether a full stop after this folded word may end a sentence.
fn may_end(word: &[u8]) -> bool {
    let letters = word.iter().filter(|b| **b & 0xc0 != 0x80).count();
    let digits = word.iter().all(u8::is_ascii_digit);
    let unspaced = word.first().is_some_and(|b| *b >= 0xe3);
    let short = letters < 3 && !unspaced;
    // Years end sentences, ordinals have one or two digits and are short.
    let ordinal = digits && letters < 4;
    let abbreviated = std::str::from_utf8(word).is_ok_and(|w| ABBREVIATIONS.contains(&w));
    !short && !ordinal && !abbreviated
}

#[cfg(test)]
mod tests {
    use super::super::fold::{Folded, Reading};

    /// The words that begin a sentence, the first one apart.
    fn begins(text: &str, reading: Reading) -> Vec<String> {
        let mut folded = Folded::default();
        let words = folded.push(text, 0..text.len(), reading);
        let high = words.end as u32;
        words
            .map(|w| w as u32)
            .filter(|w| *w > 0 && folded.stops().sentence(*w, 0, high).0 == *w)
            .map(|w| String::from_utf8_lossy(folded.bytes(&folded.words()[w as usize])).into())
            .collect()
    }

    #[test]
    fn sentences_end_at_stops_before_a_space_and_no_small_letter() {
        let text =
            "Talks failed. \"Never!\" he said. (Oil rose.) Was it gas? It was in 2026. Then rain";
        assert_eq!(
            begins(text, Reading::Words),
            ["never", "oil", "was", "it", "then"]
        );
        assert_eq!(begins("वार्ता विफल। तेल बढ़ा", Reading::Words), ["तेल"]);
        assert_eq!(begins("انتهت المحادثات. وقالت", Reading::Words), ["وقالت"]);
    }

    #[test]
    fn initials_ordinals_numbers_and_abbreviations_end_nothing() {
        for text in [
            "the U.S. President and J. Smith",
            "am 3. März",
            "about 3.5 Percent",
            "Gen. Miller and Prof. Lind",
            "5 млн. Тонн",
        ] {
            assert!(begins(text, Reading::Words).is_empty(), "{text}");
        }
    }

    #[test]
    fn unspaced_sentences_end_at_their_own_stops_and_phrases_at_commas_too() {
        assert_eq!(begins("会谈结束。油价上涨", Reading::Characters), ["油"]);
        let mut folded = Folded::default();
        folded.push("气候，变化", 0.."气候，变化".len(), Reading::Characters);
        assert!(folded.stops().is_one_phrase(0, 2) && folded.stops().is_one_phrase(2, 4));
        assert!(!folded.stops().is_one_phrase(0, 4));
        assert_eq!(folded.stops().sentence(3, 0, 4), (0, 4));
    }

    #[test]
    fn a_stretch_of_text_inherits_no_stop_from_the_one_before() {
        let mut folded = Folded::default();
        let text = "Oil rose. Gas fell";
        folded.push(text, 0..10, Reading::Words);
        folded.push(text, 10..text.len(), Reading::Words);
        assert!(folded.stops().is_one_phrase(1, 3));
    }
}
