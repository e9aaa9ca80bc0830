//! What stands on the last line of a story and is none of it: a mark of the end, a note in brackets.
//!
//! Owns how both are cut from the paragraph that holds them. Promises that the sentence before them is whole: only what stands behind its end is cut,
//! and a note is given back as a paragraph of its own.

use super::super::paragraphs::{Paragraph, ends_sentence, split_off, truncate};
use super::super::sign_off::Signers;
use super::super::{agencies, fold};
use super::signature::is_closing_credit;
use super::tail::tail;
use super::{distributor, folded, initials, is_aside, leads_on, pictures};
use crate::wire::profile::pattern::NotePatterns;
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// Marks of the end behind the last sentence. Words that may as well close a text of their own (`more`, `end`) are marks in brackets only.
const ENDS: &str = "(end) | (ends) | (more) | -end- | -ends- | ### | *** | -0- | -30- | (fin) | fin | (fine) | (ende) | (fim) | (конец) | (son) | (完) | （完） \
     | (segue) | (à suivre) | (a suivre) | (suite) | (einde) | (slut) | (النهاية) | (סוף) | (sürecek) | (koniec) | (konec) | (终) | （终） | (了) | （了） | (끝) | （끝） | (endit) | (enditem) | endit | enditem | enditem/ | nnnn | reuter | (signed) | (schluss) | (folyt.) | (kraj) | (край)";

static FOLDED_ENDS: LazyLock<FxHashSet<String>> = LazyLock::new(|| folded(ENDS).collect());

/// The paragraphs with the last one of the story parted from what closes it, and where that begins.
pub(super) fn parted<'t>(
    mut paragraphs: Vec<Paragraph<'t>>,
    own: &NotePatterns,
    signers: &Signers<'_>,
) -> (Vec<Paragraph<'t>>, usize) {
    // What closes under a mark of the end still does when the mark is gone.
    let mut lowest = usize::MAX;
    for _ in 0..MOST_PARTS {
        let tail = tail(&paragraphs, own, signers).min(lowest);
        lowest = tail;
        let at = tail.checked_sub(1);
        let Some((at, last)) = at.and_then(|at| Some((at, paragraphs.get_mut(at)?))) else {
            return (paragraphs, tail);
        };
        if let Some(length) = before_end_mark(last).or_else(|| before_stars(last)) {
            truncate(last, length);
        } else if let Some((length, start)) = before_aside(last)
            .or_else(|| before_han_note(last))
            .or_else(|| before_glued_mark(last))
            .or_else(|| leads_on::before_link(last))
            .or_else(|| before_sign(last))
        {
            let aside = split_off(last, start);
            truncate(last, length);
            paragraphs.insert(at + 1, aside);
        } else {
            return (paragraphs, tail);
        }
    }
    let tail = tail(&paragraphs, own, signers).min(lowest);
    (paragraphs, tail)
}

/// Takes marks of the end off a story whose last lines stood over a block of notes.
pub(super) fn close(story: &mut Vec<Paragraph<'_>>) {
    while story.len() > 1 && story.last().is_some_and(|last| super::is_end_mark(last)) {
        story.pop();
    }
    if let Some(last) = story.last_mut()
        && let Some(length) = before_end_mark(last).or_else(|| before_stars(last))
    {
        truncate(last, length);
    }
}

/// A note, its editor's, and a mark of the end.
const MOST_PARTS: usize = 3;

/// `… felt in Osaka. Enditem`: the bytes before the mark.
fn before_end_mark(paragraph: &str) -> Option<usize> {
    let text = paragraph.trim_end();
    let at = if text.ends_with([')', '）']) {
        text.rfind(['(', '（'])?
    } else {
        let (blank, c) = text.char_indices().rfind(|(_, c)| c.is_whitespace())?;
        blank + c.len_utf8()
    };
    let (before, mark) = text.split_at(at);
    let before = before.trim_end();
    // In capitals, under a text that is not.
    let is_more = || mark == "MORE" && !fold::is_loud(before);
    let is_mark =
        mark.len() <= LONGEST_MARK && (FOLDED_ENDS.contains(&super::fold::text(mark)) || is_more());
    // `…（参与记者：王丽）（完）`: who else wrote stands before it.
    let ends =
        || ends_sentence(before) || before.ends_with('）') && before_han_note(before).is_some();
    (is_mark && ends()).then_some(before.len())
}

