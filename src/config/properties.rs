//! Which of librdkafka's properties a user may set, and what to use in place of the others.
//!
//! Owns the list of all names with their scopes and aliases, and the judgement; which the service decides itself is the
//! table of [`owned_properties`](super::owned_properties). Never opens a connection.

use super::owned_properties::OWNED;
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
