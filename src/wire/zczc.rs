//! Messages framed by `ZCZC` and `NNNN` (ITU-T F.1), the plainest of the telex formats.
//!
//! Owns the frame and the three kinds of header that are met under it: a routing line (`YY TDR`), lines that begin with a sign (`$A`, `:SLUG`,
//! `^Headline`), and lines of two letters with `#` (`TI#Headline`). Promises that every line is either a field or part of the text. Never reads dates
//! or markers in the text itself.

mod loud;
mod when;

use super::{iptc7901, telex};
use crate::story::{Body, CodeRef, WireFormat, WireStory};
use loud::loud_opening;
use when::day_and_time;

/// Whether the text is framed as such a message.
pub fn is_zczc(text: &str) -> bool {
    let start = text.trim_start_matches(|c: char| c.is_control() || c.is_whitespace());
    opens(start.lines().next().unwrap_or(""))
}

fn opens(line: &str) -> bool {
    behind_opening(line).is_some_and(|rest| {
        rest.chars()
            .next()
            .is_none_or(|c| c.is_whitespace() || (c.is_ascii_digit() && rest.len() <= 20))
    })
}

/// What stands behind the word that opens a frame, as Latin or as Cyrillic telex prints it.
fn behind_opening(line: &str) -> Option<&str> {
    let line = line.trim();
    let latin = line
        .split_at_checked(4)
        .filter(|(word, _)| word.eq_ignore_ascii_case("ZCZC"));
    latin
        .map(|(_, rest)| rest)
        .or_else(|| line.strip_prefix("ЗЦЗЦ"))
}

/// All messages of a text, each from `ZCZC` to `NNNN` or the next `ZCZC`.
pub fn read(text: &str) -> Vec<WireStory> {
    let text = telex::without_controls(text);
    let mut messages: Vec<Vec<&str>> = Vec::new();
    let mut is_open = false;
    for line in text.lines() {
        if opens(line) {
            messages.push(vec![line]);
            is_open = true;
        } else if let Some(last) = closes(line) {
            if let (true, Some(message)) = (is_open && !last.is_empty(), messages.last_mut()) {
                message.push(last);
            }
            is_open = false;
        } else if is_open && let Some(message) = messages.last_mut() {
            message.push(line);
        }
    }
    messages.iter().map(|lines| message(lines)).collect()
}

/// What stands before `NNNN` in a line that ends a message.
fn closes(line: &str) -> Option<&str> {
    let line = line.trim();
    let is_cyrillic = line.ends_with("НННН");
    let at = line.len().checked_sub(if is_cyrillic { 8 } else { 4 })?;
    let (before, last) = line.split_at_checked(at)?;
    let is_end = (is_cyrillic || last.eq_ignore_ascii_case("NNNN"))
        && before.chars().next_back().is_none_or(char::is_whitespace);
    is_end.then(|| before.trim_end())
}

fn message(lines: &[&str]) -> WireStory {
    let mut story = WireStory {
        format: Some(WireFormat::Text),
        format_version: Some("zczc".to_string()),
        ..WireStory::default()
    };
    let (opening, rest) = lines.split_first().unwrap_or((&"", &[]));
    let id = behind_opening(opening).unwrap_or("").trim();
    // Without a number of its own the opening names only who sends.
    if id.bytes().any(|b| matches!(b, b'1'..=b'9')) {
        story.transmission_id = Some(id.to_string());
    } else if !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphabetic()) {
        story.supplier = Some(id.to_string());
    }
    let mut body = rest;
    // ANSA puts its name and number on a line of their own.
    if let Some(sent) = body.first().filter(|line| is_number(line)) {
        if id.is_empty() {
            let name: String = sent.chars().take_while(char::is_ascii_alphabetic).collect();
            story.supplier = Some(name);
            story.transmission_id = Some(sent.trim().to_string());
        }
        body = &body[1..];
    }
    // A number of the line may stand over the routing line: `ТСМ 0412`.
    if let [number, routing, _, ..] = body
        && is_numbered(number)
        && is_routing(routing)
    {
        story.transmission_id = story.transmission_id.or(Some(number.trim().to_string()));
        body = &body[1..];
    }
    if let Some(routing) = body.first().filter(|line| is_routing(line)) {
        let category = routing.split_whitespace().nth(1);
        story
            .subjects
            .extend(category.map(|code| code_of(code, "category")));
        body = &body[1..];
    }
    let header = body.first().and_then(|line| iptc7901::header(line));
    let opened;
    if let Some(header) = header {
        // The frame of the telex around a message of the other format.
        header.fill(&mut story);
        body = &body[1..];
        opened = iptc7901::read_opening(body, &mut story).behind(body);
        body = &opened;
    } else {
        body = labelled(body, &mut story).unwrap_or_else(|| signed(body, &mut story));
        body = slug_and_headline(body, &mut story);
        body = loud_opening(body, &mut story);
    }
    let mut body = body.to_vec();
    let last = body.iter().rev().find(|line| !line.trim().is_empty());
    let group = last.and_then(|line| telex::date_time_group(line).or_else(|| day_and_time(line)));
    if let Some(group) = group {
        story.content_created = Some(group);
        while body.pop().is_some_and(|line| line.trim().is_empty()) {}
    }
    // The number of the message stands under its text once more.
    if let Some(last) = body.iter().rposition(|line| !line.trim().is_empty())
        && !id.is_empty()
        && body.get(last).is_some_and(|line| line.trim() == id)
    {
        body.truncate(last);
    }
    let text: Vec<&str> = body.iter().map(|line| without_typesetting(line)).collect();
    let text = text.join("\n");
    if !text.trim().is_empty() {
        story.body = Body::Plain(text);
    }
    story
}

