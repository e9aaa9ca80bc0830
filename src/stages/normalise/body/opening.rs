//! The dateline a text opens with, which several readers ask for.
//!
//! Owns the memory of the paragraph that was looked at last, so that none is read twice. Promises what [`dateline::find`] gives.

use super::super::dateline::{self, Undated};
use super::Text;
use crate::story::Dateline;
use jiff::civil::Date;

/// A paragraph that was looked at.
#[derive(Debug, Default)]
pub(super) struct Opening {
    /// As much of it as a dateline may take, and the next character.
    near: String,
    dateline: Option<Undated>,
}

fn near(paragraph: &str) -> &str {
    &paragraph[..paragraph.floor_char_boundary(dateline::REACH + 4)]
}

impl Text {
    /// Keeps what stands at the head of a paragraph, and gives its dateline.
    pub(super) fn look_at(&mut self, paragraph: &str) -> Option<&Undated> {
        let near = near(paragraph);
        if self.opening.near != near {
            self.opening = Opening {
                near: near.to_string(),
                dateline: dateline::read(paragraph),
            };
        }
        self.opening.dateline.as_ref()
    }

    /// The dateline at the head of a paragraph; `day` is the item's own.
    pub fn dateline_at(&self, paragraph: &str, day: Option<Date>) -> Option<Dateline> {
        if self.opening.near == near(paragraph) {
            return Some(self.opening.dateline.as_ref()?.dated(day));
        }
        dateline::find(paragraph, day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_looked_at_is_not_taken_for_a_paragraph_that_only_begins_so() {
        let sentence = "The ports agreed on Sunday to share a crane. ".repeat(4);
        let head = format!("ARVIK, Aug 9 (NNA) - {sentence}");
        let line = "Arvik (NNA)".to_string();
        let mut text = Text::default();
        for (looked_at, asked) in [
            (head.clone(), head.clone()),
            (line.clone(), format!("{line} said no")),
            (format!("{line} said no"), line),
            (String::new(), head.clone()),
            (head.clone(), format!("In {head}")),
        ] {
            text.look_at(&looked_at);
            for day in [None, Date::new(2026, 8, 1).ok()] {
                let found = text.dateline_at(&asked, day);
                assert_eq!(found, dateline::find(&asked, day), "{looked_at} {asked}");
            }
        }
    }
}
