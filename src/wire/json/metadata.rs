//! What JSON says of a story beside its text: identity, times, status, codes, people, rights.
//!
//! Owns the table of those names for [`fields`](super::fields), in the dialects named there and those of Ritzau, Canadian Press and `WordPress`.
//! Where several names may stand for one field the better one wins, not the first. Never interprets a value.

use super::codes;
use super::digitalwires;
use super::field_words;
use super::fields::{Fields, better};
use super::flags;
use super::times::is_date;
use super::value::Json;
use super::writers;
use crate::story::CodeRef;
use crate::wire::repairs::Repairs;
use crate::wire::text_field;

impl Fields {
    pub(super) fn metadata(&mut self, key: &str, value: &Json<'_>) {
        match key {
            "uri" => self.id(value, 5),
            "guid" | "urn" => self.id(value, 4),
            "altids" => self.alt_ids(value),
            // What Superdesk keeps of the agency's own record.
            "extra" => {
                if let Some(item) = value.get("itemid") {
                    self.id(item, 1);
                }
            }
            "itemid" | "storyid" | "articleid" | "docid" | "resourceid" | "newsid"
            | "releaseid" => {
                self.id(value, 3);
            }
            // Jimi's `ContentItemID` changes with every version, its `NewsCompID` does not.
            "id" | "@id" | "identifier" | "newscompid" | "codigo" => self.id(value, 2),
            "uuid" | "usn" | "entryid" | "id_" | "postid" | "contentitemid" | "url" | "link"
            | "weburl" | "canonicalurl" => {
                self.id(value, 1);
            }
            "transmissionid"
            | "sequence"
            | "transref"
            | "sequencenumber"
            | "serviceidentifier"
            | "transmissionreference" => {
                set_scalar(&mut self.story.transmission_id, value);
            }
            "version" | "revision" | "versionnumber" | "managementsequencenumber" => {
                set_scalar(&mut self.story.version, value);
            }
            "embargoed" | "embargoeduntil" | "embargo" | "embargodate" | "releasedate"
            | "embargountil" | "embargotime" => self.embargo(value),
            "pubstatus" | "status" | "state" | "publishingstatus" => {
                // Of two states the second may be the stricter one, which a signal is enough for.
                if self.story.pub_status.is_some() {
                    self.story.signals.extend(scalar_or_code(value));
                }
                set_scalar(&mut self.story.pub_status, value);
            }
            "signal" | "signals" | "editorialtypes" | "editorialtype" | "edstatus"
            | "writethrutype" => {
                codes::words(value, &mut self.story.signals);
                flags::update_type(value, &mut self.story);
            }
            "urgency" | "priority" | "editorialpriority" => {
                if key == "urgency" || self.story.urgency.is_none() {
                    self.story.urgency = scalar_or_code(value).or(self.story.urgency.take());
                }
            }
            "genre" | "genres" => self.genres(value),
            "type" | "itemtype" | "mediatype" | "itemclass" => {
                set_scalar(&mut self.story.item_type, value);
            }
            // What Jimi calls the kind of an item; elsewhere it may be a MIME type.
            "contenttype" if value.scalar().is_some_and(is_medium) => {
                self.story.item_type = value.scalar().map(str::to_string);
                self.marks += 1;
            }
            // WordPress exports the pictures of its posts as items.
            "posttype" if value.scalar() == Some("attachment") => {
                self.story.item_type = Some("picture".to_string());
            }
            "eventdetails" | "startdate" | "starttime" => self.is_event |= *value != Json::Null,
            "language" | "lang" | "inlanguage" | "languages" | "languagecode" | "locale"
            | "baselanguage" => {
                let language = match value {
                    Json::Array(values) => values.first().and_then(scalar_or_code),
                    other => scalar_or_code(other),
                };
                self.language(language);
            }
            "provider" | "supplier" | "agency" => self.supplier(value, 4),
            // Of Google's news sitemaps: the paper, by name and language.
            "publication" if value.get("name").is_some() => {
                self.supplier(value, 3);
                let language = value.get("language").and_then(scalar_or_code);
                self.language(language);
            }
            "source" | "sources" | "publisher" | "providername" | "sourcefeed"
            | "organisationsource" | "sourcename" | "publishername" => {
                self.supplier(value, 3);
            }
            "infosource" | "infosources" => self.supplier(value, 2),
            "copyrightholder" | "origin" | "sourcecompany" => self.supplier(value, 1),
            "fecha" => self.day_and_hour.0 = scalar_or_code(value),
            "hora" | "ora" => self.day_and_hour.1 = scalar_or_code(value),
            _ if flags::read(key, value, &mut self.story) || self.time(key, value) => {}
            _ => self.description(key, value),
        }
    }

