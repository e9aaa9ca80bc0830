//! What a message of IPTC 7901 opens with: slug line, marker lines, headline and byline.
//!
//! Owns where the opening ends, and what each of its lines is. `=` closes a headline where an agency keeps to the standard; where none does, the dateline
//! below tells ([`over_text`](super::over_text)). Promises that a line is either a field or stays in the text.

use super::over_text::{is_alone_over_headline, is_catchword, opens_text, stands_over_headline};
use super::{second_line, signal_line};
use crate::story::WireStory;

/// The lines a message opens with.
#[derive(Default)]
pub struct Opening<'t> {
    /// How many there are.
    length: usize,
    /// Markers that found no headline to stand in front of: a kill is often no more.
    markers: Vec<&'t str>,
}

impl<'t> Opening<'t> {
    /// The text of the message: what found no field, then the lines behind the opening.
    pub fn behind(&self, lines: &[&'t str]) -> Vec<&'t str> {
        let markers = self.markers.iter().flat_map(|line| [*line, ""]);
        let rest = lines.get(self.length..).unwrap_or_default();
        markers.chain(rest.iter().copied()).collect()
    }
}

/// Slug line, marker lines, headline and byline.
pub fn read_opening<'t>(lines: &[&'t str], story: &mut WireStory) -> Opening<'t> {
    let is_filled = |l: &&str| !l.trim().is_empty() && !is_day(l);
    let Some(first) = lines.iter().position(is_filled) else {
        return Opening::default();
    };
    let Slug { behind, is_joined } = read_slug(lines, first, story);
    let below = &lines[behind..];
    let only_slug = Opening {
        length: behind,
        ..Opening::default()
    };
    // The opening ends at a blank line; its last line usually ends in `=`.
    let block = block(below);
    let closed = block.iter().rposition(|l| is_closed(l));
    // So it does where a dateline stands right below the headline.
    let block = match (closed, block.iter().position(|l| opens_text(l))) {
        (None, Some(1)) if behind == first && is_catchword(lines[first]) => {
            // No headline between the catchword and the text.
            take_slug(lines[first].trim(), story);
            return Opening {
                length: behind + 1,
                ..only_slug
            };
        }
        (None, Some(text @ 1..=3)) => &block[..text],
        _ => block,
    };
    let Some(opens) = block.first() else {
        return only_slug;
    };
    let opens_as_headline = is_joined
        && !opens.starts_with([' ', '\t'])
        && opens.len() <= 100
        && !opens.trim_end().ends_with('.');
    let is_long = block.len() > MOST_OPEN_LINES;
    if closed.is_none() && (opens_text(opens) || (is_long && !opens_as_headline)) {
        return only_slug;
    }
    let taken = match closed {
        Some(last) => last + 1,
        None if is_long => 1,
        None => block.len(),
    };
    let markers = read_headline(&block[..taken], story);
    let length = behind + taken + second_line::take(&below[taken..], story);
    Opening { length, markers }
}

/// Lines of a headline that nothing closes.
const MOST_OPEN_LINES: usize = 4;

/// Whether a line closes the headline.
pub fn is_closed(line: &str) -> bool {
    line.trim_end().ends_with('=')
}

/// How many blank lines stand first.
pub fn blanks(lines: &[&str]) -> usize {
    lines.iter().take_while(|l| l.trim().is_empty()).count()
}

/// The lines up to the first blank one.
pub fn block<'l, 't>(lines: &'l [&'t str]) -> &'l [&'t str] {
    let filled = lines.iter().position(|l| l.trim().is_empty());
    &lines[..filled.unwrap_or(lines.len())]
}

/// Where the slug line ends.
struct Slug {
    behind: usize,
    /// Signs join its words.
    is_joined: bool,
}

/// The slug line, where the first line is one.
fn read_slug(lines: &[&str], first: usize, story: &mut WireStory) -> Slug {
    let slug = lines[first].trim();
    let mut is_joined = false;
    let (from, below) = (&lines[first..], &lines[first + 1..]);
    let behind = if story.slugline.is_some() {
        // The header had it.
        first
    } else if slug.ends_with('/') || slug.matches('/').count() >= 2 {
        take_slug(slug, story);
        first + 1
    } else if is_loud_slug(from) || stands_over_headline(from) {
        story.slugline = Some(slug.to_string());
        first + 1
    } else if is_slug_alone(from) || is_alone_over_headline(from) {
        // ATS writes a catchword without slashes.
        take_slug(slug, story);
        first + 1 + blanks(below)
    } else if is_slug_line(slug) && !below.is_empty() {
        // AFP and Reuters join the words of a slug line by hyphens.
        is_joined = true;
        story.slugline = Some(slug.to_string());
        first + 1 + blanks(below)
    } else {
        first
    };
    let parted = if behind > first {
        second_line::blank_above(&lines[behind..])
    } else {
        0
    };
    Slug {
        behind: behind + parted,
        is_joined,
    }
}

