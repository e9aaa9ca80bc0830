//! The parts of a story that are judged on their own: the headline, paragraphs, groups of short lines, windows of
//! sentences where a text has no breaks.
//!
//! Owns where a passage begins and ends and in which language it is read. Promises that segments lie in the order of the
//! text, on character borders, none longer than a few thousand characters (a single longer word excepted), so that rules
//! between words stay cheap whatever arrives.

use crate::story::{Field, Language, Script, Story};
use std::ops::Range;

/// A stretch of text read in one language; hits and neighbours never reach beyond it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    pub field: Field,
    /// Bytes of the field.
    pub bytes: Range<usize>,
    /// Ordinal among the story's paragraphs; `None` for the headline and the line below it.
    pub paragraph: Option<u32>,
    pub language: Language,
    /// Characters, for grouping.
    pub characters: usize,
}

/// Neighbouring segments that are judged as one: `first..end` in the list of segments.
pub type Passage = Range<usize>;

/// Characters from which on a passage stands alone. Scripts that write a syllable or word a character say as much in 100.
fn enough(language: Language) -> usize {
    match language.script() {
        Script::Han | Script::Hangul => 100,
        _ => 250,
    }
}

/// A paragraph longer than this many passages' worth is cut at sentence ends; without any it is cut anyway.
const LONG: usize = 4;
const FORCED: usize = 8;

/// Characters of another script from which on a paragraph is read in a language of that script.
const FOREIGN: usize = 80;

/// Cuts a story read in `language` into segments.
pub fn segments(story: &Story, language: Language) -> Vec<Segment> {
    let mut out = Vec::with_capacity(story.paragraphs.len() + 2);
    let above = [
        (Field::Headline, &story.headline),
        (Field::Subheadline, &story.subheadline),
    ];
    for (field, line) in above.into_iter().filter(|(_, line)| !line.is_empty()) {
        out.push(Segment {
            field,
            bytes: 0..line.len(),
            paragraph: None,
            language,
            characters: line.chars().count(),
        });
    }
    for (index, range) in story.paragraphs.iter().enumerate() {
        let Some(text) = story.body.get(range.clone()) else {
            continue;
        };
        let language = language_of(text, language);
        let characters = text.chars().count();
        let push = |bytes: Range<usize>, characters| Segment {
            field: Field::Body,
            bytes,
            paragraph: Some(index as u32),
            language,
            characters,
        };
        if characters <= LONG * enough(language) {
            out.push(push(range.clone(), characters));
            continue;
        }
        for (window, characters) in windows(text, enough(language)) {
            let bytes = range.start + window.start..range.start + window.end;
            out.push(push(bytes, characters));
        }
    }
    out
}

/// Groups segments into passages: headline and sub-headline go with what follows, short lines go together.
pub fn passages(segments: &[Segment]) -> Vec<Passage> {
    let mut out = Vec::with_capacity(segments.len());
    let (mut first, mut characters) = (0, 0);
    for (index, segment) in segments.iter().enumerate() {
        if segment.field == Field::Body {
            characters += segment.characters;
        }
        if characters >= enough(segment.language) {
            out.push(first..index + 1);
            (first, characters) = (index + 1, 0);
        }
    }
    if first < segments.len() {
        out.push(first..segments.len());
    }
    out
}

/// Runs of sentences of at least `least` characters.
fn windows(text: &str, least: usize) -> Vec<(Range<usize>, usize)> {
    let mut out = Vec::new();
    let (mut start, mut characters) = (0, 0);
    let mut ended = false;
    for (at, c) in text.char_indices() {
        let cut = characters >= least && ended && (c.is_whitespace() || ends_alone(c, text, at));
        let forced = characters >= least * FORCED && (c.is_whitespace() || !c.is_ascii())
            || characters >= least * FORCED * 2;
        if cut || forced {
            out.push((start..at, characters));
            (start, characters) = (at, 0);
        }
        characters += 1;
        ended = matches!(
            c,
            '.' | '!' | '?' | '…' | '।' | '؟' | '。' | '！' | '？' | '；' | '\n'
        ) || (ended && matches!(c, '"' | '”' | '»' | '」' | '』' | ')' | '’'));
    }
    if start < text.len() {
        out.push((start..text.len(), characters));
    }
    out
}

