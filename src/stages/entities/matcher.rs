//! Finds the gazetteer's forms in a text of one language.
//!
//! Owns the walk over the text: each place where a name may begin is looked up by its first letters, and the longest
//! form that fits, ends at a word's border and may stand there wins. Promises exact byte offsets and one pass; a name is
//! compared at most to its own length, so cost is linear.

use super::fold::{Letters, is_unspaced};
use super::names::{Case, Form, Target};
use crate::story::Language;
use std::sync::Arc;

const BUCKETS: usize = 4096;
const PAIRS: usize = 1 << 15;

/// Forms of one language, by their first letters.
#[derive(Debug)]
pub(super) struct Matcher {
    letters: Arc<Letters>,
    forms: Vec<Form>,
    /// A bit for each hash of two first letters with which a form begins: nearly all words of a text end here.
    pairs: Vec<u64>,
    /// Bucket `n` holds `order[starts[n]..starts[n + 1]]`.
    starts: Vec<u32>,
    order: Vec<u16>,
    /// Particles written together with the word that follows.
    particles: &'static [char],
}

/// A form found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hit {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) target: Target,
}

impl Matcher {
    /// For the forms of a language; `None`: those of all languages with Latin letters.
    pub(super) fn new(language: Option<Language>, letters: Arc<Letters>, forms: Vec<Form>) -> Self {
        let mut pairs = vec![0_u64; PAIRS / 64];
        let mut buckets: Vec<Vec<u16>> = vec![Vec::new(); BUCKETS];
        for (index, form) in forms.iter().enumerate().take(usize::from(u16::MAX)) {
            let Some(first) = form.words.first() else {
                continue;
            };
            let key = match (
                &first.stem[..],
                form.words.get(1).map(|word| &word.stem[..]),
            ) {
                ([a, b, c, ..], _) => [*a, *b, *c],
                ([a, b], _) | ([a], Some([b, ..])) => [*a, *b, '\0'],
                _ => continue,
            };
            let either: &[bool] = if form.case == Case::Any {
                &[true, false]
            } else {
                &[true]
            };
            for upper in either {
                buckets[bucket(key, *upper)].push(index as u16);
                let bit = pair(key[0], key[1], *upper);
                pairs[bit / 64] |= 1 << (bit % 64);
            }
        }
        let mut starts = Vec::with_capacity(BUCKETS + 1);
        let mut order = Vec::new();
        for bucket in buckets {
            starts.push(order.len() as u32);
            order.extend(bucket);
        }
        starts.push(order.len() as u32);
        let particles: &[char] = match language {
            Some(Language::Ar) => &['و', 'ف', 'ب', 'ل', 'ك'],
            Some(Language::He) => &['ו', 'ב', 'ל', 'מ', 'ש', 'כ', 'ה'],
            _ => &[],
        };
        Self {
            letters,
            forms,
            pairs,
            starts,
            order,
            particles,
        }
    }

    /// All forms in the text, from left to right, none overlapping.
    pub(super) fn find(&self, text: &str, mut hit: impl FnMut(Hit)) {
        let (mut before, mut word_before) = (' ', false);
        let mut skip_to = 0;
        for (at, c) in text.char_indices() {
            let word = self.letters.in_word(c);
            if word
                && at >= skip_to
                && (!word_before || is_unspaced(c) || is_unspaced(before))
                && let Some(found) = self.at_word(text, at, before)
            {
                skip_to = found.end;
                hit(found);
            }
            (before, word_before) = (c, word);
        }
    }

    /// Whether a thing of the tables begins exactly here.
    pub(super) fn knows(&self, text: &str, at: usize) -> bool {
        self.at(text, at, ' ', 0)
            .is_some_and(|hit| matches!(hit.target, Target::Thing(_)))
    }

    /// Where the title ends that begins exactly here.
    pub(super) fn title(&self, text: &str, at: usize) -> Option<usize> {
        self.at(text, at, ' ', 0)
            .filter(|hit| matches!(hit.target, Target::Title { .. }))
            .map(|hit| hit.end)
    }

    /// The form at the beginning of a word, or after up to two particles.
    fn at_word(&self, text: &str, at: usize, before: char) -> Option<Hit> {
        if let Some(found) = self.at(text, at, before, 0) {
            return Some(found);
        }
        let mut start = at;
        for c in text[at..].chars().take(2) {
            if !self.particles.contains(&c) {
                return None;
            }
            start += c.len_utf8();
            if let Some(found) = self.at(text, start, ' ', SHORTEST_AFTER_PARTICLE) {
                return Some(found);
            }
        }
        None
    }

