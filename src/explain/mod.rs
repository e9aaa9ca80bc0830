//! One story explained: what every stage found, the sums behind every verdict, the text with its evidence marked.

mod facts;
mod fields;
mod leaves;
mod marks;
mod markup;
mod origins;
mod page;
#[cfg(test)]
mod samples;
pub mod stage;

use crate::story::{Enriched, Evidence, Field, Outcome, Stage, TopicVerdict, Verdict};
use facts::facts;
use marks::{Mark, pieces};
pub use page::page;
use std::fmt::Write as _;

/// What is shown.
#[derive(Debug, Clone, Copy, Default)]
pub struct ExplainSettings {
    /// Only this stage's part.
    pub stage: Option<Stage>,
    pub colour: bool,
}

/// Foreground colours of topics in their order; more topics begin again.
const COLOURS: [&str; 6] = ["36", "32", "33", "35", "34", "31"];

/// The explanation of one story's end, as text.
pub fn text(outcome: &Outcome<Enriched>, settings: ExplainSettings) -> String {
    match outcome {
        Outcome::Emit(story) => explain(story, settings),
        Outcome::Drop(drop) => format!("dropped at {}: {}\n", drop.stage, drop.reason),
        Outcome::Reject(reject) => format!(
            "rejected at {}: {}\n  {}\n",
            reject.stage, reject.reason, reject.message
        ),
    }
}

fn explain(story: &Enriched, settings: ExplainSettings) -> String {
    let mut out = String::new();
    let wanted = |stage: Stage| settings.stage.is_none_or(|s| s == stage);
    if wanted(Stage::Decode) {
        decode(story, &mut out);
    }
    if wanted(Stage::Normalise) {
        normalise(story, &mut out);
    }
    if wanted(Stage::Language) {
        language(story, &mut out);
    }
    if wanted(Stage::Entities) {
        entities(story, &mut out);
    }
    if wanted(Stage::Topics) {
        topics(story, settings.colour, &mut out);
        body(story, settings.colour, &mut out);
    }
    out
}

/// Writing to a string can't fail; the macro keeps that in one place.
macro_rules! put {
    ($out:expr, $($arg:tt)*) => { let _ = writeln!($out, $($arg)*); };
}

fn decode(story: &Enriched, out: &mut String) {
    let report = &story.story.decode;
    put!(
        out,
        "decode     {}{}, {}{}{}",
        report.format.code(),
        report
            .format_version
            .as_ref()
            .map(|v| format!(" {v}"))
            .unwrap_or_default(),
        report.charset_used,
        report
            .charset_declared
            .as_ref()
            .map(|c| format!(" (declared {c})"))
            .unwrap_or_default(),
        if report.lossy { ", lossy" } else { "" }
    );
    for repair in &report.repairs {
        put!(
            out,
            "           repaired: {} × {}",
            repair.code,
            repair.count
        );
    }
}

fn normalise(story: &Enriched, out: &mut String) {
    let s = &story.story;
    put!(
        out,
        "normalise  {} {} {}, {} paragraphs, {} words",
        s.uri,
        s.pub_status.code(),
        s.event.code(),
        s.paragraphs.len(),
        s.word_count()
    );
    for (name, value) in facts(story) {
        put!(out, "           {name:<12} {value}");
    }
}

fn language(story: &Enriched, out: &mut String) {
    let l = &story.language;
    let name = l.language.map_or("unknown", crate::story::Language::name);
    put!(
        out,
        "language   {name}, confidence {:.2}{}{}",
        l.confidence,
        l.declared
            .as_ref()
            .map(|d| format!(", declared {d}"))
            .unwrap_or_default(),
        if l.conflict {
            ": CONFLICT with the declared language"
        } else {
            ""
        }
    );
}

fn entities(story: &Enriched, out: &mut String) {
    let names: Vec<String> = story
        .entities
        .iter()
        .map(|e| match &e.id {
            Some(id) => format!("{} ({id})", e.name),
            None => e.name.to_string(),
        })
        .collect();
    put!(
        out,
        "entities   {}",
        if names.is_empty() {
            "none".to_owned()
        } else {
            names.join(", ")
        }
    );
}

fn paint(colour: bool, code: &str, text: &str) -> String {
    if colour {
        format!("\x1b[{code}m{text}\x1b[0m")
    } else {
        text.to_owned()
    }
}

