//! The one clock. Everything that asks for the time asks here, so that tests set it.

use jiff::Timestamp;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Wall time and a monotonic time, real or set by a test.
#[derive(Debug, Clone)]
pub enum Clock {
    System {
        started: Instant,
    },
    /// Both times are this many milliseconds, the wall clock counted from 1970.
    Manual(Arc<AtomicU64>),
}

impl Clock {
    pub fn system() -> Self {
        Self::System {
            started: Instant::now(),
        }
    }

    /// A clock that stands until [`Clock::advance`] is called.
    pub fn manual(millis: u64) -> Self {
        Self::Manual(Arc::new(AtomicU64::new(millis)))
    }

    /// Moves a manual clock; a system clock can't be moved and stays.
    pub fn advance(&self, by: Duration) {
        if let Self::Manual(millis) = self {
            millis.fetch_add(
                u64::try_from(by.as_millis()).unwrap_or(u64::MAX),
                Ordering::SeqCst,
            );
        }
    }

    /// Wall time, milliseconds since 1970.
    pub fn now_ms(&self) -> i64 {
        match self {
            Self::System { .. } => Timestamp::now().as_millisecond(),
            Self::Manual(millis) => millis.load(Ordering::SeqCst) as i64,
        }
    }

    /// Monotonic time since some fixed moment; never affected by wall clock jumps.
    pub fn monotonic(&self) -> Duration {
        match self {
            Self::System { started } => started.elapsed(),
            Self::Manual(millis) => Duration::from_millis(millis.load(Ordering::SeqCst)),
        }
    }
}
