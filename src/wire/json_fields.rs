//! The fields of one story in JSON, whatever its house style.
//!
//! Owns the table of names: ninjs 1.x (`body_html`, `subject[]`), 2.x and 3.x (`bodies[]`, `subjects[]`), Superdesk's dialect (`guid`, `qcode`),
//! AP's Media API (`altids.itemid`, `editorialtypes`), dpa digitalwires (`article_html`, `categories`), schema.org (`articleBody`) and the plain shapes
//! of newsrooms. Names are compared without case, `_` and `-`, since that is how the dialects differ. Never interprets a value: times, codes and
//! states stay as sent.

use super::json_codes;
use super::json_value::Json;
use super::repairs::Repairs;
use super::text_field::{self, Declared};
use crate::story::{Body, Reject, RejectReason, Stage, WireFormat, WireStory};

/// What an object turned out to be.
pub enum Found {
    Story(Box<WireStory>),
    /// Fields of a story, but nothing to read.
    NoText(Reject),
    /// Nothing that says it is a story.
    Nothing,
}

/// How good a candidate for the body is; the highest wins.
type Rank = u8;

/// Reads one object as a story.
pub fn read(value: &Json<'_>) -> Found {
    let Json::Object(members) = value else {
        return Found::Nothing;
    };
    let mut fields = Fields::default();
    for (key, value) in members {
        fields.take(key, value);
    }
    fields.finish(value)
}

#[derive(Default)]
struct Fields {
    story: WireStory,
    repairs: Repairs,
    body_rank: Rank,
    /// Text that may stand in for a body when there is none: standfirst, description, teaser.
    summary: Option<String>,
    id_rank: Rank,
    supplier_rank: Rank,
    headline_rank: Rank,
    /// Fields met that only stories have.
    marks: usize,
    ninjs_marks: usize,
}

impl Fields {
    fn take(&mut self, key: &str, value: &Json<'_>) {
        let mut buffer = [0u8; 32];
        let key = plain_key(key, &mut buffer);
        let ninjs = match key {
            "standard" | "$standard" | "representationtype" | "pubstatus" | "versioncreated"
            | "contentcreated" | "firstcreated" | "bodies" | "headlines" | "bodyxhtml"
            | "usageterms" | "copyrightnotice" | "infosources" => 1,
            _ => 0,
        };
        self.ninjs_marks += ninjs;
        match key {
            "headline" | "headlines" => self.headline(value, 5),
            "title" => self.headline(value, 3),
            "headlineextended" => self.headline(value, 1),
            "headlinemain" => self.headline(value, 4),
            "kicker" | "subtitle" | "subheadline" | "headlinesub" | "subhead" | "altheadline"
            | "headlinekicker" => {
                if let Some(line) = self.line(value) {
                    self.story.subheadlines.push(line);
                }
            }
            "bodies" => self.body(value, Declared::Unsaid, 9),
            "bodyhtml" | "bodyxhtml" | "articlehtml" | "contenthtml" | "texthtml" => {
                self.body(value, Declared::Markup, 8);
            }
            "bodytext" | "bodynitf" | "articlebody" | "fulltext" => {
                self.body(value, Declared::Plain, 7);
            }
            "body" => self.body(value, Declared::Unsaid, 6),
            "text" | "html" | "storytext" | "storybody" => self.body(value, Declared::Unsaid, 5),
            "content" | "paragraphs" | "maintext" => self.body(value, Declared::Unsaid, 4),
            "description" | "descriptions" | "descriptiontext" | "descriptionhtml" | "summary"
            | "abstract" | "teaser" | "lead" | "lede" | "standfirst" | "caption" => {
                self.summary(value);
            }
            _ => self.metadata(key, value),
        }
    }

