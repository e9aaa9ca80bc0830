//! Headline and body of a story: what is read of the text itself.
//!
//! Owns the order in which a text is taken apart: characters, paragraphs, markers at the head, headline, byline, notes to editors. Promises a body in NFC
//! with `\n\n` between its paragraphs and the byte range of each. Never reads metadata.

mod below;
mod byline;
mod corrected;
mod flash;
mod head_lines;
mod heading;
mod letterhead;
mod no_story;
mod opening;

use super::head::HeadReader;
use super::paragraphs::{Layout, Paragraph};
use super::{characters, credit, dateline, lead, notes, over, paragraphs, restrictions, sign_off};
use crate::story::{Body, Signal, WireFormat, WireStory};
use crate::wire::profile::pattern::NotePatterns;
use crate::wire::repairs::Repairs;
use opening::Opening;
use std::borrow::Cow;
use std::ops::Range;

/// What was read of a story's text.
#[derive(Debug, Default)]
pub struct Text {
    pub headline: String,
    pub headline_raw: Option<String>,
    /// The line below the headline; may be empty.
    pub subheadline: String,
    pub body: String,
    pub paragraphs: Vec<Range<usize>>,
    pub byline: Option<String>,
    /// The line of the text that is a byline, as it stood there.
    byline_line: Option<String>,
    pub notes: Vec<String>,
    /// A slug line over the headline.
    pub slugline: Option<String>,
    pub signals: Vec<Signal>,
    opening: Opening,
}

/// Paragraphs at the head that may be markers, messages to editors or a byline.
pub const HEAD_PARAGRAPHS: usize = 8;
/// Lines over a dateline.
const MOST_OVER: usize = 4;
/// Bytes below which a paragraph is a line rather than a paragraph of the story.
pub const SHORT: usize = 120;
/// Bytes of a paragraph that may be a message to editors as a whole.
const MESSAGE: usize = 400;

/// What is particular to a story's agency.
#[derive(Debug, Clone, Copy)]
pub struct Own<'p> {
    pub notes: &'p NotePatterns,
    /// Names it signs with.
    pub names: &'p [&'p str],
}

/// Whether a line begins at the margin.
fn has_margin(body: &Body) -> bool {
    matches!(body, Body::Plain(text) if text.lines().any(|line| line.starts_with(|c: char| !c.is_whitespace())))
}

