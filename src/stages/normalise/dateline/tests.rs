//! Datelines of many agencies, and sentences that look like them.

use super::*;

fn read(text: &str) -> Option<(String, Option<String>, Option<String>)> {
    let near = Date::new(2026, 8, 10).ok();
    find(text, near).map(|d| (d.place.unwrap_or_default(), d.date, d.agency))
}

#[test]
fn datelines_of_many_agencies_are_read() {
    let day = Some("2026-08-09");
    for (text, place, date, agency) in [
        (
            "BAKOU, 9 août (ANN) – Les dirigeants se sont réunis.",
            "BAKOU",
            day,
            Some("ANN"),
        ),
        (
            "Paris, 9 août 2026 (AFP) - Les dirigeants",
            "Paris",
            day,
            Some("AFP"),
        ),
        (
            "Paris (ats afp) - Les dirigeants",
            "Paris",
            None,
            Some("ats afp"),
        ),
        (
            "SHANGHAI, Aug 9 (Reuters) - Leaders met.",
            "SHANGHAI",
            day,
            Some("Reuters"),
        ),
        (
            "Oslo, Western Coast – (GlobeNewswire - Aug 9, 2026) - Two ports",
            "Oslo, Western Coast",
            day,
            Some("GlobeNewswire"),
        ),
        ("NEW YORK (AP) — Leaders met.", "NEW YORK", None, Some("AP")),
        (
            "FORT HALVARD, Pa. (AP) _ Leaders met.",
            "FORT HALVARD, Pa.",
            None,
            Some("AP"),
        ),
        (
            "SAITAMA, Japan, Aug. 9 Kyodo - Leaders met.",
            "SAITAMA, Japan",
            day,
            Some("Kyodo"),
        ),
        (
            "BEIJING, Aug. 9 (Xinhua) -- Leaders met.",
            "BEIJING",
            day,
            Some("Xinhua"),
        ),
        (
            "AUSTIN, Texas, Aug. 9, 2026 /PRNewswire-AsiaNet/ -- A firm",
            "AUSTIN, Texas",
            day,
            Some("PRNewswire-AsiaNet"),
        ),
        (
            "QUÉBEC, le 9 août 2026 /CNW/ - Deux navires",
            "QUÉBEC",
            day,
            Some("CNW"),
        ),
        ("Berlin (dpa) - Die Minister", "Berlin", None, Some("dpa")),
        (
            "Berlin/Paris (dpa) - Die Minister",
            "Berlin/Paris",
            None,
            Some("dpa"),
        ),
        (
            "Wien, 9. August (APA) - Die Minister",
            "Wien",
            day,
            Some("APA"),
        ),
        (
            "Frankfurt am Main (dpa) - Die Minister",
            "Frankfurt am Main",
            None,
            Some("dpa"),
        ),
        (
            "Madrid, 9 ago (EFE).- Los ministros",
            "Madrid",
            day,
            Some("EFE"),
        ),
        (
            "MADRID, 9 Ago. (EUROPA PRESS) - Los ministros",
            "MADRID",
            day,
            Some("EUROPA PRESS"),
        ),
        (
            "(ANSA) - ROMA, 09 AGO - I ministri",
            "ROMA",
            day,
            Some("ANSA"),
        ),
        (
            "Lisboa, 9 ago 2026 (Lusa) – Os ministros",
            "Lisboa",
            day,
            Some("Lusa"),
        ),
        (
            "МОСКВА, 9 августа. /ТАСС/. Министры",
            "МОСКВА",
            day,
            Some("ТАСС"),
        ),
        (
            "МОСКВА, 9 авг - РИА Новости. Министры",
            "МОСКВА",
            day,
            Some("РИА Новости"),
        ),
        (
            "Москва. 9 августа. INTERFAX.RU - Министры",
            "Москва",
            day,
            Some("INTERFAX.RU"),
        ),
        (
            "КИЇВ, 9 серпня (Укрінформ) — Міністри",
            "КИЇВ",
            day,
            Some("Укрінформ"),
        ),
        ("ANKARA (AA) - Bakanlar", "ANKARA", None, Some("AA")),
        ("Bakı, 9 avqust, AZƏRTAC", "Bakı", day, Some("AZƏRTAC")),
        (
            "باكو 9 أغسطس (رويترز) - قال الوزراء",
            "باكو",
            day,
            Some("رويترز"),
        ),
        (
            "新华社北京8月9日电（记者 王小明）部长们",
            "北京",
            day,
            Some("新华社"),
        ),
        ("【ワシントン共同】閣僚", "ワシントン", None, Some("共同")),
        (
            "(서울=연합뉴스) 홍길동 기자 = 장관들",
            "서울",
            None,
            Some("연합뉴스"),
        ),
        ("Aug 9 (Reuters) - Leaders met.", "", day, Some("Reuters")),
        (
            "(AGX) - ROMA, 09 AGO - I ministri",
            "ROMA",
            day,
            Some("AGX"),
        ),
        (
            "NEW DELHI, Aug 9 (PTI) Leaders met.",
            "NEW DELHI",
            day,
            Some("PTI"),
        ),
        ("تهران - ایرنا - قال", "تهران", None, Some("ایرنا")),
        (
            "София, 9 август /БТА/ Министрите",
            "София",
            day,
            Some("БТА"),
        ),
        (
            "القاهرة في 9 أغسطس / أ ش أ / وقع الوزراء",
            "القاهرة",
            day,
            Some("أ ش أ"),
        ),
        (
            "القاهرة - 9 - 8 (كونا) -- وقع الوزراء",
            "القاهرة",
            day,
            Some("كونا"),
        ),
        (
            "Badajoz (España), 9 ago (EFE).- Los ministros",
            "Badajoz (España)",
            day,
            Some("EFE"),
        ),
        (
            "Bakı, 9 avqust, AZƏRTAC. Nazirlər görüşüb.",
            "Bakı",
            day,
            Some("AZƏRTAC"),
        ),
        (
            "Bakı. 9 avqust. REPORT.AZ/ Nazirlər görüşüb.",
            "Bakı",
            day,
            Some("REPORT.AZ"),
        ),
        (
            "Bakı. Elçin Quliyev – APA. Nazirlər",
            "Bakı",
            None,
            Some("APA"),
        ),
        (
            "Çağrı ÖZTÜRK / BATUM, (DHA) - Bakanlar",
            "BATUM",
            None,
            Some("DHA"),
        ),
        (
            "Пловдив, 9 август /Георги Илиев, БТА/ Министрите",
            "Пловдив",
            day,
            Some("БТА"),
        ),
        (
            "القاهرة 9 أغسطس 2026 (شينخوا) وقع الوزراء",
            "القاهرة",
            day,
            Some("شينخوا"),
        ),
        (
            "本报北京8月9日讯（记者张晓东）部长们",
            "北京",
            day,
            Some("本报"),
        ),
        ("中新网8月9日电 部长们", "", day, Some("中新网")),
        ("【ソウル共同＝山田太郎】閣僚", "ソウル", None, Some("共同")),
        ("GÖTEBORG (TT)", "GÖTEBORG", None, Some("TT")),
        ("【東京＝共同通信】閣僚", "東京", None, Some("共同通信")),
        (
            "الرياض 20 صفر 1448 هـ الموافق 09 أغسطس 2026 م واس",
            "الرياض",
            day,
            Some("واس"),
        ),
        (
            "جدة 20 صفر 1448 هـ الموافق 09 أغسطس 2026 م واس وقع الوزراء",
            "جدة",
            day,
            Some("واس"),
        ),
        ("دمشق-سانا", "دمشق", None, Some("سانا")),
        ("دمشق-سانا وقع الوزراء", "دمشق", None, Some("سانا")),
        ("بغداد - واع", "بغداد", None, Some("واع")),
        (
            "بيروت 9-8-2026 (أ.ف.ب) - وقع الوزراء",
            "بيروت",
            day,
            Some("أ.ف.ب"),
        ),
        (
            "رام الله 9-8-2026 وفا- وقع الوزراء",
            "رام الله",
            day,
            Some("وفا"),
        ),
        (
            "أبوظبي في 9 أغسطس/ وام / وقع الوزراء",
            "أبوظبي",
            day,
            Some("وام"),
        ),
        (
            "مسقط في 9 أغسطس /العُمانية/ وقع الوزراء",
            "مسقط",
            day,
            Some("العُمانية"),
        ),
        (
            "الرباط 9 غشت 2026 (ومع) - وقع الوزراء",
            "الرباط",
            day,
            Some("ومع"),
        ),
        ("تهران- ایرنا- وزیران", "تهران", None, Some("ایرنا")),
        (
            "ירושלים, 9 באוגוסט (עתים) - השרים",
            "ירושלים",
            day,
            Some("עתים"),
        ),
        ("ירושלים (רויטרס) - השרים", "ירושלים", None, Some("רויטרס")),
        (
            "नयी दिल्ली 9 अगस्त (वार्ता) मंत्री",
            "नयी दिल्ली",
            day,
            Some("वार्ता"),
        ),
        (
            "नई दिल्ली, 9 अगस्त (आईएएनएस)। मंत्री",
            "नई दिल्ली",
            day,
            Some("आईएएनएस"),
        ),
        ("मुंबई, 9 अगस्त (हि.स.)। मंत्री", "मुंबई", day, Some("हि.स.")),
        (
            "［パリ　９日　ロイター］ - 閣僚",
            "パリ",
            None,
            Some("ロイター"),
        ),
        (
            "[ワシントン 9日 ロイター] - 閣僚",
            "ワシントン",
            None,
            Some("ロイター"),
        ),
        ("（東京 時事）閣僚", "東京", None, Some("時事")),
        ("【8月9日 AFP】閣僚", "", day, Some("AFP")),
        ("【ワシントン＝山田太郎】閣僚", "ワシントン", None, None),
        ("【ワシントン山田太郎】閣僚", "ワシントン", None, None),
        ("【北京山田太郎】閣僚", "北京", None, None),
        ("[워싱턴=김하늘 특파원] 장관들", "워싱턴", None, None),
        (
            "НЬЮ-ЙОРК, 9 августа. /Специальный корреспондент ТАСС Анна Крот/. Министры",
            "НЬЮ-ЙОРК",
            day,
            Some("ТАСС"),
        ),
        ("ТАСС, 9 августа. Министры", "", day, Some("ТАСС")),
        (
            "9 августа, Минск /Корр. БЕЛТА/. Министры",
            "Минск",
            day,
            Some("БЕЛТА"),
        ),
        (
            "Москва. 9 августа. Интерфакс-Россия - Министры",
            "Москва",
            day,
            Some("Интерфакс-Россия"),
        ),
        (
            "Ayşe YILMAZ/ANKARA, (DHA)- Bakanlar",
            "ANKARA",
            None,
            Some("DHA"),
        ),
        ("(Belga) Les ministres", "", None, Some("Belga")),
        ("PARIS — Leaders met.", "PARIS", None, None),
        ("OSLO, Aug 9 – Leaders met.", "OSLO", day, None),
        (
            "[オスロ9日ロイター]-両国は",
            "オスロ",
            None,
            Some("ロイター"),
        ),
        (
            "【新華社オスロ8月9日】両国は",
            "オスロ",
            day,
            Some("新華社"),
        ),
        (
            "Arvik: Aug 9 –-(BNA): The ministers",
            "Arvik",
            day,
            Some("BNA"),
        ),
        (
            "09.08. Warszawa (PAP) - Premier",
            "Warszawa",
            day,
            Some("PAP"),
        ),
        (
            "09.08.2026 Warszawa (PAP) - Premier",
            "Warszawa",
            day,
            Some("PAP"),
        ),
        (
            "ARVIK, 9. kolovoza (Hina) - Ministri",
            "ARVIK",
            day,
            Some("Hina"),
        ),
        (
            "ARVIK, 9. avgusta (STA) - Ministri",
            "ARVIK",
            day,
            Some("STA"),
        ),
        (
            "ARVIK, 9 (EUROPA PRESS) - Los ministros",
            "ARVIK",
            None,
            Some("EUROPA PRESS"),
        ),
        (
            "Budapest, 2026. augusztus 9., vasárnap (MTI) - A miniszter",
            "Budapest",
            day,
            Some("MTI"),
        ),
        (
            "(AGI) - Roma, 9 ago. - Il governo",
            "Roma",
            day,
            Some("AGI"),
        ),
        (
            "New Delhi [India], August 9 (ANI): Ministers",
            "New Delhi",
            day,
            Some("ANI"),
        ),
        ("Берлин (дпа) - Правительство", "Берлин", None, Some("дпа")),
        ("बीजिंग 9 अगस्त।विदेश मंत्री", "बीजिंग", day, None),
        (
            "BAKU, Azerbaijan, August 9. Ministers met.",
            "BAKU, Azerbaijan",
            day,
            None,
        ),
        (
            "ARVIK, Norway - Ministers met.",
            "ARVIK, Norway",
            None,
            None,
        ),
        ("STT, Arvik", "Arvik", None, Some("STT")),
        ("الرياض: واس", "الرياض", None, Some("واس")),
    ] {
        let expected = Some((
            place.to_string(),
            date.map(str::to_string),
            agency.map(str::to_string),
        ));
        assert_eq!(read(text), expected, "{text}");
    }
}

