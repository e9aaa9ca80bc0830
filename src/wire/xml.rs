//! XML to a small tree of borrowed pieces.
//!
//! Owns how wires' XML is read: names without their prefixes (suppliers choose any), character references and HTML's named ones resolved, everything a
//! document type declares ignored. So there is nothing to fetch and nothing to expand: no external entity, no entity of the document's own. Promises
//! nesting and text length checked while reading, and that the tree never holds more than the input. Tokenising is `quick-xml`'s.

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
                    let is_inline = is_inline(&element.name);
                    *edge |= !is_inline;
                    element.collect(into, edge);
                    *edge |= !is_inline;
                }
            }
        }
    }
}

/// Elements that may stand in the middle of a word.
fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "b" | "i" | "em" | "strong" | "a" | "span" | "sup" | "sub" | "u" | "q" | "font" | "small"
    )
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
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    // Checked here, so that what HTML leaves open can be closed.
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    let mut open: Vec<Element<'a>> = Vec::new();
    loop {
        let event = reader
            .read_event()
            .map_err(|e| malformed(&reader, &shown(&e)))?;
        match event {
            Event::Start(start) => {
                close_void(&mut open, repairs);
                if open.len() >= limits.depth() {
                    return Err(reject(
                        RejectReason::TooDeep,
                        format!("nested deeper than {}", limits.depth()),
                    ));
                }
                open.push(element(text, &start));
            }
            Event::Empty(start) => {
                close_void(&mut open, repairs);
                let element = element(text, &start);
                let Some(parent) = open.last_mut() else {
                    let end = usize::try_from(reader.buffer_position());
                    return Ok((element, end.unwrap_or(text.len())));
                };
                parent.children.push(Node::Element(element));
            }
            Event::End(end) => {
                let name = local(end.name().0);
                let Some(element) = closed(&mut open, name, repairs) else {
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
            Event::Text(text) => push_text(&mut open, text.into_inner(), limits)?,
            Event::CData(text) => push_text(&mut open, text.into_inner(), limits)?,
            Event::GeneralRef(reference) => {
                let name = reference.into_inner();
                push_text(&mut open, resolved(&name, repairs), limits)?;
            }
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

/// The element that an end tag closes. Elements that HTML never closes, and marks of bold and the like, may be open inside it; they are closed with it,
/// and noted. The inner `None` is an end tag of such an element that was closed already; the outer one a document that is broken.
#[allow(clippy::option_option)]
fn closed<'a>(
    open: &mut Vec<Element<'a>>,
    name: &str,
    repairs: &mut Repairs,
) -> Option<Option<Element<'a>>> {
    if open.last().is_some_and(|element| element.name == name) {
        return Some(open.pop());
    }
    let depth = open.iter().rposition(|element| element.name == name);
    let Some(depth) = depth else {
        // `</br>`, `</p></b>`
        repairs.note(code::MARKUP_BROKEN, 1);
        return (!open.is_empty() && may_stay_open(name)).then_some(None);
    };
    if !open[depth + 1..]
        .iter()
        .all(|element| may_stay_open(&element.name))
    {
        return None;
    }
    while open.len() > depth + 1 {
        repairs.note(code::MARKUP_BROKEN, 1);
        close_last(open);
    }
    Some(open.pop())
}

/// Puts the last open element into the one around it; what stands in one that HTML never closes follows it in truth.
fn close_last(open: &mut Vec<Element<'_>>) {
    let Some(mut element) = open.pop() else {
        return;
    };
    let Some(parent) = open.last_mut() else {
        return;
    };
    let behind = if is_void(&element.name) {
        std::mem::take(&mut element.children)
    } else {
        Vec::new()
    };
    parent.children.push(Node::Element(element));
    parent.children.extend(behind);
}

/// Closes an element that HTML never closes before another one opens, so that a hundred line breaks are not a hundred levels.
fn close_void(open: &mut Vec<Element<'_>>, repairs: &mut Repairs) {
    if open.len() > 1 && open.last().is_some_and(|element| is_void(&element.name)) {
        repairs.note(code::MARKUP_BROKEN, 1);
        close_last(open);
    }
}

fn may_stay_open(name: &str) -> bool {
    is_inline(name) || is_void(name)
}

/// Elements that HTML never closes.
fn is_void(name: &str) -> bool {
    matches!(name, "br" | "hr" | "img" | "wbr" | "BR" | "HR" | "IMG")
}

fn element<'a>(text: &'a str, start: &BytesStart<'_>) -> Element<'a> {
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
    attributes.shrink_to_fit();
    Element {
        name,
        attributes,
        children: Vec::new(),
    }
}

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

/// The character a reference stands for: XML's five, numbers, HTML's names. Others stay as they were written: they are the document's own, and
/// those are never expanded.
fn resolved<'a>(name: &str, repairs: &mut Repairs) -> Cow<'a, str> {
    match name {
        "amp" => return Cow::Borrowed("&"),
        "lt" => return Cow::Borrowed("<"),
        "gt" => return Cow::Borrowed(">"),
        "quot" => return Cow::Borrowed("\""),
        "apos" => return Cow::Borrowed("'"),
        _ => {}
    }
    let written = format!("&{name};");
    match html::decode_references(&written) {
        Some(text) if text != written => {
            if !name.starts_with('#') {
                repairs.note(code::ENTITIES, 1);
            }
            Cow::Owned(text)
        }
        _ => {
            repairs.note(code::ENTITY_UNKNOWN, 1);
            Cow::Owned(written)
        }
    }
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
