//! What is allowed in taxonomy files and looks like an oversight: what `taxonomy lint` shows.
//!
//! Owns the rules beyond what loading refuses: terms and phrases without effect, terms that stand everywhere, strong terms
//! of one short word, files with few terms or cases. Promises file, line and reason for each. Never changes a verdict.

use super::Taxonomy;
use super::check::sure;
use super::lexicon::{has_particles, reading};
use super::pattern::{self, WordPattern};
use super::terms::{Strength, Term, TermFile};
use crate::story::{Story, Verdict};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Something allowed that looks like an oversight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lint {
    pub file: Arc<str>,
    pub line: u32,
    pub message: String,
}

/// Cases of each kind that every file should have.
const LEAST_CASES: [(Verdict, usize); 3] = [
    (Verdict::About, 6),
    (Verdict::No, 6),
    (Verdict::Mentions, 1),
];
/// Fewer terms than this don't cover a topic.
const LEAST_TERMS: usize = 40;
/// A term that is no context stands in at most one of so many texts of its language; fewer texts show nothing.
const COMMON: usize = 4;
const LEAST_TEXTS: usize = 20;

impl Taxonomy {
    /// Everything that looks like an oversight, file by file.
    pub fn lint(&self) -> Vec<Lint> {
        let mut out = Vec::new();
        for file in &self.files {
            let mut note = |line, message| {
                out.push(Lint {
                    file: file.file.clone(),
                    line,
                    message,
                });
            };
            few(file, &mut note);
            short(file, &mut note);
            without_effect(file, &mut note);
            self.everywhere(file, &mut note);
        }
        out
    }

    /// Terms that stand in many of the cases of their language, whatever those are about.
    fn everywhere(&self, file: &TermFile, note: &mut impl FnMut(u32, String)) {
        let Some(lexicon) = self.lexicon(file.language) else {
            return;
        };
        let topic = self.topics().position(|t| *t == file.topic.text);
        let same = self.files.iter().filter(|f| f.language == file.language);
        let texts: Vec<&str> = same
            .flat_map(|f| f.cases.iter().map(|c| c.text.as_str()))
            .collect();
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for text in &texts {
            let read = self.read(&Story::from_text("", text), &sure(file.language));
            let firm = read
                .hits
                .iter()
                .filter(|h| Some(usize::from(h.topic)) == topic && h.strength != Strength::Weak);
            let terms: HashSet<u32> = firm.map(|h| h.term).collect();
            for term in terms {
                *counts
                    .entry(&lexicon.terms[term as usize].text)
                    .or_default() += 1;
            }
        }
        for term in &file.terms {
            let count = counts.get(&*term.text).copied().unwrap_or(0);
            if texts.len() >= LEAST_TEXTS && count * COMMON > texts.len() {
                let all = texts.len();
                note(
                    term.line,
                    format!(
                        "`{}` fires on {count} of the {all} cases of its language",
                        term.text
                    ),
                );
            }
        }
    }
}

/// Files with few terms or cases, and cases that stand there twice.
fn few(file: &TermFile, note: &mut impl FnMut(u32, String)) {
    let terms = file.terms.len();
    if terms < LEAST_TERMS {
        note(
            1,
            format!("only {terms} terms; {LEAST_TERMS} or more cover a topic"),
        );
    }
    for (verdict, least) in LEAST_CASES {
        let count = file.cases.iter().filter(|c| c.expect == verdict).count();
        if count < least {
            let verdict = verdict.code();
            note(
                1,
                format!("{count} cases expect `{verdict}`; there should be {least}"),
            );
        }
    }
    let mut texts = HashSet::new();
    for case in file.cases.iter().filter(|c| !texts.insert(c.text.as_str())) {
        note(
            case.line,
            "the same case stands in the file twice".to_owned(),
        );
    }
}

/// Strong terms of one common short word.
fn short(file: &TermFile, note: &mut impl FnMut(u32, String)) {
    for term in file.terms.iter().filter(|t| t.strength == Strength::Strong) {
        let letters = term.text.chars().filter(|c| c.is_alphanumeric()).count();
        let spaced = term.text.chars().all(|c| (c as u32) < 0x0590);
        let marked = term.text.contains(['=', '#']);
        let n = &term.neighbours;
        let bare = n.require.words.is_empty() && n.also.words.is_empty() && !marked;
        if spaced && bare && letters < 4 && term.text.contains(is_vowel) {
            note(
                term.line,
                format!("`{}` is strong and shorter than four letters", term.text),
            );
        }
    }
}

