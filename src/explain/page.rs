//! The explanation as one HTML page that needs nothing else: the story with its evidence marked, a bar for each verdict,
//! and the sums behind it.
//!
//! Owns markup. Promises a page without scripts, fonts or pictures from elsewhere, that text from stories can't become
//! markup, and that meaning never rests on colour alone: each mark carries its topic as a word.

use super::marks::{Mark, pieces};
use super::{ExplainSettings, facts, marks_in};
use crate::html::escaped;
use crate::story::{Enriched, Field, Outcome, TopicVerdict, Verdict};
use std::fmt::Write as _;

const STYLE: &str = "body{font:16px/1.55 system-ui,sans-serif;max-width:76rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;background:#fff}\
main{display:grid;grid-template-columns:minmax(0,3fr) minmax(0,2fr);gap:2.5rem}@media(max-width:60rem){main{display:block}}\
h1{font-size:1.6rem;line-height:1.25}p.about{border-inline-start:.25rem solid;padding-inline-start:.8rem}p{margin:.8rem 0;padding-inline-start:1.05rem}\
mark{background:none;border-bottom:.18rem solid;padding:0 .1rem;color:inherit}mark sup{font-size:.6rem;margin-inline-start:.15rem;color:#555}\
section{margin:0 0 1.6rem}h2{font-size:1.05rem;margin:0 0 .3rem}h2 b{text-transform:uppercase;font-size:.75rem;padding:.1rem .45rem;border:1px solid;border-radius:.7rem;margin-inline-start:.5rem}\
.bar{position:relative;height:.7rem;background:#eee;margin:.3rem 0}.bar i{display:block;height:100%}.bar u{position:absolute;top:-.2rem;width:2px;height:1.1rem;background:#1b1b1b}\
table{border-collapse:collapse;font-size:.8rem;width:100%}td{padding:.1rem .4rem;border-bottom:1px solid #eee;vertical-align:top}td:first-child{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}\
small,dt{color:#666}dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem .8rem;font-size:.85rem}dd{margin:0;overflow-wrap:anywhere}";

/// Colours of topics in their order, dark enough on white (4.5 : 1); more topics begin again.
const COLOURS: [&str; 6] = [
    "#0b6e75", "#2f6f1f", "#8a5a00", "#7a2d8c", "#1f4e8c", "#a3262a",
];

fn colour(topic: usize) -> &'static str {
    COLOURS[topic % COLOURS.len()]
}

/// The page of one record's stories.
pub fn page(outcomes: &[Outcome<Enriched>]) -> String {
    let mut out = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>Explained: {}</title><style>{STYLE}</style>",
        escaped(title(outcomes))
    );
    for outcome in outcomes {
        // Writing to a string can't fail.
        let _ = match outcome {
            Outcome::Emit(story) => story_page(story, &mut out),
            other => write!(
                out,
                "<p>{}</p>",
                escaped(&super::text(other, ExplainSettings::default()))
            ),
        };
    }
    out.push_str("</html>\n");
    out
}

fn title(outcomes: &[Outcome<Enriched>]) -> &str {
    let first = outcomes.iter().find_map(|outcome| match outcome {
        Outcome::Emit(story) => Some(story.story.headline.as_str()),
        _ => None,
    });
    first.filter(|h| !h.is_empty()).unwrap_or("a record")
}

fn story_page(story: &Enriched, out: &mut String) -> std::fmt::Result {
    let language = story.language.language;
    let code = language.map_or("und", crate::story::Language::code);
    write!(out, "<main><article lang=\"{code}\" dir=\"auto\">")?;
    let above = [
        ("h1", Field::Headline, &story.story.headline),
        ("h2", Field::Subheadline, &story.story.subheadline),
    ];
    for (tag, field, line) in above.into_iter().filter(|(.., line)| !line.is_empty()) {
        write!(out, "<{tag} dir=\"auto\">")?;
        marked(story, line, 0..line.len(), &marks_in(story, field), out)?;
        write!(out, "</{tag}>")?;
    }
    let marks = marks_in(story, Field::Body);
    for (n, range) in story.story.paragraphs.iter().enumerate() {
        let decides = story.topics.iter().position(|t| {
            t.verdict == Verdict::About && t.decided_by.is_some_and(|p| p as usize == n)
        });
        match decides {
            Some(topic) => write!(
                out,
                "<p dir=\"auto\" class=\"about\" style=\"border-color:{}\" title=\"decides {}\">",
                colour(topic),
                escaped(&story.topics[topic].topic)
            )?,
            None => out.push_str("<p dir=\"auto\">"),
        }
        marked(story, &story.story.body, range.clone(), &marks, out)?;
        out.push_str("</p>");
    }
    out.push_str("</article><aside>");
    for (n, topic) in story.topics.iter().enumerate() {
        verdict(story, n, topic, out)?;
    }
    out.push_str("<dl>");
    for (name, value) in facts(story) {
        write!(
            out,
            "<dt>{}<dd dir=\"auto\">{}",
            escaped(name),
            escaped(&value)
        )?;
    }
    write!(out, "<dt>taxonomy<dd>{}", escaped(&story.taxonomy_version))?;
    out.push_str("</dl></aside></main>");
    Ok(())
}

