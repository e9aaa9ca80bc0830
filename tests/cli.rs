//! The program as a user meets it: what it prints, how it ends, what it never shows. Kafka is librdkafka's in-process
//! mock cluster; what only real brokers can prove is proven elsewhere.

// Helpers of tests may panic: that is how a test fails.
#![allow(clippy::unwrap_used)]

mod support;

use copytaster::observe::Metrics;
use rdkafka::types::{RDKafkaApiKey, RDKafkaRespErr};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use support::{Service, code, command, err, file, make_topics, mock, out, produce, run};

#[test]
fn mistakes_on_the_command_line_end_with_64_and_help_with_0() {
    for wrong in [
        &[][..],
        &["frobnicate"],
        &["run", "--frobnicate"],
        &["config"],
        &["config", "show", "--format", "xml"],
        &["completions", "cobol"],
        &["healthcheck", "--timeout", "0"],
    ] {
        let output = run(wrong);
        assert_eq!(code(&output), 64, "{wrong:?}: {}", err(&output));
        assert!(out(&output).is_empty(), "{wrong:?}");
    }
    for right in [
        &["--help"][..],
        &["run", "--help"],
        &["--version"],
        &["version"],
    ] {
        let output = run(right);
        assert_eq!(code(&output), 0, "{right:?}: {}", err(&output));
        assert!(out(&output).contains("copytaster"), "{right:?}");
    }
}

#[test]
fn an_unknown_key_ends_with_78_names_the_line_and_the_nearest_key() {
    let file = file("[source]\ntopcs = [\"wire.afp\"]\n");
    let path = file.path.to_str().unwrap();
    for arguments in [
        &["run", "-c", path][..],
        &["config", "show", "-c", path],
        &["topics", "plan", "-c", path],
        &["topics", "apply", "-c", path],
        &["healthcheck", "-c", path],
    ] {
        let output = run(arguments);
        let told = err(&output);
        assert_eq!(code(&output), 78, "{arguments:?}: {told}");
        assert!(
            told.contains(&format!("{path}:2:1: unknown key `source.topcs`")),
            "{told}"
        );
        assert!(told.contains("did you mean `source.topics`?"), "{told}");
    }
    let output = run(&["check", "--offline", "-c", path]);
    assert_eq!(code(&output), 78);
    assert!(out(&output).contains("did you mean `source.topics`?"));
}

#[test]
fn every_mistake_is_told_in_one_run_also_as_json() {
    let file = file("[source]\nsession_timeout = 5\n[http]\nlisten = \"x\"\n[sink]\n");
    let output = run(&[
        "check",
        "--offline",
        "--format",
        "json",
        "-c",
        file.path.to_str().unwrap(),
        "--set",
        "delivery.workers=none",
    ]);
    assert_eq!(code(&output), 78);
    let told: serde_json::Value = serde_json::from_str(&out(&output)).unwrap();
    assert_eq!(told["ok"], false);
    assert_eq!(told["findings"].as_array().unwrap().len(), 4, "{told:#}");
}

#[test]
fn a_secret_is_shown_by_no_command_and_no_error() {
    let good = file(
        "[kafka]\nbrokers = [\"127.0.0.1:1\"]\nconnect_timeout = \"1s\"\nsecurity_protocol = \"sasl_ssl\"\nsasl_mechanism = \"PLAIN\"\nusername = \"desk\"\npassword = \"hunter2hunter2\"\n[kafka.properties]\nssl.keystore.password = \"hunter2hunter2\"\n",
    );
    let bad = file("[kafka]\npasword = \"hunter2hunter2\"\nkey_password = 22222222\n");
    let broken = file("[kafka]\npassword = hunter2hunter2\n");
    for file in [&good, &bad, &broken] {
        let path = file.path.to_str().unwrap();
        for arguments in [
            &["config", "show"][..],
            &["config", "show", "--format", "json"],
            &["config", "show", "--clients"],
            &["check"],
            &["check", "--format", "json"],
            &["run", "--listen", "127.0.0.1:0", "--log-level", "trace"],
            &["topics", "plan"],
            &["topics", "apply"],
        ] {
            let secret = "COPYTASTER__KAFKA__PROPERTIES__SASL_OAUTHBEARER_CLIENT_SECRET";
            let output = command(arguments)
                .args(["-c", path])
                .env(secret, "hunter2hunter2")
                .output()
                .unwrap();
            let shown = out(&output) + &err(&output);
            assert!(
                !shown.contains("hunter2") && !shown.contains("22222222"),
                "{arguments:?}: {shown}"
            );
        }
    }
    let shown = run(&["config", "show", "-c", good.path.to_str().unwrap()]);
    assert!(out(&shown).contains("kafka.password = ***"));
}

