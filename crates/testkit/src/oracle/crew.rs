//! The instances of a run, kept running as a process manager would.

use super::gauges::Gauges;
use super::{Membership, Plan};
use crate::process::{Process, Signal};
use crate::wait::within;
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Kills what it was told of when this process is gone, also instances that are frozen.
const REAPER: &str =
    r#"while read pid; do pids="$pids $pid"; done; [ -z "$pids" ] || kill -KILL $pids 2>/dev/null"#;

/// How long a drain may take before the run counts it as broken.
const DRAIN: Duration = Duration::from_secs(40);
/// Between two looks at an instance's metrics.
const LOOK: Duration = Duration::from_secs(1);
/// A process manager does not start at once what has just ended.
const BACK_OFF: Duration = Duration::from_millis(500);

/// How an instance is started: program and arguments before the configuration file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    pub file: PathBuf,
    pub arguments: Vec<String>,
}

/// What happened to the instances.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Service {
    pub starts: u64,
    /// Ends that nobody asked for, by exit code.
    pub exits: BTreeMap<String, u64>,
    /// Highest resident memory of an instance, in bytes.
    pub memory: u64,
    /// What their metrics told, as far as they were asked before they ended.
    pub gauges: Gauges,
    /// What an instance did that it must never do.
    pub violations: Vec<String>,
}

struct Instance {
    process: Process,
    started: Instant,
    looked: Instant,
    gauges: Gauges,
    /// Of its admin server, once its log has told it.
    address: Option<SocketAddr>,
}

/// The instances.
pub struct Crew {
    program: Program,
    membership: Membership,
    config: PathBuf,
    folder: PathBuf,
    slots: Vec<Option<Instance>>,
    /// Slots below this run.
    wanted: usize,
    /// Not to be started yet.
    down: Vec<bool>,
    service: Service,
    reaper: Child,
}

impl Crew {
    pub fn new(plan: &Plan, config: &Path, folder: &Path) -> Result<Self> {
        let slots = plan.instances;
        let reaper = Command::new("sh")
            .args(["-c", REAPER])
            // A ctrl-C at the terminal must not take it before its work is done.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("sh")?;
        Ok(Self {
            program: plan.program.clone(),
            membership: plan.membership,
            config: config.to_owned(),
            folder: folder.to_owned(),
            slots: (0..slots).map(|_| None).collect(),
            wanted: slots,
            down: vec![false; slots],
            service: Service::default(),
            reaper,
        })
    }

    /// Starts what should run and does not, and looks at what runs.
    pub fn tend(&mut self) -> Result<()> {
        for n in 0..self.slots.len() {
            self.look(n);
            if n < self.wanted && !self.down[n] && self.slots[n].is_none() {
                self.start(n)?;
            }
        }
        Ok(())
    }

    fn start(&mut self, n: usize) -> Result<()> {
        let log = self
            .folder
            .join(format!("instance-{}.log", self.service.starts));
        let mut command = Command::new(&self.program.file);
        command
            .args(&self.program.arguments)
            .arg("-c")
            .arg(&self.config);
        if self.membership == Membership::Static {
            let name = format!("source.instance_id=desk-{n}");
            command.args(["--set", &name]);
        }
        let process = Process::start(&mut command, &log)?;
        self.adopt(&process)?;
        self.service.starts += 1;
        let now = Instant::now();
        self.slots[n] = Some(Instance {
            process,
            started: now,
            looked: now,
            gauges: Gauges::default(),
            address: None,
        });
        Ok(())
    }

    /// Has a process killed when this one is gone, for whatever reason.
    pub fn adopt(&mut self, process: &Process) -> Result<()> {
        if let Some(stdin) = &mut self.reaper.stdin {
            writeln!(stdin, "{}", process.id())?;
        }
        Ok(())
    }

    /// Notes an instance's memory and metrics, and its end if it has ended by itself.
    fn look(&mut self, n: usize) {
        let Some(instance) = &mut self.slots[n] else {
            return;
        };
        if let Some(bytes) = instance.process.peak_memory() {
            self.service.memory = self.service.memory.max(bytes);
        }
        if let Some(code) = instance.process.end() {
            if instance.started.elapsed() < BACK_OFF {
                return;
            }
            let name = code.map_or("signal".to_owned(), |code| code.to_string());
            *self.service.exits.entry(name.clone()).or_default() += 1;
            // 70 is a defect by the program's own words; a signal we did not send is a crash.
            if matches!(code, None | Some(70 | 101 | 0)) {
                let end = last_lines(&instance.process.log(), 3);
                self.service
                    .violations
                    .push(format!("an instance ended by itself with {name}: {end}"));
            }
            self.forget(n);
            return;
        }
        if instance.looked.elapsed() >= LOOK {
            instance.looked = Instant::now();
            instance.read();
        }
    }

