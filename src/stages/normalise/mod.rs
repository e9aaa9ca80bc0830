//! [`WireStory`] to [`Story`]: one shape for all suppliers.
//!
//! Owns everything that is interpretation of a single story: clean characters, paragraphs, headline, dateline, byline, notes to editors, times, ids,
//! and whether the story may be used at all. Promises to be a pure function of the record and the configuration, to keep every word of the text (what
//! leaves the body stands in the headline, the byline or the note to editors), and to find nothing rather than to guess. Never reads a clock, never
//! translates, never decides what a story is about.

mod agencies;
mod body;
mod calendar;
mod characters;
mod codes;
mod credit;
mod dateline;
mod ed_note;
mod embargo;
mod ended;
mod fields;
mod fold;
mod head;
mod headline;
mod ids;
mod lead;
mod markers;
mod notes;
mod over;
mod paragraphs;
mod restrictions;
mod sign_off;
mod signals;
mod status;
mod story_dateline;
mod story_times;
mod supplier;
mod times;
mod urgency;
mod zone_of_text;

use crate::story::{
    DecodeReport, Ended, RawRecord, Sign, SignalKind, Story, WireFormat, WireStory,
};
use crate::wire::profile::Profiles;
use crate::wire::repairs::Repairs;
use ed_note::NoteReader;
use fields::{clean, clean_lines, each_once, joined};
use head::HeadReader;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use story_times::{Times, is_later_version};

/// Makes stories of wire stories.
#[derive(Debug)]
pub struct Normaliser {
    profiles: Arc<Profiles>,
    heads: HeadReader,
    notes: NoteReader,
}

impl Default for Normaliser {
    /// Without supplier profiles: every time without a zone is in UTC.
    fn default() -> Self {
        Self::new(Arc::default())
    }
}

impl Normaliser {
    /// A normaliser that reads each agency's stories by its profile.
    pub fn new(profiles: Arc<Profiles>) -> Self {
        Self {
            profiles,
            heads: HeadReader::new(),
            notes: NoteReader::new(),
        }
    }

    /// The profiles in use.
    pub fn profiles(&self) -> &Profiles {
        &self.profiles
    }

    /// One story in the common shape, or why it ends here.
    pub fn normalise(
        &self,
        wire: WireStory,
        record: &RawRecord,
        ordinal: u32,
    ) -> Result<Story, Ended> {
        self.normalise_hashed(wire, record, ordinal, &Self::raw_sha256(record))
    }

    /// SHA-256 of a record's value, lower-case hex.
    pub fn raw_sha256(record: &RawRecord) -> String {
        ids::hex(&Sha256::digest(record.value.as_deref().unwrap_or_default()))
    }

