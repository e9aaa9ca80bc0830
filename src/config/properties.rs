//! Which of librdkafka's properties a user may set, and what to use in place of the others.
//!
//! Owns the table of properties that the service decides itself, each with the reason, because delivery depends on
//! them; and the list of all names with their scopes and aliases. Never opens a connection.

use super::secret::is_secret_property;
use super::shape::nearest;
use rdkafka::config::ClientConfig;
use rdkafka::error::KafkaError;

/// A property of the linked client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Property {
    pub name: &'static str,
    pub scope: Scope,
    /// The name it stands for, itself unless it is an alias.
    pub canonical: &'static str,
}

/// Which clients a property is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    Both,
    Consumer,
    Producer,
}

impl Scope {
    /// By the section's key.
    pub fn of_section(path: &str) -> Self {
        match path {
            "kafka.consumer" => Self::Consumer,
            "kafka.producer" => Self::Producer,
            _ => Self::Both,
        }
    }
}

/// Why a property is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub message: String,
    pub help: Option<String>,
    /// The value is what is wrong, so an excerpt may underline it.
    pub about_value: bool,
}

impl Refusal {
    fn name(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: Some(help.into()),
            about_value: false,
        }
    }
}

/// All properties that take a value, sorted by name.
pub fn all() -> impl Iterator<Item = Property> {
    include_str!("librdkafka.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            let name = words.next()?;
            let scope = match words.next()? {
                "C" => Scope::Consumer,
                "P" => Scope::Producer,
                _ => Scope::Both,
            };
            Some(Property {
                name,
                scope,
                canonical: words.next().unwrap_or(name),
            })
        })
}

