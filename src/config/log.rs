//! `[log]`: what is logged and how it looks.

use super::units::Period;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Level and form of the log on stderr.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LogSection {
    /// `error`, `warn`, `info`, `debug` or `trace`; or directives (`info,copytaster::kafka=debug`). Reloaded on SIGHUP.
    #[schemars(extend("x-kind" = "log-filter"))]
    pub level: String,
    /// `text` for people, `json` for programs, `auto`: text on a terminal, else JSON.
    pub format: LogFormat,
    /// Colours in text: `auto` uses them on a terminal.
    pub color: LogColor,
    /// Events from one place of the program that are logged in `repeat_window`; the others are counted and told as
    /// one line. 0 logs all.
    #[schemars(range(max = 1_000_000))]
    pub repeat_limit: u32,
    /// The time `repeat_limit` counts in.
    #[schemars(extend("x-min" = "1s", "x-max" = "1h"))]
    pub repeat_window: Period,
}

impl Default for LogSection {
    fn default() -> Self {
        Self {
            level: "info".into(),
            format: LogFormat::Auto,
            color: LogColor::Auto,
            repeat_limit: 50,
            repeat_window: Period::seconds(10),
        }
    }
}

/// Form of a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum LogFormat {
    Auto,
    Text,
    Json,
}

/// When text is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum LogColor {
    Auto,
    Always,
    Never,
}
