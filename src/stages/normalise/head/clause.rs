//! The clause behind an embargo's word that says until when: `Montag, 10. August, 8.00 Uhr`, `DO 10 SIERPNIA, GODZ. 6.00`.
//!
//! Owns the words of which such a clause is made. Promises that a clause counts as one only when nothing else stands in it, so that a headline behind the
//! word `Embargo` is none. What time it names is [`embargo`](super::super::embargo)'s.

use super::super::{calendar, fold, times};
use std::collections::HashSet;
use std::sync::LazyLock;

/// Characters behind an embargo's word within which its time begins.
const NEAR: usize = 36;

/// Words more than these are no clause.
const MOST_WORDS: usize = 16;

/// Whether a time of day or a word such as `until` stands in the line: what tells the embargo of a story from one on oil.
pub fn has_until(rest: &str) -> bool {
    // Right behind the word: further on it is a headline's own `until`.
    let near: String = rest.chars().take(NEAR).collect();
    let folded = fold::text(&near);
    let words = [
        "until", "jusqu", " bis ", "hasta", "fino a", " ate ", " до ", "kadar", "qeder", "qədər",
        "حتى", "直到", "まで", "까지",
    ];
    if words.iter().any(|w| folded.contains(w)) {
        return true;
    }
    let letters: Vec<char> = folded.chars().collect();
    letters.windows(5).any(|w| match w {
        [a, b, ':' | 'h' | '.', c, d] => [a, b, c, d].iter().all(|x| x.is_ascii_digit()),
        [a, b, c, d, ' '] => {
            [a, b, c, d].iter().all(|x| x.is_ascii_digit()) && folded.contains("gmt")
        }
        _ => false,
    })
}

/// The clause that says until when: to the next dash or the end of the line.
pub fn until_clause(rest: &str) -> usize {
    let ends = [" - ", " – ", " — ", " -- ", ") "];
    // `Sperrfrist 19.00 Uhr: Grids linked`: the colon behind the hour.
    let behind_hour = memchr::memchr_iter(b':', rest.as_bytes())
        .take(MOST_COLONS)
        .filter(|at| rest[at + 1..].starts_with(' '))
        .find(|at| rest[..*at].contains(|c: char| c.is_ascii_digit()) && is_timed(&rest[..*at]));
    if let Some(at) = behind_hour.filter(|at| rest[at + 2..].contains(char::is_alphabetic)) {
        return at + 2;
    }
    let at = ends.iter().filter_map(|end| rest.find(end)).min();
    match at {
        Some(at) => {
            let behind = rest[at..].trim_start_matches([')', ' ']);
            rest.len() - behind.trim_start_matches(super::is_punctuation).len()
        }
        None => rest.len(),
    }
}

/// Colons among which the one behind the hour is.
const MOST_COLONS: usize = 3;

/// Whether a text is nothing but the time something may be used: days, hours, dates, and the small words between them.
pub fn is_timed(text: &str) -> bool {
    let words = text.split(|c: char| {
        c.is_whitespace()
            || matches!(
                c,
                ',' | ':'
                    | ';'
                    | '('
                    | ')'
                    | '='
                    | '＝'
                    | '：'
                    | '،'
                    | '-'
                    | '–'
                    | '—'
                    | '\''
                    | '’'
                    | '*'
                    | '!'
            )
    });
    let (mut all, mut times) = (0, 0);
    for word in words {
        let word = word.trim_matches(['.', '/', '"']);
        if word.is_empty() {
            continue;
        }
        all += 1;
        if all > MOST_WORDS {
            return false;
        }
        let folded = fold::text(word);
        if is_time(word, &folded) {
            times += 1;
        } else if !LINKS.contains(&folded) && times::offset(word).is_none() {
            return false;
        }
    }
    times > 0
}

