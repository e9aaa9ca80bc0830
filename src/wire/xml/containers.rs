//! Elements of house formats that only hold the fields of the story around them.
//!
//! Owns the question which those are: heads and groups of metadata by their names, and the one element beside them that holds headline and text. Their
//! children count as fields of the story. Never takes the elements of a list apart, each of which is a story.

use super::{Element, Node};
use crate::wire::json::value::Json;
use std::borrow::Cow;

/// Heads inside heads: Chinese agencies have three.
const MAX_LEVELS: usize = 5;

/// Whether an element holds nothing but what is said about a story, by its name.
pub fn is_head(element: &Element<'_>) -> bool {
    if element.elements().next().is_none() || !holds_fields(element) {
        return false;
    }
    let name = element.name.to_ascii_lowercase();
    match name.as_str() {
        "header" | "head" | "meta" | "docdata" | "titles" | "dates" | "providers"
        | "newsmanagement" | "contentmetadata" | "resource" | "identification" | "envelope"
        | "grouphead" | "djn" | "djn-newswires" | "djn-mdata" => true,
        // Elsewhere the headline itself, with words in other type.
        "title" => element
            .elements()
            .any(|e| e.name.eq_ignore_ascii_case("headline")),
        other => ["metainfo", "metadata", "metagroup"]
            .iter()
            .any(|part| other.contains(part)),
    }
}

/// The fields of a story's element in the order of the document; what the heads among them say in attributes goes to `members`.
pub fn fields<'e, 'a>(
    item: &'e Element<'a>,
    into: &mut Vec<&'e Element<'a>>,
    members: &mut Vec<(Cow<'e, str>, Json<'e>)>,
) {
    let whole = the_story(item);
    for child in item.elements() {
        let is_whole = whole.is_some_and(|whole| std::ptr::eq(whole, child));
        if is_whole || is_text_of_fields(child) {
            into.extend(child.elements());
        } else if is_head(child) {
            inside(child, MAX_LEVELS, into, members);
        } else {
            into.push(child);
        }
    }
}

fn inside<'e, 'a>(
    head: &'e Element<'a>,
    levels: usize,
    into: &mut Vec<&'e Element<'a>>,
    members: &mut Vec<(Cow<'e, str>, Json<'e>)>,
) {
    // Dow Jones says it in attributes.
    for (attribute, key) in [
        ("accession-number", "docid"),
        ("display-date", "published"),
        ("original-source", "source"),
    ] {
        if let Some(value) = head.attr(attribute) {
            members.push((Cow::Borrowed(key), Json::String(Cow::Borrowed(value))));
        }
    }
    for child in head.elements() {
        match levels.checked_sub(1) {
            Some(levels) if is_head(child) => inside(child, levels, into, members),
            _ => into.push(child),
        }
    }
}

/// SGML of the nineties keeps title, dateline and body in `TEXT`: they are fields of the story as those beside it.
fn is_text_of_fields(element: &Element<'_>) -> bool {
    element.name.eq_ignore_ascii_case("text")
        && element
            .elements()
            .any(|field| field.name.eq_ignore_ascii_case("body"))
}

/// The only element with a headline, beside a head or a text and where no other headline stands.
fn the_story<'e, 'a>(item: &'e Element<'a>) -> Option<&'e Element<'a>> {
    let mut held = None;
    let mut is_beside = false;
    for child in item.elements() {
        if is_headline(child) {
            return None;
        }
        if child.elements().any(is_headline) && !is_head(child) {
            if held.is_some() {
                return None;
            }
            held = Some(child);
        } else {
            is_beside |= is_head(child) || is_text(child);
        }
    }
    held.filter(|_| is_beside)
}

fn is_headline(element: &Element<'_>) -> bool {
    ["headline", "title", "hedline"]
        .iter()
        .any(|name| element.name.eq_ignore_ascii_case(name))
        && !is_head(element)
}

fn is_text(element: &Element<'_>) -> bool {
    ["body", "text", "content"]
        .iter()
        .any(|name| element.name.eq_ignore_ascii_case(name))
}

/// Whether nothing but elements stand inside, and no paragraphs among them.
fn holds_fields(element: &Element<'_>) -> bool {
    element.children.iter().all(|child| match child {
        Node::Text(text) => text.trim().is_empty(),
        Node::Element(e) => !matches!(e.name.as_ref(), "p" | "div" | "br" | "P"),
    })
}

