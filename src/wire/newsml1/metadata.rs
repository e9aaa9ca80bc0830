//! What `NewsML` 1 says of a story beside its text: administrative and descriptive metadata.
//!
//! Owns the names of properties that agencies add (Belga, EFE, AFP). Never reads news lines or content.

use super::{formal, set};
use crate::story::{CodeRef, WireStory};
use crate::wire::nitf;
use crate::wire::xml::Element;

pub fn administrative(metadata: &Element<'_>, story: &mut WireStory) {
    let party = |name: &str| {
        let party = metadata.at(&[name, "Party"])?;
        party.attr("FormalName").map(str::to_string)
    };
    if let Some(provider) = party("Provider").or_else(|| party("Source")) {
        story.supplier = Some(provider);
    }
    if story.byline.is_none() {
        story.byline = writers(metadata, story.supplier.as_deref());
    }
    for property in metadata.all("Property") {
        let value = property.attr("Value").map(str::to_string);
        match property.attr("FormalName").unwrap_or("") {
            name if name.eq_ignore_ascii_case("edNote") => set(&mut story.ed_note, value),
            // Belga.
            "EditorialInfo" => set(&mut story.ed_note, value),
            "Priority" => set(&mut story.urgency, value),
            _ => {}
        }
    }
}

/// Those who made it by name. Initials, accounts and numbers of correspondents are no byline, nor is the agency.
fn writers(metadata: &Element<'_>, agency: Option<&str>) -> Option<String> {
    let is_name = |name: &&str| {
        name.contains(' ')
            && !name.contains(|c: char| c.is_ascii_digit())
            && agency.is_none_or(|agency| !agency.eq_ignore_ascii_case(name))
    };
    let parties = metadata.all("Creator").flat_map(|c| c.all("Party"));
    let names: Vec<&str> = parties
        .filter_map(|party| party.attr("FormalName"))
        .filter(is_name)
        .collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// Language, genre, codes, places and keywords.
pub fn descriptive(metadata: &Element<'_>, story: &mut WireStory) {
    set(&mut story.language, formal(metadata, "Language"));
    for genre in metadata.all("Genre") {
        story
            .genres
            .extend(genre.attr("FormalName").map(str::to_string));
    }
    let codes = metadata.all("SubjectCode").flat_map(Element::elements);
    // A qualifier says of which kind the subject is, and is none itself.
    for code in codes.filter(|code| code.name != "SubjectQualifier") {
        if let Some(subject) = code.attr("FormalName") {
            let is_eight = subject.len() == 8 && subject.bytes().all(|b| b.is_ascii_digit());
            let scheme = is_eight.then_some("IPTC").or(code.attr("Scheme"));
            push_subject(story, subject, scheme);
        }
        // AFP's own category beside IPTC's.
        if let Some(category) = code.attr("cat") {
            push_subject(story, category, Some("category"));
        }
    }
    for location in metadata.all("Location") {
        for property in location.all("Property") {
            place(property, story);
        }
    }
    for property in metadata.all("Property") {
        let value = property.attr("Value");
        match property.attr("FormalName").unwrap_or("") {
            name if name.eq_ignore_ascii_case("Keyword") => {
                let words = value.into_iter().flat_map(|v| v.split(';'));
                let words = words.map(str::trim).filter(|w| !w.is_empty());
                story.keywords.extend(words.map(str::to_string));
            }
            // EFE's thesaurus.
            "Tesauro" => {
                for code in value.unwrap_or("").split(';').filter(|c| !c.is_empty()) {
                    push_subject(story, code, Some("Tesauro"));
                }
            }
            _ => place(property, story),
        }
    }
}

/// The topics a component lists for its metadata to refer to. Those of people, companies and places are named elsewhere as well.
pub fn topics(set: &Element<'_>, story: &mut WireStory) {
    for topic in set.all("Topic") {
        let kind = formal(topic, "TopicType").unwrap_or_default();
        let kind = kind.to_ascii_lowercase();
        let is_other = [
            "person", "company", "organi", "location", "place", "geo", "country",
        ]
        .iter()
        .any(|other| kind.contains(other));
        if is_other {
            continue;
        }
        for name in topic.all("FormalName") {
            if let Some(code) = name.text().filter(|code| !code.contains(' ')) {
                let is_eight = code.len() == 8 && code.bytes().all(|b| b.is_ascii_digit());
                let scheme = is_eight.then_some("IPTC").or(name.attr("Scheme"));
                push_subject(story, &code, scheme);
            }
        }
    }
}

/// The subjects of a story kept as NITF; the item around it may name only IPTC's.
pub fn subjects_of_nitf(data: &Element<'_>, story: &mut WireStory) {
    let Some(object) = data.find("tobject") else {
        return;
    };
    let mut inner = WireStory::default();
    nitf::tobject(object, &mut inner);
    for subject in inner.subjects {
        let is_held = story.subjects.len() > MANY_CODES
            || story
                .subjects
                .iter()
                .any(|held| held.code.is_some() && held.code == subject.code);
        if !is_held {
            story.subjects.push(subject);
        }
    }
}

fn place(property: &Element<'_>, story: &mut WireStory) {
    let kind = property.attr("FormalName").unwrap_or("");
    let value = property.attr("Value").map(str::to_string);
    if kind.eq_ignore_ascii_case("City") {
        set(&mut story.located, value.clone());
    }
    if kind.eq_ignore_ascii_case("City") || kind.eq_ignore_ascii_case("Country") {
        story.places.extend(value.map(|name| CodeRef {
            name: Some(name),
            ..CodeRef::default()
        }));
    }
}

/// Each code once: AFP repeats them.
fn push_subject(story: &mut WireStory, code: &str, scheme: Option<&str>) {
    let subject = CodeRef {
        code: Some(code.to_string()),
        scheme: scheme.map(str::to_string),
        ..CodeRef::default()
    };
    // Records have a few dozen codes; beyond that a repeated one does less harm than looking for it.
    if story.subjects.len() > MANY_CODES || !story.subjects.contains(&subject) {
        story.subjects.push(subject);
    }
}

const MANY_CODES: usize = 200;

#[cfg(test)]
mod tests {
    use super::WireStory;
    use crate::wire::limits::Limits;
    use crate::wire::repairs::Repairs;
    use crate::wire::{newsml1, xml};

    fn story(component: &str) -> WireStory {
        let text = format!(
            "<NewsML><NewsItem><NewsComponent><NewsLines><HeadLine>A crane</HeadLine></NewsLines>{component}</NewsComponent></NewsItem></NewsML>"
        );
        let root = xml::read(&text, &Limits::default(), &mut Repairs::default()).unwrap();
        newsml1::read(&root).remove(0).unwrap()
    }

    fn subjects(component: &str) -> Vec<(Option<String>, Option<String>)> {
        let subjects = story(component).subjects.into_iter();
        subjects.map(|s| (s.scheme, s.code)).collect()
    }

    fn pair(scheme: &str, code: &str) -> (Option<String>, Option<String>) {
        (Some(scheme.to_string()), Some(code.to_string()))
    }

    #[test]
    fn topics_of_a_component_are_subjects() {
        let found = subjects(
            "<TopicSet><Topic Duid='t1'><TopicType FormalName='Desk'/><FormalName Scheme='NNA_Section'>POR</FormalName></Topic>\
             <Topic Duid='t2'><TopicType FormalName='Subject'/><FormalName Scheme='IptcCodes'>04000000</FormalName></Topic>\
             <Topic Duid='t3'><TopicType FormalName='Person'/><FormalName Scheme='NNA_Who'>77</FormalName></Topic></TopicSet>\
             <DescriptiveMetadata><TopicOccurrence Topic='#t1'/><TopicOccurrence Topic='#t2'/></DescriptiveMetadata>",
        );
        assert_eq!(
            found,
            [pair("NNA_Section", "POR"), pair("IPTC", "04000000")]
        );
    }

    #[test]
    fn subjects_of_the_text_inside_are_added_to_those_around_it() {
        let found = subjects(
            "<DescriptiveMetadata><SubjectCode><Subject FormalName='04000000'/></SubjectCode></DescriptiveMetadata><ContentItem><DataContent><nitf><head>\
             <tobject><tobject.subject tobject.subject.ipr='IPTC' tobject.subject.refnum='04000000'/>\
             <tobject.subject tobject.subject.ipr='NNA' tobject.subject.refnum='F04'/></tobject></head><body><body.content><p>It is red.</p></body.content></body>\
             </nitf></DataContent></ContentItem>",
        );
        assert_eq!(found, [pair("IPTC", "04000000"), pair("NNA", "F04")]);
    }

    #[test]
    fn makers_are_writers_where_they_have_a_name_that_is_not_the_agencys() {
        let byline = |creators: &str| {
            story(&format!(
                "<AdministrativeMetadata><Provider><Party FormalName='Neutral News'/></Provider>{creators}</AdministrativeMetadata>"
            ))
            .byline
        };
        let one = |name: &str| format!("<Creator><Party FormalName='{name}'/></Creator>");
        let two = one("Ann Writer") + &one("Bo Author");
        assert_eq!(byline(&two).as_deref(), Some("Ann Writer, Bo Author"));
        for name in ["aw/bc", "COR 360", "Neutral News"] {
            assert_eq!(byline(&one(name)), None, "{name}");
        }
    }
}
