//! Month names as datelines and embargo lines write them.
//!
//! Owns the names and abbreviations of the twelve months in the languages we read, compared without case and accents. Promises never to guess: a
//! word that is no month gives none. Never knows about zones.

mod digits;
pub mod solar;

use super::fold;
pub use digits::{digit, in_ascii, may_hold_digits};
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::sync::LazyLock;

/// Day and month as written, with the year where it is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayMonth {
    pub day: i8,
    pub month: i8,
    pub year: Option<i16>,
}

/// Names by month: wide and abbreviated, formatting and stand-alone forms.
/// Sources: Unicode CLDR 46 and the abbreviations seen in agencies' datelines.
const MONTHS: [&str; 12] = [
    "january jan janvier janv januar jänner enero ene gennaio gen janeiro januari stycznia styczeń ledna leden \
     ianuarie ian януари ιανουαρίου ιανουάριος ιαν січня січень січ января январь янв ocak oca yanvar yan қаңтар \
     يناير جانفي ينا ژانویه ינואר בינואר जनवरी \
     januarja januara január januára siječnja tammikuuta tammikuu jaanuar jaanuaril janvāris janvārī sausio gener јануара студзеня janar جنوری",
    "february feb février févr fév februar feber febrero febbraio fevereiro fev februari lutego luty února únor \
     februarie февруари φεβρουαρίου φεβρουάριος φεβ лютого лютий лют февраля февраль фев февр şubat şub fevral \
     ақпан فبراير شباط فبر فيفري فوریه פברואר בפברואר फरवरी फ़रवरी \
     februarja februara február februára veljače helmikuuta helmikuu veebruar veebruaril februāris februārī vasario febrer фебруара лютага shkurt فروری",
    "march mar mars märz maerz mrz marzo março maart mrt marca marzec března březen martie март μαρτίου μάρτιος μαρ \
     березня березень бер марта мар mart наурыз مارس آذار مار מרץ במרץ मार्च maret \
     március ožujka maaliskuuta maaliskuu märts märtsil marts martā kovo març сакавіка مارچ",
    "april apr avril avr abril abr aprile kwietnia kwiecień dubna duben aprilie април απριλίου απρίλιος απρ квітня \
     квітень квіт апреля апрель апр nisan nis aprel сәуір أبريل نيسان ابر أفريل آوریل אפריל באפריל अप्रैल \
     aprila apríla április travnja huhtikuuta huhtikuu aprill aprillil aprīlis aprīlī balandžio априла красавіка prill اپریل",
    "may mai mayo maggio mag maio mei maj maja května květen май μαΐου μάιος μαϊ травня травень трав мая mayıs \
     мамыр مايو أيار ماي مه می מאי במאי मई \
     mája május svibnja toukokuuta toukokuu mail maijs maijā gegužės maig маја مئی",
    "june jun juin jui juni junio giugno giu junho czerwca czerwiec června červen iunie iun юни ιουνίου ιούνιος \
     ιουν червня червень черв июня июнь июн haziran haz iyun iyn маусым يونيو حزيران يون جوان ژوئن יוני ביוני जून \
     junija juna júna június lipnja kesäkuuta kesäkuu juuni juunil jūnijs jūnijā birželio juny јуна чэрвеня qershor جون",
    "july jul juillet juil juli julio luglio lug julho lipca lipiec července červenec iulie iul юли ιουλίου ιούλιος \
     ιουλ липня липень лип июля июль июл temmuz tem iyul iyl шілде يوليو يوليوز يول تموز جويلية ژوئیه جولای יולי ביולי जुलाई \
     julija jula júla július srpnja heinäkuuta heinäkuu juuli juulil jūlijs jūlijā liepos juliol јула ліпеня korrik جولائی",
    "august aug août aou aoû agosto ago augustus augusti sierpnia sierpień srpna srpen srp август αυγούστου αύγουστος αυγ \
     серпня серпень серп августа авг ağustos ağu avqust avq avg тамыз أغسطس آب أوت غشت اوت آگوست אוגוסט באוגוסט अगस्त \
     agustus agu \
     avgusta augusta augusztus kolovoza elokuuta elokuu augustil augustā rugpjūčio agost жніўня gusht اگست",
    "september sep sept septembre septiembre setiembre settembre set setembro września wrzesień září septembrie \
     септември σεπτεμβρίου σεπτέμβριος σεπ вересня вересень вер сентября сентябрь сен сент eylül eyl sentyabr sen \
     қыркүйек سبتمبر أيلول سپتامبر سبت ספטמבר בספטמבר सितंबर सितम्बर شتنبر \
     septembra szeptember rujna syyskuuta syyskuu septembril septembris septembrī rugsėjo setembre септембра верасня shtator ستمبر",
    "october oct octobre oktober okt octubre ottobre ott outubro out października październik října říjen octombrie \
     октомври οκτωβρίου οκτώβριος οκτ жовтня жовтень жовт октября октябрь окт ekim eki oktyabr қазан أكتوبر اکتبر اكت \
     אוקטובר באוקטובר अक्टूबर अक्तूबर \
     oktobra októbra október lokakuuta lokakuu oktoober oktoobril oktobris oktobrī spalio октобра кастрычніка tetor اکتوبر",
    "november nov novembre noviembre novembro listopada listopadu listopad noiembrie noi ноември νοεμβρίου νοέμβριος νοε \
     листопада листопад лист ноября ноябрь ноя нояб kasım kas noyabr noy қараша نوفمبر نوامبر نوف נובמבר בנובמבר नवंबर नवम्बर نونبر \
     novembra studenoga studenog marraskuuta marraskuu novembril novembris novembrī lapkričio новембра лістапада nëntor نومبر",
    "december dec décembre déc dezember dez diciembre dic dicembre dezembro grudnia grudzień prosince prosinec \
     decembrie декември δεκεμβρίου δεκέμβριος δεκ грудня грудень груд декабря декабрь дек aralık ara dekabr dek \
     желтоқсан ديسمبر دسامبر ديس דצמבר בדצמבר दिसंबर दिसम्बर دجنبر desember des \
     decembra prosinca joulukuuta joulukuu detsember detsembril decembris decembrī gruodžio desembre децембра снежня dhjetor دسمبر",
];

