//! The element of a page that says it is the story: `article`, `main`.
//!
//! Owns which of several is the story's. Never reads a text.

/// The element that holds the story, when it has text; the whole markup otherwise.
pub fn story_part(markup: &str) -> &str {
    let part = |name: &str| {
        if let Some(largest) = largest(markup, name) {
            return Some(largest);
        }
        let start = find_tag(markup, name)?;
        let close = format!("</{name}");
        let end = memchr::memmem::rfind(markup.as_bytes(), close.as_bytes())?;
        let part = markup.get(start..end)?;
        find_tag(part, "p").map(|_| part)
    };
    part("article").or_else(|| part("main")).unwrap_or(markup)
}

/// Of several elements of a name that stand side by side, the one that has most of what all of them have: the others tell of other stories.
fn largest<'m>(markup: &'m str, name: &str) -> Option<&'m str> {
    let (open, close) = (format!("<{name}"), format!("</{name}"));
    let closes = memchr::memmem::find_iter(markup.as_bytes(), close.as_bytes());
    let closes = closes.map(|at| (at, false));
    let opens = memchr::memmem::find_iter(markup.as_bytes(), open.as_bytes())
        .filter(|at| ends_name(markup, at + open.len()))
        .map(|at| (at, true));
    let mut marks: Vec<(usize, bool)> = opens.chain(closes).collect();
    marks.sort_unstable();
    let (mut depth, mut start) = (0usize, 0);
    let mut found: Vec<&str> = Vec::new();
    for (at, opens) in marks {
        if opens {
            if depth == 0 {
                start = at;
            }
            depth += 1;
        } else if depth > 0 {
            depth -= 1;
            if depth == 0 {
                found.extend(markup.get(start..at));
            }
        }
    }
    let all: usize = found.iter().map(|part| part.len()).sum();
    let count = found.len();
    found
        .into_iter()
        .max_by_key(|part| part.len())
        .filter(|part| count > 1 && part.len() * 10 > all * 6 && find_tag(part, "p").is_some())
}

/// Where the first tag of that name opens.
fn find_tag(markup: &str, name: &str) -> Option<usize> {
    let open = format!("<{name}");
    memchr::memmem::find_iter(markup.as_bytes(), open.as_bytes())
        .find(|at| ends_name(markup, at + open.len()))
}

/// Whether the name of a tag does not go on there.
fn ends_name(markup: &str, at: usize) -> bool {
    let next = markup.as_bytes().get(at);
    next.is_none_or(|b| !b.is_ascii_alphanumeric() && *b != b'-')
}
