//! Which topics a configuration needs, and which of them a cluster lacks.
//!
//! Pure: works on a configuration and a list of topics, so that `run`, `check`, `topics plan` and `topics apply` can't
//! disagree.

use super::cluster::{TopicFacts, TopicPlan};
use crate::config::Config;
use crate::config::rules::LETTER_HEADERS;
use std::collections::BTreeMap;

/// Size from which a topic must be told to take a message: Kafka's default `max.message.bytes`.
pub const KAFKA_MAX_MESSAGE: u64 = 1_048_588;

/// The output topics, as `topics apply` would make them. Inputs are their producers' business.
pub fn outputs(config: &Config, taxonomy: &[String]) -> Vec<TopicPlan> {
    let letters = &config.outputs.dead_letters.topic;
    config
        .output_topics(taxonomy)
        .into_iter()
        .map(|name| {
            let mut settings = BTreeMap::from([
                ("cleanup.policy".to_owned(), "delete".to_owned()),
                (
                    "min.insync.replicas".to_owned(),
                    config.outputs.min_insync_replicas.to_string(),
                ),
            ]);
            if name == *letters {
                let retention = config.outputs.dead_letters.retention.0.as_millis();
                settings.insert("retention.ms".to_owned(), retention.to_string());
                settings.insert(
                    "max.message.bytes".to_owned(),
                    letter_bytes(config, KAFKA_MAX_MESSAGE).to_string(),
                );
            }
            TopicPlan {
                name,
                partitions: config.outputs.partitions,
                replication_factor: config.outputs.replication_factor,
                settings,
            }
        })
        .collect()
}

/// What the dead letter topic must take, for inputs of topics that take `input` bytes.
pub fn letter_bytes(config: &Config, input: u64) -> u64 {
    input.max(config.wire.max_payload_bytes.0) + LETTER_HEADERS
}

/// What the cluster lacks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Missing {
    /// Inputs that are named and not there.
    pub inputs: Vec<String>,
    pub outputs: Vec<String>,
}

