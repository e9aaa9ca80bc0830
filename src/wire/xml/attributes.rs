//! What XML of newsrooms keeps in attributes rather than in elements named for it.
//!
//! Owns three shapes: times and ids on the element of a story, `<field name="title">` of import formats, and `metadata` made of `<dc element="…"
//! value="…"/>` and classes of `<code code="…"/>` (Reuters' corpus of the nineties). Each gives members for the table of names in
//! [`json::fields`](crate::wire::json::fields).

use super::Element;
use crate::wire::json::value::Json;
use std::borrow::Cow;

/// One member of an object.
type Member<'e> = (Cow<'e, str>, Json<'e>);

/// Whether an element is a record of named fields.
pub fn is_record(element: &Element<'_>) -> bool {
    element
        .all("field")
        .any(|field| field.attr("name").is_some())
}

/// What stands beside the child elements of a story.
pub fn beside<'e>(item: &'e Element<'_>) -> Vec<Member<'e>> {
    let mut members = Vec::new();
    for attribute in ["itemid", "date", "creationdate", "publishdate"] {
        // An element of that name says it better.
        let has_element = || {
            item.elements()
                .any(|e| e.name.eq_ignore_ascii_case(attribute))
        };
        if let Some(value) = item.attr(attribute).filter(|_| !has_element()) {
            members.push(member(attribute, value));
        }
    }
    if item.attr("headline").is_some_and(|line| !line.is_empty()) {
        of_headed(item, &mut members);
    }
    if let Some(metadata) = item.child("metadata") {
        of_metadata(metadata, &mut members);
    }
    members
}

/// A story that is only paragraphs, with all that is said about them in its attributes.
fn of_headed<'e>(item: &'e Element<'_>, members: &mut Vec<Member<'e>>) {
    let has_element = |name: &str| item.elements().any(|e| e.name.eq_ignore_ascii_case(name));
    for attribute in ["headline", "byline", "published"] {
        if let Some(value) = item.attr(attribute).filter(|_| !has_element(attribute)) {
            members.push(member(attribute, value));
        }
    }
    let paragraphs = item.all("para").filter_map(Element::text);
    let paragraphs: Vec<_> = paragraphs
        .map(|text| Json::String(Cow::Owned(text)))
        .collect();
    if !paragraphs.is_empty() {
        members.push((Cow::Borrowed("body"), Json::Array(paragraphs)));
    }
}

fn of_metadata<'e>(metadata: &'e Element<'_>, members: &mut Vec<Member<'e>>) {
    for field in metadata.all("dc") {
        let (Some(element), Some(value)) = (field.attr("element"), field.attr("value")) else {
            continue;
        };
        let name = match element {
            "dc.source" => "source",
            "dc.date.created" => "datecreated",
            "dc.date.published" => "datepublished",
            "dc.creator.location" => "location",
            _ => continue,
        };
        // Some fields are written twice.
        if members.iter().all(|(held, _)| held != name) {
            members.push(member(name, value));
        }
    }
    let mut subjects = Vec::new();
    for class in metadata.all("codes") {
        let codes = class.all("code").filter_map(|code| code.attr("code"));
        for code in codes {
            let mut parts = vec![member("code", code)];
            parts.extend(class.attr("class").map(|scheme| member("scheme", scheme)));
            subjects.push(Json::Object(parts));
        }
    }
    if !subjects.is_empty() {
        members.push((Cow::Borrowed("subjects"), Json::Array(subjects)));
    }
}

fn member<'e>(name: &'static str, value: &'e str) -> Member<'e> {
    (Cow::Borrowed(name), Json::String(Cow::Borrowed(value)))
}

#[cfg(test)]
mod tests {
    use super::super::house;
    use crate::story::{Body, WireStory};
    use crate::wire::limits::Limits;
    use crate::wire::repairs::Repairs;
    use crate::wire::xml;

    fn stories(markup: &str) -> Vec<WireStory> {
        let root = xml::read(markup, &Limits::default(), &mut Repairs::default()).unwrap();
        let found = house::read(&root);
        found.into_iter().map(Result::unwrap).collect()
    }