fn topics(story: &Enriched, colour: bool, out: &mut String) {
    put!(out, "topics     taxonomy {}", story.taxonomy_version);
    for (n, topic) in story.topics.iter().enumerate() {
        let name = paint(
            colour,
            &format!("1;{}", COLOURS[n % COLOURS.len()]),
            &topic.topic,
        );
        let by = match (topic.verdict, topic.decided_by) {
            (Verdict::No, _) => String::new(),
            (_, Some(paragraph)) => format!(", decided by paragraph {}", paragraph + 1),
            (_, None) => ", decided by the whole story".to_owned(),
        };
        put!(
            out,
            "  {name}: {} — score {:.2}, threshold {:.2}{by}; {}",
            topic.verdict.code(),
            topic.score,
            topic.threshold,
            prominence(topic)
        );
        sums(story, topic, out);
    }
}

/// How much of the story a topic takes, and whether it shows at once.
fn prominence(topic: &TopicVerdict) -> String {
    let found = &topic.prominence;
    format!(
        "{:.0} % of the paragraphs{}{}",
        found.share * 100.0,
        if found.headline { ", headline" } else { "" },
        if found.lead { ", lead" } else { "" }
    )
}

/// The addends of the log-odds and their sum.
fn sums(story: &Enriched, topic: &TopicVerdict, out: &mut String) {
    if topic.evidence.is_empty() && topic.agency_codes.is_empty() {
        return;
    }
    put!(out, "      {:>7.3}  intercept", topic.intercept);
    for evidence in &topic.evidence {
        let concept = evidence
            .concept
            .as_ref()
            .map(|c| format!(" [{c}]"))
            .unwrap_or_default();
        put!(
            out,
            "      {:>+7.3}  {}{}{concept}",
            evidence.weight,
            evidence.term,
            quote(story, evidence)
        );
    }
    put!(out, "      {:>7.3}  log-odds", topic.logit);
    for code in &topic.agency_codes {
        put!(
            out,
            "               agency code {}{} ({})",
            code.code,
            code.via
                .as_ref()
                .map(|via| format!(", which stands for {via}"))
                .unwrap_or_default(),
            if code.core { "core" } else { "related" }
        );
    }
    if topic.conflict {
        put!(
            out,
            "               the agency's codes and the text disagree"
        );
    }
}

/// The words that evidence stands on.
fn words<'a>(story: &'a Enriched, evidence: &Evidence) -> Option<&'a str> {
    let span = evidence.span?;
    let field = match span.field {
        Field::Headline => &story.story.headline,
        Field::Subheadline => &story.story.subheadline,
        Field::Body => &story.story.body,
    };
    field.get(span.start as usize..span.end as usize)
}

fn quote(story: &Enriched, evidence: &Evidence) -> String {
    let Some(span) = evidence.span else {
        return String::new();
    };
    format!(
        " = “{}” {} {}–{}",
        words(story, evidence).unwrap_or("?"),
        span.field.code(),
        span.start,
        span.end
    )
}

/// The evidence of all topics in a field.
fn marks_in(story: &Enriched, field: Field) -> Vec<Mark> {
    let topics = story.topics.iter().enumerate();
    let all = topics.flat_map(|(topic, t)| t.evidence.iter().map(move |e| (topic, e)));
    all.filter_map(|(topic, e)| {
        e.span.filter(|s| s.field == field).map(|s| Mark {
            topic,
            start: s.start as usize,
            end: s.end as usize,
        })
    })
    .collect()
}

/// Headline and paragraphs with the evidence marked; without colour by `[topic:…]`.
fn body(story: &Enriched, colour: bool, out: &mut String) {
    out.push('\n');
    let render = |marks: &[Mark], text: &str, from: usize, to: usize| -> String {
        let painted = pieces(text, from, to, marks)
            .into_iter()
            .map(|(topic, words)| {
                let Some(topic) = topic else { return words };
                if colour {
                    let code = format!("1;{}", COLOURS[topic % COLOURS.len()]);
                    return paint(true, &code, &words);
                }
                let name = story.topics.get(topic).map_or("?", |t| &*t.topic);
                format!("[{name}: {words}]")
            });
        painted.collect()
    };
    let headline = &story.story.headline;
    if !headline.is_empty() {
        put!(
            out,
            "  {}\n",
            render(
                &marks_in(story, Field::Headline),
                headline,
                0,
                headline.len()
            )
        );
    }
    let below = &story.story.subheadline;
    if !below.is_empty() {
        let marks = marks_in(story, Field::Subheadline);
        put!(out, "  {}\n", render(&marks, below, 0, below.len()));
    }
    let marks = marks_in(story, Field::Body);
    for (n, paragraph) in story.story.paragraphs.iter().enumerate() {
        put!(
            out,
            "{:>3}  {}\n",
            n + 1,
            render(&marks, &story.story.body, paragraph.start, paragraph.end)
        );
    }
}
