//! `[taxonomy]`: which files define the topics.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Folders beside the built-in taxonomy.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TaxonomySection {
    /// Folders of taxonomy files laid over the built-in ones: a file for a new topic adds it, a file for a topic and
    /// language that exist replaces that one. Relative paths are meant from the folder of the configuration file.
    pub folders: Vec<PathBuf>,
}
