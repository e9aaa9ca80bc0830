//! Load that can be counted: `generate` writes numbered stories, `verify` proves what became of each.
//!
//! A generated story carries its run and number in its `uri`; the number is dense from 0, so that a missing one is a
//! lost story and a second one a repeat. A share of the records can be poison (broken JSON), which must come out as
//! dead letters and nowhere else.

mod generate;
mod verify;

pub use generate::{GenerateSettings, Generated, generate};
pub use verify::{Report, VerifySettings, verify};

/// Start of the `uri` of every generated story.
pub const URI_PREFIX: &str = "urn:copytaster:load:";

/// `uri` of one story of a run.
pub fn uri(run: &str, number: u64) -> String {
    format!("{URI_PREFIX}{run}:{number}")
}

/// Number of a story of this run, from its `uri`.
pub fn number(run: &str, uri: &str) -> Option<u64> {
    uri.strip_prefix(URI_PREFIX)?
        .strip_prefix(run)?
        .strip_prefix(':')?
        .parse()
        .ok()
}
