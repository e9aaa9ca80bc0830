//! The quality report: figures by topic and language, calibration, examples of what went wrong.

use super::gold::{GoldStory, Label};
use super::groups::{By, Group, Groups};
use super::measure::{Calibration, Figures, Interval, Pair, bootstrap};
use crate::story::{TopicVerdict, Verdict};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Everything measured.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    pub stories: usize,
    /// Mean F1 over topics, all labels and without those in doubt.
    pub macro_f1: Interval,
    pub macro_f1_without_doubt: Interval,
    pub topics: Vec<TopicFigures>,
    /// Scores of all topics pooled.
    pub calibration: Calibration,
    /// The same apart by topic, language, class and verdict.
    pub calibration_by: Vec<Group>,
    /// Stories known to be about none of the topics, and how many of them got one.
    pub none: usize,
    pub none_with_topic: usize,
    /// Wrong verdicts that aren't in doubt, the surest first.
    pub examples: Vec<Example>,
}

/// Figures of one topic.
#[derive(Debug, Clone, Serialize)]
pub struct TopicFigures {
    pub topic: String,
    pub all: Figures,
    pub without_doubt: Figures,
    pub languages: BTreeMap<String, Figures>,
    /// Verdicts given, by gold verdict: `confusion["mentions"]["about"]`.
    pub confusion: BTreeMap<String, BTreeMap<String, usize>>,
}

/// A story that got the wrong verdict.
#[derive(Debug, Clone, Serialize)]
pub struct Example {
    pub id: String,
    pub language: String,
    pub topic: String,
    pub headline: String,
    pub gold_about: bool,
    pub said: String,
    pub score: f64,
    /// Terms that counted, strongest first.
    pub terms: Vec<String>,
}

/// Wrong verdicts kept as examples.
const EXAMPLES: usize = 60;

/// One decision with all that reports group by.
struct Decision<'a> {
    story: usize,
    topic: &'a str,
    language: &'a str,
    label: Label,
    pair: Pair,
}

/// Judges the stories and measures the verdicts. `judge` is the pipeline's own way from text to verdicts.
pub fn evaluate(
    stories: &[GoldStory],
    mut judge: impl FnMut(&GoldStory) -> Vec<TopicVerdict>,
) -> Report {
    let mut decisions = Vec::new();
    let mut confusion: BTreeMap<&str, BTreeMap<String, BTreeMap<String, usize>>> = BTreeMap::new();
    let mut examples = Vec::new();
    let (mut none, mut none_with_topic) = (0, 0);
    let mut groups = Groups::default();
    for (index, story) in stories.iter().enumerate() {
        let verdicts = judge(story);
        let mut got = false;
        for (topic, label) in &story.topics {
            let Some(verdict) = verdicts.iter().find(|v| *v.topic == **topic) else {
                continue;
            };
            let said = verdict.verdict == Verdict::About;
            got |= said;
            if let Some(gold) = label.verdict {
                let row = confusion
                    .entry(topic)
                    .or_default()
                    .entry(gold.code().to_owned());
                *row.or_default()
                    .entry(verdict.verdict.code().to_owned())
                    .or_default() += 1;
            }
            if said != label.about && !label.doubt {
                examples.push(example(story, *label, verdict));
            }
            let pair = Pair {
                gold: label.about,
                said,
                score: verdict.score,
            };
            groups.add(By::Topic, topic, pair);
            groups.add(By::Language, &story.language_tag, pair);
            groups.add(By::Class, &story.class, pair);
            groups.add(By::Verdict, verdict.verdict.code(), pair);
            decisions.push(Decision {
                story: index,
                topic,
                language: &story.language_tag,
                label: *label,
                pair,
            });
        }
        if story.topics.values().all(|l| !l.about) {
            none += 1;
            none_with_topic += usize::from(got);
        }
    }
    examples.sort_by(|a, b| (b.score - 0.5).abs().total_cmp(&(a.score - 0.5).abs()));
    examples.truncate(EXAMPLES);
    let mut topics: Vec<&str> = decisions.iter().map(|d| d.topic).collect();
    topics.sort_unstable();
    topics.dedup();
    let figures = topics
        .iter()
        .map(|topic| {
            topic_figures(
                topic,
                &decisions,
                confusion.remove(topic).unwrap_or_default(),
            )
        })
        .collect();
    let pooled: Vec<Pair> = decisions.iter().map(|d| d.pair).collect();
    Report {
        stories: stories.len(),
        macro_f1: macro_f1(stories.len(), &topics, &decisions, false),
        macro_f1_without_doubt: macro_f1(stories.len(), &topics, &decisions, true),
        topics: figures,
        calibration: Calibration::of(&pooled),
        calibration_by: groups.figures(),
        none,
        none_with_topic,
        examples,
    }
}

