//! Datelines: `BAKOU, 9 août (ANN) –`, `SHANGHAI, Jan 11 (Reuters) -`, `新华社北京8月9日电`.
//!
//! Owns the grammar of place, date and agency at the head of the first paragraph, in the orders agencies use. Promises to find nothing rather than
//! to guess: a name and a bracket are a dateline only with a date, an agency we know, or a place in capitals. The year is the one that brings the
//! date nearest to the item's own. Never takes the dateline out of the text, since offsets point there.

mod bare;
mod colon;
mod east_asia;
mod figures;
mod own_line;
mod right_to_left;
mod signed;
mod signs;
mod stops;
mod unread;
mod words;

use super::agencies;
use super::calendar::{self, DayMonth};
use super::fold;
use crate::story::Dateline;
pub use bare::is_capital;
pub use east_asia::titled;
use east_asia::{han, japanese, korean};
use jiff::civil::Date;
use right_to_left::right_to_left;
pub use signed::role_and_writer;
use signed::{agency_and_day, agency_beside_writer};
use signs::Signs;
use stops::{with_day_and_stop, with_stop};
use words::{
    before_foreign_day, date_and_place, ends_in_state, is_agency_like, is_loud_place, is_place,
    place_and_date, separator,
};

/// Bytes at the head of a paragraph within which a dateline must end.
pub const REACH: usize = 160;

/// The dateline at the head of a paragraph; `near` is the item's own date.
pub fn find(paragraph: &str, near: Option<Date>) -> Option<Dateline> {
    Some(read(paragraph)?.dated(near))
}

/// The same for those who learn the item's date later.
pub fn read(paragraph: &str) -> Option<Undated> {
    let end = paragraph.floor_char_boundary(REACH);
    let head = &paragraph[..end];
    let is_whole = end == paragraph.len();
    let signs = Signs::of(head);
    let found = japanese(head)
        .or_else(|| signs.han.then(|| han(head))?)
        .or_else(|| korean(head))
        .or_else(|| agency_first(head))
        .or_else(|| with_bracket(head, is_whole))
        .or_else(|| signs.slash.then(|| with_slashes(head))?)
        .or_else(|| with_dash(head, is_whole, signs))
        .or_else(|| signs.digit.then(|| with_day(head))?)
        .or_else(|| right_to_left(head, is_whole))
        .or_else(|| signs.digit.then(|| unread::unread(head))?)
        .or_else(|| is_whole.then(|| own_line::own_line(head))?)
        .or_else(|| bare::bare(head, is_whole, signs))?;
    Some(found.undated())
}

/// Forms that are none without the day.
fn with_day(head: &str) -> Option<Parts<'_>> {
    with_stop(head)
        .or_else(|| with_day_and_stop(head))
        .or_else(|| agency_and_day(head))
}

/// A dateline that a format has as a field of its own.
pub fn of_field(text: &str, near: Option<Date>) -> Dateline {
    let text = text.trim();
    let found = find(text, near).or_else(|| find(&format!("{text} - "), near));
    if let Some(mut found) = found {
        found.raw = text.to_string();
        return found;
    }
    // A field is a dateline for sure, so that an agency need not be known.
    let closed = text.strip_suffix(')').and_then(|t| t.rsplit_once('('));
    let (before, agency) = match closed {
        Some((before, agency)) if is_agency_like(agency.trim()) => (before, Some(agency)),
        _ => (text, None),
    };
    // `HELSINKI, 5. helmikuuta STT -`: the agency bare behind the date.
    let bare = before.trim_end_matches([' ', '-', '–', '—']);
    let (before, agency) = match bare.rsplit_once(' ') {
        Some((rest, last))
            if agency.is_none()
                && rest.contains(|c: char| c.is_ascii_digit())
                && agencies::is_known(last) =>
        {
            (rest, Some(last))
        }
        _ => (before, agency),
    };
    let parts = place_and_date(before);
    Parts {
        raw: text,
        place: parts.as_ref().map(|p| p.0).filter(|p| is_place(p)),
        date: parts.as_ref().and_then(|p| p.1),
        agency,
    }
    .undated()
    .dated(near)
}

/// Whether what should be a dateline is a machine's time: `2026-08-09 20:13:08 GMT+00:00`.
pub fn is_only_a_time(raw: &str) -> bool {
    let digits = raw.bytes().take_while(u8::is_ascii_digit).count();
    digits == 4 && raw[4..].starts_with('-')
}

