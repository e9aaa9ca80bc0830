//! `copytaster topics acls`: the least rights that a configuration needs, as lines for kafka-acls.sh, a table or JSON.
//!
//! Owns the one list of what the program asks of the brokers, by what is done with it. Asks no broker. Kafka counts
//! Describe in with Read and Write; it is listed all the same, for authorizers that don't.

use super::exit::{Ended, Exit, OrExit};
use super::output::{print, print_json};
use super::settings::SettingsArgs;
use super::topic_keys::topic_keys;
use super::topics::quoted;
use crate::config::{Config, Guarantee};
use crate::recovery;
use serde::Serialize;
use std::fmt::Write as _;

/// What is to be done with the rights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Purpose {
    /// The service.
    Run,
    /// `check`, which compares sizes as well.
    Check,
    /// `topics apply`.
    Apply,
    /// `dlq list|show|redrive`.
    Dlq,
    /// `replay`, without the topic it writes.
    Replay,
}

/// Form of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum AclFormat {
    Table,
    Commands,
    Json,
}

/// Options of `topics acls`.
#[derive(Debug, clap::Args)]
pub struct AclsArgs {
    /// Who gets the rights; `User:` and kafka.username by default
    #[arg(long, value_name = "PRINCIPAL")]
    principal: Option<String>,
    /// What the rights are for; may be several, separated by commas
    #[arg(
        long = "for",
        value_enum,
        value_delimiter = ',',
        default_value = "run",
        value_name = "PURPOSE"
    )]
    purposes: Vec<Purpose>,
    /// Lines for kafka-acls.sh, a table, or JSON
    #[arg(long, value_enum, default_value = "commands")]
    format: AclFormat,
}

/// What a right is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
enum Resource {
    Topic,
    Group,
    #[serde(rename = "transactional-id")]
    TransactionalId,
}

impl Resource {
    fn code(self) -> &'static str {
        match self {
            Self::Topic => "topic",
            Self::Group => "group",
            Self::TransactionalId => "transactional-id",
        }
    }
}

/// Rights on one resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Right {
    resource: Resource,
    /// `*` stands for all.
    name: String,
    /// The name is the beginning of names.
    prefixed: bool,
    operations: Vec<&'static str>,
    /// What it is for.
    reason: &'static str,
    /// It grants more than is needed, and why.
    #[serde(skip_serializing_if = "Option::is_none")]
    wider: Option<String>,
}

pub fn run(args: &AclsArgs, settings: &SettingsArgs) -> Ended {
    let config = settings.load()?.config;
    let keys = topic_keys(&config).or_exit(Exit::Config)?;
    let rights = rights(&config, &keys, &args.purposes);
    let principal = args.principal.clone().unwrap_or_else(|| {
        let name = config.kafka.username.as_deref();
        format!("User:{}", name.unwrap_or(&config.kafka.client_id))
    });
    match args.format {
        AclFormat::Commands => print(&commands(&config, &principal, &rights))?,
        AclFormat::Table => print(&table(&principal, &rights))?,
        AclFormat::Json => {
            print_json(&serde_json::json!({ "principal": principal, "rights": rights }))?;
        }
    }
    Ok(Exit::Done)
}

/// The list, each resource once.
fn rights(config: &Config, keys: &[String], purposes: &[Purpose]) -> Vec<Right> {
    let mut list = List::default();
    let dead = config.outputs.dead_letters.topic.as_str();
    let group = config.source.group.as_str();
    for purpose in purposes {
        match purpose {
            Purpose::Run => {
                list.inputs(config, &["Read", "Describe"], "input");
                list.named(
                    Resource::Group,
                    group,
                    &["Read", "Describe"],
                    "offsets and membership",
                );
                for topic in config.output_topics(keys) {
                    let reason = if topic == dead {
                        "dead letters"
                    } else {
                        "output"
                    };
                    // The last for how much it takes at once.
                    let operations = &["Write", "Describe", "DescribeConfigs"];
                    list.named(Resource::Topic, &topic, operations, reason);
                }
                if config.delivery.guarantee == Guarantee::ExactlyOnce {
                    // One an instance: the group and the instance's name.
                    list.prefix(
                        Resource::TransactionalId,
                        &format!("{group}-"),
                        &["Write", "Describe"],
                        "transactions",
                    );
                }
            }
            Purpose::Check => {
                list.inputs(
                    config,
                    &["Describe", "DescribeConfigs"],
                    "input, its limit of size",
                );
                list.named(
                    Resource::Group,
                    group,
                    &["Describe"],
                    "whether the group may be used",
                );
                for topic in config.output_topics(keys) {
                    list.named(
                        Resource::Topic,
                        &topic,
                        &["Describe"],
                        "whether it is there",
                    );
                }
                list.named(
                    Resource::Topic,
                    dead,
                    &["DescribeConfigs"],
                    "its limit of size",
                );
            }
            Purpose::Apply => {
                list.inputs(
                    config,
                    &["Describe", "DescribeConfigs"],
                    "input, its limit of size",
                );
                for topic in config.output_topics(keys) {
                    list.named(
                        Resource::Topic,
                        &topic,
                        &["Create", "Describe"],
                        "to be created",
                    );
                }
            }
            Purpose::Dlq => {
                list.named(Resource::Topic, dead, &["Read", "Describe"], "dead letters");
                list.inputs(
                    config,
                    &["Read", "Write", "Describe"],
                    "where letters go back to, and originals are",
                );
                list.named(
                    Resource::Group,
                    &recovery::redrive_group(group),
                    &["Read", "Describe"],
                    "which letters went back",
                );
            }
            Purpose::Replay => {
                list.inputs(config, &["Read", "Describe"], "input");
                list.prefix(
                    Resource::Group,
                    &recovery::replay_group(group, ""),
                    &["Read", "Describe"],
                    "progress of a replay",
                );
                if config.outputs.enriched.enabled {
                    list.named(
                        Resource::Topic,
                        &config.outputs.enriched.topic,
                        &["Read", "Describe"],
                        "what is compared with",
                    );
                }
            }
        }
    }
    list.0
        .sort_by(|a, b| (a.resource, &a.name).cmp(&(b.resource, &b.name)));
    list.0
}

