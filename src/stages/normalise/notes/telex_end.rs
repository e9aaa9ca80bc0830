//! What telexes, terminals and desks leave under a text: `1242PES`, `AB-CD 1420`, `/.ABC./.DEF./`, `tlf. 55 01 00 00`, `Arvik newsroom, +47 555 0100, desk@nna.example`,
//! `Ann Writer (NNA)`.
//!
//! Owns these forms, which count in the last lines only. Promises that a line which may be a sentence is none.

use super::super::paragraphs::ends_sentence;
use super::super::{agencies, credit, fold};
use super::initials;

/// Bytes of such a line.
const LONGEST: usize = 120;

/// Whether a line closes a story in one of these forms.
pub fn is_line(line: &str) -> bool {
    // None of them ends as a sentence does.
    line.len() <= LONGEST
        && !line.ends_with(['.', '!', '?'])
        && (is_clock_of_telex(line)
            || is_initials_and_clock(line)
            || is_agency_and_initials(line)
            || is_between_stops(line)
            || is_telephone(line)
            || is_newsroom(line)
            || is_desk_with_phone(line)
            || is_place_and_agency(line)
            || is_agency_and_number(line)
            || is_ansa_desk(line)
            || is_agency_and_names(line)
            || credit::writer_and_agency(line).is_some())
}

/// `1242PES`, `JT1234PCS`: morning or afternoon, then the zone of North America.
fn is_clock_of_telex(line: &str) -> bool {
    let clock = line.trim_start_matches(|c: char| c.is_ascii_uppercase());
    let initials = line.len() - clock.len();
    let zone = clock.trim_start_matches(|c: char| c.is_ascii_digit());
    let figures = clock.len() - zone.len();
    let is_zone = matches!(zone.as_bytes(), [half, zone, time]
        if matches!(half, b'A' | b'P') && matches!(zone, b'E' | b'C' | b'M' | b'P') && matches!(time, b'S' | b'D'));
    initials <= 3 && (3..=4).contains(&figures) && is_zone
}

/// `AB-CD 1420`: initials in capitals, and a clock of four figures.
fn is_initials_and_clock(line: &str) -> bool {
    let Some((initials, clock)) = line.split_once(' ') else {
        return false;
    };
    clock.len() == 4
        && clock.bytes().all(|b| b.is_ascii_digit())
        && clock < "2400"
        && are_initials(initials)
}

/// `AB-CD`, `AB/CD`.
fn are_initials(text: &str) -> bool {
    text.contains(['-', '/'])
        && text.split(['-', '/']).all(|part| {
            (2..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_uppercase())
        })
}

/// `REUTER AB/CD`, `APP/abc-xyz`, `UNI ABC XY 1420`, `Abc/Int2 20260809T142033Z`: the agency in capitals, initials, and when it was sent.
fn is_agency_and_initials(line: &str) -> bool {
    let is_agency = |agency: &str| fold::is_loud(agency) && agencies::is_known(agency);
    let Some((before, last)) = line.rsplit_once(' ') else {
        let are_small = |names: &str| {
            names.contains('-')
                && names.split('-').all(|name| {
                    (2..=4).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_lowercase())
                })
        };
        return line
            .split_once('/')
            .is_some_and(|(agency, names)| is_agency(agency) && are_small(names));
    };
    let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let is_clock = last.len() == 4 && is_number(last);
    let is_stamp = last.len() == 16 && last.ends_with('Z') && last.as_bytes()[8] == b'T';
    (are_initials(last) && is_agency(before))
        || (is_clock && initials::is_of_agency(before))
        || (is_stamp && (initials::sign(before) || initials::are_alone(before)))
}

/// `/.ABC./.DEF./`, Belga's.
pub(super) fn is_between_stops(line: &str) -> bool {
    let inner = line.strip_prefix("/.").and_then(|l| l.strip_suffix("./"));
    inner.is_some_and(|inner| {
        inner.split("./.").all(|part| {
            (2..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_uppercase())
        })
    })
}

/// `tlf. 55 01 00 00`: a short word, and a number.
fn is_telephone(line: &str) -> bool {
    let Some((label, number)) = line.split_once(['.', ':']) else {
        return false;
    };
    (2..=4).contains(&label.len())
        && label.bytes().all(|b| b.is_ascii_alphabetic())
        && number.bytes().filter(u8::is_ascii_digit).count() >= 6
        && number
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b' ' | b'+' | b'-'))
}