#[test]
fn the_example_reads_back_as_the_defaults_and_satisfies_the_schema() {
    let example = out(&run(&["config", "example"]));
    let uncommented: String = example
        .lines()
        .map(|line| match line.strip_prefix('#') {
            Some(rest) if !rest.starts_with(' ') => format!("{rest}\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    let values = |text: &str| -> Vec<(serde_json::Value, serde_json::Value)> {
        let file = file(text);
        let path = file.path.to_str().unwrap();
        let output = run(&["config", "show", "--format", "json", "-c", path]);
        assert_eq!(code(&output), 0, "{}", err(&output));
        let shown: serde_json::Value = serde_json::from_str(&out(&output)).unwrap();
        let settings = shown.as_array().unwrap();
        settings
            .iter()
            .map(|s| (s["key"].clone(), s["value"].clone()))
            .collect()
    };
    let defaults = values("");
    assert!(defaults.len() > 50);
    assert_eq!(values(&example), defaults);
    assert_eq!(values(&uncommented), defaults);

    let schema: serde_json::Value =
        serde_json::from_str(&out(&run(&["config", "schema"]))).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for text in [&example, &uncommented] {
        let table: toml::Table = toml::from_str(text).unwrap();
        let instance = serde_json::to_value(table).unwrap();
        let errors: Vec<String> = validator
            .iter_errors(&instance)
            .map(|e| e.to_string())
            .collect();
        assert!(errors.is_empty(), "{errors:?}");
    }
}

#[test]
fn values_are_shown_with_the_layer_they_come_from() {
    let file = file("\n[source]\ngroup = \"desk\"\n");
    let output = command(&["config", "show", "--log-level", "debug"])
        .args(["--set", "source.instance_id=a"])
        .args(["-c", file.path.to_str().unwrap()])
        .env("COPYTASTER__HTTP__LISTEN", "127.0.0.1:1")
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    let shown = out(&output);
    for (key, origin) in [
        ("source.group ", "copytaster.toml:3"),
        ("log.level", "--log-level"),
        ("source.instance_id", "--set source.instance_id"),
        (
            "http.listen",
            "environment variable COPYTASTER__HTTP__LISTEN",
        ),
        ("log.color", "environment variable NO_COLOR"),
        ("kafka.client_id", "default"),
    ] {
        let line = shown.lines().find(|l| l.starts_with(key)).unwrap();
        assert!(line.ends_with(origin), "{line}");
    }
}

#[test]
fn the_list_of_metrics_is_the_registrys() {
    let listed: serde_json::Value =
        serde_json::from_str(&out(&run(&["metrics", "--format", "json"]))).unwrap();
    let listed: BTreeSet<&str> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m["name"].as_str().unwrap())
        .collect();
    let known: BTreeSet<&str> = Metrics::families().iter().map(|f| f.name).collect();
    assert_eq!(listed, known);
}

#[test]
fn completions_are_made_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = run(&["completions", shell]);
        assert_eq!(code(&output), 0);
        assert!(out(&output).contains("copytaster"), "{shell}");
    }
}

