//! Plain text under a head of labelled lines: `HEADLINE: …`, `DATELINE=…`, `LENGTH: 329 words`, then the text behind `BODY:` or a blank line.
//!
//! Owns the labels that text databases, broadcasters and converters write, and how far such a head reaches. Promises that a text is only read so where
//! several labels that no release and no mail has stand in its first lines; every line is then a field, a note or text. Looks at the first lines only.

use crate::story::{Body, WireFormat, WireStory};

/// Lines among which the head has to end.
const MOST_LINES: usize = 40;
/// Lines over the first label: who keeps the text, and whose it is.
const MOST_OVER: usize = 8;
/// Labels below which there is no head.
const FEWEST: usize = 3;
/// Bytes of a label.
const LONGEST_LABEL: usize = 28;

/// What a label says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    Headline,
    Byline,
    Dateline,
    Date,
    Source,
    Slug,
    Keywords,
    Language,
    /// What only a machine asks for.
    Machine,
    /// The text begins here.
    Text,
}

const LABELS: &[(&str, Label)] = &[
    ("headline", Label::Headline),
    ("title", Label::Headline),
    ("hl", Label::Headline),
    ("byline", Label::Byline),
    ("author", Label::Byline),
    ("dateline", Label::Dateline),
    ("date", Label::Date),
    ("publicationdate", Label::Date),
    ("source", Label::Source),
    ("slug", Label::Slug),
    ("slugline", Label::Slug),
    ("keyword", Label::Keywords),
    ("keywords", Label::Keywords),
    ("language", Label::Language),
    ("length", Label::Machine),
    ("section", Label::Machine),
    ("page", Label::Machine),
    ("edition", Label::Machine),
    ("tag", Label::Machine),
    ("type", Label::Machine),
    ("number", Label::Machine),
    ("content", Label::Machine),
    ("voicedat", Label::Machine),
    ("itemno", Label::Machine),
    ("loaddate", Label::Machine),
    ("publicationtype", Label::Machine),
    ("wordcount", Label::Machine),
    ("filingdate", Label::Machine),
    ("transmissiondate", Label::Machine),
    ("serviceleveldesignator", Label::Machine),
    ("storynumber", Label::Machine),
    ("selectorcode", Label::Machine),
    ("priority", Label::Machine),
    ("category", Label::Machine),
    ("version", Label::Machine),
    ("reference", Label::Machine),
    ("upi", Label::Machine),
    ("accession", Label::Machine),
    ("accessionnumber", Label::Machine),
    ("journalcode", Label::Machine),
    ("documenttype", Label::Machine),
    ("body", Label::Text),
    ("text", Label::Text),
    ("intro", Label::Text),
    ("fulltext", Label::Text),
];

/// The story of a text with such a head.
pub fn read(text: &str) -> Option<WireStory> {
    let mut fields: Vec<(Label, String)> = Vec::new();
    let mut over: Vec<&str> = Vec::new();
    let mut start = None;
    let mut at = 0;
    let mut is_open = false;
    for line in text.split_inclusive('\n').take(MOST_LINES) {
        let bare = line.trim();
        match labelled(bare) {
            Some((Label::Text, value)) if !fields.is_empty() => {
                // `BODY: text` of a converter says what kind of body there is.
                if !matches!(value, "text" | "tabular") {
                    start = Some(
                        at + line.len() - line.trim_start().len() + (bare.len() - value.len()),
                    );
                    break;
                }
                fields.push((Label::Machine, String::new()));
            }
            Some((label, value)) => {
                is_open = matches!(label, Label::Headline | Label::Byline);
                take(label, value, &mut fields);
            }
            None if bare.is_empty() => is_open = false,
            None if fields.is_empty() => {
                over.push(bare);
                if over.len() > MOST_OVER {
                    return None;
                }
            }
            // A headline over two lines.
            None if is_open => {
                let (_, value) = fields.last_mut()?;
                value.push(' ');
                value.push_str(bare);
            }
            None => {
                start = Some(at);
                break;
            }
        }
        at += line.len();
    }
    let start = start?;
    let has = |label: Label| fields.iter().filter(|(l, _)| *l == label).count();
    let is_head = fields.len() >= FEWEST
        && (has(Label::Machine) >= FEWEST || (has(Label::Headline) > 0 && has(Label::Machine) > 0));
    if !is_head {
        return None;
    }
    let mut story = WireStory {
        format: Some(WireFormat::Text),
        ..WireStory::default()
    };
    for line in over {
        // `AUGUST 9, 2026, SUNDAY`
        match day(line).filter(|_| story.content_created.is_none()) {
            Some(day) => story.content_created = Some(day),
            None => story.add_note(line),
        }
    }
    let mut rest = text.get(start..)?;
    rest = without_closing(rest, &mut fields);
    for (label, value) in fields {
        fill(label, value, &mut story);
    }
    let lines = rest.split('\n').map(|line| {
        // The presenter's words stand before the reporter's.
        match labelled(line.trim()) {
            Some((Label::Text, value)) => value,
            _ => line,
        }
    });
    let body = lines.collect::<Vec<_>>().join("\n");
    story.body = Body::Plain(body);
    Some(story)
}

