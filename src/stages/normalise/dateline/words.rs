//! The pieces of a dateline: what can be a place, an agency, a day, the dash behind them.
//!
//! Owns these tests, each for a piece alone. Never decides whether the pieces make a dateline.

use super::super::calendar::{self, DayMonth};
use super::super::fold;
use crate::wire::century::full_year;
use unicode_normalization::char::is_combining_mark;

/// Characters of the longest name of a place.
const MAX_PLACE_CHARS: usize = 60;

/// Bytes of the dash between dateline and text, with the blanks around it.
pub fn separator(text: &str) -> Option<usize> {
    let body = text.trim_start_matches([' ', '.', '\u{a0}', ',']);
    let dashes = body.trim_start_matches(['-', '–', '—', '_', '=', '―']);
    let has_dash = dashes.len() < body.len() || text.trim_start().starts_with(':');
    if !has_dash {
        return None;
    }
    let behind = dashes.trim_start_matches([' ', '\u{a0}', ':']);
    Some(text.len() - behind.len())
}

/// Splits a text at the first comma before a blank. Searching for both at once costs more than looking behind each comma.
pub fn at_comma(text: &str) -> Option<(&str, &str)> {
    let mut commas = memchr::memchr_iter(b',', text.as_bytes());
    let at = commas.find(|at| text[at + 1..].starts_with(' '))?;
    Some((&text[..at], &text[at + 2..]))
}

/// `QUÉBEC, le 20 janv. 2026`: words between a place and its day. Egyptians write the Arabic one without dots.
const BEFORE_DAY: [&str; 3] = [" في", " فى", ", le"];

/// Splits what stands before the agency: the place up to the date, and the date if there is one.
pub fn place_and_date(text: &str) -> Option<(&str, Option<DayMonth>)> {
    // Business Wire sets no blank: `OSLO, Norway--(BUSINESS WIRE)--`. Arabic writes `in` before the date.
    let whole = text.trim();
    let text = whole.trim_end_matches([',', '،', '.', ' ', '-', '–', '—']);
    if text.is_empty() || text.chars().count() > MAX_PLACE_CHARS + 24 {
        return None;
    }
    let digit = text.find(|c| calendar::digit(c).is_some());
    let Some(digit) = digit else {
        if let Some((place, day)) = text.rsplit_once(", ")
            && let Some(date) = calendar::day_in_words(day)
        {
            return Some((place, Some(date)));
        }
        return Some((with_stop_of_state(whole, text), None));
    };
    let mut place = text[..digit].trim_end_matches([' ', ',', '،', '.']);
    // `Aug. 9`: the month stands before the day.
    if let Some((before, last)) = place.rsplit_once([' ', ','])
        && calendar::month(last).is_some()
    {
        place = before;
    }
    // `Kuwait: April 8`
    place = place.trim_end_matches([' ', ',', '،', '.', '-', '–', ':']);
    for word in BEFORE_DAY {
        place = place.strip_suffix(word).unwrap_or(place);
    }
    let mut date = &text[place.len()..];
    for word in BEFORE_DAY {
        date = date.strip_prefix(word).unwrap_or(date);
    }
    if date.split_whitespace().count() > 5 {
        // Day, month, year and a weekday at most: more is a sentence.
        return None;
    }
    let date = calendar::day_month(date).or_else(|| day_first(date))?;
    (!place.is_empty()).then_some((with_stop_of_state(text, place), Some(date)))
}

/// The states of the United States that AP abbreviates in datelines.
const STATES: &[&str] = &[
    "Ala", "Ariz", "Ark", "Calif", "Colo", "Conn", "Del", "Fla", "Ga", "Ill", "Ind", "Kan", "Ky",
    "La", "Md", "Mass", "Mich", "Minn", "Miss", "Mo", "Mont", "Neb", "Nev", "N.H", "N.J", "N.M",
    "N.Y", "N.C", "N.D", "Okla", "Ore", "Pa", "R.I", "S.C", "S.D", "Tenn", "Vt", "Va", "Wash",
    "W.Va", "Wis", "Wyo", "D.C",
];

/// Whether what stands at the end of a place is a state: `FORT WASHINGTON, Pa`.
pub fn ends_in_state(place: &str) -> bool {
    place
        .rsplit_once(", ")
        .is_some_and(|(town, state)| !town.is_empty() && STATES.contains(&state))
}

/// `FORT WASHINGTON, Pa.`: the stop belongs to the state. `place` is the beginning of `whole`.
fn with_stop_of_state<'t>(whole: &'t str, place: &'t str) -> &'t str {
    let end = place.len() + 1;
    match whole.get(..end) {
        Some(stopped) if stopped.ends_with('.') && ends_in_state(place) => stopped,
        _ => place,
    }
}