#[test]
fn sentences_are_no_datelines() {
    for text in [
        "Le président Macron (LREM) - allié de longue date - a parlé.",
        "Emmanuel Macron (Renaissance) - le chef de l'Etat - a parlé.",
        "The minister (pictured) - who left - spoke.",
        "In Bakı, 9 ministers of AP. They left.",
        "本报将于8月9日刊登通讯。",
        "OTAN - Le sommet commence mardi.",
        "NASA, Boeing - two giants - spoke.",
        "LOWER CRANES, STRONGER PORTS - USDA",
        "AP, Arvik and others were there",
        "الوزير: وافق البلدان على ربط الشبكتين",
        "Le 9 août, les dirigeants se sont réunis (AFP).",
        "Climate (again) was the topic – and energy.",
        "In Paris, 9 ministers met – and left.",
        "COP30 – what to expect",
        "In Paris (AFP) the leaders met.",
        "On Aug 9 (Sunday) leaders met.",
        "Oil rose 2 percent - the most since May - on Monday.",
        "Les ministres – réunis à Bakou – ont signé.",
        "部长们在北京会面，电网将互联。",
        "وقع وزيرا البلدين - في باريس - اتفاقا",
        "في 9 أغسطس وقع الوزراء اتفاقا في باريس",
        "باريس - وقع الوزراء اتفاقا",
        "وزیران دو کشور - ایران و عمان - دیدار کردند",
        "השרים נפגשו ביום ראשון - כך נמסר",
        "【パリの会談】閣僚",
        "（注）数字は速報値",
        "[1] First point",
        "(The minister) spoke.",
        "USA, 9 августа. Министры",
        "(AP Photo) The minister",
        "",
        "(",
        "/",
        "【",
    ] {
        assert_eq!(read(text), None, "{text}");
    }
}

