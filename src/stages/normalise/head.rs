//! Markers at the head of a story: `URGENT`, `CORRECTED-`, `KILL KILL KILL`, `SOUS EMBARGO`, `【更正】`.
//!
//! Owns how the phrases of [`markers`](super::markers) are met in a headline or a first line, and how far a marker reaches, so that it can be taken
//! off. Promises that a phrase counts only at the very start (or in brackets at the end of a headline) and only in the form of a marker, so that a
//! story *about* a kill, a correction or an embargo is none. Never looks further than the line it is given.

mod clause;
mod kind;
mod phrase;

use super::fold;
use super::markers::{self, Form, Marker};
use crate::story::{Signal, SignalKind};
pub use clause::has_until;
use clause::{is_timed, until_clause};
use phrase::match_phrase;
use rustc_hash::FxHashMap;

/// Markers found at the head of one line.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Head {
    pub signals: Vec<Signal>,
    /// Byte offset behind the last marker and its punctuation.
    pub end: usize,
    /// Each of them is a phrase so plain that it means the same anywhere.
    pub is_plain: bool,
}

/// The phrases, ready to be looked up by their first two letters.
#[derive(Debug)]
pub struct HeadReader {
    by_opening: FxHashMap<(char, Option<char>), Vec<Phrase>>,
}

#[derive(Debug, Clone)]
struct Phrase {
    letters: Vec<char>,
    /// `#` for any digit.
    first: char,
    /// The two behind the first, as far as no gap and no number comes before: `None` is anything.
    next: [Option<char>; 2],
    kind: Option<SignalKind>,
    form: Form,
}

impl Phrase {
    fn of(marker: &Marker) -> Option<Self> {
        let letters: Vec<char> = fold::text(marker.phrase).chars().collect();
        let first = *letters.first()?;
        let first = if first.is_ascii_digit() { '#' } else { first };
        let behind = letters.iter().skip(1).copied();
        let mut next = behind.take_while(|c| first != '#' && !matches!(c, ' ' | '#'));
        Some(Self {
            first,
            next: [next.next(), next.next()],
            letters,
            kind: marker.kind,
            form: marker.form,
        })
    }
}

/// Markers one behind another; more are no head any more.
const MAX_MARKERS: usize = 6;
/// Characters of a bracket that may be an aside to editors.
const MAX_ASIDE: usize = 400;

impl HeadReader {
    pub fn new() -> Self {
        Self::of(markers::all())
    }

    /// A reader of these phrases.
    pub fn of(markers: impl Iterator<Item = Marker>) -> Self {
        let mut all: Vec<Phrase> = markers.filter_map(|marker| Phrase::of(&marker)).collect();
        // The longest phrase that fits says most: `annule et remplace` is no `annule`.
        all.sort_by_key(|phrase| std::cmp::Reverse(phrase.letters.len()));
        let mut by_opening: FxHashMap<_, Vec<Phrase>> = FxHashMap::default();
        for phrase in &all {
            by_opening
                .entry((phrase.first, phrase.next[0]))
                .or_default();
        }
        for ((first, second), phrases) in &mut by_opening {
            let fits = |phrase: &&Phrase| {
                let met = phrase.next[0];
                phrase.first == *first && (met.is_none() || met == *second)
            };
            phrases.extend(all.iter().filter(fits).cloned());
        }
        Self { by_opening }
    }

    /// The phrases that begin with a letter and may go on with the next ones, the longest first.
    fn phrases(&self, first: char, next: Next) -> impl Iterator<Item = &Phrase> {
        let of = |second| self.by_opening.get(&(first, second));
        let phrases = of(next.0[0]).or_else(|| of(None));
        let phrases = phrases.into_iter().flatten();
        phrases.filter(move |phrase| next.fits(phrase))
    }

    /// Markers at the start of `line`. Without any, `end` is 0.
    pub fn read(&self, line: &str) -> Head {
        self.read_after(line, false)
    }

    /// The same in a note, which is addressed to editors without a word that says so.
    pub fn read_note(&self, line: &str) -> Head {
        self.read_after(line, true)
    }

    fn read_after(&self, line: &str, mut attention: bool) -> Head {
        let mut head = Head::default();
        let mut at = 0;
        head.is_plain = true;
        for _ in 0..MAX_MARKERS {
            let rest = &line[at..];
            let Some(hit) = self.one(rest, attention) else {
                break;
            };
            at += hit.end;
            match hit.kind {
                Some(kind) => {
                    let matched = hit.matched.trim().to_string();
                    if !head.signals.iter().any(|s| s.kind == kind) {
                        head.signals.push(Signal { kind, matched });
                    }
                    head.end = at;
                    head.is_plain &= hit.is_plain;
                }
                None => attention = true,
            }
            if hit.end == 0 {
                break;
            }
        }
        head
    }

