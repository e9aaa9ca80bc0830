//! The fields of one story in JSON, whatever its house style.
//!
//! Owns what the values of an object become: ninjs 1.x (`body_html`, `subject[]`), 2.x and 3.x (`bodies[]`, `subjects[]`), Superdesk's dialect (`guid`,
//! `qcode`), AP's Media API (`altids.itemid`, `editorialtypes`), AFP's core API ([`afp`]), dpa digitalwires (`article_html`, `categories`), schema.org
//! (`articleBody`) and the plain shapes of newsrooms. Which name is which field is told by [`names`](super::names) and
//! [`metadata`](super::metadata). Never interprets a value: times, codes and states stay as sent.

use super::afp;
use super::codes;
use super::ids;
use super::metadata::set_scalar;
use super::newsdoc;
use super::value::Json;
use crate::story::{Body, Reject, RejectReason, Stage, WireFormat, WireStory};
use crate::wire::newsml_g2::same_language;
use crate::wire::repairs::Repairs;
use crate::wire::text_field::{self, Declared};

/// What an object turned out to be.
pub enum Found {
    Story(Box<WireStory>),
    /// Fields of a story, but nothing to read.
    NoText(Reject),
    /// Nothing that says it is a story.
    Nothing,
}

/// How good a candidate for the body is; the highest wins.
pub(super) type Rank = u8;

/// Reads one object as a story.
pub fn read(value: &Json<'_>) -> Found {
    let Json::Object(members) = value else {
        return Found::Nothing;
    };
    if value
        .get("@type")
        .and_then(Json::scalar)
        .is_some_and(is_beside_article)
    {
        return Found::Nothing;
    }
    let mut fields = Fields::default();
    let is_afp = afp::is_document(value);
    let is_newsdoc = newsdoc::is_document(value);
    // ActivityStreams' word for a headline is that of products elsewhere.
    let is_activity = value.get("attributedTo").is_some();
    // Arc's version is that of its schema.
    let is_arc = value.get("content_elements").is_some();
    let value_of_fields = matches!(value.get("fields"), Some(Json::Object(_)));
    for (key, value) in members {
        match (key.as_ref(), value) {
            (key, value) if is_afp && afp::take(key, value, &mut fields) => {}
            (key, value) if is_newsdoc && newsdoc::take(key, value, &mut fields) => {}
            ("name", value) if is_activity => fields.headline(value, 3),
            ("version", Json::String(version)) if is_arc && version.matches('.').count() == 2 => {}
            // Content systems keep what the story says apart from what it is called, and from when it was changed.
            ("attributes" | "fields", Json::Object(inner)) => {
                for (key, value) in inner {
                    fields.take(key, value);
                }
            }
            ("sys", Json::Object(inner)) if value_of_fields => {
                for (key, value) in inner.iter().filter(|(key, _)| key != "type") {
                    fields.take(key, value);
                }
            }
            _ => fields.take(key, value),
        }
    }
    if is_afp {
        afp::finish(&mut fields);
    }
    // Superdesk's store counts here what it sends as `version`.
    if let Some(version) = value.get("_current_version") {
        set_scalar(&mut fields.story.version, version);
    }
    let mut found = fields.finish(value);
    if let Found::Story(story) = &mut found {
        for head in HEADS.iter().filter_map(|name| value.get(name)) {
            fill(story, head);
        }
    }
    found
}

/// Objects beside a text, or beside the object with the text, that say the rest of a story.
/// `meta` and `info` are none: answers of an API say there how many pages there are.
pub const HEADS: &[&str] = &["metadata", "head"];