#[test]
fn the_year_is_the_nearest_one() {
    let at = |y, m, d| Date::new(y, m, d).ok();
    let date = |near| find("OSLO, Dec. 31 (NTB) - x", near).and_then(|d| d.date);
    assert_eq!(date(at(2027, 1, 1)).as_deref(), Some("2026-12-31"));
    assert_eq!(date(at(2026, 12, 30)).as_deref(), Some("2026-12-31"));
    assert_eq!(date(None), None);
    let said = find("OSLO, Dec. 31, 2020 (NTB) - x", at(2027, 1, 1)).unwrap();
    assert_eq!(
        (said.date.as_deref(), said.year_inferred),
        (Some("2020-12-31"), false)
    );
}

#[test]
fn raw_is_what_stood_there() {
    let found = find("BAKOU, 9 août (ANN) – Les dirigeants", None).unwrap();
    assert_eq!(found.raw, "BAKOU, 9 août (ANN) –");
    assert_eq!(
        of_field("ARVIK, 9. elokuuta STT -", None).agency.as_deref(),
        Some("STT")
    );
    assert_eq!(
        of_field("Bakou, 9 août", None).place.as_deref(),
        Some("Bakou")
    );
    assert_eq!(
        of_field("Berlin (dpa)", None).agency.as_deref(),
        Some("dpa")
    );
}

