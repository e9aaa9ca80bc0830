//! Which agency a story comes from.
//!
//! Owns the order of the signs, the surest first, and the tables they are looked up in. What the record names as its supplier
//! decides; an agency that only signs in the text (dateline, credit, last line) is asked only where the record names none,
//! because stories quote other agencies. Never reads more of a text than its first lines and its last words.

use super::{Profile, Profiles};
use crate::story::{Body, RawRecord, Sign, WireStory};
use regex::Regex;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Bytes at the head of the text that may hold a dateline, and at its end that may hold a signature.
const HEAD: usize = 400;
const TAIL: usize = 96;
/// Lines at the end among which an agency signs, and the bytes of initials behind its name.
const CLOSING_LINES: usize = 4;
const LONGEST_INITIALS: usize = 12;
/// Lines at the head that may stand before the dateline.
const HEAD_LINES: usize = 8;

/// Signs of all profiles, in lower case, with the ordinal of their profile.
#[derive(Debug, Clone, Default)]
pub struct Index {
    names: HashMap<String, usize>,
    /// By `header=value`.
    headers: HashMap<String, usize>,
    /// Longest first.
    ids: Vec<(String, usize)>,
    schemes: Vec<(String, usize)>,
    topics: BTreeMap<String, usize>,
    topic_patterns: Vec<(Regex, usize)>,
    credits: HashMap<String, usize>,
    datelines: HashMap<String, usize>,
    /// Any of them: reading a dateline costs more than looking whether an agency is there at all.
    any_dateline: Option<Regex>,
    signatures: Vec<(String, usize)>,
}

impl Index {
    pub(super) fn add(&mut self, sign: Sign, word: String, pattern: Option<Regex>, profile: usize) {
        match (sign, pattern) {
            (Sign::Topic, Some(pattern)) => self.topic_patterns.push((pattern, profile)),
            (Sign::Topic, None) => drop(self.topics.insert(word, profile)),
            (Sign::Name, _) => drop(self.names.insert(word, profile)),
            (Sign::Header, _) => drop(self.headers.insert(word, profile)),
            (Sign::Credit, _) => drop(self.credits.insert(word, profile)),
            (Sign::Dateline, _) => drop(self.datelines.insert(word, profile)),
            (Sign::Scheme, _) => self.schemes.push((word, profile)),
            (Sign::Signature, _) => self.signatures.push((word, profile)),
            (Sign::Id, _) => {
                self.ids.push((word, profile));
                self.ids
                    .sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
            }
            (Sign::Nothing, _) => {}
        }
    }

    /// Prepares what is looked up of all signs together.
    pub(super) fn finish(&mut self) {
        // Names of two letters stand inside many words.
        let bounded = |word: &String| {
            let escaped = regex::escape(word);
            if word.is_ascii() {
                format!(r"(?-u:\b){escaped}(?-u:\b)")
            } else {
                escaped
            }
        };
        let words: Vec<String> = self.datelines.keys().map(bounded).collect();
        if !words.is_empty() {
            self.any_dateline = Regex::new(&words.join("|")).ok();
        }
    }

    pub(super) fn topics(&self) -> impl Iterator<Item = (&str, usize)> {
        self.topics.iter().map(|(topic, p)| (topic.as_str(), *p))
    }

    pub(super) fn topic_patterns(&self) -> impl Iterator<Item = (&Regex, usize)> {
        self.topic_patterns.iter().map(|(pattern, p)| (pattern, *p))
    }
}

/// The profile of a story and the sign that told.
#[derive(Debug, Clone)]
pub struct Recognised {
    pub profile: Arc<Profile>,
    pub by: Sign,
    /// The words that were the sign.
    pub sign: String,
}

type Found = Option<(usize, Sign, String)>;

impl Profiles {
    /// The profile of a story; `named` is its supplier as it names itself, and `agency_of` reads the agency from a line that may
    /// be a dateline.
    pub fn recognise(
        &self,
        named: Option<&str>,
        wire: &WireStory,
        record: &RawRecord,
        agency_of: impl Fn(&str) -> Option<String>,
    ) -> Recognised {
        let index = &self.index;
        let found = index
            .name(named)
            .or_else(|| index.header(record))
            .or_else(|| index.id(wire))
            .or_else(|| index.scheme(wire))
            .or_else(|| index.topic(&record.origin.topic))
            .or_else(|| {
                named.is_none().then(|| {
                    index
                        .credit(wire)
                        .or_else(|| index.dateline_or_closing(wire, agency_of))
                        .or_else(|| index.signature(&wire.body))
                        .or_else(|| index.closing(&wire.body))
                })?
            });
        let (ordinal, by, sign) = found.unwrap_or((0, Sign::Nothing, String::new()));
        Recognised {
            profile: Arc::clone(self.all.get(ordinal).unwrap_or(&self.all[0])),
            by,
            sign,
        }
    }
}

