//! Charsets of Latin letters, told by which letters languages have.
//!
//! Owns the look that settles most texts of them for a small part of what the detector takes: one count of the bytes beyond ASCII, weighed as each charset
//! reads them. Promises a charset only where its reading is a language throughout and each other reading that differs is none; anything else, and what is too
//! short, is left to the detector.

use super::pages::Page;
use encoding_rs::{Encoding, ISO_8859_2, WINDOWS_1250, WINDOWS_1252, WINDOWS_1254, WINDOWS_1257};
use std::sync::LazyLock;

/// Bytes that are looked at.
const LOOKED_AT: usize = 8 * 1024;
/// Letters beyond ASCII below which nothing is sure.
const FEWEST: usize = 8;
/// Letters at least that speak against a reading.
const FEWEST_STRANGE: usize = 2;

/// Letters beyond ASCII by language, and those that no text of it is without.
const LANGUAGES: [(&str, &str); 20] = [
    ("äöüßéà", "äü"),
    ("éèêëàâçùûüôîïœæÿ", "é"),
    ("áéíóúñü", "íó"),
    ("áâãàçéêíóôõúü", "ãç"),
    ("àèéìòùî", "àè"),
    ("àèéíïóòúüç", "àé"),
    ("éëïöüáóèê", "é"),
    ("åäöéü", "åä"),
    ("åæøéö", "åø"),
    ("äöåé", "ä"),
    ("áéíóúýðþæö", "ðí"),
    ("ąćęłńóśźż", "ął"),
    ("áäčďéěíĺľňóôŕřšťúůýž", "áí"),
    ("áéíóöőúüű", "áé"),
    ("çğıöşüâîû", "ıü"),
    ("čćđšž", "čš"),
    ("ăâîșțşţ", "ă"),
    ("ąčęėįšųūž", "ėš"),
    ("āčēģīķļņšūž", "āī"),
    ("äöüõšž", "äõ"),
];
/// One letter in so many is what no text is without.
const COMMON: usize = 24;

/// Signs that stand in text of any language.
const SIGNS: &str = "€‚„…‘’“”–—«»‹›°§·´ \u{a0}¡¿ªº½²³©®™";

/// A charset, and what its upper half is made of.
struct Reading {
    charset: &'static Encoding,
    page: Page,
    /// For each byte beyond ASCII a bit for each language that has the letter.
    languages: [u32; 128],
    /// For each language the bytes of the letters it is never without; none where the charset does not have them all.
    common: [Option<Vec<usize>>; LANGUAGES.len()],
    /// Likewise whether it is a sign of any language.
    signs: [bool; 128],
}

/// In the order in which one is taken where several read the same.
static READINGS: LazyLock<[Reading; 5]> = LazyLock::new(|| {
    let charsets = [
        WINDOWS_1252,
        ISO_8859_2,
        WINDOWS_1250,
        WINDOWS_1254,
        WINDOWS_1257,
    ];
    charsets.map(Reading::of)
});

/// What a charset makes of the bytes beyond ASCII.
#[derive(Clone, Copy)]
struct Weighed {
    /// All but the signs.
    letters: usize,
    language: usize,
    /// Letters that the language does not have.
    faults: usize,
}

impl Reading {
    fn of(charset: &'static Encoding) -> Self {
        let page = Page::of(charset);
        let character = |at: usize| page.upper()[at];
        let having = |at: usize| {
            let small = character(at).to_lowercase().next();
            let has = |letters: &str| small.is_some_and(|small| letters.contains(small));
            let bits = LANGUAGES.iter().enumerate();
            bits.filter(|(_, (letters, _))| has(letters))
                .fold(0, |all, (language, _)| all | 1 << language)
        };
        Self {
            charset,
            languages: std::array::from_fn(having),
            common: LANGUAGES.map(|(_, common)| {
                let byte = |letter| page.upper().iter().position(|c| *c == letter);
                common.chars().map(byte).collect()
            }),
            signs: std::array::from_fn(|at| SIGNS.contains(character(at))),
            page,
        }
    }

    /// The language that has most of the letters.
    fn weigh(&self, counts: &[usize; 128]) -> Weighed {
        let mut of_language = [0; LANGUAGES.len()];
        let mut letters = 0;
        let bytes = self.languages.iter().zip(self.signs);
        let bytes = counts.iter().zip(bytes).filter(|(count, _)| **count > 0);
        for (count, (languages, _)) in bytes.filter(|(_, (_, is_sign))| !is_sign) {
            letters += count;
            for (language, sum) in of_language.iter_mut().enumerate() {
                *sum += count * (languages >> language & 1) as usize;
            }
        }
        let is_there = |at: &usize| counts[*at] * COMMON >= letters;
        let has_common = |common: &Option<Vec<usize>>| {
            let bytes = common.as_ref();
            bytes.is_some_and(|bytes| bytes.iter().all(is_there))
        };
        let languages = of_language.iter().zip(&self.common).enumerate();
        let best = languages
            .filter(|(_, (_, common))| has_common(common))
            .max_by_key(|(_, (sum, _))| **sum);
        let (language, sum) = best.map_or((0, 0), |(at, (sum, _))| (at, *sum));
        Weighed {
            letters,
            language,
            faults: letters - sum,
        }
    }