proptest::proptest! {
    #[test]
    fn any_text_is_read_without_panic(text in "[A-Za-zé中社电電月日0-9(（)）【】/=., –—-]{0,40}") {
        let _ = find(&text, Date::new(2026, 8, 10).ok());
    }
}

#[test]
fn korean_places_with_their_country_and_chinese_days_in_wide_digits_are_found() {
    let korean = find("[도쿄(일본)=뉴시스] 김하늘 기자 = 장관들이 만났다.", None).unwrap();
    assert_eq!(korean.place.as_deref(), Some("도쿄(일본)"));
    assert_eq!(korean.agency.as_deref(), Some("뉴시스"));
    let near = Date::new(2026, 8, 9).unwrap();
    let chinese = find("新华社奥斯陆８月９日电两个港口共用一台起重机。", Some(near)).unwrap();
    assert_eq!(chinese.place.as_deref(), Some("奥斯陆"));
    assert_eq!(chinese.date.as_deref(), Some("2026-08-09"));
}

#[test]
fn one_of_two_agencies_may_be_unknown() {
    for (line, place, agency) in [
        (
            "Peine (dpa/lni) - Ein Baum liegt auf der Strecke.",
            "Peine",
            "dpa/lni",
        ),
        (
            "San Diego (tca/dpa) - History says this was no preview.",
            "San Diego",
            "tca/dpa",
        ),
        (
            "MUMBAI, India, July 25, 2026/PRNewswire-AsiaNet/",
            "MUMBAI, India",
            "PRNewswire-AsiaNet",
        ),
    ] {
        let found = find(line, None).unwrap();
        assert_eq!(found.place.as_deref(), Some(place), "{line}");
        assert_eq!(found.agency.as_deref(), Some(agency), "{line}");
    }
    assert!(find("He read pages 10/dpa/12 of the book (and/or) more", None).is_none());
}

