//! What is mended in XML so that nothing of a text is lost: elements left open, `&` and `<` in the text, attributes in HTML's looser syntax.
//!
//! Owns what may be broken, and what a reference stands for. Promises linear time, and that a document which
//! may have been cut short is not taken for a whole one: only who asks for it has what stands open closed.

use super::super::cut;
use super::super::html;
use super::super::repairs::{Repairs, code};
use super::{Element, Node};
use std::borrow::Cow;

/// `&#xC2;&#xA3;` for `£`: UTF-8 read as windows-1252 and written in references, one a byte. Joined once the last one is there.
pub fn join_bytes(open: &mut [Element<'_>], repairs: &mut Repairs) {
    let Some(Node::Text(text)) = open.last_mut().and_then(|e| e.children.last_mut()) else {
        return;
    };
    for count in 2..=4 {
        let Some((at, _)) = text.char_indices().rev().nth(count - 1) else {
            return;
        };
        let tail = &text[at..];
        if !tail.chars().all(|c| !c.is_ascii()) {
            return;
        }
        let (bytes, _, is_lossy) = encoding_rs::WINDOWS_1252.encode(tail);
        // Letters of Latin-1 and punctuation; a closing quote behind a capital is one.
        let may_be = bytes
            .first()
            .is_some_and(|b| matches!(b, 0xc2 | 0xc3 | 0xe2))
            && bytes.last().is_some_and(|b| !matches!(b, 0xab | 0xbb));
        if is_lossy || bytes.len() != count {
            return;
        }
        if !may_be {
            continue;
        }
        let joined = std::str::from_utf8(&bytes).ok().and_then(|t| {
            let mut chars = t.chars();
            chars.next().filter(|_| chars.next().is_none())
        });
        if let Some(joined) = joined {
            let text = text.to_mut();
            text.truncate(at);
            text.push(joined);
            repairs.note(code::DOUBLE_ENCODED, 1);
            return;
        }
    }
}

/// The element that an end tag closes. Elements that HTML never closes, and marks of bold and the like, may be open inside it; they are closed with it,
/// and noted. The inner `None` is an end tag of such an element that was closed already; the outer one a document that is broken.
#[allow(clippy::option_option)]
pub(super) fn closed<'a>(
    open: &mut Vec<Element<'a>>,
    name: &str,
    repairs: &mut Repairs,
) -> Option<Option<Element<'a>>> {
    if open.last().is_some_and(|element| element.name == name) {
        return Some(open.pop());
    }
    let depth = open.iter().rposition(|element| element.name == name);
    let depth = depth.or_else(|| {
        let other = |element: &Element<'_>| element.name.eq_ignore_ascii_case(name);
        let depth = open.iter().rposition(other)?;
        repairs.note(code::MARKUP_BROKEN, 1);
        Some(depth)
    });
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

/// Closes an element that HTML never closes, or that another of its name ends, before `next` opens, so that a hundred line breaks are not a hundred
/// levels.
pub(super) fn close_open(open: &mut Vec<Element<'_>>, next: &str, repairs: &mut Repairs) {
    let is_over = |element: &Element<'_>| {
        is_void(&element.name) || (is_item(&element.name) && element.name == next)
    };
    if open.len() > 1 && open.last().is_some_and(is_over) {
        repairs.note(code::MARKUP_BROKEN, 1);
        close_last(open);
    }
}

fn may_stay_open(name: &str) -> bool {
    is_inline(name) || is_void(name) || is_item(name)
}

/// Elements that HTML ends where the next of them begins, or what they stand in ends.
fn is_item(name: &str) -> bool {
    matches!(name, "p" | "li" | "P" | "LI")
}

