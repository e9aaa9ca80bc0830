//! What the operator knows about a topic's wire before the first byte is read.
//!
//! Owns the table topic → supplier and charset. Hints fill gaps: what a record says of itself wins over them, and its
//! bytes win over both.

use regex::Regex;
use std::collections::BTreeMap;

/// What is known of one input topic.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hint {
    /// Supplier of stories that name none.
    pub supplier: Option<String>,
    /// Charset of bytes that declare none and are not UTF-8, as an IANA or WHATWG label.
    pub charset: Option<String>,
}

/// Hints by topic, with one for topics that have no entry.
#[derive(Debug, Clone, Default)]
pub struct Hints {
    pub default: Hint,
    /// By the topic's name.
    pub topics: BTreeMap<String, Hint>,
    /// By a pattern on the name, the first that matches; asked when no name fits.
    pub patterns: Vec<(Regex, Hint)>,
}

impl Hints {
    /// The hint for records of this topic.
    pub fn of(&self, topic: &str) -> &Hint {
        let by_pattern = || {
            self.patterns
                .iter()
                .find(|(pattern, _)| pattern.is_match(topic))
                .map(|(_, hint)| hint)
        };
        self.topics
            .get(topic)
            .or_else(by_pattern)
            .unwrap_or(&self.default)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_comes_before_a_pattern_and_a_pattern_before_the_default() {
        let hint = |name: &str| Hint {
            supplier: Some(name.to_owned()),
            charset: None,
        };
        let hints = Hints {
            default: hint("default"),
            topics: BTreeMap::from([("wire.a".to_owned(), hint("name"))]),
            patterns: vec![(Regex::new("^wire\\.").unwrap(), hint("pattern"))],
        };
        let of = |topic| hints.of(topic).supplier.as_deref().unwrap();
        assert_eq!(
            [of("wire.a"), of("wire.b"), of("other")],
            ["name", "pattern", "default"]
        );
    }
}
