//! IPTC 7901: the telex envelope that European agencies still send.
//!
//! Owns header line, slug line, the lines before the headline, and the date-time group at the end (IPTC 7901, "The IPTC Recommended Message Format").
//! Found with and without its control characters, with leading rub-outs, with the headline over several lines. Promises that every line is either a
//! field or part of the text. Never decides what a marker line means; it hands it on in front of the headline.

mod header;
mod over_text;
mod second_line;
mod signal_line;

use super::telex;
use crate::story::{Body, WireFormat, WireStory};
pub(super) use header::header;
use over_text::{is_alone_over_headline, is_catchword, opens_text, stands_over_headline};

/// Whether the text begins with a header of this format; short lines of the session may stand before it.
pub fn is_iptc7901(text: &str) -> bool {
    opens(text) || header_behind_session(text).is_some()
}

/// Whether the first line with words is a header.
fn opens(text: &str) -> bool {
    let start = text.trim_start_matches(|c: char| c.is_control() || c.is_whitespace());
    start.lines().next().and_then(header).is_some()
}

/// Where the header stands, behind `31-JUL-26  00:00` and its like.
fn header_behind_session(text: &str) -> Option<usize> {
    let mut at = 0;
    let mut filled = 0;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_matches(|c: char| c.is_control() || c.is_whitespace());
        if filled > 0 && header(bare).is_some() {
            return Some(at);
        }
        filled += usize::from(!bare.is_empty());
        let is_frame = bare.starts_with("ZCZC") || bare.starts_with("NNNN");
        if filled > MOST_SESSION_LINES || bare.len() > LONGEST_SESSION_LINE || is_frame {
            return None;
        }
        at += line.len();
    }
    None
}

fn opens_behind_session_line(text: &str) -> bool {
    text.lines().next().is_some_and(telex::is_session_line) && header_behind_session(text).is_some()
}

/// Lines a line session may begin with, and their bytes.
const MOST_SESSION_LINES: usize = 3;
const LONGEST_SESSION_LINE: usize = 40;

/// The stories of a transmission, one for each message.
pub fn read(text: &str) -> Vec<WireStory> {
    let closes = |line: &str| telex::date_time_group(line).is_some();
    let opens = |text: &str| opens(text) || opens_behind_session_line(text);
    let messages = telex::messages(text, opens, closes);
    messages.into_iter().map(message).collect()
}

fn message(text: &str) -> WireStory {
    let session = header_behind_session(text).filter(|_| !opens(text));
    let (session, text) = text.split_at(session.unwrap_or(0));
    // What stands behind the end of text is the line's: who sent it, and when.
    let (text, behind) = text.split_once('\u{3}').unwrap_or((text, ""));
    // Lines before the start of text are header, unless the headline is closed there.
    let before = text.split_once('\u{2}').map_or("", |(before, _)| before);
    let before = if before.ends_with('\n') { before } else { "" };
    let text = telex::without_controls(text);
    let mut lines = text.trim_start().lines();
    let head = lines.next().unwrap_or("");
    let mut story = WireStory {
        format: Some(WireFormat::Iptc7901),
        ..WireStory::default()
    };
    if let Some(header) = header(head) {
        header.fill(&mut story);
    }
    let session = telex::without_controls(session);
    for line in session.lines().map(str::trim).filter(|l| !l.is_empty()) {
        story.add_note(line);
    }
    let mut rest: Vec<&str> = lines.collect();
    read_end(&mut rest, &mut story);
    let slugs = telex::without_controls(before);
    let slugs: Vec<&str> = slugs.trim_start().lines().skip(1).collect();
    let headed = read_slugs(&slugs, &mut story);
    let rest = rest.get(headed..).unwrap_or_default();
    let body = read_opening(rest, &mut story).behind(rest);
    let behind = telex::without_controls(behind);
    for line in behind.lines().map(str::trim).filter(|l| !l.is_empty()) {
        match telex::date_time_group(line) {
            Some(group) => story.content_created = story.content_created.or(Some(group)),
            None if line.len() <= LONGEST_SIGNATURE => story.add_note(line),
            None => {}
        }
    }
    let body = body.join("\n");
    if !body.trim().is_empty() {
        story.body = Body::Plain(body);
    }
    if let (Some(id), Some(day)) = (&mut story.transmission_id, &story.content_created) {
        // Sequence numbers begin anew every day or every few thousand messages.
        let day: String = day.chars().filter(|c| !c.is_whitespace()).collect();
        id.push('-');
        id.push_str(&day);
    }
    story
}

/// Bytes of a line behind the end of text that is kept as a note.
const LONGEST_SIGNATURE: usize = 80;

