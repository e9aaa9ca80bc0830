//! Reads the embedded tables and makes their names ready for matching.
//!
//! Owns the tables under `data/` and their rules: which form names what, how a name changes in a sentence, what may not
//! stand beside it. Promises that a form names one thing only: where two states share a form (Congo), neither gets it.

use super::endings::{self, Ending};
use super::fold::{folded, in_word};
use super::names::{Case, Form, Names, Target, Thing, Word};
use crate::story::{EntityKind, Language};
use std::collections::HashMap;

const COUNTRIES: &str = include_str!("data/countries.tsv");
const CAPITALS: &str = include_str!("data/capitals.tsv");
const ALIASES: &str = include_str!("data/aliases.tsv");
const ORGANISATIONS: &str = include_str!("data/organisations.tsv");
const TITLES: &str = include_str!("data/titles.tsv");
const BLOCKS: &str = include_str!("data/blocks.tsv");
const AMBIGUOUS: &str = include_str!("data/ambiguous.tsv");

/// What may not stand right after and right before a form of a language.
struct Block {
    slot: usize,
    letters: Vec<char>,
    not_after: Box<[char]>,
    not_before: Box<[char]>,
}

struct Loader {
    things: Vec<Thing>,
    index: HashMap<(EntityKind, String), u16>,
    /// By language: folded form → its place among the forms, and whether it came from CLDR.
    seen: Vec<HashMap<Vec<char>, (usize, bool)>>,
    forms: Vec<Vec<Option<Form>>>,
    endings: Vec<Vec<Ending>>,
    ambiguous: Vec<(usize, Vec<char>)>,
    blocks: Vec<Block>,
}

/// Fields of the lines that are no comments.
pub(super) fn lines(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| line.split('\t').collect())
}

/// Slot of a language code; `*` is the one after all languages.
pub(super) fn slot(code: &str) -> Option<usize> {
    match code {
        "*" => Some(Language::ALL.len()),
        code => Language::from_tag(code).map(|language| language as usize),
    }
}

impl Names {
    /// The tables that ship. A line that is not of its table's shape is passed over; the tests hold how many are read.
    pub(super) fn builtin() -> Self {
        let slots = Language::ALL.len() + 1;
        let mut loader = Loader {
            things: Vec::new(),
            index: HashMap::new(),
            seen: vec![HashMap::new(); slots],
            forms: vec![Vec::new(); slots],
            endings: endings::read(slots),
            ambiguous: Vec::new(),
            blocks: Vec::new(),
        };
        loader.read_rules();
        loader.read_english();
        loader.read_aliases();
        loader.read_organisations();
        loader.read_cldr(EntityKind::Country, COUNTRIES);
        loader.read_cldr(EntityKind::Place, CAPITALS);
        loader.read_titles();
        Self {
            things: loader.things,
            forms: loader
                .forms
                .into_iter()
                .map(|forms| forms.into_iter().flatten().collect())
                .collect(),
        }
    }
}

impl Loader {
    fn read_rules(&mut self) {
        for line in lines(AMBIGUOUS) {
            if let [language, name] = line[..]
                && let Some(slot) = slot(language)
            {
                self.ambiguous.push((slot, folded(name)));
            }
        }
        for line in lines(BLOCKS) {
            if let [language, name, after, before] = line[..]
                && let Some(slot) = slot(language)
            {
                let set = |text: &str| text.chars().filter(|c| *c != '-').collect();
                self.blocks.push(Block {
                    slot,
                    letters: folded(name),
                    not_after: set(after),
                    not_before: set(before),
                });
            }
        }
    }

    /// English gives the things their names, whatever language finds them.
    fn read_english(&mut self) {
        for (kind, table) in [
            (EntityKind::Country, COUNTRIES),
            (EntityKind::Place, CAPITALS),
        ] {
            for line in lines(table) {
                if let ["en", id, names] = line[..] {
                    self.thing(kind, id, names);
                }
            }
        }
        for line in lines(ALIASES) {
            if let ["en" | "*", "P", id, names] = line[..] {
                self.thing(EntityKind::Place, id, names);
            }
        }
    }

