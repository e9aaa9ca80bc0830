//! What editors say about a story: kill, correction, hold, embargo, advisory, alert.
//!
//! Owns from which fields and notes a story's signals come; each kind is kept once, with the words that gave it first.

use super::body::Text;
use super::{Normaliser, ed_note, status};
use crate::story::{Signal, SignalKind, WireStory};

impl Normaliser {
    /// Adds to the signals at the head of the text those of the fields and notes. Gives those of the notes, which may say until when.
    pub(super) fn gather_signals(
        &self,
        wire: &WireStory,
        ed_note: Option<&str>,
        text: &mut Text,
    ) -> Vec<Signal> {
        let signals = &mut text.signals;
        for word in &wire.signals {
            if let Some(kind) = status::signal_of_word(word) {
                push(signals, kind, word);
            }
        }
        status::alerts_readers(signals, &wire.signals, wire.urgency.as_deref());
        let said = wire.pub_status.as_deref();
        if let Some((word, (_, Some(kind)))) = said.and_then(|s| Some((s, status::of_word(s)?))) {
            push(signals, kind, word);
        }
        let mut noted = ed_note
            .map(|note| self.notes.signals(note))
            .unwrap_or_default();
        // What stands over a release's headline, too, says until when.
        let dated = text
            .notes
            .iter()
            .filter(|note| ed_note::may_be_embargo(note));
        let dated = dated.flat_map(|note| self.notes.signals(note));
        noted.extend(dated.filter(|signal| signal.kind == SignalKind::Embargo));
        for signal in &noted {
            push(signals, signal.kind, &signal.matched);
        }
        noted
    }
}

/// Adds a signal, unless there is one of its kind.
pub fn push(signals: &mut Vec<Signal>, kind: SignalKind, matched: &str) {
    if !signals.iter().any(|s| s.kind == kind) {
        let matched = matched.trim().to_string();
        signals.push(Signal { kind, matched });
    }
}
