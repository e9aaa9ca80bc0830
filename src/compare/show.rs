//! A comparison as text for people.

use super::{Change, Comparison, Example, code, gained_and_lost};
use crate::story::Verdict;
use std::fmt::Write as _;

/// Pieces of evidence shown of each side of an example.
const EVIDENCE: usize = 4;

/// The report for people: totals, topics, languages that changed, examples.
pub fn text(all: &Comparison) -> String {
    let mut text = String::new();
    // Writing to a string can't fail.
    let _ = writeln!(
        text,
        "{} stories compared, {} with another verdict",
        all.compared, all.changed
    );
    if all.only_after > 0 {
        let _ = writeln!(text, "{} stories were not there before", all.only_after);
    }
    for (reason, n) in &all.only_before {
        let _ = writeln!(text, "{n} stories there before end otherwise now: {reason}");
    }
    if all.left_out > 0 {
        let _ = writeln!(
            text,
            "{} stories not compared: more than --compare remembers",
            all.left_out
        );
    }
    if !all.topics.is_empty() {
        let _ = writeln!(
            text,
            "\n{:<16} {:>7} {:>7}  moves",
            "topic", "gained", "lost"
        );
    }
    for (topic, moves) in &all.topics {
        let (gained, lost) = gained_and_lost(moves);
        let moves: Vec<String> = moves
            .iter()
            .map(|((before, after), n)| format!("{} → {} {n}", code(*before), code(*after)))
            .collect();
        let moves = moves.join(", ");
        let _ = writeln!(text, "{topic:<16} {gained:>7} {lost:>7}  {moves}");
    }
    let changed = all.languages.iter().filter(|(_, by)| by.changed > 0);
    for (n, (language, by)) in changed.enumerate() {
        if n == 0 {
            let _ = writeln!(
                text,
                "\n{:<16} {:>7} {:>7}",
                "language", "stories", "changed"
            );
        }
        let _ = writeln!(text, "{language:<16} {:>7} {:>7}", by.compared, by.changed);
    }
    for example in &all.examples {
        text.push('\n');
        text.push_str(&shown(example));
    }
    text
}

fn side(side: Option<(Verdict, f64)>) -> String {
    side.map_or_else(
        || "not judged".to_owned(),
        |(verdict, score)| format!("{} {score:.2}", verdict.code()),
    )
}

fn shown(example: &Example) -> String {
    let Change {
        topic,
        before,
        after,
    } = &example.change;
    let headline: String = example.headline.chars().take(90).collect();
    let mut text = format!(
        "{topic}: {} → {}  {headline}  [{}]\n",
        side(*before),
        side(*after),
        example.story
    );
    if let Some(evidence) = &example.evidence {
        for (sign, list) in [("+", &evidence.only_after), ("-", &evidence.only_before)] {
            let terms: Vec<String> = list
                .iter()
                .take(EVIDENCE)
                .map(|(term, weight)| format!("{term} {weight:+.2}"))
                .collect();
            if !terms.is_empty() {
                let _ = writeln!(text, "    {sign} {}", terms.join(", "));
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::EvidenceShift;

    #[test]
    fn the_report_names_totals_topics_languages_and_the_evidence_that_changed() {
        let change = Change {
            topic: "energy".into(),
            before: Some((Verdict::Mentions, 0.31)),
            after: Some((Verdict::About, 0.94)),
        };
        let mut all = Comparison {
            compared: 40,
            changed: 1,
            only_after: 2,
            left_out: 3,
            ..Comparison::default()
        };
        all.only_before.insert("no_text".into(), 1);
        let moves = [((Some(Verdict::Mentions), Some(Verdict::About)), 1)];
        all.topics.insert("energy".into(), moves.into());
        all.languages.entry("fr".into()).or_default().changed = 1;
        all.languages.entry("de".into()).or_default().compared = 9;
        all.examples.push(Example {
            story: "0f".into(),
            headline: "Réacteur".into(),
            change,
            evidence: Some(EvidenceShift {
                only_before: vec![("guard:agenda".into(), -5.0)],
                only_after: vec![("réacteur*".into(), 2.5)],
            }),
        });
        let text = text(&all);
        for part in [
            "40 stories compared, 1 with another verdict",
            "2 stories were not there before",
            "1 stories there before end otherwise now: no_text",
            "3 stories not compared",
            "energy                 1       0  mentions → about 1",
            "fr                     0       1",
            "energy: mentions 0.31 → about 0.94  Réacteur  [0f]",
            "    + réacteur* +2.50",
            "    - guard:agenda -5.00",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        assert!(!text.contains("\nde "), "{text}");
    }
}
