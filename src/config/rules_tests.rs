use super::super::{Environment, Layers, load};

/// Problems of the defaults with these settings laid over.
fn problems(sets: &[&str]) -> Vec<String> {
    let layers = Layers {
        files: vec!["/dev/null".into()],
        sets: sets.iter().map(ToString::to_string).collect(),
        flags: Vec::new(),
    };
    match load(&layers, &Environment::default()) {
        Ok(_) => Vec::new(),
        Err(error) => error.problems.iter().map(|p| p.key.clone()).collect(),
    }
}

#[test]
fn a_login_without_tls_is_refused_unless_it_is_asked_for() {
    let login = [
        "kafka.security_protocol=sasl_plaintext",
        "kafka.sasl_mechanism=PLAIN",
        "kafka.username=u",
        "kafka.password=p",
    ];
    assert_eq!(problems(&login), ["kafka.security_protocol"]);
    let mut allowed = login.to_vec();
    allowed.push("kafka.allow_insecure=true");
    assert!(problems(&allowed).is_empty());
}

#[test]
fn brokers_that_are_not_checked_are_refused_unless_it_is_asked_for() {
    let unchecked = "kafka.properties.enable.ssl.certificate.verification=false";
    assert_eq!(problems(&[unchecked]), ["kafka.properties"]);
    assert!(problems(&[unchecked, "kafka.allow_insecure=true"]).is_empty());
}

#[test]
fn a_login_needs_all_its_parts() {
    assert_eq!(
        problems(&["kafka.security_protocol=sasl_ssl"]),
        ["kafka.sasl_mechanism"]
    );
    assert_eq!(
        problems(&[
            "kafka.security_protocol=sasl_ssl",
            "kafka.sasl_mechanism=PLAIN"
        ]),
        ["kafka.username", "kafka.password"]
    );
    assert_eq!(
        problems(&["kafka.sasl_mechanism=PLAIN"]),
        ["kafka.sasl_mechanism"]
    );
    assert_eq!(
        problems(&[
            "kafka.security_protocol=sasl_ssl",
            "kafka.sasl_mechanism=OAUTHBEARER"
        ]),
        ["kafka.sasl_mechanism"]
    );
}

#[test]
fn settings_that_contradict_one_another_are_refused() {
    for (sets, key) in [
        (
            vec![
                "delivery.guarantee=exactly-once",
                "delivery.transaction_timeout=1m",
            ],
            "delivery.transaction_timeout",
        ),
        (
            vec![
                "delivery.guarantee=exactly-once",
                "delivery.transaction_interval=6s",
            ],
            "delivery.transaction_interval",
        ),
        (
            vec!["source.group_protocol=consumer", "source.instance_id=a"],
            "source.instance_id",
        ),
        (
            vec![
                "source.group_protocol=consumer",
                "kafka.consumer.heartbeat.interval.ms=1000",
            ],
            "kafka.consumer",
        ),
        (
            vec!["source.offset_reset=latest", "source.on_out_of_range=stop"],
            "source.on_out_of_range",
        ),
        (
            vec!["source.max_poll_interval=20s"],
            "source.max_poll_interval",
        ),
        (
            vec!["delivery.pause_after=1m", "source.max_poll_interval=90s"],
            "delivery.pause_after",
        ),
        (
            vec!["delivery.revoke_timeout=4m"],
            "delivery.revoke_timeout",
        ),
        (
            vec!["outputs.facts.topic=stories.raw"],
            "outputs.facts.topic",
        ),
        (
            vec!["outputs.max_message_bytes=1 MiB"],
            "outputs.max_message_bytes",
        ),
        (
            vec!["outputs.queue_bytes=1 MiB"],
            "outputs.max_message_bytes",
        ),
        (vec!["source.topics=a b"], "source.topics"),
        (vec!["source.topics=^wire\\.(x"], "source.topics"),
        (vec!["kafka.brokers=https://broker:9092"], "kafka.brokers"),
        (vec!["kafka.brokers=broker"], "kafka.brokers"),
        (
            vec!["kafka.ca_file=/nowhere", "kafka.security_protocol=ssl"],
            "kafka.ca_file",
        ),
        (vec!["taxonomy.folders=/nowhere"], "taxonomy.folders"),
    ] {
        assert_eq!(problems(&sets), [key], "{sets:?}");
    }
}

#[test]
fn patterns_and_ordinary_settings_pass() {
    for set in [
        "source.topics=^wire\\..*",
        "source.topics=[\"^wire.{1,2}$\", \"a\"]",
        "kafka.brokers=a:1,b:2,[::1]:9092",
        "source.group_protocol=consumer",
        "source.offset_reset=latest",
        "outputs.enriched.enabled=false",
    ] {
        assert!(problems(&[set]).is_empty(), "{set}: {:?}", problems(&[set]));
    }
}
