//! Stories that are none: pictures, advisories without a story, tests of the line.
//!
//! Owns under which reason each ends.

use super::body::Text;
use crate::story::{
    Drop, DropReason, Ended, PubStatus, Reject, RejectReason, SignalKind, Stage, WireStory,
};

/// The end of what is no story.
pub fn early(wire: &WireStory, text: &Text, status: PubStatus) -> Result<(), Ended> {
    if status == PubStatus::Canceled {
        // A kill is passed on whatever is left of the story: readers have to be told.
        return Ok(());
    }
    let drop = |reason| {
        Err(Ended::Drop(Drop {
            stage: Stage::Normalise,
            reason,
        }))
    };
    let is_advisory = text.signals.iter().any(|s| s.kind == SignalKind::Advisory);
    // A package may hold a story of one paragraph; a picture's one paragraph is its caption.
    let is_empty_package = wire.is_package() && text.body.is_empty();
    let is_caption = wire.is_of_another_medium() && text.is_caption_at_most();
    if is_empty_package || (is_caption && !wire.is_package()) {
        return drop(DropReason::NotText);
    }
    if text.is_ticker() {
        return drop(DropReason::Ticker);
    }
    if text.is_line_test() {
        return drop(DropReason::LineTest);
    }
    if text.body.is_empty() && (is_advisory || (text.headline.is_empty() && !text.notes.is_empty()))
    {
        return drop(DropReason::EmptyAdvisory);
    }
    if text.body.is_empty() && text.headline.is_empty() {
        return Err(Ended::Reject(Reject::new(
            Stage::Normalise,
            RejectReason::NoText,
            "no letters are left after cleaning",
        )));
    }
    Ok(())
}