    /// The longest form that fits exactly here.
    fn at(&self, text: &str, at: usize, before: char, shortest: usize) -> Option<Hit> {
        let rest = text.get(at..)?;
        let upper = self.letters.is_upper(rest.chars().next()?);
        let mut letters = rest.chars().filter_map(|c| self.letters.fold(c));
        let first = letters.next()?;
        let mut second = letters.next()?;
        // A first word of one letter is known by the next word's.
        let alone = !self.letters.in_word(second);
        if alone {
            second = letters.next()?;
        }
        let bit = pair(first, second, upper);
        if self.pairs[bit / 64] & (1 << (bit % 64)) == 0 {
            return None;
        }
        let third = letters.next().filter(|_| !alone);
        let mut longest = None;
        self.longest(
            text,
            at,
            before,
            shortest,
            bucket([first, second, '\0'], upper),
            &mut longest,
        );
        if let Some(third) = third {
            self.longest(
                text,
                at,
                before,
                shortest,
                bucket([first, second, third], upper),
                &mut longest,
            );
        }
        longest
    }

    /// Puts the longest form of a bucket that fits here in the place of a shorter one.
    fn longest(
        &self,
        text: &str,
        at: usize,
        before: char,
        shortest: usize,
        bucket: usize,
        longest: &mut Option<Hit>,
    ) {
        let range = self.starts[bucket] as usize..self.starts[bucket + 1] as usize;
        for index in &self.order[range] {
            let form = &self.forms[usize::from(*index)];
            if let Some(length) = self.length_of(form, &text[at..])
                && longest.is_none_or(|hit| hit.end < at + length)
                && form.letters() >= shortest
                && self.may_stand(form, text, at, at + length, before)
            {
                *longest = Some(Hit {
                    start: at,
                    end: at + length,
                    target: form.target,
                });
            }
        }
    }

    /// Bytes of `text` that the form takes from its beginning, up to a word's border.
    fn length_of(&self, form: &Form, text: &str) -> Option<usize> {
        let mut at = 0;
        let last = form.words.len().checked_sub(1)?;
        for (index, word) in form.words.iter().enumerate() {
            at = self.letters_at(text, at, &word.stem)?;
            if word.endings.is_empty() {
                if !self.ends_word(text, at) {
                    return None;
                }
            } else {
                at = word.endings.iter().find_map(|ending| {
                    self.letters_at(text, at, ending)
                        .filter(|end| self.ends_word(text, *end))
                })?;
            }
            if index < last {
                let gap = text[at..].chars().next().filter(|c| joins(*c));
                match gap {
                    Some(c) => at += c.len_utf8(),
                    // Unspaced scripts join words with nothing or a middle dot.
                    None if text[at..].chars().next().is_some_and(is_unspaced) => {}
                    None => return None,
                }
                // `U. S.` and `l' Union`: one space more.
                if text[at..].starts_with(' ') {
                    at += 1;
                }
            }
        }
        // The last full stop of `U.N.` belongs to it as the first does.
        if form.case == Case::Acronym
            && last > 0
            && text[..at].contains('.')
            && text[at..].starts_with('.')
        {
            at += 1;
        }
        Some(at)
    }

    /// The offset after `wanted`, when these letters stand at `at`.
    fn letters_at(&self, text: &str, at: usize, wanted: &[char]) -> Option<usize> {
        let mut wanted = wanted.iter().peekable();
        let mut end = at;
        if wanted.peek().is_none() {
            return Some(end);
        }
        for (offset, c) in text.get(at..)?.char_indices() {
            match (self.letters.fold(c), wanted.peek()) {
                // Marks upon the last letter belong to it.
                (None, _) => end = at + offset + c.len_utf8(),
                (Some(_), None) => return Some(end),
                (Some(folded), Some(letter)) => {
                    if folded != **letter {
                        return None;
                    }
                    wanted.next();
                    end = at + offset + c.len_utf8();
                }
            }
        }
        wanted.peek().is_none().then_some(end)
    }

    fn ends_word(&self, text: &str, at: usize) -> bool {
        let (Some(before), Some(after)) =
            (text[..at].chars().next_back(), text[at..].chars().next())
        else {
            return true;
        };
        !self.letters.in_word(after) || is_unspaced(before) || is_unspaced(after)
    }

