//! Code pages of DOS and Mac Roman: text that the WHATWG standard has no charset for, or that its detector takes for another.
//!
//! Owns the test by which such text is told: read as the charset it was taken for, its words are
//! full of signs or of capitals behind small letters; read by a page they are words in the letters of one language. Promises to change nothing where
//! the first reading makes words. Linear; only text that is not UTF-8 comes here.

mod foreign;
mod page;
mod tables;
mod words;

use super::{Family, family, high_of, is_foreign};
use encoding_rs::{Encoding, WINDOWS_1251};
use page::named;
pub use page::{Page, for_label};
use words::{are_letters, strange, wrong};

/// Pages that text of Latin letters is tried as; of those that fit alike the first is taken.
const TRIED: [&str; 9] = [
    "IBM850",
    "IBM852",
    "macintosh",
    "IBM857",
    "IBM437",
    "x-mac-ce",
    "x-mac-turkish",
    "IBM860",
    "IBM775",
];

/// Characters beyond ASCII below which all of them have to speak for a page, and below which nothing is sure.
const FEW: usize = 4;
const FEWEST: usize = 2;
/// Those from which letters that are strange to a language say something, and the bytes among which they are counted.
const MANY: usize = 12;
const NEAR: usize = 1024;

/// Bytes from the first beyond ASCII on that decide.
const LOOKED_AT: usize = 16 * 1024;

