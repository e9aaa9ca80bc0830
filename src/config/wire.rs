//! `[wire]`: what one record may ask of the decoder, and by which profiles agencies are read.

use super::units::Bytes;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Limits of size and shape. A record beyond one goes to the dead letters.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct WireSection {
    /// Bytes of a record's value, before and after decompression.
    #[schemars(extend("x-min" = "1 KiB", "x-max" = "64 MiB"))]
    pub max_payload_bytes: Bytes,
    /// Arrays, objects or elements inside one another.
    #[schemars(range(min = 4, max = 512))]
    pub max_depth: u32,
    /// Bytes of one string or text run.
    #[schemars(extend("x-min" = "1 KiB", "x-max" = "64 MiB"))]
    pub max_string_bytes: Bytes,
    /// Stories in one record.
    #[schemars(range(min = 1, max = 65_535))]
    pub max_stories: u32,
    /// Decompressed bytes for each compressed byte; beyond it the record is taken for a bomb.
    #[schemars(range(min = 2, max = 100_000))]
    pub max_compression_ratio: u32,
    /// Folder of supplier profiles laid over the built-in ones: a file of the same name replaces that one, any other adds
    /// an agency. Relative paths are meant from the folder of the configuration file. Taken over while running.
    pub profiles: Option<PathBuf>,
}

impl Default for WireSection {
    fn default() -> Self {
        Self {
            max_payload_bytes: Bytes(1 << 20),
            max_depth: 64,
            max_string_bytes: Bytes(512 << 10),
            max_stories: 256,
            max_compression_ratio: 200,
            profiles: None,
        }
    }
}
