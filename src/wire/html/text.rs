//! Paragraphs out of a walk over markup, whichever parser makes it.
//!
//! Owns what an element does to the text around it. Promises linear time. Never tokenises.

mod byline;
mod paragraph;
mod table;

use super::elements::{is_block, is_empty, is_left_out, is_table_part};
use super::nest::Nest;
use super::place::{LeaveOut, Place, Says, Skipped};
use super::{Extracted, dateline, figures, quotation};
use byline::Byline;
use std::borrow::Cow;
use table::{Cell, Row};

/// Bytes of a line in bold type that may be a heading.
const LONGEST_HEADING: usize = 160;

/// What line breaks of the source are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Breaks {
    AreBlanks,
    /// The text's own, in all of it.
    Stay,
    /// The same inside `pre`.
    StayInPre,
}

/// What the next text stands behind.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Behind {
    Text,
    /// An element within the line has just ended.
    Element,
    /// The dateline ended: text without a dash of its own gets one.
    Dateline,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Into {
    Body,
    Title,
    Heading,
    Opening,
}

/// Elements of a kind within the line.
#[derive(Default)]
struct Inline {
    /// How many are open.
    open: usize,
    /// Some of the current text is outside of them.
    has_outside: bool,
}

/// Collects paragraphs from a walk over markup, whichever parser makes it.
#[allow(clippy::struct_excessive_bools)] // what was met on the way, each for itself
pub(in crate::wire) struct Text {
    leave_out: LeaveOut,
    /// Something was left out because it stands around the story.
    has_left_around: bool,
    /// Bytes of sentences left out for a word in a name, and links.
    left_for_a_word: usize,
    links_left: usize,
    /// The elements that paragraphs stand in, where they are asked for.
    nest: Option<Nest>,
    /// Reads what came out of markup as markup once more; that is done once only.
    is_inner: bool,
    /// The element being left out and how often it was opened inside itself.
    skipping: Option<Skipped>,
    breaks: Breaks,
    cell: Option<Cell>,
    row: Option<Row>,
    /// The element within a line that holds the dateline, and how often its name was opened inside it.
    dateline: Option<(Vec<u8>, usize)>,
    behind: Behind,
    bold: Inline,
    links: Inline,
    times: Inline,
    /// An `h1` or `h2` is open.
    is_big_heading: bool,
    /// `header` elements that are open.
    headers: usize,
    /// Where the first link of the paragraph opens, and whether words stand behind it.
    link_from: Option<usize>,
    has_words_behind_link: bool,
    /// Quotations that are open, and the paragraphs that stand in one.
    quotations: usize,
    quoted: Vec<usize>,
    byline: Option<Byline>,
    /// Elements of raised and of lowered type that are open.
    raised: usize,
    lowered: usize,
    into: Into,
    current: String,
    /// The current paragraph as it stands in the source.
    source: String,
    lines: Lines,
    found: Extracted,
}

/// Lines of the source within the current paragraph. A whole story in one element, laid out by line breaks and indents as on a typewriter, has some
/// lines indented and some not; in pretty-printed markup all are.
#[derive(Default)]
struct Lines {
    flush: usize,
    indented: usize,
    /// Where lines begin, in the text collected, that are indented or follow a blank one.
    starts: Vec<usize>,
    /// Where sentences begin that follow a blank line and the end of a sentence.
    apart: Vec<usize>,
}

impl Lines {
    fn are_typewritten(&self) -> bool {
        self.indented >= 1 && self.flush >= 3
    }
}

impl Text {
    /// With `leave_out_more` captions, navigation and the like are no text either.
    pub(in crate::wire) fn new(leave_out_more: bool) -> Self {
        let leave_out = if leave_out_more {
            LeaveOut::More
        } else {
            LeaveOut::Least
        };
        Self {
            leave_out,
            has_left_around: false,
            left_for_a_word: 0,
            links_left: 0,
            nest: None,
            is_inner: false,
            skipping: None,
            breaks: Breaks::AreBlanks,
            cell: None,
            row: None,
            dateline: None,
            behind: Behind::Text,
            bold: Inline::default(),
            links: Inline::default(),
            times: Inline::default(),
            is_big_heading: false,
            headers: 0,
            link_from: None,
            has_words_behind_link: false,
            quotations: 0,
            quoted: Vec::new(),
            byline: None,
            raised: 0,
            lowered: 0,
            into: Into::Body,
            current: String::new(),
            source: String::new(),
            lines: Lines::default(),
            found: Extracted::default(),
        }
    }

