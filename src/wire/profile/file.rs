//! The shape of a profile's file, as it is written.
//!
//! Owns the keys and what each means; docs/formats.md is their table. Never decides whether values go together:
//! [`compile`](super::compile) does.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// `[codes.SCHEME]`: what each code of a scheme stands for.
pub type CodeLists = BTreeMap<String, BTreeMap<String, Vec<String>>>;

/// How one agency fills its formats.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(inline)]
pub struct ProfileFile {
    /// Name of the supplier in records, metrics and dead letters.
    pub name: String,
    /// What these stories are, for people.
    pub title: String,
    /// Signs of which one is enough.
    pub recognise: Signs,
    /// What holds where a record says nothing.
    pub defaults: Defaults,
    /// Where numbers of versions and takes are hidden; the first rule of a field that fits counts.
    pub version: Vec<VersionRule>,
    /// The agency's own words and letters of urgency, on the scale of 1 (most urgent) to 9.
    pub urgency: BTreeMap<String, i64>,
    /// The agency's own genres and their IPTC genre (`genre:Analysis`).
    pub genres: BTreeMap<String, String>,
    /// By scheme: codes and what they stand for: `medtop:…`, `subj:…`, `genre:…` or `urgency:…`.
    pub codes: CodeLists,
    /// Paragraphs that are notes and not the story; `*` stands for anything.
    pub notes: Vec<String>,
    /// Wire texts and what must come of them.
    pub case: Vec<Case>,
}

/// `[recognise]`: signs of the agency. All are compared without case.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(inline)]
pub struct Signs {
    /// What the record's field for the supplier holds.
    pub names: Vec<String>,
    /// Headers of the Kafka record and the values that say it.
    pub headers: BTreeMap<String, Vec<String>>,
    /// Beginnings of ids.
    pub ids: Vec<String>,
    /// Schemes of codes that nobody else uses.
    pub schemes: Vec<String>,
    /// Input topics: names, or patterns that begin with `^`.
    pub topics: Vec<String>,
    /// Credit or copyright lines.
    pub credits: Vec<String>,
    /// The agency as datelines write it.
    pub datelines: Vec<String>,
    /// What the text ends with.
    pub signatures: Vec<String>,
}

/// `[defaults]`: what holds where a record says nothing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(inline)]
pub struct Defaults {
    /// Charset of bytes that declare none and are not UTF-8 (a WHATWG label); only where the topic tells the agency.
    pub charset: Option<String>,
    /// Zone of times that name none: an IANA name, an offset or a POSIX rule.
    pub time_zone: Option<String>,
    /// JSON's description is the first paragraph, where the text does not repeat it.
    pub lead_in_description: Option<bool>,
}

/// A field that holds a number of a version or take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum VersionField {
    /// The story's id; it keeps what is left without the number.
    Id,
    Version,
    TransmissionId,
    Slugline,
    /// The headline; where the number stands behind it, it keeps what `{}` stands for.
    Headline,
}

/// `[[version]]`: how a number is read of a field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline)]
pub struct VersionRule {
    pub field: VersionField,
    /// Letters as they stand, `{}` for any, `{version}` or `{take}` for a number (`2`, `2nd`).
    pub pattern: String,
}

/// `[[case]]`: a record and what must come of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(inline)]
pub struct Case {
    /// What it shows.
    pub name: String,
    /// The record's value.
    pub wire: String,
    /// Charset the value is put into; UTF-8 without it.
    pub charset: Option<String>,
    /// The input topic.
    pub topic: Option<String>,
    /// Headers of the record.
    pub headers: BTreeMap<String, String>,
    /// Timestamp of the record.
    pub received: Option<String>,
    /// What must come out; what is not named is not looked at.
    pub expect: Expect,
}

/// `[case.expect]`: what must come of a case.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(inline)]
pub struct Expect {
    pub supplier: Option<String>,
    /// The kind of sign: `name`, `header`, `id`, `scheme`, `topic`, `credit`, `dateline`, `signature`, `nothing`.
    pub by: Option<String>,
    pub id: Option<String>,
    pub version: Option<String>,
    pub take: Option<i64>,
    /// Times in UTC: `2026-08-09T10:15:00Z`.
    pub first_created: Option<String>,
    pub version_created: Option<String>,
    pub content_created: Option<String>,
    pub embargoed_until: Option<String>,
    /// `usable`, `withheld`, `canceled`.
    pub status: Option<String>,
    pub urgency: Option<i64>,
    pub headline: Option<String>,
    pub byline: Option<String>,
    /// IPTC codes that the agency's codes stand for, in any order; all of them.
    pub codes: Option<Vec<String>>,
    /// Genres in any order; all of them.
    pub genres: Option<Vec<String>>,
    /// Signals in any order; all of them.
    pub signals: Option<Vec<String>>,
    /// Lines that must stand in the note and not in the body.
    pub notes: Option<Vec<String>>,
    /// Codes of what was repaired while decoding, in any order; all of them.
    pub repairs: Option<Vec<String>>,
    /// Words that the body must hold.
    pub body: Option<String>,
}