#[cfg(test)]
mod tests {
    use super::super::documents;
    use crate::story::WireStory;
    use crate::wire::limits::Limits;
    use crate::wire::repairs::Repairs;
    use crate::wire::xml;

    fn stories(markup: &str) -> Vec<WireStory> {
        let root = xml::read(markup, &Limits::default(), &mut Repairs::default()).unwrap();
        let found = documents::stories(&root, &mut Repairs::default());
        found.into_iter().map(Result::unwrap).collect()
    }

    #[test]
    fn a_head_beside_the_text_belongs_to_the_story() {
        for markup in [
            "<doc><header><id>7</id><pubdate>2026-08-09T10:00:00Z</pubdate></header><headline>A crane</headline><body><p>It is red.</p></body></doc>",
            "<list><item><Header><ID>7</ID><PublishTime>2026-08-09T10:00:00Z</PublishTime></Header><Content><Title>A crane</Title><Body>It is red.</Body></Content></item></list>",
            "<news><nna><headline>A crane</headline><id>7</id><published>2026-08-09T10:00:00Z</published></nna><body>It is red.</body></news>",
            "<N:ML xmlns:N='n'><N:Items><N:Item ID='7'><N:MetaInfo><N:TextMetaGroup><N:Titles><N:HeadLine>A crane</N:HeadLine></N:Titles></N:TextMetaGroup>\
             <N:AdminMetaGroup><N:Dates><N:PublishTime>2026-08-09T10:00:00Z</N:PublishTime></N:Dates></N:AdminMetaGroup></N:MetaInfo>\
             <N:Contents><N:ContentItem><N:Text>It is red.</N:Text></N:ContentItem></N:Contents></N:Item></N:Items></N:ML>",
            "<doc><dj><head><docdata><djn><djn-newswires><djn-mdata accession-number='7' display-date='2026-08-09T10:00:00Z'><x/></djn-mdata></djn-newswires></djn></docdata></head>\
             <body><headline>A crane</headline><text><p>It is red.</p></text></body></dj></doc>",
        ] {
            let found = stories(markup);
            let [story] = found.as_slice() else {
                panic!("{} of {markup}", found.len())
            };
            assert_eq!(story.headline.as_deref(), Some("A crane"), "{markup}");
            assert_eq!(story.body.joined(), "It is red.", "{markup}");
            assert_eq!(story.id.as_deref(), Some("7"), "{markup}");
            assert_eq!(
                story.content_created.as_deref(),
                Some("2026-08-09T10:00:00Z"),
                "{markup}"
            );
        }
    }

    #[test]
    fn a_headline_with_words_in_other_type_is_no_head() {
        let found = stories("<doc><title><i>A</i> crane</title><body>It is red.</body></doc>");
        assert_eq!(found[0].headline.as_deref(), Some("A crane"));
    }

    #[test]
    fn every_item_of_a_list_stays_a_story() {
        let found = stories(
            "<wire><header><id>1</id></header><a><headline>A crane</headline><text>It is red.</text></a>\
             <a><headline>A ship</headline><text>It is old.</text></a></wire>",
        );
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn what_stands_around_nitf_fills_its_gaps() {
        let nitf = |headline: &str| {
            format!(
                "<nitf><body><body.head><hedline><hl1>{headline}</hl1></hedline></body.head><body.content><p>It is red.</p></body.content></body></nitf>"
            )
        };
        let one = stories(&format!(
            "<document>{}<xn:Resource><xn:resourceID>7</xn:resourceID><xn:publicationTime>2026-08-09T10:00:00Z</xn:publicationTime>\
             <xn:providerName>NNA</xn:providerName></xn:Resource></document>",
            nitf("A crane")
        ));
        assert_eq!(one[0].headline.as_deref(), Some("A crane"));
        assert_eq!(
            one[0].content_created.as_deref(),
            Some("2026-08-09T10:00:00Z")
        );
        assert_eq!(one[0].supplier.as_deref(), Some("NNA"));
        let two = stories(&format!(
            "<feed><title>All</title><entry><title>no</title><updated>2026-08-09T10:00:00Z</updated><content>{}</content></entry>\
             <entry><title>no</title><updated>2026-08-09T11:00:00Z</updated><content>{}</content></entry></feed>",
            nitf("A crane"),
            nitf("A ship")
        ));
        assert_eq!(two.len(), 2);
        assert_eq!(two[1].headline.as_deref(), Some("A ship"));
        assert_eq!(
            two[1].version_created.as_deref(),
            Some("2026-08-09T11:00:00Z")
        );
    }
}
