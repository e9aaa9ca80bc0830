//! What `check` finds: problems with their fixes, and what was in order.

use super::exit::Exit;
use serde::Serialize;
use std::fmt::Write as _;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Error,
    Warning,
}

/// One thing found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub severity: Severity,
    /// What is looked at: `configuration`, `memory`, `clients`, `brokers`, `topics`, `group`, `rights`, `taxonomy`, `profiles`.
    pub subject: &'static str,
    pub message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
    #[serde(skip)]
    pub exit: Exit,
}

#[derive(Debug, Default)]
pub struct Findings {
    pub all: Vec<Finding>,
    /// What was looked at and found in order.
    pub passed: Vec<String>,
}

impl Findings {
    pub fn error(&mut self, subject: &'static str, message: impl Into<String>, fix: Option<&str>) {
        self.add(
            Severity::Error,
            subject,
            message.into(),
            fix,
            Exit::Findings,
        );
    }

    pub fn warning(
        &mut self,
        subject: &'static str,
        message: impl Into<String>,
        fix: Option<&str>,
    ) {
        self.add(
            Severity::Warning,
            subject,
            message.into(),
            fix,
            Exit::Findings,
        );
    }

    pub fn add(
        &mut self,
        severity: Severity,
        subject: &'static str,
        message: String,
        fix: Option<&str>,
        exit: Exit,
    ) {
        self.all.push(Finding {
            severity,
            subject,
            message,
            fix: fix.map(str::to_owned),
            exit,
        });
    }

    /// The most telling code: what keeps a start from getting anywhere comes first.
    pub fn exit(&self) -> Exit {
        let has = |exit| {
            self.all
                .iter()
                .any(|f| f.severity == Severity::Error && f.exit == exit)
        };
        [
            Exit::Config,
            Exit::NotAuthorised,
            Exit::Unavailable,
            Exit::Findings,
        ]
        .into_iter()
        .find(|e| has(*e))
        .unwrap_or(Exit::Done)
    }

    /// For people.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for passed in &self.passed {
            let _ = writeln!(text, "ok       {passed}");
        }
        for finding in &self.all {
            let word = match finding.severity {
                Severity::Error => "error  ",
                Severity::Warning => "warning",
            };
            let indented = finding.message.replace('\n', "\n         ");
            let _ = writeln!(text, "{word}  {}: {indented}", finding.subject);
            if let Some(fix) = &finding.fix {
                let _ = writeln!(text, "         = {fix}");
            }
        }
        let count = |severity| self.all.iter().filter(|f| f.severity == severity).count();
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        let many = |n: usize| if n == 1 { "" } else { "s" };
        let _ = writeln!(
            text,
            "{errors} error{}, {warnings} warning{}",
            many(errors),
            many(warnings)
        );
        text
    }
}
