//! What only the brokers can tell: topics, sizes, and what this login may do with them.

use crate::cli::cluster::{Cluster, ClusterError, try_group};
use crate::cli::exit::{Exit, Failure};
use crate::cli::findings::{Findings, Severity};
use crate::cli::needed::{self, Missing};
use crate::cli::reads;
use crate::cli::rights::{self, Transactions};
use crate::config::delivery::Guarantee;
use crate::config::{Config, Loaded};

pub(super) fn look(
    loaded: &Loaded,
    keys: &[String],
    cluster: &Cluster,
    findings: &mut Findings,
) -> Result<(), Failure> {
    let config = &loaded.config;
    topics(loaded, keys, cluster, findings);
    sizes(config, cluster, findings)?;
    group(config, cluster, findings);
    reads(loaded, cluster, findings);
    writes(loaded, keys, cluster, findings);
    transactions(loaded, findings);
    Ok(())
}

fn topics(loaded: &Loaded, keys: &[String], cluster: &Cluster, findings: &mut Findings) {
    let config = &loaded.config;
    let missing = Missing::of(config, keys, &cluster.topics);
    if missing.is_empty() {
        findings
            .passed
            .push("topics: inputs and outputs are there".into());
    } else {
        for (what, fix) in missing.told(&loaded.files) {
            findings.error("topics", what, Some(&fix));
        }
    }
    let outputs = config.output_topics(keys);
    let counts: Vec<(&String, usize)> = outputs
        .iter()
        .filter(|t| **t != config.outputs.dead_letters.topic)
        .filter_map(|t| Some((t, cluster.topics.get(t)?.partitions)))
        .collect();
    if let Some((first, count)) = counts.first() {
        for (topic, other) in counts.iter().filter(|(_, n)| n != count) {
            findings.warning(
                "topics",
                format!(
                    "{topic} has {other} partitions and {first} has {count}: they can't be joined by partition"
                ),
                Some("give all outputs one partition count"),
            );
        }
    }
    for name in &outputs {
        if let Some(facts) = cluster.topics.get(name)
            && facts.replicas < usize::from(config.outputs.min_insync_replicas)
        {
            findings.warning(
                "topics",
                format!(
                    "{name} has {} replicas, fewer than outputs.min_insync_replicas ({})",
                    facts.replicas, config.outputs.min_insync_replicas
                ),
                Some("raise the replicas, or lower the setting on a single broker"),
            );
        }
    }
}

/// Whether the dead letters take the largest input, and the producer with them.
fn sizes(config: &Config, cluster: &Cluster, findings: &mut Findings) -> Result<(), Failure> {
    let letters = config.outputs.dead_letters.topic.as_str();
    let inputs: Vec<&str> = config
        .source
        .named()
        .filter(|t| cluster.topics.contains_key(*t))
        .collect();
    if !cluster.topics.contains_key(letters) || inputs.is_empty() {
        return Ok(());
    }
    let mut asked = inputs.clone();
    asked.push(letters);
    let limits = match crate::cli::runtime()?.block_on(cluster.max_message_bytes(&asked)) {
        Ok(limits) => limits,
        Err(error) => {
            findings.warning(
                "topics",
                format!("max.message.bytes can't be compared: {error}"),
                Some("allow DescribeConfigs on the topics, or compare by hand"),
            );
            return Ok(());
        }
    };
    let unknown: Vec<&str> = asked
        .iter()
        .copied()
        .filter(|t| !limits.contains_key(*t))
        .collect();
    if !unknown.is_empty() {
        findings.warning(
            "topics",
            format!(
                "max.message.bytes of {} can't be read: whether dead letters fit is not known",
                unknown.join(", ")
            ),
            Some("allow DescribeConfigs on the topics, or compare by hand"),
        );
    }
    let largest = inputs
        .iter()
        .filter_map(|t| limits.get_key_value(*t))
        .max_by_key(|(_, bytes)| **bytes);
    let (Some((input, bytes)), Some(taken)) = (largest, limits.get(letters).copied()) else {
        return Ok(());
    };
    let bytes = *bytes;
    let needed = needed::letter_bytes(config, bytes);
    if taken < needed {
        findings.error(
            "topics",
            format!(
                "{letters} takes {taken} bytes and {input} takes {bytes}: a dead letter needs {needed}"
            ),
            Some(&format!(
                "kafka-configs.sh --alter --entity-type topics --entity-name {letters} --add-config max.message.bytes={needed}"
            )),
        );
    } else {
        findings.passed.push(format!(
            "dead letters: {letters} takes the largest input with its headers"
        ));
    }
    if config.outputs.max_message_bytes.0 < needed {
        findings.error(
            "topics",
            format!(
                "outputs.max_message_bytes ({}) is below what a dead letter of {input} needs ({needed} bytes)",
                config.outputs.max_message_bytes
            ),
            Some("raise it, and outputs.queue_bytes with it"),
        );
    }
    Ok(())
}

