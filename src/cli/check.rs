//! `copytaster check`: everything that can be known to be wrong before a start, all at once, each with its fix.
//!
//! Asks the brokers but changes nothing: no topic is created, the group is not joined.

mod brokers;

use super::cluster::{Cluster, made};
use super::exit::{Ended, Exit, Failure};
use super::findings::{Findings, Severity};
use super::needed;
use super::output::{TextOrJson, print, print_json};
use super::settings::SettingsArgs;
use super::topic_keys::topic_keys;
use crate::config::delivery::Guarantee;
use crate::config::source::OffsetReset;
use crate::config::{self, Config, Environment, Loaded, memory};
use rdkafka::config::ClientConfig;
use rdkafka::consumer::BaseConsumer;
use rdkafka::producer::BaseProducer;

/// Check configuration, brokers, login, topics and rights; tells all problems at once
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exits 0 when a start would work, 1 when not, 78 when the configuration can't be read, 69 when no broker answers, 77 when the login is refused.\n\nExamples:\n  copytaster check -c copytaster.toml\n  copytaster check --offline --format json"
)]
pub struct CheckArgs {
    /// Ask no broker
    #[arg(long)]
    offline: bool,
    /// For people or for programs
    #[arg(long, value_enum, default_value = "text")]
    format: TextOrJson,
}

pub fn run(args: &CheckArgs, settings: &SettingsArgs) -> Ended {
    let mut findings = Findings::default();
    match config::load(&settings.layers(), &Environment::of_process()) {
        Err(error) => {
            for problem in error.problems {
                findings.add(
                    Severity::Error,
                    "configuration",
                    problem.to_string(),
                    None,
                    Exit::Config,
                );
            }
        }
        Ok(loaded) => look(&loaded, args.offline, &mut findings)?,
    }
    let exit = findings.exit();
    match args.format {
        TextOrJson::Text => print(&findings.text())?,
        TextOrJson::Json => print_json(&serde_json::json!({
            "ok": exit == Exit::Done,
            "findings": findings.all,
            "passed": findings.passed,
        }))?,
    }
    Ok(exit)
}

fn look(loaded: &Loaded, offline: bool, findings: &mut Findings) -> Result<(), Failure> {
    let config = &loaded.config;
    let files: Vec<String> = loaded
        .files
        .iter()
        .map(|f| f.display().to_string())
        .collect();
    findings.passed.push(if files.is_empty() {
        "configuration: no file, the defaults".to_owned()
    } else {
        format!("configuration: {}", files.join(", "))
    });
    advise(config, findings);
    clients(config, findings);
    let keys = match topic_keys(config) {
        Ok(keys) => {
            findings
                .passed
                .push(format!("taxonomy: topics {}", keys.join(", ")));
            keys
        }
        Err(error) => {
            findings.error("taxonomy", format!("{error:#}"), None);
            return Ok(());
        }
    };
    match config.profiles() {
        Ok(profiles) => findings.passed.push(format!(
            "profiles: {} agencies, version {}",
            profiles.all().len() - 1,
            profiles.version()
        )),
        Err(error) => findings.error("profiles", error.to_string(), None),
    }
    if let Some(message) = needed::feedback_message(config, &keys) {
        findings.error("topics", message, None);
    }
    if offline {
        return Ok(());
    }
    match Cluster::connect(config) {
        Err(error) => findings.add(
            Severity::Error,
            "brokers",
            error.to_string(),
            None,
            error.exit(),
        ),
        Ok(cluster) => {
            findings.passed.push(format!(
                "brokers: {} up, cluster {}",
                cluster.brokers, cluster.id
            ));
            brokers::look(loaded, &keys, &cluster, findings)?;
        }
    }
    Ok(())
}

/// What is allowed and should be known.
fn advise(config: &Config, findings: &mut Findings) {
    if config.source.offset_reset == OffsetReset::Latest {
        findings.warning(
            "configuration",
            "source.offset_reset = \"latest\": records written to a new partition before the group sees it are lost",
            Some("use \"earliest\""),
        );
    }
    if config.kafka.allow_insecure {
        findings.warning(
            "configuration",
            "kafka.allow_insecure = true: logins and stories may be read or changed on the way",
            Some("leave it out in production"),
        );
    }
    if let Some(message) = memory::warning(config, memory::limit()) {
        findings.warning("memory", message, None);
    }
}

/// Whether librdkafka takes both sets of settings. Without brokers nothing is asked.
fn clients(config: &Config, findings: &mut Findings) {
    let offline = |mut client: ClientConfig| {
        client.remove("bootstrap.servers");
        client.set("log_level", "0");
        client
    };
    let consumer = offline(config.consumer()).create::<BaseConsumer>().err();
    let mut producer = config.producer();
    if config.delivery.guarantee == Guarantee::ExactlyOnce {
        // Any id: the client checks other settings against its being there.
        producer.set("transactional.id", "check");
    }
    let producer = offline(producer).create::<BaseProducer>().err();
    for (which, error) in [("consumer", consumer), ("producer", producer)] {
        match error {
            None => findings.passed.push(format!("{which}: settings taken")),
            Some(error) => findings.error(
                "clients",
                format!("the {which} can't be made: {}", made(&error)),
                Some("look at [kafka] and its properties"),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::cluster::ClusterError;

    fn refused() -> ClusterError {
        ClusterError::Login {
            brokers: "b:1".into(),
            reason: "no".into(),
        }
    }

    #[test]
    fn the_code_tells_what_keeps_a_start_from_working() {
        let mut findings = Findings::default();
        findings.warning("memory", "tight", None);
        assert_eq!(findings.exit(), Exit::Done, "warnings keep nothing");
        findings.error("topics", "missing", None);
        assert_eq!(findings.exit(), Exit::Findings);
        let login = refused();
        findings.add(
            Severity::Error,
            "brokers",
            login.to_string(),
            None,
            login.exit(),
        );
        assert_eq!(findings.exit(), Exit::NotAuthorised);
    }

    #[test]
    fn the_defaults_make_working_clients() {
        let mut findings = Findings::default();
        clients(&Config::default(), &mut findings);
        assert!(findings.all.is_empty(), "{findings:?}");
        let mut config = Config::default();
        config.kafka.key_file = Some("/nowhere/key.pem".into());
        config.kafka.security_protocol = crate::config::kafka::SecurityProtocol::Ssl;
        clients(&config, &mut findings);
        assert_eq!(findings.all.len(), 2, "{findings:?}");
        assert!(
            findings.all[0].message.contains("ssl.key.location"),
            "{findings:?}"
        );
    }

    #[test]
    fn risky_settings_are_warned_of() {
        let mut config = Config::default();
        config.source.offset_reset = OffsetReset::Latest;
        config.kafka.allow_insecure = true;
        let mut findings = Findings::default();
        advise(&config, &mut findings);
        assert!(findings.all.len() >= 2);
        assert_eq!(findings.exit(), Exit::Done);
    }
}