    fn genres(&mut self, value: &Json<'_>) {
        let (list, alone) = match value {
            Json::Array(values) => (values.as_slice(), None),
            other => (&[][..], Some(other)),
        };
        for one in list.iter().chain(alone) {
            // An address counts where it is one of IPTC's list.
            let uri = one.get("uri").and_then(Json::scalar);
            let uri = uri.filter(|uri| uri.contains("iptc.org/newscodes/genre/"));
            let code = one.get("qcode").and_then(Json::scalar).or(uri);
            let name = one.get("name").and_then(Json::scalar);
            if code.is_some() {
                let text = |part: Option<&str>| part.map(str::to_string);
                self.story.add_genre(text(code), text(name));
            } else {
                codes::words(one, &mut self.story.genres);
            }
        }
    }

    /// A code; the name of a language only where nothing else is said, a number of a house's own table never.
    fn language(&mut self, language: Option<String>) {
        let Some(language) = language else {
            return;
        };
        let is_code = language.split(['-', '_']).enumerate().all(|(at, part)| {
            let fits = if at == 0 { 2..=3 } else { 1..=8 };
            fits.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
        }) && language.starts_with(|c: char| c.is_ascii_alphabetic());
        let is_name = language.chars().all(char::is_alphabetic);
        if is_code || (is_name && self.story.language.is_none()) {
            self.story.language = Some(language);
        }
    }

    fn description(&mut self, key: &str, value: &Json<'_>) {
        let story = &mut self.story;
        match key {
            "slugline" | "slug" | "slugproper" => {
                set_line(&mut story.slugline, value, &mut self.repairs);
            }
            // Ritzau's name for it.
            "strapline" => set_line(&mut story.slugline, value, &mut self.repairs),
            "by" | "byline" | "bylines" | "firma" | "firma2" => {
                // Superdesk writes it as a paragraph of HTML.
                let names = codes::names(value)
                    .and_then(|names| text_field::line(&names, &mut self.repairs));
                better(&mut self.ranks.byline, &mut story.byline, 3, names);
            }
            // Arc keeps it one level down.
            "credits" => {
                let names = value.get("by").and_then(codes::names);
                better(&mut self.ranks.byline, &mut story.byline, 2, names);
            }
            "author" | "authors" | "byauthors" | "primaryauthor" | "authorname" | "writername" => {
                let names = writers::writers(value).map(without_address);
                better(&mut self.ranks.byline, &mut story.byline, 2, names);
            }
            // WordPress counts its writers in the field and names them here.
            "embedded" => {
                let names = value.get("author").and_then(codes::names);
                better(&mut self.ranks.byline, &mut story.byline, 2, names);
            }
            "creator" => {
                let names = codes::names(value);
                better(&mut self.ranks.byline, &mut story.byline, 1, names);
            }
            "dateline" => match value {
                // Place, and what else the form has fields for.
                Json::Array(values) => {
                    let first = values.iter().find(|value| value.scalar().is_some());
                    if let Some(first) = first {
                        set_line(&mut story.dateline, first, &mut self.repairs);
                    }
                }
                Json::Object(_) if story.dateline.is_none() => {
                    story.dateline = codes::names(value);
                }
                _ => set_line(&mut story.dateline, value, &mut self.repairs),
            },
            "located" | "datelinelocation" | "location" | "town" | "city" | "placeline"
                if story.located.is_none() =>
            {
                story.located = codes::names(value);
            }
            "credit" | "creditline" => set_line(&mut story.credit, value, &mut self.repairs),
            "ednote" | "ednotes" | "editornote" | "editorsnote" | "notetoeditors" | "notepad"
            | "edmsg" | "tilredaktionen" | "updatenote" => {
                let mut lines = Vec::new();
                codes::texts(value, &mut lines);
                let text = text_field::lines(&lines.join("\n"), &mut self.repairs);
                // Canadian Press says apart what will come and what was changed.
                let is_other = matches!(key, "editornote" | "updatenote");
                match (&mut story.ed_note, text) {
                    (Some(held), Some(text)) if is_other && !text.contains(held.as_str()) => {
                        if !held.contains(&text) {
                            held.push('\n');
                            held.push_str(&text);
                        }
                    }
                    // The longer one: some give the same notes whole and again one by one.
                    (held, text) => {
                        let length = |note: &Option<String>| note.as_ref().map_or(0, String::len);
                        if length(&text) > length(held) {
                            *held = text;
                        }
                    }
                }
            }
            "copyrightnotice" | "copyright" | "copyrightline" | "rights" => {
                set_line(&mut story.copyright, value, &mut self.repairs);
            }
            "usageterms" => {
                let mut lines = Vec::new();
                codes::texts(value, &mut lines);
                story.usage_terms = text_field::line(&lines.join(" "), &mut self.repairs)
                    .or(story.usage_terms.take());
            }
            "keywords" | "keyword" | "keywordnames" | "tags" | "subjectkeyword" => {
                codes::words(value, &mut story.keywords);
                if let [list] = story.keywords.as_slice() {
                    // Fingerpost's feeds join them by a plus.
                    let parts: Vec<String> = list.split('+').map(str::to_string).collect();
                    if parts.len() > 1 && parts.iter().all(|part| !part.trim().is_empty()) {
                        story.keywords = parts;
                    }
                }
                story
                    .keywords
                    .iter_mut()
                    .for_each(|k| *k = k.trim().to_string());
            }
            "subject" | "subjects" | "categories" | "category" | "anpacategory" | "topics"
            | "articlesection" | "section" | "iptc" | "mediatopics" => {
                if digitalwires::is_typed(value) {
                    digitalwires::read(value, story);
                } else {
                    codes::codes(value, &mut story.subjects);
                }
            }
            // Numbers, so that the zero in front is lost.
            "iptclist" | "subjectcodes" => {
                let mut words = Vec::new();
                codes::words(value, &mut words);
                story.subjects.extend(words.into_iter().map(|code| CodeRef {
                    code: Some(format!("{code:0>8}")),
                    scheme: Some("IPTC".to_string()),
                    ..CodeRef::default()
                }));
            }
            "indexcode" => {
                let mut words = Vec::new();
                codes::words(value, &mut words);
                story.subjects.extend(words.into_iter().map(|name| CodeRef {
                    name: Some(name),
                    ..CodeRef::default()
                }));
            }
            // Superdesk's services are the categories of its wires.
            "service" => {
                let start = story.subjects.len();
                codes::codes(value, &mut story.subjects);
                for code in story.subjects.iter_mut().skip(start) {
                    code.scheme.get_or_insert_with(|| "service".to_string());
                }
            }
            // What Guardian's wires keep of the agency's own record.
            "agencymetadata" => {
                if let Some(subjects) = value.get("subject") {
                    codes::codes(subjects, &mut story.subjects);
                }
                if let Some(places) = value.get("place") {
                    codes::codes(places, &mut story.places);
                }
            }
            "person" | "people" | "persons" => codes::codes(value, &mut story.people),
            "organisation" | "organisations" | "organization" | "organizations" | "companies" => {
                codes::codes(value, &mut story.organisations);
            }
            "place" | "places" | "geonames" => codes::codes(value, &mut story.places),
            "standard" | "$standard" => {
                set_scalar(
                    &mut story.format_version,
                    value.get("version").unwrap_or(&Json::Null),
                );
            }
            "format" => set_scalar(&mut story.format_version, value),
            // The Italian and Portuguese word for a date; elsewhere an envelope.
            "data" if is_date(value) => self.day_and_hour.0 = scalar_or_code(value),
            _ => {
                // Drupal's own fields.
                if let Some(name) = key.strip_prefix("field").filter(|name| name.len() > 2) {
                    return self.take(name, value);
                }
                if let Some(name) = field_words::own_name(key) {
                    return self.take(name, value);
                }
                if let Some(name) = field_words::english(key) {
                    // A source by number, or an object whose own names say what it is.
                    let is_none = name == "source"
                        && value
                            .scalar()
                            .is_none_or(|word| !word.contains(char::is_alphabetic));
                    if !is_none {
                        self.take(name, value);
                    }
                }
            }
        }
    }
}

