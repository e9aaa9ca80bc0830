//! Identifiers that go where the standard demands a URI.
//!
//! Agencies send ids with spaces, brackets and accents. Promises that what it returns is a URI by RFC 3986; never
//! changes one that is.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The id itself when it is a URI, else `urn:copytaster:id:` and the id with all but unreserved characters escaped.
pub(super) fn uri(id: &str) -> Cow<'_, str> {
    if is_uri(id) {
        return Cow::Borrowed(id);
    }
    let mut urn = String::from("urn:copytaster:id:");
    for byte in id.bytes() {
        if is_unreserved(byte) {
            urn.push(char::from(byte));
        } else {
            // Writing to a string can't fail.
            let _ = write!(urn, "%{byte:02X}");
        }
    }
    Cow::Owned(urn)
}

/// Absolute, and by the strict grammar. IP literals in brackets are refused: no story has one for a name.
pub(super) fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let scheme_ok = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    if !scheme_ok || rest.is_empty() {
        return false;
    }
    let (before, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (hierarchy, query) = before.split_once('?').unwrap_or((before, ""));
    let path = match hierarchy.strip_prefix("//") {
        None => hierarchy,
        Some(after) => {
            let (authority, path) = after.split_at(after.find('/').unwrap_or(after.len()));
            if !is_authority(authority) {
                return false;
            }
            path
        }
    };
    is_made_of(path, b":@/") && is_made_of(query, b":@/?") && is_made_of(fragment, b":@/?")
}

fn is_authority(authority: &str) -> bool {
    let (user, host) = authority.split_once('@').unwrap_or(("", authority));
    let (host, port) = host.split_once(':').unwrap_or((host, ""));
    !host.is_empty()
        && is_made_of(user, b":")
        && is_made_of(host, b"")
        && port.len() <= 5
        && port.bytes().all(|b| b.is_ascii_digit())
}

/// Unreserved characters, sub-delimiters, escapes, and what the part allows beside them.
fn is_made_of(part: &str, also: &[u8]) -> bool {
    let mut bytes = part.bytes();
    while let Some(byte) = bytes.next() {
        let fits = match byte {
            b'%' => {
                bytes.next().is_some_and(|b| b.is_ascii_hexdigit())
                    && bytes.next().is_some_and(|b| b.is_ascii_hexdigit())
            }
            _ => is_unreserved(byte) || b"!$&'()*+,;=".contains(&byte) || also.contains(&byte),
        };
        if !fits {
            return false;
        }
    }
    true
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn uris_of_agencies_stay_as_they_are() {
        for id in [
            "urn:newsml:example.com:20260809:ANN0042",
            "tag:example.com,2026:story:7",
            "https://user@example.com:8080/a%20b?x=1#top",
            "urn:copytaster:sha256:00ff",
        ] {
            assert_eq!(uri(id), id);
        }
    }

    #[test]
    fn other_ids_become_urns_that_keep_every_byte() {
        assert_eq!(uri("ANN 42/é"), "urn:copytaster:id:ANN%2042%2F%C3%A9");
        assert_eq!(uri(""), "urn:copytaster:id:");
        for id in [
            "no scheme",
            "1a:b",
            "a:%zz",
            "http://",
            "http://a:b:c/",
            "x:a b",
            "x:",
        ] {
            assert!(!is_uri(id), "{id}");
        }
    }

    proptest! {
        #[test]
        fn whatever_the_id_the_result_is_a_uri(id in "\\PC{0,40}|[a-c]:[/a-c%0-9:@?#\\[\\]]{0,20}") {
            let uri = uri(&id);
            prop_assert!(is_uri(&uri), "{}", uri);
            let schema = serde_json::json!({ "type": "string", "format": "uri" });
            let validator = jsonschema::options()
                .should_validate_formats(true)
                .build(&schema)
                .unwrap();
            prop_assert!(validator.is_valid(&serde_json::json!(uri)), "{}", uri);
        }
    }
}
