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
        ("NEW YORK (AP) — Leaders met.", "NEW YORK", None, Some("AP")),
        (
            "FORT HALVARD, Pa. (AP) _ Leaders met.",
            "FORT HALVARD, Pa",
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
        ("PARIS — Leaders met.", "PARIS", None, None),
        ("OSLO, Aug 9 – Leaders met.", "OSLO", day, None),
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
        "Le 9 août, les dirigeants se sont réunis (AFP).",
        "Climate (again) was the topic – and energy.",
        "In Paris, 9 ministers met – and left.",
        "COP30 – what to expect",
        "In Paris (AFP) the leaders met.",
        "On Aug 9 (Sunday) leaders met.",
        "Oil rose 2 percent - the most since May - on Monday.",
        "Les ministres – réunis à Bakou – ont signé.",
        "部长们在北京会面，电网将互联。",
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
