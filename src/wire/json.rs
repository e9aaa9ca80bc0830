//! JSON of any house to stories.
//!
//! Owns the way of a JSON record: [`value`] reads it, [`envelope`] finds the stories in it, [`fields`] reads each, and what is kept in its strings goes
//! back to the decoder. A text that cannot be read as a whole is read up to where it was cut, or line by line.

mod afp;
mod codes;
mod deleted;
mod digitalwires;
mod envelope;
mod field_words;
pub(super) mod fields;
mod flags;
mod headlines;
mod ids;
mod lines;
mod markup;
mod metadata;
pub(super) mod names;
mod newsdoc;
mod pieces;
mod times;
pub mod value;
mod writers;

use super::repairs::Repairs;
use super::{Around, Decoder, Stories, cut, put_first};
use crate::story::{Reject, RejectReason};
use envelope::Inner;

impl Decoder {
    /// The stories of a JSON record, and of what its strings hold.
    pub(super) fn json(&self, text: &str, around: Around<'_>) -> Result<Stories, Reject> {
        let mut repairs = Repairs::default();
        repairs.absorb(around.repairs);
        let (values, refused) = match value::read(text, &self.limits, &mut repairs) {
            Ok(values) => (values, None),
            Err(refused) if refused.reason == RejectReason::MalformedJson => {
                repairs = Repairs::default();
                repairs.absorb(around.repairs);
                let cut = value::read_cut(text, &self.limits, &mut repairs);
                match cut {
                    Ok(values) => (values, Some(refused)),
                    Err(_) => return self.json_lines(text, refused, around),
                }
            }
            Err(refused) => return Err(refused),
        };
        let mut inner = Vec::new();
        for value in &values {
            inner.extend(envelope::stories(value, &mut repairs));
        }
        let around = around.with(&repairs);
        let mut stories = Vec::with_capacity(inner.len());
        for one in inner {
            match one {
                Inner::Story(mut story) => {
                    put_first(&mut story.repairs, around.repairs);
                    stories.push(Ok(*story));
                }
                Inner::Refused(reject) => stories.push(Err(reject)),
                Inner::Text(text) => match self.text(&text, around) {
                    Ok(more) => stories.extend(more),
                    Err(reject) => stories.push(Err(reject)),
                },
                Inner::Base64(text) => match self.base64(&text, around) {
                    Ok(more) => stories.extend(more),
                    Err(reject) => stories.push(Err(reject)),
                },
            }
        }
        match refused {
            Some(refused) => cut::settled(stories, refused),
            None => Ok(stories),
        }
    }

    /// The stories of a text of which each line is a value, and not each a good one.
    fn json_lines(
        &self,
        text: &str,
        refused: Reject,
        around: Around<'_>,
    ) -> Result<Stories, Reject> {
        let Some(parted) = lines::parted(text, self.limits.max_stories) else {
            return Err(refused);
        };
        let mut stories = Vec::with_capacity(parted.len());
        for line in parted {
            match self.json(line, around) {
                Ok(more) => stories.extend(more),
                Err(reject) => stories.push(Err(reject)),
            }
        }
        if stories.iter().any(Result::is_ok) {
            Ok(stories)
        } else {
            Err(refused)
        }
    }
}
