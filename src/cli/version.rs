//! `copytaster version`: what runs.

use super::exit::{Ended, Exit};
use super::output::{TextOrJson, print, print_json};
use serde_json::json;

/// Compiler that built this program.
pub const RUSTC: &str = env!("COPYTASTER_RUSTC");

/// Print the version, the compiler and librdkafka's version
#[derive(Debug, clap::Args)]
pub struct VersionArgs {
    /// For people or for programs
    #[arg(long, value_enum, default_value = "text")]
    format: TextOrJson,
}

/// librdkafka's version as linked.
pub fn librdkafka() -> String {
    rdkafka::util::get_rdkafka_version().1
}

pub fn run(args: &VersionArgs) -> Ended {
    let version = env!("CARGO_PKG_VERSION");
    let librdkafka = librdkafka();
    match args.format {
        TextOrJson::Text => print(&format!(
            "copytaster {version} (rustc {RUSTC}, librdkafka {librdkafka})\n"
        ))?,
        TextOrJson::Json => {
            print_json(&json!({ "version": version, "rustc": RUSTC, "librdkafka": librdkafka }))?;
        }
    }
    Ok(Exit::Done)
}
