//! The head of an NITF body: headlines, byline, dateline, distributor, rights.
//!
//! Owns which words of a byline are names and which of a dateline the place. `NewsML-G2` keeps the two elements in NITF's form as well.

use super::{add_note, set};
use crate::story::WireStory;
use crate::wire::repairs::Repairs;
use crate::wire::text_field;
use crate::wire::xml;
use crate::wire::xml::{Element, Node};

/// Whether an element of this name is one of the head's.
pub fn is_of_head(name: &str) -> bool {
    matches!(
        name,
        "hedline"
            | "headline"
            | "byline"
            | "dateline"
            | "distributor"
            | "abstract"
            | "note"
            | "rights"
            | "slugline"
    )
}

/// Fills in what the head says.
pub fn read(head: &Element<'_>, story: &mut WireStory, repairs: &mut Repairs) {
    // Importers of other systems write the word out.
    let hedline = head.child("hedline").or_else(|| head.child("headline"));
    if let Some(hedline) = hedline {
        let main = hedline.child("hl1").unwrap_or(hedline);
        story.headline = text_field::line(&main.raw_text(), repairs);
        let subs = hedline.all("hl2").filter_map(Element::text);
        story.subheadlines.extend(subs);
    }
    for field in head.elements() {
        match field.name.as_ref() {
            // AP puts the writer's title into a byline of its own.
            "byline" => match byline(field) {
                Some(line) if is_subtitle(&line) => story.subheadlines.push(line),
                line => set(&mut story.byline, line.as_deref()),
            },
            "distributor" => set(&mut story.supplier, field.text().as_deref()),
            "dateline" => {
                story.dateline = dateline(field);
                let date = field.find("story.date").and_then(|d| d.attr("norm"));
                set(&mut story.content_created, date);
            }
            "note" => add_note(story, xml::body::lines(field)),
            "rights" => set(&mut story.copyright, field.text().as_deref()),
            "slugline" => set(&mut story.slugline, field.text().as_deref()),
            _ => {}
        }
    }
}

/// Whose the rights are, where the head says so.
pub fn owner_of_rights(root: &Element<'_>) -> Option<String> {
    let head = root.at(&["body", "body.head"])?;
    head.find("rights.owner").and_then(Element::text)
}

/// The names on a byline, without the writers' title, place and address. A byline of a title alone is none.
pub fn byline(field: &Element<'_>) -> Option<String> {
    let names_person = field.child("person").is_some();
    let is_name = |child: &&Node<'_>| match child {
        Node::Element(e) => match e.name.as_ref() {
            "byttl" | "bytag" | "location" | "virtloc" | "tagline" => false,
            // Whom the writer works for.
            "org" => !names_person,
            _ => true,
        },
        Node::Text(_) => true,
    };
    let names = Element {
        name: field.name.clone(),
        attributes: Vec::new(),
        children: field.children.iter().filter(is_name).cloned().collect(),
    };
    // Where the line was not taken apart, all of it stands in its tag.
    let tag = || field.child("bytag").and_then(Element::text);
    // Feeds of newspapers keep the whole line where the title belongs.
    let title = || {
        let line = field.child("byttl").and_then(Element::text);
        line.filter(|line| BY.iter().any(|opening| line.starts_with(opening)))
    };
    let names = names.text().or_else(tag).or_else(title)?;
    let bare = names.trim_end_matches([',', ';', '-', ' ']);
    // EFE's `rq/il`: the initials of those who wrote and sent it.
    let are_initials = bare.len() <= 12
        && !bare.contains(' ')
        && bare
            .chars()
            .all(|c| c.is_lowercase() || matches!(c, '/' | '-' | '.'));
    (!bare.is_empty() && !are_initials).then(|| bare.to_string())
}

/// How a byline may open.
const BY: &[&str] = &[
    "By ", "Par ", "Por ", "Von ", "Di ", "De ", "Da ", "Av ", "Door ",
];

/// ANSA's line under the headline stands in the byline: four words or more, of which only the first has a capital; in a longer one another may, too.
fn is_subtitle(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let opens = words
        .next()
        .is_some_and(|first| first.starts_with(char::is_uppercase));
    opens && !BY.iter().any(|opening| line.starts_with(opening)) && {
        let (capital, small): (Vec<&str>, Vec<&str>) =
            words.partition(|word| word.starts_with(char::is_uppercase));
        small.len() >= 3 && (capital.is_empty() || capital.len() == 1 && small.len() >= 6)
    }
}

