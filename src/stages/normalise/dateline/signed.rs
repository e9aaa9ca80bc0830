//! Agencies that sign before the day, or with their writer: `ТАСС, 12 августа.`, `/Корр. ТАСС Анна Крот/`.

use super::super::{agencies, calendar, fold};
use super::Parts;
use super::words::at_comma;

/// What stands before the agency where its writer signs too.
const ROLES: &[&str] = &[
    "корр",
    "корреспондент",
    "специальный",
    "спецкор",
    "спец",
    "собкор",
    "correspondent",
    "специален",
    "пратеник",
    "кореспондент",
    "спеціальний",
    "власний",
];

/// `/Георги Илиев, БТА/`, `/Корр. ТАСС Анна Крот/`: the agency alone.
pub fn agency_beside_writer(inner: &str) -> Option<&str> {
    if !inner.contains(char::is_whitespace) {
        return None;
    }
    if let Some((_, agency)) = inner.rsplit_once(", ").or(inner.rsplit_once(" - "))
        && agencies::is_known(agency)
    {
        return Some(agency);
    }
    role_and_writer(inner).map(|(agency, _)| agency)
}

/// The agency and the writer's name behind it: `Корр. ТАСС Анна Крот`.
pub fn role_and_writer(inner: &str) -> Option<(&str, &str)> {
    let mut words = inner.split_whitespace();
    let first = words.next()?.trim_end_matches('.');
    let is_role = |role: &&str| fold::letters(role).eq(fold::letters(first));
    if !ROLES.iter().any(is_role) {
        return None;
    }
    let agency = words.take(3).find(|word| agencies::is_known(word))?;
    let (_, writer) = inner.split_once(agency)?;
    Some((agency, writer.trim()))
}

/// `ТАСС, 12 августа. Министры`: no place.
pub fn agency_and_day(head: &str) -> Option<Parts<'_>> {
    let (agency, behind) = at_comma(head)?;
    let stop = behind.find(['.', '-', '–', '—'])?;
    let day = behind[..stop].trim_end();
    // Two words: `12 августа`.
    let is_day = day.starts_with(|c: char| c.is_ascii_digit()) && day.split(' ').count() == 2;
    if !is_day || !fold::is_loud(agency) || !agencies::is_known(agency) {
        return None;
    }
    let end = head.len() - behind.len() + stop + behind[stop..].chars().next()?.len_utf8();
    Some(Parts {
        raw: &head[..end],
        place: None,
        date: Some(calendar::day_month(day)?),
        agency: Some(agency),
    })
}
