//! Paragraphs of plain text.
//!
//! Owns the question what a line break means: wires break lines at about 69 columns, others write a paragraph a line, and nothing says which.
//! The lines themselves tell: in wrapped text nearly every line is so full that the next word would not have fitted, and few end with a sentence.
//! A blank line behind every line of such a text parts nothing. A first line that is cut short before a capital is a headline without a blank line.
//! Promises linear time and that no word is lost. Never splits a line.

mod apart;
mod line;
mod margin;
mod opened;
mod spacing;
mod title;

use super::{agencies, dateline, fold, over};
use crate::story::Dateline;
use crate::wire::repairs::{Repairs, code};
use line::{Line, first_line, is_wide, may_be_wide, measure};
use opened::{dateline_alone, ends_before_bracket, opened_sentence};
use spacing::single_spaced;
use std::borrow::Cow;
use title::{head_over_dateline, title_over_dateline};

/// Columns beyond which a line was not broken by a machine of the telex age.
const WIDEST_WRAP: usize = 100;
/// Columns of the widest line below which no block is taken for wrapped.
const NARROWEST_BLOCK: usize = 60;
/// Columns by which a full line may fall short of the widest.
const SLACK: usize = 8;

/// A paragraph of a text: a piece of it, unless something had to be changed.
pub type Paragraph<'t> = Cow<'t, str>;

/// Cuts a paragraph off behind so many bytes.
pub fn truncate(paragraph: &mut Paragraph<'_>, length: usize) {
    match paragraph {
        Cow::Borrowed(text) => *text = &text[..length],
        Cow::Owned(text) => text.truncate(length),
    }
}

/// Cuts a paragraph in two, and gives what begins at that byte.
pub fn split_off<'t>(paragraph: &mut Paragraph<'t>, at: usize) -> Paragraph<'t> {
    match paragraph {
        Cow::Borrowed(text) => {
            let (before, behind) = text.split_at(at);
            *text = before;
            Cow::Borrowed(behind)
        }
        Cow::Owned(text) => Cow::Owned(text.split_off(at)),
    }
}

/// What is known of a text's lines before they are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// The format breaks lines at a fixed width.
    Wrapped,
    Unknown,
}

/// Paragraphs of a text with `\n` line ends: white space inside is not yet collapsed.
pub fn split<'t>(text: &'t str, layout: Layout, repairs: &mut Repairs) -> Vec<Paragraph<'t>> {
    split_behind(text, 0, layout, repairs)
}

/// Likewise, where something of so many columns stood before the text on its first line, as datelines do that have a field of their own.
pub fn split_behind<'t>(
    text: &'t str,
    columns: usize,
    layout: Layout,
    repairs: &mut Repairs,
) -> Vec<Paragraph<'t>> {
    let apart = match layout {
        Layout::Unknown => apart::paragraphs(text),
        Layout::Wrapped => None,
    };
    apart.unwrap_or_else(|| split_measured(text, columns, layout, repairs))
}

