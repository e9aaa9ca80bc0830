//! ANPA 1312: the wire of American agencies.
//!
//! Owns the two header lines, the `^…<` lines between them and the text, and the typewriter habits of the text (tabs for paragraphs, `_` for a dash,
//! doubled accents for quotation marks). Source: ANPA 89-3, as AP sends it. Never judges a slug line: what `1st Ld-Writethru` means is normalise's part.

mod header;
mod lines;
mod opening;

use super::century::full_year_of;
use super::telex;
use crate::story::{Body, CodeRef, WireFormat, WireStory};
use lines::{Line, Mark};
use opening::{LONGEST_CALL, agency_of_service, behind_call, opens, routing, service};

pub use opening::is_anpa1312;

/// `AP-WF-11-13-13 1509GMT<`, however the agency and the wire are called.
fn closes(line: &str) -> bool {
    let mut words = bare(line).split_whitespace();
    let stamp = words.next().unwrap_or("");
    let clock = words.next().unwrap_or("");
    (stamp.matches('-').count() == 4 || stamped(stamp, clock).is_some())
        && clock.len() >= 4
        && clock.bytes().take(4).all(|b| b.is_ascii_digit())
}

/// The stories of a transmission, one for each message.
pub fn read(text: &str) -> Vec<WireStory> {
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
        story.slugline = slug;
    } else if rest.first().is_some_and(|line| line.mark != Mark::Caret) {
        rest = kyodo_header(rest, &mut story);
    }
    let is_text = |line: &Line| line.mark != Mark::Caret && !line.text.trim().is_empty();
    let carets = rest.iter().position(is_text).unwrap_or(rest.len());
    let (above, below) = rest.split_at(carets);
    let above: Vec<&str> = above.iter().map(|line| bare(&line.text)).collect();
    let mut opening = header::read(&above, is_fixed, &mut story);
    let mut below = below.to_vec();
    read_end(&mut below, &mut story);
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

/// `AP-WF-11-13-13 1509GMT<`: agency, wire, month-day-year, time.
fn read_end(body: &mut Vec<Line>, story: &mut WireStory) {
    while body.last().is_some_and(|l| l.text.trim().is_empty()) {
        body.pop();
    }
    let Some(last) = body.last().map(|l| bare(&l.text).to_string()) else {
        return;
    };
    let digits = |w: &str, n: usize| w.len() == n && w.bytes().all(|b| b.is_ascii_digit());
    let words: Vec<&str> = last.split_whitespace().collect();
    if let [stamp] = words.as_slice() {
        // Kyodo: `KWS-21:37-09-12-18`, agency, time, day-month-year.
        let parts: Vec<&str> = stamp.split('-').collect();
        if let [agency, clock, day, month, year] = parts.as_slice()
            && let Some((hour, minute)) = clock.split_once(':')
            && [hour, minute, *day, *month, *year]
                .iter()
                .all(|w| digits(w, 2))
        {
            story.content_created =
                Some(format!("{}{month}{day}T{hour}{minute}", full_year_of(year)));
            story.supplier = story.supplier.take().or(Some((*agency).to_string()));
            body.pop();
        }
        return;
    }
    let [stamp, time] = words.as_slice() else {
        return;
    };
    // The Canadian Press: `1230ET 09-08-26`, day before month.
    let clock = stamp.strip_suffix("ET").map(|clock| clock.replace(':', ""));
    if let Some(clock) = clock.filter(|c| digits(c, 4))
        && let [day, month, year] = time.split('-').collect::<Vec<_>>().as_slice()
        && [*day, *month, *year].iter().all(|w| digits(w, 2))
    {
        story.content_created = Some(format!(
            "{}{month}{day}T{clock}[America/Toronto]",
            full_year_of(year)
        ));
        body.pop();
        return;
    }
    if let Some((agency, sent)) = stamped(stamp, time) {
        story.content_created = Some(sent);
        if story.supplier.is_none() {
            story.supplier = agency.map(str::to_string);
        }
        body.pop();
    }
}

/// Agency and time of `AP-WF-11-13-13 1509GMT`.
pub(super) fn stamped<'s>(stamp: &'s str, time: &str) -> Option<(Option<&'s str>, String)> {
    let digits = |w: &str, n: usize| w.len() == n && w.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = stamp.split('-').collect();
    // `08-09-26 1630EDT`: AP before it signed its stamp.
    let (agency, [month, day, year]) = match parts.as_slice() {
        [agency, _, month, day, year] => (Some(*agency), [*month, *day, *year]),
        // `NYT-08-09-26 1420EDT`: without a wire.
        [agency, month, day, year] if agency.bytes().all(|b| b.is_ascii_uppercase()) => {
            (Some(*agency), [*month, *day, *year])
        }
        [month, day, year] if time.len() > 4 => (None, [*month, *day, *year]),
        _ => return None,
    };
    let clock = time.get(..4).filter(|c| digits(c, 4))?;
    // `1630EDT`: the zones of North America, and GMT.
    let zone = match time.get(4..).unwrap_or("") {
        "GMT" => "Z",
        said if said.len() == 3 && said.ends_with(['T']) => said,
        _ => "",
    };
    let year = full_year_of(Some(year).filter(|year| digits(year, 2))?);
    (digits(month, 2) && digits(day, 2))
        .then(|| (agency, format!("{year}{month}{day}T{clock}{zone}")))
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