/// Headline, byline and the lines among them. Gives the markers that found no headline.
fn read_headline<'t>(block: &[&'t str], story: &mut WireStory) -> Vec<&'t str> {
    let mut markers: Vec<&str> = Vec::new();
    let mut headline: Vec<&str> = Vec::new();
    let mut notice_is_open = false;
    for (index, line) in block.iter().enumerate() {
        let line = line.trim().trim_end_matches('=').trim_end();
        // What stands last is the headline, whatever it looks like.
        let is_over = headline.is_empty() && index + 1 < block.len();
        let goes_on = notice_is_open && line.starts_with(char::is_lowercase);
        if is_over && (goes_on || is_notice(line)) {
            story.add_note(line);
            notice_is_open = !line.ends_with(['.', '!']);
            continue;
        }
        let is_byline = ["By ", "Von ", "Par ", "Por ", "Di "]
            .iter()
            .any(|by| line.starts_with(by));
        if is_byline && !headline.is_empty() {
            let names = line.split_once(' ').map(|(_, names)| names);
            story.byline = names.map(|names| names.trim_end_matches('.').to_string());
        } else if line.starts_with("Utl.:") || !story.subheadlines.is_empty() {
            // APA's line below the headline, and what it runs on to.
            match story.subheadlines.last_mut() {
                Some(open) if !line.starts_with("Utl.:") => {
                    open.push(' ');
                    open.push_str(line);
                }
                _ => story.subheadlines.push(line.to_string()),
            }
        } else if headline.is_empty() && is_marker(line) {
            markers.push(line);
        } else if let Some(signal) = signal_line::of(line).filter(|_| is_over) {
            story.signals.push(signal.to_string());
        } else if line.starts_with('(') && line.ends_with(')') && line.len() <= 40 {
            // `(Foto Illustration)` under the headline.
            story.add_note(line);
        } else if !line.is_empty() {
            headline.push(line);
        }
    }
    let headline = headline.join(" ");
    if !headline.is_empty() {
        let parts = markers.drain(..).chain([headline.as_str()]);
        story.headline = Some(parts.collect::<Vec<&str>>().join(": "));
    }
    markers
}

/// Words between slashes are keywords as well.
pub fn take_slug(line: &str, story: &mut WireStory) {
    if line.contains('/') {
        let keywords = line.split('/').map(str::trim).filter(|k| !k.is_empty());
        story.keywords.extend(keywords.map(str::to_string));
    }
    story.slugline = Some(line.trim_matches('/').to_string());
}

/// `(Achtung) Bitte verwenden Sie …`, `Sperrfrist 9. August 18.00 Uhr - …`: words to editors on a line of their own above the headline.
fn is_notice(line: &str) -> bool {
    let calls = line
        .strip_prefix("(Achtung)")
        .is_some_and(|rest| rest.contains(char::is_alphabetic));
    let holds = line.strip_prefix("Sperrfrist").is_some_and(|rest| {
        rest.starts_with([' ', ':'])
            && rest.contains(|c: char| c.is_ascii_digit())
            && rest.contains("Uhr")
    });
    calls || holds
}

/// `Norvege-energie-reseaux`, `BC-NORWAY-ENERGY (UPDATE 1)`: words joined by hyphens, nothing else but a bracket.
fn is_slug_line(line: &str) -> bool {
    let bare = line.split(" (").next().unwrap_or(line);
    // ANSA: two words in capitals.
    let joins = if bare.contains(char::is_lowercase) {
        2
    } else {
        1
    };
    !bare.contains(char::is_whitespace)
        && bare.len() >= 7
        && bare.matches('-').count() >= joins
        && bare.chars().all(|c| c.is_alphanumeric() || c == '-')
}

/// `Sa, 08.Aug 2026`: APA's day of issue.
pub fn is_day(line: &str) -> bool {
    let line = line.trim();
    let Some((weekday, rest)) = line.split_once(", ") else {
        return false;
    };
    weekday.len() <= 3
        && line.len() <= 20
        && rest.starts_with(|c: char| c.is_ascii_digit())
        && rest.ends_with(|c: char| c.is_ascii_digit())
}

/// A short line alone before a block whose last line ends in `=`, and is thus the headline.
fn is_slug_alone(lines: &[&str]) -> bool {
    let alone = lines.get(1).is_some_and(|l| l.trim().is_empty());
    let is_open = !is_closed(lines[0]) && lines[0].trim().len() <= 60;
    let block = lines[1..]
        .iter()
        .skip_while(|l| l.trim().is_empty())
        .take_while(|l| !l.trim().is_empty())
        .take(MOST_HEADLINE_LINES + 1);
    let block: Vec<&&str> = block.collect();
    alone
        && is_open
        && block.len() <= MOST_HEADLINE_LINES
        && block.last().is_some_and(|l| is_closed(l))
}

/// `ESPAÑA GOBIERNO`: up to four words in capitals right above a headline that is not, or that has them all once more, and that `=` closes.
fn is_loud_slug(lines: &[&str]) -> bool {
    let block = lines.iter().take_while(|l| !l.trim().is_empty());
    let block: Vec<&&str> = block.take(MOST_HEADLINE_LINES + 1).collect();
    let [slug, headline, ..] = block.as_slice() else {
        return false;
    };
    let words = slug.split_whitespace().count();
    let is_loud = slug.contains(char::is_uppercase) && !slug.contains(char::is_lowercase);
    (2..=4).contains(&words)
        && is_loud
        && slug
            .chars()
            .all(|c| c.is_alphabetic() || matches!(c, ' ' | '-'))
        && (headline.contains(char::is_lowercase) || has_words_of(headline, slug))
        && block.len() <= MOST_HEADLINE_LINES
        && block.last().is_some_and(|l| is_closed(l))
}

/// Whether a longer headline has each word of its slug line.
fn has_words_of(headline: &str, slug: &str) -> bool {
    let stands_in = |word: &str| headline.split_whitespace().any(|other| other == word);
    headline.len() > slug.len() && slug.split_whitespace().all(stands_in)
}

/// Lines that markers, headline and byline take at most.
const MOST_HEADLINE_LINES: usize = 6;

/// `(Eil)`, `REFILE`, `1ST LEAD`: in brackets, or a few words in capitals.
fn is_marker(line: &str) -> bool {
    let in_brackets = line.starts_with('(') && line.ends_with(')');
    let is_loud = line.split_whitespace().count() <= 3 && !line.chars().any(char::is_lowercase);
    in_brackets || is_loud
}
