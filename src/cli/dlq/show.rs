//! `dlq show`: one letter whole.

use super::hints;
use crate::cli::cluster::Cluster;
use crate::cli::exit::{Ended, Exit, Failure, OrExit};
use crate::cli::output::print;
use crate::config::Config;
use crate::recovery::{Letter, Originals, redrive_group, show};
use std::path::PathBuf;

/// Options of `dlq show`.
#[derive(Debug, clap::Args)]
pub struct ShowArgs {
    /// Partition of the dead letter topic
    #[arg(long, value_name = "N")]
    partition: i32,
    /// Offset in the dead letter topic
    #[arg(long, value_name = "N")]
    offset: i64,
    /// Bytes of the value to show
    #[arg(long, value_name = "N", default_value_t = 4_096)]
    bytes: usize,
    /// Write the value, byte for byte, to this file as well
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
}

pub(super) fn run(args: &ShowArgs, config: &Config, cluster: &Cluster) -> Ended {
    let topic = &config.outputs.dead_letters.topic;
    let (client, group) = (config.consumer(), redrive_group(&config.source.group));
    let mut originals = Originals::new(&client, &group, &cluster.id);
    let record = originals
        .at(topic, args.partition, args.offset)
        .or_exit(Exit::Data)?;
    let letter = Letter::read(record, &hints(config)?);
    let original = letter.left_out.is_some().then(|| originals.fetch(&letter));
    print(&show(&letter, original.as_ref(), args.bytes))?;
    if let Some(file) = &args.save {
        let fetched = original.as_ref().and_then(|o| o.as_ref().ok());
        let value = fetched.map_or(&letter.record.value, |record| &record.value);
        let Some(value) = value else {
            return Err(Failure::new(
                Exit::Data,
                anyhow::anyhow!("there is no value to write to {}", file.display()),
            ));
        };
        std::fs::write(file, value).map_err(|error| {
            Failure::new(
                Exit::Unavailable,
                anyhow::Error::new(error).context(file.display().to_string()),
            )
        })?;
    }
    Ok(Exit::Done)
}
