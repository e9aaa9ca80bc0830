//! What the group protocols forbid.
//!
//! Owns the rules between `source.group_protocol`, `source.instance_id` and what else makes a member: which properties a
//! protocol refuses, and which combinations stop partitions for longer than anybody would expect. Promises that a
//! configuration that passes here makes a client; what the clients then get stands in [`clients`](super::clients).

use super::Config;
use super::source::GroupProtocol;

/// Properties with which librdkafka makes no client of the `consumer` protocol: the broker decides them.
pub(super) const FORBIDDEN_BY_CONSUMER: [&str; 4] = [
    "session.timeout.ms",
    "heartbeat.interval.ms",
    "partition.assignment.strategy",
    "group.protocol.type",
];

/// Longest `group.instance.id` Kafka takes (`org.apache.kafka.common.internals.Topic`, whose rule it uses).
const MAX_INSTANCE_ID: usize = 249;

/// Rules of membership; `say` takes setting, message, help.
pub(super) fn check(config: &Config, say: &mut impl FnMut(&str, String, &str)) {
    let source = &config.source;
    match source.group_protocol {
        GroupProtocol::Consumer => {
            for name in FORBIDDEN_BY_CONSUMER {
                if config.kafka.consumer.contains_key(name) {
                    say(
                        "kafka.consumer",
                        format!(
                            "`{name}` can't be set with source.group_protocol = \"consumer\": the broker decides it"
                        ),
                        "leave it out, or use the classic protocol",
                    );
                }
            }
            if source.instance_id.is_some() && !source.allow_static_consumer {
                say(
                    "source.instance_id",
                    "static membership and the `consumer` protocol don't go together: a killed instance is refused until its session ends".into(),
                    "leave source.instance_id out, use source.group_protocol = \"classic\", or set source.allow_static_consumer = true",
                );
            }
        }
        GroupProtocol::Classic => {
            if source.max_poll_interval < source.session_timeout {
                say(
                    "source.max_poll_interval",
                    format!(
                        "{} is below source.session_timeout ({})",
                        source.max_poll_interval, source.session_timeout
                    ),
                    "raise it to at least the session timeout",
                );
            }
            let heartbeat = config.kafka.consumer.get("heartbeat.interval.ms");
            if let Some(ms) = heartbeat.and_then(|v| v.parse::<u128>().ok())
                && ms * 3 > source.session_timeout.0.as_millis()
            {
                say(
                    "kafka.consumer",
                    format!(
                        "heartbeat.interval.ms ({ms}) is more than a third of source.session_timeout ({}): one lost heartbeat would cost the partitions",
                        source.session_timeout
                    ),
                    "lower it, or raise source.session_timeout",
                );
            }
        }
    }
    if let Some(id) = &source.instance_id {
        static_member(id, source.autoscaled, say);
    }
}

fn static_member(id: &str, autoscaled: bool, say: &mut impl FnMut(&str, String, &str)) {
    let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    if id.is_empty() || id.len() > MAX_INSTANCE_ID || !id.chars().all(legal) {
        say(
            "source.instance_id",
            "is no name Kafka takes".into(),
            "1 to 249 letters, digits, `.`, `_` and `-`",
        );
    } else if autoscaled {
        say(
            "source.instance_id",
            "static membership and autoscaling don't go together: each scale-down would leave partitions unread for the session timeout".into(),
            "leave source.instance_id out, or set source.autoscaled = false and scale by hand",
        );
    } else if is_deployment_pod(id) {
        say(
            "source.instance_id",
            format!(
                "`{id}` is the name of a pod of a Deployment, which is new at every start: the old name would keep its partitions for the session timeout"
            ),
            "leave source.instance_id out, or run a StatefulSet, whose names stay",
        );
    }
}