impl Index {
    fn name(&self, named: Option<&str>) -> Found {
        let named = named?;
        let profile = self.names.get(&named.to_lowercase())?;
        Some((*profile, Sign::Name, named.to_owned()))
    }

    fn header(&self, record: &RawRecord) -> Found {
        if self.headers.is_empty() {
            return None;
        }
        record.headers.iter().find_map(|header| {
            let value = std::str::from_utf8(header.value.as_deref()?).ok()?;
            let word = format!("{}={value}", header.name).to_lowercase();
            let profile = self.headers.get(&word)?;
            Some((*profile, Sign::Header, format!("{}: {value}", header.name)))
        })
    }

    fn id(&self, wire: &WireStory) -> Found {
        let ids = [wire.id.as_deref(), wire.transmission_id.as_deref()];
        ids.into_iter().flatten().find_map(|id| {
            let (word, profile) = self.ids.iter().find(|(word, _)| {
                id.get(..word.len())
                    .is_some_and(|start| start.eq_ignore_ascii_case(word))
            })?;
            Some((*profile, Sign::Id, word.clone()))
        })
    }

    fn scheme(&self, wire: &WireStory) -> Found {
        if self.schemes.is_empty() {
            return None;
        }
        wire.subjects.iter().find_map(|subject| {
            let of_code = || Some(subject.code.as_deref()?.split_once(':')?.0);
            let scheme = subject.scheme.as_deref().or_else(of_code)?;
            let mut found = self.schemes.iter();
            let (word, profile) = found.find(|(word, _)| word.eq_ignore_ascii_case(scheme))?;
            Some((*profile, Sign::Scheme, word.clone()))
        })
    }

    fn topic(&self, topic: &str) -> Found {
        let by_pattern = || {
            let mut all = self.topic_patterns.iter();
            all.find(|(pattern, _)| pattern.is_match(topic))
                .map(|(_, profile)| profile)
        };
        let profile = self.topics.get(topic).or_else(by_pattern)?;
        Some((*profile, Sign::Topic, topic.to_owned()))
    }

    fn credit(&self, wire: &WireStory) -> Found {
        let lines = [wire.credit.as_deref(), wire.copyright.as_deref()];
        lines.into_iter().flatten().find_map(|line| {
            let line = line.trim();
            let lower = line.to_lowercase();
            let profile = self
                .credits
                .get(&lower)
                .or_else(|| self.credits.get(&owner(&lower)))?;
            Some((*profile, Sign::Credit, line.to_owned()))
        })
    }

    fn dateline(&self, wire: &WireStory, agency_of: impl Fn(&str) -> Option<String>) -> Found {
        if self.datelines.is_empty() {
            return None;
        }
        let known = |agency: &str| {
            let lower = agency.to_lowercase();
            // `ats afp`: the first one sends, the other is quoted. `tca/dpa`: the first one is whose copy it sends.
            let first = lower.split([' ', '/', ',']).next().unwrap_or_default();
            let mut pair = lower.split('/');
            let profile = self.datelines.get(&lower).or(self.datelines.get(first));
            // `NNA-TASS`
            let other = || {
                let (one, _) = lower.split_once('-')?;
                self.datelines.get(one.trim())
            };
            let profile = profile
                .or_else(|| pair.find_map(|one| self.datelines.get(one.trim())))
                .or_else(other)?;
            Some((*profile, Sign::Dateline, agency.to_owned()))
        };
        if let Some(found) = wire.dateline.as_deref().and_then(&agency_of) {
            return known(&found);
        }
        let head = head(&wire.body);
        let lower = head.to_lowercase();
        let is_there = |any: &Regex| any.is_match(&lower);
        if !self.any_dateline.as_ref().is_none_or(is_there) {
            return None;
        }
        let mut lines = head.lines().map(str::trim).filter(|line| !line.is_empty());
        let mut lines = lines.by_ref().take(HEAD_LINES);
        lines.find_map(|line| agency_of(line).as_deref().and_then(known))
    }