#[test]
fn states_keep_their_stop_and_are_no_agency() {
    for (text, place) in [
        ("FORT ARVIK, Pa. (AP) — A crane", "FORT ARVIK, Pa."),
        ("ARVIK, Tenn., Feb. 26 (AP) — A crane", "ARVIK, Tenn."),
        ("ARVIK, Calif. — A crane", "ARVIK, Calif."),
    ] {
        let found = find(text, None).unwrap();
        assert_eq!(found.place.as_deref(), Some(place), "{text}");
    }
    let found = of_field("FORT ARVIK, Pa.", None);
    assert_eq!(
        (found.place.as_deref(), found.agency),
        (Some("FORT ARVIK, Pa."), None)
    );
}

#[test]
fn a_line_of_tt_names_the_country_or_the_desk() {
    let found = find("Finland TT", None).unwrap();
    assert_eq!(
        (found.place.as_deref(), found.agency.as_deref()),
        (Some("Finland"), Some("TT"))
    );
    assert_eq!(find("Ekonomi TT", None).unwrap().place, None);
    assert_eq!(find("Det säger han till TT", None), None);
}

#[test]
fn datelines_of_two_agencies_and_of_glued_days_are_read() {
    for (text, place) in [
        ("[리야드 AFP 연합] 두 항구가 기중기를 함께 쓴다.", "리야드"),
        ("【モスクワ聯合ニュース】両港は合意した。", "モスクワ"),
        (
            "نئی دہلی، 12دسمبر (یو این آئی) وزیر نے آج ملاقات کی۔",
            "نئی دہلی",
        ),
        (
            "دمشق، سوريا (CNN) -- اتفق الميناءان على رافعة.",
            "دمشق، سوريا",
        ),
    ] {
        let found = find(text, None).and_then(|found| found.place);
        assert_eq!(found.as_deref(), Some(place), "{text}");
    }
}

