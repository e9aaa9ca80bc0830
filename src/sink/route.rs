//! Where each story goes.
//!
//! Owns the choice of output topics and of what each message is made of. Promises that every story that is emitted goes
//! to `stories.enriched`, to the topic of every verdict *about*, and to `stories.facts`, as far as these are switched
//! on, all with the story's id as key and with the same bytes where the records are the same; that a story which can't
//! be written is a reject and takes nothing of itself out; that every end of a story is counted once. Never produces,
//! never waits, never keeps anything of a story.

use super::encode::{Emission, EncodeError, Encoder, TopicSubject};
use super::event::Attributes;
use super::headers;
use super::settings::{CloudEvents, RouteSettings, RoutedForm};
use super::suppliers::{SupplierLabel, SupplierLabels};
use super::trace::TraceContext;
use crate::clock::Clock;
use crate::delivery::{Output, Worked};
use crate::observe::Metrics;
use crate::story::{Enriched, Outcome, RawRecord, Reject, RejectReason, Stage};
use std::sync::Arc;

/// Turns the ends of stories into outputs. Shared by all workers.
#[derive(Debug, Clone)]
pub struct Router {
    settings: RouteSettings,
    encoder: Encoder,
    enriched_topic: Option<Arc<str>>,
    facts_topic: Option<Arc<str>>,
    suppliers: Arc<SupplierLabels>,
    clock: Clock,
    metrics: Metrics,
}

impl Router {
    /// With the three topics that come with the program.
    pub fn new(settings: RouteSettings, clock: Clock, metrics: Metrics) -> Self {
        let on = |enabled: bool, topic: &str| enabled.then(|| Arc::from(topic));
        Self {
            enriched_topic: on(settings.enriched.enabled, &settings.enriched.topic),
            facts_topic: on(settings.facts.enabled, &settings.facts.topic),
            encoder: Encoder::new(TopicSubject::defaults()),
            suppliers: Arc::new(SupplierLabels::new()),
            settings,
            clock,
            metrics,
        }
    }

    /// With the taxonomy's own names and codes of its topics.
    #[must_use]
    pub fn with_subjects(mut self, subjects: Vec<TopicSubject>) -> Self {
        self.encoder = Encoder::new(subjects);
        self
    }

    /// A second one for another taxonomy's topics. Both count the same suppliers, so that reloads add no series.
    #[must_use]
    pub fn renewed(&self, subjects: Vec<TopicSubject>) -> Self {
        self.clone().with_subjects(subjects)
    }

    /// The topics it writes, each once.
    pub fn outputs(&self) -> Vec<Arc<str>> {
        let topics = self.settings.output_topics(self.encoder.topic_keys());
        topics.into_iter().map(Arc::from).collect()
    }

    /// What becomes of a record whose stories ended so.
    pub fn route(&self, record: &RawRecord, stories: Vec<Outcome<Enriched>>) -> Worked {
        let now_ms = self.clock.now_ms();
        let several = stories.len() > 1;
        let mut worked = Worked::default();
        for (index, outcome) in stories.into_iter().enumerate() {
            let reject = match outcome {
                Outcome::Emit(enriched) => {
                    let emission = Emission::new(record, &enriched, now_ms);
                    match self.emit(record, &emission, now_ms) {
                        Ok(outputs) => {
                            self.count(&enriched);
                            worked.outputs.extend(outputs);
                            continue;
                        }
                        Err(error) => {
                            Reject::new(Stage::Sink, RejectReason::Internal, error.to_string())
                        }
                    }
                }
                Outcome::Drop(drop) => {
                    let reason = [drop.reason.code()];
                    self.metrics
                        .dropped_stories
                        .with_label_values(&reason)
                        .inc();
                    continue;
                }
                Outcome::Reject(reject) => reject,
            };
            worked.rejects.push(self.reject(reject, index, several));
        }
        worked
    }

