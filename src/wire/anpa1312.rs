//! ANPA 1312: the wire of American agencies.
//!
//! Owns the two header lines, the `^…<` lines between them and the text, and the typewriter habits of the text (tabs for paragraphs, `_` for a dash,
//! doubled accents for quotation marks). Source: ANPA 89-3, as AP sends it. Never judges a slug line: what `1st Ld-Writethru` means is normalise's part.

mod extracted;
mod header;
mod lines;
mod opening;
mod stamp;

use super::telex;
use crate::story::{Body, CodeRef, WireFormat, WireStory};
use lines::{Line, Mark};
use opening::{LONGEST_CALL, agency_of_service, behind_call, opens, routing, service};

use stamp::read_end;
pub(super) use stamp::stamped;

/// Whether the text begins as a message of this format, or is one that a program has taken apart.
pub fn is_anpa1312(text: &str) -> bool {
    opening::is_anpa1312(text) || extracted::is_extracted(text)
}

/// `AP-WF-11-13-13 1509GMT<`, however the agency and the wire are called.
fn closes(line: &str) -> bool {
    if stamp::of_upi(bare(line)).is_some() {
        return true;
    }
    let mut words = bare(line).split_whitespace();
    let stamp = words.next().unwrap_or("");
    let clock = words.next().unwrap_or("");
    (stamp.matches('-').count() == 4 || stamped(stamp, clock).is_some())
        && clock.len() >= 4
        && clock.bytes().take(4).all(|b| b.is_ascii_digit())
}

/// The stories of a transmission, one for each message.
pub fn read(text: &str) -> Vec<WireStory> {
    if extracted::is_extracted(text) {
        let messages = extracted::messages(text);
        return messages.iter().map(|text| message(text)).collect();
    }
    let text = match behind_call(text) {
        Some(rest) if !opens(text) => rest,
        _ => text,
    };
    let messages = telex::messages(text, opens, closes);
    messages.into_iter().map(message).collect()
}

fn message(text: &str) -> WireStory {
    let text = without_next_call(text);
    let mut story = WireStory {
        format: Some(WireFormat::Anpa1312),
        ..WireStory::default()
    };
    let text = text.trim_start_matches(|c: char| c.is_control() || c.is_whitespace());
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let (second, behind) = rest.split_once('\n').unwrap_or((rest, ""));
    let id = service(first).map(str::to_string);
    story.supplier = agency_of_service(first).map(str::to_string);
    let mut date = String::new();
    let mut slug = None;
    if let Some(routing) = routing(second) {
        date = routing.date().to_string();
        slug = Some(routing.slug().to_string());
        story.urgency = Some(routing.priority);
        story.subjects.push(CodeRef {
            code: Some(routing.category),
            scheme: Some("a1312cat".to_string()),
            ..CodeRef::default()
        });
    }
    story.transmission_id = id.map(|id| {
        if date.is_empty() {
            id
        } else {
            format!("{id}-{date}")
        }
    });
    let lines = lines::read(behind);
    // DC2 says that the lines stand as they are, which only tables and lists need.
    let is_fixed = second.contains('\u{12}') || lines.iter().any(|l| l.mark == Mark::Table);
    let mut rest = lines.as_slice();
    // Reuters: the headline stands behind STX, the slug line in the routing line alone.
    let is_bare = behind.starts_with('\u{2}') && rest.iter().all(|l| l.mark != Mark::Caret);
    if is_bare {
        rest = headline_behind_stx(rest, &mut story);
        story.slugline.clone_from(&slug);
    } else if rest.first().is_some_and(|line| line.mark != Mark::Caret) {
        rest = flat_header(rest, slug.as_deref().unwrap_or(""), &mut story)
            .unwrap_or_else(|| kyodo_header(rest, &mut story));
    }
    let is_text = |line: &Line| line.mark != Mark::Caret && !line.text.trim().is_empty();
    let carets = rest.iter().position(is_text).unwrap_or(rest.len());
    let (above, below) = rest.split_at(carets);
    let above: Vec<&str> = above.iter().map(|line| bare(&line.text)).collect();
    let mut opening = header::read(&above, slug.as_deref().unwrap_or(""), is_fixed, &mut story);
    if story.slugline.is_none() {
        story.slugline = slug;
    }
    let mut below = below.to_vec();
    read_end(&mut below, &mut story);
    below.retain(|line| {
        let is_note = line.mark == Mark::Caret && header::is_note(bare(&line.text));
        if is_note {
            story.add_note(bare(&line.text));
        }
        !is_note
    });
    if below.iter().all(|line| line.text.trim().is_empty()) {
        // Without indented lines those behind the headline are the text.
        opening.splice(0..0, story.subheadlines.drain(..));
    }
    let has_carets = below.iter().any(|line| line.mark == Mark::Caret);
    if is_fixed || has_carets || !opening.is_empty() {
        opening.extend(lines::paragraphs(&below, is_fixed));
        if !opening.is_empty() {
            story.body = Body::Paragraphs(opening);
        }
        return story;
    }
    let body: Vec<String> = below.iter().map(|line| typewritten(&line.text)).collect();
    let body = body.join("\n");
    if !body.trim().is_empty() {
        story.body = Body::Plain(body);
    }
    story
}