    /// Whether each byte that another charset reads in another way is a letter of no use to a language.
    fn is_strange_where(&self, other: &Self, language: usize, counts: &[usize; 128]) -> bool {
        let differing =
            |at: &usize| counts[*at] > 0 && self.page.upper()[*at] != other.page.upper()[*at];
        let differing = (0..128).filter(differing);
        let mut all = 0;
        for at in differing {
            if self.signs[at] || self.languages[at] >> language & 1 == 1 {
                return false;
            }
            all += counts[at];
        }
        all >= FEWEST_STRANGE
    }

    /// Whether two charsets make the same of all the bytes that are there.
    fn reads_as(&self, other: &Self, counts: &[usize; 128]) -> bool {
        let mut pairs = counts
            .iter()
            .zip(self.page.upper().iter().zip(other.page.upper()));
        pairs.all(|(count, (one, other))| *count == 0 || one == other)
    }
}

/// The charset, where the letters leave no doubt.
pub fn by_letters(bytes: &[u8]) -> Option<&'static Encoding> {
    let from = bytes.iter().position(|b| *b >= 0x80)?.saturating_sub(1);
    let bytes = bytes.get(from..)?;
    let bytes = bytes.get(..LOOKED_AT).unwrap_or(bytes);
    let mut counts = [0usize; 128];
    for byte in bytes {
        if let Some(count) = usize::from(*byte)
            .checked_sub(0x80)
            .and_then(|at| counts.get_mut(at))
        {
            *count += 1;
        }
    }
    let weighed = READINGS.each_ref().map(|reading| reading.weigh(&counts));
    let of_charset = READINGS.iter().zip(weighed);
    let (best, found) = of_charset.clone().min_by_key(|(_, found)| found.faults)?;
    let mut rivals = of_charset;
    let is_alone = rivals.all(|(rival, other)| {
        other.faults * 8 >= other.letters
            || best.reads_as(rival, &counts)
            || rival.is_strange_where(best, other.language, &counts)
    });
    let is_language = found.letters >= FEWEST && found.faults * 32 <= found.letters;
    (is_language && is_alone).then_some(best.charset)
}

