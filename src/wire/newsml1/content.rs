//! The components of a `NewsML` 1 item: news lines and content items.
//!
//! Owns which content is the story, by its role and medium. Never reads identification or management.

use super::metadata::{administrative, descriptive, subjects_of_nitf, topics};
use super::{add_note, formal, set};
use crate::story::{Body, WireStory};
use crate::wire::nitf;
use crate::wire::repairs::{Repairs, code};
use crate::wire::xml;
use crate::wire::xml::Element;
use crate::wire::{base64_text, text_field};

/// What the components of an item hold.
#[derive(Default)]
pub struct Content {
    pub body: Body,
    /// How well the role of the body's component says that it is the body.
    rank: u8,
    pub summary: Body,
    /// Lines below the headline, for where nothing else is.
    pub below: Body,
    /// A first paragraph kept apart from the body.
    pub lead: Option<String>,
    /// Of the first component that names one.
    pub language: Option<String>,
    pub title: Option<String>,
    pub other_medium: Option<String>,
    /// The medium of the main component, if it holds no text.
    pub main_medium: Option<String>,
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
            "TopicSet" => topics(part, story),
            "NewsComponent" => read_component(part, role, story, content, repairs),
            "ContentItem" => content_item(part, role, story, content, repairs),
            _ => said_of_all(part, story, content, repairs),
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
        said_of_all(part, story, content, repairs);
    }
}

/// A part that says something of its component and of those inside it.
fn said_of_all(
    part: &Element<'_>,
    story: &mut WireStory,
    content: &mut Content,
    repairs: &mut Repairs,
) {
    match part.name.as_ref() {
        "NewsLines" => lines(part, story, content, repairs),
        "AdministrativeMetadata" => administrative(part, story),
        // PA's note to editors; its embargo stands there.
        "Comment" => add_note(story, xml::body::lines(part)),
        // TASS has lost a letter.
        "DescriptiveMetadata" | "DescriptiveMetada" => descriptive(part, story),
        _ => {}
    }
}

/// What a content item is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// The better the role says that it is the story's text, the higher.
    Body(u8),
    Headline,
    SubHeadline,
    Lead,
    Summary,
    /// Whom to ask.
    Contact,
    /// Captions, keywords, and what only browsers read.
    Nothing,
}

impl Part {
    fn of(role: &str) -> Self {
        let says = |words: &[&str]| words.iter().any(|word| role.contains(word));
        match role {
            "body" => Self::Body(BODY),
            "lead" => Self::Lead,
            _ if says(&["caption", "keyword", "stylesheet", "logo", "script"]) => Self::Nothing,
            _ if says(&["subheadline", "subtitle"]) => Self::SubHeadline,
            _ if says(&["title", "headline"]) => Self::Headline,
            _ if says(&["abstract", "summary", "teaser"]) => Self::Summary,
            "contact" | "contacts" | "contactinfo" => Self::Contact,
            _ if role.contains("main") => Self::Body(MAIN),
            _ => Self::Body(UNSAID),
        }
    }
}

const UNSAID: u8 = 1;
const MAIN: u8 = 2;
const BODY: u8 = 3;

fn content_item(
    item: &Element<'_>,
    role: &str,
    story: &mut WireStory,
    content: &mut Content,
    repairs: &mut Repairs,
) {
    let medium = formal(item, "MediaType").unwrap_or_default();
    if !is_text(&medium) {
        let other = || medium.to_ascii_lowercase();
        content.other_medium.get_or_insert_with(other);
        if role == "main" {
            content.main_medium.get_or_insert_with(other);
        }
        return;
    }
    // SDA says here what is new; others which version of their own rules they keep.
    for comment in item.all("Comment") {
        let kind = comment.attr("FormalName").map(str::to_ascii_lowercase);
        if kind.is_none_or(|kind| kind.contains("note")) {
            add_note(story, xml::body::lines(comment));
        }
    }
    let mime = formal(item, "MimeType").unwrap_or_default();
    let is_of_browsers = ["text/css", "text/javascript", "application/javascript"]
        .iter()
        .any(|kind| mime.eq_ignore_ascii_case(kind));
    let held = item.child("DataContent").map(Held::Data);
    let encoded = || item.child("Encoding").and_then(Held::encoded);
    let bare = || holds_text(item).then_some(Held::Data(item));
    let held = held.or_else(encoded).or_else(bare);
    let Some(held) = held.filter(|_| !is_of_browsers) else {
        return;
    };
    match Part::of(role) {
        Part::Body(rank) if rank > content.rank => {
            let body = held.body(repairs);
            if body != Body::Missing {
                content.rank = rank;
                content.body = body;
                if let Held::Data(data) = held {
                    subjects_of_nitf(data, story);
                    head_of_nitf(data, story, content, repairs);
                }
            }
        }
        Part::Body(_) | Part::Nothing => {}
        Part::Headline => {
            if content.title.is_none() {
                content.title = held.line();
            }
        }
        Part::SubHeadline => {
            if content.below == Body::Missing {
                content.below = held.body(repairs);
            }
        }
        Part::Lead => {
            if content.summary == Body::Missing {
                content.summary = held.body(repairs);
                content.lead = held.lines();
            }
        }
        Part::Summary => {
            if content.summary == Body::Missing {
                content.summary = held.body(repairs);
            }
        }
        Part::Contact => add_note(story, held.lines()),
    }
}

