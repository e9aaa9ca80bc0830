//! The connection on real brokers that ask who comes: TLS with client certificates, SCRAM over TLS, the least rights,
//! a clear end with fewer, and secrets that show up nowhere.

use crate::instance::{Desk, TOPICS};
use crate::reload::{await_reload, chess};
use crate::support::SOON;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;
use testkit::{
    Access, Authority, Kafka, Layout, Listener, Operation, PASSWORD, Resource, Right, Signal,
    Topic, USER, eventually,
};

static SECURE: LazyLock<Kafka> = LazyLock::new(|| {
    Kafka::start_with(Layout::One, Access::Secure).unwrap_or_else(|e| panic!("{e:#}"))
});

/// A desk with its topics, whose instances come in by a listener.
fn desk(listener: Listener) -> Desk {
    let desk = Desk::at(&SECURE.bootstrap());
    desk.create(3);
    let brokers = SECURE.addresses(listener).join(",");
    let ca = SECURE.authority().unwrap().file();
    desk.with(&format!("kafka.brokers = [\"{brokers}\"]"))
        .with(&format!("kafka.ca_file = \"{}\"", ca.display()))
}

/// Comes in with a certificate made for this user.
fn with_certificate(user: &str) -> Desk {
    let files = SECURE.authority().unwrap().client(user).unwrap();
    desk(Listener::Tls)
        .with("kafka.security_protocol = \"ssl\"")
        .with(&setting("kafka.certificate_file", &files.certificate))
        .with(&setting("kafka.key_file", &files.key))
}

fn with_password(password: &str) -> Desk {
    desk(Listener::TlsLogin)
        .with("kafka.security_protocol = \"sasl_ssl\"")
        .with("kafka.sasl_mechanism = \"SCRAM-SHA-512\"")
        .with(&format!("kafka.username = \"{USER}\""))
        .with(&format!("kafka.password = \"{password}\""))
}

fn setting(key: &str, file: &Path) -> String {
    format!("{key} = \"{}\"", file.display())
}

/// What an instance needs and no more.
fn least(desk: &Desk) -> Vec<Right> {
    let mut rights = vec![
        Right::allow(Operation::Read, Resource::Topic, &desk.raw),
        Right::allow(Operation::Read, Resource::Group, &desk.name),
    ];
    let outputs = [&desk.enriched, &desk.facts, &desk.dead];
    let routed = TOPICS.map(|topic| desk.routed(topic));
    for output in outputs.into_iter().chain(&routed) {
        rights.push(Right::allow(Operation::Write, Resource::Topic, output));
    }
    rights
}

#[test]
fn a_client_certificate_and_the_least_rights_carry_all_the_work() {
    let desk = with_certificate("carrier");
    SECURE.rights().grant("carrier", &least(&desk)).unwrap();
    desk.generate(500, 50);
    let mut instance = desk.start();
    let report = desk.verify(50);
    assert!(report.holds() && report.repeated == 0, "{report}");
    instance.process.signal(Signal::TERM);
    assert_eq!(instance.process.ended(SOON), Some(0));
    assert_eq!(desk.committed(), 500);
}

#[test]
fn a_scram_login_over_tls_and_the_least_rights_carry_all_the_work() {
    let desk = with_password(PASSWORD);
    SECURE.rights().grant(USER, &least(&desk)).unwrap();
    desk.generate(500, 50);
    let mut instance = desk.start();
    let report = desk.verify(50);
    assert!(report.holds() && report.repeated == 0, "{report}");
    instance.process.signal(Signal::TERM);
    assert_eq!(instance.process.ended(SOON), Some(0));
    assert!(!instance.process.log().contains(PASSWORD));
}

