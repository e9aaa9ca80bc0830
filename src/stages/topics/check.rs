//! The cases beside the terms, run: what `taxonomy test` and `taxonomy lint` show.
//!
//! A case is one sentence; it is right when the verdict *about* is given or withheld as it says. Lint goes beyond what
//! loading refuses: it points at what is allowed and looks like an oversight.

use super::Taxonomy;
use super::terms::{Case, Strength, TermFile};
use crate::story::{Language, LanguageFound, Story, TopicKey, Verdict};
use std::collections::HashSet;
use std::sync::Arc;

/// A case with the verdict it got.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseResult {
    pub topic: TopicKey,
    pub language: Language,
    pub file: Arc<str>,
    pub line: u32,
    pub text: String,
    pub expect: Verdict,
    pub got: Verdict,
    pub score: f64,
    /// Terms that counted, with their weight.
    pub evidence: Vec<(Arc<str>, f64)>,
}

impl CaseResult {
    /// *About* where expected and only there; *mentions* and *no* are not told apart.
    pub fn right(&self) -> bool {
        (self.got == Verdict::About) == (self.expect == Verdict::About)
    }
}

/// All cases of a taxonomy.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TestReport {
    pub cases: usize,
    /// Those that got the wrong verdict.
    pub wrong: Vec<CaseResult>,
}

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

impl Taxonomy {
    /// Runs all cases.
    pub fn test(&self) -> TestReport {
        let mut report = TestReport::default();
        for file in &self.files {
            for case in &file.cases {
                report.cases += 1;
                if let Some(result) = self.run(file, case).filter(|r| !r.right()) {
                    report.wrong.push(result);
                }
            }
        }
        report
    }

    fn run(&self, file: &TermFile, case: &Case) -> Option<CaseResult> {
        let verdicts = self.judge(&Story::from_text("", &case.text), &sure(file.language), &[]);
        let verdict = verdicts.into_iter().find(|v| v.topic == file.topic.text)?;
        Some(CaseResult {
            topic: verdict.topic,
            language: file.language,
            file: file.file.clone(),
            line: case.line,
            text: case.text.clone(),
            expect: case.expect,
            got: verdict.verdict,
            score: verdict.score,
            evidence: verdict
                .evidence
                .into_iter()
                .map(|e| (e.term, e.weight))
                .collect(),
        })
    }

    /// Points at files with few cases or terms, strong terms of one common short word, and languages that a topic lacks.
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
            if file.terms.len() < LEAST_TERMS {
                note(
                    1,
                    format!(
                        "only {} terms; {LEAST_TERMS} or more cover a topic",
                        file.terms.len()
                    ),
                );
            }
            for (verdict, least) in LEAST_CASES {
                let count = file.cases.iter().filter(|c| c.expect == verdict).count();
                if count < least {
                    note(
                        1,
                        format!(
                            "{count} cases expect `{}`; there should be {least}",
                            verdict.code()
                        ),
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
            for term in &file.terms {
                let letters = term.text.chars().filter(|c| c.is_alphanumeric()).count();
                let spaced = term.text.chars().all(|c| (c as u32) < 0x0590);
                let bare = term.neighbours.require.words.is_empty() && !term.text.contains('=');
                if spaced
                    && bare
                    && term.strength == Strength::Strong
                    && letters < 4
                    && term.text.contains(is_vowel)
                    && !term.text.contains('#')
                {
                    note(
                        term.line,
                        format!("`{}` is strong and shorter than four letters", term.text),
                    );
                }
            }
        }
        out
    }
}

/// Letters without any vowel (`lng`, `gnl`) are an abbreviation and no common word.
fn is_vowel(c: char) -> bool {
    let c = c.to_lowercase().next().unwrap_or(c);
    "aeiouyäöüåæøáéíóúýàèìòùâêîôûãõąęěůőűăıəаеёиоуыэюяіїєѣъүұөәαεηιουωάέήίόύώ".contains(c)
}

/// A language taken as certain.
pub fn sure(language: Language) -> LanguageFound {
    LanguageFound {
        language: Some(language),
        confidence: 1.0,
        declared: None,
        detected: None,
        conflict: false,
    }
}