/// Fills in what a story leaves open and an object beside it says; never its text.
pub fn fill(story: &mut WireStory, head: &Json<'_>) {
    let Json::Object(members) = head else {
        return;
    };
    let mut fields = Fields::default();
    for (key, value) in members {
        fields.take(key, value);
    }
    fields.join_day_and_hour();
    fields.times_in_zone();
    let mut said = fields.story;
    for (slot, value) in [
        (&mut story.id, &mut said.id),
        (&mut story.version, &mut said.version),
        (&mut story.first_created, &mut said.first_created),
        (&mut story.version_created, &mut said.version_created),
        (&mut story.content_created, &mut said.content_created),
        (&mut story.embargoed_until, &mut said.embargoed_until),
        (&mut story.urgency, &mut said.urgency),
        (&mut story.language, &mut said.language),
        (&mut story.headline, &mut said.headline),
        (&mut story.slugline, &mut said.slugline),
        (&mut story.byline, &mut said.byline),
        (&mut story.dateline, &mut said.dateline),
        (&mut story.copyright, &mut said.copyright),
        (&mut story.pub_status, &mut said.pub_status),
        (&mut story.supplier, &mut said.supplier),
    ] {
        if slot.is_none() {
            *slot = value.take();
        }
    }
    if story.subjects.is_empty() {
        story.subjects = said.subjects;
    }
    if story.keywords.is_empty() {
        story.keywords = said.keywords;
    }
}

#[derive(Default)]
pub(super) struct Fields {
    pub(super) story: WireStory,
    pub(super) repairs: Repairs,
    pub(super) ranks: Ranks,
    /// Text that may stand in for a body when there is none: standfirst, description, teaser.
    pub(super) summary: Option<String>,
    /// First paragraphs that some systems keep apart from the body.
    pub(super) lead: Option<String>,
    /// AP's own id beside an address.
    pub(super) item_id: Option<String>,
    /// Day and time of day that Spanish systems keep apart.
    pub(super) day_and_hour: (Option<String>, Option<String>),
    /// Of the times that name none.
    pub(super) zone: Option<String>,
    /// Headline and body where they are kept by language; the story's own may be named behind them.
    pub(super) headlines: Vec<(String, String)>,
    pub(super) bodies: Vec<(String, Body)>,
    /// A date of the calendar rather than a story.
    pub(super) is_event: bool,
    /// Fields met that only stories have.
    pub(super) marks: usize,
    pub(super) ninjs_marks: usize,
}

/// How good the values taken so far are; a better name for the same field wins, whatever the order.
#[derive(Default)]
pub(super) struct Ranks {
    pub(super) body: Rank,
    pub(super) id: Rank,
    pub(super) supplier: Rank,
    pub(super) headline: Rank,
    pub(super) byline: Rank,
    pub(super) first_created: Rank,
    pub(super) version_created: Rank,
    pub(super) content_created: Rank,
}

pub(super) fn better(
    held: &mut Rank,
    slot: &mut Option<String>,
    rank: Rank,
    value: Option<String>,
) {
    if rank > *held
        && let Some(value) = value
    {
        *held = rank;
        *slot = Some(value);
    }
}

impl Fields {
    pub(super) fn line(&mut self, value: &Json<'_>) -> Option<String> {
        match value {
            Json::String(s) => text_field::line(s, &mut self.repairs),
            _ => None,
        }
    }

    pub(super) fn body(&mut self, value: &Json<'_>, declared: Declared, rank: Rank) {
        if rank <= self.ranks.body {
            return;
        }
        if let Some(members) = by_language(value) {
            self.marks += 1;
            for (language, value) in members {
                let body = codes::body(value, declared, &mut self.repairs);
                self.bodies.push((language.to_string(), body));
            }
            return;
        }
        let body = codes::body(value, declared, &mut self.repairs);
        if !matches!(value, Json::Object(_) | Json::Array(_)) || body != Body::Missing {
            self.marks += 1;
        }
        if body != Body::Missing {
            self.ranks.body = rank;
            self.story.body = body;
        }
    }

    pub(super) fn summary(&mut self, value: &Json<'_>) {
        self.marks += 1;
        let mut texts = Vec::new();
        codes::texts(value, &mut texts);
        let longer = texts.into_iter().max_by_key(|t| t.len());
        if longer.as_ref().map_or(0, |t| t.len()) > self.summary.as_ref().map_or(0, String::len) {
            self.summary = longer.map(str::to_string);
        }
    }