    /// Line breaks of the source are those of the text.
    pub(in crate::wire) fn keep_lines(&mut self) {
        self.breaks = Breaks::Stay;
    }

    /// What a page's own names say stands around the story is left out, too.
    pub(in crate::wire) fn of_page() -> Self {
        Self {
            leave_out: LeaveOut::Words,
            ..Self::new(true)
        }
    }

    /// Only what whole names say is left out.
    pub(in crate::wire) fn of_page_by_names() -> Self {
        Self {
            leave_out: LeaveOut::Names,
            ..Self::new(true)
        }
    }

    /// Notes for each paragraph the element it stands in.
    pub(in crate::wire) fn note_nest(&mut self) {
        self.nest = Some(Nest::default());
    }

    /// Whether more sentences were left out for a word in a name than were kept: then the names say something else.
    pub(in crate::wire) fn has_left_most(&self) -> bool {
        let kept = self.found.paragraphs.iter().map(String::len);
        self.left_for_a_word > kept.sum::<usize>() + self.current.len()
    }

    /// Whether anything was left out because it stands around the story.
    pub(in crate::wire) fn has_left_around(&self) -> bool {
        self.has_left_around
    }

    /// Whether an element that is left out was never closed.
    pub(in crate::wire) fn is_inside_left_out(&self) -> bool {
        self.skipping.is_some()
    }

    /// An element begins.
    pub(in crate::wire) fn open(&mut self, name: &[u8], says: Says) {
        if let Some(skipped) = &mut self.skipping {
            if skipped.opens(name) {
                self.links_left += usize::from(name == b"a" && skipped.is_for_a_word());
                return;
            }
            self.skipping = None;
        }
        // Their content is never text, and the tokeniser itself reads to their end tag.
        let never_text = matches!(name, b"script" | b"style" | b"iframe" | b"noframes");
        let is_box_of_facts = name == b"aside" && says.facts && says.place == Place::Story;
        let place = if is_left_out(name) && !is_box_of_facts {
            Place::Nowhere
        } else if is_page(name) {
            Place::Story
        } else {
            says.place
        };
        let is_out = self.leave_out.leaves_out(place);
        if never_text || (is_out && !is_empty(name)) {
            self.has_left_around |= is_out && matches!(place, Place::Around(_));
            self.skipping = Some(Skipped::new(name, place));
            return;
        }
        if self.behind == Behind::Element {
            self.behind = Behind::Text;
        }
        if self.nest.is_some() && is_block(name) {
            // What was collected stands in the element around.
            self.break_paragraph();
            self.nest.iter_mut().for_each(|nest| nest.open(name));
        }
        // Day, clock and more of a time stand in elements of their own.
        if self.times.open > 0 && !self.current.is_empty() && !self.current.ends_with([' ', '\n']) {
            self.current.push(' ');
        }
        if matches!(name, b"h1" | b"h2") {
            self.flush();
            self.is_big_heading = true;
        }
        self.headers += usize::from(name == b"header");
        self.open_byline(name, says);
        match &mut self.dateline {
            Some((open, depth)) if open == name => *depth += 1,
            None if says.dateline && !is_empty(name) => {
                if is_block(name) {
                    self.break_paragraph();
                }
                self.dateline = Some((name.to_vec(), 0));
            }
            _ => {}
        }
        match name {
            b"br" => self.line_break(),
            b"title" => {
                self.flush();
                self.into = Into::Title;
            }
            b"h1" => {
                self.flush();
                self.into = Into::Heading;
            }
            b"h2" if self.found.paragraphs.is_empty() => {
                self.flush();
                self.into = Into::Opening;
            }
            _ if says.headline && is_block(name) && self.found.paragraphs.is_empty() => {
                self.flush();
                self.into = Into::Opening;
            }
            b"pre" => {
                self.flush();
                self.breaks = Breaks::StayInPre;
            }
            b"td" | b"th" => {
                // A cell of lines or paragraphs lays out the page.
                let has_paragraphs = self
                    .row
                    .is_some_and(|row| self.found.paragraphs.len() > row.start);
                if has_paragraphs || self.current.contains('\n') {
                    self.flush();
                }
                self.push(b" ");
                self.cell = Some(Cell {
                    is_fresh: true,
                    is_broken: false,
                });
            }
            // A link ends where the next one begins.
            b"a" => {
                self.links.open = 1;
                self.link_from.get_or_insert(self.current.len());
            }
            b"blockquote" => {
                self.break_paragraph();
                self.quotations += 1;
            }
            b"time" => self.times.open = 1,
            b"b" | b"strong" => self.bold.open += 1,
            b"sup" => self.raised += 1,
            b"sub" => self.lowered += 1,
            _ if is_table_part(name) => {
                self.cell = None;
                self.flush();
                self.row = (name == b"tr").then_some(Row {
                    start: self.found.paragraphs.len(),
                    filled: 0,
                });
            }
            _ if is_block(name) => self.break_paragraph(),
            _ => {}
        }
    }