#[test]
fn a_plan_can_be_had_without_a_broker() {
    let output = run(&["topics", "plan", "--with-inputs"]);
    assert_eq!(code(&output), 0);
    assert_eq!(out(&output).lines().count(), 7, "{}", out(&output));
    let output = run(&["topics", "plan", "--format", "strimzi", "--cluster", "news"]);
    assert!(out(&output).contains("apiVersion: kafka.strimzi.io/v1"));
}

/// What the image sets in its environment.
fn image() -> Vec<(String, String)> {
    include_str!("../deploy/container/Dockerfile")
        .lines()
        .filter_map(|line| line.strip_prefix("ENV ")?.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

#[test]
fn what_the_image_sets_is_a_default_that_gives_way_to_a_file() {
    let own_file = file("[http]\nlisten = \"127.0.0.2:9464\"\n");
    let own = own_file.path.to_str().unwrap();
    let shown = |files: &[&str], more: &[(&str, &str)]| {
        let mut show = command(&["config", "show"]);
        show.args(files);
        let output = show
            .envs(image())
            .envs(more.iter().copied())
            .output()
            .unwrap();
        assert_eq!(code(&output), 0, "{}", err(&output));
        let shown = out(&output);
        let line = shown.lines().find(|line| line.contains("9464"));
        line.unwrap_or_else(|| panic!("{shown}")).to_owned()
    };
    let line = shown(&[], &[]);
    assert!(
        line.contains("0.0.0.0:9464") && line.contains("COPYTASTER_DEFAULT__HTTP__LISTEN"),
        "{line}"
    );
    let line = shown(&["-c", own], &[]);
    assert!(line.contains("127.0.0.2:9464"), "{line}");
    let line = shown(
        &["-c", own],
        &[("COPYTASTER__HTTP__LISTEN", "127.0.0.3:9464")],
    );
    assert!(line.contains("127.0.0.3:9464"), "{line}");
    let wrong = command(&["config", "show"])
        .env("COPYTASTER_DEFAULT__HTTP__LISTN", "x")
        .output()
        .unwrap();
    assert_eq!(code(&wrong), 78, "a word mistyped is told here too");
}

#[test]
fn no_broker_ends_with_69_and_names_where_it_looked() {
    for arguments in [
        &["run", "--listen", "127.0.0.1:0"][..],
        &["topics", "apply"],
        &["check"],
    ] {
        let output = command(arguments)
            .args(["--brokers", "127.0.0.1:1"])
            .args(["--set", "kafka.connect_timeout=1s"])
            .output()
            .unwrap();
        let told = out(&output) + &err(&output);
        assert_eq!(code(&output), 69, "{arguments:?}: {told}");
        assert!(
            told.contains("127.0.0.1:1") && told.contains("kafka.brokers"),
            "{told}"
        );
    }
    let output = run(&["healthcheck", "--url", "http://127.0.0.1:1"]);
    assert_eq!(code(&output), 69, "{}", err(&output));
}

#[test]
fn an_address_that_is_taken_ends_with_78_and_the_setting_to_change() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = run(&["run", "--listen", &address]);
    assert_eq!(code(&output), 78);
    assert!(err(&output).contains("http.listen"), "{}", err(&output));
}

#[test]
fn missing_topics_end_with_78_and_the_line_that_makes_them() {
    let cluster = mock();
    let brokers = cluster.bootstrap_servers();
    cluster.create_topic("stories.raw", 1, 1).unwrap();
    let output = run(&["run", "--brokers", &brokers, "--listen", "127.0.0.1:0"]);
    let told = err(&output);
    assert_eq!(code(&output), 78, "{told}");
    assert!(
        told.contains("stories.enriched") && told.contains("`copytaster topics apply`"),
        "{told}"
    );
    assert!(!told.contains("stories.raw"), "{told}");
    let output = run(&["check", "--brokers", &brokers]);
    assert_eq!(code(&output), 1, "{}", out(&output));
}

#[test]
fn a_pattern_that_takes_the_outputs_is_refused() {
    let cluster = mock();
    let brokers = cluster.bootstrap_servers();
    make_topics(&cluster);
    let output = command(&["run", "--brokers", &brokers, "--listen", "127.0.0.1:0"])
        .args(["--topics", "^stories\\..*"])
        .output()
        .unwrap();
    assert_eq!(code(&output), 78);
    assert!(
        err(&output).contains("takes stories.enriched"),
        "{}",
        err(&output)
    );
}

#[test]
fn the_service_waits_for_topics_when_told_to_and_a_signal_ends_the_wait() {
    let cluster = mock();
    let brokers = cluster.bootstrap_servers();
    let waiting = Service::start(&brokers, &["--wait-for-topics"]);
    waiting.wait_for("waiting: ");
    assert_eq!(waiting.get("/livez").0, 200);
    assert_eq!(waiting.get("/readyz").0, 503);
    let ended = Service::start(&brokers, &["--wait-for-topics"]);
    ended.wait_for("waiting: ");
    ended.signal("-TERM");
    assert_eq!(ended.end(), 0);
    make_topics(&cluster);
    waiting.wait_for("\"starting\"");
    waiting.signal("-TERM");
    assert_eq!(waiting.end(), 0);
}

#[test]
fn a_service_reads_writes_reports_and_drains() {
    let cluster = mock();
    let brokers = cluster.bootstrap_servers();
    make_topics(&cluster);
    produce(&brokers, "stories.raw");
    let service = Service::start(&brokers, &[]);
    let started = service.wait_for("\"starting\"");
    assert_eq!(started["group"], "copytaster");
    assert_eq!(started["inputs"], "stories.raw");
    service.until(
        "/metrics",
        "copytaster_produced_records_total{topic=\"stories.enriched\"} 1",
    );
    assert_eq!(service.get("/readyz").0, 200);
    let (_, page) = service.get("/metrics");
    assert!(page.contains("copytaster_build_info{"), "{page}");
    assert!(
        page.contains("copytaster_state{state=\"running\"} 1"),
        "{page}"
    );
    let ready = run(&["healthcheck", "--ready", "--url", &service.url()]);
    assert_eq!(code(&ready), 0, "{}", err(&ready));
    service.signal("-TERM");
    service.wait_for("stopped");
    assert_eq!(service.end(), 0);
}

#[test]
fn a_second_signal_ends_a_drain_at_once_with_its_own_code() {
    for (name, expected) in [("-TERM", 143), ("-INT", 130)] {
        let cluster = mock();
        let brokers = cluster.bootstrap_servers();
        make_topics(&cluster);
        produce(&brokers, "stories.raw");
        // Outputs are refused for a passing reason, so the drain can't come to its end.
        let refused = vec![RDKafkaRespErr::RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS; 10_000];
        cluster.request_errors(RDKafkaApiKey::Produce, &refused);
        let service = Service::start(&brokers, &[]);
        service.until(
            "/metrics",
            "copytaster_consumed_records_total{topic=\"stories.raw\"} 1",
        );
        service.signal("-TERM");
        service.wait_for("draining: nothing new is read");
        let (status, body) = service.get("/readyz");
        assert_eq!(status, 503, "{body}");
        assert!(body.contains("draining"), "{body}");
        let not_ready = run(&["healthcheck", "--ready", "--url", &service.url()]);
        assert_eq!(code(&not_ready), 1);
        assert_eq!(service.end_by(name), expected);
    }
}

#[test]
fn one_wish_to_stop_that_arrives_twice_still_drains() {
    let cluster = mock();
    let brokers = cluster.bootstrap_servers();
    make_topics(&cluster);
    let service = Service::start(&brokers, &[]);
    service.wait_for("\"assigned\"");
    service.signal("-TERM");
    service.signal("-TERM");
    service.wait_for("stopped");
    assert_eq!(service.end(), 0);
}

#[test]
fn hangup_takes_the_new_log_level_refuses_mistakes_and_names_what_needs_a_restart() {
    let cluster = mock();
    let brokers = cluster.bootstrap_servers();
    make_topics(&cluster);
    let file = file("[log]\nlevel = \"info\"\n");
    let service = Service::start(&brokers, &["-c", file.path.to_str().unwrap()]);
    service.wait_for("\"assigned\"");
    std::fs::write(&file.path, "[log]\nlevle = \"debug\"\n").unwrap();
    service.signal("-HUP");
    service.wait_for("reload: refused");
    let text = "[log]\nlevel = \"debug\"\n[source]\ngroup = \"other\"\n";
    std::fs::write(&file.path, text).unwrap();
    service.signal("-HUP");
    service.wait_for("reload: log level changed");
    let line = service.wait_for("reload: these need a restart");
    assert_eq!(line["settings"], "source.group");
    service.signal("-INT");
    assert_eq!(service.end(), 0);
}

#[test]
fn two_taxonomies_are_compared_story_by_story_and_the_evidence_that_changed_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let (topics, stories) = (folder.path().join("desk"), folder.path().join("s.ndjson"));
    std::fs::create_dir(&topics).unwrap();
    std::fs::write(
        topics.join("en.toml"),
        "topic = \"energy\"\nlanguage = \"en\"\n[coal]\nstrong = [\"peat briquette*\"]\n",
    )
    .unwrap();
    let story = |headline: &str, body: &str| {
        serde_json::json!({ "headline": headline, "body": body }).to_string()
    };
    let lines = [
        story(
            "Peat",
            "The last peat briquettes left the works on Tuesday, and the company thanked the workers for their long service.",
        ),
        story(
            "Oil",
            "Oil prices rose on Tuesday as Brent crude climbed to 80 dollars a barrel, traders in London and New York said.",
        ),
        story(
            "Bakery",
            "The bakery in the old street has closed its doors for good, the family said in a letter to its customers.",
        ),
    ];
    std::fs::write(&stories, lines.join("\n")).unwrap();
    let (topics, stories) = (topics.to_str().unwrap(), stories.to_str().unwrap());
    let diff = |a: &str, b: &str| {
        let arguments = [
            "taxonomy",
            "diff",
            a,
            b,
            "--stories",
            stories,
            "--format",
            "json",
        ];
        let output = run(&arguments);
        let json: serde_json::Value = serde_json::from_str(&out(&output))
            .unwrap_or_else(|_| panic!("{} {}", code(&output), err(&output)));
        (code(&output), json)
    };
    let (exit, same) = diff("builtin", "builtin");
    assert_eq!((exit, &same["changed"]), (0, &0.into()), "{same}");
    let (exit, json) = diff("builtin", topics);
    assert_eq!(exit, 1);
    assert_eq!(json["compared"], 3);
    assert_eq!(json["topics"]["energy"]["gained"], 1, "{json}");
    assert_eq!(json["topics"]["energy"]["lost"], 1, "{json}");
    let gained = json["examples"].as_array().unwrap().iter();
    let gained = gained.clone().find(|e| e["headline"] == "Peat").unwrap();
    let terms = gained["evidence"]["only_after"].as_array().unwrap();
    assert!(
        terms.iter().any(|t| t["term"] == "peat briquette*"),
        "{gained}"
    );

    let output = run(&[
        "taxonomy",
        "diff",
        "builtin",
        "/nowhere",
        "--stories",
        stories,
    ]);
    assert_eq!(code(&output), 78, "{}", err(&output));
}