    fn metadata(&mut self, key: &str, value: &Json<'_>) {
        match key {
            "uri" => self.id(value, 5),
            "guid" | "urn" => self.id(value, 4),
            "altids" => self.alt_ids(value),
            "itemid" | "storyid" | "articleid" | "docid" | "newsid" => self.id(value, 3),
            "id" | "@id" | "identifier" => self.id(value, 2),
            "uuid" | "usn" | "entryid" | "id_" => self.id(value, 1),
            "transmissionid" | "sequence" | "transref" | "sequencenumber" | "serviceidentifier" => {
                set_scalar(&mut self.story.transmission_id, value);
            }
            "version" | "revision" | "versionnumber" => set_scalar(&mut self.story.version, value),
            "firstcreated" | "createdat" | "created" | "datecreated" | "firstversion" => {
                set_scalar(&mut self.story.first_created, value);
            }
            "versioncreated" | "updatedat" | "updated" | "datemodified" | "modified"
            | "lastmodified" | "modifiedat" | "datetimesent" => {
                set_scalar(&mut self.story.version_created, value);
            }
            "contentcreated" | "published" | "publishedat" | "datepublished" | "pubdate"
            | "publicationdate" | "publishdate" | "date" | "datetime" | "timestamp" | "issued"
            | "publishdatetime" | "time" => set_scalar(&mut self.story.content_created, value),
            "embargoed" | "embargoeduntil" | "embargo" | "embargodate" | "releasedate"
            | "embargountil" => self.embargo(value),
            "pubstatus" | "status" | "state" | "publishingstatus" => {
                set_scalar(&mut self.story.pub_status, value);
            }
            "signal" | "signals" | "editorialtypes" | "editorialtype" | "edstatus" => {
                json_codes::words(value, &mut self.story.signals);
            }
            "urgency" | "priority" | "editorialpriority" => {
                if key == "urgency" || self.story.urgency.is_none() {
                    self.story.urgency = scalar_or_code(value).or(self.story.urgency.take());
                }
            }
            "genre" | "genres" => json_codes::words(value, &mut self.story.genres),
            "type" | "itemtype" | "mediatype" | "itemclass" => {
                set_scalar(&mut self.story.item_type, value);
            }
            "language" | "lang" | "inlanguage" | "languages" | "languagecode" | "locale" => {
                let language = match value {
                    Json::Array(values) => values.first().and_then(scalar_or_code),
                    other => scalar_or_code(other),
                };
                self.story.language = language.or(self.story.language.take());
            }
            "provider" | "supplier" | "agency" => self.supplier(value, 4),
            "source" | "sources" | "publisher" | "sourcefeed" | "organisationsource" => {
                self.supplier(value, 3);
            }
            "infosource" | "infosources" => self.supplier(value, 2),
            "copyrightholder" => self.supplier(value, 1),
            _ => self.description(key, value),
        }
    }

    fn description(&mut self, key: &str, value: &Json<'_>) {
        let story = &mut self.story;
        match key {
            "slugline" | "slug" => set_line(&mut story.slugline, value, &mut self.repairs),
            "by" | "byline" | "bylines" | "author" | "authors" | "byauthors" | "creator"
                if story.byline.is_none() =>
            {
                story.byline = json_codes::names(value);
            }
            "dateline" => set_line(&mut story.dateline, value, &mut self.repairs),
            "located" | "datelinelocation" | "location" | "town" | "city"
                if story.located.is_none() =>
            {
                story.located = json_codes::names(value);
            }
            "credit" | "creditline" => set_line(&mut story.credit, value, &mut self.repairs),
            "ednote" | "editornote" | "editorsnote" | "notetoeditors" | "notepad" | "edmsg" => {
                let mut lines = Vec::new();
                json_codes::texts(value, &mut lines);
                let text = lines.join("\n");
                story.ed_note = text_field::line(&text, &mut self.repairs).or(story.ed_note.take());
            }
            "copyrightnotice" | "copyright" | "copyrightline" | "rights" => {
                set_line(&mut story.copyright, value, &mut self.repairs);
            }
            "usageterms" => {
                let mut lines = Vec::new();
                json_codes::texts(value, &mut lines);
                story.usage_terms = text_field::line(&lines.join(" "), &mut self.repairs)
                    .or(story.usage_terms.take());
            }
            "keywords" | "keyword" | "keywordnames" | "tags" => {
                json_codes::words(value, &mut story.keywords);
                story
                    .keywords
                    .iter_mut()
                    .for_each(|k| *k = k.trim().to_string());
            }
            "subject" | "subjects" | "categories" | "category" | "anpacategory" | "topics" => {
                json_codes::codes(value, &mut story.subjects);
            }
            "person" | "people" | "persons" => json_codes::codes(value, &mut story.people),
            "organisation" | "organisations" | "organization" | "organizations" | "companies" => {
                json_codes::codes(value, &mut story.organisations);
            }
            "place" | "places" | "geonames" => json_codes::codes(value, &mut story.places),
            "standard" | "$standard" => {
                set_scalar(
                    &mut story.format_version,
                    value.get("version").unwrap_or(&Json::Null),
                );
            }
            "format" => set_scalar(&mut story.format_version, value),
            _ => {}
        }
    }

    fn line(&mut self, value: &Json<'_>) -> Option<String> {
        match value {
            Json::String(s) => text_field::line(s, &mut self.repairs),
            _ => None,
        }
    }

