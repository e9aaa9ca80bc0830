//! Words that hold a story back or kill it, where they do not stand at its head.
//!
//! Owns the other places: notes to editors and lines below the headline, the text behind a dateline, and an ordinary word such as `ANULAT:` that only the
//! text behind it makes a kill. Promises that a story about something cancelled stays usable. Never looks further than the first paragraph.

use super::head::HeadReader;
use super::{dateline, fold};
use crate::story::{Signal, SignalKind};

/// Bytes of a message to editors; what is longer is a story.
const LONGEST_MESSAGE: usize = 400;

/// What notes and lines below the headline say of the time the story may be used. A kill in a note may be of another story.
pub fn of_notes<'t>(lines: impl Iterator<Item = &'t str>, heads: &HeadReader) -> Vec<Signal> {
    lines
        .flat_map(|line| heads.read(line.trim()).signals)
        .filter(|signal| matches!(signal.kind, SignalKind::Hold | SignalKind::Embargo))
        .collect()
}

/// The embargo or hold that a line is, from its first letter to its last.
pub fn is_whole(line: &str, heads: &HeadReader) -> bool {
    let head = heads.read(line);
    let holds = |s: &Signal| matches!(s.kind, SignalKind::Hold | SignalKind::Embargo);
    head.signals.iter().any(holds) && !line[head.end..].contains(char::is_alphanumeric)
}

/// A kill behind the dateline: `(ANSA) - ROMA, 9 AGO - Si prega di annullare la notizia …`.
pub fn behind_dateline(paragraph: &str, dateline: &str, heads: &HeadReader) -> Vec<Signal> {
    if paragraph.len() > LONGEST_MESSAGE {
        return Vec::new();
    }
    let behind = || Some(paragraph.split_once(dateline)?.1);
    let Some(text) = paragraph.strip_prefix(dateline).or_else(behind) else {
        return Vec::new();
    };
    let head = heads.read(text);
    let kills = |s: &Signal| matches!(s.kind, SignalKind::Kill | SignalKind::Withdrawal);
    if head.is_plain && head.signals.iter().all(kills) {
        head.signals
    } else {
        Vec::new()
    }
}

/// What agencies call the list of what they are going to send.
const AGENDAS: &[&str] = &[
    "ap news digest",
    "news digest",
    "dpa-themenplanung",
    "themenplanung",
    "tagesvorschau",
    "dpa-tagesvorschau",
    "dpa/audio-programm",
    "dpa-audio-programm",
    "wochenvorschau",
    "wochenprogramm",
    "news agenda",
    "anp-agenda",
    "afp-previsions",
    "previsions france",
    "previsions monde",
    "agenda previsionnel",
    "prevision informativa",
];

/// `Innenpolitik - Termine am Mi, 29.04.26`: APA's list of what is to come, by its headline.
fn lists_dates(line: &str) -> bool {
    if !line.bytes().any(|b| b.is_ascii_digit()) {
        return false;
    }
    let Some((_, behind)) = line.rsplit_once(" - ") else {
        return false;
    };
    let folded = fold::text(behind);
    let day = ["termine am ", "termine fur "]
        .iter()
        .find_map(|open| folded.strip_prefix(open));
    day.is_some_and(|day| day.len() <= 40 && day.contains(|c: char| c.is_ascii_digit()))
}

/// The advisory that a list of coming stories is.
pub fn agenda(lines: &[&str]) -> Option<Signal> {
    let opens = |line: &&&str| lists_dates(line) || fold::opens_with_words(line, AGENDAS);
    lines.iter().find(opens).map(|line| Signal {
        kind: SignalKind::Advisory,
        matched: (*line).to_string(),
    })
}

/// Beginnings of the words by which agencies call what they send, folded.
const MESSAGES: &[&str] = &[
    "depeche",
    "meldung",
    "noticia",
    "notizia",
    "haber",
    "bericht",
    "telegram",
    "depesz",
    "zprav",
    "stire",
    "новин",
    "сообщени",
    "повідомлен",
    "τηλεγραφημ",
    "خبر",
    "הידיעה",
    "berita",
    "xəbər",
    "хабар",
    "खबर",
    "dispatch",
];

