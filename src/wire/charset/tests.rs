//! Charsets declared rightly, wrongly and not at all.

use super::*;

fn read(bytes: &[u8], declared: Option<&str>) -> (String, &'static str, Vec<&'static str>) {
    let mut repairs = Repairs::default();
    let decoded = decode(bytes, declared, &mut repairs).unwrap();
    let codes = repairs.as_slice().iter().map(|r| r.code).collect();
    (decoded.text.into_owned(), decoded.used, codes)
}

const FRENCH: &str = "L’été dernier, à Genève, les délégués ont signé un accord sur l’énergie et les États ont promis d’être prêts.";
const RUSSIAN: &str = "Министры энергетики двух стран подписали в воскресенье соглашение о соединении электросетей, сообщили в правительстве.";
const UKRAINIAN: &str = "Міністри енергетики двох країн підписали в неділю угоду про з’єднання електромереж, повідомили в уряді.";
const GREEK: &str = "Οι υπουργοί ενέργειας των δύο χωρών υπέγραψαν την Κυριακή συμφωνία για τη σύνδεση των δικτύων.";
const CHINESE: &str =
    "两国能源部长星期日签署协议，同意在十年之内实现两国电网互联互通，结束长达二十五年的争端。";
const TAIWAN: &str =
    "兩國能源部長星期日簽署協議，同意在十年之內實現兩國電網互聯互通，結束長達二十五年的爭端。";
const JAPANESE: &str =
    "両国のエネルギー相は日曜日、送電網を接続する協定に署名した。二十五年にわたる争いが終わる。";
const KOREAN: &str =
    "양국 에너지 장관은 일요일 전력망을 연결하는 협정에 서명했다. 이십오 년에 걸친 분쟁이 끝났다.";
const POLISH: &str = "Ministrowie energii obu państw podpisali w niedzielę umowę o połączeniu sieci, która kończy spór trwający ćwierć wieku.";
const TURKISH: &str = "İki ülkenin enerji bakanları pazar günü elektrik şebekelerini bağlayan anlaşmayı imzaladı, yirmi beş yıllık anlaşmazlık sona erdi.";
const ARABIC: &str =
    "وقع وزيرا الطاقة في البلدين يوم الأحد اتفاقا لربط شبكتي الكهرباء وإنهاء نزاع دام ربع قرن.";

fn encoded(text: &str, label: &str) -> Vec<u8> {
    Encoding::for_label(label.as_bytes())
        .unwrap()
        .encode(text)
        .0
        .into_owned()
}