    /// ninjs 3: the main headline of several; others are kept beside it.
    fn headline(&mut self, value: &Json<'_>, rank: Rank) {
        self.marks += 1;
        let found = match value {
            Json::Array(parts) => {
                let mut main = None;
                for part in parts {
                    let text = match part {
                        Json::Object(_) => part.get("value").or_else(|| part.get("text")),
                        other => Some(other),
                    };
                    let Some(line) = text.and_then(|t| self.line(t)) else {
                        continue;
                    };
                    let role = part.get("role").and_then(Json::scalar).unwrap_or("main");
                    if main.is_none() && role.eq_ignore_ascii_case("main") {
                        main = Some(line);
                    } else {
                        self.story.subheadlines.push(line);
                    }
                }
                main.or_else(|| self.story.subheadlines.first().cloned())
            }
            Json::Object(_) => ["main", "value", "text", "name", "rendered"]
                .iter()
                .find_map(|key| value.get(key).and_then(|v| self.line(v))),
            other => self.line(other),
        };
        if let Some(line) = found
            && rank > self.headline_rank
        {
            self.headline_rank = rank;
            self.story.headline = Some(line);
        }
    }

    fn body(&mut self, value: &Json<'_>, declared: Declared, rank: Rank) {
        if rank <= self.body_rank {
            return;
        }
        let body = json_codes::body(value, declared, &mut self.repairs);
        if !matches!(value, Json::Object(_) | Json::Array(_)) || body != Body::Missing {
            self.marks += 1;
        }
        if body != Body::Missing {
            self.body_rank = rank;
            self.story.body = body;
        }
    }

    fn summary(&mut self, value: &Json<'_>) {
        self.marks += 1;
        let mut texts = Vec::new();
        json_codes::texts(value, &mut texts);
        let longer = texts.into_iter().max_by_key(|t| t.len());
        if longer.as_ref().map_or(0, |t| t.len()) > self.summary.as_ref().map_or(0, String::len) {
            self.summary = longer.map(str::to_string);
        }
    }

    fn id(&mut self, value: &Json<'_>, rank: Rank) {
        if rank > self.id_rank
            && let Some(id) = value.scalar()
        {
            self.id_rank = rank;
            self.story.id = Some(id.to_string());
        }
    }

    fn alt_ids(&mut self, value: &Json<'_>) {
        if let Some(item) = value.get("itemid") {
            self.id(item, 6);
            // AP keeps its versions here, and its feeds name no supplier.
            self.marks += 1;
        }
    }

    fn supplier(&mut self, value: &Json<'_>, rank: Rank) {
        if rank > self.supplier_rank
            && let Some(name) = json_codes::names(value)
        {
            self.supplier_rank = rank;
            self.story.supplier = Some(name);
        }
    }

    /// A time, or `true`, or an empty string: an embargo that does not say until when is an embargo all the same.
    fn embargo(&mut self, value: &Json<'_>) {
        match value {
            Json::String(s) => self.story.embargoed_until = Some(s.trim().to_string()),
            Json::Number(n) => self.story.embargoed_until = Some((*n).to_string()),
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
        // A bare kill names the story and says that it is dead; it has to reach the readers all the same.
        let is_kill = self.story.id.is_some() && self.story.may_cancel();
        if self.marks == 0 && !is_kill {
            return Found::Nothing;
        }
        let is_picture = self.story.is_of_another_medium();
        if self.story.body == Body::Missing
            && !is_picture
            && let Some(summary) = self.summary.take()
        {
            self.story.body = text_field::body(&summary, Declared::Unsaid, &mut self.repairs);
        }
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
        if !self.story.has_text() && !is_picture && !self.story.may_cancel() {
            return Found::NoText(Reject::new(
                Stage::Decode,
                RejectReason::NoText,
                "JSON of a story without headline or body",
            ));
        }
        self.story.repairs = self.repairs.into_vec();
        Found::Story(Box::new(self.story))
    }
}

/// The key in lower case without `_` and `-`; keys too long for any name we know come back empty.
fn plain_key<'b>(key: &str, buffer: &'b mut [u8; 32]) -> &'b str {
    let mut length = 0;
    for byte in key.bytes().filter(|b| !matches!(b, b'_' | b'-' | b' ')) {
        let Some(slot) = buffer.get_mut(length) else {
            return "";
        };
        *slot = byte.to_ascii_lowercase();
        length += 1;
    }
    std::str::from_utf8(&buffer[..length]).unwrap_or("")
}

fn scalar_or_code(value: &Json<'_>) -> Option<String> {
    match value {
        Json::Object(_) => ["qcode", "code", "literal", "name", "value"]
            .iter()
            .find_map(|key| value.get(key).and_then(Json::scalar))
            .map(str::to_string),
        other => other.scalar().map(str::to_string),
    }
}

fn set_scalar(slot: &mut Option<String>, value: &Json<'_>) {
    if slot.is_none() {
        *slot = scalar_or_code(value);
    }
}

fn set_line(slot: &mut Option<String>, value: &Json<'_>, repairs: &mut Repairs) {
    if let (None, Json::String(s)) = (&slot, value) {
        *slot = text_field::line(s, repairs);
    }
}
