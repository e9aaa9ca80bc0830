//! A kind of text in front of an embargo: `(KORR-Bericht Sperrfrist 9. Oktober 14.20 Uhr)`.
//!
//! Owns how dpa joins the two in one pair of brackets. Promises an embargo only where its word is followed by a time and by nothing else but a remark
//! behind a dash.

use super::{
    Form, HeadReader, Hit, Next, closed_at, closing, fold, has_until, is_decoration,
    is_punctuation, is_timed, match_phrase,
};
use crate::story::SignalKind;

/// Words that name a kind of text at most.
const MOST_WORDS: usize = 4;

impl HeadReader {
    /// dpa's kind of text stands before an embargo in the same brackets: `(KORR-Bericht Sperrfrist 9. Oktober 14.20 Uhr)`.
    pub(super) fn behind_kind<'l>(&self, text: &'l str) -> Option<Hit<'l>> {
        let body = text.trim_start_matches(is_decoration);
        let start = text.len() - body.len();
        let close = text[..start].chars().rev().find_map(closing)?;
        let length = closed_at(body, close)?;
        let inner = &body[..length];
        let behind = &body[length + close.len_utf8()..];
        let behind = behind.trim_start_matches(is_punctuation);
        let words = inner.match_indices(' ').take(MOST_WORDS);
        words
            .map(|(at, _)| &inner[at + 1..])
            .find(|rest| self.opens_timed(rest))
            .map(|rest| Hit {
                kind: Some(SignalKind::Embargo),
                is_plain: false,
                matched: rest.trim_end_matches(is_punctuation),
                end: text.len() - behind.len(),
            })
    }

    /// Whether a text opens with an embargo's word and the time it ends at; a remark may follow behind a dash.
    fn opens_timed(&self, text: &str) -> bool {
        let Some(first) = text.chars().next().map(fold::letter) else {
            return false;
        };
        self.phrases(first, Next::of(text)).any(|phrase| {
            let is_embargo =
                phrase.kind == Some(SignalKind::Embargo) && phrase.form.has(Form::TIMED);
            let clause = is_embargo
                .then(|| match_phrase(&phrase.letters, text))
                .flatten()
                .and_then(|length| text[length..].split(" - ").next());
            clause.is_some_and(|clause| is_timed(clause) && has_until(clause))
        })
    }
}