/// Terms, rules and phrases that change nothing.
fn without_effect(file: &TermFile, note: &mut impl FnMut(u32, String)) {
    let parse = |text: &str| pattern::parse(text, reading(file.language)).unwrap_or_default();
    let terms: Vec<(&Term, Vec<WordPattern>)> =
        file.terms.iter().map(|t| (t, parse(&t.text))).collect();
    for (at, (term, patterns)) in terms.iter().enumerate() {
        let n = &term.neighbours;
        if n.within.is_some() && n.are_none() {
            note(
                term.line,
                format!("`within` of `{}` has no neighbours to reach for", term.text),
            );
        }
        // Of hits for the same words the strongest stays, then the first of the file.
        let taken = terms.iter().enumerate().find(|(other, (by, by_patterns))| {
            let free = by.neighbours.are_none();
            let wins = by.strength > term.strength || by.strength == term.strength && *other < at;
            free && wins && *other != at && covers(by_patterns, patterns)
        });
        if let Some((_, (by, _))) = taken {
            note(
                term.line,
                format!(
                    "`{}` never counts: `{}` in line {} takes its words",
                    term.text, by.text, by.line
                ),
            );
        }
    }
    if has_particles(file.language) {
        // What is left of a word without its particle may be a term's word: `لقمة` hides `قمة`.
        return;
    }
    for phrase in &file.hide {
        let words = parse(&phrase.text);
        let meets = |p: &WordPattern| {
            let mut all = terms.iter().flat_map(|(_, patterns)| patterns);
            all.any(|t| may_agree(p, t))
        };
        if !words.iter().any(meets) {
            note(
                phrase.line,
                format!(
                    "the `not` phrase `{}` hides no term: none shares a word with it",
                    phrase.text
                ),
            );
        }
    }
}

/// Whether `wide` matches all words that `narrow` matches.
fn covers(wide: &[WordPattern], narrow: &[WordPattern]) -> bool {
    wide.len() == narrow.len() && wide.iter().zip(narrow).all(|(w, n)| covers_word(w, n))
}

fn covers_word(wide: &WordPattern, narrow: &WordPattern) -> bool {
    if wide.exact.is_some() {
        return wide == narrow;
    }
    match (wide.inner, wide.open) {
        (false, false) => !narrow.inner && !narrow.open && narrow.core == wide.core,
        (false, true) => !narrow.inner && narrow.core.starts_with(&*wide.core),
        (true, false) => !narrow.open && narrow.core.ends_with(&*wide.core),
        (true, true) => narrow.core.contains(&*wide.core),
    }
}

/// Whether some word may match both; rather yes than no.
fn may_agree(a: &WordPattern, b: &WordPattern) -> bool {
    let loose = |p: &WordPattern| p.inner || p.core.contains('#');
    if loose(a) || loose(b) {
        return true;
    }
    match (a.open, b.open) {
        (false, false) => a.core == b.core,
        (true, false) => b.core.starts_with(&*a.core),
        (false, true) => a.core.starts_with(&*b.core),
        (true, true) => a.core.starts_with(&*b.core) || b.core.starts_with(&*a.core),
    }
}

/// Letters without any vowel (`lng`, `gnl`) are an abbreviation and no common word.
fn is_vowel(c: char) -> bool {
    let c = c.to_lowercase().next().unwrap_or(c);
    "aeiouyäöüåæøáéíóúýàèìòùâêîôûãõąęěůőűăıəаеёиоуыэюяіїєѣъүұөәαεηιουωάέήίόύώ".contains(c)
}

#[cfg(test)]
mod tests {
    use super::super::Source;
    use super::super::load::builtin_sources;
    use super::*;

    fn lints(file: &str) -> Vec<(u32, String)> {
        let own = Source {
            name: "tea.toml".to_owned(),
            text: file.to_owned(),
        };
        let taxonomy = Taxonomy::from_layers(&[builtin_sources(), vec![own]]).unwrap();
        let own = taxonomy
            .lint()
            .into_iter()
            .filter(|l| &*l.file == "tea.toml");
        own.map(|l| (l.line, l.message)).collect()
    }

    #[test]
    fn the_taxonomy_that_ships_has_nothing_to_point_at() {
        assert_eq!(Taxonomy::builtin().unwrap().lint(), []);
    }

    #[test]
    fn what_changes_nothing_or_stands_everywhere_is_pointed_at_with_its_line() {
        let file = r#"topic = "tea"
language = "en"
not = ["tea party", "zebra crossing"]
[definition]
label = "Tea"
[leaf]
strong = ["tea*", "oolong*",
  "ice"]
medium = ["teapot", { term = "kettle*", within = 9 },
  "the"]
weak = ["oolong leaf", "oolongs", "a"]
"#;
        let file = file.replace(", \"a\"]", "]");
        let found = lints(&file);
        let has = |line: u32, words: &str| {
            let told = found.iter().any(|(l, m)| *l == line && m.contains(words));
            assert!(told, "{line} {words} in {found:?}");
        };
        has(3, "`zebra crossing` hides no term");
        has(8, "`ice` is strong and shorter");
        has(9, "`teapot` never counts: `tea*` in line 7");
        has(9, "`within` of `kettle*`");
        has(10, "`the` fires on");
        has(11, "`oolongs` never counts: `oolong*` in line 7");
        has(1, "only 8 terms");
        assert!(
            !found
                .iter()
                .any(|(_, m)| m.contains("tea party") || m.contains("`oolong leaf`"))
        );
    }
}
