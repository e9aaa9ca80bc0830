//! The one list of what the program asks of the brokers, by what is done with it.

use super::Purpose;
use crate::config::{Config, Guarantee};
use crate::recovery;
use serde::Serialize;

/// What a right is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Resource {
    Topic,
    Group,
    #[serde(rename = "transactional-id")]
    TransactionalId,
}

impl Resource {
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Topic => "topic",
            Self::Group => "group",
            Self::TransactionalId => "transactional-id",
        }
    }
}

/// Rights on one resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Right {
    pub(super) resource: Resource,
    /// `*` stands for all.
    pub(super) name: String,
    /// The name is the beginning of names.
    pub(super) prefixed: bool,
    pub(super) operations: Vec<&'static str>,
    /// What it is for.
    pub(super) reason: &'static str,
    /// It grants more than is needed, and why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) wider: Option<String>,
}

/// The list, each resource once.
pub(super) fn rights(config: &Config, keys: &[String], purposes: &[Purpose]) -> Vec<Right> {
    let mut list = List::default();
    let dead = config.outputs.dead_letters.topic.as_str();
    let group = config.source.group.as_str();
    for purpose in purposes {
        match purpose {
            Purpose::Run => {
                list.inputs(config, &["Read", "Describe"], "input");
                list.named(
                    Resource::Group,
                    group,
                    &["Read", "Describe"],
                    "offsets and membership",
                );
                for topic in config.output_topics(keys) {
                    let reason = if topic == dead {
                        "dead letters"
                    } else {
                        "output"
                    };
                    // The last for how much it takes at once.
                    let operations = &["Write", "Describe", "DescribeConfigs"];
                    list.named(Resource::Topic, &topic, operations, reason);
                }
                if config.delivery.guarantee == Guarantee::ExactlyOnce {
                    // One an instance: the group and the instance's name.
                    list.prefix(
                        Resource::TransactionalId,
                        &format!("{group}-"),
                        &["Write", "Describe"],
                        "transactions",
                    );
                }
            }
            Purpose::Check => {
                list.inputs(
                    config,
                    &["Describe", "DescribeConfigs"],
                    "input, its limit of size",
                );
                list.named(
                    Resource::Group,
                    group,
                    &["Describe"],
                    "whether the group may be used",
                );
                for topic in config.output_topics(keys) {
                    list.named(
                        Resource::Topic,
                        &topic,
                        &["Describe"],
                        "whether it is there",
                    );
                }
                list.named(
                    Resource::Topic,
                    dead,
                    &["DescribeConfigs"],
                    "its limit of size",
                );
            }
            Purpose::Apply => {
                list.inputs(
                    config,
                    &["Describe", "DescribeConfigs"],
                    "input, its limit of size",
                );
                for topic in config.output_topics(keys) {
                    list.named(
                        Resource::Topic,
                        &topic,
                        &["Create", "Describe"],
                        "to be created",
                    );
                }
            }
            Purpose::Dlq => {
                list.named(Resource::Topic, dead, &["Read", "Describe"], "dead letters");
                list.inputs(
                    config,
                    &["Read", "Write", "Describe"],
                    "where letters go back to, and originals are",
                );
                list.named(
                    Resource::Group,
                    &recovery::redrive_group(group),
                    &["Read", "Describe"],
                    "which letters went back",
                );
            }
            Purpose::Replay => {
                list.inputs(config, &["Read", "Describe"], "input");
                list.prefix(
                    Resource::Group,
                    &recovery::replay_group(group, ""),
                    &["Read", "Describe"],
                    "progress of a replay",
                );
                if config.outputs.enriched.enabled {
                    list.named(
                        Resource::Topic,
                        &config.outputs.enriched.topic,
                        &["Read", "Describe"],
                        "what is compared with",
                    );
                }
            }
        }
    }
    list.0
        .sort_by(|a, b| (a.resource, &a.name).cmp(&(b.resource, &b.name)));
    list.0
}

