//! What an operator sees: metrics, service state, health. Known by all, knows nobody.

mod metrics;
mod state;

pub use metrics::{Family, FamilyKind, Metrics};
pub use state::{Phase, State};
