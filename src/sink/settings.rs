//! Which outputs there are and what they look like: section `outputs` of the configuration.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// Where stories go and in what dress.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RouteSettings {
    /// `CloudEvents` attributes: `binary` (headers, value stays plain JSON), `structured` (an envelope around enriched
    /// and routed records; facts stay flat), `none`.
    pub cloudevents: CloudEvents,
    /// `CloudEvents` source: a URI reference that names this installation.
    pub source: String,
    /// Every story with everything found out about it.
    pub enriched: EnrichedOutput,
    /// One topic a topic, for the stories that are about it.
    pub routed: RoutedOutput,
    /// One small flat row a story, for analytics.
    pub facts: FactsOutput,
}

/// How `CloudEvents` attributes travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum CloudEvents {
    /// In `ce_` headers.
    #[default]
    Binary,
    /// In an envelope around the value.
    Structured,
    /// Not at all.
    None,
}

/// Output `stories.enriched`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct EnrichedOutput {
    pub enabled: bool,
    /// Kafka topic.
    pub topic: String,
}

/// Outputs `stories.<topic>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RoutedOutput {
    pub enabled: bool,
    /// Begins the name of the Kafka topic; the topic's key follows.
    pub prefix: String,
    /// The whole record, or a reference to it.
    pub form: RoutedForm,
    /// What is different for single topics, by their key.
    pub topics: BTreeMap<String, RoutedTopic>,
}

/// What a routed topic carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RoutedForm {
    /// The enriched record.
    #[default]
    Full,
    /// Ids, headline and verdicts.
    Reference,
}

/// What is different for one topic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RoutedTopic {
    pub enabled: bool,
    /// Kafka topic in place of prefix and key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
}

/// Output `stories.facts`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct FactsOutput {
    pub enabled: bool,
    /// Kafka topic.
    pub topic: String,
}

impl Default for RouteSettings {
    fn default() -> Self {
        Self {
            cloudevents: CloudEvents::default(),
            source: "/copytaster".into(),
            enriched: EnrichedOutput::default(),
            routed: RoutedOutput::default(),
            facts: FactsOutput::default(),
        }
    }
}

impl Default for EnrichedOutput {
    fn default() -> Self {
        Self {
            enabled: true,
            topic: "stories.enriched".into(),
        }
    }
}

impl Default for RoutedOutput {
    fn default() -> Self {
        Self {
            enabled: true,
            prefix: "stories.".into(),
            form: RoutedForm::default(),
            topics: BTreeMap::new(),
        }
    }
}

impl Default for RoutedTopic {
    fn default() -> Self {
        Self {
            enabled: true,
            topic: None,
        }
    }
}

impl Default for FactsOutput {
    fn default() -> Self {
        Self {
            enabled: true,
            topic: "stories.facts".into(),
        }
    }
}

/// A mistake in the settings: which key, and what is wrong with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsProblem {
    /// Key within the section, `routed.topics.energy.topic`.
    pub key: String,
    pub problem: String,
}

impl fmt::Display for SettingsProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.key, self.problem)
    }
}