/// A folder of profiles and the setting that names it.
fn profiles(files: &[(&str, &str)]) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let setting = format!("wire.profiles={}", folder.path().display());
    (folder, setting)
}

const CRANES: &str = "name = \"Cranes\"\n[recognise]\nnames = [\"Crane Wire\"]\n[[case]]\nname = \"by its name\"\nwire = '{\"source\":\"Crane Wire\",\"headline\":\"A crane\",\"body_text\":\"One crane.\"}'\n[case.expect]\nsupplier = \"Cranes\"\n";

#[test]
fn profiles_are_listed_shown_and_tested() {
    let (_folder, setting) = profiles(&[("cranes.toml", CRANES)]);
    let output = run(&["profiles", "list", "--set", &setting]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    for part in ["Europe/Paris", "cranes", "built in", "default"] {
        assert!(out(&output).contains(part), "{part}: {}", out(&output));
    }
    let output = run(&["profiles", "show", "cranes", "--set", &setting]);
    assert_eq!(out(&output), CRANES);
    let output = run(&["profiles", "show", "afpp"]);
    assert_eq!(code(&output), 64);
    assert!(
        err(&output).contains("no profile `afpp`; there are aa, aap, adnkronos,"),
        "{}",
        err(&output)
    );
    let output = run(&[
        "profiles",
        "test",
        "cranes",
        "--unguarded",
        "--set",
        &setting,
    ]);
    assert_eq!(code(&output), 0, "{}{}", out(&output), err(&output));
    assert_eq!(out(&output), "1 cases, 0 wrong; 0 entries without a case\n");
}

#[test]
fn a_wrong_case_an_idle_entry_and_a_refused_profile_are_told_with_their_place() {
    let wrong = CRANES.replace("supplier = \"Cranes\"", "supplier = \"Granes\"");
    let (_folder, setting) = profiles(&[("cranes.toml", &wrong)]);
    let output = run(&["profiles", "test", "cranes", "--set", &setting]);
    assert_eq!(code(&output), 1, "{}", err(&output));
    let told = out(&output);
    assert!(told.contains("cranes.toml:4: by its name"), "{told}");
    assert!(
        told.contains("supplier: expected `Granes`, got `Cranes`"),
        "{told}"
    );

    let idle = CRANES.replace("[recognise]", "notes = [\"(Cranes *)\"]\n[recognise]");
    let (_folder, setting) = profiles(&[("cranes.toml", &idle)]);
    let output = run(&[
        "profiles",
        "test",
        "cranes",
        "--unguarded",
        "--set",
        &setting,
    ]);
    assert_eq!(code(&output), 1, "{}", err(&output));
    assert!(
        out(&output).contains("no case would miss `notes.0`"),
        "{}",
        out(&output)
    );

    let (_folder, setting) = profiles(&[("cranes.toml", &CRANES.replace("names", "nams"))]);
    for arguments in [
        &["profiles", "test"][..],
        &["explain", "-"],
        &["check", "--offline"],
    ] {
        let output = run(&[arguments, &["--set", &setting]].concat());
        let told = format!("{}{}", out(&output), err(&output));
        assert_ne!(code(&output), 0, "{arguments:?}: {told}");
        assert!(
            told.contains("cranes.toml:3:1: unknown key `recognise.nams`")
                && told.contains("did you mean `recognise.names`?"),
            "{arguments:?}: {told}"
        );
    }
}

#[test]
fn explain_tells_of_a_stage_where_each_field_came_from() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("story.json");
    std::fs::write(
        &path,
        r#"{"source":"AFP","headline":"Oil output rises","body_text":"Crude oil production rose in May.","versioncreated":"2026-08-09T12:00:00"}"#,
    )
    .unwrap();
    let path = path.to_str().unwrap();
    let decode = run(&["explain", "--stage", "decode", path]);
    assert_eq!(code(&decode), 0, "{}", err(&decode));
    assert!(
        out(&decode).contains("Oil output rises ← headline\n"),
        "{}",
        out(&decode)
    );
    let normalise = run(&["explain", "--stage", "normalise", "--format", "json", path]);
    let told: serde_json::Value = serde_json::from_str(&out(&normalise)).unwrap();
    assert_eq!(told["profile"], "afp");
    let fields = told["fields"].as_array().unwrap();
    let time = fields
        .iter()
        .find(|f| f["field"] == "version_created")
        .unwrap();
    assert_eq!(time["value"], "2026-08-09T10:00:00.000Z");
    assert_eq!(time["from"], serde_json::json!(["versioncreated"]));
    assert_eq!(time["note"], "zone of profile afp (Europe/Paris)");
    for (stage, key) in [
        ("language", "language"),
        ("entities", "entities"),
        ("topics", "topics"),
    ] {
        let output = run(&["explain", "--stage", stage, "--format", "json", path]);
        let told: serde_json::Value = serde_json::from_str(&out(&output)).unwrap();
        assert_eq!(told["stage"], stage);
        assert!(told[key].is_object() || told[key].is_array(), "{told}");
        assert!(
            told.get("fields").is_none() && told.get("bodies").is_none(),
            "{told}"
        );
    }
}

