//! Which topics the taxonomy has: the names that routed output topics end in.

use crate::config::Config;

/// Keys of the topics in the order of the taxonomy.
///
/// # Errors
/// A taxonomy file is wrong.
pub fn topic_keys(config: &Config) -> anyhow::Result<Vec<String>> {
    let taxonomy = config.taxonomy.load()?;
    Ok(taxonomy.topics().map(ToString::to_string).collect())
}
