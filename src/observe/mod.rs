//! What an operator sees: metrics, service state, health. Known by all, knows nobody.

mod client;
mod metrics;
mod state;

pub use client::{ClientStats, log_client, report_client_error};
pub use metrics::{Family, FamilyKind, Metrics};
pub use state::{Phase, State};
