use super::*;
use crate::sink::encode::samples::{self, NOW_MS};
use crate::sink::encode::validators::{enriched_errors, facts_errors, reference_errors};
use crate::story::{Drop, DropReason, Header};
use serde_json::Value;

const PARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

fn router(settings: &str) -> (Router, Metrics) {
    let metrics = Metrics::new().unwrap();
    let settings = toml::from_str(settings).unwrap();
    let clock = Clock::manual(NOW_MS as u64);
    (Router::new(settings, clock, metrics.clone()), metrics)
}

fn route(settings: &str, record: &RawRecord, enriched: Enriched) -> Vec<Output> {
    let worked = router(settings)
        .0
        .route(record, vec![Outcome::Emit(enriched)]);
    assert!(worked.rejects.is_empty());
    worked.outputs
}

fn topics(outputs: &[Output]) -> Vec<&str> {
    outputs.iter().map(|output| &*output.topic).collect()
}

fn header<'a>(output: &'a Output, name: &str) -> Option<&'a str> {
    let header = output.headers.iter().find(|h| h.name == name)?;
    std::str::from_utf8(header.value.as_deref()?).ok()
}

fn names(output: &Output) -> Vec<&str> {
    output.headers.iter().map(|h| h.name.as_str()).collect()
}

fn value(output: &Output) -> Value {
    serde_json::from_slice(output.value.as_deref().unwrap()).unwrap()
}

#[test]
fn a_story_goes_to_enriched_to_each_topic_it_is_about_and_to_facts() {
    let outputs = route("", &samples::record(42), samples::summit());
    assert_eq!(
        topics(&outputs),
        [
            "stories.enriched",
            "stories.diplomacy",
            "stories.climate",
            "stories.energy",
            "stories.facts"
        ]
    );
    for output in &outputs {
        assert_eq!(output.key.as_deref(), Some(&b"ANN0042"[..]));
        assert_eq!(output.timestamp_ms, Some(NOW_MS - 4_250));
    }
    for routed in &outputs[1..4] {
        let shared = routed.value.as_ref().zip(outputs[0].value.as_ref());
        assert!(
            shared.is_some_and(|(a, b)| Arc::ptr_eq(a, b)),
            "the same bytes, not a copy"
        );
        assert!(Arc::ptr_eq(&routed.headers, &outputs[0].headers));
    }
    assert_eq!(enriched_errors(&value(&outputs[0])), [""; 0]);
    assert_eq!(facts_errors(&value(&outputs[4])), [""; 0]);
}

#[test]
fn mentions_are_kept_in_the_record_and_not_routed() {
    let outputs = route("", &samples::record(46), samples::none());
    assert_eq!(topics(&outputs), ["stories.enriched", "stories.facts"]);
    let record = value(&outputs[0]);
    assert_eq!(record["copytaster"]["topics"][2]["verdict"], "mentions");
    assert_eq!(record.get("subjects"), None);
    assert_eq!(header(&outputs[0], "ct-topics"), None);
}

#[test]
fn binary_headers_let_a_reader_filter_without_parsing() {
    let outputs = route("", &samples::record(42), samples::summit());
    let expected = [
        ("ce_specversion", "1.0"),
        ("ce_id", "5f02222bdc0ab845a358f18333a8ee57"),
        ("ce_source", "/copytaster"),
        ("ce_type", "io.copytaster.story.enriched.v1"),
        ("ce_time", "2026-08-09T08:30:00.000Z"),
        ("ce_subject", "ANN0042"),
        ("ce_dataschema", "urn:copytaster:schema:enriched:1"),
        ("content-type", "application/json"),
        ("ct-topics", "diplomacy,climate,energy"),
        ("ct-primary", "diplomacy"),
        ("ct-lang", "fr"),
        ("ct-urgency", "2"),
        ("ct-status", "usable"),
        ("ct-signal", "ct:alert,sig:update"),
    ];
    assert_eq!(names(&outputs[0]), expected.map(|(name, _)| name));
    for (name, value) in expected {
        assert_eq!(header(&outputs[0], name), Some(value), "{name}");
    }
    assert_eq!(names(&outputs[4]), ["ce_id", "ce_type", "content-type"]);
    assert_eq!(
        header(&outputs[4], "ce_type"),
        Some("io.copytaster.story.facts.v1")
    );
}

#[test]
fn a_killed_corrected_or_held_story_is_never_announced_as_new() {
    for (enriched, kind, status, signal) in [
        (
            samples::kill(),
            "io.copytaster.story.cancelled.v1",
            "canceled",
            "ct:kill",
        ),
        (
            samples::correction(),
            "io.copytaster.story.corrected.v1",
            "usable",
            "sig:correction",
        ),
        (
            samples::embargo(),
            "io.copytaster.story.held.v1",
            "withheld",
            "ct:embargo",
        ),
    ] {
        let outputs = route("", &samples::record(43), enriched);
        for output in &outputs[..2] {
            assert_eq!(header(output, "ce_type"), Some(kind));
            assert_eq!(header(output, "ct-status"), Some(status));
            assert_eq!(header(output, "ct-signal"), Some(signal));
            assert_eq!(value(output)["pubStatus"], status);
        }
    }
}

