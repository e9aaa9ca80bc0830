//! Datelines of Arabic, Persian and Hebrew that have no bracket: `دمشق-سانا`, `تهران- ایرنا-`, `الرياض 12 صفر 1448 هـ الموافق 26 يوليو 2026 م واس`.
//!
//! Owns these forms, each with an agency that is known. Promises that a word which only looks like an agency's name makes none: what stands before it has
//! to be a place, and dashes, slashes, a date of both calendars or the line's end have to close it.

use super::super::{agencies, calendar};
use super::words::{is_place, place_and_date};
use super::{DayMonth, Parts};

/// Words within which the agency signs.
const MOST_WORDS: usize = 12;
/// Words of an agency's name.
const MOST_NAMES: usize = 3;
/// Before the day of the common calendar, where that of the Hijra stands first.
const CORRESPONDING: &str = "الموافق";
/// Behind a year of the Hijra.
const HIJRI: &str = "هـ";

/// Bytes of a dateline that is a line of its own.
const SHORT_LINE: usize = 60;

const DASHES: [char; 4] = ['-', '–', '—', '/'];

/// The dateline at the head of a text in these scripts.
pub fn right_to_left(head: &str, is_whole: bool) -> Option<Parts<'_>> {
    let is_script = |c: char| matches!(c as u32, 0x590..=0x6ff | 0x750..=0x77f);
    if !head.starts_with(is_script) {
        return None;
    }
    // `الرياض: واس` stands on a line of its own.
    let is_short = is_whole && head.len() <= SHORT_LINE;
    let has_sign =
        head.contains(DASHES) || head.contains(HIJRI) || (is_short && head.contains(':'));
    if !has_sign {
        return None;
    }
    let is_parting = |c: char| c.is_whitespace() || DASHES.contains(&c) || (is_short && c == ':');
    let starts = head
        .match_indices(is_parting)
        .map(|(at, parting)| at + parting.len())
        .filter(|at| !head[*at..].starts_with(is_parting));
    let (at, agency) = starts
        .take(MOST_WORDS)
        .find_map(|at| agency_at(&head[at..]).map(|agency| (at, agency)))?;
    let before = &head[..at];
    let behind = &head[at + agency.len()..];
    let named = before.trim_end_matches(|c| is_parting(c) || matches!(c, '،' | ','));
    let (place, date) = place_and_day(named)?;
    if !is_place(place) || place.split(' ').count() > 4 {
        return None;
    }
    let closing = behind.trim_start_matches([' ', '\u{a0}', '.']);
    let closing = if is_short {
        closing.trim_start_matches([':', ' '])
    } else {
        closing
    };
    // `المكلا - سبأنت: `
    let is_closed = closing.starts_with(DASHES) || closing.starts_with(": ");
    let is_line = is_whole && closing.is_empty();
    let is_glued = before.ends_with(DASHES)
        && !before.trim_end_matches(DASHES).ends_with(' ')
        && behind.starts_with(' ');
    let is_parted =
        before[named.len()..].contains(DASHES) || (is_short && before[named.len()..].contains(':'));
    let has_year = date.is_some_and(|day| day.year.is_some()) || named.contains(HIJRI);
    let is_sure = if is_closed || is_line {
        is_parted || date.is_some() || has_year
    } else {
        is_glued || has_year
    };
    let end = if is_closed {
        let rest = closing.trim_start_matches(|c| c == ':' || DASHES.contains(&c));
        head.len() - rest.len()
    } else {
        head.len() - behind.len()
    };
    is_sure.then_some(Parts {
        raw: &head[..end],
        place: Some(place),
        date,
        agency: Some(agency),
    })
}

/// The longest name of an agency at the start of a text.
fn agency_at(text: &str) -> Option<&str> {
    let ends = text
        .char_indices()
        .filter(|(_, c)| c.is_whitespace() || DASHES.contains(c) || matches!(c, '.' | ':' | '،'))
        .map(|(at, _)| at)
        .chain(std::iter::once(text.len()))
        .take(MOST_NAMES);
    ends.map(|end| text[..end].trim_end_matches(|c: char| c == ' ' || DASHES.contains(&c)))
        .filter(|name| agencies::is_known(name))
        .last()
}

/// The place and the day before an agency; that of the Hijra alone gives no day.
fn place_and_day(text: &str) -> Option<(&str, Option<DayMonth>)> {
    if let Some((before, day)) = text.split_once(CORRESPONDING) {
        return Some((up_to_day(before)?, calendar::day_month(day)));
    }
    if text.contains(HIJRI) {
        return Some((up_to_day(text)?, None));
    }
    place_and_date(text)
}

fn up_to_day(text: &str) -> Option<&str> {
    let at = text.find(|c| calendar::digit(c).is_some())?;
    let place = text[..at].trim_end_matches([' ', ',', '،', '.', '-', '–']);
    let place = place.strip_suffix(" في").unwrap_or(place);
    (!place.is_empty()).then_some(place)
}
