//! Codes of the agencies in one spelling.
//!
//! Owns the many ways to write an IPTC code (`medtop:20000256`, a URI, eight digits with a scheme) and brings them to `medtop:` and `subj:`. Other codes
//! stay as sent, with their scheme before them where it is short enough to be a prefix. Never drops a code and never maps one scheme to another.

use crate::story::{CodeRef, media_topics};

/// The code with its scheme as a prefix, where the scheme is known.
pub fn uniform(code: CodeRef) -> CodeRef {
    let Some(raw) = code.code.as_deref() else {
        return code;
    };
    let raw = raw.trim();
    // An address may end like that of a folder.
    let raw = if raw.contains("://") {
        raw.trim_end_matches('/')
    } else {
        raw
    };
    let scheme = code.scheme.as_deref().unwrap_or("").to_ascii_lowercase();
    let last = raw.rsplit(['/', ':', '#']).next().unwrap_or(raw);
    let is_eight = is_eight(last);
    // TT puts it between its own names: `TT:02000000:LAG`.
    let middle = raw.split(':').nth(1).filter(|part| is_subject_code(part));
    if let (false, Some(middle)) = (is_eight, middle) {
        return CodeRef {
            code: Some(format!("subj:{middle}")),
            ..code
        };
    }
    let small = raw.to_ascii_lowercase();
    let says = |word: &str| small.contains(word) || scheme.contains(word);
    let new = if is_eight && (says("medtop") || says("mediatopic")) {
        ["medtop:", last].concat()
    } else if is_eight
        && (says("subj")
            || says("iptc")
            || (raw == last && is_list_of_subjects(&scheme) && is_in_tables(last))
            || (raw == last && scheme.is_empty()))
    {
        // Media Topics below the top level begin with 2, subject codes with 0 or 1.
        let prefix = if last.starts_with('2') {
            "medtop:"
        } else {
            "subj:"
        };
        [prefix, last].concat()
    } else if !raw.contains(':') && (1..=24).contains(&scheme.len()) && is_prefix(&scheme) {
        [code.scheme.as_deref().unwrap_or_default(), ":", raw].concat()
    } else {
        raw.to_string()
    };
    CodeRef {
        code: Some(new),
        ..code
    }
}

/// A genre of IPTC's list, whose address says the same as its code.
pub fn genre(sent: String) -> String {
    let name = sent
        .split_once("://cv.iptc.org/newscodes/genre/")
        .map(|(_, name)| format!("genre:{name}"));
    name.unwrap_or(sent)
}

fn is_eight(text: &str) -> bool {
    text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit())
}

/// The old subject codes begin with 01 to 17.
fn is_subject_code(text: &str) -> bool {
    is_eight(text)
        && text
            .get(..2)
            .is_some_and(|top| ("01"..="17").contains(&top))
}

/// `http://tt.se/spec/subref/1.0/` and NTB's `topics`: lists whose numbers are IPTC's.
fn is_list_of_subjects(scheme: &str) -> bool {
    scheme == "topics" || scheme.contains("/subref/")
}

fn is_in_tables(number: &str) -> bool {
    let may_be = |prefix| media_topics::may_exist(&format!("{prefix}:{number}"));
    may_be("subj") || may_be("medtop")
}

fn is_prefix(scheme: &str) -> bool {
    scheme
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(code: &str, scheme: Option<&str>) -> String {
        let code = CodeRef {
            code: Some(code.to_string()),
            scheme: scheme.map(str::to_string),
            ..CodeRef::default()
        };
        uniform(code).code.unwrap()
    }

    #[test]
    fn iptc_codes_come_to_one_spelling() {
        for (code, scheme, expected) in [
            ("medtop:20000256", None, "medtop:20000256"),
            (
                "http://cv.iptc.org/newscodes/mediatopic/20000256/",
                None,
                "medtop:20000256",
            ),
            (
                "http://cv.iptc.org/newscodes/mediatopic/20000256",
                None,
                "medtop:20000256",
            ),
            (
                "20000256",
                Some("http://cv.iptc.org/newscodes/mediatopic/"),
                "medtop:20000256",
            ),
            ("06000000", Some("medtop"), "medtop:06000000"),
            ("11002000", None, "subj:11002000"),
            (
                "http://cv.iptc.org/newscodes/subjectcode/11002000",
                None,
                "subj:11002000",
            ),
            ("iptc:11002000", None, "subj:11002000"),
            ("OILG", Some("N2"), "N2:OILG"),
            ("N2:OILG", None, "N2:OILG"),
            ("20260809", Some("date"), "date:20260809"),
            (
                "04000000",
                Some("http://tt.se/spec/subref/1.0/"),
                "subj:04000000",
            ),
            (
                "20000013",
                Some("http://tt.se/spec/subref/1.0/"),
                "medtop:20000013",
            ),
            ("20000023", Some("topics"), "medtop:20000023"),
            ("19000000", Some("topics"), "topics:19000000"),
            ("20260809", Some("events"), "events:20260809"),
            ("TT:02000000:LAG", None, "subj:02000000"),
            ("TT:20260809:LAG", None, "TT:20260809:LAG"),
        ] {
            assert_eq!(made(code, scheme), expected);
        }
    }

    #[test]
    fn addresses_of_genres_become_their_codes() {
        for (sent, code) in [
            (
                "http://cv.iptc.org/newscodes/genre/Actuality",
                "genre:Actuality",
            ),
            ("genre:Current", "genre:Current"),
            ("Interview", "Interview"),
        ] {
            assert_eq!(genre(sent.to_string()), code);
        }
    }
}