    /// The next text begins a paragraph, unless it is the first of a cell.
    fn break_paragraph(&mut self) {
        match &mut self.cell {
            Some(cell) => cell.is_broken |= !cell.is_fresh,
            // A dateline on a line of its own opens the paragraph below it.
            None if self.behind == Behind::Dateline && dateline::is_opening(&self.current) => {}
            None => self.flush(),
        }
    }

    /// An element ends.
    pub(in crate::wire) fn close(&mut self, name: &[u8]) {
        if let Some(skipped) = &mut self.skipping {
            if skipped.closes(name) {
                self.skipping = None;
            }
            return;
        }
        if self.behind != Behind::Dateline && !is_block(name) && !is_table_part(name) {
            self.behind = Behind::Element;
        }
        if let Some((open, depth)) = &mut self.dateline
            && open == name
        {
            if let Some(less) = depth.checked_sub(1) {
                *depth = less;
            } else {
                self.dateline = None;
                if !self.current.is_empty() {
                    self.behind = Behind::Dateline;
                }
            }
        }
        match name {
            b"td" | b"th" => {
                let is_filled = self.cell.take().is_some_and(|cell| !cell.is_fresh);
                if let Some(row) = &mut self.row {
                    row.filled += usize::from(is_filled);
                }
                self.push(b" ");
            }
            b"a" => self.links.open = 0,
            b"blockquote" => {
                self.break_paragraph();
                self.quotations = self.quotations.saturating_sub(1);
                if self.into == Into::Opening {
                    self.into = Into::Body;
                }
            }
            b"time" => self.times.open = 0,
            b"b" | b"strong" => self.bold.open = self.bold.open.saturating_sub(1),
            b"sup" => self.raised = self.raised.saturating_sub(1),
            b"sub" => self.lowered = self.lowered.saturating_sub(1),
            b"title" | b"h1" | b"h2" => {
                self.flush();
                self.is_big_heading = false;
                self.into = Into::Body;
            }
            b"pre" => {
                self.flush();
                self.breaks = Breaks::AreBlanks;
            }
            // Browsers read a stray `</br>` as a line break.
            b"br" => self.line_break(),
            _ if is_table_part(name) => {
                self.cell = None;
                self.flush();
                self.join_row();
            }
            _ if is_block(name) => {
                self.break_paragraph();
                if self.into == Into::Opening {
                    self.into = Into::Body;
                }
            }
            _ => {}
        }
        if name == b"header" {
            self.headers = self.headers.saturating_sub(1);
        }
        self.close_byline(name);
        if let Some(nest) = &mut self.nest {
            nest.close(name);
        }
    }

    fn line_break(&mut self) {
        let trimmed = self.current.trim_end_matches(' ').len();
        self.current.truncate(trimmed);
        // `<b>Heading</b><br>`: what follows is no part of the heading.
        let is_heading = self.bold.open == 0
            && !self.bold.has_outside
            && self.cell.is_none()
            && self.into == Into::Body
            && self.breaks == Breaks::AreBlanks
            && (1..=LONGEST_HEADING).contains(&self.current.len());
        if self.current.ends_with('\n') || is_heading {
            self.flush();
        } else if !self.current.is_empty() {
            self.current.push('\n');
        }
    }