    /// The thing of that id, made with the first of `names` if it is new.
    fn thing(&mut self, kind: EntityKind, id: &str, names: &str) -> u16 {
        if let Some(index) = self.index.get(&(kind, id.to_owned())) {
            return *index;
        }
        let index = self.things.len() as u16;
        self.things.push(Thing {
            kind,
            name: names.split('|').next().unwrap_or(names).into(),
            id: Some(id.into()),
        });
        self.index.insert((kind, id.to_owned()), index);
        index
    }

    fn read_aliases(&mut self) {
        for line in lines(ALIASES) {
            let [language, kind, id, names] = line[..] else {
                continue;
            };
            let kind = if kind == "P" {
                EntityKind::Place
            } else {
                EntityKind::Country
            };
            if let (Some(slot), Some(thing)) = (
                slot(language),
                self.index.get(&(kind, id.to_owned())).copied(),
            ) {
                for name in names.split('|') {
                    self.add(slot, name, Target::Thing(thing), false);
                }
            }
        }
    }

    fn read_organisations(&mut self) {
        for line in lines(ORGANISATIONS) {
            let [id, name, ref forms @ ..] = line[..] else {
                continue;
            };
            let thing = self.things.len() as u16;
            self.things.push(Thing {
                kind: EntityKind::Organisation,
                name: name.into(),
                id: (id != "-").then(|| id.into()),
            });
            for (language, names) in forms.iter().filter_map(|form| form.split_once(':')) {
                let Some(slot) = slot(language) else { continue };
                for name in names.split('|') {
                    self.add(slot, name, Target::Thing(thing), false);
                }
            }
        }
    }

    fn read_cldr(&mut self, kind: EntityKind, table: &'static str) {
        for line in lines(table) {
            let [language, id, names] = line[..] else {
                continue;
            };
            if let (Some(slot), Some(thing)) = (
                slot(language),
                self.index.get(&(kind, id.to_owned())).copied(),
            ) {
                for name in names.split('|') {
                    self.add(slot, name, Target::Thing(thing), true);
                }
            }
        }
    }

    fn read_titles(&mut self) {
        for line in lines(TITLES) {
            let [language, titles] = line[..] else {
                continue;
            };
            let adjective = language.ends_with('*');
            if let Some(slot) = slot(language.trim_end_matches('*')) {
                for title in titles.split('|') {
                    self.add(slot, title, Target::Title { adjective }, false);
                }
            }
        }
    }

    /// Adds a form, unless the same letters stand for something else already: our own tables go before CLDR, a country
    /// before its capital (Algiers is الجزائر as Algeria is); two states of one name get it neither.
    fn add(&mut self, slot: usize, name: &str, target: Target, cldr: bool) {
        let letters = folded(name);
        if letters.iter().filter(|c| in_word(**c)).count() < 2 {
            return;
        }
        if let Some((at, from_cldr)) = self.seen[slot].get(&letters).copied() {
            let same_kind = match (
                self.forms[slot][at].as_ref().map(|form| form.target),
                target,
            ) {
                (Some(Target::Thing(one)), Target::Thing(other)) => {
                    one != other
                        && self.things[usize::from(one)].kind
                            == self.things[usize::from(other)].kind
                }
                _ => false,
            };
            if same_kind && from_cldr && cldr {
                self.forms[slot][at] = None;
            }
            let case = case_of(name, false);
            if let Some(form) = self.forms[slot][at].as_mut()
                && (form.target, form.case, case) == (target, Case::Acronym, Case::Capital)
            {
                // Written either way: NATO and Nato.
                form.case = case;
            }
            return;
        }
        self.seen[slot].insert(letters.clone(), (self.forms[slot].len(), cldr));
        let title = matches!(target, Target::Title { .. });
        let case = case_of(name, title);
        let words: Box<[Word]> = name
            .split(|c| !in_word(c))
            .filter(|word| !word.is_empty())
            .map(|word| endings::word(&self.endings[slot], word, case))
            .collect();
        let (mut not_after, mut not_before) = (Box::default(), Box::default());
        if let Some(block) = self
            .blocks
            .iter()
            .find(|block| block.slot == slot && block.letters == letters)
        {
            (not_after, not_before) = (block.not_after.clone(), block.not_before.clone());
        }
        let ambiguous = self
            .ambiguous
            .iter()
            .any(|(s, n)| *s == slot && *n == letters);
        let form = Form {
            words,
            target,
            case,
            ambiguous,
            not_after,
            not_before,
        };
        if slot == Language::Ar as usize
            && let Some(rest) = form.words[0].stem.strip_prefix(&['ا', 'ل'])
        {
            // With the particle li the article loses its alef: للصين.
            let mut assimilated = form.clone();
            assimilated.words[0].stem = ['ل', 'ل'].iter().chain(rest).copied().collect();
            self.forms[slot].push(Some(form));
            self.forms[slot].push(Some(assimilated));
        } else {
            self.forms[slot].push(Some(form));
        }
    }
}