/// Label and value of a line: capitals before `:` or `=`.
fn labelled(line: &str) -> Option<(Label, &str)> {
    let is_of_label = |b: u8| b.is_ascii_uppercase() || matches!(b, b' ' | b'-');
    let end = line.bytes().position(|b| !is_of_label(b))?;
    let (label, rest) = line.split_at(end);
    if !rest.starts_with([':', '=']) || !(2..=LONGEST_LABEL).contains(&label.len()) {
        return None;
    }
    let plain: String = label
        .chars()
        .filter(char::is_ascii_uppercase)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    let (_, label) = LABELS.iter().find(|(name, _)| *name == plain)?;
    Some((*label, rest[1..].trim()))
}

/// Takes a value, and what else stands on its line: `DATE: …     TAG: 9501260353`.
fn take(label: Label, value: &str, fields: &mut Vec<(Label, String)>) {
    let mut value = value;
    let mut label = label;
    while let Some((before, behind)) = value.split_once("  ")
        && let Some((next, rest)) = labelled(behind.trim_start())
    {
        fields.push((label, before.trim_end().to_string()));
        (label, value) = (next, rest);
    }
    fields.push((label, value.to_string()));
}

/// The text without labelled lines at its end, which are taken.
fn without_closing<'t>(text: &'t str, fields: &mut Vec<(Label, String)>) -> &'t str {
    let mut rest = text.trim_end();
    while let Some((before, last)) = rest.rsplit_once('\n')
        && let Some((label, value)) = labelled(last.trim())
        && label != Label::Text
    {
        take(label, value, fields);
        rest = before.trim_end();
    }
    rest
}

fn fill(label: Label, value: String, story: &mut WireStory) {
    if value.is_empty() {
        return;
    }
    let (slot, value) = match label {
        Label::Headline => (&mut story.headline, value),
        Label::Byline => {
            let name = value
                .split_at_checked(3)
                .filter(|(by, _)| by.eq_ignore_ascii_case("by "))
                .map_or(value.as_str(), |(_, name)| name)
                .to_string();
            (&mut story.byline, name)
        }
        Label::Dateline => {
            let place = value.split(';').next().unwrap_or("").trim();
            (&mut story.dateline, place.to_string())
        }
        Label::Date => (&mut story.content_created, value),
        Label::Slug => (&mut story.slugline, value),
        Label::Language => (&mut story.language, value),
        Label::Source => return story.add_note(&value),
        Label::Keywords => {
            let words = value.split([',', ';']).map(str::trim);
            let words = words.filter(|word| !word.is_empty()).map(str::to_string);
            story.keywords.extend(words);
            return;
        }
        Label::Machine | Label::Text => return,
    };
    slot.get_or_insert(value);
}