struct Parts<'t> {
    raw: &'t str,
    place: Option<&'t str>,
    date: Option<DayMonth>,
    agency: Option<&'t str>,
}

impl Parts<'_> {
    fn undated(&self) -> Undated {
        Undated {
            raw: self.raw.trim().to_string(),
            place: self
                .place
                // `الرباط/ 9 غشت`, `کراچی۔ 9 اگست`: what parts the place from its day.
                .map(|p| p.trim().trim_end_matches(['/', '۔', ' ']))
                .map(|p| without_writer(without_country(p)).to_string()),
            agency: self.agency.map(|a| a.trim().to_string()),
            date: self.date,
        }
    }
}

/// A dateline whose year is not yet settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undated {
    pub raw: String,
    place: Option<String>,
    pub agency: Option<String>,
    date: Option<DayMonth>,
}

impl Undated {
    /// The dateline in the year that brings it nearest to a day.
    pub fn dated(&self, near: Option<Date>) -> Dateline {
        let date = self.date.and_then(|d| full_date(d, near));
        Dateline {
            raw: self.raw.clone(),
            place: self.place.clone(),
            agency: self.agency.clone(),
            year_inferred: date.is_some() && self.date.is_some_and(|d| d.year.is_none()),
            date: date.map(|d| d.to_string()),
        }
    }
}

/// `New Delhi [India]`: the country in brackets.
fn without_country(place: &str) -> &str {
    place
        .strip_suffix(']')
        .and_then(|p| p.split_once(" ["))
        .map_or(place, |(town, _)| town)
}

/// `Bakı. Elçin Quliyev` and `Çağrı ÖZTÜRK / BATUM`: the writer's name beside the place.
fn without_writer(place: &str) -> &str {
    if let Some((town, name)) = place.split_once(". ")
        && town.chars().count() >= 4
        && name.contains(' ')
    {
        return town;
    }
    let (name, town) = match place.split_once('/') {
        Some((name, town)) => (name.trim_end(), town.trim_start()),
        None => return place,
    };
    // `Ayşe YILMAZ/ANKARA`; in `NEW YORK/PARIS` both are places.
    let is_name = name.contains(' ') && (place.contains(" / ") || !fold::is_loud(name));
    if is_name && fold::is_loud(town) {
        town
    } else {
        place
    }
}

/// The date with its year; without one, the year that brings it nearest to the item's date.
fn full_date(date: DayMonth, near: Option<Date>) -> Option<Date> {
    if let Some(year) = date.year {
        return Date::new(year, date.month, date.day).ok();
    }
    calendar::nearest(date.day, date.month, near?)
}

/// Whether an agency is known, or one of two short names that a slash or a hyphen joins: `dpa/lni`, `tca/dpa`, `PRNewswire-AsiaNet`.
pub fn is_known(agency: &str) -> bool {
    let pair = agency.split_once('/').or_else(|| agency.split_once('-'));
    agencies::is_known(agency)
        || pair.is_some_and(|(one, other)| {
            let is_name = |name: &str| {
                (2..=12).contains(&name.chars().count())
                    && name.chars().all(|c| c.is_alphanumeric() || c == '-')
            };
            is_name(one) && is_name(other) && (agencies::is_known(one) || agencies::is_known(other))
        })
}

/// `PLACE[, REGION][, DATE] (AGENCY) –`.
fn with_bracket(head: &str, is_whole: bool) -> Option<Parts<'_>> {
    // The first byte of the wide bracket begins other signs, too.
    let opens = memchr::memchr2_iter(b'(', WIDE_BRACKET, head.as_bytes());
    // The first bracket may name the country: `Badajoz (España), 9 ago (EFE).-`.
    let mut opens = opens
        .filter(|at| head[*at..].starts_with(['(', '（']))
        .take(2);
    opens.find_map(|open| bracket_at(head, open, is_whole))
}

/// The first byte of `（`.
const WIDE_BRACKET: u8 = 0xef;

