//! The text inside an XML item: NITF, XHTML, bare paragraphs, or markup in a CDATA section.
//!
//! Owns where in such a body the story stands and which of its elements are not the story (page headers, pictures with captions). What breaks a
//! paragraph is [`html`]'s to say, so that the same body reads the same in every format. Never reads metadata.

use super::html::Text;
use super::repairs::Repairs;
use super::text_field::{self, Declared};
use super::xml::{Element, Node};
use crate::story::Body;

/// The body an element holds.
pub fn body(element: &Element<'_>, repairs: &mut Repairs) -> Body {
    let content = element
        .find("body.content")
        .or_else(|| element.find("html").and_then(|html| html.child("body")))
        .or_else(|| element.child("body"))
        .unwrap_or(element);
    if content.elements().next().is_none() {
        return text_field::body(&content.raw_text(), Declared::Unsaid, repairs);
    }
    let mut text = Text::new(true);
    walk(content, &mut text);
    let paragraphs = text.finish().paragraphs;
    if paragraphs.is_empty() {
        Body::Missing
    } else {
        Body::Paragraphs(paragraphs)
    }
}

/// The paragraphs of an element as lines, for notes and abstracts.
pub fn lines(element: &Element<'_>) -> Option<String> {
    let mut text = Text::new(true);
    walk(element, &mut text);
    let paragraphs = text.finish().paragraphs;
    (!paragraphs.is_empty()).then(|| paragraphs.join("\n"))
}

fn walk(element: &Element<'_>, text: &mut Text) {
    for child in &element.children {
        match child {
            Node::Text(value) => text.push(value.as_bytes()),
            // dpa repeats slug line, time and headline in a page header.
            Node::Element(inner) if inner.name == "header" => {}
            Node::Element(inner) => {
                let is_typed = is_typewritten(inner);
                let name = if is_typed { "pre" } else { inner.name.as_ref() };
                text.open(name.as_bytes());
                walk(inner, text);
                text.close(name.as_bytes());
            }
        }
    }
}

/// A whole story in one `<p>`, laid out by line breaks and indents as on a typewriter: some lines indented, some not. In pretty-printed XML all are.
fn is_typewritten(element: &Element<'_>) -> bool {
    let [Node::Text(text)] = element.children.as_slice() else {
        return false;
    };
    let mut lines = text.lines().skip(1).filter(|line| !line.trim().is_empty());
    let (mut indented, mut flush) = (0, 0);
    lines.by_ref().for_each(|line| {
        if line.starts_with(' ') || line.starts_with('\t') {
            indented += 1;
        } else {
            flush += 1;
        }
    });
    indented >= 1 && flush >= 3
}

#[cfg(test)]
mod tests {
    use super::super::limits::Limits;
    use super::super::xml;
    use super::*;

    fn paragraphs(markup: &str) -> Vec<String> {
        let mut repairs = Repairs::default();
        let root = xml::read(markup, &Limits::default(), &mut repairs).unwrap();
        match body(&root, &mut repairs) {
            Body::Missing => Vec::new(),
            Body::Plain(text) => vec![text],
            Body::Paragraphs(paragraphs) => paragraphs,
        }
    }

    #[test]
    fn bodies_are_found_in_nitf_xhtml_bare_paragraphs_and_sections() {
        for markup in [
            "<x><nitf><body><body.head><p>no</p></body.head><body.content><p>A</p><p>B</p></body.content></body></nitf></x>",
            "<x><html><head><title>no</title></head><body><header><h1>no</h1></header><p>A</p><p>B</p></body></html></x>",
            "<x><p>A</p>\n  <p>B</p></x>",
            "<x><![CDATA[<P>A</P><P>B</P>]]></x>",
            "<x>&lt;p&gt;A&lt;/p&gt;&lt;p&gt;B&lt;/p&gt;</x>",
            "<x><body.content><p>A</p><media><media-caption>no</media-caption></media><p>B</p></body.content></x>",
        ] {
            assert_eq!(paragraphs(markup), ["A", "B"], "{markup}");
        }
    }

    #[test]
    fn typewritten_paragraphs_keep_their_lines() {
        let text = "<x><p>    First paragraph\nwith a line\nand one more\n    Second paragraph\nwith a line</p></x>";
        assert!(paragraphs(text)[0].contains('\n'));
        let pretty = "<x><p>First paragraph\n      with a line\n      and one more</p></x>";
        assert_eq!(
            paragraphs(pretty),
            ["First paragraph with a line and one more"]
        );
    }
}
