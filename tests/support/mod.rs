//! Runs the program, reads what it prints, and stands in for Kafka with librdkafka's in-process mock cluster.

use rdkafka::config::ClientConfig;
use rdkafka::mocking::MockCluster;
use rdkafka::producer::{BaseProducer, BaseRecord, DefaultProducerContext, Producer};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// Longest wait for anything; only a failing test waits that long.
const PATIENCE: Duration = Duration::from_mins(1);

/// The program with these arguments. Nothing of the machine's own configuration reaches it.
pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_copytaster"));
    command
        .env_clear()
        .current_dir(std::env::temp_dir())
        .args(arguments)
        .stdin(Stdio::null());
    command
}

/// Runs it to its end.
pub fn run(arguments: &[&str]) -> Output {
    command(arguments).output().unwrap()
}

pub fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

pub fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

/// A configuration file in a folder of its own.
pub struct File {
    _folder: tempfile::TempDir,
    pub path: PathBuf,
}

pub fn file(text: &str) -> File {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("copytaster.toml");
    std::fs::write(&path, text).unwrap();
    File {
        _folder: folder,
        path,
    }
}

pub type Mock = MockCluster<'static, DefaultProducerContext>;

/// A cluster of one broker that ends with the test.
pub fn mock() -> Mock {
    MockCluster::new(1).unwrap()
}

/// The topics of the default configuration.
pub fn make_topics(cluster: &Mock) {
    for topic in [
        "stories.raw",
        "stories.enriched",
        "stories.facts",
        "stories.diplomacy",
        "stories.climate",
        "stories.energy",
        "stories.dead",
    ] {
        cluster.create_topic(topic, 2, 1).unwrap();
    }
}

/// Writes one story and waits for its acknowledgement.
pub fn produce(brokers: &str, topic: &str) {
    let producer: BaseProducer = ClientConfig::new()
        .set("bootstrap.servers", brokers)
        .create()
        .unwrap();
    let story = "{\"headline\":\"Ministers meet\",\"body\":\"They met.\"}";
    producer
        .send(BaseRecord::to(topic).key("k").payload(story))
        .unwrap();
    producer.flush(PATIENCE).unwrap();
}

/// A service under test, with the lines of its log as they come. Killed when dropped.
pub struct Service {
    child: Child,
    lines: Receiver<serde_json::Value>,
    /// Of the admin server.
    address: String,
}

impl Service {
    pub fn start(brokers: &str, more: &[&str]) -> Self {
        let mut child = command(&["run", "--brokers", brokers, "--listen", "127.0.0.1:0"])
            .args(["--log-format", "json"])
            .args(more)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let (send, lines) = channel();
        std::thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                let line = serde_json::from_str(&line).unwrap_or_else(|_| line.into());
                if send.send(line).is_err() {
                    return;
                }
            }
        });
        let mut service = Self {
            child,
            lines,
            address: String::new(),
        };
        let line = service.wait_for("metrics and health");
        service.address = line["address"].as_str().unwrap().replace("http://", "");
        service
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The next line of the log with this text.
    pub fn wait_for(&self, text: &str) -> serde_json::Value {
        let mut seen = Vec::new();
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) if line.to_string().contains(text) => return line,
                Ok(line) => seen.push(line.to_string()),
                Err(error) => panic!("{error}: no line with `{text}` in {seen:#?}"),
            }
        }
    }

    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill")
            .args([name, &self.child.id().to_string()])
            .status()
            .unwrap();
        assert!(sent.success());
    }

    /// Status and body.
    pub fn get(&self, path: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
        let body = answer.split_once("\r\n\r\n").unwrap().1;
        (status, body.to_owned())
    }

    /// Asks until the page holds the text.
    pub fn until(&self, path: &str, text: &str) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let (_, page) = self.get(path);
            if page.contains(text) {
                return;
            }
            assert!(Instant::now() < deadline, "no `{text}` in {page}");
        }
    }

    /// Sends the signal until the program has ended and gives the exit code.
    pub fn end_by(mut self, name: &str) -> i32 {
        let deadline = Instant::now() + PATIENCE;
        loop {
            self.signal(name);
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code().unwrap();
            }
            assert!(Instant::now() < deadline, "still running");
        }
    }

    /// Waits for the end and gives the exit code.
    pub fn end(mut self) -> i32 {
        self.child.wait().unwrap().code().unwrap()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