/// `Arvik newsroom, +47 555 0100, desk@nna.example`: a desk, its telephone and its address.
fn is_newsroom(line: &str) -> bool {
    line.contains('@')
        && !ends_sentence(line)
        && line.starts_with(char::is_uppercase)
        && line.split(", ").count() >= 3
        && line.bytes().filter(u8::is_ascii_digit).count() >= 6
        && line
            .rsplit(", ")
            .next()
            .is_some_and(|last| last.contains('@') && !last.contains(' '))
}

/// `Arvik newsroom, +47 555 0100`: a desk and its telephone.
fn is_desk_with_phone(line: &str) -> bool {
    line.split_once(", +").is_some_and(|(desk, number)| {
        desk.starts_with(char::is_uppercase)
            && desk.split(' ').count() <= 4
            && desk
                .chars()
                .all(|c| c.is_alphabetic() || matches!(c, ' ' | '-'))
            && number.bytes().filter(u8::is_ascii_digit).count() >= 7
            && number.bytes().all(|b| b.is_ascii_digit() || b == b' ')
    })
}

/// `Vilnius, BNS`: where the agency sits.
fn is_place_and_agency(line: &str) -> bool {
    line.split_once(", ").is_some_and(|(place, agency)| {
        let is_name = |word: &str| {
            word.starts_with(char::is_uppercase) && word.chars().all(char::is_alphabetic)
        };
        fold::is_loud(agency)
            && agencies::is_known(agency)
            && place.split(' ').count() <= 2
            && place.split(' ').all(is_name)
    })
}

/// `(KNA - ABCDE-89-00123)`: the number of the message in its agency's books.
fn is_agency_and_number(line: &str) -> bool {
    let inner = line.strip_prefix('(').and_then(|l| l.strip_suffix(')'));
    inner
        .and_then(|inner| inner.split_once(" - "))
        .is_some_and(|(agency, number)| {
            agencies::is_known(agency)
                && !number.contains(' ')
                && number.bytes().any(|b| b.is_ascii_digit())
                && number.chars().all(|c| c.is_alphanumeric() || c == '-')
        })
}

/// `YE4-ABC`: the desk's code, which has a figure, and the editor.
fn is_ansa_desk(line: &str) -> bool {
    line.split_once('-').is_some_and(|(desk, editor)| {
        let are_capitals = |text: &str| text.bytes().all(|b| b.is_ascii_uppercase());
        let letters = desk.trim_end_matches(|c: char| c.is_ascii_digit());
        matches!(editor.len(), 2 | 3)
            && are_capitals(editor)
            && letters.len() == 2
            && are_capitals(letters)
            && desk.len() == 3
    })
}

/// `(ΝΝΑ/Μ. Άννου/γκ)`: in brackets the agency, then names or initials between slashes.
fn is_agency_and_names(line: &str) -> bool {
    let inner = line.strip_prefix('(').and_then(|l| l.strip_suffix(')'));
    inner
        .and_then(|inner| inner.split_once('/'))
        .is_some_and(|(agency, names)| {
            fold::is_loud(agency)
                && agencies::is_known(agency)
                && names.split('/').all(|name| name.split(' ').count() <= 3)
                && !names.contains(|c: char| c.is_ascii_digit())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telexes_and_desks_are_told_from_sentences() {
        for line in [
            "1242PES",
            "JT1234PCS",
            "AB-CD 1420",
            "REUTER AB/CD",
            "APP/abc-xyz",
            "UNI ABC XY 1420",
            "Abc/Int2 20260809T142033Z",
            "/.ABC./.DEF./",
            "tlf. 55 01 00 00",
            "Arvik newsroom, +47 555 0100, desk@nna.example",
            "(ΑΠΕ-ΜΠΕ/Μ. Άννου/γκ)",
            "Ann Writer (ELTA)",
            "Z Oslo Ann Writer (PAP)",
            "Z Nowego Oslo Ann Writer (PAP)",
            "Ann Writer, ELTA",
            "Abc 20260809T142033Z",
            "Arvik newsroom, +47 555 0100",
            "Vilnius, BNS",
            "(KNA - abcde-89-00123)",
            "YE4-ABC",
        ] {
            assert!(is_line(line), "{line}");
        }
        for line in [
            "1242PEX",
            "PES",
            "AB-CD 2620",
            "US-EU 12 points",
            "OTAN US/EU",
            "/.abc./",
            "No. 55",
            "Write to Arvik, Oslo, or to desk@nna.example",
            "(NATO/EU talks)",
            "Two ports (NNA)",
            "Z Oslo (PAP)",
            "Z Oslo do Arviku (PAP)",
            "The port of Arvik in Oslo, +47 555 0100",
            "Two ports, BNS",
            "Both ports, Norway",
            "Two ports met, BNS",
            "(KNA - two ports)",
            "MIG29-ABC",
        ] {
            assert!(!is_line(line), "{line}");
        }
    }
}