/// Chinese and Japanese sentences end without a space.
fn ends_alone(c: char, text: &str, at: usize) -> bool {
    !matches!(c, '”' | '」' | '』' | '»')
        && text[..at]
            .chars()
            .next_back()
            .is_some_and(|p| matches!(p, '。' | '！' | '？' | '」' | '』' | '”'))
}

/// The language a paragraph is read in: the story's, unless most of it is written in another script.
fn language_of(text: &str, language: Language) -> Language {
    // Nearly all paragraphs show at once that they are in the story's script.
    if count_scripts(text, 24).own_enough(language.script()) {
        return language;
    }
    let seen = count_scripts(text, 400);
    if seen.own_enough(language.script()) {
        return language;
    }
    let japanese = seen.kana * 5 > seen.letters;
    let Some((other, count)) = [
        Language::En,
        Language::Ru,
        Language::El,
        Language::Ar,
        Language::He,
        Language::Hi,
        if japanese { Language::Ja } else { Language::Zh },
        Language::Ko,
    ]
    .into_iter()
    .map(|l| (l, seen.by_script[l.script() as usize]))
    .max_by_key(|(_, count)| *count) else {
        return language;
    };
    let least = match other.script() {
        Script::Han | Script::Hangul => FOREIGN / 2,
        _ => FOREIGN,
    };
    // Seven of ten letters: names and quotations of the story's own language may stand among them.
    if count >= least && count * 10 >= seen.letters * 7 {
        other
    } else {
        language
    }
}

/// Letters of a text's beginning by script.
struct Scripts {
    by_script: [usize; 8],
    kana: usize,
    letters: usize,
}

impl Scripts {
    /// At least a quarter is of this script, so the rest may be names.
    fn own_enough(&self, script: Script) -> bool {
        self.by_script[script as usize] * 4 >= self.letters
    }
}

fn count_scripts(text: &str, characters: usize) -> Scripts {
    let mut seen = Scripts {
        by_script: [0; 8],
        kana: 0,
        letters: 0,
    };
    for c in text.chars().take(characters) {
        if let Some(script) = script_of(c) {
            seen.by_script[script as usize] += 1;
            seen.letters += 1;
            seen.kana += usize::from(matches!(c as u32, 0x3040..=0x30ff));
        }
    }
    seen
}

/// The script of a letter, as far as our languages use it.
pub fn script_of(c: char) -> Option<Script> {
    Some(match c as u32 {
        0x41..=0x5a | 0x61..=0x7a | 0xc0..=0x24f | 0x1e00..=0x1eff => Script::Latin,
        0x370..=0x3ff | 0x1f00..=0x1fff => Script::Greek,
        0x400..=0x52f => Script::Cyrillic,
        0x590..=0x5ff => Script::Hebrew,
        0x600..=0x6ff | 0x750..=0x77f | 0xfb50..=0xfdff | 0xfe70..=0xfefe => Script::Arabic,
        0x900..=0x97f => Script::Devanagari,
        0x3040..=0x30ff | 0x3400..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x3ffff => Script::Han,
        0x1100..=0x11ff | 0xac00..=0xd7a3 => Script::Hangul,
        _ => return None,
    })
}

/// The script most letters of a story's beginning are written in.
pub fn main_script(story: &Story) -> Option<Script> {
    let mut counts = [0_usize; 8];
    let text = story.headline.chars().chain(story.body.chars());
    for script in text.take(2_000).filter_map(script_of) {
        counts[script as usize] += 1;
    }
    let all = [
        Script::Latin,
        Script::Cyrillic,
        Script::Greek,
        Script::Arabic,
        Script::Hebrew,
        Script::Devanagari,
        Script::Han,
        Script::Hangul,
    ];
    all.into_iter()
        .filter(|s| counts[*s as usize] > 0)
        .max_by_key(|s| counts[*s as usize])
}