#[test]
fn a_fitted_prior_is_a_configuration_that_is_accepted_and_leaves_other_scores() {
    let folder = tempfile::tempdir().unwrap();
    let sample = folder.path().join("wire.ndjson");
    let mut lines = String::new();
    for n in 0..60 {
        let (headline, energy) = if n < 6 {
            ("Oil prices rise as refinery halts", "about")
        } else {
            ("Choir sings in the park", "no")
        };
        writeln!(
            lines,
            r#"{{"lang":"en","headline":"{headline}","body":"It was seen on Monday, witnesses said.","topics":{{"energy":"{energy}"}}}}"#
        )
        .unwrap();
    }
    std::fs::write(&sample, &lines).unwrap();
    let sample = sample.to_str().unwrap();
    let fitted = run(&["evaluate", "--fit-prior", sample]);
    assert_eq!(code(&fitted), 0, "{}", err(&fitted));
    let settings = out(&fitted);
    assert!(settings.contains("[taxonomy.topics.energy]"), "{settings}");
    assert!(settings.contains("stories with labels"), "{settings}");
    assert!(settings.contains("stories without labels"), "{settings}");
    let file = file(&settings);
    let shown = run(&["-c", file.path.to_str().unwrap(), "taxonomy", "list"]);
    assert_eq!(code(&shown), 0, "{}", err(&shown));
    let version = |output: &std::process::Output| out(output).lines().next().map(str::to_owned);
    assert_ne!(version(&shown), version(&run(&["taxonomy", "list"])));

    let few = folder.path().join("few.ndjson");
    std::fs::write(&few, lines.lines().next().unwrap()).unwrap();
    let refused = run(&["evaluate", "--fit-prior", few.to_str().unwrap()]);
    assert_eq!(code(&refused), 65, "{}", err(&refused));
    assert!(
        err(&refused).contains("1 stories are too few"),
        "{}",
        err(&refused)
    );
    assert_eq!(code(&run(&["evaluate"])), 64);
}

