//! What the configuration becomes for librdkafka: the settings of consumer, producer and admin client.
//!
//! Owns every property the service depends on. Users' properties go in first and ours over them, so that even a
//! property that slipped through the refusals can't undo a promise. The results hold secrets in the clear: they go to
//! the client and are never printed ([`shown`] is what may be).

use super::Config;
use super::Guarantee;
use super::kafka::Properties;
use super::membership::FORBIDDEN_BY_CONSUMER;
use super::secret::{HIDDEN, is_secret_property};
use super::source::{GroupProtocol, OffsetReset, OnOutOfRange};
use rdkafka::config::{ClientConfig, RDKafkaLogLevel};
use std::collections::BTreeMap;
use std::time::Duration;

/// Between two heartbeats of a member, where its session leaves room for three: the client's own default.
const HEARTBEAT: Duration = Duration::from_secs(3);
/// How often the clients report about themselves, for the metrics; a user may set another interval.
const STATISTICS_MS: &str = "15000";

impl Config {
    /// Settings of the group's member.
    pub fn consumer(&self) -> ClientConfig {
        let source = &self.source;
        let mut client = self.common(&self.kafka.consumer);
        client
            .set("group.id", &source.group)
            .set("group.protocol", source.group_protocol.code())
            .set("enable.auto.commit", "false")
            .set("enable.auto.offset.store", "false")
            .set("isolation.level", "read_committed")
            .set("max.poll.interval.ms", ms(source.max_poll_interval))
            .set("auto.offset.reset", self.reset())
            // A full queue is looked at again soon: the default of a second would show as latency.
            .set("fetch.queue.backoff.ms", "10")
            .set("fetch.wait.max.ms", ms(source.fetch_wait))
            .set("fetch.max.bytes", source.fetch_max_bytes.0.to_string())
            .set(
                "fetch.message.max.bytes",
                source.fetch_partition_bytes.0.to_string(),
            )
            .set(
                "queued.max.messages.kbytes",
                (source.fetch_queue_bytes.0 / 1024).max(1).to_string(),
            );
        // A response must be allowed to hold a fetch and its framing.
        if source.fetch_max_bytes.0 + 512 > 100_000_000 {
            client.set(
                "receive.message.max.bytes",
                (source.fetch_max_bytes.0 + 512).to_string(),
            );
        }
        if let Some(name) = &source.instance_id {
            client.set("group.instance.id", name);
        }
        match source.group_protocol {
            GroupProtocol::Classic => {
                client
                    .set("partition.assignment.strategy", "cooperative-sticky")
                    .set("session.timeout.ms", ms(source.session_timeout));
                if client.get("heartbeat.interval.ms").is_none() {
                    // One lost heartbeat must not cost the partitions, whatever the session.
                    let heartbeat = (source.session_timeout.0 / 3).min(HEARTBEAT);
                    client.set("heartbeat.interval.ms", heartbeat.as_millis().to_string());
                }
            }
            // The broker decides these; the client refuses to be made with any of them.
            GroupProtocol::Consumer => {
                for name in FORBIDDEN_BY_CONSUMER {
                    client.remove(name);
                }
            }
        }
        client
    }

    /// Settings of the producer that writes outputs and dead letters.
    pub fn producer(&self) -> ClientConfig {
        let outputs = &self.outputs;
        let mut client = self.common(&self.kafka.producer);
        client
            .set("enable.idempotence", "true")
            .set("acks", "all")
            // Never give up: the sink's order and the frontier wait for the acknowledgement.
            .set("message.timeout.ms", "0")
            .set("linger.ms", ms(outputs.linger))
            .set("compression.codec", outputs.compression.code())
            .set(
                "queue.buffering.max.kbytes",
                (outputs.queue_bytes.0 / 1024).to_string(),
            )
            .set("message.max.bytes", outputs.max_message_bytes.0.to_string())
            // Java's default, so that equal keys of equal partition counts meet.
            .set("partitioner", "murmur2_random");
        if self.delivery.guarantee == Guarantee::ExactlyOnce {
            let timeout = ms(self.delivery.transaction_timeout);
            // A message that waits for longer than its transaction may live can't be in it.
            client
                .set("message.timeout.ms", &timeout)
                .set("transaction.timeout.ms", &timeout);
        }
        client
    }

    /// Settings of a client that looks things up and creates topics; it neither reads nor writes records.
    pub fn admin(&self) -> ClientConfig {
        let mut client = self.common(&Properties::new());
        client.set("statistics.interval.ms", "0");
        client
    }

    fn reset(&self) -> &'static str {
        match (self.source.on_out_of_range, self.source.offset_reset) {
            (OnOutOfRange::Stop, _) => "error",
            (OnOutOfRange::Reset, OffsetReset::Earliest) => "earliest",
            (OnOutOfRange::Reset, OffsetReset::Latest) => "latest",
        }
    }

    fn common(&self, own: &Properties) -> ClientConfig {
        let kafka = &self.kafka;
        let mut client = ClientConfig::new();
        client.set("statistics.interval.ms", STATISTICS_MS);
        for (name, value) in kafka.properties.iter().chain(own) {
            client.set(name, value);
        }
        // The log's own level decides what is seen; the client must not decide before it.
        client.set_log_level(if client.get("debug").is_some() {
            RDKafkaLogLevel::Debug
        } else {
            RDKafkaLogLevel::Info
        });
        client
            .set("bootstrap.servers", kafka.brokers.join(","))
            .set("client.id", &kafka.client_id)
            .set("security.protocol", kafka.security_protocol.code())
            .set("allow.auto.create.topics", "false");
        if let Some(mechanism) = kafka.sasl_mechanism {
            client.set("sasl.mechanisms", mechanism.code());
        }
        let mut optional = |name: &str, value: Option<&str>| {
            if let Some(value) = value {
                client.set(name, value);
            }
        };
        let path = |p: &Option<std::path::PathBuf>| p.as_ref().map(|p| p.display().to_string());
        optional("sasl.username", kafka.username.as_deref());
        optional(
            "sasl.password",
            kafka.password.as_ref().map(super::Secret::reveal),
        );
        optional("ssl.ca.location", path(&kafka.ca_file).as_deref());
        optional(
            "ssl.certificate.location",
            path(&kafka.certificate_file).as_deref(),
        );
        optional("ssl.key.location", path(&kafka.key_file).as_deref());
        optional(
            "ssl.key.pem",
            kafka.key_pem.as_ref().map(super::Secret::reveal),
        );
        optional(
            "ssl.key.password",
            kafka.key_password.as_ref().map(super::Secret::reveal),
        );
        client
    }
}

