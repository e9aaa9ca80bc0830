//! One moment in all its spellings.

use super::*;
use crate::wire::zone::zone;

fn utc(value: &str) -> Option<(String, bool)> {
    read(value, &zone("+02:00").unwrap()).map(|r| (r.at.to_string(), r.zone_assumed))
}

#[test]
fn all_forms_of_the_same_moment_agree() {
    for (value, assumed) in [
        ("2026-08-09T10:15:00Z", false),
        ("2026-08-09T12:15:00+02:00", false),
        ("2026-08-09T12:15:00.000+0200", false),
        ("2026-08-09 10:15:00 UTC", false),
        ("20260809T101500Z", false),
        ("20260809T121500+0200", false),
        ("20260809T1015Z", false),
        ("2026-08-09T12:15:00", true),
        ("2026-08-09 12:15", true),
        ("2026/08/09 12:15", true),
        ("202608091215", true),
        ("09.08.2026 12:15", true),
        ("Sun, 09 Aug 2026 10:15:00 GMT", false),
        ("9 Aug 2026 06:15:00 EDT", false),
        ("Sun, 9 Aug 2026 12:15:00 +0200", false),
        ("1786270500", false),
        ("1786270500000", false),
        ("091215 Aug 26", true),
        ("091015Z AUG 26", false),
        ("091015 GMT Aug 26", false),
        ("Sun Aug  9 12:15:00 2026", true),
        ("Sun Aug 09 12:15:00 CEST 2026", false),
        ("2026-08-09T12:15:00[Europe/Paris]", false),
        ("2026-08-09T12:15:00+02:00[Europe/Paris]", false),
        ("/Date(1786270500000)/", false),
        ("2026.08.09 12:15", true),
        ("9-Aug-2026 12:15", true),
        ("9 août 2026 à 12h15", true),
        ("dim., 9 août 2026 12:15:00 +0200", false),
        ("Sunday, August 9, 2026 - 12:15", true),
        ("09 Aug 2026 | 12:15", true),
    ] {
        let expected = Some(("2026-08-09T10:15:00Z".to_string(), assumed));
        assert_eq!(utc(value), expected, "{value}");
    }
}

#[test]
fn days_and_fractions_are_read() {
    assert_eq!(utc("2026-08-09").unwrap().0, "2026-08-08T22:00:00Z");
    assert_eq!(
        utc("2026-08-09T10:15:00.25Z").unwrap().0,
        "2026-08-09T10:15:00.25Z"
    );
    assert_eq!(
        utc("2026-08-09T24:00:00Z").unwrap().0,
        "2026-08-10T00:00:00Z"
    );
    assert_eq!(utc("2026-08-09T24:30:00Z"), None);
    assert_eq!(utc("23/08/2026 14:20").unwrap().0, "2026-08-23T12:20:00Z");
    assert_eq!(utc("1786270500.9").unwrap().0, "2026-08-09T10:15:00Z");
}

#[test]
fn what_is_no_time_gives_none() {
    for value in [
        "",
        "yesterday",
        "2026-13-09T10:15:00Z",
        "2026-02-30",
        "09/08/2026",
        "12345",
        "99999999999999999999",
        "2026-08-09T25:00:00Z",
        "2026-08-09T10:15:00 Mars",
        "août 2026",
        "2026-08-09Tnoon",
        "3000000000000000000000",
        "1e400",
    ] {
        assert_eq!(utc(value), None, "{value}");
    }
}

#[test]
fn zones_are_offsets_rules_or_names_of_the_built_in_tables() {
    let rule = zone("CET-1CEST,M3.5.0,M10.5.0/3").unwrap();
    let at = |value| read(value, &rule).unwrap().at.to_string();
    assert_eq!(at("2026-08-09T12:00:00"), "2026-08-09T10:00:00Z");
    assert_eq!(at("2026-12-09T12:00:00"), "2026-12-09T11:00:00Z");
    assert!(zone("Europe/Paris").is_some());
    assert!(zone("Europe/Nowhere").is_none());
    assert!(zone("+99:00").is_none());
}

proptest::proptest! {
    #[test]
    fn no_value_panics(value in "[0-9TZ:.+ /a-zA-Z-]{0,30}") {
        let _ = utc(&value);
    }
}

#[test]
fn a_weekday_that_is_short_for_a_month_too_is_a_weekday() {
    let march = utc("mar., 10 mars 2026 12:15:00 +0200");
    assert_eq!(march, Some(("2026-03-10T10:15:00Z".to_string(), false)));
    assert_eq!(
        utc("Mar. 10, 2026 12:15"),
        Some(("2026-03-10T10:15:00Z".to_string(), true))
    );
}
