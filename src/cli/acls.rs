//! `copytaster topics acls`: the least rights that a configuration needs, as lines for kafka-acls.sh, a table or JSON.
//!
//! Asks no broker; what the program asks of them is [`rights`]. Kafka counts
//! Describe in with Read and Write; it is listed all the same, for authorizers that don't.

mod rights;

use super::exit::{Ended, Exit, OrExit};
use super::output::{print, print_json};
use super::settings::SettingsArgs;
use super::topic_keys::topic_keys;
use super::topics::quoted;
use crate::config::Config;
use rights::{Right, rights};
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
    use crate::config::Guarantee;

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
    fn a_prefix_that_is_wider_than_its_pattern_says_so() {
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
