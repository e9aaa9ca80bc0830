//! Datelines whose day is written in words that we cannot read, or whose agency we do not know: `काठमाडौँ, २३ पुस (रासस) :`, `DAR ES SALAAM, Agosti 9 (NNA) --`,
//! `አዲስ አበባ፤ ነሐሴ 3/2018 (ኢዜአ)፦`, `ԱՐՎԻԿ, 9 ՕԳՈՍՏՈՍԻ, ՆԵՅՏՐԱԼ:`, `विराटनगर, ५ असार ।`.
//!
//! Owns the shape by which they are told in any language: a place, a few words with a number in them, a name in brackets or between stops, and what parts
//! all this from the text. Promises that a sentence with a remark in brackets is none: in scripts with capitals the place or the agency has to be in
//! capitals, or the agency known.

use super::super::{agencies, calendar, fold};
use super::Parts;
use super::bare::{is_capital, opens_sentence};
use super::words::{is_agency_like, is_loud_place, is_place, separator};

/// Bytes before the bracket, and of the day in it.
const LONGEST: usize = 110;
const LONGEST_DAY: usize = 40;
/// Words of the place, of the day, and of the agency.
const MOST_OF_PLACE: usize = 3;
const MOST_OF_DAY: usize = 4;
const MOST_OF_AGENCY: usize = 2;

/// The dateline at the head of a paragraph.
pub fn unread(head: &str) -> Option<Parts<'_>> {
    with_bracket(head)
        .or_else(|| between_stops(head))
        .or_else(|| with_danda(head))
}

/// `PLACE, DAY (AGENCY) -`
fn with_bracket(head: &str) -> Option<Parts<'_>> {
    let open = head.find(['(', '（']).filter(|at| *at <= LONGEST)?;
    let (before, rest) = head.split_at(open);
    let inner = rest.strip_prefix(['(', '（'])?;
    let (agency, behind) = inner.split_once([')', '）'])?;
    let agency = agency.trim();
    let closing = closing(behind)?;
    let (place, day) = place_and_day(before)?;
    let is_named = is_agency_like(agency) && agency.split(' ').count() <= MOST_OF_AGENCY;
    (is_named && is_sure(place, agency)).then_some(Parts {
        raw: &head[..head.len() - behind.len() + closing],
        place: Some(place),
        date: calendar::day_month(day),
        agency: Some(agency),
    })
}

/// Bytes of what parts a dateline from its text.
fn closing(text: &str) -> Option<usize> {
    let behind = text.trim_start();
    let stop = behind
        .strip_prefix(['፦', '፡', '।', '.'])
        .filter(|text| opens_sentence(text));
    if let Some(text_behind) = stop {
        return Some(text.len() - text_behind.trim_start().len());
    }
    separator(text)
}

/// What is sure of place and agency: in scripts without capitals their shape has to do.
fn is_sure(place: &str, agency: &str) -> bool {
    fold::is_caseless(place)
        || is_loud_place(place)
        || fold::is_loud(agency)
        || agencies::is_known(agency)
        || is_capital(place)
}

/// The place, and the words behind it among which there is a number.
fn place_and_day(before: &str) -> Option<(&str, &str)> {
    let before = before.trim_end_matches([' ', ',', '،', '፤', '.', '-', '–']);
    let comma = before.find([',', '،', '፤', '፣', '/']);
    let digit = before.find(|c| calendar::digit(c).is_some())?;
    let end = comma.map_or(digit, |comma| comma.min(digit));
    let place = before[..end].trim_end_matches([' ', '.', '-', '–']);
    let day = before[end..].trim_matches([' ', ',', '،', '፤', '፣', '/', '.', '-', '–']);
    let is_short = day.len() <= LONGEST_DAY
        && day.split_whitespace().count() <= MOST_OF_DAY
        && place.split(' ').count() <= MOST_OF_PLACE;
    let is_day = day.chars().any(|c| calendar::digit(c).is_some())
        && day
            .chars()
            .all(|c| c.is_alphanumeric() || is_mark(c) || matches!(c, ' ' | ',' | '.' | '/' | '-'));
    // A town of several words before a bare number is a sentence.
    let is_parted = comma.is_some() || (fold::is_caseless(place) && place.split(' ').count() <= 2);
    (is_short && is_day && is_parted && is_place(place)).then_some((place, day))
}

fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// `PLACE, DAY, AGENCY:`, `PLACE. DAY. AGENCY.`: the day has to be read here.
fn between_stops(head: &str) -> Option<Parts<'_>> {
    let is_stop = |c: char| matches!(c, ',' | '.');
    let first = head.find(is_stop).filter(|at| *at <= LONGEST_DAY)?;
    let place = &head[..first];
    let behind = head[first + 1..].strip_prefix(' ')?;
    let second = behind.find(is_stop).filter(|at| *at <= LONGEST_DAY)?;
    let date = calendar::day_month(&behind[..second])?;
    let rest = behind[second + 1..].strip_prefix(' ')?;
    let end = rest
        .find(['.', ':', '։', '-', '–'])
        .filter(|at| *at <= LONGEST)?;
    let agency = rest[..end].trim_end();
    let stop = rest[end..].chars().next()?.len_utf8();
    let text = &rest[end + stop..];
    let is_named = is_agency_like(agency) && agency.chars().count() >= 3;
    let is_alone = !agency.contains(' ') && (fold::is_caseless(agency) || fold::is_loud(agency));
    (is_named
        && (is_alone || agencies::is_known(agency))
        && is_place(place)
        && place.split(' ').count() <= MOST_OF_PLACE
        && is_sure(place, agency)
        && text.starts_with(' ')
        && opens_sentence(text))
    .then_some(Parts {
        raw: &head[..head.len() - text.len()],
        place: Some(place),
        date: Some(date),
        agency: Some(agency),
    })
}

/// `विराटनगर, ५ असार ।`: the stop of Devanagari or Bengali right behind a number and a word.
fn with_danda(head: &str) -> Option<Parts<'_>> {
    let at = head.find('।').filter(|at| *at <= LONGEST)?;
    let before = head[..at].trim_end();
    let (place, day) = before.split_once(", ")?;
    let (number, month) = day.split_once(' ')?;
    let is_number = |text: &str| {
        text.chars().count() <= 2 && text.chars().all(|c| calendar::digit(c).is_some())
    };
    let fits = is_number(number) && !month.contains(' ') && place.split(' ').count() <= 2;
    (fits && fold::is_caseless(place) && is_place(place)).then_some(Parts {
        raw: &head[..at + '।'.len_utf8()],
        place: Some(place),
        date: calendar::day_month(day),
        agency: None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::find;

    #[test]
    fn the_shape_tells_a_dateline_in_any_language() {
        for (text, place, agency) in [
            (
                "काठमाडौँ, २३ पुस (रासस) : मन्त्रीले भेट गरे ।",
                "काठमाडौँ",
                Some("रासस"),
            ),
            ("विराटनगर, ५ असार । मन्त्रीले भेट गरे ।", "विराटनगर", None),
            (
                "ঢাকা, ৯ আগস্ট, ২০২৬ (নিরস) : মন্ত্রী বলেছেন।",
                "ঢাকা",
                Some("নিরস"),
            ),
            (
                "புதுதில்லி, ஆக. 9 (நி.செ): அமைச்சர் தொடங்கினார்.",
                "புதுதில்லி",
                Some("நி.செ"),
            ),
            (
                "አዲስ አበባ፤ ነሐሴ 3/2018 (ኢዜአ)፦ ሚኒስትሮች ተፈራረሙ።",
                "አዲስ አበባ",
                Some("ኢዜአ"),
            ),
            (
                "ԱՐՎԻԿ, 9 ՕԳՈՍՏՈՍԻ, ՆԵՅՏՐԱԼ: Նախարարները հանդիպեցին:",
                "ԱՐՎԻԿ",
                Some("ՆԵՅՏՐԱԼ"),
            ),
            (
                "თბილისი. 9 აგვისტო. ნეიტრალი. მინისტრები შეხვდნენ.",
                "თბილისი",
                Some("ნეიტრალი"),
            ),
            (
                "DAR ES SALAAM, Agosti 9 (NNA) -- Mawaziri walikutana.",
                "DAR ES SALAAM",
                Some("NNA"),
            ),
            (
                "БИШКЕК, 14-август (Нейтрал). Министрлер жолугушту.",
                "БИШКЕК",
                Some("Нейтрал"),
            ),
            (
                "Arvik, 9. Erntemond (NNA) - Die Minister trafen sich.",
                "Arvik",
                Some("NNA"),
            ),
        ] {
            let found = find(text, None).map(|found| (found.place, found.agency));
            let found = found.unwrap_or_default();
            assert_eq!(
                (found.0.as_deref(), found.1.as_deref()),
                (Some(place), agency),
                "{text}"
            );
        }
    }

    #[test]
    fn sentences_with_remarks_are_none() {
        for text in [
            "In Rome, 12 people (mostly tourists) - all of them young - were hurt.",
            "Arvik, 9 miles off (by sea), has a port.",
            "In Arvik 12 people (Swedes) – two of them children – drowned.",
            "मंत्री ने कहा कि 12 लोग (सभी यात्री) : सुरक्षित हैं।",
            "सोमबार, दुई मन्त्री । उनीहरू भेटे ।",
        ] {
            assert!(find(text, None).is_none(), "{text}");
        }
    }
}
