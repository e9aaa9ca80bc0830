//! Datelines that stand on a line of their own: `Finland TT`, `STT, Helsinki`, `ARVIK 2026-08-09`, `Arvik (Neutral)--9Aug2026`, `København, 9/8, Ritzau`.
//!
//! Owns these forms. Promises that a headline is none: an agency that is known, a whole day, or the name of a capital has to be there.

use super::super::{agencies, calendar, fold};
use super::bare::is_capital;
use super::words::{at_comma, is_agency_like, is_loud_place, is_place};
use super::{DayMonth, Parts};

/// Bytes of such a line.
const LONGEST: usize = 80;

/// The dateline that is the whole line.
pub fn own_line(line: &str) -> Option<Parts<'_>> {
    let line = line.trim_end();
    if line.len() > LONGEST {
        return None;
    }
    agency_and_place(line)
        .or_else(|| place_and_whole_day(line))
        .or_else(|| bracket_and_glued_day(line))
        .or_else(|| day_and_agency(line))
        .or_else(|| place_and_agency(line))
        .or_else(|| of_tt(line))
}

/// `STT, Helsinki`, `AFP, Paris`
fn agency_and_place(line: &str) -> Option<Parts<'_>> {
    let (agency, place) = at_comma(line)?;
    let fits = fold::is_loud(agency)
        && agencies::is_known(agency)
        && is_place(place)
        && place.split(' ').count() <= 2;
    fits.then_some(Parts {
        raw: line,
        place: Some(place),
        date: None,
        agency: Some(agency),
    })
}

/// `ARVIK 2026-08-09`
fn place_and_whole_day(line: &str) -> Option<Parts<'_>> {
    let (place, day) = line.rsplit_once(' ')?;
    let mut parts = day.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 || month.len() != 2 || day.len() != 2 {
        return None;
    }
    let place = place.trim_end_matches([',', ' ']);
    let date = DayMonth {
        day: number(day, 31)?,
        month: number(month, 12)?,
        year: Some(year.parse().ok()?),
    };
    (is_loud_place(place) && is_place(place)).then_some(Parts {
        raw: line,
        place: Some(place),
        date: Some(date),
        agency: None,
    })
}

/// A number from one on.
fn number(text: &str, most: i8) -> Option<i8> {
    text.parse().ok().filter(|n| (1..=most).contains(n))
}

/// `Arvik (Neutral)--9Aug2026`
fn bracket_and_glued_day(line: &str) -> Option<Parts<'_>> {
    let (place, rest) = line.split_once(" (")?;
    let (agency, day) = rest.split_once(')')?;
    let day = day.trim_start_matches(['-', '–', '—', ' ']);
    let digits =
        |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, rest) = day.split_at(digits(day));
    let letters = rest.len() - rest.trim_start_matches(char::is_alphabetic).len();
    let (month, year) = rest.split_at(letters);
    if year.len() != 4 || digits(year) != 4 {
        return None;
    }
    let date = DayMonth {
        day: self::number(number, 31)?,
        month: calendar::month(month)?,
        year: year.parse().ok(),
    };
    (is_place(place) && is_agency_like(agency)).then_some(Parts {
        raw: line,
        place: Some(place),
        date: Some(date),
        agency: Some(agency),
    })
}

/// `København, 9/8, Ritzau`
fn day_and_agency(line: &str) -> Option<Parts<'_>> {
    let (before, agency) = line.rsplit_once(", ")?;
    let (place, day) = before.split_once(", ")?;
    let (day, month) = day.trim_end_matches('.').split_once(['/', '.'])?;
    let date = DayMonth {
        day: number(day.trim(), 31)?,
        month: number(month.trim(), 12)?,
        year: None,
    };
    (agencies::is_known(agency) && is_place(place)).then_some(Parts {
        raw: line,
        place: Some(place),
        date: Some(date),
        agency: Some(agency),
    })
}

/// `عمان-نيوترال`: in scripts without capitals, a capital and who reports, joined by a dash.
fn place_and_agency(line: &str) -> Option<Parts<'_>> {
    let (place, agency) = line.split_once(['-', '–', '—'])?;
    let (place, agency) = (place.trim_end(), agency.trim_start());
    let words = |text: &str| text.split(' ').count();
    let first = place.split(' ').next()?;
    let fits = fold::is_caseless(line)
        && words(place) <= 2
        && words(agency) <= 2
        && !agency.is_empty()
        && is_place(place)
        && is_agency_like(agency)
        && (is_capital(place) || is_capital(first));
    fits.then_some(Parts {
        raw: line,
        place: Some(place),
        date: None,
        agency: Some(agency),
    })
}

/// `Finland TT`; in the place of the town may stand the desk.
fn of_tt(line: &str) -> Option<Parts<'_>> {
    let place = line.strip_suffix(" TT")?;
    let place = place.trim_end_matches(',');
    let is_desk = [
        "Inrikes", "Utrikes", "Ekonomi", "Sport", "Kultur", "Nöje", "Politik", "Feature", "Resor",
        "Teknik",
    ]
    .contains(&place);
    let is_short = place.chars().count() <= 30 && place.split(' ').count() <= 3;
    (is_short && is_place(place)).then_some(Parts {
        raw: line,
        place: Some(place).filter(|_| !is_desk),
        date: None,
        agency: Some("TT"),
    })
}

#[cfg(test)]
mod tests {
    use super::super::find;

    #[test]
    fn a_line_may_be_a_dateline_alone() {
        for (line, place, agency, date) in [
            ("Finland TT", "Finland", Some("TT"), None),
            ("STT, Helsinki", "Helsinki", Some("STT"), None),
            ("ARVIK 2026-08-09", "ARVIK", None, Some("2026-08-09")),
            (
                "Arvik (Neutral)--9Aug2026",
                "Arvik",
                Some("Neutral"),
                Some("2026-08-09"),
            ),
            ("København, 9/8, Ritzau", "København", Some("Ritzau"), None),
            ("عمان-نيوترال اليوم", "عمان", Some("نيوترال اليوم"), None),
        ] {
            let found = find(line, None);
            let found = found.as_ref().map(|found| {
                (
                    found.place.as_deref(),
                    found.agency.as_deref(),
                    found.date.as_deref(),
                )
            });
            assert_eq!(found, Some((Some(place), agency, date)), "{line}");
        }
        for line in [
            "Budget 2026-08-09",
            "Gas (liquid)--9 ships",
            "Score, 3/2, final",
            "خبر - جديد",
            "IBM, Helsinki",
        ] {
            assert!(find(line, None).is_none(), "{line}");
        }
    }
}
