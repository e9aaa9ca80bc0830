//! Promises of the gazetteer, on sentences written for them.

use super::*;
use crate::stages::language::tests::story;
use crate::story::CodeRef;
use proptest::prelude::*;
use std::sync::LazyLock;

static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(Gazetteer::builtin);

fn read_in(language: Option<Language>) -> LanguageFound {
    LanguageFound {
        other: None,
        language,
        confidence: 1.0,
        declared: None,
        detected: language,
        conflict: false,
    }
}

/// `id or name = surface` of each mention in the body, in order of place.
fn mentions(code: &str, body: &str) -> Vec<String> {
    let language = read_in(Some(Language::from_tag(code).unwrap()));
    let mut all: Vec<(u32, String)> = GAZETTEER
        .find(&story("", body, None), &language)
        .iter()
        .flat_map(|entity| {
            entity.spans.iter().map(|span| {
                let kind = match entity.kind {
                    EntityKind::Country => "c",
                    EntityKind::Place => "p",
                    EntityKind::Organisation => "o",
                    EntityKind::Person => "h",
                };
                let id = if entity.kind == EntityKind::Person {
                    ""
                } else {
                    entity.id.as_deref().unwrap_or(&entity.name)
                };
                (
                    span.start,
                    format!(
                        "{kind}:{id}={}",
                        &body[span.start as usize..span.end as usize]
                    ),
                )
            })
        })
        .collect();
    all.sort();
    all.into_iter().map(|(_, text)| text).collect()
}

