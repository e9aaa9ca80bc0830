//! Who wrote it and who reported it first.
//!
//! Owns bylines at the head of a text (`By Ann Writer`, `Von Anna Autor, dpa`) and credits in running text (`Comme l'a rapporté ANN`, `as reported by
//! X`). Promises a short line for a byline and a name in capitals or of an agency we know for a credit; what is longer or unsure is not found.

mod attribution;
mod beside;
mod labelled;
mod name_line;

pub use attribution::attribution;
pub use labelled::{labelled, writer_and_agency};
pub use name_line::name_line;

use super::agencies;
use super::dateline;
use super::fold;
use super::paragraphs::Paragraph;

/// Words before a writer's name, with the blank behind.
const BY: &[&str] = &[
    "by ",
    "par ",
    "von ",
    "por ",
    "di ",
    "de ",
    "from ",
    "door ",
    "av ",
    "przez ",
    "автор: ",
    "автор ",
    "yazan: ",
    "بقلم ",
    "كتب ",
    "文/",
    "记者 ",
    "記者 ",
];

/// The names on a byline, when a whole paragraph is one.
pub fn byline(paragraph: &str) -> Option<&str> {
    chinese_byline(paragraph)
        .or_else(|| korean_byline(paragraph))
        .or_else(|| hungarian_byline(paragraph))
        .or_else(|| western_byline(paragraph))
}

/// The names on a byline under a text. What may open a title as well (`De Madrid a Barcelona`) is none there.
pub fn byline_below(line: &str) -> Option<&str> {
    let openings = ["by ", "door ", "von ", "par ", "przez "];
    western_byline(line).filter(|_| fold::opens_any(line, &openings))
}

/// `新华社“电网观察”记者张三、李四`: the agency and perhaps the name of the series, then the reporters.
fn chinese_byline(line: &str) -> Option<&str> {
    let behind = line
        .strip_prefix("新华社")
        .or(line.strip_prefix("新華社"))?;
    let series = |open, close| behind.strip_prefix(open)?.split_once(close);
    let behind = series('“', '”')
        .or_else(|| series('《', '》'))
        .map_or(behind, |(_, behind)| behind);
    let names = behind
        .strip_prefix("记者")
        .or(behind.strip_prefix("記者"))?
        .trim_start();
    let is_name = |name: &str| {
        (2..=5).contains(&name.chars().count())
            && name
                .chars()
                .all(|c| matches!(c as u32, 0x3400..=0x9fff) || c == '·')
    };
    let mut each = names.split(['、', ' ', '\u{3000}']);
    each.all(is_name).then_some(names)
}

/// `김철수기자`, `김철수 특파원`: a name and what the writer is.
fn korean_byline(line: &str) -> Option<&str> {
    let name = ["기자", "특파원"]
        .iter()
        .find_map(|role| line.strip_suffix(role))?
        .trim_end();
    let is_name = (2..=4).contains(&name.chars().count())
        && name.chars().all(|c| matches!(c as u32, 0xac00..=0xd7a3));
    is_name.then_some(name)
}

/// `Kovács Anna, az NNA tudósítója jelenti:`, over the text of Hungarian agencies.
fn hungarian_byline(line: &str) -> Option<&str> {
    let before = line.strip_suffix(" tudósítója jelenti:")?;
    let (name, agency) = before.split_once(", a")?;
    let is_name = (2..=4).contains(&name.split(' ').count())
        && name
            .split(' ')
            .all(|word| word.starts_with(char::is_uppercase));
    (is_name && agency.len() <= 20).then_some(name)
}

fn western_byline(paragraph: &str) -> Option<&str> {
    let length = paragraph.chars().count();
    if !(5..=80).contains(&length) || paragraph.ends_with(['.', '!', '?', ':', '…']) {
        return None;
    }
    let folded = fold::text(&paragraph[..paragraph.floor_char_boundary(20)]);
    let opening = BY.iter().find(|by| folded.starts_with(**by))?;
    let names = &paragraph[paragraph.char_indices().nth(opening.chars().count())?.0..];
    // `by Xinhua writer Zhang San`
    let names = names
        .split_once(" writer ")
        .or_else(|| names.split_once(" writers "))
        .filter(|(agency, _)| agencies::is_known(agency))
        .map_or(names, |(_, names)| names);
    // `By NNA`
    if *opening == "by " && fold::is_loud(names) && agencies::is_known(names) {
        return Some(names);
    }
    let particles = [
        "and", "et", "und", "y", "e", "in", "à", "a", "de", "van", "von", "der", "da", "al", "bin",
        "и", "for", "pour", "für", "du", "la", "dos",
    ];
    let mut capitals = 0;
    for word in names
        .split([' ', ',', '/', '-', '(', ')'])
        .filter(|w| !w.is_empty())
    {
        let first = word.chars().next()?;
        if first.is_lowercase() {
            let is_agency = agencies::is_known(word);
            if !is_agency && !particles.contains(&word) {
                return None;
            }
        } else if first.is_numeric() {
            return None;
        }
        capitals += usize::from(!first.is_lowercase());
    }
    (2..=10).contains(&capitals).then_some(names)
}

