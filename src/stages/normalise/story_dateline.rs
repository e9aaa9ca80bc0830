//! The dateline of a story, of those that its field and its text have.
//!
//! Owns which of them counts. How one is written is [`dateline`](super::dateline)'s to read.

use super::body::{HEAD_PARAGRAPHS, SHORT, Text};
use super::fields::clean;
use super::{Normaliser, dateline};
use crate::story::Dateline;
use crate::wire::repairs::Repairs;
use jiff::civil::Date;

impl Normaliser {
    /// The field's dateline, else the one at the head of the text; a short line may stand before it.
    pub(super) fn dateline(
        &self,
        field: Option<String>,
        text: &Text,
        near: Option<Date>,
        repairs: &mut Repairs,
    ) -> Option<Dateline> {
        // A field may hold only the date, or a time of the machine's.
        let of_field = clean(field, repairs).map(|field| dateline::of_field(&field, near));
        match of_field {
            Some(found) if found.place.is_some() => {
                // The text may say the same place with the date and the agency.
                let fuller = self.dateline_of_text(text, near).filter(|other| {
                    let says_more = found.date.is_none() && other.date.is_some()
                        || found.agency.is_none() && other.agency.is_some();
                    says_more && same_place(&found, other)
                });
                Some(fuller.unwrap_or(found))
            }
            Some(found) => Some(self.dateline_of_text(text, near).unwrap_or(found))
                .filter(|found| !dateline::is_only_a_time(&found.raw)),
            None => self.dateline_of_text(text, near),
        }
    }

    fn dateline_of_text(&self, text: &Text, near: Option<Date>) -> Option<Dateline> {
        let paragraphs = text
            .paragraphs
            .iter()
            .map(|range| &text.body[range.clone()]);
        let mut is_below_text = false;
        for paragraph in paragraphs.take(HEAD_PARAGRAPHS) {
            let behind_marker = &paragraph[self.heads.read(paragraph).end..];
            // A deck or a box may stand above it; a form that is not complete may be a name in a sentence there.
            let found = text
                .dateline_at(behind_marker, near)
                .filter(|found| !is_below_text || is_complete(found));
            if found.is_some() {
                return found;
            }
            is_below_text |= paragraph.len() >= SHORT;
        }
        None
    }
}

/// Whether a dateline names its place and an agency that is known.
fn is_complete(found: &Dateline) -> bool {
    found.place.is_some() && found.agency.as_deref().is_some_and(dateline::is_known)
}

fn same_place(one: &Dateline, other: &Dateline) -> bool {
    let place = |d: &Dateline| d.place.as_deref().map(str::to_lowercase);
    place(one).is_some() && place(one) == place(other)
}
