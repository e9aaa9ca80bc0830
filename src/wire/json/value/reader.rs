//! One value of JSON after another.
//!
//! Owns the grammar and what is let pass in it. Strings are [`string`](super::string)'s.

use super::Json;
use crate::story::{Reject, RejectReason, Stage};
use crate::wire::limits::Limits;
use crate::wire::repairs::{Repairs, code};
use std::borrow::Cow;
use std::collections::HashMap;

/// Objects with more members than this find repeated keys through a map; fewer are quicker to compare one by one.
const FEW_MEMBERS: usize = 24;

/// Members for which there is room from the start in the object that opens the text: a story's.
const USUAL_MEMBERS: usize = 16;

/// Where in the text reading stands.
pub struct Reader<'a, 'r> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    /// The end of the text closes what is open.
    pub(super) is_cut: bool,
    /// It may stand inside a string. Brackets there were not cut off: a quote is missing somewhere before.
    pub(super) ends_inside: bool,
    depth_left: usize,
    /// There are some in the text, if only line ends between members.
    pub(super) has_controls: bool,
    pub(super) limits: &'r Limits,
    pub(super) repairs: &'r mut Repairs,
}

/// Whether control characters of ASCII are among the bytes; the least of many bytes is found at once, and counting is not.
pub(super) fn has_controls(bytes: &[u8]) -> bool {
    bytes.iter().fold(u8::MAX, |least, b| least.min(*b)) < 0x20
}

impl<'a, 'r> Reader<'a, 'r> {
    pub fn new(text: &'a str, is_cut: bool, limits: &'r Limits, repairs: &'r mut Repairs) -> Self {
        Self {
            text,
            at: 0,
            is_cut,
            ends_inside: is_cut && !text.trim_end().ends_with(['}', ']']),
            depth_left: limits.depth(),
            has_controls: has_controls(text.as_bytes()),
            limits,
            repairs,
        }
    }

    pub fn is_at_end(&self) -> bool {
        self.at == self.text.len()
    }

    pub(super) fn peek(&self) -> Option<u8> {
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
    pub fn skip_framing(&mut self) {
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

    pub(super) fn malformed(&self, expected: &str) -> Reject {
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

    pub fn value(&mut self) -> Result<Json<'a>, Reject> {
        match self.peek() {
            Some(b'{') => self
                .nested(Self::object)
                .map(|object| self.without_branch(object)),
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

    /// `{"string": "…"}`: Avro's JSON names the branch of a union that a value is of (Apache Avro, "JSON Encoding").
    fn without_branch(&mut self, value: Json<'a>) -> Json<'a> {
        let names_branch = |members: &[(Cow<'_, str>, Json<'_>)]| match members {
            [(name, value)] => matches!(
                (name.as_ref(), value),
                ("string", Json::String(_))
                    | ("int" | "long" | "float" | "double", Json::Number(_))
                    | ("boolean", Json::Bool(_))
                    | ("array", Json::Array(_))
            ),
            _ => false,
        };
        match value {
            Json::Object(mut members) if names_branch(&members) => {
                self.repairs.note(code::AVRO_UNION, 1);
                members.pop().map_or(Json::Null, |(_, value)| value)
            }
            other => other,
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
}
