//! HTML bodies to paragraphs.
//!
//! Owns which elements break a paragraph, which are no text of the story (scripts, styles, pictures with their captions, navigation) and how a
//! table reads: a row is a paragraph, its cells stand apart by a blank. Tokenising is `html5gum`'s, so that character references and broken markup
//! read as in a browser. Promises linear time and no nesting of its own. Never interprets what the text says.

use super::html_elements::{is_block, is_left_out};
use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};
use std::convert::Infallible;

/// Text that came out of markup.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Extracted {
    /// None blank; a single `<br>` inside one is kept as `\n`.
    pub paragraphs: Vec<String>,
    /// What the first `h1` held, which is also among the paragraphs.
    pub heading: Option<String>,
    /// How many paragraphs stand before it.
    pub before_heading: usize,
    /// What the first `h2` held, where nothing stands before it.
    pub opening: Option<String>,
    /// What `title` held; not among the paragraphs.
    pub title: Option<String>,
    /// Paragraphs in which character references had been escaped once more (`&amp;quot;`).
    pub escaped_twice: usize,
}

/// The text of markup without blocks, its line breaks kept.
pub fn extract_lines(markup: &str) -> String {
    let mut text = Text::new(true);
    text.preformatted = true;
    run(markup, &mut text);
    text.finish().paragraphs.join("\n")
}

/// The paragraphs of an HTML or XHTML fragment or page.
pub fn extract(markup: &str) -> Extracted {
    let mut first = Text::new(true);
    run(markup, &mut first);
    if first.skipping.is_some() {
        // An element to be left out was never closed; it must not take the story with it.
        let mut second = Text::new(false);
        run(markup, &mut second);
        return second.finish();
    }
    first.finish()
}

/// Character references replaced in text that is otherwise plain; `None` when there are none.
pub fn decode_references(text: &str) -> Option<String> {
    let has_reference = memchr::memchr_iter(b'&', text.as_bytes()).any(|at| {
        let rest = text.as_bytes().get(at + 1..).unwrap_or_default();
        let name = rest
            .iter()
            .take(10)
            .take_while(|b| b.is_ascii_alphanumeric() || **b == b'#')
            .count();
        name > 1 && rest.get(name) == Some(&b';')
    });
    if !has_reference {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    // `<` must not open a tag here: the text is plain, only its references are not.
    for (i, piece) in text.split('<').enumerate() {
        if i > 0 {
            out.push('<');
        }
        let emitter = CallbackEmitter::new(
            |event: CallbackEvent<'_>, _: Span<()>| -> Option<Infallible> {
                if let CallbackEvent::String { value } = event {
                    out.push_str(&String::from_utf8_lossy(value));
                }
                None
            },
        );
        let Ok(()) = Tokenizer::new_with_emitter(piece, emitter).finish();
    }
    Some(out)
}

fn run(markup: &str, text: &mut Text) {
    let mut emitter = CallbackEmitter::new(
        |event: CallbackEvent<'_>, _: Span<()>| -> Option<Infallible> {
            match event {
                CallbackEvent::OpenStartTag { name } => text.open(name),
                CallbackEvent::EndTag { name } => text.close(name),
                CallbackEvent::String { value } => text.push(value),
                _ => {}
            }
            None
        },
    );
    emitter.naively_switch_states(true);
    let Ok(()) = Tokenizer::new_with_emitter(markup, emitter).finish();
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Into {
    Body,
    Title,
    Heading,
    Opening,
}

/// Collects paragraphs from a walk over markup, whichever parser makes it.
pub(super) struct Text {
    leave_out_more: bool,
    /// Reads what came out of markup as markup once more; that is done once only.
    is_inner: bool,
    /// The element being left out and how often it was opened inside itself.
    skipping: Option<(Vec<u8>, usize)>,
    preformatted: bool,
    into: Into,
    current: String,
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
}

impl Lines {
    fn are_typewritten(&self) -> bool {
        self.indented >= 1 && self.flush >= 3
    }
}

