//! More of what agencies write under a story: when it was sent, a mark of the end with initials, who edited it, where to read on.
//!
//! Owns these forms. All but the pointers to other texts count only in the last lines. Promises that a line of a table is none: a time has to be in it.

use super::super::paragraphs::ends_sentence;
use super::super::{agencies, calendar, fold};
use super::end_mark::is_end_mark;
use super::{folded, initials, last_line};
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// Characters of such a line at most.
const LONGEST: usize = 80;

/// Whether a line closes a story in one of these forms.
pub fn is_line(line: &str) -> bool {
    line.len() <= 4 * LONGEST
        && fold::fits(line, LONGEST)
        && (is_stamp(line)
            || is_clock_alone(line)
            || is_marked(line)
            || is_edited(line)
            || is_of_desk(line)
            || is_address(line)
            || are_small_initials(line)
            || last_line::is_with_address(line)
            || last_line::is_belgian(line)
            || is_persian_end(line)
            || is_menu(line)
            || is_of_security(line)
            || is_numbered_desk(line)
            || is_rule(line))
}

/// `KUNA 091420 Aug 26NNNN`, `APA0123 2026-08-09/14:20`, `08-09-26 1005ET`, `Publicado: 9/8/2026`, `０９日１４２０`: figures for the most part, a time among them.
pub fn is_stamp(line: &str) -> bool {
    let (mut figures, mut letters) = (0usize, 0usize);
    let mut ascii = String::with_capacity(line.len());
    for c in line.chars() {
        if let Some(digit) = calendar::digit(c).or_else(|| wide_digit(c)) {
            figures += 1;
            ascii.push(char::from(b'0' + digit));
        } else {
            letters += usize::from(c.is_alphabetic());
            ascii.push(c);
        }
    }
    let bare = line.trim_end_matches([')', ']', ' ']);
    figures >= 4
        && letters <= 2 * figures
        && !line.contains("   ")
        // The word for the year has a stop in Russian: `9 авг 2026 г. 14:20`.
        && (!line.contains(". ")
            || (line.contains(" г. ") && !line.replace(" г. ", " ").contains(". ")))
        && !line.contains('。')
        && (!ends_sentence(bare) || letters == 0)
        && has_time(&ascii)
}

fn wide_digit(c: char) -> Option<u8> {
    ('０'..='９')
        .contains(&c)
        .then(|| u8::try_from(u32::from(c) - u32::from('０')).unwrap_or_default())
}

/// `-- Arvik newsroom +47 555 0100`, `--NNA Frankfurt Bureau; +49 555 0100; email: ann@nna.example 0909ET`: which bureau, and how to reach it.
pub fn is_bureau(line: &str) -> bool {
    let Some(sign) = line.strip_prefix("--").filter(|_| line.len() <= 200) else {
        return false;
    };
    let name = sign.trim_start().split(' ').next().unwrap_or("");
    let figures = || sign.bytes().filter(u8::is_ascii_digit).count();
    let reach = sign.contains(';') && (sign.contains('@') || figures() >= 6);
    // `-- Arvik newsroom +47 555 0100`
    let is_room = || {
        let words = ["newsroom", "Newsroom", "NEWSROOM"];
        figures() >= 7 && words.iter().any(|word| sign.contains(word))
    };
    let ends_in_number = line.ends_with(|c: char| c.is_ascii_digit()) && sign.contains('+');
    (fold::is_loud(name) && reach) || (ends_in_number && is_room())
}

/// `0909ET`: the clock and its zone alone.
fn is_clock_alone(line: &str) -> bool {
    line.split_at_checked(4).is_some_and(|(clock, zone)| {
        clock.bytes().all(|b| b.is_ascii_digit())
            && ["ET", "EDT", "EST", "GMT", "CET", "CEST"].contains(&zone.trim_start())
    })
}

