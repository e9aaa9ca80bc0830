//! The zone of a country that a text's letters show.
//!
//! Owns which letters show one: those of a script, or of an alphabet, that news of one zone is written in. It is asked only for a story of no agency that we
//! know, whose only time is a line of its text. Promises none where a few foreign names are all there is.

use crate::wire::zone::zone;
use jiff::tz::TimeZone;

/// Letters and the zone, and how many of a text's first letters have to be among them.
const LETTERS: &[(Letters, &str)] = &[
    (Letters::Range('\u{3041}', '\u{30ff}'), "Asia/Tokyo"),
    (Letters::Range('\u{ac00}', '\u{d7a3}'), "Asia/Seoul"),
    (Letters::Range('\u{e01}', '\u{e3a}'), "Asia/Bangkok"),
    (Letters::Range('\u{e81}', '\u{edf}'), "Asia/Vientiane"),
    (Letters::Range('\u{1780}', '\u{17d3}'), "Asia/Phnom_Penh"),
    (Letters::Range('\u{1000}', '\u{103f}'), "Asia/Yangon"),
    (Letters::Range('\u{980}', '\u{9e3}'), "Asia/Dhaka"),
    (Letters::Range('\u{a80}', '\u{d65}'), "Asia/Kolkata"),
    (Letters::Range('\u{d80}', '\u{df3}'), "Asia/Colombo"),
    (Letters::Range('\u{530}', '\u{58f}'), "Asia/Yerevan"),
    (Letters::Range('\u{10d0}', '\u{10ff}'), "Asia/Tbilisi"),
    (Letters::Range('\u{5d0}', '\u{5ea}'), "Asia/Jerusalem"),
    (Letters::Range('\u{370}', '\u{3ff}'), "Europe/Athens"),
    (Letters::Range('\u{1200}', '\u{139f}'), "Africa/Addis_Ababa"),
    (Letters::Any("پچژگکی"), "Asia/Tehran"),
    (
        Letters::Any("ơưạảấầẩậắằặẹẻếềểệịọỏốồổộớờởợụủứừửựỳỷỹ"),
        "Asia/Ho_Chi_Minh",
    ),
    (Letters::Any("łńśźż"), "Europe/Warsaw"),
    (Letters::Any("őű"), "Europe/Budapest"),
    (Letters::Any("řěů"), "Europe/Prague"),
    (Letters::Any("țșăţş"), "Europe/Bucharest"),
    (Letters::Any("əƏ"), "Asia/Baku"),
    (Letters::Any("ğıİ"), "Europe/Istanbul"),
];

enum Letters {
    /// A script: a third of all letters.
    Range(char, char),
    /// Letters of an alphabet: one in so many.
    Any(&'static str),
}

/// Characters that are looked at, and the share of those of an alphabet.
const LOOKED_AT: usize = 600;
const ONE_IN: usize = 40;
/// Letters of an alphabet below which they may be of a name.
const FEWEST: usize = 4;

/// The zone that headline and text show.
pub fn of(headline: &str, text: &str) -> Option<TimeZone> {
    let mut letters = 0usize;
    let mut counts = [0usize; LETTERS.len()];
    let sample = headline.chars().chain(text.chars()).take(LOOKED_AT);
    for c in sample.filter(|c| c.is_alphabetic()) {
        letters += 1;
        if c.is_ascii() {
            continue;
        }
        for (count, (own, _)) in counts.iter_mut().zip(LETTERS) {
            *count += usize::from(match own {
                Letters::Range(first, last) => (*first..=*last).contains(&c),
                Letters::Any(own) => own.contains(c),
            });
        }
    }
    // Urdu and Kurdish have the Persian letters, too, and their own beside them.
    let is_persian = || !text.contains(['ٹ', 'ڈ', 'ڑ', 'ں', 'ے', 'ۆ', 'ێ', 'ە', 'ډ', 'ښ']);
    let found = counts
        .iter()
        .zip(LETTERS)
        .find(|(count, (own, name))| match own {
            Letters::Range(..) => **count * 3 >= letters && **count > 0,
            Letters::Any(_) => {
                **count >= FEWEST
                    && **count * ONE_IN >= letters
                    && (*name != "Asia/Tehran" || is_persian())
            }
        });
    found.and_then(|(_, (_, name))| zone(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_one_country_show_its_zone() {
        for (text, name) in [
            (
                "二つの港はクレーンを共同で使うことで合意した。",
                "Asia/Tokyo",
            ),
            ("두 항구가 기중기를 함께 쓰기로 합의했다.", "Asia/Seoul"),
            ("ท่าเรือทั้งสองตกลงใช้ปั้นจั่นร่วมกัน", "Asia/Bangkok"),
            ("দুটি বন্দর একটি ক্রেন ব্যবহার করবে।", "Asia/Dhaka"),
            (
                "دو بندر درباره یک جرثقیل به توافق رسیدند و قرارداد را پیش از پایان گفتگوها امضا کردند.",
                "Asia/Tehran",
            ),
            (
                "Hai cảng đồng ý dùng chung một cần cẩu, bộ trưởng cho biết.",
                "Asia/Ho_Chi_Minh",
            ),
            (
                "Dwa porty uzgodniły wspólny dźwig, powiedział w niedzielę minister żeglugi.",
                "Europe/Warsaw",
            ),
        ] {
            assert_eq!(
                of("", text)
                    .and_then(|zone| zone.iana_name().map(str::to_string))
                    .as_deref(),
                Some(name),
                "{text}"
            );
        }
        for text in [
            "The ports of Łódź and Gdańsk agreed on Sunday to share a crane, the minister said after the talks.",
            "Les deux ports ont décidé de partager une grue.",
            "Два порта договорились об общем кране.",
            "",
        ] {
            assert!(of("", text).is_none(), "{text}");
        }
    }
}
