//! What settings ask of one another.
//!
//! Runs after each setting is right by itself; a rule about one that is not says nothing. Reads no file, asks nobody.

use super::kafka::{KafkaSection, SaslMechanism};
use super::membership;
use super::problem::Problem;
use super::source::{GroupProtocol, OffsetReset, OnOutOfRange};
use super::tree::Node;
use super::{Config, Guarantee};

/// Rules between settings.
pub(super) fn check(config: &Config, tree: &Node, problems: &mut Vec<Problem>) {
    let mut say = |key: &str, message: String, help: &str| {
        // A rule about a setting that is wrong by itself would only confuse.
        if !problems.iter().any(|p| p.key == key) {
            let problem = Problem::new(key, tree.origin_of(key), message).help(help);
            problems.push(problem);
        }
    };
    login(&config.kafka, &mut say);

    let source = &config.source;
    for pattern in source.topics.iter().filter(|t| t.starts_with('^')) {
        if let Err(reason) = pattern_is_valid(pattern) {
            say(
                "source.topics",
                format!("`{pattern}` is no pattern: {reason}"),
                "POSIX extended regular expressions, such as \"^wire\\\\..*\"",
            );
        }
    }
    for topic in source.named() {
        if let Some(reason) = bad_topic_name(topic) {
            say(
                "source.topics",
                format!("`{topic}` {reason}"),
                "Kafka topic names are 1 to 249 letters, digits, `.`, `_` and `-`",
            );
        }
    }
    if source.fetch_max_bytes < source.fetch_partition_bytes {
        say(
            "source.fetch_max_bytes",
            "is below source.fetch_partition_bytes".into(),
            "one partition's share can't be more than the whole",
        );
    }
    membership::check(config, &mut say);
    if source.offset_reset == OffsetReset::Latest && source.on_out_of_range == OnOutOfRange::Stop {
        say("source.on_out_of_range", "`stop` and source.offset_reset = \"latest\" exclude one another: the client knows only one of both".into(), "choose one");
    }

    let delivery = &config.delivery;
    if delivery.guarantee == Guarantee::ExactlyOnce {
        if source.group_protocol == GroupProtocol::Classic
            && delivery.transaction_timeout.0 >= source.session_timeout.0
        {
            say(
                "delivery.transaction_timeout",
                format!(
                    "{} is not below source.session_timeout ({}): partitions of a dead instance would be read on while its transaction is still open",
                    delivery.transaction_timeout, source.session_timeout
                ),
                "lower it",
            );
        }
        if delivery.transaction_interval.0 * 2 > delivery.transaction_timeout.0 {
            say(
                "delivery.transaction_interval",
                format!(
                    "{} is more than half of delivery.transaction_timeout ({}): transactions would run out before they are committed",
                    delivery.transaction_interval, delivery.transaction_timeout
                ),
                "lower it",
            );
        }
    }
    if delivery.pause_after.0 * 2 > source.max_poll_interval.0 {
        say(
            "delivery.pause_after",
            format!(
                "{} is more than half of source.max_poll_interval ({}): nothing is polled meanwhile, and the group would take this instance for dead",
                delivery.pause_after, source.max_poll_interval
            ),
            "lower it",
        );
    }
    if delivery.revoke_timeout.0 * 2 > source.max_poll_interval.0 {
        say(
            "delivery.revoke_timeout",
            format!(
                "{} is more than half of source.max_poll_interval ({}): the broker would give the partitions away during the drain",
                delivery.revoke_timeout, source.max_poll_interval
            ),
            "lower it",
        );
    }
    outputs(config, &mut say);
}