    fn forget(&mut self, n: usize) {
        if let Some(instance) = self.slots[n].take() {
            self.service.gauges.add(instance.gauges);
        }
    }

    /// SIGKILL; it stays down until [`Crew::up`].
    pub fn kill(&mut self, n: usize) {
        self.look(n);
        self.down[n] = true;
        if let Some(instance) = &mut self.slots[n] {
            instance.process.kill();
        }
        self.forget(n);
    }

    /// The slot to do something to: what is not wanted does not run, and feels nothing.
    pub fn present(&self, n: usize) -> usize {
        n % self.wanted.max(1)
    }

    pub fn up(&mut self, n: usize) {
        self.down[n] = false;
    }

    /// SIGTERM and its end; the next [`Crew::tend`] starts it again if it should run.
    pub fn stop(&mut self, n: usize) {
        self.look(n);
        if let Some(instance) = &mut self.slots[n] {
            instance.read();
            instance.process.signal(Signal::TERM);
            match within(DRAIN, || instance.process.end()) {
                None => {
                    let text = format!("an instance did not end {DRAIN:?} after SIGTERM");
                    self.service.violations.push(text);
                    instance.process.kill();
                }
                // Asked before it could drain, it may end by what it was just told by the brokers.
                Some(Some(0 | 69 | 75 | 77 | 78)) => {}
                Some(code) => {
                    let text = format!("an instance ended with {code:?} after SIGTERM");
                    self.service.violations.push(text);
                }
            }
        }
        self.forget(n);
    }

    /// SIGSTOP or SIGCONT.
    pub fn freeze(&mut self, n: usize, frozen: bool) {
        if let Some(instance) = &mut self.slots[n] {
            let signal = if frozen { Signal::STOP } else { Signal::CONT };
            instance.process.signal(signal);
            // Nothing answers meanwhile.
            instance.looked = Instant::now() + Duration::from_secs(if frozen { 20 } else { 0 });
        }
    }

    /// So many run from now on.
    pub fn scale(&mut self, wanted: usize) {
        self.wanted = wanted;
        for n in wanted..self.slots.len() {
            self.stop(n);
        }
    }

    /// Whether all that should run are ready.
    pub fn is_ready(&mut self) -> bool {
        self.slots[..self.wanted].iter_mut().all(|slot| {
            slot.as_mut().is_some_and(|instance| {
                let answer = instance.get("/readyz");
                answer.is_some_and(|answer| answer.starts_with("HTTP/1.1 200"))
            })
        })
    }

    /// How often one was started.
    pub fn starts(&self) -> u64 {
        self.service.starts
    }

    /// The ends of their logs.
    pub fn logs(&self) -> String {
        let logs = self.slots.iter().flatten().map(|i| i.process.log());
        let ends = logs.map(|log| last_lines(&log, 5));
        ends.collect::<Vec<_>>().join("\n--\n")
    }

    /// How many run.
    pub fn running(&self) -> usize {
        self.slots.iter().flatten().count()
    }

    /// Ends all and tells what happened.
    pub fn finish(mut self) -> Service {
        for n in 0..self.slots.len() {
            self.stop(n);
        }
        std::mem::take(&mut self.service)
    }
}

impl Drop for Crew {
    fn drop(&mut self) {
        // Kills what still runs; then there is nothing left to reap.
        self.slots.clear();
        let _ = self.reaper.kill();
        let _ = self.reaper.wait();
    }
}

impl Instance {
    /// Reads its metrics; when it does not answer, what was read before stays.
    fn read(&mut self) {
        if let Some(page) = self.get("/metrics") {
            self.gauges = Gauges::read(&page);
        }
    }

    /// Asks its admin server; status line, headers and body as they come.
    fn get(&mut self, path: &str) -> Option<String> {
        if self.address.is_none() {
            self.address = self
                .process
                .log()
                .lines()
                .filter(|line| line.contains("metrics and health"))
                .find_map(|line| {
                    let address = line.split("http://").nth(1)?.split('"').next()?;
                    address.parse().ok()
                });
        }
        let wait = Duration::from_millis(500);
        let mut stream = TcpStream::connect_timeout(&self.address?, wait).ok()?;
        stream.set_read_timeout(Some(wait)).ok()?;
        let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        Some(answer)
    }
}

fn last_lines(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}