fn marked(
    story: &Enriched,
    text: &str,
    range: std::ops::Range<usize>,
    marks: &[Mark],
    out: &mut String,
) -> std::fmt::Result {
    for (topic, words) in pieces(text, range.start, range.end, marks) {
        match topic {
            None => out.push_str(&escaped(&words)),
            Some(topic) => {
                let name = story.topics.get(topic).map_or("?", |t| &*t.topic);
                write!(
                    out,
                    "<mark style=\"border-color:{}\">{}<sup>{}</sup></mark>",
                    colour(topic),
                    escaped(&words),
                    escaped(name)
                )?;
            }
        }
    }
    Ok(())
}

fn verdict(story: &Enriched, n: usize, topic: &TopicVerdict, out: &mut String) -> std::fmt::Result {
    write!(
        out,
        "<section><h2>{}<b style=\"color:{}\">{}</b></h2><div class=\"bar\" role=\"img\" aria-label=\"score {:.2}, threshold {:.2}\">\
         <i style=\"width:{:.1}%;background:{}\"></i><u style=\"left:{:.1}%\"></u></div><small>score {:.2}, threshold {:.2}; {}</small>",
        escaped(&topic.topic),
        colour(n),
        topic.verdict.code(),
        topic.score,
        topic.threshold,
        topic.score * 100.0,
        colour(n),
        topic.threshold * 100.0,
        topic.score,
        topic.threshold,
        super::prominence(topic)
    )?;
    if topic.evidence.is_empty() && topic.agency_codes.is_empty() {
        return out.write_str("</section>");
    }
    write!(out, "<table><tr><td>{:.2}<td>intercept", topic.intercept)?;
    for evidence in &topic.evidence {
        let concept = evidence.concept.as_deref().unwrap_or_default();
        let words = super::words(story, evidence).unwrap_or_default();
        write!(
            out,
            "<tr><td>{:+.2}<td><span dir=\"auto\">{}</span> <small>{} {}</small>",
            evidence.weight,
            escaped(words),
            escaped(&evidence.term),
            escaped(concept)
        )?;
    }
    write!(out, "<tr><td>{:.2}<td>log-odds", topic.logit)?;
    for code in &topic.agency_codes {
        write!(out, "<tr><td><td>agency code {}", escaped(&code.code))?;
    }
    if topic.conflict {
        out.push_str("<tr><td><td>the agency's codes and the text disagree");
    }
    out.write_str("</table></section>")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explain::samples::{TASTER, record};
    use crate::story::{DropReason, Stage};

    fn tasted(headline: &str, body: &str) -> Vec<Outcome<Enriched>> {
        let value = serde_json::json!({"headline": headline, "body_text": body});
        TASTER.pipeline.taste(&record(value.to_string().as_bytes()))
    }

    #[test]
    fn evidence_is_marked_with_its_topic_and_text_can_not_become_markup() {
        let outcomes = tasted(
            "Oil output: 5 < 6 & more",
            "Crude oil production \"rose\" & fell in May, the ministry said.",
        );
        let page = page(&outcomes);
        assert!(page.contains("output: 5 &lt; 6 &amp; more"), "{page}");
        assert!(page.contains("<sup>energy</sup></mark>"), "{page}");
        assert!(page.contains("class=\"about\""));
        for part in ["score", "threshold", "intercept", "log-odds", "taxonomy"] {
            assert!(page.contains(part), "{part}");
        }
        assert!(!page.contains("http"), "nothing from elsewhere");
    }

    #[test]
    fn what_is_no_story_is_told_in_words() {
        let outcomes = [Outcome::Drop(crate::story::Drop {
            stage: Stage::Decode,
            reason: DropReason::NotText,
        })];
        assert!(page(&outcomes).contains("dropped at decode: not_text"));
    }
}