/// Whether a word names a medium that holds no text.
fn is_medium(word: &str) -> bool {
    ["photo", "picture", "graphic", "video", "audio"]
        .iter()
        .any(|medium| word.eq_ignore_ascii_case(medium))
}

/// How `MongoDB` exports what JSON has no type for.
const EXTENDED: &[&str] = &[
    "$date",
    "$numberLong",
    "$numberInt",
    "$numberDouble",
    "$oid",
];

pub(super) fn scalar_or_code(value: &Json<'_>) -> Option<String> {
    match value {
        Json::Object(_) => ["qcode", "code", "literal", "name", "value"]
            .iter()
            .chain(EXTENDED)
            .find_map(|key| value.get(key).and_then(Json::scalar))
            .map(str::to_string)
            .or_else(|| value.get("$date").and_then(scalar_or_code)),
        // Drupal writes every field as a list.
        Json::Array(values) => match values.as_slice() {
            [only @ Json::Object(_)] => scalar_or_code(only),
            _ => None,
        },
        other => other.scalar().map(str::to_string),
    }
}

/// The first value of a field stays.
pub(super) fn set_scalar(slot: &mut Option<String>, value: &Json<'_>) {
    if slot.is_none() {
        *slot = scalar_or_code(value);
    }
}

/// `ann@nna.example (Ann Writer)`, as RSS has it, and `Ann Writer <ann@nna.example>`: the name.
fn without_address(author: String) -> String {
    let name = match author.split_once('(') {
        Some((address, name)) if address.contains('@') && !address.trim().contains(' ') => {
            name.split(')').next()
        }
        _ => author
            .split_once('<')
            .filter(|(_, address)| address.contains('@'))
            .map(|(name, _)| name),
    };
    let name = name.map(str::trim).filter(|name| !name.is_empty());
    name.map(str::to_string).unwrap_or(author)
}

fn set_line(slot: &mut Option<String>, value: &Json<'_>, repairs: &mut Repairs) {
    if let (None, Json::String(s)) = (&slot, value) {
        *slot = text_field::line(s, repairs);
    }
}
