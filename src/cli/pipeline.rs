//! The pipeline and router for commands that read stories without Kafka.

use super::exit::{Exit, Failure, OrExit};
use super::settings::SettingsArgs;
use crate::clock::Clock;
use crate::config::Config;
use crate::observe::Metrics;
use crate::service::Taster;

/// The service's own work, built from the configuration after `change`.
///
/// # Errors
/// The configuration or a taxonomy file is wrong.
pub fn build(settings: &SettingsArgs, change: impl FnOnce(&mut Config)) -> Result<Taster, Failure> {
    let mut config = settings.load()?.config;
    change(&mut config);
    let metrics = Metrics::new().or_exit(Exit::Defect)?;
    Taster::new(&config, &Clock::system(), &metrics).or_exit(Exit::Config)
}
