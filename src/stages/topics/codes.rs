//! Agency codes as evidence: which topics a story's own subject codes speak for.
//!
//! Owns the spelling of codes. Promises that codes of any spelling in use (`medtop:20000256`, its URI, the bare number,
//! `N2:OILG`) find the topic that lists them. Codes are evidence, not truth: their weight is in the model.

use super::definition::Definition;
use crate::story::{AgencyCode, Story};
use std::collections::HashMap;

/// Topics by code.
#[derive(Debug, Clone, Default)]
pub struct Codes {
    topics: HashMap<String, Vec<(u8, bool)>>,
}

impl Codes {
    /// The codes of all definitions, in their order.
    pub fn new(definitions: &[Definition]) -> Self {
        let mut topics: HashMap<String, Vec<(u8, bool)>> = HashMap::new();
        for (index, definition) in definitions.iter().enumerate() {
            let core = definition.core.iter().map(|c| (c, true));
            for (code, core) in core.chain(definition.related.iter().map(|c| (c, false))) {
                let entry = topics.entry(canonical(code)).or_default();
                entry.push((index as u8, core));
            }
        }
        Self { topics }
    }

    /// Codes of the story that a topic lists, each once, core codes first.
    pub fn of(&self, story: &Story, topic: u8) -> Vec<AgencyCode> {
        let mut out: Vec<AgencyCode> = Vec::new();
        for code in story.subjects.iter().filter_map(|s| s.code.as_deref()) {
            let Some(listed) = self.topics.get(&canonical(code)) else {
                continue;
            };
            for (_, core) in listed.iter().filter(|(t, _)| *t == topic) {
                if !out.iter().any(|c| c.code == code) {
                    out.push(AgencyCode {
                        code: code.to_owned(),
                        core: *core,
                    });
                }
            }
        }
        out.sort_by_key(|c| !c.core);
        out
    }
}

/// One spelling: last part of a URI, lower case, IPTC numbers with their scheme.
fn canonical(code: &str) -> String {
    let code = code.trim().trim_end_matches('/');
    let medtop = code.contains("mediatopic");
    let last = code.rsplit('/').next().unwrap_or(code).to_ascii_lowercase();
    let number = last.rsplit(':').next().unwrap_or(&last);
    if number.len() == 8 && number.bytes().all(|b| b.is_ascii_digit()) {
        // Media Topics below the first level are numbered from 20000000; the first level shares the old numbers.
        let scheme = match last.split_once(':') {
            Some((scheme, _)) if scheme.starts_with("med") => "medtop",
            Some((scheme, _)) if scheme.starts_with("subj") => "subj",
            _ if medtop || number.starts_with('2') => "medtop",
            _ => "subj",
        };
        return format!("{scheme}:{number}");
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::CodeRef;

    #[test]
    fn codes_of_any_spelling_find_their_topic() {
        let mut definition = Definition::bare("t".into(), "energy".into());
        definition.core = vec!["medtop:20000256".into(), "N2:OILG".into()];
        definition.related = vec!["subj:11020000".into()];
        let codes = Codes::new(&[definition]);
        let mut story = Story::from_text("h", "b");
        for (code, core) in [
            ("http://cv.iptc.org/newscodes/mediatopic/20000256", true),
            ("20000256", true),
            ("MEDTOP:20000256", true),
            ("n2:OILG", true),
            ("11020000", false),
        ] {
            story.subjects = vec![CodeRef {
                code: Some(code.to_owned()),
                ..CodeRef::default()
            }];
            let found = codes.of(&story, 0);
            assert_eq!(found.len(), 1, "{code}");
            assert_eq!(found[0].core, core, "{code}");
        }
        story.subjects = vec![CodeRef::default()];
        assert!(codes.of(&story, 0).is_empty());
    }
}