/// A number, a month, a day of the week.
fn is_time(word: &str, folded: &str) -> bool {
    let is_digit = |c: char| calendar::digit(c).is_some() || ('０'..='９').contains(&c);
    if word.starts_with(is_digit) {
        let letters: String = folded
            .chars()
            .filter(|c| !is_digit(*c) && !matches!(c, '.' | '/'))
            .collect();
        return letters.is_empty() || is_of_han(&letters) || UNITS.contains(&letters.as_str());
    }
    DAYS.contains(folded) || calendar::month(word).is_some() || is_of_han(folded)
}

/// What stands at a number without a blank: `6am`, `06h00`, `10th`, `0001GMT`.
const UNITS: &[&str] = &[
    "am", "pm", "h", "th", "st", "nd", "rd", "gmt", "utc", "hrs", "hr", "uhr", "z", "г", "г.", "ч",
    "e", "er", "o",
];

/// Dates and hours of East Asia are written without blanks.
fn is_of_han(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(|c| {
            "年月日時时分點点半午前後后上下曜周星期一二三四五六天至到以降まで일월년시분오전후"
                .contains(c)
        })
}

static DAYS: LazyLock<HashSet<String>> = LazyLock::new(|| folded(WEEKDAYS));
static LINKS: LazyLock<HashSet<String>> = LazyLock::new(|| folded(SMALL_WORDS));

fn folded(words: &str) -> HashSet<String> {
    words.split_whitespace().map(fold::text).collect()
}

/// Days of the week (Unicode CLDR 46), full and in the forms that stand in such clauses; parts of the day that name an hour.
const WEEKDAYS: &str = "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thurs fri sat sun montag dienstag mittwoch donnerstag \
     freitag samstag sonnabend sonntag mo di mi do fr sa so lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miercoles jueves viernes sabado \
     domingo lunedi martedi mercoledi giovedi venerdi sabato domenica segunda terca quarta quinta sexta maandag dinsdag woensdag donderdag vrijdag zaterdag \
     zondag mandag tirsdag onsdag torsdag fredag lordag sondag tisdag poniedzialek poniedzialku wtorek wtorku sroda srody czwartek czwartku piatek piatku \
     sobota soboty niedziela niedzieli pondeli utery streda stredy ctvrtek ctvrtka patek patku nedele luni marti miercuri joi vineri sambata duminica \
     понедельник понедельника вторник вторника среда среды четверг четверга пятница пятницы суббота субботы воскресенье воскресенья понеділок понеділка \
     вівторок вівторка середа середи четвер четверга пятница пятниці субота суботи неділя неділі понеделник сряда четвъртък петък събота неделя pazartesi \
     sali carsamba persembe cuma cumartesi pazar bazar δευτερα τριτη τεταρτη πεμπτη παρασκευη σαββατο κυριακη ראשון שני שלישי רביעי חמישי שישי שבת دوشنبه \
     سه‌شنبه چهارشنبه پنجشنبه پنج‌شنبه جمعه شنبه یکشنبه الاحد الاثنين الثلاثاء الاربعاء الخميس الجمعة السبت senin selasa rabu kamis jumat sabtu minggu \
     midnight noon mitternacht mittag minuit midi medianoche mediodia mezzanotte полуночи полудня";

/// What stands between them.
const SMALL_WORDS: &str = "until till to at on from before not for release publication use broadcast the and hrs hours hour oclock am pm a.m p.m local time \
     thereafter after of no earlier than bis um uhr vor nicht ab dem den am mit der die frei fur zur veroffentlichung morgens abends jusqu jusque jusqu'au au a \
     la le l heure heures de du des pas avant hasta las los el del horas hora fino alle ore di al dalle del non prima ate as da do antes feira tot uur om niet \
     voor till til kl klockan klokken den fore ikke for do godz godzina godziny dnia hodin hod dne v pana ora до часов часа час мск с на по не ранее раньше года \
     години годин год г ч kadar saat once qeder saat μεχρι τις την το ωρα στις עד יום בשעה ב تا ساعت روز ممنوع است قبل از حتى الساعة يوم بتوقيت غرينتش قبل hingga \
     sampai pukul wib wita wit et pt ct mt edt";
