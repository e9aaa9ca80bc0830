//! What the configuration becomes for the engine.

use super::Config;
use super::Guarantee;
use super::outputs::{CloudEvents, LetterNames, OutputTopic, RoutedRecord};
use crate::clock::Clock;
use crate::delivery::{BacklogLimits, BreakerSettings, Charge, CutLimits};
use crate::service::ServiceSettings;
use crate::sink::{
    self, DeadLetterNames, DeadLetters, EnrichedOutput, ExactlySettings, FactsOutput,
    RouteSettings, RoutedForm, SinkSettings,
};
use crate::source::{GuardSettings, PumpSettings};
use crate::wire::Limits;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::time::Duration;

impl Config {
    /// Settings of the engine. `cluster` is Kafka's cluster id, as looked up at start.
    pub fn service_settings(&self, cluster: &str, clock: &Clock) -> ServiceSettings {
        let exactly = (self.delivery.guarantee == Guarantee::ExactlyOnce).then(|| self.exactly());
        let mut producer = self.producer();
        if exactly.is_some() {
            producer.set("transactional.id", self.transactional_id());
        }
        ServiceSettings {
            consumer: self.consumer(),
            producer,
            exactly,
            sabotage: None,
            topics: self.source.topics.clone(),
            cluster: Arc::from(cluster),
            workers: self.delivery.worker_count(),
            pump: self.pump(),
            sink: SinkSettings {
                encoded_bytes: self.delivery.encoded_bytes.0,
                hold: self.delivery.hold.0,
                drain_timeout: self.delivery.ack_timeout.0,
                outputs: Vec::new(),
                sabotage: None,
            },
            letters: self.letters(clock),
            monitor_interval: self.delivery.confirm_interval.0,
        }
    }

    /// One for each running instance: the same name as before where instances have names, so that a restart ends what
    /// was left open; else a new one, and the brokers end it when its time is up. Begins with the group's name, so that
    /// one right on the prefix covers all.
    fn transactional_id(&self) -> String {
        let instance = self.source.instance_id.clone().unwrap_or_else(|| {
            // Seeded by the system for each process.
            let random = RandomState::new().hash_one(std::process::id());
            format!("{random:016x}")
        });
        format!("{}-{instance}", self.source.group)
    }

    fn exactly(&self) -> ExactlySettings {
        let defaults = ExactlySettings::default();
        // A request that was repeated may still arrive: at the latest when the client's own patience ended.
        let kafka = &self.kafka;
        let patience = kafka
            .producer
            .get("socket.timeout.ms")
            .or_else(|| kafka.properties.get("socket.timeout.ms"))
            .and_then(|ms| Some(Duration::from_millis(ms.parse().ok()?)));
        ExactlySettings {
            transaction_timeout: self.delivery.transaction_timeout.0,
            doubt: patience.map_or(defaults.doubt, |p| p.min(defaults.doubt)),
        }
    }

    /// The decoder's limits.
    pub fn limits(&self) -> Limits {
        let wire = &self.wire;
        Limits {
            max_payload_bytes: wire.max_payload_bytes.0 as usize,
            max_depth: wire.max_depth as usize,
            max_string_bytes: wire.max_string_bytes.0 as usize,
            max_stories: wire.max_stories as usize,
            max_compression_ratio: wire.max_compression_ratio as usize,
        }
    }

    /// Where stories go and in what dress.
    pub fn routes(&self) -> RouteSettings {
        let outputs = &self.outputs;
        let defaults = RouteSettings::default();
        RouteSettings {
            cloudevents: match outputs.cloudevents {
                CloudEvents::Binary => sink::CloudEvents::Binary,
                CloudEvents::Structured => sink::CloudEvents::Structured,
                CloudEvents::None => sink::CloudEvents::None,
            },
            source: outputs
                .event_source
                .clone()
                .unwrap_or_else(|| format!("copytaster/{}", self.source.group)),
            enriched: enriched(&outputs.enriched),
            routed: sink::RoutedOutput {
                enabled: outputs.routed.enabled,
                prefix: outputs.routed.prefix.clone(),
                form: match outputs.routed.record {
                    RoutedRecord::Full => RoutedForm::Full,
                    RoutedRecord::Reference => RoutedForm::Reference,
                },
                ..defaults.routed
            },
            facts: FactsOutput {
                enabled: outputs.facts.enabled,
                topic: outputs.facts.topic.clone(),
            },
        }
    }

