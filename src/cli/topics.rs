//! `copytaster topics`: the output topics a configuration needs, as commands to run, as Strimzi resources, or created;
//! and the rights on them.
//!
//! Creates what is missing and never alters what is there: altering replaces a topic's whole set of settings.

use super::acls::{self, AclsArgs};
use super::cluster::{Cluster, TopicPlan};
use super::exit::{Ended, Exit, Failure, OrExit};
use super::needed;
use super::output::print;
use super::settings::SettingsArgs;
use super::topic_keys::topic_keys;
use crate::config::Config;
use std::fmt::Write as _;

/// Plan or create the output topics, list the rights they need
#[derive(Debug, clap::Subcommand)]
pub enum TopicsCommand {
    /// Print what is needed, as kafka-topics lines or Strimzi resources; asks no broker
    #[command(
        after_help = "Examples:\n  copytaster topics plan -c copytaster.toml | sh\n  copytaster topics plan --format strimzi --cluster news | kubectl apply -f -"
    )]
    Plan {
        /// Shell lines for kafka-topics.sh, or `KafkaTopic` resources
        #[arg(long, value_enum, default_value = "commands")]
        format: PlanFormat,
        /// Name of the Kafka resource, for Strimzi
        #[arg(long, value_name = "NAME", default_value = "kafka")]
        cluster: String,
        /// Input topics as well (named ones)
        #[arg(long)]
        with_inputs: bool,
    },
    /// Create what is missing; compares what is there and tells, never alters
    #[command(
        after_help = "Examples:\n  copytaster topics apply -c copytaster.toml\n  copytaster topics apply --brokers localhost:9092 --set outputs.replication_factor=1 --set outputs.min_insync_replicas=1 --with-inputs"
    )]
    Apply {
        /// Say what would be created and create nothing
        #[arg(long)]
        dry_run: bool,
        /// Create input topics as well (named ones)
        #[arg(long)]
        with_inputs: bool,
    },
    /// Print the least rights that are needed, as kafka-acls lines, a table or JSON; asks no broker
    #[command(
        after_help = "Examples:\n  copytaster topics acls -c copytaster.toml | sh\n  copytaster topics acls --principal User:desk --for run,check --format table"
    )]
    Acls(AclsArgs),
}

/// Form of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum PlanFormat {
    Commands,
    Strimzi,
}

pub fn run(command: &TopicsCommand, settings: &SettingsArgs) -> Ended {
    let config = settings.load()?.config;
    match command {
        TopicsCommand::Acls(args) => acls::run(args, settings),
        TopicsCommand::Plan {
            format,
            cluster,
            with_inputs,
        } => {
            let plans = plans(&config, *with_inputs)?;
            print(&match format {
                PlanFormat::Commands => commands(&config, &plans),
                PlanFormat::Strimzi => strimzi(cluster, &plans),
            })?;
            Ok(Exit::Done)
        }
        TopicsCommand::Apply {
            dry_run,
            with_inputs,
        } => apply(&config, &plans(&config, *with_inputs)?, *dry_run),
    }
}

fn plans(config: &Config, with_inputs: bool) -> Result<Vec<TopicPlan>, Failure> {
    let keys = topic_keys(config).or_exit(Exit::Config)?;
    let mut plans = Vec::new();
    if with_inputs {
        plans.extend(config.source.named().map(|name| {
            TopicPlan {
                name: name.to_owned(),
                partitions: config.outputs.partitions,
                replication_factor: config.outputs.replication_factor,
                settings: [(
                    "min.insync.replicas".to_owned(),
                    config.outputs.min_insync_replicas.to_string(),
                )]
                .into(),
            }
        }));
    }
    plans.extend(needed::outputs(config, &keys));
    Ok(plans)
}

fn apply(config: &Config, plans: &[TopicPlan], dry_run: bool) -> Ended {
    let cluster = Cluster::connect(config).map_err(|e| Failure::new(e.exit(), e))?;
    if usize::from(config.outputs.replication_factor) > cluster.brokers {
        return Err(Failure::new(
            Exit::Config,
            anyhow::anyhow!(
                "outputs.replication_factor is {} and the cluster has {} brokers; for a single broker use `--set outputs.replication_factor=1 --set outputs.min_insync_replicas=1`",
                config.outputs.replication_factor,
                cluster.brokers
            ),
        ));
    }
    let runtime = super::runtime()?;
    let plans = fit_letters(config, plans, &cluster, &runtime);
    let mut told = String::new();
    let mut differs = false;
    let mut missing = Vec::new();
    for plan in &plans {
        match cluster.topics.get(&plan.name) {
            None => missing.push(plan),
            Some(facts) => {
                let mut differences = Vec::new();
                if facts.partitions != plan.partitions as usize {
                    differences.push(format!(
                        "{} partitions, the configuration says {}",
                        facts.partitions, plan.partitions
                    ));
                }
                if facts.replicas != usize::from(plan.replication_factor) {
                    differences.push(format!(
                        "{} replicas, the configuration says {}",
                        facts.replicas, plan.replication_factor
                    ));
                }
                differs |= !differences.is_empty();
                let _ = match differences.as_slice() {
                    [] => writeln!(told, "{}: is there", plan.name),
                    some => writeln!(
                        told,
                        "{}: is there and differs ({}); left as it is",
                        plan.name,
                        some.join("; ")
                    ),
                };
            }
        }
    }
    let mut failed = None;
    if dry_run {
        for plan in &missing {
            let _ = writeln!(told, "{}: would be created ({})", plan.name, shape(plan));
        }
    } else if !missing.is_empty() {
        let created = runtime
            .block_on(cluster.create(&missing))
            .map_err(|e| Failure::new(e.exit(), e))?;
        for (plan, (name, error)) in missing.iter().zip(created) {
            let _ = match &error {
                None => writeln!(told, "{name}: created ({})", shape(plan)),
                Some(error) => writeln!(told, "{name}: not created: {error}"),
            };
            failed = failed.or(error.map(|e| (name, e)));
        }
    }
    print(&told)?;
    match failed {
        Some((name, error)) => Err(Failure::new(
            error.exit(),
            anyhow::Error::new(error).context(format!("{name} could not be created")),
        )),
        None if differs => Ok(Exit::Findings),
        None => Ok(Exit::Done),
    }
}