/// Whether a name ends as Kubernetes names the pods of Deployments: the hash of a `ReplicaSet` and five random characters,
/// both of an alphabet without vowels (`k8s.io/apimachinery/pkg/util/rand`).
fn is_deployment_pod(name: &str) -> bool {
    let random = |part: &str| {
        part.chars()
            .all(|c| "bcdfghjklmnpqrstvwxz2456789".contains(c))
    };
    let mut parts = name.rsplit('-');
    let (Some(pod), Some(set), Some(_)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    pod.len() == 5 && (8..=10).contains(&set.len()) && random(pod) && random(set)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Period;
    use rdkafka::consumer::BaseConsumer;

    fn refused(config: &Config) -> Vec<(String, String)> {
        let mut said = Vec::new();
        check(config, &mut |key, message, _| {
            said.push((key.to_owned(), message));
        });
        said
    }

    fn keys(config: &Config) -> Vec<String> {
        refused(config).into_iter().map(|(key, _)| key).collect()
    }

    #[test]
    fn each_property_the_new_protocol_forbids_is_refused_and_never_reaches_the_client() {
        for name in FORBIDDEN_BY_CONSUMER {
            let mut config = Config::default();
            config.kafka.consumer.insert(name.into(), "1000".into());
            config.source.group_protocol = GroupProtocol::Consumer;
            let said = refused(&config);
            assert_eq!(said.len(), 1, "{name}");
            assert!(said[0].1.contains(name), "{said:?}");
            let mut client = config.consumer();
            assert_eq!(client.get(name), None);
            client.remove("bootstrap.servers");
            client.create::<BaseConsumer>().unwrap();
        }
    }

    /// The list is the linked client's own: each of the four makes it refuse.
    #[test]
    fn the_client_refuses_exactly_what_is_listed() {
        for name in FORBIDDEN_BY_CONSUMER {
            let mut config = Config::default();
            config.source.group_protocol = GroupProtocol::Consumer;
            let mut client = config.consumer();
            client.remove("bootstrap.servers");
            let value = match name {
                "partition.assignment.strategy" => "range",
                "group.protocol.type" => "consumer",
                _ => "3000",
            };
            client.set(name, value);
            assert!(client.create::<BaseConsumer>().is_err(), "{name}");
        }
    }

    #[test]
    fn a_static_member_of_the_new_protocol_must_be_asked_for() {
        let mut config = Config::default();
        config.source.instance_id = Some("desk-0".into());
        assert!(keys(&config).is_empty(), "classic static is allowed");
        config.source.group_protocol = GroupProtocol::Consumer;
        assert_eq!(keys(&config), ["source.instance_id"]);
        config.source.allow_static_consumer = true;
        assert!(keys(&config).is_empty());
        let mut client = config.consumer();
        assert_eq!(client.get("group.instance.id"), Some("desk-0"));
        client.remove("bootstrap.servers");
        client.create::<BaseConsumer>().unwrap();
    }

    #[test]
    fn a_static_member_is_refused_where_instances_come_and_go_by_themselves() {
        let mut config = Config::default();
        config.source.autoscaled = true;
        assert!(keys(&config).is_empty());
        config.source.instance_id = Some("desk-0".into());
        assert_eq!(keys(&config), ["source.instance_id"]);
        config.source.autoscaled = false;
        for (id, allowed) in [
            ("copytaster-0", true),
            ("copytaster-europe12-north", true),
            ("copytaster-7d4b9c6f5x-x2k9p", false),
            ("copytaster-6b5f7c8d94-zzzzz", false),
            ("", false),
            ("desk 1", false),
        ] {
            config.source.instance_id = Some(id.into());
            assert_eq!(keys(&config).is_empty(), allowed, "{id}");
        }
    }

    #[test]
    fn times_of_the_classic_protocol_fit_one_another() {
        let mut config = Config::default();
        config.source.max_poll_interval = Period::seconds(20);
        assert_eq!(keys(&config), ["source.max_poll_interval"]);
        // The broker decides the session of the new protocol.
        config.source.group_protocol = GroupProtocol::Consumer;
        assert!(keys(&config).is_empty());
        let mut config = Config::default();
        let beat = |config: &mut Config, ms: &str| {
            config
                .kafka
                .consumer
                .insert("heartbeat.interval.ms".into(), ms.into());
        };
        beat(&mut config, "15000");
        assert!(keys(&config).is_empty());
        beat(&mut config, "15001");
        assert_eq!(keys(&config), ["kafka.consumer"]);
    }
}