/// What a writer is, folded, on the line below the name.
const ROLES: &[&str] = &[
    "reporter",
    "correspondent",
    "staff writer",
    "staff reporter",
    "special correspondent",
    "enviado especial",
    "corresponsal",
    "redactor",
    "redactora",
    "korrespondent",
    "korrespondentin",
    "correspondant",
    "correspondante",
    "envoye special",
    "inviato",
    "corrispondente",
    "корреспондент",
    "кореспондент",
    "muhabir",
    "muhabiri",
    "müxbir",
];

/// The name on the first line where the second says what its bearer is: `Ana Lima`, `Repórter da Agência Brasil`.
pub fn with_role<'l>(lines: &'l [Paragraph<'_>]) -> Option<&'l str> {
    let [name, role, _, ..] = lines else {
        return None;
    };
    let is_name = (5..=60).contains(&name.len())
        && (2..=5).contains(&name.split(' ').count())
        && name.split(' ').all(|word| {
            word.starts_with(char::is_uppercase)
                || matches!(
                    word,
                    "da" | "de" | "do" | "dos" | "van" | "von" | "e" | "and" | "y"
                )
        })
        && name
            .chars()
            .all(|c| c.is_alphabetic() || matches!(c, ' ' | '.' | '-' | '\''));
    let opens = |word: &str| {
        fold::opens(role, word)
            && !role
                .chars()
                .nth(word.chars().count())
                .is_some_and(char::is_alphabetic)
    };
    let is_role = role.len() <= 60 && !role.ends_with('.') && ROLES.iter().any(|word| opens(word));
    (is_name && is_role).then_some(&**name)
}

/// Words of a byline that names nobody.
const GENERAL: &[&str] = &[
    "staff",
    "reporter",
    "reporters",
    "writer",
    "writers",
    "correspondent",
    "correspondents",
    "newsroom",
    "editors",
    "desk",
    "redaktionen",
    "redaktion",
    "redaktionel",
    "redazione",
    "redaccion",
    "redaction",
    "agencies",
    "our",
    "own",
    "special",
    "by",
    "av",
    "af",
    "von",
    "par",
    "por",
    "the",
];

/// Whether a byline says that somebody wrote it, but not who: `By Staff Reporter`, `Reuters Staff`.
pub fn is_general(byline: &str) -> bool {
    let mut words = byline
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .peekable();
    words.peek().is_some()
        && words.all(|word| {
            // `Ann` is a name before it is an agency.
            let is_agency = (word.len() >= 5 || fold::is_loud(word)) && agencies::is_known(word);
            is_agency || GENERAL.contains(&fold::text(word).as_str())
        })
}

/// Whether a byline is the address of a site, or an agency with a day: `www.nna.example`, `Reuters, JAN 02`.
pub fn is_of_nobody(byline: &str) -> bool {
    let line = byline.trim();
    let is_site = ["www.", "http://", "https://"]
        .iter()
        .any(|start| line.starts_with(start));
    let is_agency_and_day = || {
        line.split_once(',').is_some_and(|(agency, day)| {
            let day = day.trim();
            day.len() <= 12 && day.ends_with(|c: char| c.is_ascii_digit()) && is_general(agency)
        })
    };
    (is_site && !line.contains(' ')) || is_agency_and_day()
}

/// Whether two bylines name the same writers: each name of the shorter one stands in the other.
pub fn are_same(one: &str, other: &str) -> bool {
    let words = |line: &str| -> Vec<String> {
        let words = line.split(|c: char| !c.is_alphanumeric());
        words
            .map(fold::text)
            .filter(|word| word.len() > 1)
            .collect()
    };
    let (one, other) = (words(one), words(other));
    let (less, more) = if one.len() < other.len() {
        (one, other)
    } else {
        (other, one)
    };
    !less.is_empty() && less.iter().all(|word| more.contains(word))
}

/// The writer whom a dateline names, or what stands right behind it: `(서울=연합뉴스) 김하늘 기자 =`, `电（记者张晓东）`, `/Корр. ТАСС Анна Крот/`.
pub fn beside_dateline<'p>(paragraph: &'p str, raw: &str, place: Option<&str>) -> Option<&'p str> {
    let at = if paragraph.starts_with(raw) {
        0
    } else {
        paragraph.find(raw)?
    };
    let (dateline, behind) = paragraph.get(at..)?.split_at_checked(raw.len())?;
    // `정선영 연합인포맥스 특파원`: the writer, who they work for, and as what; of several all are named.
    let signed = beside::may_be_east_asian(dateline).then(|| {
        let mut roles = [" 기자", " 특파원"].iter();
        roles.find_map(|role| dateline.split_once(role))
    });
    let signed = signed.flatten();
    if let Some((before, _)) = signed {
        let names = before.rsplit([')', ']', '】']).next()?.trim();
        let name = match names.split_once(' ') {
            Some((name, _)) if !names.contains([',', '·']) && name.chars().count() >= 2 => name,
            _ => names,
        };
        return (2..=24).contains(&name.chars().count()).then_some(name);
    }
    // `/Корр. ТАСС Анна Крот/`
    if let Some((_, inner)) = dateline.split_once('/')
        && let Some((_, name)) = dateline::role_and_writer(inner.split('/').next()?)
    {
        return (2..=40).contains(&name.chars().count()).then_some(name);
    }
    if let Some(name) = beside::in_dateline(dateline, place) {
        return Some(name);
    }
    let behind = behind.trim_start();
    let parted = beside::behind_dateline(behind).or_else(|| beside::behind_comma(dateline, behind));
    if parted.is_some() {
        return parted;
    }
    // `新华社北京8月9日电（张三、李四）`
    if dateline.ends_with(['电', '電'])
        && let Some((names, _)) = behind.strip_prefix('（').and_then(|b| b.split_once('）'))
        && names.contains('、')
        && names
            .split('、')
            .all(|name| (2..=4).contains(&name.chars().count()) && name.chars().all(is_han))
    {
        return Some(names);
    }
    let pairs = [("（记者", "）"), ("(记者", ")"), ("（記者", "）")];
    let name = pairs.iter().find_map(|(open, close)| {
        let (name, _) = behind.strip_prefix(open)?.split_once(close)?;
        Some(name.trim())
    })?;
    (2..=40).contains(&name.chars().count()).then_some(name)
}

