//! Flashes of one line, and the name of a wire in front of a headline.
//!
//! Owns what becomes the headline of a text that is nothing else. Promises that a line with a dateline is none.

use super::super::head::HeadReader;
use super::super::{agencies, dateline, fold};
use super::heading::without_end_marks;
use super::{Own, SHORT, Text};
use crate::story::{Signal, SignalKind, WireFormat};

impl Text {
    /// An alert that is one line is its own headline; telexes keep their slug line for it.
    pub(super) fn head_alert(&mut self, format: Option<WireFormat>, heads: &HeadReader) {
        let is_alert = self.signals.iter().any(|s| s.kind == SignalKind::Alert);
        if !is_alert
            || !self.headline.is_empty()
            || self.paragraphs.len() != 1
            || matches!(
                format,
                Some(WireFormat::Iptc7901 | WireFormat::Anpa1312 | WireFormat::Email)
            )
        {
            return;
        }
        let line = self.body.as_str();
        let title = without_end_marks(line[heads.read(line).end..].trim());
        if title.len() <= 2 * SHORT
            && dateline::find(title, None).is_none()
            && title.chars().any(char::is_alphabetic)
        {
            self.headline = title.to_string();
        }
    }

    /// `++ … ++`: a flash of Italian agencies, which has no word for it.
    pub(super) fn head_flash(&mut self) {
        let line = if self.headline.is_empty() {
            self.body.as_str()
        } else {
            self.headline_raw.as_deref().unwrap_or_default()
        };
        let line = line.trim_matches(['=', ' ']);
        let inner = line.strip_prefix("++ ").and_then(|l| l.strip_suffix(" ++"));
        let Some(inner) = inner.filter(|inner| inner.len() <= 2 * SHORT) else {
            return;
        };
        if self.headline.is_empty() {
            self.headline = inner.trim().to_string();
        }
        self.add(vec![Signal {
            kind: SignalKind::Alert,
            matched: "++".to_string(),
        }]);
    }

    /// `DJ Neutral Grids raises …`: Dow Jones' name for its wire, in front of a headline of its own. `Ports share a crane - NNA`: an agency's behind it.
    pub(super) fn drop_wire_name(&mut self, own: &Own<'_>) {
        if let Some(title) = before_agency(&self.headline) {
            self.shorten_headline(title.trim_end().to_string());
        }
        let is_own = |line: &str| line.contains("Dow Jones");
        let signs = || {
            own.names.iter().any(|name| is_own(name)) || self.notes.iter().any(|note| is_own(note))
        };
        if let Some(rest) = self.headline.strip_prefix("DJ ").filter(|_| signs()) {
            self.shorten_headline(rest.trim().to_string());
        }
    }

    fn shorten_headline(&mut self, rest: String) {
        let raw = std::mem::replace(&mut self.headline, rest);
        self.headline_raw.get_or_insert(raw);
    }
}

fn before_agency(headline: &str) -> Option<&str> {
    // The last byte of the longer dash.
    memchr::memchr2(b'-', 0x93, headline.as_bytes())?;
    let parted = headline.rsplit_once(" - ");
    let (title, name) = parted.or_else(|| headline.rsplit_once(" – "))?;
    let is_name = fold::is_loud(name) || name.len() >= 5;
    (title.contains(' ') && is_name && agencies::is_known(name)).then_some(title)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::profile::pattern::NotePatterns;

    #[test]
    fn the_agency_behind_a_headline_goes() {
        let headline = |line: &str| {
            let mut text = Text {
                headline: line.to_string(),
                ..Text::default()
            };
            let notes = NotePatterns::default();
            text.drop_wire_name(&Own {
                notes: &notes,
                names: &[],
            });
            text.headline
        };
        assert_eq!(
            headline("Two ports share a crane - Minister - ITAR-TASS"),
            "Two ports share a crane - Minister"
        );
        for line in [
            "Two ports share a crane - Minister",
            "Crane maker shows its new - app",
            "Reuters",
        ] {
            assert_eq!(headline(line), line);
        }
    }
}