/// Takes headline and body out of a wire story.
pub fn read(
    wire: &mut WireStory,
    heads: &HeadReader,
    own: &Own<'_>,
    repairs: &mut Repairs,
) -> Text {
    let mut text = Text::default();
    let layout = match wire.format {
        Some(WireFormat::Iptc7901) => Layout::Wrapped,
        // Where every line is indented, each is a paragraph.
        Some(WireFormat::Anpa1312) if has_margin(&wire.body) => Layout::Wrapped,
        _ => Layout::Unknown,
    };
    let columns = wire
        .dateline
        .as_deref()
        .map_or(0, |dateline| dateline.trim().chars().count() + 1);
    let body = std::mem::take(&mut wire.body);
    let mut found = body_paragraphs(&body, columns, layout, repairs);
    if let Some(raw) = wire.headline.take() {
        let line = characters::line(&raw, repairs);
        let line = text.behind_embargo(line, wire, heads, repairs);
        text.set_headline(line, heads);
    }
    text.take_corrected(&mut found);
    if wire.format == Some(WireFormat::Email) {
        text.signals_of_subject(heads);
    }
    let beside = wire.ed_note.iter().flat_map(|note| note.lines());
    let below = wire.subheadlines.iter().chain(&wire.other_lines);
    let below = below.map(String::as_str);
    text.add(restrictions::of_notes(beside.chain(below), heads));
    if let Some(slug) = wire.slugline.as_deref() {
        text.signals_of_slug(slug, heads);
    }
    let may_hold_headline = wire.headline.is_none()
        && text.headline.is_empty()
        && (matches!(
            wire.format,
            None | Some(WireFormat::Text | WireFormat::Iptc7901)
        ) || is_headed(&found));
    let mut is_release = text.take_letterhead(&mut found);
    let may_hold_headline = !text.take_titled(&mut found, wire, may_hold_headline, heads);
    text.read_head(&mut found, may_hold_headline, heads);
    is_release |= text.take_letterhead(&mut found);
    text.drop_repeated_headline(&mut found, is_release);
    // APA's sign for the line below the headline.
    if found.len() > 1 && found[0].starts_with("Utl.:") && !text.headline.is_empty() {
        wire.subheadlines.push(found.remove(0).into_owned());
    }
    text.take_over_dateline(&mut found);
    text.take_below(
        std::mem::take(&mut wire.subheadlines),
        &mut found,
        heads,
        repairs,
    );
    text.take_titled(&mut found, wire, false, heads);
    join_dateline(&mut found);
    // Points in brief and other short lines may stand before the byline.
    let byline_at = found
        .iter()
        .take(HEAD_PARAGRAPHS)
        .take_while(|p| p.len() < SHORT)
        .position(|p| credit::byline(p).is_some());
    if let Some(at) = byline_at {
        let line = found.remove(at);
        text.byline = credit::byline(&line).map(str::to_string);
        text.byline_line = Some(line.into_owned());
        // The right to a text may stand below its byline.
        text.take_over_dateline(&mut found);
    } else if let Some(name) = credit::with_role(&found) {
        text.byline = Some(name.to_string());
        text.notes.extend(found.drain(..2).map(Cow::into_owned));
    } else if let [line, _, ..] = found.as_slice()
        && !text.headline.is_empty()
        && let Some(name) = credit::name_line(line)
    {
        text.byline = Some(name.to_string());
        text.notes.push(found.remove(0).into_owned());
    }
    if matches!(wire.format, None | Some(WireFormat::Text)) {
        text.take_line_over_dateline(&mut found);
    }
    if let Some(lead) = wire.lead.take() {
        let lead = characters::line(&lead, repairs);
        if lead::is_apart(&lead, &text.headline, &found) {
            found.insert(0, Cow::Owned(lead));
        }
    }
    let dateline = found.first().and_then(|first| text.look_at(first));
    let agency = dateline.and_then(|d| d.agency.clone());
    let mut names = own.names.to_vec();
    names.extend(agency.as_deref());
    names.extend(wire.credit.as_deref());
    let is_name = |byline: &String| !credit::is_of_nobody(byline);
    wire.byline = wire.byline.take().filter(is_name);
    byline::take_out(wire.byline.as_deref(), &mut found);
    let said_by = wire.byline.as_deref().or(text.byline.as_deref());
    let mut split = notes::split(
        found,
        own.notes,
        &sign_off::Signers {
            names: &names,
            byline: said_by,
        },
    );
    if let Some(last) = split.story.last_mut() {
        sign_off::take_off(last, &names);
    }
    let split = split;
    let writer = split.notes.iter().find_map(|note| credit::labelled(note));
    let writer = writer.or_else(|| credit::byline_below(split.notes.last()?));
    text.byline = text.byline.or_else(|| writer.map(str::to_string));
    let corrects = |note: &&String| sign_off::is_correction(note);
    for note in split.notes.iter().filter(corrects) {
        text.add(heads.read(note).signals);
    }
    text.notes.extend(split.notes);
    let size = split
        .story
        .iter()
        .map(|paragraph| paragraph.len() + 2)
        .sum();
    text.body.reserve_exact(size);
    text.paragraphs.reserve_exact(split.story.len());
    for paragraph in split.story {
        if !text.body.is_empty() {
            text.body.push_str("\n\n");
        }
        let start = text.body.len();
        text.body.push_str(&paragraph);
        text.paragraphs.push(start..text.body.len());
    }
    text.confirm_kill(heads);
    text.head_flash();
    text.head_alert(wire.format, heads);
    text.drop_wire_name(own);
    let slug = wire.slugline.as_deref().unwrap_or_default();
    let agenda = restrictions::agenda(&[slug, text.headline.as_str()]);
    text.add(agenda.into_iter().collect());
    text
}