/// `ТСМ 0412`: capitals, and a number of three or four figures.
fn is_numbered(line: &str) -> bool {
    line.trim().split_once(' ').is_some_and(|(name, number)| {
        (2..=4).contains(&name.chars().count())
            && name.chars().all(char::is_uppercase)
            && matches!(number.len(), 3 | 4)
            && number.bytes().all(|b| b.is_ascii_digit())
    })
}

/// `ANSA0123/XEF`, `XEF46018_SXA_QBXB`: capitals and figures in one word, the name first.
fn is_number(line: &str) -> bool {
    let word = line.trim();
    (5..=20).contains(&word.len())
        && word.starts_with(|c: char| c.is_ascii_uppercase())
        && word.bytes().any(|b| b.is_ascii_digit())
        && word
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || matches!(b, b'/' | b'_'))
}

/// `POWER-MINISTER`, then the headline, then indented text; a line that begins with a stop says from where it was sent (`.OSLO OSL12`).
fn slug_and_headline<'m, 't>(lines: &'m [&'t str], story: &mut WireStory) -> &'m [&'t str] {
    let origin = usize::from(lines.first().is_some_and(|line| {
        line.starts_with('.') && line[1..].starts_with(|c: char| c.is_ascii_uppercase())
    }));
    let is_flush = |line: &str| line.starts_with(char::is_alphanumeric);
    match &lines[origin..] {
        [slug, headline, text, ..]
            if story.headline.is_none()
                && story.slugline.is_none()
                && slug.contains('-')
                && !slug.trim().contains([' ', '.'])
                && !slug.contains(char::is_lowercase)
                && is_flush(slug)
                && text.starts_with([' ', '\t'])
                && (is_flush(headline) || opens_text(text)) =>
        {
            story.slugline = Some(slug.trim().to_string());
            story.headline = Some(headline.trim().to_string());
            &lines[origin + 2..]
        }
        _ => &lines[origin..],
    }
}

/// Whether a dateline opens a line of the text.
fn opens_text(line: &str) -> bool {
    let near = &line[..line.floor_char_boundary(80)];
    let bracket = near.split_once(" (").and_then(|(before, rest)| {
        let (agency, _) = rest.split_once(") ")?;
        Some((before, agency))
    });
    bracket.is_some_and(|(before, agency)| {
        before.contains(", ") && agency.bytes().all(|b| b.is_ascii_alphabetic())
    })
}

/// `YY TDR`: priority and category, and what lines the message takes.
fn is_routing(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let is_code = |word: &str| {
        (1..=4).contains(&word.chars().count())
            && word.chars().all(|c| c.is_uppercase() || c.is_ascii_digit())
    };
    let opens = words.next().is_some_and(is_code);
    let mut more = 0;
    let all = words.all(|word| {
        more += 1;
        is_code(word) || (more >= 2 && word.ends_with(')') && !word.contains(char::is_lowercase))
    });
    // `R EST S0A S41 QBXB`: codes of a machine have figures among them.
    let is_of_machine = line.split_whitespace().any(|word| {
        word.starts_with(|c: char| c.is_ascii_uppercase())
            && word.bytes().any(|b| b.is_ascii_digit())
    });
    // `YY RFG INTERNET (3RR) NC(ATD)`: services by name, each with its code in brackets.
    let lists_services = line.starts_with("YY ")
        && line.trim_end().ends_with(')')
        && !line.contains(char::is_lowercase);
    (opens && all && (more <= 2 || line.contains('(') || is_of_machine)) || lists_services
}

/// Lines of two letters and `#`; `None` when the message has none.
fn labelled<'m, 't>(lines: &'m [&'t str], story: &mut WireStory) -> Option<&'m [&'t str]> {
    let field = |line: &'t str| {
        let (label, value) = line.split_once('#')?;
        let fits = label.len() == 2 && label.bytes().all(|b| b.is_ascii_uppercase());
        fits.then(|| (label, value.trim()))
    };
    let first = lines.iter().position(|line| !line.trim().is_empty())?;
    field(lines.get(first)?)?;
    for (at, line) in lines.iter().enumerate().skip(first) {
        let Some((label, value)) = field(line) else {
            return lines.get(at..);
        };
        let text = (!value.is_empty()).then(|| value.to_string());
        match label {
            "AN" => story.transmission_id = text,
            "PD" => story.content_created = text,
            "TI" => story.headline = text,
            "AB" => story.other_lines.extend(text),
            "BY" => story.byline = text,
            "SO" => story.supplier = text,
            "LA" => story.language = text,
            "KY" => story
                .keywords
                .extend(value.split_whitespace().map(str::to_string)),
            "CO" => story.organisations.extend(text.map(|code| CodeRef {
                code: Some(code),
                ..CodeRef::default()
            })),
            // The text begins behind its label or on the next line.
            "TX" if value.is_empty() => return lines.get(at + 1..),
            "TX" => return lines.get(at..),
            _ => {}
        }
    }
    Some(&[])
}

