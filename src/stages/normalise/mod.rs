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
mod status;
mod story_times;
mod times;
mod urgency;
mod zone_of_text;

use crate::story::{
    DecodeReport, Drop, DropReason, Ended, PubStatus, RawRecord, Reject, RejectReason, Sign,
    Signal, SignalKind, Stage, Story, SupplierFound, WireFormat, WireStory,
};
use crate::wire::profile::{Profile, Profiles};
use crate::wire::repairs::Repairs;
use body::Text;
use ed_note::NoteReader;
use head::HeadReader;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::hash::Hash;
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

        let description = wire.description.take();
        wire.lead = wire
            .lead
            .take()
            .or(description.filter(|line| profile.lead_in_description || lead::opens_text(line)));
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
        for word in &wire.signals {
            if let Some(kind) = status::signal_of_word(word) {
                push_signal(&mut text.signals, kind, word);
            }
        }
        status::alerts_readers(&mut text.signals, &wire.signals, wire.urgency.as_deref());
        if let Some((_, Some(kind))) = wire.pub_status.as_deref().and_then(status::of_word) {
            let word = wire.pub_status.clone().unwrap_or_default();
            push_signal(&mut text.signals, kind, &word);
        }
        let ed_note = clean_lines(wire.ed_note.take(), &mut repairs);
        let noted = ed_note.as_deref().map(|note| self.notes.signals(note));
        let mut noted = noted.unwrap_or_default();
        // What stands over a release's headline, too, says until when.
        let dated = text
            .notes
            .iter()
            .filter(|note| ed_note::may_be_embargo(note));
        let dated = dated.flat_map(|note| self.notes.signals(note));
        noted.extend(dated.filter(|signal| signal.kind == SignalKind::Embargo));
        for signal in &noted {
            push_signal(&mut text.signals, signal.kind, &signal.matched);
        }
        if times.embargoed_until.is_none() {
            // The headline may say that there is an embargo and the note until when.
            let mut lines = text
                .signals
                .iter()
                .chain(&noted)
                .filter(|s| matches!(s.kind, SignalKind::Embargo | SignalKind::Hold));
            if let Some(until) = lines.find_map(|s| embargo::until(&s.matched, near, zone)) {
                times.embargoed_until = Some(until.at);
                times.zone_assumed |= until.zone_assumed;
            }
        }
        let subjects = std::mem::take(&mut wire.subjects).into_iter();
        let subjects = each_once(subjects.map(codes::uniform).collect());
        let genres = std::mem::take(&mut wire.genres).into_iter();
        let mut genres: Vec<String> = genres.map(codes::genre).collect();
        let translated = profile.translate(&subjects, &genres);
        genres.extend(translated.genres.iter().map(ToString::to_string));
        if let Some(word) = status::advisory(wire.item_type.as_deref(), &genres) {
            push_signal(&mut text.signals, SignalKind::Advisory, word);
        }
        let fields = status::Fields {
            pub_status: wire.pub_status.as_deref(),
            embargo_stated: wire.embargoed_until.is_some(),
            is_later_version: is_later_version(&wire, &times),
        };
        let status = status::settle(fields, &text.signals, times.embargoed_until, received);
        end_early(&wire, &text, status.pub_status)?;

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
        if is_unnamed
            && story.supplier_found.by == Sign::Nothing
            && let Some(agency) = story.dateline.as_ref().and_then(agency_alone)
        {
            // An agency without a profile. The id has no part in it, since a kill of the story may have no dateline.
            let agency = agency.to_string();
            story.supplier_found.by = Sign::Dateline;
            story.supplier_found.sign.clone_from(&agency);
            story.supplier = agency;
        }
        Ok(story)
    }

    /// The profile of a story, the name its records carry, and by what it was known. What the record names itself stays,
    /// unless it is one of the names that the profile stands for.
    fn supplier(
        &self,
        named: Option<String>,
        wire: &WireStory,
        record: &RawRecord,
    ) -> (Arc<Profile>, String, SupplierFound) {
        let agency_of = |line: &str| dateline::find(line, None)?.agency;
        let recognise =
            |named: Option<&str>| self.profiles.recognise(named, wire, record, agency_of);
        let mut found = recognise(named.as_deref());
        let mut is_known = found.by == Sign::Name;
        // A header of IPTC 7901 names a service rather than an agency, in a telex frame too; the dateline then says whose it is.
        // So does a mail, whose sender is often only a desk.
        let is_telex = matches!(wire.format, Some(WireFormat::Iptc7901 | WireFormat::Email))
            || wire.format_version.as_deref() == Some("zczc");
        let is_service = is_telex
            && named
                .as_deref()
                .is_some_and(|name| !agencies::is_known(name));
        if found.by == Sign::Nothing && is_service {
            found = recognise(None);
            is_known = found.by != Sign::Nothing;
        }
        // Two letters are a desk of the agency that the id names.
        let is_desk = |name: &str| {
            name.len() == 2
                && name.bytes().all(|b| b.is_ascii_uppercase())
                && !agencies::is_known(name)
        };
        is_known |= found.by == Sign::Id && named.as_deref().is_some_and(is_desk);
        let profile = found.profile;
        let name = match &named {
            Some(named) if !is_known => named.clone(),
            _ => profile.name.to_string(),
        };
        let supplier_found = SupplierFound {
            profile: Arc::clone(&profile.key),
            by: found.by,
            sign: found.sign,
            named: named.filter(|named| is_known && *named != *profile.name),
        };
        (profile, name, supplier_found)
    }

    /// The field's dateline, else the one at the head of the text; a short line may stand before it.
    fn dateline(
        &self,
        field: Option<String>,
        text: &Text,
        near: Option<Date>,
        repairs: &mut Repairs,
    ) -> Option<crate::story::Dateline> {
        // A field may hold only the date, or a time of the machine's.
        let of_field = clean(field, repairs).map(|field| dateline::of_field(&field, near));
        match of_field {
            Some(found) if found.place.is_some() => {
                // The text may say the same place with the date and the agency.
                let fuller = self.dateline_of_text(text, near).filter(|other| {
                    let says_more = found.date.is_none() && other.date.is_some()
                        || found.agency.is_none() && other.agency.is_some();
                    says_more && same_place(&found, other)
                });
                Some(fuller.unwrap_or(found))
            }
            Some(found) => Some(self.dateline_of_text(text, near).unwrap_or(found))
                .filter(|found| !dateline::is_only_a_time(&found.raw)),
            None => self.dateline_of_text(text, near),
        }
    }

    fn dateline_of_text(&self, text: &Text, near: Option<Date>) -> Option<crate::story::Dateline> {
        let paragraphs = text
            .paragraphs
            .iter()
            .map(|range| &text.body[range.clone()]);
        let mut is_below_text = false;
        for paragraph in paragraphs.take(body::HEAD_PARAGRAPHS) {
            let behind_marker = &paragraph[self.heads.read(paragraph).end..];
            // A deck or a box may stand above it; a form that is not complete may be a name in a sentence there.
            let found = text
                .dateline_at(behind_marker, near)
                .filter(|found| !is_below_text || is_complete(found));
            if found.is_some() {
                return found;
            }
            is_below_text |= paragraph.len() >= body::SHORT;
        }
        None
    }
}

