//! One broker's JVM: started, killed, frozen.

use crate::artifacts::Artifacts;
use crate::wait::within;
use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Resource, Rlimit, Signal, kill_process, prlimit, test_kill_process};
use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A shell that outlives its JVM only for a moment: when our end of its standard input closes, for whatever reason,
/// it kills the JVM. So nothing is left running even after `kill -9` of the test process.
const WATCHED: &str = r#""$@" </dev/null & pid=$!; echo $pid; cat >/dev/null; kill -KILL $pid 2>/dev/null; wait $pid 2>/dev/null"#;

const CLUSTER: &str = "copytasterTESTclusterQ";

/// Longest start of a broker, on a machine with much else to do.
const START: Duration = Duration::from_mins(3);

/// A broker with its storage; running or not.
#[derive(Debug)]
pub(crate) struct Node {
    pub id: usize,
    /// Of the plaintext listener.
    pub port: u16,
    /// Of all nodes: properties, logs, storage.
    folder: PathBuf,
    artifacts: Artifacts,
    running: Option<Running>,
}

#[derive(Debug)]
struct Running {
    shell: Child,
    java: Pid,
}

impl Node {
    /// Writes the properties and formats the storage.
    ///
    /// # Errors
    /// Java is missing or refuses the properties.
    pub fn format(
        id: usize,
        port: u16,
        folder: &Path,
        artifacts: &Artifacts,
        properties: &str,
        options: &[String],
    ) -> Result<Self> {
        let node = Self {
            id,
            port,
            folder: folder.to_owned(),
            artifacts: artifacts.clone(),
            running: None,
        };
        std::fs::write(node.file("properties"), properties)?;
        let output = Command::new("java")
            .args(node.java("format.log"))
            .args(["kafka.tools.StorageTool", "format", "-t", CLUSTER, "-c"])
            .arg(node.file("properties"))
            .args(options)
            .stdin(Stdio::null())
            .output()
            .context("java")?;
        if !output.status.success() {
            bail!(
                "formatting a broker's storage: {}",
                String::from_utf8_lossy(&output.stderr)
            );
        }
        Ok(node)
    }

    fn file(&self, end: &str) -> PathBuf {
        self.folder.join(format!("node-{}.{end}", self.id))
    }

    fn java(&self, log: &str) -> Vec<String> {
        let mut arguments: Vec<String> = [
            "-Xmx512m",
            "-Xms256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
        ]
        .map(str::to_owned)
        .to_vec();
        arguments.push(format!(
            "-Dlog4j2.configurationFile={}",
            self.artifacts.log4j.display()
        ));
        arguments.push(format!("-Dkafka.log={}", self.file(log).display()));
        arguments.push("-cp".into());
        arguments.push(format!("{}/*", self.artifacts.jars.display()));
        arguments
    }

    /// Starts the JVM; it does not serve yet.
    pub fn launch(&mut self) -> Result<()> {
        let out = std::fs::File::create(self.file("out"))?;
        let mut shell = Command::new("sh")
            .args(["-c", WATCHED, "sh", "java"])
            .args(self.java("log"))
            .arg("kafka.Kafka")
            .arg(self.file("properties"))
            .current_dir(&self.folder)
            // A ctrl-C at the terminal ends the brokers only with us.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::from(out))
            .spawn()
            .context("sh")?;
        let mut line = String::new();
        BufReader::new(shell.stdout.take().context("stdout is piped")?).read_line(&mut line)?;
        let java = line.trim().parse().ok().and_then(Pid::from_raw);
        let java = java.context("the shell tells the JVM's process id")?;
        self.running = Some(Running { shell, java });
        Ok(())
    }

    /// Waits until the plaintext port is served, which is when the broker has started.
    pub fn await_start(&self) -> Result<()> {
        let java = self.running()?.java;
        let served = within(START, || {
            if self.serves() {
                return Some(true);
            }
            test_kill_process(java).is_err().then_some(false)
        });
        if served == Some(true) {
            return Ok(());
        }
        let read = |end: &str| std::fs::read_to_string(self.file(end)).unwrap_or_default();
        bail!(
            "broker {} did not start:\n{}\n{}",
            self.id,
            read("out"),
            read("log")
        );
    }

    /// Kills it with SIGKILL and waits until it is gone.
    pub fn kill(&mut self) {
        if let Some(Running { mut shell, .. }) = self.running.take() {
            // Closing its standard input makes the shell kill the JVM and wait for it.
            drop(shell.stdin.take());
            // Already gone is as good.
            let _ = shell.wait();
        }
    }

    /// Stops it in its tracks, or lets it go on.
    pub fn freeze(&self, frozen: bool) -> Result<()> {
        let signal = if frozen { Signal::STOP } else { Signal::CONT };
        Ok(kill_process(self.running()?.java, signal)?)
    }

    /// Whether the plaintext port can be connected to.
    pub fn serves(&self) -> bool {
        TcpStream::connect(("127.0.0.1", self.port)).is_ok()
    }

    /// Limits the size of its files to nothing: every write that would make one longer fails.
    pub fn forbid_writes(&self) -> Result<()> {
        let none = Rlimit {
            current: Some(0),
            maximum: Some(0),
        };
        prlimit(Some(self.running()?.java), Resource::Fsize, none)?;
        Ok(())
    }

    fn running(&self) -> Result<&Running> {
        self.running
            .as_ref()
            .with_context(|| format!("broker {} does not run", self.id))
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.kill();
    }
}
