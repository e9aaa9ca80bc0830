use super::*;

fn from(text: &str, environment: &Environment, sets: &[&str]) -> Result<Loaded, ConfigError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("c.toml");
    std::fs::write(&path, text).unwrap();
    let layers = Layers {
        files: vec![path],
        sets: sets.iter().map(ToString::to_string).collect(),
        flags: Vec::new(),
    };
    load(&layers, environment)
}

fn errors(text: &str) -> Vec<String> {
    match from(text, &Environment::default(), &[]) {
        Ok(_) => Vec::new(),
        Err(error) => error.problems.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn each_layer_is_stronger_than_the_one_before() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let one = file(
        "1.toml",
        "[source]\ngroup = \"one\"\n[kafka]\nclient_id = \"one\"",
    );
    let two = file("2.toml", "[source]\ngroup = \"two\"");
    let mut layers = Layers {
        files: vec![one, two],
        ..Layers::default()
    };
    let none = Environment::default();
    let group = |layers: &Layers, environment: &Environment| {
        load(layers, environment).unwrap().config.source.group
    };
    assert_eq!(group(&Layers::default(), &none), "copytaster");
    assert_eq!(group(&layers, &none), "two");
    assert_eq!(load(&layers, &none).unwrap().config.kafka.client_id, "one");
    let environment = Environment::of([("COPYTASTER__SOURCE__GROUP", "three")]);
    assert_eq!(group(&layers, &environment), "three");
    layers.sets.push("source.group=four".into());
    assert_eq!(group(&layers, &environment), "four");
    layers
        .flags
        .push(("--group", "source.group", "five".into()));
    assert_eq!(group(&layers, &environment), "five");
}

#[test]
fn all_problems_of_all_layers_are_told_at_once() {
    let environment = Environment::of([("COPYTASTER__DELIVERY__WORKERS", "many")]);
    let text = "[source]\ntopcs = [\"a\"]\nsession_timeout = 45\n[kafka.consumer]\nisolation.level = \"read_uncommitted\"\n[outputs]\nmin_insync_replicas = 4\n";
    let error = from(text, &environment, &["log.format=xml"]).unwrap_err();
    let shown = error.to_string();
    for expected in [
        "c.toml:2:1: unknown key `source.topcs`",
        "did you mean `source.topics`?",
        "c.toml:3:19: `source.session_timeout`: a time needs",
        "c.toml:5:11: `kafka.consumer.isolation.level`: the service decides this itself",
        "c.toml:7:1: 4 of 3 replicas can never be in sync",
        "environment variable COPYTASTER__DELIVERY__WORKERS: `delivery.workers`: expected a whole number",
        "--set log.format: `log.format`: `xml` is none of `auto`, `text`, `json`",
    ] {
        assert!(shown.contains(expected), "{expected} in\n{shown}");
    }
    assert_eq!(error.problems.len(), 6, "{shown}");
    let lines: Vec<_> = error
        .problems
        .iter()
        .filter_map(Problem::position)
        .collect();
    assert!(lines.is_sorted() && lines.len() == 4, "{lines:?}");
}

#[test]
fn no_error_shows_a_secret() {
    let texts = [
        "[kafka]\npassword = 12345678",
        "[kafka]\npasword = \"12345678\"",
        "[kafka]\npassword = \"12345678",
        "[kafka]\npassword = 12345678 # twice\nkey_pem = ",
        "[kafka]\nbrokers = 5\nkey_password = [\"12345678\"]",
        "[kafka.properties]\nssl.keystore.password = [\"12345678\"]",
        "[kafka.properties]\nsasl.password = \"12345678\"",
        "[kafka.properties]\nsasl.jaas.config = \"12345678\"",
        "kafka = { username = \"u\", password = \"12345678\", brokers = 5 }",
        "[kafka]\npassword = { value = \"12345678\" }",
        "[kafka]\nkey_pem = \"\"\"\n12345678\n12345678==\n\nx = \n",
        "password = \"12345678\"",
        "[kafka]\npassword = \"12345678\"\npassword_file = \"/x\"",
        "[kafka]\npassword = \"12345678\"\npassword = \"12345678\"",
    ];
    for text in texts {
        let shown = errors(text);
        assert!(!shown.is_empty(), "{text}");
        assert!(!shown.join("\n").contains("5678"), "{text}\n{shown:?}");
    }
    let environment = Environment::of([
        ("COPYTASTER__KAFKA__PASWORD", "12345678"),
        ("COPYTASTER__KAFKA__KEY_PASSWORD__X", "12345678"),
        (
            "COPYTASTER__KAFKA__PROPERTIES__SSL_KEYSTORE_PASWORD",
            "12345678",
        ),
    ]);
    let error = from("", &environment, &["kafka.paswort=12345678", "12345678"]).unwrap_err();
    assert_eq!(error.problems.len(), 5, "{error}");
    assert!(!format!("{error} {error:?}").contains("5678"), "{error}");
}

#[test]
fn a_loaded_configuration_does_not_print_its_secrets() {
    let loaded = from(
        "[kafka]\nsecurity_protocol = \"sasl_ssl\"\nsasl_mechanism = \"scram-sha-512\"\nusername = \"u\"\npassword = \"12345678\"",
        &Environment::default(),
        &[],
    )
    .unwrap();
    assert!(!format!("{:?}", loaded.config).contains("5678"));
    assert_eq!(
        loaded.config.consumer().get("sasl.password"),
        Some("12345678")
    );
    assert_eq!(
        loaded.config.consumer().get("sasl.mechanisms"),
        Some("SCRAM-SHA-512")
    );
}

#[test]
fn secrets_are_read_from_files_meant_from_the_configurations_folder() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("password"), "s3cret\n").unwrap();
    std::fs::write(folder.path().join("store"), "st0re").unwrap();
    let path = folder.path().join("c.toml");
    std::fs::write(
        &path,
        "[kafka]\nsecurity_protocol = \"sasl_ssl\"\nsasl_mechanism = \"PLAIN\"\nusername = \"u\"\npassword_file = \"password\"\n[kafka.properties]\nssl.keystore.password_file = \"store\"",
    )
    .unwrap();
    let layers = Layers {
        files: vec![path],
        ..Layers::default()
    };
    let config = load(&layers, &Environment::default()).unwrap().config;
    let producer = config.producer();
    assert_eq!(producer.get("sasl.password"), Some("s3cret"));
    assert_eq!(producer.get("ssl.keystore.password"), Some("st0re"));
    assert_eq!(producer.get("ssl.keystore.password_file"), None);
}

