//! What a running service takes over of its files without a restart.
//!
//! Reads configuration, taxonomy and supplier profiles again at SIGHUP and when their files have changed, builds what follows from them
//! beside the record's way, and exchanges it whole. Promises that files with a mistake change nothing and are told with
//! file, line and reason; that settings which need a restart are named and left; that a new topic is taken only when its
//! output topic is there, so that a reload never makes the outputs wait.

use super::cluster::Cluster;
use super::needed::{self, Missing};
use super::rights;
use super::settings;
use crate::clock::Clock;
use crate::config::watch::{Fingerprint, Look, Watch};
use crate::config::{Config, Layers, Loaded, show};
use crate::observe::{Logs, Metrics};
use crate::service::Live;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;

/// Longest time between two looks at a file that has changed and may still be written.
const SETTLE: Duration = Duration::from_secs(1);
/// Sections that can change while running; `log.level` can too.
const LIVE: [&str; 3] = ["taxonomy.", "suppliers.", "wire.profiles"];

/// What a reload acts on.
pub struct Reloader {
    pub layers: Layers,
    /// Of the files when they were read at the start.
    pub read: Fingerprint,
    /// What is in effect.
    pub current: Loaded,
    pub live: Live,
    pub logs: Logs,
    pub metrics: Metrics,
    pub clock: Clock,
    /// Why the files as they are were refused, where that may pass without a change of theirs.
    pub waits_for: Option<String>,
}

/// What came of reading the files again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Applied,
    Unchanged,
}

/// Watches for signals and changed files until it is dropped.
pub async fn watch(reloader: Reloader, hangup: Arc<Notify>) {
    reloader.applied();
    let read = reloader.read;
    let shared = Arc::new(Mutex::new((reloader, Watch::new(read))));
    let mut next = Duration::ZERO;
    loop {
        let asked = tokio::select! {
            () = hangup.notified() => true,
            // Zero at the first round: only the interval is asked for.
            () = tokio::time::sleep(next) => false,
        };
        let shared = Arc::clone(&shared);
        let round = tokio::task::spawn_blocking(move || {
            let mut state = shared.lock().unwrap_or_else(PoisonError::into_inner);
            let (reloader, watch) = &mut *state;
            reloader.round(watch, asked)
        });
        match round.await {
            Ok(period) => next = period,
            Err(error) => {
                tracing::error!(%error, "reload: a defect; everything stays as it is");
                next = SETTLE;
            }
        }
    }
}

impl Reloader {
    /// Looks, reads if there is a reason to, and gives the time until the next look.
    fn round(&mut self, watch: &mut Watch, asked: bool) -> Duration {
        let period = self.current.config.taxonomy.reload_interval.0;
        let mut next = if period.is_zero() {
            Duration::MAX
        } else {
            period
        };
        let watched = asked || !period.is_zero();
        if watched {
            // Before reading: what is written meanwhile is then a change to the next look.
            let now = Fingerprint::now(&self.layers, &self.current.config);
            match watch.look(now) {
                Look::Unsettled if !asked => next = period.min(SETTLE),
                Look::Same if !asked && self.waits_for.is_none() => {}
                _ => {
                    watch.have_read(now);
                    self.reload();
                    if self.current.config.taxonomy.reload_interval.0 != period {
                        next = SETTLE;
                    }
                }
            }
        }
        // A sleep of centuries overflows the runtime's clock.
        next.min(Duration::from_hours(24))
    }

    fn reload(&mut self) {
        let told = self.waits_for.take();
        let result = match self.read_again() {
            Ok(outcome) => {
                self.metrics.reload_successful.set(1);
                match outcome {
                    Outcome::Applied => "applied",
                    Outcome::Unchanged => "unchanged",
                }
            }
            Err(error) => {
                self.metrics.reload_successful.set(0);
                let error = format!("{error:#}");
                if told.as_ref() == Some(&error) {
                    tracing::debug!(%error, "reload: still refused");
                } else {
                    tracing::error!(%error, "reload: refused, everything stays as it is");
                }
                "refused"
            }
        };
        self.metrics.reloads.with_label_values(&[result]).inc();
    }

