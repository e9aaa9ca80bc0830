//! Datelines without agency and day, or with the agency in front of the place: `ZAGREB - Ministri`, `Rabat - Le`, `СОФИЯ. Парламентът`,
//! `Lima, ago. 9. El`, `Liputan6.com, Jakarta - Menteri`, `APA-Dakar (Sénégal) -`, `Bakı/09.08.26/Turan:`.
//!
//! Owns these forms. Promises that a headline is none: a place alone needs a whole sentence behind it, and either capitals or the name of a capital.

use super::super::paragraphs::ends_sentence;
use super::super::{agencies, calendar, fold};
use super::colon::with_colon;
use super::signs::Signs;
use super::words::{at_comma, is_loud_place, is_place, place_and_date, separator};
use super::{Parts, dashed};
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// Words in capitals that kinds of text and organisations stand under, folded. Parted by `|`.
const NO_PLACES: &str = "analysis | factbox | update | updated | exclusive | interview | feature | opinion | timeline | explainer | schedule | agenda | breaking | alert | \
     advisory | correction | hintergrund | analyse | chronologie | portrat | portrait | reportage | dossier | encadre | repere | entretien | eclairage | focus | entrevista | analisis | \
     cronica | perfil | reportaje | intervista | analisi | scheda | punto | video | foto | photo | nato | otan | opec | unesco | unicef | brics | ecowas | asean | quiz | live | \
     анализ | интервью | обзор | досье | справка | видео | фото";

static FOLDED_NO_PLACES: LazyLock<FxHashSet<String>> = LazyLock::new(|| {
    NO_PLACES
        .split('|')
        .map(|word| fold::text(word.trim()))
        .collect()
});

/// Capitals that the table of names leaves to the gazetteer. Parted by `|`.
const MORE_CAPITALS: &str = "new delhi | rabat | brasilia | dakar | tunis | alger | algiers | nouakchott | bamako | niamey | ouagadougou | yaounde | libreville | brazzaville |      luanda | maputo | bissau | praia | sofia | софия | софія | bratislava | ljubljana | skopje | sarajevo | podgorica | pristina | tirana | chisinau | кишинев | кишинів |      tallinn | riga | vilnius | dublin | reykjavik | ottawa | canberra | wellington | quito | montevideo | asuncion | la paz | caracas | bogota | managua | tegucigalpa |      nairobi | abuja | accra | kampala | harare | lusaka | windhoek | الرباط | الجزائر | تونس | نواكشوط | دكا | كابول | colombo | kathmandu | dhaka | manila | hanoi | ঢাকা | काठमाडौँ | काठमाडौं | काठमाण्डौ | नई दिल्ली | القدس | القدس المحتلة";

/// Names of capitals in the languages we read, folded.
static CAPITALS: LazyLock<FxHashSet<String>> = LazyLock::new(|| {
    let named = include_str!("../../entities/data/capitals.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.rsplit('\t').next());
    let more = MORE_CAPITALS.split('|').map(str::trim);
    named.chain(more).map(fold::text).collect()
});

/// Characters of the longest name of a capital, and words of a place in capitals.
const LONGEST_CAPITAL: usize = 24;
const MOST_WORDS: usize = 3;

pub fn is_capital(place: &str) -> bool {
    place.chars().count() <= LONGEST_CAPITAL && CAPITALS.contains(&fold::text(place))
}

/// The dateline at the head of a paragraph; `is_whole` where the head is all of it.
pub fn bare(head: &str, is_whole: bool, signs: Signs) -> Option<Parts<'_>> {
    agency_and_place(head)
        .or_else(|| signs.slash.then(|| day_between_slashes(head))?)
        .or_else(|| {
            // A headline ends no sentence.
            if is_whole && !ends_sentence(head) {
                return None;
            }
            let has_day = signs.dash && signs.digit;
            has_day
                .then(|| place_and_day(head))
                .flatten()
                .or_else(|| signs.dash.then(|| place_and_dash(head))?)
                .or_else(|| signs.stop.then(|| place_and_stop(head))?)
                .or_else(|| with_colon(head))
        })
}

fn of_place<'t>(raw: &'t str, place: &'t str) -> Parts<'t> {
    Parts {
        raw,
        place: Some(place),
        date: None,
        agency: None,
    }
}

