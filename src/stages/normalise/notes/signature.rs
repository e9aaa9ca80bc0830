//! Lines by which those who wrote, edited or own a text sign under it.
//!
//! Owns the labels, the forms of East Asia, and the agency's name alone with its desk.

use super::super::{agencies, fold};
use super::end_mark::is_end_mark;
use super::{LONGEST_CREDIT, LONGEST_END, folded};
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// Labels of those who wrote, edited or own a text, in its last lines, before a colon.
const LABELS: &str = "参与记者 | 参与采写 | 参与报道 | pewarta | translator | penerjemah | editor | editor online | autor | autorka | autori | autorius | muhabir | reporter | redaktor | redaktör | redacteur | redaktion | redactor | \
     copyright | автор | корреспондент | корр | редактор | редакция | müxbir | тілші | مراسل | خبرنگار | دبیر | 责任编辑 | 责编 | 编辑 | 记者 | 編輯 | 記者 | \
     reporting by | editing by | édité par | bearbeitet von | reporte de | editado por | reportagem de | edição de | edição | a cura di | авторы | авторлар | edited by | translated by | montaje | edición | πηγή | источник | джерело | quelle | fuente | fonte | 来源 | 來源 | 稿源 | 作者 | 字体 | sursa | kaynak | źródło | zdroj | المصدر | منبع";

static FOLDED_LABELS: LazyLock<FxHashSet<String>> = LazyLock::new(|| folded(LABELS).collect());

/// `Pewarta: Budi Santoso`, `(Muhabir: Şule Işık)`, `AGERPRES/(A - autor: …)`, an address: who wrote it, under the text.
pub fn is_closing_credit(paragraph: &str) -> bool {
    if paragraph.len() > LONGEST_CREDIT {
        return false;
    }
    if !paragraph.ends_with(['.', '!', '?', '"', '”', '»']) {
        let inner =
            paragraph.trim_matches(['(', ')', '[', ']', '（', '）', '/', ' ', '-', '–', '—']);
        let label = inner.split_once([':', '：']).map(|(label, _)| label.trim());
        if label.is_some_and(|label| FOLDED_LABELS.contains(&fold::text(label))) {
            return true;
        }
    }
    let mut slashes = memchr::memchr_iter(b'/', paragraph.as_bytes());
    if let Some(at) = slashes.find(|at| paragraph[at + 1..].starts_with('(')) {
        return agencies::is_known(&paragraph[..at]);
    }
    let mut words = paragraph.split_whitespace();
    let last = words.next_back().unwrap_or("");
    let is_address = last
        .split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.ends_with('.'));
    is_address && words.count() <= 3
}

/// `Ann Writer, ann@nna.example (END)`: a credit with the mark of the end behind it, which has no stop.
pub fn is_marked_credit(paragraph: &str) -> bool {
    let parts = paragraph.rsplit_once(' ');
    !paragraph.ends_with('.')
        && parts.is_some_and(|(line, mark)| is_end_mark(mark) && is_closing_credit(line))
}

/// The agency's name in capitals, alone in the last lines.
pub fn is_sign_off(paragraph: &str) -> bool {
    if is_of_machine(paragraph) {
        return true;
    }
    // `AAP RTV`, `AAP RESULTS`: the agency and its desk.
    let agency = paragraph
        .rsplit_once(' ')
        .filter(|(_, desk)| DESKS.contains(desk))
        .map_or(paragraph, |(agency, _)| agency);
    paragraph.len() <= 24
        && (fold::is_loud(paragraph) || fold::is_caseless(paragraph))
        && agencies::is_known(agency)
}

/// `ABC-DEF/GHI S04 QBXB`: the codes by which ANSA's machines send a text on.
fn is_of_machine(paragraph: &str) -> bool {
    let is_code = |word: &str| {
        let mut bytes = word.bytes();
        bytes.all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || matches!(b, b'-' | b'/'))
    };
    paragraph.len() <= LONGEST_END
        && paragraph
            .rsplit_once(' ')
            .is_some_and(|(_, last)| last.len() == 4 && last.starts_with("QB"))
        && paragraph.split(' ').all(is_code)
}

/// Desks that sign behind their agency's name.
const DESKS: &[&str] = &[
    "RTV", "RESULTS", "RACING", "SPORT", "FINANCE", "FEATURES", "BETTING",
];

/// `（編輯：李大同）1150809`, `（2026/08/09-14:20）`, `【编辑:王丽】`: who edited a text in Han characters, and when.
pub fn is_han_note(paragraph: &str) -> bool {
    if paragraph.len() > 90 {
        return false;
    }
    // `【纠错】 【责任编辑:王丽】`
    let paragraph = paragraph
        .rsplit_once(['】'])
        .and_then(|(before, behind)| {
            let at = before.rfind('【')?;
            (behind.is_empty() && before[..at].ends_with(['】', ' ']) && at <= 30)
                .then(|| &paragraph[at..])
        })
        .unwrap_or(paragraph);
    let bare = paragraph.trim_end_matches(|c: char| c.is_ascii_digit());
    let inner = bare.trim_matches(['（', '）', '(', ')', '【', '】', '[', ']']);
    let figures = paragraph.len() - bare.len();
    let is_day = bare.is_empty() && figures == 7;
    let label = inner.split([':', '：']).next().unwrap_or("");
    let is_editor = FOLDED_LABELS.contains(label) || label == "核稿" || label == "譯者";
    let is_time = inner.contains('/')
        && inner.contains(':')
        && inner.chars().all(|c| !c.is_alphabetic())
        && inner.len() < bare.len();
    is_day || (inner.len() < bare.len() && (is_editor || is_time))
}

/// `<저작권자(c) …, 무단 전재-재배포 금지>`, `2026/08/09 19:19 송고`: whose it is, and when it was sent.
pub fn is_korean_closing(paragraph: &str) -> bool {
    let bare = paragraph.trim_matches(['<', '>', '‹', '›', '〈', '〉', '＜', '＞', '[', ']', ' ']);
    let is_rights = paragraph.len() <= 200 && bare.starts_with("저작권자");
    let is_sent = paragraph.len() <= 40
        && bare.ends_with("송고")
        && bare.starts_with(|c: char| c.is_ascii_digit());
    is_rights || is_sent
}
