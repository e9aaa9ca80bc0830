//! The components of a `NewsML` 1 item: news lines and content items.
//!
//! Owns which content is the story, by its role and medium. Never reads identification or management.

use super::newsml1::{formal, set};
use super::newsml1_metadata::{administrative, descriptive};
use super::repairs::{Repairs, code};
use super::xml::Element;
use super::{base64_text, text_field, xml_body};
use crate::story::{Body, WireStory};

/// What the components of an item hold.
#[derive(Default)]
pub struct Content {
    pub body: Body,
    pub summary: Body,
    /// A first paragraph kept apart from the body.
    pub lead: Option<String>,
    /// Of the first component that names one.
    pub language: Option<String>,
    pub title: Option<String>,
    pub other_medium: Option<String>,
    /// With their languages.
    pub headlines: Vec<(Option<String>, String)>,
}

/// Reads a component with those inside it; `role` is that of the one around it.
pub fn read_component(
    component: &Element<'_>,
    role: &str,
    story: &mut WireStory,
    content: &mut Content,
    repairs: &mut Repairs,
) {
    let own_role = formal(component, "Role").map(|r| r.to_ascii_lowercase());
    let role = own_role.as_deref().unwrap_or(role);
    if content.language.is_none() {
        content.language = component.attr("lang").map(str::to_string);
    }
    for part in component.elements() {
        match part.name.as_ref() {
            "NewsLines" => lines(part, story, content, repairs),
            "AdministrativeMetadata" => administrative(part, story),
            // TASS has lost a letter.
            "DescriptiveMetadata" | "DescriptiveMetada" => descriptive(part, story),
            "NewsComponent" => read_component(part, role, story, content, repairs),
            "ContentItem" => content_item(part, role, content, repairs),
            _ => {}
        }
    }
}

/// What a component says of those inside it, without reading them.
pub fn read_around(
    component: &Element<'_>,
    story: &mut WireStory,
    content: &mut Content,
    repairs: &mut Repairs,
) {
    for part in component.elements() {
        match part.name.as_ref() {
            "NewsLines" => lines(part, story, content, repairs),
            "AdministrativeMetadata" => administrative(part, story),
            "DescriptiveMetadata" | "DescriptiveMetada" => descriptive(part, story),
            _ => {}
        }
    }
}

fn content_item(item: &Element<'_>, role: &str, content: &mut Content, repairs: &mut Repairs) {
    let medium = formal(item, "MediaType").unwrap_or_default();
    let is_text = is_text(&medium);
    let encoding = item.child("Encoding");
    if let (true, Some(encoding)) = (is_text, encoding)
        && item.child("DataContent").is_none()
    {
        return encoded(encoding, role, content, repairs);
    }
    let Some(data) = item.child("DataContent").filter(|_| is_text) else {
        if !is_text && content.other_medium.is_none() {
            content.other_medium = Some(medium.to_ascii_lowercase());
        }
        return;
    };
    match role {
        r if r.contains("title") || r.contains("headline") => {
            if content.title.is_none() {
                content.title = data.text();
            }
        }
        "lead" => {
            if content.summary == Body::Missing {
                content.summary = xml_body::body(data, repairs);
                content.lead = xml_body::lines(data);
            }
        }
        r if ["abstract", "summary", "teaser"]
            .iter()
            .any(|s| r.contains(s)) =>
        {
            if content.summary == Body::Missing {
                content.summary = xml_body::body(data, repairs);
            }
        }
        r if r.contains("caption") || r.contains("keyword") => {}
        _ => {
            if content.body == Body::Missing {
                content.body = xml_body::body(data, repairs);
            }
        }
    }
}

/// Whether content of this medium may be the story. The vocabulary is open: `ComplexData`, `HTML`, `Article` and whatever else a system calls its texts
/// hold words, so that only what is known to hold none is left out.
fn is_text(medium: &str) -> bool {
    let medium = medium.to_ascii_lowercase();
    let is_other = [
        "photo", "foto", "picture", "image", "graphic", "grafik", "audio", "sound", "radio",
        "video", "film", "animat", "flash", "pdf",
    ]
    .iter()
    .any(|other| medium.contains(other));
    !is_other || medium.contains("text")
}