#[test]
fn a_login_that_is_refused_ends_with_77_and_says_what_to_check() {
    let refused = |desk: &Desk, words: &[&str]| {
        let mut instance = desk.launch();
        let code = instance.process.ended(SOON);
        let log = instance.process.log();
        assert_eq!(code, Some(77), "{log}");
        assert!(!log.contains("not-the-password"), "{log}");
        for word in words {
            assert!(log.contains(word), "no `{word}` in {log}");
        }
    };
    let wrong = with_password("not-the-password");
    refused(&wrong, &["refused the login", "kafka.password_file"]);
    refused(
        &desk(Listener::Tls).with("kafka.security_protocol = \"ssl\""),
        &["kafka.certificate_file"],
    );
    let folder = tempfile::tempdir().unwrap();
    let strangers = Authority::new(folder.path()).unwrap();
    let stranger = strangers.client("carrier").unwrap();
    refused(
        &desk(Listener::Tls)
            .with("kafka.security_protocol = \"ssl\"")
            .with(&setting("kafka.certificate_file", &stranger.certificate))
            .with(&setting("kafka.key_file", &stranger.key)),
        &["kafka.certificate_file"],
    );
    refused(
        &with_password(PASSWORD).with(&setting("kafka.ca_file", &strangers.file())),
        &["kafka.ca_file"],
    );
}

#[test]
fn a_replay_does_its_work_with_the_rights_printed_for_it_and_its_target() {
    let user = "replayer";
    let desk = with_certificate(user);
    let into = format!("{}.replayed", desk.name);
    desk.client.create(&[Topic::new(&into, 1)]);
    desk.generate(50, 0);
    let (_, printed, _) = desk.run(&["topics", "acls", "--for", "replay", "--format", "json"]);
    let printed: serde_json::Value = serde_json::from_str(&printed).unwrap();
    let (group, id) = (format!("{}-replay-trial", desk.name), "trial");
    let mut rights = vec![Right::allow(Operation::Write, Resource::Topic, &into)];
    for right in printed["rights"].as_array().unwrap() {
        let name = right["name"].as_str().unwrap();
        let (resource, name) = match right["resource"].as_str().unwrap() {
            "topic" => (Resource::Topic, name),
            // A prefix of what is used.
            _ => (Resource::Group, group.as_str()),
        };
        assert!(name.starts_with(right["name"].as_str().unwrap()), "{right}");
        assert_eq!(right["operations"][0], "Read", "{right}");
        rights.push(Right::allow(Operation::Read, resource, name));
    }
    let replay = [
        "replay", "--from", "2h", "--into", &into, "--id", id, "--format", "json",
    ];
    let target = std::slice::from_ref(&rights[0]);
    SECURE.rights().grant(user, &rights[1..]).unwrap();
    let (code, _, err) = desk.run(&replay);
    assert!((1..=78).contains(&code), "without the target: {code} {err}");
    SECURE.rights().grant(user, target).unwrap();
    let (code, report, err) = desk.run(&replay);
    let report: serde_json::Value =
        serde_json::from_str(&report).unwrap_or_else(|_| panic!("{code} {err}"));
    assert_eq!(report["written"], 50, "{report}");
}

#[test]
fn with_one_right_less_it_ends_and_names_what_is_missing() {
    let desk = with_certificate("limited");
    let rights = least(&desk);
    SECURE.rights().grant("limited", &rights).unwrap();
    for missing in &rights {
        SECURE
            .rights()
            .revoke("limited", std::slice::from_ref(missing))
            .unwrap();
        let mut instance = desk.launch();
        let code = instance.process.ended(SOON);
        let log = instance.process.log();
        SECURE
            .rights()
            .grant("limited", std::slice::from_ref(missing))
            .unwrap();
        // A topic that may not be seen looks like one that is not there.
        let (expected, words) = match missing.resource {
            Resource::Topic => (78, "that this login may not see"),
            _ => (77, "this login may not use the group"),
        };
        assert_eq!(code, Some(expected), "{missing:?}\n{log}");
        assert!(
            log.contains(words) && log.contains(&missing.name),
            "{missing:?}\n{log}"
        );
    }
}