/// Whether the group may be used: its offsets are asked for, it is not joined.
fn group(config: &Config, cluster: &Cluster, findings: &mut Findings) {
    let Some(topic) = config
        .source
        .named()
        .find(|t| cluster.topics.contains_key(*t))
    else {
        return;
    };
    match try_group(config, topic) {
        Ok(()) => findings.passed.push(format!(
            "group: {} may be used by this login",
            config.source.group
        )),
        Err(error @ ClusterError::NotAuthorised { .. }) => findings.add(
            Severity::Error,
            "group",
            format!(
                "this login may not use the group {}: {error}",
                config.source.group
            ),
            Some("allow Read and Describe on the group, or set source.group"),
            Exit::NotAuthorised,
        ),
        Err(error) => findings.error(
            "group",
            format!(
                "offsets of the group {} can't be read: {error}",
                config.source.group
            ),
            Some("look at the broker's log; the offsets topic may not be up"),
        ),
    }
}

/// Whether this login may read the inputs that are there. Nothing is read.
fn reads(loaded: &Loaded, cluster: &Cluster, findings: &mut Findings) {
    let config = &loaded.config;
    let is_there = |topic: &&str| cluster.topics.contains_key(*topic);
    let inputs: Vec<&str> = config.source.named().filter(is_there).collect();
    if inputs.is_empty() {
        return;
    }
    let reads = reads::try_reads(config, &inputs);
    rights_found(
        "this login may read the inputs",
        reads.refusal(&loaded.files),
        &reads.doubts(),
        findings,
    );
}

/// Whether this login may write to the outputs that are there. Nothing is written.
fn writes(loaded: &Loaded, keys: &[String], cluster: &Cluster, findings: &mut Findings) {
    let config = &loaded.config;
    let mut outputs = config.output_topics(keys);
    outputs.retain(|topic| cluster.topics.contains_key(topic));
    if outputs.is_empty() || !config.outputs.check_rights {
        return;
    }
    let writes = rights::try_writes(config, &outputs);
    rights_found(
        "this login may write to the outputs",
        writes.refusal(&loaded.files),
        &writes.doubts(),
        findings,
    );
}

fn rights_found(
    passed: &str,
    refusal: Option<(String, String)>,
    doubts: &[String],
    findings: &mut Findings,
) {
    for doubt in doubts {
        findings.warning("rights", doubt, None);
    }
    match refusal {
        Some((what, fix)) => findings.add(
            Severity::Error,
            "rights",
            what,
            Some(&fix),
            Exit::NotAuthorised,
        ),
        None if doubts.is_empty() => findings.passed.push(format!("rights: {passed}")),
        None => {}
    }
}

/// Whether this login may use transactions, where they are used.
fn transactions(loaded: &Loaded, findings: &mut Findings) {
    let config = &loaded.config;
    if config.delivery.guarantee != Guarantee::ExactlyOnce || !config.outputs.check_rights {
        return;
    }
    let prefix = format!("{}-", config.source.group);
    match rights::try_transactions(config) {
        Transactions::Allowed => findings.passed.push(format!(
            "rights: this login may use transactional ids that begin with {prefix}"
        )),
        Transactions::Refused => findings.add(
            Severity::Error,
            "rights",
            format!("this login may not use transactional ids that begin with {prefix}"),
            Some(&format!(
                "allow Write and Describe, as `{}` prints",
                rights::acls(&loaded.files)
            )),
            Exit::NotAuthorised,
        ),
        Transactions::Unknown(reason) => findings.warning(
            "rights",
            format!("whether this login may use transactions is not known: {reason}"),
            None,
        ),
    }
}