fn bracket_at(head: &str, open: usize, is_whole: bool) -> Option<Parts<'_>> {
    let (before, rest) = head.split_at(open);
    let inner = rest.strip_prefix(['(', '（'])?;
    let close = inner.find([')', '）'])?;
    let agency = inner[..close].trim();
    let (agency, day) = match figures::beside_day(agency) {
        Some((agency, day)) => (agency, Some(day)),
        None => (agency_beside_writer(agency).unwrap_or(agency), None),
    };
    let behind = &inner[close..];
    let behind = behind.strip_prefix([')', '）'])?;
    let dash = separator(behind);
    let raw = &head[..head.len() - behind.len() + dash.unwrap_or(0)];
    let before = without_day(before);
    let mut found =
        service_and_day(raw, before, agency).or_else(|| bracketed(raw, before, agency))?;
    found.date = found.date.or(day);
    let day_behind = || figures::between_dashes(&head[raw.len()..]);
    if let (None, Some(_), Some((date, length))) = (found.date, dash, day_behind()) {
        found.date = Some(date);
        found.raw = &head[..raw.len() + length];
    }
    // Indian agencies write no dash; then place, date and agency all have to be there. Swiss ones write only place and agency, the latter small.
    let is_swiss = behind.starts_with(' ')
        && agency
            .bytes()
            .all(|b| b.is_ascii_lowercase() || matches!(b, b' ' | b'/'))
        && behind
            .trim_start()
            .starts_with(|c: char| c.is_uppercase() || c == '«');
    // `Berlin (SID) Der`: so do German ones, in capitals.
    let is_german = behind
        .strip_prefix(' ')
        .is_some_and(|text| text.starts_with(char::is_uppercase))
        && fold::is_loud(agency)
        && before.trim().split(' ').count() <= 2
        && !before.contains(',');
    // Swedish and Danish ones put it on a line of its own.
    // `GENERALES. (NNA)`, the last line of a text, ends a sentence.
    let is_end = before
        .trim()
        .strip_suffix('.')
        .is_some_and(|word| word.chars().all(char::is_alphabetic));
    let is_line = is_whole && behind.trim().is_empty() && is_known(agency) && !is_end;
    // `Karlsruhe (epd). Die`
    let stops = behind
        .strip_prefix(". ")
        .is_some_and(|text| text.starts_with(char::is_uppercase))
        && is_known(agency)
        && found.place.is_some();
    let raw = if dash.is_none() && stops {
        &head[..=raw.len()]
    } else {
        raw
    };
    if found.raw.len() < raw.len() {
        found.raw = raw;
    }
    let is_sure = dash.is_some()
        || stops
        || (is_line && found.place.is_some())
        || (found.place.is_some()
            && (found.date.is_some() || is_swiss || is_german)
            && is_known(agency));
    is_sure.then_some(found)
}

/// `MADRID, 9 (EUROPA PRESS)`: the day alone behind a place in capitals.
fn without_day(before: &str) -> &str {
    let day = before.trim_end().rsplit_once(", ");
    match day {
        Some((place, day))
            if day.len() <= 2
                && day.bytes().all(|b| b.is_ascii_digit())
                && is_loud_place(place) =>
        {
            place
        }
        _ => before,
    }
}

/// `Vancouver, British Columbia – (GlobeNewswire - Jan 15, 2025) -`: a service of press releases and the day.
fn service_and_day<'t>(raw: &'t str, before: &'t str, inner: &'t str) -> Option<Parts<'t>> {
    let (agency, day) = inner.split_once(" - ")?;
    let date = calendar::day_month(day).filter(|_| agencies::is_known(agency));
    let (place, _) = place_and_date(before.trim_end_matches([' ', '-', '–', '—']))?;
    (date.is_some() && is_place(place)).then_some(Parts {
        raw,
        place: Some(place),
        date,
        agency: Some(agency),
    })
}