/// `AUGUST 9, 2026` of `AUGUST 9, 2026, SUNDAY`.
fn day(line: &str) -> Option<String> {
    let mut parts = line.split(", ");
    let (day, year) = (parts.next()?, parts.next()?);
    let is_year = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
    let has_day = day
        .rsplit_once(' ')
        .is_some_and(|(_, day)| day.len() <= 2 && day.bytes().all(|b| b.is_ascii_digit()));
    (is_year && has_day && line.len() <= 40).then(|| format!("{day}, {year}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body_of(story: &WireStory) -> &str {
        match &story.body {
            Body::Plain(text) => text.trim(),
            _ => panic!("{:?}", story.body),
        }
    }

    #[test]
    fn a_database_labels_what_stands_over_its_text() {
        let text = "     LEVEL 1 - 2 OF 3 STORIES\n\nThe Neutral News Service\n\n   AUGUST 9, 2026, SUNDAY\n\nLENGTH: 29 words\n\nHEADLINE: two ports share\n   a crane\n\nDATELINE: arvik, august 9; ITEM NO: 0809042\n\nBODY:\n   the ports agreed.\n\n   they left.\n\nLANGUAGE: English\nLOAD-DATE: August 10, 2026\n";
        let story = read(text).unwrap();
        assert_eq!(story.headline.as_deref(), Some("two ports share a crane"));
        assert_eq!(story.dateline.as_deref(), Some("arvik, august 9"));
        assert_eq!(story.content_created.as_deref(), Some("AUGUST 9, 2026"));
        assert_eq!(story.language.as_deref(), Some("English"));
        assert_eq!(body_of(&story), "the ports agreed.\n\n   they left.");
    }

    #[test]
    fn a_broadcaster_sets_the_presenters_words_before_the_text() {
        let text = "DATE=8/24/2026\nTYPE=CORRESPONDENT REPORT\nTITLE=PORTS-CRANE (L ONLY)\nNUMBER=2-265813\nBYLINE=ANN WRITER\nDATELINE=ARVIK\nCONTENT=\nVOICED AT:\n\nINTRO:  Two ports share a crane.\n\nTEXT:  The ports agreed.\n\nIt is red.\n";
        let story = read(text).unwrap();
        assert_eq!(story.headline.as_deref(), Some("PORTS-CRANE (L ONLY)"));
        assert_eq!(story.byline.as_deref(), Some("ANN WRITER"));
        assert_eq!(
            body_of(&story),
            "Two ports share a crane.\n\nThe ports agreed.\n\nIt is red."
        );
    }

    #[test]
    fn several_labels_may_share_a_line_and_the_headline_may_stand_in_the_text() {
        let text = "THE ARVIK PILOT\nCopyright (c) 2026\n\nDATE: Sunday, August 9, 2026     TAG: 2608090353\nSECTION: BUSINESS      PAGE: D1    EDITION: FINAL\nLENGTH: 9 lines\n\nTWO PORTS SHARE A CRANE\n\nThe ports agreed.\nKEYWORDS: PORTS, CRANES\n";
        let story = read(text).unwrap();
        assert_eq!(
            story.content_created.as_deref(),
            Some("Sunday, August 9, 2026")
        );
        assert_eq!(story.keywords, ["PORTS", "CRANES"]);
        assert!(body_of(&story).starts_with("TWO PORTS SHARE A CRANE\n\nThe ports"));
    }

    #[test]
    fn other_texts_have_no_such_head() {
        for text in [
            "FOR IMMEDIATE RELEASE\nDATE: August 9, 2026\nCONTACT: Ann Writer\nSOURCE: Neutral Grids\n\nGrids linked\n\nText.\n",
            "HEADLINE: Grids linked\n\nText.\n",
            "Two ports share a crane\n\nThe ports agreed.\n",
            "LENGTH: 12 m\nPAGE: none\n",
            "",
        ] {
            assert!(read(text).is_none(), "{text}");
        }
    }
}
