//! Documents, well formed and not.

use super::*;

fn root(text: &str) -> Element<'_> {
    read(text, &Limits::default(), &mut Repairs::default()).unwrap()
}

fn refused(text: &str) -> RejectReason {
    read(text, &Limits::default(), &mut Repairs::default())
        .unwrap_err()
        .reason
}

#[test]
fn names_lose_their_prefix_and_references_are_resolved() {
    let text = "<?xml version=\"1.0\"?><n:a n:x='1 &amp; 2'><n:b>R&amp;D &#233;t&eacute;</n:b><![CDATA[<c>]]></n:a>";
    let a = root(text);
    assert_eq!((a.name.as_ref(), a.attr("x")), ("a", Some("1 & 2")));
    assert_eq!(
        a.child("b").and_then(Element::text).as_deref(),
        Some("R&D été")
    );
    assert_eq!(a.raw_text(), "R&D été<c>");
}

#[test]
fn entities_of_the_document_are_never_expanded() {
    let bomb = "<!DOCTYPE a [<!ENTITY l \"lol\"><!ENTITY m \"&l;&l;\"><!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&m;&x;</a>";
    let mut repairs = Repairs::default();
    let a = read(bomb, &Limits::default(), &mut repairs).unwrap();
    assert_eq!(a.raw_text(), "&m;&x;");
    assert_eq!(repairs.as_slice()[0].code, code::ENTITY_UNKNOWN);
}

#[test]
fn bare_ampersands_are_text() {
    assert_eq!(root("<a>Q & A</a>").raw_text(), "Q & A");
}

#[test]
fn what_html_leaves_open_is_closed_with_its_parent() {
    let mut repairs = Repairs::default();
    let text = "<a><p>one<br>two <b>three</p><p>four</b></p></a>";
    let a = read(text, &Limits::default(), &mut repairs).unwrap();
    let paragraphs: Vec<_> = a.all("p").filter_map(Element::text).collect();
    assert_eq!(paragraphs, ["one two three", "four"]);
    assert_eq!(repairs.as_slice()[0].code, code::MARKUP_BROKEN);
    assert_eq!(repairs.as_slice()[0].count, 3);
    let breaks = format!("<a>{}</a>", "x<br>".repeat(500));
    assert_eq!(root(&breaks).all("br").count(), 500);
}

#[test]
fn broken_documents_are_refused() {
    for text in ["<a><c></a>", "<a>", "<a", "<a b=", "", "<!-- -->", "</a>"] {
        assert_eq!(refused(text), RejectReason::MalformedXml, "{text}");
    }
    assert_eq!(refused(&"<a>".repeat(10_000)), RejectReason::TooDeep);
    let long = format!("<a>{}</a>", "x".repeat(600 * 1024));
    assert_eq!(refused(&long), RejectReason::StringTooLong);
}

proptest::proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "[<>/a-b&;\"'=! \\[\\]?-]{0,60}") {
        let _ = read(&text, &Limits::default(), &mut Repairs::default());
    }
}
