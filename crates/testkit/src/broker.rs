//! Starting and stopping brokers.

use crate::artifacts::{self, Artifacts};
use crate::client::Client;
use crate::wait::eventually;
use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process};
use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// How many brokers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    One,
    /// Replication 3, `min.insync.replicas` 2.
    Three,
}

/// A shell that outlives its JVM only for a moment: when our end of its standard input closes, for whatever reason,
/// it kills the JVM. So nothing is left running even after `kill -9` of the test process.
const WATCHED: &str = r#""$@" </dev/null & pid=$!; echo $pid; cat >/dev/null; kill -KILL $pid 2>/dev/null; wait $pid 2>/dev/null"#;

const CLUSTER: &str = "copytasterTESTclusterQ";

struct Node {
    id: usize,
    port: u16,
    shell: Option<Child>,
    java: Option<Pid>,
}

/// A cluster of brokers on loopback; stopped when dropped.
pub struct Kafka {
    folder: Option<TempDir>,
    artifacts: Option<Artifacts>,
    nodes: Vec<Node>,
    /// An existing broker named by `COPYTASTER_TEST_KAFKA`.
    external: Option<String>,
}

impl Kafka {
    /// Starts brokers and waits until they serve. With `COPYTASTER_TEST_KAFKA=host:port` that broker is used instead
    /// (for [`Layout::One`]).
    ///
    /// # Errors
    /// Java or Maven is missing, or a broker did not start; the message holds the end of its log.
    pub fn start(layout: Layout) -> Result<Self> {
        if let (Layout::One, Ok(external)) = (layout, std::env::var("COPYTASTER_TEST_KAFKA")) {
            return Ok(Self {
                folder: None,
                artifacts: None,
                nodes: Vec::new(),
                external: Some(external),
            });
        }
        let artifacts = artifacts::fetch()?;
        let folder = tempfile::Builder::new()
            .prefix("copytaster-kafka-")
            .tempdir()?;
        let count = if layout == Layout::One { 1 } else { 3 };
        let ports = free_ports(count * 2)?;
        let (clients, controllers) = ports.split_at(count);
        for id in 1..=count {
            let properties = properties(id, clients, controllers, folder.path());
            let file = folder.path().join(format!("node-{id}.properties"));
            std::fs::write(&file, properties)?;
            format_storage(&artifacts, &file, folder.path(), count == 1)?;
        }
        let nodes = (1..=count)
            .map(|id| Node {
                id,
                port: clients[id - 1],
                shell: None,
                java: None,
            })
            .collect();
        let mut kafka = Self {
            folder: Some(folder),
            artifacts: Some(artifacts),
            nodes,
            external: None,
        };
        for id in 1..=count {
            kafka.launch(id)?;
        }
        for id in 1..=count {
            kafka.await_port(id)?;
        }
        Ok(kafka)
    }

    /// Addresses for `bootstrap.servers`.
    pub fn bootstrap(&self) -> String {
        self.external.clone().unwrap_or_else(|| {
            self.nodes
                .iter()
                .map(|n| format!("127.0.0.1:{}", n.port))
                .collect::<Vec<_>>()
                .join(",")
        })
    }

    /// A client of this cluster.
    pub fn client(&self) -> Client {
        Client::new(&self.bootstrap())
    }

    /// Kills a broker (1, 2, 3) with SIGKILL.
    pub fn kill(&mut self, id: usize) -> Result<()> {
        let node = self.node(id)?;
        if let Some(mut shell) = node.shell.take() {
            // Closing its standard input makes the shell kill the JVM and wait for it.
            drop(shell.stdin.take());
            shell.wait()?;
        }
        node.java = None;
        Ok(())
    }

    /// Starts a killed broker again and waits until it serves.
    pub fn restart(&mut self, id: usize) -> Result<()> {
        self.launch(id)?;
        self.await_port(id)
    }

    /// Stops a broker in its tracks, or lets it go on.
    pub fn freeze(&mut self, id: usize, frozen: bool) -> Result<()> {
        let pid = self.node(id)?.java.context("the broker runs")?;
        kill_process(pid, if frozen { Signal::STOP } else { Signal::CONT })?;
        Ok(())
    }

    fn node(&mut self, id: usize) -> Result<&mut Node> {
        self.nodes
            .iter_mut()
            .find(|n| n.id == id)
            .with_context(|| format!("there is no broker {id} to command"))
    }