    pub(super) fn id(&mut self, value: &Json<'_>, rank: Rank) {
        let inner = value.get("rendered").or_else(|| value.get("$oid"));
        let value = inner.unwrap_or(value);
        let id = value.scalar().map(str::to_string);
        better(&mut self.ranks.id, &mut self.story.id, rank, id);
    }

    pub(super) fn alt_ids(&mut self, value: &Json<'_>) {
        if let Some(item) = value.get("itemid").and_then(Json::scalar) {
            self.item_id = Some(item.to_string());
            // AP keeps its versions here, and its feeds name no supplier.
            self.marks += 1;
        }
        if let Some(transmission) = value.get("transref") {
            set_scalar(&mut self.story.transmission_id, transmission);
        }
    }

    pub(super) fn supplier(&mut self, value: &Json<'_>, rank: Rank) {
        let name = codes::names(value);
        // The scheme of LSEG's codes for sources.
        let bare = name.map(|n| {
            let n = n.trim_matches(['/', ' ']);
            n.strip_prefix("NS:").unwrap_or(n).to_string()
        });
        let bare = bare.filter(|n| !n.is_empty());
        better(
            &mut self.ranks.supplier,
            &mut self.story.supplier,
            rank,
            bare,
        );
    }

    /// A time, or `true`, or words: an embargo that does not say until when is an embargo all the same. An empty string is a field not filled in.
    pub(super) fn embargo(&mut self, value: &Json<'_>) {
        match value {
            Json::String(s) if s.trim().is_empty() || is_no(s) => {}
            Json::String(s) => self.story.embargoed_until = Some(s.trim().to_string()),
            Json::Number(n) if *n != "0" => self.story.embargoed_until = Some((*n).to_string()),
            Json::Bool(true) => self.story.embargoed_until = Some(String::new()),
            Json::Object(_) => {
                if let Some(until) = value.get("until").or_else(|| value.get("date")) {
                    self.embargo(until);
                }
            }
            _ => {}
        }
    }

    fn finish(mut self, value: &Json<'_>) -> Found {
        self.join_day_and_hour();
        self.times_in_zone();
        self.settle_id();
        self.settle_language();
        let has_body = self.story.body != Body::Missing;
        if self.is_event && !has_body && self.story.item_type.is_none() {
            self.story.item_type = Some("event".to_string());
        }
        // A bare kill names the story and says that it is dead; it has to reach the readers all the same.
        let is_kill = self.story.id.is_some() && self.story.may_cancel();
        if self.marks == 0 && !is_kill {
            return Found::Nothing;
        }
        // What an aggregator leaves of an article that was taken back.
        if self.story.headline.as_deref() == Some("[Removed]") {
            return no_text("JSON of a story that was removed");
        }
        let is_picture = self.story.is_of_another_medium();
        self.settle_text(has_body, is_picture);
        self.settle_format(value);
        if !self.story.has_text() && !is_picture && !self.story.may_cancel() {
            return no_text("JSON of a story without headline or body");
        }
        self.story.repairs = self.repairs.into_vec();
        Found::Story(Box::new(self.story))
    }

    fn settle_id(&mut self) {
        // AP's addresses name the query that fetched the story; its item id names the story.
        let is_address = self.ranks.id < 5 || self.story.id.iter().any(|id| id.contains('?'));
        if let Some(item) = self.item_id.take().filter(|_| is_address) {
            self.story.id = Some(item);
        }
        let version = self.story.version.as_deref();
        let id = self.story.id.take();
        self.story.id = id.map(|id| ids::without_version(id, version));
    }

