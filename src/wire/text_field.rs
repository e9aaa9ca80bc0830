//! One text field of a story: plain text or markup, from any format.
//!
//! Owns the decision whether a value that a format calls text is markup in truth. Used by the JSON, feed and mail
//! readers alike, so that the same value reads the same wherever it came from. Never cleans characters; that is normalise's part.

use super::html;
use super::repairs::{Repairs, code};
use crate::story::Body;
use std::borrow::Cow;

/// What the format says the field is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Declared {
    Markup,
    Plain,
    Unsaid,
}

/// A body from one value.
pub fn body(value: &str, declared: Declared, repairs: &mut Repairs) -> Body {
    if value.trim().is_empty() {
        return Body::Missing;
    }
    if let Some(unescaped) = unescaped(value) {
        repairs.note(code::ENTITIES, 1);
        return body_as_written(&unescaped, declared, repairs);
    }
    body_as_written(value, declared, repairs)
}

fn body_as_written(value: &str, declared: Declared, repairs: &mut Repairs) -> Body {
    let is_markup = declared == Declared::Markup || html::elements::looks_like_markup(value);
    if is_markup {
        if declared == Declared::Plain {
            repairs.note(code::MARKUP, 1);
        }
        let are_blanks = declared == Declared::Markup && breaks_are_blanks(value);
        if !html::elements::has_blocks(value) && !are_blanks {
            let text = html::extract_lines(value);
            if html::elements::looks_like_markup(&text) {
                repairs.note(code::ENTITIES, 1);
                return from_paragraphs(html::extract(&text).paragraphs);
            }
            return plain(text);
        }
        let found = html::extract(value);
        repairs.note(code::ENTITIES, found.escaped_twice);
        let paragraphs = found.paragraphs;
        // Markup that was itself escaped (`&lt;p&gt;`) comes out as text that holds tags.
        if paragraphs
            .iter()
            .any(|p| html::elements::looks_like_markup(p))
            && paragraphs.len() < 3
        {
            repairs.note(code::ENTITIES, 1);
            let inner = html::extract(&paragraphs.join("\n")).paragraphs;
            return from_paragraphs(inner);
        }
        return from_paragraphs(paragraphs);
    }
    let text = match decoded(value, repairs) {
        Some(decoded) if html::elements::looks_like_markup(&decoded) => {
            return from_paragraphs(html::extract(&decoded).paragraphs);
        }
        Some(decoded) => decoded,
        None => value.to_string(),
    };
    let text = without_layout(&text).unwrap_or(text);
    Body::Plain(match without_markdown(&text) {
        Some((plain, marks)) => {
            repairs.note(code::MARKUP, marks);
            plain
        }
        None => text,
    })
}

/// Spaces before a line that only an editor of XML sets.
const LEAST_INDENT: usize = 8;