    fn launch(&mut self, id: usize) -> Result<()> {
        let (Some(artifacts), Some(folder)) = (
            self.artifacts.clone(),
            self.folder.as_ref().map(TempDir::path),
        ) else {
            bail!("an external broker can't be commanded");
        };
        let properties = folder.join(format!("node-{id}.properties"));
        let out = std::fs::File::create(folder.join(format!("node-{id}.out")))?;
        let mut command = Command::new("sh");
        command
            .args(["-c", WATCHED, "sh", "java"])
            .args(java(&artifacts, &folder.join(format!("node-{id}.log"))));
        command
            .arg("kafka.Kafka")
            .arg(&properties)
            .current_dir(folder);
        let mut shell = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::from(out))
            .spawn()
            .context("sh")?;
        let mut line = String::new();
        BufReader::new(shell.stdout.take().context("stdout is piped")?).read_line(&mut line)?;
        let java = line.trim().parse().ok().and_then(Pid::from_raw);
        let node = self.node(id)?;
        node.shell = Some(shell);
        node.java = java;
        Ok(())
    }

    fn await_port(&mut self, id: usize) -> Result<()> {
        let node = self.node(id)?;
        let (port, java) = (node.port, node.java);
        let served = eventually("a broker serves its port", Duration::from_mins(1), || {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Some(true);
            }
            java.is_none_or(|pid| rustix::process::test_kill_process(pid).is_err())
                .then_some(false)
        });
        if served {
            return Ok(());
        }
        let folder = self
            .folder
            .as_ref()
            .context("a started cluster has a folder")?
            .path();
        let read = |end: &str| {
            std::fs::read_to_string(folder.join(format!("node-{id}.{end}"))).unwrap_or_default()
        };
        bail!(
            "broker {id} ended at start:\n{}\n{}",
            read("out"),
            read("log")
        );
    }
}

impl Drop for Kafka {
    fn drop(&mut self) {
        for node in &mut self.nodes {
            if let Some(mut shell) = node.shell.take() {
                drop(shell.stdin.take());
                // Already gone is as good.
                let _ = shell.wait();
            }
        }
    }
}

fn free_ports(count: usize) -> Result<Vec<u16>> {
    // All bound at once, so that they differ.
    let bound: Vec<TcpListener> = (0..count)
        .map(|_| TcpListener::bind("127.0.0.1:0"))
        .collect::<std::io::Result<_>>()?;
    bound.iter().map(|l| Ok(l.local_addr()?.port())).collect()
}

fn java(artifacts: &Artifacts, log: &Path) -> Vec<String> {
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
        artifacts.log4j.display()
    ));
    arguments.push(format!("-Dkafka.log={}", log.display()));
    arguments.push("-cp".into());
    arguments.push(format!("{}/*", artifacts.jars.display()));
    arguments
}

fn format_storage(
    artifacts: &Artifacts,
    properties: &Path,
    folder: &Path,
    alone: bool,
) -> Result<()> {
    let mut command = Command::new("java");
    command
        .args(java(artifacts, &folder.join("format.log")))
        .args(["kafka.tools.StorageTool", "format", "-t", CLUSTER, "-c"]);
    command.arg(properties);
    if alone {
        command.arg("--standalone");
    }
    let output = command.stdin(Stdio::null()).output().context("java")?;
    if !output.status.success() {
        bail!(
            "formatting a broker's storage: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(())
}

/// Settings that make a broker quick to start, to fail over and to rebalance.
fn properties(id: usize, clients: &[u16], controllers: &[u16], folder: &Path) -> String {
    let (client, controller) = (clients[id - 1], controllers[id - 1]);
    let replicas = clients.len();
    let in_sync = if replicas == 1 { 1 } else { 2 };
    let mut text = format!(
        "process.roles=broker,controller
node.id={id}
listeners=PLAINTEXT://127.0.0.1:{client},CONTROLLER://127.0.0.1:{controller}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs={}/node-{id}
offsets.topic.replication.factor={replicas}
transaction.state.log.replication.factor={replicas}
transaction.state.log.min.isr={in_sync}
share.coordinator.state.topic.replication.factor={replicas}
share.coordinator.state.topic.min.isr={in_sync}
min.insync.replicas={in_sync}
default.replication.factor={replicas}
offsets.topic.num.partitions=4
transaction.state.log.num.partitions=4
num.partitions=4
auto.create.topics.enable=false
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
group.consumer.min.session.timeout.ms=1000
group.consumer.session.timeout.ms=6000
group.consumer.min.heartbeat.interval.ms=500
group.consumer.heartbeat.interval.ms=1000
transaction.abort.timed.out.transaction.cleanup.interval.ms=1000
log.segment.bytes=67108864
log.index.size.max.bytes=1048576
log.cleaner.dedupe.buffer.size=2097152
broker.session.timeout.ms=1500
broker.heartbeat.interval.ms=300
replica.lag.time.max.ms=5000
",
        folder.display()
    );
    let written = if replicas == 1 {
        writeln!(
            text,
            "controller.quorum.bootstrap.servers=127.0.0.1:{controller}"
        )
    } else {
        let voters: Vec<String> = controllers
            .iter()
            .enumerate()
            .map(|(i, port)| format!("{}@127.0.0.1:{port}", i + 1))
            .collect();
        writeln!(text, "controller.quorum.voters={}", voters.join(","))
    };
    debug_assert!(written.is_ok(), "writing to a string can't fail");
    text
}
