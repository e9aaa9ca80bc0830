//! Base64 inside records and documents.
//!
//! Owns both alphabets, with and without padding and line breaks. Never decides that a text is base64.

use super::charset;
use super::repairs::Repairs;
use base64::Engine;

/// The bytes behind it; `None` where it is none.
pub fn undo_base64(text: &str) -> Option<Vec<u8>> {
    let dense: Vec<u8> = text.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
    let engine = if dense.iter().any(|b| matches!(b, b'-' | b'_')) {
        base64::engine::general_purpose::URL_SAFE_NO_PAD
    } else {
        base64::engine::general_purpose::STANDARD_NO_PAD
    };
    let unpadded = dense
        .iter()
        .rposition(|b| *b != b'=')
        .map_or(0, |at| at + 1);
    engine.decode(dense.get(..unpadded)?).ok()
}

/// A text that stands inside another document as base64.
pub fn base64_text(text: &str) -> Option<String> {
    let bytes = undo_base64(text)?;
    let decoded = charset::decode(&bytes, None, &mut Repairs::default()).ok()?;
    Some(decoded.text.into_owned())
}
