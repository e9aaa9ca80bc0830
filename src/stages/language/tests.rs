//! Promises of language identification, on stories written for them.

use super::features::{Features, Letters};
use super::*;
use proptest::prelude::*;
use std::sync::LazyLock;

static LANGUAGES: LazyLock<Languages> = LazyLock::new(Languages::builtin);
const STORIES: &str = include_str!("stories.tsv");

fn stories() -> impl Iterator<Item = (Language, &'static str)> {
    STORIES
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let (code, text) = line.split_once('\t').unwrap();
            (Language::from_tag(code).unwrap(), text)
        })
}

fn detected(text: &str) -> Option<Language> {
    LANGUAGES.detect(text).map(|(language, _)| language)
}

pub(in crate::stages) fn story(headline: &str, body: &str, declared: Option<&str>) -> Story {
    Story {
        headline: headline.to_owned(),
        body: body.to_owned(),
        supplier: "ann".to_owned(),
        declared_language: declared.map(str::to_owned),
        ..Story::from_text("", "")
    }
}

const FRENCH: &str =
    "Le ministre est arrivé lundi à Bakou pour des entretiens sur le gazoduc et les échanges.";
const GERMAN: &str =
    "Der Minister ist am Montag zu Gesprächen über die Gasleitung in Baku eingetroffen.";

#[test]
fn every_language_has_six_stories_and_each_is_told() {
    let mut told = vec![0; Language::ALL.len()];
    for (language, text) in stories() {
        assert_eq!(detected(text), Some(language), "{text}");
        told[language as usize] += 1;
    }
    assert_eq!(told, vec![6; Language::ALL.len()]);
}

#[test]
fn capitals_do_not_change_the_answer() {
    for (language, text) in stories() {
        // Dotless and dotted i fall together when capitals of Turkish are written by rules of other languages.
        assert_eq!(detected(&text.to_uppercase()), Some(language), "{text}");
    }
}

#[test]
fn a_single_sentence_is_enough_nearly_always() {
    let (mut right, mut wrong, mut all) = (0, 0, 0);
    for (language, text) in stories() {
        for sentence in text
            .split_inclusive(['.', '。', '।'])
            .filter(|s| s.chars().count() > 8)
        {
            all += 1;
            match detected(sentence) {
                Some(found) if found == language => right += 1,
                Some(_) => wrong += 1,
                None => {}
            }
        }
    }
    assert!(right * 100 >= all * 97, "{right} of {all}");
    assert!(wrong * 100 <= all, "{wrong} of {all} wrong");
}