/// Whether a time as sent names its zone; `None` where it is no time.
pub fn names_its_zone(value: &str) -> Option<bool> {
    times::read(value, &TimeZone::UTC).map(|read| !read.zone_assumed)
}

/// The agency a dateline names, or the first of two, where it is known.
fn agency_alone(dateline: &crate::story::Dateline) -> Option<&str> {
    let mut names = dateline.agency.as_deref()?.split('/').map(str::trim);
    names.next().filter(|name| agencies::is_known(name))
}

/// Whether a dateline names its place and an agency that is known.
fn is_complete(found: &crate::story::Dateline) -> bool {
    found.place.is_some() && found.agency.as_deref().is_some_and(dateline::is_known)
}

fn same_place(one: &crate::story::Dateline, other: &crate::story::Dateline) -> bool {
    let place = |d: &crate::story::Dateline| d.place.as_deref().map(str::to_lowercase);
    place(one).is_some() && place(one) == place(other)
}

/// Stories that are none: pictures, advisories without a story, tests of the line.
fn end_early(wire: &WireStory, text: &Text, status: PubStatus) -> Result<(), Ended> {
    if status == PubStatus::Canceled {
        // A kill is passed on whatever is left of the story: readers have to be told.
        return Ok(());
    }
    let drop = |reason| {
        Err(Ended::Drop(Drop {
            stage: Stage::Normalise,
            reason,
        }))
    };
    let is_advisory = text.signals.iter().any(|s| s.kind == SignalKind::Advisory);
    // A package may hold a story of one paragraph; a picture's one paragraph is its caption.
    let is_empty_package = wire.is_package() && text.body.is_empty();
    let is_caption = wire.is_of_another_medium() && text.is_caption_at_most();
    if is_empty_package || (is_caption && !wire.is_package()) {
        return drop(DropReason::NotText);
    }
    if text.is_ticker() {
        return drop(DropReason::Ticker);
    }
    if text.is_line_test() {
        return drop(DropReason::LineTest);
    }
    if text.body.is_empty() && (is_advisory || (text.headline.is_empty() && !text.notes.is_empty()))
    {
        return drop(DropReason::EmptyAdvisory);
    }
    if text.body.is_empty() && text.headline.is_empty() {
        return Err(Ended::Reject(Reject::new(
            Stage::Normalise,
            RejectReason::NoText,
            "no letters are left after cleaning",
        )));
    }
    Ok(())
}