fn is_han(c: char) -> bool {
    matches!(c as u32, 0x3400..=0x9fff)
}

fn is_name(name: &str) -> bool {
    let length = name.chars().count();
    if !(2..=30).contains(&length) || !name.ends_with(char::is_alphanumeric) {
        return false;
    }
    let starts_high = name
        .chars()
        .next()
        .is_some_and(|c| c.is_uppercase() || !c.is_alphabetic() || !c.is_lowercase());
    let is_word = name
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, '.' | '-'));
    (starts_high && agencies::is_known(name)) || (is_word && length >= 3 && fold::is_loud(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byline_under_a_text_opens_with_a_word_that_opens_no_title() {
        assert_eq!(byline_below("Door Anna Auteur"), Some("Anna Auteur"));
        for line in [
            "De Madrid a Barcelona",
            "Von Oslo nach Arvik",
            "Anna Auteur",
        ] {
            assert_eq!(byline_below(line), None, "{line}");
        }
    }

    #[test]
    fn bylines_are_short_lines_of_names() {
        for (line, names) in [
            ("By Ann Writer and Bo Author", "Ann Writer and Bo Author"),
            ("Par Jean DUPUIS-MARTIN", "Jean DUPUIS-MARTIN"),
            ("Von Anna Autor, dpa", "Anna Autor, dpa"),
            ("Por Luis Ficticio", "Luis Ficticio"),
        ] {
            assert_eq!(byline(line), Some(names), "{line}");
        }
        for line in [
            "By the end of the decade, all will change",
            "By Monday",
            "Par ailleurs, le ministre",
            "Von Anfang an dabei",
            "By Ann Writer.",
            "de la Paz",
        ] {
            assert_eq!(byline(line), None, "{line}");
        }
    }

    #[test]
    fn sites_and_agencies_with_a_day_wrote_nothing() {
        for line in ["www.nna.example", "Reuters, JAN 02", "AFP, 9.8.2026"] {
            assert!(is_of_nobody(line), "{line}");
        }
        for line in [
            "Ann Writer, 42",
            "Ann Writer",
            "Reuters",
            "Reuters, Ann Writer",
        ] {
            assert!(!is_of_nobody(line), "{line}");
        }
    }

    #[test]
    fn a_name_over_a_role_is_a_byline() {
        let lines = |lines: &[&'static str]| -> Vec<Paragraph<'_>> {
            lines.iter().map(|line| Paragraph::from(*line)).collect()
        };
        let text = "Ministers met.";
        let found = lines(&["Ana Lima", "Repórter da Nova", text]);
        assert_eq!(with_role(&found), Some("Ana Lima"));
        for other in [
            lines(&["Ana Lima", "Reporters without borders", text]),
            lines(&["Ministers met", "Reporter", text]),
            lines(&["Ana Lima", "Reporter"]),
        ] {
            assert_eq!(with_role(&other), None, "{other:?}");
        }
    }

    #[test]
    fn a_byline_may_name_nobody_and_two_the_same_writers() {
        for line in [
            "Staff Reporter",
            "By Reuters Staff",
            "Our own correspondent",
        ] {
            assert!(is_general(line), "{line}");
        }
        for line in ["Ann Writer", "Ann Writer, Reuters", ""] {
            assert!(!is_general(line), "{line}");
        }
        assert!(are_same("ANN WRITER", "Ann Writer, AP Business Writer"));
        assert!(!are_same("Ann Writer", "Bo Writer"));
        assert!(!are_same("", "Bo Writer"));
    }

    #[test]
    fn writers_beside_datelines_and_in_closing_lines_are_found() {
        for (paragraph, raw, name) in [
            (
                "(서울=연합뉴스) 김하늘 기자 = 장관들",
                "(서울=연합뉴스) 김하늘 기자 =",
                "김하늘",
            ),
            (
                "(뉴욕=연합뉴스) 이수민 연합인포맥스 특파원 = 장관들",
                "(뉴욕=연합뉴스) 이수민 연합인포맥스 특파원 =",
                "이수민",
            ),
            (
                "(서울=연합뉴스) 김하늘, 이수민 기자 = 장관들",
                "(서울=연합뉴스) 김하늘, 이수민 기자 =",
                "김하늘, 이수민",
            ),
            (
                "新华社北京8月9日电（记者张晓东）两国",
                "新华社北京8月9日电",
                "张晓东",
            ),
            (
                "МОСКВА, 9 августа. /Корр. ТАСС Анна Крот/. Министры",
                "МОСКВА, 9 августа. /Корр. ТАСС Анна Крот/.",
                "Анна Крот",
            ),
        ] {
            assert_eq!(beside_dateline(paragraph, raw, None), Some(name));
        }
        assert_eq!(
            beside_dateline("OSLO (NTB) - Ministers", "OSLO (NTB) -", None),
            None
        );
        assert_eq!(labelled("(Muhabir: Şule Işık)"), Some("Şule Işık"));
        assert_eq!(labelled("Autor: Jan Żółć (PAP)"), Some("Jan Żółć"));
        assert_eq!(labelled("Editor: Sri Lestari"), None);
        for line in ["Ann Writer (ELTA)", "Ann Writer - EFE", "Ann Writer/TT"] {
            assert_eq!(labelled(line), Some("Ann Writer"), "{line}");
        }
        for line in ["Two ports (ELTA)", "Ann Writer (Oslo)", "Reuters/Ipsos"] {
            assert_eq!(labelled(line), None, "{line}");
        }
        assert_eq!(
            labelled("-By Ann Writer, Neutral Newswires; ann@nna.example"),
            Some("Ann Writer")
        );
        assert_eq!(
            labelled("AGERPRES/(AS - autor: Ann Writer, editor: Bo Author)"),
            Some("Ann Writer")
        );
    }

    #[test]
    fn credits_in_running_text_are_found() {
        for (text, name) in [
            (
                "Comme l'a rapporté ANN, les dirigeants se sont réunis.",
                "ANN",
            ),
            (
                "The talks failed, as reported by Reuters on Sunday.",
                "Reuters",
            ),
            ("Переговоры завершены, сообщает РИА Новости.", "РИА Новости"),
            ("Danışıqlar bitib, AZƏRTAC xəbər verir.", "AZƏRTAC"),
        ] {
            assert_eq!(attribution(text), Some(name), "{text}");
        }
        for text in [
            "Damage was reported by farmers.",
            "reported by ",
            "The minister reported on Monday.",
            "Он передает привет.",
        ] {
            assert_eq!(attribution(text), None, "{text}");
        }
    }
}