#[test]
fn other_languages_are_unknown() {
    for text in [
        // Danish, Norwegian, Croatian, Slovak, Hungarian, Finnish, Catalan, Vietnamese, Swahili, Latvian, Albanian
        "Udenrigsministeren rejste mandag til Nairobi for at drøfte den omstridte grænse. Bagefter kom der ingen fælles udtalelse.",
        "Utenriksministeren dro mandag til Nairobi for å drøfte den omstridte grensen. Etterpå kom det ingen felles uttalelse.",
        "Ministar vanjskih poslova otputovao je u ponedjeljak u Nairobi na razgovore o spornoj granici. Zajedničke izjave nije bilo.",
        "Minister zahraničných vecí odletel v pondelok do Nairobi na rokovania o spornej hranici. Spoločné vyhlásenie nevydali.",
        "A külügyminiszter hétfőn Nairobiba utazott, hogy a vitatott határról tárgyaljon. Közös nyilatkozatot nem adtak ki.",
        "Ulkoministeri matkusti maanantaina Nairobiin keskustelemaan kiistanalaisesta rajasta. Yhteistä lausumaa ei annettu.",
        "El ministre d'Afers Exteriors va viatjar dilluns a Nairobi per parlar de la frontera en disputa. No hi va haver cap comunicat conjunt després de la trobada amb els seus homòlegs.",
        "Bộ trưởng Ngoại giao hôm thứ Hai đã tới Nairobi để đàm phán về đường biên giới tranh chấp.",
        "Waziri wa mambo ya nje alisafiri Jumatatu kwenda Nairobi kwa mazungumzo kuhusu mpaka unaozozaniwa.",
        "Ārlietu ministrs pirmdien devās uz Nairobi, lai runātu par strīdīgo robežu. Kopīga paziņojuma nebija.",
        "Ministri i Jashtëm udhëtoi të hënën në Nairobi për bisedime mbi kufirin e diskutueshëm.",
        // Serbian, Macedonian, Belarusian, Mongolian, Kyrgyz
        "Министар спољних послова отпутовао је у понедељак у Најроби на разговоре о спорној граници.",
        "Министерот за надворешни работи замина во понеделникот во Најроби на разговори за спорната граница.",
        "Міністр замежных спраў у панядзелак адправіўся ў Найробі на перамовы аб спрэчнай мяжы.",
        "Гадаад хэргийн сайд маргаантай хилийн асуудлаар хэлэлцээ хийхээр даваа гарагт Найроби руу явлаа.",
        "Тышкы иштер министри талаштуу чек ара боюнча сүйлөшүү үчүн дүйшөмбү күнү Найробиге кетти.",
        // Urdu, Central Kurdish, Yiddish, Marathi, Nepali, Thai, Georgian, Armenian
        "وزیر خارجہ متنازع سرحد پر بات چیت کے لیے پیر کو نیروبی روانہ ہوئے۔ ملاقات کے بعد کوئی مشترکہ بیان جاری نہیں کیا گیا۔",
        "وەزیری دەرەوە ڕۆژی دووشەممە بۆ گفتوگۆ لەسەر سنووری ناکۆک گەیشتە نایرۆبی.",
        "דער אויסערן־מיניסטער איז מאָנטיק געפֿאָרן קיין נײַראָבי אויף שמועסן וועגן דער גרענעץ.",
        "परराष्ट्र मंत्री सोमवारी वादग्रस्त सीमेवर चर्चेसाठी नैरोबीला रवाना झाले आहेत आणि त्यांनी निवेदन दिले आहे.",
        "विदेशमन्त्री विवादित सीमाबारे छलफल गर्न सोमबार नैरोबी गएका छन् र भेटपछि कुनै वक्तव्य जारी भएको छैन।",
        "รัฐมนตรีต่างประเทศเดินทางไปไนโรบีเมื่อวันจันทร์เพื่อหารือเรื่องพรมแดน",
        "საგარეო საქმეთა მინისტრი ორშაბათს ნაირობიში გაემგზავრა მოლაპარაკებებზე.",
        "Արտգործնախարարը երկուշաբթի մեկնել է Նայրոբի՝ վիճելի սահմանի շուրջ բանակցությունների։",
    ] {
        assert_eq!(detected(text), None, "{text}");
    }
}

#[test]
fn what_has_no_words_is_unknown() {
    for text in [
        "",
        "   ",
        "12 345,67 +8.9 % (2026) 0-3",
        "OPEC",
        "G20",
        "😀😀😀",
        "\u{200f}\u{200e}",
        "----",
        "$$ 45 €",
    ] {
        assert_eq!(LANGUAGES.detect(text), None, "{text:?}");
        let found = LANGUAGES.identify(&story(text, "", None));
        assert_eq!(
            (found.language, found.detected, found.conflict),
            (None, None, false)
        );
    }
}

#[test]
fn half_and_half_is_not_sure() {
    let mixed = format!("{FRENCH} {GERMAN}");
    let (_, alone) = LANGUAGES.detect(FRENCH).unwrap();
    let both = LANGUAGES.detect(&mixed).map_or(0.0, |(_, p)| p);
    assert!(both < alone);
    // In two scripts, neither has the majority that detection asks for.
    let scripts =
        "Министр прибыл в Баку на переговоры по газу. Le ministre est arrivé à Bakou hier.";
    assert!(LANGUAGES.detect(scripts).is_none_or(|(_, p)| p < 0.95));
}

#[test]
fn a_foreign_headline_or_credit_line_does_not_outvote_the_text() {
    let body = format!(
        "{} (Reporting by John Miller; Editing by Jane Walker)",
        [FRENCH; 8].join(" ")
    );
    let found = LANGUAGES.identify(&story("French minister arrives in Baku", &body, None));
    assert_eq!(found.language, Some(Language::Fr));
}

#[test]
fn the_text_outweighs_a_wrong_declaration_and_the_conflict_is_flagged() {
    let found = LANGUAGES.identify(&story("", FRENCH, Some("en-GB")));
    assert_eq!(found.language, Some(Language::Fr));
    assert_eq!(found.detected, Some(Language::Fr));
    assert_eq!(found.declared.as_deref(), Some("en-GB"));
    assert!(found.conflict);
}

