//! HTML bodies to paragraphs.
//!
//! Owns which elements break a paragraph, which are no text of the story (scripts, styles, pictures with their captions, navigation) and how a
//! table reads: a row is a paragraph, its cells stand apart by a blank. Tokenising is `html5gum`'s, so that character references and broken markup
//! read as in a browser. Promises linear time and no nesting of its own. Never interprets what the text says.

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};
use std::convert::Infallible;

/// Text that came out of markup.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Extracted {
    /// None blank; a single `<br>` inside one is kept as `\n`.
    pub paragraphs: Vec<String>,
    /// What the first `h1` held, which is also the first of the paragraphs.
    pub heading: Option<String>,
    /// What `title` held; not among the paragraphs.
    pub title: Option<String>,
}

/// Whether a string that may be plain holds markup: a closing tag, or one of the tags that begin a paragraph.
pub fn looks_like_markup(text: &str) -> bool {
    memchr::memchr_iter(b'<', text.as_bytes()).any(|at| {
        let rest = text.as_bytes().get(at + 1..).unwrap_or_default();
        if rest.first() == Some(&b'/') {
            return rest.get(1).is_some_and(u8::is_ascii_alphabetic);
        }
        let name = rest
            .iter()
            .take(12)
            .take_while(|b| b.is_ascii_alphanumeric())
            .count();
        let closes = matches!(
            rest.get(name),
            Some(b'>' | b' ' | b'/' | b'\n' | b'\t' | b'\r')
        );
        let name = rest[..name].to_ascii_lowercase();
        closes && (name == b"br" || is_block(&name))
    })
}

/// Whether a name is that of an element HTML pages and fragments begin with.
pub fn is_element(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    is_block(name.as_bytes())
        || matches!(
            name.as_str(),
            "br" | "b"
                | "i"
                | "a"
                | "em"
                | "strong"
                | "span"
                | "font"
                | "head"
                | "img"
                | "style"
                | "script"
                | "figure"
                | "meta"
                | "u"
                | "small"
        )
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
}

/// Collects paragraphs from a walk over markup, whichever parser makes it.
pub(super) struct Text {
    leave_out_more: bool,
    /// The element being left out and how often it was opened inside itself.
    skipping: Option<(Vec<u8>, usize)>,
    preformatted: bool,
    into: Into,
    current: String,
    found: Extracted,
}

impl Text {
    /// With `leave_out_more` captions, navigation and the like are no text either.
    pub(super) fn new(leave_out_more: bool) -> Self {
        Self {
            leave_out_more,
            skipping: None,
            preformatted: false,
            into: Into::Body,
            current: String::new(),
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
            b"title" | b"h1" => {
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
        let mut words = text.split(is_space);
        if let Some(first) = words.next() {
            self.current.push_str(first);
        }
        for word in words {
            if !self.current.is_empty() && !self.current.ends_with([' ', '\n']) {
                self.current.push(' ');
            }
            self.current.push_str(word);
        }
    }

    fn flush(&mut self) {
        let text = self.current.trim_matches([' ', '\n', '\t', '\r']);
        if !text.is_empty() {
            let text = text.to_string();
            match self.into {
                Into::Title => {
                    self.found.title.get_or_insert(text);
                }
                Into::Heading => {
                    if self.found.heading.is_none() && self.found.paragraphs.is_empty() {
                        self.found.heading = Some(text.clone());
                    }
                    self.found.paragraphs.push(text);
                }
                Into::Body => self.found.paragraphs.push(text),
            }
        }
        self.current.clear();
    }

    /// What was found.
    pub(super) fn finish(mut self) -> Extracted {
        self.flush();
        self.found
    }
}

fn is_block(name: &[u8]) -> bool {
    matches!(
        name,
        b"p" | b"div"
            | b"section"
            | b"article"
            | b"main"
            | b"header"
            | b"footer"
            | b"aside"
            | b"address"
            | b"h1"
            | b"h2"
            | b"h3"
            | b"h4"
            | b"h5"
            | b"h6"
            | b"hl1"
            | b"hl2"
            | b"ul"
            | b"ol"
            | b"li"
            | b"dl"
            | b"dt"
            | b"dd"
            | b"blockquote"
            | b"pre"
            | b"table"
            | b"thead"
            | b"tbody"
            | b"tfoot"
            | b"tr"
            | b"caption"
            | b"hr"
            | b"form"
            | b"fieldset"
            | b"center"
            | b"block"
            | b"body"
            | b"html"
    )
}

/// Elements that hold no text of the story in a well-formed page.
fn is_left_out(name: &[u8]) -> bool {
    matches!(
        name,
        b"figure"
            | b"figcaption"
            | b"nav"
            | b"noscript"
            | b"template"
            | b"svg"
            | b"object"
            | b"audio"
            | b"video"
            | b"select"
            | b"button"
            | b"media"
    )
}

#[cfg(test)]
mod tests;
