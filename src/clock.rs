//! The one clock. Everything that asks for the time asks here, so that tests set it.

use jiff::Timestamp;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Wall time and a monotonic time, real or set by a test.
#[derive(Debug, Clone)]
pub enum Clock {
    System { started: Instant },
    Manual(Arc<Manual>),
}

/// A clock that a test sets. Both times are so many milliseconds, the wall clock counted from 1970.
#[derive(Debug, Default)]
pub struct Manual {
    millis: AtomicU64,
    /// How far the wall clock has jumped.
    jumped: AtomicI64,
}

impl Clock {
    pub fn system() -> Self {
        Self::System {
            started: Instant::now(),
        }
    }

    /// A clock that stands until [`Clock::advance`] is called.
    pub fn manual(millis: u64) -> Self {
        Self::Manual(Arc::new(Manual {
            millis: AtomicU64::new(millis),
            ..Manual::default()
        }))
    }

    /// Moves a manual clock; a system clock can't be moved and stays.
    pub fn advance(&self, by: Duration) {
        if let Self::Manual(manual) = self {
            manual.millis.fetch_add(
                u64::try_from(by.as_millis()).unwrap_or(u64::MAX),
                Ordering::SeqCst,
            );
        }
    }

    /// Sets the wall time of a manual clock forward or back; the monotonic time goes on as it was.
    pub fn jump(&self, millis: i64) {
        if let Self::Manual(manual) = self {
            manual.jumped.fetch_add(millis, Ordering::SeqCst);
        }
    }

    /// Wall time, milliseconds since 1970.
    pub fn now_ms(&self) -> i64 {
        match self {
            Self::System { .. } => Timestamp::now().as_millisecond(),
            Self::Manual(manual) => {
                manual.millis.load(Ordering::SeqCst) as i64 + manual.jumped.load(Ordering::SeqCst)
            }
        }
    }

    /// Monotonic time since some fixed moment; never affected by wall clock jumps.
    pub fn monotonic(&self) -> Duration {
        match self {
            Self::System { started } => started.elapsed(),
            Self::Manual(manual) => Duration::from_millis(manual.millis.load(Ordering::SeqCst)),
        }
    }
}
