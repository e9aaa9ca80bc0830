//! What in a body is not the story: notes to editors, signatures, end marks.
//!
//! Owns the words that open such a passage. A note block runs to the end of the text, since agencies put it there; an aside in brackets is a
//! paragraph of its own. Promises that everything taken out is given back as the note, and that a paragraph which merely speaks of editors stays.

mod block;
mod closing;
mod contacts;
mod distributor;
mod end_mark;
mod initials;
mod last_line;
mod leads_on;
mod pictures;
mod release;
mod rights;
mod signature;
mod tail;
mod telex_end;

use super::fold;
use super::paragraphs::{Paragraph, ends_sentence};
use super::sign_off::{Signers, is_correction};
use crate::wire::profile::pattern::NotePatterns;
use block::{is_aside, opens_block};
pub use contacts::at_head as contacts_at_head;
use end_mark::is_end_mark;
pub use signature::is_closing_credit;
use signature::is_sign_off;

/// A text's paragraphs without what belongs to editors.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Split<'t> {
    pub story: Vec<Paragraph<'t>>,
    pub notes: Vec<String>,
}

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

/// Bytes of a line that names its writer.
const LONGEST_CREDIT: usize = 160;

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

fn folded(phrases: &'static str) -> impl Iterator<Item = String> {
    phrases.split('|').map(|phrase| fold::text(phrase.trim()))
}

#[cfg(test)]
mod tests;
