//! What an operator sees: metrics, service state, health. Known by all, knows nobody.

mod client;
mod health;
mod http;
mod logs;
mod metrics;
mod quiet;
mod state;

pub use client::{ClientStats, log_client, report_client_error};
pub use health::{Answer, HangWatch, Health};
pub use http::{Admin, AdminServer, ListenError, ROUTES};
pub use logs::{Form, LogError, LogSettings, Logs, on_terminal};
pub use metrics::{Family, FamilyKind, Metrics};
pub use quiet::Quiet;
pub use state::{Phase, State};
