//! The element of a page that is named for the writer of its story.
//!
//! Owns where it begins and ends, and what of its lines is the name. Promises that what may be a sentence is none, and that only what stands over the text
//! is looked at: under it pages tell more of their writers.

use super::super::day;
use super::super::elements::{is_block, is_empty};
use super::super::place::Says;
use super::Text;

/// Such an element while it is read.
pub(super) struct Byline {
    name: Vec<u8>,
    /// How often its name was opened inside it.
    depth: usize,
    /// Paragraphs before it, and bytes of its own paragraph where it stands within a line.
    from: usize,
    within_line: Option<usize>,
}

impl Byline {
    fn new(name: &[u8], from: usize, within_line: Option<usize>) -> Self {
        Self {
            name: name.to_vec(),
            depth: 0,
            from,
            within_line,
        }
    }

    fn open(&mut self, name: &[u8]) {
        self.depth += usize::from(self.name == name);
    }

    /// Whether an element that ends is this one.
    fn closes(&mut self, name: &[u8]) -> bool {
        if self.name != name {
            return false;
        }
        match self.depth.checked_sub(1) {
            Some(less) => {
                self.depth = less;
                false
            }
            None => true,
        }
    }
}

impl Text {
    /// An element opens that may hold the writer's name; only pages are asked for it.
    pub(super) fn open_byline(&mut self, name: &[u8], says: Says) {
        if self.nest.is_none() {
            return;
        }
        if let Some(byline) = &mut self.byline {
            byline.open(name);
            // Names and addresses in elements of their own stand apart.
            if !self.current.is_empty() && !self.current.ends_with([' ', '\n']) {
                self.current.push(' ');
            }
        } else if says.byline && self.found.byline.is_none() {
            self.open_byline_over_text(name);
        }
    }

    fn open_byline_over_text(&mut self, name: &[u8]) {
        let paragraphs = &self.found.paragraphs;
        if is_block(name) {
            if count_texts(paragraphs) <= MOST_TEXTS {
                self.flush();
                self.byline = Some(Byline::new(name, self.found.paragraphs.len(), None));
            }
            return;
        }
        // Within a line other stories' writers are named, too: this one's stands below the headline, and close.
        let below = self.found.before_heading + 1;
        let is_near = self.found.heading.is_some()
            && (below..=below + MOST_BELOW_HEADING).contains(&paragraphs.len())
            && count_texts(paragraphs.get(below..).unwrap_or_default()) <= 1;
        if is_near && !is_empty(name) {
            let from = paragraphs.len();
            self.byline = Some(Byline::new(name, from, Some(self.current.len())));
        }
    }

    pub(super) fn close_byline(&mut self, name: &[u8]) {
        if !self
            .byline
            .as_mut()
            .is_some_and(|byline| byline.closes(name))
        {
            return;
        }
        let Some(byline) = self.byline.take() else {
            return;
        };
        if let Some(at) = byline.within_line {
            self.close_byline_within_line(byline.from, at);
            return;
        }
        self.flush();
        let lines = self.found.paragraphs.get(byline.from..).unwrap_or_default();
        if let Some(line) = of_lines(lines) {
            self.found.byline = Some(line);
            self.found.is_byline_below_heading = self.found.heading.is_some();
            self.found.paragraphs.truncate(byline.from);
            self.found.linked.truncate(byline.from);
            self.found.within.truncate(byline.from);
        }
    }
}

impl Text {
    /// The name stays in its line, which says more.
    fn close_byline_within_line(&mut self, from: usize, at: usize) {
        let is_one_line = self.found.paragraphs.len() == from;
        let Some(held) = self.current.get(at..).filter(|_| is_one_line) else {
            return;
        };
        let name = of_lines(&[held.trim().to_string()]);
        if let Some(name) = name.filter(|name| is_full_name(name)) {
            self.found.byline = Some(name);
            self.found.is_byline_below_heading = true;
        }
    }
}

/// Bytes of what such an element holds, and of the name.
const LONGEST: usize = 240;
const LONGEST_NAME: usize = 100;
/// Words of it.
const MOST_WORDS: usize = 12;
/// Bytes of a paragraph that is text, and how many of them may stand over the name.
const TEXT: usize = 120;
const MOST_TEXTS: usize = 2;
/// Paragraphs of a page that are looked at for them, the last ones.
const NEAR: usize = 40;

/// Paragraphs between the headline and a name within a line.
const MOST_BELOW_HEADING: usize = 4;

/// How much text has begun.
fn count_texts(paragraphs: &[String]) -> usize {
    let near = paragraphs.iter().rev().take(NEAR);
    near.filter(|text| text.len() >= TEXT).count()
}

