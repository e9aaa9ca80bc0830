//! The configuration: typed sections, laid together from layers, checked once.
//!
//! Layers, the weakest first: defaults, `COPYTASTER_DEFAULT__SECTION__KEY`, files (a later `-c` wins),
//! `COPYTASTER__SECTION__KEY`, `--set a.b=c`, flags.
//! Every value keeps its origin. All problems are told at once, with the line and the nearest known key; the values of
//! secrets are never shown. With no layer but the defaults the service runs against `localhost:9092`.
//!
//! * sections — one file each: [`kafka`], [`source`], [`delivery`], [`wire`], [`taxonomy`], [`suppliers`],
//!   [`outputs`], [`http`], [`log`]
//! * reading — [`file`], [`environment`], [`tree`], [`origin`]
//! * checking — [`schema`] and [`shape`] (each setting), [`properties`] (librdkafka's), [`rules`] and `membership` (between settings),
//!   `named_files` (what they name)
//! * use — [`clients`] (librdkafka's settings), [`engine`] (the engine's), [`memory`]
//! * supplier profiles — [`profiles`]
//! * watching — [`watch`] (whether the files have changed)
//! * showing — [`show`], [`example`], [`reference`]
//!
//! Nothing else in the crate reads the environment.

pub mod clients;
pub mod delivery;
pub mod engine;
pub mod environment;
pub mod example;
pub mod file;
pub mod http;
pub mod kafka;
pub mod log;
mod membership;
pub mod memory;
mod named_files;
pub mod origin;
pub mod outputs;
mod owned_properties;
pub mod problem;
pub mod profiles;
pub mod properties;
pub mod reference;
pub mod rules;
mod scalar;
pub mod schema;
pub mod secret;
pub mod shape;
pub mod show;
pub mod source;
pub mod suppliers;
pub mod taxonomy;
pub mod tree;
pub mod units;
pub mod watch;
pub mod wire;

pub use delivery::{DeliverySection, Guarantee};
pub use environment::Environment;
pub use http::HttpSection;
pub use kafka::KafkaSection;
pub use log::{LogColor, LogFormat, LogSection};
pub use origin::Origin;
pub use outputs::OutputsSection;
pub use problem::{ConfigError, Problem};
pub use secret::Secret;
pub use source::SourceSection;
pub use suppliers::{Supplier, Suppliers};
pub use taxonomy::TaxonomySection;
pub use units::{Bytes, Period};
pub use wire::WireSection;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use tree::{Node, Value};

/// Everything that can be set.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where the brokers are and how to log in.
    pub kafka: KafkaSection,
    /// What is read and as which member of which group.
    pub source: SourceSection,
    /// What is promised and how much may be in flight.
    pub delivery: DeliverySection,
    /// What one record may ask of the decoder, and by which profiles agencies are read.
    pub wire: WireSection,
    /// Which files define the topics.
    pub taxonomy: TaxonomySection,
    /// What this installation knows of agencies, by name; laid over their profiles (docs/formats.md).
    pub suppliers: Suppliers,
    /// Which topics are written, in which form, and how the producer sends.
    pub outputs: OutputsSection,
    /// The admin server: metrics and health.
    pub http: HttpSection,
    /// What is logged and how it looks.
    pub log: LogSection,
}

impl Config {
    /// Output topics that don't depend on the taxonomy, with the setting that names each.
    pub fn fixed_outputs(&self) -> Vec<(String, &str)> {
        let outputs = &self.outputs;
        let mut topics = Vec::new();
        if outputs.enriched.enabled {
            topics.push((
                "outputs.enriched.topic".to_owned(),
                outputs.enriched.topic.as_str(),
            ));
        }
        if outputs.facts.enabled {
            topics.push((
                "outputs.facts.topic".to_owned(),
                outputs.facts.topic.as_str(),
            ));
        }
        topics.push((
            "outputs.dead_letters.topic".to_owned(),
            outputs.dead_letters.topic.as_str(),
        ));
        topics
    }