pub fn opens_sentence(text: &str) -> bool {
    let first = text
        .trim_start_matches(['"', '«', '„', '“', ' '])
        .chars()
        .next();
    first.is_some_and(|c| c.is_uppercase() || (c.is_alphabetic() && !fold::is_small(c)))
}

/// `Oslo, Norway – August 9, 2026 – Neutral Grids`: a day with its year between two dashes.
fn place_and_day(head: &str) -> Option<Parts<'_>> {
    let dashes = [" – ", " — ", " - ", " -- "];
    let first = dashes
        .iter()
        .find_map(|dash| head.find(dash).map(|at| (at, dash.len())));
    let (at, length) = first.filter(|(at, _)| *at <= 60)?;
    let behind = &head[at + length..];
    let (end, closing) = dashes
        .iter()
        .filter_map(|dash| behind.find(dash).map(|at| (at, dash.len())))
        .min()
        .filter(|(end, _)| *end <= 24)?;
    let date = calendar::day_month(&behind[..end]).filter(|date| date.year.is_some())?;
    let place = &head[..at];
    is_place(place).then_some(Parts {
        raw: &head[..at + length + end + closing],
        place: Some(place),
        date: Some(date),
        agency: None,
    })
}

/// `ZAGREB - Ministri`, `Rabat - Le`.
fn place_and_dash(head: &str) -> Option<Parts<'_>> {
    let dashes = [" - ", " – ", " — ", " -- "];
    let (at, dash) = dashes
        .iter()
        .filter_map(|dash| head.find(dash).map(|at| (at, dash.len())))
        .min()?;
    let place = &head[..at];
    let is_sure = || {
        let is_loud = is_loud_place(place)
            && place.chars().count() >= 4
            && place.split(' ').count() <= MOST_WORDS
            && place.chars().all(|c| c.is_alphabetic() || c == ' ')
            && !agencies::is_known(place)
            && !FOLDED_NO_PLACES.contains(&fold::text(place));
        is_loud || is_capital(place)
    };
    (opens_sentence(&head[at + dash..]) && is_place(place) && is_sure())
        .then(|| of_place(&head[..at + dash], place))
}

/// `СОФИЯ. Парламентът`, `Lima, ago. 9. El`.
fn place_and_stop(head: &str) -> Option<Parts<'_>> {
    let stops = head.match_indices(". ").take(3);
    let mut found = stops.filter_map(|(at, _)| {
        let before = &head[..at];
        let (place, date) = place_and_date(before)?;
        let is_sure = match date {
            Some(_) => before.contains(", "),
            None => fold::is_loud(place) && place == before,
        };
        (is_sure && opens_sentence(&head[at + 2..]) && is_capital(place)).then_some(Parts {
            raw: &head[..=at],
            place: Some(place),
            date,
            agency: None,
        })
    });
    found.next()
}

/// `Liputan6.com, Jakarta - Menteri`, `APA-Dakar (Sénégal) - Les`.
fn agency_and_place(head: &str) -> Option<Parts<'_>> {
    let near = &head[..head.floor_char_boundary(32)];
    let (agency, parting) = at_comma(near)
        .map(|(agency, _)| (agency, 2))
        .filter(|(agency, _)| agency.contains('.') || fold::is_loud(agency))
        .filter(|(agency, _)| agencies::is_known(agency))
        .or_else(|| {
            let (agency, _) = near.split_once('-')?;
            (fold::is_loud(agency) && agencies::is_known(agency)).then_some((agency, 1))
        })
        .or_else(|| {
            // `ACN Barcelona.-La`: such a dash is written behind datelines only.
            let (agency, behind) = near.split_once(' ')?;
            let place = &behind[..behind.find(".-")?];
            let is_name = fold::is_loud(agency) && (2..=5).contains(&agency.len());
            (is_name && is_place(place) && !fold::is_loud(place)).then_some((agency, 1))
        })?;
    let start = agency.len() + parting;
    let behind = head.get(start..)?;
    // The country in brackets.
    let open = behind.find(" (").filter(|at| *at <= 40);
    if let Some((place, inner)) = open.and_then(|at| Some((&behind[..at], behind.get(at + 2..)?)))
        && let Some((_, rest)) = inner.split_once(')')
        && let Some(dash) = separator(rest)
        && is_place(place)
    {
        return Some(Parts {
            agency: Some(agency),
            ..of_place(&head[..head.len() - rest.len() + dash], place)
        });
    }
    let found = dashed(behind).filter(|found| is_place(found.place))?;
    (found.place.split(' ').count() <= MOST_WORDS).then_some(Parts {
        raw: &head[..start + found.end],
        place: Some(found.place),
        date: found.date,
        agency: Some(agency),
    })
}

