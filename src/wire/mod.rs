//! Bytes to [`WireStory`]: whatever a supplier sends, told apart by its bytes and read into one type.
//!
//! The way of a record: [`compression`] is undone, frames and envelopes are taken off, [`charset`] makes text of bytes, [`sniff`] finds the format,
//! and the reader of that format fills the fields as the format names them. Everything mended on the way is noted in [`repairs`].
//! Promises: the same bytes give the same stories; a record ends as stories or under a closed reason code, never in a panic; time and memory grow
//! with the size of the input and stay within [`Limits`]; one bad story of several does not take the others along.
//! Never interprets what a field means: that is the normaliser's part.

mod anpa1312;
mod appl;
mod base64_text;
pub mod century;
pub mod charset;
pub mod compression;
mod controls;
mod cut;
mod framing;
pub mod hints;
pub mod html;
mod iptc7901;
pub mod json;
mod labelled_text;
pub mod limits;
mod mail;
mod newsml1;
mod newsml_g2;
mod nitf;
pub mod opened;
pub mod profile;
pub mod repairs;
pub mod sniff;
mod telex;
mod text_field;
mod xml;
mod zczc;
pub mod zone;

pub use hints::{Hint, Hints};
pub use limits::Limits;

use crate::story::{RawRecord, Reject, RejectReason, Repair, Stage, WireFormat, WireStory};
use base64_text::{base64_text, undo_base64};
use repairs::{Repairs, code};
use sniff::Sniffed;

/// Formats inside formats (JSON in base64 in JSON …) are followed this far.
const MAX_LAYERS: usize = 4;

/// Reads records of any supplier.
#[derive(Debug, Clone, Default)]
pub struct Decoder {
    limits: Limits,
    hints: Hints,
}

/// What is known of a text before it is read.
#[derive(Clone, Copy)]
struct Around<'a> {
    charset_declared: Option<&'a str>,
    repairs: &'a [Repair],
    layers_left: usize,
}

impl<'a> Around<'a> {
    /// The same, with these repairs before those of the text.
    fn with<'r>(self, repairs: &'r Repairs) -> Around<'r>
    where
        'a: 'r,
    {
        Around {
            repairs: repairs.as_slice(),
            ..self
        }
    }

    /// The same for what is inside.
    fn deeper(self) -> Result<Self, Reject> {
        let layers_left = self.layers_left.checked_sub(1).ok_or_else(|| {
            reject(
                RejectReason::TooDeep,
                format!("more than {MAX_LAYERS} formats inside one another"),
            )
        })?;
        Ok(Self {
            layers_left,
            ..self
        })
    }
}

type Stories = Vec<Result<WireStory, Reject>>;

impl Decoder {
    /// A decoder that keeps to `limits` and fills gaps from `hints`.
    pub fn new(limits: Limits, hints: Hints) -> Self {
        Self { limits, hints }
    }

    /// All stories of a record in their order; the outer error is of the record as a whole.
    pub fn decode(&self, record: &RawRecord) -> Result<Stories, Reject> {
        let value = match record.value.as_deref() {
            None => return Err(reject(RejectReason::Empty, "the record is a tombstone")),
            Some([]) => return Err(reject(RejectReason::Empty, "the record has no bytes")),
            Some(value) => value,
        };
        if value.len() > self.limits.max_payload_bytes {
            return Err(self.too_large(value.len()));
        }
        let hint = self.hints.of(&record.origin.topic);
        let mut repairs = Repairs::default();
        let encoding = record.header_str("content-encoding");
        let bytes = compression::undo(value, encoding, &self.limits, &mut repairs)?;
        let charset_declared = record
            .header_str("content-type")
            .and_then(charset_parameter)
            .or(hint.charset.as_deref());
        let around = Around {
            charset_declared,
            repairs: repairs.as_slice(),
            layers_left: MAX_LAYERS,
        };
        let mut stories = self.bytes(&bytes, around)?;
        if stories.len() > self.limits.max_stories {
            return Err(reject(
                RejectReason::TooManyStories,
                format!(
                    "{} stories in one record, more than {}",
                    stories.len(),
                    self.limits.max_stories
                ),
            ));
        }
        if stories.is_empty() {
            // Whatever a reader overlooks: no record ends without a story and without a reason.
            return Err(reject(
                RejectReason::NoText,
                "nothing in the record was read as a story",
            ));
        }
        let is_only = stories.len() == 1;
        for (index, story) in stories.iter_mut().enumerate() {
            match story {
                Err(reject) if !is_only => reject.story_index = Some(index as u32),
                _ => {}
            }
        }
        if is_only {
            // A record whose only story is bad is bad as a whole.
            if let Some(Err(reject)) = stories.first() {
                return Err(reject.clone());
            }
        }
        Ok(stories)
    }

    fn too_large(&self, size: usize) -> Reject {
        reject(
            RejectReason::TooLarge,
            format!("{size} bytes, more than {}", self.limits.max_payload_bytes),
        )
    }

    fn bytes(&self, bytes: &[u8], around: Around<'_>) -> Result<Stories, Reject> {
        let mut repairs = Repairs::default();
        repairs.absorb(around.repairs);
        let bytes = match sniff::confluent_payload(bytes) {
            Some(payload) => {
                repairs.note(code::CONFLUENT, 1);
                payload
            }
            None => bytes,
        };
        if let Some(kind) = sniff::foreign_kind(bytes) {
            return Err(reject(
                RejectReason::UnsupportedKind,
                format!("the bytes are {kind}, not a story"),
            ));
        }
        let mail = mail::behind_blank_lines(bytes);
        if mail::is_mail(mail) {
            return self.mails(mail, &repairs, around);
        }
        let decoded = charset::decode(bytes, around.charset_declared, &mut repairs)?;
        let around = around.with(&repairs);
        let mut stories = self.text(&decoded.text, around)?;
        for story in stories.iter_mut().flatten() {
            if story.charset_used.is_empty() {
                story.charset_used = decoded.used.to_string();
                story.charset_declared.clone_from(&decoded.declared);
            }
            story.lossy |= decoded.lossy;
        }
        Ok(stories)
    }

