//! Bounds on what one record may ask of the decoder.
//!
//! Owns the numbers and what they default to. Every parser in [`wire`](super) is given a `Limits` and keeps to it while it reads, not afterwards,
//! so that no input can claim more memory or stack than these numbers say. Never reads configuration itself.

use serde::{Deserialize, Serialize};

/// The section `[wire]` of the configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Bytes of a record's value, before and after decompression.
    pub max_payload_bytes: usize,
    /// Arrays, objects or elements inside one another. Values above [`Limits::DEEPEST`] are taken as that.
    pub max_depth: usize,
    /// Bytes of one string or text run.
    pub max_string_bytes: usize,
    /// Stories in one record.
    pub max_stories: usize,
    /// Decompressed bytes for each compressed byte; beyond it the record is taken for a bomb.
    pub max_compression_ratio: usize,
}

impl Limits {
    /// Parsers recurse once for each level of nesting; with this many levels they stay well inside a 2 MiB thread stack.
    pub const DEEPEST: usize = 512;

    /// `max_depth`, but never more than the stack can carry.
    pub fn depth(&self) -> usize {
        self.max_depth.min(Self::DEEPEST)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_payload_bytes: 1024 * 1024,
            max_depth: 64,
            max_string_bytes: 512 * 1024,
            max_stories: 256,
            max_compression_ratio: 200,
        }
    }
}