#[test]
fn properties_are_taken_with_and_without_quotes() {
    let config = from(
        "[kafka.properties]\n\"socket.keepalive.enable\" = true\nsocket.timeout.ms = 5000\n[kafka.producer]\nbatch.num.messages = \"500\"",
        &Environment::of([("COPYTASTER__KAFKA__CONSUMER__CHECK_CRCS", "true")]),
        &["kafka.properties.client.rack=r1"],
    )
    .unwrap()
    .config;
    let consumer = config.consumer();
    assert_eq!(consumer.get("socket.keepalive.enable"), Some("true"));
    assert_eq!(consumer.get("socket.timeout.ms"), Some("5000"));
    assert_eq!(consumer.get("client.rack"), Some("r1"));
    assert_eq!(consumer.get("check.crcs"), Some("true"));
    assert_eq!(consumer.get("batch.num.messages"), None);
    assert_eq!(config.producer().get("batch.num.messages"), Some("500"));
}

#[test]
fn a_file_that_is_named_must_exist() {
    let layers = Layers {
        files: vec!["/nowhere/c.toml".into()],
        ..Layers::default()
    };
    let error = load(&layers, &Environment::default()).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("/nowhere/c.toml:1:1: can't be read"),
        "{error}"
    );
}

proptest::proptest! {
    #[test]
    fn no_text_makes_reading_panic(text in "\\PC{0,80}", set in "\\PC{0,30}") {
        let _ = from(&text, &Environment::default(), &[&set]);
    }

    #[test]
    fn no_text_shaped_like_a_file_makes_reading_panic(
        lines in proptest::collection::vec("(\\[?[a-z.]{1,12}\\]?( = )?[\"\\[{0-9a-z,}\\]]{0,8})", 0..8)
    ) {
        let _ = from(&lines.join("\n"), &Environment::default(), &[]);
    }
}