/// Refused, with the reason and what to use. By canonical name, sorted.
const OWNED: &[(&str, &str, &str)] = &[
    (
        "allow.auto.create.topics",
        "a misspelt name must not create a topic",
        "create topics with `copytaster topics apply`",
    ),
    (
        "auto.commit.enable",
        "offsets are committed only when the outputs are acknowledged",
        "use delivery.commit_interval for how often",
    ),
    (
        "auto.commit.interval.ms",
        "offsets are committed only when the outputs are acknowledged",
        "use delivery.commit_interval",
    ),
    (
        "auto.offset.reset",
        "it has a setting of its own",
        "use source.offset_reset and source.on_out_of_range",
    ),
    (
        "client.id",
        "it has a setting of its own",
        "use kafka.client_id",
    ),
    (
        "compression.codec",
        "it has a setting of its own",
        "use outputs.compression",
    ),
    (
        "delivery.report.only.error",
        "a record completes by its acknowledgement, so each must be reported",
        "leave it out",
    ),
    (
        "enable.auto.commit",
        "offsets are committed only when the outputs are acknowledged",
        "use delivery.commit_interval for how often",
    ),
    (
        "enable.auto.offset.store",
        "offsets are committed only when the outputs are acknowledged",
        "leave it out",
    ),
    (
        "enable.gapless.guarantee",
        "a refused output goes to the dead letters instead of stopping the producer",
        "leave it out",
    ),
    (
        "enable.idempotence",
        "without it a retry could repeat or reorder outputs",
        "leave it out: it is always on",
    ),
    (
        "enable.partition.eof",
        "the source reads on at the end of a partition",
        "leave it out",
    ),
    (
        "fetch.max.bytes",
        "the memory bound depends on it",
        "use source.fetch_max_bytes",
    ),
    (
        "fetch.message.max.bytes",
        "the memory bound depends on it",
        "use source.fetch_partition_bytes",
    ),
    (
        "fetch.wait.max.ms",
        "it has a setting of its own",
        "use source.fetch_wait",
    ),
    (
        "group.id",
        "it has a setting of its own",
        "use source.group",
    ),
    (
        "group.instance.id",
        "it has a setting of its own",
        "use source.instance_id",
    ),
    (
        "group.protocol",
        "it has a setting of its own",
        "use source.group_protocol",
    ),
    (
        "isolation.level",
        "records of aborted transactions must not be read",
        "leave it out: it is read_committed",
    ),
    ("log.queue", "the log would stop", "leave it out"),
    (
        "log_level",
        "it has a setting of its own",
        "use log.level, such as \"info,copytaster::kafka=debug\"",
    ),
    (
        "max.poll.interval.ms",
        "it has a setting of its own",
        "use source.max_poll_interval",
    ),
    (
        "message.max.bytes",
        "dead letters must fit whole",
        "use outputs.max_message_bytes",
    ),
    (
        "message.send.max.retries",
        "a passing failure is tried again until it ends, else records would be lost or stop",
        "leave it out",
    ),
    (
        "message.timeout.ms",
        "a passing failure is tried again until it ends, else records would be lost or stop",
        "leave it out",
    ),
    (
        "metadata.broker.list",
        "it has a setting of its own",
        "use kafka.brokers",
    ),
    (
        "offset.store.method",
        "offsets are stored by the brokers",
        "leave it out",
    ),
    (
        "partition.assignment.strategy",
        "the source gives partitions back one by one, which needs cooperative-sticky",
        "leave it out",
    ),
    (
        "partitioner",
        "outputs join with each other and with Java's only by murmur2_random",
        "leave it out",
    ),
    (
        "plugin.library.paths",
        "no code is loaded into the client",
        "leave it out",
    ),
    (
        "queue.buffering.max.kbytes",
        "the memory bound depends on it",
        "use outputs.queue_bytes",
    ),
    (
        "queue.buffering.max.ms",
        "it has a setting of its own",
        "use outputs.linger",
    ),
    (
        "queued.max.messages.kbytes",
        "the memory bound depends on it",
        "use source.fetch_queue_bytes",
    ),
    (
        "request.required.acks",
        "an output counts only when all in-sync replicas have it",
        "leave it out: it is all",
    ),
    (
        "sasl.mechanisms",
        "it has a setting of its own",
        "use kafka.sasl_mechanism",
    ),
    (
        "sasl.password",
        "it has a setting of its own",
        "use kafka.password or kafka.password_file",
    ),
    (
        "sasl.username",
        "it has a setting of its own",
        "use kafka.username",
    ),
    (
        "security.protocol",
        "it has a setting of its own",
        "use kafka.security_protocol",
    ),
    (
        "session.timeout.ms",
        "it has a setting of its own",
        "use source.session_timeout",
    ),
    (
        "ssl.ca.location",
        "it has a setting of its own",
        "use kafka.ca_file",
    ),
    (
        "ssl.certificate.location",
        "it has a setting of its own",
        "use kafka.certificate_file",
    ),
    (
        "ssl.engine.id",
        "no code is loaded into the client",
        "leave it out",
    ),
    (
        "ssl.engine.location",
        "no code is loaded into the client",
        "leave it out",
    ),
    (
        "ssl.key.location",
        "it has a setting of its own",
        "use kafka.key_file",
    ),
    (
        "ssl.key.password",
        "it has a setting of its own",
        "use kafka.key_password or kafka.key_password_file",
    ),
    (
        "ssl.key.pem",
        "it has a setting of its own",
        "use kafka.key_pem or kafka.key_file",
    ),
    (
        "ssl.providers",
        "no code is loaded into the client",
        "leave it out",
    ),
    (
        "topic.blacklist",
        "a topic left out here would be neither read nor reported missing",
        "name the topics in source.topics",
    ),
    (
        "transaction.timeout.ms",
        "transactions belong to exactly-once, which is not built yet",
        "leave it out",
    ),
    (
        "transactional.id",
        "transactions belong to exactly-once, which is not built yet",
        "leave it out",
    ),
];

/// Whether a property may be passed through. `NAME_file` stands for a secret property whose value is in a file.
pub fn judge(scope: Scope, name: &str, value: &str) -> Result<(), Refusal> {
    if let Some(stem) = name.strip_suffix("_file") {
        let known = known(scope, stem)?;
        owned(known)?;
        if is_secret_property(stem) {
            return Ok(());
        }
        return Err(Refusal::name(
            format!("`{stem}` holds no secret, so it has no file"),
            format!("set `{stem}` itself"),
        ));
    }
    let known = known(scope, name)?;
    owned(known)?;
    if name == "debug" && value.split(',').any(|context| context.trim() == "all") {
        return Err(Refusal {
            message: "`all` floods the log and slows every record".into(),
            help: Some("name the contexts, such as \"cgrp,broker\"".into()),
            about_value: true,
        });
    }
    let mut probe = ClientConfig::new();
    probe.set(name, value);
    match probe.create_native_config() {
        Ok(_) => Ok(()),
        Err(error) => Err(Refusal {
            message: if is_secret_property(name) {
                "librdkafka refuses the value".into()
            } else {
                match error {
                    KafkaError::ClientConfig(_, reason, _, _) => {
                        format!("librdkafka refuses the value: {reason}")
                    }
                    other => format!("librdkafka refuses the value: {other}"),
                }
            },
            help: Some("see librdkafka's CONFIGURATION.md".into()),
            about_value: true,
        }),
    }
}