    /// All output topics, given the keys of the taxonomy: fixed ones first, dead letters last.
    pub fn output_topics(&self, taxonomy: &[String]) -> Vec<String> {
        let outputs = &self.outputs;
        let mut topics: Vec<String> = self
            .fixed_outputs()
            .into_iter()
            .map(|(_, topic)| topic.to_owned())
            .collect();
        if outputs.routed.enabled {
            let letters = topics.pop();
            topics.extend(
                taxonomy
                    .iter()
                    .map(|key| format!("{}{key}", outputs.routed.prefix)),
            );
            topics.extend(letters);
        }
        topics
    }
}

/// What is laid over the defaults.
#[derive(Debug, Clone, Default)]
pub struct Layers {
    /// Files in the order given; a later one wins. Empty: the usual places are searched.
    pub files: Vec<PathBuf>,
    /// `key=value`, as given to `--set`.
    pub sets: Vec<String>,
    /// Flags that stand for a setting: flag, setting, value.
    pub flags: Vec<(&'static str, &'static str, String)>,
}

/// A configuration and where its values come from.
#[derive(Debug, Clone)]
pub struct Loaded {
    pub config: Config,
    /// The merged tree.
    pub tree: Node,
    /// Files that were read.
    pub files: Vec<PathBuf>,
}

/// Lays all layers together and checks the result.
///
/// # Errors
/// Every problem found: unreadable files, bad syntax, unknown keys, wrong kinds, values out of bounds, refused
/// librdkafka properties, settings that contradict one another.
pub fn load(layers: &Layers, environment: &Environment) -> Result<Loaded, ConfigError> {
    let mut problems = Vec::new();
    let defaults = serde_json::to_value(Config::default()).unwrap_or_default();
    let mut tree =
        Node::of_json(&defaults, &Origin::Default).unwrap_or_else(|| Node::table(Origin::Default));

    tree.overlay(environment.defaults());
    let mut files = layers.files.clone();
    if files.is_empty() {
        files.extend(file::find(environment));
    }
    for path in &files {
        if let Some(layer) = file::read(path, &mut problems) {
            tree.overlay(layer);
        }
    }
    for name in environment.garbled() {
        problems.push(Problem::new(
            "",
            Origin::Environment(name.clone()),
            "the value is not UTF-8",
        ));
    }
    tree.overlay(environment.layer());
    for set in &layers.sets {
        match parse_set(set) {
            Some((key, value)) => {
                let path = key_path(&key);
                tree.overlay(Node::at_path(&path, Value::Raw(value), &Origin::Set(key)));
            }
            None => problems.push(
                // The text may be a value without its key: not repeated.
                Problem::new("", Origin::Default, "--set: expected SECTION.KEY=VALUE")
                    .help("such as --set source.group=desk-2"),
            ),
        }
    }
    for (flag, key, value) in &layers.flags {
        let path = key_path(key);
        tree.overlay(Node::at_path(
            &path,
            Value::Raw(value.clone()),
            &Origin::Flag(flag),
        ));
    }

    let json = shape::check(&mut tree, &mut problems);
    let mut config = match serde_json::from_value::<Config>(json) {
        Ok(config) => config,
        Err(error) => {
            // The schema let something through that the types don't take. Its message may hold a value.
            problems.push(Problem::new(
                "",
                Origin::Default,
                format!("a setting is not understood ({:?} error)", error.classify()),
            ));
            Config::default()
        }
    };
    named_files::read(&mut config, &tree, &mut problems);
    rules::check(&config, &tree, &mut problems);
    if problems.is_empty() {
        Ok(Loaded {
            config,
            tree,
            files,
        })
    } else {
        // In the order of the files, then of the stronger layers.
        problems.sort_by_key(Problem::place);
        Err(ConfigError { problems })
    }
}

fn parse_set(text: &str) -> Option<(String, String)> {
    let (key, value) = text.split_once('=')?;
    let key = key.trim();
    (!key.is_empty() && key.split('.').all(|part| !part.is_empty()))
        .then(|| (key.to_owned(), value.to_owned()))
}

/// The path of a dotted key; quotes around a part (`kafka.properties."a.b"`) may be left out.
fn key_path(key: &str) -> Vec<String> {
    key.replace('"', "").split('.').map(str::to_owned).collect()
}

#[cfg(test)]
#[path = "load_tests.rs"]
mod tests;
