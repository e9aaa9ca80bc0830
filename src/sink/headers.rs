//! Headers of outputs: what a reader can filter, trace and tell apart by without parsing a value.

use super::encode::Emission;
use super::event::{Attributes, printable};
use super::settings::CloudEvents;
use super::trace::TraceContext;
use crate::story::Header;
use std::sync::Arc;

const JSON: &str = "application/json";
const STRUCTURED: &str = "application/cloudevents+json; charset=UTF-8";

/// Headers of the whole record and of a reference to it.
pub(super) fn of_story(
    emission: &Emission<'_>,
    attributes: &Attributes<'_>,
    mode: CloudEvents,
    trace: Option<&TraceContext<'_>>,
) -> Arc<[Header]> {
    let mut headers = Vec::with_capacity(18);
    if mode == CloudEvents::Binary {
        push(&mut headers, "ce_specversion", "1.0");
        push(&mut headers, "ce_id", &*attributes.id);
        push(&mut headers, "ce_source", attributes.source);
        push(&mut headers, "ce_type", attributes.kind);
        if let Some(time) = attributes.time {
            push(&mut headers, "ce_time", time.to_string());
        }
        if let Some(subject) = &attributes.subject {
            push(&mut headers, "ce_subject", &**subject);
        }
        push(&mut headers, "ce_dataschema", attributes.schema);
    }
    let content = if mode == CloudEvents::Structured {
        STRUCTURED
    } else {
        JSON
    };
    push(&mut headers, "content-type", content);
    push_trace(&mut headers, trace, true);

    let enriched = emission.enriched;
    let story = &enriched.story;
    let topics = emission.topic_keys();
    if !topics.is_empty() {
        push(&mut headers, "ct-topics", topics.join(","));
    }
    if let Some(primary) = enriched.primary_topic() {
        push(&mut headers, "ct-primary", &*primary.topic);
    }
    if let Some(language) = emission.language() {
        push(&mut headers, "ct-lang", printable(&language).as_bytes());
    }
    if let Some(urgency) = emission.urgency() {
        push(&mut headers, "ct-urgency", urgency.to_string());
    }
    push(&mut headers, "ct-status", story.pub_status.code());
    let mut signals: Vec<&str> = Vec::new();
    for signal in &story.signals {
        // At most one of each kind, so this stays short whatever the story says.
        if !signals.contains(&signal.kind.code()) {
            signals.push(signal.kind.code());
        }
    }
    if !signals.is_empty() {
        push(&mut headers, "ct-signal", signals.join(","));
    }
    headers.into()
}

/// Headers of a facts row: readers are SQL engines, and each byte counts more beside a small row.
pub(super) fn of_facts(
    attributes: &Attributes<'_>,
    mode: CloudEvents,
    trace: Option<&TraceContext<'_>>,
) -> Arc<[Header]> {
    let mut headers = Vec::with_capacity(4);
    if mode != CloudEvents::None {
        push(&mut headers, "ce_id", &*attributes.id);
        push(&mut headers, "ce_type", attributes.kind);
    }
    push(&mut headers, "content-type", JSON);
    push_trace(&mut headers, trace, false);
    headers.into()
}

fn push_trace(headers: &mut Vec<Header>, trace: Option<&TraceContext<'_>>, with_state: bool) {
    let Some(trace) = trace else { return };
    push(headers, "traceparent", &*trace.parent);
    if let Some(state) = trace.state.filter(|_| with_state) {
        push(headers, "tracestate", state);
    }
}

fn push(headers: &mut Vec<Header>, name: &str, value: impl Into<Vec<u8>>) {
    headers.push(Header {
        name: name.to_owned(),
        value: Some(value.into()),
    });
}