    /// A marker in brackets at the end of a headline: `… (CORRECTED)`, `… (Update 2)`. The offset is where the bracket opens.
    pub fn read_tail(&self, line: &str) -> Option<(Signal, usize)> {
        let line = line.trim_end();
        let close = line.chars().next_back()?;
        let open = match close {
            ')' => '(',
            ']' => '[',
            '）' => '（',
            '】' => '【',
            _ => return None,
        };
        let at = line.rfind(open)?;
        let inner = &line[at + open.len_utf8()..line.len() - close.len_utf8()];
        let hit = self.one(inner, false)?;
        let kind = hit.kind?;
        (inner[hit.end..].trim().is_empty() && at > 0).then(|| {
            let matched = inner.trim().to_string();
            (Signal { kind, matched }, at)
        })
    }

    /// A kill's word that is an ordinary one as well, set off from what follows: `ANULAT: …`, `İPTAL: …`. It counts only where the text speaks of
    /// the message.
    pub fn ordinary_kill(&self, line: &str) -> Option<Signal> {
        let body = line.trim_start_matches(is_decoration);
        let first = fold::letter(body.chars().next()?);
        self.phrases(first, Next::of(body))
            .filter(|phrase| phrase.form.has(Form::ORDINARY))
            .find_map(|phrase| {
                let length = match_phrase(&phrase.letters, body)?;
                let (matched, rest) = body.split_at(length);
                let is_set_off = rest
                    .trim_start()
                    .starts_with([':', '：', '-', '–', '—', '.']);
                (is_set_off && is_marked_by_case(matched)).then(|| Signal {
                    kind: phrase.kind.unwrap_or(SignalKind::Kill),
                    matched: matched.to_string(),
                })
            })
    }

    /// Whether the line opens with a word to editors (`Attention:`, `Eds:`).
    pub fn is_attention(&self, line: &str) -> bool {
        self.one(line, false).is_some_and(|hit| hit.kind.is_none())
    }

    fn one<'l>(&self, text: &'l str, attention: bool) -> Option<Hit<'l>> {
        self.at_start(text, attention)
            .or_else(|| self.behind_kind(text))
    }

    fn at_start<'l>(&self, text: &'l str, attention: bool) -> Option<Hit<'l>> {
        let start = text.len() - text.trim_start_matches(is_decoration).len();
        let body = &text[start..];
        let bracket = text[..start].chars().rev().find_map(closing);
        let first = body.chars().next()?;
        let key = if first.is_ascii_digit() {
            '#'
        } else {
            fold::letter(first)
        };
        let mut longest = 0;
        self.phrases(key, Next::of(body)).find_map(|phrase| {
            let length = match_phrase(&phrase.letters, body)?;
            // What the longest phrase is not, a shorter one inside it is not either.
            if length < longest {
                return None;
            }
            longest = length;
            let matched = &body[..length];
            let rest = &body[length..];
            if phrase.form.has(Form::CAPS) && !is_marked_by_case(matched) {
                return None;
            }
            let reach = match bracket {
                Some(close) => in_brackets(phrase, rest, close),
                None => in_line(phrase, matched, rest, attention),
            }?;
            Some(Hit {
                kind: phrase.kind,
                is_plain: phrase.form.has(Form::FREE),
                matched: shown(body, length, reach, phrase),
                end: start + length + reach,
            })
        })
    }
}

/// The letters of a text behind its first one. Hundreds of phrases share a first letter; two more settle nearly all of them.
#[derive(Clone, Copy)]
struct Next([Option<char>; 2]);

impl Next {
    fn of(text: &str) -> Self {
        let behind = text.chars().skip(1).filter(|c| !fold::is_mark(*c));
        let mut letters = behind.map(fold::letter);
        Self([letters.next(), letters.next()])
    }

    /// Whether these are the letters of a phrase.
    fn fits(self, phrase: &Phrase) -> bool {
        let mut pairs = phrase.next.iter().zip(self.0);
        pairs.all(|(letter, met)| letter.is_none() || *letter == met)
    }
}

struct Hit<'l> {
    kind: Option<SignalKind>,
    is_plain: bool,
    matched: &'l str,
    end: usize,
}

/// What is reported as matched: the phrase itself, or for asides and embargoes what belongs to it.
fn shown<'l>(body: &'l str, length: usize, reach: usize, phrase: &Phrase) -> &'l str {
    let is_longer = phrase.form.has(Form::ASIDE)
        || matches!(phrase.kind, Some(SignalKind::Embargo | SignalKind::Hold));
    if is_longer {
        body[..length + reach].trim_end_matches(is_punctuation)
    } else {
        &body[..length]
    }
}

fn is_marked_by_case(matched: &str) -> bool {
    fold::is_loud(matched) || fold::is_caseless(matched)
}

fn is_decoration(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '(' | '['
                | '{'
                | '【'
                | '（'
                | '［'
                | '〔'
                | '<'
                | '«'
                | '"'
                | '*'
                | '/'
                | '='
                | '+'
                | '#'
                | '>'
                | '|'
                | '_'
                | '-'
                | '–'
                | '—'
                | '•'
                | '!'
                | '¡'
                | '~'
                | '◎'
                | '◆'
                | '■'
                | '●'
                | '▼'
                | '★'
                | '\u{7}'
        )
}

