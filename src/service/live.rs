//! The work in use, which may be exchanged while it is used.
//!
//! Owns the pointer that the workers read and a reload changes. Promises that a record is worked on by one taster from
//! its bytes to its outputs, that workers never wait for a reload, and that what the exchange leaves behind is freed
//! once the last record that began with it is done. Never builds a taster: whoever reloads has done so, and checked it,
//! before.
//!
//! The pointer is an [`ArcSwap`], read once a record for some nanoseconds. A lock would be taken by all workers on the
//! same cache line for each record, and an `Arc` handed out with each chunk would make the engine know of reloads.

use super::Taster;
use crate::delivery::{Work, Worked};
use crate::story::RawRecord;
use arc_swap::ArcSwap;
use std::sync::Arc;

/// The taster in use. Clones share it.
#[derive(Clone)]
pub struct Live(Arc<ArcSwap<Taster>>);

impl Live {
    pub fn new(taster: Taster) -> Self {
        Self(Arc::new(ArcSwap::from_pointee(taster)))
    }

    /// What is in use now.
    pub fn current(&self) -> Arc<Taster> {
        self.0.load_full()
    }

    /// From now on records are begun with this one.
    pub fn exchange(&self, taster: Taster) {
        self.0.store(Arc::new(taster));
    }
}

impl Work for Live {
    fn run(&self, record: &RawRecord) -> Worked {
        // Held to the end of the record: its stories, its encoding and its version belong together.
        self.0.load().run(record)
    }

    fn outputs(&self) -> Vec<Arc<str>> {
        self.0.load().outputs()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::config::{Config, taxonomy::TopicSettings};
    use crate::observe::Metrics;
    use crate::story::Origin;
    use std::sync::atomic::{AtomicBool, Ordering};

    fn record() -> RawRecord {
        RawRecord {
            timestamp_ms: Some(0),
            ..RawRecord::new(
                Origin::new("c", "wire", 0, 1),
                Some(
                    b"Oil output rises\n\nCrude oil production rose in May, the ministry said."
                        .as_slice()
                        .into(),
                ),
            )
        }
    }

    /// Threshold and version as the enriched record carries them.
    fn told(worked: &Worked) -> (f64, String) {
        let value = worked.outputs[0].value.as_deref().unwrap();
        let json: serde_json::Value = serde_json::from_slice(value).unwrap();
        let own = &json["copytaster"];
        let topics = own["topics"].as_array().unwrap();
        let energy = topics.iter().find(|t| t["key"] == "energy").unwrap();
        (
            energy["threshold"].as_f64().unwrap(),
            own["taxonomy_version"].as_str().unwrap().to_owned(),
        )
    }

    #[test]
    fn each_record_is_judged_by_one_version_and_carries_it_while_versions_change() {
        let (clock, metrics) = (Clock::manual(0), Metrics::new().unwrap());
        let mut config = Config::default();
        let first = Taster::new(&config, &clock, &metrics).unwrap();
        let mut versions = std::collections::BTreeMap::new();
        for threshold in [0.3, 0.6] {
            let settings = TopicSettings {
                threshold: Some(threshold),
                prior_shift: 0.0,
            };
            config.taxonomy.topics.insert("energy".into(), settings);
            let taster = first.renewed(&config).unwrap();
            let version = taster.pipeline.taxonomy.version().to_string();
            versions.insert(version, (threshold, config.clone()));
        }
        assert_eq!(versions.len(), 2);
        let live = Live::new(first.renewed(&config).unwrap());
        let done = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                for (_, config) in versions.values().cycle().take(6) {
                    live.exchange(first.renewed(config).unwrap());
                }
                done.store(true, Ordering::Release);
            });
            while !done.load(Ordering::Acquire) {
                let (threshold, version) = told(&live.run(&record()));
                assert!((versions[&version].0 - threshold).abs() < 1e-9, "{version}");
            }
        });
    }

    #[test]
    fn what_was_in_use_is_freed_when_the_last_record_is_done() {
        let (clock, metrics) = (Clock::manual(0), Metrics::new().unwrap());
        let taster = Taster::new(&Config::default(), &clock, &metrics).unwrap();
        let next = taster.renewed(&Config::default()).unwrap();
        let live = Live::new(taster);
        let held = live.current();
        let watched = Arc::downgrade(&held);
        live.exchange(next);
        assert!(watched.upgrade().is_some());
        drop(held);
        assert!(watched.upgrade().is_none());
    }
}