fn split_measured<'t>(
    text: &'t str,
    columns: usize,
    layout: Layout,
    repairs: &mut Repairs,
) -> Vec<Paragraph<'t>> {
    let may_be_wide = may_be_wide(text);
    let count = memchr::memchr_iter(b'\n', text.as_bytes()).count() + 1;
    let mut lines: Vec<Line<'_>> = Vec::with_capacity(count);
    let mut rest = Some(text);
    while let Some(text) = rest {
        let (line, below) = first_line(text);
        lines.push(measure(line, may_be_wide));
        rest = below;
    }
    if let Some(first) = lines.iter_mut().find(|line| !line.text.is_empty()) {
        first.width += columns;
    }
    margin::settle(&mut lines);
    if layout == Layout::Unknown
        && let Some(single) = single_spaced(&lines)
    {
        lines = single;
    }
    if layout == Layout::Unknown && are_apart(&lines) {
        let filled = lines.iter().filter(|line| !line.text.is_empty());
        let mut paragraphs = Vec::with_capacity(filled.clone().count());
        paragraphs.extend(filled.map(|line| Cow::Borrowed(line.text)));
        return paragraphs;
    }
    let Some(wrap) = wrapped_at(&lines, layout) else {
        return by_block(&lines, repairs);
    };
    let least_indent = lines
        .iter()
        .filter(|l| !l.text.is_empty())
        .map(|l| l.indent)
        .min()
        .unwrap_or(0);
    let mut paragraphs: Vec<Paragraph<'_>> = Vec::new();
    let mut open: Option<&Line<'_>> = None;
    // Where the point of a list stands whose lines are being read.
    let mut point: Option<usize> = None;
    let mut joined = 0;
    let is_parting = parts_words(&lines);
    let mut hyphens = 0;
    let headline = (layout == Layout::Unknown)
        .then(|| headline_above(&lines, wrap))
        .flatten();
    let title = title_over_dateline(&lines).filter(|_| layout == Layout::Unknown);
    let heads = heads_over_indented(&lines, wrap);
    for (index, line) in lines.iter().enumerate() {
        if line.text.is_empty() {
            open = None;
            continue;
        }
        let is_point = is_point(line.text);
        let continues_point = point.is_some_and(|indent| !is_point && line.indent == indent + 2);
        let goes_on = open.is_some_and(|before| {
            (line.indent < least_indent + 2 || continues_point)
                && !ends_here(before, line, wrap)
                && !(index < heads && is_cut_short(before, line, wrap))
        }) && !(index < HEAD_LINES && opens_text(line.text));
        let goes_on = goes_on
            || title
                .as_ref()
                .is_some_and(|title| title.start < index && title.contains(&index));
        if !goes_on {
            point = is_point.then_some(line.indent);
        }
        if let Some(paragraph) = paragraphs.last_mut().filter(|_| goes_on) {
            let is_wide = paragraph.chars().next_back().is_some_and(is_wide)
                && line.text.chars().next().is_some_and(is_wide);
            let paragraph = paragraph.to_mut();
            if is_parting && open.is_some_and(|before| is_parted(before, line)) {
                paragraph.pop();
                hyphens += 1;
            } else if !is_wide && !open.is_some_and(|before| is_parted(before, line)) {
                // `trans-` and `national`: the hyphen may be the word's own, a blank is not.
                paragraph.push(' ');
            }
            paragraph.push_str(line.text);
            joined += 1;
        } else {
            // A long text may be a single paragraph, which must not grow by doubling.
            let room = if paragraphs.is_empty() { text.len() } else { 0 };
            let mut paragraph = String::with_capacity(room.max(line.text.len()));
            paragraph.push_str(line.text);
            paragraphs.push(Cow::Owned(paragraph));
        }
        let is_alone = headline == Some(index)
            || (index < HEAD_LINES && dateline_alone(&lines[index..]).is_some());
        open = Some(line).filter(|_| !is_alone);
    }
    repairs.note(code::UNWRAPPED, joined);
    repairs.note(code::HYPHENS, hyphens);
    paragraphs
}

