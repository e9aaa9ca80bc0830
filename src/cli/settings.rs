//! The options that every command with a configuration takes, and reading it.

use super::exit::{Exit, Failure};
use crate::config::{self, ConfigError, Environment, Layers, Loaded};
use std::path::PathBuf;

/// Where the configuration comes from.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct SettingsArgs {
    /// Configuration file; may be repeated, a later one wins
    ///
    /// Without it the first of ./copytaster.toml, `$XDG_CONFIG_HOME/copytaster/copytaster.toml` and
    /// /etc/copytaster/copytaster.toml is read; with none of them the defaults run.
    #[arg(short, long = "config", value_name = "FILE", global = true)]
    pub config: Vec<PathBuf>,
    /// Set one setting, such as source.group=desk-2; stronger than files and environment
    #[arg(long = "set", value_name = "KEY=VALUE", global = true)]
    pub set: Vec<String>,
    /// Brokers, as HOST:PORT, separated by commas (kafka.brokers)
    #[arg(long, value_name = "LIST", global = true)]
    pub brokers: Option<String>,
    /// Log level (log.level)
    #[arg(long, value_name = "LEVEL", global = true)]
    pub log_level: Option<String>,
    /// Form of the log: text, json or auto (log.format)
    #[arg(long, value_name = "FORM", global = true)]
    pub log_format: Option<String>,
}

impl SettingsArgs {
    /// The layers these options make; commands add their own flags.
    pub fn layers(&self) -> Layers {
        let mut layers = Layers {
            files: self.config.clone(),
            sets: self.set.clone(),
            flags: Vec::new(),
        };
        let flags = [
            ("--brokers", "kafka.brokers", &self.brokers),
            ("--log-level", "log.level", &self.log_level),
            ("--log-format", "log.format", &self.log_format),
        ];
        for (flag, key, value) in flags {
            if let Some(value) = value {
                layers.flags.push((flag, key, value.clone()));
            }
        }
        layers
    }

    /// Reads the configuration.
    pub fn load(&self) -> Result<Loaded, Failure> {
        load(&self.layers())
    }
}

/// Reads the configuration of these layers in this process's environment.
pub fn load(layers: &Layers) -> Result<Loaded, Failure> {
    config::load(layers, &Environment::of_process())
        .map_err(|error| Failure::new(Exit::Config, told(&error)))
}

fn told(error: &ConfigError) -> anyhow::Error {
    let problems = error.problems.len();
    let noun = if problems == 1 { "problem" } else { "problems" };
    anyhow::anyhow!("the configuration has {problems} {noun}\n{error}")
}