fn example(story: &GoldStory, label: Label, verdict: &TopicVerdict) -> Example {
    let mut evidence: Vec<_> = verdict.evidence.iter().collect();
    evidence.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    Example {
        id: story.id.clone(),
        language: story.language_tag.clone(),
        topic: verdict.topic.to_string(),
        headline: story.headline.clone(),
        gold_about: label.about,
        said: verdict.verdict.code().to_owned(),
        score: verdict.score,
        terms: evidence
            .iter()
            .take(5)
            .map(|e| e.term.to_string())
            .collect(),
    }
}

fn topic_figures(
    topic: &str,
    decisions: &[Decision<'_>],
    confusion: BTreeMap<String, BTreeMap<String, usize>>,
) -> TopicFigures {
    let of = |keep: &dyn Fn(&Decision<'_>) -> bool| {
        let pairs: Vec<Pair> = decisions
            .iter()
            .filter(|d| d.topic == topic && keep(d))
            .map(|d| d.pair)
            .collect();
        Figures::of(&pairs)
    };
    let mut languages: Vec<&str> = decisions.iter().map(|d| d.language).collect();
    languages.sort_unstable();
    languages.dedup();
    TopicFigures {
        topic: topic.to_owned(),
        all: of(&|_| true),
        without_doubt: of(&|d| !d.label.doubt),
        languages: languages
            .into_iter()
            .map(|l| (l.to_owned(), of(&|d| d.language == l)))
            .filter(|(_, f)| f.stories > 0)
            .collect(),
        confusion,
    }
}

/// Mean F1 over topics; stories are drawn, because the topics of one story depend on one another.
fn macro_f1(
    stories: usize,
    topics: &[&str],
    decisions: &[Decision<'_>],
    sure_only: bool,
) -> Interval {
    let mut by_story: Vec<Vec<(usize, Pair)>> = vec![Vec::new(); stories];
    for d in decisions.iter().filter(|d| !(sure_only && d.label.doubt)) {
        if let Some(topic) = topics.iter().position(|t| *t == d.topic) {
            by_story[d.story].push((topic, d.pair));
        }
    }
    bootstrap(stories, |draw| {
        // hits, false alarms, misses
        let mut counts = vec![[0_usize; 3]; topics.len()];
        for (topic, pair) in draw.iter().flat_map(|i| &by_story[*i]) {
            match (pair.gold, pair.said) {
                (true, true) => counts[*topic][0] += 1,
                (false, true) => counts[*topic][1] += 1,
                (true, false) => counts[*topic][2] += 1,
                (false, false) => {}
            }
        }
        let f1 = |[hits, alarms, misses]: &[usize; 3]| {
            let of = 2 * hits + alarms + misses;
            if of == 0 {
                1.0
            } else {
                2.0 * *hits as f64 / of as f64
            }
        };
        counts.iter().map(f1).sum::<f64>() / topics.len().max(1) as f64
    })
}

impl Report {
    /// Mean F1 over topics by language tag.
    pub fn by_language(&self) -> BTreeMap<String, f64> {
        let mut sums: BTreeMap<String, (f64, usize)> = BTreeMap::new();
        for (language, figures) in self.topics.iter().flat_map(|t| &t.languages) {
            let (sum, count) = sums.entry(language.clone()).or_default();
            *sum += figures.f1;
            *count += 1;
        }
        let mean =
            |(language, (sum, count)): (String, (f64, usize))| (language, sum / count as f64);
        sums.into_iter().map(mean).collect()
    }

    /// The report for a terminal.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        // Writing to a string can't fail.
        let _ = self.write_text(&mut out);
        out
    }

    fn write_text(&self, out: &mut String) -> std::fmt::Result {
        let interval = |i: &Interval| format!("{:.3} [{:.3}, {:.3}]", i.value, i.low, i.high);
        writeln!(out, "stories                  {}", self.stories)?;
        writeln!(out, "macro-F1                 {}", interval(&self.macro_f1))?;
        writeln!(
            out,
            "macro-F1 without doubt   {}",
            interval(&self.macro_f1_without_doubt)
        )?;
        writeln!(
            out,
            "calibration error        {}",
            interval(&self.calibration.error)
        )?;
        let share = 100.0 * self.none_with_topic as f64 / self.none.max(1) as f64;
        writeln!(
            out,
            "about none, got a topic  {} of {} ({share:.1} %)",
            self.none_with_topic, self.none
        )?;
        writeln!(
            out,
            "\n{:22}{:>8}{:>7}{:>7}{:>7}{:>7}{:>6}{:>6}{:>6}",
            "topic", "stories", "P", "R", "F1", "AP", "tp", "fp", "fn"
        )?;
        let row = |out: &mut String, name: &str, f: &Figures| {
            writeln!(
                out,
                "{name:22}{:>8}{:>7.3}{:>7.3}{:>7.3}{:>7.3}{:>6}{:>6}{:>6}",
                f.stories,
                f.precision,
                f.recall,
                f.f1,
                f.average_precision,
                f.hits,
                f.false_alarms,
                f.misses
            )
        };
        for topic in &self.topics {
            row(out, &topic.topic, &topic.all)?;
            row(out, "  without doubt", &topic.without_doubt)?;
            for (language, figures) in &topic.languages {
                row(out, &format!("  {language}"), figures)?;
            }
            for (gold, said) in &topic.confusion {
                let said: Vec<String> = said.iter().map(|(v, n)| format!("{v} {n}")).collect();
                writeln!(out, "  {gold:20}→ {}", said.join(", "))?;
            }
        }
        writeln!(out, "\nscore  share about  stories")?;
        for bin in &self.calibration.bins {
            writeln!(
                out,
                "{:.3}  {:>11.3}  {:>7}",
                bin.mean_score, bin.share, bin.stories
            )?;
        }
        writeln!(
            out,
            "\n{:22}{:>10}{:>12}{:>13}{:>7}",
            "calibration", "decisions", "mean score", "share about", "error"
        )?;
        for g in &self.calibration_by {
            writeln!(
                out,
                "{:22}{:>10}{:>12.3}{:>13.3}{:>7.3}",
                format!("{} {}", g.by.name(), g.name),
                g.decisions,
                g.mean_score,
                g.share,
                g.error
            )?;
        }
        writeln!(out, "\nwrong and not in doubt, surest first")?;
        for e in &self.examples {
            let gold = if e.gold_about { "about" } else { "not about" };
            let terms = e.terms.join(" · ");
            writeln!(
                out,
                "{} [{}] {}: is {gold}, got {} ({:.2}): {} ‹{terms}›",
                e.id, e.language, e.topic, e.said, e.score, e.headline
            )?;
        }
        Ok(())
    }

    /// The report for programs.
    pub fn to_json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::gold::read_gold;
    use crate::stages::topics::Taxonomy;
    use crate::stages::topics::check::sure;

    #[test]
    fn a_report_counts_right_and_wrong_verdicts_by_topic_and_language() {
        let text = concat!(
            r#"{"id":"1","lang":"en","headline":"OPEC cuts crude oil output","body":"Oil prices rose as OPEC agreed to cut crude output.","topics":{"energy":"about","climate":"no"}}"#,
            "\n",
            r#"{"id":"2","lang":"en","headline":"Striker full of energy","body":"The striker ran all day.","topics":{"energy":"about","climate":"no"}}"#,
            "\n",
            r#"{"id":"3","lang":"en","headline":"Library reopens","body":"The town library has reopened.","topics":{"energy":"no","climate":"no"}}"#,
        );
        let gold = read_gold("g", text.as_bytes()).unwrap();
        let taxonomy = Taxonomy::builtin().unwrap();
        let report = evaluate(&gold, |g| {
            taxonomy.judge(&g.story(), &sure(g.language.unwrap()), &[])
        });
        let energy = report.topics.iter().find(|t| t.topic == "energy").unwrap();
        assert_eq!(
            (energy.all.hits, energy.all.misses, energy.all.false_alarms),
            (1, 1, 0)
        );
        assert_eq!(energy.languages["en"].stories, 3);
        assert_eq!((report.none, report.none_with_topic), (1, 0));
        assert_eq!(report.examples[0].id, "2");
        assert!(report.to_text().contains("macro-F1"));
        assert!(
            report
                .calibration_by
                .iter()
                .any(|g| g.name == "energy" && g.decisions == 3)
        );
        assert!(report.to_json().unwrap().contains("\"confusion\""));
    }
}
