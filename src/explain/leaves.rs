//! The single values of a record, each with the name a person would look it up by.
//!
//! Owns the way from a text to its values: members of JSON, elements and attributes of XML and HTML, header fields of mail, lines.
//! Promises never to fail on a text the decoder can read: what can't be followed ends the list. Never interprets a value.

use super::markup::markup;
use crate::wire::opened::{Kind, Opened};
use std::ops::Range;

/// Depth at which nothing more is looked for.
const DEEPEST: usize = 64;
/// Values of one record; a larger one is shown in part.
pub(super) const MOST: usize = 20_000;

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
