//! The trained tables and how a text is scored with them.
//!
//! Owns `model.bin`: for each script one matrix of int8 weights, a row for each hashed feature and a column for each
//! class. A class is one of our languages or stands for others that must not be taken for one of ours. Promises
//! probabilities that sum to at most 1, and exact integer sums, so that every machine answers alike. Never trains.

use super::Posterior;
use super::features::{Features, Letters};
use super::sample::Sample;
use crate::story::Language;

const MODEL: &[u8] = include_bytes!("model.bin");
const MAGIC: &[u8] = b"CTLANG1\n";

/// Fewer letters than this tell no language within a script: `OPEC`, `G20`, a name.
const FEWEST_FEATURES: usize = 12;

/// Letters of Central Kurdish, Pashto, Uyghur and Sindhi, which share the Arabic script and have no class.
const NO_CLASS: &str = "ەێۆڕڵټځڅډړږښڼېۇۈۋڭڪڻ";

/// One table a script.
#[derive(Debug)]
pub(super) struct Tables {
    latin: Table<32>,
    cyrillic: Table<8>,
    arabic: Table<4>,
}

impl Tables {
    /// The tables that ship.
    ///
    /// # Panics
    ///
    /// Only if the embedded file is not what the recipe writes, which the tests of this module rule out for a build.
    pub(super) fn builtin() -> Self {
        let mut reader = Reader(MODEL);
        Self::read(&mut reader).expect("model.bin is embedded and the tests read it")
    }

    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        if reader.take(MAGIC.len())? != MAGIC || reader.byte()? != 3 {
            return None;
        }
        Some(Self {
            latin: Table::read(reader, Letters::Latin, b"Latin")?,
            cyrillic: Table::read(reader, Letters::Cyrillic, b"Cyrillic")?,
            arabic: Table::read(reader, Letters::Arabic, b"Arabic")?,
        })
    }

    pub(super) fn latin(&self, sample: &Sample<'_>) -> Posterior {
        let posterior = self.latin.posterior(sample);
        match posterior.best() {
            // Turkmen and Uzbek look like their neighbours to the table, but have letters of their own.
            Some((Language::Az | Language::Tr, _)) if is_of_central_asia(sample) => {
                Posterior::unknown()
            }
            _ => posterior,
        }
    }

    pub(super) fn cyrillic(&self, sample: &Sample<'_>) -> Posterior {
        let posterior = self.cyrillic.posterior(sample);
        match posterior.best() {
            // Kyrgyz and Tatar look Kazakh to the table, but lack the letters without which no Kazakh sentence is written.
            Some((Language::Kk, _)) if !has_any(sample, "қғұіҚҒҰІ") => Posterior::unknown(),
            _ => posterior,
        }
    }

    pub(super) fn arabic(&self, sample: &Sample<'_>) -> Posterior {
        let posterior = self.arabic.posterior(sample);
        if !has_any(sample, NO_CLASS) {
            return posterior;
        }
        match posterior.best() {
            // A foreign name in a long text is no reason to doubt it.
            Some((_, p)) if p > 0.98 && few(sample, NO_CLASS) => posterior,
            _ => Posterior::unknown(),
        }
    }
}

/// `ň` and `ý` of Turkmen, `oʻ` and `gʻ` of Uzbek, more than a foreign name has.
fn is_of_central_asia(sample: &Sample<'_>) -> bool {
    let letters = sample.pieces().flat_map(str::chars);
    let turkmen = letters.filter(|c| matches!(c, 'ň' | 'ý' | 'Ň' | 'Ý'));
    let before_sign = |piece: &str| {
        ["oʻ", "gʻ", "o‘", "g‘", "Oʻ", "O‘"]
            .iter()
            .map(|pair| piece.matches(pair).count())
            .sum::<usize>()
    };
    turkmen.count() >= 3 || sample.pieces().map(before_sign).sum::<usize>() >= 2
}

/// Any of these letters.
fn has_any(sample: &Sample<'_>, letters: &str) -> bool {
    sample
        .pieces()
        .any(|piece| piece.contains(|c| letters.contains(c)))
}

/// Not more than one letter in a hundred.
fn few(sample: &Sample<'_>, letters: &str) -> bool {
    let (mut hits, mut all) = (0, 0);
    for c in sample.pieces().flat_map(str::chars) {
        all += 1;
        hits += usize::from(letters.contains(c));
    }
    hits * 100 <= all
}

#[derive(Debug)]
struct Table<const CLASSES: usize> {
    features: Features,
    rows: Vec<[i8; CLASSES]>,
    classes: [Option<Language>; CLASSES],
    scale: f32,
}