/// The dead letters must take the largest record of the inputs as they are, where this login may know.
fn fit_letters(
    config: &Config,
    plans: &[TopicPlan],
    cluster: &Cluster,
    runtime: &tokio::runtime::Runtime,
) -> Vec<TopicPlan> {
    let inputs: Vec<&str> = config
        .source
        .named()
        .filter(|t| cluster.topics.contains_key(*t))
        .collect();
    let mut plans = plans.to_vec();
    if inputs.is_empty() {
        return plans;
    }
    let largest = runtime
        .block_on(cluster.max_message_bytes(&inputs))
        .ok()
        .and_then(|limits| limits.into_values().max());
    if let Some(largest) = largest {
        let letters = &config.outputs.dead_letters.topic;
        for plan in plans.iter_mut().filter(|p| p.name == *letters) {
            let bytes = needed::letter_bytes(config, largest).to_string();
            plan.settings.insert("max.message.bytes".to_owned(), bytes);
        }
    }
    plans
}

fn shape(plan: &TopicPlan) -> String {
    format!(
        "{} partitions, {} replicas",
        plan.partitions, plan.replication_factor
    )
}

fn commands(config: &Config, plans: &[TopicPlan]) -> String {
    let mut lines = String::new();
    for plan in plans {
        let _ = write!(
            lines,
            "kafka-topics.sh --bootstrap-server {} --create --if-not-exists --topic {} --partitions {} --replication-factor {}",
            quoted(&config.kafka.brokers.join(",")),
            quoted(&plan.name),
            plan.partitions,
            plan.replication_factor
        );
        for (name, value) in &plan.settings {
            let _ = write!(lines, " --config {name}={value}");
        }
        lines.push('\n');
    }
    lines
}

/// Quotes a word for the shell where it needs it.
pub(super) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || ".,:_-/".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

fn strimzi(cluster: &str, plans: &[TopicPlan]) -> String {
    let mut yaml = String::new();
    for plan in plans {
        let _ = write!(
            yaml,
            "---\napiVersion: kafka.strimzi.io/v1\nkind: KafkaTopic\nmetadata:\n  name: {}\n  labels:\n    strimzi.io/cluster: {}\nspec:\n  topicName: {}\n  partitions: {}\n  replicas: {}\n  config:\n",
            resource_name(&plan.name),
            yaml_text(cluster),
            yaml_text(&plan.name),
            plan.partitions,
            plan.replication_factor
        );
        for (name, value) in &plan.settings {
            let value = if value.parse::<u64>().is_ok() {
                value.clone()
            } else {
                yaml_text(value)
            };
            let _ = writeln!(yaml, "    {name}: {value}");
        }
    }
    yaml
}

/// A JSON string is a YAML string.
fn yaml_text(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Kubernetes takes lower case letters, digits, `-` and `.`; the real name stands in `topicName`.
fn resource_name(topic: &str) -> String {
    topic
        .chars()
        .map(|c| match c {
            'a'..='z' | '0'..='9' | '.' | '-' => c,
            'A'..='Z' => c.to_ascii_lowercase(),
            _ => '-',
        })
        .collect::<String>()
        .trim_matches(|c| c == '-' || c == '.')
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_names_every_output_with_its_settings() {
        let mut config = Config::default();
        config.kafka.brokers = vec!["a:9092".into(), "b:9092".into()];
        let plans = plans(&config, true).unwrap();
        let lines = commands(&config, &plans);
        assert!(lines.starts_with("kafka-topics.sh --bootstrap-server a:9092,b:9092 --create --if-not-exists --topic stories.raw --partitions 12 --replication-factor 3 --config min.insync.replicas=2\n"), "{lines}");
        let dead = lines.lines().last().unwrap();
        assert!(
            dead.contains("--topic stories.dead") && dead.contains("max.message.bytes=1114124"),
            "{dead}"
        );
        let yaml = strimzi("news", &plans);
        assert_eq!(yaml.matches("kind: KafkaTopic").count(), plans.len());
        assert!(yaml.contains("apiVersion: kafka.strimzi.io/v1\n"));
        assert!(yaml.contains("    max.message.bytes: 1114124\n"), "{yaml}");
        assert!(yaml.contains("    cleanup.policy: \"delete\"\n"), "{yaml}");
    }

    #[test]
    fn names_that_kubernetes_does_not_take_are_changed_and_kept_beside() {
        assert_eq!(resource_name("Stories_Raw."), "stories-raw");
        assert_eq!(quoted("a b'c"), "'a b'\\''c'");
    }
}
