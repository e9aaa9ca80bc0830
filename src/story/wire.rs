//! A story as its wire format tells it: fields found, nothing interpreted yet.

use super::text::{CodeRef, Repair};

/// The formats we read; `code` is the word in `copytaster.decode.format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WireFormat {
    Ninjs,
    /// Any other JSON shape with a headline and a body.
    Json,
    NewsMlG2,
    NewsMl1,
    Nitf,
    Iptc7901,
    Anpa1312,
    Email,
    /// XML of a house, with fields named as in JSON.
    Xml,
    Feed,
    Html,
    Text,
}

impl WireFormat {
    pub fn code(self) -> &'static str {
        match self {
            Self::Ninjs => "ninjs",
            Self::Json => "json",
            Self::NewsMlG2 => "newsml-g2",
            Self::NewsMl1 => "newsml-1",
            Self::Nitf => "nitf",
            Self::Iptc7901 => "iptc7901",
            Self::Anpa1312 => "anpa1312",
            Self::Email => "email",
            Self::Xml => "xml",
            Self::Feed => "feed",
            Self::Html => "html",
            Self::Text => "text",
        }
    }
}

/// The story's text as delivered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Body {
    #[default]
    Missing,
    /// Line breaks mean what the supplier meant by them; normalise finds the paragraphs.
    Plain(String),
    /// Markup already taken off: one string a paragraph.
    Paragraphs(Vec<String>),
}

impl Body {
    /// The text on one line, paragraphs parted by `|`.
    #[cfg(test)]
    pub fn joined(&self) -> String {
        match self {
            Self::Plain(text) => text.clone(),
            Self::Paragraphs(all) => all.join("|"),
            Self::Missing => String::new(),
        }
    }

    /// Puts a paragraph before the text, unless the text already has it.
    pub fn put_first(&mut self, lead: String) {
        match self {
            Self::Missing => *self = Self::Paragraphs(vec![lead]),
            Self::Plain(text) if !text.contains(&lead) => {
                text.insert_str(0, "\n\n");
                text.insert_str(0, &lead);
            }
            Self::Paragraphs(all) if !all.iter().any(|p| p.contains(&lead)) => all.insert(0, lead),
            Self::Plain(_) | Self::Paragraphs(_) => {}
        }
    }
}

/// One story as decoded: every field as the format names it, text in Unicode, times and codes still as sent.
#[derive(Debug, Clone, Default)]
pub struct WireStory {
    pub format: Option<WireFormat>,
    pub format_version: Option<String>,
    pub charset_declared: Option<String>,
    pub charset_used: String,
    pub repairs: Vec<Repair>,
    pub lossy: bool,

    /// The item's own id (`uri`, `guid`, `doc-id` …).
    pub id: Option<String>,
    /// Transmission id or sequence, where there is no id of the item.
    pub transmission_id: Option<String>,
    pub version: Option<String>,
    /// As sent: RFC 3339, ISO 8601 basic, or an agency's own form.
    pub first_created: Option<String>,
    pub version_created: Option<String>,
    pub content_created: Option<String>,
    pub embargoed_until: Option<String>,
    /// As sent: `usable`, `stat:canceled`, `Withheld`, `embargoed` …
    pub pub_status: Option<String>,
    /// Signals as sent (`sig:correction`, `Kill`, `update` …).
    pub signals: Vec<String>,
    pub urgency: Option<String>,
    pub genres: Vec<String>,
    /// Media type of the item (`text`, `picture`, `video`, `composite` …).
    pub item_type: Option<String>,
    pub language: Option<String>,
    pub supplier: Option<String>,
    pub headline: Option<String>,
    /// Lines below the headline.
    pub subheadlines: Vec<String>,
    /// Lines about the headline that are none below it: kickers, shorter and other forms, descriptions. Only notes of an embargo are looked for in them.
    pub other_lines: Vec<String>,
    /// A first paragraph that the format keeps apart from the body, where the body does not repeat it.
    pub lead: Option<String>,
    /// A description beside the body, which with some agencies is the first paragraph.
    pub description: Option<String>,
    pub slugline: Option<String>,
    pub byline: Option<String>,
    pub dateline: Option<String>,
    pub located: Option<String>,
    pub credit: Option<String>,
    pub ed_note: Option<String>,
    pub copyright: Option<String>,
    pub usage_terms: Option<String>,
    pub keywords: Vec<String>,
    pub subjects: Vec<CodeRef>,
    pub people: Vec<CodeRef>,
    pub organisations: Vec<CodeRef>,
    pub places: Vec<CodeRef>,
    pub body: Body,
}

/// Bytes of notes after which no more are added; whole items may consist of them.
const LONGEST_NOTE: usize = 16 * 1024;

impl WireStory {
    /// One more note to editors, on lines of its own.
    pub fn add_note(&mut self, note: &str) {
        match &mut self.ed_note {
            Some(all) => {
                all.push('\n');
                all.push_str(note);
            }
            None => self.ed_note = Some(note.to_string()),
        }
    }

    /// The same for formats that give a note whole and again in parts, or whole items of notes: none twice, and not without end.
    pub fn add_note_once(&mut self, note: &str) {
        let has_it = |all: &String| all.len() > LONGEST_NOTE || all.contains(note);
        if !self.ed_note.as_ref().is_some_and(has_it) {
            self.add_note(note);
        }
    }

    /// Whether there is a headline or a body to read.
    pub fn has_text(&self) -> bool {
        self.headline.is_some() || self.body != Body::Missing
    }

    /// Whether the item says it is a picture, a graphic, sound, moving pictures, a package of items or a date of the calendar.
    pub fn is_of_another_medium(&self) -> bool {
        self.item_type.as_deref().is_some_and(|t| {
            let t = t.rsplit([':', '/']).next().unwrap_or(t).trim();
            [
                "picture",
                "photo",
                "image",
                "graphic",
                "audio",
                "video",
                "composite",
                "animated",
                "infographic",
                "videographic",
                "videography",
                "component",
                "package",
                "event",
                "planning",
            ]
            .iter()
            .any(|medium| t.eq_ignore_ascii_case(medium))
        })
    }

    /// Whether the item says it is a package of items.
    pub fn is_package(&self) -> bool {
        self.item_type.as_deref().is_some_and(|t| {
            let t = t.rsplit([':', '/']).next().unwrap_or(t).trim();
            t.eq_ignore_ascii_case("composite") || t.eq_ignore_ascii_case("package")
        })
    }

    /// Takes a genre: its code, and beside a house's own code the name, which says more.
    pub fn add_genre(&mut self, code: Option<String>, name: Option<String>) {
        let is_of_house = code.as_deref().is_none_or(|code| {
            code.split_once(':')
                .is_some_and(|(scheme, _)| !matches!(scheme, "genre" | "http" | "https"))
        });
        let name = name.filter(|name| is_of_house && code.as_ref() != Some(name));
        self.genres.extend(code.into_iter().chain(name));
    }

    /// Whether a field says the item is killed or withdrawn; such an item is passed on even without a text.
    pub fn may_cancel(&self) -> bool {
        let says_so = |value: &String| {
            let value = value.to_ascii_lowercase();
            ["cancel", "kill", "withdraw", "delete", "disregard"]
                .iter()
                .any(|word| value.contains(word))
        };
        self.pub_status.iter().any(says_so) || self.signals.iter().any(says_so)
    }
}