#[derive(Default)]
struct List(Vec<Right>);

impl List {
    fn named(
        &mut self,
        resource: Resource,
        name: &str,
        operations: &[&'static str],
        reason: &'static str,
    ) {
        self.add(resource, name, false, operations, reason, None);
    }

    fn prefix(
        &mut self,
        resource: Resource,
        name: &str,
        operations: &[&'static str],
        reason: &'static str,
    ) {
        self.add(resource, name, true, operations, reason, None);
    }

    fn inputs(&mut self, config: &Config, operations: &[&'static str], reason: &'static str) {
        for topic in &config.source.topics {
            if !topic.starts_with('^') {
                self.named(Resource::Topic, topic, operations, reason);
                continue;
            }
            let (literal, exact) = beginning(topic);
            let wider = (!exact).then(|| {
                format!("{topic} can't be said in a list: this takes more topics than it matches")
            });
            let (name, prefixed) = if literal.is_empty() {
                ("*", false)
            } else {
                (literal.as_str(), true)
            };
            self.add(Resource::Topic, name, prefixed, operations, reason, wider);
        }
    }

    fn add(
        &mut self,
        resource: Resource,
        name: &str,
        prefixed: bool,
        operations: &[&'static str],
        reason: &'static str,
        wider: Option<String>,
    ) {
        let same =
            |r: &&mut Right| r.resource == resource && r.name == name && r.prefixed == prefixed;
        if let Some(right) = self.0.iter_mut().find(same) {
            for operation in operations {
                if !right.operations.contains(operation) {
                    right.operations.push(operation);
                }
            }
        } else {
            self.0.push(Right {
                resource,
                name: name.to_owned(),
                prefixed,
                operations: operations.to_vec(),
                reason,
                wider,
            });
        }
    }
}

/// What every name a pattern matches begins with, and whether a prefix says no more than the pattern does.
fn beginning(pattern: &str) -> (String, bool) {
    let mut literal = String::new();
    let mut chars = pattern.chars().skip(1).peekable();
    let outer = pattern.chars().scan(0_usize, |depth, c| {
        *depth = match c {
            '(' => *depth + 1,
            ')' => depth.saturating_sub(1),
            _ => *depth,
        };
        Some((*depth, c))
    });
    if outer.into_iter().any(|(depth, c)| depth == 0 && c == '|') {
        // Alternatives may have no beginning in common.
        return (literal, false);
    }
    while let Some(c) = chars.next() {
        let plain = match c {
            '\\' => chars.next(),
            c if c.is_ascii_alphanumeric() || matches!(c, '_' | '-') => Some(c),
            '.' => {
                let rest: String = chars.collect();
                return (literal, rest == "*" || rest == "*$");
            }
            _ => None,
        };
        let Some(plain) =
            plain.filter(|p| p.is_ascii_alphanumeric() || matches!(p, '.' | '_' | '-'))
        else {
            return (literal, false);
        };
        // What may be left out or repeated is no part of every name.
        if chars
            .peek()
            .is_some_and(|next| matches!(next, '*' | '?' | '+' | '{'))
        {
            return (literal, false);
        }
        literal.push(plain);
    }
    // A subscription matches anywhere behind the beginning, so that a pattern without an end is a prefix.
    (literal, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_becomes_the_narrowest_prefix() {
        for (pattern, prefix, exact) in [
            ("^wire\\..*", "wire.", true),
            ("^wire\\.", "wire.", true),
            ("^wire\\.(afp|dpa)$", "wire.", false),
            ("^wire|^desk", "", false),
            ("^wire[.]a", "wire", false),
            ("^wires?", "wire", false),
            ("^.*", "", true),
            ("^wire.afp", "wire", false),
        ] {
            assert_eq!(beginning(pattern), (prefix.to_owned(), exact), "{pattern}");
        }
    }
}