/// Names in languages whose text no topic is read in, by month (Unicode CLDR 46): those of India, Southeast Asia, the Caucasus and Ethiopia, and of Latin
/// script those that none above is like.
const MORE_MONTHS: &str = include_str!("calendar/months.txt");

/// The months by their folded names. Of those that share a name the earlier one has it.
static BY_NAME: LazyLock<FxHashMap<String, i8>> = LazyLock::new(|| {
    let mut by_name: FxHashMap<String, i8> = FxHashMap::default();
    let rows = (1i8..).zip(MONTHS);
    for (number, row) in rows.chain((1i8..).zip(MORE_MONTHS.lines())) {
        for name in row.split_whitespace() {
            by_name.entry(fold::text(name)).or_insert(number);
        }
    }
    by_name
});

/// The month a word names, 1–12: `sept.`, `АВГ`, `Août`, `августа`. `marching` and `Maryland` name none.
pub fn month(word: &str) -> Option<i8> {
    let word = word.trim_matches(['.', ',', ' ']);
    if word.is_empty() || word.len() > 32 || word.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    BY_NAME.get(&fold::text(word)).copied()
}

/// A day and a month in the year that brings them nearest to a date.
pub fn nearest(day: i8, month: i8, near: Date) -> Option<Date> {
    [-1, 0, 1]
        .iter()
        .filter_map(|shift| Date::new(near.year().checked_add(*shift)?, month, day).ok())
        .min_by_key(|candidate| {
            let apart = candidate.since(near).map(|span| i64::from(span.get_days()));
            apart.map_or(i64::MAX, i64::abs)
        })
}

/// Whether a word is three numbers of a day and nothing else: `09/08/26`, `2026-08-09`, `9.8.2026`. Which is which is not asked.
pub fn is_numeric_day(word: &str) -> bool {
    let mut parts = word.split(['/', '-', '.']);
    parts.clone().count() == 3
        && parts
            .all(|part| matches!(part.len(), 1 | 2 | 4) && part.bytes().all(|b| b.is_ascii_digit()))
}