/// Behind the end of text the next message's desks may be called already.
fn without_next_call(text: &str) -> &str {
    match text.split_once('\u{3}') {
        Some((message, call)) if is_call(call) => message,
        _ => text,
    }
}

fn is_call(line: &str) -> bool {
    line.trim().len() <= LONGEST_CALL && !line.contains(|c: char| c.is_ascii_digit())
}

/// Reuters' headline: what stands behind STX down to the first indented line.
fn headline_behind_stx<'l>(lines: &'l [Line], story: &mut WireStory) -> &'l [Line] {
    let is_empty = |line: &&Line| line.text.trim().is_empty();
    let mut rest = lines;
    while let Some((_, behind)) = rest.split_first().filter(|(line, _)| is_empty(line)) {
        rest = behind;
    }
    let mut headline: Vec<&str> = Vec::new();
    while let Some((line, behind)) = rest.split_first()
        && line.mark == Mark::None
        && !is_empty(&line)
        && !line.text.starts_with(' ')
        && headline.len() < 4
    {
        rest = behind;
        headline.push(line.text.trim());
    }
    story.headline = (!headline.is_empty()).then(|| headline.join(" "));
    rest
}

/// The lines of a header whose carets a newsroom's system has taken off: the slug line again, then headline, notes and byline down to the first indented
/// line.
fn flat_header<'l>(lines: &'l [Line], routed: &str, story: &mut WireStory) -> Option<&'l [Line]> {
    let is_empty = |line: &&Line| line.text.trim().is_empty();
    let start = lines.iter().take_while(is_empty).count();
    let lines = lines.get(start..)?;
    let is_header =
        |line: &&Line| line.mark == Mark::None && !is_empty(line) && !line.text.starts_with(' ');
    let count = lines.iter().take_while(is_header).count();
    let (head, rest) = lines.split_at_checked(count)?;
    let head: Vec<&str> = head.iter().map(|line| bare(&line.text)).collect();
    let is_told = |line: &&str| {
        header::is_note(line) || header::is_service_word(line) || header::is_byline(line)
    };
    let is_flat = (2..=MOST_FLAT).contains(&head.len())
        && !routed.is_empty()
        && header::repeats(head.first()?, routed)
        && head.iter().any(is_told)
        && rest
            .first()
            .is_some_and(|line| line.text.starts_with([' ', '\t']));
    if !is_flat {
        return None;
    }
    let below = header::read(&head, routed, false, story);
    story.other_lines.extend(below);
    Some(rest)
}

/// Lines of such a header at most.
const MOST_FLAT: usize = 10;

/// Kyodo's lines without carets: the slug line, then a headline over one or more lines up to `+`.
fn kyodo_header<'l>(lines: &'l [Line], story: &mut WireStory) -> &'l [Line] {
    let is_header = |line: &&Line| {
        line.mark == Mark::None && !line.text.trim().is_empty() && !line.text.starts_with(' ')
    };
    let Some((slug, mut rest)) = lines.split_first().filter(|(first, _)| is_header(first)) else {
        return lines;
    };
    story.slugline = Some(slug.text.trim().to_string());
    let mut headline: Vec<&str> = Vec::new();
    while let Some((line, behind)) = rest.split_first()
        && is_header(&line)
        && headline.len() < 4
    {
        rest = behind;
        let bare = line.text.trim_end();
        headline.push(bare.trim_end_matches('+').trim_end());
        if bare.ends_with('+') {
            break;
        }
    }
    story.headline = (!headline.is_empty()).then(|| headline.join(" "));
    rest
}

/// A line without the signs that close it; the Canadian Press closes those above the text by `@`.
fn bare(field: &str) -> &str {
    field.trim_end().trim_end_matches('<').trim()
}

/// Quotation marks and dashes as a typewriter makes them.
fn typewritten(line: &str) -> String {
    let line = line.trim_end().trim_end_matches('<');
    if !line.contains("``") && !line.contains("''") && !line.contains(" _ ") {
        return line.to_string();
    }
    line.replace("``", "“")
        .replace("''", "”")
        .replace(" _ ", " — ")
}

#[cfg(test)]
mod tests;
