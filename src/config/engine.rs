//! What the configuration becomes for the engine.

use super::Config;
use super::outputs::LetterNames;
use crate::clock::Clock;
use crate::delivery::Charge;
use crate::service::ServiceSettings;
use crate::sink::{DeadLetterNames, DeadLetters, SinkSettings};
use crate::source::PumpSettings;
use std::sync::Arc;

impl Config {
    /// Settings of the engine. `cluster` is Kafka's cluster id, as looked up at start.
    pub fn service_settings(&self, cluster: &str, clock: &Clock) -> ServiceSettings {
        ServiceSettings {
            consumer: self.consumer(),
            producer: self.producer(),
            topics: self.source.topics.clone(),
            cluster: Arc::from(cluster),
            workers: self.delivery.worker_count(),
            pump: self.pump(),
            sink: SinkSettings {
                encoded_bytes: self.delivery.encoded_bytes.0,
                hold: self.delivery.hold.0,
                drain_timeout: self.delivery.ack_timeout.0,
            },
            letters: self.letters(clock),
            monitor_interval: self.delivery.confirm_interval.0,
        }
    }

    fn pump(&self) -> PumpSettings {
        let delivery = &self.delivery;
        PumpSettings {
            budget: Charge {
                records: delivery.budget_records,
                bytes: delivery.budget_bytes.0,
            },
            chunk_records: delivery.chunk_records as usize,
            commit_interval: delivery.commit_interval.0,
            pause_after: delivery.pause_after.0,
            revoke_timeout: delivery.revoke_timeout.0,
            drain_timeout: delivery.drain_timeout.0,
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
