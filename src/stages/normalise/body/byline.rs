//! The byline, of the field or of the text.
//!
//! Owns which of the two counts, and where it stands once more.

use super::super::credit;
use super::{Paragraph, Text};
use crate::story::Dateline;

/// Takes the byline that a field names out of the text, wherever it stands once more: boxes may follow it.
pub(super) fn take_out(byline: Option<&str>, found: &mut Vec<Paragraph<'_>>) {
    if let Some(byline) = byline.filter(|_| found.len() > 1) {
        found.retain(|paragraph| paragraph != byline);
    }
}

impl Text {
    /// The field's byline, and that of the text: a name beats a general word, and a second name is kept for editors.
    pub fn settle_byline(&mut self, field: Option<String>) -> Option<String> {
        let own = self.byline_line.take();
        let (Some(field), Some(line)) = (&field, own) else {
            return field;
        };
        let Some(names) = credit::byline(&line) else {
            return Some(field.clone());
        };
        if credit::is_general(field) && !credit::is_general(names) {
            return Some(names.to_string());
        }
        if !credit::are_same(field, names) {
            self.notes.push(line);
        }
        Some(field.clone())
    }

    /// The byline, else the writer whom the dateline names or who stands behind it.
    pub fn byline_or_beside(&self, dateline: Option<&Dateline>) -> Option<String> {
        let first = self.paragraphs.first();
        let first = first.and_then(|range| self.body.get(range.clone()));
        let beside = || {
            let dateline = dateline?;
            credit::beside_dateline(first?, &dateline.raw, dateline.place.as_deref())
                .map(str::to_string)
        };
        self.byline.clone().or_else(beside)
    }
}
