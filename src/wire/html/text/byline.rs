//! The element of a page that is named for the writer of its story.
//!
//! Owns where it begins and ends, and what of its lines is the name. Promises that what may be a sentence is none, and that only what stands over the text
//! is looked at: under it pages tell more of their writers.

use super::super::elements::is_block;
use super::super::place::Says;
use super::Text;

/// Such an element while it is read.
pub(super) struct Byline {
    name: Vec<u8>,
    /// How often its name was opened inside it.
    depth: usize,
    /// Paragraphs before it.
    from: usize,
}

impl Byline {
    fn new(name: &[u8], from: usize) -> Self {
        Self {
            name: name.to_vec(),
            depth: 0,
            from,
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
        } else if says.byline
            && is_block(name)
            && self.found.byline.is_none()
            && is_over_text(&self.found.paragraphs)
        {
            self.flush();
            self.byline = Some(Byline::new(name, self.found.paragraphs.len()));
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

/// Whether the text has not begun.
fn is_over_text(paragraphs: &[String]) -> bool {
    let near = paragraphs.iter().rev().take(NEAR);
    near.filter(|text| text.len() >= TEXT).count() <= MOST_TEXTS
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
    let mut names = pieces.filter(|piece| !piece.bytes().any(|b| b.is_ascii_digit()));
    let first = without_by(names.next().filter(|name| is_name(name))?);
    // The site's name may stand before the writer's.
    let second = names.next().filter(|name| is_name(name));
    Some(match second {
        Some(second) => format!("{first}\n{}", without_by(second)),
        None => first.to_string(),
    })
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
            (&["09.08.2026"], None),
            (&["Who wrote this?"], None),
            (&[], None),
        ] {
            assert_eq!(name(lines).as_deref(), wanted, "{lines:?}");
        }
    }
}
