//! XML to a small tree of borrowed pieces.
//!
//! Owns how wires' XML is read: names without their prefixes (suppliers choose any), character references and HTML's named ones resolved, everything a
//! document type declares ignored. So there is nothing to fetch and nothing to expand: no external entity, no entity of the document's own. Promises
//! nesting and text length checked while reading, and that the tree never holds more than the input. Tokenising is `quick-xml`'s.

mod as_json;
mod attributes;
pub(super) mod body;
mod containers;
pub(super) mod documents;
mod feed;
mod house;
mod mend;

pub use mend::{is_inline, without_bare_brackets};

use super::html;
use super::limits::Limits;
use super::repairs::{Repairs, code};
use crate::story::{Reject, RejectReason, Stage};
use quick_xml::Reader;
use quick_xml::events::attributes::Attributes;
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;

/// An element with its attributes and content; names are local names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element<'a> {
    pub name: Cow<'a, str>,
    pub attributes: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    pub children: Vec<Node<'a>>,
}

/// What an element holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node<'a> {
    Element(Element<'a>),
    Text(Cow<'a, str>),
}

impl<'a> Element<'a> {
    /// The value of an attribute, trimmed, if it is not blank.
    pub fn attr(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    }

    /// Child elements in order.
    pub fn elements(&self) -> impl Iterator<Item = &Element<'a>> {
        self.children.iter().filter_map(|child| match child {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The first child of that name.
    pub fn child(&self, name: &str) -> Option<&Element<'a>> {
        self.elements().find(|e| e.name == name)
    }

    /// All children of that name.
    pub fn all<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s Element<'a>> {
        self.elements().filter(move |e| e.name == name)
    }

    /// The element at the end of a path of names, each the first of its name.
    pub fn at(&self, path: &[&str]) -> Option<&Element<'a>> {
        path.iter()
            .try_fold(self, |element, name| element.child(name))
    }

    /// The first element of that name anywhere inside, in document order.
    pub fn find(&self, name: &str) -> Option<&Element<'a>> {
        self.elements().find_map(|e| {
            if e.name == name {
                Some(e)
            } else {
                e.find(name)
            }
        })
    }

    /// The same, but not inside elements of the names in `outside`.
    pub fn find_outside(&self, name: &str, outside: &[&str]) -> Option<&Element<'a>> {
        self.elements()
            .filter(|e| !outside.contains(&e.name.as_ref()))
            .find_map(|e| {
                if e.name == name {
                    Some(e)
                } else {
                    e.find_outside(name, outside)
                }
            })
    }

    /// All text inside with white space made single blanks; `None` when there is none.
    pub fn text(&self) -> Option<String> {
        let mut all = String::new();
        self.collect_text(&mut all);
        let words: Vec<&str> = all.split_whitespace().collect();
        (!words.is_empty()).then(|| words.join(" "))
    }

    /// All text inside as it stands.
    pub fn raw_text(&self) -> String {
        let mut all = String::new();
        self.collect_text(&mut all);
        all
    }

    fn collect_text(&self, into: &mut String) {
        self.collect(into, &mut false);
    }

    /// `edge` is set where an element begins or ends, since neighbouring elements part words: `By<person>Ann Writer</person>`.
    fn collect(&self, into: &mut String, edge: &mut bool) {
        for child in &self.children {
            match child {
                Node::Text(text) => {
                    let parts = *edge
                        && into.ends_with(char::is_alphanumeric)
                        && text.starts_with(char::is_alphanumeric);
                    if parts {
                        into.push(' ');
                    }
                    *edge = false;
                    into.push_str(text);
                }
                Node::Element(element) => {
                    if !into.ends_with(char::is_whitespace) && element.name == "br" {
                        into.push('\n');
                    }
                    let is_inline = mend::is_inline(&element.name);
                    *edge |= !is_inline;
                    element.collect(into, edge);
                    *edge |= !is_inline;
                }
            }
        }
    }
}

/// Reads the root element of a document.
pub fn read<'a>(
    text: &'a str,
    limits: &Limits,
    repairs: &mut Repairs,
) -> Result<Element<'a>, Reject> {
    read_one(text, limits, repairs).map(|(root, _)| root)
}

/// The root element, and where it ends.
pub fn read_one<'a>(
    text: &'a str,
    limits: &Limits,
    repairs: &mut Repairs,
) -> Result<(Element<'a>, usize), Reject> {
    read_from(text, limits, repairs, false)
}

