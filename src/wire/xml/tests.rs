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
fn flaws_that_lose_nothing_are_mended_and_counted() {
    for (text, count) in [
        ("<a><b>Q & A</b></a>", 1),
        ("<a b='R&D' c='1&amp;2'/>", 1),
        ("<a b=c d=e>x</a>", 2),
        ("<a b='1' b='1'>x</a>", 1),
        ("<a><p>one<p>two</p></a>", 1),
        ("<newsItem><contentSet/>", 1),
        ("<NITF><BODY A='1'/></NITF>", 1),
        ("<a b='c=d' e = \"f\"><p>x</p></a>", 0),
    ] {
        let mut repairs = Repairs::default();
        read(text, &Limits::default(), &mut repairs).unwrap();
        let found = repairs.as_slice().first().map_or(0, |repair| {
            assert_eq!(repair.code, code::MARKUP_BROKEN);
            repair.count
        });
        assert_eq!(found, count, "{text}");
    }
    let a = root("<NITF><BODY A='1'/></NITF>");
    assert_eq!(a.at(&["body"]).and_then(|body| body.attr("a")), Some("1"));
    // What the story stands in has to be there.
    assert_eq!(refused("<newsItem><itemMeta/>"), RejectReason::MalformedXml);
    assert_eq!(refused("<nitf><body>"), RejectReason::MalformedXml);
}

#[test]
fn signs_that_open_no_tag_become_references() {
    let (mended, count) =
        without_bare_brackets("<a>x < 4 <![CDATA[y < 5]]><!-- < --> 1<2</a>").unwrap();
    assert_eq!(mended, "<a>x &lt; 4 <![CDATA[y < 5]]><!-- < --> 1&lt;2</a>");
    assert_eq!(count, 2);
    assert_eq!(without_bare_brackets("<a>x</a><é/>"), None);
    for open in ["<![CDATA[x", "<!-- x", "<"] {
        let _ = without_bare_brackets(open);
    }
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

#[test]
fn bytes_of_utf_8_written_as_references_are_joined() {
    let mut repairs = Repairs::default();
    let root = read(
        "<x>&#xC2;&#xA3;4 million, it&#xE2;&#x20AC;&#x2122;s; »N&#xC5;&#xBB; &#xE9;t&#xE9;</x>",
        &Limits::default(),
        &mut repairs,
    )
    .unwrap();
    assert_eq!(root.raw_text(), "£4 million, it’s; »NÅ» été");
    assert_eq!(repairs.as_slice().len(), 1);
}

#[test]
fn end_tags_in_other_letters_and_typographic_quotes_are_mended() {
    let mut repairs = Repairs::default();
    let text = "<a><name>One</Name><b c=“9” d='“Two”' e=”x”/></a>";
    let a = read(text, &Limits::default(), &mut repairs).unwrap();
    assert_eq!(
        a.child("name").and_then(Element::text).as_deref(),
        Some("One")
    );
    let b = a.child("b").unwrap();
    let values = ["c", "d", "e"].map(|name| b.attr(name).unwrap());
    assert_eq!(values, ["9", "“Two”", "x"]);
    assert_eq!(repairs.as_slice()[0].code, code::MARKUP_BROKEN);
    assert_eq!(
        refused("<a><name>One</names></a>"),
        RejectReason::MalformedXml
    );
}

#[test]
fn what_stands_open_at_the_end_is_closed_only_where_asked() {
    for (text, last) in [
        ("<a><b>One</b><b>Two and", "Two and"),
        ("<a><b>One</b><b>Two</b", "Two"),
        ("<a><b>One</b><b>Two &am", "Two "),
        ("<a><b>One</b><b><![CDATA[<p>Two</p><p cl", "<p>Two</p>"),
        ("<a><b>One</b><b>Two</b><b c='x", "Two"),
    ] {
        assert_eq!(refused(text), RejectReason::MalformedXml, "{text}");
        let a = read_cut(text, &Limits::default(), &mut Repairs::default()).unwrap();
        assert_eq!(
            a.elements().last().map(Element::raw_text).as_deref(),
            Some(last),
            "{text}"
        );
    }
    for text in [
        "<a><b>One</c></a>",
        "<a><b c='One>Two</b></a>",
        "<a><b><![CDATA[One</b></a>",
        "nothing",
    ] {
        assert!(
            read_cut(text, &Limits::default(), &mut Repairs::default()).is_err(),
            "{text}"
        );
    }
}
