//! `copytaster schema`: the JSON Schemas of what is produced.

use super::exit::{Ended, Exit, Failure, OrExit};
use super::output;
use crate::sink::encode::schemas;
use std::path::PathBuf;

/// Print the JSON Schemas of the records, or write them into a folder
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  copytaster schema\n  copytaster schema story-facts\n  copytaster schema --write schemas"
)]
pub struct SchemaArgs {
    /// Name of one schema; without it their names are listed
    name: Option<String>,
    /// Write all into this folder
    #[arg(long, value_name = "FOLDER", conflicts_with = "name")]
    write: Option<PathBuf>,
}

pub fn run(args: &SchemaArgs) -> Ended {
    let all = schemas();
    if let Some(folder) = &args.write {
        for (name, schema) in &all {
            let path = folder.join(name);
            let parent = path.parent().unwrap_or(folder);
            std::fs::create_dir_all(parent).or_exit(Exit::Data)?;
            std::fs::write(&path, format!("{schema:#}\n")).or_exit(Exit::Data)?;
        }
        return Ok(Exit::Done);
    }
    let Some(wanted) = &args.name else {
        let names: Vec<_> = all.iter().map(|(name, _)| name.to_string()).collect();
        output::print(&format!("{}\n", names.join("\n")))?;
        return Ok(Exit::Done);
    };
    let found = all
        .iter()
        .find(|(name, _)| *name == wanted || name.trim_end_matches(".json") == wanted);
    let Some((_, schema)) = found else {
        let names: Vec<_> = all.iter().map(|(name, _)| name.to_string()).collect();
        let message = format!("no schema {wanted:?}; there are {}", names.join(", "));
        return Err(Failure::new(Exit::Usage, anyhow::anyhow!(message)));
    };
    output::print_json(schema)?;
    Ok(Exit::Done)
}