/// The same where words are not parted by blanks.
const WIDE_MESSAGES: &[&str] = &["稿", "記事", "기사"];

/// Requests not to use what was sent, folded.
const REQUESTS: &[&str] = &[
    "do not use",
    "not be used",
    "ne pas utiliser",
    "nicht zu verwenden",
    "nicht verwenden",
    "no utilizar",
    "non utilizzare",
    "nao utilizar",
    "niet te gebruiken",
    "kullanilmamasini",
    "kullanmamanizi",
    "не использовать",
    "не використовувати",
    "не използва",
    "nie wykorzystywa",
    "nepouziv",
    "istifadə etməyin",
    "عدم استخدام",
];

/// Whether a short text asks not to use a message, also behind a dateline.
pub fn asks_not_to_use(paragraph: &str) -> bool {
    if paragraph.len() > LONGEST_MESSAGE {
        return false;
    }
    let folded = fold::text(paragraph);
    REQUESTS.iter().any(|words| folded.contains(words))
}

/// Whether a paragraph is a message about a message: short, without a dateline, and naming what was sent.
pub fn speaks_of_message(paragraph: &str) -> bool {
    if paragraph.len() > LONGEST_MESSAGE || dateline::find(paragraph, None).is_some() {
        return false;
    }
    let folded = fold::text(paragraph);
    let mut words = folded.split(|c: char| !c.is_alphanumeric());
    words.any(|word| MESSAGES.iter().any(|begin| word.starts_with(begin)))
        || WIDE_MESSAGES.iter().any(|word| folded.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_about_a_message_is_told_from_a_story() {
        for text in [
            "Știrea este anulată.",
            "Die Meldung APA0231 wird storniert.",
            "「内閣総辞職」の記事は誤りのため取り消します。",
        ] {
            assert!(speaks_of_message(text), "{text}");
        }
        for text in [
            "BATUM (AA) - Haber kanalları festivali duyurdu.",
            "The festival will not take place.",
        ] {
            assert!(!speaks_of_message(text), "{text}");
        }
    }

    #[test]
    fn a_request_not_to_use_is_told_behind_a_dateline_too() {
        assert!(asks_not_to_use(
            "ANKARA (AA) - \"Ağ\" başlıklı haberimizin kullanılmamasını rica ederiz."
        ));
        assert!(!asks_not_to_use("ANKARA (AA) - Festival ertelendi."));
    }

    #[test]
    fn kills_behind_a_dateline_are_found_and_stories_are_not() {
        let heads = HeadReader::new();
        let kinds = |text: &str| {
            let dateline = dateline::find(text, None);
            dateline.map_or(0, |d| behind_dateline(text, &d.raw, &heads).len())
        };
        assert_eq!(
            kinds("(ANSA) - ROMA, 09 AGO - Si prega di annullare la notizia."),
            1
        );
        assert_eq!(kinds("OSLO (NTB) - KILL: a film about the end."), 0);
    }

    #[test]
    fn lists_of_coming_stories_are_advisories() {
        assert!(agenda(&["Tagesvorschau/Berlin/", ""]).is_some());
        assert!(agenda(&["Wochenprogramm", "nna - Regionaldienst"]).is_some());
        assert!(agenda(&["", "dpa-Tagesvorschau Politik für Montag"]).is_some());
        assert!(agenda(&["", "dpa/audio-Programm für Montag, 15 Uhr"]).is_some());
        assert!(agenda(&["", "AP News Digest 6 a.m."]).is_some());
        assert!(agenda(&["", "Energie - Termine am Mi, 29.04.26"]).is_some());
        assert!(agenda(&["", "Netze - Termine am Gericht verschoben"]).is_none());
        assert!(agenda(&["Planung/Bahn", "Agenda of the summit"]).is_none());
    }

    #[test]
    fn notes_hold_a_story_back_and_never_kill_it() {
        let heads = HeadReader::new();
        let notes = [
            "Eds: HOLD FOR RELEASE UNTIL 12:01 a.m. EDT, Aug. 10.",
            "Eds: Please kill the earlier version.",
        ];
        let found = of_notes(notes.into_iter(), &heads);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].kind, SignalKind::Embargo);
    }
}