    fn pump(&self) -> PumpSettings {
        let delivery = &self.delivery;
        PumpSettings {
            budget: Charge {
                records: delivery.budget_records,
                bytes: delivery.budget_bytes.0,
            },
            backlog: BacklogLimits {
                time: delivery.backlog.0,
                ..BacklogLimits::default()
            },
            chunk_records: delivery.chunk_records as usize,
            commit_interval: delivery.commit_interval.0,
            pause_after: delivery.pause_after.0,
            revoke_timeout: delivery.revoke_timeout.0,
            drain_timeout: delivery.drain_timeout.0,
            cuts: (delivery.guarantee == Guarantee::ExactlyOnce).then(|| CutLimits {
                interval: delivery.transaction_interval.0,
                // Two cuts live at a time.
                size: Charge {
                    records: (delivery.budget_records / 2).max(1),
                    bytes: (delivery.budget_bytes.0 / 2).max(1),
                },
            }),
            guards: GuardSettings {
                breaker: BreakerSettings {
                    window: delivery.breaker_window as usize,
                    ratio: delivery.breaker_ratio,
                    run: u64::from(delivery.breaker_run),
                    pause: delivery.breaker_pause.0,
                    probe: BreakerSettings::default()
                        .probe
                        .min(u64::from(delivery.chunk_records)),
                },
                stall_timeout: delivery.stall_timeout.0,
            },
            ..PumpSettings::default()
        }
    }

    fn letters(&self, clock: &Clock) -> DeadLetters {
        let letters = &self.outputs.dead_letters;
        DeadLetters {
            topic: Arc::from(letters.topic.as_str()),
            names: match letters.names {
                LetterNames::Native => DeadLetterNames::Native,
                LetterNames::Connect => DeadLetterNames::Connect,
                LetterNames::Streams => DeadLetterNames::Streams,
            },
            clock: clock.clone(),
        }
    }
}

fn enriched(output: &OutputTopic) -> EnrichedOutput {
    EnrichedOutput {
        enabled: output.enabled,
        topic: output.topic.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_engine_gets_what_is_configured() {
        let mut config = Config::default();
        config.delivery.budget_records = 7;
        config.delivery.workers = Some(3);
        config.outputs.dead_letters.topic = "desk.dead".into();
        let settings = config.service_settings("cluster-1", &Clock::manual(0));
        assert_eq!(settings.pump.budget.records, 7);
        assert_eq!(settings.workers, 3);
        assert_eq!(&*settings.letters.topic, "desk.dead");
        assert_eq!(&*settings.cluster, "cluster-1");
    }

    #[test]
    fn exactly_once_gives_the_engine_transactions_under_an_id_of_the_instance() {
        let mut config = Config::default();
        config.delivery.guarantee = Guarantee::ExactlyOnce;
        config.source.group = "desk".into();
        let id = |config: &Config| {
            let settings = config.service_settings("c", &Clock::manual(0));
            settings
                .producer
                .get("transactional.id")
                .unwrap()
                .to_owned()
        };
        assert!(id(&config).starts_with("desk-"));
        assert_ne!(
            id(&config),
            id(&config),
            "two instances must not fence one another"
        );
        config.source.instance_id = Some("taster-0".into());
        assert_eq!(id(&config), "desk-taster-0");
        config
            .kafka
            .producer
            .insert("socket.timeout.ms".into(), "1500".into());
        let settings = config.service_settings("c", &Clock::manual(0));
        assert_eq!(settings.exactly.unwrap().doubt, Duration::from_millis(1500));
        let cuts = settings.pump.cuts.unwrap();
        assert_eq!(cuts.size.records * 2, config.delivery.budget_records);
        let plain = Config::default().service_settings("c", &Clock::manual(0));
        assert!(plain.exactly.is_none() && plain.pump.cuts.is_none());
        assert_eq!(plain.producer.get("transactional.id"), None);
    }

    #[test]
    fn the_defaults_of_outputs_and_limits_are_the_routers_and_the_decoders_own() {
        let config = Config::default();
        assert_eq!(config.limits(), Limits::default());
        let (ours, theirs) = (config.routes(), RouteSettings::default());
        assert_eq!(
            (ours.enriched, ours.routed, ours.facts),
            (theirs.enriched, theirs.routed, theirs.facts)
        );
    }

    /// The defaults stand twice, as settings and in the engine: they must not drift apart.
    #[test]
    fn the_defaults_are_the_engines_own() {
        let config = Config::default();
        let (ours, theirs) = (config.pump(), PumpSettings::default());
        assert_eq!(format!("{ours:?}"), format!("{theirs:?}"));
        let sink = config.service_settings("c", &Clock::manual(0)).sink;
        assert_eq!(
            format!("{sink:?}"),
            format!("{:?}", SinkSettings::default())
        );
    }
}