/// `PLACE, DATE /AGENCY/. `, `PLACE /AGENCY/ --`.
fn with_slashes(head: &str) -> Option<Parts<'_>> {
    let open = head.find('/')?;
    let (before, rest) = head.split_at(open);
    let inner = &rest[1..];
    let close = inner.find('/')?;
    // `July 25, 2026/PRNewswire-AsiaNet/`: glued to the year.
    let is_glued = before.ends_with(|c: char| c.is_ascii_digit()) && is_known(&inner[..close]);
    if !before.ends_with([' ', '.', ',']) && !is_glued {
        return None;
    }
    let agency = agency_beside_writer(&inner[..close]).unwrap_or(&inner[..close]);
    let agency = agency.trim();
    let behind = &inner[close + 1..];
    if let Some(found) = figures::agency_before_writer(before, &head[..head.len() - behind.len()])
        && let Some(dash) = separator(behind)
    {
        return Some(Parts {
            raw: &head[..head.len() - behind.len() + dash],
            ..found
        });
    }
    let stop = behind
        .strip_prefix('.')
        .map(|_| 1)
        .or_else(|| separator(behind))
        .or(behind.is_empty().then_some(0));
    let raw = &head[..head.len() - behind.len() + stop.unwrap_or(0)];
    // BTA and MENA write nothing behind it; then the date and an agency that is known have to be there.
    let found = bracketed(raw, before, agency)?;
    let is_full = found.place.is_some() && found.date.is_some() && is_known(agency);
    (stop.is_some() || is_full).then_some(found)
}

fn bracketed<'t>(raw: &'t str, before: &'t str, agency: &'t str) -> Option<Parts<'t>> {
    if !is_agency_like(agency) {
        return None;
    }
    // Reuters leaves the place out where it says nothing: `Jan 30 (Reuters) -`.
    let is_of_date = |word: &str| {
        calendar::month(word).is_some() || word.starts_with(|c| calendar::digit(c).is_some())
    };
    let is_date_only =
        before.split_whitespace().count() == 2 && before.split_whitespace().all(is_of_date);
    if is_date_only
        && is_known(agency)
        && let Some(date) = calendar::day_month(before)
    {
        return Some(Parts {
            raw,
            place: None,
            date: Some(date),
            agency: Some(agency),
        });
    }
    // `1989. augusztus 9., szerda (MTI) -`: Hungarians may leave the place out, too.
    let opens_year = before.starts_with(['1', '2']) && before.get(4..5) == Some(".");
    if opens_year
        && is_known(agency)
        && before.split_whitespace().count() <= 4
        && let Some(date) = calendar::day_month(before).filter(|date| date.year.is_some())
    {
        return Some(Parts {
            raw,
            place: None,
            date: Some(date),
            agency: Some(agency),
        });
    }
    let before = figures::without_weekday(before);
    let (place, date) = place_and_date(before)
        .or_else(|| date_and_place(before))
        .or_else(|| figures::year_first(before, agency))
        .or_else(|| {
            Some((
                before_foreign_day(before).filter(|_| is_known(agency))?,
                None,
            ))
        })?;
    let is_sure = date.is_some() || is_known(agency) || is_loud_place(place);
    (is_place(place) && is_sure).then_some(Parts {
        raw,
        place: Some(place),
        date,
        agency: Some(agency),
    })
}

/// `(ANSA) - ROMA, 09 AGO -`, `(dpa) - `, `(Belga) Les`.
fn agency_first(head: &str) -> Option<Parts<'_>> {
    let inner = head.strip_prefix('(')?;
    let close = inner.find(')')?;
    let agency = inner[..close].trim();
    let behind = &inner[close + 1..];
    let is_known = agencies::is_known(agency);
    let Some(dash) = separator(behind) else {
        // `(DIRE) Roma, 9 ago. -`
        let dated = behind.strip_prefix(' ').and_then(dashed);
        if let Some(d) = dated.filter(|d| d.date.is_some() && is_place(d.place))
            && is_agency_like(agency)
        {
            return Some(Parts {
                raw: &head[..head.len() - behind.len() + 1 + d.end],
                place: Some(d.place),
                date: d.date,
                agency: Some(agency),
            });
        }
        let mut letters = behind.chars();
        let opens = letters.next() == Some(' ') && letters.next().is_some_and(char::is_uppercase);
        return (is_known && opens && !agency.contains(' ')).then(|| Parts {
            raw: &head[..head.len() - behind.len()],
            place: None,
            date: None,
            agency: Some(agency),
        });
    };
    let rest = &behind[dash..];
    let start = head.len() - rest.len();
    // `(AGI) - Roma, 3 mag. -`
    let is_dated = |d: &Dashed<'_>| is_known && d.date.is_some() && is_place(d.place);
    let place = dashed(rest)
        .filter(|d| (is_loud_place(d.place) && (is_known || d.date.is_some())) || is_dated(d));
    if !is_known && (!is_agency_like(agency) || place.is_none()) {
        return None;
    }
    Some(match place {
        Some(d) => Parts {
            raw: &head[..start + d.end],
            place: Some(d.place),
            date: d.date,
            agency: Some(agency),
        },
        None => Parts {
            raw: &head[..start],
            place: None,
            date: None,
            agency: Some(agency),
        },
    })
}

