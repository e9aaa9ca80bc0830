//! The single values of a record, each with the name a person would look it up by.
//!
//! Owns the way from a text to its values: members of JSON, elements and attributes of XML and HTML, header fields of mail, lines.
//! Promises never to fail on a text the decoder can read: what can't be followed ends the list. Never interprets a value.

use crate::wire::opened::{Kind, Opened};
use std::collections::HashMap;
use std::ops::Range;

/// Depth at which nothing more is looked for.
const DEEPEST: usize = 64;
/// Values of one record; a larger one is shown in part.
const MOST: usize = 20_000;

/// One value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Leaf {
    /// `headlines[0].value`, `itemMeta/versionCreated`, `line 3`.
    pub path: String,
    /// Its bytes in the text, without quotes.
    pub span: Range<usize>,
    pub shape: Shape,
}

/// How the value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// With `\` escapes.
    JsonText,
    /// A number, `true` or `false`.
    JsonBare,
    /// With entities.
    Markup,
    Plain,
}

/// All values in the order of the text.
pub(super) fn of(opened: &Opened) -> Vec<Leaf> {
    let text = opened.text.as_str();
    let mut leaves = Vec::new();
    match opened.kind {
        Kind::Json => {
            let mut json = Json {
                text,
                at: 0,
                leaves: &mut leaves,
            };
            // Values in a row are stories in a row.
            while json.value("", 0).is_some() && json.peek().is_some() {}
        }
        Kind::Xml => markup(text, true, &mut leaves),
        Kind::Html => markup(text, false, &mut leaves),
        Kind::Mail => lines(text, true, &mut leaves),
        Kind::Lines => lines(text, false, &mut leaves),
    }
    leaves.truncate(MOST);
    leaves
}

struct Json<'t, 'l> {
    text: &'t str,
    at: usize,
    leaves: &'l mut Vec<Leaf>,
}

impl Json<'_, '_> {
    fn peek(&mut self) -> Option<u8> {
        let rest = self.text.get(self.at..)?;
        self.at += rest.len()
            - rest
                .trim_start_matches(|c: char| c.is_whitespace() || c == ',')
                .len();
        self.text.as_bytes().get(self.at).copied()
    }

    fn value(&mut self, path: &str, depth: usize) -> Option<()> {
        if depth > DEEPEST || self.leaves.len() > MOST {
            return None;
        }
        match self.peek()? {
            b'{' => {
                self.at += 1;
                loop {
                    if self.peek()? == b'}' {
                        self.at += 1;
                        return Some(());
                    }
                    let key = self.string()?;
                    let key = self.text.get(key)?;
                    if self.peek()? != b':' {
                        return None;
                    }
                    self.at += 1;
                    let inner = if path.is_empty() {
                        key.to_owned()
                    } else {
                        format!("{path}.{key}")
                    };
                    self.value(&inner, depth + 1)?;
                }
            }
            b'[' => {
                self.at += 1;
                for n in 0.. {
                    if self.peek()? == b']' {
                        self.at += 1;
                        return Some(());
                    }
                    self.value(&format!("{path}[{n}]"), depth + 1)?;
                }
                None
            }
            b'"' => {
                let span = self.string()?;
                self.leaf(path, span, Shape::JsonText);
                Some(())
            }
            _ => {
                let rest = self.text.get(self.at..)?;
                let end = rest.find(|c: char| c.is_whitespace() || matches!(c, ',' | '}' | ']'));
                let end = end.unwrap_or(rest.len());
                let span = self.at..self.at + end;
                self.at += end.max(1);
                self.leaf(path, span, Shape::JsonBare);
                Some(())
            }
        }
    }

    /// The inside of a string.
    fn string(&mut self) -> Option<Range<usize>> {
        if self.peek()? != b'"' {
            return None;
        }
        let start = self.at + 1;
        let mut at = start;
        let bytes = self.text.as_bytes();
        loop {
            match bytes.get(at)? {
                b'\\' => at += 2,
                b'"' => break,
                _ => at += 1,
            }
        }
        self.at = at + 1;
        Some(start..at)
    }

