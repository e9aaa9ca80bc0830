//! The built program as child processes: configured for the topics of one test, watched by its own metrics and health.

use crate::support::{SOON, broker, unique};
use copytaster::load::{GenerateSettings, Report, VerifySettings, generate, verify};
use rdkafka::config::ClientConfig;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;
use tempfile::TempDir;
use testkit::{Client, Process, Topic, eventually};

/// Topics, group and configuration of one test's instances.
pub struct Desk {
    pub bootstrap: String,
    pub client: Client,
    pub name: String,
    pub raw: String,
    pub enriched: String,
    pub facts: String,
    pub dead: String,
    folder: TempDir,
    started: AtomicUsize,
    /// More configuration: lines of TOML by section, `delivery.hold = "100ms"`.
    pub settings: Vec<String>,
}

/// How long a command may take, on a machine that has other things to do.
const COMMAND: Duration = Duration::from_mins(2);

/// Keys of the built-in topics.
pub const TOPICS: [&str; 3] = ["diplomacy", "climate", "energy"];

impl Desk {
    /// With all its topics, on the shared broker.
    pub fn new(partitions: i32) -> Self {
        let bootstrap = broker().bootstrap();
        let desk = Self::at(&bootstrap);
        desk.create(partitions);
        desk
    }

    /// Without topics, on any broker or none.
    pub fn at(bootstrap: &str) -> Self {
        let name = unique("desk");
        Self {
            bootstrap: bootstrap.to_owned(),
            client: Client::new(bootstrap),
            raw: format!("{name}.raw"),
            enriched: format!("{name}.enriched"),
            facts: format!("{name}.facts"),
            dead: format!("{name}.dead"),
            folder: tempfile::tempdir().unwrap(),
            started: AtomicUsize::new(0),
            settings: Vec::new(),
            name,
        }
    }

    pub fn create(&self, partitions: i32) {
        let routed = TOPICS.map(|topic| self.routed(topic));
        let mut topics = vec![
            Topic::new(&self.raw, partitions),
            Topic::new(&self.enriched, 3),
            Topic::new(&self.facts, 1),
            Topic::new(&self.dead, 1),
        ];
        topics.extend(routed.iter().map(|name| Topic::new(name, 1)));
        self.client.create(&topics);
    }

    pub fn routed(&self, topic: &str) -> String {
        format!("{}.{topic}", self.name)
    }

    /// Adds a setting.
    pub fn with(mut self, setting: &str) -> Self {
        self.settings.push(setting.to_owned());
        self
    }

    fn configuration(&self) -> String {
        let Self {
            bootstrap,
            name,
            raw,
            enriched,
            facts,
            dead,
            ..
        } = self;
        let mut text = format!(
            r#"
kafka.brokers = ["{bootstrap}"]
kafka.connect_timeout = "5s"
source.topics = ["{raw}"]
source.group = "{name}"
source.session_timeout = "6s"
delivery.commit_interval = "200ms"
delivery.confirm_interval = "1s"
delivery.drain_timeout = "20s"
delivery.workers = 2
outputs.enriched.topic = "{enriched}"
outputs.facts.topic = "{facts}"
outputs.dead_letters.topic = "{dead}"
outputs.routed.prefix = "{name}."
http.listen = "127.0.0.1:0"
log.format = "json"
"#
        );
        for setting in &self.settings {
            let key = setting.split('=').next().unwrap_or_default();
            if let Some(start) = text.find(&format!("\n{key}=")) {
                let end = text[start + 1..].find('\n').unwrap() + start + 1;
                text.replace_range(start + 1..end, setting);
            } else {
                writeln!(text, "{setting}").unwrap();
            }
        }
        text
    }