/// A day and a month (and a year) in a short piece of text: `9 août`, `Aug. 9, 2026`, `09.08.2026`, `8月9日`, `۹ اوت`.
pub fn day_month(text: &str) -> Option<DayMonth> {
    if !may_hold_digits(text) {
        return None;
    }
    if let Cow::Owned(ascii) = in_ascii(text) {
        return day_month(&ascii);
    }
    if text.contains('月') {
        return han_date(text);
    }
    let mut day = None;
    let mut found_month = None;
    let mut year = None;
    let mut tokens =
        text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '،' | '/' | '.' | '(' | ')'));
    while let Some(token) = tokens.next() {
        if let Some(date) = dashed_date(token) {
            return Some(date);
        }
        // A clock behind the day.
        if token.contains(':') {
            continue;
        }
        let digits = token.bytes().take_while(u8::is_ascii_digit).count();
        let digits = &token[..digits];
        if !digits.is_empty() {
            match (digits.len(), digits.parse::<i16>().ok()?) {
                (4, y) if (1900..2200).contains(&y) => year = Some(y),
                // The Buddhist year of Thailand.
                (4, y) if (2443..2743).contains(&y) => year = Some(y - 543),
                (1 | 2, d) if day.is_none() => day = Some(d),
                (1 | 2, m) if found_month.is_none() && (1..=12).contains(&m) => {
                    found_month = Some(m as i8);
                }
                _ => return None,
            }
            // `12دسمبر`, `9-ноябрь`
            let glued = token[digits.len()..].trim_start_matches('-');
            if found_month.is_none() && !glued.is_ascii() {
                found_month = month(glued);
            }
        } else if found_month.is_none() && !token.is_empty() {
            found_month = match token {
                "كانون" | "تشرين" => levantine(token, tokens.next()?),
                _ => month(token),
            };
        }
    }
    // `ส.ค.`: stops within the name.
    let found_month = found_month.or_else(|| {
        let mut words = text.split_whitespace().filter(|word| word.contains('.'));
        words.find_map(month)
    });
    // Croats write a stop behind the day and mean October, Poles none and mean November.
    let found_month = match found_month {
        Some(11) if text.contains(". listopada") => Some(10),
        found => found,
    };
    let day = i8::try_from(day?).ok().filter(|d| (1..=31).contains(d))?;
    Some(DayMonth {
        day,
        month: found_month?,
        year,
    })
}

/// `9-8-2026`; a year that stands first has its own order.
fn dashed_date(token: &str) -> Option<DayMonth> {
    let mut parts = token.split('-');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || day.len() > 2 || month.len() > 2 || year.len() != 4 {
        return None;
    }
    let (day, month, year) = (day.parse().ok()?, month.parse().ok()?, year.parse().ok()?);
    let fits = (1..=31).contains(&day) && (1..=12).contains(&month) && (1900..2200).contains(&year);
    let year = Some(year);
    fits.then_some(DayMonth { day, month, year })
}

/// The months of two words in Syria, Lebanon, Jordan and Iraq.
fn levantine(name: &str, number: &str) -> Option<i8> {
    let is_second = match fold::text(number).as_str() {
        "الاول" | "اول" => false,
        "الثاني" | "ثاني" => true,
        _ => return None,
    };
    Some(match (name, is_second) {
        ("تشرين", false) => 10,
        ("تشرين", true) => 11,
        (_, false) => 12,
        (_, true) => 1,
    })
}

/// The days of the month as Hindi agencies write them out.
const DAYS_IN_WORDS: [&str; 31] = [
    "एक",
    "दो",
    "तीन",
    "चार",
    "पांच",
    "छह",
    "सात",
    "आठ",
    "नौ",
    "दस",
    "ग्यारह",
    "बारह",
    "तेरह",
    "चौदह",
    "पंद्रह",
    "सोलह",
    "सत्रह",
    "अठारह",
    "उन्नीस",
    "बीस",
    "इक्कीस",
    "बाईस",
    "तेईस",
    "चौबीस",
    "पच्चीस",
    "छब्बीस",
    "सत्ताईस",
    "अट्ठाईस",
    "उनतीस",
    "तीस",
    "इकतीस",
];

/// `नौ अगस्त`.
pub fn day_in_words(text: &str) -> Option<DayMonth> {
    let (day, name) = text.trim().split_once(' ')?;
    let month = month(name)?;
    let day = (1i8..).zip(DAYS_IN_WORDS).find(|(_, word)| *word == day)?.0;
    Some(DayMonth {
        day,
        month,
        year: None,
    })
}

