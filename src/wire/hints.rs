//! What the operator knows about a topic's wire before the first byte is read.
//!
//! Owns the table topic → supplier and charset. Hints fill gaps: what a record says of itself wins over them, and its bytes win over both.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is known of one input topic.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Hint {
    /// Supplier of stories that name none.
    pub supplier: Option<String>,
    /// Charset of bytes that declare none and are not UTF-8, as an IANA or WHATWG label.
    pub charset: Option<String>,
}

/// Hints by topic, with one for topics that have no entry.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Hints {
    pub default: Hint,
    pub topics: BTreeMap<String, Hint>,
}

impl Hints {
    /// The hint for records of this topic.
    pub fn of(&self, topic: &str) -> &Hint {
        self.topics.get(topic).unwrap_or(&self.default)
    }
}
