//! Records to explain, and stages that are built once.

use crate::clock::Clock;
use crate::config::Config;
use crate::observe::Metrics;
use crate::service::Taster;
use crate::story::{Origin, RawRecord};
use std::sync::LazyLock;

pub(super) fn record(value: &[u8]) -> RawRecord {
    RawRecord {
        timestamp_ms: Some(1_786_305_600_000),
        ..RawRecord::new(Origin::new("c", "wire", 0, 0), Some(value.to_vec()))
    }
}

/// Built once: all that is asked of it is pure.
pub(super) static TASTER: LazyLock<Taster> = LazyLock::new(|| {
    let metrics = Metrics::new().unwrap();
    Taster::new(&Config::default(), &Clock::manual(0), &metrics).unwrap()
});