fn ms(period: super::Period) -> String {
    period.as_millis().to_string()
}

/// A client's settings for people: sorted, secrets hidden (`ClientConfig` itself knows only a few of them).
pub fn shown(client: &ClientConfig) -> BTreeMap<String, String> {
    client
        .config_map()
        .into_iter()
        .map(|(name, value)| {
            let value = if is_secret_property(name) {
                HIDDEN
            } else {
                value
            };
            (name.to_owned(), value.to_owned())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Period, Secret};
    use super::*;
    use rdkafka::consumer::BaseConsumer;
    use rdkafka::producer::BaseProducer;

    fn offline(mut client: ClientConfig) -> ClientConfig {
        client.remove("bootstrap.servers");
        client
    }

    #[test]
    fn the_defaults_make_both_clients() {
        let config = Config::default();
        offline(config.consumer()).create::<BaseConsumer>().unwrap();
        offline(config.producer()).create::<BaseProducer>().unwrap();
    }

    #[test]
    fn what_delivery_depends_on_can_not_be_undone_by_a_property() {
        let mut config = Config::default();
        let meant = [
            ("enable.auto.commit", "true"),
            ("acks", "0"),
            ("enable.idempotence", "false"),
        ];
        for (name, value) in meant {
            config.kafka.consumer.insert(name.into(), value.into());
            config.kafka.producer.insert(name.into(), value.into());
        }
        let consumer = config.consumer();
        assert_eq!(consumer.get("enable.auto.commit"), Some("false"));
        assert_eq!(consumer.get("enable.auto.offset.store"), Some("false"));
        assert_eq!(consumer.get("isolation.level"), Some("read_committed"));
        assert_eq!(consumer.get("allow.auto.create.topics"), Some("false"));
        assert_eq!(
            consumer.get("partition.assignment.strategy"),
            Some("cooperative-sticky")
        );
        let producer = config.producer();
        assert_eq!(producer.get("acks"), Some("all"));
        assert_eq!(producer.get("enable.idempotence"), Some("true"));
        assert_eq!(producer.get("message.timeout.ms"), Some("0"));
        assert_eq!(producer.get("partitioner"), Some("murmur2_random"));
        assert_eq!(producer.get("allow.auto.create.topics"), Some("false"));
    }

    #[test]
    fn the_new_group_protocol_gets_none_of_the_keys_it_forbids() {
        let mut config = Config::default();
        config.source.group_protocol = GroupProtocol::Consumer;
        let consumer = config.consumer();
        assert_eq!(consumer.get("group.protocol"), Some("consumer"));
        for name in [
            "session.timeout.ms",
            "heartbeat.interval.ms",
            "partition.assignment.strategy",
        ] {
            assert_eq!(consumer.get(name), None, "{name}");
        }
        offline(consumer).create::<BaseConsumer>().unwrap();
    }

    #[test]
    fn a_short_session_gets_at_least_three_heartbeats_unless_somebody_says_otherwise() {
        let heartbeat = |seconds: u64, own: Option<&str>| {
            let mut config = Config::default();
            config.source.session_timeout = Period::seconds(seconds);
            if let Some(own) = own {
                let name = "heartbeat.interval.ms".to_owned();
                config.kafka.consumer.insert(name, own.to_owned());
            }
            let consumer = config.consumer();
            consumer.get("heartbeat.interval.ms").map(str::to_owned)
        };
        assert_eq!(heartbeat(45, None).as_deref(), Some("3000"));
        assert_eq!(heartbeat(6, None).as_deref(), Some("2000"));
        assert_eq!(heartbeat(2, None).as_deref(), Some("666"));
        assert_eq!(heartbeat(6, Some("500")).as_deref(), Some("500"));
    }

    #[test]
    fn stop_on_out_of_range_makes_the_client_report_it() {
        let mut config = Config::default();
        assert_eq!(config.consumer().get("auto.offset.reset"), Some("earliest"));
        config.source.on_out_of_range = OnOutOfRange::Stop;
        assert_eq!(config.consumer().get("auto.offset.reset"), Some("error"));
    }

    #[test]
    fn shown_settings_hold_no_secret() {
        let mut config = Config::default();
        config.kafka.password = Some(Secret::new("hunter2"));
        config.kafka.key_pem = Some(Secret::new("hunter3"));
        config
            .kafka
            .properties
            .insert("sasl.oauthbearer.config".into(), "hunter4".into());
        let shown = format!("{:?}", shown(&config.consumer()));
        assert!(!shown.contains("hunter"), "{shown}");
        assert!(shown.contains(HIDDEN));
    }
}