#[test]
fn a_login_that_may_see_a_topic_and_not_use_it_ends_before_it_joins_and_check_says_so_too() {
    let user = "reader";
    let desk = with_certificate(user)
        .with("delivery.guarantee = \"exactly-once\"")
        .with("delivery.transaction_timeout = \"3s\"");
    let rights = least(&desk);
    let id = Right {
        prefixed: true,
        ..Right::allow(
            Operation::Write,
            Resource::TransactionalId,
            &format!("{}-", desk.name),
        )
    };
    SECURE.rights().grant(user, &rights).unwrap();
    SECURE
        .rights()
        .grant(user, std::slice::from_ref(&id))
        .unwrap();
    desk.generate(5, 0);
    let ends_of_outputs = || -> Vec<i64> {
        let mut ends = desk.client.ends(&desk.dead);
        ends.extend(desk.client.ends(&desk.facts));
        ends
    };
    let (code, told, err) = desk.run(&["check"]);
    assert!(
        told.contains("may read the inputs")
            && told.contains("may write to the outputs")
            && told.contains("may use transactional ids"),
        "{code} {told} {err}"
    );
    let refused = |missing: &Right, words: &str| {
        let missing = std::slice::from_ref(missing);
        let see = [Right::allow(
            Operation::Describe,
            missing[0].resource,
            &missing[0].name,
        )];
        SECURE.rights().revoke(user, missing).unwrap();
        if missing[0].resource == Resource::Topic {
            SECURE.rights().grant(user, &see).unwrap();
        }
        let mut instance = desk.launch();
        let code = instance.process.ended(SOON);
        let log = instance.process.log();
        let (checked, told, err) = desk.run(&["check"]);
        SECURE.rights().grant(user, missing).unwrap();
        assert_eq!(code, Some(77), "{log}");
        assert!(
            log.contains(words) && log.contains("topics acls"),
            "no `{words}` in {log}"
        );
        assert_eq!(checked, 77, "{told} {err}");
        assert!(told.contains("this login may not"), "{told}");
    };
    for output in [&desk.facts, &desk.dead, &desk.routed("climate")] {
        let write = rights.iter().find(|right| right.name == *output).unwrap();
        refused(write, &format!("this login may not write to {output}"));
    }
    refused(&rights[0], &format!("this login may not read {}", desk.raw));
    refused(&id, "this login may not use transactions");
    assert_eq!(desk.committed(), 0);
    assert!(
        ends_of_outputs().iter().all(|end| *end == 0),
        "asking writes nothing"
    );
}

#[test]
fn a_reload_whose_new_output_this_login_may_not_write_is_refused_until_it_may() {
    let user = "reloader";
    let desk = with_certificate(user)
        .with("taxonomy.folders = [\"terms\"]")
        .with("taxonomy.reload_interval = \"100ms\"");
    let output = desk.routed("chess");
    desk.client.create(&[Topic::new(&output, 1)]);
    let folder = desk.folder().join("terms");
    std::fs::create_dir(&folder).unwrap();
    let right = |operation| [Right::allow(operation, Resource::Topic, &output)];
    SECURE.rights().grant(user, &least(&desk)).unwrap();
    SECURE
        .rights()
        .grant(user, &right(Operation::Describe))
        .unwrap();
    let mut instance = desk.start();
    std::fs::write(folder.join("chess.toml"), chess("zugzwang")).unwrap();
    await_reload(&mut instance, "refused", 1.0);
    let log = instance.process.log();
    assert!(
        log.contains(&format!("this login may not write to {output}"))
            && log.contains("topics acls"),
        "{log}"
    );
    desk.generate(20, 0);
    desk.await_enriched(20);
    SECURE
        .rights()
        .grant(user, &right(Operation::Write))
        .unwrap();
    await_reload(&mut instance, "applied", 1.0);
}

