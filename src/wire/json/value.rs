//! JSON as newsrooms send it: a parser that mends what can be mended and says so.
//!
//! Owns the tree [`Json`] and its reader. Unlike a strict parser it accepts raw line breaks in strings, unknown escapes, lone surrogates, commas
//! before a closing bracket, comments and repeated keys (the last one wins), each noted as a repair, because wires hold all of them and the stories are good.
//! Promises linear time, nesting and string length checked while reading, numbers kept as text. Never guesses at a
//! missing bracket or quote inside a text: only who asks for it has closed what the end of the text leaves open.

mod reader;
mod string;

use crate::story::{Reject, RejectReason, Stage};
use crate::wire::limits::Limits;
use crate::wire::repairs::{Repairs, code};
use reader::Reader;
use std::borrow::Cow;

/// A JSON value that borrows from its text wherever no escape forced a copy.
#[derive(Debug, Clone, PartialEq)]
pub enum Json<'a> {
    Null,
    Bool(bool),
    /// As written; wires send ids and versions that no float can hold.
    Number(&'a str),
    String(Cow<'a, str>),
    Array(Vec<Json<'a>>),
    /// In the order of the text, each key once.
    Object(Vec<(Cow<'a, str>, Json<'a>)>),
}

impl<'a> Json<'a> {
    /// The member with exactly this key.
    pub fn get(&self, key: &str) -> Option<&Json<'a>> {
        match self {
            Self::Object(members) => members.iter().find(|(k, _)| k == key).map(|(_, v)| v),
            _ => None,
        }
    }

    /// A string that is not blank, or a number as written.
    pub fn scalar(&self) -> Option<&str> {
        match self {
            Self::String(s) if !s.trim().is_empty() => Some(s.trim()),
            Self::Number(n) => Some(n),
            _ => None,
        }
    }
}

/// Reads all values that stand one after another in `text`; more than one is noted as a repair.
pub fn read<'a>(
    text: &'a str,
    limits: &Limits,
    repairs: &mut Repairs,
) -> Result<Vec<Json<'a>>, Reject> {
    read_from(text, false, limits, repairs)
}

/// The values of a text of which the end is missing, as far as they go.
pub fn read_cut<'a>(
    text: &'a str,
    limits: &Limits,
    repairs: &mut Repairs,
) -> Result<Vec<Json<'a>>, Reject> {
    read_from(without_half_escape(text), true, limits, repairs)
}

fn without_half_escape(text: &str) -> &str {
    let escape = text.trim_end_matches(|c: char| c.is_ascii_hexdigit());
    let before = escape.strip_suffix('u').unwrap_or(escape);
    let behind = before.trim_end_matches('\\');
    let is_half = (before.len() - behind.len()) % 2 == 1 && text.len() - before.len() < 5;
    if is_half {
        &text[..before.len() - 1]
    } else {
        text
    }
}

fn read_from<'a>(
    text: &'a str,
    is_cut: bool,
    limits: &Limits,
    repairs: &mut Repairs,
) -> Result<Vec<Json<'a>>, Reject> {
    let mut reader = Reader::new(text, is_cut, limits, repairs);
    let mut values = Vec::with_capacity(1);
    loop {
        reader.skip_framing();
        if reader.is_at_end() && !values.is_empty() {
            break;
        }
        if values.len() == limits.max_stories {
            return Err(Reject::new(
                Stage::Decode,
                RejectReason::TooManyStories,
                format!("more than {} values in one record", limits.max_stories),
            ));
        }
        values.push(reader.value()?);
    }
    if values.len() > 1 {
        let extra = values.len() - 1;
        repairs.note(code::JSON_CONCATENATED, extra);
    }
    Ok(values)
}

#[cfg(test)]
mod tests;