#[test]
fn an_embargoed_story_leaves_at_once_and_says_until_when() {
    let outputs = route("", &samples::record(45), samples::embargo());
    assert_eq!(
        topics(&outputs),
        ["stories.enriched", "stories.energy", "stories.facts"]
    );
    assert_eq!(
        value(&outputs[0])["embargoedUntil"],
        "2026-08-10T06:00:00.000Z"
    );
}

#[test]
fn routed_topics_can_carry_a_reference() {
    let outputs = route(
        "routed.form = 'reference'",
        &samples::record(42),
        samples::summit(),
    );
    assert_eq!(outputs.len(), 5);
    let reference = value(&outputs[1]);
    assert_eq!(reference_errors(&reference), [""; 0]);
    assert_eq!(reference["enriched_topic"], "stories.enriched");
    assert_eq!(
        header(&outputs[1], "ce_dataschema"),
        Some("urn:copytaster:schema:reference:1")
    );
    let ids: Vec<_> = [0, 1, 4]
        .map(|n| header(&outputs[n], "ce_id").unwrap())
        .into();
    assert!(
        ids[1] == format!("{}.reference", ids[0]) && ids[2] == format!("{}.facts", ids[0]),
        "{ids:?}"
    );
    assert_eq!(
        header(&outputs[1], "ct-topics"),
        Some("diplomacy,climate,energy")
    );
}

#[test]
fn structured_mode_puts_the_attributes_around_the_record() {
    let outputs = route(
        "cloudevents = 'structured'",
        &samples::record(42),
        samples::summit(),
    );
    let event = value(&outputs[1]);
    assert_eq!(event["specversion"], "1.0");
    assert_eq!(event["type"], "io.copytaster.story.enriched.v1");
    assert_eq!(event["subject"], "ANN0042");
    assert_eq!(enriched_errors(&event["data"]), [""; 0]);
    assert!(
        names(&outputs[1])
            .iter()
            .all(|name| !name.starts_with("ce_"))
    );
    assert_eq!(
        header(&outputs[1], "content-type"),
        Some("application/cloudevents+json; charset=UTF-8")
    );
    assert_eq!(facts_errors(&value(&outputs[4])), [""; 0], "rows stay flat");
}

#[test]
fn without_cloudevents_only_our_own_headers_are_left() {
    let outputs = route(
        "cloudevents = 'none'",
        &samples::record(42),
        samples::summit(),
    );
    assert_eq!(
        names(&outputs[0]),
        [
            "content-type",
            "ct-topics",
            "ct-primary",
            "ct-lang",
            "ct-urgency",
            "ct-status",
            "ct-signal"
        ]
    );
    assert_eq!(names(&outputs[4]), ["content-type"]);
}

#[test]
fn the_trace_of_the_input_goes_on_and_none_is_begun() {
    let mut record = samples::record(42);
    for (name, value) in [("traceparent", PARENT), ("tracestate", "a=b")] {
        record.headers.push(Header {
            name: name.into(),
            value: Some(value.into()),
        });
    }
    let outputs = route("", &record, samples::kill());
    assert_eq!(header(&outputs[0], "traceparent"), Some(PARENT));
    assert_eq!(header(&outputs[0], "tracestate"), Some("a=b"));
    assert_eq!(
        names(&outputs[2]),
        ["ce_id", "ce_type", "content-type", "traceparent"]
    );

    let untraced = route("", &samples::record(42), samples::kill());
    assert_eq!(header(&untraced[0], "traceparent"), None);
}

#[test]
fn outputs_that_are_off_get_nothing() {
    let off = "enriched.enabled = false\nrouted.topics.climate.enabled = false\nrouted.topics.energy.topic = 'desk'";
    let outputs = route(off, &samples::record(42), samples::summit());
    assert_eq!(
        topics(&outputs),
        ["stories.diplomacy", "desk", "stories.facts"]
    );
    let off = "enriched.enabled = false\nrouted.enabled = false\nfacts.enabled = false";
    assert!(route(off, &samples::record(42), samples::summit()).is_empty());
}

#[test]
fn a_router_names_all_topics_that_it_may_write() {
    let mut named = router("").0.outputs();
    let outputs = route("", &samples::record(42), samples::summit());
    let mut written: Vec<Arc<str>> = outputs.into_iter().map(|output| output.topic).collect();
    named.sort();
    written.sort();
    assert_eq!(named, written, "the story is about every topic");
    let off = "enriched.enabled = false\nrouted.enabled = false\nfacts.enabled = false";
    assert!(router(off).0.outputs().is_empty());
}