/// Puts a first paragraph that is nothing but a dateline with its dash (`ARVIK--(NNA)--Aug 9, 2026--`) before the one it opens.
fn join_dateline(found: &mut Vec<Paragraph<'_>>) {
    let [first, _, ..] = found.as_slice() else {
        return;
    };
    let is_open = first.len() < SHORT && first.ends_with(['-', '–', '—']);
    if is_open && !first.contains(". ") && dateline::find(first, None).is_some() {
        let line = found.remove(0);
        found[0].to_mut().insert_str(0, &format!("{line} "));
    }
}

/// The paragraphs of a body; `columns` is what a dateline of its own took of the first line.
fn body_paragraphs<'t>(
    body: &'t Body,
    columns: usize,
    layout: Layout,
    repairs: &mut Repairs,
) -> Vec<Paragraph<'t>> {
    let has_text = |paragraph: &Paragraph<'_>| {
        paragraph.chars().any(char::is_alphanumeric) || paragraph.starts_with('#')
    };
    let raw = match body {
        Body::Missing => return Vec::new(),
        Body::Plain(text) if characters::is_plain(text) && !has_lead_mark(text) => {
            // So is each of its paragraphs.
            let mut all = paragraphs::split_behind(text, columns, layout, repairs);
            all.retain(has_text);
            return all;
        }
        Body::Plain(text) => match without_lead_mark(characters::clean(text, repairs)) {
            Cow::Borrowed(clean) => paragraphs::split_behind(clean, columns, layout, repairs),
            Cow::Owned(clean) => {
                let all = paragraphs::split_behind(&clean, columns, layout, repairs);
                all.into_iter().map(kept).collect()
            }
        },
        Body::Paragraphs(given) => {
            let mut all = Vec::with_capacity(given.len());
            for paragraph in given {
                match characters::clean(paragraph, repairs) {
                    clean if !clean.contains('\n') => all.push(clean),
                    Cow::Borrowed(clean) => all.extend(parts(clean, repairs)),
                    Cow::Owned(clean) => all.extend(parts(&clean, repairs).into_iter().map(kept)),
                }
            }
            all
        }
    };
    raw.into_iter()
        .filter(has_text)
        .map(characters::collapsed)
        .collect()
}

/// A paragraph that outlives the text it was taken from.
fn kept<'k>(paragraph: Paragraph<'_>) -> Paragraph<'k> {
    Cow::Owned(paragraph.into_owned())
}

/// What a paragraph of several lines holds.
fn parts<'t>(text: &'t str, repairs: &mut Repairs) -> Vec<Paragraph<'t>> {
    if text.matches('\n').count() >= 3 {
        paragraphs::split(text, Layout::Unknown, repairs)
    } else {
        at_sentence_ends(text)
    }
}