#[test]
fn a_trusted_supplier_is_believed_and_the_conflict_is_still_flagged() {
    let languages = Languages::builtin().trusting(["ANN".to_owned()]);
    let found = languages.identify(&story("", FRENCH, Some("en")));
    assert_eq!(found.language, Some(Language::En));
    assert!((found.confidence - 1.0).abs() < f32::EPSILON);
    assert!(found.conflict);
}

#[test]
fn where_the_text_leaves_doubt_the_declaration_decides() {
    let found = LANGUAGES.identify(&story("OPEC", "", Some("tr")));
    assert_eq!(found.language, Some(Language::Tr));
    assert_eq!(found.detected, None);
    assert!(!found.conflict);
    assert!(found.confidence < 1.0);
}

#[test]
fn a_declaration_that_agrees_makes_surer_and_an_empty_one_changes_nothing() {
    let short = "Gespräche in Baku";
    let alone = LANGUAGES.identify(&story(short, "", None));
    let undetermined = LANGUAGES.identify(&story(short, "", Some("und")));
    let agreed = LANGUAGES.identify(&story(short, "", Some("de")));
    assert_eq!(
        alone.confidence.to_bits(),
        undetermined.confidence.to_bits()
    );
    assert_eq!(agreed.language, Some(Language::De));
    assert!(agreed.confidence > alone.confidence);
}

#[test]
fn a_declared_language_outside_ours_makes_a_doubtful_text_unknown() {
    let found = LANGUAGES.identify(&story("Regeringen i Oslo", "", Some("nb")));
    assert_eq!(found.language, None);
    assert_eq!(found.declared.as_deref(), Some("nb"));
}

#[test]
fn a_default_declared_for_a_text_in_none_of_ours_gives_way_to_what_the_text_shows() {
    let finnish = "Satamat ovat sopineet, että ne jakavat nosturin, mutta työ ei ole vielä alkanut. Satamien mukaan nosturi on punainen, ja myös \
         laiturit uusitaan, kun talvi on ohi.";
    let other = |tag| LANGUAGES.identify(&story("Nosturi", finnish, tag)).other;
    assert_eq!(other(Some("en")), Some("fi"));
    assert_eq!(other(None), Some("fi"));
    assert_eq!(other(Some("nb")), None);
}

#[test]
fn features_agree_with_the_recipe() {
    // Printed by `train.py --features TEXT`.
    let expected = [
        591, 7349, 5661, 3313, 4808, 11908, 2572, 5991, 5625, 11941, 6844, 201, 3987, 6914, 5504,
        4357, 1813, 916, 2635, 12099, 3013, 5819, 3065, 4062, 6180, 3184, 7814, 9702, 5036, 3737,
        12218, 4286, 3843, 7046, 2901, 8796, 184, 5186, 5841, 1247, 7220, 10, 7669, 9352, 6899,
        4238, 6808, 5789, 3355, 11843,
    ];
    let mut rows = Vec::new();
    Features::new(Letters::Latin, 13, 12).walk(
        "Țara și İstanbul, ƏLİYEV 2026: «l'été» straße Việt",
        |row| rows.push(row),
    );
    assert_eq!(rows, expected);
}

proptest! {
    #[test]
    fn any_text_gets_an_answer_between_zero_and_one(text in "(?s).{0,600}", head in "\\PC{0,80}", tag in proptest::option::of("\\PC{0,6}")) {
        if let Some((_, p)) = LANGUAGES.detect(&text) {
            prop_assert!((0.0..=1.001).contains(&p));
        }
        let found = LANGUAGES.identify(&story(&head, &text, tag.as_deref()));
        prop_assert!((0.0..=1.001).contains(&found.confidence));
        prop_assert!(!found.conflict || found.detected.is_some());
    }

    #[test]
    fn a_story_in_any_mix_of_scripts_never_fails(parts in proptest::collection::vec(0_usize..156, 0..6), cut in 0_usize..400) {
        let all: Vec<&str> = stories().map(|(_, text)| text).collect();
        let mixed: String = parts.iter().map(|n| all[*n]).collect();
        let end = mixed.floor_char_boundary(cut.min(mixed.len()));
        let found = LANGUAGES.detect(&mixed[..end]);
        prop_assert!(found.is_none_or(|(_, p)| p >= SURE_ENOUGH));
    }
}