/// Content kept as base64, or merely wrapped in the element that says how it might have been.
fn encoded(encoding: &Element<'_>, role: &str, content: &mut Content, repairs: &mut Repairs) {
    let Some(data) = encoding.child("DataContent") else {
        return;
    };
    let is_base64 = encoding
        .attr("Notation")
        .is_some_and(|n| n.to_ascii_lowercase().contains("base64"));
    let text = is_base64.then(|| base64_text(&data.raw_text())).flatten();
    let is_main = ![
        "caption", "keyword", "title", "headline", "abstract", "summary",
    ]
    .iter()
    .any(|other| role.contains(other));
    if content.body != Body::Missing || !is_main {
        return;
    }
    content.body = match text {
        Some(text) => {
            repairs.note(code::BASE64, 1);
            text_field::body(&text, text_field::Declared::Unsaid, repairs)
        }
        None => xml_body::body(data, repairs),
    };
}

fn lines(lines: &Element<'_>, story: &mut WireStory, content: &mut Content, repairs: &mut Repairs) {
    let mut headlines = Vec::new();
    for line in lines.elements() {
        let text = text_field::line(&line.raw_text(), repairs);
        match line.name.as_ref() {
            "HeadLine" | "Headline" => {
                let language = line.attr("lang").map(str::to_string);
                headlines.extend(text.map(|text| (language, text)));
            }
            "SubHeadLine" => story.subheadlines.extend(text),
            "ByLine" => set(&mut story.byline, text),
            "DateLine" => {
                // Some systems write the date of issue here.
                let is_words = text
                    .as_deref()
                    .is_some_and(|t| t.contains(char::is_alphabetic));
                set(&mut story.dateline, text.filter(|_| is_words));
            }
            "CreditLine" => set(&mut story.credit, text),
            "CopyrightLine" => set(&mut story.copyright, text),
            "RightsLine" => set(&mut story.usage_terms, text),
            "SlugLine" => set(&mut story.slugline, text),
            "KeywordLine" => story.keywords.extend(text),
            "NewsLine" => {
                let kind = formal(line, "NewsLineType")
                    .unwrap_or_default()
                    .to_ascii_lowercase();
                let held = line.child("NewsLineText").and_then(Element::text);
                if ["note", "advisory", "editor", "message"]
                    .iter()
                    .any(|w| kind.contains(w))
                {
                    set(&mut story.ed_note, held);
                } else if kind.contains("keyword") {
                    story.keywords.extend(held);
                } else if kind == "catchword" {
                    set(&mut story.slugline, held);
                }
            }
            _ => {}
        }
    }
    // Those of the story; components behind have headlines of their own.
    if content.headlines.is_empty() {
        content.headlines = headlines;
    }
}

#[cfg(test)]
mod tests {
    use super::super::{limits::Limits, newsml1, xml};
    use super::*;

    fn body_of(medium: &str) -> Option<String> {
        let markup = format!(
            "<NewsML><NewsItem><NewsComponent><NewsLines><HeadLine>Two ports share a crane</HeadLine></NewsLines><ContentItem>\
             <MediaType FormalName='{medium}'/><DataContent><![CDATA[<P>They agreed on Sunday.</P>]]></DataContent></ContentItem>\
             </NewsComponent></NewsItem></NewsML>"
        );
        let root = xml::read(&markup, &Limits::default(), &mut Repairs::default()).unwrap();
        match newsml1::read(&root).remove(0).unwrap().body {
            Body::Missing => None,
            Body::Plain(text) => Some(text),
            Body::Paragraphs(paragraphs) => Some(paragraphs.join("|")),
        }
    }

    #[test]
    fn whatever_a_system_calls_its_texts_they_are_the_story() {
        for medium in [
            "Text",
            "ComplexData",
            "HTML",
            "XHTML",
            "NITF",
            "Article",
            "Story",
            "News",
            "Document",
        ] {
            assert_eq!(
                body_of(medium).as_deref(),
                Some("They agreed on Sunday."),
                "{medium}"
            );
        }
        for medium in [
            "Photo",
            "Graphic",
            "Audio",
            "Video",
            "Animation",
            "image/jpeg",
        ] {
            assert_eq!(body_of(medium), None, "{medium}");
        }
    }
}