    #[test]
    fn fields_are_named_by_an_attribute() {
        let one = |title: &str| {
            format!(
                "<content state='published' creationdate='2026-08-09T10:00:00Z'><section-ref unique-name='x'/><field name='title'>{title}</field>\
                 <field name='body'><p>They agreed.</p><p>It is red.</p></field></content>"
            )
        };
        let found = stories(&format!(
            "<import>{}{}</import>",
            one("Two ports"),
            one("A crane")
        ));
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].headline.as_deref(), Some("Two ports"));
        assert_eq!(
            found[1].body,
            Body::Paragraphs(vec!["They agreed.".into(), "It is red.".into()])
        );
        assert_eq!(
            found[0].first_created.as_deref(),
            Some("2026-08-09T10:00:00Z")
        );
    }

    #[test]
    fn a_story_of_paragraphs_says_the_rest_in_attributes() {
        let found = stories(
            "<stories generated='x'><story id='9' headline='A crane' byline='Ann Writer' published='2026-08-09T10:00:00Z'><para>It is red.</para>\
             <para>It is tall.</para></story></stories>",
        );
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].headline.as_deref(), Some("A crane"));
        assert_eq!(found[0].byline.as_deref(), Some("Ann Writer"));
        assert_eq!(
            found[0].content_created.as_deref(),
            Some("2026-08-09T10:00:00Z")
        );
        assert_eq!(
            found[0].body,
            Body::Paragraphs(vec!["It is red.".into(), "It is tall.".into()])
        );
    }

    #[test]
    fn metadata_of_names_and_values_is_read() {
        let found = stories(
            "<newsitem itemid='22' date='1996-08-20'><headline>Two ports share a crane</headline><text><p>They agreed.</p></text><metadata>\
             <codes class='nna:topics:1.0'><code code='GDIP'><editdetail action='confirmed'/></code><code code='E11'/></codes>\
             <dc element='dc.publisher' value='NNA Holdings'/><dc element='dc.source' value='NNA'/><dc element='dc.source' value='NNA'/></metadata></newsitem>",
        );
        assert_eq!(found[0].id.as_deref(), Some("22"));
        assert_eq!(found[0].supplier.as_deref(), Some("NNA"));
        assert_eq!(found[0].content_created.as_deref(), Some("1996-08-20"));
        let subjects: Vec<_> = found[0]
            .subjects
            .iter()
            .map(|s| (s.scheme.as_deref(), s.code.as_deref()))
            .collect();
        assert_eq!(
            subjects,
            [
                (Some("nna:topics:1.0"), Some("GDIP")),
                (Some("nna:topics:1.0"), Some("E11"))
            ]
        );
    }

    #[test]
    fn day_and_hour_of_spanish_systems_are_one_time() {
        let found = stories(
            "<NOTICIA><CODIGO>7</CODIGO><FECHA>09/08/2026</FECHA><HORA>18:16:04</HORA><ANTETITULO>Puertos</ANTETITULO>\
             <TITULAR>Dos puertos comparten una grúa</TITULAR><ENTRADILLA>Es roja.</ENTRADILLA><CONTENIDO>Lo acordaron el domingo.</CONTENIDO>\
             <FIRMA2>Ann Writer</FIRMA2></NOTICIA>",
        );
        assert_eq!(found[0].id.as_deref(), Some("7"));
        assert_eq!(
            found[0].headline.as_deref(),
            Some("Dos puertos comparten una grúa")
        );
        assert_eq!(
            found[0].content_created.as_deref(),
            Some("2026-08-09T18:16:04")
        );
        assert_eq!(found[0].byline.as_deref(), Some("Ann Writer"));
        assert_eq!(found[0].other_lines, ["Puertos"]);
        assert_eq!(
            found[0].body,
            Body::Plain("Lo acordaron el domingo.".into())
        );
        assert_eq!(found[0].description.as_deref(), Some("Es roja."));
    }
}