/// Whether blank lines part all others, so that each is a paragraph.
fn are_apart(lines: &[Line<'_>]) -> bool {
    let mut pairs = lines.iter().zip(lines.iter().skip(1));
    pairs.all(|(a, b)| a.text.is_empty() || b.text.is_empty())
}

/// The first line of a wrapped text, where it is a headline with the text right below: it stops before a word that would have fitted, or is in capitals
/// alone, or a dateline follows.
fn headline_above(lines: &[Line<'_>], wrap: usize) -> Option<usize> {
    let at = lines.iter().position(|line| !line.text.is_empty())?;
    let (line, next) = (lines.get(at)?, lines.get(at + 1)?);
    let is_stamp = over::is_stamp(next.text);
    let goes_on = !is_stamp
        && (next.text.is_empty()
            || next
                .text
                .starts_with(|c: char| c.is_lowercase() || c.is_numeric())
            || line.text.ends_with([',', ';', '-', '–', '—', '،', '、'])
            || ends_sentence(line.text));
    if goes_on {
        return None;
    }
    let is_short = line.width + 1 + next.first_word + SLACK <= wrap;
    let is_alone_loud = fold::is_loud(line.text)
        && !fold::is_loud(next.text)
        && !next.text.split(' ').next().is_some_and(fold::is_loud);
    let is_noted = (next.text.starts_with('(') && next.text.ends_with(')')) || is_stamp;
    let is_headline =
        is_short || is_alone_loud || is_noted || dateline::find(next.text, None).is_some();
    (is_headline && dateline::find(line.text, None).is_none()).then_some(at)
}

/// Whether a text parts words at its line ends: a single hyphen there may be a compound's own.
fn parts_words(lines: &[Line<'_>]) -> bool {
    let pairs = lines.iter().zip(lines.iter().skip(1));
    let parted = pairs.filter(|(a, b)| is_parted(a, b)).count();
    parted >= 2 && parted * 12 >= lines.len()
}

/// `süddeut-` and `schen`; `Wirtschafts-` and `und` are two words.
fn is_parted(before: &Line<'_>, line: &Line<'_>) -> bool {
    let Some(stem) = before.text.strip_suffix('-') else {
        return false;
    };
    let word = line
        .text
        .split(|c: char| !c.is_alphabetic())
        .next()
        .unwrap_or("");
    stem.ends_with(char::is_lowercase)
        && word.starts_with(char::is_lowercase)
        && !matches!(
            word,
            "und"
                | "oder"
                | "bis"
                | "sowie"
                | "bzw"
                | "en"
                | "of"
                | "och"
                | "eller"
                | "og"
                | "and"
                | "or"
                | "to"
        )
}

/// Paragraphs of a text that is not wrapped throughout: most lines stand alone, as in releases and forecasts. A block between blank lines is one
/// paragraph where each of its lines but the last is so full that the next word would not have fitted.
fn by_block<'t>(lines: &[Line<'t>], repairs: &mut Repairs) -> Vec<Paragraph<'t>> {
    let lone = lone_overlong(lines);
    let broken = lines.iter().enumerate().filter(|(at, _)| Some(*at) != lone);
    let widest = broken.map(|(_, line)| line.width).max().unwrap_or(0);
    let filled = lines.iter().filter(|line| !line.text.is_empty());
    let mut paragraphs = Vec::with_capacity(filled.count());
    let mut joined = 0;
    let title = title_over_dateline(lines);
    let mut at = 0;
    for block in lines.split(|line| line.text.is_empty()) {
        let start = at;
        at += block.len() + 1;
        if title.as_ref().is_some_and(|title| title.start == start) {
            paragraphs.push(as_one(block));
            joined += block.len() - 1;
            continue;
        }
        // The first block's first line may be the headline.
        let is_first = paragraphs.is_empty();
        let below = match block {
            [first, below @ ..]
                if is_first && !is_wrapped(block, widest) && is_wrapped(below, widest) =>
            {
                headline_above(block, widest).map(|_| (first, below))
            }
            _ => None,
        };
        let block = match below {
            Some((first, below)) => {
                paragraphs.push(Cow::Borrowed(first.text));
                below
            }
            None => block,
        };
        // No dateline stands further down.
        let is_near = paragraphs.len() < HEAD_LINES && block.len() > 1;
        let alone = is_near.then(|| dateline_alone(block)).flatten();
        let block = match alone {
            Some((opening, below)) => {
                paragraphs.push(Cow::Borrowed(opening.text));
                below
            }
            None => block,
        };
        let opened = is_near.then(|| opened_sentence(block)).flatten();
        let block = match opened {
            Some((above, sentence)) if !is_wrapped(block, widest) => {
                paragraphs.extend(above.iter().map(|line| Cow::Borrowed(line.text)));
                paragraphs.push(as_one(sentence));
                joined += sentence.len() - 1;
                block
                    .get(above.len() + sentence.len()..)
                    .unwrap_or_default()
            }
            _ => block,
        };
        if is_wrapped(block, widest) || goes_on_small(block) {
            paragraphs.push(as_one(block));
            joined += block.len() - 1;
        } else {
            for sentence in sentences(block) {
                joined += sentence.len() - 1;
                paragraphs.push(as_one(sentence));
            }
        }
    }
    repairs.note(code::UNWRAPPED, joined);
    paragraphs
}

