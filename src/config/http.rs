//! `[http]`: the admin server.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where metrics and health are served.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct HttpSection {
    /// Whether there is an admin server.
    pub enabled: bool,
    /// Address and port. Port 0 takes a free one (printed at start). It has no login: open it to a network only where
    /// that is wanted.
    #[schemars(extend("x-kind" = "address"))]
    pub listen: String,
}

impl Default for HttpSection {
    fn default() -> Self {
        Self {
            enabled: true,
            listen: "127.0.0.1:9464".into(),
        }
    }
}