/// A text that an editor of XML broke and indented as it does elements, on one line: every line but the first is indented alike and none but the last ends a sentence.
fn without_layout(text: &str) -> Option<String> {
    let (first, rest) = text.trim().split_once('\n')?;
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let depth = rest
        .lines()
        .next()
        .map(indent)
        .filter(|depth| *depth >= LEAST_INDENT)?;
    let ends = |line: &str| {
        line.trim_end()
            .ends_with(['.', '!', '?', ':', '"', '”', '»'])
    };
    let last = rest.lines().count();
    let is_layout = !ends(first)
        && rest.lines().enumerate().all(|(at, line)| {
            indent(line) == depth && !line.trim().is_empty() && (at + 1 == last || !ends(line))
        });
    is_layout.then(|| text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Text with the escapes of a JSON string that had been escaped once more: `<p>A</p>\\n<p>B\\u00a0C</p>`. They are told by a line break between tags, by
/// an empty line, or by a character beyond ASCII.
fn unescaped(value: &str) -> Option<String> {
    memchr::memchr(b'\\', value.as_bytes())?;
    let mut breaks = memchr::memmem::find_iter(value.as_bytes(), r"\n");
    let is_between = |at: usize| {
        let (before, behind) = (value.get(..at)?.trim_end(), value.get(at + 2..)?);
        let behind = behind.trim_start().trim_start_matches(r"\n").trim_start();
        (before.ends_with('>') && (behind.is_empty() || behind.starts_with('<'))).then_some(())
    };
    let is_empty_line = !value.contains('\n') && value.contains(r"\n\n");
    if !is_empty_line && !holds_escaped_character(value) {
        breaks.find_map(is_between)?;
    }
    let mut text = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        text.push_str(before);
        let (read, length) = match escape.as_bytes().get(1) {
            Some(b'n' | b'r') => ('\n', 2),
            Some(b't') => (' ', 2),
            Some(b'"') => ('"', 2),
            Some(b'u') => {
                let digits = escape
                    .get(2..6)
                    .and_then(|hex| u32::from_str_radix(hex, 16).ok());
                digits
                    .and_then(char::from_u32)
                    .map_or(('\\', 1), |c| (c, 6))
            }
            _ => ('\\', 1),
        };
        text.push(read);
        rest = &escape[length..];
    }
    text.push_str(rest);
    Some(text)
}

/// `Kov\u00e1cs`
fn holds_escaped_character(value: &str) -> bool {
    let mut escapes = memchr::memmem::find_iter(value.as_bytes(), r"\u");
    escapes.any(|at| {
        let digits = value.get(at + 2..at + 6);
        let number = digits.and_then(|hex| u32::from_str_radix(hex, 16).ok());
        number.is_some_and(|number| (0xA0..0xD800).contains(&number))
    })
}

/// Whether line breaks in markup without blocks are what HTML takes them for. Text that only stands in a field for markup has paragraphs parted by them:
/// without tags and references, by blank lines, or behind full stops only.
fn breaks_are_blanks(markup: &str) -> bool {
    let is_markup = has_inline(markup) || markup.contains("</") || markup.contains('&');
    let mut lines: Vec<&str> = markup.trim().lines().map(str::trim).collect();
    lines.pop();
    is_markup
        && lines.iter().all(|line| !line.is_empty())
        && lines
            .iter()
            .any(|line| !line.ends_with(['.', '!', '?', '"', '”', '»', ':', '>']))
}

/// Text whose character references were escaped once, or once more by each system on the way.
fn decoded(value: &str, repairs: &mut Repairs) -> Option<String> {
    let mut text = html::decode_references(value)?;
    repairs.note(code::ENTITIES, 1);
    for _ in 0..2 {
        // What is no reference stays as it is.
        let again = html::decode_references(&text).filter(|again| *again != text);
        let Some(again) = again else {
            break;
        };
        repairs.note(code::ENTITIES, 1);
        text = again;
    }
    Some(text)
}

/// Markdown's bold marks and links taken off: `**so**`, `[text](https://…)`. Headings stay, because notebooks begin with the same sign.
fn without_markdown(text: &str) -> Option<(String, usize)> {
    memchr::memchr2(b'*', b']', text.as_bytes())?;
    let has_some = |mark: &str| memchr::memmem::find(text.as_bytes(), mark.as_bytes()).is_some();
    if !has_some("**") && !has_some("](http") {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut marks = 0;
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            out.push('\n');
        }
        let mut rest = line;
        while let Some(at) = memchr::memchr2(b'*', b'[', rest.as_bytes()) {
            let (before, behind) = rest.split_at(at);
            out.push_str(before);
            if let Some((inner, length)) = bold(before, behind).or_else(|| link(behind)) {
                out.push_str(inner);
                marks += 1;
                rest = &behind[length..];
            } else {
                let stars = behind.len() - behind.trim_start_matches('*').len();
                let (kept, after) = behind.split_at(stars.max(1));
                out.push_str(kept);
                rest = after;
            }
        }
        out.push_str(rest);
    }
    (marks > 0).then_some((out, marks))
}

/// `**text**`, neither blank inside the marks nor a star beside them.
fn bold<'t>(before: &str, text: &'t str) -> Option<(&'t str, usize)> {
    let inner = text.strip_prefix("**")?;
    let end = near(inner).find("**")?;
    let (inner, behind) = inner.split_at(end);
    // Numbers of desks stand between such stars, too.
    let is_mark = inner.contains(char::is_alphabetic)
        && !inner.starts_with([' ', '*'])
        && !inner.ends_with(' ')
        && !behind.starts_with("***")
        && !before.ends_with('*');
    is_mark.then_some((inner, end + 4))
}

