//! What becomes of a paragraph when it ends.
//!
//! Owns where an element that holds a whole story is parted, which of what ends is text, title, heading or neither, and what is noted of it.

use super::super::elements::{is_block, is_element, is_left_out};
use super::super::labels;
use super::super::lines::{are_columns, hold_columns, without_common_indent, without_private_tags};
use super::super::nest::Nest;
use super::super::{decode_references, quotation, run};
use super::{Behind, Breaks, Into, LONGEST_HEADING, Text};

/// Headings that are kept apart.
const MOST_HEADINGS: usize = 8;

/// Paragraphs at the head of a fragment.
const HEAD: usize = 3;

/// Bytes before a link that is a title, and words of it.
const LONGEST_LEAD: usize = 24;
const FEWEST_WORDS: usize = 5;

impl Text {
    /// The paragraph ends, or the several that one element holds.
    pub(super) fn flush(&mut self) {
        let mut current = std::mem::take(&mut self.current);
        if self.breaks == Breaks::StayInPre {
            current = without_common_indent(&current).unwrap_or(current);
        }
        let lines = std::mem::take(&mut self.lines);
        let source = std::mem::take(&mut self.source);
        self.behind = Behind::Text;
        if self.breaks == Breaks::StayInPre && are_columns(&current) {
            current.lines().for_each(|line| self.paragraph(line));
        } else if self.breaks == Breaks::AreBlanks && hold_columns(&source) {
            source.lines().for_each(|line| self.paragraph(line));
        } else if lines.are_typewritten() || !lines.apart.is_empty() {
            let mut start = 0;
            // A whole story in one element: blank lines part it as they do in plain text.
            let starts = if lines.are_typewritten() {
                lines.starts
            } else {
                lines.apart
            };
            for end in starts.into_iter().chain([current.len()]) {
                self.paragraph(current.get(start..end).unwrap_or_default());
                start = end;
            }
        } else {
            self.paragraph(&current);
        }
        // Its room serves the next paragraph.
        self.current = current;
        self.current.clear();
        self.source = source;
        self.source.clear();
        self.bold.has_outside = false;
        self.links.has_outside = false;
        self.times.has_outside = false;
        self.link_from = None;
        self.has_words_behind_link = false;
    }

    fn add(&mut self, text: String) {
        if self.quotations > 0 && self.quoted.len() < quotation::MOST {
            self.quoted.push(self.found.paragraphs.len());
        }
        // In letters the headings of stories are links.
        let is_title = self.nest.is_none() && self.is_big_heading;
        let is_linked = !is_title && (!self.links.has_outside || self.is_led(&text));
        self.found.paragraphs.push(text);
        self.found.linked.push(is_linked);
        let within = self.nest.as_ref().map(Nest::innermost);
        self.found.within.extend(within);
    }

    /// `Lire aussi <a>Two ports share a crane</a>`: a word or two, and the title of another text as a link.
    fn is_led(&self, text: &str) -> bool {
        self.link_from.is_some_and(|at| {
            !self.has_words_behind_link
                && at <= LONGEST_LEAD
                && text
                    .get(at..)
                    .is_some_and(|title| title.split(' ').count() >= FEWEST_WORDS)
                && text
                    .get(..at)
                    .is_some_and(|lead| !lead.trim_end().ends_with([':', '：']))
        })
    }

    /// Whether the paragraph is nothing but the time that a fragment shows at its head; pages are asked for theirs.
    fn is_day_at_head(&self) -> bool {
        self.nest.is_none()
            && !self.times.has_outside
            && (self.found.paragraphs.len() < HEAD || self.headers > 0)
    }

    fn paragraph(&mut self, text: &str) {
        let text = text.trim_matches([' ', '\n', '\t', '\r']);
        if text.trim().is_empty() || self.is_day_at_head() || labels::is_of_advertisement(text) {
            return;
        }
        let text = match decode_references(text) {
            Some(decoded) => {
                self.found.escaped_twice += 1;
                decode_references(&decoded).unwrap_or(decoded)
            }
            None => text.to_string(),
        };
        let text = match without_private_tags(&text) {
            Some(bare) if !is_markup_inside(&text) => bare,
            _ => text,
        };
        // Code to embed something, escaped as if it were text.
        let is_code = !self.is_inner && text.starts_with('<') && text.ends_with("</script>");
        if is_code {
            let mut inner = Text::new(true);
            inner.is_inner = true;
            run(&text, &mut inner);
            if inner.finish().paragraphs.is_empty() {
                return;
            }
        }
        let is_bold = self.into == Into::Body && !self.bold.has_outside && self.links.has_outside;
        if is_bold && text.len() <= LONGEST_HEADING && self.found.bold_lines.len() < MOST_HEADINGS {
            self.found.bold_lines.push(text.clone());
        }
        if self.found.paragraphs.is_empty() && self.into == Into::Body {
            self.found.opens_bold = !self.bold.has_outside;
        }
        match self.into {
            Into::Title => {
                self.found.title.get_or_insert(text);
            }
            Into::Heading => {
                if self.found.heading.is_none() {
                    self.found.heading = Some(text.clone());
                    self.found.before_heading = self.found.paragraphs.len();
                }
                if self.found.headings.len() < MOST_HEADINGS {
                    self.found.headings.push(text.clone());
                }
                self.add(text);
            }
            Into::Opening => {
                if self.found.paragraphs.is_empty() {
                    self.found.opening = Some(text.clone());
                }
                self.add(text);
                self.into = Into::Body;
            }
            Into::Body => self.add(text),
        }
    }
}

/// Whether text holds HTML that was escaped, which is read once more.
fn is_markup_inside(text: &str) -> bool {
    text.split('<').skip(1).any(|tag| {
        let end = tag.find(|c: char| !c.is_ascii_alphanumeric());
        let name = &tag[..end.unwrap_or(tag.len())];
        is_element(name) || is_block(name.as_bytes()) || is_left_out(name.as_bytes())
    })
}
