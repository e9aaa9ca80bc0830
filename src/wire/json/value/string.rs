//! Strings of JSON.
//!
//! Owns escapes, and where a string ends. Copies only where an escape forces it.

use super::reader::{Reader, has_controls};
use crate::story::{Reject, RejectReason, Stage};
use crate::wire::cut;
use crate::wire::repairs::code;
use std::borrow::Cow;

impl<'a> Reader<'a, '_> {
    /// A string; the cursor stands on its opening quote.
    pub(super) fn string(&mut self) -> Result<Cow<'a, str>, Reject> {
        self.at += 1;
        let start = self.at;
        let mut raw_controls = 0;
        let plain = self.plain(start, 0, &mut raw_controls)?;
        let string = if self.peek() == Some(b'"') {
            Cow::Borrowed(plain)
        } else {
            // As long as up to the next quote at least, which closes most.
            let rest = self.text.get(start..).unwrap_or_default();
            let room = memchr::memchr(b'"', rest.as_bytes()).unwrap_or(plain.len());
            let mut built = String::with_capacity(room);
            built.push_str(plain);
            while self.peek() == Some(b'\\') {
                self.at += 1;
                built.push(self.escape()?);
                // Escapes often follow one another, as line ends do between paragraphs.
                if self.peek() != Some(b'\\') {
                    let plain = self.plain(start, built.len(), &mut raw_controls)?;
                    built.push_str(plain);
                }
            }
            Cow::Owned(built)
        };
        // Behind the closing quote, if the text has one.
        self.at = self.text.len().min(self.at + 1);
        self.repairs.note(code::JSON_RAW_CONTROL, raw_controls);
        Ok(string)
    }

    /// What stands before the next quote or backslash of the string that begins at `start`, of which `length` bytes are read; the cursor goes there.
    fn plain(
        &mut self,
        start: usize,
        length: usize,
        raw_controls: &mut usize,
    ) -> Result<&'a str, Reject> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let step = memchr::memchr2(b'"', b'\\', rest.as_bytes());
        let end = (self.is_cut && self.ends_inside).then_some(rest);
        let whole = step.and_then(|step| rest.get(..step));
        let Some(plain) = whole.or_else(|| end.map(cut::whole)) else {
            self.is_cut = false;
            self.at = self.text.len();
            return Err(self.malformed("the closing quote of a string"));
        };
        if self.has_controls && has_controls(plain.as_bytes()) {
            *raw_controls += plain.bytes().filter(|b| *b < 0x20).count();
        }
        self.at += if whole.is_some() {
            plain.len()
        } else {
            rest.len()
        };
        if length + plain.len() > self.limits.max_string_bytes {
            return Err(Reject::new(
                Stage::Decode,
                RejectReason::StringTooLong,
                format!(
                    "a string at byte {start} is longer than {} bytes",
                    self.limits.max_string_bytes
                ),
            ));
        }
        Ok(plain)
    }

    /// The character an escape stands for; the cursor stands behind the backslash.
    fn escape(&mut self) -> Result<char, Reject> {
        // By far the most frequent.
        if self.peek() == Some(b'n') {
            self.at += 1;
            return Ok('\n');
        }
        let Some(c) = self
            .text
            .get(self.at..)
            .and_then(|rest| rest.chars().next())
        else {
            return Err(self.malformed("an escape"));
        };
        self.at += c.len_utf8();
        Ok(match c {
            '"' | '\\' | '/' => c,
            't' => '\t',
            'r' => '\r',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'u' => self.unicode_escape(),
            other => {
                self.repairs.note(code::JSON_ESCAPE, 1);
                other
            }
        })
    }

    /// Four hexadecimal digits behind `\u`, and the other half of a pair where there is one.
    fn unicode_escape(&mut self) -> char {
        let Some(first) = self.hex4(self.at) else {
            self.repairs.note(code::JSON_ESCAPE, 1);
            return 'u';
        };
        self.at += 4;
        if let Some(c) = char::from_u32(first) {
            return c;
        }
        let bytes = self.text.as_bytes();
        if first < 0xdc00
            && bytes.get(self.at..self.at + 2) == Some(b"\\u")
            && let Some(second @ 0xdc00..=0xdfff) = self.hex4(self.at + 2)
        {
            self.at += 6;
            let pair = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
            if let Some(c) = char::from_u32(pair) {
                return c;
            }
        }
        self.repairs.note(code::SURROGATE, 1);
        char::REPLACEMENT_CHARACTER
    }

    fn hex4(&self, at: usize) -> Option<u32> {
        let digits = self.text.as_bytes().get(at..at + 4)?;
        digits.iter().try_fold(0u32, |value, &digit| {
            Some(value * 16 + char::from(digit).to_digit(16)?)
        })
    }
}