/// Whether only the end tag of the root is missing: what the story stands in is complete.
pub(super) fn only_lacks_its_end(open: &[Element<'_>]) -> bool {
    let [root] = open else {
        return false;
    };
    let last = match root.name.as_ref() {
        "newsItem" => "contentSet",
        "newsMessage" => "itemSet",
        "nitf" => "body",
        _ => return false,
    };
    root.elements()
        .last()
        .is_some_and(|element| element.name == last)
}

/// The root of a document that its end cuts short, with all that stands open closed. `rest` begins with the markup that never ends: of a CDATA section,
/// the text in it is kept. `None` where the root is closed in it, so that something else is wrong with the document, and without a root.
pub(super) fn folded<'a>(mut open: Vec<Element<'a>>, rest: &'a str) -> Option<Element<'a>> {
    let section = rest.strip_prefix("<![CDATA[");
    let root = open.first()?;
    let is_closed = |rest: &str| {
        let ends = rest.match_indices("</").map(|(at, _)| &rest[at + 2..]);
        ends.filter_map(|end| end.split(['>', ' ']).next())
            .any(|name| super::local(name) == root.name)
    };
    match section {
        Some(text) if is_closed(text) => return None,
        Some(text) => {
            let text = Node::Text(Cow::Borrowed(text));
            open.last_mut()?.children.push(text);
        }
        None if rest.get(1..).is_some_and(|rest| rest.contains('<')) => return None,
        None => {}
    }
    let last = open.last_mut().and_then(|e| e.children.last_mut());
    if let Some(Node::Text(text)) = last {
        let whole = cut::whole(text).len();
        match text {
            Cow::Borrowed(text) => *text = &text[..whole],
            Cow::Owned(text) => text.truncate(whole),
        }
    }
    while open.len() > 1 {
        close_last(&mut open);
    }
    open.pop()
}

/// A value in typographic quotes that stand where those of the syntax belong (`version=“9”`), without them.
pub(super) fn without_curly_quotes<'v>(tag: &str, value: &'v str) -> Option<&'v str> {
    let is_quote = |c: char| matches!(c, '“' | '”' | '„' | '‘' | '’' | '″');
    let inside = value.strip_prefix(is_quote)?;
    let inside = inside.strip_suffix(is_quote)?;
    // Behind a quote of the syntax they are of the value.
    let is_bare = tag
        .match_indices(value)
        .any(|(at, _)| tag[..at].trim_end().ends_with('='));
    is_bare.then_some(inside)
}

/// `&` that begins no reference.
pub(super) fn bare_ampersands(text: &str) -> usize {
    memchr::memchr_iter(b'&', text.as_bytes())
        .filter(|at| {
            let rest = &text.as_bytes()[at + 1..];
            let name = rest
                .iter()
                .take(32)
                .take_while(|b| b.is_ascii_alphanumeric() || **b == b'#')
                .count();
            name == 0 || rest.get(name) != Some(&b';')
        })
        .count()
}

/// Values without quotes in a tag.
pub(super) fn values_without_quotes(tag: &str) -> usize {
    let bytes = tag.as_bytes();
    let mut at = 0;
    let mut count = 0;
    while let Some(step) = bytes.get(at..).and_then(|rest| memchr::memchr(b'=', rest)) {
        at += step + 1;
        while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
            at += 1;
        }
        if let Some(quote @ (b'"' | b'\'')) = bytes.get(at) {
            let inner = bytes.get(at + 1..).unwrap_or_default();
            at += 2 + memchr::memchr(*quote, inner).unwrap_or(inner.len());
        } else {
            count += 1;
            // `href=a?b=c` is one value.
            while bytes.get(at).is_some_and(|b| !b.is_ascii_whitespace()) {
                at += 1;
            }
        }
    }
    count
}

/// The text with every `<` that begins no markup as a reference, and how many there are; `None` without any.
pub fn without_bare_brackets(text: &str) -> Option<(String, usize)> {
    let mut out = String::new();
    let mut count = 0;
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        let behind = &rest[at..];
        let (kept, length) = if let Some(section) = behind.strip_prefix("<![CDATA[") {
            let end = section.find("]]>").map_or(behind.len(), |end| end + 12);
            (&behind[..end], end)
        } else if let Some(comment) = behind.strip_prefix("<!--") {
            let end = comment.find("-->").map_or(behind.len(), |end| end + 7);
            (&behind[..end], end)
        } else {
            let next = behind.as_bytes().get(1);
            let is_markup = next.is_some_and(|b| {
                b.is_ascii_alphabetic()
                    || matches!(b, b'/' | b'!' | b'?' | b'_' | b':')
                    || *b >= 0x80
            });
            count += usize::from(!is_markup);
            (if is_markup { "<" } else { "&lt;" }, 1)
        };
        out.push_str(&rest[..at]);
        out.push_str(kept);
        rest = &behind[length..];
    }
    if count == 0 {
        return None;
    }
    out.push_str(rest);
    Some((out, count))
}

/// Elements that HTML never closes.
fn is_void(name: &str) -> bool {
    matches!(name, "br" | "hr" | "img" | "wbr" | "BR" | "HR" | "IMG")
}

/// Elements that may stand in the middle of a word.
pub fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "b" | "i"
            | "em"
            | "strong"
            | "a"
            | "span"
            | "sup"
            | "sub"
            | "u"
            | "q"
            | "font"
            | "small"
            // Words that were searched for, in archives.
            | "hlt"
    )
}

/// The character a reference stands for: XML's five, numbers, HTML's names. Others stay as they were written: they are the document's own, and
/// those are never expanded.
pub(super) fn resolved<'a>(name: &str, repairs: &mut Repairs) -> Cow<'a, str> {
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