#[test]
fn a_right_to_write_that_is_taken_away_while_running_is_named_with_the_command_that_prints_it() {
    let user = "losing";
    let desk = with_certificate(user);
    let rights = least(&desk);
    SECURE.rights().grant(user, &rights).unwrap();
    let mut instance = desk.start();
    let write = rights.iter().find(|r| r.name == desk.facts).unwrap();
    let see = Right::allow(Operation::Describe, Resource::Topic, &desk.facts);
    SECURE
        .rights()
        .revoke(user, std::slice::from_ref(write))
        .unwrap();
    SECURE.rights().grant(user, &[see]).unwrap();
    desk.generate(5, 0);
    instance.await_metric("copytaster_dead_letters_total", |letters| letters == 5.0);
    let (_, page) = instance.get("/metrics").unwrap();
    let refused = format!(
        "copytaster_produce_errors_total{{reason=\"TopicAuthorizationFailed\",topic=\"{}\"}} 5",
        desk.facts
    );
    assert!(page.contains(&refused), "no `{refused}` in {page}");
    let log = instance.process.log();
    assert!(
        log.contains("allow this login Write on the topic, as `copytaster topics acls` prints"),
        "{log}"
    );
}

#[test]
fn a_right_to_read_that_is_taken_away_while_running_is_told_and_reading_goes_on_once_it_is_back() {
    let user = "blind";
    let desk = with_certificate(user);
    let rights = least(&desk);
    SECURE.rights().grant(user, &rights).unwrap();
    let instance = desk.start();
    desk.generate(5, 0);
    desk.await_enriched(5);
    let is_read = |r: &&Right| r.name == desk.raw && r.operation == Operation::Read;
    let read = rights.iter().filter(is_read).cloned().collect::<Vec<_>>();
    assert!(!read.is_empty(), "{rights:?}");
    let see = Right::allow(Operation::Describe, Resource::Topic, &desk.raw);
    SECURE.rights().grant(user, &[see]).unwrap();
    SECURE.rights().revoke(user, &read).unwrap();
    eventually("the log tells of it", SOON, || {
        let log = instance.process.log();
        log.contains("this login may not read").then_some(())
    });
    SECURE.rights().grant(user, &read).unwrap();
    desk.generate_run("again", 5, 0);
    desk.await_enriched(10);
}

#[test]
fn a_new_certificate_is_taken_up_by_a_drain_and_a_start_without_a_repeat() {
    let user = "rotating";
    let desk = with_certificate(user);
    SECURE.rights().grant(user, &least(&desk)).unwrap();
    desk.generate(4_000, 0);
    let mut first = desk.start();
    desk.await_enriched(500);
    // The same files, another key.
    SECURE.authority().unwrap().client(user).unwrap();
    first.process.signal(Signal::TERM);
    assert_eq!(first.process.ended(SOON), Some(0));
    let _second = desk.start();
    let report = desk.verify(0);
    assert!(report.holds() && report.repeated == 0, "{report}");
}

/// Names of librdkafka's properties that its own source marks as sensitive, from the source the client is built of.
fn sensitive() -> Vec<String> {
    let rustc = Command::new("rustc").arg("-vV").output().unwrap();
    let rustc = String::from_utf8(rustc.stdout).unwrap();
    let host = rustc
        .lines()
        .find_map(|l| l.strip_prefix("host: "))
        .unwrap();
    // Of this platform only: crates of others may not have been downloaded.
    let metadata = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--locked", "--offline"])
        .args(["--filter-platform", host])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&metadata.stdout).unwrap();
    let manifest = metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .find(|package| package["name"] == "rdkafka-sys")
        .and_then(|package| package["manifest_path"].as_str())
        .unwrap();
    let source = Path::new(manifest).with_file_name("librdkafka/src/rdkafka_conf.c");
    let source = std::fs::read_to_string(source).unwrap();
    // An entry of its table: `{_RK_GLOBAL | _RK_SENSITIVE, "ssl.key.pem", _RK_C_STR, …`.
    source
        .split("| _RK_SENSITIVE,")
        .skip(1)
        .filter_map(|entry| {
            let (head, kind) = entry.split_once("\",")?;
            // What is no text can only be set by code.
            (!kind.trim_start().starts_with("_RK_C_INTERNAL"))
                .then(|| head.trim().trim_start_matches('"').to_owned())
        })
        .collect()
}

