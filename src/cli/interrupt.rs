//! SIGINT and SIGTERM for commands that run for a while without the service.

use super::exit::{Exit, Failure, OrExit};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::signal::unix::{SignalKind, signal};

/// A flag that the first signal sets; a second signal ends the process.
///
/// # Errors
/// The signal handlers can't be set.
pub fn flag(runtime: &tokio::runtime::Runtime) -> Result<Arc<AtomicBool>, Failure> {
    let stop = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&stop);
    let _entered = runtime.enter();
    let mut interrupt = signal(SignalKind::interrupt()).or_exit(Exit::Defect)?;
    let mut term = signal(SignalKind::terminate()).or_exit(Exit::Defect)?;
    runtime.spawn(async move {
        loop {
            let exit = tokio::select! {
                _ = interrupt.recv() => Exit::Interrupted,
                _ = term.recv() => Exit::Terminated,
            };
            if told.swap(true, Ordering::AcqRel) {
                std::process::exit(i32::from(exit.code()));
            }
        }
    });
    Ok(stop)
}
