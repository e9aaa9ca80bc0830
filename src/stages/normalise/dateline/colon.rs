//! Datelines that end in a colon, as papers of South and Southeast Asia write them: `GENEVA, Feb 8 : UN`, `JAYAPURA, Irian Jaya: The`, `New Delhi : The`.
//!
//! Owns the form. Promises that the word for a subject before a headline (`ENERGIA: Via libera`) is none: a day, a region or the name of a capital before a
//! blank has to be there.

use super::super::fold;
use super::Parts;
use super::bare::{is_capital, opens_sentence};
use super::words::{is_loud_place, is_place, place_and_date};

/// Bytes before the colon.
const LONGEST: usize = 60;

/// Bytes of a text behind the colon that is no title of a book.
const LONG: usize = 70;

/// The dateline at the head of a paragraph.
pub fn with_colon(head: &str) -> Option<Parts<'_>> {
    let at = head.find(':').filter(|at| *at <= LONGEST)?;
    let before = head[..at].trim_end();
    let behind = head[at + 1..].strip_prefix(' ')?;
    if !opens_sentence(behind) {
        return None;
    }
    let found = |place| Parts {
        raw: &head[..=at],
        place: Some(place),
        date: None,
        agency: None,
    };
    let dated = place_and_date(before).filter(|(place, date)| {
        date.is_some() && before.contains(", ") && (is_loud_place(place) || is_capital(place))
    });
    if let Some((place, date)) = dated.filter(|(place, _)| is_place(place)) {
        return Some(Parts {
            date,
            ..found(place)
        });
    }
    // The region behind the town is not in capitals.
    let in_region = before.split_once(", ").is_some_and(|(town, region)| {
        is_loud_place(town)
            && town.chars().all(|c| c.is_alphabetic() || c == ' ')
            && !fold::is_loud(region)
            && region.split(' ').count() <= 3
            && is_place(region)
    });
    // `Kathmandu: The`: without the blank a long text has to stand behind it.
    let is_set_off = (before.len() < at || behind.len() >= LONG) && is_capital(before);
    (is_place(before) && (in_region || is_set_off)).then(|| found(before))
}

#[cfg(test)]
mod tests {
    use super::super::find;

    #[test]
    fn a_colon_ends_a_dateline_behind_a_day_a_region_or_a_blank() {
        for (text, place) in [
            ("GENEVA, Feb 8 : The negotiators met on Sunday.", "GENEVA"),
            (
                "JAYAPURA, Irian Jaya: The talks failed on Sunday.",
                "JAYAPURA, Irian Jaya",
            ),
            ("New Delhi : The ministers met on Sunday.", "New Delhi"),
            (
                "Kathmandu: The ministers of the two countries met on Sunday to talk about grids and ports.",
                "Kathmandu",
            ),
            (
                "ঢাকা: মন্ত্রী বলেছেন যে দুটি বন্দর একমত হয়েছে এবং চুক্তি হবে।",
                "ঢাকা",
            ),
        ] {
            let found = find(text, None).and_then(|found| found.place);
            assert_eq!(found.as_deref(), Some(place), "{text}");
        }
        for text in [
            "ENERGIA: Via libera al decreto.",
            "London: The Biography is out.",
            "GAS, OIL: The prices fell.",
            "Feb 8: The day it rained.",
            "JAYAPURA, Irian Jaya: the talks",
        ] {
            assert!(find(text, None).is_none(), "{text}");
        }
    }
}
