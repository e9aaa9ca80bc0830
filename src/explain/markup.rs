//! The values of XML and HTML: texts of elements, and attributes.
//!
//! Follows tags without building a tree, so that each value knows its bytes. Never fails: what can't be followed ends the list.

use super::leaves::{Leaf, MOST, Shape};
use std::collections::HashMap;
use std::ops::Range;

/// Elements that are open, and how many of each name each of them has had.
#[derive(Default)]
struct Open {
    names: Vec<String>,
    counts: Vec<HashMap<String, usize>>,
}

/// Puts texts and attributes into `leaves`; in HTML, whose elements need not be closed, only the innermost names the place.
pub(super) fn markup(text: &str, is_xml: bool, leaves: &mut Vec<Leaf>) {
    let mut open = Open::default();
    open.counts.push(HashMap::new());
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if leaves.len() > MOST {
            return;
        }
        if !rest.starts_with('<') {
            let end = at + rest.find('<').unwrap_or(rest.len());
            push_text(text, at..end, &open, is_xml, leaves);
            at = end;
            continue;
        }
        let closed = |end: &str| rest.find(end).map_or(text.len(), |n| at + n + end.len());
        if rest.starts_with("<!--") {
            at = closed("-->");
        } else if rest.starts_with("<![CDATA[") {
            let end = closed("]]>");
            push_text(
                text,
                at + 9..end.saturating_sub(3).max(at + 9),
                &open,
                is_xml,
                leaves,
            );
            at = end;
        } else if rest.starts_with("<!") || rest.starts_with("<?") {
            at = closed(">");
        } else if let Some(name) = rest.strip_prefix("</") {
            let name = name.split('>').next().unwrap_or_default().trim();
            let local = name.rsplit(':').next().unwrap_or(name);
            if let Some(depth) = open.names.iter().rposition(|n| bare(n) == local) {
                open.names.truncate(depth);
                open.counts.truncate(depth + 1);
            }
            at = closed(">");
        } else {
            at = tag(text, at, is_xml, &mut open, leaves);
        }
    }
}

fn bare(name: &str) -> &str {
    name.split('[').next().unwrap_or(name)
}

fn push_text(text: &str, span: Range<usize>, open: &Open, is_xml: bool, leaves: &mut Vec<Leaf>) {
    let Some(inside) = text.get(span.clone()) else {
        return;
    };
    let trimmed = inside.trim();
    if trimmed.is_empty() || open.names.is_empty() {
        return;
    }
    let start = span.start + (inside.len() - inside.trim_start().len());
    leaves.push(Leaf {
        path: place(open, is_xml),
        span: start..start + trimmed.len(),
        shape: Shape::Markup,
    });
}

/// The path from below the root, or the innermost name.
fn place(open: &Open, is_xml: bool) -> String {
    if !is_xml {
        return open.names.last().cloned().unwrap_or_default();
    }
    let from = usize::from(open.names.len() > 1);
    open.names.get(from..).unwrap_or_default().join("/")
}

/// Reads a tag with its attributes; gives the place behind it.
fn tag(text: &str, at: usize, is_xml: bool, open: &mut Open, leaves: &mut Vec<Leaf>) -> usize {
    let bytes = text.as_bytes();
    let is_name = |b: u8| !b.is_ascii_whitespace() && !matches!(b, b'>' | b'/' | b'=');
    let mut end = at + 1;
    while bytes.get(end).is_some_and(|b| is_name(*b)) {
        end += 1;
    }
    let name = text.get(at + 1..end).unwrap_or_default();
    let local = name.rsplit(':').next().unwrap_or(name).to_owned();
    let count = open.counts.last_mut().map_or(1, |counts| {
        let count = counts.entry(local.clone()).or_insert(0);
        *count += 1;
        *count
    });
    let shown = if count > 1 && is_xml {
        format!("{local}[{count}]")
    } else {
        local.clone()
    };
    open.names.push(shown);
    let element = place(open, is_xml);
    let mut found: Vec<(String, Range<usize>)> = Vec::new();
    let mut is_closed = false;
    while let Some(byte) = bytes.get(end).copied() {
        match byte {
            b'>' => {
                end += 1;
                break;
            }
            b'/' => {
                is_closed = true;
                end += 1;
            }
            b if b.is_ascii_whitespace() || b == b'=' => end += 1,
            _ => {
                is_closed = false;
                let start = end;
                while bytes.get(end).is_some_and(|b| is_name(*b)) {
                    end += 1;
                }
                let key = text.get(start..end).unwrap_or_default();
                let value = attribute(text, &mut end);
                if let Some(value) = value.filter(|v| !v.is_empty()) {
                    found.push((key.to_owned(), value));
                }
            }
        }
    }
    // `meta` says by another attribute what its content is.
    let role = ["name", "property", "itemprop", "FormalName"];
    let role = found.iter().find(|(key, _)| role.contains(&key.as_str()));
    let role = role
        .and_then(|(_, span)| text.get(span.clone()))
        .map(str::to_owned);
    for (key, span) in found {
        let path = match &role {
            Some(role) if key == "content" || key == "Value" => format!("{element}[{role}]@{key}"),
            _ => format!("{element}@{key}"),
        };
        leaves.push(Leaf {
            path,
            span,
            shape: Shape::Markup,
        });
    }
    let void = ["meta", "link", "br", "img", "hr", "input", "base"];
    if is_closed || (!is_xml && void.contains(&local.as_str())) {
        open.names.pop();
    } else {
        open.counts.push(HashMap::new());
    }
    end.max(at + 1)
}

/// The value behind an attribute's name.
fn attribute(text: &str, at: &mut usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let mut end = *at;
    while bytes.get(end).is_some_and(u8::is_ascii_whitespace) {
        end += 1;
    }
    if bytes.get(end) != Some(&b'=') {
        return None;
    }
    end += 1;
    while bytes.get(end).is_some_and(u8::is_ascii_whitespace) {
        end += 1;
    }
    let quote = bytes.get(end).filter(|b| matches!(b, b'"' | b'\''));
    let (start, stop) = if let Some(quote) = quote {
        let start = end + 1;
        let rest = text.get(start..)?;
        let length = rest.find(char::from(*quote)).unwrap_or(rest.len());
        end = (start + length + 1).min(text.len());
        (start, start + length)
    } else {
        let start = end;
        let is_value = |b: &u8| !b.is_ascii_whitespace() && *b != b'>';
        while bytes.get(end).is_some_and(is_value) {
            end += 1;
        }
        (start, end)
    };
    *at = end;
    Some(start..stop)
}
