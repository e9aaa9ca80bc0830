//! Terms as written, cut into word patterns.
//!
//! Owns the little language of terms: words separated by spaces, each with a star at its start or end, `#` for digits,
//! `=` for letters compared as they stand. Terms pass through the same folding as texts.

use super::fold::{Folded, Reading, fold_words};
use super::problem::{Fault, MAX_WORDS};

/// What one word of a term asks of one word of the text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WordPattern {
    /// Folded letters; `#` stands for one to nine digits.
    pub core: Box<str>,
    /// The core may stand anywhere in the word (`*core*`) or at its end (`*core`).
    pub inner: bool,
    /// The word may go on after the core.
    pub open: bool,
    /// The core as written, when letters count as they stand.
    pub exact: Option<Box<str>>,
}

impl WordPattern {
    /// Whether the original word agrees where letters count as they stand. Only called for words whose folded form matched.
    pub fn agrees(&self, original: &str) -> bool {
        let Some(exact) = self.exact.as_deref() else {
            return true;
        };
        if original.chars().any(is_full_width) {
            let narrow: String = original.chars().map(narrow).collect();
            return self.agrees(&narrow);
        }
        if exact.contains('#') {
            let digits: String = original
                .chars()
                .map(|c| if c.is_ascii_digit() { '#' } else { c })
                .collect();
            let mut squeezed = String::new();
            for c in digits.chars() {
                if c != '#' || !squeezed.ends_with('#') {
                    squeezed.push(c);
                }
            }
            return self.holds(&squeezed, exact);
        }
        self.holds(original, exact)
    }

    fn holds(&self, original: &str, exact: &str) -> bool {
        match (self.inner, self.open) {
            (false, false) => original == exact,
            (false, true) => original.starts_with(exact),
            (true, false) => original.ends_with(exact),
            (true, true) => original.contains(exact),
        }
    }
}

/// Latin letters and digits as wide as Han ones: `！` to `～`, the printable ASCII characters in their order.
fn is_full_width(c: char) -> bool {
    ('\u{ff01}'..='\u{ff5e}').contains(&c)
}

/// The narrow form of a full-width character; others stay.
fn narrow(c: char) -> char {
    if is_full_width(c) {
        char::from_u32(c as u32 - 0xfee0).unwrap_or(c)
    } else {
        c
    }
}

/// Cuts a term into its word patterns.
///
/// Faults: no letters, star inside a word, more than [`MAX_WORDS`] words. Whether a term is too short depends on its use
/// and is the caller's question ([`fires_on_everything`]).
pub fn parse(term: &str, reading: Reading) -> Result<Vec<WordPattern>, Fault> {
    let mut patterns = Vec::new();
    for part in term.split_whitespace() {
        let (case, part) = match part.strip_prefix('=') {
            Some(rest) => (true, rest),
            None => (false, part),
        };
        let inner = part.starts_with('*');
        let open = part.len() > 1 && part.ends_with('*');
        let core = part.trim_matches('*');
        if core.contains('*') {
            return Err(Fault::InnerStar(term.to_owned()));
        }
        let first = patterns.len();
        for (core, written) in words(core, reading) {
            patterns.push(WordPattern {
                core: core.into(),
                inner: false,
                open: false,
                exact: case.then(|| written.into()),
            });
        }
        let unspaced = |p: &WordPattern| {
            reading == Reading::Characters && p.core.chars().all(|c| c as u32 >= 0x2e80)
        };
        // Where characters are words a star has nothing to stand for.
        if let Some(p) = patterns.get_mut(first) {
            p.inner = inner && !unspaced(p);
        }
        if patterns.len() > first
            && let Some(p) = patterns.last_mut()
        {
            p.open = open && !unspaced(p);
        }
    }
    if patterns.is_empty() {
        return Err(Fault::EmptyTerm(term.to_owned()));
    }
    if patterns.len() > MAX_WORDS {
        return Err(Fault::TooLong(term.to_owned()));
    }
    Ok(patterns)
}