fn case_of(name: &str, title: bool) -> Case {
    let has_case = |c: char| c.is_uppercase() || c.is_lowercase();
    if title {
        Case::Any
    } else if name
        .chars()
        .filter(|c| c.is_alphabetic())
        .all(char::is_uppercase)
    {
        Case::Acronym
    } else if name.chars().next().is_some_and(has_case) {
        Case::Capital
    } else {
        Case::Any
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_names_nearly_all_states_and_many_capitals_and_organisations() {
        let names = Names::builtin();
        for language in Language::ALL {
            let mut counts = [0; 3];
            let forms = &names.forms[*language as usize];
            let mut things: Vec<u16> = forms
                .iter()
                .filter_map(|form| match form.target {
                    Target::Thing(thing) => Some(thing),
                    Target::Title { .. } => None,
                })
                .collect();
            things.sort_unstable();
            things.dedup();
            for thing in things {
                match names.things[usize::from(thing)].kind {
                    EntityKind::Country => counts[0] += 1,
                    EntityKind::Place => counts[1] += 1,
                    _ => counts[2] += 1,
                }
            }
            assert!(counts[0] >= 190, "{}: {counts:?}", language.code());
            assert!(counts[1] >= 75, "{}: {counts:?}", language.code());
        }
        assert!(
            names
                .things
                .iter()
                .filter(|t| t.kind == EntityKind::Organisation)
                .count()
                >= 60
        );
    }

    #[test]
    fn a_form_that_two_states_share_names_neither() {
        let names = Names::builtin();
        let congo = folded("刚果");
        assert!(
            names.forms[Language::Zh as usize]
                .iter()
                .all(|form| !(form.words.len() == 1 && *form.words[0].stem == congo[..]))
        );
    }

    #[test]
    fn every_line_of_the_tables_has_its_shape() {
        for (table, fields) in [
            (COUNTRIES, 3),
            (CAPITALS, 3),
            (ALIASES, 4),
            (TITLES, 2),
            (endings::TABLE, 3),
            (BLOCKS, 4),
            (AMBIGUOUS, 2),
        ] {
            for line in lines(table) {
                assert_eq!(line.len(), fields, "{line:?}");
                assert!(
                    slot(line[0].trim_end_matches('*')).is_some() || line[0] == "*",
                    "{line:?}"
                );
            }
        }
        for line in lines(ORGANISATIONS) {
            assert!(
                line[0] == "-"
                    || line[0]
                        .strip_prefix('Q')
                        .is_some_and(|n| n.parse::<u32>().is_ok()),
                "{line:?}"
            );
            for form in &line[2..] {
                let (language, names) = form.split_once(':').unwrap();
                assert!(
                    slot(language).is_some() && !names.split('|').any(str::is_empty),
                    "{form}"
                );
            }
        }
    }
}