/// The lines of a block: one by one, or those of a sentence together where each below its first goes on in small letters.
fn sentences<'l, 't>(block: &'l [Line<'t>]) -> impl Iterator<Item = &'l [Line<'t>]> {
    block
        .split_inclusive(|line| ends_sentence(line.text))
        .flat_map(|lines| {
            let below = lines.get(1..).unwrap_or_default();
            let is_one = goes_on_small(lines) && below.iter().all(|line| is_small(line.text));
            lines.chunks(if is_one { lines.len().max(1) } else { 1 })
        })
}

fn as_one<'t>(lines: &[Line<'t>]) -> Paragraph<'t> {
    if let [line] = lines {
        return Cow::Borrowed(line.text);
    }
    let mut all = String::new();
    for (at, line) in lines.iter().enumerate() {
        let is_behind_hyphen = at > 0 && is_parted(&lines[at - 1], line);
        if at > 0 && !is_behind_hyphen {
            all.push(' ');
        }
        all.push_str(line.text);
    }
    Cow::Owned(all)
}

/// Whether the lines of a block are one sentence, whatever their width: none but the last ends one, and most of those below go on in small letters.
fn goes_on_small(block: &[Line<'_>]) -> bool {
    let Some((first, below)) = block.split_first() else {
        return false;
    };
    let is_open = |line: &Line<'_>| {
        line.width >= LEAST_OPEN
            && !is_tabular(line.text)
            && line
                .text
                .ends_with(|c: char| c.is_alphanumeric() || c == ',')
    };
    let inner = below.split_last().map_or(&[][..], |(_, inner)| inner);
    let small = below.iter().filter(|line| is_small(line.text)).count();
    !below.is_empty()
        && small * 2 >= below.len()
        && is_open(first)
        && inner.iter().all(is_open)
        && below
            .iter()
            .all(|line| !is_tabular(line.text) && line.indent < 2 + first.indent)
        && block.last().is_some_and(|line| ends_sentence(line.text))
}

/// Columns of a line that is no item of a list.
const LEAST_OPEN: usize = 30;