    fn leaf(&mut self, path: &str, span: Range<usize>, shape: Shape) {
        if !span.is_empty() {
            self.leaves.push(Leaf {
                path: path.to_owned(),
                span,
                shape,
            });
        }
    }
}

/// Elements that are open, and how many of each name each of them has had.
#[derive(Default)]
struct Open {
    names: Vec<String>,
    counts: Vec<HashMap<String, usize>>,
}

/// Texts and attributes; in HTML, whose elements need not be closed, only the innermost names the place.
fn markup(text: &str, is_xml: bool, leaves: &mut Vec<Leaf>) {
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
    let quote = bytes.get(end).copied();
    let (start, stop) = match quote {
        Some(quote @ (b'"' | b'\'')) => {
            let start = end + 1;
            let rest = text.get(start..)?;
            let length = rest.find(char::from(quote)).unwrap_or(rest.len());
            end = (start + length + 1).min(text.len());
            (start, start + length)
        }
        _ => {
            let start = end;
            while bytes
                .get(end)
                .is_some_and(|b| !b.is_ascii_whitespace() && *b != b'>')
            {
                end += 1;
            }
            (start, end)
        }
    };
    *at = end;
    Some(start..stop)
}

/// Lines; of a mail, header fields by their name first.
fn lines(text: &str, is_mail: bool, leaves: &mut Vec<Leaf>) {
    let mut in_header = is_mail;
    let mut field = String::new();
    let mut at = 0;
    for (n, line) in text.split_inclusive('\n').enumerate() {
        let start = at;
        at += line.len();
        let bare = line.trim_end();
        if bare.is_empty() {
            in_header = false;
            continue;
        }
        let mut from = 0;
        let path = if in_header {
            if !line.starts_with([' ', '\t'])
                && let Some((name, _)) = line.split_once(':')
            {
                name.clone_into(&mut field);
                from = name.len() + 1;
            }
            field.clone()
        } else {
            format!("line {}", n + 1)
        };
        leaves.push(Leaf {
            path,
            span: start + from..start + bare.len(),
            shape: Shape::Plain,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(kind: Kind, text: &str) -> Vec<String> {
        let opened = Opened {
            text: text.into(),
            kind,
        };
        let leaves = of(&opened).into_iter();
        leaves
            .map(|leaf| format!("{} = {}", leaf.path, &text[leaf.span]))
            .collect()
    }

    #[test]
    fn values_are_named_as_a_person_would_look_them_up() {
        let json = r#"{"a": {"b": [1, "x\"y"]}, "c": true}"#;
        assert_eq!(
            shown(Kind::Json, json),
            ["a.b[0] = 1", r#"a.b[1] = x\"y"#, "c = true"]
        );
        let xml =
            "<?xml version='1.0'?><r i='7'><x:a>one</x:a><a b=\"2\"/><a><![CDATA[three]]></a></r>";
        assert_eq!(
            shown(Kind::Xml, xml),
            ["r@i = 7", "a = one", "a[2]@b = 2", "a[3] = three"]
        );
        let html = "<meta property=og:title content='T'><h1>H</h1><p>one<br>two";
        assert_eq!(
            shown(Kind::Html, html),
            [
                "meta@property = og:title",
                "meta[og:title]@content = T",
                "h1 = H",
                "p = one",
                "p = two"
            ]
        );
        let mail = "Subject: S\n more\nFrom: F\n\nbody\n";
        assert_eq!(
            shown(Kind::Mail, mail),
            [
                "Subject =  S",
                "Subject =  more",
                "From =  F",
                "line 5 = body"
            ]
        );
    }

    #[test]
    fn texts_that_break_off_give_what_was_there() {
        for (kind, text) in [
            (Kind::Json, r#"{"a": "b", "c"#),
            (Kind::Json, "[[[["),
            (Kind::Xml, "<a b='c"),
            (Kind::Xml, "<"),
            (Kind::Html, "<p"),
        ] {
            assert!(shown(kind, text).len() <= 1, "{text}");
        }
    }
}
