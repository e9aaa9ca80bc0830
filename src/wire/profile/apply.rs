//! What a recognised profile does to a story: numbers of versions and takes, urgency, genres, codes.
//!
//! Promises to change a field only where the profile names it, to keep every code as sent beside what it stands for, and to
//! leave a version that the format names alone unless the profile reads that very field.

use super::file::VersionField;
use super::pattern::Number;
use super::{Profile, Target};
use crate::story::{CodeRef, MappedCode, WireStory};
use std::sync::Arc;

/// Numbers found where the agency hides them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Numbers {
    pub take: Option<u32>,
    /// The headline as it was, where a number was taken off.
    pub headline_as_sent: Option<String>,
}

/// What an agency's codes stand for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Translated {
    pub codes: Vec<MappedCode>,
    pub genres: Vec<Arc<str>>,
    pub urgency: Option<u8>,
}

impl Profile {
    /// Reads versions and takes; ids and headlines keep what is left.
    pub fn read_numbers(&self, wire: &mut WireStory) -> Numbers {
        let mut numbers = Numbers::default();
        let mut done = Vec::with_capacity(self.versions.len());
        for rule in &self.versions {
            if done.contains(&rule.field) {
                continue;
            }
            let field = match rule.field {
                VersionField::Id => &wire.id,
                VersionField::Version => &wire.version,
                VersionField::TransmissionId => &wire.transmission_id,
                VersionField::Slugline => &wire.slugline,
                VersionField::Headline => &wire.headline,
            };
            let Some(found) = field.as_deref().and_then(|f| rule.pattern.find(f.trim())) else {
                continue;
            };
            done.push(rule.field);
            match (found.counts, rule.field) {
                (Number::Take, _) => numbers.take = found.number.parse().ok(),
                (Number::Version, VersionField::Version) => wire.version = Some(found.number),
                (Number::Version, _) => {
                    wire.version.get_or_insert(found.number);
                }
            }
            match rule.field {
                VersionField::Id => wire.id = Some(found.rest),
                // In front of a headline it is part of a marker (`UPDATE 2-`), which signals more than a number.
                VersionField::Headline if rule.pattern.is_behind() => {
                    numbers.headline_as_sent = wire.headline.replace(found.first);
                }
                _ => {}
            }
        }
        numbers
    }

    /// The urgency that a word or letter of the agency stands for.
    pub fn urgency(&self, raw: &str) -> Option<u8> {
        if self.urgency.is_empty() {
            return None;
        }
        self.urgency.get(&raw.trim().to_lowercase()).copied()
    }

    /// What subjects and genres stand for, each once.
    pub fn translate(&self, subjects: &[CodeRef], genres: &[String]) -> Translated {
        let mut out = Translated::default();
        let mut key = String::new();
        if !self.codes.is_empty() {
            for subject in subjects {
                let Some(code) = subject.code.as_deref() else {
                    continue;
                };
                key.clear();
                if !code.contains(':') {
                    // Schemes that are addresses are no prefixes; the relation then says which list it is.
                    key.push_str(subject.rel.as_deref().unwrap_or_default());
                    key.push(':');
                }
                key.push_str(code);
                key.make_ascii_lowercase();
                for target in self.codes.get(&key).into_iter().flatten() {
                    out.take(target, code);
                }
            }
        }
        for genre in genres {
            if let Some(genre) = self.genres.get(&genre.to_lowercase()) {
                out.take(&Target::Genre(Arc::clone(genre)), "");
            }
        }
        out.genres
            .retain(|found| genres.iter().all(|sent| **sent != **found));
        out
    }
}

impl Translated {
    fn take(&mut self, target: &Target, from: &str) {
        match target {
            Target::Code(to) if self.codes.iter().all(|known| known.to != *to) => {
                self.codes.push(MappedCode {
                    from: from.to_owned(),
                    to: Arc::clone(to),
                });
            }
            Target::Genre(genre) if !self.genres.contains(genre) => {
                self.genres.push(Arc::clone(genre));
            }
            Target::Urgency(urgency) => {
                self.urgency = Some(self.urgency.map_or(*urgency, |u| u.min(*urgency)));
            }
            Target::Code(_) | Target::Genre(_) => {}
        }
    }
}
