//! What in a body is not the story: notes to editors, signatures, end marks.
//!
//! Owns the words that open such a passage. A note block runs to the end of the text, since agencies put it there; an aside in brackets is a
//! paragraph of its own. Promises that everything taken out is given back as the note, and that a paragraph which merely speaks of editors stays.

mod block;
mod closing;
mod contacts;
mod distributor;
mod initials;
mod last_line;
mod leads_on;
mod pictures;
mod release;
mod rights;
mod telex_end;

use super::paragraphs::{Paragraph, ends_sentence};
use super::sign_off::{Signers, is_correction};
use super::{agencies, credit, fold};
use crate::wire::profile::pattern::NotePatterns;
use block::{is_aside, opens_block};
pub use contacts::at_head as contacts_at_head;
use rights::is_rights;
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// A text's paragraphs without what belongs to editors.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Split<'t> {
    pub story: Vec<Paragraph<'t>>,
    pub notes: Vec<String>,
}

/// Marks of the end that stand alone in a paragraph.
const ENDS: &str = "end | ends | (end) | -end- | -ends- | --end-- | ### | *** | * * * | -0- | -30- | ende | fin | (fin) | fine | fim | \
     конец | кінець | kraj | (kraj) | край | (край) | son | (完) | （完） | reuter | 完 | (终) | （终） | 終 | (끝) | 끝 | انتهى | xxx | endit | enditem | nnnn \
     | lusa/fim | lusa fim | (son) | (suit) | انتهای پیام | (segue) | segue | a suivre | (a suivre) | (à suivre) | (more) | more | --more-- | (continua) | (sigue) \
     | sigue | нннн | schluss | (schluss) | (einde) | einde | (sürecek) | النهاية | (النهاية) | نهاية | (סוף) | סוף | (了) | （了） | 以上 | (slut) | slut | (koniec) | koniec | (konec) | (τέλος) | (sfârşit) | (соңы) | समाप्त | (समाप्त) | -end | (fim) | (selesai) | selesai | (more to follow) | [ends] | [end] | (folyt.) | einde persbericht | ende der pressemitteilung | ende der mitteilung | fin du communique | fin del comunicado | fine comunicato | fim do comunicado | koniec komunikatu | (signed) | (schluß) | FOTOĞRAFLI | GÖRÜNTÜLÜ | (续) | (待续) | （待续） | （続） | (계속)";

/// Labels of those who wrote, edited or own a text, in its last lines, before a colon.
const LABELS: &str = "参与记者 | 参与采写 | 参与报道 | pewarta | translator | penerjemah | editor | editor online | autor | autorka | autori | autorius | muhabir | reporter | redaktor | redaktör | redacteur | redaktion | redactor | \
     copyright | автор | корреспондент | корр | редактор | редакция | müxbir | тілші | مراسل | خبرنگار | دبیر | 责任编辑 | 责编 | 编辑 | 记者 | 編輯 | 記者 | \
     reporting by | editing by | édité par | bearbeitet von | reporte de | editado por | reportagem de | edição de | edição | a cura di | авторы | авторлар | edited by | translated by | montaje | edición | πηγή | источник | джерело | quelle | fuente | fonte | 来源 | 來源 | 稿源 | 作者 | 字体 | sursa | kaynak | źródło | zdroj | المصدر | منبع";