/// The page in which the bytes make words where the charset they were taken for makes none.
pub fn better(bytes: &[u8], taken_for: &'static Encoding) -> Option<&'static Page> {
    if is_hebrew(bytes) {
        return named("IBM862");
    }
    if taken_for == WINDOWS_1251 && is_kazakh(bytes) {
        return named("KZ-1048");
    }
    let from = bytes.iter().position(|b| *b >= 0x80)?.saturating_sub(1);
    let bytes = bytes.get(from..)?;
    let bytes = bytes.get(..LOOKED_AT).unwrap_or(bytes);
    let high = high_of(bytes);
    if high < FEWEST {
        return None;
    }
    if is_foreign(bytes, high) {
        return foreign::better(bytes, high, taken_for);
    }
    let is_latin = family(taken_for) == Family::Latin;
    let first = Page::of(taken_for);
    let faults = if is_latin { wrong(bytes, &first) } else { high };
    let is_few = high < FEW;
    // Letters that make words in no language are faults as well, where many letters say so.
    let is_strange = || {
        let near = bytes.get(..NEAR).unwrap_or(bytes);
        let high = high_of(near);
        high >= MANY && (wrong(near, &first) + strange(near, &first)) * 3 >= high
    };
    if (faults * 4 < high && !is_strange()) || (is_few && faults < high) {
        return None;
    }
    let mut best: Option<(&Page, usize)> = None;
    for page in TRIED.iter().filter_map(|name| named(name)) {
        let wrong = wrong(bytes, page);
        if wrong * 16 > high || page.name == taken_for.name() {
            continue;
        }
        let strange = strange(bytes, page);
        let is_unsure = is_few && (wrong + strange > 0 || !are_letters(bytes, page));
        let is_best = !is_unsure && best.is_none_or(|(_, faults)| wrong + strange < faults);
        if strange * 16 <= high && is_best {
            best = Some((page, wrong + strange));
        }
    }
    best.map(|(page, _)| page)
}

/// Whether all words are in the Hebrew letters of page 862, which page 866 has as Cyrillic capitals: the five final letters stand at the ends of words only.
fn is_hebrew(bytes: &[u8]) -> bool {
    let is_letter = |byte: &u8| matches!(byte, 0x80..=0x9a);
    let (mut letters, mut others, mut at_end, mut inside) = (0usize, 0usize, 0usize, 0usize);
    let mut mixed = 0usize;
    for (index, byte) in bytes.iter().enumerate().filter(|(_, byte)| **byte >= 0x80) {
        if !is_letter(byte) {
            others += 1;
            if others > 8 && others * 32 > letters {
                return false;
            }
            continue;
        }
        letters += 1;
        let is_latin = |at: Option<usize>| {
            at.and_then(|at| bytes.get(at))
                .is_some_and(u8::is_ascii_alphabetic)
        };
        mixed += usize::from(is_latin(index.checked_sub(1)) || is_latin(Some(index + 1)));
        if matches!(byte, 0x8a | 0x8d | 0x8f | 0x93 | 0x95) {
            let goes_on = bytes.get(index + 1).is_some_and(is_letter);
            at_end += usize::from(!goes_on);
            inside += usize::from(goes_on);
        }
    }
    letters >= 12
        && mixed * 8 <= letters
        && others * 32 <= letters
        && at_end >= 2
        && inside * 16 <= at_end
}

/// Whether text read as windows-1251 is Kazakh in its own page: the letters it has in the places of Macedonian and Ukrainian ones stand beside `ы`, which
/// those languages do not have.
fn is_kazakh(bytes: &[u8]) -> bool {
    const OWN: [u8; 7] = [0x9d, 0xa2, 0xb4, 0xba, 0xbc, 0xbe, 0xbf];
    let bytes = bytes.get(..LOOKED_AT).unwrap_or(bytes);
    let mut seen = [0usize; OWN.len()];
    let mut broad = 0;
    for byte in bytes {
        broad += usize::from(*byte == 0xfb);
        for (count, own) in seen.iter_mut().zip(OWN) {
            *count += usize::from(*byte == own);
        }
    }
    let distinct = seen.iter().filter(|count| **count > 0).count();
    broad >= 3 && distinct >= 3 && seen.iter().sum::<usize>() >= 6
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{IBM866, WINDOWS_1250, WINDOWS_1252};

    fn encoded(text: &str, page: &str) -> Vec<u8> {
        let page = named(page).unwrap();
        let byte = |c: char| {
            let at = page.upper().iter().position(|upper| *upper == c);
            at.map_or(c as u8, |at| u8::try_from(at + 0x80).unwrap())
        };
        text.chars().map(byte).collect()
    }

    #[test]
    fn text_of_a_page_is_told_from_what_it_was_taken_for() {
        for (text, page) in [
            (
                "Nachbarn verbinden Netze über die Grenze, müssen aber für größere Leitungen zahlen",
                "IBM850",
            ),
            (
                "Les réseaux électriques reliés à la fin de l'été, a annoncé la ministre",
                "IBM850",
            ),
            (
                "Países unirán sus redes eléctricas según informó la región",
                "IBM850",
            ),
            (
                "Sąsiedzi połączą sieci, kończąc spór, który trwał ćwierć wieku",
                "IBM852",
            ),
            (
                "Szomszédok összekötik hálózataikat még a jövő tél beállta előtt",
                "IBM852",
            ),
            (
                "Sousedé propojí elektrické sítě příští měsíc v horském městě",
                "IBM852",
            ),
            (
                "Komşular elektrik şebekelerini birleştiriyor, anlaşmazlığı bitiriyor",
                "IBM857",
            ),
            (
                "Les réseaux électriques reliés à la fin de l’été, a annoncé la ministre",
                "macintosh",
            ),
            (
                "Nachbarn verbinden Netze über die Grenze, müssen aber für größere Leitungen zahlen",
                "macintosh",
            ),
            (
                "שתי מדינות שכנות הסכימו ביום ראשון לחבר את רשתות החשמל שלהן",
                "IBM862",
            ),
            (
                "Οι υπουργοί συμφώνησαν την Κυριακή να συνδέσουν τα δίκτυα των δύο χωρών",
                "IBM737",
            ),
            (
                "Министры договорились в воскресенье связать сети двух стран, заявил Осипов",
                "IBM855",
            ),
            (
                "Министры договорились в воскресенье связать сети двух стран, заявил Осипов",
                "x-mac-cyrillic",
            ),
            (
                "Szomszédok összekötik hálózataikat még a jövő tél beállta előtt",
                "x-mac-ce",
            ),
        ] {
            for taken_for in [WINDOWS_1252, WINDOWS_1250, IBM866] {
                // `š` and `ź` stand in the places of its umlauts, and make words.
                let is_unsure = match page {
                    "macintosh" => taken_for == WINDOWS_1250,
                    "x-mac-ce" => taken_for != WINDOWS_1252,
                    "IBM737" | "IBM855" | "x-mac-cyrillic" => taken_for == IBM866,
                    _ => false,
                };
                if is_unsure {
                    continue;
                }
                let bytes = encoded(text, page);
                let found = better(&bytes, taken_for);
                let read = found.map(|page| page.decode(&bytes));
                assert_eq!(read.as_deref(), Some(text), "{}", taken_for.name());
            }
        }
    }

    #[test]
    fn two_letters_tell_a_page_where_both_stand_for_signs() {
        for (text, page) in [
            (
                "El canciller recibió al embajador de la India (Télam)",
                "IBM850",
            ),
            (
                "Vorstandschef Huber bestätigte den Ausblick im Frühhandel",
                "IBM850",
            ),
        ] {
            let bytes = encoded(text, page);
            let found = better(&bytes, WINDOWS_1252).map(|page| page.decode(&bytes));
            assert_eq!(found.as_deref(), Some(text));
        }
        for text in [
            "Plan “A” and plan “B”",
            "£5 for 20° and ¢9",
            "Œuvre à Paris",
        ] {
            let bytes = WINDOWS_1252.encode(text).0;
            assert_eq!(better(&bytes, WINDOWS_1252), None, "{text}");
        }
    }

    #[test]
    fn kazakh_is_told_from_the_other_languages_of_its_letters() {
        let text = "Үкімет жаңартылатын энергия көздерін дамыту жоспарын бекітті, қуат іске қосылады, ғимарат ұзын";
        let bytes = encoded(text, "KZ-1048");
        let found = better(&bytes, WINDOWS_1251).map(|page| page.decode(&bytes));
        assert_eq!(found.as_deref(), Some(text));
        for text in [
            "Ќе се сретнат ѕвездите, ќе има ѓубре, ѕид и џамија, јаже, ќотек, ѕвер, јагне",
            "Її об'єднання з Європою є її метою, ґрунт її єдності, їхня їжа",
            "Соседи объединяют сети, рынки и дыры",
        ] {
            let bytes = WINDOWS_1251.encode(text).0;
            assert_eq!(better(&bytes, WINDOWS_1251), None, "{text}");
        }
    }

    #[test]
    fn french_of_a_page_is_no_hebrew() {
        let text = "Le texte, présenté par la ministre, fixe les règles d'accès à l'hydrogène vert, adopté jeudi";
        let bytes = encoded(text, "IBM850");
        let found = better(&bytes, WINDOWS_1252).map(|page| page.decode(&bytes));
        assert_eq!(found.as_deref(), Some(text));
    }

    #[test]
    fn honest_text_of_other_charsets_is_left_alone() {
        for (text, charset) in [
            (
                "„Wir haben genug“ – so die Ministerin für das größere Land… 5 % mehr",
                WINDOWS_1252,
            ),
            (
                "L’été à Genève : « nous avons œuvré », dit-elle – ¿qué? ¡sí! º ª ½",
                WINDOWS_1252,
            ),
            (
                "Šakkimestari ja Žižek tapasivat Tšekissä, tšekkiläiset äänestivät",
                WINDOWS_1252,
            ),
            (
                "Sąsiedzi połączą sieci, kończąc „spór”, który trwał ćwierć wieku",
                WINDOWS_1250,
            ),
            (
                "Příští měsíc podepíší smlouvu, Škoda a Žďár nad Sázavou těží",
                WINDOWS_1250,
            ),
            (
                "ÉTÉ À GENÈVE: ACCORD SUR LES RÉSEAUX ÉLECTRIQUES, ÇA ET LÀ",
                WINDOWS_1252,
            ),
            (
                "• Points • £5m • 20° • © 2026 • ½ • the minister’s “plan”",
                WINDOWS_1252,
            ),
            (
                "СОСЕДИ ОБЪЕДИНЯЮТ СЕТИ К НОЧИ. Министры пойдут дальше",
                IBM866,
            ),
        ] {
            let bytes = charset.encode(text).0;
            assert_eq!(better(&bytes, charset), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_without_panic(bytes: Vec<u8>) {
            let _ = better(&bytes, WINDOWS_1252).map(|page| page.decode(&bytes));
        }
    }
}
