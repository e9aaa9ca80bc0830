//! W3C Trace Context, continued and never begun (<https://www.w3.org/TR/trace-context/>).
//!
//! Promises that what it passes on is well formed: a header that is not is left out, because a reader's tracing library
//! would throw away the whole context for it. Never makes up a trace: a record that came without one leaves without.

use crate::story::RawRecord;

/// The context of an input record.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TraceContext<'a> {
    pub(super) parent: String,
    pub(super) state: Option<&'a str>,
}

impl<'a> TraceContext<'a> {
    /// The context of a record, if it carries a valid one.
    pub(super) fn of(record: &'a RawRecord) -> Option<Self> {
        let parent = parent(record.header_str("traceparent")?.trim())?;
        let state = record
            .header_str("tracestate")
            .filter(|state| is_state(state));
        Some(Self { parent, state })
    }
}

/// `version-trace-parent-flags`. A version after 00 may have more fields; they are dropped and the version is ours, as
/// the recommendation demands of those who don't know it.
fn parent(value: &str) -> Option<String> {
    let mut fields = value.split('-');
    let version = fields.next().filter(|f| is_hex(f, 2) && *f != "ff")?;
    let trace = fields.next().filter(|f| is_id(f, 32))?;
    let span = fields.next().filter(|f| is_id(f, 16))?;
    let flags = fields.next().filter(|f| is_hex(f, 2))?;
    if version == "00" && fields.next().is_some() {
        return None;
    }
    Some(format!("00-{trace}-{span}-{flags}"))
}

fn is_hex(field: &str, digits: usize) -> bool {
    field.len() == digits
        && field
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// Hex and not all zero.
fn is_id(field: &str, digits: usize) -> bool {
    is_hex(field, digits) && field.bytes().any(|b| b != b'0')
}

/// At most 32 members `key=value`, 512 characters as every library must pass on.
fn is_state(value: &str) -> bool {
    let members = || value.split(',').map(|m| m.trim_matches([' ', '\t']));
    value.len() <= 512
        && members().count() <= 32
        && members().any(|member| !member.is_empty())
        && members().all(|member| member.is_empty() || is_member(member))
}

fn is_member(member: &str) -> bool {
    let Some((key, value)) = member.split_once('=') else {
        return false;
    };
    let key_ok = key.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
        && key.len() <= 256
        && key
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_-*/@".contains(&b));
    let value_ok = !value.is_empty()
        && value.len() <= 256
        && value
            .bytes()
            .all(|b| (0x20..=0x7e).contains(&b) && b != b'=');
    key_ok && value_ok
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::{Header, Origin};

    const PARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    fn record(headers: &[(&str, &[u8])]) -> RawRecord {
        RawRecord {
            origin: Origin::new("c", "t", 0, 0),
            key: None,
            value: None,
            headers: headers
                .iter()
                .map(|(name, value)| Header {
                    name: (*name).into(),
                    value: Some(value.to_vec()),
                })
                .collect(),
            timestamp_ms: None,
        }
    }

    #[test]
    fn a_valid_context_goes_on_unchanged() {
        let record = record(&[
            ("traceparent", PARENT.as_bytes()),
            ("tracestate", b"rojo=00f067aa0ba902b7, tenant@sys=t61"),
        ]);
        let context = TraceContext::of(&record).unwrap();
        assert_eq!(context.parent, PARENT);
        assert_eq!(context.state, Some("rojo=00f067aa0ba902b7, tenant@sys=t61"));
    }

    #[test]
    fn a_later_version_is_read_as_ours() {
        assert_eq!(
            parent(&format!("cc{}-what-else", &PARENT[2..])).as_deref(),
            Some(PARENT)
        );
    }

    #[test]
    fn nothing_is_made_of_a_context_that_is_none() {
        let zero = "0".repeat(32);
        let bad = [
            String::new(),
            "00-".into(),
            PARENT.to_uppercase(),
            format!("ff{}", &PARENT[2..]),
            format!("{PARENT}-00"),
            format!("00-{zero}-00f067aa0ba902b7-01"),
            PARENT.replace("00f067aa0ba902b7", "0000000000000000"),
        ];
        for value in bad {
            assert_eq!(
                TraceContext::of(&record(&[("traceparent", value.as_bytes())])),
                None,
                "{value}"
            );
        }
        assert_eq!(TraceContext::of(&record(&[("traceparent", b"\xff")])), None);
        assert_eq!(TraceContext::of(&record(&[("tracestate", b"a=b")])), None);
    }

    #[test]
    fn a_bad_state_is_left_out_and_the_parent_stays() {
        let many = "a=b,".repeat(32) + "a=b";
        for state in [
            "",
            ",",
            "novalue",
            "A=b",
            "a=b\n",
            "a=",
            "a=b=c",
            &many,
            &"a".repeat(513),
        ] {
            let record = record(&[
                ("traceparent", PARENT.as_bytes()),
                ("tracestate", state.as_bytes()),
            ]);
            let context = TraceContext::of(&record).unwrap();
            assert_eq!(context.state, None, "{state}");
        }
    }
}
