//! The solar calendar of Iran and Afghanistan.
//!
//! Owns the names of its months and the way to the common date. The leap years are those of the cycle of 33 years, which the calendar has kept from 1206 to
//! 1498 (1827 to 2119). Promises no date outside of them.

use super::super::fold;
use jiff::civil::Date;
use jiff::{Span, ToSpan};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// Months in order, as Iran and as Afghanistan names them.
const MONTHS: [[&str; 2]; 12] = [
    ["فروردین", "حمل"],
    ["اردیبهشت", "ثور"],
    ["خرداد", "جوزا"],
    ["تیر", "سرطان"],
    ["مرداد", "اسد"],
    ["شهریور", "سنبله"],
    ["مهر", "میزان"],
    ["آبان", "عقرب"],
    ["آذر", "قوس"],
    ["دی", "جدی"],
    ["بهمن", "دلو"],
    ["اسفند", "حوت"],
];

/// The months by their folded names.
static BY_NAME: LazyLock<FxHashMap<String, u8>> = LazyLock::new(|| {
    let months = (1u8..).zip(MONTHS);
    let named = months.flat_map(|(number, names)| names.map(|name| (fold::text(name), number)));
    named.collect()
});

/// The month a word names, 1–12.
pub fn month(word: &str) -> Option<u8> {
    BY_NAME.get(&fold::text(word)).copied()
}

/// Whether a number is a year of this calendar that news is written in.
pub fn is_year(year: u16) -> bool {
    (1300..=1450).contains(&year)
}

fn is_leap(year: i32) -> bool {
    matches!(year.rem_euclid(33), 1 | 5 | 9 | 13 | 17 | 22 | 26 | 30)
}

/// The common date of a day of this calendar.
pub fn date(year: u16, month: u8, day: u8) -> Option<Date> {
    let length = match month {
        1..=6 => 31,
        7..=11 => 30,
        12 => 29 + u8::from(is_leap(year.into())),
        _ => return None,
    };
    if !is_year(year) || !(1..=length).contains(&day) {
        return None;
    }
    // The year 1300 began on 21 March 1921.
    let leaps = (1300..i32::from(year))
        .filter(|year| is_leap(*year))
        .count();
    let of_years = 365 * (i64::from(year) - 1300) + i64::try_from(leaps).ok()?;
    let before = i64::from(month) - 1;
    let of_months = before * 30 + before.min(6);
    let days: Span = (of_years + of_months + i64::from(day) - 1).days();
    Date::new(1921, 3, 21).ok()?.checked_add(days).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_have_their_common_date() {
        for ((year, month, day), common) in [
            ((1357, 11, 22), "1979-02-11"),
            ((1399, 12, 30), "2021-03-20"),
            ((1400, 1, 1), "2021-03-21"),
            ((1401, 3, 16), "2022-06-06"),
            ((1403, 12, 30), "2025-03-20"),
            ((1405, 5, 18), "2026-08-09"),
        ] {
            let found = date(year, month, day).map(|date| date.to_string());
            assert_eq!(found.as_deref(), Some(common));
        }
        for (year, month, day) in [(1400, 12, 30), (1405, 13, 1), (1405, 7, 31), (2026, 8, 9)] {
            assert_eq!(date(year, month, day), None);
        }
    }

    #[test]
    fn months_are_known_by_their_names() {
        assert_eq!(month("خرداد"), Some(3));
        assert_eq!(month("اسد"), Some(5));
        assert_eq!(month("اوت"), None);
    }
}
