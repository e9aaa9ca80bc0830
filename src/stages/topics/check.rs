//! The cases beside the terms, run: what `taxonomy test` shows.
//!
//! A case is one sentence; it is right when the verdict *about* is given or withheld as it says.

use super::Taxonomy;
use super::terms::{Case, TermFile};
use crate::story::{Language, LanguageFound, Story, TopicKey, Verdict};
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
}

/// A language taken as certain.
pub fn sure(language: Language) -> LanguageFound {
    LanguageFound {
        other: None,
        language: Some(language),
        confidence: 1.0,
        declared: None,
        detected: None,
        conflict: false,
    }
}