/// Whether a content item holds its text without the element for it.
fn holds_text(item: &Element<'_>) -> bool {
    let names = ["p", "html", "body", "nitf", "body.content"];
    item.elements().any(|e| names.contains(&e.name.as_ref()))
}

/// What the head of the NITF inside says, where the news lines do not.
fn head_of_nitf(
    data: &Element<'_>,
    story: &mut WireStory,
    content: &mut Content,
    repairs: &mut Repairs,
) {
    let outside = ["body.content", "body.end", "p"];
    let head = data.find_outside("body.head", &outside);
    let head = head.or_else(|| data.child("head"));
    let Some(head) = head else {
        return;
    };
    let mut said = WireStory::default();
    nitf::head::read(head, &mut said, repairs);
    set(&mut content.title, said.headline);
    set(&mut story.byline, said.byline);
    set(&mut story.dateline, said.dateline);
    if story.subheadlines.is_empty() && content.headlines.is_empty() {
        story.subheadlines = said.subheadlines;
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

/// The data of a content item.
enum Held<'e, 'a> {
    Data(&'e Element<'a>),
    /// Taken out of base64.
    Text(String),
}

impl Content {
    /// Whether the item is a picture or the like, and its text only says once more what the headline says.
    pub fn only_names_main(&self) -> bool {
        let text = match &self.body {
            Body::Plain(text) => Some(text),
            Body::Paragraphs(paragraphs) => match paragraphs.as_slice() {
                [only] => Some(only),
                _ => None,
            },
            Body::Missing => None,
        };
        let is_headline =
            |text: &String| self.headlines.iter().any(|(_, line)| line == text.trim());
        self.main_medium.is_some() && self.rank == UNSAID && text.is_some_and(is_headline)
    }
}

impl<'e, 'a> Held<'e, 'a> {
    /// Content kept as base64, or merely wrapped in the element that says how it might have been.
    fn encoded(encoding: &'e Element<'a>) -> Option<Self> {
        let data = encoding.child("DataContent")?;
        let is_base64 = encoding
            .attr("Notation")
            .is_some_and(|n| n.to_ascii_lowercase().contains("base64"));
        let text = is_base64.then(|| base64_text(&data.raw_text())).flatten();
        Some(text.map_or(Self::Data(data), Self::Text))
    }

    fn body(&self, repairs: &mut Repairs) -> Body {
        match self {
            Self::Data(data) => xml::body::body(data, repairs),
            Self::Text(text) => {
                repairs.note(code::BASE64, 1);
                text_field::body(text, text_field::Declared::Unsaid, repairs)
            }
        }
    }

    fn lines(&self) -> Option<String> {
        match self {
            Self::Data(data) => xml::body::lines(data),
            Self::Text(text) => text_field::lines(text, &mut Repairs::default()),
        }
    }

    fn line(&self) -> Option<String> {
        match self {
            Self::Data(data) => data.text(),
            Self::Text(text) => text_field::line(text, &mut Repairs::default()),
        }
    }
}

/// Reads the news lines of a component.
pub fn lines(
    lines: &Element<'_>,
    story: &mut WireStory,
    content: &mut Content,
    repairs: &mut Repairs,
) {
    let mut headlines = Vec::new();
    let mut writers: Vec<String> = Vec::new();
    let mut catchword = None;
    for line in lines.elements() {
        let text = text_field::line(&line.raw_text(), repairs);
        match line.name.as_ref() {
            "HeadLine" | "Headline" => {
                let language = line.attr("lang").map(str::to_string);
                headlines.extend(text.map(|text| (language, text)));
            }
            "SubHeadLine" => story.subheadlines.extend(text),
            "ByLine" => writers.extend(text.filter(|text| !writers.contains(text))),
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
                let inner = line.elements().filter(|e| e.name == "HeadLine");
                headlines.extend(inner.filter_map(|inner| {
                    let language = inner.attr("lang").map(str::to_string);
                    Some((language, inner.text()?))
                }));
                if ["note", "advisory", "editor", "message", "embargo"]
                    .iter()
                    .any(|w| kind.contains(w))
                {
                    add_note(story, held);
                } else if kind.contains("keyword") {
                    story.keywords.extend(held);
                } else if kind == "catchword" {
                    catchword.clone_from(&held);
                    set(&mut story.slugline, held);
                }
            }
            _ => {}
        }
    }
    if !writers.is_empty() {
        let names = writers.join(", ").replace(", and ", " and ");
        set(&mut story.byline, Some(names));
    }
    // SDA's sport desk writes its catchword where others write the place.
    let is_place = |line: &String| {
        catchword
            .as_ref()
            .is_none_or(|word| !word.eq_ignore_ascii_case(line))
    };
    story.dateline = story.dateline.take().filter(is_place);
    // Those of the story; components behind have headlines of their own.
    if content.headlines.is_empty() {
        content.headlines = headlines;
    }
}

#[cfg(test)]
mod tests;