fn login(kafka: &KafkaSection, say: &mut impl FnMut(&str, String, &str)) {
    for broker in &kafka.brokers {
        let port = broker.rsplit_once(':').map(|(_, p)| p.parse::<u16>());
        if !matches!(port, Some(Ok(1..))) || broker.contains("://") {
            say(
                "kafka.brokers",
                format!("`{broker}` is no \"HOST:PORT\""),
                "write them as [\"kafka-1:9092\", \"kafka-2:9092\"]",
            );
        }
    }
    let protocol = kafka.security_protocol;
    if protocol.uses_sasl() && !protocol.uses_tls() && !kafka.allow_insecure {
        say(
            "kafka.security_protocol",
            "sasl_plaintext sends the login in the clear".into(),
            "use sasl_ssl, or set kafka.allow_insecure = true for a test",
        );
    }
    let unchecked = [&kafka.properties, &kafka.consumer, &kafka.producer]
        .iter()
        .any(|p| {
            p.get("enable.ssl.certificate.verification")
                .is_some_and(|v| v == "false" || v == "0" || v == "f")
        });
    if unchecked && !kafka.allow_insecure {
        say(
            "kafka.properties",
            "enable.ssl.certificate.verification = false lets anybody pose as a broker".into(),
            "name the authority in kafka.ca_file, or set kafka.allow_insecure = true for a test",
        );
    }
    match (protocol.uses_sasl(), kafka.sasl_mechanism) {
        (true, None) => say(
            "kafka.sasl_mechanism",
            format!(
                "kafka.security_protocol = \"{}\" needs a mechanism",
                protocol.code()
            ),
            "set kafka.sasl_mechanism to SCRAM-SHA-512, SCRAM-SHA-256 or PLAIN",
        ),
        (false, Some(mechanism)) => say(
            "kafka.sasl_mechanism",
            format!(
                "{} is set, but kafka.security_protocol = \"{}\" does not log in",
                mechanism.code(),
                protocol.code()
            ),
            "set kafka.security_protocol = \"sasl_ssl\"",
        ),
        (true, Some(SaslMechanism::OauthBearer)) => {
            // The linked client has no libcurl and so no OIDC; rights to a token would be waited for without a word.
            let unsecured = kafka
                .properties
                .get("enable.sasl.oauthbearer.unsecure.jwt")
                .is_some_and(|v| v.eq_ignore_ascii_case("true"));
            if !unsecured {
                say(
                    "kafka.sasl_mechanism",
                    "OAUTHBEARER has no source of tokens: this build of the client can't fetch any (no OIDC)"
                        .into(),
                    "use SCRAM-SHA-512 or a client certificate; for tests, `enable.sasl.oauthbearer.unsecure.jwt = \"true\"` under [kafka.properties]",
                );
            }
        }
        (true, Some(mechanism)) => {
            if kafka.username.is_none() {
                say(
                    "kafka.username",
                    format!("{} needs a user name", mechanism.code()),
                    "set kafka.username",
                );
            }
            if kafka.password.is_none() && kafka.password_file.is_none() {
                say(
                    "kafka.password",
                    format!("{} needs a password", mechanism.code()),
                    "set kafka.password_file (or kafka.password)",
                );
            }
        }
        (false, None) => {}
    }
    if kafka.key_pem.is_some() && kafka.key_file.is_some() {
        say(
            "kafka.key_file",
            "kafka.key_pem and kafka.key_file are both set".into(),
            "leave one of them out",
        );
    }
    let key = kafka.key_pem.is_some() || kafka.key_file.is_some();
    let certificate =
        kafka.certificate_file.is_some() || kafka.properties.contains_key("ssl.certificate.pem");
    if key != certificate {
        say(
            "kafka.certificate_file",
            "a client certificate and its key go together; one of both is missing".into(),
            "set kafka.certificate_file and kafka.key_file",
        );
    }
    if !protocol.uses_tls() && (key || kafka.ca_file.is_some()) {
        say(
            "kafka.security_protocol",
            format!(
                "certificates are set, but \"{}\" does not use TLS",
                protocol.code()
            ),
            "use ssl or sasl_ssl",
        );
    }
}

fn outputs(config: &Config, say: &mut impl FnMut(&str, String, &str)) {
    let outputs = &config.outputs;
    for (key, topic) in config.fixed_outputs() {
        if let Some(reason) = bad_topic_name(topic) {
            say(
                &key,
                format!("`{topic}` {reason}"),
                "Kafka topic names are 1 to 249 letters, digits, `.`, `_` and `-`",
            );
        }
        if config.source.named().any(|input| input == topic) {
            say(
                &key,
                format!(
                    "`{topic}` is also an input: the service would read what it writes, for ever"
                ),
                "name another topic",
            );
        }
    }
    if outputs.routed.enabled && bad_topic_name(&format!("{}x", outputs.routed.prefix)).is_some() {
        say(
            "outputs.routed.prefix",
            format!("`{}` can't begin a topic name", outputs.routed.prefix),
            "such as \"stories.\"",
        );
    }
    if outputs.min_insync_replicas > outputs.replication_factor {
        say(
            "outputs.min_insync_replicas",
            format!(
                "{} of {} replicas can never be in sync: nothing could be written",
                outputs.min_insync_replicas, outputs.replication_factor
            ),
            "at most outputs.replication_factor; usually one less",
        );
    }
    if outputs.max_message_bytes > outputs.queue_bytes {
        say(
            "outputs.max_message_bytes",
            "is above outputs.queue_bytes: such a message would never be taken".into(),
            "raise outputs.queue_bytes",
        );
    }
    if outputs.max_message_bytes.0 < config.wire.max_payload_bytes.0 + LETTER_HEADERS {
        say(
            "outputs.max_message_bytes",
            "is below wire.max_payload_bytes and 64 KiB for headers: a dead letter would not fit"
                .into(),
            "raise it",
        );
    }
}

/// Room for the headers of a dead letter beside the record it holds.
pub const LETTER_HEADERS: u64 = 64 << 10;

/// Whether librdkafka takes the pattern: `topic.blacklist` goes through the same compiler as a subscription. Its list
/// is split at commas, so a pattern with one is left to the subscription itself.
fn pattern_is_valid(pattern: &str) -> Result<(), String> {
    if pattern.contains(',') {
        return Ok(());
    }
    let mut probe = rdkafka::config::ClientConfig::new();
    probe.set("topic.blacklist", pattern);
    match probe.create_native_config() {
        Ok(_) => Ok(()),
        Err(rdkafka::error::KafkaError::ClientConfig(_, reason, _, _)) => Err(reason),
        Err(other) => Err(other.to_string()),
    }
}

/// Why Kafka refuses the name.
fn bad_topic_name(name: &str) -> Option<&'static str> {
    let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    if name.is_empty() {
        Some("is empty")
    } else if name.len() > 249 {
        Some("is longer than 249 characters")
    } else if name == "." || name == ".." {
        Some("is a name of folders")
    } else if !name.chars().all(legal) {
        Some("holds a character that Kafka does not allow")
    } else {
        None
    }
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
