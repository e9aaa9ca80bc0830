//! Documents whose end is missing: a transfer that broke off, a field that is too short.
//!
//! Owns what of them is a story. Promises that every such story says so ([`code::CUT_SHORT`]), and that a document of which too little is there is refused
//! as before. Never closes brackets or elements; that is the syntax's.

use super::Stories;
use super::repairs::{Repairs, code};
use crate::story::{Body, Reject, WireFormat, WireStory};

/// Bytes of text below which the last story of a cut document is not worth having.
const ENOUGH: usize = 200;
/// The same in a feed, under a headline that is whole.
const ENOUGH_UNDER_HEADLINE: usize = 80;

/// A text that its end cuts, without half a reference or half a tag there.
pub fn whole(text: &str) -> &str {
    let tail = |sign: char| text.rfind(sign).map(|at| (&text[..at], &text[at + 1..]));
    if let Some((before, tag)) = tail('<') {
        let is_tag =
            tag.is_empty() || tag.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
        if is_tag && !tag.contains('>') {
            return before;
        }
    }
    if let Some((before, name)) = tail('&') {
        let is_name = |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '#');
        if name.len() < 9 && is_name(name) {
            return before;
        }
    }
    text
}

/// The stories of a document that its end cuts short. Those before the last are whole; the last is kept if enough of its text is there, and else refused
/// for the reason for which the document would have been.
pub fn settled(mut stories: Stories, refused: Reject) -> Result<Stories, Reject> {
    let Some(last) = stories.pop() else {
        return Err(refused);
    };
    match last {
        Ok(mut story) if is_enough(&story) => {
            let mut repairs = Repairs::default();
            repairs.note(code::CUT_SHORT, 1);
            super::put_first(&mut story.repairs, repairs.as_slice());
            stories.push(Ok(story));
        }
        _ if stories.iter().any(Result::is_ok) => stories.push(Err(refused)),
        _ => return Err(refused),
    }
    Ok(stories)
}

fn is_enough(story: &WireStory) -> bool {
    // Feeds hold no more than a title and a teaser of each.
    let has_headline = story.format == Some(WireFormat::Feed)
        && story
            .headline
            .as_deref()
            .is_some_and(|h| !h.trim().is_empty());
    let least = if has_headline {
        ENOUGH_UNDER_HEADLINE
    } else {
        ENOUGH
    };
    length(&story.body) >= least
}

fn length(body: &Body) -> usize {
    match body {
        Body::Missing => 0,
        Body::Plain(text) => text.trim().len(),
        Body::Paragraphs(all) => all.iter().map(String::len).sum(),
    }
}

#[cfg(test)]
mod tests;
