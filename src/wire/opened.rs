//! The text inside a record, with everything around it taken off: for whoever shows where a field came from.
//!
//! Takes off what [`Decoder`] takes off (compression, Confluent's frame, base64, the charset) and stops before the format. Never
//! used on the record's way.

use super::mail;
use super::repairs::Repairs;
use super::{
    Decoder, MAX_LAYERS, charset, charset_parameter, compression, framing, sniff, undo_base64,
};
use crate::story::RawRecord;

/// A record's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    pub text: String,
    pub kind: Kind,
}

/// How the text is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Json,
    Xml,
    Html,
    Mail,
    /// Lines: telex formats and plain text.
    Lines,
}

impl Decoder {
    /// The text of a record and how it is to be read; `None` where there is none.
    pub fn opened(&self, record: &RawRecord) -> Option<Opened> {
        let mut repairs = Repairs::default();
        let encoding = record.header_str("content-encoding");
        let value = record.value.as_deref()?;
        let mut bytes = compression::undo(value, encoding, &self.limits, &mut repairs)
            .ok()?
            .into_owned();
        for _ in 0..MAX_LAYERS {
            if let Some(payload) = sniff::confluent_payload(&bytes) {
                bytes = payload.to_vec();
            }
            let mail = mail::behind_blank_lines(&bytes);
            if mail::is_mail(mail) {
                let text = String::from_utf8(mail.to_vec()).ok()?;
                let kind = Kind::Mail;
                return Some(Opened { text, kind });
            }
            let hint = self.hints.of(&record.origin.topic);
            let declared = record
                .header_str("content-type")
                .and_then(charset_parameter)
                .or(hint.charset.as_deref());
            let decoded = charset::decode(&bytes, declared, &mut repairs).ok()?;
            let text = match framing::take_off(&decoded.text).ok()? {
                Some(inside) => inside.into_owned(),
                None => decoded.text.to_string(),
            };
            let kind = match sniff::sniff(&text) {
                sniff::Sniffed::Json => Kind::Json,
                sniff::Sniffed::Xml => Kind::Xml,
                sniff::Sniffed::Html => Kind::Html,
                sniff::Sniffed::Base64 => {
                    let inner = undo_base64(&text)?;
                    bytes = compression::undo(&inner, None, &self.limits, &mut repairs)
                        .ok()?
                        .into_owned();
                    continue;
                }
                sniff::Sniffed::Blank | sniff::Sniffed::Binary => return None,
                _ => Kind::Lines,
            };
            return Some(Opened { text, kind });
        }
        None
    }
}
