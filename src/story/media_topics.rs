//! IPTC's Media Topics as a tree: which topic is part of which, and which old subject code it had.
//!
//! Owns the table in `taxonomy/iptc`. Retired topics are in it, because agencies still send them. Numbers above the highest
//! in the table belong to a newer release: nothing is known of them, and nothing is wrong with them.

use std::collections::HashMap;
use std::sync::LazyLock;

const TABLE: &str = include_str!("../../taxonomy/iptc/mediatopics.tsv");

/// What the table says of one topic.
#[derive(Debug, Clone, Copy)]
struct Row {
    broader: Option<u32>,
    subject: Option<u32>,
    is_retired: bool,
}

static ROWS: LazyLock<HashMap<u32, Row>> = LazyLock::new(|| {
    let rows = TABLE.lines().filter(|line| !line.starts_with('#'));
    rows.filter_map(|line| {
        let mut fields = line.split('\t');
        let mut number = || fields.next()?.parse().ok();
        let (topic, broader, subject) = (number()?, number(), number());
        let is_retired = fields.next() != Some("-");
        let row = Row {
            broader,
            subject,
            is_retired,
        };
        Some((topic, row))
    })
    .collect()
});

static SUBJECTS: LazyLock<HashMap<u32, u32>> = LazyLock::new(|| {
    let with_subject = ROWS.iter().filter_map(|(n, row)| Some((row.subject?, *n)));
    let mut all: Vec<(u32, u32)> = with_subject.collect();
    // Two topics may have had one code: the one in use holds it, then the lower number.
    all.sort_by_key(|(_, topic)| std::cmp::Reverse((ROWS[topic].is_retired, *topic)));
    all.into_iter().collect()
});

/// The number of `medtop:20000256` or `subj:04005000`.
fn number(code: &str, scheme: &str) -> Option<u32> {
    let digits = code.strip_prefix(scheme)?;
    let fits = digits.len() == 8 && digits.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| digits.parse().ok())?
}

/// Whether a code is written as one of IPTC's and may be one: in the table, or of a release after it.
pub fn may_exist(code: &str) -> bool {
    if let Some(topic) = number(code, "medtop:") {
        let highest = ROWS.keys().max().copied().unwrap_or(0);
        return topic > highest || ROWS.contains_key(&topic);
    }
    // The subject codes are closed; most have a topic, those that have none are of the branches 01 to 17 all the same.
    number(code, "subj:").is_some_and(|n| (1_000_000..18_000_000).contains(&n))
}

/// The topics that a code is part of, the nearest first; for an old subject code its topic comes first.
pub fn broader(code: &str) -> Vec<String> {
    let mut chain = Vec::new();
    let mut at = match number(code, "medtop:") {
        Some(topic) => ROWS.get(&topic).and_then(|row| row.broader),
        None => number(code, "subj:").and_then(|n| SUBJECTS.get(&n).copied()),
    };
    // The table is a tree of six levels; the bound only guards against a circle in it.
    while let Some(topic) = at.filter(|_| chain.len() < 12) {
        chain.push(format!("medtop:{topic:08}"));
        at = ROWS.get(&topic).and_then(|row| row.broader);
    }
    chain
}

/// Every code of the table: topics, then old subject codes.
pub fn all() -> impl Iterator<Item = String> {
    let topics = ROWS.keys().map(|n| format!("medtop:{n:08}"));
    topics.chain(SUBJECTS.keys().map(|n| format!("subj:{n:08}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_know_what_they_are_part_of() {
        let chain = broader("medtop:20000265");
        assert_eq!(chain.first().map(String::as_str), Some("medtop:20000256"));
        assert_eq!(chain.last().map(String::as_str), Some("medtop:04000000"));
        assert_eq!(broader("subj:04005005").first().unwrap(), "medtop:20000265");
        assert!(broader("medtop:04000000").is_empty() && broader("N2:OILG").is_empty());
    }

    #[test]
    fn codes_that_cannot_be_are_told_from_those_of_a_newer_release() {
        assert!(may_exist("medtop:20000256") && may_exist("subj:04005000"));
        assert!(may_exist("medtop:20990000"), "a newer release");
        for code in [
            "medtop:20000001",
            "medtop:2000025",
            "subj:99000000",
            "OILG",
            "",
        ] {
            assert!(!may_exist(code), "{code}");
        }
    }
}