/// `PLACE, DATE –`, `PARIS —`, `МОСКВА, 9 авг - РИА Новости.`, `Bakı, 9 avqust, AZƏRTAC`.
fn with_dash(head: &str, is_whole: bool, signs: Signs) -> Option<Parts<'_>> {
    if let Some(Dashed {
        place,
        date,
        agency,
        end,
    }) = signs.dash.then(|| dashed(head)).flatten()
    {
        if !is_place(place) {
            return None;
        }
        // RIA Novosti and others sign behind the dash.
        let behind = &head[end..];
        let signed = [".", ",", " - ", " – "]
            .iter()
            .filter_map(|stop| behind.find(stop).map(|at| (at, stop.len())))
            .find(|(at, _)| agencies::is_known(&behind[..*at]));
        // A typewriter's long dash is the low line.
        let dash_is_long = head[..end].trim_end().ends_with(['–', '—', '_']);
        // `NUUK, Greenland - `: the region is no part of a name that a hyphen goes on.
        let has_region = place.split_once(", ").is_some_and(|(town, region)| {
            let is_name = region.contains(char::is_lowercase) || region.ends_with('.');
            is_name && town.chars().count() >= 4 && is_loud_place(town)
        }) && behind.starts_with(|c: char| !c.is_lowercase());
        let is_sure = date.is_some()
            || agency.is_some()
            || signed.is_some()
            || has_region
            || (dash_is_long && is_loud_place(place) && place.chars().count() >= 4);
        return is_sure.then(|| Parts {
            raw: signed.map_or(&head[..end], |(at, stop)| &head[..end + at + stop]),
            place: Some(place),
            date,
            agency: agency.or(signed.map(|(at, _)| &behind[..at])),
        });
    }
    // A line of its own, or closed by a full stop: place, date, agency.
    let line_end = if is_whole { head.len() } else { 0 };
    let end = if line_end > 0 && line_end <= 80 {
        line_end
    } else {
        return None;
    };
    let line = head[..end].trim_end_matches(['.', ' ']);
    let by_stop = line
        .rsplit_once([',', '.'])
        .filter(|(_, agency)| agencies::is_known(agency));
    let (before, agency) = by_stop.or_else(|| line.rsplit_once(' '))?;
    let (place, date) = place_and_date(before)?;
    (agencies::is_known(agency) && date.is_some() && is_place(place)).then_some(Parts {
        raw: &head[..end],
        place: Some(place),
        date,
        agency: Some(agency.trim()),
    })
}

/// What stands before a dash that follows within a few words.
struct Dashed<'t> {
    place: &'t str,
    date: Option<DayMonth>,
    agency: Option<&'t str>,
    /// Where the text begins.
    end: usize,
}

fn dashed(head: &str) -> Option<Dashed<'_>> {
    // Every one of them begins with a blank or a full stop, and few signs stand behind those.
    let dashes = [" - ", " – ", " — ", " -- ", " _ ", ".-", " ="];
    let is_of_dash =
        |at: usize| matches!(head.as_bytes().get(at + 1), Some(b'-' | b'_' | b'=' | 0xe2));
    let at = memchr::memchr2_iter(b' ', b'.', head.as_bytes())
        .filter(|at| is_of_dash(*at))
        .find(|at| dashes.iter().any(|dash| head[*at..].starts_with(dash)))?;
    let before = head[..at].trim_end_matches([' ', '.']);
    let end = at + separator(&head[at..])?;
    // Kyodo, Interfax and AZERTAC put the agency behind the date, without brackets.
    let signed = before
        .rsplit_once([' ', ','])
        .filter(|(_, last)| agencies::is_known(last) && !ends_in_state(before));
    let (body, agency) = match signed {
        Some((body, last)) => (body.trim_end_matches([',', ' ', '.']), Some(last)),
        // With the stop of a state's name.
        None => (&head[..at + usize::from(head[at..].starts_with('.'))], None),
    };
    let (place, date) = place_and_date(body)?;
    Some(Dashed {
        place,
        date,
        agency,
        end,
    })
}

#[cfg(test)]
mod tests;
