//! `copytaster check`: everything that can be known to be wrong before a start, all at once, each with its fix.
//!
//! Asks the brokers but changes nothing: no topic is created, the group is not joined.

use super::cluster::{Cluster, ClusterError, made, try_group};
use super::exit::{Ended, Exit, Failure};
use super::findings::{Findings, Severity};
use super::needed::{self, Missing};
use super::output::{TextOrJson, print, print_json};
use super::reads;
use super::rights::{self, Transactions};
use super::settings::SettingsArgs;
use super::topic_keys::topic_keys;
use crate::config::delivery::Guarantee;
use crate::config::source::OffsetReset;
use crate::config::{self, Config, Environment, Loaded, memory};
use rdkafka::config::ClientConfig;
use rdkafka::consumer::BaseConsumer;
use rdkafka::producer::BaseProducer;

/// Check configuration, brokers, login, topics and rights; tells all problems at once
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exits 0 when a start would work, 1 when not, 78 when the configuration can't be read, 69 when no broker answers, 77 when the login is refused.\n\nExamples:\n  copytaster check -c copytaster.toml\n  copytaster check --offline --format json"
)]
pub struct CheckArgs {
    /// Ask no broker
    #[arg(long)]
    offline: bool,
    /// For people or for programs
    #[arg(long, value_enum, default_value = "text")]
    format: TextOrJson,
}

pub fn run(args: &CheckArgs, settings: &SettingsArgs) -> Ended {
    let mut findings = Findings::default();
    match config::load(&settings.layers(), &Environment::of_process()) {
        Err(error) => {
            for problem in error.problems {
                findings.add(
                    Severity::Error,
                    "configuration",
                    problem.to_string(),
                    None,
                    Exit::Config,
                );
            }
        }
        Ok(loaded) => look(&loaded, args.offline, &mut findings)?,
    }
    let exit = findings.exit();
    match args.format {
        TextOrJson::Text => print(&findings.text())?,
        TextOrJson::Json => print_json(&serde_json::json!({
            "ok": exit == Exit::Done,
            "findings": findings.all,
            "passed": findings.passed,
        }))?,
    }
    Ok(exit)
}

fn look(loaded: &Loaded, offline: bool, findings: &mut Findings) -> Result<(), Failure> {
    let config = &loaded.config;
    let files: Vec<String> = loaded
        .files
        .iter()
        .map(|f| f.display().to_string())
        .collect();
    findings.passed.push(if files.is_empty() {
        "configuration: no file, the defaults".to_owned()
    } else {
        format!("configuration: {}", files.join(", "))
    });
    advise(config, findings);
    clients(config, findings);
    let keys = match topic_keys(config) {
        Ok(keys) => {
            findings
                .passed
                .push(format!("taxonomy: topics {}", keys.join(", ")));
            keys
        }
        Err(error) => {
            findings.error("taxonomy", format!("{error:#}"), None);
            return Ok(());
        }
    };
    match config.profiles() {
        Ok(profiles) => findings.passed.push(format!(
            "profiles: {} agencies, version {}",
            profiles.all().len() - 1,
            profiles.version()
        )),
        Err(error) => findings.error("profiles", error.to_string(), None),
    }
    if let Some(message) = needed::feedback_message(config, &keys) {
        findings.error("topics", message, None);
    }
    if offline {
        return Ok(());
    }
    match Cluster::connect(config) {
        Err(error) => findings.add(
            Severity::Error,
            "brokers",
            error.to_string(),
            None,
            error.exit(),
        ),
        Ok(cluster) => {
            findings.passed.push(format!(
                "brokers: {} up, cluster {}",
                cluster.brokers, cluster.id
            ));
            topics(loaded, &keys, &cluster, findings);
            sizes(config, &cluster, findings)?;
            group(config, &cluster, findings);
            reads(loaded, &cluster, findings);
            writes(loaded, &keys, &cluster, findings);
            transactions(loaded, findings);
        }
    }
    Ok(())
}

/// What is allowed and should be known.
fn advise(config: &Config, findings: &mut Findings) {
    if config.source.offset_reset == OffsetReset::Latest {
        findings.warning(
            "configuration",
            "source.offset_reset = \"latest\": records written to a new partition before the group sees it are lost",
            Some("use \"earliest\""),
        );
    }
    if config.kafka.allow_insecure {
        findings.warning(
            "configuration",
            "kafka.allow_insecure = true: logins and stories may be read or changed on the way",
            Some("leave it out in production"),
        );
    }
    if let Some(message) = memory::warning(config, memory::limit()) {
        findings.warning("memory", message, None);
    }
}

/// Whether librdkafka takes both sets of settings. Without brokers nothing is asked.
fn clients(config: &Config, findings: &mut Findings) {
    let offline = |mut client: ClientConfig| {
        client.remove("bootstrap.servers");
        client.set("log_level", "0");
        client
    };
    let consumer = offline(config.consumer()).create::<BaseConsumer>().err();
    let mut producer = config.producer();
    if config.delivery.guarantee == Guarantee::ExactlyOnce {
        // Any id: the client checks other settings against its being there.
        producer.set("transactional.id", "check");
    }
    let producer = offline(producer).create::<BaseProducer>().err();
    for (which, error) in [("consumer", consumer), ("producer", producer)] {
        match error {
            None => findings.passed.push(format!("{which}: settings taken")),
            Some(error) => findings.error(
                "clients",
                format!("the {which} can't be made: {}", made(&error)),
                Some("look at [kafka] and its properties"),
            ),
        }
    }
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
    let limits = match super::runtime()?.block_on(cluster.max_message_bytes(&asked)) {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn refused() -> ClusterError {
        ClusterError::Login {
            brokers: "b:1".into(),
            reason: "no".into(),
        }
    }

    #[test]
    fn the_code_tells_what_keeps_a_start_from_working() {
        let mut findings = Findings::default();
        findings.warning("memory", "tight", None);
        assert_eq!(findings.exit(), Exit::Done, "warnings keep nothing");
        findings.error("topics", "missing", None);
        assert_eq!(findings.exit(), Exit::Findings);
        let login = refused();
        findings.add(
            Severity::Error,
            "brokers",
            login.to_string(),
            None,
            login.exit(),
        );
        assert_eq!(findings.exit(), Exit::NotAuthorised);
    }

    #[test]
    fn the_defaults_make_working_clients() {
        let mut findings = Findings::default();
        clients(&Config::default(), &mut findings);
        assert!(findings.all.is_empty(), "{findings:?}");
        let mut config = Config::default();
        config.kafka.key_file = Some("/nowhere/key.pem".into());
        config.kafka.security_protocol = crate::config::kafka::SecurityProtocol::Ssl;
        clients(&config, &mut findings);
        assert_eq!(findings.all.len(), 2, "{findings:?}");
        assert!(
            findings.all[0].message.contains("ssl.key.location"),
            "{findings:?}"
        );
    }

    #[test]
    fn risky_settings_are_warned_of() {
        let mut config = Config::default();
        config.source.offset_reset = OffsetReset::Latest;
        config.kafka.allow_insecure = true;
        let mut findings = Findings::default();
        advise(&config, &mut findings);
        assert!(findings.all.len() >= 2);
        assert_eq!(findings.exit(), Exit::Done);
    }
}