    /// The agency of the dateline; of two that stand there (`AFP/NNA`) the one that signs under the text.
    fn dateline_or_closing(
        &self,
        wire: &WireStory,
        agency_of: impl Fn(&str) -> Option<String>,
    ) -> Found {
        let found = self.dateline(wire, agency_of)?;
        let closing = || {
            let closing = self.closing(&wire.body)?;
            let mut pair = found.2.split('/');
            pair.any(|name| self.datelines.get(&name.trim().to_lowercase()) == Some(&closing.0))
                .then_some(closing)
        };
        if found.2.contains('/') {
            return closing().or(Some(found));
        }
        Some(found)
    }

    /// `(NNA) ab cd` on one of the last lines, `— NNA` behind the last sentence: the agency as it signs in datelines.
    fn closing(&self, body: &Body) -> Found {
        if self.datelines.is_empty() {
            return None;
        }
        let tail = tail(body);
        let of = |name: &str| {
            let name = name.trim();
            let profile = self.datelines.get(&name.to_lowercase())?;
            Some((*profile, Sign::Signature, name.to_owned()))
        };
        let lines = tail.lines().rev().map(str::trim).filter(|l| !l.is_empty());
        lines.take(CLOSING_LINES).find_map(|line| {
            let in_brackets = line
                .strip_prefix(['(', '（'])
                .and_then(|rest| rest.split_once([')', '）']))
                .filter(|(_, rest)| rest.len() <= LONGEST_INITIALS)
                .and_then(|(name, _)| of(name));
            let behind_dash = || {
                let (before, name) = line.rsplit_once(['—', '–', '-'])?;
                let before = before.trim_end_matches(['-', ' ']);
                let ends = before.is_empty() || before.ends_with(['.', '!', '?', '"', '”']);
                ends.then(|| of(name))?
            };
            // `… on Sunday. (NNA)`, `(©NNA)`, `NNA`
            let behind_text = || {
                let (before, name) = line
                    .strip_suffix([')', '）'])
                    .and_then(|line| line.rsplit_once(['(', '（']))?;
                let before = before.trim_end();
                let ends =
                    before.is_empty() || before.ends_with(['.', '!', '?', '"', '”', '»', '。']);
                ends.then(|| of(name.trim_start_matches(['©', ' '])))?
            };
            let alone = || {
                let is_loud =
                    !line.contains(char::is_lowercase) && line.contains(char::is_uppercase);
                (is_loud && line.len() <= LONGEST_INITIALS).then(|| of(line))?
            };
            in_brackets
                .or_else(behind_dash)
                .or_else(behind_text)
                .or_else(alone)
        })
    }

    fn signature(&self, body: &Body) -> Found {
        if self.signatures.is_empty() {
            return None;
        }
        let tail = tail(body).to_lowercase();
        let (word, profile) = self
            .signatures
            .iter()
            .find(|(word, _)| tail.ends_with(word.as_str()))?;
        Some((*profile, Sign::Signature, word.clone()))
    }
}

/// `reuters` of `(c) reuters limited 2026`.
fn owner(line: &str) -> String {
    let is_name = |word: &&str| {
        let bare = word.trim_matches(['(', ')', '.', ',']);
        !bare.bytes().all(|b| b.is_ascii_digit())
            && ![
                "c",
                "©",
                "copyright",
                "by",
                "limited",
                "ltd",
                "inc",
                "all",
                "rights",
                "reserved",
            ]
            .contains(&bare)
    };
    let words: Vec<&str> = line.split_whitespace().filter(is_name).collect();
    words.join(" ").trim_end_matches(['.', ',']).to_owned()
}

/// The first bytes of a text, cut between characters.
fn head(body: &Body) -> String {
    match body {
        Body::Missing => String::new(),
        Body::Plain(text) => text[..text.floor_char_boundary(HEAD)].to_owned(),
        Body::Paragraphs(all) => {
            let mut head = String::new();
            for paragraph in all.iter().take(HEAD_LINES) {
                head.push_str(&paragraph[..paragraph.floor_char_boundary(HEAD)]);
                head.push('\n');
                if head.len() > HEAD {
                    break;
                }
            }
            head
        }
    }
}

/// The last bytes of a text, without the blanks behind them.
fn tail(body: &Body) -> &str {
    let text = match body {
        Body::Missing => "",
        Body::Plain(text) => text.as_str(),
        Body::Paragraphs(all) => all.last().map_or("", String::as_str),
    };
    let text = text.trim_end_matches(|c: char| c.is_whitespace() || c.is_control());
    &text[text.ceil_char_boundary(text.len().saturating_sub(TAIL))..]
}
