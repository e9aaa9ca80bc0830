//! ANPA 1312: the wire of American agencies.
//!
//! Owns the two header lines, the `^…<` lines between them and the text, and the typewriter habits of the text (tabs for paragraphs, `_` for a dash,
//! doubled accents for quotation marks). Source: ANPA 89-3, as AP sends it. Never judges a slug line: what `1st Ld-Writethru` means is normalise's part.

use super::century::full_year_of;
use super::telex;
use crate::story::{Body, CodeRef, WireFormat, WireStory};

/// Whether the text begins as a message of this format; a line of the transport may stand before it.
pub fn is_anpa1312(text: &str) -> bool {
    is_message(text) || behind_call(text).is_some_and(is_message)
}

/// What follows `C T` and the like: the desks a message is for, called before the SYN that begins it.
fn behind_call(text: &str) -> Option<&str> {
    let start = text.trim_start_matches(|c: char| c.is_control() || c.is_whitespace());
    let (call, rest) = start.split_once('\n')?;
    (call.trim().len() <= LONGEST_CALL && rest.starts_with(['\u{16}', '\u{1}'])).then_some(rest)
}

/// Bytes of such a line.
const LONGEST_CALL: usize = 16;

fn is_message(text: &str) -> bool {
    let start = text.trim_start_matches(|c: char| c.is_control() || c.is_whitespace());
    let mut lines = start.lines();
    let (first, second) = (lines.next().unwrap_or(""), lines.next().unwrap_or(""));
    let third = lines.next().unwrap_or("");
    let third = third.trim_start_matches(char::is_control);
    let slug = routing(second).and_then(|(_, _, rest)| rest.split_whitespace().next());
    let repeats_slug = slug.is_some_and(|slug| slug.len() >= 5 && third.starts_with(slug));
    // Reuters wrote neither carets nor the slug line again; day and words close its routing line.
    let is_counted = routing(second).is_some_and(|(_, _, rest)| is_counted(rest));
    service(first).is_some()
        && slug.is_some()
        && (third.starts_with('^') || start.contains("\n^") || repeats_slug || is_counted)
}

/// `BC-GRID-LINK   08-09 0105`: the slug line, month and day, words.
fn is_counted(rest: &str) -> bool {
    let is_number = |w: &str, n: usize| w.len() == n && w.bytes().all(|b| b.is_ascii_digit());
    let words: Vec<&str> = rest.split_whitespace().collect();
    let [_, .., day, count] = words.as_slice() else {
        return false;
    };
    let is_day = day
        .split_once('-')
        .is_some_and(|(month, day)| is_number(month, 2) && is_number(day, 2));
    is_day && is_number(count, 4)
}

/// `W2870asian`, `z6715-----`: service letter and number.
fn service(line: &str) -> Option<&str> {
    let line = line.trim_matches(|c: char| c.is_control() || c.is_whitespace());
    let id = line.get(..5)?;
    let mut bytes = id.bytes();
    (bytes.next()?.is_ascii_alphabetic() && bytes.all(|b| b.is_ascii_digit()) && line.len() <= 16)
        .then_some(id)
}

/// `f l BC-LT--Story   11-13 1049`: priority, category, slug, date, words.
fn routing(line: &str) -> Option<(&str, &str, &str)> {
    let line = line.trim_matches(|c: char| c.is_control() || c.is_whitespace());
    let mut words = line.splitn(3, ' ');
    let (priority, category, rest) = (words.next()?, words.next()?, words.next()?);
    let is_letter = |w: &str| w.len() == 1 && w.bytes().all(|b| b.is_ascii_alphabetic());
    (is_letter(priority) && is_letter(category)).then_some((priority, category, rest))
}

/// Whether the two lines of a header stand at the start of the text.
fn opens(text: &str) -> bool {
    let start = text.trim_start_matches(|c: char| c.is_control() || c.is_whitespace());
    let mut lines = start.lines();
    lines.next().and_then(service).is_some() && lines.next().and_then(routing).is_some()
}