const LONGEST_MARK: usize = 24;

/// `… could spark a clash. (Reporting by Ann Writer)`: the bytes before the blank, and where the bracket opens.
fn before_aside(paragraph: &str) -> Option<(usize, usize)> {
    if !paragraph.ends_with([')', ']', '）']) {
        return None;
    }
    let mut depth = 0usize;
    let (start, _) = paragraph.char_indices().rev().find(|(_, c)| {
        match c {
            ')' | ']' | '）' => depth += 1,
            '(' | '[' | '（' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0
    })?;
    let (before, aside) = paragraph.split_at(start);
    let before = before.trim_end();
    let is_said =
        is_aside(aside) || initials::in_brackets(aside) || distributor::is_bracketed(aside);
    let ends = ends_sentence(before) || before_end_mark(before).is_some();
    (ends && is_said).then_some((before.len(), start))
}

/// Whether a mark of the end stands behind the last sentence.
pub(super) fn ends_marked(paragraph: &str) -> bool {
    before_end_mark(paragraph).is_some()
}

/// Whether the agency or a mark of the end stands behind the last sentence.
pub(super) fn is_signed(paragraph: &str) -> bool {
    before_end_mark(paragraph).is_some() || before_sign(paragraph).is_some()
}

/// Bytes at the end of a paragraph among which its last sentence ends before a sign.
const LONGEST_SIGN: usize = 160;

/// `… of the sector. EFE`, `… for 18 days. PTI ABC DEF`, `… landed. Foto: Ann Writer`: the bytes before the blank, and where the sign begins.
fn before_sign(paragraph: &str) -> Option<(usize, usize)> {
    let from = paragraph.ceil_char_boundary(paragraph.len().saturating_sub(LONGEST_SIGN));
    super::blanks(paragraph, from)
        .filter(|at| ends_sentence(&paragraph[..*at]))
        .find(|at| {
            let sign = &paragraph[at + 1..];
            // `(MORE) PTI ABC DEF`: so goes the mark before it.
            let sign = sign.strip_prefix("(MORE) ").unwrap_or(sign);
            let name = sign
                .strip_prefix(['-', '–', '—'])
                .unwrap_or(sign)
                .trim_start();
            let is_agency = fold::is_loud(name) && name.len() >= 3 && agencies::is_known(name);
            is_agency
                || initials::is_of_agency(sign)
                || pictures::is_line(sign)
                || is_with_address(sign)
                || is_belgian(sign)
                || (sign.contains('/') && !sign.contains(' ') && initials::sign(sign))
                || is_bare_day(sign)
                || (sign.starts_with("--") && distributor::is_bureau_with_phone(sign))
                || (sign.contains("/(") && is_closing_credit(sign))
        })
        .map(|at| (at, at + 1))
}

/// `(NNA)(www.nna.example)`.
pub(super) fn is_with_address(sign: &str) -> bool {
    sign.strip_prefix('(')
        .and_then(|rest| rest.split_once(")("))
        .is_some_and(|(agency, address)| {
            agencies::is_known(agency) && address.starts_with("www.") && address.ends_with(')')
        })
}

/// `2026.08.09`.
fn is_bare_day(sign: &str) -> bool {
    sign.len() >= 8
        && sign.split('.').count() == 3
        && sign
            .split('.')
            .all(|part| matches!(part.len(), 2 | 4) && part.bytes().all(|b| b.is_ascii_digit()))
}

/// `… so.“/yyzz/DP/he`, `… announced./end`: the bytes before what slashes part from the last stop.
fn before_slashes(paragraph: &str) -> Option<usize> {
    let from = paragraph.ceil_char_boundary(paragraph.len().saturating_sub(LONGEST_MARK));
    let mut slashes = paragraph[from..]
        .match_indices('/')
        .map(|(at, _)| from + at);
    slashes.find(|at| {
        let (before, sign) = paragraph.split_at(*at);
        let is_mark = ["/end", "/fin", "/ende"].contains(&super::fold::text(sign).as_str());
        before.ends_with(['.', '!', '?', '"', '”', '“', '»'])
            && ends_sentence(before)
            && (is_mark || initials::are_glued(sign))
    })
}

/// Stars, plus signs and a slash glued to the last stop: `… superfluous.***`, `… there.+++`, `… there./.`.
fn before_stars(paragraph: &str) -> Option<usize> {
    // `… there./.` of Belga and TTXVN: the first stop is the sentence's.
    if let Some(before) = paragraph.trim_end().strip_suffix("./.")
        && before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ')' | '"' | '”' | '»'))
    {
        return Some(before.len() + 1);
    }
    let before = paragraph.trim_end().trim_end_matches(['*', '+', ' ']);
    let sign = paragraph[before.len()..].trim();
    let is_one = sign.chars().all(|c| c == '*') || sign.chars().all(|c| c == '+');
    (sign.len() >= 3 && is_one && ends_sentence(before)).then_some(before.len())
}

