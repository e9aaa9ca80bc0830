//! The text inside an XML item: NITF, XHTML, bare paragraphs, or markup in a CDATA section.
//!
//! Owns where in such a body the story stands and which of its elements are not the story (page headers, pictures with captions). What breaks a
//! paragraph is [`html`]'s to say, so that the same body reads the same in every format. Never reads metadata.

use super::{Element, Node};
use crate::story::Body;
use crate::wire::html::{self, Says, Text};
use crate::wire::repairs::{Repairs, code};
use crate::wire::text_field::{self, Declared};
use std::borrow::Cow;

/// The body an element holds.
pub fn body(element: &Element<'_>, repairs: &mut Repairs) -> Body {
    let content = story_element(element);
    if content.elements().next().is_none() {
        return text_field::body(&content.raw_text(), Declared::Unsaid, repairs);
    }
    let mut text = Text::new(true);
    walk(content, &mut text);
    let found = text.finish();
    repairs.note(code::ENTITIES, found.escaped_twice);
    if found.paragraphs.is_empty() {
        return Body::Missing;
    }
    let paragraphs = found.paragraphs.into_iter().map(without_tags);
    Body::Paragraphs(paragraphs.collect())
}

/// A paragraph that held markup as text, as systems write that keep no other: `<![CDATA[It is <b>red</b>.]]>`.
fn without_tags(paragraph: String) -> String {
    let holds_pair = |name: &str| {
        let close = format!("</{name}>");
        paragraph.contains(&close)
    };
    let is_markup = paragraph.contains("</")
        && ["b", "i", "em", "strong", "a", "span"]
            .into_iter()
            .any(holds_pair);
    if is_markup {
        html::extract_lines(&paragraph)
    } else {
        paragraph
    }
}

/// The element inside which the story stands. Notes and footnotes of NITF have a `body.content` of their own, before and inside the story's.
fn story_element<'e, 'a>(element: &'e Element<'a>) -> &'e Element<'a> {
    let content = if element.name == "body.content" {
        Some(element)
    } else {
        element.find_outside("body.content", &["body.head", "fn", "note"])
    };
    content
        .map(whole_text)
        .or_else(|| element.find("html").and_then(|html| html.child("body")))
        .or_else(|| element.child("body"))
        .unwrap_or(element)
}

/// Archives repeat the first paragraphs in a block of their own before the one that holds all.
fn whole_text<'e, 'a>(content: &'e Element<'a>) -> &'e Element<'a> {
    content
        .all("block")
        .find(|block| block.attr("class") == Some("full_text"))
        .unwrap_or(content)
}

/// The paragraphs of an element as lines, for notes and abstracts.
pub fn lines(element: &Element<'_>) -> Option<String> {
    let mut text = Text::new(true);
    walk(element, &mut text);
    let paragraphs = text.finish().paragraphs;
    (!paragraphs.is_empty()).then(|| paragraphs.join("\n"))
}

/// TT's byline in HTML.
pub fn is_byline(element: &Element<'_>) -> bool {
    element.name == "address" && element.attr("class") == Some("byline")
}

/// dpa's blocks of links under a text: `<block style="EXTERNAL-LINKS">`.
fn is_of_links(element: &Element<'_>) -> bool {
    let style = element.attr("style").filter(|_| element.name == "block");
    style.is_some_and(|style| style.to_ascii_uppercase().ends_with("-LINKS"))
}

fn walk(element: &Element<'_>, text: &mut Text) {
    for child in &element.children {
        match child {
            Node::Text(value) => text.push(value.as_bytes()),
            // Pictures and embeds of Naviga's editor, with their captions.
            Node::Element(inner) if inner.name == "object" && inner.child("data").is_some() => {}
            Node::Element(inner) if is_byline(inner) || is_of_links(inner) => {}
            Node::Element(inner) => {
                if let Some(name) = as_html(&inner.name) {
                    let mut says = Says::default();
                    for (attribute, value) in &inner.attributes {
                        says.hear(attribute, value);
                    }
                    text.open(name.as_bytes(), says);
                    walk(inner, text);
                    // It has no end in HTML; closing it would break the line twice.
                    if name != "br" {
                        text.close(name.as_bytes());
                    }
                }
            }
        }
    }
}