#[test]
fn datelines_of_north_korea_yemen_and_the_turks_are_read() {
    let day = Some("2026-08-09");
    for (text, place, date, agency) in [
        ("(평양 8월 9일발 조선중앙통신)", "평양", day, "조선중앙통신"),
        (
            "المكلا - سبأنت: اتفق الميناءان على رافعة.",
            "المكلا",
            None,
            "سبأنت",
        ),
        (
            "الرباط/ 9 غشت 2026 (ومع) اتفق الميناءان على رافعة.",
            "الرباط",
            day,
            "ومع",
        ),
        (
            "کراچی۔ 9 اگست (اے پی پی):وزیر نے آج ملاقات کی۔",
            "کراچی",
            day,
            "اے پی پی",
        ),
        (
            "Бишкек, 9-август /Кабар/. Эки порт келишимге кол койду.",
            "Бишкек",
            day,
            "Кабар",
        ),
        (
            "Plzeň 9. srpna (ČTK) - Přístavy budou sdílet jeřáb.",
            "Plzeň",
            day,
            "ČTK",
        ),
    ] {
        let found = read(text);
        let expected = (
            place.to_string(),
            date.map(str::to_string),
            Some(agency.to_string()),
        );
        assert_eq!(found, Some(expected), "{text}");
    }
    assert_eq!(read("(서울 8월 9일 회의)"), None);
    assert_eq!(read("الوزير - رئيسا: قال إنه باق في منصبه."), None);
}

#[test]
fn german_agencies_write_no_dash_behind_their_name_in_capitals() {
    let place = |text: &str| find(text, None).and_then(|found| found.place);
    assert_eq!(
        place("Köln (SID) Der Verband hat gewählt.").as_deref(),
        Some("Köln")
    );
    for text in [
        "Köln (SID) der Verband",
        "Die Deutsche Presse-Agentur (DPA) Der",
        "Köln (ABC) Der Verband",
    ] {
        assert_eq!(place(text), None, "{text}");
    }
}

#[test]
fn days_of_numbers_have_the_day_first() {
    for (text, place, agency) in [
        (
            "09.08. Warszawa (PAP) - Porty podzielą się dźwigiem.",
            "Warszawa",
            "PAP",
        ),
        (
            "Rabat, 09/08/26 (MAP)- Les ports partagent une grue.",
            "Rabat",
            "MAP",
        ),
        (
            "Oslo (ats/afp) Les ports partagent une grue.",
            "Oslo",
            "ats/afp",
        ),
        (
            "Осло, 9 август /специален пратеник на БТА Иван Иванов/ Пристанищата подписаха.",
            "Осло",
            "БТА",
        ),
    ] {
        let found = find(text, Date::new(2026, 8, 1).ok()).unwrap();
        assert_eq!(found.place.as_deref(), Some(place), "{text}");
        assert_eq!(found.agency.as_deref(), Some(agency), "{text}");
    }
    let dated = find("Rabat, 09/08/26 (MAP)- Les ports.", None).unwrap();
    assert_eq!(dated.date.as_deref(), Some("2026-08-09"));
}

#[test]
fn a_low_line_is_a_typewriters_dash() {
    let found = find("TOKYO _ The ports agreed on Sunday to share a crane.", None);
    assert_eq!(
        found.and_then(|found| found.place).as_deref(),
        Some("TOKYO")
    );
}