impl Missing {
    pub fn of(
        config: &Config,
        taxonomy: &[String],
        present: &BTreeMap<String, TopicFacts>,
    ) -> Self {
        let lacks = |topic: &str| !present.contains_key(topic);
        Self {
            inputs: config
                .source
                .named()
                .filter(|t| lacks(t))
                .map(str::to_owned)
                .collect(),
            outputs: config
                .output_topics(taxonomy)
                .into_iter()
                .filter(|t| lacks(t))
                .collect(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.inputs.is_empty() && self.outputs.is_empty()
    }

    /// What to tell and what helps, inputs and outputs apart.
    pub fn told(&self, files: &[std::path::PathBuf]) -> Vec<(String, String)> {
        let mut told = Vec::new();
        if !self.inputs.is_empty() {
            told.push((
                format!(
                    "input topics that are not there, or that this login may not see: {}",
                    self.inputs.join(", ")
                ),
                "correct source.topics, or let their producer create them".to_owned(),
            ));
        }
        if !self.outputs.is_empty() {
            let config = files.iter().fold(String::new(), |all, file| {
                all + " -c " + &file.display().to_string()
            });
            told.push((
                format!(
                    "output topics that are not there, or that this login may not see: {}",
                    self.outputs.join(", ")
                ),
                format!("create them with `copytaster topics apply{config}`"),
            ));
        }
        told
    }

    /// The same as one text.
    pub fn message(&self, files: &[std::path::PathBuf]) -> String {
        let told: Vec<String> = self
            .told(files)
            .into_iter()
            .map(|(what, fix)| format!("{what}\n   = {fix}"))
            .collect();
        told.join("\n")
    }
}

/// Outputs that the service would read again: each with the entry of `source.topics` that takes it. A pattern such as
/// `^stories\\..*` would send every story round for ever.
pub fn feedback(config: &Config, taxonomy: &[String]) -> Vec<(String, String)> {
    let outputs = config.output_topics(taxonomy);
    let mut found = Vec::new();
    for input in &config.source.topics {
        // The client's patterns are POSIX; what both read alike is what people write. One that only the client reads
        // can't be judged here.
        let pattern = input.starts_with('^').then(|| {
            // Topic names are ASCII.
            regex::bytes::RegexBuilder::new(input)
                .unicode(false)
                .build()
        });
        for output in &outputs {
            let takes = match &pattern {
                None => input == output,
                Some(Ok(pattern)) => pattern.is_match(output.as_bytes()),
                Some(Err(_)) => false,
            };
            if takes {
                found.push((input.clone(), output.clone()));
            }
        }
    }
    found
}

/// The same as a text for an error; `None` when there is none.
pub fn feedback_message(config: &Config, taxonomy: &[String]) -> Option<String> {
    let found: Vec<String> = feedback(config, taxonomy)
        .into_iter()
        .map(|(input, output)| format!("`{input}` takes {output}"))
        .collect();
    (!found.is_empty()).then(|| {
        format!(
            "source.topics takes what the service writes, which would go round for ever: {}; narrow the pattern or rename the outputs",
            found.join(", ")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Vec<String> {
        vec!["climate".into(), "sport".into()]
    }

    #[test]
    fn every_output_that_is_on_is_needed_and_no_other() {
        let mut config = Config::default();
        let names = |config: &Config| -> Vec<String> {
            outputs(config, &keys())
                .into_iter()
                .map(|p| p.name)
                .collect()
        };
        assert_eq!(
            names(&config),
            [
                "stories.enriched",
                "stories.facts",
                "stories.climate",
                "stories.sport",
                "stories.dead"
            ]
        );
        config.outputs.facts.enabled = false;
        config.outputs.routed.enabled = false;
        assert_eq!(names(&config), ["stories.enriched", "stories.dead"]);
    }

    #[test]
    fn the_dead_letters_take_the_largest_input_and_its_headers() {
        let config = Config::default();
        let plans = outputs(&config, &[]);
        let letters = plans.last().unwrap();
        assert_eq!(
            letters.settings["max.message.bytes"],
            (KAFKA_MAX_MESSAGE + 65_536).to_string()
        );
        assert!(!plans[0].settings.contains_key("max.message.bytes"));
    }

    #[test]
    fn what_is_missing_is_told_with_the_line_that_helps() {
        let mut config = Config::default();
        config.source.topics = vec!["wire.afp".into(), "^wire\\..*".into()];
        let facts = TopicFacts {
            partitions: 1,
            replicas: 1,
        };
        let mut present: BTreeMap<String, TopicFacts> = config
            .output_topics(&keys())
            .into_iter()
            .map(|t| (t, facts.clone()))
            .collect();
        present.remove("stories.sport");
        let missing = Missing::of(&config, &keys(), &present);
        assert_eq!(
            missing.inputs,
            ["wire.afp"],
            "a pattern may match nothing yet"
        );
        assert_eq!(missing.outputs, ["stories.sport"]);
        let told = missing.message(&["desk.toml".into()]);
        assert!(
            told.contains("`copytaster topics apply -c desk.toml`"),
            "{told}"
        );
        assert!(
            told.contains("wire.afp\n   = correct source.topics"),
            "{told}"
        );
    }

    #[test]
    fn a_pattern_that_takes_an_output_is_found() {
        let mut config = Config::default();
        assert_eq!(feedback_message(&config, &keys()), None);
        config.source.topics = vec!["^stories\\.(raw|c.*)".into(), "stories.sport".into()];
        let told = feedback_message(&config, &keys()).unwrap();
        assert!(
            told.contains("takes stories.climate") && told.contains("takes stories.sport"),
            "{told}"
        );
        assert!(!told.contains("stories.enriched"), "{told}");
    }
}