#[derive(Default)]
struct List(Vec<Right>);

impl List {
    fn named(
        &mut self,
        resource: Resource,
        name: &str,
        operations: &[&'static str],
        reason: &'static str,
    ) {
        self.add(resource, name, false, operations, reason, None);
    }

    fn prefix(
        &mut self,
        resource: Resource,
        name: &str,
        operations: &[&'static str],
        reason: &'static str,
    ) {
        self.add(resource, name, true, operations, reason, None);
    }

    fn inputs(&mut self, config: &Config, operations: &[&'static str], reason: &'static str) {
        for topic in &config.source.topics {
            if !topic.starts_with('^') {
                self.named(Resource::Topic, topic, operations, reason);
                continue;
            }
            let (literal, exact) = beginning(topic);
            let wider = (!exact).then(|| {
                format!("{topic} can't be said in a list: this takes more topics than it matches")
            });
            let (name, prefixed) = if literal.is_empty() {
                ("*", false)
            } else {
                (literal.as_str(), true)
            };
            self.add(Resource::Topic, name, prefixed, operations, reason, wider);
        }
    }

    fn add(
        &mut self,
        resource: Resource,
        name: &str,
        prefixed: bool,
        operations: &[&'static str],
        reason: &'static str,
        wider: Option<String>,
    ) {
        let same =
            |r: &&mut Right| r.resource == resource && r.name == name && r.prefixed == prefixed;
        if let Some(right) = self.0.iter_mut().find(same) {
            for operation in operations {
                if !right.operations.contains(operation) {
                    right.operations.push(operation);
                }
            }
        } else {
            self.0.push(Right {
                resource,
                name: name.to_owned(),
                prefixed,
                operations: operations.to_vec(),
                reason,
                wider,
            });
        }
    }
}

/// What every name a pattern matches begins with, and whether a prefix says no more than the pattern does.
fn beginning(pattern: &str) -> (String, bool) {
    let mut literal = String::new();
    let mut chars = pattern.chars().skip(1).peekable();
    let outer = pattern.chars().scan(0_usize, |depth, c| {
        *depth = match c {
            '(' => *depth + 1,
            ')' => depth.saturating_sub(1),
            _ => *depth,
        };
        Some((*depth, c))
    });
    if outer.into_iter().any(|(depth, c)| depth == 0 && c == '|') {
        // Alternatives may have no beginning in common.
        return (literal, false);
    }
    while let Some(c) = chars.next() {
        let plain = match c {
            '\\' => chars.next(),
            c if c.is_ascii_alphanumeric() || matches!(c, '_' | '-') => Some(c),
            '.' => {
                let rest: String = chars.collect();
                return (literal, rest == "*" || rest == "*$");
            }
            _ => None,
        };
        let Some(plain) =
            plain.filter(|p| p.is_ascii_alphanumeric() || matches!(p, '.' | '_' | '-'))
        else {
            return (literal, false);
        };
        // What may be left out or repeated is no part of every name.
        if chars
            .peek()
            .is_some_and(|next| matches!(next, '*' | '?' | '+' | '{'))
        {
            return (literal, false);
        }
        literal.push(plain);
    }
    // A subscription matches anywhere behind the beginning, so that a pattern without an end is a prefix.
    (literal, true)
}

fn commands(config: &Config, principal: &str, rights: &[Right]) -> String {
    let mut lines = String::new();
    for right in rights {
        if let Some(wider) = &right.wider {
            let _ = writeln!(lines, "# {wider}");
        }
        let _ = write!(
            lines,
            "kafka-acls.sh --bootstrap-server {} --add --allow-principal {}",
            quoted(&config.kafka.brokers.join(",")),
            quoted(principal)
        );
        for operation in &right.operations {
            let _ = write!(lines, " --operation {operation}");
        }
        let _ = write!(
            lines,
            " --{} {}",
            right.resource.code(),
            quoted(&right.name)
        );
        lines.push_str(if right.prefixed {
            " --resource-pattern-type prefixed\n"
        } else {
            "\n"
        });
    }
    lines
}

fn table(principal: &str, rights: &[Right]) -> String {
    let name = |right: &Right| {
        if right.prefixed {
            format!("{}…", right.name)
        } else {
            right.name.clone()
        }
    };
    let widest = rights
        .iter()
        .map(|r| name(r).chars().count())
        .max()
        .unwrap_or(0);
    let mut text = format!("rights of {principal}\n");
    for right in rights {
        let _ = writeln!(
            text,
            "  {:<16}  {:<widest$}  {:<27}  {}",
            right.resource.code(),
            name(right),
            right.operations.join(", "),
            right.wider.as_deref().unwrap_or(right.reason)
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Vec<String> {
        vec!["climate".into()]
    }

    #[test]
    fn the_service_reads_its_inputs_uses_its_group_writes_its_outputs_and_may_do_nothing_else() {
        let mut config = Config::default();
        config.kafka.brokers = vec!["b:9092".into()];
        let text = commands(
            &config,
            "User:desk",
            &rights(&config, &keys(), &[Purpose::Run]),
        );
        let line = |rights: &str| {
            format!(
                "kafka-acls.sh --bootstrap-server b:9092 --add --allow-principal User:desk {rights}\n"
            )
        };
        let expected = [
            "--operation Write --operation Describe --operation DescribeConfigs --topic stories.climate",
            "--operation Write --operation Describe --operation DescribeConfigs --topic stories.dead",
            "--operation Write --operation Describe --operation DescribeConfigs --topic stories.enriched",
            "--operation Write --operation Describe --operation DescribeConfigs --topic stories.facts",
            "--operation Read --operation Describe --topic stories.raw",
            "--operation Read --operation Describe --group copytaster",
        ];
        assert_eq!(text, expected.map(line).concat());
    }

    #[test]
    fn transactions_need_their_id_and_outputs_that_are_off_need_nothing() {
        let mut config = Config::default();
        config.delivery.guarantee = Guarantee::ExactlyOnce;
        config.outputs.facts.enabled = false;
        config.outputs.routed.enabled = false;
        let text = commands(
            &config,
            "User:desk",
            &rights(&config, &keys(), &[Purpose::Run]),
        );
        assert!(text.contains("--operation Write --operation Describe --transactional-id copytaster- --resource-pattern-type prefixed\n"), "{text}");
        assert!(
            !text.contains("facts") && !text.contains("climate") && !text.contains("--cluster"),
            "{text}"
        );
    }

    #[test]
    fn rights_on_one_resource_for_several_purposes_are_one_line() {
        let config = Config::default();
        let all = rights(
            &config,
            &keys(),
            &[
                Purpose::Run,
                Purpose::Check,
                Purpose::Apply,
                Purpose::Dlq,
                Purpose::Replay,
            ],
        );
        let dead: Vec<_> = all.iter().filter(|r| r.name == "stories.dead").collect();
        assert_eq!(dead.len(), 1);
        assert_eq!(
            dead[0].operations,
            ["Write", "Describe", "DescribeConfigs", "Create", "Read"]
        );
        let table = table("User:x", &all);
        assert!(table.contains("copytaster-replay-…"), "{table}");
    }

    #[test]
    fn a_pattern_becomes_the_narrowest_prefix_and_says_when_that_is_wider() {
        for (pattern, prefix, exact) in [
            ("^wire\\..*", "wire.", true),
            ("^wire\\.", "wire.", true),
            ("^wire\\.(afp|dpa)$", "wire.", false),
            ("^wire|^desk", "", false),
            ("^wire[.]a", "wire", false),
            ("^wires?", "wire", false),
            ("^.*", "", true),
            ("^wire.afp", "wire", false),
        ] {
            assert_eq!(beginning(pattern), (prefix.to_owned(), exact), "{pattern}");
        }
        let mut config = Config::default();
        config.source.topics = vec!["^wire\\.[ad].*".into()];
        let text = commands(
            &config,
            "User:a b",
            &rights(&config, &keys(), &[Purpose::Run]),
        );
        assert!(text.contains("# ^wire\\.[ad].* can't be said"), "{text}");
        assert!(text.contains("--allow-principal 'User:a b' --operation Read --operation Describe --topic wire. --resource-pattern-type prefixed"), "{text}");
    }
}