/// `[text](https://…)`
fn link(text: &str) -> Option<(&str, usize)> {
    let inner = text.strip_prefix('[')?;
    let (name, behind) = near(inner).split_once("](")?;
    let (address, _) = behind.split_once(')')?;
    let is_link = !name.is_empty()
        && !name.contains(['[', ']'])
        && (address.starts_with("http://") || address.starts_with("https://"))
        && !address.contains(' ');
    is_link.then_some((name, name.len() + address.len() + 4))
}

/// Bytes that a mark of Markdown may span.
const LONGEST_MARK: usize = 400;

fn near(text: &str) -> &str {
    &text[..text.floor_char_boundary(LONGEST_MARK)]
}

/// One line of text: markup and character references taken off, line breaks made blanks.
pub fn line(value: &str, repairs: &mut Repairs) -> Option<String> {
    let unescaped = unescaped(value);
    repairs.note(code::ENTITIES, usize::from(unescaped.is_some()));
    let value = unescaped.as_deref().unwrap_or(value);
    let has_tag = memchr::memchr(b'<', value.as_bytes()).is_some();
    let text: Cow<'_, str> =
        if has_tag && (html::elements::looks_like_markup(value) || has_inline(value)) {
            Cow::Owned(html::extract(value).paragraphs.join(" "))
        } else if let Some(decoded) = decoded(value, repairs) {
            Cow::Owned(decoded)
        } else {
            Cow::Borrowed(value)
        };
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return None;
    }
    if trimmed.contains(['\n', '\r', '\t']) {
        let words: Vec<&str> = trimmed.split_whitespace().collect();
        return Some(words.join(" "));
    }
    Some(trimmed.to_string())
}

