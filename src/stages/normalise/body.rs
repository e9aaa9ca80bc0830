//! Headline and body of a story: what is read of the text itself.
//!
//! Owns the order in which a text is taken apart: characters, paragraphs, markers at the head, headline, byline, notes to editors. Promises a body in NFC
//! with `\n\n` between its paragraphs and the byte range of each. Never reads metadata.

use super::head::HeadReader;
use super::paragraphs::Layout;
use super::{agencies, characters, credit, fold, headline, notes, paragraphs};
use crate::story::{Body, Signal, SignalKind, WireFormat, WireStory};
use crate::wire::profile::pattern::NotePatterns;
use crate::wire::repairs::Repairs;
use std::borrow::Cow;
use std::ops::Range;

/// What was read of a story's text.
#[derive(Debug, Default)]
pub struct Text {
    pub headline: String,
    pub headline_raw: Option<String>,
    pub body: String,
    pub paragraphs: Vec<Range<usize>>,
    pub byline: Option<String>,
    pub notes: Vec<String>,
    pub signals: Vec<Signal>,
}

/// Paragraphs at the head that may be markers, messages to editors or a byline.
pub const HEAD_PARAGRAPHS: usize = 6;
/// Bytes below which a paragraph is a line rather than a paragraph of the story.
pub const SHORT: usize = 120;
/// Bytes beyond which a single paragraph is no row of headlines.
const MOST_TICKER: usize = 8 * 1024;
/// Bytes of a paragraph that may be a message to editors as a whole.
const MESSAGE: usize = 400;

/// Takes headline and body out of a wire story; `own` are the notes particular to its agency.
pub fn read(
    wire: &mut WireStory,
    heads: &HeadReader,
    own: &NotePatterns,
    repairs: &mut Repairs,
) -> Text {
    let mut text = Text::default();
    let layout = match wire.format {
        Some(WireFormat::Iptc7901) => Layout::Wrapped,
        _ => Layout::Unknown,
    };
    let mut found = body_paragraphs(std::mem::take(&mut wire.body), layout, repairs);
    if let Some(raw) = wire.headline.take() {
        text.set_headline(characters::line(&raw, repairs), heads);
    }
    if let Some(slug) = wire.slugline.as_deref() {
        text.signals_of_slug(slug, heads);
    }
    let may_hold_headline = wire.headline.is_none()
        && text.headline.is_empty()
        && matches!(wire.format, None | Some(WireFormat::Text));
    text.read_head(&mut found, may_hold_headline, heads);
    let is_repeated = found.first().is_some_and(|first| {
        // As a heading of Markdown, too.
        let line = first.strip_prefix("# ").unwrap_or(first);
        line == text.headline || text.headline_raw.as_deref() == Some(line)
    });
    if is_repeated && found.len() > 1 {
        found.remove(0);
    }
    // Points in brief and other short lines may stand before the byline.
    let byline_at = found
        .iter()
        .take(HEAD_PARAGRAPHS)
        .take_while(|p| p.len() < SHORT)
        .position(|p| credit::byline(p).is_some());
    if let Some(at) = byline_at {
        text.byline = credit::byline(&found.remove(at)).map(str::to_string);
    }
    let split = notes::split(found, own);
    text.notes.extend(split.notes);
    let size = split
        .story
        .iter()
        .map(|paragraph| paragraph.len() + 2)
        .sum();
    text.body.reserve_exact(size);
    for paragraph in split.story {
        if !text.body.is_empty() {
            text.body.push_str("\n\n");
        }
        let start = text.body.len();
        text.body.push_str(&paragraph);
        text.paragraphs.push(start..text.body.len());
    }
    text
}