#[test]
fn legacy_charsets_are_read_when_declared_and_recognised_when_not() {
    for (text, label) in [
        (FRENCH, "windows-1252"),
        (RUSSIAN, "windows-1251"),
        (RUSSIAN, "koi8-r"),
        (UKRAINIAN, "windows-1251"),
        (GREEK, "windows-1253"),
        (CHINESE, "gb18030"),
        (TAIWAN, "big5"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc-jp"),
        (KOREAN, "euc-kr"),
        (POLISH, "windows-1250"),
        (TURKISH, "windows-1254"),
        (ARABIC, "windows-1256"),
    ] {
        let bytes = encoded(text, label);
        assert_eq!(read(&bytes, Some(label)).0, text, "declared {label}");
        let (found, _, codes) = read(&bytes, None);
        assert_eq!(found, text, "recognised {label}");
        assert_eq!(codes, [code::CHARSET_DETECTED]);
    }
}

#[test]
fn a_wrong_latin_1_is_seen_through_in_both_directions() {
    let (text, used, codes) = read(FRENCH.as_bytes(), Some("ISO-8859-1"));
    assert_eq!((text.as_str(), used), (FRENCH, "UTF-8"));
    assert_eq!(codes, [code::CHARSET_WRONG]);
    let (text, used, codes) = read(&encoded(FRENCH, "windows-1252"), Some("utf-8"));
    assert_eq!((text.as_str(), used), (FRENCH, "windows-1252"));
    assert_eq!(codes, [code::CHARSET_WRONG]);
    for (text, label) in [(RUSSIAN, "windows-1251"), (CHINESE, "gb18030")] {
        let (found, _, codes) = read(&encoded(text, label), Some("iso-8859-1"));
        assert_eq!(found, text);
        assert_eq!(codes, [code::CHARSET_WRONG]);
    }
}

#[test]
fn wide_charsets_are_read_with_and_without_a_mark() {
    for text in [FRENCH, RUSSIAN] {
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(read(&little, Some("UTF-16")).0, text);
        assert_eq!(read(&big, Some("UTF-16")).0, text);
        let marked: Vec<u8> = [0xff, 0xfe].into_iter().chain(little).collect();
        assert_eq!(read(&marked, None).0, text);
        let four: Vec<u8> = text
            .chars()
            .flat_map(|c| (c as u32).to_be_bytes())
            .collect();
        assert_eq!(read(&four, None), (text.to_string(), "UTF-32BE", vec![]));
        let four: Vec<u8> = text
            .chars()
            .flat_map(|c| (c as u32).to_le_bytes())
            .collect();
        assert_eq!(read(&four, None).1, "UTF-32LE");
    }
    let big: Vec<u8> = FRENCH.encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(read(&big, None).0, FRENCH);
}

#[test]
fn the_xml_declaration_goes_before_the_header() {
    let xml = format!("<?xml version='1.0' encoding='windows-1251'?><a>{RUSSIAN}</a>");
    let (text, used, _) = read(&encoded(&xml, "windows-1251"), Some("utf-8"));
    assert!(text.contains(RUSSIAN));
    assert_eq!(used, "windows-1251");
    assert_eq!(declared_inside(b"<?xml version=\"1.0\"?>"), None);
    assert_eq!(declared_inside(b"<?xml encoding = 'x'?>"), Some("x"));
}

#[test]
fn stray_bytes_in_utf_8_are_mended_and_cut_text_is_marked() {
    let mut bytes = FRENCH.as_bytes().to_vec();
    bytes.extend(b" caf\xe9 ferm\xe9");
    let (text, used, codes) = read(&bytes, None);
    assert!(text.ends_with("café fermé"));
    assert_eq!((used, codes), ("UTF-8", vec![code::STRAY]));
    let cut = &RUSSIAN.as_bytes()[..101];
    let decoded = decode(cut, None, &mut Repairs::default()).unwrap();
    assert_eq!(decoded.used, "UTF-8");
}

#[test]
fn double_encoding_and_unknown_labels_are_noted() {
    let doubled = WINDOWS_1252
        .decode_without_bom_handling(FRENCH.as_bytes())
        .0;
    let (text, _, codes) = read(doubled.as_bytes(), None);
    assert_eq!((text.as_str(), codes), (FRENCH, vec![code::DOUBLE_ENCODED]));
    assert_eq!(
        read(b"plain", Some("x-unheard-of")).2,
        [code::CHARSET_UNKNOWN]
    );
}

#[test]
fn bytes_that_are_no_text_are_refused_with_the_place() {
    let mut noise = b"ab".to_vec();
    noise.extend((0..400u32).map(|i| (i * 7 % 32) as u8 | if i % 3 == 0 { 0x80 } else { 0 }));
    let reject = decode(&noise, None, &mut Repairs::default()).unwrap_err();
    assert_eq!(reject.reason, RejectReason::BadCharset);
    assert!(reject.message.contains("at 2"), "{}", reject.message);
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300)) {
        let _ = decode(&bytes, Some("gbk"), &mut Repairs::default());
    }

    #[test]
    fn valid_text_without_mojibake_comes_through_untouched(text in "[ -~а-яéü]{1,80}") {
        let mut repairs = Repairs::default();
        let decoded = decode(text.as_bytes(), None, &mut repairs).unwrap();
        proptest::prop_assert_eq!(decoded.text.as_ref(), text.as_str());
    }
}

#[test]
fn utf16_without_a_mark_is_told_by_its_letters_in_any_script() {
    for text in [RUSSIAN, GREEK, CHINESE, JAPANESE, KOREAN, ARABIC] {
        // A line end or a figure is all that has a zero.
        let text = format!("{text}\n9\n");
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(read(&little, None).0, text);
        assert_eq!(read(&big, None).0, text);
    }
}

#[test]
fn the_euro_and_oe_of_latin_9_are_told_from_signs_of_windows_1252() {
    let (text, used, _) = read(b"Le c\xbdur de l'\xe9t\xe9 co\xfbte 60 \xa4, dit-on.", None);
    assert_eq!(used, "ISO-8859-15");
    assert_eq!(text, "Le cœur de l'été coûte 60 €, dit-on.");
    assert_eq!(read(b"\xc0 l'\xbdil nu", None).0, "À l'œil nu");
    assert_eq!(
        read(b"\xc0 midi, d'\xbd heure", None).0,
        "À midi, d'½ heure"
    );
    let (text, used, _) = read(b"L\x92\xe9t\xe9 : 2\xbd heures, \xe0 Gen\xe8ve", None);
    assert_eq!(
        (text.as_str(), used),
        ("L’été : 2½ heures, à Genève", "windows-1252")
    );
}

#[test]
fn hungarian_is_told_from_western_text_by_its_words() {
    let text = "A miniszter szerint a két kikötő nem egy darut kap, hanem az egyik kettőt, és hogy mikor, az nem ismert.";
    let (bytes, _, _) = encoding_rs::ISO_8859_2.encode(text);
    let decoded = decode(&bytes, None, &mut Repairs::default()).unwrap();
    assert_eq!(decoded.text, text);
    let text = "As regiões são três, e as leilões não são tão bons.";
    let (bytes, _, _) = WINDOWS_1252.encode(text);
    let decoded = decode(&bytes, None, &mut Repairs::default()).unwrap();
    assert_eq!(decoded.text, text);
}