/// Several lines of text, as in a note: each a line, blank ones left out.
pub fn lines(value: &str, repairs: &mut Repairs) -> Option<String> {
    let text = match body(value, Declared::Unsaid, repairs) {
        Body::Missing => return None,
        Body::Plain(text) => text,
        Body::Paragraphs(paragraphs) => paragraphs.join("\n"),
    };
    let lines = text.lines().map(str::split_whitespace);
    let lines = lines.map(|words| words.collect::<Vec<_>>().join(" "));
    let lines: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn has_inline(value: &str) -> bool {
    ["<b>", "<i>", "<em>", "<strong>", "<span", "<a "]
        .iter()
        .any(|tag| value.contains(tag))
}

fn plain(text: String) -> Body {
    if text.trim().is_empty() {
        Body::Missing
    } else {
        Body::Plain(text)
    }
}

fn from_paragraphs(paragraphs: Vec<String>) -> Body {
    if paragraphs.is_empty() {
        Body::Missing
    } else {
        Body::Paragraphs(paragraphs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_an_editor_of_xml_broke_are_one() {
        let indented =
            "Ministers of five states\n            met in Aktau\n            on Sunday.\n        ";
        assert_eq!(
            without_layout(indented).as_deref(),
            Some("Ministers of five states met in Aktau on Sunday.")
        );
        for text in [
            "One.\n            Two.",
            "One\n  two",
            "One\n            two\n        three",
            "One\n            two.\n            Three",
        ] {
            assert_eq!(without_layout(text), None, "{text}");
        }
    }

    fn paragraphs(value: &str, declared: Declared) -> (Vec<String>, usize) {
        let mut repairs = Repairs::default();
        let found = match body(value, declared, &mut repairs) {
            Body::Missing => Vec::new(),
            Body::Plain(text) => vec![text],
            Body::Paragraphs(paragraphs) => paragraphs,
        };
        (found, repairs.as_slice().len())
    }

    #[test]
    fn markup_in_a_plain_field_is_read_as_markup_and_noted() {
        let (found, repairs) = paragraphs("<p>A</p><p>B</p>", Declared::Plain);
        assert_eq!((found.len(), repairs), (2, 1));
    }

    #[test]
    fn escaped_markup_is_unescaped_once() {
        for declared in [Declared::Markup, Declared::Unsaid] {
            let (found, _) = paragraphs(
                "&lt;p&gt;A &amp;amp; C&lt;/p&gt;&lt;p&gt;B&lt;/p&gt;",
                declared,
            );
            assert_eq!(found, ["A & C", "B"]);
        }
    }

    #[test]
    fn references_escaped_by_every_system_on_the_way_are_undone() {
        let (found, _) = paragraphs(
            "&amp;lt;p&amp;gt;A&amp;lt;/p&amp;gt;&amp;lt;p&amp;gt;B&amp;lt;/p&amp;gt;",
            Declared::Unsaid,
        );
        assert_eq!(found, ["A", "B"]);
        let mut repairs = Repairs::default();
        assert_eq!(
            line("Rowers &amp;#39;rescued&amp;#39;", &mut repairs).as_deref(),
            Some("Rowers 'rescued'")
        );
        assert_eq!(repairs.as_slice()[0].count, 2);
    }

    #[test]
    fn marks_of_markdown_come_off_and_stars_stay() {
        let (found, repairs) = paragraphs(
            "**Two** states [signed](https://nna.example/1) a treaty.",
            Declared::Unsaid,
        );
        assert_eq!(
            (found[0].as_str(), repairs),
            ("Two states signed a treaty.", 1)
        );
        for text in [
            "UP ** DOWN ** UP",
            "***EMBARGO***",
            "[Reuters] * a (b)",
            "2 ** 3",
            "سیام**۱۵۵۸**۱۴۸۴",
            "**",
            "a **b",
            "[x](y)",
        ] {
            assert_eq!(
                paragraphs(text, Declared::Unsaid),
                (vec![text.to_string()], 0),
                "{text}"
            );
        }
    }

    #[test]
    fn line_breaks_in_markup_without_blocks_are_blanks() {
        let wrapped =
            "\n  <a href=\"https://nna.example\">NNA</a> said today\n  that a crane\n  was sold. ";
        assert_eq!(
            paragraphs(wrapped, Declared::Markup).0,
            ["NNA said today that a crane was sold."]
        );
        for text in [
            "A crane was sold.\nIt is <b>red</b>.\nNobody saw it.",
            "A <b>crane</b>\n\nIt was sold",
            "A crane\nwas sold",
        ] {
            let kept = text.replace("<b>", "").replace("</b>", "");
            assert_eq!(paragraphs(text, Declared::Markup).0, [kept]);
        }
    }

    #[test]
    fn a_string_escaped_once_more_is_unescaped() {
        let (found, _) = paragraphs(
            r"\n \n  <p>A crane.</p>\n\n<p>It is\u00a0red. \n</p>\n",
            Declared::Unsaid,
        );
        assert_eq!(found, ["A crane.", "It is\u{a0}red."]);
        let (found, _) = paragraphs(r"<p>Look into C:\new, she said.</p>", Declared::Markup);
        assert_eq!(found, [r"Look into C:\new, she said."]);
        let (found, _) = paragraphs(r"A crane.\n\nIt is red.", Declared::Unsaid);
        assert_eq!(found, ["A crane.\n\nIt is red."]);
        let (found, _) = paragraphs(r"Kov\u00e1cs is tall.", Declared::Unsaid);
        assert_eq!(found, ["Kovács is tall."]);
        let mut repairs = Repairs::default();
        let found = line(r"Kov\u00e1cs is tall", &mut repairs);
        assert_eq!(found.as_deref(), Some("Kovács is tall"));
        for text in [
            r"C:\users\new",
            r"A line ends in \n here",
            r"Write \u0041 here",
        ] {
            assert_eq!(paragraphs(text, Declared::Unsaid).0, [text]);
            assert_eq!(line(text, &mut repairs).as_deref(), Some(text));
        }
    }

    #[test]
    fn blank_values_are_missing() {
        assert_eq!(paragraphs(" \n", Declared::Plain).0.len(), 0);
        assert_eq!(paragraphs("<p> </p>", Declared::Markup).0.len(), 0);
    }

    #[test]
    fn a_line_loses_its_tags_and_breaks() {
        let mut repairs = Repairs::default();
        assert_eq!(
            line("  A <b>big</b>\n deal &amp; more ", &mut repairs).as_deref(),
            Some("A big deal & more")
        );
        assert_eq!(line("a < b", &mut repairs).as_deref(), Some("a < b"));
        assert_eq!(line("<br>", &mut repairs), None);
    }
}
