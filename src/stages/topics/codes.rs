//! Agency codes as evidence: which topics a story's own subject codes speak for.
//!
//! Owns the spelling of codes. Promises that codes of any spelling in use (`medtop:20000256`, its URI, the bare number,
//! `N2:OILG`) find the topic that lists them; that what IPTC holds to be part of a core code counts as that code does, retired
//! topics and old subject codes too; and that a code which the supplier's profile translates counts once, as what it stands
//! for. Codes are evidence, not truth: their weight is in the model.

use super::definition::Definition;
use crate::story::{AgencyCode, Story, media_topics};
use std::collections::HashMap;
use std::sync::Arc;

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
        let mut parts = Vec::new();
        for code in media_topics::all() {
            let listed = |code: &String| topics.get(code).map_or(&[][..], Vec::as_slice);
            let mut chain = media_topics::broader(&code);
            chain.insert(0, code.clone());
            if chain.iter().skip(1).all(|code| listed(code).is_empty()) {
                continue;
            }
            for topic in 0..definitions.len() as u8 {
                // The nearest code that the topic lists says what a part of it is; parts of related ones are too far off.
                let mut nearest = chain.iter().enumerate().filter_map(|(level, code)| {
                    let found = listed(code).iter().find(|(t, _)| *t == topic)?;
                    Some((level, found.1))
                });
                if let Some((1.., true)) = nearest.next() {
                    parts.push((code.clone(), topic));
                }
            }
        }
        for (code, topic) in parts {
            topics.entry(code).or_default().push((topic, true));
        }
        Self { topics }
    }

    /// Codes of the story that a topic lists, each once, core codes first.
    pub fn of(&self, story: &Story, topic: u8) -> Vec<AgencyCode> {
        let mut out: Vec<AgencyCode> = Vec::new();
        let sent = story.subjects.iter().filter_map(|s| s.code.as_deref());
        for code in sent {
            if let Some(core) = self.listed(code, topic)
                && out.iter().all(|c| c.code != code)
            {
                out.push(AgencyCode {
                    code: code.to_owned(),
                    via: None,
                    core,
                });
            }
        }
        for mapped in &story.mapped_codes {
            // A code that the topic lists itself, or that the agency sent beside its own, is there already.
            let is_there = |c: &AgencyCode| {
                c.code == mapped.from
                    || canonical(&c.code) == *mapped.to
                    || c.via.as_deref() == Some(&*mapped.to)
            };
            if let Some(core) = self.listed(&mapped.to, topic)
                && !out.iter().any(is_there)
            {
                out.push(AgencyCode {
                    code: mapped.from.clone(),
                    via: Some(Arc::clone(&mapped.to)),
                    core,
                });
            }
        }
        out.sort_by_key(|c| !c.core);
        out
    }

    /// Whether a topic lists a code, and as a core one.
    fn listed(&self, code: &str, topic: u8) -> Option<bool> {
        let listed = self.topics.get(&canonical(code))?;
        let mut own = listed.iter().filter(|(t, _)| *t == topic);
        own.next().map(|(_, core)| *core)
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
    use crate::story::{CodeRef, MappedCode};

    fn story_with(code: &str) -> Story {
        let mut story = Story::from_text("h", "b");
        story.subjects = vec![CodeRef {
            code: Some(code.to_owned()),
            ..CodeRef::default()
        }];
        story
    }

    #[test]
    fn what_is_part_of_a_core_code_counts_and_what_is_part_of_a_related_one_does_not() {
        let mut definition = Definition::bare("t".into(), "sport".into());
        definition.core = vec!["medtop:15000000".into()];
        definition.related = vec!["medtop:06000000".into(), "medtop:20001065".into()];
        let codes = Codes::new(&[definition]);
        // A sport by its topic and by its old subject code; one that is listed itself; wetlands are part of what is related.
        for (code, core) in [
            ("medtop:20000825", Some(true)),
            ("subj:15003000", Some(true)),
            ("medtop:20001065", Some(false)),
            ("medtop:20000440", None),
        ] {
            let found = codes.of(&story_with(code), 0);
            assert_eq!(found.first().map(|c| c.core), core, "{code}");
        }
    }

    #[test]
    fn a_translated_code_counts_once_as_what_it_stands_for() {
        let mut definition = Definition::bare("t".into(), "energy".into());
        definition.core = vec!["medtop:20001243".into(), "N2:OILG".into()];
        let codes = Codes::new(&[definition]);
        let mut story = story_with("XX:OIL");
        let mapped = |from: &str| MappedCode {
            from: from.into(),
            to: "medtop:20001243".into(),
        };
        story.mapped_codes = vec![mapped("XX:OIL"), mapped("XX:GAS")];
        let found = codes.of(&story, 0);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].code, "XX:OIL");
        assert_eq!(found[0].via.as_deref(), Some("medtop:20001243"));
        for beside in ["N2:OILG", "medtop:20001243"] {
            let mut story = story_with(beside);
            story.mapped_codes = vec![mapped("N2:OILG")];
            let found = codes.of(&story, 0);
            assert_eq!((found.len(), found[0].via.as_ref()), (1, None), "{beside}");
        }
    }

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