#[test]
fn a_timestamp_ahead_of_ours_becomes_ours() {
    let mut record = samples::record(42);
    record.timestamp_ms = Some(NOW_MS + 3_600_000);
    let outputs = route("", &record, samples::kill());
    assert!(
        outputs
            .iter()
            .all(|output| output.timestamp_ms == Some(NOW_MS))
    );
    assert_eq!(value(&outputs[2])["latency_ms"], 0);
    for timestamp in [None, Some(-1)] {
        record.timestamp_ms = timestamp;
        let outputs = route("", &record, samples::kill());
        assert!(outputs.iter().all(|output| output.timestamp_ms.is_none()));
        assert_eq!(value(&outputs[2]).get("ingested_at"), None);
    }
}

#[test]
fn control_characters_of_the_wire_do_not_reach_headers() {
    let mut enriched = samples::kill();
    enriched.story.id = "a\r\nb".into();
    let outputs = route("", &samples::record(42), enriched);
    assert_eq!(
        header(&outputs[0], "ce_subject"),
        Some("a\u{fffd}\u{fffd}b")
    );
    assert_eq!(outputs[0].key.as_deref(), Some(&b"a\r\nb"[..]));
}

#[test]
fn one_bad_story_of_several_is_named_and_the_others_go_out() {
    let (router, metrics) = router("");
    let bad = Reject::new(Stage::Normalise, RejectReason::NoText, "no text");
    let drop = Drop {
        stage: Stage::Normalise,
        reason: DropReason::NotText,
    };
    let stories = vec![
        Outcome::Emit(samples::none()),
        Outcome::Reject(bad.clone()),
        Outcome::Drop(drop),
        Outcome::Emit(samples::emoji()),
    ];
    let worked = router.route(&samples::record(42), stories);
    assert_eq!(worked.outputs.len(), 5);
    assert_eq!(worked.rejects[0].story_index, Some(1));
    let alone = router.route(&samples::record(42), vec![Outcome::Reject(bad)]);
    assert_eq!(alone.rejects[0].story_index, None);

    let rejected = metrics
        .rejected_records
        .with_label_values(&["normalise", "no_text"]);
    assert_eq!(rejected.get(), 2);
    assert_eq!(
        metrics
            .dropped_stories
            .with_label_values(&["not_text"])
            .get(),
        1
    );
}

#[test]
fn every_emitted_story_is_counted_by_topic_language_supplier_and_format() {
    let (router, metrics) = router("");
    let mut many: Vec<_> = (0..60)
        .map(|n| {
            let mut enriched = samples::none();
            enriched.story.supplier = format!("agency {n}");
            Outcome::Emit(enriched)
        })
        .collect();
    many.push(Outcome::Emit(samples::emoji()));
    router.route(&samples::record(42), many);
    let by_topic = |topic, verdict| {
        metrics
            .stories_by_topic
            .with_label_values(&[topic, verdict])
            .get()
    };
    assert_eq!(by_topic("energy", "mentions"), 60);
    assert_eq!(by_topic("energy", "about"), 1);
    assert_eq!(
        metrics
            .story_score
            .with_label_values(&["energy"])
            .get_sample_count(),
        61
    );
    assert_eq!(
        metrics.stories_by_language.with_label_values(&["en"]).get(),
        60
    );
    assert_eq!(
        metrics
            .stories_by_language
            .with_label_values(&["und"])
            .get(),
        1
    );
    assert_eq!(
        metrics.stories_by_format.with_label_values(&["text"]).get(),
        1
    );
    let by_supplier = |supplier| {
        metrics
            .stories_by_supplier
            .with_label_values(&[supplier])
            .get()
    };
    assert_eq!(by_supplier("agency 49"), 1);
    assert_eq!(by_supplier("other"), 10);
    assert_eq!(by_supplier("unknown"), 1);
    let overflow = ["copytaster_stories_by_supplier_total"];
    assert_eq!(
        metrics.label_overflow.with_label_values(&overflow).get(),
        10
    );
}

#[test]
fn a_topic_of_a_users_own_is_routed_by_its_key_and_named_by_the_taxonomy() {
    let subject = TopicSubject {
        topic: "sport".into(),
        name: "Sports desk".into(),
        code: Some("medtop:15000000".into()),
    };
    let mut enriched = samples::kill();
    enriched.topics[2].topic = "sport".into();
    let (router, _) = router("");
    let router = router.with_subjects(vec![subject]);
    let worked = router.route(&samples::record(1), vec![Outcome::Emit(enriched)]);
    assert_eq!(topics(&worked.outputs)[1], "stories.sport");
    let subject = &value(&worked.outputs[0])["subjects"][0];
    assert_eq!(subject["name"], "Sports desk");
    assert_eq!(
        subject["uri"],
        "http://cv.iptc.org/newscodes/mediatopic/15000000"
    );
}