#[test]
fn words_are_suggested_as_text_and_as_json_and_an_unknown_topic_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let stories = folder.path().join("stories.ndjson");
    let mut lines = String::new();
    for _ in 0..5 {
        lines += "{\"lang\":\"en\",\"headline\":\"The government of the province said on Friday that the zorgdale had stopped\",\"body\":\"\",\"topics\":{\"energy\":\"about\"}}\n";
        lines += "{\"lang\":\"en\",\"headline\":\"The government of the province said on Friday that the choir had stopped\",\"body\":\"\",\"topics\":{\"energy\":\"no\"}}\n";
    }
    std::fs::write(&stories, lines).unwrap();
    let stories = stories.to_str().unwrap();
    let text = run(&["taxonomy", "suggest", "energy", stories]);
    assert_eq!(code(&text), 0, "{}", err(&text));
    assert!(
        out(&text).contains("zorgdale") && !out(&text).contains("choir"),
        "{}",
        out(&text)
    );
    let json = run(&[
        "taxonomy", "suggest", "energy", stories, "--format", "json", "--limit", "1",
    ]);
    let json: serde_json::Value = serde_json::from_str(&out(&json)).unwrap();
    assert_eq!(json["suggestions"].as_array().unwrap().len(), 1);
    assert_eq!(json["suggestions"][0]["about"], 5);
    assert_eq!(code(&run(&["taxonomy", "suggest", "enrgy", stories])), 64);
}