/// The HTML element that does what this one does; `None` for what is no text of the story. Names of `NITF` and of TT's dialect of it, which is written
/// in capitals.
fn as_html(name: &str) -> Option<Cow<'_, str>> {
    let lower = if name.bytes().any(|b| b.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    };
    match lower.as_ref() {
        // dpa repeats slug line, time and headline in a page header; TT gives pictures, dateline and byline elements of their own.
        "header" | "bild" | "dat" | "byline" | "nitf-table-metadata" => None,
        // `element` is any paragraph of Naviga's editor.
        "bq" | "citat" | "mellis" | "rubrik" | "tagline" | "bibliography" | "element" => {
            Some(Cow::Borrowed("p"))
        }
        // A footnote stands apart from the sentence it belongs to.
        "fn" | "ingress" | "brodtext" | "text" => Some(Cow::Borrowed("div")),
        _ => Some(lower),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::limits::Limits;
    use crate::wire::xml;

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
            "<x><nitf><body><body.head><note><body.content><p>no</p></body.content></note></body.head><body.content><p>A</p><p>B</p></body.content></body></nitf></x>",
            "<x><idf><group type='body'><element type='preamble'>A</element><object type='x-im/image'><data><text>no</text></data></object>\
             <element type='body'>B</element></group></idf></x>",
            "<body.content><block class='lead_paragraph'><p>A</p></block><block class='full_text'><p>A</p><p>B</p></block></body.content>",
            "<body.content><p>A<fn><body.content><p>B</p></body.content></fn></p></body.content>",
        ] {
            assert_eq!(paragraphs(markup), ["A", "B"], "{markup}");
        }
    }

    #[test]
    fn a_dateline_of_an_editor_of_blocks_opens_the_text() {
        let text = "<x><idf><group type='header'><element type='dateline'>\n Arvik\n</element></group><group type='body'>\n\
            <element type='body'>Ports share a crane.</element><element type='body'>B</element></group></idf></x>";
        assert_eq!(paragraphs(text), ["Arvik - Ports share a crane.", "B"]);
    }

    #[test]
    fn a_block_of_links_is_no_text() {
        let text = "<body.content><p>A</p><block style='quote'><p>B</p></block><block style='EXTERNAL-LINKS'><p><a href='a'>no</a></p></block></body.content>";
        assert_eq!(paragraphs(text), ["A", "B"]);
    }

    #[test]
    fn what_describes_a_table_is_no_text() {
        let text = "<body.content><p>A</p><nitf-table><nitf-table-metadata><nitf-table-summary><p>no</p></nitf-table-summary></nitf-table-metadata>\
            <table><tr><td>B</td></tr></table></nitf-table></body.content>";
        assert_eq!(paragraphs(text), ["A", "B"]);
    }

    #[test]
    fn typewritten_paragraphs_end_where_a_line_is_indented() {
        let text = "<x><p>    First paragraph\nwith a line\nand one more\n    Second paragraph\nwith a line</p></x>";
        assert_eq!(
            paragraphs(text),
            [
                "First paragraph with a line and one more",
                "Second paragraph with a line"
            ]
        );
        let pretty = "<x><p>First paragraph\n      with a line\n      and one more</p></x>";
        assert_eq!(
            paragraphs(pretty),
            ["First paragraph with a line and one more"]
        );
    }

    #[test]
    fn markup_kept_as_text_within_a_paragraph_is_undone() {
        let text = "<x><p><![CDATA[The ports <b>will share</b> a <i>crane</i>.]]></p><p>It is red.</p></x>";
        assert_eq!(paragraphs(text)[0], "The ports will share a crane.");
    }

    #[test]
    fn a_byline_at_the_end_of_a_page_is_no_text() {
        let text = "<x><html><body><p>A</p><p>B</p><address class='byline'>Ann Writer/NNA</address></body></html></x>";
        assert_eq!(paragraphs(text), ["A", "B"]);
    }

    #[test]
    fn a_single_break_stays_within_its_paragraph() {
        assert_eq!(paragraphs("<x><p>one<br/>two</p></x>"), ["one\ntwo"]);
        assert_eq!(paragraphs("<x><p>one<br/><br/>two</p></x>"), ["one", "two"]);
    }

    #[test]
    fn dialects_in_capitals_read_like_html() {
        let text = "<x><BODY><TEXT><RUBRIK>H</RUBRIK><DAT><ORT>no</ORT></DAT><INGRESS><P>A</P></INGRESS><BRODTEXT><CITAT>B</CITAT>\
            <MELLIS>C</MELLIS><P>D &amp;quot;E&amp;quot;</P></BRODTEXT><BYLINE>no</BYLINE><BILD><P>no</P></BILD></TEXT></BODY></x>";
        assert_eq!(paragraphs(text), ["H", "A", "B", "C", "D \"E\""]);
    }
}
