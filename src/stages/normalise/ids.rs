//! A story's identity.
//!
//! Owns the choice of the id: the item's own, else supplier and transmission, else a hash of the normalised text, and the URI made of it
//! (research: ninjs wants a URI and most agencies have none). Promises that the same story gives the same id on every instance and in every run.

use crate::story::{Story, WireStory};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Longest id that is passed on; a longer one is no id but a text in the wrong field.
const LONGEST: usize = 512;

/// Id and URI of a story whose other fields are already normalised.
pub fn identify(wire: &WireStory, story: &Story) -> (String, String) {
    let own = wire.id.as_deref().map(str::trim).filter(|id| is_usable(id));
    if let Some(id) = own {
        let uri = if is_uri(id) {
            id.to_string()
        } else {
            urn(story, id)
        };
        return (id.to_string(), uri);
    }
    let transmission = wire.transmission_id.as_deref().map(str::trim);
    if let Some(sent) = transmission.filter(|id| is_usable(id)) {
        return (format!("{}:{sent}", story.supplier), urn(story, sent));
    }
    let mut hash = Sha256::new();
    hash.update(story.headline.as_bytes());
    hash.update([0]);
    hash.update(story.body.as_bytes());
    let uri = format!("urn:copytaster:sha256:{}", hex(&hash.finalize()));
    (uri.clone(), uri)
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        for half in [byte >> 4, byte & 15] {
            text.push(char::from(b"0123456789abcdef"[usize::from(half)]));
        }
    }
    text
}

fn is_usable(id: &str) -> bool {
    !id.is_empty() && id.len() <= LONGEST && !id.chars().any(char::is_control)
}

/// RFC 3986: a scheme, a colon, something behind, no blanks. A qcode-like `afp:123` is one too, and stays as it is.
fn is_uri(id: &str) -> bool {
    let Some((scheme, rest)) = id.split_once(':') else {
        return false;
    };
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
        && !rest.is_empty()
        && id.bytes().all(|b| {
            b.is_ascii_graphic()
                && !matches!(
                    b,
                    b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}'
                )
        })
}

/// RFC 3085: `urn:newsml:<provider>:<date>:<id>`.
fn urn(story: &Story, id: &str) -> String {
    let provider = escaped(&story.supplier.to_lowercase());
    let date = story
        .first_created
        .or(story.content_created)
        .or(story.version_created);
    match date {
        Some(at) => format!(
            "urn:newsml:{provider}:{}:{}",
            at.strftime("%Y%m%d"),
            escaped(id)
        ),
        // That scheme can't do without a date.
        None => format!("urn:copytaster:{provider}:{}", escaped(id)),
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uris_are_told_from_other_ids() {
        for id in [
            "urn:newsml:x.example:20260809:1",
            "http://x.example/1",
            "tag:x.example,2026:1",
        ] {
            assert!(is_uri(id), "{id}");
        }
        for id in ["12345", "nL8N1", ":x", "1a:x", "urn:", "urn:a b", "X/1:2"] {
            assert!(!is_uri(id), "{id}");
        }
    }

    #[test]
    fn what_is_no_part_of_a_urn_is_escaped() {
        assert_eq!(escaped("a b/é"), "a%20b%2F%C3%A9");
    }
}
