//! `[taxonomy]`: which files define the topics, and what an installation sets of each.

use super::units::Period;
use crate::stages::topics::{Adjustment, Taxonomy, TaxonomyError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Folders beside the built-in taxonomy, and thresholds of its topics. Taken over while running: at SIGHUP, and when a
/// file has changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TaxonomySection {
    /// Folders of taxonomy files laid over the built-in ones: a file for a new topic adds it, a file for a topic and
    /// language that exist replaces that one. Relative paths are meant from the folder of the configuration file.
    pub folders: Vec<PathBuf>,
    /// How often is looked whether the content of the taxonomy's and the configuration's files has changed; what has is
    /// loaded once two looks agree, so that a file is not read half written. `0s`: only at SIGHUP.
    #[schemars(extend("x-max" = "1h"))]
    pub reload_interval: Period,
    /// What is set of a topic, by its key. `copytaster evaluate --fit-prior` prints such tables.
    pub topics: BTreeMap<String, TopicSettings>,
}

/// What an installation sets of one topic.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(inline)]
pub struct TopicSettings {
    /// Score from which on a story is *about* the topic; without it the taxonomy's own.
    #[schemars(range(min = 0.01, max = 0.99))]
    pub threshold: Option<f64>,
    /// Added to the log-odds of every score of the topic: the log-odds of its share among this installation's stories
    /// minus those of its share among the stories the model was fitted on.
    #[schemars(range(min = -8.0, max = 8.0))]
    pub prior_shift: f64,
}

impl Default for TaxonomySection {
    fn default() -> Self {
        Self {
            folders: Vec::new(),
            reload_interval: Period::seconds(10),
            topics: BTreeMap::new(),
        }
    }
}

impl TaxonomySection {
    /// The taxonomy as set here.
    ///
    /// # Errors
    /// Every problem of its files, or settings of a topic that it does not have.
    pub fn load(&self) -> Result<Taxonomy, TaxonomyError> {
        let adjustments = self.topics.iter().map(|(topic, settings)| Adjustment {
            topic: topic.as_str().into(),
            threshold: settings.threshold,
            shift: settings.prior_shift,
        });
        Taxonomy::load(&self.folders)?.adjusted(adjustments)
    }
}