/// The root element of a document of which the end is missing, as far as it goes.
pub fn read_cut<'a>(
    text: &'a str,
    limits: &Limits,
    repairs: &mut Repairs,
) -> Result<Element<'a>, Reject> {
    read_from(text, limits, repairs, true).map(|(root, _)| root)
}

fn read_from<'a>(
    text: &'a str,
    limits: &Limits,
    repairs: &mut Repairs,
    is_cut: bool,
) -> Result<(Element<'a>, usize), Reject> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    // Checked here, so that what HTML leaves open can be closed.
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    let mut open: Vec<Element<'a>> = Vec::new();
    // A document of NITF in capitals, as systems older than XML write it.
    let mut capitals = false;
    loop {
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(_) if is_cut => {
                let at = usize::try_from(reader.error_position()).unwrap_or(text.len());
                return closed_at_end(open, text.get(at..).unwrap_or_default(), text.len());
            }
            Err(e) => return Err(malformed(&reader, &shown(&e))),
        };
        match event {
            Event::Start(start) => {
                let element = named(text, &start, &mut capitals, open.is_empty(), repairs);
                mend::close_open(&mut open, &element.name, repairs);
                if open.len() >= limits.depth() {
                    return Err(reject(
                        RejectReason::TooDeep,
                        format!("nested deeper than {}", limits.depth()),
                    ));
                }
                open.push(element);
            }
            Event::Empty(start) => {
                let element = named(text, &start, &mut capitals, open.is_empty(), repairs);
                mend::close_open(&mut open, &element.name, repairs);
                let Some(parent) = open.last_mut() else {
                    let end = usize::try_from(reader.buffer_position());
                    return Ok((element, end.unwrap_or(text.len())));
                };
                parent.children.push(Node::Element(element));
            }
            Event::End(end) => {
                let name = local(end.name().0);
                let folded = capitals.then(|| name.to_ascii_lowercase());
                let name = folded.as_deref().unwrap_or(name);
                let Some(element) = mend::closed(&mut open, name, repairs) else {
                    let inside = open.last().map_or("", |element| &element.name);
                    let message = format!("</{}> inside <{}>", plain(name), plain(inside));
                    return Err(malformed(&reader, &message));
                };
                let Some(mut element) = element else {
                    continue;
                };
                // Most elements have one child, and room for four is four times the text of a small one.
                element.children.shrink_to_fit();
                let Some(parent) = open.last_mut() else {
                    let end = usize::try_from(reader.buffer_position());
                    return Ok((element, end.unwrap_or(text.len())));
                };
                parent.children.push(Node::Element(element));
            }
            Event::Text(text) => {
                let text = text.into_inner();
                // References are events of their own.
                let bare = memchr::memchr_iter(b'&', text.as_bytes()).count();
                repairs.note(code::MARKUP_BROKEN, bare);
                push_text(&mut open, text, limits)?;
            }
            Event::CData(text) => push_text(&mut open, text.into_inner(), limits)?,
            Event::GeneralRef(reference) => {
                let name = reference.into_inner();
                push_text(&mut open, mend::resolved(&name, repairs), limits)?;
                mend::join_bytes(&mut open, repairs);
            }
            Event::Eof if mend::only_lacks_its_end(&open) => {
                repairs.note(code::MARKUP_BROKEN, 1);
                let root = open.pop();
                return root
                    .map(|root| (root, text.len()))
                    .ok_or_else(|| reject(RejectReason::MalformedXml, "no element".to_string()));
            }
            Event::Eof if is_cut => return closed_at_end(open, "", text.len()),
            Event::Eof => {
                let message = match open.last() {
                    Some(element) => format!("the text ends inside <{}>", plain(&element.name)),
                    None => "no element".to_string(),
                };
                return Err(reject(RejectReason::MalformedXml, message));
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

fn closed_at_end<'a>(
    open: Vec<Element<'a>>,
    rest: &'a str,
    end: usize,
) -> Result<(Element<'a>, usize), Reject> {
    let root = mend::folded(open, rest).map(|root| (root, end));
    root.ok_or_else(|| reject(RejectReason::MalformedXml, "not only cut".to_string()))
}

/// The element of a tag; in small letters where the document is one of NITF in capitals, which its root tells.
fn named<'a>(
    text: &'a str,
    start: &BytesStart<'_>,
    capitals: &mut bool,
    is_root: bool,
    repairs: &mut Repairs,
) -> Element<'a> {
    let mut element = element(text, start, repairs);
    if is_root && element.name == "NITF" {
        *capitals = true;
        repairs.note(code::MARKUP_BROKEN, 1);
    }
    if *capitals {
        element.name.to_mut().make_ascii_lowercase();
        for (key, _) in &mut element.attributes {
            key.to_mut().make_ascii_lowercase();
        }
    }
    element
}