/// Parts the notes from the story; `own` are those particular to the story's agency.
pub fn split<'t>(
    paragraphs: Vec<Paragraph<'t>>,
    own: &NotePatterns,
    signers: &Signers<'_>,
) -> Split<'t> {
    let mut split = Split::default();
    let mut in_block = false;
    let mut is_told_next = false;
    let (paragraphs, tail) = last_line::parted(paragraphs, own, signers);
    let mut bytes = 0;
    let all: usize = paragraphs.iter().map(|p| p.len()).sum();
    let count = paragraphs.len();
    split.story.reserve_exact(count);
    let mut below = paragraphs.into_iter();
    while let Some(paragraph) = below.next() {
        let index = count - below.len() - 1;
        bytes += paragraph.len();
        // APA says over its text what was wrong in the version before.
        let opens_telling = index + 2 < count && index <= 2 && heads_correction(&paragraph);
        if std::mem::replace(&mut is_told_next, opens_telling) || opens_telling {
            split.notes.push(paragraph.into_owned());
            continue;
        }
        let is_prose = is_prose(&paragraph);
        if !in_block && opens_block(&paragraph, is_prose) {
            // Whom to ask may stand over the text as well as under it.
            let is_over_text = contacts::is_heading(&paragraph)
                && below.as_slice().iter().any(|p| contacts::is_text(p))
                && !split.story.iter().any(|p| contacts::is_text(p));
            if is_over_text {
                split.notes.push(paragraph.into_owned());
                continue;
            }
            in_block = true;
        }
        let closes = index >= tail && !(index == 0 && is_correction(&paragraph));
        let is_own = own.fits(&paragraph);
        if is_prose && !in_block && !closes && !is_own {
            split.story.push(paragraph);
            continue;
        }
        let others = if is_prose || in_block || closes {
            0
        } else {
            leads_on::within(&paragraph, below.as_slice())
        };
        if index > 0 && others > 0 {
            // Other texts are named between the paragraphs.
            split.notes.push(paragraph.into_owned());
            let titles = below.by_ref().take(others - 1);
            split.notes.extend(titles.map(Paragraph::into_owned));
            continue;
        }
        let is_empty_sign = closes && (is_sign_off(&paragraph) || signers.sign(&paragraph));
        if !in_block && !is_own && (is_end_mark(&paragraph) || is_empty_sign) {
            // It says nothing, so that nothing is lost with it. What stands under the mark of a release is its distributor's.
            in_block = closes_all(&paragraph) && bytes * 2 > all;
        } else if index > 0 && is_page_mark(&paragraph) {
            // Between the pages of a fax or a take.
        } else if in_block
            || closes
            || is_own
            || is_aside(&paragraph)
            || (count > 1
                && (pictures::is_line(&paragraph) || closing::points_elsewhere(&paragraph)))
        {
            split.notes.push(paragraph.into_owned());
        } else {
            split.story.push(paragraph);
        }
    }
    if in_block {
        // Over the block the story ends as any other does.
        last_line::close(&mut split.story);
    }
    split
}

/// Bytes beyond which a sentence is no mark of the end.
const LONGEST_END: usize = 40;

/// Whether a paragraph shows at both ends that it is a sentence of the story, which most are: it is no mark of the end, no aside, no line of a picture and
/// no pointer to another text.
fn is_prose(paragraph: &str) -> bool {
    let bytes = paragraph.as_bytes();
    let opens = paragraph.chars().next().is_some_and(char::is_alphabetic);
    let may_be_aside = matches!(bytes.first(), Some(b'E' | b'e'));
    let ends = matches!(bytes.last(), Some(b'.' | b'!' | b'?'));
    let near = &bytes[..bytes.len().min(closing::REACH)];
    let has_colon = || memchr::memchr2(b':', closing::WIDE_COLON, near).is_some();
    paragraph.len() > LONGEST_END && opens && !may_be_aside && ends && !has_colon()
}

/// Where the blanks of a paragraph stand behind which, from a byte on, a sentence may have ended: behind no letter and no figure of ASCII.
fn blanks(paragraph: &str, from: usize) -> impl Iterator<Item = usize> {
    let pairs = paragraph.as_bytes().windows(2).enumerate();
    pairs
        .skip(from.saturating_sub(1))
        .filter(|(_, pair)| matches!(pair, [a, b' '] if !a.is_ascii_alphanumeric()))
        .map(|(at, _)| at + 1)
}