/// A clock, a day of three numbers, or day, hour and minute in one.
fn has_time(line: &str) -> bool {
    let runs = line.split(|c: char| !c.is_ascii_digit());
    let value = |text: &str| text.parse::<u8>().unwrap_or(u8::MAX);
    let is_clock = |four: &str| value(&four[..2]) < 24 && value(&four[2..]) < 60;
    let is_group = runs.clone().any(|run| match run.len() {
        6 => (1..=31).contains(&value(&run[..2])) && is_clock(&run[2..]),
        _ => false,
    });
    let pairs = line.as_bytes().windows(5);
    let has_colon = pairs.into_iter().any(|five| {
        five[2] == b':'
            && [five[0], five[1], five[3], five[4]]
                .iter()
                .all(u8::is_ascii_digit)
    });
    let is_day =
        |word: &str| calendar::is_numeric_day(word.trim_matches(|c: char| !c.is_ascii_digit()));
    // Kyodo and PTI: day or month before the clock.
    let is_east = line.split_once('日').is_some_and(|(day, clock)| {
        day.len() == 2
            && clock.len() == 4
            && clock.bytes().all(|b| b.is_ascii_digit())
            && is_clock(clock)
    });
    let mut words = line.split_whitespace();
    let is_apart = matches!(
        (words.next(), words.next()),
        (Some(day), Some(clock))
            if day.len() == 4 && clock.len() == 4
                && day.bytes().chain(clock.bytes()).all(|b| b.is_ascii_digit())
                && value(&day[..2]) <= 31 && value(&day[2..]) <= 31 && is_clock(clock)
    );
    is_group || has_colon || is_east || is_apart || line.split_whitespace().any(is_day)
}

/// `(FIN) ABC/DEF`, `(END) Dow Jones Newswires`, `-0-pet/`, `- By Ann Writer, Dow Jones Newswires; ann@nna.example`.
fn is_marked(line: &str) -> bool {
    if let Some((mark, rest)) = line.split_once(") ") {
        let is_mark = mark.starts_with('(') && is_end_mark(&format!("{mark})"));
        // `(MORE TO FOLLOW) Dow Jones Newswires August 09, 2026 15:02 ET`
        let is_of_agency = || {
            let ends = rest.match_indices(' ').map(|(at, _)| at).take(3);
            ends.chain([rest.len()])
                .any(|end| agencies::is_known(&rest[..end]))
        };
        return is_mark && (initials::sign(rest) || initials::are_spaced(rest) || is_of_agency());
    }
    let is_by = || {
        let behind = line.trim_start_matches(['-', '–', '—', ' ']);
        behind.len() < line.len()
            && behind.starts_with("By ")
            && (behind.contains(';') || behind.contains('@'))
    };
    // `-06D-`
    let is_number = line.len() <= 8
        && line.starts_with('-')
        && line.ends_with('-')
        && line.contains(|c: char| c.is_ascii_digit());
    (line.starts_with("-0-") && line.len() <= 12) || is_number || is_by()
}

/// `Edited by Ann Writer`, folded openings.
const EDITED: &[&str] = &[
    "edited by ",
    "editing by ",
    "compiled by ",
    "subbed by ",
    "reporting by ",
    "additional reporting by ",
    "writing by ",
    "reportagem de ",
    "reportagem por ",
    "edicao de ",
    "edicao por ",
    "reporte de ",
    "edicion de ",
];

/// Words between the names on such a line.
const BETWEEN: &[&str] = &[
    "and", "by", "in", "e", "y", "de", "da", "do", "em", "en", "por",
];

/// Who wrote and who edited: `Reporting by Ann Writer in Oslo; editing by Bo Author`.
fn is_edited(line: &str) -> bool {
    let is_opened = |part: &str| {
        let opening = EDITED.iter().find(|words| fold::opens(part, words));
        opening.is_some_and(|words| {
            let names = part.split(' ').skip(words.split(' ').count() - 1);
            names
                .filter(|word| word.starts_with(char::is_lowercase))
                .all(|word| BETWEEN.contains(&word))
        })
    };
    fold::opens_any(line, EDITED)
        && !ends_sentence(line)
        && line.split(' ').count() <= 16
        && line.split(';').all(|part| is_opened(part.trim()))
}

/// `desk@nna.example Neutral News Agency`: where the newsroom is reached.
fn is_address(line: &str) -> bool {
    let is_mail = |word: &str| {
        word.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty() && host.contains('.') && host.chars().all(|c| c.is_ascii_graphic())
        })
    };
    let mut mails = 0;
    let mut words = 0;
    for word in line.split([' ', '\n', ',']).filter(|word| !word.is_empty()) {
        if is_mail(word) {
            mails += 1;
        } else if word.starts_with(char::is_uppercase) {
            words += 1;
        } else {
            return false;
        }
    }
    mails == 1 && words <= 4
}

/// `NTX/ABC/DEF/HURACAN26`, `DHA-Çevre Türkiye-İstanbul / Merkez - Ayşe KAYA`, `epd lde abc def`.
fn is_of_desk(line: &str) -> bool {
    if ends_sentence(line) {
        return false;
    }
    let is_chain = !line.contains(' ')
        && line.matches('/').count() >= 2
        && line.len() <= 40
        && line
            .split('/')
            .next()
            .is_some_and(|first| (2..=6).contains(&first.len()) && fold::is_loud(first))
        && (fold::is_loud(line) || line.bytes().any(|b| b.is_ascii_digit()))
        && line.chars().all(|c| c.is_alphanumeric() || c == '/');
    let is_desk = || {
        line.split_once('-').is_some_and(|(agency, rest)| {
            fold::is_loud(agency)
                && agencies::is_known(agency)
                && rest.contains(['/', '-'])
                && rest.starts_with(char::is_uppercase)
        })
    };
    let is_small = || {
        line.split_once(' ').is_some_and(|(agency, rest)| {
            !agency.contains(char::is_uppercase) && agencies::is_known(agency) && are_small(rest, 5)
        })
    };
    is_chain || is_desk() || is_small()
}