    /// All messages of one story, or none.
    fn emit(
        &self,
        record: &RawRecord,
        emission: &Emission<'_>,
        now_ms: i64,
    ) -> Result<Vec<Output>, EncodeError> {
        let settings = &self.settings;
        let (mode, source) = (settings.cloudevents, settings.source.as_str());
        let trace = TraceContext::of(record);
        let trace = trace.as_ref();
        let key: Arc<[u8]> = emission.enriched.story.id.as_bytes().into();
        // A time ahead of ours would be refused by the broker or keep the segment for ever.
        let timestamp_ms = record
            .timestamp_ms
            .filter(|ms| *ms >= 0)
            .map(|ms| ms.min(now_ms));
        let output = |topic: Arc<str>, value: &Arc<[u8]>, headers: &Arc<_>| Output {
            topic,
            key: Some(Arc::clone(&key)),
            value: Some(Arc::clone(value)),
            headers: Arc::clone(headers),
            timestamp_ms,
        };

        let routed: Vec<Arc<str>> = emission
            .enriched
            .about()
            .filter_map(|verdict| settings.routed.topic_of(&verdict.topic))
            .map(Arc::from)
            .collect();
        let full_for_routed = settings.routed.form == RoutedForm::Full && !routed.is_empty();
        let mut outputs = Vec::with_capacity(routed.len() + 2);

        if self.enriched_topic.is_some() || full_for_routed {
            let attributes = Attributes::enriched(emission, source);
            let value = if mode == CloudEvents::Structured {
                self.encoder.enriched_event(emission, &attributes)?
            } else {
                self.encoder.enriched(emission)?
            };
            let value: Arc<[u8]> = value.into();
            let headers = headers::of_story(emission, &attributes, mode, trace);
            let full = self.enriched_topic.iter();
            let full = full.chain(routed.iter().filter(|_| full_for_routed));
            outputs.extend(full.map(|topic| output(Arc::clone(topic), &value, &headers)));
        }
        if !full_for_routed && !routed.is_empty() {
            let attributes = Attributes::reference(emission, source);
            let whole = self.enriched_topic.as_deref();
            let value = if mode == CloudEvents::Structured {
                Encoder::reference_event(emission, whole, &attributes)?
            } else {
                Encoder::reference(emission, whole)?
            };
            let value: Arc<[u8]> = value.into();
            let headers = headers::of_story(emission, &attributes, mode, trace);
            outputs.extend(
                routed
                    .into_iter()
                    .map(|topic| output(topic, &value, &headers)),
            );
        }
        if let Some(topic) = &self.facts_topic {
            let value: Arc<[u8]> = Encoder::facts(emission)?.into();
            let headers = headers::of_facts(&Attributes::facts(emission, source), mode, trace);
            outputs.push(output(Arc::clone(topic), &value, &headers));
        }
        Ok(outputs)
    }

    fn reject(&self, mut reject: Reject, index: usize, several: bool) -> Reject {
        let labels = [reject.stage.code(), reject.reason.code()];
        self.metrics
            .rejected_records
            .with_label_values(&labels)
            .inc();
        if several && reject.story_index.is_none() {
            reject.story_index = u32::try_from(index).ok();
        }
        reject
    }

    fn count(&self, enriched: &Enriched) {
        let metrics = &self.metrics;
        for verdict in &enriched.topics {
            let labels = [&*verdict.topic, verdict.verdict.code()];
            metrics.stories_by_topic.with_label_values(&labels).inc();
            if verdict.score.is_finite() {
                let topic = [&*verdict.topic];
                metrics
                    .story_score
                    .with_label_values(&topic)
                    .observe(verdict.score);
            }
        }
        let language = enriched
            .language
            .language
            .map_or("und", crate::story::Language::code);
        metrics
            .stories_by_language
            .with_label_values(&[language])
            .inc();
        let format = enriched.story.decode.format.code();
        metrics.stories_by_format.with_label_values(&[format]).inc();
        let supplier = match self.suppliers.label(&enriched.story.supplier) {
            SupplierLabel::Known(supplier) => supplier,
            SupplierLabel::Other => {
                let metric = ["copytaster_stories_by_supplier_total"];
                metrics.label_overflow.with_label_values(&metric).inc();
                "other"
            }
        };
        metrics
            .stories_by_supplier
            .with_label_values(&[supplier])
            .inc();
    }
}

#[cfg(test)]
#[path = "route_cases.rs"]
mod cases;
