//! The `^…<` lines above the text: slug line, headline, notes, byline.
//!
//! Owns what each of them is. Promises that a line is a field, a note, or goes to the text. A line closed by `=` is a byline or what stands below one,
//! else the headline or a heading of the text.

use super::typewritten;
use crate::story::WireStory;
use crate::wire::century::is_right_of_year;

/// Takes the lines into the story; gives those that belong to the text. `routed` is the slug of the routing line.
pub fn read(lines: &[&str], routed: &str, is_fixed: bool, story: &mut WireStory) -> Vec<String> {
    // The Canadian Press closes each of its lines by `@`.
    let mut lines = lines
        .iter()
        .map(|line| line.strip_suffix('@').unwrap_or(line).trim_end())
        .filter(|l| !l.is_empty())
        .peekable();
    if let Some(slug) = lines
        .next_if(|l| l.contains("--") || is_cycled(l) || (l.contains(',') && repeats(l, routed)))
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
    let mut text: Vec<String> = Vec::new();
    let mut is_below_byline = false;
    for line in lines {
        let is_closed = line.ends_with('=');
        let line = line.trim_end_matches('=').trim_end();
        let was_below_byline = std::mem::take(&mut is_below_byline);
        if is_note(line) {
            story.add_note(line);
        } else if is_service_word(line) {
            // `FLASH`, `EDITORS:`: what kind of message it is stands in the place of the headline.
            match line.trim_end_matches(':').to_ascii_lowercase().as_str() {
                word @ ("flash" | "bulletin" | "urgent") => story.signals.push(word.to_string()),
                _ => story.add_note(line),
            }
        } else if let Some(headline) = line
            .strip_prefix("HL:")
            .filter(|_| story.headline.is_none())
        {
            story.headline = Some(typewritten(headline.trim()));
        } else if line.starts_with("Update:") || line.starts_with("SYMBOL:") {
            story.add_note(line);
        } else if let Some(words) = line.strip_prefix("INDEX:") {
            let words = words.split(',').map(str::trim).filter(|w| !w.is_empty());
            story.keywords.extend(words.map(str::to_string));
        } else if let Some(names) = names_behind(line)
            .filter(|names| story.byline.is_none() && (is_closed || are_names(names)))
        {
            story.byline = Some(names.to_string());
            is_below_byline = true;
        } else if (is_closed || is_loud(line) || is_short(line))
            && was_below_byline
            && is_title(line)
        {
            take_title(line, story);
        } else if story.headline.is_none() {
            story.headline = Some(typewritten(line));
        } else if is_closed || is_fixed || !text.is_empty() {
            text.push(typewritten(line));
        } else {
            story.subheadlines.push(typewritten(line));
        }
    }
    text
}

/// `BC-`, `AM-` and `PM-`: the cycle of papers a story is for.
fn is_cycled(line: &str) -> bool {
    ["BC-", "AM-", "PM-"]
        .iter()
        .any(|cycle| line.starts_with(cycle))
}

/// Whether a line begins with words of the routing line's slug, which is written there without blanks and perhaps behind the cycle; without such a slug
/// nothing speaks against it.
pub fn repeats(line: &str, routed: &str) -> bool {
    let letters = |text: &str, most: usize| {
        let kept = text.chars().filter(|c| c.is_alphanumeric());
        let small = kept.take(most).map(|c| c.to_ascii_lowercase());
        small.collect::<String>()
    };
    let slug = letters(routed, usize::MAX);
    slug.is_empty() || slug.contains(&letters(line, TELLING))
}

/// Letters of a slug line that tell it from a headline.
const TELLING: usize = 6;

/// What a writer is takes a few words, a headline more.
fn is_short(line: &str) -> bool {
    line.split_whitespace().count() <= 4 && !line.ends_with('.')
}

/// `THE CANADIAN PRESS`: in capitals.
fn is_loud(line: &str) -> bool {
    line.contains(char::is_uppercase) && !line.contains(char::is_lowercase)
}

/// What stands behind the word of a byline.
fn names_behind(line: &str) -> Option<&str> {
    ["By ", "Par ", "Por "]
        .iter()
        .find_map(|by| line.strip_prefix(by))
}

/// `By JANE SMITH`
pub fn is_byline(line: &str) -> bool {
    names_behind(line).is_some_and(are_names)
}

/// `JANE SMITH and BO AUTHOR`: no more than names.
fn are_names(names: &str) -> bool {
    let words = names.split([' ', ',']).filter(|word| !word.is_empty());
    (2..=8).contains(&words.clone().count())
        && words
            .clone()
            .all(|word| word == "and" || word.starts_with(char::is_uppercase))
}

/// Agencies that a writer is of, as they are written below a byline.
const AGENCIES: [(&str, &str); 2] = [("associated press", "AP"), ("canadian press", "CP")];

/// `Associated Press`, `AP Sports Writer`: what a writer is, below the byline.
fn is_title(line: &str) -> bool {
    let name = line.to_lowercase();
    AGENCIES.iter().any(|(written, _)| name.contains(written))
        || [
            "writer",
            "editor",
            "correspondent",
            "columnist",
            "reporter",
            "staff",
            "press",
            "analyst",
            "critic",
            "news",
            "newspapers",
            "times",
            "post",
            "tribune",
            "herald",
            "journal",
            "bureau",
        ]
        .iter()
        .any(|word| name.split(|c: char| !c.is_alphabetic()).any(|w| w == *word))
}

fn take_title(line: &str, story: &mut WireStory) {
    if is_right_of_year(line) {
        story.add_note(line);
        return;
    }
    let name = line.to_lowercase();
    match AGENCIES.iter().find(|(written, _)| name.contains(written)) {
        Some((_, agency)) => story.supplier = Some((*agency).to_string()),
        None => {
            if let Some(byline) = &mut story.byline {
                byline.push_str(", ");
                byline.push_str(line);
            }
        }
    }
}

pub fn is_note(line: &str) -> bool {
    let opening = line.trim_start_matches('(');
    // `$adv22`: until when a text in advance is held, which the line below says in words.
    let is_advance = line
        .strip_prefix('$')
        .is_some_and(|code| !code.contains(' '))
        || ADVANCE.iter().any(|words| {
            opening
                .get(..words.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(words))
        });
    if is_advance {
        return true;
    }
    let is_with = opening.strip_prefix("With ").is_some_and(|what| {
        [
            "AP ", "BC-", "Photo", "Graphic", "Video", "photo", "graphic", "video",
        ]
        .iter()
        .any(|word| what.contains(word))
    });
    let openings = [
        "EDS:",
        "LaserPhoto",
        "LaserGraphic",
        "Eds:",
        "Editors:",
        "Eds.",
        "AP Photo",
        "AP Graphic",
        "AP Video",
    ];
    is_with || openings.iter().any(|words| opening.starts_with(words))
}

/// What opens the lines of a text in advance.
const ADVANCE: [&str; 5] = [
    "for release ",
    "for use ",
    "end adv",
    "advance for ",
    "adv for ",
];

pub fn is_service_word(line: &str) -> bool {
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