/// `AP-WF-11-13-13 1509GMT<`, however the agency and the wire are called.
fn closes(line: &str) -> bool {
    let mut words = bare(line).split_whitespace();
    let stamp = words.next().unwrap_or("");
    let clock = words.next().unwrap_or("");
    stamp.matches('-').count() == 4
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
    // Behind the end of text the next message's desks may be called already.
    let text = match text.split_once('\u{3}') {
        Some((message, call)) if call.trim().len() <= LONGEST_CALL => message,
        _ => text,
    };
    let starts_at_stx = text
        .lines()
        .skip_while(|line| routing(line).is_none())
        .nth(1)
        .is_some_and(|line| line.starts_with('\u{2}'));
    let text = telex::without_controls(text);
    let mut story = WireStory {
        format: Some(WireFormat::Anpa1312),
        ..WireStory::default()
    };
    let mut lines = text.trim_start().lines();
    let id = lines.next().and_then(service).map(str::to_string);
    let mut date = String::new();
    let mut slug = None;
    if let Some((priority, category, rest)) = lines.next().and_then(routing) {
        slug = rest.split_whitespace().next().map(str::to_string);
        story.urgency = Some(priority.to_string());
        story.subjects.push(CodeRef {
            code: Some(category.to_string()),
            scheme: Some("a1312cat".to_string()),
            ..CodeRef::default()
        });
        let is_date = |w: &&str| w.len() == 5 && w.as_bytes().get(2) == Some(&b'-');
        date = rest
            .split_whitespace()
            .find(is_date)
            .unwrap_or("")
            .to_string();
    }
    story.transmission_id = id.map(|id| {
        if date.is_empty() {
            id
        } else {
            format!("{id}-{date}")
        }
    });
    let mut header: Vec<&str> = Vec::new();
    let mut body: Vec<String> = Vec::new();
    let mut lines = lines.peekable();
    if starts_at_stx {
        headline_behind_stx(&mut lines, &mut story);
    } else if lines.peek().is_some_and(|line| !line.starts_with('^')) {
        kyodo_header(&mut lines, &mut story);
    }
    for line in lines {
        match line.trim_start().strip_prefix('^') {
            Some(field) if body.iter().all(|l| l.trim().is_empty()) => header.push(bare(field)),
            Some(field) => body.push(bare(field).to_string()),
            None => body.push(typewritten(line)),
        }
    }
    read_header(&header, &mut story);
    // The slug line stands in the routing line alone.
    if starts_at_stx && story.slugline.is_none() {
        story.slugline = slug;
    }
    read_end(&mut body, &mut story);
    let body = body.join("\n");
    if !body.trim().is_empty() {
        story.body = Body::Plain(body);
    }
    story
}

/// Reuters' headline: what stands behind STX down to the first indented line.
fn headline_behind_stx<'t>(
    lines: &mut std::iter::Peekable<impl Iterator<Item = &'t str>>,
    story: &mut WireStory,
) {
    while lines.next_if(|l| l.trim().is_empty()).is_some() {}
    let is_text = |line: &&str| line.trim().is_empty() || line.starts_with([' ', '\t', '^']);
    let mut headline: Vec<&str> = Vec::new();
    while let Some(line) = lines.next_if(|l| !is_text(l) && headline.len() < 4) {
        headline.push(line.trim());
    }
    story.headline = (!headline.is_empty()).then(|| headline.join(" "));
}

/// Kyodo's lines without carets: the slug line, then a headline over one or more lines up to `+`.
fn kyodo_header<'t>(
    lines: &mut std::iter::Peekable<impl Iterator<Item = &'t str>>,
    story: &mut WireStory,
) {
    let is_text = |line: &&str| line.trim().is_empty() || line.starts_with([' ', '\t', '^']);
    story.slugline = lines.next_if(|l| !is_text(l)).map(|l| l.trim().to_string());
    let mut headline: Vec<&str> = Vec::new();
    while let Some(line) = lines.next_if(|l| !is_text(l) && headline.len() < 4) {
        let bare = line.trim_end();
        headline.push(bare.trim_end_matches('+').trim_end());
        if bare.ends_with('+') {
            break;
        }
    }
    story.headline = (!headline.is_empty()).then(|| headline.join(" "));
}

fn bare(field: &str) -> &str {
    field.trim_end().trim_end_matches('<').trim()
}

