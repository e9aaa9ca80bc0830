use super::super::{Bytes, Environment, Layers, load};
use super::*;

fn error(set: &str) -> String {
    let layers = Layers {
        files: vec!["/dev/null".into()],
        sets: vec![set.into()],
        flags: Vec::new(),
    };
    load(&layers, &Environment::default()).map_or_else(|e| e.to_string(), |_| String::new())
}

#[test]
fn a_key_in_the_wrong_section_is_told_where_it_belongs() {
    assert!(error("kafka.session_timeout=5s").contains("did you mean `source.session_timeout`?"));
    assert!(error("kafka.borkers=a:1").contains("did you mean `kafka.brokers`?"));
    assert!(error("sorce.group=a").contains("did you mean `source`?"));
    assert!(error("source.zzzzzz=a").contains("keys of `source` are topics, group"));
}

#[test]
fn values_out_of_bounds_name_the_bound() {
    assert!(error("delivery.workers=0").contains("0 is too small: at least 1"));
    assert!(error("source.session_timeout=1ms").contains("1ms is too little: at least 1s"));
    assert!(error("outputs.queue_bytes=2 GiB").contains("2 GiB is too much: at most 1 GiB"));
    assert!(error("http.listen=9464").contains("is no \"HOST:PORT\""));
    for level in ["loud", "inof", "copytaster", "copytaster=loud", "info,,"] {
        assert!(
            error(&format!("log.level={level}")).contains("`log.level`"),
            "{level}"
        );
    }
    for level in ["DEBUG", "info,copytaster::kafka=debug", "off"] {
        assert_eq!(error(&format!("log.level={level}")), "", "{level}");
    }
    assert!(error("source.topics=[]").contains("at least 1 entry"));
    assert!(error("source.group=").contains("must not be empty"));
}

#[test]
fn text_gets_the_kind_of_its_key() {
    let layers = Layers {
        files: vec!["/dev/null".into()],
        sets: [
            "http.enabled=false",
            "delivery.workers= 3 ",
            "source.topics=a, b",
            "source.group=\"with space\"",
            "source.instance_id=007",
            "wire.max_payload_bytes=2097152",
            "suppliers.afp.topics=[\"wire.afp\"]",
        ]
        .iter()
        .map(ToString::to_string)
        .collect(),
        flags: Vec::new(),
    };
    let config = load(&layers, &Environment::default())
        .unwrap_or_else(|e| panic!("{e}"))
        .config;
    assert!(!config.http.enabled);
    assert_eq!(config.delivery.workers, Some(3));
    assert_eq!(config.source.topics, ["a", "b"]);
    assert_eq!(config.source.group, "with space");
    assert_eq!(config.source.instance_id.as_deref(), Some("007"));
    assert_eq!(config.wire.max_payload_bytes, Bytes(2 << 20));
    assert_eq!(config.suppliers["afp"].topics, ["wire.afp"]);
}

#[test]
fn the_nearest_word_is_near_or_none() {
    let known = ["topics", "group", "session_timeout"];
    assert_eq!(nearest("topcis", known.into_iter()), Some("topics"));
    assert_eq!(
        nearest("sesion_timeot", known.into_iter()),
        Some("session_timeout")
    );
    assert_eq!(nearest("brokers", known.into_iter()), None);
}