fn han_date(text: &str) -> Option<DayMonth> {
    let (before, after) = text.split_once('月')?;
    let (day, _) = after.split_once('日')?;
    let month_start = before.rfind(|c: char| !c.is_ascii_digit()).map_or(0, |at| {
        at + before[at..].chars().next().map_or(1, char::len_utf8)
    });
    let month: i8 = before.get(month_start..)?.parse().ok()?;
    let year = before.get(..month_start).and_then(|b| {
        let digits = b.strip_suffix('年')?;
        let start = digits.rfind(|c: char| !c.is_ascii_digit()).map_or(0, |at| {
            at + digits[at..].chars().next().map_or(1, char::len_utf8)
        });
        digits.get(start..)?.parse::<i16>().ok()
    });
    let day: i8 = day.trim().parse().ok()?;
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then_some(DayMonth { day, month, year })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_known_in_many_languages_and_forms() {
        for (word, number) in [
            ("août", 8),
            ("AOUT", 8),
            ("Aug.", 8),
            ("August", 8),
            ("agosto", 8),
            ("ago", 8),
            ("авг", 8),
            ("августа", 8),
            ("серпня", 8),
            ("Ağustos", 8),
            ("avqust", 8),
            ("أغسطس", 8),
            ("sierpnia", 8),
            ("srpna", 8),
            ("Αυγούστου", 8),
            ("अगस्त", 8),
            ("Agustus", 8),
            ("тамыз", 8),
            ("augusti", 8),
            ("augustus", 8),
            ("März", 3),
            ("марта", 3),
            ("janvier", 1),
            ("January", 1),
            ("января", 1),
            ("enero", 1),
            ("gennaio", 1),
            ("janeiro", 1),
            ("juil", 7),
            ("juillet", 7),
            ("июля", 7),
            ("June", 6),
            ("Juni", 6),
            ("giugno", 6),
            ("Dec", 12),
            ("dicembre", 12),
            ("декабря", 12),
            ("грудня", 12),
            ("Aralık", 12),
            ("dekabr", 12),
            ("Oktober", 10),
            ("octobre", 10),
            ("жовтня", 10),
            ("Februar", 2),
            ("février", 2),
            ("luty", 2),
            ("września", 9),
            ("sentyabr", 9),
            ("September", 9),
            ("setembro", 9),
            ("settembre", 9),
            ("আগস্ট", 8),
            ("ส.ค.", 8),
            ("ಆಗಸ್ಟ್", 8),
            ("օգոստոսի", 8),
            ("აგვისტო", 8),
            ("ኦገስት", 8),
            ("Agosti", 8),
        ] {
            assert_eq!(month(word), Some(number), "{word}");
        }
    }

    #[test]
    fn other_words_are_no_months() {
        for word in [
            "marching",
            "Mayor",
            "Maryland",
            "Paris",
            "2026",
            "",
            "Sepoltura",
            "Junge",
            "Augsburg",
            "Decatur",
        ] {
            assert_eq!(month(word), None, "{word}");
        }
    }

    #[test]
    fn october_of_croats_is_november_of_poles() {
        assert_eq!(day_month("8. listopada").map(|d| d.month), Some(10));
        assert_eq!(day_month("8 listopada").map(|d| d.month), Some(11));
        assert_eq!(
            day_month("12دسمبر").map(|d| (d.day, d.month)),
            Some((12, 12))
        );
        assert_eq!(day_month("9. listopadu").map(|d| d.month), Some(11));
        assert_eq!(
            day_month("9-август").map(|d| (d.day, d.month)),
            Some((9, 8))
        );
        assert_eq!(day_month("9-mal"), None);
    }

    #[test]
    fn dates_are_read_in_the_orders_agencies_use() {
        let on = |day, month, year| Some(DayMonth { day, month, year });
        assert_eq!(day_month("9 août"), on(9, 8, None));
        assert_eq!(day_month("Aug. 9, 2026"), on(9, 8, Some(2026)));
        assert_eq!(day_month("09.08.2026"), on(9, 8, Some(2026)));
        assert_eq!(day_month("9. August"), on(9, 8, None));
        assert_eq!(day_month("2026年8月9日"), on(9, 8, Some(2026)));
        assert_eq!(day_month("北京8月9日电"), on(9, 8, None));
        assert_eq!(day_month("9 أغسطس"), on(9, 8, None));
        assert_eq!(day_month("۹ اوت ۲۰۲۶"), on(9, 8, Some(2026)));
        assert_eq!(day_month("९ अगस्त"), on(9, 8, None));
        assert_eq!(day_month("৯ আগস্ট, ২০২৬"), on(9, 8, Some(2026)));
        assert_eq!(day_month("10 ส.ค. 2569"), on(10, 8, Some(2026)));
        assert_eq!(day_month("9-8-2026"), on(9, 8, Some(2026)));
        assert_eq!(day_month("2026-08-09"), None);
        assert_eq!(day_month("9 كانون الثاني 2026"), on(9, 1, Some(2026)));
        assert_eq!(day_month("9 تشرين الأول"), on(9, 10, None));
        assert_eq!(day_month("9 août 2026 11:03"), on(9, 8, Some(2026)));
        assert_eq!(day_month("sous 9 heures"), None);
        assert_eq!(day_month("août 2026"), None);
        assert_eq!(day_month("123 août"), None);
    }
}