/// `-06D-` of Turan, glued to the last stop.
fn before_glued_mark(paragraph: &str) -> Option<(usize, usize)> {
    if let Some(length) = before_slashes(paragraph) {
        return Some((length, length));
    }
    // `.-สำนักข่าวไทย`: the agency, in a script without blanks and capitals.
    let near = paragraph.ceil_char_boundary(paragraph.len().saturating_sub(4 * LONGEST_MARK));
    if let Some((before, sign)) = paragraph[near..].rsplit_once('-') {
        let is_name = before.ends_with('.')
            && (3..=24).contains(&sign.chars().count())
            && fold::is_caseless(sign)
            && sign.chars().all(|c| c.is_alphabetic() || fold::is_mark(c));
        if is_name {
            let at = near + before.len();
            return Some((at, at));
        }
    }
    // `.-NNA`, `.-0-`: glued to the last stop.
    if let Some(at) = paragraph[near..].rfind(".-").map(|at| near + at + 1) {
        let sign = paragraph[at + 1..].trim_end();
        let is_agency = sign.len() >= 3 && fold::is_loud(sign) && agencies::is_known(sign);
        if sign == "0-" || is_agency {
            return Some((at, at));
        }
    }
    let inner = paragraph.trim_end().strip_suffix('-')?;
    let at = inner
        .rfind('-')
        .filter(|at| (2..=5).contains(&(inner.len() - at - 1)))?;
    let mark = &inner[at + 1..];
    let is_mark = mark
        .bytes()
        .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    (is_mark && ends_sentence(&inner[..at])).then_some((at, at))
}

/// `./.ABC`.
pub(super) fn is_belgian(sign: &str) -> bool {
    sign.len() <= 10 && sign.starts_with("./.") || super::telex_end::is_between_stops(sign)
}

