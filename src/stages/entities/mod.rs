//! Countries, capitals, organisations and people that a story names.
//!
//! Owns a small gazetteer in the 26 languages (states and capitals from CLDR, organisations and titles from our own
//! tables), how its names change in sentences, and the merging with the agency's own list. Promises exact byte offsets
//! into headline and body, ids from ISO 3166-1 or Wikidata where known, and linear time. Never guesses at a name that is
//! neither in a table nor after a title, and says nothing about who did what.

mod agency;
mod endings;
mod fold;
mod load;
mod matcher;
mod names;
mod person;

use crate::story::{Entity, EntityKind, Field, Language, LanguageFound, Script, Span, Story};
use fold::Letters;
use matcher::{Hit, Matcher};
use names::{Form, Names, Target, Thing};
use std::collections::HashMap;
use std::sync::Arc;

/// Finds entities; built once, shared by all workers.
#[derive(Debug)]
pub struct Gazetteer {
    things: Vec<Thing>,
    /// By `Language as usize`; the last serves stories in no known language.
    matchers: Vec<Matcher>,
}

impl Gazetteer {
    /// The tables that ship with the program.
    pub fn builtin() -> Self {
        let names = Names::builtin();
        let (everywhere, own) = names
            .forms
            .split_last()
            .map_or((&[][..], &[][..]), |(last, own)| (&last[..], own));
        let letters = Arc::new(Letters::new());
        let mut matchers: Vec<Matcher> = own
            .iter()
            .zip(Language::ALL)
            .map(|(forms, language)| {
                let shared: &[Form] = if language.script() == Script::Latin {
                    everywhere
                } else {
                    &[]
                };
                Matcher::new(
                    Some(*language),
                    Arc::clone(&letters),
                    forms.iter().chain(shared).cloned().collect(),
                )
            })
            .collect();
        matchers.push(Matcher::new(None, letters, everywhere.to_vec()));
        Self {
            things: names.things,
            matchers,
        }
    }

    /// Entities in the order of their first mention, then those that only the agency lists. Each thing once, with all its
    /// spans in order; names are looked for in the story's language alone, and where that is unknown only those that are
    /// alike in most languages (`NATO`, `Ankara`).
    pub fn find(&self, story: &Story, language: &LanguageFound) -> Vec<Entity> {
        let slot = language
            .language
            .map_or(Language::ALL.len(), |language| language as usize);
        let mut found = Found::default();
        if let Some(matcher) = self.matchers.get(slot) {
            for (field, text) in [
                (Field::Headline, story.headline.as_str()),
                (Field::Subheadline, story.subheadline.as_str()),
                (Field::Body, story.body.as_str()),
            ] {
                self.read(matcher, field, text, &mut found);
            }
        }
        agency::merge(story, &mut found.entities);
        found.entities
    }

    fn read(&self, matcher: &Matcher, field: Field, text: &str, found: &mut Found) {
        // A title, and a state right after it (`президент Франции`), wait for the name that may follow.
        let mut waiting: Option<usize> = None;
        // A name is taken once, by the first of its titles: `Vice-Presidente ministro João Silva`.
        let mut named_to = 0;
        matcher.find(text, |Hit { start, end, target }| match target {
            Target::Thing(index) => {
                let thing = &self.things[usize::from(index)];
                found.thing(index, thing, span(field, start, end));
                if let Some(after) = waiting.take()
                    && thing.kind == EntityKind::Country
                    && start == after + 1
                    && let Some((from, to)) =
                        person::name_after(text, end, false, |at| matcher.knows(text, at))
                {
                    named_to = to;
                    found.person(&text[from..to], span(field, from, to));
                }
            }
            Target::Title { .. } if start < named_to => {}
            Target::Title { adjective } => {
                let name = person::name_after(text, end, adjective, |at| matcher.knows(text, at));
                match name.filter(|(from, _)| !names_a_person(matcher, text, *from)) {
                    Some((from, to)) => {
                        waiting = None;
                        named_to = to;
                        found.person(&text[from..to], span(field, from, to));
                    }
                    None => waiting = Some(end),
                }
            }
        });
    }
}

/// Whether another title begins here that has a name after it: `Prime Minister Foreign Minister Ishaq Dar`.
fn names_a_person(matcher: &Matcher, text: &str, at: usize) -> bool {
    matcher
        .title(text, at)
        .is_some_and(|end| person::name_after(text, end, false, |_| false).is_some())
}

fn span(field: Field, start: usize, end: usize) -> Span {
    Span {
        field,
        start: start as u32,
        end: end as u32,
    }
}

/// Entities so far, each once.
#[derive(Default)]
struct Found {
    entities: Vec<Entity>,
    things: HashMap<u16, usize>,
    people: HashMap<String, usize>,
}

impl Found {
    fn thing(&mut self, index: u16, thing: &Thing, span: Span) {
        let at = *self.things.entry(index).or_insert(self.entities.len());
        self.push(at, span, || Entity {
            kind: thing.kind,
            name: thing.name.clone(),
            id: thing.id.clone(),
            spans: Vec::new(),
            from_agency: false,
        });
    }

    fn person(&mut self, name: &str, span: Span) {
        let at = if let Some(at) = self.people.get(name) {
            *at
        } else {
            self.people.insert(name.to_owned(), self.entities.len());
            self.entities.len()
        };
        self.push(at, span, || Entity {
            kind: EntityKind::Person,
            name: name.into(),
            id: None,
            spans: Vec::new(),
            from_agency: false,
        });
    }

    fn push(&mut self, at: usize, span: Span, new: impl FnOnce() -> Entity) {
        if at == self.entities.len() {
            self.entities.push(new());
        }
        self.entities[at].spans.push(span);
    }
}

#[cfg(test)]
mod tests;
