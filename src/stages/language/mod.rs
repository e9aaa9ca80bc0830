//! Which language a story is read in.
//!
//! Owns the decision between what the supplier declares and what the text shows. The writing system decides first
//! (`script`); where several languages share one (Latin, Cyrillic, Arabic) a small linear table over character trigrams
//! and whole words does (`table`, trained by `taxonomy/recipe/language/`). Promises the same answer on every machine, cost
//! bounded by a fixed sample however long the story is (`sample`), and "unknown" rather than a guess. Never looks at
//! anything but headline, body, declared language and the agency.

mod features;
mod home;
mod letters;
mod others;
mod sample;
mod script;
mod table;

use crate::story::{Language, LanguageFound, Story};
use sample::Sample;
use script::Writing;
use table::Tables;

/// Below this probability detection says "unknown". On single sentences held back from training, 0.5 % of the answers
/// above it are wrong (`taxonomy/recipe/language/README.md`).
const SURE_ENOUGH: f32 = 0.6;

/// Odds that an untrusted supplier's declaration is right: nine in ten. A guess on the safe side: agencies that send
/// everything as `en` exist; text of two sentences outweighs it either way.
const DECLARED_ODDS: f32 = 9.0;

/// Identifies languages; built once, shared by all workers.
#[derive(Debug)]
pub struct Languages {
    tables: Tables,
    trusted: Vec<String>,
}

/// Probabilities that a text is in each language; what is missing to 1 belongs to languages we do not know.
#[derive(Debug, Clone)]
struct Posterior {
    known: [f32; Language::ALL.len()],
    /// No letters to read: nothing can be said.
    blank: bool,
}

impl Posterior {
    fn blank() -> Self {
        Self {
            known: [0.0; Language::ALL.len()],
            blank: true,
        }
    }

    fn of(language: Language, probability: f32) -> Self {
        let mut posterior = Self::unknown();
        posterior.known[language as usize] = probability;
        posterior
    }

    fn unknown() -> Self {
        Self {
            blank: false,
            ..Self::blank()
        }
    }

    /// Takes a language out: what was its own is shared among all others, those that we do not know as well.
    fn without(mut self, language: Language) -> Self {
        let out = std::mem::take(&mut self.known[language as usize]);
        if out < 1.0 {
            for p in &mut self.known {
                *p /= 1.0 - out;
            }
        }
        self
    }

    /// Takes certainty away: a text only half in the script that decided is only half decided.
    fn damped(mut self, share: f32) -> Self {
        for p in &mut self.known {
            *p *= share;
        }
        self
    }

    fn best(&self) -> Option<(Language, f32)> {
        let (index, p) = self
            .known
            .iter()
            .copied()
            .enumerate()
            .max_by(|a, b| a.1.total_cmp(&b.1))?;
        (p > 0.0).then_some((Language::ALL[index], p))
    }

    fn sure(&self) -> Option<(Language, f32)> {
        self.best().filter(|(_, p)| *p >= SURE_ENOUGH)
    }

    /// Weighs in a declaration: `Some` a language we know, `None` one that we do not.
    fn with_declared(mut self, declared: Option<Language>) -> Self {
        if self.blank {
            return match declared {
                Some(language) => Self::of(language, DECLARED_ODDS / (DECLARED_ODDS + 1.0)),
                None => self,
            };
        }
        let unknown = (1.0 - self.known.iter().sum::<f32>()).max(0.0);
        let mut total = 1.0;
        let declared_mass = declared.map_or(unknown, |language| self.known[language as usize]);
        total += declared_mass * (DECLARED_ODDS - 1.0);
        for (index, p) in self.known.iter_mut().enumerate() {
            if declared.is_some_and(|language| language as usize == index) {
                *p *= DECLARED_ODDS;
            }
            *p /= total;
        }
        self
    }
}

impl Languages {
    /// The table that ships with the program; no supplier is trusted.
    pub fn builtin() -> Self {
        Self {
            tables: Tables::builtin(),
            trusted: Vec::new(),
        }
    }

