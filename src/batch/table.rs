//! One story in one line, for people.

use crate::story::{Enriched, PubStatus, Verdict};
use std::fmt::Write as _;

/// Widest headline, in characters.
const HEADLINE: usize = 60;

/// File, language, status, topics with their scores, headline; columns by width.
pub fn line(file: &str, story: &Enriched) -> String {
    let language = story
        .language
        .language
        .map_or("und", crate::story::Language::code);
    let mut topics = String::new();
    for topic in story.topics.iter().filter(|t| t.verdict != Verdict::No) {
        let mark = if topic.verdict == Verdict::About {
            ""
        } else {
            "("
        };
        let end = if mark.is_empty() { "" } else { ")" };
        // Writing to a string can't fail.
        let _ = write!(topics, "{mark}{} {:.2}{end} ", topic.topic, topic.score);
    }
    let status = match story.story.pub_status {
        PubStatus::Usable => "",
        other => other.code(),
    };
    let text = if story.story.headline.is_empty() {
        &story.story.body
    } else {
        &story.story.headline
    };
    let headline: String = text
        .chars()
        .take(HEADLINE)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let file = file.rsplit('/').next().unwrap_or(file);
    format!("{file:<32} {language:<3} {status:<9} {topics:<44} {headline}")
        .trim_end()
        .to_owned()
}
