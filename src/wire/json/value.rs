//! JSON as newsrooms send it: a parser that mends what can be mended and says so.
//!
//! Owns the tree [`Json`] and its reader. Unlike a strict parser it accepts raw line breaks in strings, unknown escapes, lone surrogates, commas
//! before a closing bracket, comments and repeated keys (the last one wins), each noted as a repair, because wires hold all of them and the stories are good.
//! Promises linear time, nesting and string length checked while reading, numbers kept as text. Never guesses at a
//! missing bracket or quote inside a text: only who asks for it has closed what the end of the text leaves open.

use crate::story::{Reject, RejectReason, Stage};
use crate::wire::cut;
use crate::wire::limits::Limits;
use crate::wire::repairs::{Repairs, code};
use std::borrow::Cow;
use std::collections::HashMap;

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
    let mut reader = Reader {
        text,
        at: 0,
        is_cut,
        ends_inside: is_cut && !text.trim_end().ends_with(['}', ']']),
        depth_left: limits.depth(),
        has_controls: has_controls(text.as_bytes()),
        limits,
        repairs,
    };
    let mut values = Vec::with_capacity(1);
    loop {
        reader.skip_framing();
        if reader.at == text.len() && !values.is_empty() {
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

/// Objects with more members than this find repeated keys through a map; fewer are quicker to compare one by one.
const FEW_MEMBERS: usize = 24;

/// Members for which there is room from the start in the object that opens the text: a story's.
const USUAL_MEMBERS: usize = 16;

struct Reader<'a, 'r> {
    text: &'a str,
    at: usize,
    /// The end of the text closes what is open.
    is_cut: bool,
    /// It may stand inside a string. Brackets there were not cut off: a quote is missing somewhere before.
    ends_inside: bool,
    depth_left: usize,
    /// There are some in the text, if only line ends between members.
    has_controls: bool,
    limits: &'r Limits,
    repairs: &'r mut Repairs,
}

/// Whether control characters of ASCII are among the bytes; the least of many bytes is found at once, and counting is not.
fn has_controls(bytes: &[u8]) -> bool {
    bytes.iter().fold(u8::MAX, |least, b| least.min(*b)) < 0x20
}

impl<'a> Reader<'a, '_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        loop {
            // NUL is not JSON's space, but fixed-size buffers are padded with it.
            while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r' | 0)) {
                self.at += 1;
            }
            if self.peek() != Some(b'/') || !self.skip_comment() {
                return;
            }
        }
    }

    /// `// …` and `/* … */`, as people write into files that they edit by hand.
    #[cold]
    fn skip_comment(&mut self) -> bool {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let (inside, end) = match (rest.strip_prefix("//"), rest.strip_prefix("/*")) {
            (Some(inside), _) => (inside, "\n"),
            (_, Some(inside)) => (inside, "*/"),
            _ => return false,
        };
        let length = inside.find(end).map_or(inside.len(), |at| at + end.len());
        self.at += 2 + length;
        self.repairs.note(code::JSON_COMMENT, 1);
        true
    }

    /// Between values: also the control characters that part them (RFC 7464's record separator, STX and ETX).
    fn skip_framing(&mut self) {
        self.skip_space();
        let start = self.at;
        while matches!(
            self.peek(),
            Some(b'\0'..=b'\x04' | b'\x1a' | b'\x1e' | b'\x1f')
        ) {
            self.at += 1;
            self.skip_space();
        }
        self.repairs
            .note(code::FRAMING, usize::from(self.at > start));
    }

    fn malformed(&self, expected: &str) -> Reject {
        let end = if self.at >= self.text.len() {
            ", but the text ends"
        } else {
            ""
        };
        Reject::new(
            Stage::Decode,
            RejectReason::MalformedJson,
            format!("expected {expected} at byte {}{end}", self.at),
        )
    }

    /// Whether the text is over, where that closes what is open.
    fn is_over(&self) -> bool {
        self.is_cut && self.at >= self.text.len()
    }

    fn value(&mut self) -> Result<Json<'a>, Reject> {
        match self.peek() {
            Some(b'{') => self.nested(Self::object),
            Some(b'[') => self.nested(Self::array),
            Some(b'"') => self.string().map(Json::String),
            Some(b'-' | b'0'..=b'9') => match self.number() {
                // It may have had more digits.
                _ if self.is_over() => Err(self.malformed("a number")),
                number => Ok(Json::Number(number)),
            },
            Some(b't') => self.word("true", Json::Bool(true)),
            Some(b'f') => self.word("false", Json::Bool(false)),
            Some(b'n') => self.word("null", Json::Null),
            // Written by Python and JavaScript for numbers that are none.
            Some(b'N') => self.word("NaN", Json::Null),
            Some(b'u') => self.word("undefined", Json::Null),
            _ => Err(self.malformed("a value")),
        }
    }

    fn nested(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<Json<'a>, Reject>,
    ) -> Result<Json<'a>, Reject> {
        if self.depth_left == 0 {
            return Err(Reject::new(
                Stage::Decode,
                RejectReason::TooDeep,
                format!(
                    "nested deeper than {} at byte {}",
                    self.limits.depth(),
                    self.at
                ),
            ));
        }
        self.depth_left -= 1;
        self.at += 1;
        let value = read(self);
        self.depth_left += 1;
        value
    }

    fn word(&mut self, word: &str, value: Json<'a>) -> Result<Json<'a>, Reject> {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        if !rest.starts_with(word.as_bytes()) {
            if self.is_cut && word.as_bytes().starts_with(rest) {
                self.at = self.text.len();
            }
            return Err(self.malformed("a value"));
        }
        self.at += word.len();
        Ok(value)
    }

    fn number(&mut self) -> &'a str {
        let start = self.at;
        while matches!(
            self.peek(),
            Some(b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')
        ) {
            self.at += 1;
        }
        self.text.get(start..self.at).unwrap_or_default()
    }

    fn array(&mut self) -> Result<Json<'a>, Reject> {
        let mut values = Vec::new();
        loop {
            self.skip_space();
            if self.peek() == Some(b']') {
                if !values.is_empty() {
                    self.repairs.note(code::JSON_COMMA, 1);
                }
                self.at += 1;
                return Ok(Json::Array(values));
            }
            match self.value() {
                Ok(value) => values.push(value),
                Err(_) if self.is_over() => return Ok(Json::Array(values)),
                Err(reject) => return Err(reject),
            }
            self.skip_space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    return Ok(Json::Array(values));
                }
                None if self.is_cut => return Ok(Json::Array(values)),
                _ => return Err(self.malformed("',' or ']'")),
            }
        }
    }

    fn object(&mut self) -> Result<Json<'a>, Reject> {
        let room = if self.at == 1 { USUAL_MEMBERS } else { 0 };
        let mut members: Vec<(Cow<'a, str>, Json<'a>)> = Vec::with_capacity(room);
        let mut index: HashMap<Cow<'a, str>, usize> = HashMap::new();
        loop {
            self.skip_space();
            match self.peek() {
                Some(b'}') => {
                    if !members.is_empty() {
                        self.repairs.note(code::JSON_COMMA, 1);
                    }
                    self.at += 1;
                    return Ok(Json::Object(members));
                }
                Some(b'"') => {}
                None if self.is_cut => return Ok(Json::Object(members)),
                _ => return Err(self.malformed("a key in quotes or '}'")),
            }
            let key = self.string()?;
            self.skip_space();
            if self.is_over() {
                return Ok(Json::Object(members));
            }
            if self.peek() != Some(b':') {
                return Err(self.malformed("':'"));
            }
            self.at += 1;
            self.skip_space();
            let value = match self.value() {
                Ok(value) => value,
                Err(_) if self.is_over() => return Ok(Json::Object(members)),
                Err(reject) => return Err(reject),
            };
            self.put(&mut members, &mut index, key, value);
            self.skip_space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    return Ok(Json::Object(members));
                }
                None if self.is_cut => return Ok(Json::Object(members)),
                _ => return Err(self.malformed("',' or '}'")),
            }
        }
    }

    fn put(
        &mut self,
        members: &mut Vec<(Cow<'a, str>, Json<'a>)>,
        index: &mut HashMap<Cow<'a, str>, usize>,
        key: Cow<'a, str>,
        value: Json<'a>,
    ) {
        let earlier = if members.len() < FEW_MEMBERS {
            members.iter().position(|(k, _)| *k == key)
        } else {
            if index.is_empty() {
                index.extend(members.iter().enumerate().map(|(i, (k, _))| (k.clone(), i)));
            }
            index.get(&key).copied()
        };
        if let Some(slot) = earlier.and_then(|i| members.get_mut(i)) {
            slot.1 = value;
            self.repairs.note(code::DUPLICATE_KEY, 1);
            return;
        }
        if !index.is_empty() {
            index.insert(key.clone(), members.len());
        }
        members.push((key, value));
    }

    /// A string; the cursor stands on its opening quote.
    fn string(&mut self) -> Result<Cow<'a, str>, Reject> {
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

#[cfg(test)]
mod tests;