    fn read_again(&mut self) -> anyhow::Result<Outcome> {
        let loaded =
            settings::load(&self.layers).map_err(|failure| anyhow::anyhow!("{failure}"))?;
        let changed = show::changed(&self.current, &loaded);
        let live = |key: &String| LIVE.iter().any(|section| key.starts_with(section));
        let (taken, mut left): (Vec<_>, Vec<_>) = changed.into_iter().partition(live);
        left.retain(|key| key != "log.level");

        let mut config = self.current.config.clone();
        config.taxonomy = loaded.config.taxonomy.clone();
        config.suppliers = loaded.config.suppliers.clone();
        config
            .wire
            .profiles
            .clone_from(&loaded.config.wire.profiles);
        let before = self.live.current();
        let next = before.renewed(&config)?;
        let version = next.pipeline.taxonomy.version();
        let versions = [before.pipeline.taxonomy.version(), version.clone()];
        let keys = |taster: &crate::service::Taster| -> Vec<String> {
            let topics = taster.pipeline.taxonomy.topics();
            topics.map(ToString::to_string).collect()
        };
        let (old_keys, new_keys) = (keys(&before), keys(&next));
        if new_keys.iter().any(|key| !old_keys.contains(key)) {
            // The topic may be made, and brokers come back, without a change of the files.
            let there = self.outputs_are_ready(&config, &old_keys, &new_keys);
            self.waits_for = there.as_ref().err().map(|error| format!("{error:#}"));
            there?;
        }
        // Nothing below may fail: the log level and the taxonomy are taken together or not at all.
        let level = &loaded.config.log.level;
        let level_changed = *level != self.current.config.log.level;
        if level_changed {
            self.logs
                .set_level(level)
                .map_err(|error| anyhow::anyhow!("log.level: {error}"))?;
            tracing::info!(%level, "reload: log level changed");
        }
        let profiles = [before.profiles_version(), next.profiles_version()];
        let exchanged =
            versions[0] != versions[1] || profiles[0] != profiles[1] || !taken.is_empty();
        if exchanged {
            self.live.exchange(next);
            self.metrics.taxonomy_in_use(&version);
            tracing::info!(
                before = %versions[0],
                after = %version,
                profiles = %profiles[1],
                topics = %new_keys.join(","),
                settings = %taken.join(", "),
                "reload: taxonomy, profiles and suppliers exchanged"
            );
        }
        if !left.is_empty() {
            tracing::warn!(settings = %left.join(", "), "reload: these need a restart");
        }
        // Only what took effect: what needs a restart is told again by the next reload.
        config.log.level.clone_from(level);
        self.current.config = config;
        self.adopt(&loaded);
        if exchanged || level_changed {
            self.applied();
            return Ok(Outcome::Applied);
        }
        tracing::info!("reload: nothing has changed that can change while running");
        Ok(Outcome::Unchanged)
    }

    /// Takes the origins of the sections that took effect, so that the next comparison starts from them.
    fn adopt(&mut self, loaded: &Loaded) {
        for section in ["taxonomy", "suppliers"] {
            self.current.tree.replace(&[section], &loaded.tree);
        }
        for path in [["log", "level"], ["wire", "profiles"]] {
            self.current.tree.replace(&path, &loaded.tree);
        }
    }

    fn applied(&self) {
        let now = self.clock.now_ms() as f64 / 1000.0;
        self.metrics.reload_applied.set(now);
    }

    /// A topic without its output topic would hold back all outputs; one that may not be written would make dead letters.
    fn outputs_are_ready(
        &self,
        config: &Config,
        before: &[String],
        keys: &[String],
    ) -> anyhow::Result<()> {
        if let Some(message) = needed::feedback_message(config, keys) {
            anyhow::bail!(message);
        }
        let cluster = Cluster::connect(config)?;
        let missing = Missing::of(config, keys, &cluster.topics);
        if !missing.outputs.is_empty() {
            anyhow::bail!(missing.message(&self.current.files));
        }
        if config.outputs.check_rights {
            let had = config.output_topics(before);
            let mut added = config.output_topics(keys);
            added.retain(|topic| !had.contains(topic));
            let writes = rights::try_writes(config, &added);
            if let Some((what, fix)) = writes.refusal(&self.current.files) {
                anyhow::bail!("{what}\n   = {fix}");
            }
        }
        Ok(())
    }
}