/// The dateline's words without the machine's own date.
pub fn dateline(field: &Element<'_>) -> Option<String> {
    let mut words = String::new();
    for child in &field.children {
        match child {
            Node::Text(text) => words.push_str(text),
            Node::Element(date) if date.name == "story.date" => {
                let text = date
                    .text()
                    .filter(|t| !t.starts_with(|c: char| c.is_ascii_digit()));
                words.push_str(&text.unwrap_or_default());
            }
            // Documents before NITF 2.5.
            Node::Element(date) if date.name == "date" => {}
            Node::Element(place) if place.name == "location" && place.elements().count() >= 2 => {
                words.push_str(&parts_of(place));
            }
            Node::Element(inner) => words.push_str(&inner.text().unwrap_or_default()),
        }
        words.push(' ');
    }
    let line: Vec<&str> = words.split_whitespace().collect();
    (!line.is_empty()).then(|| line.join(" "))
}

/// `<city>Oslo</city><country>Norway</country>`: the parts of a place; what stands between them is layout or a comma.
fn parts_of(place: &Element<'_>) -> String {
    let mut parts: Vec<String> = place.elements().filter_map(Element::text).collect();
    parts.dedup();
    let own = place.children.iter().any(|child| match child {
        Node::Text(text) => text.contains(char::is_alphanumeric),
        Node::Element(_) => false,
    });
    if own {
        return place.text().unwrap_or_default();
    }
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::limits::Limits;
    use crate::wire::{nitf, xml};

    fn story(head: &str) -> WireStory {
        let text = format!(
            "<nitf><body><body.head>{head}</body.head><body.content><p>Ministers met.</p></body.content></body></nitf>"
        );
        let root = xml::read(&text, &Limits::default(), &mut Repairs::default()).unwrap();
        nitf::read(&root).unwrap()
    }

    #[test]
    fn a_headline_written_out_is_the_headline() {
        let found = story(
            "<headline><hl1>Two ports</hl1><hl2>A crane</hl2></headline><slugline>CRANE</slugline>",
        );
        assert_eq!(found.headline.as_deref(), Some("Two ports"));
        assert_eq!(found.subheadlines, ["A crane"]);
        assert_eq!(found.slugline.as_deref(), Some("CRANE"));
    }

    #[test]
    fn a_byline_kept_in_its_tag_names_the_writer() {
        let byline = |markup: &str| story(&format!("<byline>{markup}</byline>")).byline;
        assert_eq!(
            byline("<bytag>By Ann Writer</bytag>").as_deref(),
            Some("By Ann Writer")
        );
        assert_eq!(
            byline("By <person>Ann Writer</person><bytag>aw</bytag>").as_deref(),
            Some("By Ann Writer")
        );
        assert_eq!(
            byline("By <person>Ann Writer</person><org>Neutral News</org>").as_deref(),
            Some("By Ann Writer")
        );
        assert_eq!(
            byline("<org>Neutral News</org>").as_deref(),
            Some("Neutral News")
        );
        assert_eq!(byline("<bytag>aw/bc</bytag>"), None);
        assert_eq!(byline("<byttl>Harbour Writer</byttl>"), None);
        assert_eq!(
            byline("<byttl>By Ann Writer</byttl>").as_deref(),
            Some("By Ann Writer")
        );
    }

    #[test]
    fn the_owner_of_the_rights_in_the_head_may_be_the_supplier() {
        assert_eq!(
            story("<rights.owner>NNA</rights.owner>")
                .supplier
                .as_deref(),
            Some("NNA")
        );
        let both =
            "<distributor>ANN</distributor><rights><rights.owner>NNA</rights.owner></rights>";
        assert_eq!(story(both).supplier.as_deref(), Some("ANN"));
    }

    #[test]
    fn a_line_of_words_in_the_byline_is_the_line_below_the_headline() {
        for (line, is_below) in [
            ("Ready for all scenarios", true),
            ("Crane unsafe, ready for all scenarios says NNA", true),
            ("Our writer in Arvik", false),
            ("Ann Writer and Bo Author, with material of NNA", false),
            ("By our writer in the north of the country", false),
        ] {
            let found = story(&format!("<byline>{line}</byline>"));
            assert_eq!(!found.subheadlines.is_empty(), is_below, "{line}");
        }
    }
}