/// Whether a headline stands over the text, where the format has kept it nowhere else: a dateline opens the paragraph below it.
fn is_headed(found: &[Paragraph<'_>]) -> bool {
    let [first, second, ..] = found else {
        return false;
    };
    let bare = first.trim_end_matches(['=', ' ']);
    first.len() <= 2 * SHORT
        && !paragraphs::ends_sentence(bare)
        && dateline::find(first, None).is_none()
        && dateline::find(second, None).is_some()
}

/// Hina's mark behind the lead, which ends a paragraph.
const LEAD_MARK: &str = "#L#";

fn has_lead_mark(text: &str) -> bool {
    memchr::memchr(b'#', text.as_bytes()).is_some() && text.contains(LEAD_MARK)
}

fn without_lead_mark(text: Cow<'_, str>) -> Cow<'_, str> {
    if has_lead_mark(&text) {
        return Cow::Owned(text.replace(LEAD_MARK, "\n\n"));
    }
    text
}

/// A single `<br>` ends a paragraph where it ends a sentence; elsewhere it only breaks the line.
fn at_sentence_ends(text: &str) -> Vec<Paragraph<'_>> {
    let mut all: Vec<Paragraph<'_>> = Vec::new();
    let mut open = false;
    for line in text.split('\n') {
        match all.last_mut().filter(|_| open) {
            Some(last) => {
                let last = last.to_mut();
                last.push(' ');
                last.push_str(line);
            }
            None => all.push(Cow::Borrowed(line)),
        }
        open = !paragraphs::ends_sentence(line);
    }
    all
}

/// `Of NEUTRAL NEWSWIRES`: for whom the writer above works.
fn is_of_agency(line: &str) -> bool {
    line.strip_prefix("Of ").is_some_and(dateline::is_known)
}

impl Text {
    /// The line below, where an embargo stands in the place of the headline.
    fn behind_embargo(
        &mut self,
        line: String,
        wire: &mut WireStory,
        heads: &HeadReader,
        repairs: &mut Repairs,
    ) -> String {
        if wire.subheadlines.is_empty() || !restrictions::is_whole(&line, heads) {
            return line;
        }
        self.add(heads.read(&line).signals);
        self.notes.push(line);
        characters::line(&wire.subheadlines.remove(0), repairs)
    }

    /// Takes out what stands right over the dateline: a line in brackets, one that names its writer or says when, an address. The byline may follow.
    fn take_over_dateline(&mut self, found: &mut Vec<Paragraph<'_>>) {
        loop {
            let Some((line, below)) = found.split_first().filter(|(_, below)| !below.is_empty())
            else {
                return;
            };
            let is_note = over::is_over(line)
                || line.len() <= SHORT / 2
                    && ((line.starts_with('(') && line.ends_with(')'))
                        || notes::is_closing_credit(line)
                        || is_of_agency(line));
            if !is_note || dateline::find(line, None).is_some() {
                return;
            }
            let text = below
                .iter()
                .take(MOST_OVER)
                .find(|line| !over::is_over(line) && credit::byline(line).is_none());
            if text.is_none_or(|text| dateline::find(text, None).is_none()) {
                return;
            }
            self.byline = self.byline.take().or_else(|| {
                let name = credit::labelled(line)?;
                // A desk's short name is nobody's.
                name.contains(' ').then(|| name.to_string())
            });
            self.notes.push(found.remove(0).into_owned());
        }
    }

    /// Takes out a first line that holds dateline and headline, as Xinhua writes it over features, and gives whether a headline is found. The text must
    /// go on below it.
    fn take_titled(
        &mut self,
        found: &mut Vec<Paragraph<'_>>,
        wire: &mut WireStory,
        may_hold_headline: bool,
        heads: &HeadReader,
    ) -> bool {
        let first = found.first().filter(|_| found.len() > 1);
        let Some((dateline, title)) = first.and_then(|first| dateline::titled(first)) else {
            return !may_hold_headline;
        };
        if !may_hold_headline && title != self.headline {
            return true;
        }
        if wire.dateline.is_none() {
            wire.dateline = Some(dateline.to_string());
        }
        if may_hold_headline {
            self.set_headline(title.to_string(), heads);
        }
        found.remove(0);
        true
    }

    /// A word that may be a kill's counts where the text speaks of the message.
    fn confirm_kill(&mut self, heads: &HeadReader) {
        let first = self
            .paragraphs
            .first()
            .map(|range| &self.body[range.clone()]);
        let said = heads.ordinary_kill(&self.headline);
        if let (Some(signal), Some(first)) = (said, first)
            && (restrictions::speaks_of_message(first) || restrictions::asks_not_to_use(first))
        {
            self.add(vec![signal]);
        }
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
}

#[cfg(test)]
mod tests;
