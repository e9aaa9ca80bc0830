//! The headline of plain text that names none, and what stands over it.
//!
//! Owns the test whether a text's first paragraph is a headline. Promises to leave a doubtful one where it is: a story without a headline is whole, a
//! story whose first sentence was taken for one is not.

mod catchline;

use super::agencies;
use super::body::SHORT;
use super::calendar;
use super::credit;
use super::dateline;
use super::fold;
use super::over;
use super::paragraphs::{self, Paragraph};
pub use catchline::is_catchline;
use catchline::text_below;
use std::sync::LazyLock;

const LONGEST: usize = 160;
const LONGEST_WIDE: usize = 60;

/// Whether the first paragraph is a headline, given the one that follows.
pub fn is_headline(first: &str, next: Option<&str>) -> bool {
    let Some(next) = next else {
        return false;
    };
    let length = first.chars().count();
    let wide = first.chars().filter(|c| is_wide(*c)).count();
    let longest = if wide * 2 > length {
        LONGEST_WIDE
    } else {
        LONGEST
    };
    if length < 4 || length > longest || !first.chars().any(char::is_alphabetic) {
        return false;
    }
    // Two commas are marks of quotation.
    let is_open = first.ends_with([',', ';', ':', '-', '–', '—', '،', '：', '、']);
    if (is_open && !first.ends_with(",,"))
        || over::is_day_alone(first)
        || dateline::find(first, None).is_some()
    {
        return false;
    }
    // A question or an exclamation may be a headline, a full stop ends a sentence.
    let is_asking = first.ends_with(['?', '!', '？', '！', '؟']) && length <= 100;
    // So may a sentence over a dateline that has a line of its own.
    let is_over_line = || {
        next.len() <= SHORT / 2
            && dateline::find(next, None).is_some_and(|found| found.raw.trim() == next.trim())
    };
    if paragraphs::ends_sentence(first) && !is_asking && !is_over_line() {
        return false;
    }
    // Two sentences are no headline, even if the last has lost its stop.
    let mut before = ' ';
    let mut stops = first.char_indices().filter(|(at, c)| {
        let is_stop = *c == ' '
            && before == '.'
            && first[at + 1..]
                .chars()
                .next()
                .is_some_and(char::is_uppercase)
            && first[..*at]
                .chars()
                .rev()
                .skip(1)
                .take_while(|c| c.is_alphabetic())
                .count()
                > 3;
        before = *c;
        is_stop
    });
    // `Strike. Minister: "We will talk"`: the topic before it.
    let is_topic = |at: usize| first[..at].split(' ').count() <= 2 && next.len() >= SHORT;
    let first_stop = stops.next().map(|(at, _)| at);
    first_stop.is_none_or(|at| is_topic(at) && stops.next().is_none())
        && (next.chars().count() > length
            || paragraphs::ends_sentence(next)
            || credit::byline(next).is_some()
            || (next.starts_with('(') && next.ends_with(')'))
            || (next.len() <= 40 && calendar::day_month(next).is_some())
            || dateline::find(next, None).is_some())
}

/// `Norvège-énergie-réseaux`, `BC-NORWAY-ENERGY (UPDATE 1)`, `AFP 091420 GMT AOU 26`: what wires write over a headline.
pub fn is_slug_line(line: &str) -> bool {
    if line.len() > LONGEST {
        return false;
    }
    let bare = line.split(" (").next().unwrap_or(line);
    // `BC-PORTS-CRANE URGENT`, `Kenya-ports-crane 2ndlead`
    let (bare, joins) = match bare.split_once(' ') {
        Some((words, version)) if is_version(version) => (words, 1),
        _ => (bare, 2),
    };
    let joined = bare.matches('-').count() >= joins
        && bare.len() <= 60
        && bare.chars().all(|c| c.is_alphanumeric() || c == '-')
        && !bare.starts_with(|c: char| c.is_ascii_digit());
    let words: Vec<&str> = line.split_whitespace().collect();
    let is_group = matches!(words.as_slice(), [agency, group, .., year]
        if agencies::is_known(agency)
            && group.len() == 6
            && group.bytes().all(|b| b.is_ascii_digit())
            && year.bytes().all(|b| b.is_ascii_digit())
            && words.len() <= 5);
    let is_ap = ["AP-", "BC-"]
        .iter()
        .any(|opening| line.starts_with(opening))
        && line.contains("--")
        && line.len() <= 100;
    joined || is_group || is_ap
}

/// What stands behind a slug line in one word or two: `URGENT`, `2ndlead`, `1er lead`.
fn is_version(words: &str) -> bool {
    let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let is_word = |word: &str| {
        is_number(word) || ["lead", "ld", "urgent", "prev", "add"].contains(&&*word.to_lowercase())
    };
    words.len() <= 16 && words.split(' ').count() <= 2 && words.split(' ').all(is_word)
}