#[test]
fn names_are_found_in_every_language_as_its_grammar_bends_them() {
    let mut wrong = Vec::new();
    for (code, text, expected) in [
        (
            "fr",
            "Le président français Emmanuel Macron quitte l'Azerbaïdjan pour Le Caire, selon l'ONU.",
            "h:=Emmanuel Macron c:AZ=Azerbaïdjan p:EG=Le Caire o:Q1065=ONU",
        ),
        (
            "en",
            "Prime Minister Keir Starmer flew from London to the United States for U.N. talks.",
            "h:=Keir Starmer p:GB=London c:US=United States o:Q1065=U.N.",
        ),
        (
            "de",
            "Außenministerin Annalena Baerbock besucht Frankreichs Hauptstadt Paris und die Vereinten Nationen.",
            "h:=Annalena Baerbock c:FR=Frankreichs p:FR=Paris o:Q1065=Vereinten Nationen",
        ),
        (
            "es",
            "El canciller de España viaja a Turquía; la OPEP calla.",
            "c:ES=España c:TR=Turquía o:Q7795=OPEP",
        ),
        (
            "it",
            "Il premier Giorgia Meloni incontra a Roma il capo della Nato; gli Stati Uniti assenti.",
            "h:=Giorgia Meloni p:IT=Roma o:Q7184=Nato c:US=Stati Uniti",
        ),
        (
            "pt",
            "O presidente Lula viaja da Alemanha para Moscovo e a ONU.",
            "h:=Lula c:DE=Alemanha p:RU=Moscovo o:Q1065=ONU",
        ),
        (
            "nl",
            "Premier Dick Schoof was in Duitsland en België voor de Europese Unie.",
            "h:=Dick Schoof c:DE=Duitsland c:BE=België o:Q458=Europese Unie",
        ),
        (
            "sv",
            "Utrikesminister Maria Stenergard besöker Finlands huvudstad Helsingfors och FN.",
            "h:=Maria Stenergard c:FI=Finlands p:FI=Helsingfors o:Q1065=FN",
        ),
        (
            "pl",
            "Prezydent Andrzej Duda wrócił z Francji do Warszawy po szczycie NATO.",
            "h:=Andrzej Duda c:FR=Francji p:PL=Warszawy o:Q7184=NATO",
        ),
        (
            "cs",
            "Premiér Petr Fiala odletěl z Prahy do Německa na jednání OSN.",
            "h:=Petr Fiala p:CZ=Prahy c:DE=Německa o:Q1065=OSN",
        ),
        (
            "ro",
            "Președintele Nicușor Dan a plecat din România spre Franța la ONU.",
            "h:=Nicușor Dan c:RO=România c:FR=Franța o:Q1065=ONU",
        ),
        (
            "bg",
            "Президентът Румен Радев замина от България за Франция и ООН.",
            "h:=Румен Радев c:BG=България c:FR=Франция o:Q1065=ООН",
        ),
        (
            "el",
            "Ο πρωθυπουργός Κυριάκος Μητσοτάκης έφυγε από την Αθήνα για τη Γαλλία και τον ΟΗΕ.",
            "h:=Κυριάκος Μητσοτάκης p:GR=Αθήνα c:FR=Γαλλία o:Q1065=ΟΗΕ",
        ),
        (
            "uk",
            "Президент Володимир Зеленський вирушив з України до Франції, повідомили в ООН.",
            "h:=Володимир Зеленський c:UA=України c:FR=Франції o:Q1065=ООН",
        ),
        (
            "ru",
            "Президент Франции Эммануэль Макрон провел в Москве встречу с послами Ирана и ООН.",
            "c:FR=Франции h:=Эммануэль Макрон p:RU=Москве c:IR=Ирана o:Q1065=ООН",
        ),
        (
            "tr",
            "Dışişleri Bakanı Hakan Fidan, Azerbaycan'ın başkenti Bakü'de NATO için konuştu.",
            "h:=Hakan Fidan c:AZ=Azerbaycan p:AZ=Bakü o:Q7184=NATO",
        ),
        (
            "az",
            "Prezident İlham Əliyev Fransanın və Türkiyənin səfirlərini Bakıda qəbul edib, BMT də iştirak edib.",
            "h:=İlham Əliyev c:FR=Fransanın c:TR=Türkiyənin p:AZ=Bakıda o:Q1065=BMT",
        ),
        (
            "kk",
            "Президент Қасым-Жомарт Тоқаев Францияның елшісін Астанада қабылдады, БҰҰ қатысты.",
            "h:=Қасым-Жомарт Тоқаев c:FR=Францияның p:KZ=Астанада o:Q1065=БҰҰ",
        ),
        (
            "ar",
            "توجه الوزير من فرنسا إلى أذربيجان وإيران وللصين موقف في الأمم المتحدة.",
            "c:FR=فرنسا c:AZ=أذربيجان c:IR=إيران c:CN=للصين o:Q1065=الأمم المتحدة",
        ),
        (
            "fa",
            "وزیر از فرانسه به ایران رفت و در تهران با سازمان ملل گفتگو کرد.",
            "c:FR=فرانسه c:IR=ایران p:IR=تهران o:Q1065=سازمان ملل",
        ),
        (
            "he",
            "השר טס מצרפת לאיראן ובטהרן נפגש עם האו\"ם וארה\"ב.",
            "c:FR=צרפת c:IR=איראן p:IR=טהרן o:Q1065=האו\"ם c:US=ארה\"ב",
        ),
        (
            "hi",
            "मंत्री फ़्रांस से ईरान गए और दिल्ली में संयुक्त राष्ट्र से मिले।",
            "c:FR=फ़्रांस c:IR=ईरान o:Q1065=संयुक्त राष्ट्र",
        ),
        (
            "zh",
            "法国外长抵达巴库，会见伊朗代表和联合国官员。",
            "c:FR=法国 p:AZ=巴库 c:IR=伊朗 o:Q1065=联合国",
        ),
        (
            "ja",
            "フランスの外相はイランを訪れ、東京で国連の代表と会談した。",
            "c:FR=フランス c:IR=イラン p:JP=東京 o:Q1065=国連",
        ),
        (
            "ko",
            "프랑스의 장관이 이란과 일본을 방문해 서울에서 유엔 대표를 만났다.",
            "c:FR=프랑스의 c:IR=이란과 c:JP=일본을 p:KR=서울에서 o:Q1065=유엔",
        ),
        (
            "id",
            "Presiden Prabowo Subianto terbang dari Jakarta ke Prancis dan bertemu PBB.",
            "h:=Prabowo Subianto p:ID=Jakarta c:FR=Prancis o:Q1065=PBB",
        ),
    ] {
        let told = mentions(code, text).join(" ");
        if told != expected {
            wrong.push(format!("{code}: {text}\n  told {told}\n  not  {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn small_and_doubtful_names_do_not_fire() {
    for (code, text) in [
        (
            "en",
            "Michael Jordan met Chad Smith; the turkey was ready and china plates were set.",
        ),
        ("en", "Let us go, said the man; it is who you are."),
        ("en", "JOIN US TODAY AND WIN"),
        (
            "en",
            "The Nigerien and Omani crews, the Georgian house, Chadwick and Malian music.",
        ),
        (
            "zh",
            "道德国家，今日本报讯，其中国有企业，司法国际会议，索马里兰以外。",
        ),
        (
            "ja",
            "日本橋のマリーナでタイムを計り、チリペッパーを食べた。",
        ),
        ("de", "Die Nigerianer und das Chinarestaurant"),
        ("ru", "Малая сцена и чадный дым"),
        ("fr", "La chine se visite, un chili con carne."),
        ("tr", "Oman değil orman; ab cd."),
    ] {
        let found: Vec<String> = mentions(code, text)
            .into_iter()
            // Somalia's name begins the island's here, and is no seam of other words.
            .filter(|mention| !mention.ends_with("索马里"))
            .collect();
        assert_eq!(found, Vec::<String>::new(), "{code}: {text}");
    }
}

#[test]
fn the_longer_name_wins() {
    assert_eq!(
        mentions(
            "en",
            "Nigeria, Niger, Guinea-Bissau, Papua New Guinea, Equatorial Guinea, South Sudan"
        )
        .join(" "),
        "c:NG=Nigeria c:NE=Niger c:GW=Guinea-Bissau c:PG=Papua New Guinea c:GQ=Equatorial Guinea c:SS=South Sudan"
    );
    assert_eq!(
        mentions("zh", "印度尼西亚和罗马尼亚和印度").join(" "),
        "c:ID=印度尼西亚 c:RO=罗马尼亚 c:IN=印度"
    );
}

#[test]
fn an_ambiguous_name_counts_where_it_stands_alone() {
    assert_eq!(
        mentions("en", "Envoys from Jordan and Georgia met.").join(" "),
        "c:JO=Jordan c:GE=Georgia"
    );
}

#[test]
fn of_several_titles_before_a_name_one_takes_it() {
    assert_eq!(
        mentions("fr", "Le président ministre Emmanuel Macron parle.").join(" "),
        "h:=Emmanuel Macron"
    );
    assert_eq!(
        mentions(
            "en",
            "Deputy Prime Minister Foreign Minister Ishaq Dar spoke to President King."
        )
        .join(" "),
        "h:=Ishaq Dar h:=King"
    );
}

#[test]
fn each_thing_is_listed_once_with_all_its_places() {
    let body = "France and Iran met. France left.";
    let found = GAZETTEER.find(
        &story("France in Baku", body, None),
        &read_in(Some(Language::En)),
    );
    let names: Vec<&str> = found.iter().map(|entity| &*entity.name).collect();
    assert_eq!(names, ["France", "Baku", "Iran"]);
    assert_eq!(found[0].spans.len(), 3);
    assert_eq!(
        found[0].spans[0],
        Span {
            field: Field::Headline,
            start: 0,
            end: 6
        }
    );
    assert_eq!(found[0].id.as_deref(), Some("FR"));
}

#[test]
fn without_a_language_only_names_that_are_alike_in_most_are_found() {
    let found = GAZETTEER.find(
        &story("NATO, OPEC+ in Ankara and Germany", "", None),
        &read_in(None),
    );
    let names: Vec<&str> = found.iter().map(|entity| &*entity.name).collect();
    assert_eq!(names, ["NATO", "OPEC", "Ankara"]);
}

#[test]
fn what_the_agency_lists_is_kept_and_marked_unless_the_text_names_it() {
    let mut story = story("", "President Ilham Aliyev met Acme Gas of France.", None);
    let entry = |name: &str, code: &str| CodeRef {
        code: Some(code.to_owned()),
        name: Some(name.to_owned()),
        ..CodeRef::default()
    };
    story.people = vec![entry("Ilham Aliyev", "Q1")];
    story.organisations = vec![
        entry("Acme Gas", "acme"),
        entry("", "x"),
        CodeRef::default(),
    ];
    story.places = vec![entry("France", "fr"), entry("Lyon", "ly")];
    let found = GAZETTEER.find(&story, &read_in(Some(Language::En)));
    let told: Vec<(&str, Option<&str>, usize, bool)> = found
        .iter()
        .map(|e| (&*e.name, e.id.as_deref(), e.spans.len(), e.from_agency))
        .collect();
    assert_eq!(
        told,
        [
            ("Ilham Aliyev", Some("Q1"), 1, false),
            ("France", Some("FR"), 1, false),
            ("Acme Gas", Some("acme"), 1, true),
            ("Lyon", Some("ly"), 0, true),
        ]
    );
}

fn check(story: &Story, language: Option<Language>) -> Result<(), TestCaseError> {
    for entity in GAZETTEER.find(story, &read_in(language)) {
        let mut last = (Field::Headline, 0);
        prop_assert!(!entity.spans.is_empty() && !entity.name.is_empty());
        for span in &entity.spans {
            let text = match span.field {
                Field::Headline => &story.headline,
                Field::Subheadline => &story.subheadline,
                Field::Body => &story.body,
            };
            let surface = text.get(span.start as usize..span.end as usize);
            prop_assert!(surface.is_some_and(|surface| !surface.is_empty()));
            if entity.kind == EntityKind::Person {
                prop_assert_eq!(surface, Some(&*entity.name));
            }
            prop_assert!(span.field != last.0 || span.start >= last.1);
            last = (span.field, span.end);
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn spans_are_exact_in_any_text(head in "\\PC{0,80}", body in "(?s).{0,400}", language in 0..Language::ALL.len()) {
        check(&story(&head, &body, None), Some(Language::ALL[language]))?;
    }

    #[test]
    fn spans_are_exact_among_names_cut_and_glued(
        parts in proptest::collection::vec(prop::sample::select(vec![
            "President ", "Macron", " de ", "Франции", "президент ", "США", "U.S.", "中国", "其", "للصين", "ו", "ארה\"ב", "é\u{301}", "’", "-", " ", "\n\n",
            "Côte d’Ivoire", "ministre ", "İ", "ß", "프랑스의", "फ़्रांस", "ＥＵ", "Papua New ", "Guinea", "😀",
        ]), 0..24),
        language in 0..=Language::ALL.len(),
    ) {
        check(&story("", &parts.concat(), None), Language::ALL.get(language).copied())?;
    }
}