    fn text(&self, text: &str, around: Around<'_>) -> Result<Stories, Reject> {
        let mut repairs = Repairs::default();
        repairs.absorb(around.repairs);
        // The first byte-order mark is the charset's; systems that join files leave more of them.
        let start = text.trim_start_matches(framing::is_blank);
        let marks = text[..text.len() - start.len()].matches('\u{feff}').count();
        repairs.note(code::BOM, marks);
        let text = if marks > 0 { start } else { text };
        let Some(inside) = framing::take_off(text)? else {
            return self.unframed(text, around.with(&repairs));
        };
        repairs.note(code::FRAMING, 1);
        self.unframed(&inside, around.with(&repairs))
    }

    fn unframed(&self, text: &str, around: Around<'_>) -> Result<Stories, Reject> {
        let around = around.deeper()?;
        let mut stories = match sniff::sniff(text) {
            Sniffed::Json => return self.json(text, around),
            Sniffed::Base64 => return self.base64(text, around),
            Sniffed::Xml => self.xml(text, around)?,
            Sniffed::Html => html::page::pages(text)
                .into_iter()
                .map(html::page::read)
                .collect(),
            Sniffed::Iptc7901 => telex_of_nation(&telex::line_ends(text)),
            Sniffed::Anpa1312 => all_with_text(anpa1312::read(&telex::line_ends(text))),
            Sniffed::Zczc => all_with_text(zczc::read(&telex::line_ends(text))),
            Sniffed::Text => vec![with_text(
                labelled_text::read(text).unwrap_or_else(|| text_story(text)),
            )],
            Sniffed::Blank => vec![Err(reject(RejectReason::NoText, "nothing but blanks"))],
            Sniffed::Binary => vec![Err(reject(
                RejectReason::UnknownFormat,
                "more control characters than a text can have",
            ))],
        };
        for story in stories.iter_mut().flatten() {
            put_first(&mut story.repairs, around.repairs);
        }
        Ok(stories)
    }

    fn base64(&self, text: &str, around: Around<'_>) -> Result<Stories, Reject> {
        let Some(bytes) = undo_base64(text) else {
            return Err(reject(
                RejectReason::UnknownFormat,
                "base64 that can't be undone",
            ));
        };
        let mut repairs = Repairs::default();
        repairs.absorb(around.repairs);
        repairs.note(code::BASE64, 1);
        self.packed(&bytes, &mut repairs, around)
    }

    /// The stories of bytes that came inside something else, and may be compressed.
    fn packed(
        &self,
        bytes: &[u8],
        repairs: &mut Repairs,
        around: Around<'_>,
    ) -> Result<Stories, Reject> {
        let around = around.deeper()?;
        let bytes = compression::undo(bytes, None, &self.limits, repairs)?;
        self.bytes(&bytes, around.with(repairs))
    }
}

fn reject(reason: RejectReason, message: impl std::convert::Into<String>) -> Reject {
    Reject::new(Stage::Decode, reason, message)
}

/// Repairs of the record stand before those of the story in it.
fn put_first(repairs: &mut Vec<Repair>, record: &[Repair]) {
    if record.is_empty() {
        return;
    }
    let mut all = Repairs::default();
    all.absorb(record);
    all.absorb(repairs);
    *repairs = all.into_vec();
}

fn charset_parameter(content_type: &str) -> Option<&str> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']);
        (name.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then_some(value)
    })
}

/// A message whose lines hold no text is no story.
fn with_text(story: WireStory) -> Result<WireStory, Reject> {
    if story.has_text() {
        Ok(story)
    } else {
        Err(reject(RejectReason::NoText, "a message without text"))
    }
}

/// Messages of IPTC 7901 in the letters of their country.
fn telex_of_nation(text: &str) -> Stories {
    let Some((mended, letters)) = charset::iso646::undo(text) else {
        return all_with_text(iptc7901::read(text));
    };
    let mut stories = all_with_text(iptc7901::read(&mended));
    let mut repairs = Repairs::default();
    repairs.note(code::ISO_646, letters);
    for story in stories.iter_mut().flatten() {
        put_first(&mut story.repairs, repairs.as_slice());
    }
    stories
}

fn all_with_text(stories: Vec<WireStory>) -> Stories {
    stories.into_iter().map(with_text).collect()
}

fn text_story(text: &str) -> WireStory {
    let mut repairs = Repairs::default();
    let (product, text) = behind_product(text);
    WireStory {
        format: Some(WireFormat::Text),
        slugline: product.map(str::to_string),
        body: text_field::body(text, text_field::Declared::Unsaid, &mut repairs),
        repairs: repairs.into_vec(),
        ..WireStory::default()
    }
}

/// `IDN38100`, alone on the first line of a text: the number under which a service (weather, navigation, results) issues it.
fn behind_product(text: &str) -> (Option<&str>, &str) {
    let start = text.trim_start();
    let Some((first, rest)) = start.split_once('\n') else {
        return (None, text);
    };
    let code = first.trim();
    let is_one_word = (6..=16).contains(&code.len())
        && code
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    let letters = code.bytes().take_while(u8::is_ascii_uppercase).count();
    let digits = code.bytes().filter(u8::is_ascii_digit).count();
    if is_one_word && letters >= 2 && digits >= 3 && !rest.trim().is_empty() {
        (Some(code), rest)
    } else {
        (None, text)
    }
}