/// The place before a day that cannot be read: `BRUXELLES, 12. studenoga`, `Budapest, 2026. augusztus 9., vasárnap`.
pub fn before_foreign_day(text: &str) -> Option<&str> {
    let (place, day) = text.trim().split_once(", ")?;
    let words = day.split_whitespace().count();
    let opens = day.starts_with(|c| calendar::digit(c).is_some());
    (opens && (2..=5).contains(&words) && is_place(place) && place.split(' ').count() <= 3)
        .then_some(place)
}

/// `09/08/26`, `09.08.`: day, month, and a year of two figures where there is one. Datelines of numbers have the day first.
pub fn day_first(text: &str) -> Option<DayMonth> {
    let text = text.trim_matches([' ', ',', '.']);
    let separator = text.chars().find(|c| matches!(c, '/' | '.' | '-'))?;
    let parts: Vec<&str> = text.split(separator).collect();
    let is_number =
        |part: &&str| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    let (day, month, year) = match parts.as_slice() {
        [day, month] if separator == '.' => (day, month, None),
        [day, month, year] if year.len() == 2 => (day, month, Some(year)),
        _ => return None,
    };
    if !parts.iter().all(is_number) {
        return None;
    }
    let (day, month): (i8, i8) = (day.parse().ok()?, month.parse().ok()?);
    let year = year.and_then(|year| i16::try_from(full_year(year.parse().ok()?)).ok());
    let fits = (1..=31).contains(&day) && (1..=12).contains(&month);
    fits.then_some(DayMonth { day, month, year })
}

/// `12 августа, Минск`, `12.11.2026 Warszawa`, `09.08. Warszawa`: the day stands first.
pub fn date_and_place(text: &str) -> Option<(&str, Option<DayMonth>)> {
    let of_numbers = || {
        let (date, place) = text.trim().split_once(' ')?;
        // `14.03. Warszawa`: also without the year.
        let is_whole = date.len() >= 5 || (date.len() == 4 && date.ends_with('.'));
        (is_whole && date.contains('.') && date.bytes().all(|b| b.is_ascii_digit() || b == b'.'))
            .then_some((date, place))
    };
    let (date, place) = text.split_once(", ").or_else(of_numbers)?;
    let opens = date.starts_with(|c| calendar::digit(c).is_some());
    if !opens || date.split_whitespace().count() > 3 {
        return None;
    }
    let date = calendar::day_month(date).or_else(|| day_first(date))?;
    Some((place.trim_end_matches([' ', ',', '.']), Some(date)))
}

/// Whether a text can be the name of a place: a few words, each with a capital, without digits.
pub fn is_place(text: &str) -> bool {
    let text = text.trim();
    let length = text.chars().count();
    if !(2..=MAX_PLACE_CHARS).contains(&length) || text.contains(|c| calendar::digit(c).is_some()) {
        return false;
    }
    if ["By ", "Par ", "Von ", "Por "]
        .iter()
        .any(|by| text.starts_with(by))
    {
        return false;
    }
    if text.contains(['"', '«', '»', ':', ';', '?', '!', '“', '”']) {
        return false;
    }
    let particles = [
        "de", "du", "des", "la", "le", "les", "sur", "en", "et", "am", "an", "der", "im", "bei",
        "und", "del", "di", "do", "da", "dos", "upon", "of", "the", "and", "near", "y", "el",
        "los", "las", "e", "na", "на", "и", "в", "al", "ar", "as", "ad",
    ];
    let mut words = 0;
    let mut names = 0;
    for word in text.split([' ', ',', '/', '-']).filter(|w| !w.is_empty()) {
        words += 1;
        // None is longer in bytes than this.
        let is_particle = word.len() <= 4 && particles.contains(&word.to_lowercase().as_str());
        names += usize::from(!is_particle);
        let starts_low = word.chars().next().is_some_and(fold::is_small);
        if starts_low && !particles.contains(&word) {
            return false;
        }
    }
    names > 0 && words <= 7
}

pub fn is_loud_place(place: &str) -> bool {
    // `FORT WASHINGTON, Pa.`: the region may be written small.
    let town = place.split(',').next().unwrap_or(place).trim();
    town.chars().count() >= 3 && fold::is_loud(town)
}

pub fn is_agency_like(text: &str) -> bool {
    let letters = text.chars().count();
    (2..=32).contains(&letters)
        && text.split([' ', '/']).filter(|w| !w.is_empty()).count() <= 4
        && text.chars().all(|c| {
            c.is_alphanumeric()
                || is_combining_mark(c)
                || matches!(c, ' ' | '/' | '-' | '.' | '&' | '\u{2011}')
        })
        && !text.chars().all(|c| c.is_ascii_digit())
}
