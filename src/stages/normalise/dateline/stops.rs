//! Datelines that a stop closes: `Bakı, 9 avqust, AZƏRTAC. Nazirlər`, `BAKU, Azerbaijan, November 12. Ministers`, `बीजिंग 23 अप्रैल।`.
//!
//! Owns these forms. Promises that a sentence is none: an agency that is known, or a region or the stop of Devanagari behind the day, has to be there.

use super::super::{agencies, fold};
use super::Parts;
use super::words::{is_loud_place, is_place, place_and_date};

/// `Bakı, 9 avqust, AZƏRTAC. Nazirlər`, `Bakı. 9 avqust. REPORT.AZ/ Nazirlər`: place, date and an agency that is known, closed by a stop.
pub fn with_stop(head: &str) -> Option<Parts<'_>> {
    let stops = head.match_indices(['.', '/']).take(MOST_STOPS);
    let closed = stops.filter(|(at, _)| head[at + 1..].starts_with(' '));
    let mut signed = closed.filter_map(|(at, _)| {
        let line = &head[..at];
        let (_, agency) = line.rsplit_once([' ', ','])?;
        let before = line.strip_suffix(agency)?;
        let (place, date) = place_and_date(before).filter(|_| agencies::is_known(agency))?;
        (date.is_some() && is_place(place)).then_some(Parts {
            raw: &head[..=at],
            place: Some(place),
            date,
            agency: Some(agency),
        })
    });
    signed.next()
}

/// `BAKU, Azerbaijan, November 12. Ministers`, `बीजिंग 23 अप्रैल।`: place and day with no agency, closed by a stop.
pub fn with_day_and_stop(head: &str) -> Option<Parts<'_>> {
    let stops = head.match_indices(['.', '।']).take(MOST_STOPS);
    let mut found = stops.filter_map(|(at, stop)| {
        let behind = head[at + stop.len()..].trim_start();
        let (place, date) = place_and_date(&head[..at])?;
        let is_danda = stop == "।";
        let opens =
            behind.starts_with(|c: char| c.is_uppercase() || fold::is_caseless(&c.to_string()));
        let is_named = is_danda || (is_loud_place(place) && place.contains(", "));
        (date.is_some() && is_named && opens && is_place(place) && place.split(' ').count() <= 4)
            .then_some(Parts {
                raw: &head[..at + stop.len()],
                place: Some(place),
                date,
                agency: None,
            })
    });
    found.next()
}

/// Stops at the head of a text among which a dateline's last one is.
const MOST_STOPS: usize = 4;