fn read_header(lines: &[&str], story: &mut WireStory) {
    let mut lines = lines.iter().copied().filter(|l| !l.is_empty()).peekable();
    if let Some(slug) =
        lines.next_if(|l| l.contains("--") || l.starts_with("BC-") || l.contains(','))
    {
        story.slugline = Some(
            slug.trim_end_matches(|c: char| c.is_ascii_digit())
                .trim_end_matches(',')
                .to_string(),
        );
    }
    if story.slugline.iter().any(|s| s.ends_with("NewsAlert")) {
        story.signals.push("newsalert".to_string());
    }
    for line in lines {
        let opening = line.trim_start_matches('(');
        let is_note = [
            "Eds:",
            "Editors:",
            "Eds.",
            "AP Photo",
            "With ",
            "AP Graphic",
            "AP Video",
        ]
        .iter()
        .any(|words| opening.starts_with(words));
        let is_closed = line.ends_with('=');
        let line = line.trim_end_matches('=').trim_end();
        if is_note {
            add_note(story, line);
        } else if is_service_word(line) {
            // `FLASH`, `EDITORS:`: what kind of message it is stands in the place of the headline.
            match line.trim_end_matches(':').to_ascii_lowercase().as_str() {
                word @ ("flash" | "bulletin" | "urgent") => story.signals.push(word.to_string()),
                _ => add_note(story, line),
            }
        } else if let Some(words) = line.strip_prefix("INDEX:") {
            let words = words.split(',').map(str::trim).filter(|w| !w.is_empty());
            story.keywords.extend(words.map(str::to_string));
        } else if let Some(names) = ["By ", "Par ", "Por "]
            .iter()
            .find_map(|by| line.strip_prefix(by))
            .filter(|_| is_closed)
        {
            story.byline = Some(names.to_string());
        } else if is_closed {
            // The writer's title or agency, under the byline.
            let name = line.to_lowercase();
            let agency = [("associated press", "AP"), ("canadian press", "CP")]
                .iter()
                .find(|(written, _)| name.contains(written));
            if let (Some((_, agency)), true) = (agency, story.byline.is_some()) {
                story.supplier = Some((*agency).to_string());
            }
        } else if story.headline.is_none() {
            story.headline = Some(typewritten(line));
        } else {
            story.subheadlines.push(typewritten(line));
        }
    }
}

fn is_service_word(line: &str) -> bool {
    [
        "FLASH",
        "BULLETIN",
        "URGENT",
        "EDITORS:",
        "EDITORS",
        "ATTENTION EDITORS:",
        "Editors:",
    ]
    .contains(&line)
}

fn add_note(story: &mut WireStory, line: &str) {
    match &mut story.ed_note {
        Some(all) => {
            all.push('\n');
            all.push_str(line);
        }
        None => story.ed_note = Some(line.to_string()),
    }
}

