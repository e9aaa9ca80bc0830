//! Days that datelines write in figures alone, or only name: `STOCKHOLM 260809 (TT)`, `Herning, søndag /ritzau/`, `Bến Tre (TTXVN 9/8)`, `ANKARA (A.A) - 09.08.2026 -`.
//!
//! Owns these forms. Promises that six figures are a day only where an agency signs that writes them so, the year first.

use super::super::agencies;
use super::words::{day_first, is_place, place_and_date, separator};
use super::{DayMonth, Parts};
use crate::wire::century::full_year;

/// `STOCKHOLM 260809`, before an agency of Sweden.
pub fn year_first<'t>(before: &'t str, agency: &str) -> Option<(&'t str, Option<DayMonth>)> {
    if agency != "TT" && !agency.starts_with("TT-") {
        return None;
    }
    let (place, day) = before.trim().rsplit_once(' ')?;
    if day.len() != 6 || !day.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number = |at: usize| day[at..at + 2].parse::<i8>().ok();
    let date = DayMonth {
        day: number(4).filter(|day| (1..=31).contains(day))?,
        month: number(2).filter(|month| (1..=12).contains(month))?,
        year: i16::try_from(full_year(day[..2].parse().ok()?)).ok(),
    };
    Some((place.trim_end_matches(','), Some(date)))
}

/// The days of the week as Scandinavian datelines write them.
const WEEKDAYS: [&str; 11] = [
    "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag", "måndag", "tisdag",
    "lördag", "söndag",
];

/// `Herning, søndag`: what stands before the name of the day.
pub fn without_weekday(before: &str) -> &str {
    match before.trim_end().rsplit_once(", ") {
        Some((place, day)) if WEEKDAYS.contains(&day) => place,
        _ => before,
    }
}

/// `TTXVN 9/8`: the agency and the day in its bracket.
pub fn beside_day(inner: &str) -> Option<(&str, DayMonth)> {
    let (agency, day) = inner.rsplit_once(' ')?;
    let (day, month) = day.split_once('/')?;
    let number = |text: &str, most: i8| {
        let number = text.parse::<i8>().ok()?;
        ((1..=most).contains(&number) && text.len() <= 2).then_some(number)
    };
    let date = DayMonth {
        day: number(day, 31)?,
        month: number(month, 12)?,
        year: None,
    };
    agencies::is_known(agency).then_some((agency, date))
}

/// ` 09.08.2026 - `: the day between two dashes, and where the text begins.
pub fn between_dashes(behind: &str) -> Option<(DayMonth, usize)> {
    let text = behind.trim_start();
    let end = text.find(' ').filter(|end| *end == 10)?;
    let dash = separator(&text[end..])?;
    let year = text.get(6..10)?.parse().ok()?;
    let date = day_first(&text[..6])?;
    let date = DayMonth {
        year: Some(year),
        ..date
    };
    Some((date, behind.len() - text.len() + end + dash))
}

/// `АЛМАТЫ. 9 тамыз. ҚазАқпарат /Айдос Серік/`: the agency before the slashes, its writer between them. `whole` goes to the second one.
pub fn agency_before_writer<'t>(before: &'t str, whole: &'t str) -> Option<Parts<'t>> {
    let (rest, agency) = before.trim_end().rsplit_once([' ', '.'])?;
    if !agencies::is_known(agency) {
        return None;
    }
    let (place, date) = place_and_date(rest)?;
    (date.is_some() && is_place(place)).then_some(Parts {
        raw: whole,
        place: Some(place),
        date,
        agency: Some(agency),
    })
}

#[cfg(test)]
mod tests {
    use super::super::find;

    #[test]
    fn days_stand_in_figures_or_by_their_name() {
        for (text, place, date) in [
            ("STOCKHOLM 260809 (TT)", "STOCKHOLM", Some("2026-08-09")),
            (
                "STOCKHOLM 260809 (TT) - Regeringen vill bygga.",
                "STOCKHOLM",
                Some("2026-08-09"),
            ),
            ("Herning, søndag /ritzau/", "Herning", None),
            (
                "Bến Tre (TTXVN 9/8) - Hai cảng có một cần cẩu.",
                "Bến Tre",
                None,
            ),
            (
                "ANKARA (A.A) - 09.08.2026 - Bakan konuştu.",
                "ANKARA",
                Some("2026-08-09"),
            ),
        ] {
            let found = find(text, None).unwrap();
            assert_eq!(
                (found.place.as_deref(), found.date.as_deref()),
                (Some(place), date),
                "{text}"
            );
        }
        for text in ["STOCKHOLM 260809 (NNX)", "Herning, havnen /ny/"] {
            assert!(find(text, None).is_none(), "{text}");
        }
    }

    #[test]
    fn the_agency_may_stand_before_its_writer_or_end_the_line() {
        let text = "АЛМАТЫ. 9 тамыз. ҚазАқпарат /Айдос Серік/ - Екі порт келісті.";
        let found = find(text, None).unwrap();
        assert_eq!(found.place.as_deref(), Some("АЛМАТЫ"));
        assert_eq!(found.agency.as_deref(), Some("ҚазАқпарат"));
        let found = find("Αθήνα, 9 Αυγούστου 2026 ΑΠΕ-ΜΠΕ", None).unwrap();
        assert_eq!(found.date.as_deref(), Some("2026-08-09"));
        assert!(find("GENERALES. (EFE)", None).is_none());
    }

    #[test]
    fn a_year_may_stand_first_and_no_place() {
        let found = find(
            "1989. augusztus 9., szerda (MTI-TASZSZ) - A miniszter beszélt.",
            None,
        )
        .unwrap();
        assert_eq!(found.place, None);
        assert_eq!(found.date.as_deref(), Some("1989-08-09"));
        assert_eq!(found.agency.as_deref(), Some("MTI-TASZSZ"));
    }
}