/// `abc def`.
pub fn are_small_initials(line: &str) -> bool {
    are_small(line, 3) && line.contains(' ')
}

fn are_small(text: &str, most: usize) -> bool {
    text.split(' ')
        .all(|word| (2..=4).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_lowercase()))
        && text.split(' ').count() <= most
}

/// `پایان پیام/ ت`: the end of the message, and by whom.
fn is_persian_end(line: &str) -> bool {
    ["پایان پیام", "انتهای پیام"]
        .iter()
        .any(|end| line.starts_with(end))
        && fold::fits(line, 24)
}

/// `ISIN  NO0001234567`, `WEB   http://www.nna.example`: what APA says of a company under its text.
fn is_of_security(line: &str) -> bool {
    let Some((label, value)) = line.split_once(' ') else {
        return false;
    };
    let value = value.trim();
    let is_code = !value.contains(' ')
        && value.len() >= 6
        && value.bytes().any(|b| b.is_ascii_digit())
        && value
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    match label.trim_end_matches(':') {
        "ISIN" | "WKN" => is_code,
        "WEB" => value.starts_with("http") || value.starts_with("www."),
        _ => false,
    }
}

/// `سیام **1558** 1484`: a Persian desk, and its people by their numbers.
fn is_numbered_desk(line: &str) -> bool {
    let words: Vec<&str> = line
        .split([' ', '*'])
        .filter(|word| !word.is_empty())
        .collect();
    let is_number = |word: &&str| {
        word.chars().count() == 4 && word.chars().all(|c| calendar::digit(c).is_some())
    };
    matches!(words.as_slice(), [desk, numbers @ ..]
        if (1..=3).contains(&numbers.len())
            && numbers.iter().all(is_number)
            && (2..=8).contains(&desk.chars().count())
            && fold::is_caseless(desk)
            && desk.chars().all(char::is_alphabetic))
}

/// `Home | Archive`: links under a page.
fn is_menu(line: &str) -> bool {
    line.contains(" | ")
        && !ends_sentence(line)
        && line.split(" | ").all(|link| {
            (1..=3).contains(&link.split_whitespace().count())
                && !link.contains(|c: char| c.is_ascii_digit())
        })
}

/// A rule drawn of the long stroke that joins Arabic letters.
fn is_rule(line: &str) -> bool {
    line.chars().all(|c| c == 'ـ')
}

/// What pages put before the headline of another text. Parted by `|`.
const POINTERS: &str = "baca juga | read also | also read | read more | see also | lire aussi | a lire aussi | lesen sie auch | mehr zum thema | lea tambien | lea mas | leer mas | \
     mas en andina | ver tambien | leia tambem | leia mais | veja tambem | leggi anche | vedi anche | lees ook | las ocksa | las mer | les ogsa | czytaj tez | \
     czytaj takze | zobacz takze | ctete take | cteni | citeste si | vezi si | διαβαστε επισης | διαβαστε ακομη | читайте также | читать также | по теме | \
     читайте також | прочетете още | ayrıca okuyun | ilgili haber | həmcinin oxuyun | اقرأ أيضا | اقرا ايضا | بیشتر بخوانید | קראו גם | यह भी पढ़ें | ये भी पढ़ें | \
     相关阅读 | 延伸閱讀 | 関連記事 | 관련기사 | сондай-ақ оқыңыз | related | related story | related stories | related article | related articles | more on this | \
     te puede interesar | tambien te puede interesar | mira tambien | lee tambien | lee mas | lea ademas | le puede interesar | voir aussi | a voir aussi | \
     a lire egalement | lire egalement | auch interessant | siehe auch | lees meer | lue myos | lasi ari | procitajte i | olvassa el ezt is | xem them | doc them | \
     อ่านเพิ่มเติม | یہ بھی پڑھیں | আরও পড়ুন | طالع أيضا | بخوانید | あわせて読みたい | 延伸阅读 | 相关报道 | 관련 기사";

static FOLDED_POINTERS: LazyLock<FxHashSet<String>> = LazyLock::new(|| folded(POINTERS).collect());