/// `ENERGÍA EÓLICA`: a heading of one to four words in capitals over the headline of the text, which is not in capitals and has the text below it.
pub fn is_kicker(line: &str, below: &[Paragraph<'_>]) -> bool {
    let [headline, rest @ ..] = below else {
        return false;
    };
    // `ENERGÍA PLAN (Ampliación)`, `GRID-TALKS (two takes)`
    let line = line.split(" (").next().unwrap_or(line);
    fold::is_loud(line)
        && line.len() <= 40
        && line.split_whitespace().count() <= 4
        && !line.contains(|c: char| c.is_ascii_digit())
        && (!fold::is_loud(headline) || is_catchword(line, headline))
        && text_below(rest).is_some_and(|text| {
            (text.len() >= SHORT || dateline::find(text, None).is_some())
                && is_headline(headline, Some(text))
        })
}

/// `PORTS-CRANE` over a longer headline in capitals, as telexes have it.
fn is_catchword(line: &str, headline: &str) -> bool {
    line.contains('-') && !line.contains(' ') && headline.split(' ').count() >= 4
}

/// What a release calls itself, folded. Parted by `|`.
const RELEASES: &str = "for immediate release | press release | news release | media release | media statement | press statement | communique de presse | \
     pressemitteilung | presseinformation | presseaussendung | medienmitteilung | comunicado de prensa | nota de prensa | comunicado de imprensa | nota a imprensa | \
     comunicato stampa | pressmeddelande | pressemeddelelse | pressemelding | persbericht | lehdistotiedote | informacja prasowa | komunikat prasowy | tiskova zprava | \
     comunicat de presa | пресс-релиз | пресс релиз | прес-реліз | прессъобщение | баспасоз релизи | basin aciklamasi | basin bulteni | mətbuat relizi | δελτιο τυπου | بيان صحفي | بیانیه مطبوعاتی | \
     הודעה לעיתונות | प्रेस विज्ञप्ति | siaran pers | プレスリリース | 報道資料 | 報道発表 | 新闻稿 | 新聞稿 | 보도자료";

static FOLDED_RELEASES: LazyLock<Vec<String>> = LazyLock::new(|| {
    RELEASES
        .split('|')
        .map(|word| fold::text(word.trim()))
        .collect()
});

/// What stands behind the word a line opens with by which a release calls itself, folded.
fn behind_release_word(folded: &str) -> Option<&str> {
    FOLDED_RELEASES
        .iter()
        .filter_map(|word| folded.strip_prefix(word.as_str()))
        .find(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// What stands over the headline of a press release: who it is from, its number, or no more than the word for it.
pub fn is_release_line(line: &str) -> bool {
    if line.len() > SHORT {
        return false;
    }
    let folded = fold::text(line.trim_start_matches(['*', '-', '–', ' ', '[', '【']));
    if folded.starts_with("source:") {
        return true;
    }
    let Some(rest) = behind_release_word(&folded) else {
        return false;
    };
    let words = rest
        .split(|c: char| c.is_whitespace() || matches!(c, ':' | '-' | '–' | '—' | '*' | ']' | '】'))
        .filter(|word| !word.is_empty());
    // A number and a day; a headline has more words behind the colon.
    let numbers = words
        .clone()
        .any(|word| word.contains(|c: char| c.is_ascii_digit()));
    let count = words.count();
    let is_set_off = rest.trim_start().starts_with([':', '-', '–', '—']) && !numbers;
    let behind = rest.rsplit_once(':').map_or("", |(_, behind)| behind);
    if behind.split_whitespace().count() >= 3 && !behind.contains(|c: char| c.is_ascii_digit()) {
        return false;
    }
    count == 0 || (numbers && count <= 6) || (count <= 2 && !is_set_off)
}

/// The headline behind `Press release:` or `PRESS RELEASE -`. `Media release:` stays: the services of releases in Australia head all they send so.
pub fn behind_release(line: &str) -> &str {
    let begins_mark = |byte: u8| matches!(byte, b':' | b'-' | 0xe2 | 0xef);
    if !line.bytes().any(begins_mark) {
        return line;
    }
    let parts = [":", " - ", " – ", " — ", "："]
        .iter()
        .filter_map(|mark| line.split_once(mark));
    let is_release = |(kind, rest): &(&str, &str)| {
        kind.len() <= 60 && rest.contains(char::is_alphabetic) && {
            let kind = fold::text(kind.trim());
            kind != "media release" && FOLDED_RELEASES.contains(&kind)
        }
    };
    parts
        .into_iter()
        .find(is_release)
        .map_or(line, |(_, rest)| rest.trim())
}

/// Words that systems write where a headline is missing, and numbers of takes.
pub fn is_no_headline(line: &str) -> bool {
    let bare = line.trim_matches(['!', '.', ' ', '(', ')', '[', ']']);
    // One letter more than the longest of them.
    let folded: String = fold::letters(bare).take(12).collect();
    matches!(
        folded.as_str(),
        "" | "no headline"
            | "no title"
            | "untitled"
            | "sans titre"
            | "kein titel"
            | "sin titulo"
            | "null"
            | "none"
            | "n/a"
    ) || !line.chars().any(char::is_alphabetic)
}

fn is_wide(c: char) -> bool {
    matches!(c as u32, 0x3040..=0x30ff | 0x3400..=0x9fff | 0xac00..=0xd7a3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_lines_without_a_stop_are_headlines() {
        for first in [
            "Neighbours to link power grids",
            "Accord signé à Bakou",
            "Will the grids be linked?",
            "两国电网将互联",
            "Mr. Smith goes to Oslo",
            "A minister's ,,grid affair,,",
            "سيتم ربط الشبكتين",
        ] {
            assert!(
                is_headline(
                    first,
                    Some("Ministers of both states signed a treaty on Sunday.")
                ),
                "{first}"
            );
        }
    }

    #[test]
    fn a_topic_may_stand_before_the_headline() {
        let next = "The minister said on Sunday in Arvik that the ports would share a crane, and that the talks about it had ended well for both of them.";
        assert!(is_headline(
            "Sciopero porti. Rossi: \"Parliamone\"",
            Some(next)
        ));
        assert!(!is_headline(
            "Sciopero porti. Rossi: \"Parliamone\"",
            Some("Breve.")
        ));
    }

    #[test]
    fn a_headline_stands_behind_the_word_for_a_release() {
        for (line, headline) in [
            (
                "Press release: Ann Grids links them",
                "Ann Grids links them",
            ),
            (
                "PRESS RELEASE - Ann Grids links them",
                "Ann Grids links them",
            ),
            ("Communiqué de presse : Accord signé", "Accord signé"),
            (
                "Press release tells of grids: a first",
                "Press release tells of grids: a first",
            ),
            ("Press release: ", "Press release: "),
            ("FOR IMMEDIATE RELEASE: Grids linked", "Grids linked"),
            ("Basın Açıklaması: Şebekeler bağlandı", "Şebekeler bağlandı"),
            ("بيان صحفي: ربط الشبكات", "ربط الشبكات"),
        ] {
            assert_eq!(behind_release(line), headline);
        }
    }

    #[test]
    fn a_release_calls_itself_so_on_a_line_of_its_own() {
        for line in [
            "FOR IMMEDIATE RELEASE",
            "Pressemitteilung Nr. 123/08",
            "Press release 45 - 9 August 2026",
            "ПРЕСС-РЕЛИЗ",
            "報道発表",
            "Source: Neutral Grids",
            "Media Release from the Minister: No. 4",
        ] {
            assert!(is_release_line(line), "{line}");
        }
        for line in [
            "Press release: Grids linked",
            "Press released from the wine",
            "Press release writers meet in Arvik for the first time",
        ] {
            assert!(!is_release_line(line), "{line}");
        }
    }

    #[test]
    fn a_kicker_stands_over_a_headline_that_is_none() {
        let below = |headline: &'static str| -> [Paragraph<'_>; 2] {
            let text = "ARVIK, 9 ago (EFE).- Los dos puertos comparten una grúa.";
            [headline.into(), text.into()]
        };
        assert!(is_kicker(
            "PUERTOS GRÚA",
            &below("Dos puertos comparten una grúa")
        ));
        assert!(!is_kicker(
            "PUERTOS GRÚA",
            &below("DOS PUERTOS COMPARTEN UNA GRÚA")
        ));
        assert!(is_kicker(
            "PUERTOS-GRÚA",
            &below("DOS PUERTOS COMPARTEN UNA GRÚA")
        ));
        assert!(!is_kicker(
            "Puertos grúa",
            &below("Dos puertos comparten una grúa")
        ));
    }

    #[test]
    fn sentences_datelines_and_lonely_lines_are_none() {
        let next = Some("Ministers of both states signed a treaty on Sunday.");
        for first in [
            "The neighbours will link their grids.",
            "BAKOU, 9 août (ANN) – Les dirigeants se sont réunis",
            "Agenda:",
            "The grids are linked. The ministers left",
            "***",
            "abc",
            "9 août 2026",
        ] {
            assert!(!is_headline(first, next), "{first}");
        }
        assert!(!is_headline("Neighbours to link power grids", None));
        let long = "word ".repeat(40);
        assert!(!is_headline(long.trim(), next));
    }
}