fn closing(open: char) -> Option<char> {
    Some(match open {
        '(' => ')',
        '[' => ']',
        '{' => '}',
        '【' => '】',
        '（' => '）',
        '［' => '］',
        '〔' => '〕',
        '<' => '>',
        _ => return None,
    })
}

fn is_punctuation(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            ':' | '：'
                | '-'
                | '–'
                | '—'
                | '!'
                | '*'
                | '/'
                | '|'
                | '='
                | '＝'
                | '+'
                | '.'
                | '…'
                | ','
                | '_'
                | '>'
                | '、'
                | '\u{7}'
        )
}

/// Where the bracket closes that is open before the text; there may be others inside it.
fn closed_at(text: &str, close: char) -> Option<usize> {
    let mut inner = 0;
    let mut letters = text.char_indices().take(MAX_ASIDE);
    letters
        .find(|(_, c)| {
            if closing(*c) == Some(close) {
                inner += 1;
            } else if *c == close {
                if inner == 0 {
                    return true;
                }
                inner -= 1;
            }
            false
        })
        .map(|(at, _)| at)
}

/// How far a marker in brackets reaches behind its phrase: the closing bracket and what stands between it and the text.
fn in_brackets(phrase: &Phrase, rest: &str, close: char) -> Option<usize> {
    let at = closed_at(rest, close)?;
    let inner = rest[..at].trim_start();
    if phrase.form.has(Form::TIMED) && !is_timed(inner) {
        return None;
    }
    let goes_on = inner
        .chars()
        .next()
        .is_none_or(|c| is_punctuation(c) || c.is_ascii_digit() || c == ';');
    if !goes_on && !phrase.form.has(Form::FREE) && !phrase.form.has(Form::ASIDE) {
        return None;
    }
    let behind = &rest[at + close.len_utf8()..];
    Some(rest.len() - behind.trim_start_matches(is_punctuation).len())
}

/// How far a marker without brackets reaches behind its phrase; `None` when the phrase is an ordinary word here.
fn in_line(phrase: &Phrase, matched: &str, rest: &str, attention: bool) -> Option<usize> {
    let behind = rest.trim_start();
    let blank = rest.len() - behind.len();
    let punctuation = rest.len() - rest.trim_start_matches(is_punctuation).len();
    let by_case = is_marked_by_case(matched);
    let Some(next) = behind.chars().next() else {
        return (!phrase.form.has(Form::TIMED)).then_some(rest.len());
    };
    if phrase.form.has(Form::TIMED) {
        let reach = until_clause(rest);
        return is_timed(&rest[..reach]).then_some(reach);
    }
    if phrase.form.has(Form::ORDINARY) {
        if attention && matches!(next, ':' | '：') {
            // Said to editors, it is about the message.
            return Some(rest.len());
        }
        // Alone on its line, whatever it is decorated with.
        let is_alone = behind
            .chars()
            .all(|c| is_decoration(c) || is_punctuation(c));
        return is_alone.then_some(rest.len());
    }
    if matches!(phrase.kind, Some(SignalKind::Embargo | SignalKind::Hold)) && next != ',' {
        if has_until(rest) || phrase.form.has(Form::FREE) {
            return Some(until_clause(rest));
        }
        if phrase.form.has(Form::UNTIL) {
            return None;
        }
    }
    if next == ',' {
        // `KILL KILL KILL, the crowd shouted` is a sentence.
        return None;
    }
    if phrase.form.has(Form::FREE) {
        return Some(punctuation);
    }
    if phrase.form.has(Form::ASIDE) {
        let is_set_off = behind.starts_with([':', '：', '-', '–', '—']);
        return (attention && !is_set_off).then_some(rest.len());
    }
    match next {
        ':' | '：' | '|' | '!' | '*' | '/' | '】' | '>' => Some(punctuation),
        '-' | '–' | '—' => {
            let dash = next.len_utf8();
            let is_spaced = blank > 0 && behind[dash..].starts_with([' ', '-', '\u{a0}']);
            let is_long = next != '-' || behind[dash..].starts_with('-');
            let is_set_off = is_spaced || is_long || behind.len() == dash;
            ((is_set_off && by_case) || phrase.form.has(Form::TIGHT)).then_some(punctuation)
        }
        '.' => (by_case && behind[1..].starts_with([' ', '-', '–', '—', '.']) || behind.len() == 1)
            .then_some(punctuation),
        _ if phrase.form.has(Form::LOUD) && blank > 0 && fold::is_loud(matched) => {
            let word: &str = behind.split_whitespace().next().unwrap_or("");
            let is_sentence = word.chars().any(char::is_lowercase)
                || behind
                    .split_whitespace()
                    .nth(1)
                    .is_some_and(|w| w.chars().any(char::is_lowercase));
            is_sentence.then_some(punctuation)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