    /// The program with these arguments and the configuration of this place.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let n = self.started.fetch_add(1, Ordering::Relaxed);
        let file = self.folder.path().join(format!("copytaster-{n}.toml"));
        std::fs::write(&file, self.configuration()).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_copytaster"));
        command.args(arguments).arg("-c").arg(&file);
        command
    }

    /// Runs the program to its end, which has to come: exit code, standard output, standard error.
    pub fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        let output = testkit::run(&mut self.command(arguments), COMMAND);
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let code = output.status.code().unwrap_or(-1);
        (code, text(&output.stdout), text(&output.stderr))
    }

    /// Starts the program with these arguments.
    pub fn spawn(&self, arguments: &[&str]) -> Process {
        let mut command = self.command(arguments);
        let n = self.started.fetch_add(1, Ordering::Relaxed);
        let log = self.folder.path().join(format!("command-{n}.log"));
        Process::start(&mut command, &log).unwrap()
    }

    /// Where the configuration is, and what else a test puts beside it.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Writes the configuration.
    pub fn configure(&self) -> PathBuf {
        let file = self.folder.path().join("copytaster.toml");
        std::fs::write(&file, self.configuration()).unwrap();
        file
    }

    /// Starts the program; it may not be ready yet, and may never be.
    pub fn launch(&self) -> Instance {
        let file = self.configure();
        let mut command = Command::new(env!("CARGO_BIN_EXE_copytaster"));
        command.arg("run").arg("-c").arg(&file);
        let n = self.started.fetch_add(1, Ordering::Relaxed);
        let log = self.folder.path().join(format!("instance-{n}.log"));
        Instance {
            process: Process::start(&mut command, &log).unwrap(),
            address: None,
        }
    }

    /// Starts the program and waits until it is ready.
    pub fn start(&self) -> Instance {
        let mut instance = self.launch();
        eventually("the instance is ready", SOON, || {
            assert!(instance.process.runs(), "{}", instance.process.log());
            (instance.get("/readyz")?.0 == 200).then_some(())
        });
        instance
    }

    /// Client settings for load.
    pub fn load_client(&self) -> ClientConfig {
        let mut client = ClientConfig::new();
        client.set("bootstrap.servers", &self.bootstrap);
        client.set("enable.idempotence", "true");
        client
    }

    /// Writes numbered stories, every so many of them poison.
    pub fn generate(&self, count: u64, poison_every: u64) {
        self.generate_run(&self.name, count, poison_every);
    }

    /// The same as a run of its own: numbers begin anew with each.
    pub fn generate_run(&self, run: &str, count: u64, poison_every: u64) {
        let settings = GenerateSettings {
            topic: self.raw.clone(),
            run: run.to_owned(),
            count,
            rate: None,
            keys: 97,
            poison_every,
        };
        let never = AtomicBool::new(false);
        generate(&self.load_client(), &settings, &never, |_| {}).unwrap();
    }

    /// What became of them, once all are out or the time is over.
    pub fn verify(&self, poison_every: u64) -> Report {
        self.verify_run(&self.name, poison_every)
    }

    /// What became of one run.
    pub fn verify_run(&self, run: &str, poison_every: u64) -> Report {
        let settings = VerifySettings {
            raw: self.raw.clone(),
            enriched: self.enriched.clone(),
            dead: self.dead.clone(),
            run: run.to_owned(),
            poison_every,
            within: SOON * 4,
        };
        verify(&self.load_client(), &settings).unwrap()
    }

    /// Waits until so many stories are enriched.
    pub fn await_enriched(&self, count: i64) {
        eventually("stories are enriched", SOON * 2, || {
            (self.enriched() >= count).then_some(())
        });
    }

    pub fn enriched(&self) -> i64 {
        self.client.ends(&self.enriched).iter().sum()
    }

    /// Records of the input the group has behind it.
    pub fn committed(&self) -> i64 {
        self.client
            .committed(&self.name, &self.raw)
            .into_iter()
            .flatten()
            .sum()
    }
}

/// One running program.
pub struct Instance {
    pub process: Process,
    address: Option<String>,
}

impl Instance {
    /// Status and body of a path of the admin server; `None` while it does not answer.
    pub fn get(&mut self, path: &str) -> Option<(u16, String)> {
        if self.address.is_none() {
            self.address = self
                .process
                .log()
                .lines()
                .filter(|line| line.contains("metrics and health"))
                .find_map(|line| {
                    let address = line.split("http://").nth(1)?;
                    address.split('"').next().map(ToOwned::to_owned)
                });
        }
        let address = self.address.as_ref()?;
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(5)))
            .build()
            .into();
        let mut answer = agent.get(format!("http://{address}{path}")).call().ok()?;
        let body = answer.body_mut().read_to_string().ok()?;
        Some((answer.status().as_u16(), body))
    }

    /// Sum of a metric over all its series; 0 while there is none.
    pub fn metric(&mut self, name: &str) -> f64 {
        let Some((_, page)) = self.get("/metrics") else {
            return 0.0;
        };
        page.lines()
            .filter(|line| {
                line.strip_prefix(name)
                    .is_some_and(|rest| rest.starts_with([' ', '{']))
            })
            .filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok())
            .sum()
    }

    /// Waits until a metric has reached a value.
    pub fn await_metric(&mut self, name: &str, reached: impl Fn(f64) -> bool) {
        eventually(name, SOON, || reached(self.metric(name)).then_some(()));
    }
}