    /// Suppliers whose declared language is taken as it stands, by `Story::supplier`, ASCII case ignored.
    #[must_use]
    pub fn trusting(mut self, suppliers: impl IntoIterator<Item = String>) -> Self {
        self.trusted.extend(suppliers);
        self
    }

    /// The language the story is read in, with what was declared beside what was detected.
    ///
    /// A trusted supplier's declaration holds whatever the text says (a conflict is still flagged). Else the text decides,
    /// with the declaration as evidence that matters only where the text leaves doubt.
    pub fn identify(&self, story: &Story) -> LanguageFound {
        let sample = Sample::of_story(&story.headline, &story.body);
        let posterior = self.read(&sample);
        // Malay is none of the classes of the table, and looks like Indonesian to it.
        let posterior = match posterior.best() {
            Some((Language::Id, _)) if home::of(story).contains(&"ms") => Posterior::unknown(),
            _ => posterior,
        };
        let detected = posterior.sure().map(|(language, _)| language);
        let tag = story.declared_language.as_deref().map(str::trim);
        let declared = tag.and_then(Language::from_tag);
        let conflict = matches!((declared, detected), (Some(a), Some(b)) if a != b);

        let (language, confidence) = match declared {
            Some(language) if self.trusts(&story.supplier) => (Some(language), 1.0),
            _ => {
                let weighed = if tag.is_some_and(says_something) {
                    posterior.with_declared(declared)
                } else {
                    posterior
                };
                match weighed.sure() {
                    Some((language, p)) => (Some(language), p),
                    None => (None, weighed.best().map_or(0.0, |(_, p)| p)),
                }
            }
        };
        // One that we do not read is only of interest where nothing else is said, or what is said is one of ours that the text is not in: systems
        // declare their default for every story.
        let is_open = declared.is_some() || !tag.is_some_and(says_something);
        let other = (language.is_none() && detected.is_none() && is_open)
            .then(|| others::of(&sample, &home::of(story)))
            .flatten();
        LanguageFound {
            language,
            confidence,
            other,
            declared: story.declared_language.clone(),
            detected,
            conflict,
        }
    }

    /// What the text alone says: the language and its probability, or `None` when it is none of ours or too little to tell.
    pub fn detect(&self, text: &str) -> Option<(Language, f32)> {
        self.read(&Sample::of_text(text)).sure()
    }

    fn trusts(&self, supplier: &str) -> bool {
        self.trusted
            .iter()
            .any(|trusted| trusted.eq_ignore_ascii_case(supplier))
    }

    fn read(&self, sample: &Sample<'_>) -> Posterior {
        let count = script::count(sample);
        let Some((writing, share)) = count.dominant() else {
            return Posterior::blank();
        };
        let posterior = match writing {
            Writing::Latin => self.tables.latin(sample),
            Writing::Cyrillic => letters::weighed(self.tables.cyrillic(sample), sample),
            Writing::Arabic => self.tables.arabic(sample),
            Writing::Greek
            | Writing::Hebrew
            | Writing::Hangul
            | Writing::Devanagari
            | Writing::EastAsian => match script::language_of(writing, &count, sample) {
                Some((language, p)) => Posterior::of(language, p),
                None => Posterior::unknown(),
            },
            Writing::Other => Posterior::unknown(),
        };
        posterior.damped((share / MOSTLY).min(1.0))
    }
}

/// A text is read as being in one script when this share of its letters is; below, certainty falls in proportion.
const MOSTLY: f32 = 0.65;

/// `und`, `mul`, `zxx` and an empty tag declare nothing.
fn says_something(tag: &str) -> bool {
    !tag.is_empty()
        && !["und", "mul", "zxx", "mis", "unknown"]
            .iter()
            .any(|empty| tag.eq_ignore_ascii_case(empty))
}

#[cfg(test)]
pub(super) mod tests;