/// `AP-WF-11-13-13 1509GMT<`: agency, wire, month-day-year, time.
fn read_end(body: &mut Vec<String>, story: &mut WireStory) {
    while body.last().is_some_and(|l| l.trim().is_empty()) {
        body.pop();
    }
    let Some(last) = body.last().map(|l| bare(l).to_string()) else {
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
    if let Some(clock) = stamp.strip_suffix("ET").filter(|c| digits(c, 4))
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
    let parts: Vec<&str> = stamp.split('-').collect();
    // `08-09-26 1630EDT`: AP before it signed its stamp.
    let (agency, [month, day, year]) = match parts.as_slice() {
        [agency, _, month, day, year] => (Some(*agency), [*month, *day, *year]),
        [month, day, year] if time.len() > 4 => (None, [*month, *day, *year]),
        _ => return,
    };
    let clock = time.get(..4).filter(|c| digits(c, 4));
    if let (Some(clock), true) = (clock, digits(month, 2) && digits(day, 2) && digits(year, 2)) {
        // `1630EDT`: the zones of North America, and GMT.
        let zone = match time.get(4..).unwrap_or("") {
            "GMT" => "Z",
            said if said.len() == 3 && said.ends_with(['T']) => said,
            _ => "",
        };
        let year = full_year_of(year);
        story.content_created = Some(format!("{year}{month}{day}T{clock}{zone}"));
        if story.supplier.is_none() {
            story.supplier = agency.map(str::to_string);
        }
        body.pop();
    }
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
mod tests {
    use super::*;

    const MESSAGE: &str = "\u{16}\u{16}\u{1}W2870asian\n\u{11}u i BC-XX--Grid-Link 1stLd-Writethru   08-09 0049\n^BC-XX--Grid-Link, 1st Ld-Writethru,49<\n^Neighbours agree to link power grids<\n^Eds: Updates with quotes.<\n^By ANN WRITER=\n^Associated Press=\n\u{2}\t   OSLO, Norway (AP) _ Ministers agreed Sunday to link their grids. \n\t   ``It took years,'' one said. \n\n\t   AP-WF-08-09-26 1630GMT<\n\u{3}\n";

    #[test]
    fn every_line_finds_its_field() {
        assert!(is_anpa1312(MESSAGE));
        let story = message(MESSAGE);
        assert_eq!(story.transmission_id.as_deref(), Some("W2870-08-09"));
        assert_eq!(story.urgency.as_deref(), Some("u"));
        assert_eq!(
            story.slugline.as_deref(),
            Some("BC-XX--Grid-Link, 1st Ld-Writethru")
        );
        assert_eq!(
            story.headline.as_deref(),
            Some("Neighbours agree to link power grids")
        );
        assert_eq!(story.byline.as_deref(), Some("ANN WRITER"));
        assert_eq!(story.ed_note.as_deref(), Some("Eds: Updates with quotes."));
        assert_eq!(story.content_created.as_deref(), Some("20260809T1630Z"));
        let Body::Plain(body) = story.body else {
            panic!("no body");
        };
        assert!(body.contains("“It took years,” one said."));
        assert!(body.contains("(AP) — Ministers"));
    }

    #[test]
    fn messages_without_carets_are_read_too() {
        let text = "a0105NEUTRAkoko-\nu s BC-Grid-Link   09-08 0344\nBC-Grid-Link\nNeighbours agree to\nlink power grids+\n     OSLO, Aug. 9 Neutra - Ministers agreed.\n==Neutra\nNNA-21:37-09-08-26\n";
        assert!(is_anpa1312(text));
        let story = message(text);
        assert_eq!(story.slugline.as_deref(), Some("BC-Grid-Link"));
        assert_eq!(
            story.headline.as_deref(),
            Some("Neighbours agree to link power grids")
        );
        assert_eq!(story.content_created.as_deref(), Some("20260809T2137"));
        assert_eq!(story.supplier.as_deref(), Some("NNA"));
        let alert = message(
            "W1645asian\nb a BC-US--APNewsAlert     06-29 0358\n^BC-US--APNewsAlert,17<\n\t   OSLO (AP) _ Grids linked.\n\t   AP-WF-06-29-17 2350GMT<\n",
        );
        assert_eq!(alert.signals, ["newsalert"]);
        let zoned = message(
            "a0417----\nb w AP-Grid 08-09 0020\n^AP-Grid,20<\n\tOSLO (AP) _ Grids linked.\n\n\tAP-NY-08-09-26 1630EDT<\n",
        );
        assert_eq!(zoned.content_created.as_deref(), Some("20260809T1630EDT"));
    }

    #[test]
    fn a_headline_behind_stx_needs_no_caret() {
        let one = "\u{5}\u{5}\u{5}C T\n\u{16}\u{16}\u{1}f0704\u{1f}nna\nu f BC-TWO-PORTS-CRANE   08-09 0105\n\u{2}\nTWO PORTS SHARE A CRANE\n    OSLO, Aug 9 - The ports agreed to share a crane.\n Neutra\n\u{3}";
        let two = format!(
            "{one}\u{5}\u{5}\u{5}F\n\u{16}\u{16}\u{1}f0705\u{1f}nna\nu f BC-CRANE-BLUE   08-09 0042\n\u{2}CRANE IS BLUE\n    OSLO, Aug 9 - The crane is blue.\n\u{3}"
        );
        assert!(is_anpa1312(one) && is_anpa1312(&two));
        let stories = read(&two);
        assert_eq!(stories.len(), 2);
        assert_eq!(
            stories[0].headline.as_deref(),
            Some("TWO PORTS SHARE A CRANE")
        );
        assert_eq!(stories[0].slugline.as_deref(), Some("BC-TWO-PORTS-CRANE"));
        assert_eq!(
            stories[0].body,
            Body::Plain("    OSLO, Aug 9 - The ports agreed to share a crane.\n Neutra".into())
        );
        assert_eq!(stories[1].headline.as_deref(), Some("CRANE IS BLUE"));
        assert_eq!(stories[1].transmission_id.as_deref(), Some("f0705-08-09"));
    }

    #[test]
    fn other_texts_are_not_taken_for_it() {
        for text in [
            "",
            "W2870\nf l",
            "A line\nb c d\n",
            "W2870asian\nf l BC-x\nno caret",
        ] {
            assert!(!is_anpa1312(text), "{text}");
        }
    }
}