/// `Bakı/09.08.26/Turan:`.
fn day_between_slashes(head: &str) -> Option<Parts<'_>> {
    let (place, rest) = head.split_once('/')?;
    let (day, rest) = rest.split_once('/')?;
    let close = rest.find([':', '.', '-'])?;
    let agency = &rest[..close];
    if !is_place(place) || !agencies::is_known(agency) {
        return None;
    }
    let full = || {
        // A year of two digits.
        let (before, year) = day.rsplit_once('.')?;
        (year.len() == 2).then(|| calendar::day_month(&format!("{before}.20{year}")))?
    };
    let date = full().or_else(|| calendar::day_month(day))?;
    Some(Parts {
        raw: &head[..=head.len() - rest.len() + close],
        place: Some(place),
        date: Some(date),
        agency: Some(agency),
    })
}

#[cfg(test)]
mod tests {
    use super::super::find;

    fn place_of(text: &str) -> Option<String> {
        find(text, None).and_then(|found| found.place)
    }

    #[test]
    fn a_place_alone_is_a_dateline_before_a_whole_sentence() {
        for (text, place) in [
            ("ZAGREB - Ministri su se sastali u nedjelju.", "ZAGREB"),
            ("SPLIT - The ministers met on Sunday.", "SPLIT"),
            ("Rabat - Le gouvernement a adopté un texte.", "Rabat"),
            ("Brasília – O ministro anunciou um leilão.", "Brasília"),
            ("الجزائر - أعلنت المؤسسة عن ذروة.", "الجزائر"),
            ("СОФИЯ. Парламентът прие промени.", "СОФИЯ"),
            ("STOCKHOLM. Regeringen vill bygga.", "STOCKHOLM"),
            (
                "Oslo, Norway – August 9, 2026 – Neutral Grids reported results.",
                "Oslo, Norway",
            ),
            ("Lima, ago. 9. El ministerio anunció obras.", "Lima"),
            ("Liputan6.com, Jakarta - Menteri bertemu duta.", "Jakarta"),
            (
                "APA-Dakar (Sénégal) - Les ministres se sont réunis.",
                "Dakar",
            ),
            ("Bakı/09.08.26/Turan: Nazir görüşüb.", "Bakı"),
            ("(DIRE) Roma, 9 ago. - Il governo ha approvato.", "Roma"),
            ("NNX Girona.-La consellera ha presentat el pla.", "Girona"),
            ("(9Colonne) Roma, 9 ago - La media sale.", "Roma"),
            (
                "Karlsruhe (epd). Die Energiewende braucht Zeit.",
                "Karlsruhe",
            ),
            (
                "София, 9 август (Анна Иванова, БТА) - Съветът одобри.",
                "София",
            ),
            (
                "नयी दिल्ली, नौ अगस्त (भाषा) सरकार ने नीति को मंजूरी दी।",
                "नयी दिल्ली",
            ),
            (
                "JAKARTA, KOMPAS.com - Pemerintah menunda kenaikan.",
                "JAKARTA",
            ),
        ] {
            assert_eq!(place_of(text).as_deref(), Some(place), "{text}");
        }
    }

    #[test]
    fn headlines_kinds_of_text_and_sentences_have_none() {
        for text in [
            "ZAGREB - Ministri se sastaju",
            "ANALYSIS - The grids are old.",
            "NATO - The allies met on Sunday.",
            "Sunday - The ministers met.",
            "LIMA - the beans are cheap.",
            "Sofia. She left.",
            "Dire che - Il ministro parla.",
        ] {
            assert_eq!(place_of(text), None, "{text}");
        }
    }
}