fn body_paragraphs(body: Body, layout: Layout, repairs: &mut Repairs) -> Vec<String> {
    let raw: Vec<String> = match body {
        Body::Missing => return Vec::new(),
        Body::Plain(text) => paragraphs::split(&characters::clean(&text, repairs), layout, repairs),
        Body::Paragraphs(given) => {
            let mut all = Vec::with_capacity(given.len());
            for paragraph in given {
                let clean = characters::clean(&paragraph, repairs);
                if !clean.contains('\n') {
                    let changed = match clean {
                        Cow::Borrowed(_) => None,
                        Cow::Owned(clean) => Some(clean),
                    };
                    all.push(changed.unwrap_or(paragraph));
                } else if clean.matches('\n').count() >= 3 {
                    all.extend(paragraphs::split(&clean, Layout::Unknown, repairs));
                } else {
                    all.extend(at_sentence_ends(&clean));
                }
            }
            all
        }
    };
    raw.into_iter()
        .filter(|paragraph| {
            paragraph.chars().any(char::is_alphanumeric) || paragraph.starts_with('#')
        })
        .map(characters::collapsed)
        .collect()
}

/// A single `<br>` ends a paragraph where it ends a sentence; elsewhere it only breaks the line.
fn at_sentence_ends(text: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut open = false;
    for line in text.split('\n') {
        match all.last_mut().filter(|_| open) {
            Some(last) => {
                last.push(' ');
                last.push_str(line);
            }
            None => all.push(line.to_string()),
        }
        open = !paragraphs::ends_sentence(line);
    }
    all
}

impl Text {
    /// Takes markers off a headline; one that consists of markers only stays as it is.
    fn set_headline(&mut self, raw: String, heads: &HeadReader) {
        let bare = raw
            .trim_start_matches(['*', '>', '=', '+', '|', ' '])
            .trim_end_matches(['=', '|', '<', ' ']);
        // A heading of Markdown.
        let bare = bare.strip_prefix("# ").unwrap_or(bare);
        // `>>>ANSA/ …`: the agency signs in front of the headline.
        let bare = match bare.split_once('/') {
            Some((agency, rest)) if fold::is_loud(agency) && agencies::is_known(agency) => {
                rest.trim()
            }
            _ => bare,
        };
        if headline::is_no_headline(bare) {
            return;
        }
        let head = heads.read(bare);
        let mut rest = bare[head.end..].trim();
        self.add(head.signals);
        if let Some((signal, at)) = heads.read_tail(rest) {
            self.add(vec![signal]);
            rest = rest[..at].trim_end();
        }
        // dpa's kind of text, in front of the headline.
        if let Some((kind, behind)) = rest.strip_prefix('(').and_then(|r| r.split_once("): "))
            && kind.len() <= 40
        {
            rest = behind.trim();
        }
        let stripped = if rest.chars().any(char::is_alphanumeric) {
            rest
        } else {
            bare
        };
        self.headline = stripped.to_string();
        if self.headline != raw {
            self.headline_raw = Some(raw);
        }
    }

    /// `BC-EU--Climate,2nd Ld-Writethru`: what follows a comma in a slug line is the version or the kind of message. So is a slug line that is nothing
    /// else: `URGENT`.
    fn signals_of_slug(&mut self, slug: &str, heads: &HeadReader) {
        let whole = heads.read(slug);
        if whole.end == slug.len() {
            self.add(whole.signals);
        }
        if let Some((signal, _)) = heads.read_tail(slug) {
            self.add(vec![signal]);
        }
        for part in slug.split([',', '/']).skip(1) {
            let head = heads.read(part.trim());
            if part.trim()[head.end..].len() <= 12 {
                self.add(head.signals);
            }
        }
    }