impl Text {
    /// With `leave_out_more` captions, navigation and the like are no text either.
    pub(super) fn new(leave_out_more: bool) -> Self {
        Self {
            leave_out_more,
            is_inner: false,
            skipping: None,
            preformatted: false,
            into: Into::Body,
            current: String::new(),
            lines: Lines::default(),
            found: Extracted::default(),
        }
    }

    /// An element begins.
    pub(super) fn open(&mut self, name: &[u8]) {
        if let Some((skipped, depth)) = &mut self.skipping {
            if skipped == name {
                *depth += 1;
            }
            return;
        }
        // Their content is never text, and the tokeniser itself reads to their end tag.
        let never_text = matches!(name, b"script" | b"style" | b"iframe" | b"noframes");
        if never_text || (self.leave_out_more && is_left_out(name)) {
            self.skipping = Some((name.to_vec(), 0));
            return;
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
            b"pre" => {
                self.flush();
                self.preformatted = true;
            }
            _ if is_block(name) => self.flush(),
            _ => {}
        }
    }

    /// An element ends.
    pub(super) fn close(&mut self, name: &[u8]) {
        if let Some((skipped, depth)) = &mut self.skipping {
            if skipped == name {
                match depth.checked_sub(1) {
                    Some(less) => *depth = less,
                    None => self.skipping = None,
                }
            }
            return;
        }
        match name {
            b"td" | b"th" => self.push(b" "),
            b"title" | b"h1" | b"h2" => {
                self.flush();
                self.into = Into::Body;
            }
            b"pre" => {
                self.flush();
                self.preformatted = false;
            }
            // Browsers read a stray `</br>` as a line break.
            b"br" => self.line_break(),
            _ if is_block(name) => self.flush(),
            _ => {}
        }
    }

    fn line_break(&mut self) {
        let trimmed = self.current.trim_end_matches(' ').len();
        self.current.truncate(trimmed);
        if self.current.ends_with('\n') {
            self.flush();
        } else if !self.current.is_empty() {
            self.current.push('\n');
        }
    }

    /// Text of the element.
    pub(super) fn push(&mut self, value: &[u8]) {
        if self.skipping.is_some() {
            return;
        }
        let text = String::from_utf8_lossy(value);
        if self.preformatted {
            self.current.push_str(&text);
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
            rest = behind;
            if gap.is_empty() {
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
            }
        }
    }

    fn flush(&mut self) {
        let current = std::mem::take(&mut self.current);
        let lines = std::mem::take(&mut self.lines);
        if lines.are_typewritten() {
            let mut start = 0;
            for end in lines.starts.into_iter().chain([current.len()]) {
                self.paragraph(current.get(start..end).unwrap_or_default());
                start = end;
            }
        } else {
            self.paragraph(&current);
        }
        // Its room serves the next paragraph.
        self.current = current;
        self.current.clear();
    }

    fn paragraph(&mut self, text: &str) {
        let text = text.trim_matches([' ', '\n', '\t', '\r']);
        if text.is_empty() {
            return;
        }
        let text = match decode_references(text) {
            Some(decoded) => {
                self.found.escaped_twice += 1;
                decode_references(&decoded).unwrap_or(decoded)
            }
            None => text.to_string(),
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
        match self.into {
            Into::Title => {
                self.found.title.get_or_insert(text);
            }
            Into::Heading => {
                if self.found.heading.is_none() {
                    self.found.heading = Some(text.clone());
                    self.found.before_heading = self.found.paragraphs.len();
                }
                self.found.paragraphs.push(text);
            }
            Into::Opening => {
                if self.found.paragraphs.is_empty() {
                    self.found.opening = Some(text.clone());
                }
                self.found.paragraphs.push(text);
            }
            Into::Body => self.found.paragraphs.push(text),
        }
    }

    /// What was found.
    pub(super) fn finish(mut self) -> Extracted {
        self.flush();
        self.found
    }
}

#[cfg(test)]
mod tests;