/// Whether what the detector takes for windows-1252 is ISO-8859-15: `œ` stands inside a word where the other has a fraction, `€` behind a figure where the
/// other has the sign of no currency, and none of the punctuation that only windows-1252 has.
pub fn is_latin_9(bytes: &[u8]) -> bool {
    let is_euro = |before: u8| before.is_ascii_digit() || before == b' ' || before == 0xa0;
    let mut is_found = false;
    if memchr::memchr3(0xa4, 0xbc, 0xbd, bytes).is_none() {
        return false;
    }
    for (at, byte) in bytes.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| bytes.get(at)).copied();
        let behind = bytes.get(at + 1).copied();
        let in_word = behind.is_some_and(|b| b.is_ascii_lowercase())
            && before.is_none_or(|b| b.is_ascii_alphabetic() || matches!(b, b' ' | b'\''));
        match byte {
            0x80..=0x9f => return false,
            0xa4 => is_found |= before.is_some_and(is_euro),
            0xbc | 0xbd => is_found |= in_word && before.is_some_and(|b| b != b' '),
            _ => {}
        }
    }
    is_found
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{IBM866, KOI8_R};

    const TEXTS: [(&str, &Encoding); 19] = [
        (
            "Müssen die Nachbarn für größere Leitungen über die Grenze zahlen, fällt der Ausbau schwächer aus, erklärte der Präsident. Künftig dürften höhere Gebühren fällig werden.",
            WINDOWS_1252,
        ),
        (
            "Les réseaux électriques reliés à la fin de l’été, a annoncé la ministre après une réunion où rien n’a été décidé. La région espère être prête.",
            WINDOWS_1252,
        ),
        (
            "Los países unirán sus redes eléctricas según informó la región; el año próximo habrá más líneas, añadió el ministro español tras la reunión de energía.",
            WINDOWS_1252,
        ),
        (
            "A ligação das redes não será concluída até ao verão, segundo a administração; as negociações continuarão na região após a decisão do ministério.",
            WINDOWS_1252,
        ),
        (
            "La rete sarà più ampia e la società pagherà metà dei costi, perché la città è già collegata; il ministro è favorevole e così si farà, né ci sarà ritardo.",
            WINDOWS_1252,
        ),
        (
            "Länderna kopplar ihop näten före årets slut, säger statsrådet som också är på väg till mötet där frågan om högre avgifter ska avgöras.",
            WINDOWS_1252,
        ),
        (
            "Myndighetene på øya må få større nett før året går mot slutten, sier rådgiveren, og kraften må også nå bøndene sør for åsen.",
            WINDOWS_1252,
        ),
        (
            "Sąsiedzi połączą sieci, kończąc spór, który trwał ćwierć wieku; podpisanie umowy nastąpi w październiku, oświadczyła rzeczniczka.",
            WINDOWS_1250,
        ),
        (
            "Sąsiedzi połączą sieci, kończąc spór, który trwał ćwierć wieku; podpisanie umowy nastąpi w październiku, oświadczyła rzeczniczka.",
            ISO_8859_2,
        ),
        (
            "Sousedé propojí elektrické sítě příští měsíc v horském městě, řekl ministr, který přijel až večer a žádné podrobnosti neuvedl.",
            WINDOWS_1250,
        ),
        (
            "A szomszédok összekötik hálózataikat még a jövő tél beállta előtt, közölte a miniszter, aki szerint a költségről később döntenek.",
            ISO_8859_2,
        ),
        (
            "Komşular elektrik şebekelerini birleştiriyor; anlaşmazlığı bitiren anlaşma gelecek ay imzalanacak, diye açıkladı bakanlık sözcüsü.",
            WINDOWS_1254,
        ),
        (
            "Šalys sujungs elektros tinklus iki žiemos, pranešė ministrė; susitarimą žada pasirašyti kitą mėnesį kalnų miestelyje, kuriame prasidėjo derybos.",
            WINDOWS_1257,
        ),
        (
            "Kaimiņvalstis savienos elektrotīklus līdz ziemai, paziņoja ministre; līgumu parakstīs nākamajā mēnesī pilsētā, kur sākās sarunas.",
            WINDOWS_1257,
        ),
        (
            "Ministrai sekmadienį susitarė sujungti abiejų šalių tinklus, sakė žmonės, ir tai yra žingsnis, kad būtų pigiau.",
            WINDOWS_1257,
        ),
        (
            "Ministri svētdien vienojās savienot abu valstu tīklus, un tas ir solis, lai būtu lētāk, sacīja žurnālistiem ar prieku.",
            WINDOWS_1257,
        ),
        (
            "Það er allt í lagi með þetta, sagði ráðherrann, og þeir æfðu sig á laugardögum áður en þeir fóru.",
            WINDOWS_1252,
        ),
        (
            "Guvernul a aprobat o hotărâre prin care reţelele sunt legate între ele, a spus ministrul după şedinţa în care s-a decis.",
            WINDOWS_1250,
        ),
        (
            "Susjedi povezuju mreže, a ministar je rekao da će đaci ići kući s čašom šampanjca u ruci, što nije točno.",
            ISO_8859_2,
        ),
    ];

    #[test]
    fn letters_tell_the_charset_of_a_language() {
        for (text, charset) in TEXTS {
            let (bytes, _, is_lossy) = charset.encode(text);
            assert!(!is_lossy, "{text}");
            let found = by_letters(&bytes);
            let read = found.map(|found| found.decode_without_bom_handling(&bytes).0);
            assert_eq!(read.as_deref(), Some(text), "{found:?}");
        }
    }

    #[test]
    fn what_leaves_a_doubt_is_left_to_the_detector() {
        let told = |text: &str| by_letters(&WINDOWS_1252.encode(text).0);
        // A single letter would part Spanish from Slovak in its own charset.
        let spanish = "Los países unirán sus redes según informó la región; habrá más líneas, añadió el ministro tras la reunión de energía.";
        assert_eq!(told(spanish), None);
        assert_eq!(
            told(&spanish.replace("líneas", "líneas cada año")),
            Some(WINDOWS_1252)
        );
        // Quotation marks stand in every language; too short; nothing beyond ASCII.
        assert_eq!(told(&"“Grids” and “ports” are “linked” – ".repeat(4)), None);
        assert_eq!(told("l’été"), None);
        assert_eq!(told("summer"), None);
        let russian =
            "Соседи объединят электросети до конца года, сообщил министр после переговоров.";
        for charset in [KOI8_R, IBM866] {
            assert_eq!(by_letters(&charset.encode(russian).0), None, "{charset:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn random_bytes_are_no_language(bytes in proptest::collection::vec(0x80u8.., 24..400)) {
            proptest::prop_assert_eq!(by_letters(&bytes), None);
        }
    }
}