/// Marks below which stands only what a distributor or a machine writes; Arab agencies set the hour and a number there.
fn closes_all(mark: &str) -> bool {
    release::is_last_mark(mark) || mark.trim_matches(['/', ' ', '-', '.']) == "انتهى"
}

/// `-2-`, `Page 2/3`, `PAGE 2 OF 3`: where one page ended.
fn is_page_mark(line: &str) -> bool {
    if line.len() > LONGEST_END {
        return false;
    }
    let is_number =
        |text: &str| (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let between = line
        .strip_prefix('-')
        .and_then(|line| line.strip_suffix('-'));
    if between.is_some_and(|inner| is_number(inner.trim())) {
        return true;
    }
    let Some((word, number)) = line.split_once(' ') else {
        return false;
    };
    if is_page_of_slug(word, number) {
        return true;
    }
    if line.len() > 16 {
        return false;
    }
    let parts = || {
        number
            .split(['/', ' '])
            .filter(|part| !matches!(*part, "of" | "OF" | "von" | "sur" | "de"))
    };
    ["page", "seite", "pagina"].contains(&fold::text(word).as_str())
        && (1..=2).contains(&parts().count())
        && parts().all(is_number)
}

/// `Page 2 MINISTER Arvik`: the catchline behind the number, as British desks write it.
fn is_page_of_slug(word: &str, rest: &str) -> bool {
    let is_number = |text: &str| text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit());
    let slug = rest.split_once(' ').filter(|(number, _)| is_number(number));
    matches!(word, "Page" | "PAGE" | "page")
        && slug.is_some_and(|(_, slug)| {
            slug.split(' ').count() <= 3
                && slug.split(' ').next().is_some_and(fold::is_loud)
                && slug.ends_with(char::is_alphabetic)
        })
}

/// Whether a line is only the heading of what was wrong before.
fn heads_correction(line: &str) -> bool {
    // A rule may be drawn over it.
    let bare = line.trim_matches([':', ' ', '-', '=', '_', '*']);
    bare.len() <= 24
        && ["korrektur-hinweis", "korrekturhinweis"].contains(&fold::text(bare).as_str())
}

/// Whether a line is the heading of dpa's notepad, which says nothing without notes below it.
pub fn is_heading(line: &str) -> bool {
    let bare = line.trim_start_matches(['#', ' ']);
    ["notizblock", "notebook", "bloc-notes"].contains(&fold::text(bare).as_str())
}

