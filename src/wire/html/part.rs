//! The element of a page that says it is the story: `article`, `main`.
//!
//! Owns which of several is the story's. Never reads a text, nor what stands in scripts.

use std::cell::LazyCell;
use std::ops::Range;

/// The element that holds the story, when it has text; the whole markup otherwise.
pub fn story_part(markup: &str) -> &str {
    let scripts = LazyCell::new(|| scripts(markup));
    let part = |name: &str| {
        find_tag(markup, name)?;
        if let Some(largest) = largest(markup, name, &scripts) {
            return Some(largest);
        }
        let open = format!("<{name}");
        let start = tags(markup, &open).find(|at| !is_within(&scripts, *at))?;
        let close = format!("</{name}");
        let mut ends = memchr::memmem::rfind_iter(markup.as_bytes(), close.as_bytes());
        let end = ends.find(|at| !is_within(&scripts, *at))?;
        let part = markup.get(start..end)?;
        find_tag(part, "p").map(|_| part)
    };
    part("article").or_else(|| part("main")).unwrap_or(markup)
}

/// Of several elements of a name that stand side by side, the one that has most of what all of them have: the others tell of other stories.
fn largest<'m>(markup: &'m str, name: &str, scripts: &[Range<usize>]) -> Option<&'m str> {
    let (open, close) = (format!("<{name}"), format!("</{name}"));
    let closes = memchr::memmem::find_iter(markup.as_bytes(), close.as_bytes());
    let closes = closes.map(|at| (at, false));
    let opens = tags(markup, &open).map(|at| (at, true));
    let mut marks: Vec<(usize, bool)> = opens.chain(closes).collect();
    marks.retain(|(at, _)| !is_within(scripts, *at));
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
    tags(markup, &format!("<{name}")).next()
}

/// Where tags begin with `open` (`<p`) and a name that is whole.
fn tags<'m>(markup: &'m str, open: &'m str) -> impl Iterator<Item = usize> + 'm {
    memchr::memmem::find_iter(markup.as_bytes(), open.as_bytes())
        .filter(move |at| ends_name(markup, at + open.len()))
}

/// The scripts of a page, which may hold its story once more as text of a program.
fn scripts(markup: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    let next = |from: usize, word: &[u8]| {
        let rest = markup.as_bytes().get(from..)?;
        memchr::memmem::find(rest, word).map(|found| from + found)
    };
    while let Some(start) = next(at, b"<script") {
        let Some(end) = next(start, b"</script") else {
            break;
        };
        found.push(start..end);
        at = end;
    }
    found
}

fn is_within(scripts: &[Range<usize>], at: usize) -> bool {
    let before = scripts.partition_point(|script| script.start <= at);
    before
        .checked_sub(1)
        .and_then(|last| scripts.get(last))
        .is_some_and(|script| script.contains(&at))
}

/// Whether the name of a tag does not go on there.
fn ends_name(markup: &str, at: usize) -> bool {
    let next = markup.as_bytes().get(at);
    next.is_none_or(|b| !b.is_ascii_alphanumeric() && *b != b'-')
}