    /// The same for a record whose hash is known: hashing it for each of its stories would make a record of many
    /// stories cost the square of its length.
    pub fn normalise_hashed(
        &self,
        mut wire: WireStory,
        record: &RawRecord,
        ordinal: u32,
        raw_sha256: &str,
    ) -> Result<Story, Ended> {
        let mut repairs = Repairs::default();
        repairs.absorb(&wire.repairs);
        let named = clean(wire.supplier.take(), &mut repairs);
        let is_unnamed = named.is_none();
        let (profile, supplier, supplier_found) = self.supplier(named, &wire, record);
        let zone = &profile.zone;
        let numbers = profile.read_numbers(&mut wire);
        let mut times = Times::read(&wire, zone, &mut repairs);
        let received = record
            .timestamp_ms
            .and_then(|ms| Timestamp::from_millisecond(ms).ok());

        wire.lead = lead::take(&mut wire, &profile);
        let own = body::Own {
            notes: &profile.notes,
            names: &[supplier.as_str(), &profile.name],
        };
        let mut text = body::read(&mut wire, &self.heads, &own, &mut repairs);
        // Of no agency that we know.
        let is_stranger = supplier_found.by == Sign::Nothing && times.near(None).is_none();
        let shown = |text: &body::Text| {
            let zone = is_stranger.then(|| zone_of_text::of(&text.headline, &text.body));
            zone.flatten()
        };
        let lines = text.notes.iter().map(String::as_str);
        times.take_from_lines(lines, zone, || shown(&text));
        let near = times.near(received).map(|at| zone.to_datetime(at).date());
        if numbers.headline_as_sent.is_some() {
            text.headline_raw = numbers.headline_as_sent;
        }
        let ed_note = clean_lines(wire.ed_note.take(), &mut repairs);
        let noted = self.gather_signals(&wire, ed_note.as_deref(), &mut text);
        times.take_embargo(text.signals.iter().chain(&noted), near, zone);
        let subjects = std::mem::take(&mut wire.subjects).into_iter();
        let subjects = each_once(subjects.map(codes::uniform).collect());
        let genres = std::mem::take(&mut wire.genres).into_iter();
        let mut genres: Vec<String> = genres.map(codes::genre).collect();
        let translated = profile.translate(&subjects, &genres);
        genres.extend(translated.genres.iter().map(ToString::to_string));
        if let Some(word) = status::advisory(wire.item_type.as_deref(), &genres) {
            signals::push(&mut text.signals, SignalKind::Advisory, word);
        }
        let fields = status::Fields {
            pub_status: wire.pub_status.as_deref(),
            embargo_stated: wire.embargoed_until.is_some(),
            is_later_version: is_later_version(&wire, &times),
        };
        let status = status::settle(fields, &text.signals, times.embargoed_until, received);
        ended::early(&wire, &text, status.pub_status)?;

        let said_by = clean(wire.byline.take(), &mut repairs)
            .map(|line| credit::byline(&line).map(str::to_string).unwrap_or(line));
        let said_by = text.settle_byline(said_by);
        let dateline = self.dateline(wire.dateline.take(), &text, near, &mut repairs);
        times.take_from_dateline(dateline.as_ref(), zone, || shown(&text));
        let byline = said_by.or_else(|| text.byline_or_beside(dateline.as_ref()));
        let located = clean(wire.located.take(), &mut repairs)
            .or_else(|| dateline.as_ref().and_then(|d| d.place.clone()));
        let credit = clean(wire.credit.take(), &mut repairs)
            .or_else(|| dateline.as_ref().and_then(|d| d.agency.clone()))
            .or_else(|| text.attribution().map(str::to_string));
        let said = wire.urgency.as_deref();
        let urgency = said
            .and_then(|raw| profile.urgency(raw).or_else(|| urgency::read(raw)))
            .or(translated.urgency);
        let mut story = Story {
            id: String::new(),
            uri: String::new(),
            ordinal,
            version: clean(wire.version.take(), &mut repairs),
            take: numbers.take,
            headline: text.headline,
            headline_raw: text.headline_raw,
            subheadline: text.subheadline,
            body: text.body,
            paragraphs: text.paragraphs,
            supplier,
            supplier_found,
            declared_language: clean(wire.language.take(), &mut repairs),
            first_created: times.first_created,
            version_created: times.version_created,
            content_created: times.content_created,
            zone_assumed: times.zone_assumed,
            embargoed_until: times.embargoed_until,
            pub_status: status.pub_status,
            event: status.event,
            signals: text.signals,
            urgency,
            urgency_raw: wire.urgency.take(),
            genres,
            slugline: clean(wire.slugline.take(), &mut repairs).or(text.slugline),
            byline,
            dateline,
            located,
            credit,
            ed_note: joined(ed_note, text.notes),
            copyright: clean(wire.copyright.take(), &mut repairs),
            usage_terms: clean(wire.usage_terms.take(), &mut repairs),
            keywords: each_once(std::mem::take(&mut wire.keywords)),
            subjects,
            mapped_codes: translated.codes,
            people: std::mem::take(&mut wire.people),
            organisations: std::mem::take(&mut wire.organisations),
            places: std::mem::take(&mut wire.places),
            decode: DecodeReport {
                format: wire.format.unwrap_or(WireFormat::Text),
                format_version: wire.format_version.take(),
                charset_declared: wire.charset_declared.take(),
                charset_used: std::mem::take(&mut wire.charset_used),
                repairs: repairs.into_vec(),
                lossy: wire.lossy,
            },
            raw_sha256: raw_sha256.to_owned(),
        };
        (story.id, story.uri) = ids::identify(&wire, &story);
        if is_unnamed {
            supplier::take_from_dateline(&mut story);
        }
        Ok(story)
    }
}

/// Whether a time as sent names its zone; `None` where it is no time.
pub fn names_its_zone(value: &str) -> Option<bool> {
    times::read(value, &TimeZone::UTC).map(|read| !read.zone_assumed)
}
