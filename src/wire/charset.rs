//! Bytes to Unicode text.
//!
//! Owns byte-order marks and the check that the rest is UTF-8. Promises that what comes out is the text and nothing else, or a rejection that names
//! the first byte that does not fit. Never replaces a byte without noting it.

use super::repairs::{Repairs, code};
use crate::story::{Reject, RejectReason, Stage};
use encoding_rs::{UTF_16BE, UTF_16LE};
use std::borrow::Cow;

/// Text and the charsets that led to it.
#[derive(Debug, PartialEq, Eq)]
pub struct Decoded<'a> {
    pub text: Cow<'a, str>,
    /// Label as declared by header or hint.
    pub declared: Option<String>,
    /// Name of the charset the bytes were read as, as the WHATWG Encoding Standard writes it.
    pub used: &'static str,
    /// Some bytes could not be read.
    pub lossy: bool,
}

/// Reads the bytes as text.
pub fn decode<'a>(
    bytes: &'a [u8],
    declared: Option<&str>,
    repairs: &mut Repairs,
) -> Result<Decoded<'a>, Reject> {
    let declared = declared.map(str::to_string);
    for (mark, encoding) in [(&[0xff, 0xfe][..], UTF_16LE), (&[0xfe, 0xff], UTF_16BE)] {
        if let Some(rest) = bytes.strip_prefix(mark) {
            repairs.note(code::BOM, 1);
            let (text, undecodable) = encoding.decode_without_bom_handling(rest);
            if undecodable {
                let lost = text.matches(char::REPLACEMENT_CHARACTER).count();
                repairs.note(code::UNDECODABLE, lost);
            }
            return Ok(Decoded {
                text: Cow::Owned(text.into_owned()),
                declared,
                used: encoding.name(),
                lossy: undecodable,
            });
        }
    }
    let rest = match bytes.strip_prefix(&[0xef, 0xbb, 0xbf]) {
        Some(rest) => {
            repairs.note(code::BOM, 1);
            rest
        }
        None => bytes,
    };
    match std::str::from_utf8(rest) {
        Ok(text) => Ok(Decoded {
            text: Cow::Borrowed(text),
            declared,
            used: "UTF-8",
            lossy: false,
        }),
        Err(e) => Err(Reject::new(
            Stage::Decode,
            RejectReason::BadCharset,
            format!(
                "not UTF-8: the first byte that does not fit is at {}",
                bytes.len() - rest.len() + e.valid_up_to()
            ),
        )),
    }
}
