//! A program under test as a child process: started, told to stop, killed, waited for; never left behind.

use crate::wait::{eventually, within};
use anyhow::{Context, Result};
use rustix::process::{Pid, kill_process};
use std::fs::File;
use std::io::Read;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

pub use rustix::process::Signal;

/// A child process whose standard error goes to a file. Dropping it kills it, so a test that panics leaves nothing
/// running.
#[derive(Debug)]
pub struct Process {
    child: Child,
    log: PathBuf,
}

/// Runs `command` to its end, without standard input, and gives what it wrote.
///
/// # Panics
/// It can't be started, or still runs after `limit`; the message holds what it wrote to standard error.
pub fn run(command: &mut Command, limit: Duration) -> Output {
    let child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = child.unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let stdout = read_on(child.stdout.take());
    let stderr = read_on(child.stderr.take());
    let status = within(limit, || child.try_wait().ok().flatten());
    if status.is_none() {
        let _ = child.kill();
    }
    let [stdout, stderr] = [stdout, stderr].map(|thread| thread.join().unwrap_or_default());
    let Some(status) = status else {
        let said = String::from_utf8_lossy(&stderr);
        panic!("{command:?} still runs after {limit:?}:\n{said}");
    };
    Output {
        status,
        stdout,
        stderr,
    }
}

/// Reads a pipe to its end, so that the one who writes never waits.
fn read_on(pipe: Option<impl Read + Send + 'static>) -> std::thread::JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut all = Vec::new();
        if let Some(mut pipe) = pipe {
            // What was read before an error is what there is.
            let _ = pipe.read_to_end(&mut all);
        }
        all
    })
}

impl Process {
    /// Starts `command` with its standard error in `log` and without standard input or output.
    ///
    /// # Errors
    /// The file can't be made or the program can't be started.
    pub fn start(command: &mut Command, log: &Path) -> Result<Self> {
        let file = File::create(log).with_context(|| log.display().to_string())?;
        let child = command
            // A ctrl-C at the terminal is for us, who then end it in good order.
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(file)
            .spawn()
            .with_context(|| format!("{}", command.get_program().display()))?;
        Ok(Self {
            child,
            log: log.to_owned(),
        })
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal; one to a process that has ended does nothing.
    pub fn signal(&mut self, signal: Signal) {
        let ended = self.child.try_wait().is_ok_and(|status| status.is_some());
        if let Some(pid) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw)
            && !ended
        {
            // It may have ended in between: as good.
            let _ = kill_process(pid, signal);
        }
    }

    /// Kills it with SIGKILL and waits until it is gone.
    pub fn kill(&mut self) {
        // Already gone is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Waits until it has ended by itself and gives its exit code (`None`: a signal ended it).
    ///
    /// # Panics
    /// It still runs after `within`; the message holds its log.
    pub fn ended(&mut self, within: Duration) -> Option<i32> {
        let started = std::time::Instant::now();
        eventually("the process ends", within + Duration::from_secs(1), || {
            assert!(
                started.elapsed() < within,
                "still running after {within:?}:\n{}",
                std::fs::read_to_string(&self.log).unwrap_or_default()
            );
            self.child.try_wait().ok().flatten()
        })
        .code()
    }

    /// How it ended, once it has: its exit code, or none when a signal ended it.
    pub fn end(&mut self) -> Option<Option<i32>> {
        Some(self.child.try_wait().ok()??.code())
    }

    /// Whether it still runs.
    pub fn runs(&mut self) -> bool {
        self.child.try_wait().is_ok_and(|status| status.is_none())
    }

    /// What it has written to standard error so far.
    pub fn log(&self) -> String {
        std::fs::read(&self.log)
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .unwrap_or_default()
    }

    /// Highest resident memory so far, in bytes, as Linux counts it (`VmHWM` of proc(5)); `None` elsewhere and once it
    /// has ended.
    pub fn peak_memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
        let kib: u64 = line.trim().strip_suffix(" kB")?.trim().parse().ok()?;
        Some(kib * 1024)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}