    /// Reads the first paragraphs as long as they are markers, messages to editors or the headline, and takes those out.
    fn read_head(&mut self, found: &mut Vec<String>, may_hold_headline: bool, heads: &HeadReader) {
        let mut may_hold_headline = may_hold_headline;
        let mut taken = 0;
        while taken < HEAD_PARAGRAPHS {
            let Some(paragraph) = found.get(taken) else {
                break;
            };
            let next = found.get(taken + 1).map(String::as_str);
            let head = heads.read(paragraph);
            let rest = paragraph[head.end..].trim();
            if head.signals.is_empty() {
                let opens_message = paragraph.len() <= MESSAGE && heads.is_attention(paragraph);
                if opens_message && !rest.is_empty() {
                    self.notes.push(paragraph.clone());
                    taken += 1;
                    continue;
                }
                if may_hold_headline && next.is_some() && headline::is_release_line(paragraph) {
                    self.notes.push(paragraph.clone());
                    taken += 1;
                    continue;
                }
                if may_hold_headline && headline::is_slug_line(paragraph) && next.is_some() {
                    // A slug line says which version it is, and no more.
                    self.signals_of_slug(paragraph, heads);
                    self.notes.push(paragraph.clone());
                    taken += 1;
                    continue;
                }
                if may_hold_headline && headline::is_headline(paragraph, next) {
                    may_hold_headline = false;
                    let line = paragraph.clone();
                    self.set_headline(line, heads);
                    taken += 1;
                    continue;
                }
                break;
            }
            if may_hold_headline && !rest.is_empty() && headline::is_headline(rest, next) {
                may_hold_headline = false;
                let line = paragraph.clone();
                self.set_headline(line, heads);
                taken += 1;
                continue;
            }
            let is_message = head.signals.iter().any(|s| {
                matches!(
                    s.kind,
                    SignalKind::Kill
                        | SignalKind::Withdrawal
                        | SignalKind::Hold
                        | SignalKind::Embargo
                        | SignalKind::Advisory
                )
            });
            // A message that is all there is stays the text, unless it says itself that it is no story.
            let may_leave =
                next.is_some() || head.signals.iter().any(|s| s.kind == SignalKind::Advisory);
            if rest.is_empty() || (is_message && paragraph.len() <= MESSAGE && may_leave) {
                self.add(head.signals);
                self.notes.push(paragraph.clone());
                taken += 1;
                continue;
            }
            // The marker opens the story itself: it is read and stays, so that offsets keep pointing at the text as sent.
            self.add(head.signals);
            break;
        }
        found.drain(..taken);
    }

    fn add(&mut self, signals: Vec<Signal>) {
        for signal in signals {
            if !self.signals.iter().any(|s| s.kind == signal.kind) {
                self.signals.push(signal);
            }
        }
    }

    /// The one who reported it first, as the first two paragraphs or the last one say.
    pub fn attribution(&self) -> Option<&str> {
        let count = self.paragraphs.len();
        let near_ends = self
            .paragraphs
            .iter()
            .enumerate()
            .filter(|(i, _)| *i < 2 || i + 1 == count);
        near_ends
            .filter_map(|(_, range)| self.body.get(range.clone()))
            .find_map(credit::attribution)
    }

    /// Whether there is no more text than a picture's caption has.
    pub fn is_caption_at_most(&self) -> bool {
        self.paragraphs.len() <= 1 && self.body.len() <= 1200
    }

    /// Whether the text is a row of headlines for a screen: `MINISTERS MEET ** GRIDS LINKED ** MARKETS UP **`.
    pub fn is_ticker(&self) -> bool {
        if self.paragraphs.len() > 1 || self.body.len() > MOST_TICKER {
            return false;
        }
        let line = if self.body.is_empty() {
            &self.headline
        } else {
            &self.body
        };
        [" ** ", " *** ", " +++ ", " ++ ", " // ", " • "]
            .iter()
            .any(|mark| {
                let mut count = 0;
                let pieces = line
                    .split(mark)
                    .map(|piece| piece.trim_matches(['*', '+', ' ']));
                let all_short = pieces.filter(|piece| !piece.is_empty()).all(|piece| {
                    count += 1;
                    piece.len() <= 160 && !paragraphs::ends_sentence(piece)
                });
                all_short && count >= 4
            })
    }

    /// Whether the message only tests the line.
    pub fn is_line_test(&self) -> bool {
        if self.headline.len() + self.body.len() > 300 {
            return false;
        }
        let all = fold::text(&format!("{} {}", self.headline, self.body));
        let words: String = all
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
        [
            "test test",
            "line test",
            "test message",
            "testmeldung",
            "test der leitung",
            "this is a test",
            "ceci est un test",
            "message de test",
            "quick brown fox",
            "mensaje de prueba",
            "esto es una prueba",
            "keep alive",
            "keepalive",
            "тестовое сообщение",
            "проверка связи",
            "prova di trasmissione",
            "please ignore test",
            "test please ignore",
            "test ignore",
        ]
        .iter()
        .any(|test| words.contains(test))
            || words == "test"
    }
}

#[cfg(test)]
mod tests;