    /// Text of the element.
    pub(in crate::wire) fn push(&mut self, value: &[u8]) {
        if let Some(skipped) = &self.skipping {
            self.left_for_a_word += skipped.sentence(value);
            return;
        }
        let text = String::from_utf8_lossy(value);
        let stands = self.behind;
        if !text.trim_ascii().is_empty() {
            self.behind = Behind::Text;
            if stands == Behind::Dateline {
                dateline::part_from(&text, &mut self.current);
            }
            if let Some(cell) = &mut self.cell {
                cell.is_fresh = false;
                if std::mem::take(&mut cell.is_broken) {
                    self.flush();
                }
            }
            self.bold.has_outside |= self.bold.open == 0;
            if self.links.open == 0 && text.contains(char::is_alphanumeric) {
                self.links.has_outside = true;
                self.has_words_behind_link |= self.link_from.is_some();
            }
            self.times.has_outside |= self.times.open == 0;
        }
        let text = match self.figures(&text) {
            Some(digits) => Cow::Owned(digits),
            None => text,
        };
        if self.breaks != Breaks::AreBlanks {
            self.current.push_str(&text);
            return;
        }
        self.source.push_str(&text);
        if is_collapsed(&text) {
            let bare = text.strip_prefix(' ').unwrap_or(&text);
            let is_apart = self.current.is_empty() || self.current.ends_with([' ', '\n']);
            if bare.len() < text.len() && !is_apart {
                self.current.push(' ');
            }
            self.current.push_str(bare);
            return;
        }
        // HTML's white space only: a no-break space is a character of the text.
        let is_space = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}');
        let mut rest: &str = &text;
        while !rest.is_empty() {
            let word = rest.find(is_space).unwrap_or(rest.len());
            self.current.push_str(&rest[..word]);
            rest = &rest[word..];
            let behind = rest.trim_start_matches(is_space);
            let gap = &rest[..rest.len() - behind.len()];
            let opens = stands != Behind::Text && rest.len() == text.len();
            rest = behind;
            // Pretty-printed: a sign may not stand on a line of its own.
            let is_layout = opens && gap.contains('\n') && opens_with_stop(rest);
            if gap.is_empty() || is_layout {
                continue;
            }
            if !self.current.is_empty() && !self.current.ends_with([' ', '\n']) {
                self.current.push(' ');
            }
            if let Some(at) = gap.rfind('\n').filter(|_| !rest.is_empty()) {
                let is_indented = gap.len() - at > 2;
                self.lines.indented += usize::from(is_indented);
                self.lines.flush += usize::from(!is_indented);
                if is_indented || gap[..at].contains('\n') {
                    self.lines.starts.push(self.current.len());
                }
                if gap[..at].contains('\n') && self.begins_apart(rest) {
                    self.lines.apart.push(self.current.len());
                }
            }
        }
    }

    /// Whether a sentence ended before a blank line and another begins behind it.
    fn begins_apart(&self, rest: &str) -> bool {
        let ends = self.current.trim_end();
        self.cell.is_none()
            && self.into == Into::Body
            && ends.ends_with(['.', '!', '?', '"', '”', '»', '…', '。'])
            && !rest.starts_with(char::is_lowercase)
    }

    fn figures(&self, text: &str) -> Option<String> {
        if self.raised > 0 {
            figures::raised(text)
        } else if self.lowered > 0 {
            figures::lowered(text, &self.current)
        } else {
            None
        }
    }

    /// What was found.
    pub(in crate::wire) fn finish(mut self) -> Extracted {
        self.flush();
        quotation::without_pulled(&self.quoted, &mut self.found);
        self.found.parents = self.nest.map(Nest::into_parents).unwrap_or_default();
        self.found.links_left = self.links_left;
        self.found
    }
}

/// Whether all white space of a text is single blanks, as nearly always. Without branches, so that many bytes are looked at together.
fn is_collapsed(text: &str) -> bool {
    let bytes = text.as_bytes();
    let behind = bytes.get(1..).unwrap_or_default();
    let has_controls = bytes.iter().fold(false, |any, b| any | (*b < b' '));
    let pairs = bytes.iter().zip(behind);
    !has_controls && !pairs.fold(false, |any, (a, b)| any | ((*a == b' ') & (*b == b' ')))
}

/// A stop that belongs to the word before it: not `.NET` and `:-)`.
fn opens_with_stop(text: &str) -> bool {
    let mut chars = text.chars();
    let is_stop = chars
        .next()
        .is_some_and(|c| matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | ')'));
    let next = chars.next();
    is_stop
        && next.is_none_or(|c| c.is_whitespace() || matches!(c, '"' | '”' | '’' | '»' | '.' | ','))
}

/// Elements around everything.
fn is_page(name: &[u8]) -> bool {
    matches!(name, b"html" | b"body" | b"main" | b"article")
}
