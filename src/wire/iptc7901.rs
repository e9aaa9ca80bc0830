//! IPTC 7901: the telex envelope that European agencies still send.
//!
//! Owns header line, slug line, the lines before the headline, and the date-time group at the end (IPTC 7901, "The IPTC Recommended Message Format").
//! Found with and without its control characters, with leading rub-outs, with the headline over several lines. Promises that every line is either a
//! field or part of the text. Never decides what a marker line means; it hands it on in front of the headline.

mod end;
mod header;
mod opening;
mod over_text;
mod second_line;
mod signal_line;

use super::telex;
use crate::story::{Body, WireFormat, WireStory};
use end::read_end;
pub(super) use header::header;
pub(super) use opening::read_opening;
use opening::{is_day, take_slug};

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

#[cfg(test)]
mod tests;
