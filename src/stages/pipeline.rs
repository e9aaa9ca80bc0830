//! The pipeline, on one screen: what happens to a record from its bytes to its verdicts.
//!
//! Every stage is a plain value with one pure method; leaving one out does not compile, because the next needs what it
//! finds. Timing and counting happen here and nowhere else.

use super::topics::Taxonomy;
use super::{Gazetteer, Languages, Normaliser};
use crate::observe::Metrics;
use crate::story::{Ended, Enriched, Outcome, RawRecord, Stage, WireStory};
use crate::wire::Decoder;
use std::sync::Arc;
use std::time::Instant;

/// All stages in order. Shared by the workers; the same record gives the same outcomes on any of them.
pub struct Pipeline {
    pub decoder: Decoder,
    pub normaliser: Normaliser,
    pub languages: Arc<Languages>,
    pub gazetteer: Arc<Gazetteer>,
    pub taxonomy: Arc<Taxonomy>,
    pub times: StageTimes,
}

impl Pipeline {
    /// How each story of a record ends. A record whose bytes can't be read ends as one reject.
    pub fn taste(&self, record: &RawRecord) -> Vec<Outcome<Enriched>> {
        let stories = match self.times.of(Stage::Decode, || self.decoder.decode(record)) {
            Ok(stories) => stories,
            Err(reject) => return vec![Outcome::Reject(reject)],
        };
        // Once a record, however many stories it holds.
        let raw_sha256 = Normaliser::raw_sha256(record);
        (0..)
            .zip(stories)
            .map(|(ordinal, wire)| {
                match wire
                    .map_err(Ended::Reject)
                    .and_then(|wire| self.story(wire, record, ordinal, &raw_sha256))
                {
                    Ok(enriched) => Outcome::Emit(enriched),
                    Err(Ended::Drop(drop)) => Outcome::Drop(drop),
                    Err(Ended::Reject(reject)) => Outcome::Reject(reject),
                }
            })
            .collect()
    }

    fn story(
        &self,
        wire: WireStory,
        record: &RawRecord,
        ordinal: u32,
        raw_sha256: &str,
    ) -> Result<Enriched, Ended> {
        let story = self.times.of(Stage::Normalise, || {
            self.normaliser
                .normalise_hashed(wire, record, ordinal, raw_sha256)
        })?;
        let language = self
            .times
            .of(Stage::Language, || self.languages.identify(&story));
        let entities = self
            .times
            .of(Stage::Entities, || self.gazetteer.find(&story, &language));
        let topics = self.times.of(Stage::Topics, || {
            self.taxonomy.judge(&story, &language, &entities)
        });
        Ok(Enriched {
            story,
            language,
            entities,
            topics,
            taxonomy_version: self.taxonomy.version(),
        })
    }
}

/// The stages timed here; source and sink have measures of their own.
const STAGES: [Stage; 5] = [
    Stage::Decode,
    Stage::Normalise,
    Stage::Language,
    Stage::Entities,
    Stage::Topics,
];

/// One histogram a stage. Clones count into the same.
#[derive(Clone)]
pub struct StageTimes(Vec<(Stage, prometheus::Histogram)>);

impl StageTimes {
    pub fn new(metrics: &Metrics) -> Self {
        let histogram = |stage: &Stage| {
            (
                *stage,
                metrics.stage_duration.with_label_values(&[stage.code()]),
            )
        };
        Self(STAGES.iter().map(histogram).collect())
    }

    fn of<T>(&self, stage: Stage, work: impl FnOnce() -> T) -> T {
        let started = Instant::now();
        let done = work();
        if let Some((_, histogram)) = self.0.iter().find(|(s, _)| *s == stage) {
            histogram.observe(started.elapsed().as_secs_f64());
        }
        done
    }
}