/// The name: the first piece of the lines with letters, without day, address and place.
fn of_lines(lines: &[String]) -> Option<String> {
    let all: usize = lines.iter().map(String::len).sum();
    if all > LONGEST {
        return None;
    }
    let pieces = lines
        .iter()
        .flat_map(|line| line.split(['\n', '|', '•', '·']))
        .map(without_address)
        .map(without_label)
        .filter(|piece| piece.chars().any(char::is_alphabetic));
    let mut names = pieces.filter_map(without_day);
    let first = without_by(names.next().filter(|name| is_name(name))?);
    // The site's name may stand before the writer's.
    let second = names.next().filter(|name| is_name(name));
    Some(match second {
        Some(second) => format!("{first}\n{}", without_by(second)),
        None => first.to_string(),
    })
}

/// `By Ann Writer 9 August 2026`, `ANN WRITER AUG. 9, 2026`: the name before the day. Nothing where less than a full name is left.
fn without_day(piece: &str) -> Option<&str> {
    const MARKS: [char; 7] = [' ', '-', '–', '—', ',', '/', '('];
    let Some(at) = piece.find(|c: char| c.is_ascii_digit()) else {
        return Some(piece);
    };
    let mut name = piece[..at].trim_end_matches(MARKS);
    if let Some((rest, word)) = name.rsplit_once(' ')
        && day::is_month(word)
    {
        name = rest.trim_end_matches(MARKS);
    }
    let is_whole = is_full_name(without_by(name)) && !name.ends_with("ed");
    is_whole.then_some(name)
}

/// Whether a name has two words or more, in capitals; or is written without any.
fn is_full_name(name: &str) -> bool {
    let first = name.lines().next().unwrap_or_default();
    let begins = |word: &str| word.starts_with(|c: char| !c.is_lowercase() && c.is_alphabetic());
    let mut words = first.split_whitespace();
    let (one, last) = (words.next(), words.next_back());
    match (one, last) {
        (Some(one), Some(last)) => begins(one) && begins(last),
        (Some(one), None) => one.chars().all(|c| c as u32 >= 0x2e80),
        _ => false,
    }
}

/// `Par Ann Writer`: the name behind the word.
fn without_by(name: &str) -> &str {
    let by = ["By ", "by ", "Par ", "Por ", "Von "];
    let behind = by.iter().find_map(|by| name.strip_prefix(by));
    behind.map_or(name, str::trim_start).trim_end_matches('.')
}

fn is_name(name: &str) -> bool {
    name.len() <= LONGEST_NAME
        && name.split(' ').count() <= MOST_WORDS
        && !name.ends_with(['!', '?', '…', ':', '。'])
        && name.contains(|c: char| !c.is_lowercase() && c.is_alphabetic())
}

/// `Autori: Ann Writer`: the name without the word before it.
fn without_label(piece: &str) -> &str {
    match piece.split_once(": ") {
        Some((label, name)) if label.chars().count() <= LONGEST_LABEL && !label.contains(' ') => {
            name.trim_start()
        }
        _ => piece,
    }
}

/// Characters of the word before a name.
const LONGEST_LABEL: usize = 16;

/// The words before an address.
fn without_address(piece: &str) -> &str {
    let piece = match piece.find('@') {
        Some(at) => piece[..at].rsplit_once(' ').map_or("", |(name, _)| name),
        None => piece,
    };
    piece.trim_matches([' ', '-', '–', '—', ',', '/', ';', '\u{a0}'])
}

#[cfg(test)]
mod tests {
    use super::of_lines;

    #[test]
    fn the_name_is_what_stands_before_place_day_and_address() {
        let name = |lines: &[&str]| {
            let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
            of_lines(&lines)
        };
        for (lines, wanted) in [
            (
                &["Ann Writer | Arvik | 09/08/2026"][..],
                Some("Ann Writer\nArvik"),
            ),
            (&["Ann Writer/NNA ann@nna.example"], Some("Ann Writer/NNA")),
            (&["Por Ana Autora"], Some("Ana Autora")),
            (&["Autori: Ann Writer"], Some("Ann Writer")),
            (&["9 August 2026", "Ann Writer"], Some("Ann Writer")),
            (&["דנה לוי | 09/08/2026 16:40"], Some("דנה לוי")),
            (&["By Ann Writer 9 August 2026 12"], Some("Ann Writer")),
            (&["By ANN WRITER AUG. 9, 2026"], Some("ANN WRITER")),
            (&["Ann Writer - 8/9/2026, 8:02 PM"], Some("Ann Writer")),
            (&["Published on 9 August 2026"], None),
            (&["First Posted: August 9, 2026"], None),
            (&["09.08.2026"], None),
            (&["Who wrote this?"], None),
            (&[], None),
        ] {
            assert_eq!(name(lines).as_deref(), wanted, "{lines:?}");
        }
    }
}