impl RouteSettings {
    /// Kafka topics these settings write, for the configured topic keys; each once, in the order of the flow.
    pub fn output_topics<'a>(&self, keys: impl IntoIterator<Item = &'a str>) -> Vec<String> {
        let mut topics = Vec::new();
        if self.enriched.enabled {
            topics.push(self.enriched.topic.clone());
        }
        topics.extend(keys.into_iter().filter_map(|key| self.routed.topic_of(key)));
        if self.facts.enabled {
            topics.push(self.facts.topic.clone());
        }
        let mut seen = std::collections::HashSet::new();
        topics.retain(|topic| seen.insert(topic.clone()));
        topics
    }

    /// Everything that is wrong with the settings, all at once, given the configured topic keys.
    pub fn problems<'a>(&self, keys: impl IntoIterator<Item = &'a str>) -> Vec<SettingsProblem> {
        let mut problems = Vec::new();
        let mut add =
            |key: String, problem: String| problems.push(SettingsProblem { key, problem });
        if self.source.is_empty() || !self.source.bytes().all(|b| b.is_ascii_graphic()) {
            add(
                "source".into(),
                "must be a URI reference without spaces, like /copytaster or https://news.example/desk"
                    .into(),
            );
        }
        let keys: Vec<&str> = keys.into_iter().collect();
        for key in self.routed.topics.keys() {
            if !keys.contains(&key.as_str()) {
                let known = keys.join(", ");
                add(
                    format!("routed.topics.{key}"),
                    format!("no topic has this key; there are: {known}"),
                );
            }
        }
        // Records of two kinds in one topic would break every reader of it.
        let mut taken: Vec<(String, String)> = Vec::new();
        let outputs = [
            (
                self.enriched.enabled,
                "enriched.topic",
                Some(self.enriched.topic.clone()),
            ),
            (
                self.facts.enabled,
                "facts.topic",
                Some(self.facts.topic.clone()),
            ),
        ]
        .into_iter()
        .map(|(enabled, key, topic)| (key.to_owned(), topic.filter(|_| enabled)))
        .chain(keys.iter().map(|key| {
            (
                format!("routed.topics.{key}.topic"),
                self.routed.topic_of(key),
            )
        }));
        for (key, topic) in outputs {
            let Some(topic) = topic else { continue };
            if let Some(problem) = topic_name_problem(&topic) {
                add(key, problem);
            } else if let Some((other, _)) = taken.iter().find(|(_, name)| *name == topic) {
                let problem = format!("{topic:?} is also the topic of {other}; give each its own");
                add(key, problem);
            } else {
                taken.push((key, topic));
            }
        }
        problems
    }
}

impl RoutedOutput {
    /// The Kafka topic for stories about a topic; `None` when that output is off.
    pub fn topic_of(&self, key: &str) -> Option<String> {
        let own = self.topics.get(key);
        if !self.enabled || own.is_some_and(|topic| !topic.enabled) {
            return None;
        }
        let name = own.and_then(|topic| topic.topic.clone());
        Some(name.unwrap_or_else(|| format!("{}{key}", self.prefix)))
    }
}

/// Kafka's own rule for names (`org.apache.kafka.common.internals.Topic`).
fn topic_name_problem(name: &str) -> Option<String> {
    let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    if name.is_empty() || name.len() > 249 {
        Some(format!(
            "a topic name has 1 to 249 characters, this one {}",
            name.len()
        ))
    } else if name == "." || name == ".." || !name.chars().all(legal) {
        Some(format!(
            "{name:?} is no topic name: letters, digits, '.', '_' and '-' only"
        ))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: [&str; 3] = ["diplomacy", "climate", "energy"];

    #[test]
    fn an_empty_section_means_the_defaults() {
        let settings: RouteSettings = toml::from_str("").unwrap();
        assert_eq!(settings, RouteSettings::default());
        assert!(settings.problems(KEYS).is_empty());
        assert_eq!(
            settings.output_topics(KEYS),
            [
                "stories.enriched",
                "stories.diplomacy",
                "stories.climate",
                "stories.energy",
                "stories.facts"
            ]
        );
    }

    #[test]
    fn each_output_can_be_renamed_and_switched_off_alone() {
        let text = r#"
            cloudevents = "none"
            [enriched]
            enabled = false
            [routed]
            form = "reference"
            [routed.topics.energy]
            topic = "desk-energy"
            [routed.topics.climate]
            enabled = false
        "#;
        let settings: RouteSettings = toml::from_str(text).unwrap();
        assert_eq!(
            settings.output_topics(KEYS),
            ["stories.diplomacy", "desk-energy", "stories.facts"]
        );
        assert!(toml::from_str::<RouteSettings>("[fact]").is_err());
    }

    #[test]
    fn all_mistakes_are_told_at_once() {
        let text = r#"
            source = "two words"
            [enriched]
            topic = "stories.facts"
            [routed.topics.energy]
            topic = "énergie"
            [routed.topics.sport]
        "#;
        let settings: RouteSettings = toml::from_str(text).unwrap();
        let problems = settings.problems(KEYS);
        let keys: Vec<&str> = problems.iter().map(|p| p.key.as_str()).collect();
        assert_eq!(
            keys,
            [
                "source",
                "routed.topics.sport",
                "facts.topic",
                "routed.topics.energy.topic"
            ]
        );
    }
}