/// Lines that a sign opens; gives the lines behind them.
fn signed<'m, 't>(lines: &'m [&'t str], story: &mut WireStory) -> &'m [&'t str] {
    let mut at = 0;
    if let Some((desk, headline)) = lines.first().and_then(|line| desk_and_headline(line)) {
        story.slugline = Some(desk.to_string());
        story.headline = Some(headline.to_string());
        at = 1;
    }
    while let Some(line) = lines.get(at) {
        let line = line.trim_end();
        let mut chars = line.chars();
        let sign = chars.next();
        let value = chars.as_str().trim();
        let text = (!value.is_empty()).then(|| value.to_string());
        match sign {
            // A blank line stands among the signed ones of some systems, and never before the first.
            None if at > 0 && next_is_signed(lines, at) => {}
            Some('%' | '&') => {}
            Some('$') if value.len() <= 1 => {
                story
                    .subjects
                    .extend(text.map(|code| code_of(&code, "category")));
            }
            Some('$' | '^') => story.headline = story.headline.take().or(text),
            Some(':') => place_or_heads(text, story),
            Some('#') if value.contains(char::is_alphabetic) => {
                story.slugline = story.slugline.take().or(text);
            }
            Some('=') if at > 0 => story.subheadlines.extend(text),
            Some('*' | '+') if is_subject(value) => story.subjects.push(code_of(value, "IPTC")),
            // Text or table.
            Some('*') if is_kind(value) => {}
            Some('@') => story.places.extend(text.map(|name| CodeRef {
                name: Some(name),
                ..CodeRef::default()
            })),
            Some('~') => story.genres.extend(text),
            _ => break,
        }
        at += 1;
    }
    lines.get(at..).unwrap_or_default()
}

fn next_is_signed(lines: &[&str], at: usize) -> bool {
    let next = lines.get(at + 1).copied().unwrap_or("");
    next.starts_with(['%', '&', '$', '^', ':', '@', '~'])
}

/// `:(BRISBANE)` is a place, `:SLUG` a slug line; where there is one already, the headline; `:SLUG :Headline` is both.
fn place_or_heads(text: Option<String>, story: &mut WireStory) {
    let Some(text) = text else {
        return;
    };
    if let Some(place) = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
        story.located = Some(place.to_string());
        return;
    }
    if let (None, Some((slug, headline))) = (&story.slugline, text.split_once(" :"))
        && story.headline.is_none()
    {
        story.slugline = Some(slug.trim_end().to_string());
        story.headline = Some(headline.trim_start().to_string());
        return;
    }
    let Some(slug) = &story.slugline else {
        story.slugline = Some(text);
        return;
    };
    match &story.headline {
        // A day alone says when the matter of the slug line is.
        None if !text.contains(char::is_alphabetic) => {
            story.headline = Some(format!("{slug} {text}"));
        }
        None => story.headline = Some(text),
        Some(headline) if text.ends_with(headline.as_str()) => {}
        Some(_) => story.subheadlines.push(text),
    }
}

/// `RACING : Fields for Thursday`: the desk, then the headline.
fn desk_and_headline(line: &str) -> Option<(&str, &str)> {
    let (desk, headline) = line.split_once(" : ")?;
    let is_desk = (3..=20).contains(&desk.len()) && desk.bytes().all(|b| b.is_ascii_uppercase());
    let headline = headline.trim();
    (is_desk && !headline.is_empty()).then_some((desk, headline))
}

/// `X`, `T`, `X&A`: text or table, and what else a machine has to know.
fn is_kind(value: &str) -> bool {
    value
        .split('&')
        .all(|letter| letter.len() == 1 && letter.bytes().all(|b| b.is_ascii_alphabetic()))
}

fn is_subject(value: &str) -> bool {
    value.len() == 8 && value.bytes().all(|b| b.is_ascii_digit())
}

fn code_of(code: &str, scheme: &str) -> CodeRef {
    CodeRef {
        code: Some(code.to_string()),
        scheme: Some(scheme.to_string()),
        ..CodeRef::default()
    }
}

/// Codes of typesetters that came with the copy: `<!` and `=!` at a line's end, there also ` .=!` with a `<` at its start.
fn without_typesetting(line: &str) -> &str {
    let line = line.trim_end();
    if let Some(set) = line.strip_suffix("=!") {
        let bare = set.strip_suffix(" .").unwrap_or(set).trim_end();
        return bare.strip_prefix('<').unwrap_or(bare);
    }
    line.trim_end_matches("<!").trim_end()
}

#[cfg(test)]
mod tests;