fn known(scope: Scope, name: &str) -> Result<Property, Refusal> {
    let Some(property) = all().find(|p| p.name == name) else {
        let near = nearest(name, all().map(|p| p.name));
        return Err(Refusal::name(
            "librdkafka has no such property",
            near.map_or_else(
                || "see librdkafka's CONFIGURATION.md; settings of Java clients often have other names".to_owned(),
                |n| format!("did you mean `{n}`?"),
            ),
        ));
    };
    match (scope, property.scope) {
        (Scope::Both, Scope::Consumer) => Err(Refusal::name(
            "is a property of consumers",
            "put it under [kafka.consumer]",
        )),
        (Scope::Both, Scope::Producer) => Err(Refusal::name(
            "is a property of producers",
            "put it under [kafka.producer]",
        )),
        (Scope::Consumer, Scope::Producer) => Err(Refusal::name(
            "is a property of producers, not of consumers",
            "put it under [kafka.producer]",
        )),
        (Scope::Producer, Scope::Consumer) => Err(Refusal::name(
            "is a property of consumers, not of producers",
            "put it under [kafka.consumer]",
        )),
        _ => Ok(property),
    }
}

fn owned(property: Property) -> Result<(), Refusal> {
    match OWNED
        .iter()
        .find(|(name, _, _)| *name == property.canonical || *name == property.name)
    {
        Some((_, reason, instead)) => Err(Refusal::name(
            format!("the service decides this itself: {reason}"),
            *instead,
        )),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The list is that of the linked client: a name it does not know would be accepted here and fail at start.
    #[test]
    fn every_listed_property_is_known_to_the_linked_client() {
        // Exists only where the build has what it is for.
        let optional = ["ssl.", "https.", "sasl.", "enable.sasl", "enable.ssl"];
        for property in all() {
            let mut probe = ClientConfig::new();
            probe.set(property.name, "");
            let known = !matches!(
                probe.create_native_config(),
                Err(KafkaError::ClientConfig(
                    rdkafka::types::RDKafkaConfRes::RD_KAFKA_CONF_UNKNOWN,
                    ..
                ))
            );
            assert!(
                known || optional.iter().any(|o| property.name.starts_with(o)),
                "{}",
                property.name
            );
        }
        assert!(all().count() > 150);
    }

    #[test]
    fn every_owned_name_exists_and_is_the_one_aliases_lead_to() {
        for (name, _, _) in OWNED {
            assert!(all().any(|p| p.name == *name), "{name}");
        }
        assert!(OWNED.is_sorted_by_key(|(name, _, _)| name));
    }

    #[test]
    fn a_property_of_the_service_is_refused_under_every_name_it_has() {
        for name in [
            "acks",
            "request.required.acks",
            "linger.ms",
            "retries",
            "delivery.timeout.ms",
            "compression.type",
        ] {
            let refused = judge(Scope::Producer, name, "1").unwrap_err();
            assert!(
                refused.message.contains("decides this itself"),
                "{name}: {refused:?}"
            );
        }
        for name in [
            "bootstrap.servers",
            "plugin.library.paths",
            "ssl.engine.location",
        ] {
            assert!(judge(Scope::Both, name, "x").is_err(), "{name}");
        }
        for name in [
            "enable.auto.commit",
            "isolation.level",
            "max.partition.fetch.bytes",
        ] {
            assert!(judge(Scope::Consumer, name, "true").is_err(), "{name}");
        }
    }

    #[test]
    fn a_misspelt_or_misplaced_property_is_told_with_its_right_place() {
        let refused = judge(Scope::Both, "socket.keepalive.enabel", "true").unwrap_err();
        assert_eq!(
            refused.help.as_deref(),
            Some("did you mean `socket.keepalive.enable`?")
        );
        let refused = judge(Scope::Both, "batch.size", "1000").unwrap_err();
        assert_eq!(
            refused.help.as_deref(),
            Some("put it under [kafka.producer]")
        );
    }

    #[test]
    fn a_value_the_client_refuses_is_told_unless_it_is_secret() {
        let refused = judge(Scope::Both, "socket.timeout.ms", "soon").unwrap_err();
        assert!(refused.message.contains("socket.timeout.ms"), "{refused:?}");
        assert_eq!(judge(Scope::Both, "socket.timeout.ms", "5000"), Ok(()));
        assert_eq!(
            judge(Scope::Both, "ssl.keystore.password_file", "/run/secrets/p"),
            Ok(())
        );
        assert!(judge(Scope::Both, "client.rack_file", "/x").is_err());
    }
}
