//! `copytaster config`: what is in effect, a file to start from, the schema.

use super::exit::{Ended, Exit};
use super::output::{PageOrJson, TextOrJson, print, print_json};
use super::settings::SettingsArgs;
use crate::config::{clients, example, reference, schema, show};
use std::collections::BTreeMap;

/// Show, explain and describe the configuration
#[derive(Debug, clap::Subcommand)]
pub enum ConfigCommand {
    /// Every setting in effect with the layer it comes from; secrets are hidden
    #[command(
        after_help = "Examples:\n  copytaster config show -c copytaster.toml\n  copytaster config show --format json | jq '.[] | select(.origin != \"default\")'"
    )]
    Show {
        /// For people or for programs
        #[arg(long, value_enum, default_value = "text")]
        format: TextOrJson,
        /// What becomes of it for librdkafka: the properties of consumer and producer
        #[arg(long)]
        clients: bool,
    },
    /// A file with every setting, its meaning and its default
    #[command(after_help = "Example:\n  copytaster config example > copytaster.toml")]
    Example,
    /// The JSON Schema (for editors), or the reference page
    #[command(
        after_help = "Examples:\n  copytaster config schema > copytaster.schema.json\n  copytaster config schema --format md > docs/configuration.md"
    )]
    Schema {
        /// JSON Schema, or the reference as Markdown
        #[arg(long, value_enum, default_value = "json")]
        format: PageOrJson,
    },
}

pub fn run(command: &ConfigCommand, settings: &SettingsArgs) -> Ended {
    match command {
        ConfigCommand::Show {
            format,
            clients: true,
        } => {
            let config = settings.load()?.config;
            let both = [
                ("consumer", clients::shown(&config.consumer())),
                ("producer", clients::shown(&config.producer())),
            ];
            match format {
                TextOrJson::Json => print_json(&serde_json::json!(BTreeMap::from(both)))?,
                TextOrJson::Text => {
                    for (which, properties) in both {
                        print(&format!("# {which}\n"))?;
                        for (name, value) in properties {
                            print(&format!("{name}={value}\n"))?;
                        }
                    }
                }
            }
        }
        ConfigCommand::Show { format, .. } => {
            let shown = show::settings(&settings.load()?);
            match format {
                TextOrJson::Text => print(&show::text(&shown))?,
                TextOrJson::Json => print_json(&show::json(&shown))?,
            }
        }
        ConfigCommand::Example => print(&example::text())?,
        ConfigCommand::Schema { format } => match format {
            PageOrJson::Json => print_json(schema::schema())?,
            PageOrJson::Md => print(&reference::markdown())?,
        },
    }
    Ok(Exit::Done)
}