/// Where the lines begin that close a story: initials, the agency's name, marks of the end, one under another.
fn tail(paragraphs: &[Paragraph<'_>], own: &NotePatterns, signers: &Signers<'_>) -> usize {
    let closes = |p: &Paragraph<'_>| {
        initials::sign(p)
            || is_end_mark(p)
            || is_sign_off(p)
            || is_rights(p)
            || is_aside(p)
            || pictures::is_line(p)
            || is_closing_credit(p)
            || signers.sign(p)
            || signers.say_how_made(p)
            || is_correction(p)
            || closing::is_line(p)
            || closing::is_bureau(p)
            || is_han_note(p)
            || closing::points_elsewhere(p)
            || leads_on::is_link(p)
            || distributor::is_line(p)
            || telex_end::is_line(p)
            || own.fits(p)
            || is_marked_credit(p)
    };
    let end = leads_on::list(paragraphs).unwrap_or(paragraphs.len());
    let mut at = end;
    while let Some(above) = at.checked_sub(1).and_then(|above| paragraphs.get(above)) {
        if end - at >= MOST_CLOSING {
            break;
        }
        // Initials that look like a name need a sign of the agency or a mark of the end right above.
        let is_under_sign = || {
            let sign = at.checked_sub(2).and_then(|sign| paragraphs.get(sign));
            initials::are_spaced(above)
                && sign.is_some_and(|p| {
                    is_sign_off(p)
                        || is_end_mark(p)
                        || signers.sign(p)
                        || initials::sign(p)
                        || last_line::is_signed(p)
                        || closing::is_line(p)
                        || signers.say_how_made(p)
                })
        };
        // Writers without capitals over or under their agency's name, and the number of a message under it.
        let is_beside_sign = || {
            let near = [at.checked_sub(2), Some(at)];
            let mut near = near
                .into_iter()
                .flatten()
                .filter_map(|at| paragraphs.get(at));
            let is_sign = |p: &Paragraph<'_>| {
                signers.sign(p) || is_sign_off(p) || signers.say_how_made(p) || closing::is_stamp(p)
            };
            // The number of a message.
            let is_number = fold::fits(above, 8) && !above.chars().any(char::is_alphabetic);
            is_bare_name(above) && near.any(|p| is_sign(p) || (is_number && is_end_mark(p)))
        };
        // Small words may as well be the text, as in a story of one line.
        let may_be_text = || {
            let before = at.checked_sub(2).and_then(|before| paragraphs.get(before));
            let ends = |p: &str| ends_sentence(p) || (p.ends_with(')') && p.contains(". ("));
            closing::are_small_initials(above)
                && !before.is_some_and(|before| ends(before) || closes(before))
        };
        // Initials of any form under the mark of the end, or over the line that says when it was sent.
        let is_beside_end = || {
            let over = at.checked_sub(2).and_then(|over| paragraphs.get(over));
            let is_end = |p: &Paragraph<'_>| is_end_mark(p) || last_line::ends_marked(p);
            initials::are_bare(above)
                && (over.is_some_and(is_end)
                    || paragraphs
                        .get(at)
                        .is_some_and(|p| closing::is_stamp(p) || is_end_mark(p)))
        };
        // `Abc`, alone under the last sentence of an agency's copy.
        let is_alone = || {
            let over = at.checked_sub(2).and_then(|over| paragraphs.get(over));
            at == paragraphs.len()
                && above.chars().take(4).count() <= 3
                && signers.names.iter().any(|name| agencies::is_known(name))
                && initials::are_alone(above)
                && over.is_some_and(|over| ends_sentence(over) || is_signed_in_brackets(over))
        };
        // One word under the last sentence: the agency, a page's name, initials of a script without capitals.
        let is_one_word = || {
            let over = at.checked_sub(2).and_then(|over| paragraphs.get(over));
            at == paragraphs.len()
                && distributor::is_one_word(above)
                && over.is_some_and(|over| ends_sentence(over))
        };
        // `Door Anna Auteur` under the last sentence.
        let is_byline = || {
            let over = at.checked_sub(2).and_then(|over| paragraphs.get(over));
            at == paragraphs.len()
                && credit::byline_below(above).is_some()
                && over.is_some_and(|over| ends_sentence(over))
        };
        if may_be_text()
            || !closes(above)
                && !is_alone()
                && !is_one_word()
                && !is_byline()
                && !is_under_sign()
                && !is_beside_sign()
                && !is_beside_end()
                && !is_under_names(&paragraphs[..at], signers)
        {
            break;
        }
        at -= 1;
    }
    at
}

/// `Ann Writer, ann@nna.example (END)`: a credit with the mark of the end behind it, which has no stop.
fn is_marked_credit(paragraph: &str) -> bool {
    let parts = paragraph.rsplit_once(' ');
    !paragraph.ends_with('.')
        && parts.is_some_and(|(line, mark)| is_end_mark(mark) && is_closing_credit(line))
}

/// `… on Sunday. (NNA)`
fn is_signed_in_brackets(paragraph: &str) -> bool {
    let signed = paragraph
        .strip_suffix(')')
        .and_then(|p| p.rsplit_once(" ("));
    signed.is_some_and(|(text, name)| ends_sentence(text) && agencies::is_known(name))
}

