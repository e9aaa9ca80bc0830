//! What `run` makes sure of before it joins its group: brokers, topics, rights.
//!
//! Promises that whatever would keep the service from its work for good ends the start, with the command that helps;
//! what may pass by itself is told and waited for.
use super::cluster::{Cluster, ClusterError, try_group};
use super::exit::{Exit, Failure, OrExit};
use super::needed::{self, Missing};
use super::reads;
use super::rights;
use super::topic_keys::topic_keys;
use crate::config::Loaded;
use std::time::Duration;

/// How often missing topics are looked for with `--wait-for-topics`.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// Looks at the cluster and its topics; gives the cluster id.
pub async fn look(loaded: &Loaded, wait: bool) -> Result<String, Failure> {
    let keys = topic_keys(&loaded.config).or_exit(Exit::Config)?;
    if let Some(message) = needed::feedback_message(&loaded.config, &keys) {
        return Err(Failure::new(Exit::Config, anyhow::anyhow!(message)));
    }
    let mut told = None;
    loop {
        let config = loaded.config.clone();
        let cluster = tokio::task::spawn_blocking(move || Cluster::connect(&config))
            .await
            .or_exit(Exit::Defect)?
            .map_err(|e| Failure::new(e.exit(), e))?;
        let missing = Missing::of(&loaded.config, &keys, &cluster.topics);
        if missing.is_empty() {
            let (joins, reads, writes) =
                tokio::join!(may_join(loaded), may_read(loaded), may_write(loaded, &keys));
            joins.and(reads).and(writes)?;
            return Ok(cluster.id);
        }
        let message = missing.message(&loaded.files);
        if !wait {
            return Err(Failure::new(Exit::Config, anyhow::anyhow!(message)));
        }
        if told.as_ref() != Some(&message) {
            tracing::warn!("waiting: {message}");
            told = Some(message);
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}

/// A login that may not use the group would try for ever without a word. Any other trouble with the group passes by
/// itself or is told by the engine.
async fn may_join(loaded: &Loaded) -> Result<(), Failure> {
    let config = loaded.config.clone();
    let asked = tokio::task::spawn_blocking(move || {
        // Any topic will do: only the group is asked about.
        let topic = config.outputs.dead_letters.topic.clone();
        let topic = config.source.named().next().map_or(topic, str::to_owned);
        try_group(&config, &topic)
    })
    .await
    .or_exit(Exit::Defect)?;
    match asked {
        Err(error @ ClusterError::NotAuthorised { .. }) => Err(Failure::new(
            error.exit(),
            anyhow::Error::new(error).context(format!(
                "this login may not use the group {}; allow Read and Describe on it, or set source.group",
                loaded.config.source.group
            )),
        )),
        Err(error) => {
            tracing::warn!(%error, group = %loaded.config.source.group, "the group does not answer yet");
            Ok(())
        }
        Ok(()) => Ok(()),
    }
}

/// Without the right to read it would be ready and idle. What a pattern brings is told while running.
async fn may_read(loaded: &Loaded) -> Result<(), Failure> {
    let config = loaded.config.clone();
    let reads = tokio::task::spawn_blocking(move || {
        let named: Vec<&str> = config.source.named().collect();
        reads::try_reads(&config, &named)
    })
    .await
    .or_exit(Exit::Defect)?;
    for doubt in reads.doubts() {
        tracing::warn!("{doubt}");
    }
    refused(reads.refusal(&loaded.files))
}

/// Without a right to write everything would be read, and then held or made a dead letter.
async fn may_write(loaded: &Loaded, keys: &[String]) -> Result<(), Failure> {
    if !loaded.config.outputs.check_rights {
        return Ok(());
    }
    let (config, outputs) = (loaded.config.clone(), loaded.config.output_topics(keys));
    let writes = tokio::task::spawn_blocking(move || rights::try_writes(&config, &outputs))
        .await
        .or_exit(Exit::Defect)?;
    for doubt in writes.doubts() {
        tracing::warn!("{doubt}");
    }
    refused(writes.refusal(&loaded.files))
}

fn refused(refusal: Option<(String, String)>) -> Result<(), Failure> {
    match refusal {
        Some((what, fix)) => Err(Failure::new(
            Exit::NotAuthorised,
            anyhow::anyhow!("{what}\n   = {fix}"),
        )),
        None => Ok(()),
    }
}
