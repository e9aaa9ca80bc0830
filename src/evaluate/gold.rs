//! Gold: stories with the verdicts they should get.
//!
//! Owns the shape of gold files (NDJSON): `topics` with a verdict for each topic, or the older `gold` and `scored`. A topic
//! that a story says nothing of is left out of that topic's figures.

use crate::story::{Language, Story, Verdict};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::BufRead;

/// A labelled story.
#[derive(Debug, Clone, PartialEq)]
pub struct GoldStory {
    pub id: String,
    /// As the file says; the taxonomy may not know it.
    pub language_tag: String,
    pub language: Option<Language>,
    /// Kind of story, as the file says; empty where it does not.
    pub class: String,
    pub headline: String,
    pub body: String,
    /// What is known, by topic.
    pub topics: BTreeMap<String, Label>,
}

/// What a reader decided about a topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label {
    pub about: bool,
    /// `None` where the file tells only whether the story is about the topic.
    pub verdict: Option<Verdict>,
    /// Another reader might decide otherwise.
    pub doubt: bool,
}

/// Why a gold file can't be used.
#[derive(Debug, thiserror::Error)]
pub enum GoldError {
    #[error("cannot read {file}: {source}")]
    Unreadable {
        file: String,
        source: std::io::Error,
    },
    #[error("{file}:{line}: not a labelled story: {reason}")]
    Malformed {
        file: String,
        line: usize,
        reason: String,
    },
}

#[derive(Deserialize)]
struct Line {
    id: Option<String>,
    #[serde(alias = "language")]
    lang: Option<String>,
    #[serde(default)]
    class: String,
    #[serde(default, alias = "title")]
    headline: String,
    #[serde(default, alias = "text")]
    body: String,
    #[serde(default)]
    topics: BTreeMap<String, String>,
    #[serde(default)]
    doubt: Vec<String>,
    #[serde(default)]
    gold: Vec<String>,
    #[serde(default)]
    scored: Vec<String>,
}

/// Reads one file of labelled stories; empty lines are skipped.
pub fn read_gold(file: &str, reader: impl BufRead) -> Result<Vec<GoldStory>, GoldError> {
    read(file, reader, true)
}

/// Reads one file of stories that may have labels or not.
pub fn read_sample(file: &str, reader: impl BufRead) -> Result<Vec<GoldStory>, GoldError> {
    read(file, reader, false)
}

fn read(file: &str, reader: impl BufRead, labelled: bool) -> Result<Vec<GoldStory>, GoldError> {
    let mut out = Vec::new();
    for (index, line) in reader.lines().enumerate() {
        let line = line.map_err(|source| GoldError::Unreadable {
            file: file.to_owned(),
            source,
        })?;
        if line.trim().is_empty() {
            continue;
        }
        let malformed = |reason: String| GoldError::Malformed {
            file: file.to_owned(),
            line: index + 1,
            reason,
        };
        let line: Line = serde_json::from_str(&line).map_err(|e| malformed(e.to_string()))?;
        let mut topics = BTreeMap::new();
        for (topic, word) in line.topics {
            let verdict = [Verdict::About, Verdict::Mentions, Verdict::No]
                .into_iter()
                .find(|v| v.code() == word)
                .ok_or_else(|| malformed(format!("`{word}` is no verdict of `{topic}`")))?;
            let label = Label {
                about: verdict == Verdict::About,
                verdict: Some(verdict),
                doubt: line.doubt.contains(&topic),
            };
            topics.insert(topic, label);
        }
        for topic in line.scored {
            let label = Label {
                about: line.gold.contains(&topic),
                verdict: None,
                doubt: false,
            };
            topics.entry(topic).or_insert(label);
        }
        if labelled && topics.is_empty() {
            return Err(malformed(
                "neither `topics` nor `scored` names a topic".to_owned(),
            ));
        }
        let tag = line.lang.unwrap_or_default();
        out.push(GoldStory {
            id: line.id.unwrap_or_else(|| format!("{file}:{}", index + 1)),
            language: Language::from_tag(&tag),
            language_tag: tag,
            class: line.class,
            headline: line.headline,
            body: line.body,
            topics,
        });
    }
    Ok(out)
}

impl GoldStory {
    /// The story as the pipeline would see its text.
    pub fn story(&self) -> Story {
        let mut story = story_of(&self.headline, &self.body);
        story.id.clone_from(&self.id);
        story
    }
}

/// A story of a gold file's headline and body. Hard-wrapped copy, where only indented lines begin paragraphs, is unwrapped.
pub fn story_of(headline: &str, body: &str) -> Story {
    if body.contains("\n\n") || !is_wrapped(body) {
        return Story::from_text(headline, body);
    }
    let mut unwrapped = String::with_capacity(body.len() + 64);
    for line in body.lines() {
        if line.starts_with([' ', '\t']) || unwrapped.is_empty() {
            unwrapped.push_str("\n\n");
        } else {
            unwrapped.push(' ');
        }
        unwrapped.push_str(line.trim());
    }
    Story::from_text(headline, &unwrapped)
}

/// Lines are broken at a fixed width and some are indented.
fn is_wrapped(body: &str) -> bool {
    body.lines().count() > 2
        && body.lines().all(|l| l.chars().count() <= 80)
        && body.lines().any(|l| l.starts_with([' ', '\t']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_shapes_of_labels_are_read() {
        let text = concat!(
            r#"{"id":"1","lang":"fr","headline":"h","body":"b","topics":{"energy":"mentions"},"doubt":["energy"]}"#,
            "\n\n",
            r#"{"id":"2","lang":"xx","headline":"h","body":"b","gold":["climate"],"scored":["climate","energy"]}"#,
        );
        let gold = read_gold("g", text.as_bytes()).unwrap();
        let energy = gold[0].topics["energy"];
        assert_eq!(
            (energy.about, energy.verdict, energy.doubt),
            (false, Some(Verdict::Mentions), true)
        );
        assert_eq!(gold[1].language, None);
        assert!(gold[1].topics["climate"].about && !gold[1].topics["energy"].about);
        assert!(!gold[1].topics.contains_key("diplomacy"));
    }

    #[test]
    fn samples_need_no_labels_and_gold_does() {
        let line = "{\"headline\":\"h\",\"body\":\"b\"}";
        assert!(
            read_sample("s", line.as_bytes()).unwrap()[0]
                .topics
                .is_empty()
        );
        assert!(read_gold("s", line.as_bytes()).is_err());
    }

    #[test]
    fn a_bad_line_is_named() {
        let error =
            read_gold("g", "\n{\"topics\":{\"energy\":\"perhaps\"}}".as_bytes()).unwrap_err();
        assert!(error.to_string().starts_with("g:2:"), "{error}");
    }

    #[test]
    fn wrapped_copy_becomes_paragraphs() {
        let story = story_of("h", "LONDON, March 3 - Oil\nrose.\n  A second\nparagraph.");
        let texts: Vec<_> = story.paragraph_texts().collect();
        assert_eq!(
            texts,
            ["LONDON, March 3 - Oil rose.", "A second paragraph."]
        );
    }
}