/// A bare name that only such names part from the agency's sign above: `भाषा`, `शरद रमण`, `रमण`, a line each.
fn is_under_names(lines: &[Paragraph<'_>], signers: &Signers<'_>) -> bool {
    let above = lines.iter().rev().take(MOST_NAMES + 1);
    let names = above
        .clone()
        .take_while(|line| is_bare_name(line) && !signers.sign(line));
    let count = names.filter(|line| !is_sign_off(line)).count();
    let sign = lines
        .len()
        .checked_sub(count + 1)
        .and_then(|at| lines.get(at));
    count > 0 && count <= MOST_NAMES && sign.is_some_and(|p| is_sign_off(p) || signers.sign(p))
}

/// Lines of names under an agency's sign.
const MOST_NAMES: usize = 3;

/// `अभय, यामिनी`, `0042`: names of a script without capitals, or a number.
fn is_bare_name(line: &str) -> bool {
    fold::fits(line, 24)
        && fold::is_caseless(line)
        // Lines of East Asia have no blanks to count.
        && !line.chars().any(|c| u32::from(c) >= 0x2e80)
        && !ends_sentence(line)
        && line
            .split([' ', ','])
            .filter(|word| !word.is_empty())
            .count()
            <= 3
}

/// Closing lines at most.
const MOST_CLOSING: usize = 8;

/// `（編輯：李大同）1150809`, `（2026/08/09-14:20）`, `【编辑:王丽】`: who edited a text in Han characters, and when.
fn is_han_note(paragraph: &str) -> bool {
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
fn is_korean_closing(paragraph: &str) -> bool {
    let bare = paragraph.trim_matches(['<', '>', '‹', '›', '〈', '〉', '＜', '＞', '[', ']', ' ']);
    let is_rights = paragraph.len() <= 200 && bare.starts_with("저작권자");
    let is_sent = paragraph.len() <= 40
        && bare.ends_with("송고")
        && bare.starts_with(|c: char| c.is_ascii_digit());
    is_rights || is_sent
}

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

/// Bytes of a line that names its writer.
const LONGEST_CREDIT: usize = 160;

/// The agency's name in capitals, alone in the last lines.
fn is_sign_off(paragraph: &str) -> bool {
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

static FOLDED_LABELS: LazyLock<FxHashSet<String>> = LazyLock::new(|| folded(LABELS).collect());
static FOLDED_ENDS: LazyLock<FxHashSet<String>> = LazyLock::new(|| folded(ENDS).collect());

fn folded(phrases: &'static str) -> impl Iterator<Item = String> {
    phrases.split('|').map(|phrase| fold::text(phrase.trim()))
}

fn is_end_mark(paragraph: &str) -> bool {
    if paragraph.len() > LONGEST_END {
        return false;
    }
    let bare = paragraph.trim_matches([
        '=', '(', ')', '（', '）', '[', ']', '.', '/', ' ', '-', '–', '—', '^', '@', '<',
    ]);
    // The agency signs alone under its copy.
    let is_signed = bare.len() < paragraph.len() && agencies::is_known(bare);
    // `NNA/Fim`.
    let is_slashed = || {
        paragraph.split_once('/').is_some_and(|(name, end)| {
            !name.is_empty()
                && name.chars().all(char::is_alphabetic)
                && ["fim", "fin", "fine", "ende", "end"].contains(&fold::text(end).as_str())
        })
    };
    // `-- ENDS --`, `*** ENDS ***`
    let is_ruled = || {
        let ends = |c: char| matches!(c, '-' | '–' | '—' | '*');
        paragraph.starts_with(ends)
            && paragraph.ends_with(ends)
            && FOLDED_ENDS.contains(&fold::text(paragraph.trim_matches(|c| ends(c) || c == ' ')))
    };
    is_signed
        || paragraph.len() <= 24 && (is_slashed() || is_ruled())
        || paragraph.len() <= 24
            && FOLDED_ENDS.contains(&fold::text(paragraph.trim_matches(['/', '.', ' '])))
}

#[cfg(test)]
mod tests;