fn push_signal(signals: &mut Vec<Signal>, kind: SignalKind, matched: &str) {
    if !signals.iter().any(|s| s.kind == kind) {
        let matched = matched.trim().to_string();
        signals.push(Signal { kind, matched });
    }
}

fn clean(field: Option<String>, repairs: &mut Repairs) -> Option<String> {
    let line = characters::line(&field?, repairs);
    (!line.is_empty()).then_some(line)
}

/// The same for a field of several lines.
fn clean_lines(field: Option<String>, repairs: &mut Repairs) -> Option<String> {
    let field = field?;
    let lines = field
        .split('\n')
        .map(|line| characters::line(line, repairs));
    let lines: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// All notes, each line once: what stands in the field may stand below the text again.
fn joined(field: Option<String>, notes: Vec<String>) -> Option<String> {
    let mut lines: Vec<String> = Vec::new();
    for note in field.into_iter().chain(notes) {
        lines.extend(note.split('\n').map(str::to_string));
    }
    let mut all = each_once(lines);
    while all.last().is_some_and(|line| notes::is_heading(line)) {
        all.pop();
    }
    (!all.is_empty()).then(|| all.join("\n"))
}

/// The values in their order, each once.
fn each_once<T: Hash + Eq>(values: Vec<T>) -> Vec<T> {
    if values.len() < 2 {
        return values;
    }
    let mut seen = HashSet::with_capacity(values.len());
    let is_first: Vec<bool> = values.iter().map(|value| seen.insert(value)).collect();
    let kept = values.into_iter().zip(is_first);
    kept.filter_map(|(value, is_first)| is_first.then_some(value))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_stand_once_and_a_heading_alone_is_none() {
        let all = |field: &str, notes: &[&str]| {
            let notes = notes.iter().map(|note| (*note).to_string()).collect();
            joined(Some(field.to_string()), notes)
        };
        assert_eq!(
            all("Adds quote\nnna ab", &["Adds quote", "Photo"]).as_deref(),
            Some("Adds quote\nnna ab\nPhoto")
        );
        assert_eq!(all("nna ab", &["# Notizblock"]).as_deref(), Some("nna ab"));
        assert_eq!(all("Notizblock", &[]), None);
    }
}