fn element<'a>(text: &'a str, start: &BytesStart<'_>, repairs: &mut Repairs) -> Element<'a> {
    let flaws = mend::values_without_quotes(start) + mend::bare_ampersands(start);
    repairs.note(code::MARKUP_BROKEN, flaws);
    let length = start.name().0.len();
    // The reader hands out pieces of the text; here they are found in it again, so that nothing is copied.
    let at = (start.as_ptr() as usize).wrapping_sub(text.as_ptr() as usize);
    let piece = at
        .checked_add(start.len())
        .and_then(|end| text.get(at..end))
        .filter(|piece| *piece == &**start);
    let (name, mut attributes): (_, Vec<_>) = match piece {
        Some(tag) => (
            Cow::Borrowed(local(tag.get(..length).unwrap_or_default())),
            attributes(tag, length)
                .map(|(key, value)| (Cow::Borrowed(key), value))
                .collect(),
        ),
        None => (
            Cow::Owned(local(start.name().0).to_string()),
            attributes(start, length)
                .map(|(key, value)| (Cow::Owned(key.to_string()), Cow::Owned(value.into_owned())))
                .collect(),
        ),
    };
    // A tag of the wire has a handful; beyond that a repeated one does less harm than looking for it.
    let few = attributes.iter().take(MANY_ATTRIBUTES).enumerate();
    let is_repeated =
        |at: usize, key: &str| attributes.iter().take(at).any(|(other, _)| other == key);
    let repeated = few.filter(|(at, (key, _))| is_repeated(*at, key)).count();
    repairs.note(code::MARKUP_BROKEN, repeated);
    attributes.shrink_to_fit();
    Element {
        name,
        attributes,
        children: Vec::new(),
    }
}

const MANY_ATTRIBUTES: usize = 32;

/// Keys and values of a tag. HTML's looser syntax: a value without quotes is a flaw of the supplier, not of the story.
fn attributes(tag: &str, name: usize) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
    let mut all = Attributes::html(tag, name);
    all.with_checks(false);
    all.flatten().map(|attribute| {
        let key = local(attribute.key.0);
        let has_reference = memchr::memchr(b'&', attribute.value.as_bytes()).is_some();
        let decoded = has_reference
            .then(|| html::decode_references(&attribute.value))
            .flatten();
        if let Cow::Borrowed(value) = attribute.value
            && let Some(value) = mend::without_curly_quotes(tag, value)
        {
            return (key, Cow::Borrowed(value));
        }
        (key, decoded.map_or(attribute.value, Cow::Owned))
    })
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

fn push_text<'a>(
    open: &mut [Element<'a>],
    text: Cow<'a, str>,
    limits: &Limits,
) -> Result<(), Reject> {
    let Some(element) = open.last_mut() else {
        return Ok(());
    };
    if text.is_empty() {
        return Ok(());
    }
    if let Some(Node::Text(before)) = element.children.last_mut() {
        if before.len() + text.len() > limits.max_string_bytes {
            return Err(too_long(limits));
        }
        before.to_mut().push_str(&text);
        return Ok(());
    }
    if text.len() > limits.max_string_bytes {
        return Err(too_long(limits));
    }
    element.children.push(Node::Text(text));
    Ok(())
}

fn shown(error: &quick_xml::Error) -> String {
    // The library's messages quote names from the document, which are never story text, but may be long.
    error.to_string().chars().take(160).collect()
}

fn plain(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(40).collect()
}

fn malformed(reader: &Reader<&[u8]>, message: &str) -> Reject {
    reject(
        RejectReason::MalformedXml,
        format!("{message} near byte {}", reader.buffer_position()),
    )
}

fn too_long(limits: &Limits) -> Reject {
    reject(
        RejectReason::StringTooLong,
        format!("a text is longer than {} bytes", limits.max_string_bytes),
    )
}

fn reject(reason: RejectReason, message: String) -> Reject {
    Reject::new(Stage::Decode, reason, message)
}

#[cfg(test)]
mod tests;
