//! Writes records into buffers: typed values straight to JSON, with no tree between.

use super::emission::Emission;
use super::facts::Facts;
use super::iptc::TopicSubject;
use super::ninjs::Item;
use super::reference::Reference;
use crate::sink::event::{Attributes, Envelope};
use serde::Serialize;

/// A record could not be written. Nothing a story holds leads here.
#[derive(Debug, thiserror::Error)]
#[error("the record could not be written as JSON: {0}")]
pub struct EncodeError(#[from] serde_json::Error);

/// Bytes of a reference or a facts row that are no text of the story.
const SMALL: usize = 2048;

/// Writes stories as the records readers get.
#[derive(Debug, Clone)]
pub struct Encoder {
    subjects: Vec<TopicSubject>,
}

impl Encoder {
    /// `subjects`: how the topics stand in `subjects[]`. A topic that is not among them is named by its key.
    pub fn new(subjects: Vec<TopicSubject>) -> Self {
        Self { subjects }
    }

    /// The keys of the topics.
    pub fn topic_keys(&self) -> impl Iterator<Item = &str> {
        self.subjects.iter().map(|subject| &*subject.topic)
    }

    /// The enriched record.
    pub fn enriched(&self, emission: &Emission<'_>) -> Result<Vec<u8>, EncodeError> {
        let item = Item::new(emission, &self.subjects);
        write(&item, emission.likely_size())
    }

    /// The enriched record within a `CloudEvents` envelope.
    pub(in crate::sink) fn enriched_event(
        &self,
        emission: &Emission<'_>,
        attributes: &Attributes<'_>,
    ) -> Result<Vec<u8>, EncodeError> {
        let item = Item::new(emission, &self.subjects);
        write(&Envelope::new(attributes, &item), emission.likely_size())
    }

    /// The reference record. `enriched_topic`: where the whole one is.
    pub fn reference(
        emission: &Emission<'_>,
        enriched_topic: Option<&str>,
    ) -> Result<Vec<u8>, EncodeError> {
        write(&Reference::new(emission, enriched_topic), SMALL)
    }

    /// The reference record within a `CloudEvents` envelope.
    pub(in crate::sink) fn reference_event(
        emission: &Emission<'_>,
        enriched_topic: Option<&str>,
        attributes: &Attributes<'_>,
    ) -> Result<Vec<u8>, EncodeError> {
        let reference = Reference::new(emission, enriched_topic);
        write(&Envelope::new(attributes, &reference), SMALL)
    }

    /// The facts row.
    pub fn facts(emission: &Emission<'_>) -> Result<Vec<u8>, EncodeError> {
        write(&Facts::new(emission), SMALL)
    }
}

fn write(record: &impl Serialize, capacity: usize) -> Result<Vec<u8>, EncodeError> {
    let mut bytes = Vec::with_capacity(capacity);
    serde_json::to_writer(&mut bytes, record)?;
    Ok(bytes)
}