    /// Of headlines and bodies kept by language those in the story's own, else the first.
    fn settle_language(&mut self) {
        let story = self.story.language.as_deref();
        let is_own = |language: &str| story.is_none_or(|own| same_language(own, language));
        let headline = in_own_language(&mut self.headlines, is_own);
        let body = in_own_language(&mut self.bodies, is_own);
        self.story.headline = self.story.headline.take().or(headline);
        if let (Body::Missing, Some(body)) = (&self.story.body, body) {
            self.story.body = body;
        }
    }

    /// A lead goes before the body; a summary stands in for one, or beside it.
    fn settle_text(&mut self, has_body: bool, is_picture: bool) {
        if let Some(lead) = self.lead.take().filter(|_| has_body) {
            self.story.body.put_first(lead);
        } else if !has_body
            && !is_picture
            && let Some(summary) = self.summary.take()
        {
            self.story.body = text_field::body(&summary, Declared::Unsaid, &mut self.repairs);
        }
        if has_body {
            let summary = self.summary.take();
            self.story.description =
                summary.and_then(|text| text_field::line(&text, &mut Repairs::default()));
        }
    }

    fn settle_format(&mut self, value: &Json<'_>) {
        let is_ninjs =
            self.ninjs_marks > 0 && (value.get("uri").is_some() || value.get("guid").is_some());
        self.story.format = Some(if is_ninjs {
            WireFormat::Ninjs
        } else {
            WireFormat::Json
        });
        if is_ninjs && self.story.format_version.is_none() {
            let keys = ["bodies", "headlines", "subjects", "infoSources"];
            let is_new = keys.iter().any(|key| value.get(key).is_some());
            self.story.format_version = Some(if is_new { "3" } else { "1" }.to_string());
        }
    }
}

fn no_text(message: &str) -> Found {
    Found::NoText(Reject::new(Stage::Decode, RejectReason::NoText, message))
}

/// The first in the language of the story, else the first of all.
fn in_own_language<T>(all: &mut Vec<(String, T)>, is_own: impl Fn(&str) -> bool) -> Option<T> {
    let own = all.iter().position(|(language, _)| is_own(language));
    let at = own.unwrap_or(0);
    (at < all.len()).then(|| all.swap_remove(at).1)
}

/// The members of an object whose keys are languages.
pub(super) fn by_language<'j, 'a>(
    value: &'j Json<'a>,
) -> Option<impl Iterator<Item = (&'j str, &'j Json<'a>)>> {
    let Json::Object(members) = value else {
        return None;
    };
    let is_language = |key: &str| {
        let mut parts = key.split(['-', '_']);
        let language = parts.next().unwrap_or("");
        language.len() == 2
            && language.bytes().all(|b| b.is_ascii_lowercase())
            && parts.all(|part| {
                (2..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
            })
    };
    let all = !members.is_empty()
        && members
            .iter()
            .all(|(key, _)| is_language(key) && key != "id");
    all.then(|| members.iter().map(|(key, value)| (key.as_ref(), value)))
}

/// What schema.org names beside an article on its page.
fn is_beside_article(kind: &str) -> bool {
    matches!(
        kind,
        "WebPage"
            | "WebSite"
            | "CollectionPage"
            | "BreadcrumbList"
            | "ItemList"
            | "Organization"
            | "NewsMediaOrganization"
            | "Person"
            | "ImageObject"
            | "VideoObject"
            | "SearchAction"
            | "SiteNavigationElement"
    )
}

/// Words that fill a field without saying anything.
fn is_no(text: &str) -> bool {
    matches!(
        text.trim().to_ascii_lowercase().as_str(),
        "false" | "no" | "none" | "null" | "0" | "-"
    ) || text.trim().starts_with("0001-01-01")
}

/// The story of an object, for the tests of those who name its fields.
#[cfg(test)]
pub(super) fn story_of(text: &str) -> WireStory {
    let limits = crate::wire::limits::Limits::default();
    let values = super::value::read(text, &limits, &mut Repairs::default()).unwrap();
    match read(&values[0]) {
        Found::Story(story) => *story,
        _ => panic!("no story"),
    }
}

#[cfg(test)]
mod tests;