impl<const CLASSES: usize> Table<CLASSES> {
    fn read(reader: &mut Reader<'_>, letters: Letters, name: &[u8]) -> Option<Self> {
        let name_length = usize::from(reader.byte()?);
        let (trigram_bits, word_bits) = (reader.byte()?, reader.byte()?);
        if usize::from(reader.byte()?) != CLASSES
            || !(1..=15).contains(&trigram_bits)
            || !(1..=15).contains(&word_bits)
        {
            return None;
        }
        let scale = f32::from_le_bytes(reader.take(4)?.try_into().ok()?);
        if reader.take(name_length)? != name {
            return None;
        }
        let mut classes = [None; CLASSES];
        for class in &mut classes {
            let code = std::str::from_utf8(reader.take(4)?).ok()?.trim_end();
            *class = match code.strip_prefix('?') {
                Some(_) => None,
                None => Some(Language::from_tag(code)?),
            };
        }
        let count = (1_usize << trigram_bits) + (1 << word_bits);
        let rows = reader
            .take(count * CLASSES)?
            .as_chunks::<CLASSES>()
            .0
            .iter()
            .map(|row| row.map(u8::cast_signed))
            .collect();
        Some(Self {
            features: Features::new(letters, u32::from(trigram_bits), u32::from(word_bits)),
            rows,
            classes,
            scale,
        })
    }

    fn posterior(&self, sample: &Sample<'_>) -> Posterior {
        let (sums, count) = self.sum(sample);
        if count < FEWEST_FEATURES {
            return Posterior::blank();
        }
        // As in training: each text counts as the root of its length.
        let factor = self.scale / (count as f32).sqrt();
        let best = sums.iter().copied().max().unwrap_or(0);
        let mut powers = [0_f32; CLASSES];
        for (power, sum) in powers.iter_mut().zip(&sums) {
            *power = ((*sum - best) as f32 * factor).exp();
        }
        let total: f32 = powers.iter().sum();
        let mut posterior = Posterior::unknown();
        for (class, power) in self.classes.iter().zip(&powers) {
            if let Some(language) = class {
                posterior.known[*language as usize] += power / total;
            }
        }
        posterior
    }

    /// Weights summed by class, and how many rows were touched.
    fn sum(&self, sample: &Sample<'_>) -> ([i32; CLASSES], usize) {
        let mut sums = [0_i32; CLASSES];
        // Rows are gathered first and added in one go, so that the sums stay in registers.
        let mut gathered = [0_u16; FLUSH];
        let (mut pending, mut count) = (0, 0);
        for piece in sample.pieces() {
            self.features.walk(piece, |row| {
                gathered[pending] = row;
                pending += 1;
                if pending == FLUSH {
                    self.add(&gathered, &mut sums);
                    count += FLUSH;
                    pending = 0;
                }
            });
        }
        self.add(&gathered[..pending], &mut sums);
        (sums, count + pending)
    }

    /// Adds at most `FLUSH` rows.
    fn add(&self, gathered: &[u16], sums: &mut [i32; CLASSES]) {
        let mut lanes = [0_i16; CLASSES];
        for row in gathered {
            if let Some(weights) = self.rows.get(usize::from(*row)) {
                for (lane, weight) in lanes.iter_mut().zip(weights) {
                    *lane += i16::from(*weight);
                }
            }
        }
        for (sum, lane) in sums.iter_mut().zip(lanes) {
            *sum += i32::from(lane);
        }
    }
}

/// 250 weights of at most 127 fit an i16, whose lanes are twice as many as an i32's.
const FLUSH: usize = 250;

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(head)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1).map(|bytes| bytes[0])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_file_is_read_to_its_end() {
        let mut reader = Reader(MODEL);
        assert!(Tables::read(&mut reader).is_some());
        assert!(reader.0.is_empty());
    }

    #[test]
    fn a_file_cut_anywhere_is_refused() {
        for end in [0, 4, 9, 12, 40, MODEL.len() / 2, MODEL.len() - 1] {
            assert!(
                Tables::read(&mut Reader(&MODEL[..end])).is_none(),
                "cut at {end}"
            );
        }
    }

    #[test]
    fn every_language_of_the_three_scripts_has_one_class() {
        use crate::story::Script;
        let tables = Tables::builtin();
        let all: Vec<Language> = tables
            .latin
            .classes
            .iter()
            .chain(&tables.cyrillic.classes)
            .chain(&tables.arabic.classes)
            .flatten()
            .copied()
            .collect();
        for language in Language::ALL {
            let expected = matches!(
                language.script(),
                Script::Latin | Script::Cyrillic | Script::Arabic
            );
            let classes = all.iter().filter(|other| *other == language).count();
            assert_eq!(classes, usize::from(expected), "{}", language.code());
        }
    }

    #[test]
    fn sums_do_not_overflow_on_the_longest_sample() {
        let tables = Tables::builtin();
        let text = "the ".repeat(400);
        let (sums, count) = tables.latin.sum(&Sample::of_text(&text));
        assert!(count > 250);
        let mut expected = [0_i32; 32];
        for piece in Sample::of_text(&text).pieces() {
            tables.latin.features.walk(piece, |row| {
                for (sum, weight) in expected
                    .iter_mut()
                    .zip(&tables.latin.rows[usize::from(row)])
                {
                    *sum += i32::from(*weight);
                }
            });
        }
        assert_eq!(sums, expected);
    }
}