/// Whether these are the words before the headline of another text, and nothing else.
pub fn is_pointer(words: &str) -> bool {
    FOLDED_POINTERS.contains(&fold::text(words))
}

/// The first byte of `：`.
pub const WIDE_COLON: u8 = 0xef;
/// Bytes at the head of a line among which the colon stands.
pub const REACH: usize = 64;

/// `Baca juga: Harga minyak naik`: a pointer to another text, wherever it stands.
pub fn points_elsewhere(line: &str) -> bool {
    let near = &line[..line.floor_char_boundary(REACH)];
    // The first byte of the wide colon begins other signs, too.
    let mut colons = memchr::memchr2_iter(b':', WIDE_COLON, near.as_bytes());
    let is_colon = |at: &usize| near[*at..].starts_with([':', '：']);
    let Some(words) = colons.find(is_colon).map(|at| &near[..at]) else {
        return false;
    };
    let count = words.chars().count();
    if count > 32 || line.chars().count() > 200 {
        return false;
    }
    // A blank stands before the colon of French.
    let words = words.trim_start_matches(['*', '>', '»', '▶', '☞', '[', ' ']);
    is_pointer(words.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_under_a_story_are_told_in_more_forms() {
        for line in [
            "KUNA 091420 Aug 26NNNN",
            "كونا091420 جمت اغس 26",
            "NNA0123 2026-08-09/14:20",
            "POL NG01 abc/def 091420 AGO 26",
            "08-09-26 1005ET",
            "14:20 09-08-26",
            "09.08.2026 14:20:33 TSI",
            "0908 1420 दिल्ली",
            "Publicado: 9/8/2026",
            "０９日１４２０",
            "(FIN) ABC/DEF",
            "(END) Dow Jones Newswires",
            "-0-pet/",
            "-By Ann Writer, Dow Jones Newswires; 713-555-0100",
            "Edited by Ann Writer",
            "Reporting by Ann Writer in Arvik; editing by Bo Author",
            "Reportagem de Ana Lima e João Souza; edição de Rui Costa",
            "desk@nna.example",
            "desk@nna.example\nNeutral News Agency",
            "Ann Writer, ann@nna.example",
            "NTX/ABC/DEF/HURACAN26",
            "DHA-Çevre Türkiye-İstanbul / Merkez - Ayşe KAYA",
            "epd lde abc def",
            "abc def",
            "ـــــ",
            "پایان پیام/ ت",
            "Home | Archive | About us",
            "BSS/AB/CD/1420hrs",
            "0909ET",
            "9 авг 2026 г. 14:20",
            "سیام ۱۵۵۸ ۱۴۸۴",
            "ISIN  NO0001234567",
            "WEB   http://www.nna.example",
            "سیام 1558 1484",
            "(MORE TO FOLLOW) Dow Jones Newswires August 09, 2026 15:02 ET",
        ] {
            assert!(is_line(line), "{line}");
        }
        assert!(is_bureau(
            "--NNA Arvik Bureau; +49 555 0100; email: ann@nna.example 0909ET"
        ));
        assert!(is_bureau("-- Arvik newsroom +47 555 010 010"));
        assert!(!is_bureau("--He said so; 12 were there"));
        assert!(!is_bureau("-- The newsroom grew by +12 in 2026"));
    }

    #[test]
    fn rows_of_tables_and_sentences_are_none() {
        for line in [
            "Norway 120 45 1200",
            "ISIN codes are long",
            "WEB pages load",
            "Call 202 555 0100",
            "They met at 14:20 on Sunday.",
            "Edited by hand and sold",
            "Reporting by radio; editing by hand",
            "Write to desk@nna.example",
            "@nna",
            "Mr No",
            "DHA-Plan scheitert",
            "Arvik 2 Oslo 1",
            "By Ann Writer",
            "TCP/IP/UDP traffic",
            "1420 houses",
            "価格は上回った。（2026/08/09-14:20）",
            "會談結束。（2026/08/09-14:20）",
            "외국인이 순매수했다. 2022.11.23",
            "Oslo 3 | Arvik 2",
        ] {
            assert!(!is_line(line), "{line}");
        }
    }

    #[test]
    fn pointers_to_other_texts_are_known_by_their_words() {
        for line in [
            "Baca juga: Harga minyak naik",
            "Más en Andina:",
            "Читайте также: Сети",
            "À lire aussi : Les réseaux",
            "RELATED: Grids",
        ] {
            assert!(points_elsewhere(line), "{line}");
        }
        for line in ["Baca juga harga minyak", "He said: read more", "More: less"] {
            assert!(!points_elsewhere(line), "{line}");
        }
    }
}