/// `（編輯：李大同）1150809`, `（2026/08/09-14:20）`, `1150809`: who edited it and when, behind the last stop of a text in Han characters.
fn before_han_note(paragraph: &str) -> Option<(usize, usize)> {
    let text = paragraph.trim_end();
    let bare = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let figures = text.len() - bare.len();
    // Year of the Republic, month and day.
    if figures == 7 && bare.ends_with('。') {
        return Some((bare.len(), bare.len()));
    }
    if !matches!(figures, 0 | 7) {
        return None;
    }
    let open = bare
        .strip_suffix(['）', ')'])
        .and_then(|inner| inner.rfind(['（', '(']))?;
    let inner = bare[open..].trim_matches(['（', '）', '(', ')']);
    let label = inner.split([':', '：']).next().unwrap_or("");
    let is_editor = [
        "編輯",
        "编辑",
        "参与记者",
        "参与采写",
        "参与报道",
        "責任編輯",
        "责任编辑",
        "譯者",
        "編譯",
        "核稿",
    ]
    .contains(&label);
    // `（2026/08/09-14:20）`, `(07:00)`, `（9日14:20）`
    let is_time = inner.starts_with(|c: char| c.is_ascii_digit())
        && inner.contains([':', '：'])
        && inner.len() <= 24
        && !inner.chars().any(|c| c.is_alphabetic() && c != '日');
    (bare[..open].ends_with(['。', '」', '）']) && (is_editor || is_time)).then_some((open, open))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<String> {
        let paragraphs = vec!["First.".into(), text.into()];
        let (all, _) = parted(paragraphs, &NotePatterns::NONE, &Signers::default());
        all.into_iter().skip(1).map(Paragraph::into_owned).collect()
    }

    #[test]
    fn marks_of_the_end_behind_the_last_sentence_go() {
        for mark in [
            " Enditem",
            " Reuter",
            " Fin",
            "（完）",
            " (END)",
            " (끝)",
            " ###",
            " (Fine)",
        ] {
            assert_eq!(
                of(&format!("It was felt.{mark}")),
                ["It was felt."],
                "{mark}"
            );
        }
        for text in [
            "He named it Enditem",
            "They want more. More",
            "It was felt (end)",
            "It is over. The end",
        ] {
            assert_eq!(of(text), [text]);
        }
    }

    #[test]
    fn a_sign_behind_the_last_sentence_is_a_paragraph_of_its_own() {
        for sign in [
            "EFE",
            "PTI ABC DEF",
            "Foto: Ann Writer",
            "(ABC)",
            "(bsc)",
            "-VNA",
            "(NAN)(www.nna.example)",
            "./.ABC",
            "RI/ab",
            "2026.08.09",
            "--Ann Writer, Arvik Newsroom +47 5550100",
            "(NNek)",
            "AGERPRES/(AS - autor: Ann Writer, editor: Bo Author)",
        ] {
            assert_eq!(of(&format!("They left. {sign}")), ["They left.", sign]);
        }
        for sign in ["/end", "/yyzz/DP/he", "/ab"] {
            assert_eq!(
                of(&format!("\"They left.\"{sign}")),
                ["\"They left.\"", sign]
            );
        }
        assert_eq!(of("ไปแล้ว.-สำนักข่าวเอน"), ["ไปแล้ว.", "-สำนักข่าวเอน"]);
        for mark in ["****", " ***", "+++", "/."] {
            assert_eq!(of(&format!("They left.{mark}")), ["They left."]);
        }
        for text in ["They left/end", "See nna.example/end", "Both and/or"] {
            assert_eq!(of(text), [text]);
        }
    }

    #[test]
    fn editor_and_day_behind_the_last_stop_of_han_text_are_a_paragraph_of_their_own() {
        for note in [
            "（編輯：李大同）1150809",
            "（2026/08/09-14:20）",
            "1150809",
            "(07:00)",
            "（9日14:20）",
        ] {
            assert_eq!(of(&format!("會談結束。{note}")), ["會談結束。", note]);
        }
        for text in [
            "會談結束（編輯：李大同）",
            "共有1150809",
            "會談結束。（未完）1",
        ] {
            assert_eq!(of(text), [text]);
        }
    }

    #[test]
    fn a_note_in_brackets_behind_the_last_sentence_is_a_paragraph_of_its_own() {
        assert_eq!(
            of("They left. (Reporting by Ann Writer (Oslo); Editing by Bo Author)"),
            [
                "They left.",
                "(Reporting by Ann Writer (Oslo); Editing by Bo Author)"
            ]
        );
        for text in [
            "They left. (The minister has denied this.)",
            "They left (reporting by radio)",
            "They met with Dr. Writer",
            "They left. Reuters was there",
        ] {
            assert_eq!(of(text), [text]);
        }
    }
}
