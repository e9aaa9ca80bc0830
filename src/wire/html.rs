//! HTML bodies to paragraphs.
//!
//! Owns which elements break a paragraph, which are no text of the story (scripts, styles, pictures with their captions, navigation) and how a
//! table reads: a row is a paragraph, its cells stand apart by a blank. Tokenising is `html5gum`'s, so that character references and broken markup
//! read as in a browser. Promises linear time and no nesting of its own. Never interprets what the text says.

mod around;
mod container;
mod dateline;
mod day;
pub(super) mod elements;
mod figures;
mod head;
mod labels;
mod ld;
mod lines;
mod links;
mod meta;
mod nest;
mod own_names;
pub(super) mod page;
mod part;
mod place;
mod quotation;
mod run;
mod self_closed;
mod text;
mod title;

use place::Place;
pub(super) use place::Says;
pub(super) use text::Text;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Emitter, ForwardingEmitter, Span, Tokenizer};
use std::convert::Infallible;

/// Text that came out of markup.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Extracted {
    /// None blank; a single `<br>` inside one is kept as `\n`.
    pub paragraphs: Vec<String>,
    /// Which of them are nothing but links.
    pub linked: Vec<bool>,
    /// Links that a word in the name of an element left out.
    pub links_left: usize,
    /// Of a page: the number of the element each paragraph stands in, and in which of them each element stands, the first being number 1.
    pub within: Vec<u32>,
    pub parents: Vec<u32>,
    /// What the first `h1` held, which is also among the paragraphs.
    pub heading: Option<String>,
    /// The same of further ones.
    pub headings: Vec<String>,
    /// How many paragraphs stand before the first.
    pub before_heading: usize,
    /// What the first `h2`, or an element whose class says headline, held, where nothing stands before it.
    pub opening: Option<String>,
    /// What an element held that is named for the writer, over the text of a page, and whether a heading stands over it; not among the paragraphs.
    pub byline: Option<String>,
    pub is_byline_below_heading: bool,
    /// Lines that are in bold from end to end, the first ones.
    pub bold_lines: Vec<String>,
    /// The first paragraph is in bold from end to end.
    pub opens_bold: bool,
    /// What `title` held; not among the paragraphs.
    pub title: Option<String>,
    /// Paragraphs in which character references had been escaped once more (`&amp;quot;`).
    pub escaped_twice: usize,
}

/// The text of markup without blocks, its line breaks kept.
pub fn extract_lines(markup: &str) -> String {
    let mut text = Text::new(true);
    text.keep_lines();
    run(markup, &mut text);
    text.finish().paragraphs.join("\n")
}

/// The paragraphs of an HTML or XHTML fragment.
pub fn extract(markup: &str) -> Extracted {
    let mut found = extracted(markup, false, |_| {});
    if let Some(kept) = links::kept(&found.paragraphs, &found.linked) {
        links::retain(&mut found.paragraphs, &kept);
        links::retain(&mut found.linked, &kept);
    }
    found
}

/// The paragraphs of a page, with the elements they stand in, for one who wants to hear of each token, too.
pub(super) fn extract_page(markup: &str, hear: impl FnMut(&CallbackEvent<'_>)) -> Extracted {
    extracted(markup, true, hear)
}

fn extracted(markup: &str, is_page: bool, hear: impl FnMut(&CallbackEvent<'_>)) -> Extracted {
    let noting = |mut text: Text| {
        if is_page {
            text.note_nest();
        }
        text
    };
    let mut first = noting(Text::of_page());
    run_hearing(markup, &mut first, hear);
    let again = |mut second: Text| {
        run(markup, &mut second);
        second.finish()
    };
    if first.is_inside_left_out() {
        // An element to be left out was never closed; it must not take the story with it.
        return again(noting(Text::new(false)));
    }
    if first.has_left_most() {
        return again(noting(Text::of_page_by_names()));
    }
    let has_left_around = first.has_left_around();
    let found = first.finish();
    if has_left_around && found.paragraphs.is_empty() {
        // The story itself stands in what its page calls a menu or a box.
        return again(noting(Text::new(true)));
    }
    found
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
        tokenise(piece, emitter);
    }
    Some(out)
}

/// Reads markup token by token.
fn tokenise(markup: &str, emitter: impl Emitter<Token = Infallible>) {
    let Ok(()) = Tokenizer::new_with_emitter(markup, Unchecked(emitter)).finish();
}

/// Reads on without looking at each character for what HTML forbids: nobody asks for the faults.
struct Unchecked<E>(E);

impl<E: Emitter> ForwardingEmitter for Unchecked<E> {
    type Token = E::Token;

    fn inner(&mut self) -> &mut impl Emitter<Token = Self::Token> {
        &mut self.0
    }

    fn should_emit_errors(&mut self) -> bool {
        false
    }
}

fn run(markup: &str, text: &mut Text) {
    run_hearing(markup, text, |_| {});
}

fn run_hearing(markup: &str, text: &mut Text, mut hear: impl FnMut(&CallbackEvent<'_>)) {
    let mut name_of_tag: Vec<u8> = Vec::new();
    let mut attribute: Vec<u8> = Vec::new();
    let mut says = Says::default();
    let mut emitter = CallbackEmitter::new(
        |event: CallbackEvent<'_>, _: Span<()>| -> Option<Infallible> {
            hear(&event);
            match event {
                CallbackEvent::OpenStartTag { name } => {
                    name_of_tag.clear();
                    name_of_tag.extend_from_slice(name);
                    says = Says::default();
                }
                CallbackEvent::AttributeName { name } => {
                    attribute.clear();
                    attribute.extend_from_slice(name);
                    // It needs no value.
                    if name == b"hidden" {
                        says.place = Place::Nowhere;
                    }
                }
                CallbackEvent::AttributeValue { value } => {
                    if let (
                        b"class" | b"id" | b"style" | b"hidden" | b"itemprop" | b"rel",
                        Ok(name),
                    ) = (attribute.as_slice(), std::str::from_utf8(&attribute))
                    {
                        says.hear(name, &String::from_utf8_lossy(value));
                    }
                }
                CallbackEvent::CloseStartTag { .. } => text.open(&name_of_tag, says),
                CallbackEvent::EndTag { name } => text.close(name),
                CallbackEvent::String { value } => text.push(value),
                _ => {}
            }
            None
        },
    );
    emitter.naively_switch_states(true);
    let opened = self_closed::opened(markup);
    let markup = opened.as_deref().unwrap_or(markup);
    tokenise(markup, emitter);
}

#[cfg(test)]
mod tests;