    /// Case, neighbours and what the tables forbid.
    fn may_stand(&self, form: &Form, text: &str, start: usize, end: usize, before: char) -> bool {
        let name = &text[start..end];
        let fits = match form.case {
            Case::Any => true,
            Case::Capital => name
                .chars()
                .next()
                .is_some_and(|c| self.letters.is_upper(c)),
            Case::Acronym => {
                !name.chars().any(char::is_lowercase) && !self.is_shouted(form, text, start, end)
            }
        };
        let after = text[end..].chars().next();
        let forbidden = form.not_after.contains(&before)
            || after.is_some_and(|c| form.not_before.contains(&c))
            || (is_katakana(before) && name.chars().next().is_some_and(is_katakana))
            || after.is_some_and(|c| {
                name.chars().next_back().is_some_and(is_katakana) && is_katakana(c)
            })
            || (form.ambiguous && self.beside_capitals(text, start, end));
        fits && !forbidden
    }

    /// Two letters among capitals are a word of a headline in capitals: `JOIN US NOW`.
    fn is_shouted(&self, form: &Form, text: &str, start: usize, end: usize) -> bool {
        form.letters() <= 2
            && [self.word_before(text, start), self.word_after(text, end)]
                .iter()
                .flatten()
                .any(|word| {
                    let mut cased = word
                        .chars()
                        .filter(|c| self.letters.is_upper(*c) || c.is_lowercase());
                    word.chars().count() > 3
                        && cased.all(|c| self.letters.is_upper(c))
                        && word.chars().any(|c| self.letters.is_upper(c))
                })
    }

    fn beside_capitals(&self, text: &str, start: usize, end: usize) -> bool {
        [self.word_before(text, start), self.word_after(text, end)]
            .iter()
            .flatten()
            .any(|word| {
                word.chars()
                    .next()
                    .is_some_and(|c| self.letters.is_upper(c))
            })
    }

    /// The word after one space.
    fn word_after<'a>(&self, text: &'a str, end: usize) -> Option<&'a str> {
        let rest = text[end..].strip_prefix(' ')?;
        let length = rest
            .find(|c: char| !self.letters.in_word(c))
            .unwrap_or(rest.len());
        (length > 0).then(|| &rest[..length])
    }

    /// The word before one space.
    fn word_before<'a>(&self, text: &'a str, start: usize) -> Option<&'a str> {
        let rest = text[..start].strip_suffix(' ')?;
        let from = rest
            .char_indices()
            .rev()
            .take(WORD_REACH)
            .take_while(|(_, c)| self.letters.in_word(*c))
            .last()?
            .0;
        Some(&rest[from..])
    }
}

/// After a particle, names shorter than this are left alone: too many words begin so.
const SHORTEST_AFTER_PARTICLE: usize = 4;

fn pair(first: char, second: char, upper: bool) -> usize {
    let mix = (first as u32).wrapping_mul(0x9E37_79B1) ^ (second as u32).wrapping_mul(0x85EB_CA6B);
    ((mix ^ u32::from(upper)).wrapping_mul(0x2C1B_3C6D) >> 17) as usize
}

fn bucket([first, second, third]: [char; 3], upper: bool) -> usize {
    let mix = (first as u32).wrapping_mul(0x9E37_79B1)
        ^ (second as u32).wrapping_mul(0x85EB_CA6B)
        ^ (third as u32).wrapping_mul(0xC2B2_AE35);
    ((mix ^ u32::from(upper)).wrapping_mul(0x2C1B_3C6D) >> 20) as usize
}

/// Letters looked back: what matters stands in the first, and a word of a million letters must cost no more.
const WORD_REACH: usize = 40;

/// A run of katakana is one word: パリ is no part of パリティ.
fn is_katakana(c: char) -> bool {
    matches!(c as u32, 0x30A1..=0x30FA | 0x30FC)
}

fn joins(c: char) -> bool {
    matches!(
        c,
        ' ' | '\u{a0}'
            | '\n'
            | '-'
            | '\u{2010}'
            | '\u{2011}'
            | '\u{200c}'
            | '\''
            | '’'
            | '.'
            | '"'
            | '״'
            | '׳'
            | '־'
            | '・'
            | '·'
            | '('
            | '（'
            | '+'
    )
}
