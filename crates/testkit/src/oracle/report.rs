//! The report of a run.

use super::Plan;
use super::crew::Service;
use super::judge::{Findings, Terms};
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// What a run has shown.
#[derive(Debug, Clone)]
pub struct Report {
    pub seed: u64,
    pub plan: String,
    pub took: Duration,
    pub findings: Findings,
    pub terms: Terms,
    pub service: Service,
    /// Faults by name.
    pub faults: BTreeMap<&'static str, u64>,
    /// Bytes an instance may take.
    pub memory_bound: u64,
    /// Not everything was out and committed within its time.
    pub unfinished: Option<String>,
    /// Where the instances' logs are, when something is wrong.
    pub logs: Option<PathBuf>,
}

impl Report {
    /// What breaks the promises; empty when they hold.
    pub fn violations(&self) -> Vec<String> {
        let mut violations = self.findings.violations(self.terms);
        violations.extend(self.service.violations.iter().cloned());
        violations.extend(self.service.gauges.violations());
        violations.extend(self.service.gauges.unfelt(&self.faults));
        if self.service.memory > self.memory_bound {
            violations.push(format!(
                "{} MB resident in one instance, {} MB allowed",
                self.service.memory / 1_000_000,
                self.memory_bound / 1_000_000
            ));
        }
        violations.extend(self.unfinished.clone());
        violations
    }

    /// As the report's head tells it.
    pub(super) fn describe(plan: &Plan) -> String {
        format!(
            "{:?}, {:?} protocol, {} {:?} instances, {} records/s for {:.0?}",
            plan.guarantee, plan.protocol, plan.instances, plan.membership, plan.rate, plan.length
        )
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let found = &self.findings;
        writeln!(
            f,
            "seed {}: {}; took {:.0?}",
            self.seed, self.plan, self.took
        )?;
        writeln!(f)?;
        let mut row = |name: &str, value: String| writeln!(f, "{name:<28}{value:>10}");
        row("in, stories", found.stories.to_string())?;
        row("in, poison", found.poison.to_string())?;
        row("out, stories", found.came.to_string())?;
        row("dead letters", found.letters.to_string())?;
        row("  stories a topic refused", found.refused.to_string())?;
        row("lost", found.lost.to_string())?;
        row("poison without dead letter", found.poison_lost.to_string())?;
        row("wrongly dead", found.wrongly_dead.to_string())?;
        row("dead letters changed", found.changed.to_string())?;
        row("out of order", found.out_of_order.to_string())?;
        row(
            "  while its topic was denied",
            found.out_of_order_beside.to_string(),
        )?;
        row("repeated", found.repeated.to_string())?;
        if !self.terms.exactly_once {
            row(
                "  faults explain at most",
                found.repeats_allowed.to_string(),
            )?;
            row("  after their commit", found.late.to_string())?;
            row("  mixed by one cut off", found.repeats_mixed.to_string())?;
        }
        let silence = found
            .silence
            .iter()
            .map(|s| format!("{:.1}", s.as_secs_f64()));
        let silence: Vec<String> = silence.collect();
        writeln!(
            f,
            "\nlongest silence of each input partition, s: {}",
            silence.join(" ")
        )?;
        writeln!(
            f,
            "peak memory of an instance: {} MB",
            self.service.memory / 1_000_000
        )?;
        let counts = |counts: Vec<(String, u64)>| {
            let texts = counts.iter().map(|(name, n)| format!("{name} {n}"));
            texts.collect::<Vec<_>>().join(", ")
        };
        let faults = self.faults.iter().map(|(n, c)| ((*n).to_owned(), *c));
        let total: u64 = self.faults.values().sum();
        writeln!(f, "faults: {total} ({})", counts(faults.collect()))?;
        let effects = self.service.gauges.effects();
        let effects = effects.map(|(n, c)| (n.to_owned(), c)).collect();
        writeln!(f, "felt by the instances: {}", counts(effects))?;
        let exits = self
            .service
            .exits
            .iter()
            .map(|(n, c)| (format!("code {n}:"), *c));
        let exits = counts(exits.collect());
        let exits = if exits.is_empty() { "none" } else { &exits };
        writeln!(
            f,
            "starts of instances: {}; ends nobody asked for: {exits}",
            self.service.starts
        )?;
        let violations = self.violations();
        if violations.is_empty() {
            writeln!(f, "\nall promises held")?;
        } else {
            writeln!(f, "\nBROKEN:")?;
            for violation in &violations {
                writeln!(f, "  {violation}")?;
            }
            for text in &found.examples {
                writeln!(f, "  e.g. {text}")?;
            }
        }
        match &self.logs {
            Some(logs) => write!(f, "logs of the instances: {}", logs.display()),
            None => Ok(()),
        }
    }
}
