//! XHTML's short form of elements whose content HTML reads as bare text.
//!
//! Owns `<title/>`, `<script src="x"/>` and their like: to HTML they are open, and all that follows is theirs up to an end tag that never comes. Pages of
//! XHTML kept as a string in another format have them. Never touches any other element.

/// Elements after whose start tag the tokeniser looks for nothing but their end tag.
const BARE: &[&str] = &[
    "title", "script", "style", "textarea", "iframe", "xmp", "noembed", "noframes",
];

/// Bytes of a tag looked back over.
const LONGEST_TAG: usize = 600;

/// The markup with an end tag behind each of them; `None` where there is none.
pub(super) fn opened(markup: &str) -> Option<String> {
    let mut out = String::new();
    let mut kept = 0;
    for at in memchr::memmem::find_iter(markup.as_bytes(), b"/>") {
        let from = markup.floor_char_boundary(at.saturating_sub(LONGEST_TAG).max(kept));
        let Some(tag) = markup.get(from..at).and_then(last_tag) else {
            continue;
        };
        out.push_str(markup.get(kept..at).unwrap_or_default());
        out.push_str("></");
        out.push_str(tag);
        out.push('>');
        kept = at + 2;
    }
    if kept == 0 {
        return None;
    }
    out.push_str(markup.get(kept..).unwrap_or_default());
    Some(out)
}

/// The name of the tag that is open at the end of a piece of markup, where it is one of these.
fn last_tag(piece: &str) -> Option<&str> {
    let tag = &piece[piece.rfind('<')? + 1..];
    let end = tag.find(|c: char| !c.is_ascii_alphanumeric());
    let name = &tag[..end.unwrap_or(tag.len())];
    let is_bare = BARE.iter().any(|bare| name.eq_ignore_ascii_case(bare));
    (is_bare && !tag.contains('>')).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_elements_of_bare_text_get_an_end_tag() {
        for (markup, read) in [
            ("<title/><p>A</p>", Some("<title></title><p>A</p>")),
            (
                "<p>A</p><script src='x' /><p>B</p><TITLE />",
                Some("<p>A</p><script src='x' ></script><p>B</p><TITLE ></TITLE>"),
            ),
            ("<p>A<br/>B<img src='x'/></p>", None),
            ("<title>A</title> b/>", None),
            ("/>", None),
        ] {
            assert_eq!(opened(markup).as_deref(), read, "{markup}");
        }
    }
}