/// Header lines that stand before the start of text, none of them a headline: catchwords, with or without slashes. Gives how many there are.
fn read_slugs(lines: &[&str], story: &mut WireStory) -> usize {
    let filled: Vec<&str> = lines
        .iter()
        .map(|line| line.trim())
        .filter(|line| !line.is_empty() && !is_day(line))
        .collect();
    let is_slug = |line: &&str| line.len() <= 80 && !line.ends_with('=');
    let Some(first) = filled.first().filter(|_| filled.iter().all(is_slug)) else {
        return 0;
    };
    if filled.len() > 1 {
        return 0;
    }
    take_slug(first, story);
    lines.len()
}

fn take_slug(line: &str, story: &mut WireStory) {
    if line.contains('/') {
        let keywords = line.split('/').map(str::trim).filter(|k| !k.is_empty());
        story.keywords.extend(keywords.map(str::to_string));
    }
    story.slugline = Some(line.trim_matches('/').to_string());
}

/// The lines a message opens with.
#[derive(Default)]
pub(super) struct Opening<'t> {
    /// How many there are.
    length: usize,
    /// Markers that found no headline to stand in front of: a kill is often no more.
    markers: Vec<&'t str>,
}

impl<'t> Opening<'t> {
    /// The text of the message: what found no field, then the lines behind the opening.
    pub(super) fn behind(&self, lines: &[&'t str]) -> Vec<&'t str> {
        let markers = self.markers.iter().flat_map(|line| [*line, ""]);
        let rest = lines.get(self.length..).unwrap_or_default();
        markers.chain(rest.iter().copied()).collect()
    }
}

/// Slug line, marker lines, headline and byline.
pub(super) fn read_opening<'t>(lines: &[&'t str], story: &mut WireStory) -> Opening<'t> {
    let is_filled = |l: &&str| !l.trim().is_empty() && !is_day(l);
    let Some(first) = lines.iter().position(is_filled) else {
        return Opening::default();
    };
    let mut at = first;
    let slug = lines[first].trim();
    let mut is_joined = false;
    let is_headed = story.slugline.is_some();
    if is_headed {
        // The header had it.
    } else if slug.ends_with('/') || slug.matches('/').count() >= 2 {
        take_slug(slug, story);
        at += 1;
    } else if is_loud_slug(&lines[first..]) || stands_over_headline(&lines[first..]) {
        story.slugline = Some(slug.to_string());
        at += 1;
    } else if is_slug_alone(lines, first) || is_alone_over_headline(&lines[first..]) {
        // ATS writes a catchword without slashes.
        take_slug(slug, story);
        at = first
            + 1
            + lines[first + 1..]
                .iter()
                .take_while(|l| l.trim().is_empty())
                .count();
    }
    if at == first && !is_headed && is_slug_line(slug) && lines.len() > first + 1 {
        // AFP and Reuters join the words of a slug line by hyphens.
        is_joined = true;
        story.slugline = Some(slug.to_string());
        at = first
            + 1
            + lines[first + 1..]
                .iter()
                .take_while(|l| l.trim().is_empty())
                .count();
    }
    if at > first {
        at += second_line::blank_above(&lines[at..]);
    }
    // The opening ends at a blank line; its last line usually ends in `=`.
    let length = lines[at..]
        .iter()
        .take_while(|l| !l.trim().is_empty())
        .count();
    // So it does where a dateline stands right below the headline.
    let is_closed = lines[at..at + length]
        .iter()
        .any(|l| l.trim_end().ends_with('='));
    let length = match lines[at..at + length].iter().position(|l| opens_text(l)) {
        Some(1) if at == first && !is_closed && is_catchword(slug) => {
            // No headline between the catchword and the text.
            take_slug(slug, story);
            return Opening {
                length: at + 1,
                ..Opening::default()
            };
        }
        Some(text) if !is_closed && (1..=3).contains(&text) => text,
        _ => length,
    };
    let block = &lines[at..at + length];
    let closed = block.iter().rposition(|l| l.trim_end().ends_with('='));
    let first_is_headline = is_joined
        && block.first().is_some_and(|line| {
            !line.starts_with([' ', '\t']) && line.len() <= 100 && !line.trim_end().ends_with('.')
        });
    let is_lead = closed.is_none() && block.first().is_some_and(|line| opens_text(line));
    if length == 0 || is_lead || (closed.is_none() && length > 4 && !first_is_headline) {
        return Opening {
            length: at,
            ..Opening::default()
        };
    }
    let open_length = if first_is_headline && length > 4 {
        1
    } else {
        length
    };
    let taken = closed.map_or(open_length, |last| last + 1);
    let mut markers: Vec<&str> = Vec::new();
    let mut headline: Vec<&str> = Vec::new();
    let mut notice_is_open = false;
    for (index, line) in block[..taken].iter().enumerate() {
        let line = line.trim().trim_end_matches('=').trim_end();
        let goes_on = notice_is_open && line.starts_with(char::is_lowercase);
        if headline.is_empty() && index + 1 < taken && (goes_on || is_notice(line)) {
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
        } else if let Some(signal) =
            signal_line::of(line).filter(|_| headline.is_empty() && index + 1 < taken)
        {
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
    let length = at + taken + second_line::take(&lines[at + taken..], story);
    Opening { length, markers }
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
fn is_day(line: &str) -> bool {
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
fn is_slug_alone(lines: &[&str], first: usize) -> bool {
    let alone = lines.get(first + 1).is_some_and(|l| l.trim().is_empty());
    let is_open = !lines[first].trim_end().ends_with('=') && lines[first].trim().len() <= 60;
    let block = lines[first + 1..]
        .iter()
        .skip_while(|l| l.trim().is_empty())
        .take_while(|l| !l.trim().is_empty())
        .take(MOST_HEADLINE_LINES + 1);
    let block: Vec<&&str> = block.collect();
    alone
        && is_open
        && block.len() <= MOST_HEADLINE_LINES
        && block.last().is_some_and(|l| l.trim_end().ends_with('='))
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
        && block.last().is_some_and(|l| l.trim_end().ends_with('='))
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

/// The closing line, and the date-time group above or below it.
fn read_end(body: &mut Vec<&str>, story: &mut WireStory) {
    // The end of a telex may stand below.
    while body.last().is_some_and(|l| matches!(l.trim(), "" | "NNNN")) {
        body.pop();
    }
    if let Some(group) = body.last().and_then(|l| telex::date_time_group(l)) {
        story.content_created = Some(group);
        body.pop();
    }
    // The stamp of the line, then initials; Belga has a line for each take.
    for _ in 0..3 {
        while body.last().is_some_and(|l| l.trim().is_empty()) {
            body.pop();
        }
        let is_closing = body
            .last()
            .is_some_and(|l| is_closing_line(l) || is_stamp(l, story));
        if is_closing && let Some(line) = body.pop() {
            story.add_note(line.trim());
        }
    }
}

/// `APA0123    2026-08-08/14:20`: the transmission again, with its time.
fn is_stamp(line: &str, story: &WireStory) -> bool {
    let first = line.split_whitespace().next();
    first.is_some() && first == story.transmission_id.as_deref() && line.trim().len() <= 40
}

/// `dpa abc yydd n1 sku`, `(SDA/mf ba)`: agency and initials, small or in brackets.
fn is_closing_line(line: &str) -> bool {
    let bare = line.trim();
    // `./.`, with initials: `./.CVN`
    if let Some(initials) = bare.strip_prefix("./.") {
        return initials.len() <= 8
            && initials
                .bytes()
                .all(|b| b.is_ascii_alphabetic() || b == b'/');
    }
    // `(Schluss) abc/def`
    if let Some((word, initials)) = bare.split_once(") ")
        && ["(Schluss", "(Forts", "(Ende"]
            .iter()
            .any(|mark| word.starts_with(mark))
    {
        return initials.len() <= 16;
    }
    if let Some(inner) = bare.strip_prefix('(').and_then(|l| l.strip_suffix(')')) {
        return inner.len() <= 24
            && inner.contains('/')
            && inner
                .split([' ', '/', '\\'])
                .all(|w| w.len() <= 4 && w.bytes().all(|b| b.is_ascii_alphabetic()));
    }
    let words: Vec<&str> = line.split_whitespace().collect();
    let is_small = |w: &&str| {
        w.chars().count() <= 6
            && w.chars()
                .all(|c| c.is_lowercase() || c.is_ascii_digit() || c == '/')
    };
    // `RB abc`, `ANP hk/bdw`: the agency in capitals, then initials alone.
    let is_signed = matches!(words.as_slice(), [agency, initials]
        if (2..=4).contains(&agency.len())
            && agency.bytes().all(|b| b.is_ascii_uppercase())
            && is_small(initials));
    // `ly`, alone: no word of a text stands so without its stop.
    let are_initials = matches!(words.as_slice(), [word]
        if (2..=3).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_lowercase()));
    is_signed || are_initials || ((2..=8).contains(&words.len()) && words.iter().all(is_small))
}

#[cfg(test)]
mod tests;
