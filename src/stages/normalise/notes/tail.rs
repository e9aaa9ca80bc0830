//! Where the lines begin that close a story: initials, the agency's name, marks of the end, one under another.
//!
//! Owns which lines close a story by themselves, and which only beside another one. Never decides what becomes of them.

use super::super::paragraphs::{Paragraph, ends_sentence};
use super::super::sign_off::{Signers, is_correction};
use super::super::{agencies, credit, fold};
use super::block::is_aside;
use super::end_mark::is_end_mark;
use super::rights::is_rights;
use super::signature::{is_closing_credit, is_han_note, is_marked_credit, is_sign_off};
use super::{closing, distributor, initials, last_line, leads_on, pictures, telex_end};
use crate::wire::profile::pattern::NotePatterns;

/// Closing lines at most.
const MOST_CLOSING: usize = 8;

/// The number of the first line that closes a story, which is that of its lines where none does.
pub fn tail(paragraphs: &[Paragraph<'_>], own: &NotePatterns, signers: &Signers<'_>) -> usize {
    let lines = Lines {
        paragraphs,
        own,
        signers,
    };
    let end = leads_on::list(paragraphs).unwrap_or(paragraphs.len());
    let closing = (0..end).rev().take(MOST_CLOSING);
    end - closing.take_while(|at| lines.close_at(*at)).count()
}

/// The paragraphs of a text, of which the last ones are asked.
struct Lines<'a, 't> {
    paragraphs: &'a [Paragraph<'t>],
    own: &'a NotePatterns,
    signers: &'a Signers<'a>,
}

impl Lines<'_, '_> {
    /// Whether the line at `at` closes the story, all below it doing so.
    fn close_at(&self, at: usize) -> bool {
        let Some(line) = self.paragraphs.get(at) else {
            return false;
        };
        let is_last = at + 1 == self.paragraphs.len();
        !self.may_be_text(at, line)
            && (self.closes(line)
                || is_last && (self.is_alone(at, line) || self.is_under_sentence(at, line))
                || self.is_under_sign(at, line)
                || self.is_beside_sign(at, line)
                || self.is_beside_end(at, line)
                || self.is_under_names(at))
    }

    fn over(&self, at: usize) -> Option<&str> {
        let over = self.paragraphs.get(at.checked_sub(1)?)?;
        Some(over)
    }

    fn below(&self, at: usize) -> Option<&str> {
        self.paragraphs.get(at + 1).map(AsRef::as_ref)
    }

    /// Whether a line closes a story wherever it stands among the last ones.
    fn closes(&self, line: &str) -> bool {
        initials::sign(line)
            || is_end_mark(line)
            || is_sign_off(line)
            || is_rights(line)
            || is_aside(line)
            || pictures::is_line(line)
            || is_closing_credit(line)
            || self.signers.sign(line)
            || self.signers.say_how_made(line)
            || is_correction(line)
            || closing::is_line(line)
            || closing::is_bureau(line)
            || is_han_note(line)
            || closing::points_elsewhere(line)
            || leads_on::is_link(line)
            || distributor::is_line(line)
            || telex_end::is_line(line)
            || self.own.fits(line)
            || is_marked_credit(line)
    }

    /// Small words may as well be the text, as in a story of one line.
    fn may_be_text(&self, at: usize, line: &str) -> bool {
        let ends = |p: &str| ends_sentence(p) || (p.ends_with(')') && p.contains(". ("));
        let closes = |over: &str| ends(over) || self.closes(over);
        closing::are_small_initials(line) && !self.over(at).is_some_and(closes)
    }

    /// Initials that look like a name need a sign of the agency or a mark of the end right above.
    fn is_under_sign(&self, at: usize, line: &str) -> bool {
        let is_sign = |over: &str| {
            self.is_sign(over)
                || is_end_mark(over)
                || initials::sign(over)
                || last_line::is_signed(over)
                || closing::is_line(over)
        };
        initials::are_spaced(line) && self.over(at).is_some_and(is_sign)
    }

    fn is_sign(&self, line: &str) -> bool {
        is_sign_off(line) || self.signers.sign(line) || self.signers.say_how_made(line)
    }

    /// Writers without capitals over or under their agency's name, and the number of a message under it.
    fn is_beside_sign(&self, at: usize, line: &str) -> bool {
        let mut near = self.over(at).into_iter().chain(self.below(at));
        let is_number = fold::fits(line, 8) && !line.chars().any(char::is_alphabetic);
        is_bare_name(line)
            && near.any(|near| {
                self.is_sign(near) || closing::is_stamp(near) || (is_number && is_end_mark(near))
            })
    }

    /// Initials of any form under the mark of the end, or over the line that says when it was sent.
    fn is_beside_end(&self, at: usize, line: &str) -> bool {
        let is_end = |over: &str| is_end_mark(over) || last_line::ends_marked(over);
        let is_sent = |below: &str| closing::is_stamp(below) || is_end_mark(below);
        initials::are_bare(line)
            && (self.over(at).is_some_and(is_end) || self.below(at).is_some_and(is_sent))
    }

    /// `Abc`, alone under the last sentence of an agency's copy.
    fn is_alone(&self, at: usize, line: &str) -> bool {
        let closes = |over: &str| ends_sentence(over) || is_signed_in_brackets(over);
        line.chars().take(4).count() <= 3
            && self
                .signers
                .names
                .iter()
                .any(|name| agencies::is_known(name))
            && initials::are_alone(line)
            && self.over(at).is_some_and(closes)
    }

    /// One word under the last sentence (the agency, a page's name, initials of a script without capitals), or `Door Anna Auteur`.
    fn is_under_sentence(&self, at: usize, line: &str) -> bool {
        (distributor::is_one_word(line) || credit::byline_below(line).is_some())
            && self.over(at).is_some_and(ends_sentence)
    }

    /// A bare name that only such names part from the agency's sign above: `भाषा`, `शरद रमण`, `रमण`, a line each.
    fn is_under_names(&self, at: usize) -> bool {
        let lines = self.paragraphs.get(..=at).unwrap_or_default();
        let is_sign = |line: &str| is_sign_off(line) || self.signers.sign(line);
        let names = lines.iter().rev().take(MOST_NAMES + 1);
        let names = names.take_while(|line| is_bare_name(line) && !self.signers.sign(line));
        let count = names.filter(|line| !is_sign_off(line)).count();
        let sign = lines
            .len()
            .checked_sub(count + 1)
            .and_then(|at| lines.get(at));
        (1..=MOST_NAMES).contains(&count) && sign.is_some_and(|line| is_sign(line))
    }
}

/// `… on Sunday. (NNA)`
fn is_signed_in_brackets(paragraph: &str) -> bool {
    let signed = paragraph
        .strip_suffix(')')
        .and_then(|p| p.rsplit_once(" ("));
    signed.is_some_and(|(text, name)| ends_sentence(text) && agencies::is_known(name))
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