/// The words of a core, folded and as written. `#` counts as a letter: it is folded in place of a digit.
fn words(core: &str, reading: Reading) -> Vec<(String, String)> {
    let with_digit = core.replace('#', "0");
    let mut folded = Folded::default();
    folded.push(&with_digit, 0..with_digit.len(), reading);
    folded
        .words()
        .iter()
        .filter_map(|w| {
            // `#` and `0` are one byte each, so the offsets hold for the text as written.
            let written = core.get(w.start as usize..w.end as usize)?;
            let pieces: Vec<String> = written.split('#').map(|p| fold_words(p, reading)).collect();
            Some((pieces.join("#"), written.to_owned()))
        })
        .collect()
}

/// Whether a term could stand in a text as one phrase: phrases end where sentences do.
pub fn is_one_phrase(term: &str, reading: Reading) -> bool {
    let plain = term.replace(['*', '='], "").replace('#', "0");
    let mut folded = Folded::default();
    folded.push(&plain, 0..plain.len(), reading);
    folded.stops().is_one_phrase(0, folded.words().len() as u32)
}

/// Whether a term is so short that it says nothing: fewer than two letters (one where characters are words), or an open
/// or inner pattern of fewer than three (two in scripts that write syllables).
pub fn fires_on_everything(patterns: &[WordPattern], reading: Reading) -> bool {
    let letters: usize = patterns.iter().map(|p| p.core.chars().count()).sum();
    if letters < if reading == Reading::Characters { 1 } else { 2 } {
        return true;
    }
    let [only] = patterns else { return false };
    let least = match only.core.chars().next() {
        Some(c) if c as u32 >= 0x2e80 => 1,
        // Semitic roots and Indic syllables say much in two letters.
        Some(c) if c as u32 >= 0x0590 => 2,
        _ if only.inner => 3,
        _ => 2,
    };
    (only.inner || only.open) && letters < least
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cores(term: &str, reading: Reading) -> Vec<String> {
        let parsed = parse(term, reading).unwrap();
        parsed
            .iter()
            .map(|p| {
                let (a, z) = (
                    if p.inner { "*" } else { "" },
                    if p.open { "*" } else { "" },
                );
                let e = if p.exact.is_some() { "=" } else { "" };
                format!("{e}{a}{}{z}", p.core)
            })
            .collect()
    }

    #[test]
    fn stars_signs_and_separators_are_understood() {
        assert_eq!(
            cores("réseau* électrique*", Reading::Words),
            ["reseau*", "electrique*"]
        );
        assert_eq!(
            cores("d'électricité*", Reading::Words),
            ["d", "electricite*"]
        );
        assert_eq!(
            cores("*klima* =UN COP#", Reading::Words),
            ["*klima*", "=un", "cop#"]
        );
        assert_eq!(
            cores("COP#峰会*", Reading::Characters),
            ["cop#", "峰", "会"]
        );
    }

    #[test]
    fn faults_are_named() {
        assert!(matches!(
            parse(" * ", Reading::Words),
            Err(Fault::EmptyTerm(_))
        ));
        assert!(matches!(
            parse("a*b", Reading::Words),
            Err(Fault::InnerStar(_))
        ));
        assert!(fires_on_everything(
            &parse("e", Reading::Words).unwrap(),
            Reading::Words
        ));
        assert!(fires_on_everything(
            &parse("*er*", Reading::Words).unwrap(),
            Reading::Words
        ));
        assert!(!fires_on_everything(
            &parse("油", Reading::Characters).unwrap(),
            Reading::Characters
        ));
    }

    #[test]
    fn letters_count_as_they_stand_after_an_equals_sign() {
        let p = &parse("=COP#", Reading::Words).unwrap()[0];
        assert!(p.agrees("COP29") && !p.agrees("Cop29"));
        let p = &parse("=UN", Reading::Words).unwrap()[0];
        assert!(p.agrees("UN") && !p.agrees("un"));
        assert!(p.agrees("ＵＮ") && !p.agrees("ｕｎ"));
    }
}