#[test]
fn no_property_that_the_client_calls_sensitive_is_shown_by_any_command() {
    let names = include_str!("../../src/config/librdkafka.txt");
    let names: Vec<&str> = names
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split(' ').next())
        .collect();
    // A value for each that says whose it is.
    let mark = |name: &str| format!("mark-{}-of", name.replace('.', "-"));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("copytaster.toml");
    let tell = |names: &[&str]| {
        let lines = names
            .iter()
            .map(|name| format!("\"{name}\" = \"{}\"\n", mark(name)));
        let text: String = std::iter::once("[kafka.properties]\n".to_owned())
            .chain(lines)
            .collect();
        std::fs::write(&file, text).unwrap();
        let outputs = [&["config", "show"][..], &["check", "--offline"]].map(|command| {
            let output = Command::new(env!("CARGO_BIN_EXE_copytaster"))
                .args(command)
                .arg("-c")
                .arg(&file)
                .output()
                .unwrap();
            [output.stdout, output.stderr].concat()
        });
        String::from_utf8(outputs.concat()).unwrap()
    };
    // Those that are refused are told with the reason; then come the others. A key without its certificate would be
    // refused with all that stands beside it.
    let mut told = tell(&names);
    let (pairs, others): (Vec<&str>, Vec<&str>) = names
        .iter()
        .filter(|name| !told.contains(&format!("`kafka.properties.{name}`")))
        .partition(|name| name.starts_with("ssl.key.") || name.starts_with("ssl.certificate."));
    assert!(others.len() > 10, "too much is refused:\n{told}");
    told += &tell(&pairs);
    told += &tell(&others);
    let shown: Vec<&str> = names
        .iter()
        .copied()
        .filter(|name| told.contains(&mark(name)))
        .collect();
    assert!(
        shown.contains(&"client.rack") && shown.len() > 10,
        "what is no secret is shown: {shown:?}"
    );
    let sensitive = sensitive();
    assert!(sensitive.len() > 10, "{sensitive:?}");
    for name in &sensitive {
        assert!(names.contains(&name.as_str()), "{name} is on no list");
        // Users and files are named on purpose: an operator looks for them.
        let harmless =
            name == "sasl.username" || [".location", ".file"].iter().any(|end| name.ends_with(end));
        assert!(
            harmless || !shown.contains(&name.as_str()),
            "{name} is shown"
        );
    }
}

#[test]
fn no_password_and_no_key_is_in_the_log_even_when_the_client_tells_everything() {
    let files = SECURE.authority().unwrap().client("talker").unwrap();
    let key = std::fs::read_to_string(&files.key).unwrap();
    let secret = key.lines().nth(1).unwrap().to_owned();
    let everything = |desk: Desk| {
        desk.with("log.level = \"debug\"")
            .with("log.repeat_limit = 0")
            .with("kafka.properties.debug = \"conf,security,broker,protocol\"")
    };
    let by_key = everything(desk(Listener::Tls))
        .with("kafka.security_protocol = \"ssl\"")
        .with(&setting("kafka.certificate_file", &files.certificate))
        .with(&format!("kafka.key_pem = \"\"\"{key}\"\"\""));
    SECURE.rights().grant("talker", &least(&by_key)).unwrap();
    let by_password = everything(with_password(PASSWORD));
    SECURE.rights().grant(USER, &least(&by_password)).unwrap();
    for desk in [by_key, by_password] {
        desk.generate(5, 0);
        let mut instance = desk.start();
        desk.await_enriched(5);
        instance.process.signal(Signal::TERM);
        assert_eq!(instance.process.ended(SOON), Some(0));
        let log = instance.process.log();
        assert!(
            log.contains("ssl.key.pem") || log.contains("sasl.password"),
            "it tells its settings"
        );
        assert!(!log.contains(&secret) && !log.contains(PASSWORD));
    }
}