/// Whether each line of a block but the last is full.
fn is_wrapped(block: &[Line<'_>], widest: usize) -> bool {
    let is_full = |(a, b): (&Line<'_>, &Line<'_>)| {
        a.width + 1 + b.first_word + SLACK > widest
            && !is_tabular(a.text)
            && !is_tabular(b.text)
            && !b.text.starts_with(['•', '*', '·', '#', '-'])
            && b.indent < 2 + a.indent
    };
    let inner = block.split_last().map_or(&[][..], |(_, inner)| inner);
    let sentences = inner.iter().filter(|line| ends_sentence(line.text)).count();
    (NARROWEST_BLOCK..=WIDEST_WRAP).contains(&widest)
        && block.len() >= 2
        && sentences * 3 <= inner.len()
        && block.iter().zip(block.iter().skip(1)).all(is_full)
}

/// The column lines were broken at; `None` when each line is a paragraph of its own.
fn wrapped_at(lines: &[Line<'_>], layout: Layout) -> Option<usize> {
    let widest = widest(lines).filter(|widest| (30..=WIDEST_WRAP).contains(widest))?;
    if layout == Layout::Wrapped {
        return Some(widest);
    }
    // Where paragraphs open with an indented line, the lines over the first of them are heads.
    let first_indented = opens_indented(lines);
    // A headline and the line below it are as even as they happen to be.
    let head = head_over_dateline(lines).map_or(0, |head| head.end);
    let filled = lines.iter().filter(|l| !l.text.is_empty());
    let margin = filled.map(|l| l.indent).min();
    let pairs = lines
        .iter()
        .zip(lines.iter().skip(1))
        .skip(first_indented.unwrap_or(0).max(head))
        .filter(|(a, b)| !a.text.is_empty() && !b.text.is_empty() && b.indent < 2 + a.indent);
    let (mut count, mut full, mut sentences) = (0, 0, 0);
    let mut shows_break = false;
    for (a, b) in pairs {
        // Initials and the like close the text.
        let ends = ends_sentence(b.text) || ends_before_bracket(b.text);
        let is_end = ends && !ends_sentence(a.text);
        let is_closing =
            is_signed(b) || (b.width <= LONGEST_CLOSING && !is_small(b.text) && !is_end);
        let opens = margin.is_some_and(|margin| b.indent >= margin + 2);
        if first_indented.is_some() && (is_closing || opens) {
            continue;
        }
        count += 1;
        shows_break |= (is_small(b.text) && b.width > LONGEST_CLOSING) || fold::is_caseless(b.text);
        full += usize::from(a.width + 1 + b.first_word + SLACK > widest);
        sentences += usize::from(ends_sentence(a.text));
    }
    // A last paragraph and the lines that sign it are soon as wide.
    let is_shown = count > FEW_PAIRS || widest >= NARROWEST_BLOCK || shows_break;
    (count > 0 && full * 10 >= count * 6 && sentences * 2 <= count && is_shown).then_some(widest)
}

/// Pairs of narrow lines that tell nothing unless one of them goes on in small letters.
const FEW_PAIRS: usize = 2;

/// Columns of a line below the last paragraph that is none of it.
const LONGEST_CLOSING: usize = 24;

fn is_small(text: &str) -> bool {
    text.starts_with(char::is_lowercase)
}

/// The first indented line, where two or more open paragraphs that go on at the margin.
fn opens_indented(lines: &[Line<'_>]) -> Option<usize> {
    let filled = lines.iter().filter(|l| !l.text.is_empty());
    let margin = filled.map(|l| l.indent).min()?;
    let mut indented = lines
        .iter()
        .enumerate()
        .filter(|(_, l)| !l.text.is_empty() && l.indent >= margin + 2);
    let (first, _) = indented.next()?;
    let has_more = indented.next().is_some();
    let goes_on = lines
        .iter()
        .skip(first)
        .zip(lines.iter().skip(first + 1))
        .any(|(a, b)| a.indent >= margin + 2 && !b.text.is_empty() && b.indent < margin + 2);
    (has_more && goes_on).then_some(first)
}

/// Lines at the margin over the first indented one, where none of them is full: each is a head of its own.
fn heads_over_indented(lines: &[Line<'_>], wrap: usize) -> usize {
    let Some(first) = opens_indented(lines).filter(|first| *first <= HEAD_LINES) else {
        return 0;
    };
    let heads = lines.get(..first).unwrap_or_default();
    let mut pairs = heads.iter().zip(heads.iter().skip(1));
    let are_short = pairs.all(|(a, b)| b.text.is_empty() || is_cut_short(a, b, wrap));
    if are_short { first } else { 0 }
}

/// Columns of the widest lines. A single overlong one (an address, a headline) must not hide that all others are wrapped: nine in ten decide.
fn widest(lines: &[Line<'_>]) -> Option<usize> {
    let mut by_width = [0usize; WIDEST_WRAP + 2];
    let mut all = 0;
    let lone = lone_overlong(lines);
    let filled = lines
        .iter()
        .enumerate()
        .filter(|(at, l)| !l.text.is_empty() && Some(*at) != lone);
    for (_, line) in filled {
        if let Some(count) = by_width.get_mut(line.width.min(WIDEST_WRAP + 1)) {
            *count += 1;
        }
        all += 1;
    }
    let mut seen = 0;
    let mut columns = by_width.iter().enumerate().rev();
    columns.find_map(|(width, count)| {
        seen += count;
        (seen * 10 > all).then_some(width)
    })
}

/// The only line no machine has broken, where it stands between blank lines: a note or an address under wrapped text.
fn lone_overlong(lines: &[Line<'_>]) -> Option<usize> {
    let mut overlong = lines
        .iter()
        .enumerate()
        .filter(|(_, l)| l.width > WIDEST_WRAP);
    let (at, _) = overlong.next().filter(|(at, _)| *at > 0)?;
    let is_blank = |at: Option<usize>| {
        at.and_then(|at| lines.get(at))
            .is_none_or(|l| l.text.is_empty())
    };
    (overlong.next().is_none() && is_blank(at.checked_sub(1)) && is_blank(Some(at + 1)))
        .then_some(at)
}

/// Whether the next line's first word would have fitted.
fn is_cut_short(before: &Line<'_>, line: &Line<'_>, wrap: usize) -> bool {
    before.width + 1 + line.first_word + SLACK <= wrap
}

/// Whether a paragraph ends between two lines that no blank line parts.
fn ends_here(before: &Line<'_>, line: &Line<'_>, wrap: usize) -> bool {
    let is_short = is_cut_short(before, line, wrap);
    (is_short && ends_sentence(before.text))
        || before.width * 2 < wrap
        || is_tabular(before.text)
        || is_tabular(line.text)
        || (opens_item(line.text)
            && (is_short || ends_sentence(before.text) || opens_item(before.text)))
        || line.text.starts_with(['•', '*', '·', '#'])
        // A dash of the sentence may come to stand at the head of a line.
        || (line.text.starts_with("- ")
            && (is_short || ends_sentence(before.text) || before.text.starts_with("- ")))
        || before.text.starts_with('#')
        // Initials under the text: `abc/def`.
        || is_signed(line)
        // `(kraj) mk/jp` under the last sentence.
        || (line.width <= LONGEST_CLOSING && line.text.starts_with('(') && ends_sentence(before.text))
        // `==Kyodo` under the text.
        || line.text.starts_with("==")
}

fn is_signed(line: &Line<'_>) -> bool {
    // `abc/def`, `Abc/Int2`
    line.width <= 16
        && line.text.contains('/')
        && line.text.split('/').all(|part| {
            let mut letters = part.chars();
            let first = letters.next().is_some_and(char::is_alphabetic);
            first
                && (2..=4).contains(&part.chars().count())
                && letters.all(|c| c.is_lowercase() || c.is_ascii_digit())
        })
}

/// Whether a line begins a point of a list.
fn is_point(text: &str) -> bool {
    text.starts_with(['•', '*', '·']) || text.starts_with("- ")
}

/// Lines at the head of a wrapped text among which its dateline may stand right below headline and deck.
const HEAD_LINES: usize = 8;

/// Whether a line begins with a dateline that names its place and an agency that is known: no sentence goes on so.
fn opens_text(line: &str) -> bool {
    dateline::find(line, None).is_some_and(|found| is_of_agency(&found))
}

/// Whether a dateline names a place and an agency that is known.
fn is_of_agency(found: &Dateline) -> bool {
    found.place.is_some() && found.agency.as_deref().is_some_and(agencies::is_known)
}

/// `2. start: …` and `Replacements: …`: an item of a list. Prose has such lines, too, but seldom behind a full stop.
fn opens_item(text: &str) -> bool {
    let near = &text[..text.floor_char_boundary(LONGEST_LABEL)];
    let Some((label, behind)) = near.split_once(':') else {
        return false;
    };
    let digits = label.bytes().take_while(u8::is_ascii_digit).count();
    let is_counted = (1..=3).contains(&digits) && label[digits..].starts_with(['.', ')']);
    let is_word = label.starts_with(char::is_uppercase) && label.chars().all(char::is_alphabetic);
    (is_counted || is_word) && (behind.is_empty() || behind.starts_with(' '))
}

/// Bytes before the colon of an item.
const LONGEST_LABEL: usize = 32;

fn is_tabular(text: &str) -> bool {
    text.contains("   ") || text.contains('\t')
}

/// Whether a line ends as a sentence does.
pub fn ends_sentence(text: &str) -> bool {
    if text.ends_with(|c: char| c.is_ascii_alphanumeric()) {
        return false;
    }
    text.trim_end_matches(['"', '»', '”', '’', ')', '“', '\'', '」', ' '])
        .ends_with(['.', '!', '?', '…', ':', '。', '！', '？', '؟', '۔', '।'])
}

#[cfg(test)]
mod tests;
